// Recognition goes by content; parsers type every row or reject it by a rule.
#include "data/source/format.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kBars = "date,open,high,low,close,adj_close,volume\n";
constexpr std::string_view kChain2019 =
    "underlying,underlying_last,exchange,optionroot,type,expiration,quotedate,strike,last,net,bid,"
    "ask,"
    "volume,openinterest,impliedvol,delta,gamma\n";
constexpr std::string_view kChain2026 =
    "session_date,ticker,expiry,right,strike,option,bid,bid_size,ask,ask_size,last_trade_price,"
    "volume,"
    "open_interest,iv,delta,gamma,theta,vega,rho,theo,open,high,low,prev_day_close,change,"
    "percent_change,last_trade_time\n";

std::string with_rows(std::string_view header, std::string_view rows) {
  return std::string(header).append(rows);
}

std::string kind_of(const std::string& name, std::string_view content) {
  const TemporaryFolder folder;
  const auto sample = read_sample(folder.write(name, content));
  EXPECT_TRUE(sample.has_value());
  const auto* format = recognise(*sample, symbol_of_name(name));
  return format == nullptr ? "none" : std::string(format->kind);
}

ParsedFile parsed(std::string_view kind, std::string_view text, std::string_view symbol = "SPY") {
  for (const auto& format : formats()) {
    if (format.kind != kind) continue;
    auto file =
        format.parse({.text = text, .name = "test.csv", .symbol = Symbol(std::string(symbol))});
    EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().message);
    return *std::move(file);
  }
  ADD_FAILURE() << "no format " << kind;
  return {};
}

template <class Record>
const SourceRows<Record>& rows_of(const ParsedFile& file) {
  return std::get<SourceRows<Record>>(file.rows);
}

std::vector<std::string> rules_of(const ParsedFile& file) {
  std::vector<std::string> rules;
  for (const auto& row : file.rejected) rules.push_back(row.rule);
  return rules;
}

using Rules = std::vector<std::string>;

TEST(Recognition, GoesByTheHeaderAndNotByTheFolder) {
  EXPECT_EQ(kind_of("anywhere/SPY.csv", with_rows(kBars, "2020-01-02,1,1,1,1,1,5\n")),
            "daily_bars");
  EXPECT_EQ(kind_of("x/y.csv.gz", gzipped(kChain2019)), "cboe_spx_2019");
  EXPECT_EQ(kind_of("z.csv", kChain2026), "cboe_delayed_2026");
  EXPECT_EQ(kind_of("a.csv", "observation_date,DTB3\n2000-01-03,5.27\n"), "rates");
  EXPECT_EQ(kind_of("a.csv", "DATE,PCREDIT8\n2003-01-09,2.25\n"), "rates");
  EXPECT_EQ(kind_of("a.csv", "ticker,ex_date,kind,value,provenance\n"), "actions");
  EXPECT_EQ(kind_of("a.csv", "ticker,report_date,session,status\n"), "earnings");
  EXPECT_EQ(kind_of("a.csv", "decision_date,scheduled\n"), "fomc");
  EXPECT_EQ(kind_of("a.csv", "decision_date\n2000-02-02\n"), "fomc");
  EXPECT_EQ(kind_of("a.csv",
                    "session_date,ticker,fetched_at_utc,payload_timestamp,current_price,close\n"),
            "underlying_quotes");
}

TEST(Recognition, TellsAnIndexFromAStockByItsSymbolOrItsMissingVolume) {
  EXPECT_EQ(kind_of("SPX.csv", "date,open,high,low,close,volume\n"), "index");
  EXPECT_EQ(kind_of("_SPX.csv", "date,open,high,low,close,volume\n"), "index");
  EXPECT_EQ(kind_of("VIX.csv", "date,open,high,low,close\n"), "index");
  EXPECT_EQ(kind_of("IBM.csv", "date,open,high,low,close,volume\n"), "daily_bars");
}

TEST(Recognition, TellsCapitalHeadersApartByTheirDates) {
  const std::string header = "Date,Open,High,Low,Close,Adj Close,Volume\n";
  EXPECT_EQ(kind_of("XLF.csv", header + "2020-01-02,1,1,1,1,1,5\n"), "daily_bars");
  EXPECT_EQ(kind_of("XLF.csv", header + "\"Dec 30, 2024\",1,1,1,1,1,\"5,000\"\n"),
            "yahoo_web_table");
}

