#include "strategy/universe.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "base/file.hpp"

namespace aots::strategy {
namespace {

std::string error_of(std::string_view yaml) {
  const auto universe = read_universe(yaml, "tickers.yaml");
  return universe ? std::string("(no error)") : universe.error().message;
}

TEST(DefaultUniverse, IsTheShippedFile) {
  const auto text = read_file(Path(AOTS_SOURCE_DIR) / "configs/tickers.yaml");
  ASSERT_TRUE(text.has_value());
  const auto shipped = read_universe(*text, "configs/tickers.yaml");
  ASSERT_TRUE(shipped.has_value()) << shipped.error().message;
  EXPECT_EQ(default_universe().tickers, shipped->tickers);
}

TEST(DefaultUniverse, HoldsTheThreeTiers) {
  const Universe universe = default_universe();
  std::map<std::string, std::string> symbols;
  for (const Ticker& ticker : universe.tickers) {
    symbols[ticker.tier] += ticker.symbol.str() + (ticker.active ? " " : "- ");
  }
  EXPECT_EQ(symbols["tier_1_etfs"], "SPY QQQ IWM DIA ");
  EXPECT_EQ(symbols["tier_2_mega_caps"], "AAPL MSFT GOOGL AMZN NVDA TSLA META NFLX ");
  EXPECT_EQ(symbols["tier_3_sector_etfs"], "XLF- XLE- XLK- XLV- ");
  EXPECT_EQ(symbols["indices"], "SPX- ");
  const Ticker* spy = universe.find(Symbol("SPY"));
  ASSERT_NE(spy, nullptr);
  EXPECT_TRUE(spy->is_etf);
  EXPECT_EQ(spy->min_dte, 3);
  EXPECT_EQ(spy->max_dte, 45);
  const Ticker* nvda = universe.find(Symbol("NVDA"));
  ASSERT_NE(nvda, nullptr);
  EXPECT_FALSE(nvda->is_etf);
  EXPECT_EQ(nvda->earnings_months, (std::vector<int>{2, 5, 8, 11}));
  EXPECT_EQ(nvda->min_dte, 0);
  EXPECT_EQ(nvda->max_dte, 45);
}

// The configuration in the architecture document, as it stands there.
TEST(ReadUniverse, TakesTheFileOfTheArchitectureDocumentUnchanged) {
  const char* shared = std::getenv("AOTS_SHARED");
  const Path document =
      Path(shared != nullptr ? shared : AOTS_SOURCE_DIR "/../shared") / "spec/architecture-seed.md";
  const auto text = read_file(document);
  if (!text) GTEST_SKIP() << "no architecture document: set AOTS_SHARED to its folder";
  const std::size_t begin = text->find("# configs/tickers.yaml");
  ASSERT_NE(begin, std::string::npos);
  const std::size_t end = text->find("```", begin);
  const auto universe = read_universe(std::string_view(*text).substr(begin, end - begin), "seed");
  ASSERT_TRUE(universe.has_value()) << universe.error().message;
  ASSERT_EQ(universe->tickers.size(), 11U);
  EXPECT_EQ(universe->tickers.front().symbol, Symbol("SPY"));
  EXPECT_EQ(universe->tickers.back().name, "Netflix Inc");
  EXPECT_EQ(universe->tickers.back().sector, "entertainment");
  for (const Ticker& ticker : universe->tickers) EXPECT_TRUE(ticker.active);
}

TEST(ReadUniverse, ReportsEveryMistakeAtOnceWithItsLine) {
  const std::string message = error_of(
      "ticker_universe:\n"
      "  tier_1_etfs:\n"
      "    - symbol: SPY\n"
      "      typ: etf\n"  // unknown key, and no type
      "      min_dte: 10\n"
      "      max_dte: 3\n"          // above
      "    - symbol: SPY\n"         // twice
      "      type: stock\n"         // of the wrong kind
      "      max_dte: \"45\"\n"     // a text
      "      always_active: yes\n"  // no truth value
      "  tier_4:\n"                 // unknown tier
      "    - symbol: X\n"
      "  tier_2_mega_caps:\n"
      "    - symbol: AAPL\n"
      "      type: stock\n"
      "      earnings_months: [1, 13]\n"
      "      earnings_blackout_days: -1\n"
      "    - AMZN\n"
      "extra: 1\n");
  EXPECT_EQ(
      message,
      "tickers.yaml:3: found a ticker without 'type', expected 'type: etf' in tier_1_etfs\n"
      "tickers.yaml:4: found an unknown key 'typ', did you mean 'type'?\n"
      "tickers.yaml:5: min_dte: found 10 above max_dte 3, expected min_dte <= max_dte\n"
      "tickers.yaml:7: symbol: SPY is already given in line 3, expected each symbol once; remove "
      "one "
      "of them\n"
      "tickers.yaml:8: type: found 'stock', expected etf in tier_1_etfs\n"
      "tickers.yaml:9: max_dte: found \"45\", expected whole days from 0 to 1100\n"
      "tickers.yaml:10: always_active: found 'yes', expected true or false\n"
      "tickers.yaml:11: found an unknown tier 'tier_4', expected one of tier_1_etfs, "
      "tier_2_mega_caps, tier_3_sector_etfs, indices\n"
      "tickers.yaml:16: earnings_months: found '13', expected months from 1 to 12\n"
      "tickers.yaml:17: earnings_blackout_days: found '-1', expected whole days from 0 to 90\n"
      "tickers.yaml:18: tier_2_mega_caps: found a value, expected a ticker with the key 'symbol'\n"
      "tickers.yaml:19: found an unknown key 'extra', expected one of ticker_universe");
}

TEST(ReadUniverse, RefusesWhatIsNoUniverse) {
  EXPECT_EQ(error_of(""), "tickers.yaml:1: found nothing, expected the section 'ticker_universe'");
  EXPECT_NE(error_of("ticker_universe: []\n").find("expected a section of tiers"),
            std::string::npos);
  EXPECT_NE(error_of("ticker_universe:\n  tier_1_etfs:\n").find("found no ticker"),
            std::string::npos);
  EXPECT_NE(error_of("ticker_universe: {\n").find("this is not YAML"), std::string::npos);
  const auto refused = read_universe("ticker_universe: [", "tickers.yaml");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kConfig);
}

TEST(ReadUniverse, BoundsOfOneSideMeetTheDefaultOfTheOther) {
  const std::string message = error_of(
      "ticker_universe:\n  tier_1_etfs:\n    - symbol: SPY\n      type: etf\n      min_dte: 60\n");
  EXPECT_EQ(message,
            "tickers.yaml:5: min_dte: found 60 above max_dte 45 (the default), expected min_dte <= "
            "max_dte");
}

TEST(ReadUniverse, ActivatesByTierUnlessTheFileSaysOtherwise) {
  const auto universe = read_universe(
      "ticker_universe:\n"
      "  tier_1_etfs:\n"
      "    - {symbol: SPY, type: etf, active: false}\n"
      "  tier_3_sector_etfs:\n"
      "    - {symbol: XLF, type: etf, active: true}\n"
      "    - {symbol: XLE, type: etf, always_active: true}\n"
      "    - {symbol: XLK, type: etf}\n",
      "tickers.yaml");
  ASSERT_TRUE(universe.has_value()) << universe.error().message;
  EXPECT_FALSE(universe->find(Symbol("SPY"))->active);
  EXPECT_TRUE(universe->find(Symbol("XLF"))->active);
  EXPECT_TRUE(universe->find(Symbol("XLE"))->active);
  EXPECT_FALSE(universe->find(Symbol("XLK"))->active);
}

TEST(ReadUniverse, KnowsEarningsOnStocksOnly) {
  EXPECT_EQ(error_of("ticker_universe:\n  tier_1_etfs:\n    - symbol: SPY\n      type: etf\n"
                     "      earnings_blackout_days: 5\n"),
            "tickers.yaml:5: earnings_blackout_days: found on an etf, expected on stocks only; "
            "remove it");
}

TEST(Universe, NamesAnUnknownSymbolAndItsFile) {
  const Universe universe = default_universe();
  ASSERT_TRUE(universe.require(Symbol("AAPL")).has_value());
  EXPECT_EQ(universe.require(Symbol("AAPL")).value()->name, "Apple Inc");
  const auto unknown = universe.require(Symbol("GME"));
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::kData);
  EXPECT_NE(unknown.error().message.find("GME"), std::string::npos);
  EXPECT_NE(unknown.error().message.find("tickers.yaml"), std::string::npos);
}

