#include "base/config.hpp"

#include <gtest/gtest.h>

#include "tests/base/sample_config.hpp"

namespace aots {
namespace {

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() { bind(binder_, config_); }

  const ConfigField& field(std::string_view path) const {
    for (const auto& candidate : binder_.fields()) {
      if (candidate.path == path) return candidate;
    }
    ADD_FAILURE() << path << " is not bound";
    return binder_.fields().front();
  }

  SampleConfig config_;
  ConfigBinder binder_;
};

TEST_F(ConfigTest, FieldsStandInTheOrderOfTheirBinding) {
  std::vector<std::string> paths;
  for (const auto& bound : binder_.fields()) paths.push_back(bound.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"account.initial_equity", "risk.max_risk_per_trade",
                                             "risk.max_positions", "risk.allow_undefined_risk",
                                             "risk.limits.max_loss", "data.lake", "data.symbols",
                                             "data.from", "fill.model", "fill.delay_steps"}));
}

TEST_F(ConfigTest, AFieldExplainsItself) {
  const auto& risk = field("risk.max_risk_per_trade");
  EXPECT_EQ(risk.type, "number");
  EXPECT_EQ(risk.unit, "fraction of equity");
  EXPECT_EQ(risk.range, "0 .. 1");
  EXPECT_EQ(risk.default_text, "0.02");
  EXPECT_EQ(risk.meaning, "Largest loss a single trade may risk.");
  EXPECT_EQ(field("account.initial_equity").range, ">= 0");
  EXPECT_EQ(field("account.initial_equity").default_text, "100000");
  EXPECT_EQ(field("risk.limits.max_loss").range, "<= 100");
  EXPECT_EQ(field("risk.max_positions").range, "1 .. 100");
  EXPECT_EQ(field("fill.delay_steps").range, "");
  EXPECT_EQ(field("fill.model").type, "cross|fraction|mid");
  EXPECT_EQ(field("risk.allow_undefined_risk").type, "true|false");
  EXPECT_EQ(field("data.symbols").default_text, "[\"SPY\",\"QQQ\"]");
  EXPECT_EQ(field("data.from").default_text, "null");
}

TEST_F(ConfigTest, ReadsEveryType) {
  const auto status = binder_.read_yaml(R"(
account:
  initial_equity: 25000.5
risk:
  max_risk_per_trade: 0.05
  max_positions: 7
  allow_undefined_risk: true
  limits: {max_loss: -1e1}
data:
  lake: /data/my lake
  symbols: [SPX, "a,b", 'c "d"', 1.5]
  from: 2019-05-01
fill:
  model: mid
)",
                                        "run.yaml");
  ASSERT_TRUE(status.has_value()) << status.error().message;
  const SampleConfig expected{.initial_equity = 25000.5,
                              .max_risk = 0.05,
                              .max_positions = 7,
                              .allow_undefined_risk = true,
                              .max_loss_percent = -10.0,
                              .lake = "/data/my lake",
                              .symbols = {"SPX", "a,b", "c \"d\"", "1.5"},
                              .from = make_date(2019, 5, 1),
                              .model = "mid",
                              .delay_steps = 0};
  EXPECT_EQ(config_, expected);
}

TEST_F(ConfigTest, AnEmptyDocumentAndEmptySectionsKeepTheDefaults) {
  for (const auto* text : {"", "# nothing\n", "risk:\n", "risk: {}\ndata:\n"}) {
    EXPECT_TRUE(binder_.read_yaml(text, "run.yaml").has_value()) << text;
  }
  EXPECT_EQ(config_, SampleConfig{});
}

TEST_F(ConfigTest, ADateIsTakenAwayByNull) {
  config_.from = make_date(2019, 5, 1);
  ASSERT_TRUE(binder_.read_yaml("data:\n  from: null\n", "run.yaml").has_value());
  EXPECT_EQ(config_.from, std::nullopt);
}

TEST(OptionalNumbers, AreTakenAwayByNullAndReadBackAsPrinted) {
  std::optional<double> loss = 0.5;
  std::optional<std::int64_t> orders;
  ConfigBinder binder;
  binder.optional_real("loss", loss, {.unit = "fraction", .min = 0.0, .max = 1.0});
  binder.optional_integer("orders", orders, {.min = 0, .max = 9});
  EXPECT_EQ(binder.to_json(), R"({"loss":0.5,"orders":null})");
  ASSERT_TRUE(binder.read_yaml("loss: null\norders: 3\n", "run.yaml").has_value());
  EXPECT_EQ(loss, std::nullopt);
  EXPECT_EQ(orders, 3);
  EXPECT_EQ(binder.to_yaml(), "loss: null\norders: 3\n");
  ASSERT_TRUE(binder.set("loss=0.25").has_value());
  ASSERT_TRUE(binder.set("orders=null").has_value());
  EXPECT_EQ(loss, 0.25);
  EXPECT_EQ(orders, std::nullopt);
  const auto refused = binder.set("loss=2");
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("expected a number in 0 .. 1 or null (fraction)"),
            std::string::npos)
      << refused.error().message;
}

