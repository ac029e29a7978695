#include "data/ingest/enrich.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/ingest/repair_bars.hpp"
#include "data/store/derived.hpp"
#include "tests/analytics/chain_fixture.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

OptionChain chain_on(Date session) {
  test::ChainSpec spec;
  spec.session = session;
  OptionChain chain = test::empty_chain(spec);
  const auto flat = [](double, double) { return 0.2; };
  test::add_expiry(chain, spec, "SPXW", make_date(2019, 6, 21), test::strikes(2700.0, 3100.0, 25.0),
                   flat);
  test::add_expiry(chain, spec, "SPXW", make_date(2019, 7, 19), test::strikes(2700.0, 3100.0, 25.0),
                   flat);
  return chain;
}

Provenance provenance(const std::string& kind, const std::string& symbol) {
  return {.kind = kind,
          .symbol = symbol,
          .source_file = "test",
          .source_sha256 = std::string(64, 'a'),
          .origin = Origin::kReal};
}

RateObservation rate_on(Date date, double rate) {
  return {.series = "DTB3",
          .date = date,
          .known_time = test::nyse().bars_known_time(test::nyse().next_session(date)),
          .rate = rate};
}

void write_chain(LakeWriter& writer, Date session) {
  const auto chain = chain_on(session);
  ASSERT_TRUE(writer.write_chains(provenance("made", "SPX"), std::span(&chain, 1)));
}

void write_rate(LakeWriter& writer) {
  const auto rate = rate_on(make_date(2019, 4, 26), 0.024);
  ASSERT_TRUE(writer.write_rates(provenance("rates", "DTB3"), std::span(&rate, 1)));
}

LakeWriter open_writer(const std::filesystem::path& root) {
  auto writer = LakeWriter::open(root);
  if (!writer) throw std::runtime_error(writer.error().message);
  return *std::move(writer);
}

EnrichReport enriched(const std::filesystem::path& root, const LakeWriter& writer,
                      bool check_files = false) {
  const auto lake = Lake::open(root);
  if (!lake) throw std::runtime_error(lake.error().message);
  SilentObserver observer;
  const auto report =
      enrich(*lake, writer, {.check_files = check_files, .jobs = 2}, test::nyse(), observer);
  if (!report) throw std::runtime_error(report.error().message);
  return *report;
}

