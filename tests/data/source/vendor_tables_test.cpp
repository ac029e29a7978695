// Chains, daily prices and earnings dates of further vendors: each layout with its traps.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/source/known_files.hpp"
#include "data/source/snapshot_note.hpp"
#include "tests/data/source/parse_fixture.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

using Rules = std::vector<std::string>;

constexpr std::string_view kSpy2021 =
    "underlying,underlying_last,optionroot,type,expiration,quotedate,strike,last,bid,ask,volume,"
    "openinterest,impliedvol,delta,gamma,theta,vega,optionalias\n";
constexpr std::string_view kYahoo2025 =
    "contractSymbol,type,expiration,strike,lastTradeDate,lastTradeDateEDT,lastPrice,bid,ask,change,"
    "percentChange,volume,openInterest,impliedVolatility,inTheMoney,contractSize,currency,"
    "tenor_days,snap_date,max_tenor_for_strike,spot_price,relative_strike\n";
constexpr std::string_view kYahoo2026 =
    "contractSymbol,lastTradeDate,strike,lastPrice,bid,ask,change,percentChange,volume,"
    "openInterest,impliedVolatility,inTheMoney,contractSize,currency,optionType,expirationDate,"
    "days_to_expire,time_to_expire_years,underlyingPrice,moneyness\n";
constexpr std::string_view kYahooLabelled =
    "contractSymbol,expiry,type,strike,lastPrice,bid,ask,volume,openInterest,impliedVolatility,"
    "inTheMoney,lastTradeDate,spot,session\n";
constexpr std::string_view kHistoricalIndex =
    "\xEF\xBB\xBFunderlying,underlying_last, exchange,optionroot,optionext,type,expiration,"
    "quotedate,strike,last,bid,ask,volume,openinterest,impliedvol,delta,gamma,theta,vega,"
    "optionalias\n";
constexpr std::string_view kHistoricalStock =
    "UnderlyingSymbol,UnderlyingPrice,Flags,OptionSymbol,Type,Expiration, DataDate,Strike,Last,Bid,"
    "Ask,Volume,OpenInterest,T1OpenInterest,IVMean,IVBid,IVAsk,Delta,Gamma,Theta,Vega,AKA\r\n";
constexpr std::string_view kPreEarnings =
    "contractID,symbol,expiration,strike,type,last,mark,bid,bid_size,ask,ask_size,volume,"
    "open_interest,date,implied_volatility,delta,gamma,theta,vega,rho,as_of,strike_diff\n";
constexpr std::string_view kQuotePage =
    "SPX (S&P 500 INDEX),1290.59,+7.24,\n"
    "Jan 24 2011 @ 14:03 ET,\n"
    "Calls,Last Sale,Net,Bid,Ask,Vol,Open Int,Puts,Last Sale,Net,Bid,Ask,Vol,Open Int,\n";
constexpr std::string_view kWebTable =
    "\xEF\xBB\xBF"
    "Date,Open,High,Low,Close,Adj Close,Volume\r\n";
constexpr std::string_view kYfinance =
    "Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits\n";
constexpr std::string_view kYfinanceAdjusted =
    "Date,Open,High,Low,Close,Volume,Dividends,Stock Splits,Capital Gains,ticker\n";
constexpr std::string_view kYfinanceFlat = "Date,Close,High,Low,Open,Volume\n";

std::string with(std::string_view header, const std::string& rows) {
  return std::string(header) + rows;
}

ParsedFile parsed(std::string_view kind, const std::string& text, std::string_view symbol = "SPY") {
  auto file = parse_as(kind, {.text = text, .name = "test.csv", .symbol = symbol});
  EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().message);
  return file ? *std::move(file) : ParsedFile{};
}

std::string kind_of(const std::string& name, const std::string& content) {
  const TemporaryFolder folder;
  const auto sample = read_sample(folder.write(name, content));
  EXPECT_TRUE(sample.has_value());
  const auto* format = recognise(*sample, symbol_of_name(name));
  return format == nullptr ? "none" : std::string(format->kind);
}

std::string reason_of(const std::string& name, const std::string& content) {
  const TemporaryFolder folder;
  const auto sample = read_sample(folder.write(name, content));
  EXPECT_TRUE(sample.has_value());
  return reason_not_to_import(*sample).value_or("");
}

Price dollars(double value) { return Price::from_double(value); }

