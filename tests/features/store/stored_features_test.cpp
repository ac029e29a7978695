// Rows made from a lake: what they rest on, when they are made again, and that they are the same
// whatever was asked for beside them.
#include "features/store/stored_features.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "data/store/detail/duckdb.hpp"
#include "data/store/verify.hpp"
#include "features/catalogue.hpp"
#include "features/feature_matrix.hpp"
#include "tests/data/store/sample_market.hpp"
#include "tests/features/store/small_market.hpp"

namespace aots::features {
namespace {

using data::testing::TemporaryFolder;
using testing::nyse;
using testing::small_market;
using testing::SmallMarket;
using testing::write_lake;

const Symbol kAcme("ACME");

FeatureBuildReport build(const Path& root, const FeatureBuildRequest& request = {}) {
  const auto lake = data::Lake::open(root);
  if (!lake) throw std::runtime_error(lake.error().message);
  const auto writer = data::LakeWriter::open(root);
  if (!writer) throw std::runtime_error(writer.error().message);
  SilentObserver observer;
  auto report = build_features(*lake, *writer, request, nyse(), observer);
  if (!report) throw std::runtime_error(report.error().message);
  return *std::move(report);
}

FeatureRows rows(const Path& root, const Symbol& symbol = kAcme, RowRange range = {}) {
  const auto lake = data::Lake::open(root);
  if (!lake) throw std::runtime_error(lake.error().message);
  auto found = feature_rows(*lake, symbol, range, nyse());
  if (!found) throw std::runtime_error(found.error().message);
  return *std::move(found);
}

std::optional<double> value(const data::FeatureTable& table, Date date, std::string_view feature) {
  const auto found = std::find(table.dates.begin(), table.dates.end(), date);
  if (found == table.dates.end()) throw std::runtime_error("no row of " + aots::to_string(date));
  const auto row = static_cast<std::size_t>(found - table.dates.begin());
  const auto& column = table.columns[find_feature(feature).value()];
  return column.has(row) ? std::optional(column.values[row]) : std::nullopt;
}

// Rows as bytes, so that neither 0.0 and -0.0 nor anything else passes for the same.
std::vector<std::uint64_t> bytes_of(const data::FeatureTable& table) {
  std::vector<std::uint64_t> bytes;
  for (std::size_t row = 0; row < table.dates.size(); ++row) {
    bytes.push_back(static_cast<std::uint64_t>(table.dates[row].time_since_epoch().count()));
    for (const auto& column : table.columns) {
      bytes.push_back(column.has(row) ? 1 : 0);
      bytes.push_back(std::bit_cast<std::uint64_t>(column.values[row]));
    }
  }
  return bytes;
}

std::vector<std::uint64_t> bytes_until(const data::FeatureTable& table, Date last) {
  return bytes_of(data::rows_within(table, Date::min(), last));
}
std::vector<std::uint64_t> bytes_from(const data::FeatureTable& table, Date first) {
  return bytes_of(data::rows_within(table, first, Date::max()));
}

std::vector<bool> computed(const FeatureBuildReport& report) {
  std::vector<bool> flags;
  for (const auto& table : report.tables) flags.push_back(table.computed);
  return flags;
}

TEST(StoredFeatures, ComeBackFromParquetAsTheyWereComputed) {
  const TemporaryFolder folder;
  write_lake(folder.path(), small_market());
  const FeatureRows computed_rows = rows(folder.path());
  EXPECT_FALSE(computed_rows.stored);
  const auto report = build(folder.path());
  ASSERT_EQ(report.tables.size(), 3U);
  EXPECT_EQ(report.tables[0].symbol, kAcme);
  EXPECT_EQ(report.tables[0].rows, 330);
  EXPECT_EQ(report.tables[0].iv_source, "own");
  EXPECT_EQ(report.tables[1].iv_source, "VIX");  // of SPY, which has no chains here
  const FeatureRows stored = rows(folder.path());
  EXPECT_TRUE(stored.stored);
  EXPECT_EQ(bytes_of(stored.table), bytes_of(computed_rows.table));
  EXPECT_EQ(stored.table.known_times, computed_rows.table.known_times);
  // Not an empty truth: the last row has values of every group and lacks others.
  const Date last = stored.table.dates.back();
  for (const char* const feature : {"iv_atm", "rv_20", "rsi_14", "volume", "day_of_week",
                                    "iv_rank_lag5", "iv_rank", "days_since_earnings"}) {
    EXPECT_TRUE(value(stored.table, last, feature).has_value()) << feature;
  }
  EXPECT_FALSE(value(stored.table, stored.table.dates.front(), "rv_20").has_value());
}

TEST(StoredFeatures, NameTheirSchemaInTheFile) {
  const TemporaryFolder folder;
  write_lake(folder.path(), small_market());
  build(folder.path(), {.symbols = {kAcme}});
  const auto database = data::detail::Database::open({}).value();
  auto notes = database
                   .query("SELECT decode(key), decode(value) FROM parquet_kv_metadata('" +
                          (folder.path() / "derived/features/ACME/*.parquet").string() +
                          "') WHERE decode(key) = 'schema_hash'")
                   .value();
  ASSERT_TRUE(notes.next_chunk().value());
  EXPECT_EQ(notes.column(1).text(0), schema_hash());
}

TEST(StoredFeatures, AreMadeAgainWhenWhatTheyRestOnChanged) {
  const TemporaryFolder folder;
  SmallMarket market = small_market();
  write_lake(folder.path(), market);
  EXPECT_EQ(computed(build(folder.path())), (std::vector{true, true, true}));
  EXPECT_EQ(computed(build(folder.path())), (std::vector{false, false, false}));
  // Another rate moves the forwards of chains; every row may rest on it.
  SmallMarket more;
  more.rates = {{.series = "DTB3",
                 .date = make_date(2022, 1, 14),
                 .known_time = nyse().bars_known_time(make_date(2022, 1, 18)),
                 .rate = 0.05}};
  write_lake(folder.path(), more);
  EXPECT_FALSE(rows(folder.path()).stored);
  EXPECT_EQ(computed(build(folder.path())), (std::vector{true, true, true}));
  EXPECT_TRUE(rows(folder.path()).stored);
  // A dividend of one symbol is no business of another's.
  SmallMarket dividend;
  dividend.dividends = {{.symbol = kAcme,
                         .ex_date = make_date(2022, 4, 14),
                         .known_time = nyse().open_time(make_date(2022, 3, 31)),
                         .amount = 0.5}};
  write_lake(folder.path(), dividend);
  EXPECT_EQ(computed(build(folder.path())), (std::vector{true, false, false}));
  std::filesystem::remove_all(folder.path() / "derived");
  EXPECT_EQ(computed(build(folder.path(), {.symbols = {kAcme}})), (std::vector{true}));
}

TEST(StoredFeatures, AreNotBelievedWhenTheirFileIsDamaged) {
  const TemporaryFolder folder;
  write_lake(folder.path(), small_market());
  build(folder.path(), {.symbols = {kAcme}});
  const auto before = rows(folder.path());
  ASSERT_TRUE(before.stored);
  Path file;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder.path() / "derived")) {
    if (entry.is_regular_file()) file = entry.path();
  }
  {
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(4000);
    const char flipped = static_cast<char>(bytes.peek() ^ 1);
    bytes.seekp(4000);
    bytes.put(flipped);
  }
  SilentObserver observer;
  const auto verification = data::verify_lake(folder.path(), observer).value();
  ASSERT_EQ(verification.damage.size(), 1U);
  EXPECT_NE(verification.damage[0].found.find("aots features build"), std::string::npos);
  const auto after = rows(folder.path());
  EXPECT_FALSE(after.stored);
  EXPECT_EQ(bytes_of(after.table), bytes_of(before.table));
  EXPECT_EQ(computed(build(folder.path(), {.symbols = {kAcme}})), (std::vector{true}));
}

