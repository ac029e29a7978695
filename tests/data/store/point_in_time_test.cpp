// What a reader may know at a moment: restatements, several snapshots of a session, and which
// source speaks.
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using testing::at_hour;
using testing::bar;
using testing::ChainBuilder;
using testing::provenance;
using testing::TemporaryFolder;

const Symbol kSpy("SPY");
const Date kDay = make_date(2019, 5, 22);  // a Wednesday
const Date kNext = make_date(2019, 5, 23);
const Date kExpiry = make_date(2019, 6, 21);

std::vector<MarketEvent> all_events(const Lake& lake) {
  const EventQuery query{
      .chains = {kSpy}, .bars = {kSpy}, .bars_from = kDay, .chains_from = kDay, .to = kNext};
  auto source = lake.events(query, calendar::ExchangeCalendar()).value();
  std::vector<MarketEvent> events;
  for (;;) {
    auto event = source->next().value();
    if (!event) return events;
    events.push_back(*std::move(event));
  }
}

template <class Record>
std::vector<Record> only(const std::vector<MarketEvent>& events) {
  std::vector<Record> out;
  for (const auto& event : events) {
    if (const auto* record = std::get_if<Record>(&event)) out.push_back(*record);
  }
  return out;
}

OptionChain snapshot(Date session, int hour, double bid) {
  auto chain = ChainBuilder("SPY", session)
                   .known_at(at_hour(session, hour))
                   .quote("SPY", kExpiry, 290, Right::kPut, bid, bid + 0.1)
                   .build();
  chain.event_time = chain.known_time;
  return chain;
}

TEST(Restatement, ReplacesARecordFromTheMomentOnWhenItBecameKnown) {
  const Bar wrong = bar("SPY", kDay, 29000);
  Bar repaired = bar("SPY", kDay, 290);
  repaired.known_time = at_hour(kNext, 12);
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  // In a part of its own, as an import writes what it repaired.
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), std::vector{repaired}));
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), std::vector{wrong}));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  const auto known = [&](Lake::AsOf as_of) { return lake.bars(kSpy, kDay, kNext, as_of).value(); };
  EXPECT_EQ(known(wrong.known_time - std::chrono::seconds(1)), std::vector<Bar>{});
  EXPECT_EQ(known(wrong.known_time), std::vector{wrong});
  EXPECT_EQ(known(repaired.known_time - std::chrono::seconds(1)), std::vector{wrong});
  EXPECT_EQ(known(repaired.known_time), std::vector{repaired});
  EXPECT_EQ(known(std::nullopt), std::vector{repaired});
  EXPECT_EQ(only<Bar>(all_events(lake)), (std::vector{wrong, repaired}));
}

TEST(Restatement, ThatBecameKnownAfterTheLastSessionIsNotSeenByARun) {
  const Bar first = bar("SPY", kDay, 290);
  Bar repaired = bar("SPY", kDay, 291);
  repaired.known_time = at_hour(make_date(2026, 1, 5), 12);
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_bars(provenance("daily", "SPY"), std::vector{first, repaired}));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_EQ(only<Bar>(all_events(lake)), std::vector{first});
}

TEST(Restatement, LeavesRecordsOfOneDateThatBecameKnownTogether) {
  const Dividend ordinary{
      .symbol = kSpy, .ex_date = kDay, .known_time = at_hour(kDay, 1), .amount = 1.4};
  Dividend special = ordinary;
  special.amount = 10.0;
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(writer.write_dividends(provenance("actions", "SPY"), std::vector{ordinary, special}));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_EQ(lake.dividends(kSpy).value(), (std::vector{ordinary, special}));
  EXPECT_TRUE(lake.dividends(kSpy, at_hour(kDay, 0)).value().empty());
}

TEST(Snapshots, ComeAsEventsInTheOrderInWhichTheyBecameKnown) {
  const auto morning = snapshot(kDay, 15, 1.0);
  const auto noon = snapshot(kDay, 17, 2.0);
  const auto next = snapshot(kNext, 15, 3.0);
  auto late = snapshot(kDay, 19, 4.0);  // of the first day, published during the next one
  late.known_time = at_hour(kNext, 18);
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  int file = 0;
  for (const auto& chains : {std::vector{late}, std::vector{noon, next}, std::vector{morning}}) {
    const auto from = provenance("vendor", "SPY", Origin::kReal, std::to_string(++file));
    ASSERT_TRUE(writer.write_chains(from, chains));
  }
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_EQ(only<OptionChain>(all_events(lake)), (std::vector{morning, noon, next, late}));
  EXPECT_EQ(lake.chain(kSpy, kDay).value(), late);
  EXPECT_EQ(lake.chain(kSpy, kDay, at_hour(kNext, 17)).value(), noon);
  EXPECT_EQ(lake.chain(kSpy, kDay, at_hour(kDay, 15)).value(), morning);
  EXPECT_FALSE(lake.chain(kSpy, kDay, at_hour(kDay, 14)).value().has_value());
}

TEST(Snapshots, ThatBecameKnownTogetherAreOneAndTheFullerOneSpeaks) {
  const auto thin = snapshot(kDay, 15, 1.0);
  const auto full = ChainBuilder("SPY", kDay).known_at(at_hour(kDay, 15)).grid(kExpiry, 3).build();
  auto same_moment = full;
  same_moment.event_time = same_moment.known_time;
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(
      writer.write_chains(provenance("vendor", "SPY", Origin::kReal, "1"), std::vector{thin}));
  ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY", Origin::kReal, "2"),
                                  std::vector{same_moment}));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_EQ(only<OptionChain>(all_events(lake)), std::vector{same_moment});
}

