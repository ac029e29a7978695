// Recorded replies of Yahoo and Polygon: data, a confirmed nothing, or no answer.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/source/known_files.hpp"
#include "tests/data/source/parse_fixture.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

using Rules = std::vector<std::string>;

ParsedFile parsed(std::string_view kind, std::string_view text) {
  auto file = parse_as(kind, {.text = text});
  EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().message);
  return *std::move(file);
}

std::string refusal(std::string_view kind, std::string_view text) {
  const auto file = parse_as(kind, {.text = text});
  return file ? "" : file.error().message;
}

// What the importer would do: the kind, or why the file is not imported.
std::string claim_of(const std::string& name, std::string_view content) {
  const TemporaryFolder folder;
  const auto sample = read_sample(folder.write(name, content));
  EXPECT_TRUE(sample.has_value());
  if (const auto reason = reason_not_to_import(*sample)) return *reason;
  const auto* format = recognise(*sample, symbol_of_name(name));
  return format == nullptr ? "none" : std::string(format->kind);
}

std::string wrapped(std::string_view body, int status = 200) {
  return fmt::format(
      R"({{"request":{{"url":"https://x/"}},"response":{{"ok":true,"status":{},"bodyJson":{}}}}})",
      status, body);
}

constexpr std::string_view kMeta =
    R"("meta":{"symbol":"AAPL","exchangeTimezoneName":"America/New_York","dataGranularity":"1d",)"
    R"("regularMarketTime":1604696400,"currentTradingPeriod":{"regular":{"end":1604696400}}})";

std::string chart(std::string_view inside, std::string_view meta = {}) {
  return fmt::format(R"({{"chart":{{"result":[{{{}{}}}],"error":null}}}})", meta, inside);
}

const std::string& two_bars() {
  static const std::string kChart = chart(
      R"(,"timestamp":[1598880600,1598967000],"indicators":{"quote":[{"open":[127.58,132.76],)"
      R"("high":[131,134.8],"low":[126,null],"close":[129.04,134.18],)"
      R"("volume":[225702700,151948100]}],)"
      R"("adjclose":[{"adjclose":[1,2]}]},"events":{"dividends":{"1604673000":{"amount":0.205,)"
      R"("date":1604673000}},"splits":{"1598880600":{"date":1598880600,"numerator":4,)"
      R"("denominator":1,"splitRatio":"4:1"}}})",
      kMeta);
  return kChart;
}

TEST(YahooChart, GivesBarsDividendsAndSplits) {
  const auto file = parsed("yahoo_chart", two_bars());
  EXPECT_EQ(file.rows_read, 4);
  const auto& bars = rows_of<Bar>(file);
  ASSERT_EQ(bars.size(), 1U);
  EXPECT_EQ(bars[0].record.symbol, Symbol("AAPL"));
  EXPECT_EQ(bars[0].record.date, make_date(2020, 8, 31));
  EXPECT_EQ(bars[0].record.close, *Price::parse("129.04"));
  EXPECT_EQ(bars[0].record.volume, 225702700);
  EXPECT_EQ(rules_of(file), (Rules{"blank_price"}));
  EXPECT_EQ(file.rejected[0].raw, "1598967000,132.76,134.8,null,134.18,151948100");
  EXPECT_EQ(file.rejected[0].date, "2020-09-01");
  EXPECT_EQ(file.rejected[0].line, 2);
  ASSERT_EQ(file.actions.size(), 2U);
  EXPECT_EQ(file.actions[0].record.value, 0.205);
  EXPECT_EQ(file.actions[0].record.ex_date, make_date(2020, 11, 6));
  EXPECT_EQ(file.actions[1].record.kind, ActionRow::Kind::kSplit);
  EXPECT_EQ(file.actions[1].record.value, 4.0);
}

TEST(YahooChart, ReadsTheSameOutOfARecording) {
  EXPECT_EQ(parsed("yahoo_chart", wrapped(two_bars())).rows_read, 4);
}

TEST(YahooChart, SetsAsideTheBarOfASessionThatIsNotOver) {
  const auto text = chart(
      R"("meta":{"symbol":"AAPL","exchangeTimezoneName":"America/New_York","dataGranularity":"1d",)"
      R"("regularMarketTime":1598899999,"currentTradingPeriod":{"regular":{"end":1598904000}}},)"
      R"("timestamp":[1598880600],"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],)"
      R"("close":[1],"volume":[5]}]})");
  EXPECT_EQ(rules_of(parsed("yahoo_chart", text)), (Rules{"unfinished_session"}));
}

