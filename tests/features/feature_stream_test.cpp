#include "features/feature_stream.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "tests/features/feature_fixture.hpp"

namespace aots::features {
namespace {

using namespace test;

std::optional<double> at(const FeatureMatrix& matrix, std::size_t row, std::string_view name) {
  return matrix.column(name).at(row);
}

TEST(FeatureStream, GivesARowForEverySession) {
  const auto days = invented({.sessions = 300});
  const FeatureMatrix matrix = matrix_of(days);
  ASSERT_EQ(matrix.rows(), 300U);
  EXPECT_EQ(matrix.schema_hash(), schema_hash());
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    EXPECT_EQ(matrix.date(row), days[row].date);
    EXPECT_EQ(matrix.symbol(row), kSymbol);
  }
  EXPECT_EQ(matrix.find(kSymbol, days[42].date), 42U);
  EXPECT_FALSE(matrix.find(Symbol("MSFT"), days[42].date).has_value());
}

TEST(FeatureStream, HasAllFeaturesOnceTheLongestWindowIsFull) {
  const FeatureMatrix matrix = matrix_of(invented({.seed = 3, .sessions = 700}));
  std::vector<bool> seen(kFeatureCount);
  for (std::size_t row = 500; row < matrix.rows(); ++row) {
    for (std::size_t column = 0; column < kFeatureCount; ++column) {
      if (matrix.at(row, column)) seen[column] = true;
    }
  }
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    EXPECT_TRUE(seen[column]) << catalogue()[column].name << " never has a value";
  }
}

TEST(FeatureStream, LeavesOptionFeaturesAbsentWithoutChains) {
  auto days = invented({.sessions = 400});
  for (FeatureDay& day : days) {
    day.options.reset();
    day.iv.reset();
  }
  const FeatureMatrix matrix = matrix_of(days);
  ASSERT_EQ(matrix.rows(), 400U);
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    if (catalogue()[column].group != FeatureGroup::kOptions) continue;
    for (std::size_t row = 0; row < 400; ++row) {
      EXPECT_FALSE(matrix.at(row, column).has_value()) << catalogue()[column].name;
    }
  }
  EXPECT_TRUE(at(matrix, 399, "rv_20").has_value());
  EXPECT_TRUE(at(matrix, 399, "returns_1d").has_value());
  EXPECT_TRUE(at(matrix, 399, "volume_ratio").has_value());
  EXPECT_TRUE(at(matrix, 399, "day_of_week").has_value());
  EXPECT_FALSE(at(matrix, 399, "open_interest").has_value());
}

TEST(FeatureStream, GivesARowOfAbsencesForASessionThatNothingIsKnownOf) {
  const FeatureMatrix matrix = matrix_of(std::vector<FeatureDay>{{.date = make_date(2019, 5, 1)}});
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    const bool by_date_alone = catalogue()[column].group == FeatureGroup::kTemporal &&
                               catalogue()[column].inputs == "date";
    EXPECT_EQ(matrix.at(0, column).has_value(), by_date_alone) << catalogue()[column].name;
  }
}

TEST(FeatureStream, TakesAHistoryOfOneSession) {
  const auto days = invented({.sessions = 1});
  const FeatureMatrix matrix = matrix_of(days);
  EXPECT_TRUE(at(matrix, 0, "volume").has_value());
  EXPECT_FALSE(at(matrix, 0, "returns_1d").has_value());
  EXPECT_FALSE(at(matrix, 0, "rsi_14").has_value());
  EXPECT_FALSE(at(matrix, 0, "vix_rank").has_value());
}

