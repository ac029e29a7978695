// Simulated records in lakes: a market of its own, and chains anchored to bars that were imported.
#include "data/ingest/synthesize.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analytics/chain_view.hpp"
#include "data/ingest/import.hpp"
#include "data/source/synthetic/synthetic_market.hpp"
#include "tests/data/vendor_fixture.hpp"
#include "variance_strip.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

SynthesisRequest request(std::vector<std::string> names, Date from, Date to,
                         std::uint64_t seed = 9) {
  SynthesisRequest result{.symbols = {}, .from = from, .to = to, .seed = seed};
  for (std::string& name : names) result.symbols.emplace_back(std::move(name));
  return result;
}

// Asks to stop after so many steps of progress.
class StoppingObserver final : public WorkObserver {
 public:
  explicit StoppingObserver(int steps) : steps_(steps) {}
  void progress(std::string_view, std::int64_t, std::int64_t, std::string_view) override {
    --steps_;
  }
  bool stop_requested() const override { return steps_ <= 0; }

 private:
  int steps_;
};

Result<SynthesisReport> make_market(const Path& lake, const SynthesisRequest& wanted) {
  SilentObserver observer;
  return synthesize_market(lake, wanted, exchange(), observer);
}

Result<SynthesisReport> anchor(const Path& lake, const SynthesisRequest& wanted) {
  SilentObserver observer;
  return synthesize_anchored(lake, wanted, exchange(), observer);
}

std::map<std::string, std::string> row_hashes(const Path& root) {
  const auto lake = Lake::open(root);
  std::map<std::string, std::string> hashes;
  for (const Part& part : lake->catalog().parts) {
    hashes[part.path.substr(0, part.path.rfind('/')) + to_string(part.first.value_or(Date{}))] =
        part.rows_sha256;
  }
  return hashes;
}

TEST(SynthesizeMarket, FillsALakeThatIsMarkedAndHoldsEveryRecord) {
  const TemporaryFolder folder;
  const Date from = make_date(2021, 1, 4);
  const Date to = make_date(2021, 3, 31);
  const auto report = make_market(folder.path(), request({"SPY", "NVDA"}, from, to));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->kind, "synthetic");
  EXPECT_FALSE(report->already_there);
  ASSERT_EQ(report->chains.size(), 2U);
  EXPECT_EQ(report->chains[0].sessions, 61);
  EXPECT_GE(report->chains[0].contracts_min, 2000);
  EXPECT_GE(report->chains[1].contracts_min, 500);

  const auto lake = Lake::open(folder.path());
  ASSERT_TRUE(lake) << lake.error().message;
  EXPECT_TRUE(lake->catalog().synthetic);
  std::int64_t rows = 0;
  for (const Part& part : lake->catalog().parts) {
    EXPECT_EQ(part.provenance.origin, Origin::kSynthetic);
    EXPECT_EQ(part.provenance.kind, "synthetic");
    rows += part.rows;
  }
  EXPECT_EQ(rows, report->rows);
  std::int64_t accounted = 0;
  for (const ImportAccount& account : lake->catalog().accounts) {
    EXPECT_EQ(account.rows_read, account.rows_stored);
    accounted += account.rows_stored;
  }
  EXPECT_EQ(accounted, rows);

  const auto market = SyntheticMarket::simulate(
      {.symbols = {Symbol("SPY"), Symbol("NVDA")}, .from = from, .to = to, .seed = 9}, exchange());
  ASSERT_TRUE(market);
  for (const char* name : {"SPY", "NVDA", "VIX"}) {
    EXPECT_EQ(*lake->bars(Symbol(name), from, to), market->bars(Symbol(name))) << name;
  }
  EXPECT_EQ(*lake->splits(Symbol("NVDA")), market->splits(Symbol("NVDA")));
  EXPECT_EQ(*lake->dividends(Symbol("SPY")), market->dividends(Symbol("SPY")));
  EXPECT_EQ(*lake->rates(from, to), market->rates());
  EXPECT_EQ(*lake->fomc(), market->fomc());
  const auto chains = market->chains(Symbol("NVDA"));
  for (const Date session : market->sessions()) {
    EXPECT_EQ(*lake->chain(Symbol("NVDA"), session), chains->next()) << to_string(session);
  }
}