TEST(StoredFeatures, DoNotDependOnWhatIsAskedForBesideThem) {
  const TemporaryFolder folder;
  write_lake(folder.path(), small_market());
  const auto whole = rows(folder.path());
  const Date from = make_date(2021, 10, 1);
  const Date to = make_date(2021, 12, 31);
  build(folder.path(),
        {.symbols = {Symbol("SPY"), kAcme}, .range = {.from = from, .to = to}, .jobs = 3});
  const auto part = rows(folder.path(), kAcme, {.from = from, .to = to});
  EXPECT_TRUE(part.stored);
  EXPECT_EQ(part.table.dates.front(), from);
  EXPECT_EQ(part.table.dates.back(), to);
  EXPECT_EQ(bytes_of(part.table), bytes_of(data::rows_within(whole.table, from, to)));
  // A wider question is not answered by a narrower table, and widens it.
  EXPECT_FALSE(rows(folder.path()).stored);
  build(folder.path(), {.symbols = {kAcme}, .jobs = 1});
  EXPECT_EQ(bytes_of(rows(folder.path()).table), bytes_of(whole.table));
}

TEST(StoredFeatures, AreTheSameFromTapesAsFromParquet) {
  const TemporaryFolder folder;
  write_lake(folder.path(), small_market());
  const auto taped = rows(folder.path());
  data::testing::delete_tapes(folder.path());
  EXPECT_EQ(bytes_of(rows(folder.path()).table), bytes_of(taped.table));
}