TEST(FeatureStream, KnowsNoOscillatorOfAPriceThatNeverMoves) {
  auto days = invented({.sessions = 300});
  for (FeatureDay& day : days) {
    const Price price = cents(100.0);
    day.bar = DayBar{.open = price, .high = price, .low = price, .close = price, .volume = 1000};
    day.vix = 20.0;
    day.iv = 0.2;
  }
  const FeatureMatrix matrix = matrix_of(days);
  const std::size_t last = 299;
  for (const char* absent : {"rsi_14",
                             "rsi_28",
                             "stochastic_k",
                             "stochastic_d",
                             "williams_r_14",
                             "stochastic_rsi_14",
                             "adx",
                             "plus_di_14",
                             "bollinger_pct_b",
                             "rv_ratio_20_60",
                             "market_correlation_60",
                             "volume_zscore_20",
                             "mfi_14",
                             "returns_skew_60",
                             "returns_kurtosis_60",
                             "iv_rank",
                             "iv_percentile",
                             "vix_percentile",
                             "hv_iv_percentile",
                             "vol_adjusted_momentum",
                             "return_zscore_20",
                             "vix_return_correlation_60"}) {
    EXPECT_FALSE(at(matrix, last, absent).has_value()) << absent;
  }
  EXPECT_EQ(at(matrix, last, "rv_20"), 0.0);
  EXPECT_EQ(at(matrix, last, "rv_120"), 0.0);
  EXPECT_EQ(at(matrix, last, "returns_60d"), 0.0);
  EXPECT_EQ(at(matrix, last, "sma_200"), 100.0);
  EXPECT_EQ(at(matrix, last, "ema_26"), 100.0);
  EXPECT_EQ(at(matrix, last, "macd"), 0.0);
  EXPECT_EQ(at(matrix, last, "atr_14"), 0.0);
  EXPECT_EQ(at(matrix, last, "bollinger_width"), 0.0);
  EXPECT_EQ(at(matrix, last, "distance_to_52w_high"), 0.0);
  EXPECT_EQ(at(matrix, last, "volume_ratio"), 1.0);
  EXPECT_EQ(at(matrix, last, "signed_volume_20"), 0.0);
  // A percentile of score among equals: (0 + 252 + 1) / 504.
  EXPECT_EQ(at(matrix, last, "vix_rank"), 253.0 / 504.0);
}

TEST(FeatureStream, DividesByNoVolume) {
  auto days = invented({.sessions = 60});
  for (FeatureDay& day : days) day.bar->volume = 0;
  days[50].options->activity = {
      .call_volume = 0.0, .put_volume = 0.0, .call_open_interest = 0.0, .put_open_interest = 0.0};
  const FeatureMatrix matrix = matrix_of(days);
  EXPECT_EQ(at(matrix, 50, "volume"), 0.0);
  EXPECT_EQ(at(matrix, 50, "volume_sma20"), 0.0);
  EXPECT_EQ(at(matrix, 50, "volume_surge"), 0.0);
  EXPECT_EQ(at(matrix, 50, "open_interest"), 0.0);
  for (const char* absent :
       {"volume_ratio", "log_volume", "log_dollar_volume", "volume_zscore_20", "signed_volume_20",
        "mfi_14", "amihud_illiquidity_20", "oi_ratio", "put_call_volume_ratio", "put_call_oi_ratio",
        "option_stock_volume_ratio"}) {
    EXPECT_FALSE(at(matrix, 50, absent).has_value()) << absent;
  }
}

TEST(FeatureStream, RepeatsVixForThreeMissingSessionsAndNoLonger) {
  auto days = invented({.sessions = 100});
  for (std::size_t i = 80; i < 84; ++i) days[i].vix.reset();
  const FeatureMatrix matrix = matrix_of(days);
  for (const char* name : {"vix_level", "vix_rank", "vix_change_5d", "vix_trend"}) {
    EXPECT_EQ(at(matrix, 82, name), at(matrix, 79, name)) << name;
    EXPECT_TRUE(at(matrix, 82, name).has_value()) << name;
    EXPECT_FALSE(at(matrix, 83, name).has_value()) << name;
  }
  EXPECT_TRUE(at(matrix, 84, "vix_level").has_value());
  EXPECT_TRUE(at(matrix, 84, "vix_rank").has_value());
  EXPECT_FALSE(at(matrix, 84, "vix_change_1d").has_value());
}