TEST(SynthesizeMarket, WritesTheSameRowsForTheSameSeed) {
  const TemporaryFolder first;
  const TemporaryFolder second;
  const TemporaryFolder other;
  const auto wanted = request({"SPY"}, make_date(2021, 1, 4), make_date(2021, 2, 26));
  ASSERT_TRUE(make_market(first.path(), wanted));
  ASSERT_TRUE(make_market(second.path(), wanted));
  ASSERT_TRUE(make_market(other.path(), request({"SPY"}, wanted.from, wanted.to, 10)));
  EXPECT_EQ(row_hashes(first.path()), row_hashes(second.path()));
  EXPECT_NE(row_hashes(first.path()), row_hashes(other.path()));
}

TEST(SynthesizeMarket, SaysThatItIsThereAlreadyAndRefusesAnother) {
  const TemporaryFolder folder;
  const auto wanted = request({"SPY"}, make_date(2021, 1, 4), make_date(2021, 1, 29));
  const auto first = make_market(folder.path(), wanted);
  ASSERT_TRUE(first);
  const auto before = row_hashes(folder.path());
  const auto again = make_market(folder.path(), wanted);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->already_there);
  EXPECT_EQ(again->rows, first->rows);
  const auto other = make_market(folder.path(), request({"SPY"}, wanted.from, wanted.to, 10));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kData);
  EXPECT_EQ(row_hashes(folder.path()), before);
}

TEST(SynthesizeMarket, LeavesNothingWhenItIsStopped) {
  const TemporaryFolder folder;
  StoppingObserver observer(40);
  const auto report = synthesize_market(
      folder.path(), request({"SPY"}, make_date(2021, 1, 4), make_date(2021, 6, 30)), exchange(),
      observer);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kInterrupted);
  const auto lake = Lake::open(folder.path());
  ASSERT_TRUE(lake) << lake.error().message;
  EXPECT_TRUE(lake->catalog().parts.empty());
  EXPECT_FALSE(lake->catalog().synthetic);
}

TEST(SynthesizeMarket, ChecksDatesAndSymbolsBeforeItTouchesTheLake) {
  const TemporaryFolder folder;
  const Path lake = folder.path() / "lake";
  const auto reversed =
      make_market(lake, request({"SPY"}, make_date(2021, 6, 30), make_date(2021, 1, 4)));
  ASSERT_FALSE(reversed);
  EXPECT_EQ(reversed.error().code, ErrorCode::kUsage);
  const auto unknown =
      make_market(lake, request({"ZZZ"}, make_date(2021, 1, 4), make_date(2021, 6, 30)));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kData);
  EXPECT_NE(unknown.error().message.find("ZZZ"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(lake));
}

// A lake of bars that claims to be real, for chains to be anchored to; its bars come from a
// simulated market, whose volatility index then plays VIX.
class AnchoredChains : public ::testing::Test {
 protected:
  static constexpr int kYearFrom = 2012;

