// LEAN: names say what rows do not, prices are ten-thousandths, archives of one folder are one
// file.
#include "data/source/lean.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/data/source/parse_fixture.hpp"
#include "tests/data/vendor_fixture.hpp"
#include "tests/data/zip_fixture.hpp"

namespace aots::data {
namespace {

using Rules = std::vector<std::string>;

constexpr std::string_view kUniverse =
    "#expiry,strike,right,open,high,low,close,volume,open_interest,implied_volatility,delta,gamma,"
    "vega,theta,rho\n";

ParsedFile parsed(std::string_view kind, const FileOf& file) {
  auto result = parse_as(kind, file);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return *std::move(result);
}

const OptionQuote& quote_of(const ParsedFile& file, std::size_t row) {
  return rows_of<ChainRow>(file).at(row).record.quote;
}

std::string kind_of(const std::string& name, std::string_view content) {
  const TemporaryFolder folder;
  const auto sample = read_sample(folder.write(name, content));
  EXPECT_TRUE(sample.has_value()) << (sample ? "" : sample.error().message);
  const auto* format = recognise(*sample, symbol_of_name(sample->name));
  return format == nullptr ? "none" : std::string(format->kind);
}

TEST(LeanNames, SayWhichOptionAMemberHolds) {
  const auto daily = parse_lean_member("aapl_quote_american_put_907100_20150417.csv");
  ASSERT_TRUE(daily.has_value());
  EXPECT_EQ(daily->symbol, Symbol("AAPL"));
  EXPECT_EQ(daily->tick, LeanTick::kQuote);
  EXPECT_EQ(daily->right, Right::kPut);
  EXPECT_EQ(daily->strike, *Price::parse("90.71"));
  EXPECT_EQ(daily->expiry, make_date(2015, 4, 17));
  EXPECT_FALSE(daily->session.has_value());
  const auto minute =
      parse_lean_member("20230803_spy_minute_openinterest_american_call_4300000_20230901.csv");
  ASSERT_TRUE(minute.has_value());
  EXPECT_EQ(minute->session, make_date(2023, 8, 3));
  EXPECT_EQ(minute->tick, LeanTick::kOpenInterest);
  for (const auto* name : {"aapl.csv", "aapl_quote_american_call_x_20150117.csv",
                           "aapl_quote_american_call_1000_20151317.csv",
                           "20230803_spy_hour_quote_american_call_4300000_20230901.csv"}) {
    EXPECT_FALSE(parse_lean_member(name).has_value()) << name;
  }
}

TEST(LeanNames, TellWhichArchivesBelongTogether) {
  EXPECT_EQ(
      lean_archive_set("aapl_2014_trade_american.zip"),
      (std::vector<std::string>{"aapl_2014_quote_american.zip", "aapl_2014_trade_american.zip",
                                "aapl_2014_openinterest_american.zip"}));
  EXPECT_EQ(lean_archive_set("other.zip"), (std::vector<std::string>{"other.zip"}));
}

TEST(LeanDaily, PutsAContractTogetherFromItsArchives) {
  const auto file = parsed(
      "lean_daily",
      {.text = {},
       .name = "set.zip",
       .members = {
           {"aapl_quote_american_call_907100_20150417.csv",
            "20140609 00:00,8300,10900,7500,8400,26,15000,15000,9500,10000,48\n"},
           {"aapl_trade_american_call_907100_20150417.csv",
            "20140609 00:00,9000,9000,9000,9000,12\n"},
           {"aapl_openinterest_american_call_907100_20150417.csv", "20140609 00:00,361\n"}}});
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 1U);
  EXPECT_EQ(file.rows_read, 1);
  const auto& row = rows_of<ChainRow>(file).front().record;
  EXPECT_EQ(row.label, make_date(2014, 6, 9));
  EXPECT_EQ(row.quote.bid, Price::parse("0.84"));
  EXPECT_EQ(row.quote.ask, Price::parse("1"));
  EXPECT_EQ(row.quote.bid_size, 26);
  EXPECT_EQ(row.quote.ask_size, 48);
  EXPECT_EQ(row.quote.volume, 12);
  EXPECT_EQ(row.quote.open_interest, 361);
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_EQ(file.notes[0].text,
            "1 rows put together from 1 lines of quotes, 1 of trades and 1 of open interest");
}

TEST(LeanDaily, ASideThatWasNeverQuotedIsAbsent) {
  const auto file =
      parsed("lean_daily", {.text = {},
                            .name = "set.zip",
                            .members = {{"aapl_quote_american_call_907100_20150417.csv",
                                         "20140609 00:00,,,,,0,1,1,1,100,48\n"}}});
  EXPECT_FALSE(quote_of(file, 0).bid.has_value());
  EXPECT_EQ(quote_of(file, 0).ask, Price::parse("0.01"));
}

TEST(LeanDaily, OpenInterestAloneIsNoRow) {
  const auto file = parsed(
      "lean_daily", {.text = {},
                     .name = "set.zip",
                     .members = {{"aapl_quote_american_call_907100_20150417.csv",
                                  "20140609 00:00,1,1,1,100,26,1,1,1,200,48\n"},
                                 {"aapl_openinterest_american_put_907100_20150417.csv",
                                  "20140609 00:00,7\n20140610 00:00,8\n20140611 00:00,8\n"}}});
  EXPECT_EQ(rows_of<ChainRow>(file).size(), 1U);
  EXPECT_EQ(rules_of(file),
            (Rules{"open_interest_only", "open_interest_only", "open_interest_only"}));
  EXPECT_EQ(file.rejected[0].date, "2014-06-09");
  EXPECT_EQ(file.rejected[1].date, "2014-06-10");
  EXPECT_EQ(file.rejected[1].value, "8");
  EXPECT_EQ(file.rows_read, 4);
}

TEST(LeanDaily, SetsAsideALineThatSpeaksOfAContractAgain) {
  const auto file =
      parsed("lean_daily",
             {.text = {},
              .name = "set.zip",
              .members = {{"aapl_trade_american_call_907100_20150417.csv",
                           "20140609 00:00,1,1,1,1,5\n20140609 00:00,1,1,1,1,6\n2014,1\n"}}});
  EXPECT_EQ(quote_of(file, 0).volume, 5);
  EXPECT_EQ(rules_of(file), (Rules{"conflicting_duplicate", "column_count"}));
}

TEST(LeanDaily, RefusesAMemberThatIsNoOption) {
  const auto file = parse_as("lean_daily", {.text = {}, .members = {{"readme.csv", "x"}}});
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().message.find("\"readme.csv\""), std::string::npos);
}