class TickerContextTest : public testing::Test {
 protected:
  TickerContextTest() {
    earnings_.add({.symbol = Symbol("AAPL"),
                   .report_date = make_date(2024, 5, 2),
                   .time = ReportTime::kAfterClose,
                   .known_time = {}});
  }

  TickerContext context(Date today) const {
    return ticker_context(ticker_, earnings_, EarningsWindow{}, today);
  }

  Ticker ticker_ = *default_universe().find(Symbol("AAPL"));
  calendar::EarningsCalendar earnings_;
};

TEST_F(TickerContextTest, GivesTheEarningsModelFromFiveDaysAheadToTwoDaysAfter) {
  EXPECT_EQ(context(make_date(2024, 4, 26)).model, ModelKind::kCore);
  EXPECT_EQ(context(make_date(2024, 4, 26)).days_to_earnings, 6);
  EXPECT_EQ(context(make_date(2024, 4, 27)).model, ModelKind::kEarnings);
  EXPECT_EQ(context(make_date(2024, 4, 27)).days_to_earnings, 5);
  EXPECT_EQ(context(make_date(2024, 5, 2)).model, ModelKind::kEarnings);
  EXPECT_EQ(context(make_date(2024, 5, 2)).days_to_earnings, 0);
  EXPECT_EQ(context(make_date(2024, 5, 4)).model, ModelKind::kEarnings);
  EXPECT_FALSE(context(make_date(2024, 5, 4)).days_to_earnings.has_value());
  EXPECT_EQ(context(make_date(2024, 5, 5)).model, ModelKind::kCore);
}

