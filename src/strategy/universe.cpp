#include "strategy/universe.hpp"

#include <algorithm>
#include <array>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "base/yaml.hpp"
#include "calendar/ticker_renames.hpp"
#include "embedded/strategy_assets.hpp"

namespace aots::strategy {

namespace {

constexpr int kDteLimit = 1100;  // the longest listed options live about three years
constexpr int kBlackoutLimit = 90;

struct Tier {
  std::string_view name;
  TickerKind kind;
  bool active_by_default;
};

constexpr std::array kTiers{Tier{"tier_1_etfs", TickerKind::kEtf, true},
                            Tier{"tier_2_mega_caps", TickerKind::kStock, true},
                            Tier{"tier_3_sector_etfs", TickerKind::kEtf, false},
                            Tier{"indices", TickerKind::kIndex, false}};

constexpr std::array<std::string_view, 10> kTickerKeys{
    "symbol", "name",    "type",    "always_active",   "active",
    "sector", "min_dte", "max_dte", "earnings_months", "earnings_blackout_days"};

template <class Names>
std::string unknown_key(std::string_view what, std::string_view key, const Names& names) {
  const std::vector<std::string> known(names.begin(), names.end());
  if (const auto near = closest(key, known)) {
    return fmt::format("found an unknown {} '{}', did you mean '{}'?", what, key, *near);
  }
  return fmt::format("found an unknown {} '{}', expected one of {}", what, key, join(known, ", "));
}

class UniverseReader {
 public:
  explicit UniverseReader(std::string_view file) { universe_.file = file; }