TEST(VendorTables, AreRecognisedByContent) {
  EXPECT_EQ(kind_of("a.csv", with(kSpy2021, "")), "spy_2021_thin");
  EXPECT_EQ(kind_of("a.csv", with(kYahoo2025, "")), "yahoo_2025-11");
  EXPECT_EQ(kind_of("a.csv", with(kYahoo2026, "")), "yahoo_2026-02");
  EXPECT_EQ(kind_of("a.csv", with(kYahooLabelled, "")), "yahoo_2026-08");
  EXPECT_EQ(kind_of("a.csv", with(kHistoricalIndex, "")), "historicaloptiondata");
  EXPECT_EQ(kind_of("a.csv", with(kHistoricalStock, "")), "historicaloptiondata");
  EXPECT_EQ(kind_of("a.csv", with(kPreEarnings, "")), "alphavantage_pre_earnings");
  EXPECT_EQ(kind_of("a.csv", with(kQuotePage, "")), "pyql_spx_2011");
  EXPECT_EQ(kind_of("SPY.csv", with(kWebTable, "\"Dec 30, 2024\",1,1,1,1,1,\"1,000\"\r\n")),
            "yahoo_web_table");
  EXPECT_EQ(kind_of("AAPL.csv", with(kYfinance, "")), "yfinance_actions");
  EXPECT_EQ(kind_of("XLE.csv", with(kYfinanceAdjusted, "")), "yfinance_tz");
  EXPECT_EQ(kind_of("MSFT.csv", with(kYfinanceFlat, "")), "yfinance_partial_row");
}

TEST(VendorTables, EarningsSourcesAreKindsOfTheirOwn) {
  EXPECT_EQ(kind_of("AAPL.csv",
                    "fiscalDateEnding,reportedDate,reportedEPS,estimatedEPS,surprise,"
                    "surprisePercentage\n"),
            "earnings_alphavantage");
  EXPECT_EQ(
      kind_of("a.csv", "dates,eps_estimate,eps_actual,eps_pct_diff,ticker,country,category\n"),
      "earnings_danielbassett");
  EXPECT_EQ(kind_of("a.csv", "symbol,date,qtr,eps_est,eps,release_time,surp\n"), "earnings_kaggle");
  EXPECT_EQ(kind_of("a.csv", "ticker,date\n"), "earnings_macropilot");
  EXPECT_EQ(kind_of("AAPL.csv", "Earnings Date,EPS Estimate,Reported EPS,Surprise(%)\n"),
            "earnings_yahoo");
  EXPECT_EQ(kind_of("a.csv", "ticker,report_date,session\n"), "earnings");
}

// A table of indicators beside prices once looked like bars of a symbol named after its file.
TEST(VendorTables, ReferenceTablesAreNoBarsOfTheirFileName) {
  for (const std::string header :
       {"date,close,ema20\n", "date,high,low,close,tr,atr14,atr_pct\n",
        "Date,Open,High,Low,Close,MACD,Signal,Histogram\n", "time,open,high,low,close,SMA5,RMA5\n",
        "Date,Open,High,Low,Close,Volume,OBV \n", "Date,High,Low,Close,Typical Price,Money Flow\n",
        "type,strike,spot,div_yield,rate,t_years,vol,value,tolerance\n",
        "q,F,K,T,sigma,black,implied_vol\n",
        ",model_price,model_impliedVol,model_delta,model_gamma\n",
        "PBid,PAsk,Type,Strike,dtExpiry,dtTrade,Spot,IVBid,IVAsk,IVMid,Fwd,TTM\n"}) {
    EXPECT_EQ(kind_of("EMA.csv", header), "none") << header;
    EXPECT_NE(reason_of("EMA.csv", header), "") << header;
  }
  EXPECT_EQ(reason_of("SPY.csv", "date,open,high,low,close,adj_close,volume\n"), "");
}

