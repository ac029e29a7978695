// The commands payoff and margin, as a script would use them.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/apps/program.hpp"

namespace aots {
namespace {

using WhatIfCommandsTest = ProgramTest;
using Json = nlohmann::json;

constexpr const char* kSpread =
    R"("sell 2 SPY 2026-08-21 P 620 @ 5.20" "buy 2 SPY260821P00615000 @ 4.30" --spot 640)";

TEST_F(WhatIfCommandsTest, MarginPrintsWhatTheContractPromises) {
  const Outcome outcome = run(std::string("margin ") + kSpread + " --class stock --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_EQ(json["reg_t_initial"], 1000.0);
  EXPECT_EQ(json["reg_t_maintenance"], 1000.0);
  ASSERT_EQ(json["pairing"].size(), 1U);
  EXPECT_EQ(json["pairing"][0]["rule"], "put credit spread");
  EXPECT_EQ(json["pairing"][0]["amount"], 1000.0);
  EXPECT_EQ(json["pairing"][0]["legs"].size(), 2U);
  EXPECT_TRUE(json.contains("stress"));
}

TEST_F(WhatIfCommandsTest, MarginStressesFromTheVolsOfThePrices) {
  const Outcome outcome =
      run(std::string("margin ") + kSpread + " --class stock --date 2026-07-31 --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json stress = Json::parse(outcome.out)["stress"];
  EXPECT_EQ(stress["cells"].size(), 33U);
  EXPECT_GT(stress["requirement"], 500.0);
  EXPECT_LT(stress["requirement"], 1000.0);
}

TEST_F(WhatIfCommandsTest, MarginTakesLessOfABroadIndex) {
  const std::string leg =
      R"(margin "sell 1 SPX 2026-08-21 P 6200 @ 52" --spot 6400 --json --class )";
  EXPECT_EQ(Json::parse(run(leg + "broad_index").out)["reg_t_initial"], 81200.0);
  EXPECT_EQ(Json::parse(run(leg + "stock").out)["reg_t_initial"], 113200.0);
}

TEST_F(WhatIfCommandsTest, PayoffPrintsWhatTheContractPromises) {
  const Outcome outcome =
      run(std::string("payoff ") + kSpread + " --date 2026-07-31 --rate 0.04 --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const Json json = Json::parse(outcome.out);
  EXPECT_NEAR(json["net_premium"].get<double>(), 180.0, 1e-9);
  EXPECT_NEAR(json["max_profit"].get<double>(), 180.0, 1e-9);
  EXPECT_NEAR(json["max_loss"].get<double>(), 820.0, 1e-9);
  ASSERT_EQ(json["break_evens"].size(), 1U);
  EXPECT_NEAR(json["break_evens"][0].get<double>(), 619.1, 1e-9);
  EXPECT_GT(json["probability_of_profit"], 0.5);
  EXPECT_LT(json["probability_of_profit"], 1.0);
  EXPECT_GT(json["greeks"]["delta"], 0.0);
  ASSERT_EQ(json["grid"].size(), json["grid_vol_factors"].size());
  EXPECT_EQ(json["grid"][0].size(), json["grid_spots"].size());
}

TEST_F(WhatIfCommandsTest, PayoffLeavesUnboundedSidesEmpty) {
  const Json json = Json::parse(
      run(R"(payoff "sell 1 SPY 2026-08-21 C 660 @ 4" --spot 640 --date 2026-07-31 --json)").out);
  EXPECT_TRUE(json["max_loss"].is_null());
  EXPECT_EQ(json["max_profit"], 400.0);
}

TEST_F(WhatIfCommandsTest, PayoffDrawsWithinEightyColumnsAndWritesAnSvg) {
  const Outcome outcome =
      run(std::string("payoff ") + kSpread + " --date 2026-07-31 --ascii --svg payoff.svg");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  for (const std::string& line : lines_of(outcome.out)) EXPECT_LE(line.size(), 80U) << line;
  EXPECT_EQ(outcome.out.find('\x1b'), std::string::npos);
  EXPECT_NE(outcome.out.find('*'), std::string::npos);
  const std::string svg = read_file(folder_ / "payoff.svg").value_or("");
  EXPECT_TRUE(svg.starts_with("<svg"));
  EXPECT_NE(svg.find("619.10"), std::string::npos);
}

// The cell of no move and no time showed a rounding residue as "-0".
TEST_F(WhatIfCommandsTest, PayoffShowsNoNegativeZero) {
  const Outcome outcome =
      run(R"(payoff "sell 1 SPY 2026-08-21 P 620 @ 5.20" "buy 1 SPY 2026-08-21 P 615 @ 4.30" )"
          "--spot 640 --date 2026-07-31");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out.find(" -0 "), std::string::npos) << outcome.out;
}

TEST_F(WhatIfCommandsTest, RefuseMalformedArgumentsInOneSentence) {
  const std::pair<std::string, std::string> cases[]{
      {R"("sell 2 SPY 2026-08-21 P abc @ 5.20" --spot 640)", "the strike is \"abc\""},
      {R"("sell 2 SPY 2026-08-41 P 620 @ 5.20" --spot 640)", "the expiry is \"2026-08-41\""},
      {R"("sell 2 SPY 2026-08-21 X 620 @ 5.20" --spot 640)", "the right is \"X\""},
      {R"("sell 2 SPY 2026-08-21 P 620 @ five" --spot 640)", "the price is \"@ five\""},
      {R"("sell 2 SPY 2026-08-21 P 620 at 5.20" --spot 640)", "the price is \"at 5.20\""},
      {R"("hold 2 SPY 2026-08-21 P 620 @ 5.20" --spot 640)", "the side is \"hold\""},
      {R"("sell 0 SPY 2026-08-21 P 620 @ 5.20" --spot 640)", "the count is \"0\""},
      {R"("sell 2 SPY @ 5.20" --spot 640)", "\"SPY\" is no OCC symbol"},
      {R"("sell 2 SPY" --spot 640)", "found 3 words"},
      {R"("sell 2 SPY 2026-08-21 P 620 @ 5.20" --spot 0)", "--spot is \"0\""},
      {R"("sell 2 SPY 2026-08-21 P 620 @ 5.20" --spot -640)", "--spot is \"-640\""},
      {R"("sell 2 SPY 2026-08-21 P 620 @ 5.20" --spot 640 --date 2026-09-01)", "expires on"},
      {R"("sell 1 SPY 2026-08-21 P 620 @ 5" "buy 1 QQQ 2026-08-21 P 500 @ 4" )"
       R"(--spot 640 --date 2026-07-31)",
       "expected one underlying"}};
  for (const auto& [arguments, message] : cases) {
    for (const std::string command : {"payoff ", "margin --class stock "}) {
      const Outcome outcome = run(command + arguments);
      EXPECT_EQ(outcome.code, 2) << command << arguments;
      EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
      EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
      EXPECT_TRUE(outcome.out.empty());
    }
  }
}

TEST_F(WhatIfCommandsTest, PayoffAsksTheSmileOfARecordedChain) {
  ASSERT_EQ(
      run("data synth --symbols SPY --from 2021-01-04 --to 2021-01-06 --seed 1 --lake lake").code,
      0);
  const std::string put =
      R"(payoff "sell 1 SPY 2021-01-15 P 360 @ 2.10" --spot 370 --lake lake --json --date )";
  const Outcome asked = run(put + "2021-01-06 --smile");
  ASSERT_EQ(asked.code, 0) << asked.err;
  const Json odds = Json::parse(asked.out);
  EXPECT_GT(odds["smile_probability_of_profit"], 0.5);
  EXPECT_LT(odds["smile_probability_of_profit"], 1.0);
  EXPECT_TRUE(Json::parse(run(put + "2021-01-06").out)["smile_probability_of_profit"].is_null());
  const Outcome no_chain = run(put + "2021-01-07 --smile");
  EXPECT_EQ(no_chain.code, 3);
  EXPECT_NE(no_chain.err.find("holds no chain of SPY on 2021-01-07"), std::string::npos);
}

}  // namespace
}  // namespace aots