TEST(FeatureStream, PassesOverThreeMissingBarsAndBeginsAnewAfterFour) {
  auto days = invented({.sessions = 120});
  for (std::size_t i = 60; i < 63; ++i) days[i].bar.reset();
  for (std::size_t i = 90; i < 94; ++i) days[i].bar.reset();
  const FeatureMatrix matrix = matrix_of(days);
  EXPECT_FALSE(at(matrix, 61, "returns_1d").has_value());
  EXPECT_FALSE(at(matrix, 61, "sma_20").has_value());
  const double before = days[59].bar->close.to_double();
  EXPECT_NEAR(*at(matrix, 63, "returns_1d"), days[63].bar->close.to_double() / before - 1.0, 1e-14);
  EXPECT_TRUE(at(matrix, 63, "rv_20").has_value());
  EXPECT_FALSE(at(matrix, 94, "returns_1d").has_value());
  EXPECT_FALSE(at(matrix, 113, "rv_20").has_value());
  EXPECT_TRUE(at(matrix, 114, "rv_20").has_value());
}

TEST(FeatureStream, SeesNoMoveInASplit) {
  const auto plain = invented({.sessions = 300});
  auto days = plain;
  // The same market, four times as dear up to the split.
  for (std::size_t i = 0; i < 250; ++i) {
    DayBar& bar = *days[i].bar;
    for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price = *price * 4;
    *bar.volume /= 4;
  }
  days[250].split_ratio = 4.0;
  const FeatureMatrix expected = matrix_of(plain);
  const FeatureMatrix matrix = matrix_of(days);
  for (const FeatureDefinition& feature : catalogue(FeatureGroup::kPrice)) {
    for (std::size_t row = 250; row < 300; ++row) {
      EXPECT_TRUE(same_bits(at(matrix, row, feature.name), at(expected, row, feature.name)))
          << feature.name << " in row " << row;
    }
  }
  // Before the split a row is in the terms of its day.
  EXPECT_EQ(*at(matrix, 249, "sma_20"), 4.0 * *at(expected, 249, "sma_20"));
  EXPECT_EQ(*at(matrix, 249, "rv_60"), *at(expected, 249, "rv_60"));
}

TEST(FeatureStream, LeavesRowsAloneThatWereGivenBeforeARestatement) {
  const auto days = invented({.sessions = 120});
  auto corrected = days;
  corrected[100].bar->close = corrected[100].bar->open;
  FeatureStream stream(nyse());
  FeatureMatrix matrix;
  stream.advance(kSymbol, std::span(days).first(105), matrix);
  stream.restate(std::span(corrected).subspan(100, 1));
  stream.advance(kSymbol, std::span(days).subspan(105), matrix);
  const FeatureMatrix before = matrix_of(days);
  const FeatureMatrix after = matrix_of(corrected);
  for (std::size_t row = 0; row < 105; ++row) {
    EXPECT_EQ(differing(matrix, row, before, row), "") << row;
  }
  for (std::size_t row = 105; row < 120; ++row) {
    EXPECT_EQ(differing(matrix, row, after, row), "") << row;
    EXPECT_NE(differing(matrix, row, before, row), "") << row;
  }
}

TEST(FeatureStream, RestatesASessionFromBeforeASplitInItsOwnTerms) {
  auto days = invented({.sessions = 80, .split_every = 50});
  FeatureStream stream(nyse());
  FeatureMatrix matrix;
  stream.advance(kSymbol, std::span(days).first(60), matrix);
  stream.restate(std::span(days).subspan(40, 3));
  stream.advance(kSymbol, std::span(days).subspan(60), matrix);
  const FeatureMatrix expected = matrix_of(days);
  for (std::size_t row = 0; row < 80; ++row) {
    EXPECT_EQ(differing(matrix, row, expected, row), "") << row;
  }
}