TEST(ThinSlice, ReadsAsTradedContractsWithTheCloseAsSpot) {
  const auto file = parsed(
      "spy_2021_thin", with(kSpy2021,
                            "SPY,368.79,SPY210129P00345000,put,2021-01-29,2021-01-04,345.0,2.71,"
                            "2.76,2.78,7424,48199,0.28804,-0.17798,0.00937,-0.1447,0.25147,"
                            "SPY210129P00345000\n"
                            "SPY,0,SPY210129P00346000,put,2021-01-29,2021-01-04,346.0,2.71,"
                            "2.76,2.78,1,1,0.2,-0.2,0,0,0,x\n"
                            "SPY,368.79,SPY210129P00347000,call,2021-01-29,2021-01-04,347.0,"
                            "2.71,2.76,2.78,1,1,0.2,-0.2,0,0,0,x\n"));
  EXPECT_EQ(file.rows_read, 3);
  EXPECT_EQ(rules_of(file), (Rules{"zero_price", "contract_mismatch"}));
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 1U);
  const auto& row = rows_of<ChainRow>(file)[0].record;
  EXPECT_EQ(row.label, make_date(2021, 1, 4));
  EXPECT_EQ(row.expiry, make_date(2021, 1, 29));
  EXPECT_EQ(row.spot, dollars(368.79));
  EXPECT_EQ(row.quote.right, Right::kPut);
  EXPECT_EQ(row.quote.volume, 7424);
  EXPECT_EQ(row.quote.vendor_iv, 0.28804);
}

TEST(YahooChains, TheNewestTradeDatesASnapshotWithoutALabel) {
  const auto file = parsed("yahoo_2026-02",
                           with(kYahoo2026,
                                "SPY260212C00500000,2026-02-11 19:33:44+00:00,500.0,195.04,191.02,"
                                "193.76,0.0,0.0,4.0,6.0,3.29,True,REGULAR,USD,call,2026-02-12,-1,"
                                "-0.0027,691.205,1.38\n"
                                "SPY260212C00565000,2026-02-12 15:10:02+00:00,565.0,124.88,125.99,"
                                "128.79,0.0,0.0,7,1.0,1.0000000000000004e-05,True,REGULAR,USD,call,"
                                "2026-02-12,-1,-0.0027,691.205,1.2\n"));
  EXPECT_EQ(rules_of(file), Rules{});
  const auto& rows = rows_of<ChainRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  for (const auto& row : rows) {
    EXPECT_EQ(row.record.label, make_date(2026, 2, 12));
    EXPECT_EQ(row.record.underlying, Symbol("SPY"));
    EXPECT_EQ(row.record.spot, dollars(691.205));
  }
  EXPECT_EQ(rows[1].record.last_trade_time, parse_timestamp("2026-02-12T15:10:02Z"));
  EXPECT_EQ(rows[0].record.last_traded, make_date(2026, 2, 11));
}

// Yahoo shows the volume of the day of the last trade until the option trades again.
TEST(YahooChains, AVolumeOfAnEarlierDayAndAPlaceholderVolAreAbsent) {
  const auto file = parsed("yahoo_2026-02",
                           with(kYahoo2026,
                                "SPY260212C00500000,2026-02-11 19:33:44+00:00,500.0,195.04,191.02,"
                                "193.76,0,0,4.0,6.0,3.29,True,REGULAR,USD,call,2026-02-12,-1,-0.0,"
                                "691.2,1.3\n"
                                "SPY260212C00565000,2026-02-12 15:10:02+00:00,565.0,124.88,125.99,"
                                "128.79,0,0,7,1,1.0000000000000004e-05,True,REGULAR,USD,call,"
                                "2026-02-12,-1,-0.0,691.2,1.2\n"));
  const auto& rows = rows_of<ChainRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.quote.volume, std::nullopt);
  EXPECT_EQ(rows[0].record.quote.vendor_iv, 3.29);
  EXPECT_EQ(rows[1].record.quote.volume, 7);
  EXPECT_EQ(rows[1].record.quote.vendor_iv, std::nullopt);
}

// The close that a collector added in the evening was not known with the afternoon's quotes.
TEST(YahooChains, ACloseThatWasAddedLaterIsNoSpot) {
  const auto file =
      parsed("yahoo_2025-11",
             with(kYahoo2025,
                  "AAPL251128C00110000,call,2025-11-28,110.0,2025-11-25 19:05:01+00:00,x,166.22,"
                  "166.8,169.25,0.0,0.0,,12,4.3,True,REGULAR,USD,2,2025-11-25,786,276.97,39.7\n"
                  "AAPL251128C00115000,call,2025-11-28,115.0,yesterday,x,166.22,166.8,169.25,0.0,"
                  "0.0,,12,4.3,True,REGULAR,USD,2,2025-11-25,786,276.97,39.7\n"
                  "AAPL251128C00120000,call,2025-11-28,120.0,2025-11-25 19:05:01+00:00,x,1,1,1,0,"
                  "0,,12,4.3,True,MINI,USD,2,2025-11-25,786,276.97,39.7\n"));
  EXPECT_EQ(rules_of(file), (Rules{"bad_time", "unusual_contract"}));
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 1U);
  EXPECT_EQ(rows_of<ChainRow>(file)[0].record.spot, std::nullopt);
  EXPECT_EQ(rows_of<ChainRow>(file)[0].record.label, make_date(2025, 11, 25));
}

