#include "backtest/benchmarks.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"

namespace aots::backtest {
namespace {

// Of a desk whose account does not matter: a billion dollars writes thousands of index puts.
constexpr double kLargeAccount = 1e9;
constexpr double kUnlimited = std::numeric_limits<double>::max();

// A gate that stops nothing but what the configuration forbids of a structure and its quotes,
// at any size and in any book.
trading::RiskConfig without_limits(const trading::RiskConfig& configured) {
  trading::RiskConfig risk = configured;
  risk.hard_max_risk_per_trade = kUnlimited;
  risk.max_portfolio_risk = kUnlimited;
  risk.max_risk_per_symbol.reset();
  risk.max_risk_per_expiry.reset();
  risk.max_positions = std::numeric_limits<std::int64_t>::max();
  risk.max_positions_per_cluster = std::numeric_limits<std::int64_t>::max();
  risk.allow_conflicting_structures = true;
  risk.max_drawdown = kUnlimited;
  risk.max_daily_loss.reset();
  risk.max_portfolio_delta = kUnlimited;
  risk.max_portfolio_gamma = kUnlimited;
  risk.max_portfolio_vega.reset();
  risk.max_portfolio_theta.reset();
  risk.greeks_limit_per_100k = false;
  risk.max_orders_per_hour.reset();
  risk.max_packages.reset();
  risk.max_notional.reset();
  risk.min_confidence = 0.0;
  risk.full_size_confidence = 0.0;
  risk.margin = "none";
  risk.regime_sizing = {.low_vol = 1.0,
                        .high_vol = 1.0,
                        .iv_expansion = 1.0,
                        .iv_contraction = 1.0,
                        .neutral = 1.0,
                        .unknown = 1.0};
  return risk;
}

engine::DeskSetup large_desk(const RunConfig& config, const strategy::Strategy& strategy) {
  engine::DeskSetup desk;
  desk.strategy = &strategy;
  desk.risk = without_limits(config.risk);
  desk.execution = config.execution;
  desk.fill = config.fill;
  desk.fill.size_limit = "none";
  desk.fill.faults = {};
  desk.lifecycle = config.lifecycle;
  desk.initial_equity = Money::from_double(kLargeAccount);
  desk.seed = static_cast<std::uint64_t>(config.seed);
  return desk;
}

std::string cents(double dollars) { return fmt::format("{:.2f}", dollars); }

std::string cell(const std::vector<double>& line, std::size_t day) {
  return line.empty() ? std::string() : cents(line[day]);
}

}  // namespace

std::optional<Symbol> put_write_symbol(const std::vector<Symbol>& traded, const Symbol& market) {
  if (std::ranges::count(traded, market) > 0) return market;
  if (traded.size() == 1) return traded.front();
  return std::nullopt;
}

// All of the account secures the put that is held: at the price of the bid, strike less premium.
engine::DeskSetup put_write_desk(const RunConfig& config, const strategy::Strategy& put_write) {
  engine::DeskSetup desk = large_desk(config, put_write);
  desk.name = "put_write";
  desk.risk.allow_undefined_risk = true;
  desk.risk.earnings_blackout = false;
  desk.risk.max_risk_per_trade = 1.0;
  desk.risk.hard_max_risk_per_trade = 1.0;
  desk.risk.max_positions = 1;
  desk.risk.credit_limit_factor = 1.0;
  desk.fill.model = "cross";
  desk.lifecycle.early_assignment = false;
  desk.lifecycle.settle_in_cash = true;
  return desk;
}

engine::DeskSetup pool_desk(const RunConfig& config, const strategy::Strategy& strategy) {
  engine::DeskSetup desk = large_desk(config, strategy);
  desk.name = "pool";
  desk.entries = engine::Entries::kCandidates;
  desk.risk.max_risk_per_trade = 0.0;
  desk.risk.min_one_contract = true;
  return desk;
}

BenchmarkLine buy_hold_line(std::string name, const Symbol& symbol, const HeldAsset& asset,
                            const std::vector<Date>& dates, double initial_equity) {
  const bool paid = !asset.dividends.empty();
  return {.name = std::move(name),
          .symbol = symbol,
          .terms = paid
                       ? "dividends reinvested"
                       : fmt::format("price only: the lake holds no dividends of {}", symbol.str()),
          .equity = buy_and_hold(asset, dates, initial_equity)};
}

std::optional<BenchmarkLine> put_write_line(const Symbol& symbol, const engine::DeskRecord& desk,
                                            double initial_equity) {
  if (desk.funnel.fills == 0) return std::nullopt;
  BenchmarkLine line{.name = "put_write",
                     .symbol = symbol,
                     .terms = fmt::format("{} puts written", desk.funnel.fills)};
  for (const engine::EquityRecord& day : desk.equity) {
    line.equity.push_back(day.equity.to_double() / kLargeAccount * initial_equity);
  }
  return line;
}

EquityStatistics line_statistics(const std::vector<Date>& dates, const std::vector<double>& equity,
                                 double initial_equity) {
  std::vector<engine::EquityRecord> days(equity.size());
  for (std::size_t i = 0; i < equity.size(); ++i) {
    days[i].date = dates[i];
    days[i].equity = Money::from_double(equity[i]);
  }
  return equity_statistics(days, Money::from_double(initial_equity));
}

std::string benchmarks_csv(const Benchmarks& benchmarks) {
  const auto line = [&](const char* name) {
    const auto found = std::ranges::find(benchmarks.lines, name, &BenchmarkLine::name);
    return found == benchmarks.lines.end() ? std::vector<double>() : found->equity;
  };
  const RandomEntry random = benchmarks.entries.random.value_or(RandomEntry{});
  const std::vector<double> columns[] = {line("buy_hold_market"), line("buy_hold_symbol"),
                                         line("put_write"),       random.low,
                                         random.median,           random.high};
  std::string csv =
      "date,buy_hold_market,buy_hold_symbol,put_write,random_low,random_median,random_high\n";
  for (std::size_t day = 0; day < benchmarks.dates.size(); ++day) {
    csv += to_string(benchmarks.dates[day]);
    for (const std::vector<double>& column : columns) csv += ',' + cell(column, day);
    csv += '\n';
  }
  return csv;
}

}  // namespace aots::backtest
