// The commands price, iv, chain, surface, ivrank, regime and universe, as a script would use them.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include <gtest/gtest.h>

#include "data/store/lake.hpp"
#include "tests/analytics/chain_fixture.hpp"
#include "tests/apps/program.hpp"

namespace aots {
namespace {

using MarketCommandsTest = ProgramTest;

// ------------------------------------------------------------------------------------ files of
// options

constexpr const char* kPriceHeader = "right,style,spot,strike,years,rate,dividend_yield,vol\n";
constexpr const char* kIvHeader = "right,style,spot,strike,years,rate,dividend_yield,price\n";

TEST_F(MarketCommandsTest, PricesAFileAndFindsItsVolsAgain) {
  write("options.csv", std::string(kPriceHeader) + "call,european,100,105,0.25,0.04,0.01,0.2\n" +
                           "put,european,100,80,1.5,0.04,0.01,0.35\n");
  const Outcome priced = run("price --csv options.csv");
  ASSERT_EQ(priced.code, 0) << priced.err;
  const auto rows = lines_of(priced.out);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(
      rows[0],
      "right,style,spot,strike,years,rate,dividend_yield,vol,price,delta,gamma,vega,theta,rho");
  std::string quotes = kIvHeader;
  for (const std::size_t i : {1U, 2U}) {
    auto fields = split(rows[i], ',');
    ASSERT_EQ(fields.size(), 14U);
    for (std::size_t f = 0; f < 7; ++f) quotes += std::string(fields[f]) + ',';
    quotes += std::string(fields[8]) + '\n';
  }
  write("quotes.csv", quotes);
  const Outcome implied = run("iv --csv quotes.csv");
  ASSERT_EQ(implied.code, 0) << implied.err;
  const auto vols = lines_of(implied.out);
  ASSERT_EQ(vols.size(), 3U);
  EXPECT_EQ(vols[0], "right,style,spot,strike,years,rate,dividend_yield,price,iv,iv_status");
  EXPECT_NEAR(parse_double(split(vols[1], ',')[8]).value(), 0.20, 1e-12);
  EXPECT_NEAR(parse_double(split(vols[2], ',')[8]).value(), 0.35, 1e-12);
  EXPECT_EQ(split(vols[2], ',')[9], "ok");
}

TEST_F(MarketCommandsTest, SaysForEachQuoteWhyItHasNoVol) {
  write("quotes.csv", std::string(kIvHeader) + "call,european,100,95,0.25,0.04,0.01,1\n" +
                          "call,european,100,95,0.25,0.04,0.01,120\n" +
                          "call,european,100,95,0,0.04,0.01,6\n" +
                          "call,european,100,95,0.25,0.04,0.01,\n");
  const Outcome implied = run("iv --csv quotes.csv");
  ASSERT_EQ(implied.code, 0) << implied.err;
  const auto rows = lines_of(implied.out);
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_TRUE(rows[1].ends_with(",1,,below_intrinsic"));
  EXPECT_TRUE(rows[2].ends_with(",120,,above_bound"));
  EXPECT_TRUE(rows[3].ends_with(",6,,expired"));
  EXPECT_TRUE(rows[4].ends_with(",,,no_quote"));
}

TEST_F(MarketCommandsTest, RefusesABadFileWithEveryRowAndColumn) {
  write("options.csv", std::string(kPriceHeader) + "call,european,100,105,0.25,0.04,0.01,0.2\n" +
                           "put,american,100,80,1.5,0.04,0.01,0.35\n" +
                           "straddle,european,-1,nan,,0.04,0.01,-0.2\n" + "call,european\n");
  const Outcome priced = run("price --csv options.csv");
  EXPECT_EQ(priced.code, 3);
  EXPECT_TRUE(priced.out.empty());
  const auto errors = lines_of(priced.err);
  ASSERT_EQ(errors.size(), 7U) << priced.err;
  EXPECT_NE(errors[0].find("options.csv:3: column style: found american"), std::string::npos);
  EXPECT_NE(errors[1].find(":4: column right: found 'straddle'"), std::string::npos);
  EXPECT_NE(errors[2].find(":4: column spot: found -1"), std::string::npos);
  EXPECT_NE(errors[3].find(":4: column strike: found 'nan'"), std::string::npos);
  EXPECT_NE(errors[4].find(":4: column years: found ''"), std::string::npos);
  EXPECT_NE(errors[5].find(":4: column vol: found -0.2"), std::string::npos);
  EXPECT_NE(errors[6].find(":5: found 2 columns, expected 8"), std::string::npos);
}

TEST_F(MarketCommandsTest, RefusesAFileThatIsMissingEmptyOrHasOtherColumns) {
  EXPECT_EQ(run("iv --csv nothing.csv").code, 3);
  write("empty.csv", "");
  EXPECT_EQ(run("iv --csv empty.csv").code, 3);
  write("other.csv", "right,style,spot\n");
  const Outcome refused = run("iv --csv other.csv");
  EXPECT_EQ(refused.code, 3);
  EXPECT_NE(refused.err.find("no column strike, years, rate, dividend_yield, price"),
            std::string::npos);
  EXPECT_EQ(run("iv").code, 2);
}

// ------------------------------------------------------------------------------------ a small lake

class LakeCommandsTest : public MarketCommandsTest {
 protected:
  // 100 sessions of VIX and SPY to 2019-05-01, a rate, one report, one SPX chain on 2019-05-01.
  void SetUp() override {
    MarketCommandsTest::SetUp();
    auto writer = data::LakeWriter::open(folder_ / "lake");
    ASSERT_TRUE(writer.has_value()) << writer.error().message;
    const Date last = make_date(2019, 5, 1);
    std::vector<Bar> vix;
    std::vector<Bar> spy;
    Date session = test::nyse().advance(last, -99);
    for (int i = 0; i < 100; ++i, session = test::nyse().next_session(session)) {
      vix.push_back(bar_of("VIX", session, i == 99 ? 26.0 : 15.0 + i % 5));
      spy.push_back(bar_of("SPY", session, 290.0 + i % 3));
    }
    ASSERT_TRUE(writer->write_bars(provenance("index", "VIX"), vix).has_value());
    ASSERT_TRUE(writer->write_bars(provenance("daily_bars", "SPY"), spy).has_value());
    const std::vector<RateObservation> rates{
        {.series = "DTB3",
         .date = make_date(2019, 4, 29),
         .known_time = test::nyse().open_time(make_date(2019, 4, 30)),
         .rate = 0.024}};
    ASSERT_TRUE(writer->write_rates(provenance("rates", "DTB3"), rates).has_value());
    const std::vector<EarningsReport> reports{
        {.symbol = Symbol("AAPL"),
         .report_date = make_date(2019, 5, 4),
         .time = ReportTime::kAfterClose,
         .known_time = test::nyse().open_time(make_date(2019, 4, 15))}};
    ASSERT_TRUE(writer->write_earnings(provenance("earnings", "AAPL"), reports).has_value());
    test::ChainSpec spec;
    std::vector<OptionChain> chains{test::empty_chain(spec)};
    const auto flat = [](double, double) { return 0.15; };
    for (const Date expiry : {make_date(2019, 5, 17), make_date(2019, 6, 21)}) {
      test::add_expiry(chains[0], spec, "SPXW", expiry, test::strikes(2800, 3000, 25), flat);
    }
    ASSERT_TRUE(writer->write_chains(provenance("cboe_spx_2019", "SPX"), chains).has_value());
    ASSERT_TRUE(writer->commit().has_value());
  }