TEST(YahooChains, AdjustedRootsAreNotTheOrdinaryRoot) {
  const auto file = parsed(
      "yahoo_2026-08", with(kYahooLabelled,
                            "SPY7260813C00665000,2026-08-13,C,665.0,97.35,108.92,112.36,3,3,1.8,"
                            "True,2026-08-13 13:33:06+00:00,772.49,2026-08-12\n"));
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 1U);
  EXPECT_EQ(rows_of<ChainRow>(file)[0].record.root, "SPY7");
  EXPECT_EQ(rows_of<ChainRow>(file)[0].record.underlying, Symbol("SPY"));
}

TEST(SnapshotNote, SaysWhenTheQuotesWereFetchedAndAtWhichPrice) {
  const auto note = parse_snapshot_note(
      R"({"utc": "2026-08-13T16:13:33.049692+00:00", "session": "2026-08-12",
          "tickers": {"SPY": {"spot": 772.49, "spot_live": 775.81}, "QQQ": {"spot": 1}}})",
      "meta.json");
  ASSERT_TRUE(note.has_value());
  ASSERT_TRUE(note->has_value());
  EXPECT_EQ(to_string((*note)->fetched), "2026-08-13T16:13:33.049692Z");
  ASSERT_EQ((*note)->spots.size(), 1U);
  EXPECT_EQ((*note)->spots.at("SPY"), dollars(775.81));
  const auto other = parse_snapshot_note(R"({"a": 1})", "meta.json");
  ASSERT_TRUE(other.has_value());
  EXPECT_FALSE(other->has_value());
  EXPECT_FALSE(parse_snapshot_note("{", "meta.json").has_value());
}

TEST(HistoricalOptionData, ReadsTheIndexFileWithItsMarkItsBlankAndItsRoot) {
  const auto file =
      parsed("historicaloptiondata",
             with(kHistoricalIndex,
                  "SPXW,2695.79,W,SPXW180131C01200000,,call,01/31/2018,01/02/2018,1200,1395.46,"
                  "1483.6,1503.2,0,6007,0.0908,1,0,-15.7555,0,SPXW180131C01200000\n"
                  "SPXW,2695.79,W,SPXW180131C01300000,,call,2018-01-31,01/02/2018,1300,1,1,2,0,2,"
                  "0.09,1,0,-17,0,x\n"));
  EXPECT_EQ(rules_of(file), Rules{"contract_mismatch"});
  EXPECT_EQ(file.rejected[0].symbol, "SPX");
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 1U);
  const auto& row = rows_of<ChainRow>(file)[0].record;
  EXPECT_EQ(row.underlying, Symbol("SPX"));
  EXPECT_EQ(row.root, "SPXW");
  EXPECT_EQ(row.label, make_date(2018, 1, 2));
  EXPECT_EQ(row.spot, dollars(2695.79));
}

TEST(HistoricalOptionData, ReadsTheStockFileWithItsBlanksAndMeanVol) {
  const auto file = parsed("historicaloptiondata",
                           with(kHistoricalStock,
                                "A,40.55,*,A160115C00020000,call,01/15/2016,01/05/2016,20,0,20.3,"
                                "21.35,0,0,0,2.7379,0,3.5454,0.9666,0.0042,-0.0707,0.0048,"
                                "A160115C00020000\r\n"));
  EXPECT_EQ(rules_of(file), Rules{});
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 1U);
  const auto& row = rows_of<ChainRow>(file)[0].record;
  EXPECT_EQ(row.underlying, Symbol("A"));
  EXPECT_EQ(row.label, make_date(2016, 1, 5));
  EXPECT_EQ(row.quote.vendor_iv, 2.7379);
}