TEST(Snapshots, OfOneFileMustAscendByTheMomentTheyBecameKnown) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  const auto from = provenance("vendor", "SPY");
  const auto refuses = [&](const std::vector<OptionChain>& chains) {
    return !writer.write_chains(from, chains).has_value();
  };
  EXPECT_TRUE(refuses({snapshot(kDay, 17, 1.0), snapshot(kDay, 15, 1.0)}));
  EXPECT_TRUE(refuses({snapshot(kDay, 17, 1.0), snapshot(kDay, 17, 2.0)}));
  auto late = snapshot(kDay, 17, 1.0);
  late.known_time = at_hour(kNext, 23);
  EXPECT_TRUE(refuses({late, snapshot(kNext, 15, 1.0)}));
  EXPECT_FALSE(refuses({snapshot(kDay, 15, 1.0), snapshot(kDay, 17, 1.0)}));
}

TEST(SourceRanking, PutsTheNamedKindsFirst) {
  const TemporaryFolder folder;
  auto writer = LakeWriter::open(folder.path()).value();
  const auto write = [&](const char* kind, Origin origin, double level) {
    ASSERT_TRUE(writer.write_bars(provenance(kind, "SPY", origin),
                                  std::vector{bar("SPY", kDay, level, origin)}));
    auto chain = snapshot(kDay, 15, level);
    chain.origin = origin;
    ASSERT_TRUE(writer.write_chains(provenance(kind, "SPY", origin), std::vector{chain}));
  };
  write("alpha", Origin::kReal, 1);
  write("daily_bars", Origin::kReal, 2);
  write("omega", Origin::kReal, 3);
  write("synthetic", Origin::kSynthetic, 4);
  ASSERT_TRUE(writer.commit());
  const auto close = [&](const SourceRanking& ranking) {
    const auto lake = Lake::open(folder.path(), ranking).value();
    return lake.bars(kSpy, kDay, kDay).value().at(0).close.to_double();
  };
  const auto bid = [&](const SourceRanking& ranking) {
    const auto lake = Lake::open(folder.path(), ranking).value();
    return lake.chain(kSpy, kDay).value()->expiries.at(0).quotes.at(0).bid->to_double();
  };
  EXPECT_EQ(close({}), 2.0);  // the curated series, whatever its name
  EXPECT_EQ(bid({}), 1.0);
  EXPECT_EQ(close({.bars = {"omega", "alpha"}}), 3.0);
  EXPECT_EQ(close({.bars = {"not_held", "alpha"}}), 1.0);
  EXPECT_EQ(bid({.chains = {"synthetic"}}), 4.0);
  EXPECT_EQ(bid({.bars = {"omega"}}), 1.0);
  const auto lake = Lake::open(folder.path(), {.bars = {"omega"}}).value();
  const EventQuery query{
      .chains = {}, .bars = {kSpy}, .bars_from = kDay, .chains_from = kDay, .to = kDay};
  EXPECT_EQ(lake.dataset_hashes(query).at(0).kind, "omega");
}

TEST(SourceRanking, IsReadFromConfigurationAndKnowsItsKinds) {
  SourceRanking ranking;
  ConfigBinder binder;
  {
    const auto scope = binder.section("data");
    bind(binder, ranking);
  }
  ASSERT_TRUE(binder.read_yaml("data:\n  sources:\n    bars: [lean, daily_bars]\n", "run.yaml"));
  EXPECT_EQ(ranking.bars, (std::vector<std::string>{"lean", "daily_bars"}));
  EXPECT_FALSE(binder.read_yaml("data:\n  sources:\n    candles: [lean]\n", "run.yaml"));
  EXPECT_EQ(unknown_kinds(ranking, {"daily_bars"}),
            std::vector<std::string>{"data.sources.bars: lean"});
}

TEST(OlderLake, IsReadAndTakesNewParts) {
  const auto first = snapshot(kDay, 15, 1.0);
  const auto second = snapshot(kNext, 15, 2.0);
  const TemporaryFolder folder;
  {
    auto writer = LakeWriter::open(folder.path()).value();
    ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), std::vector{first}));
    ASSERT_TRUE(writer.commit());
  }
  // Version 1 did not write down when a session became known.
  auto text = read_file(folder.path() / "catalog.json").value();
  const std::string known = ",\"" + to_string(first.known_time) + "\"";
  ASSERT_NE(text.find(known), std::string::npos);
  text.erase(text.find(known), known.size());
  text.replace(text.find("\"version\": 2"), 12, "\"version\": 1");
  ASSERT_TRUE(write_file_atomically(folder.path() / "catalog.json", text));
  auto writer = LakeWriter::open(folder.path()).value();
  ASSERT_TRUE(
      writer.write_chains(provenance("vendor", "SPY", Origin::kReal, "2"), std::vector{second}));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path()).value();
  EXPECT_EQ(lake.chain(kSpy, kDay).value(), first);
  EXPECT_EQ(only<OptionChain>(all_events(lake)), (std::vector{first, second}));
  EXPECT_FALSE(lake.chain(kSpy, kDay, at_hour(kDay, 14)).value().has_value());
}

}  // namespace
}  // namespace aots::data
