#include "sweep/plan.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/contract.hpp"
#include "base/rng.hpp"
#include "base/text.hpp"

namespace aots::sweep {
namespace {

constexpr std::string_view kRangeMark = "..";
constexpr std::string_view kLogMark = ":log";
constexpr std::string_view kSetMark = "--set: ";

// Keys that do not change what a trial does, or that all trials share.
const char* reason_against(std::string_view path) {
  if (path == "backtest.books" || path == "backtest.benchmarks" || path == "backtest.entry_odds") {
    return "a sweep runs the configured book alone";
  }
  if (path == "data.lake" || path.starts_with("data.sources.")) return "all trials share one lake";
  if (path == "ledger" || path == "note" || path == "preset" || path.starts_with("data.steps.")) {
    return "it does not change what a trial does";
  }
  return nullptr;
}

const ConfigField* find_field(const ConfigBinder& binder, std::string_view path) {
  for (const ConfigField& field : binder.fields()) {
    if (field.path == path) return &field;
  }
  return nullptr;
}

KeyKind kind_of(const ConfigField& field) {
  if (field.type == "number") return KeyKind::kReal;
  return field.type == "integer" ? KeyKind::kInteger : KeyKind::kText;
}

// Reads the texts of --grid against a configuration that takes every value once.
class GridReader {
 public:
  GridReader(const backtest::RunConfig& base, bool drawn) : scratch_(base), drawn_(drawn) {
    bind(binder_, scratch_);
  }

  void read(std::string_view text) {
    const auto at = text.find('=');
    if (at == std::string_view::npos || at == 0) {
      mistake(fmt::format("found '{}', expected KEY=a,b,c", text));
      return;
    }
    SweptKey key{.path = std::string(trim(text.substr(0, at)))};
    const std::string_view values = trim(text.substr(at + 1));
    const ConfigField* field = find_field(binder_, key.path);
    if (field == nullptr) {
      unknown(key.path);
    } else if (const char* reason = reason_against(key.path)) {
      mistake(fmt::format("{}: cannot be swept: {}", key.path, reason));
    } else if (!seen_.insert(key.path).second) {
      mistake(fmt::format("{}: given twice; name all of its values once", key.path));
    } else {
      key.kind = kind_of(*field);
      const bool is_range =
          key.kind != KeyKind::kText && values.find(kRangeMark) != std::string_view::npos;
      if (is_range ? read_range(*field, values, key) : read_list(*field, values, key)) {
        keys_.push_back(std::move(key));
      }
    }
  }

  Result<std::vector<SweptKey>> keys() {
    if (mistakes_.empty()) return std::move(keys_);
    return tl::make_unexpected(Error{ErrorCode::kConfig, join(mistakes_, "\n")});
  }

 private:
  void mistake(const std::string& text) { mistakes_.push_back("--grid: " + text); }

  // The configuration's own words for a key that it does not know.
  void unknown(const std::string& path) {
    const Status status = binder_.set(path + "=");
    AOTS_EXPECTS(!status);
    std::string_view text = status.error().message;
    if (text.starts_with(kSetMark)) text.remove_prefix(kSetMark.size());
    mistake(std::string(text));
  }

  // As the configuration prints it.
  std::optional<std::string> take(const ConfigField& field, std::string_view value) {
    if (const auto error = field.assign(value)) {
      mistake(fmt::format("{}: {}", field.path, *error));
      return std::nullopt;
    }
    return field.is_list ? std::string(value) : field.print();
  }

  bool read_list(const ConfigField& field, std::string_view values, SweptKey& key) {
    for (const std::string_view part : split(values, ',')) {
      const std::string_view value = trim(part);
      if (value.empty()) {
        mistake(fmt::format("{}: found an empty value, expected KEY=a,b,c", key.path));
        return false;
      }
      const auto taken = take(field, value);
      if (!taken) continue;
      if (std::ranges::count(key.values, *taken) > 0) {
        mistake(fmt::format("{}: {} is given twice", key.path, *taken));
      }
      key.values.push_back(*taken);
    }
    return true;
  }

  bool read_range(const ConfigField& field, std::string_view text, SweptKey& key) {
    ValueRange range{.in_logarithm = text.ends_with(kLogMark)};
    if (range.in_logarithm) text.remove_suffix(kLogMark.size());
    const auto at = text.find(kRangeMark);
    const auto low = take(field, trim(text.substr(0, at)));
    const auto high = take(field, trim(text.substr(at + kRangeMark.size())));
    if (!low || !high) return false;
    range.low = parse_double(*low).value();
    range.high = parse_double(*high).value();
    if (!drawn_) {
      mistake(fmt::format("{}: a range needs --random N; name the values of a grid", key.path));
    } else if (range.low >= range.high) {
      mistake(fmt::format("{}: found {} to {}, expected the smaller number first", key.path, *low,
                          *high));
    } else if (range.in_logarithm && range.low <= 0.0) {
      mistake(fmt::format("{}: found {}, expected a number above 0 for :log", key.path, *low));
    }
    key.range = range;
    return true;
  }