TEST(PreEarnings, KeepsStrikesAsTradedAndSaturdayExpiries) {
  const auto file = parsed("alphavantage_pre_earnings",
                           with(kPreEarnings,
                                "AAPL120727C00520000,AAPL,2012-07-27,520.0,call,83,84.2,83.65,5,"
                                "84.75,6,122,10,2012-07-23,0.7,0.99,0,0,0,0,2012-07-23,0.0\n"
                                "MSFT130420P00023000,MSFT,2013-04-20,23.0,put,0,0,0.00,0,0.01,9,31,"
                                "1,2013-04-17,0.7,-0.01,0,0,0,0,2013-04-17,0.5\n"));
  EXPECT_EQ(rules_of(file), Rules{});
  const auto& rows = rows_of<ChainRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.quote.strike, dollars(520));
  EXPECT_EQ(rows[0].record.quote.bid_size, 5);
  EXPECT_EQ(rows[1].record.expiry, make_date(2013, 4, 20));
  EXPECT_EQ(rows[1].record.quote.bid, dollars(0));
  EXPECT_EQ(rows[0].record.spot, std::nullopt);
}

TEST(QuotePage, ALineIsACallAndAPutAndTheHeadDatesThemAll) {
  const auto file =
      parsed("pyql_spx_2011", with(kQuotePage,
                                   "11 Mar 1290.00 (SPX1119C1290-E),35,0,34.90,38.70,10,500,"
                                   "11 Mar 1290.00 (SPX1119O1290-E),38,0,37.60,41.20,20,600,\n"
                                   "11 Mar 1300.00 (SPX1119C1290-E),35,0,34.90,38.70,10,500,"
                                   "11 Mar 1300.00 (SPX11-E),38,0,37.60,41.20,20,600,\n"
                                   "a line that is no row\n"));
  EXPECT_EQ(file.rows_read, 6);
  EXPECT_EQ(rules_of(file),
            (Rules{"contract_mismatch", "bad_contract", "column_count", "column_count"}));
  ASSERT_TRUE(file.quoted.has_value());
  EXPECT_EQ(to_string(file.quoted->event_time), "2011-01-24T19:03:00Z");
  EXPECT_FALSE(file.quoted->approximate);
  const auto& rows = rows_of<ChainRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.label, make_date(2011, 1, 24));
  EXPECT_EQ(rows[0].record.expiry, make_date(2011, 3, 19));
  EXPECT_EQ(rows[0].record.quote.right, Right::kCall);
  EXPECT_EQ(rows[0].record.quote.bid, dollars(34.9));
  EXPECT_EQ(rows[1].record.quote.right, Right::kPut);
  EXPECT_EQ(rows[1].record.quote.ask, dollars(41.2));
  EXPECT_EQ(rows[1].record.quote.open_interest, 600);
  EXPECT_EQ(rows[1].record.spot, dollars(1290.59));
  EXPECT_EQ(rows[1].line, 4);
}

TEST(QuotePage, WithoutItsHeadIsAnErrorThatSaysWhatWasExpected) {
  const auto file = parse_as("pyql_spx_2011", {.text = "a,b\nc,d\ne,f\n", .name = "page.csv"});
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().message.find("Jan 24 2011 @ 14:03 ET"), std::string::npos);
}

TEST(WebTable, ReadsMonthNamesSeparatorsAndLinesOfActions) {
  const auto file =
      parsed("yahoo_web_table", with(kWebTable,
                                     "\"Dec 26, 2024\",\"1,599.50\",600.50,598.00,600.00,598.1,"
                                     "\"41,219,100\"\r\n"
                                     "\"Dec 20, 2024\",1.966\xC2\xA0 Dividend,,,,,\r\n"
                                     "\"Sep 19, 2016\",1231:1000\xC2\xA0 Stock Splits,,,,,\r\n"
                                     "\"Jan 5, 2015\",204.17,206,201,201.72,168.97,-\r\n"
                                     "\"Foo 5, 2015\",204.17,206,201,201.72,168.97,1\r\n"
                                     "\"Jan 6, 2015\",\"20,4.17\",206,201,201.72,168.97,1\r\n"));
  EXPECT_EQ(file.rows_read, 6);
  EXPECT_EQ(rules_of(file), (Rules{"bad_date", "non_numeric_price"}));
  const auto& bars = rows_of<Bar>(file);
  ASSERT_EQ(bars.size(), 2U);
  EXPECT_EQ(bars[0].record.date, make_date(2024, 12, 26));
  EXPECT_EQ(bars[0].record.open, dollars(1599.5));
  EXPECT_EQ(bars[0].record.volume, 41'219'100);
  EXPECT_EQ(bars[1].record.date, make_date(2015, 1, 5));
  EXPECT_EQ(bars[1].record.volume, std::nullopt);
  ASSERT_EQ(file.actions.size(), 2U);
  EXPECT_EQ(file.actions[0].record.kind, ActionRow::Kind::kDividend);
  EXPECT_EQ(file.actions[0].record.value, 1.966);
  EXPECT_EQ(file.actions[1].record.kind, ActionRow::Kind::kSplit);
  EXPECT_EQ(file.actions[1].record.value, 1.231);
}