std::string quote_line(int minute, int bid) {
  return fmt::format("{},1,1,1,{},5,1,1,1,{},6\n", minute * 60'000, bid * 10'000,
                     (bid + 1) * 10'000);
}

TEST(LeanMinute, KeepsTheQuotesOfTheLastMinuteBeforeTheClose) {
  const auto text = quote_line(9 * 60 + 30, 10) + quote_line(15 * 60 + 58, 11) +
                    quote_line(15 * 60 + 59, 12) + quote_line(16 * 60 + 14, 13);
  const auto file =
      parsed("lean_minute",
             {.text = {},
              .name = "set.zip",
              .members = {{"20230803_spy_minute_quote_american_call_4300000_20230901.csv", text}}});
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 1U);
  EXPECT_EQ(quote_of(file, 0).bid, Price::parse("12"));
  EXPECT_EQ(rows_of<ChainRow>(file)[0].line, 3);
  EXPECT_EQ(rules_of(file), (Rules{"other_minute", "other_minute", "other_minute"}));
  EXPECT_EQ(file.rejected[0].value, "09:30");
  EXPECT_EQ(file.rejected[0].line, 1);
  EXPECT_EQ(file.rejected[2].line, 4);
  EXPECT_EQ(file.rows_read, 4);
}

TEST(LeanMinute, AddsUpTheTradesUntilTheClose) {
  const auto file =
      parsed("lean_minute",
             {.text = {},
              .name = "set.zip",
              .members = {{"20230803_spy_minute_trade_american_call_4300000_20230901.csv",
                           "34200000,1,1,1,1,8\n57540000,1,1,1,1,5\n57600000,1,1,1,1,100\n"}}});
  EXPECT_EQ(quote_of(file, 0).volume, 13);
  EXPECT_EQ(rules_of(file), (Rules{"after_close"}));
}

