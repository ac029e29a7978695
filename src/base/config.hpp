// Configuration: one declaration per key, from which reading, printing and explaining follow.
//
// A room declares its keys beside the struct they fill:
//
//   struct RiskConfig { double max_risk_per_trade = 0.02; };
//   void bind(ConfigBinder& binder, RiskConfig& config) {
//     auto scope = binder.section("risk");
//     binder.real("max_risk_per_trade", config.max_risk_per_trade,
//                 {.unit = "fraction of equity", .min = 0.0, .max = 1.0,
//                  .meaning = "Largest loss a single trade may risk."});
//   }
//
// Reading is strict: an unknown key, a wrong type or an out-of-range value is an error that names
// file, line, key and what was expected; all errors are reported at once. Defaults are the values
// that the bound variables hold before reading.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace aots {

struct RealSpec {
  std::string unit{};
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::string meaning{};
};

struct IntegerSpec {
  std::string unit{};
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  std::string meaning{};
};

// One key: how it is described, read from text and printed.
struct ConfigField {
  std::string path{};   // "risk.max_risk_per_trade"
  std::string type{};   // "number", "integer", "true|false", "text", "cross|fraction|mid", ...
  std::string unit{};   // empty where there is none
  std::string range{};  // "0 .. 1", empty where there is none
  std::string default_text{};  // as it would be written in the file
  std::string meaning{};
  // The current value as a YAML or JSON scalar; an absent one is "null".
  std::function<std::string()> print{};
  // Takes the value, or says what was found and what was expected.
  std::function<std::optional<std::string>(std::string_view)> assign{};
  bool may_be_absent = false;  // "null" is a value of it
  bool is_list = false;        // the value is a list; assign takes comma-separated items
  bool is_text = false;  // print() must be quoted in JSON, but for the "null" of an absent date
};

class ConfigBinder {
 public:
  class Scope {
   public:
    Scope(ConfigBinder& binder, std::size_t restore) : binder_(binder), restore_(restore) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope() { binder_.prefix_.resize(restore_); }

   private:
    ConfigBinder& binder_;
    std::size_t restore_;
  };

  // Keys bound while the scope lives are under `name`.
  [[nodiscard]] Scope section(std::string_view name);

  void real(std::string_view key, double& value, RealSpec spec);
  void integer(std::string_view key, std::int64_t& value, IntegerSpec spec);
  // The same, or "null" for none.
  void optional_real(std::string_view key, std::optional<double>& value, RealSpec spec);
  void optional_integer(std::string_view key, std::optional<std::int64_t>& value, IntegerSpec spec);
  void flag(std::string_view key, bool& value, std::string meaning);
  void text(std::string_view key, std::string& value, std::string meaning);
  void texts(std::string_view key, std::vector<std::string>& value, std::string meaning);
  void optional_date(std::string_view key, std::optional<Date>& value, std::string meaning);
  // One of the given words; `value` holds the chosen one.
  void choice(std::string_view key, std::string& value, std::vector<std::string> words,
              std::string meaning);

  const std::vector<ConfigField>& fields() const { return fields_; }

  // Reads a YAML document; `name` is used in messages. Every error found is in the message, one a
  // line; values without an error are taken all the same.
  Status read_yaml(std::string_view yaml, std::string_view name);
  // "key.path=value", as --set takes it.
  Status set(std::string_view assignment);

  // The current values, as YAML that reads back to the same and as compact JSON with sorted keys.
  std::string to_yaml() const;
  std::string to_json() const;

 private:
  void add(std::string_view key, ConfigField field);

  std::string prefix_;
  std::vector<ConfigField> fields_;
};

}  // namespace aots