TEST(YahooChart, AnEmptyAnswerIsAConfirmedNothing) {
  const auto file = parsed("yahoo_chart", chart(R"(,"indicators":{"quote":[{}]})", kMeta));
  EXPECT_EQ(file.rows_read, 0);
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_EQ(file.notes[0].symbol, "AAPL");
  EXPECT_NE(file.notes[0].text.find("confirmed empty"), std::string::npos);
}

TEST(YahooChart, RefusesWhatIsNoAnswer) {
  EXPECT_NE(refusal("yahoo_chart", wrapped(two_bars(), 404)).find("HTTP status 404"),
            std::string::npos);
  EXPECT_NE(
      refusal("yahoo_chart",
              R"({"chart":{"result":null,"error":{"code":"x","description":"No data found"}}})")
          .find("\"No data found\""),
      std::string::npos);
}

TEST(YahooChart, RefusesValuesWithoutTimestamps) {
  const auto text = chart(R"(,"indicators":{"quote":[{"open":[1],"high":[1],"low":[1],)"
                          R"("close":[1],"volume":[5]}]})",
                          kMeta);
  EXPECT_NE(refusal("yahoo_chart", text).find("0 timestamps beside 1 values"), std::string::npos);
}

TEST(YahooChart, RefusesOtherExchangesAndOtherBars) {
  auto text = two_bars();
  text.replace(text.find("America/New_York"), 16, "Europe/Berlin");
  EXPECT_NE(refusal("yahoo_chart", text).find("Europe/Berlin"), std::string::npos);
  text = two_bars();
  text.replace(text.find("\"1d\""), 4, "\"1h\"");
  EXPECT_NE(refusal("yahoo_chart", text).find("bars of 1h"), std::string::npos);
}

std::string option(std::string_view contract, std::string_view bid_ask) {
  return fmt::format(
      R"({{"contractSymbol":"{}","strike":110,"openInterest":3,"volume":2,{},)"
      R"("contractSize":"REGULAR","expiration":1740700800,"lastTradeDate":1740168000,)"
      R"("impliedVolatility":0.5}})",
      contract, bid_ask);
}

std::string chain(std::string_view calls, std::string_view puts, std::string_view state = "PRE") {
  return fmt::format(
      R"({{"optionChain":{{"result":[{{"underlyingSymbol":"AAPL","quote":{{"marketState":"{}",)"
      R"("exchangeTimezoneName":"America/New_York","regularMarketTime":1740171602,)"
      R"("regularMarketPrice":245.55}},"options":[{{"calls":[{}],"puts":[{}]}}]}}],)"
      R"("error":null}}}})",
      state, calls, puts);
}

TEST(YahooOptions, AreThoseOfTheLastCloseWhileTheMarketIsShut) {
  const auto file = parsed(
      "yahoo_options", wrapped(chain(option("AAPL250228C00110000", R"("bid":135.9,"ask":136.65)"),
                                     option("AAPL250228P00110000", R"("bid":0,"ask":0.01)"))));
  EXPECT_EQ(file.rows_read, 2);
  EXPECT_FALSE(file.quoted.has_value());
  const auto& rows = rows_of<ChainRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].record.label, make_date(2025, 2, 21));
  EXPECT_EQ(rows[0].record.expiry, make_date(2025, 2, 28));
  EXPECT_EQ(rows[0].record.spot, Price::parse("245.55"));
  EXPECT_EQ(rows[0].record.quote.bid, Price::parse("135.9"));
  EXPECT_EQ(rows[0].record.quote.volume, 2);
  EXPECT_EQ(rows[0].record.last_traded, make_date(2025, 2, 21));
  EXPECT_EQ(rows[1].record.quote.bid, Price());  // nobody bids, which is an answer
}

TEST(YahooOptions, StandAtTheMomentOfTheReplyInASession) {
  const auto file =
      parsed("yahoo_options",
             chain(option("AAPL250228C00110000", R"("bid":135.9,"ask":136.65)"), "", "REGULAR"));
  ASSERT_TRUE(file.quoted.has_value());
  EXPECT_EQ(to_string(file.quoted->known_time), "2025-02-21T21:00:02Z");
}

