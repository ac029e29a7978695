#include <gtest/gtest.h>

#include "tests/base/sample_config.hpp"

namespace aots {
namespace {

// The message that a document is refused with.
std::string refusal(std::string_view yaml) {
  SampleConfig config;
  ConfigBinder binder;
  bind(binder, config);
  const auto status = binder.read_yaml(yaml, "run.yaml");
  if (status) return "accepted";
  EXPECT_EQ(status.error().code, ErrorCode::kConfig);
  return status.error().message;
}

Error set_refusal(std::string_view assignment) {
  SampleConfig config;
  ConfigBinder binder;
  bind(binder, config);
  const auto status = binder.set(assignment);
  if (status) return {.message = "accepted"};
  EXPECT_EQ(config, SampleConfig{}) << "a refused value must not be kept";
  return status.error();
}

TEST(ConfigErrors, AnUnknownKeyComesWithTheKeyThatWasMeant) {
  EXPECT_EQ(refusal("risk:\n  max_position: 5\n"),
            "run.yaml:2: risk.max_position: found an unknown key, did you mean "
            "risk.max_positions?");
}

TEST(ConfigErrors, AKeyInTheWrongSectionComesWithItsPlace) {
  EXPECT_EQ(refusal("account:\n  max_positions: 5\n"),
            "run.yaml:2: account.max_positions: found an unknown key, did you mean "
            "risk.max_positions?");
}

TEST(ConfigErrors, AnUnknownSectionComesWithTheSectionThatWasMeant) {
  EXPECT_EQ(refusal("acount:\n  initial_equity: 5\n"),
            "run.yaml:1: acount: found an unknown key, did you mean account?");
}

TEST(ConfigErrors, AKeyLikeNoOtherComesWithThoseThatExist) {
  EXPECT_EQ(refusal("fill:\n  whatever: 1\n"),
            "run.yaml:2: fill.whatever: found an unknown key, expected one of model, "
            "delay_steps");
}

TEST(ConfigErrors, ANumberOutOfRangeComesWithRangeAndUnit) {
  EXPECT_EQ(refusal("risk:\n  max_risk_per_trade: 2\n  max_positions: 0\n"),
            "run.yaml:2: risk.max_risk_per_trade: found '2' out of range, expected a number in "
            "0 .. 1 (fraction of equity)\n"
            "run.yaml:3: risk.max_positions: found '0' out of range, expected an integer in "
            "1 .. 100 (trades)");
}

TEST(ConfigErrors, APercentSignComesWithTheFractionToWrite) {
  EXPECT_EQ(refusal("risk:\n  max_risk_per_trade: 5%\n"),
            "run.yaml:2: risk.max_risk_per_trade: found '5%' with a unit, expected a plain "
            "number: write 0.05, the unit is fraction of equity");
}

TEST(ConfigErrors, APercentSignWherePercentIsTheUnitIsOnlyTooMuch) {
  EXPECT_EQ(refusal("risk: {limits: {max_loss: 5%}}\n"),
            "run.yaml:1: risk.limits.max_loss: found '5%' with a unit, expected a plain number: "
            "write 5, the unit is percent");
}

TEST(ConfigErrors, OtherUnitsAreTakenOffToo) {
  EXPECT_EQ(refusal("account: {initial_equity: $5000}\n"),
            "run.yaml:1: account.initial_equity: found '$5000' with a unit, expected a plain "
            "number: write 5000, the unit is dollars");
  EXPECT_EQ(refusal("risk: {max_positions: 5 trades}\n"),
            "run.yaml:1: risk.max_positions: found '5 trades' with a unit, expected a plain "
            "number: write 5, the unit is trades");
  EXPECT_EQ(refusal("fill: {delay_steps: 2x}\n"),
            "run.yaml:1: fill.delay_steps: found '2x' with a unit, expected a plain number: "
            "write 2, the unit is none");
}

// Regression: 0.7 / 100 is 0.006999999999999999.
TEST(ConfigErrors, AdviceOnPercentIsExact) {
  EXPECT_NE(refusal("risk: {max_risk_per_trade: 0.7%}").find("write 0.007,"), std::string::npos);
}

TEST(ConfigErrors, AWrongTypeIsNamedWithTheRightOne) {
  EXPECT_EQ(refusal("account: {initial_equity: lots}\n"),
            "run.yaml:1: account.initial_equity: found 'lots', expected a number >= 0 "
            "(dollars)");
  EXPECT_EQ(refusal("risk: {max_positions: 2.5}\n"),
            "run.yaml:1: risk.max_positions: found '2.5', expected an integer in 1 .. 100 "
            "(trades)");
  EXPECT_EQ(refusal("risk: {allow_undefined_risk: yes}\n"),
            "run.yaml:1: risk.allow_undefined_risk: found 'yes', expected true or false");
  EXPECT_EQ(refusal("data: {from: 2019-02-30}\n"),
            "run.yaml:1: data.from: found '2019-02-30', expected a date such as 2019-05-27, or "
            "null");
  EXPECT_EQ(refusal("fill: {model: croos}\n"),
            "run.yaml:1: fill.model: found 'croos', expected one of cross, fraction, mid: did "
            "you mean cross?");
}

TEST(ConfigErrors, NumbersThatAreNotFiniteAreNoNumbers) {
  for (const auto* text : {"nan", ".nan", "inf", "-.inf", "1e999"}) {
    EXPECT_EQ(refusal(fmt::format("account: {{initial_equity: {}}}\n", text)),
              fmt::format("run.yaml:1: account.initial_equity: found '{}', expected a number "
                          ">= 0 (dollars)",
                          text));
  }
}

TEST(ConfigErrors, ANumberInQuotesIsAText) {
  EXPECT_EQ(refusal("risk:\n  max_risk_per_trade: \"0.05\"\n"),
            "run.yaml:2: risk.max_risk_per_trade: found '0.05' in quotes, expected a number in "
            "0 .. 1 (fraction of equity) without quotes");
}

TEST(ConfigErrors, AListOrASectionIsNoScalar) {
  EXPECT_EQ(refusal("risk:\n  max_positions: [1, 2]\n"),
            "run.yaml:2: risk.max_positions: found a list, expected an integer in 1 .. 100 "
            "(trades)");
  EXPECT_EQ(refusal("data:\n  lake: {path: x}\n"),
            "run.yaml:2: data.lake: found a section, expected a text");
}

TEST(ConfigErrors, AScalarIsNoListAndNoSection) {
  EXPECT_EQ(refusal("data:\n  symbols: SPY\n"),
            "run.yaml:2: data.symbols: found 'SPY', expected a list such as [a, b]");
  EXPECT_EQ(refusal("data:\n  symbols:\n    - [SPY]\n"),
            "run.yaml:2: data.symbols: found a list among the items, expected a list such as "
            "[a, b]");
  EXPECT_EQ(refusal("fill: mid\n"),
            "run.yaml:1: fill: found 'mid', expected a section with model, delay_steps");
  EXPECT_EQ(refusal("fill: [mid]\n"),
            "run.yaml:1: fill: found a list, expected a section with model, delay_steps");
}

TEST(ConfigErrors, AKeyWithoutAValueIsMissingIt) {
  EXPECT_EQ(refusal("risk:\n  max_positions:\n"),
            "run.yaml:2: risk.max_positions: found nothing, expected an integer in 1 .. 100 "
            "(trades)");
  EXPECT_EQ(refusal("data:\n  lake: null\n"),
            "run.yaml:2: data.lake: found nothing, expected a text");
}

// yaml-cpp keeps one of two equal keys in silence.
TEST(ConfigErrors, AKeyGivenTwiceIsFoundOutWithBothLines) {
  EXPECT_EQ(refusal("fill:\n  model: mid\n  delay_steps: 1\n  model: cross\n"),
            "run.yaml:4: fill.model: found a second time, expected once (first on line 2): "
            "remove one");
}

TEST(ConfigErrors, APathIsNoKey) {
  EXPECT_EQ(refusal("risk.max_positions: 5\n"),
            "run.yaml:1: risk.max_positions: found a dot in a key, expected a section with the "
            "key in it");
}

TEST(ConfigErrors, ADocumentThatIsNoSectionIsRefused) {
  EXPECT_EQ(refusal("- a\n- b\n"),
            "run.yaml:1: the document: found a list, expected 'key: value' lines");
  EXPECT_EQ(refusal("hello\n"),
            "run.yaml:1: the document: found a value, expected 'key: value' lines");
}

TEST(ConfigErrors, TextThatIsNotYamlIsPlacedByLineAndColumn) {
  EXPECT_EQ(refusal("risk:\n\tmax_positions: 5\n"),
            "run.yaml:2:15: this is not YAML: illegal map value; correct the line");
}

TEST(ConfigErrors, AllErrorsComeAtOnceInTheOrderOfTheFile) {
  EXPECT_EQ(refusal("risk:\n"
                    "  max_risk_per_trade: 5%\n"
                    "  max_positions: 500\n"
                    "  max_positions: 5\n"
                    "  allow_undefined_risk: 1\n"
                    "fil:\n"
                    "  model: mid\n"
                    "data:\n"
                    "  symbols: SPY\n"),
            "run.yaml:2: risk.max_risk_per_trade: found '5%' with a unit, expected a plain "
            "number: write 0.05, the unit is fraction of equity\n"
            "run.yaml:3: risk.max_positions: found '500' out of range, expected an integer in "
            "1 .. 100 (trades)\n"
            "run.yaml:4: risk.max_positions: found a second time, expected once (first on line "
            "3): remove one\n"
            "run.yaml:5: risk.allow_undefined_risk: found '1', expected true or false\n"
            "run.yaml:6: fil: found an unknown key, did you mean fill?\n"
            "run.yaml:9: data.symbols: found 'SPY', expected a list such as [a, b]");
}

TEST(ConfigErrors, ALongValueIsShortenedBetweenCharacters) {
  const std::string start(59, 'x');
  EXPECT_EQ(refusal(fmt::format("fill: {{model: {}\xc3\xa4tail}}", start)),
            fmt::format("run.yaml:1: fill.model: found '{}...', expected one of cross, fraction, "
                        "mid",
                        start));
}

TEST(ConfigSetErrors, AnAssignmentNeedsAnEqualsSign) {
  EXPECT_EQ(
      set_refusal("risk.max_positions"),
      (Error{ErrorCode::kUsage, "--set: found 'risk.max_positions', expected key.path=value"}));
}

TEST(ConfigSetErrors, SpeakAsThoseOfAFileDo) {
  EXPECT_EQ(set_refusal("risk.max_position=5"),
            (Error{ErrorCode::kConfig,
                   "--set: risk.max_position: found an unknown key, did you mean "
                   "risk.max_positions?"}));
  EXPECT_EQ(set_refusal("max_positions=5").message,
            "--set: max_positions: found an unknown key, did you mean risk.max_positions?");
  // A key of a section that does not exist came with an empty list.
  EXPECT_TRUE(set_refusal("zebra.crossing=1")
                  .message.starts_with("--set: zebra.crossing: found an unknown key, expected one "
                                       "of account, "));
  EXPECT_EQ(set_refusal("risk.max_risk_per_trade=5%").message,
            "--set: risk.max_risk_per_trade: found '5%' with a unit, expected a plain number: "
            "write 0.05, the unit is fraction of equity");
  EXPECT_EQ(set_refusal("risk.max_positions=").message,
            "--set: risk.max_positions: found nothing, expected an integer in 1 .. 100 (trades)");
  EXPECT_EQ(set_refusal("fill=mid").message,
            "--set: fill: found a section, expected one of its keys: model, delay_steps");
  EXPECT_EQ(set_refusal("data.symbols=a,,b").message,
            "--set: data.symbols: found 'a,,b', expected items separated by single commas");
}

}  // namespace
}  // namespace aots