TEST(StoredFeatures, LackOptionsWhereThereAreNoChains) {
  const TemporaryFolder folder;
  write_lake(folder.path(), small_market());
  const auto spy = rows(folder.path(), Symbol("SPY"));
  ASSERT_EQ(spy.table.dates.size(), 330U);
  const Date last = spy.table.dates.back();
  const auto first_option = first_column(FeatureGroup::kOptions);
  for (std::size_t i = 0; i < catalogue(FeatureGroup::kOptions).size(); ++i) {
    const auto& feature = catalogue(FeatureGroup::kOptions)[i];
    const bool of_the_index = feature.name == "iv_rank" || feature.name == "iv_percentile";
    EXPECT_EQ(spy.table.columns[first_option + i].has(329), of_the_index) << feature.name;
  }
  EXPECT_TRUE(value(spy.table, last, "returns_60d").has_value());
}

TEST(StoredFeatures, AreAnErrorForASymbolThatTheLakeDoesNotHold) {
  const TemporaryFolder folder;
  write_lake(folder.path(), small_market());
  const auto lake = data::Lake::open(folder.path()).value();
  const auto found = feature_rows(lake, Symbol("NONE"), {}, nyse());
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::kData);
  EXPECT_NE(found.error().message.find("ACME, SPY, VIX"), std::string::npos);
}

TEST(StoredFeatures, SeeARestatedBarOnlyOnceItIsKnown) {
  const TemporaryFolder folder;
  const SmallMarket market = small_market();
  write_lake(folder.path() / "plain", market);
  const Date restated_day = make_date(2021, 11, 1);
  const Date known_day = make_date(2021, 11, 15);
  const auto changed = [&](Timestamp known) {
    SmallMarket other = market;
    for (Bar& bar : other.bars) {
      if (bar.symbol != kAcme || bar.date != restated_day) continue;
      bar.close = bar.close + Price::from_double(0.5);
      bar.high = bar.high + Price::from_double(1.0);
      bar.known_time = known;
    }
    return other;
  };
  write_lake(folder.path() / "always", changed(nyse().bars_known_time(restated_day)));
  write_lake(folder.path() / "late", market);
  SmallMarket restatement;
  for (const Bar& bar : changed(nyse().open_time(known_day)).bars) {
    if (bar.symbol == kAcme && bar.date == restated_day) restatement.bars.push_back(bar);
  }
  write_lake(folder.path() / "late", restatement);
  const auto plain = rows(folder.path() / "plain").table;
  const auto always = rows(folder.path() / "always").table;
  const auto late = rows(folder.path() / "late").table;
  const Date before = nyse().previous_session(known_day);
  EXPECT_EQ(bytes_until(late, before), bytes_until(plain, before));
  EXPECT_EQ(bytes_from(late, known_day), bytes_from(always, known_day));
  EXPECT_NE(bytes_from(late, known_day), bytes_from(plain, known_day));
}

TEST(StoredFeatures, SeeALateChainOnlyOnceItIsKnown) {
  const TemporaryFolder folder;
  SmallMarket market = small_market();
  // A chain is valued with the rate and the yield known when it is: here they do not move.
  for (auto& rate : market.rates) rate.rate = 0.02;
  market.dividends.clear();
  write_lake(folder.path() / "plain", market);
  const auto place = market.chains.end() - 20;
  SmallMarket late;
  late.chains = {*place};
  market.chains.erase(place);
  const Date session = late.chains[0].session;
  const Date known_day = nyse().advance(session, 4);
  late.chains[0].known_time = nyse().open_time(known_day);
  write_lake(folder.path() / "late", market);
  write_lake(folder.path() / "late", late);
  const auto plain = rows(folder.path() / "plain").table;
  const auto delayed = rows(folder.path() / "late").table;
  const Date before = nyse().previous_session(session);
  EXPECT_EQ(bytes_until(delayed, before), bytes_until(plain, before));
  EXPECT_TRUE(value(plain, session, "iv_atm").has_value());
  EXPECT_FALSE(value(delayed, session, "iv_atm").has_value());
  EXPECT_FALSE(value(delayed, nyse().advance(session, 1), "iv_atm_change_1d").has_value());
  EXPECT_EQ(bytes_from(delayed, known_day), bytes_from(plain, known_day));
}