TEST(YahooOptions, ZeroOnBothSidesIsNoQuote) {
  const auto text = chain(option("AAPL250228C00110000", R"("bid":0,"ask":0)"), "");
  const auto file = parsed("yahoo_options", text);
  const auto& quote = rows_of<ChainRow>(file).at(0).record.quote;
  EXPECT_FALSE(quote.bid.has_value());
  EXPECT_FALSE(quote.ask.has_value());
  EXPECT_FALSE(quote.vendor_iv.has_value());
}

TEST(YahooOptions, AContractThatContradictsItselfIsSetAside) {
  const auto text = chain(option("AAPL250307C00110000", R"("bid":1,"ask":2)"),
                          option("AAPL250228C00110000", R"("bid":1,"ask":2)"));
  EXPECT_EQ(rules_of(parsed("yahoo_options", text)),
            (Rules{"contract_mismatch", "contract_mismatch"}));
}

TEST(YahooOptions, AnEmptyChainIsAConfirmedNothing) {
  for (const auto& text :
       {chain("", ""),
        fmt::format("{}", R"({"optionChain":{"result":[{"underlyingSymbol":"ADH",)"
                          R"("expirationDates":[],"options":[]}],"error":null}})")}) {
    const auto file = parsed("yahoo_options", text);
    EXPECT_EQ(file.rows_read, 0);
    ASSERT_EQ(file.notes.size(), 1U);
    EXPECT_NE(file.notes[0].text.find("confirmed empty"), std::string::npos);
  }
}

TEST(PolygonAggregates, AreDailyBarsStampedAtMidnightInNewYork) {
  const auto file = parsed(
      "polygon_aggs",
      R"({"ticker":"AAPL","queryCount":2,"adjusted":true,"results":[)"
      R"({"v":642646396.0,"o":1.5032,"c":1.4604,"h":1.5064,"l":1.4489,"t":1112331600000,"n":8},)"
      R"({"v":1,"o":1,"c":1,"h":1,"l":1,"t":1112335200000}],"status":"OK"})");
  ASSERT_EQ(rows_of<Bar>(file).size(), 1U);
  EXPECT_EQ(rows_of<Bar>(file)[0].record.date, make_date(2005, 4, 1));
  EXPECT_EQ(rows_of<Bar>(file)[0].record.close, *Price::parse("1.4604"));
  EXPECT_EQ(rules_of(file), (Rules{"not_a_daily_row"}));
}

TEST(PolygonAggregates, RefusesWhatIsNotAdjustedOrNoStock) {
  EXPECT_NE(
      refusal("polygon_aggs",
              R"({"ticker":"AAPL","queryCount":0,"adjusted":false,"results":[],"status":"OK"})")
          .find("as traded"),
      std::string::npos);
  EXPECT_NE(
      refusal("polygon_aggs",
              R"({"ticker":"O:AAPL230616C00150000","queryCount":0,"results":[],"status":"OK"})")
          .find("no stock or index"),
      std::string::npos);
  EXPECT_NE(refusal("polygon_aggs", R"({"ticker":"AAPL","queryCount":0,"status":"NOT_AUTHORIZED"})")
                .find("NOT_AUTHORIZED"),
            std::string::npos);
}

TEST(PolygonAggregates, AnEmptyAnswerIsAConfirmedNothing) {
  const auto file =
      parsed("polygon_aggs", R"({"ticker":"AAPL","queryCount":0,"resultsCount":0,"status":"OK"})");
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_NE(file.notes[0].text.find("confirmed empty"), std::string::npos);
}

constexpr std::string_view kSnapshot =
    R"({"status":"OK","results":[{"day":{"last_updated":1651204800000000000,"volume":8},)"
    R"("details":{"shares_per_contract":100,"ticker":"O:AAPL230616C00150000"},)"
    R"("greeks":{"delta":0.6436},"implied_volatility":0.357,"last_quote":{"ask":29.25,)"
    R"("ask_size":209,"bid":28.9,"bid_size":294,"last_updated":1651254260800059648,)"
    R"("timeframe":"REAL-TIME"},"open_interest":8133,)"
    R"("underlying_asset":{"price":159.9606,"ticker":"AAPL"}}]})";

