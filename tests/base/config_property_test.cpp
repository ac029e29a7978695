#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/base/sample_config.hpp"

namespace aots {
namespace {

// Characters that YAML and lists treat in special ways, and plain ones.
rc::Gen<std::string> tricky_text() {
  return rc::gen::container<std::string>(
      rc::gen::element('a', 'Z', '0', '.', '-', ',', ':', '#', '"', '\'', '\\', ' ', '\n', '\t',
                       '\r', '[', ']', '{', '}', '&', '*', '!', '%', '@', '~', '\x01', '|', '>'));
}

SampleConfig any_config() {
  SampleConfig config;
  config.initial_equity = *rc::gen::map(rc::gen::arbitrary<double>(),
                                        [](double value) { return value < 0.0 ? -value : value; });
  config.max_risk =
      *rc::gen::map(rc::gen::inRange(0, 1'000'001), [](int micros) { return micros / 1e6; });
  config.max_positions = *rc::gen::inRange<std::int64_t>(1, 101);
  config.allow_undefined_risk = *rc::gen::arbitrary<bool>();
  config.lake = *tricky_text();
  config.symbols = *rc::gen::container<std::vector<std::string>>(tricky_text());
  if (*rc::gen::arbitrary<bool>()) config.from = make_date(2019, 5, 1);
  config.model = *rc::gen::element<std::string>("cross", "fraction", "mid");
  config.delay_steps = *rc::gen::arbitrary<std::int64_t>();
  return config;
}

RC_GTEST_PROP(ConfigProperty, WhatIsPrintedAsYamlReadsBackToTheSame, ()) {
  auto config = any_config();
  ConfigBinder binder;
  bind(binder, config);
  const auto yaml = binder.to_yaml();
  const auto json = binder.to_json();

  SampleConfig again;
  ConfigBinder reader;
  bind(reader, again);
  const auto status = reader.read_yaml(yaml, "run.yaml");
  RC_LOG() << yaml << (status ? "" : status.error().message);
  RC_ASSERT(status.has_value());
  RC_ASSERT(again == config);
  RC_ASSERT(reader.to_yaml() == yaml);
  RC_ASSERT(reader.to_json() == json);
}

// JSON is a subset of YAML, but for its own escape of control characters, which YAML reads too.
RC_GTEST_PROP(ConfigProperty, WhatIsPrintedAsJsonReadsBackToTheSame, ()) {
  auto config = any_config();
  ConfigBinder binder;
  bind(binder, config);
  SampleConfig again;
  ConfigBinder reader;
  bind(reader, again);
  RC_ASSERT(reader.read_yaml(binder.to_json(), "run.json").has_value());
  RC_ASSERT(again == config);
}

RC_GTEST_PROP(ConfigProperty, AnyTextIsReadOrRefusedWithAMessage, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::element<char>(
      'r', 'i', 's', 'k', ':', ' ', '\n', '-', '[', ']', '{', '}', '"', '5', '%', '&', '*', '?'));
  SampleConfig config;
  ConfigBinder binder;
  bind(binder, config);
  const auto status = binder.read_yaml("risk:\n  " + text, "run.yaml");
  RC_ASSERT((status.has_value() || status.error().message.starts_with("run.yaml")));
}

RC_GTEST_PROP(ConfigProperty, AnyAssignmentIsTakenOrRefusedWithAMessage, ()) {
  const auto path = *rc::gen::element<std::string>(
      "data.symbols", "risk.max_positions", "data.from", "account.initial_equity", "fill.model");
  const auto value = *tricky_text();
  SampleConfig config;
  ConfigBinder binder;
  bind(binder, config);
  const auto status = binder.set(path + '=' + value);
  RC_ASSERT((status.has_value() || status.error().message.starts_with("--set: " + path)));
}

}  // namespace
}  // namespace aots
