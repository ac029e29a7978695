// Laws of the features over random histories: batch, single sessions and pieces of any size give
// the same bits on every prefix; nothing is known before its time; warm-up is what is declared.
#include "features/feature_stream.hpp"

#include <functional>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/features/feature_fixture.hpp"

namespace aots::features {
namespace {

using namespace test;

InventedHistory random_history(int sessions) {
  return {.seed = *rc::gen::inRange<std::uint64_t>(1, 1'000'000'000),
          .sessions = sessions,
          .absent_share = *rc::gen::element(0.0, 0.02, 0.3),
          .split_every = *rc::gen::element(0, 0, 70)};
}

void expect_same_rows(const FeatureMatrix& a, const FeatureMatrix& b) {
  RC_ASSERT(a.rows() <= b.rows());
  for (std::size_t row = 0; row < a.rows(); ++row) {
    RC_ASSERT(differing(a, row, b, row) == "");
  }
}

RC_GTEST_PROP(FeatureStreamLaw, BatchAndSingleSessionsGiveTheSameBits, ()) {
  const auto days = invented(random_history(*rc::gen::inRange(1, 600)));
  FeatureStream stream(nyse());
  FeatureMatrix stepped;
  for (const FeatureDay& day : days) stepped.append(kSymbol, stream.step(day));
  RC_ASSERT(stepped == matrix_of(days));
}

RC_GTEST_PROP(FeatureStreamLaw, PiecesOfAnySizeGiveTheSameBits, ()) {
  const auto days = invented(random_history(500));
  FeatureStream stream(nyse());
  FeatureMatrix matrix;
  std::span<const FeatureDay> rest(days);
  while (!rest.empty()) {
    const auto piece = std::min(rest.size(), *rc::gen::inRange<std::size_t>(1, 300));
    stream.advance(kSymbol, rest.first(piece), matrix);
    rest = rest.subspan(piece);
  }
  RC_ASSERT(matrix == matrix_of(days));
}

RC_GTEST_PROP(FeatureStreamLaw, APrefixHasTheRowsOfTheWhole, ()) {
  const auto days = invented(random_history(500));
  const auto prefix = *rc::gen::inRange<std::size_t>(1, days.size());
  expect_same_rows(matrix_of(std::span(days).first(prefix)), matrix_of(days));
}

// What a way of computing rows knows too early: the names of the features whose rows up to
// `known` change when all that comes after is another market.
using RowsOf = std::function<FeatureMatrix(std::span<const FeatureDay>)>;
std::set<std::string_view> features_that_peek(const RowsOf& rows_of, std::uint64_t seed,
                                              std::size_t known) {
  const auto days = invented({.seed = seed, .sessions = 420, .absent_share = 0.01});
  auto scrambled = invented({.seed = seed + 1, .sessions = 420, .absent_share = 0.01});
  std::copy_n(days.begin(), known, scrambled.begin());
  const FeatureMatrix whole = rows_of(days);
  const FeatureMatrix other = rows_of(scrambled);
  const FeatureMatrix truncated = rows_of(std::span(days).first(known));
  std::set<std::string_view> names;
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    for (std::size_t row = 0; row < known; ++row) {
      const auto value = whole.at(row, column);
      if (same_bits(value, other.at(row, column)) && same_bits(value, truncated.at(row, column))) {
        continue;
      }
      names.insert(catalogue()[column].name);
    }
  }
  return names;
}

RC_GTEST_PROP(FeatureStreamLaw, NoFeatureKnowsTheFuture, ()) {
  const auto seed = *rc::gen::inRange<std::uint64_t>(1, 1'000'000'000);
  const auto known = *rc::gen::inRange<std::size_t>(1, 420);
  const std::set<std::string_view> nothing;
  RC_ASSERT(features_that_peek(matrix_of, seed, known) == nothing);
}

TEST(LeakHarness, CatchesACanaryThatPeeks) {
  // Tomorrow's close in the place of today's average.
  const RowsOf peeking = [](std::span<const FeatureDay> days) {
    FeatureMatrix honest = matrix_of(days);
    FeatureMatrix matrix;
    const std::size_t column = *find_feature("sma_20");
    for (std::size_t row = 0; row < honest.rows(); ++row) {
      FeatureRow changed = honest.row(row);
      if (row + 1 < days.size() && days[row + 1].bar) {
        changed.values[column] = days[row + 1].bar->close.to_double();
        changed.present[column] = true;
      }
      matrix.append(kSymbol, changed);
    }
    return matrix;
  };
  EXPECT_EQ(features_that_peek(peeking, 5, 300), std::set<std::string_view>{"sma_20"});
}

TEST(LeakHarness, CatchesACanaryThatScalesByTheWholeHistory) {
  // The last regime of all sessions, as a fit over test data would have it.
  const RowsOf peeking = [](std::span<const FeatureDay> days) {
    std::vector<FeatureDay> changed(days.begin(), days.end());
    for (FeatureDay& day : changed) day.regime = days.back().regime;
    return matrix_of(changed);
  };
  EXPECT_TRUE(features_that_peek(peeking, 5, 300).contains("regime_lag1"));
}

TEST(FeatureWarmUp, AFiniteWindowForgetsWhatCameBeforeItToTheBit) {
  for (const int split_every : {0, 150}) {
    const auto days = invented({.seed = 11, .sessions = 800, .split_every = split_every});
    const FeatureMatrix whole = matrix_of(days);
    const std::size_t cut = 170;
    const FeatureMatrix later = matrix_of(std::span(days).subspan(cut));
    for (std::size_t column = 0; column < kFeatureCount; ++column) {
      const FeatureDefinition& feature = catalogue()[column];
      if (feature.memory != FeatureMemory::kWindow) continue;
      for (auto row = static_cast<std::size_t>(*feature.warm_up()); row < later.rows(); ++row) {
        ASSERT_TRUE(same_bits(whole.at(cut + row, column), later.at(row, column)))
            << feature.name << " in row " << row;
      }
    }
  }
}

TEST(FeatureWarmUp, ARecursiveFeatureForgetsItsSeedWithinTheDeclaredSessions) {
  const auto days = invented({.seed = 12, .sessions = 1300});
  const FeatureMatrix whole = matrix_of(days);
  const std::size_t cut = 211;
  const FeatureMatrix later = matrix_of(std::span(days).subspan(cut));
  int recursive = 0;
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    const FeatureDefinition& feature = catalogue()[column];
    if (feature.memory != FeatureMemory::kRecursive) continue;
    ++recursive;
    const double scale = feature.unit == "dollars"    ? 100.0
                         : feature.unit == "0 to 100" ? 100.0
                                                      : 1.0;
    bool differed = false;
    for (std::size_t row = 0; row < later.rows(); ++row) {
      const auto a = whole.at(cut + row, column);
      const auto b = later.at(row, column);
      const bool settled = row >= static_cast<std::size_t>(*feature.warm_up());
      if (a && b && std::abs(*a - *b) > 1e-9 * scale) differed = true;
      if (!settled) continue;
      ASSERT_TRUE(a && b) << feature.name;
      ASSERT_LE(std::abs(*a - *b), 1e-12 * scale) << feature.name << " in row " << row;
    }
    EXPECT_TRUE(differed) << feature.name << " does not depend on its seed at all";
  }
  EXPECT_EQ(recursive, 15);
}

TEST(FeatureWarmUp, TheFirstValueComesOnTheDeclaredSession) {
  const auto days = invented({.seed = 13, .sessions = 320});
  const FeatureMatrix matrix = matrix_of(days);
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    const FeatureDefinition& feature = catalogue()[column];
    const auto first = static_cast<std::size_t>(feature.first_session() - 1);
    for (std::size_t row = 0; row < first; ++row) {
      ASSERT_FALSE(matrix.at(row, column).has_value()) << feature.name << " in row " << row;
    }
    // Events and regimes come when they come.
    const bool waits = feature.group == FeatureGroup::kTemporal ||
                       feature.inputs.find("regime") != std::string_view::npos ||
                       feature.name == "cumulative_returns_ytd";
    if (waits) continue;
    EXPECT_TRUE(matrix.at(first, column).has_value()) << feature.name << " in row " << first;
  }
}

}  // namespace
}  // namespace aots::features