  void SetUp() override {
    auto market = SyntheticMarket::simulate({.symbols = {Symbol("SPY"), Symbol("AAPL")},
                                             .from = make_date(kYearFrom, 1, 3),
                                             .to = make_date(2015, 6, 30),
                                             .seed = 2},
                                            exchange());
    ASSERT_TRUE(market);
    auto writer = LakeWriter::open(lake());
    ASSERT_TRUE(writer);
    for (const char* name : {"SPY", "VIX", "AAPL"}) {
      auto bars = market->bars(Symbol(name));
      for (Bar& bar : bars) bar.origin = Origin::kReal;
      ASSERT_TRUE(writer->write_bars(provenance("daily_bars", name), bars));
    }
    auto rates = market->rates();
    for (RateObservation& rate : rates) rate.origin = Origin::kReal;
    ASSERT_TRUE(writer->write_rates(provenance("rates", "DTB3"), rates));
    auto reports = market->earnings(Symbol("AAPL"));
    for (EarningsReport& report : reports) report.origin = Origin::kReal;
    ASSERT_TRUE(writer->write_earnings(provenance("earnings", "AAPL"), reports));
    auto splits = market->splits(Symbol("AAPL"));
    for (Split& split : splits) split.origin = Origin::kReal;
    ASSERT_TRUE(writer->write_splits(provenance("actions", "AAPL"), splits));
    // One session has a chain of its own.
    const auto chains = market->chains(Symbol("SPY"));
    while (auto chain = chains->next()) {
      if (chain->session != held()) continue;
      chain->origin = Origin::kReal;
      ASSERT_TRUE(writer->write_chains(provenance("recorded", "SPY"), std::span(&*chain, 1)));
      break;
    }
    ASSERT_TRUE(writer->commit());
    vix_ = market->bars(Symbol("VIX"));
    bars_ = market->bars(Symbol("SPY"));
  }

  Path lake() const { return folder_.path() / "lake"; }
  static Date held() { return make_date(2014, 10, 15); }
  static Provenance provenance(std::string kind, const std::string& symbol) {
    return {.kind = std::move(kind),
            .symbol = symbol,
            .source_file = symbol + ".csv",
            .source_sha256 = symbol,
            .origin = Origin::kReal};
  }
  double vix(Date session) const {
    return std::ranges::find(vix_, session, &Bar::date)->close.to_double();
  }

  TemporaryFolder folder_;
  std::vector<Bar> vix_;
  std::vector<Bar> bars_;
};

TEST_F(AnchoredChains, StandOnTheRealCloseAndPriceTheRealIndex) {
  const Date from = make_date(2014, 9, 2);
  const Date to = make_date(2015, 3, 31);
  const auto report = anchor(lake(), request({"SPY"}, from, to));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->chains.front().held_already, 1);
  EXPECT_EQ(report->chains.front().sessions, exchange().session_count(from, to) - 1);
  EXPECT_GE(report->chains.front().contracts_min, 1000);

  const auto opened = Lake::open(lake());
  ASSERT_TRUE(opened);
  EXPECT_FALSE(opened->catalog().synthetic);
  bool saturday = false;
  int compared = 0;
  double distance = 0.0;
  for (const Date session : exchange().sessions(from, to)) {
    const auto chain = opened->chain(Symbol("SPY"), session);
    ASSERT_TRUE(chain && chain->has_value()) << to_string(session);
    EXPECT_EQ((*chain)->origin, session == held() ? Origin::kReal : Origin::kSynthetic);
    if (session == held()) continue;
    EXPECT_EQ(*(*chain)->spot, std::ranges::find(bars_, session, &Bar::date)->close);
    for (const ExpiryChain& expiry : (*chain)->expiries) {
      saturday = saturday || iso_weekday(expiry.expiry) == 6;
      // The last Saturday label was that of January 2015.
      EXPECT_TRUE(iso_weekday(expiry.expiry) < 6 || expiry.expiry < make_date(2015, 2, 1));
    }
    const analytics::ChainView view(**chain, {.rate = 0.02, .dividend_yield = {}}, exchange());
    const auto strip = test::strip_index(view);
    ASSERT_TRUE(strip) << to_string(session);
    EXPECT_NEAR(*strip / vix(session), 1.0, 0.08) << to_string(session);
    distance += std::abs(*strip / vix(session) - 1.0);
    EXPECT_LT(*view.iv30(), 0.01 * vix(session)) << to_string(session);
    EXPECT_GT(*view.iv30(), 0.0075 * vix(session)) << to_string(session);
    ++compared;
  }
  EXPECT_TRUE(saturday);
  EXPECT_EQ(compared, report->chains.front().sessions);
  EXPECT_LT(distance / compared, 0.025);
}