std::vector<std::string> derived_files(const std::filesystem::path& root) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / kDerivedFolder)) {
    if (entry.is_regular_file()) {
      files.push_back(std::filesystem::relative(entry.path(), root).string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Enrich, ComputesEveryChainOnce) {
  const TemporaryFolder folder;
  auto writer = open_writer(folder.path());
  write_chain(writer, make_date(2019, 5, 1));
  write_chain(writer, make_date(2019, 5, 2));
  write_rate(writer);
  ASSERT_TRUE(writer.commit());
  const auto first = enriched(folder.path(), writer);
  EXPECT_EQ(first.chains, 2);
  EXPECT_EQ(first.quotes, 2 * chain_on(make_date(2019, 5, 1)).quote_count());
  EXPECT_EQ(first.with_iv, first.quotes);
  const auto files = derived_files(folder.path());
  EXPECT_EQ(files.size(), 3U);
  const auto again = enriched(folder.path(), writer);
  EXPECT_EQ(again.chains, 0);
  EXPECT_EQ(again.months_held, 1);
  EXPECT_EQ(derived_files(folder.path()), files);
}

TEST(Enrich, DoesNotDependOnTheOrderOfImports) {
  const TemporaryFolder rates_first;
  const TemporaryFolder rates_last;
  {
    auto writer = open_writer(rates_first.path());
    write_rate(writer);
    ASSERT_TRUE(writer.commit());
    enriched(rates_first.path(), writer);
    write_chain(writer, make_date(2019, 5, 1));
    ASSERT_TRUE(writer.commit());
    enriched(rates_first.path(), writer);
  }
  {
    auto writer = open_writer(rates_last.path());
    write_chain(writer, make_date(2019, 5, 1));
    ASSERT_TRUE(writer.commit());
    const auto without = enriched(rates_last.path(), writer);
    EXPECT_EQ(without.with_iv, 0);
    write_rate(writer);
    ASSERT_TRUE(writer.commit());
    const auto with = enriched(rates_last.path(), writer);
    EXPECT_GT(with.with_iv, 0);
  }
  EXPECT_EQ(derived_files(rates_first.path()), derived_files(rates_last.path()));
}

TEST(Enrich, ComputesAgainWhatWasDeletedOrDamaged) {
  const TemporaryFolder folder;
  auto writer = open_writer(folder.path());
  write_chain(writer, make_date(2019, 5, 1));
  write_rate(writer);
  ASSERT_TRUE(writer.commit());
  enriched(folder.path(), writer);
  const auto files = derived_files(folder.path());
  ASSERT_FALSE(files.empty());
  std::filesystem::remove(folder.path() / files.front());
  EXPECT_EQ(enriched(folder.path(), writer).chains, 1);
  EXPECT_EQ(derived_files(folder.path()), files);
  {
    std::fstream file(folder.path() / files.back(),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40);
    file.put('\x55');
  }
  EXPECT_EQ(enriched(folder.path(), writer).chains, 0);
  EXPECT_EQ(enriched(folder.path(), writer, true).chains, 1);
  EXPECT_EQ(derived_files(folder.path()), files);
}

Bar bar_on(Date date, double close) {
  Bar bar;
  bar.symbol = Symbol("SPY");
  bar.date = date;
  bar.known_time = test::nyse().bars_known_time(date);
  bar.open = bar.high = bar.low = bar.close = Price::from_double(close);
  bar.volume = 1000;
  return bar;
}

TEST(RepairBars, RestatesAtTheMomentOfTheImportAndNeverBefore) {
  const TemporaryFolder folder;
  auto writer = open_writer(folder.path());
  std::vector<Bar> bars;
  for (const Date date : test::nyse().sessions(make_date(2019, 3, 1), make_date(2019, 4, 30))) {
    const bool in_cents = date < make_date(2019, 3, 15);
    bars.push_back(
        bar_on(date, (290.0 + static_cast<double>(bars.size() % 3)) * (in_cents ? 100.0 : 1.0)));
  }
  ASSERT_TRUE(writer.write_bars(provenance("daily_bars", "SPY"), bars));
  ASSERT_TRUE(writer.commit());
  const Timestamp moment = test::nyse().close_time(make_date(2019, 6, 3));
  const auto lake = Lake::open(folder.path());
  ASSERT_TRUE(lake);
  const auto reports = repair_bars(*lake, writer, {Symbol("SPY")}, moment);
  ASSERT_TRUE(reports);
  ASSERT_EQ(reports->size(), 1U);
  EXPECT_EQ(reports->front().changed, 10);
  ASSERT_TRUE(writer.commit());

  const auto repaired = Lake::open(folder.path());
  ASSERT_TRUE(repaired);
  const auto before = repaired->bars(Symbol("SPY"), bars.front().date, bars.back().date,
                                     moment - std::chrono::seconds(1));
  ASSERT_TRUE(before);
  EXPECT_EQ(*before, bars);
  const auto after = repaired->bars(Symbol("SPY"), bars.front().date, bars.back().date, moment);
  ASSERT_TRUE(after);
  ASSERT_EQ(after->size(), bars.size());
  EXPECT_EQ(after->front().close, Price::from_double(290.0));
  EXPECT_EQ(after->front().known_time, moment);
  EXPECT_EQ(after->back(), bars.back());
  const auto again = repair_bars(*repaired, writer, {Symbol("SPY")}, moment + Days{1});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->front().changed, 0);
}

TEST(RepairBars, LeavesASeriesAsTraded) {
  const TemporaryFolder folder;
  auto writer = open_writer(folder.path());
  std::vector<Bar> bars;
  const Date ex_date = make_date(2019, 4, 1);
  for (const Date date : test::nyse().sessions(make_date(2019, 3, 1), make_date(2019, 4, 30))) {
    bars.push_back(bar_on(
        date, (290.0 + static_cast<double>(bars.size() % 3)) * (date < ex_date ? 4.0 : 1.0)));
  }
  const Split split{.symbol = Symbol("SPY"),
                    .ex_date = ex_date,
                    .known_time = test::nyse().open_time(make_date(2019, 3, 18)),
                    .ratio = 4.0};
  ASSERT_TRUE(writer.write_bars(provenance("daily_bars", "SPY"), bars));
  ASSERT_TRUE(writer.write_splits(provenance("actions", "SPY"), std::span(&split, 1)));
  ASSERT_TRUE(writer.commit());
  const auto lake = Lake::open(folder.path());
  ASSERT_TRUE(lake);
  const auto reports =
      repair_bars(*lake, writer, {Symbol("SPY")}, test::nyse().close_time(make_date(2019, 6, 3)));
  ASSERT_TRUE(reports);
  ASSERT_EQ(reports->size(), 1U);
  EXPECT_EQ(reports->front().changed, 0);
}

}  // namespace
}  // namespace aots::data