TEST(StoredFeatures, ReadASeriesAsTradedInTheTermsOfEachDay) {
  const TemporaryFolder folder;
  SmallMarket market = small_market({.sessions = 120, .sessions_with_chains = 0});
  write_lake(folder.path() / "plain", market);
  const Date ex_date = make_date(2021, 4, 1);
  for (Bar& bar : market.bars) {
    if (bar.symbol != kAcme || bar.date >= ex_date) continue;
    for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close}) *price = *price * 4;
    bar.volume = *bar.volume / 4;
  }
  market.splits = {{.symbol = kAcme,
                    .ex_date = ex_date,
                    .known_time = nyse().open_time(make_date(2021, 3, 18)),
                    .ratio = 4.0}};
  write_lake(folder.path() / "traded", market);
  const auto plain = rows(folder.path() / "plain").table;
  const auto traded = rows(folder.path() / "traded").table;
  const Date day = make_date(2021, 4, 8);
  EXPECT_EQ(value(traded, day, "returns_20d"), value(plain, day, "returns_20d"));
  EXPECT_EQ(value(traded, day, "sma_20"), value(plain, day, "sma_20"));
  // Before the split a chart showed four times the price.
  const Date before = make_date(2021, 3, 31);
  EXPECT_DOUBLE_EQ(value(traded, before, "sma_20").value(),
                   4.0 * value(plain, before, "sma_20").value());
}

// --- nothing of the future

Price scrambled(Price price, Rng& rng) {
  return Price::from_double(std::round(price.to_double() * rng.uniform(0.8, 1.25) * 100.0) / 100.0);
}

void scramble(Bar& bar, Rng& rng) {
  bar.open = bar.close = scrambled(bar.close, rng);
  bar.high = bar.close + Price::from_double(1.0);
  bar.low = bar.close - Price::from_double(0.5);
  if (bar.volume) *bar.volume = 1 + static_cast<std::int64_t>(rng.below(9'000'000));
}

void scramble(OptionChain& chain, Rng& rng) {
  chain.spot = scrambled(*chain.spot, rng);
  for (auto& slice : chain.expiries) {
    for (auto& quote : slice.quotes) {
      quote.bid = scrambled(*quote.bid, rng);
      quote.ask = *quote.bid + Price::from_double(0.05);
      quote.volume = static_cast<std::int64_t>(rng.below(100'000));
      quote.open_interest = static_cast<std::int64_t>(rng.below(100'000));
    }
  }
}

// Every record that is known after the moment says something else.
SmallMarket scrambled_after(SmallMarket market, Timestamp moment, Rng rng) {
  const auto is_later = [&](const auto& record) { return record.known_time > moment; };
  for (Bar& bar : market.bars) {
    if (is_later(bar)) scramble(bar, rng);
  }
  for (OptionChain& chain : market.chains) {
    if (is_later(chain)) scramble(chain, rng);
  }
  for (auto& rate : market.rates) {
    if (is_later(rate)) rate.rate = rng.uniform(0.0, 0.08);
  }
  for (auto& dividend : market.dividends) {
    if (is_later(dividend)) dividend.amount = rng.uniform(0.1, 3.0);
  }
  for (auto& report : market.earnings) {
    if (is_later(report)) report.report_date += Days(2);
  }
  for (auto& decision : market.fomc) {
    if (is_later(decision)) decision.date += Days(1);
  }
  return market;
}

TEST(StoredFeatures, KeepEveryRowOfThePastWhateverTheFutureIs) {
  const TemporaryFolder folder;
  const SmallMarket market = small_market();
  write_lake(folder.path() / "whole", market);
  build(folder.path() / "whole", {.symbols = {kAcme}});
  const auto whole = rows(folder.path() / "whole");
  ASSERT_TRUE(whole.stored);
  int round = 0;
  for (const Date last :
       {make_date(2021, 3, 31), make_date(2021, 11, 12), make_date(2022, 3, 11)}) {
    const auto root = folder.path() / std::to_string(round++);
    write_lake(root, scrambled_after(market, nyse().bars_known_time(last), Rng(7)));
    build(root, {.symbols = {kAcme}});
    const auto other = rows(root);
    ASSERT_TRUE(other.stored);
    EXPECT_EQ(bytes_until(other.table, last), bytes_until(whole.table, last))
        << aots::to_string(last);
    const Date next = nyse().next_session(last);
    EXPECT_NE(bytes_until(other.table, next), bytes_until(whole.table, next))
        << aots::to_string(last);
  }
}

// The comparison above must be able to fail: a bar that claims to have been known is caught.
TEST(StoredFeatures, ChangeWhenTheFutureIsWrittenIntoThePast) {
  const TemporaryFolder folder;
  SmallMarket market = small_market();
  write_lake(folder.path() / "whole", market);
  const Date last = make_date(2021, 11, 12);
  for (Bar& bar : market.bars) {
    if (bar.symbol == kAcme && bar.date == last) bar.close = bar.close + Price::from_double(0.01);
  }
  write_lake(folder.path() / "leak", market);
  EXPECT_NE(bytes_until(rows(folder.path() / "leak").table, last),
            bytes_until(rows(folder.path() / "whole").table, last));
}

}  // namespace
}  // namespace aots::features