// A vendor table in another column order holds closes that are adjusted for dividends.
TEST(Recognition, TakesNoBarsInAnotherColumnOrderForDailyBars) {
  EXPECT_EQ(kind_of("MSFT.csv", "Date,Close,High,Low,Open,Volume\n2021-01-04,2,3,1,2,5\n"),
            "yfinance_partial_row");
}

TEST(Recognition, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(kind_of("README.md", "# Notes\n"), "none");
  EXPECT_EQ(kind_of("empty.csv", ""), "none");
  EXPECT_EQ(kind_of("a.csv", "date,open,high,close,volume\n"), "none");
  EXPECT_EQ(kind_of("a.bin", std::string("\1\2\3\4\0\0,", 7)), "none");
}

TEST(SymbolOfName, TakesNamesThatAreWrittenLikeTickers) {
  EXPECT_EQ(symbol_of_name("SPY.csv"), Symbol("SPY"));
  EXPECT_EQ(symbol_of_name("_SPX.csv.gz"), Symbol("SPX"));
  EXPECT_EQ(symbol_of_name("vix9d.csv"), Symbol("VIX9D"));
  EXPECT_EQ(symbol_of_name("BRK-B.csv"), Symbol("BRK-B"));
  EXPECT_EQ(symbol_of_name("quotes.csv"), std::nullopt);
  EXPECT_EQ(symbol_of_name("SPY_2021.csv"), std::nullopt);
  EXPECT_EQ(symbol_of_name("1d-bad-split.csv"), std::nullopt);
}

TEST(DailyBars, ReadsPricesExactlyAndVolume) {
  const auto file =
      parsed("daily_bars", with_rows(kBars, "2010-01-04,112.369999,113.5,111,113,84,9\n"));
  ASSERT_EQ(rows_of<Bar>(file).size(), 1U);
  const auto& row = rows_of<Bar>(file).front();
  EXPECT_EQ(row.line, 2);
  EXPECT_EQ(row.record.symbol, Symbol("SPY"));
  EXPECT_EQ(row.record.date, make_date(2010, 1, 4));
  EXPECT_EQ(row.record.open, Price::from_micros(112'369'999));
  EXPECT_EQ(row.record.volume, 9);
}

TEST(DailyBars, RejectsEveryKindOfBadFieldByName) {
  const auto file = parsed("daily_bars", with_rows(kBars,
                                                   "2010-01-04,1,2,1,1,1,5\n"  // good
                                                   "2010-01-05,abc,2,1,1,1,5\n"
                                                   "2010-01-06,-1,2,1,1,1,5\n"
                                                   "2010-01-07,NaN,2,1,1,1,5\n"
                                                   "2010-01-08,inf,2,1,1,1,5\n"
                                                   "2010-01-11,,2,1,1,1,5\n"
                                                   "01/12/2010,1,2,1,1,1,5\n"
                                                   "2010-02-30,1,2,1,1,1,5\n"
                                                   "2010-01-13,1,2,1,1,1\n"
                                                   "2010-01-14,1,2,1,1,1,5,6\n"
                                                   "2010-01-15,1,2,1,1,1,-5\n"
                                                   "2010-01-19,1,2,1,1,1,5.5\n"
                                                   "2010-01-20,1,2,1,1,1,many\n"
                                                   "2010-01-21,1,2,1,1e12,1,5\n"
                                                   "2010-01-22,1,2,1,1,\"1,5\n"));
  EXPECT_EQ(file.rows_read, 15);
  EXPECT_EQ(rows_of<Bar>(file).size(), 1U);
  EXPECT_EQ(rules_of(file),
            (Rules{"non_numeric_price", "negative_price", "not_finite_price", "not_finite_price",
                   "blank_price", "bad_date", "bad_date", "column_count", "column_count",
                   "negative_count", "fractional_count", "non_numeric_value", "implausible_price",
                   "unterminated_quote"}));
}