TEST_F(ConfigTest, AListMayBeEmpty) {
  ASSERT_TRUE(binder_.read_yaml("data: {symbols: []}", "run.yaml").has_value());
  EXPECT_TRUE(config_.symbols.empty());
}

TEST_F(ConfigTest, SetTakesOneAssignment) {
  for (const auto* assignment :
       {"account.initial_equity=5000", "risk.allow_undefined_risk=true", "data.lake=a=b c",
        "data.symbols=SPX, VIX", "data.from=2020-02-03", "fill.model=fraction"}) {
    EXPECT_TRUE(binder_.set(assignment).has_value()) << assignment;
  }
  EXPECT_EQ(config_.initial_equity, 5000.0);
  EXPECT_TRUE(config_.allow_undefined_risk);
  EXPECT_EQ(config_.lake, "a=b c");
  EXPECT_EQ(config_.symbols, (std::vector<std::string>{"SPX", "VIX"}));
  EXPECT_EQ(config_.from, make_date(2020, 2, 3));
  EXPECT_EQ(config_.model, "fraction");
}

TEST_F(ConfigTest, SetTakesAListInBracketsAndAnEmptyOne) {
  ASSERT_TRUE(binder_.set("data.symbols=[SPX,\"a,b\"]").has_value());
  EXPECT_EQ(config_.symbols, (std::vector<std::string>{"SPX", "a,b"}));
  ASSERT_TRUE(binder_.set("data.symbols=").has_value());
  EXPECT_TRUE(config_.symbols.empty());
}

TEST_F(ConfigTest, PrintsYamlInTheOrderOfTheBinding) {
  EXPECT_EQ(binder_.to_yaml(), R"(account:
  initial_equity: 100000
risk:
  max_risk_per_trade: 0.02
  max_positions: 5
  allow_undefined_risk: false
  limits:
    max_loss: 5
data:
  lake: ./lake
  symbols: ["SPY","QQQ"]
  from: null
fill:
  model: cross
  delay_steps: 0
)");
}

TEST_F(ConfigTest, PrintsCompactJsonWithSortedKeys) {
  config_.from = make_date(2019, 5, 1);
  config_.lake = "a\\b \"c\"\n";
  EXPECT_EQ(binder_.to_json(),
            R"({"account":{"initial_equity":100000},)"
            R"("data":{"from":"2019-05-01","lake":"a\\b \"c\"\u000a","symbols":["SPY","QQQ"]},)"
            R"("fill":{"delay_steps":0,"model":"cross"},)"
            R"("risk":{"allow_undefined_risk":false,"limits":{"max_loss":5},)"
            R"("max_positions":5,"max_risk_per_trade":0.02}})");
  config_.from.reset();
  EXPECT_NE(binder_.to_json().find("\"from\":null,"), std::string::npos);
}

// Regression: a section that is opened twice must not be printed as two keys of one name.
TEST(ConfigBinder, PrintsASectionOnceHoweverOftenItWasOpened) {
  std::int64_t a = 1;
  std::int64_t b = 2;
  std::int64_t c = 3;
  ConfigBinder binder;
  {
    const auto scope = binder.section("x");
    binder.integer("a", a, {});
  }
  binder.integer("c", c, {});
  {
    const auto scope = binder.section("x");
    binder.integer("b", b, {});
  }
  EXPECT_EQ(binder.to_yaml(), "x:\n  a: 1\n  b: 2\nc: 3\n");
  EXPECT_EQ(binder.to_json(), R"({"c":3,"x":{"a":1,"b":2}})");
}

TEST(ConfigBinderDeathTest, ExpectsEveryKeyOnce) {
  std::int64_t value = 1;
  ConfigBinder binder;
  binder.integer("a", value, {});
  EXPECT_DEATH(binder.integer("a", value, {}), "precondition violated");
}

TEST(ConfigBinderDeathTest, ExpectsTheDefaultOfAChoiceAmongItsWords) {
  std::string word = "other";
  ConfigBinder binder;
  EXPECT_DEATH(binder.choice("a", word, {"one", "two"}, ""), "precondition violated");
}

}  // namespace
}  // namespace aots