  Result<Universe> read(std::string_view yaml) {
    std::vector<YamlProblem> problems;
    AOTS_TRY(document, parse_yaml(yaml, universe_.file, problems));
    for (const YamlProblem& problem : problems) {
      wrong(problem.line, fmt::format("{}: {}", problem.path, problem.text));
    }
    read_document(document);
    if (errors_.empty()) return std::move(universe_);
    std::stable_sort(errors_.begin(), errors_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> lines;
    for (const auto& [line, text] : errors_) {
      lines.push_back(fmt::format("{}:{}: {}", universe_.file, line, text));
    }
    return fail(ErrorCode::kConfig, "{}", join(lines, "\n"));
  }

 private:
  void wrong(int line, std::string text) { errors_.emplace_back(line, std::move(text)); }

  void read_document(const YamlNode& document) {
    if (document.kind != YamlKind::kMapping) {
      wrong(document.line, fmt::format("found {}, expected the section 'ticker_universe'",
                                       to_string(document.kind)));
      return;
    }
    const std::array<std::string_view, 1> names{"ticker_universe"};
    for (const YamlEntry& entry : document.entries) {
      if (entry.key != names.front()) wrong(entry.line, unknown_key("key", entry.key, names));
    }
    const YamlNode* tiers = document.find(names.front());
    if (tiers == nullptr) {
      wrong(document.line, "found no section 'ticker_universe', expected one with the tiers in it");
    } else if (tiers->kind != YamlKind::kMapping) {
      wrong(tiers->line, fmt::format("ticker_universe: found {}, expected a section of tiers",
                                     to_string(tiers->kind)));
    } else {
      for (const YamlEntry& entry : tiers->entries) read_tier(entry);
      if (universe_.tickers.empty() && errors_.empty()) {
        wrong(tiers->line, "ticker_universe: found no ticker, expected at least one");
      }
    }
  }

  void read_tier(const YamlEntry& entry) {
    const auto tier = std::find_if(kTiers.begin(), kTiers.end(),
                                   [&](const Tier& known) { return known.name == entry.key; });
    if (tier == kTiers.end()) {
      std::vector<std::string> names;
      for (const Tier& known : kTiers) names.emplace_back(known.name);
      wrong(entry.line, unknown_key("tier", entry.key, names));
      return;
    }
    if (entry.value.kind == YamlKind::kNull) return;  // a tier without tickers
    if (entry.value.kind != YamlKind::kSequence) {
      wrong(entry.value.line, fmt::format("{}: found {}, expected a list of tickers", entry.key,
                                          to_string(entry.value.kind)));
      return;
    }
    for (const YamlNode& item : entry.value.items) read_ticker(*tier, item);
  }

  void read_ticker(const Tier& tier, const YamlNode& node) {
    if (node.kind != YamlKind::kMapping) {
      wrong(node.line, fmt::format("{}: found {}, expected a ticker with the key 'symbol'",
                                   tier.name, to_string(node.kind)));
      return;
    }
    for (const YamlEntry& entry : node.entries) {
      if (std::find(kTickerKeys.begin(), kTickerKeys.end(), entry.key) == kTickerKeys.end()) {
        wrong(entry.line, unknown_key("key", entry.key, kTickerKeys));
      }
    }
    Ticker ticker{.tier = std::string(tier.name), .kind = tier.kind};
    ticker.is_etf = tier.kind == TickerKind::kEtf;
    read_symbol(node, ticker);
    read_type(node, tier);
    if (const auto name = text(node, "name")) ticker.name = *name;
    if (const auto sector = text(node, "sector")) ticker.sector = *sector;
    read_activity(node, tier, ticker);
    read_bounds(node, ticker);
    read_earnings(node, ticker);
    universe_.tickers.push_back(std::move(ticker));
  }

  void read_symbol(const YamlNode& node, Ticker& ticker) {
    const YamlNode* found = node.find("symbol");
    if (found == nullptr) {
      wrong(node.line, "found a ticker without 'symbol', expected one, for example 'symbol: SPY'");
      return;
    }
    const auto symbol =
        found->kind == YamlKind::kScalar ? parse_symbol(found->scalar) : std::nullopt;
    if (!symbol) {
      wrong(found->line,
            fmt::format("symbol: found {}, expected a ticker symbol such as SPY", shown(*found)));
      return;
    }
    ticker.symbol = calendar::present_symbol(*symbol);
    const auto [first, is_new] = lines_.emplace(ticker.symbol, found->line);
    if (!is_new) {
      wrong(found->line, fmt::format("symbol: {} is already given in line {}, expected each symbol "
                                     "once; remove one of them",
                                     symbol->str(), first->second));
    }
  }

  void read_type(const YamlNode& node, const Tier& tier) {
    const YamlNode* found = node.find("type");
    if (found == nullptr) {
      wrong(node.line, fmt::format("found a ticker without 'type', expected 'type: {}' in {}",
                                   to_string(tier.kind), tier.name));
    } else if (found->kind != YamlKind::kScalar || found->scalar != to_string(tier.kind)) {
      wrong(found->line, fmt::format("type: found {}, expected {} in {}", shown(*found),
                                     to_string(tier.kind), tier.name));
    }
  }

  void read_activity(const YamlNode& node, const Tier& tier, Ticker& ticker) {
    const auto always = flag(node, "always_active");
    const auto active = flag(node, "active");
    if (always == true && active == false) {
      wrong(node.find("active")->line,
            "active: found false beside 'always_active: true', expected one of them; remove one");
    }
    ticker.active = always == true || active.value_or(tier.active_by_default);
  }

  void read_bounds(const YamlNode& node, Ticker& ticker) {
    const auto low = integer(node, "min_dte", 0, kDteLimit);
    const auto high = integer(node, "max_dte", 0, kDteLimit);
    ticker.min_dte = low.value_or(kDteMinDefault);
    ticker.max_dte = high.value_or(kDteMaxDefault);
    if (ticker.min_dte > ticker.max_dte) {
      const YamlNode* at = low ? node.find("min_dte") : node.find("max_dte");
      wrong(at->line,
            fmt::format("min_dte: found {} above max_dte {}{}, expected min_dte <= max_dte",
                        ticker.min_dte, ticker.max_dte, high ? "" : " (the default)"));
    }
  }

  void read_earnings(const YamlNode& node, Ticker& ticker) {
    for (const std::string_view key : {"earnings_months", "earnings_blackout_days"}) {
      const YamlNode* found = node.find(key);
      if (found != nullptr && ticker.kind != TickerKind::kStock) {
        wrong(found->line, fmt::format("{}: found on an {}, expected on stocks only; remove it",
                                       key, to_string(ticker.kind)));
        return;
      }
    }
    if (const auto days = integer(node, "earnings_blackout_days", 0, kBlackoutLimit)) {
      ticker.earnings_blackout_days = *days;
    }
    const YamlNode* months = node.find("earnings_months");
    if (months == nullptr) return;
    if (months->kind != YamlKind::kSequence) {
      wrong(
          months->line,
          fmt::format("earnings_months: found {}, expected a list of months such as [1, 4, 7, 10]",
                      shown(*months)));
      return;
    }
    for (const YamlNode& item : months->items) {
      const auto month =
          item.kind == YamlKind::kScalar && !item.quoted ? parse_int(item.scalar) : std::nullopt;
      if (!month || *month < 1 || *month > 12) {
        wrong(item.line,
              fmt::format("earnings_months: found {}, expected months from 1 to 12", shown(item)));
      } else if (!ticker.earnings_months.empty() && *month <= ticker.earnings_months.back()) {
        wrong(item.line,
              fmt::format("earnings_months: found {} after {}, expected ascending months", *month,
                          ticker.earnings_months.back()));
      } else {
        ticker.earnings_months.push_back(static_cast<int>(*month));
      }
    }
  }

  // What stands at a node, for messages.
  static std::string shown(const YamlNode& node) {
    if (node.kind != YamlKind::kScalar) return std::string(to_string(node.kind));
    return node.quoted ? fmt::format("\"{}\"", node.scalar) : fmt::format("'{}'", node.scalar);
  }

  std::optional<std::string> text(const YamlNode& node, std::string_view key) {
    const YamlNode* found = node.find(key);
    if (found == nullptr) return std::nullopt;
    if (found->kind == YamlKind::kScalar && !found->scalar.empty()) return found->scalar;
    wrong(found->line, fmt::format("{}: found {}, expected a text", key, shown(*found)));
    return std::nullopt;
  }

  std::optional<bool> flag(const YamlNode& node, std::string_view key) {
    const YamlNode* found = node.find(key);
    if (found == nullptr) return std::nullopt;
    if (found->kind == YamlKind::kScalar && !found->quoted) {
      if (found->scalar == "true") return true;
      if (found->scalar == "false") return false;
    }
    wrong(found->line, fmt::format("{}: found {}, expected true or false", key, shown(*found)));
    return std::nullopt;
  }

  std::optional<int> integer(const YamlNode& node, std::string_view key, int min, int max) {
    const YamlNode* found = node.find(key);
    if (found == nullptr) return std::nullopt;
    const auto value = found->kind == YamlKind::kScalar && !found->quoted ? parse_int(found->scalar)
                                                                          : std::nullopt;
    if (value && *value >= min && *value <= max) return static_cast<int>(*value);
    wrong(found->line, fmt::format("{}: found {}, expected whole days from {} to {}", key,
                                   shown(*found), min, max));
    return std::nullopt;
  }

  Universe universe_;
  std::map<Symbol, int> lines_;  // where a symbol was first given
  std::vector<std::pair<int, std::string>> errors_;
};

}  // namespace

std::string_view to_string(TickerKind kind) {
  switch (kind) {
    case TickerKind::kEtf:
      return "etf";
    case TickerKind::kStock:
      return "stock";
    case TickerKind::kIndex:
      return "index";
  }
  return "";
}

std::string_view to_string(ModelKind model) {
  switch (model) {
    case ModelKind::kCore:
      return "core";
    case ModelKind::kEarnings:
      return "earnings";
    case ModelKind::kBlackout:
      return "blackout";
  }
  return "";
}

const Ticker* Universe::find(const Symbol& symbol) const {
  const auto found = std::find_if(tickers.begin(), tickers.end(),
                                  [&](const Ticker& ticker) { return ticker.symbol == symbol; });
  return found == tickers.end() ? nullptr : &*found;
}

Result<const Ticker*> Universe::require(const Symbol& symbol) const {
  if (const Ticker* ticker = find(symbol)) return ticker;
  return fail(ErrorCode::kData,
              "the symbol {} is not in the universe of {}; add it to a tier there, or name one of "
              "the symbols that it holds",
              symbol.str(), file);
}

Result<Universe> read_universe(std::string_view yaml, std::string_view file) {
  return UniverseReader(file).read(yaml);
}

Universe default_universe() {
  auto universe = read_universe(embedded::tickers_yaml(), "the built-in tickers.yaml");
  AOTS_ENSURES(universe.has_value());
  return *std::move(universe);
}

TickerContext ticker_context(const Ticker& ticker, const calendar::EarningsCalendar& earnings,
                             const EarningsWindow& window, Date today) {
  TickerContext context{.symbol = ticker.symbol,
                        .tier = ticker.tier,
                        .is_etf = ticker.is_etf,
                        .min_dte = ticker.min_dte,
                        .max_dte = ticker.max_dte};
  if (ticker.kind != TickerKind::kStock) return context;
  context.quiet_days = std::max(window.window_days, ticker.earnings_blackout_days);
  const auto days = earnings.days_to_earnings(ticker.symbol, today);
  const auto last = earnings.last_report(ticker.symbol, today);
  if (days && *days <= window.window_days) {
    context.model = ModelKind::kEarnings;
    context.days_to_earnings = days;
  } else if (last && days_between(last->report_date, today) <= window.days_after) {
    context.model = ModelKind::kEarnings;
  } else if (days && *days <= ticker.earnings_blackout_days) {
    context.model = ModelKind::kBlackout;
    context.days_to_earnings = days;
    context.is_blackout = true;
  } else {
    context.days_to_earnings = days;
  }
  return context;
}

}  // namespace aots::strategy