TEST(DailyBars, SaysWhereARejectedRowStandsAndWhatItHeld) {
  const auto file = parsed("daily_bars", with_rows(kBars, "2010-01-05,1,-2,1,1,1,5\n"));
  ASSERT_EQ(file.rejected.size(), 1U);
  const auto& row = file.rejected.front();
  EXPECT_EQ(row.line, 2);
  EXPECT_EQ(row.symbol, "SPY");
  EXPECT_EQ(row.date, "2010-01-05");
  EXPECT_EQ(row.column, "high");
  EXPECT_EQ(row.value, "-2");
  EXPECT_EQ(row.bound, ">= 0");
  EXPECT_EQ(row.raw, "2010-01-05,1,-2,1,1,1,5");
}

TEST(DailyBars, KeepsBytesThatAreNoTextOutOfTheQuarantine) {
  const auto file =
      parsed("daily_bars", with_rows(kBars, "2010-01-05,\xFF\x01z\xC3\xA9,2,1,1,1,5\n"));
  ASSERT_EQ(file.rejected.size(), 1U);
  EXPECT_EQ(file.rejected.front().value, "??z\xC3\xA9");
}

TEST(DailyBars, AnIndexKeepsNoVolume) {
  const auto file =
      parsed("index", "date,open,high,low,close,volume\n2010-01-04,1,2,1,1,77\n", "SPX");
  ASSERT_EQ(rows_of<Bar>(file).size(), 1U);
  EXPECT_EQ(rows_of<Bar>(file).front().record.volume, std::nullopt);
}

TEST(DailyBars, NamesTheColumnsThatAFileLacks) {
  const auto& bars = formats().front();
  const auto file =
      bars.parse({.text = "date,open,close\n", .name = "x.csv", .symbol = Symbol("X")});
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kData);
  EXPECT_NE(file.error().message.find("lacks high, low"), std::string::npos)
      << file.error().message;
}

// A bill quoted at 5% discount costs 1 - 0.05 x 91/360 = 0.98736111; -ln(that) x 365/91 =
// 0.0510175.
TEST(Rates, ConvertsBankDiscountToContinuousCompounding) {
  const auto file = parsed("rates", "observation_date,DTB3\n2000-01-03,5\n2020-03-25,-0.05\n");
  const auto& rows = rows_of<RateObservation>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.series, "DTB3");
  EXPECT_NEAR(rows[0].record.rate, 0.0510175, 1e-7);
  EXPECT_NEAR(std::exp(-rows[0].record.rate * 91.0 / 365.0), 1.0 - 0.05 * 91.0 / 360.0, 1e-15);
  EXPECT_LT(rows[1].record.rate, 0.0);
}

TEST(Rates, SetsBlankAndImpossibleValuesAside) {
  const auto file =
      parsed("rates", "observation_date,DTB3\n2000-01-17,\n2000-01-18,.\n2000-01-19,400\n");
  EXPECT_EQ(rules_of(file), (Rules{"blank_value", "non_numeric_value", "implausible_rate"}));
  EXPECT_EQ(file.rejected[0].date, "2000-01-17");
  EXPECT_EQ(file.rejected[0].symbol, "DTB3");
}

TEST(Rates, KeepsThePrimaryCreditRateApart) {
  const TemporaryFolder folder;
  const auto path = folder.write("r.csv", "DATE,PCREDIT8\n2003-01-09,2.25\n");
  const auto sample = read_sample(path);
  ASSERT_TRUE(sample.has_value());
  const auto* format = recognise(*sample, std::nullopt);
  ASSERT_NE(format, nullptr);
  const auto file =
      format->parse({.text = "DATE,PCREDIT8\n2003-01-09,2.25\n", .name = "r.csv", .symbol = {}});
  ASSERT_TRUE(file.has_value());
  const auto& rows = rows_of<RateObservation>(*file);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].record.series, "PCREDIT8");
  EXPECT_NEAR(rows[0].record.rate, 0.0224993, 1e-7);
}