  static data::Provenance provenance(const char* kind, const char* symbol) {
    return {.kind = kind,
            .symbol = symbol,
            .source_file = std::string(symbol) + ".csv",
            .source_sha256 = std::string(64, 'a'),
            .origin = Origin::kReal};
  }

  static Bar bar_of(const char* symbol, Date date, double close) {
    Bar bar;
    bar.symbol = Symbol(symbol);
    bar.date = date;
    bar.known_time = test::nyse().bars_known_time(date);
    bar.open = bar.high = bar.low = bar.close = Price::from_double(close);
    return bar;
  }
};

TEST_F(LakeCommandsTest, PrintsTheChainWithOwnVolsAndGreeks) {
  const Outcome chain = run("chain ^SPX --date 2019-05-01 --expiry 2019-06-21 --csv");
  ASSERT_EQ(chain.code, 0) << chain.err;
  const auto rows = lines_of(chain.out);
  ASSERT_EQ(rows.size(), 19U);
  EXPECT_EQ(rows[0],
            "symbol,contract,date,expiry,dte,right,strike,bid,ask,mid,spread_pct,volume,"
            "open_interest,spot,forward,moneyness,iv,iv_status,delta,gamma,vega,theta,rho");
  const auto fields = split(rows[9], ',');
  EXPECT_EQ(fields[1], "SPXW190621C02900000");
  EXPECT_EQ(fields[4], "51");
  EXPECT_EQ(fields[5], "call");
  EXPECT_EQ(fields[11], "");
  EXPECT_EQ(fields[15], "1");
  EXPECT_NEAR(parse_double(fields[16]).value(), 0.15, 1e-4);
  EXPECT_EQ(fields[17], "ok");
  const Outcome page = run("chain SPX --date 2019-05-01");
  EXPECT_NE(page.out.find("30-day IV 15.00%"), std::string::npos) << page.out;
}

TEST_F(LakeCommandsTest, SaysWhatTheLakeHoldsInsteadOfAMissingChain) {
  const Outcome date = run("chain SPX --date 2019-05-02");
  EXPECT_EQ(date.code, 3);
  EXPECT_NE(date.err.find("try --date 2019-05-01"), std::string::npos) << date.err;
  const Outcome symbol = run("chain QQQ --date 2019-05-01");
  EXPECT_EQ(symbol.code, 3);
  EXPECT_NE(symbol.err.find("it holds those of SPX"), std::string::npos) << symbol.err;
  EXPECT_EQ(run("chain SPX --date 2019-05-01 --expiry 2019-05-18").code, 3);
  EXPECT_EQ(run("chain SPX --date 2019-5-1").code, 2);
  EXPECT_EQ(run("chain SPX --date 2019-05-01 --lake elsewhere").code, 3);
}

TEST_F(LakeCommandsTest, PrintsTheFittedSurfaceOfAChain) {
  const Outcome surface = run("surface ^SPX --date 2019-05-01 --csv");
  ASSERT_EQ(surface.code, 0) << surface.err;
  const auto rows = lines_of(surface.out);
  ASSERT_EQ(rows.size(), 3U);
  const auto names = split(rows[0], ',');
  const auto field = [&](std::size_t row, std::string_view name) {
    const auto at = std::find(names.begin(), names.end(), name) - names.begin();
    return std::string(split(rows[row], ',').at(static_cast<std::size_t>(at)));
  };
  for (const std::size_t row : {1U, 2U}) {
    EXPECT_EQ(field(row, "root"), "SPXW");
    EXPECT_EQ(field(row, "used"), "9");
    for (const char* vol : {"put_25d_vol", "atm_vol", "call_25d_vol"}) {
      EXPECT_NEAR(parse_double(field(row, vol)).value(), 0.15, 1e-3) << vol;
    }
  }
  EXPECT_EQ(field(1, "least_calendar"), "");
  EXPECT_GT(parse_double(field(2, "least_calendar")).value(), 0.0);
  // E|S - F| of a lognormal end: 2 F (2 N(sd / 2) - 1).
  const double sd = 0.15 * std::sqrt(parse_double(field(2, "years")).value());
  const double move =
      2.0 * parse_double(field(2, "forward")).value() * std::erf(0.5 * sd / std::sqrt(2.0));
  EXPECT_NEAR(parse_double(field(2, "expected_move")).value(), move, 0.01 * move);
  const Outcome page = run("surface SPX --date 2019-05-01");
  EXPECT_NE(page.out.find("2 of 2 expiries fitted"), std::string::npos) << page.out;
  const Outcome json = run("surface SPX --date 2019-05-01 --json");
  EXPECT_NE(json.out.find("\"inside_share\""), std::string::npos) << json.out;
  EXPECT_EQ(run("surface SPX --date 2019-05-02").code, 3);
  EXPECT_EQ(run("surface SPX").code, 2);
}

TEST_F(LakeCommandsTest, PrintsTheRegimeOfEachSession) {
  const Outcome regime = run("regime --from 2019-04-30 --to 2019-05-01 --csv");
  ASSERT_EQ(regime.code, 0) << regime.err;
  const auto rows = lines_of(regime.out);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0], "date,vix,vix_rank,rv_20,hv_iv_ratio,regime,previous,changed");
  EXPECT_TRUE(rows[2].starts_with("2019-05-01,26,1,")) << rows[2];
  EXPECT_NE(rows[2].find(",high_vol,"), std::string::npos);
  EXPECT_EQ(run("regime --from 2019-05-02 --to 2019-05-01").code, 2);
  EXPECT_EQ(run("regime --from 2020-05-02").code, 3);
  EXPECT_EQ(run("regime --from 2019-04-27 --to 2019-04-28").code, 3);  // a weekend
}