TEST(FeatureStream, OutlivesSplitsThatLeaveNoPrices) {
  for (const double ratio : {1e-12, 1e12}) {
    auto days = invented({.sessions = 80});
    days[40].split_ratio = ratio;
    days[50].split_ratio = ratio;
    const FeatureMatrix matrix = matrix_of(days);
    EXPECT_FALSE(at(matrix, 40, "returns_1d").has_value()) << ratio;
    EXPECT_FALSE(at(matrix, 60, "rv_20").has_value()) << ratio;
    EXPECT_TRUE(at(matrix, 79, "rv_20").has_value()) << ratio;
  }
}

TEST(FeatureStream, LearnsOfASplitAfterItsDay) {
  const auto days = invented({.seed = 8, .sessions = 120, .split_every = 80});
  auto unaware = days;
  unaware[80].split_ratio = 1.0;
  FeatureStream stream(nyse());
  FeatureMatrix matrix;
  stream.advance(kSymbol, std::span(unaware).first(90), matrix);
  stream.restate(std::span(days).subspan(80, 1));
  stream.advance(kSymbol, std::span(unaware).subspan(90), matrix);
  const FeatureMatrix expected = matrix_of(days);
  EXPECT_LT(*at(matrix, 85, "returns_20d"), -0.5);
  for (std::size_t row = 90; row < 120; ++row) {
    EXPECT_EQ(differing(matrix, row, expected, row), "") << row;
  }
}

TEST(FeatureStream, TakesNoBarThatBreaksTheOrderOfItsPrices) {
  auto days = invented({.sessions = 40});
  const auto absent_from = [](std::vector<FeatureDay> history) {
    const FeatureMatrix matrix = matrix_of(history);
    return !matrix.column("returns_1d").at(30) && !matrix.column("volume").at(30) &&
           matrix.column("returns_1d").at(31).has_value();
  };
  auto broken = days;
  broken[30].bar->high = broken[30].bar->low - cents(1.0);
  EXPECT_TRUE(absent_from(broken));
  broken = days;
  broken[30].bar->low = Price();
  EXPECT_TRUE(absent_from(broken));
  broken = days;
  broken[30].bar->close = -broken[30].bar->close;
  broken[30].bar->low = broken[30].bar->close;
  EXPECT_TRUE(absent_from(broken));
}

TEST(FeatureStream, TurnsWhatIsNotFiniteIntoAbsence) {
  for (const double poison :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), 1e300, -1.0, 0.0}) {
    auto days = invented({.sessions = 150});
    FeatureDay& day = days[120];
    day.vix = poison;
    day.iv = poison;
    day.market_return = poison;
    day.options->spot = poison;
    day.options->forward_30d = poison;
    day.options->smile_30d.atm_iv = poison;
    day.options->activity.call_volume = poison;
    day.options->target->atm_call.price = poison;
    day.options->target->atm_call.theta_per_day = poison;
    const FeatureMatrix matrix = matrix_of(days);
    for (std::size_t column = 0; column < kFeatureCount; ++column) {
      for (std::size_t row = 0; row < matrix.rows(); ++row) {
        EXPECT_TRUE(std::isfinite(matrix.column(column).values[row]))
            << catalogue()[column].name << " in row " << row;
      }
    }
    // The next sessions are well again.
    EXPECT_TRUE(at(matrix, 121, "vix_rank").has_value());
    EXPECT_TRUE(at(matrix, 126, "iv_rank_change_5d").has_value());
    EXPECT_TRUE(at(matrix, 149, "vix_trend").has_value());
  }
}

TEST(FeatureStreamDeathTest, WantsSessionsWithoutHoles) {
  const auto days = invented({.sessions = 5});
  FeatureStream stream(nyse());
  stream.step(days[0]);
  EXPECT_DEATH(stream.step(days[2]), "precondition");
  EXPECT_DEATH(stream.restate(std::span(days).subspan(3, 1)), "precondition");
}

}  // namespace
}  // namespace aots::features
