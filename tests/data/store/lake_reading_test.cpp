// Which records a reader sees: by date, and by preference where sources overlap.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::bar;
using testing::ChainBuilder;
using testing::provenance;
using testing::TemporaryFolder;

const Symbol kSpy("SPY");
const Date kDay = make_date(2019, 5, 1);
const Date kExpiry = make_date(2019, 6, 21);

OptionChain chain_with_bid(Date session, double bid, Origin origin = Origin::kReal) {
  return ChainBuilder("SPY", session)
      .origin(origin)
      .quote("SPY", kExpiry, 290, Right::kPut, bid, bid + 0.1)
      .build();
}

Price bid_of(const std::optional<OptionChain>& chain) {
  return chain.value().expiries.at(0).quotes.at(0).bid.value();
}

// One call of write_chains or write_bars, so that a test can make them in either order.
struct ChainImport {
  Provenance provenance;
  OptionChain chain;
  bool relabelled = false;
};

Price chosen_bid(const std::vector<ChainImport>& imports) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  for (const auto& one : imports) {
    EXPECT_TRUE(writer.write_chains(one.provenance, std::span(&one.chain, 1), one.relabelled));
  }
  EXPECT_TRUE(writer.commit());
  return bid_of(Lake::open(folder.path()).value().chain(kSpy, kDay).value());
}

// The choice, which must be the same whichever import came first.
Price chosen_bid_in_any_order(std::vector<ChainImport> imports) {
  const auto forward = chosen_bid(imports);
  std::reverse(imports.begin(), imports.end());
  EXPECT_EQ(chosen_bid(imports), forward);
  return forward;
}

TEST(LakePreference, TakesRecordedChainsBeforeRebuiltOnesBeforeSimulatedOnes) {
  const ChainImport real{provenance("z_vendor", "SPY"), chain_with_bid(kDay, 1.0), true};
  const ChainImport rebuilt{provenance("m_rebuilt", "SPY", Origin::kReconstructed),
                            chain_with_bid(kDay, 2.0, Origin::kReconstructed)};
  const ChainImport simulated{provenance("a_synthetic", "SPY", Origin::kSynthetic),
                              chain_with_bid(kDay, 3.0, Origin::kSynthetic)};
  EXPECT_EQ(chosen_bid_in_any_order({simulated, real, rebuilt}), testing::dollars(1.0));
  EXPECT_EQ(chosen_bid_in_any_order({simulated, rebuilt}), testing::dollars(2.0));
}

TEST(LakePreference, TakesTheFileThatWasLabelledWithItsSessionBeforeARelabelledCopy) {
  const ChainImport labelled{provenance("z_vendor", "SPY", Origin::kReal, "2019-05-01.csv"),
                             chain_with_bid(kDay, 1.0)};
  const ChainImport copy{provenance("a_vendor", "SPY", Origin::kReal, "2019-05-02.csv"),
                         chain_with_bid(kDay, 2.0), true};
  EXPECT_EQ(chosen_bid_in_any_order({labelled, copy}), testing::dollars(1.0));
}

TEST(LakePreference, TakesTheFirstKindByNameAmongEquals) {
  const ChainImport a{provenance("alpha", "SPY"), chain_with_bid(kDay, 1.0)};
  const ChainImport b{provenance("beta", "SPY"), chain_with_bid(kDay, 2.0)};
  EXPECT_EQ(chosen_bid_in_any_order({b, a}), testing::dollars(1.0));
}

TEST(LakePreference, IsMadeSessionBySessionForChains) {
  const Date next = kDay + Days(1);
  const std::vector<OptionChain> simulated = {chain_with_bid(kDay, 3.0, Origin::kSynthetic),
                                              chain_with_bid(next, 4.0, Origin::kSynthetic)};
  const std::vector<OptionChain> real = {chain_with_bid(kDay, 1.0)};
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_chains(provenance("synthetic", "SPY", Origin::kSynthetic), simulated));
  ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), real));
  ASSERT_TRUE(writer.commit());

  const auto lake = Lake::open(folder.path()).value();
  auto stream = lake.chains(kSpy, kDay, next).value();
  const auto first = stream->next().value();
  EXPECT_EQ(bid_of(first), testing::dollars(1.0));
  EXPECT_EQ(first->origin, Origin::kReal);
  const auto second = stream->next().value();
  EXPECT_EQ(bid_of(second), testing::dollars(4.0));
  EXPECT_EQ(second->origin, Origin::kSynthetic);
  EXPECT_FALSE(stream->next().value().has_value());
  EXPECT_EQ(lake.chain_sessions(kSpy).value(), (std::vector<Date>{kDay, next}));
}

TEST(LakePreference, ReadsABarSeriesFromOneSourceOnly) {
  // The recorded source has a gap on the second day; the simulated one must not fill it.
  const std::vector<Bar> recorded = {bar("SPY", kDay, 290), bar("SPY", kDay + Days(2), 292)};
  std::vector<Bar> simulated;
  for (int i = 0; i < 3; ++i) {
    simulated.push_back(bar("SPY", kDay + Days(i), 100 + i, Origin::kSynthetic));
  }
  for (const bool recorded_first : {true, false}) {
    const TemporaryFolder folder;
    auto writer = LakeWriter::open(folder.path()).value();
    const auto write_recorded = [&] {
      ASSERT_TRUE(writer.write_bars(provenance("daily_bars", "SPY"), recorded));
    };
    if (recorded_first) write_recorded();
    ASSERT_TRUE(writer.write_bars(provenance("a_synthetic", "SPY", Origin::kSynthetic), simulated));
    if (!recorded_first) write_recorded();
    ASSERT_TRUE(writer.commit());
    const auto lake = Lake::open(folder.path()).value();
    EXPECT_EQ(lake.bars(kSpy, kDay, kDay + Days(9)).value(), recorded);
  }
}