TEST(PolygonOptions, StandWhenTheirQuotesWereMade) {
  const auto file = parsed("polygon_options", kSnapshot);
  ASSERT_EQ(rows_of<ChainRow>(file).size(), 1U);
  const auto& row = rows_of<ChainRow>(file)[0].record;
  EXPECT_EQ(row.underlying, Symbol("AAPL"));
  EXPECT_EQ(row.root, "AAPL");
  EXPECT_EQ(row.label, make_date(2022, 4, 29));
  EXPECT_EQ(row.quote.bid, Price::parse("28.9"));
  EXPECT_EQ(row.quote.ask_size, 209);
  EXPECT_EQ(row.quote.volume, 8);
  EXPECT_EQ(row.quote.open_interest, 8133);
  EXPECT_EQ(row.spot, Price::parse("159.9606"));
  ASSERT_TRUE(file.quoted.has_value());
  EXPECT_EQ(to_string(file.quoted->known_time), "2022-04-29T17:44:20.80006Z");
  EXPECT_FALSE(file.quoted->approximate);
}

TEST(PolygonOptions, DelayedQuotesAreKnownLater) {
  std::string text(kSnapshot);
  text.replace(text.find("REAL-TIME"), 9, "DELAYED");
  const auto file = parsed("polygon_options", text);
  EXPECT_EQ(file.quoted->known_time - file.quoted->event_time, std::chrono::minutes{15});
}

TEST(PolygonOptions, AnOlderDaysVolumeIsNotTheSessions) {
  std::string text(kSnapshot);
  text.replace(text.find("1651204800000000000"), 19, "1651118400000000000");
  EXPECT_FALSE(rows_of<ChainRow>(parsed("polygon_options", text))[0].record.quote.volume);
}

TEST(PolygonActions, AreDividendsAndSplits) {
  const auto dividends =
      parsed("polygon_dividends", R"({"status":"OK","results":[{"cash_amount":0.59375,)"
                                  R"("ex_dividend_date":"2025-06-12","ticker":"CSSEN"}]})");
  EXPECT_EQ(rows_of<ActionRow>(dividends).at(0).record.value, 0.59375);
  const auto splits =
      parsed("polygon_splits",
             R"({"status":"OK","results":[{"execution_date":"2022-05-20","split_from":2,)"
             R"("split_to":1,"ticker":"BRW"},{"execution_date":"2022-07-18","split_from":0,)"
             R"("split_to":20,"ticker":"GOOGL"}]})");
  EXPECT_EQ(rows_of<ActionRow>(splits).at(0).record.value, 0.5);
  EXPECT_EQ(rules_of(splits), (Rules{"implausible_split"}));
}

TEST(Replies, AreRecognisedByContent) {
  EXPECT_EQ(claim_of("a.json", two_bars()), "yahoo_chart");
  EXPECT_EQ(claim_of("b.json", wrapped(two_bars())), "yahoo_chart");
  EXPECT_EQ(claim_of("c.json", wrapped(chain("", ""))), "yahoo_options");
  EXPECT_EQ(claim_of("d.json", kSnapshot), "polygon_options");
}

TEST(KnownFiles, SayWhyTheyAreNotImported) {
  EXPECT_NE(claim_of("x.fake.json", two_bars()).find("made by hand"), std::string::npos);
  EXPECT_NE(claim_of("index.json.gz",
                     gzipped(R"({"data":[{"code":"SPY","iv1d":1,"iv7d":2,"iv30d":31.2}]})"))
                .find("not a 30-day implied vol"),
            std::string::npos);
  EXPECT_NE(claim_of("page.json", wrapped("null")).find("without data"), std::string::npos);
  EXPECT_NE(claim_of("s.json", wrapped(R"({"quoteSummary":{"result":[]}})")).find("summary"),
            std::string::npos);
  EXPECT_NE(claim_of("fb.csv", "20120518,fb,Q\n20501231,fb,Q\n").find("renames"),
            std::string::npos);
  EXPECT_NE(claim_of("fb.csv", "20120518,1,1,1\n20501231,1,1,0\n").find("adjustment factors"),
            std::string::npos);
}

}  // namespace
}  // namespace aots::data