  backtest::RunConfig scratch_;
  bool drawn_;
  ConfigBinder binder_;
  std::set<std::string> seen_;
  std::vector<SweptKey> keys_;
  std::vector<std::string> mistakes_;
};

// How many different trials there are; infinity where a number is drawn from a range.
double combinations(const std::vector<SweptKey>& keys) {
  double product = 1.0;
  for (const SweptKey& key : keys) {
    if (!key.range) {
      product *= static_cast<double>(key.values.size());
    } else if (key.kind == KeyKind::kInteger) {
      product *= key.range->high - key.range->low + 1.0;
    } else {
      return std::numeric_limits<double>::infinity();
    }
  }
  return product;
}

Status check_count(const std::vector<SweptKey>& keys, const PlanRequest& request) {
  if (keys.empty()) {
    return fail(ErrorCode::kUsage,
                "a sweep needs at least one --grid KEY=a,b,c; `aots config show --explain` lists "
                "the keys");
  }
  const double possible = combinations(keys);
  const double wanted = request.random ? static_cast<double>(*request.random) : possible;
  if (wanted < 1.0) {
    return fail(ErrorCode::kUsage, "--random is {}; expected at least one trial", wanted);
  }
  if (wanted > static_cast<double>(kTrialsMax)) {
    return fail(ErrorCode::kUsage,
                "the sweep would have {:.0f} trials; {} are the most: name fewer values, or draw "
                "some with --random N",
                wanted, kTrialsMax);
  }
  if (wanted > possible) {
    return fail(ErrorCode::kUsage,
                "--random asks for {:.0f} trials, but the values of --grid make only {:.0f} "
                "different ones; leave --random out to try them all",
                wanted, possible);
  }
  return {};
}

using Values = std::vector<std::string>;

std::vector<Values> whole_grid(const std::vector<SweptKey>& keys) {
  std::vector<Values> trials = {{}};
  for (const SweptKey& key : keys) {
    std::vector<Values> longer;
    for (const Values& trial : trials) {
      for (const std::string& value : key.values) {
        longer.push_back(trial);
        longer.back().push_back(value);
      }
    }
    trials = std::move(longer);
  }
  return trials;
}

std::string draw(const SweptKey& key, Rng& rng) {
  if (!key.range) return key.values[rng.below(key.values.size())];
  const bool whole = key.kind == KeyKind::kInteger;
  const double low = key.range->low;
  const double high = key.range->high + (whole ? 1.0 : 0.0);  // every whole number alike
  double value = key.range->in_logarithm ? std::exp(rng.uniform(std::log(low), std::log(high)))
                                         : rng.uniform(low, high);
  // Six digits are enough to look for a parameter, and can be read and typed.
  if (!whole) value = parse_double(fmt::format("{:.6g}", value)).value_or(value);
  value = std::clamp(whole ? std::floor(value) : value, low, key.range->high);
  return whole ? std::to_string(static_cast<std::int64_t>(value)) : format_double(value);
}

// There are at least so many different ones, so the loop ends.
std::vector<Values> draws(const std::vector<SweptKey>& keys, std::int64_t count,
                          std::uint64_t seed) {
  Rng rng(seed, "sweep");
  std::set<Values> known;
  std::vector<Values> trials;
  while (static_cast<std::int64_t>(trials.size()) < count) {
    Values trial;
    for (const SweptKey& key : keys) trial.push_back(draw(key, rng));
    if (known.insert(trial).second) trials.push_back(std::move(trial));
  }
  return trials;
}

std::vector<PlannedTrial> trials_of(const backtest::RunConfig& base,
                                    const std::vector<SweptKey>& keys,
                                    std::vector<Values> combinations) {
  backtest::RunConfig config = base;
  ConfigBinder binder;
  bind(binder, config);
  std::vector<const ConfigField*> fields;
  for (const SweptKey& key : keys) fields.push_back(find_field(binder, key.path));
  std::vector<PlannedTrial> trials;
  for (Values& values : combinations) {
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const auto error = fields[k]->assign(values[k]);
      AOTS_EXPECTS(!error);  // every value was taken once before
    }
    trials.push_back({.number = static_cast<std::int64_t>(trials.size()) + 1,
                      .values = std::move(values),
                      .config = config});
  }
  return trials;
}

}  // namespace

Result<Plan> make_plan(const backtest::RunConfig& base, const PlanRequest& request) {
  GridReader reader(base, request.random.has_value());
  for (const std::string& grid : request.grids) reader.read(grid);
  AOTS_TRY(keys, reader.keys());
  AOTS_CHECK_OK(check_count(keys, request));
  Plan plan;
  plan.base = base;
  plan.base.books = "configured";
  plan.base.benchmarks = "none";
  plan.base.ledger.clear();
  plan.drawn = request.random.value_or(0);
  plan.trials =
      trials_of(plan.base, keys,
                request.random ? draws(keys, *request.random, static_cast<std::uint64_t>(base.seed))
                               : whole_grid(keys));
  plan.keys = std::move(keys);
  return plan;
}

}  // namespace aots::sweep