TEST_F(TickerContextTest, ShowsNoDaysToTheReportAfterNextWhileTheLastOneIsFresh) {
  earnings_.add({.symbol = Symbol("AAPL"),
                 .report_date = make_date(2024, 8, 1),
                 .time = ReportTime::kAfterClose,
                 .known_time = {}});
  EXPECT_EQ(context(make_date(2024, 5, 3)).model, ModelKind::kEarnings);
  EXPECT_FALSE(context(make_date(2024, 5, 3)).days_to_earnings.has_value());
  EXPECT_EQ(context(make_date(2024, 5, 5)).days_to_earnings, 88);
}

TEST_F(TickerContextTest, BlacksOutBetweenTheWindowAndTheTickersBound) {
  EXPECT_FALSE(context(make_date(2024, 4, 25)).is_blackout);
  ticker_.earnings_blackout_days = 10;
  for (const unsigned day : {22U, 26U}) {
    const TickerContext blackout = context(make_date(2024, 4, day));
    EXPECT_EQ(blackout.model, ModelKind::kBlackout) << day;
    EXPECT_TRUE(blackout.is_blackout) << day;
  }
  EXPECT_EQ(context(make_date(2024, 4, 21)).model, ModelKind::kCore);
  EXPECT_EQ(context(make_date(2024, 4, 27)).model, ModelKind::kEarnings);
}

TEST_F(TickerContextTest, KnowsNoEarningsForEtfs) {
  earnings_.add({.symbol = Symbol("SPY"),
                 .report_date = make_date(2024, 5, 2),
                 .time = ReportTime::kUnknown,
                 .known_time = {}});
  const TickerContext spy = ticker_context(*default_universe().find(Symbol("SPY")), earnings_,
                                           EarningsWindow{}, make_date(2024, 5, 1));
  EXPECT_EQ(spy, (TickerContext{.symbol = Symbol("SPY"),
                                .tier = "tier_1_etfs",
                                .model = ModelKind::kCore,
                                .is_etf = true,
                                .min_dte = 3,
                                .max_dte = 45}));
}

}  // namespace
}  // namespace aots::strategy