TEST(Actions, ReadsDividendsAndSplits) {
  const auto file = parsed("actions",
                           "ticker,ex_date,kind,value,provenance\n"
                           "AAPL,2020-08-31,split,4,feed\n"
                           "spy,2010-03-19,dividend,0.48,implied\n"
                           "SPY,2010-03-19,merger,1,feed\n"
                           "!!,2010-03-19,split,2,feed\n");
  const auto& rows = rows_of<ActionRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.kind, ActionRow::Kind::kSplit);
  EXPECT_EQ(rows[1].record.symbol, Symbol("SPY"));
  EXPECT_EQ(rows[1].record.value, 0.48);
  EXPECT_EQ(rows[1].record.provenance, "implied");
  EXPECT_EQ(rules_of(file), (Rules{"unknown_action", "bad_symbol"}));
}

TEST(Earnings, ReadsTheTimeOfDayAndNotesWhatTheFileDoubts) {
  const auto file = parsed("earnings",
                           "ticker,report_date,session,date_conflict,status\n"
                           "AAPL,2020-01-28,after_close,,reported\n"
                           "AAPL,2020-04-30,before_open,,reported\n"
                           "AAPL,2024-08-01,unclear,alphavantage=2024-07-31,reported\n"
                           "AAPL,2026-10-29,,,scheduled_or_unreported\n"
                           "AAPL,2026-10-30,lunch,,reported\n");
  const auto& rows = rows_of<EarningsReport>(file);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].record.time, ReportTime::kAfterClose);
  EXPECT_EQ(rows[1].record.time, ReportTime::kBeforeOpen);
  EXPECT_EQ(rows[2].record.time, ReportTime::kUnknown);
  EXPECT_EQ(rows[3].record.time, ReportTime::kUnknown);
  EXPECT_EQ(rules_of(file), Rules{"unknown_report_time"});
  ASSERT_EQ(file.notes.size(), 3U);
  EXPECT_EQ(file.notes[0].symbol, "AAPL");
  EXPECT_EQ(file.notes[0].text, "reports at an unknown time of the day: 2");
  EXPECT_EQ(file.notes[1].text, "dates that differ between sources: 1");
  EXPECT_EQ(file.notes[2].text, "dates that are scheduled or without a result: 1");
}

TEST(Fomc, ReadsTheScheduledFlag) {
  const auto file =
      parsed("fomc", "decision_date,scheduled\n2020-01-29,1\n2020-03-03,0\n2020-03-18,x\n");
  const auto& rows = rows_of<FomcDecision>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(rows[0].record.scheduled);
  EXPECT_FALSE(rows[1].record.scheduled);
  EXPECT_EQ(rules_of(file), Rules{"unknown_flag"});
}

// Without the flag an emergency cut would be known a year ahead.
TEST(Fomc, KnowsTheEmergencyDecisionsThatAFileWithoutTheFlagDoesNotMark) {
  const auto file = parsed("fomc", "decision_date\n2008-01-22\n2008-01-30\n");
  const auto& rows = rows_of<FomcDecision>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_FALSE(rows[0].record.scheduled);
  EXPECT_TRUE(rows[1].record.scheduled);
}

TEST(CboeSpx2019, ReadsBothRootsWithTheSpotOfTheSnapshot) {
  const auto file =
      parsed("cboe_spx_2019", with_rows(kChain2019,
                                        "SPX,2919.04,CBOE,SPXW190517C02800000,call,05/17/"
                                        "2019,04/25/2019,2800.0,0,0,1.5,1.7,10,20,"
                                        "0.12,0.5,0\n"
                                        "SPX,2919.04,CBOE,SPX190517P02800000,put,05/17/"
                                        "2019,04/25/2019,2800.0,0,0,0.0,0.05,0,0,0.0,"
                                        "-0.5,0\n"));
  const auto& rows = rows_of<ChainRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.root, "SPXW");
  EXPECT_EQ(rows[1].record.root, "SPX");
  EXPECT_EQ(rows[0].record.underlying, Symbol("SPX"));
  EXPECT_EQ(rows[0].record.label, make_date(2019, 4, 25));
  EXPECT_EQ(rows[0].record.expiry, make_date(2019, 5, 17));
  EXPECT_EQ(rows[0].record.spot, Price::parse("2919.04"));
  EXPECT_EQ(rows[0].record.quote.bid, Price::parse("1.5"));
  EXPECT_EQ(rows[0].record.quote.vendor_iv, 0.12);
  EXPECT_EQ(rows[1].record.quote.right, Right::kPut);
  EXPECT_EQ(rows[1].record.quote.bid, Price());
  EXPECT_EQ(rows[1].record.quote.vendor_iv, std::nullopt);
  EXPECT_EQ(rows[1].record.last_traded, std::nullopt);
}