TEST(LeanMinute, KnowsAHalfDayByItsEnd) {
  const auto text = quote_line(12 * 60 + 59, 10) + quote_line(13 * 60 + 14, 11);
  const auto file =
      parsed("lean_minute",
             {.text = {},
              .name = "set.zip",
              .members = {{"20231124_spy_minute_quote_american_call_4300000_20231215.csv", text}}});
  EXPECT_EQ(quote_of(file, 0).bid, Price::parse("10"));
  EXPECT_EQ(rules_of(file), (Rules{"other_minute"}));
}

TEST(LeanUniverse, TakesSymbolAndSessionFromItsPath) {
  const auto text = fmt::format("{}{}", kUniverse,
                                ",,,476.81,477.53,476.26,476.69,59498271,,,,,,,\n"
                                "20231229,480,C,1,2,1,1.5,46,47,0.1812,0.41,0,0,0,0\n"
                                "20231229,485,P,8,9,8,8.5,0,,0.0000001,-1,0,0,0,0\n");
  const auto file = parsed("lean_universe", {.text = text, .name = "any/spy/20231228.csv.gz"});
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 2U);
  const auto& call = rows_of<ChainRow>(file)[0].record;
  EXPECT_EQ(call.label, make_date(2023, 12, 28));
  EXPECT_EQ(call.expiry, make_date(2023, 12, 29));
  EXPECT_EQ(call.spot, Price::parse("476.69"));
  EXPECT_EQ(call.quote.vendor_iv, 0.1812);
  EXPECT_EQ(call.quote.vendor_delta, 0.41);
  EXPECT_FALSE(call.quote.bid.has_value());  // a mid is no quote
  EXPECT_FALSE(call.quote.ask.has_value());
  const auto& put = quote_of(file, 1);
  EXPECT_FALSE(put.vendor_iv.has_value());
  EXPECT_FALSE(put.vendor_delta.has_value());
  EXPECT_FALSE(put.open_interest.has_value());
}

TEST(LeanUniverse, ABarOfAPartOfTheSessionGivesNoSpot) {
  const auto text = fmt::format("{}{}", kUniverse,
                                ",,,633.49,633.50,633.28,633.40,131,,,,,,,\n"
                                "20140606,640,C,1,2,1,1.5,5527,47,0.2,0.41,0,0,0,0\n");
  const auto file = parsed("lean_universe", {.text = text, .name = "aapl/20140602.csv"});
  EXPECT_FALSE(rows_of<ChainRow>(file)[0].record.spot.has_value());
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_NE(file.notes[0].text.find("131 shares beside 5527 contracts"), std::string::npos);
}

TEST(LeanUniverse, SetsAsideRowsThatSayNothing) {
  const auto text = fmt::format("{}{}", kUniverse,
                                ",,,92.69,92.95,92.50,92.72,2467914,,,,,,,\n"
                                "20140613,70.71,C,0,0,0,0,0,,0,0,0,0,0,0\n"
                                "20140613,71.43,C,0,0,0,0,0,5,0,0,0,0,0,0\n");
  const auto file = parsed("lean_universe", {.text = text, .name = "aapl/20140606.csv"});
  EXPECT_EQ(rules_of(file), (Rules{"no_figures"}));
  EXPECT_EQ(rows_of<ChainRow>(file).size(), 1U);
}