TEST(Yfinance, ASessionIsAMidnightInNewYorkAndItsActionsAreRowsOfTheirOwn) {
  const auto file = parsed("yfinance_actions",
                           with(kYfinance,
                                "2018-01-02 00:00:00-05:00,42.5,43.1,42.3,43.06,40.38,102,0.0,0.0\n"
                                "2020-08-31 00:00:00-04:00,127.5,131,126,129.04,126,225,0.0,4.0\n"
                                "2018-05-11 00:00:00-04:00,47.37,47.51,46.86,47.15,44.6,104,0.1825,"
                                "0.0\n"
                                "2018-01-03 00:00:00-04:00,42.5,43.1,42.3,43.06,40.38,102,0.0,0.0\n"
                                "2023-06-09 00:00:00+02:00,34.7,34.8,33.2,33.62,33.62,7,0,0\n"
                                "2018-01-04 10:00:00-05:00,42.5,43.1,42.3,43.06,40.38,102,0.0,0.0\n"
                                "2018-01-05,42.5,43.1,42.3,43.06,40.38,102,0.0,0.0\n"),
                           "AAPL");
  EXPECT_EQ(file.rows_read, 9);
  EXPECT_EQ(rules_of(file), (Rules{"foreign_time_zone", "foreign_time_zone", "not_a_daily_row"}));
  ASSERT_EQ(rows_of<Bar>(file).size(), 4U);
  EXPECT_EQ(rows_of<Bar>(file)[0].record.date, make_date(2018, 1, 2));
  EXPECT_EQ(rows_of<Bar>(file)[0].record.close, dollars(43.06));
  ASSERT_EQ(file.actions.size(), 2U);
  EXPECT_EQ(file.actions[0].record.kind, ActionRow::Kind::kSplit);
  EXPECT_EQ(file.actions[0].record.ex_date, make_date(2020, 8, 31));
  EXPECT_EQ(file.actions[1].record.value, 0.1825);
}

// Closes of 100, 101 and 99 with a dividend of 2 on the second session and of 1 on the third, as
// yfinance adjusts them: the factor of the first is (1 - 2/100) x (1 - 1/101).
TEST(Yfinance, UndoesTheAdjustmentForDividends) {
  const double second = 1.0 - 1.0 / 101.0;
  const double first = second * (1.0 - 2.0 / 100.0);
  const auto line = [](std::string_view date, double factor, double close, double dividend) {
    return fmt::format("{} 00:00:00-05:00,{},{},{},{},10,{},0.0,0.0,XLE\n", date, factor * close,
                       factor * (close + 1), factor * (close - 1), factor * close, dividend);
  };
  const auto file = parsed("yfinance_tz",
                           with(kYfinanceAdjusted, line("2026-02-04", first, 100, 0) +
                                                       line("2026-02-05", second, 101, 2) +
                                                       line("2026-02-06", 1.0, 99, 1)),
                           "XLE");
  const auto& bars = rows_of<Bar>(file);
  ASSERT_EQ(bars.size(), 3U);
  const auto near = [](Price price, double value) {
    return std::abs(price.to_double() - value) < 5e-6;
  };
  EXPECT_TRUE(near(bars[0].record.close, 100));
  EXPECT_TRUE(near(bars[0].record.high, 101));
  EXPECT_TRUE(near(bars[1].record.close, 101));
  EXPECT_EQ(bars[2].record.close, dollars(99));
  EXPECT_EQ(file.actions.size(), 2U);
}