TEST(CboeSpx2019, RejectsRowsWhoseColumnsContradictTheContract) {
  const auto row = [](std::string_view occ, std::string_view right, std::string_view expiry,
                      std::string_view strike) {
    return fmt::format("SPX,2919.04,CBOE,{},{},{},04/25/2019,{},0,0,1,2,0,0,0.1,0.5,0\n", occ,
                       right, expiry, strike);
  };
  const auto file =
      parsed("cboe_spx_2019", std::string(kChain2019) +
                                  row("SPXW190517C02800000", "put", "05/17/2019", "2800.0") +
                                  row("SPXW190517C02800000", "call", "05/18/2019", "2800.0") +
                                  row("SPXW190517C02800000", "call", "05/17/2019", "2805.0") +
                                  row("SPXW19051C02800000", "call", "05/17/2019", "2800.0"));
  EXPECT_EQ(rules_of(file),
            (Rules{"contract_mismatch", "contract_mismatch", "contract_mismatch", "bad_contract"}));
  EXPECT_EQ(file.rejected[0].date, "2019-04-25");
  EXPECT_EQ(file.rejected[0].symbol, "SPX");
}

TEST(CboeDelayed2026, ReadsDecimalsAsCountsAndAnAskOfZeroAsNone) {
  const auto file = parsed(
      "cboe_delayed_2026",
      with_rows(
          kChain2026,
          "2026-07-23,_SPX,2026-08-21,C,200.000,SPX260821C00200000,7289.4,7.0,0.0,0.0,7295.89,1.0,"
          "2960.0,0.0,0.9998,0,0,0,0,0,0,0,0,0,0,0,2026-07-22T09:46:42\n"
          "2026-07-23,_SPX,2026-08-21,P,200.000,SPXW260821P00200000,0.0,0.0,0.05,4.0,0.05,0.0,9.0,"
          "3.4564,0,0,0,0,0,0,0,0,0,0,0,0,\n"));
  const auto& rows = rows_of<ChainRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.underlying, Symbol("SPX"));
  EXPECT_EQ(rows[0].record.quote.ask, std::nullopt);
  EXPECT_EQ(rows[0].record.quote.bid_size, 7);
  EXPECT_EQ(rows[0].record.quote.open_interest, 2960);
  EXPECT_EQ(rows[0].record.last_traded, make_date(2026, 7, 22));
  EXPECT_EQ(rows[0].record.spot, std::nullopt);
  EXPECT_EQ(rows[1].record.root, "SPXW");
  EXPECT_EQ(rows[1].record.quote.bid, Price());
  EXPECT_EQ(rows[1].record.quote.ask, Price::parse("0.05"));
  EXPECT_EQ(rows[1].record.last_traded, std::nullopt);
}

TEST(UnderlyingQuotes, ReadsTheSessionOfTheUnderlying) {
  const auto file =
      parsed("underlying_quotes",
             "session_date,ticker,fetched_at_utc,payload_timestamp,current_price,close,prev_day_"
             "close,open,"
             "high,low,volume,iv30,iv30_change,last_trade_time,seqno\n"
             "2026-07-29,SPY,x,y,731.88,729.46,740.86,739.97,742.68,729.1,69560498,16.9,0.0,"
             "2026-07-29T15:59:59,1\n"
             "2026-07-29,_SPX,x,y,7316.15,7316.1499,7428.78,7418.16,7450.84,7313.92,0,16.9,0.0,"
             "2026-07-29T16:14:59,2\n");
  const auto& rows = rows_of<UnderlyingRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.bar.close, Price::parse("729.46"));
  EXPECT_EQ(rows[0].record.bar.volume, 69'560'498);
  EXPECT_EQ(rows[1].record.bar.symbol, Symbol("SPX"));
  EXPECT_EQ(rows[1].record.bar.volume, std::nullopt);
  EXPECT_EQ(rows[1].record.last_traded, make_date(2026, 7, 29));
}

}  // namespace
}  // namespace aots::data