// A slice of a chain that was recorded kept a whole one from being built.
TEST_F(AnchoredChains, ComeBesideChainsOfASourceThatRanksBehindThem) {
  auto wanted = request({"SPY"}, make_date(2014, 10, 14), make_date(2014, 10, 16));
  wanted.sources.chains = {"anchored"};
  const auto report = anchor(lake(), wanted);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->chains.front().held_already, 0);
  EXPECT_EQ(report->chains.front().sessions, 3);
  const auto ranked = Lake::open(lake(), wanted.sources);
  ASSERT_TRUE(ranked);
  EXPECT_EQ(ranked->chain(Symbol("SPY"), held()).value()->origin, Origin::kSynthetic);
  const auto by_default = Lake::open(lake());
  ASSERT_TRUE(by_default);
  EXPECT_EQ(by_default->chain(Symbol("SPY"), held()).value()->origin, Origin::kReal);
}

TEST_F(AnchoredChains, AreThereAlreadyTheSecondTimeAndDoNotOverlap) {
  const auto wanted = request({"SPY"}, make_date(2014, 9, 2), make_date(2014, 12, 31));
  ASSERT_TRUE(anchor(lake(), wanted));
  const auto again = anchor(lake(), wanted);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->already_there);
  const auto overlap =
      anchor(lake(), request({"SPY"}, make_date(2014, 12, 1), make_date(2015, 2, 27)));
  ASSERT_FALSE(overlap);
  EXPECT_EQ(overlap.error().code, ErrorCode::kData);
  EXPECT_TRUE(anchor(lake(), request({"SPY"}, make_date(2015, 1, 2), make_date(2015, 2, 27))));
}

TEST_F(AnchoredChains, ModelTheLevelOfAStockFromItsPastAndItsReports) {
  const auto report =
      anchor(lake(), request({"AAPL"}, make_date(2014, 1, 2), make_date(2014, 12, 31)));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->chains.front().without_level, 0);
  const auto opened = Lake::open(lake());
  const auto reports = opened->earnings();
  ASSERT_TRUE(reports);
  int seen = 0;
  for (const EarningsReport& event : *reports) {
    if (year_of(event.report_date) != 2014 || event.time != ReportTime::kAfterClose) continue;
    const auto near_vol = [&](Date session) {
      const auto chain = opened->chain(Symbol("AAPL"), session);
      const analytics::ChainView view(**chain, {.rate = 0.02, .dividend_yield = {}}, exchange());
      for (std::size_t e = 0; e < view.expiry_count(); ++e) {
        if (view.expiry(e).chain->expiry > event.report_date + Days{4}) {
          return view.atm_iv(e).value_or(0.0);
        }
      }
      return 0.0;
    };
    EXPECT_GT(near_vol(event.report_date),
              1.2 * near_vol(exchange().next_session(event.report_date)))
        << to_string(event.report_date);
    ++seen;
  }
  EXPECT_GE(seen, 2);
}