TEST(Yfinance, BarsBeforeAGapCannotBeUndone) {
  const auto file = parsed("yfinance_tz",
                           with(kYfinanceAdjusted,
                                "2026-02-03 00:00:00-05:00,1,1,1,1,10,0.0,0.0,0.0,XLE\n"
                                "2026-02-04 00:00:00-05:00,x,1,1,1,10,0.0,0.0,0.0,XLE\n"
                                "2026-02-05 00:00:00-05:00,1,1,1,1,10,0.0,0.0,0.0,XLE\n"
                                "2026-02-06 00:00:00-05:00,1,1,1,1,10,0.0,0.0,0.0,QQQ\n"),
                           "XLE");
  EXPECT_EQ(rules_of(file), (Rules{"non_numeric_price", "foreign_symbol", "dividend_adjusted"}));
  ASSERT_EQ(rows_of<Bar>(file).size(), 1U);
  EXPECT_EQ(rows_of<Bar>(file)[0].record.date, make_date(2026, 2, 5));
}

TEST(Yfinance, PricesWhoseDividendsAreUnknownAreNoBars) {
  const auto file = parsed("yfinance_partial_row",
                           with(kYfinanceFlat,
                                "2026-03-25,371.04,377.06,369.63,376.92,31077200\n"
                                "2026-03-26,,,,,6238632\n"),
                           "MSFT");
  EXPECT_EQ(rules_of(file), (Rules{"partial_bar", "dividend_adjusted"}));
  EXPECT_TRUE(rows_of<Bar>(file).empty());
  EXPECT_EQ(file.rejected[1].date, "2026-03-25");
}

TEST(EarningsSources, ReadTheirDatesAndTimesOfDay) {
  const auto kaggle = parsed("earnings_kaggle",
                             "symbol,date,qtr,eps_est,eps,release_time,surp\n"
                             "AAPL,10/25/12,12-Sep,1.26,1.24,post,-0.02\n"
                             "FB,7/24/19,19-Jun,1,1,pre,0\n"
                             "AAPL,13/25/12,12-Sep,1.26,1.24,post,-0.02\n"
                             "AAPL,1/23/13,12-Dec,1.92,1.97,noon,0.05\n");
  EXPECT_EQ(rules_of(kaggle), (Rules{"bad_date", "unknown_report_time"}));
  ASSERT_EQ(rows_of<EarningsReport>(kaggle).size(), 2U);
  EXPECT_EQ(rows_of<EarningsReport>(kaggle)[0].record.report_date, make_date(2012, 10, 25));
  EXPECT_EQ(rows_of<EarningsReport>(kaggle)[0].record.time, ReportTime::kAfterClose);
  EXPECT_EQ(rows_of<EarningsReport>(kaggle)[1].record.time, ReportTime::kBeforeOpen);

  const auto yahoo = parsed("earnings_yahoo",
                            "Earnings Date,EPS Estimate,Reported EPS,Surprise(%)\n"
                            "2026-01-29 16:00:00-05:00,2.67,2.84,6.25\n"
                            "2024-08-01 12:00:00-04:00,1.03,1.26,22.18\n"
                            "2024-08-02 08:30:00-04:00,1.03,1.26,22.18\n"
                            ",1.03,1.26,22.18\n",
                            "AMZN");
  EXPECT_EQ(rules_of(yahoo), Rules{"bad_time"});
  ASSERT_EQ(rows_of<EarningsReport>(yahoo).size(), 3U);
  EXPECT_EQ(rows_of<EarningsReport>(yahoo)[0].record.time, ReportTime::kAfterClose);
  EXPECT_EQ(rows_of<EarningsReport>(yahoo)[1].record.time, ReportTime::kUnknown);
  EXPECT_EQ(rows_of<EarningsReport>(yahoo)[2].record.time, ReportTime::kBeforeOpen);
}

// Alpha Vantage has Alphabet's reports of these years a day early, under one of its two tickers.
TEST(EarningsSources, DatesThatAreKnownToBeWrongAreSetAside) {
  const std::string text =
      "fiscalDateEnding,reportedDate,reportedEPS,estimatedEPS,surprise,surprisePercentage\n"
      "2020-06-30,2020-07-29,1,1,0,0\n"
      "2024-12-31,2025-02-04,1,1,0,0\n";
  EXPECT_EQ(rules_of(parsed("earnings_alphavantage", text, "GOOG")), Rules{"known_wrong_date"});
  EXPECT_EQ(rules_of(parsed("earnings_alphavantage", text, "AAPL")), Rules{});
}

}  // namespace
}  // namespace aots::data