TEST(LakePreference, LetsTheFileThatReachesFurtherSpeakForADayThatTwoFilesOfOneKindHold) {
  const std::vector<Bar> older = {bar("SPY", kDay, 290), bar("SPY", kDay + Days(1), 291)};
  const std::vector<Bar> newer = {bar("SPY", kDay + Days(1), 291.5),
                                  bar("SPY", kDay + Days(2), 292)};
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY", Origin::kReal, "new.csv"), newer));
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY", Origin::kReal, "old.csv"), older));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_EQ(lake.bars(kSpy, kDay, kDay + Days(9)).value(),
            (std::vector<Bar>{older[0], newer[0], newer[1]}));
}

TEST(LakeReading, ReturnsQuarantinedRowsInTheOrderOfTheFile) {
  const std::vector<QuarantinedRow> rows = {
      {7, "2019-05-27", "bid", "holiday_copy", "1.5", "a session", "SPX,1.5,\"a,b\""},
      {3, "", "ask", "non_numeric_price", "abc", "a number", "caf\xC3\xA9"},
  };
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_quarantine(provenance("cboe", "SPX"), rows).has_value());
  ASSERT_TRUE(writer.commit().has_value());

  const auto lake = Lake::open(folder.path()).value();
  const auto entries = lake.quarantine(std::nullopt).value();
  ASSERT_EQ(entries.size(), 2U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(entries[i].provenance.kind, "cboe");
    EXPECT_EQ(entries[i].row.line, rows[i].line);
    EXPECT_EQ(entries[i].row.date, rows[i].date);
    EXPECT_EQ(entries[i].row.column, rows[i].column);
    EXPECT_EQ(entries[i].row.rule, rows[i].rule);
    EXPECT_EQ(entries[i].row.value, rows[i].value);
    EXPECT_EQ(entries[i].row.bound, rows[i].bound);
    EXPECT_EQ(entries[i].row.raw, rows[i].raw);
  }
  EXPECT_TRUE(lake.quarantine(Symbol("SPY")).value().empty());
}

TEST(LakeReading, GivesAnEmptyAnswerForWhatItDoesNotHold) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_TRUE(lake.bars(kSpy, kDay, kDay).value().empty());
  EXPECT_TRUE(lake.rates(kDay, kDay).value().empty());
  EXPECT_FALSE(lake.chain(kSpy, kDay).value().has_value());
  EXPECT_FALSE(lake.chains(kSpy, kDay, kDay).value()->next().value().has_value());
  EXPECT_TRUE(lake.chain_sessions(kSpy).value().empty());
  EXPECT_TRUE(lake.chain_symbols().empty());
  EXPECT_TRUE(lake.bar_symbols().empty());
}

TEST(LakeReading, LimitsRecordsToTheDatesAskedFor) {
  std::vector<Bar> bars;
  std::vector<OptionChain> chains;
  for (int i = 0; i < 5; ++i) {
    bars.push_back(bar("SPY", kDay + Days(i), 290 + i));
    chains.push_back(chain_with_bid(kDay + Days(i), 1.0 + i));
  }
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), bars));
  ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), chains));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_EQ(lake.bars(kSpy, kDay + Days(1), kDay + Days(2)).value(),
            (std::vector<Bar>{bars[1], bars[2]}));
  auto stream = lake.chains(kSpy, kDay + Days(3), kDay + Days(99)).value();
  EXPECT_EQ(stream->next().value(), chains[3]);
  EXPECT_EQ(stream->next().value(), chains[4]);
  EXPECT_FALSE(stream->next().value().has_value());
  EXPECT_EQ(lake.chain_symbols(), std::vector<Symbol>{kSpy});
  EXPECT_EQ(lake.bar_symbols(), std::vector<Symbol>{kSpy});
}

TEST(LakeReading, OpensOnlyThePartThatCoversTheSession) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  for (int i = 0; i < 3; ++i) {
    const auto chain = chain_with_bid(kDay + Days(i), 1.0 + i);
    ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY", Origin::kReal, std::to_string(i)),
                                    std::span(&chain, 1)));
  }
  ASSERT_TRUE(writer.commit());
  testing::delete_tapes(folder.path());
  const auto lake = Lake::open(folder.path()).value();
  for (const auto& part : lake.catalog().parts) {
    if (part.first != kDay + Days(1)) std::filesystem::remove(folder.path() / part.path);
  }
  EXPECT_EQ(bid_of(lake.chain(kSpy, kDay + Days(1)).value()), testing::dollars(2.0));
  const auto missing = lake.chain(kSpy, kDay);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, ErrorCode::kData);
}

TEST(LakeReading, WorksInAFolderWithAnAwkwardName) {
  const TemporaryFolder folder;
  const Path root = folder.path() / "it's a [lake]* of {really?} odd name";
  const auto chain = chain_with_bid(kDay, 1.0);
  const std::vector<Bar> bars = {bar("SPY", kDay, 290)};
  auto writer = LakeWriter::open(root).value();
  ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), std::span(&chain, 1)));
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), bars));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(root).value();
  const auto read = lake.chain(kSpy, kDay);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read.value(), chain);
  EXPECT_EQ(lake.bars(kSpy, kDay, kDay).value(), bars);
}

}  // namespace
}  // namespace aots::data