TEST(LeanUniverse, SetsAsideContractsFromBeforeASplit) {
  const auto text = fmt::format("{}{}", kUniverse,
                                ",,,92.69,92.95,92.50,92.72,900000000,,,,,,,\n"
                                "20140613,70.71,C,22,22,22,22,1,14,0.5,0.9,0,0,0,0\n"
                                "20140613,110,C,1,1,1,0.02,1,14,0.5,0.1,0,0,0,0\n"
                                "20140613,550,C,98.7,98.7,95.5,95.5,0,31,0,0.9,0,0,0,0\n"
                                "20140613,500,C,150,150,145,146.75,0,31,0,0.9,0,0,0,0\n"
                                "20140613,640,C,15,15,15,15,0,31,0,0.9,0,0,0,0\n"
                                "20140613,640,P,11,11,11,11,0,31,0,0.9,0,0,0,0\n"
                                "20140621,150,C,0.01,0.01,0.01,0.01,0,31,0,0.1,0,0,0,0\n");
  const auto file = parsed("lean_universe", {.text = text, .name = "aapl/20140609.csv"});
  EXPECT_EQ(rules_of(file),
            (Rules{"before_split", "before_split", "before_split", "before_split"}));
  EXPECT_EQ(rows_of<ChainRow>(file).size(), 3U);
  EXPECT_EQ(quote_of(file, 2).strike, *Price::parse("150"));
}

TEST(LeanUniverse, ANameThatIsNoDateIsAnError) {
  const auto file = parse_as("lean_universe", {.text = kUniverse, .name = "spy/today.csv"});
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().message.find("20140602.csv"), std::string::npos);
}

TEST(LeanBars, AreAsTradedInTenThousandths) {
  const auto file =
      parsed("lean_bars", {.text = {},
                           .name = "aapl.zip",
                           .symbol = "AAPL",
                           .members = {{"aapl.csv",
                                        "20140606 00:00,6500000,6512500,6444800,6455700,12116671\n"
                                        "20140609 00:00,926900,938800,917500,937000,72875948\n"
                                        "20140610 00:00,x,1,1,1,1\n"}}});
  ASSERT_EQ(rows_of<Bar>(file).size(), 2U);
  EXPECT_EQ(rows_of<Bar>(file)[0].record.close, *Price::parse("645.57"));
  EXPECT_EQ(rows_of<Bar>(file)[1].record.close, *Price::parse("93.7"));
  EXPECT_EQ(rows_of<Bar>(file)[1].record.volume, 72875948);
  EXPECT_EQ(rules_of(file), (Rules{"non_numeric_value"}));
}

// Before Facebook was listed its ticker was another company's.
TEST(LeanBars, ATickersEarlierLifeIsNotTheCompanys) {
  constexpr std::string_view kLine = " 00:00,10000,10000,10000,10000,5\n";
  const auto fb = parsed(
      "lean_bars", {.text = {},
                    .name = "fb.zip",
                    .symbol = "META",
                    .members = {{"fb.csv", fmt::format("20030328{}20120518{}", kLine, kLine)}}});
  EXPECT_EQ(rules_of(fb), (Rules{"ticker_reused"}));
  ASSERT_EQ(rows_of<Bar>(fb).size(), 1U);
  EXPECT_EQ(rows_of<Bar>(fb)[0].record.symbol, Symbol("META"));
}

TEST(LeanFiles, AreRecognisedByContent) {
  EXPECT_EQ(kind_of("spy.zip", zipped({{"spy.csv", "19980102 00:00,1,1,1,1,5\n"}})), "lean_bars");
  EXPECT_EQ(kind_of("a.zip", zipped({{"aapl_trade_american_call_907100_20150417.csv", "x"}})),
            "lean_daily");
  EXPECT_EQ(
      kind_of("b.zip",
              zipped({{"20230803_spy_minute_trade_american_call_4300000_20230901.csv", "x"}})),
      "lean_minute");
  EXPECT_EQ(kind_of("spy/20231228.csv", kUniverse), "lean_universe");
  EXPECT_EQ(kind_of("c.zip", zipped({{"notes.txt", "hello\n"}})), "none");
  EXPECT_EQ(kind_of("empty.zip", zipped({{"empty.csv", ""}})), "none");
}

}  // namespace
}  // namespace aots::data