TEST_F(LakeCommandsTest, PrintsTheIvHistoryAndNamesItsSource) {
  const Outcome index = run("ivrank SPX --from 2019-05-01 --csv");
  ASSERT_EQ(index.code, 0) << index.err;
  EXPECT_EQ(index.out,
            "date,iv30,source,iv_rank,iv_percentile,sessions\n2019-05-01,0.26,VIX,1,1,100\n");
  const Outcome own = run("ivrank SPX --source own --csv");
  ASSERT_EQ(own.code, 0) << own.err;
  const auto rows = lines_of(own.out);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(rows[1].ends_with(",own,,,1")) << rows[1];
  EXPECT_EQ(run("ivrank GME").code, 3);
  EXPECT_EQ(run("ivrank SPX --from 2021-01-04").code, 3);
}

TEST_F(LakeCommandsTest, PrintsTheActiveTickersAndTheirModels) {
  const Outcome universe = run("universe --date 2019-05-01 --csv");
  ASSERT_EQ(universe.code, 0) << universe.err;
  const auto rows = lines_of(universe.out);
  ASSERT_EQ(rows.size(), 13U);
  EXPECT_EQ(rows[0], "symbol,tier,model,days_to_earnings,is_blackout,is_etf,min_dte,max_dte");
  EXPECT_EQ(rows[1], "SPY,tier_1_etfs,core,,false,true,3,45");
  EXPECT_EQ(rows[5], "AAPL,tier_2_mega_caps,earnings,3,false,false,0,45");
  // Before the date of the report was public, nothing is near.
  const Outcome earlier = run("universe --date 2019-04-12 --csv");
  EXPECT_NE(earlier.out.find("AAPL,tier_2_mega_caps,core,,"), std::string::npos) << earlier.out;
  write("bad.yaml", "ticker_universe:\n  tier_9: []\n");
  const Outcome refused = run("universe --date 2019-05-01 --set universe.file=bad.yaml");
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("bad.yaml:2:"), std::string::npos) << refused.err;
}

}  // namespace
}  // namespace aots