TEST_F(AnchoredChains, TakeNoSplitForAMoveAndConvertTheirContracts) {
  const auto opened = Lake::open(lake());
  const Split split = opened->splits(Symbol("AAPL"))->front();
  const Date from = exchange().advance(split.ex_date, -15);
  ASSERT_TRUE(anchor(lake(), request({"AAPL"}, from, split.ex_date)));
  const auto after = Lake::open(lake());
  const auto view = [&](Date session) { return *after->chain(Symbol("AAPL"), session); };
  const OptionChain before = *view(exchange().previous_session(split.ex_date));
  const OptionChain on = *view(split.ex_date);
  const analytics::ChainView vol_before(before, {.rate = 0.02, .dividend_yield = {}}, exchange());
  const analytics::ChainView vol_on(on, {.rate = 0.02, .dividend_yield = {}}, exchange());
  EXPECT_NEAR(*vol_on.iv30() / *vol_before.iv30(), 1.0, 0.15);
  const ExpiryChain& expiry = before.expiries.back();
  for (const OptionQuote& quote : expiry.quotes) {
    const Price strike = Price::from_micros(quote.strike.micros() / 4)
                             .rounded_to(Price::from_micros(10'000), Rounding::kNearest);
    EXPECT_NE(on.find(expiry.root, expiry.expiry)->find(strike, quote.right), nullptr);
  }
}

TEST_F(AnchoredChains, CountSessionsThatTheyCannotBeBuiltFor) {
  // The model needs 252 returns, and the lake begins with 2012.
  const auto report =
      anchor(lake(), request({"AAPL"}, make_date(2012, 6, 1), make_date(2013, 6, 28)));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GT(report->chains.front().without_level, 100);
  EXPECT_GT(report->chains.front().first, make_date(2012, 12, 1));
  const auto none = anchor(lake(), request({"SPY"}, make_date(2016, 1, 4), make_date(2016, 2, 26)));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kData);
}

TEST_F(AnchoredChains, NeedBarsOfTheSymbolAndALakeThatIsNotSynthetic) {
  const auto unknown =
      anchor(lake(), request({"QQQ"}, make_date(2014, 1, 2), make_date(2014, 2, 3)));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kData);
  EXPECT_NE(unknown.error().message.find("QQQ"), std::string::npos);
  const Path other = folder_.path() / "synthetic";
  ASSERT_TRUE(make_market(other, request({"SPY"}, make_date(2021, 1, 4), make_date(2021, 1, 29))));
  const auto refused =
      anchor(other, request({"SPY"}, make_date(2021, 1, 4), make_date(2021, 1, 29)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kData);
  const auto missing = anchor(folder_.path() / "none",
                              request({"SPY"}, make_date(2021, 1, 4), make_date(2021, 1, 29)));
  EXPECT_FALSE(missing);
}

TEST_F(AnchoredChains, MakeTheLakeNoPlaceForASyntheticMarket) {
  const auto refused =
      make_market(lake(), request({"SPY"}, make_date(2021, 1, 4), make_date(2021, 1, 29)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kData);
  EXPECT_FALSE(Lake::open(lake())->catalog().synthetic);
}

TEST(AnchoredChainsOfRecordedBars, PriceTheRecordedVix) {
  const auto daily = recorded("market/daily");
  REQUIRE_RECORDED(daily);
  const TemporaryFolder folder;
  SilentObserver observer;
  const ImportRequest imports{
      .paths = {daily / "SPY.csv", daily / "VIX.csv", recorded("rates/DTB3.csv")},
      .kind = {},
      .symbol = {},
      .today = make_date(2026, 9, 1)};
  ASSERT_TRUE(import_into(folder.path(), imports, exchange(), observer));
  // The crash of 2020: levels from 14 to 83.
  const Date from = make_date(2020, 2, 3);
  const Date to = make_date(2020, 4, 30);
  ASSERT_TRUE(anchor(folder.path(), request({"SPY"}, from, to)));
  const auto lake = Lake::open(folder.path());
  const auto vix = lake->bars(Symbol("VIX"), from, to);
  ASSERT_TRUE(vix);
  for (const Bar& bar : *vix) {
    const auto chain = lake->chain(Symbol("SPY"), bar.date);
    ASSERT_TRUE(chain && chain->has_value()) << to_string(bar.date);
    const analytics::ChainView view(**chain, {.rate = 0.01, .dividend_yield = {}}, exchange());
    const auto strip = test::strip_index(view);
    ASSERT_TRUE(strip);
    EXPECT_NEAR(*strip / bar.close.to_double(), 1.0, 0.08) << to_string(bar.date);
  }
}

}  // namespace
}  // namespace aots::data
