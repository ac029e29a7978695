#include "trading/risk/risk_gate.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "trading/risk/signal_shape.hpp"

namespace aots::trading {
namespace {

constexpr double kGreeksReferenceEquity = 100'000.0;

// Largest loss in dollars of one package if it fills at the limit.
Money risk_at_limit(const Signal& signal, Price limit) {
  return notional(signal.max_risk + (signal.net_price - limit), 1, signal.multiplier);
}

// Greeks of one package in shares; absent when a leg has none.
std::optional<Greeks> package_greeks(const Signal& signal) {
  Greeks total;
  for (const SignalLeg& leg : signal.legs) {
    if (!leg.greeks) return std::nullopt;
    total += leg.greeks->scaled(
        static_cast<double>(sign(leg.side) * leg.ratio * leg.contract.multiplier));
  }
  return total;
}

Money open_risk(const PortfolioView& book) {
  Money total;
  for (const Position* position : book.open) total += risk_of(*position);
  return total;
}

// Same-direction positions in symbols that move with the signal's, its own included (D20).
std::int64_t same_way_in_cluster(const Signal& signal, const PortfolioView& book,
                                 const std::vector<Symbol>& cluster) {
  return std::ranges::count_if(book.open, [&](const Position* position) {
    const Symbol& symbol = position->signal.symbol;
    const bool together = symbol == signal.symbol || std::ranges::count(cluster, symbol) > 0;
    return together && position->signal.direction == signal.direction;
  });
}

// Everything that depends on the number of packages, evaluated for one number.
class SizeLimits {
 public:
  SizeLimits(const Signal& signal, const PortfolioView& book, const RiskConfig& config, Price limit,
             const SpotLookup& spot_of)
      : config_(config),
        equity_(book.equity.to_double()),
        open_risk_(open_risk(book).to_double()),
        package_risk_(risk_at_limit(signal, limit).to_double()),
        book_(book.greeks),
        package_(package_greeks(signal).value_or(Greeks{})),
        scale_(config.greeks_limit_per_100k ? std::max(equity_, 0.0) / kGreeksReferenceEquity
                                            : 1.0) {
    if (config.margin == "reg_t") margins_.emplace(signal, limit, book, spot_of);
  }

  std::vector<RiskCheck> checks(std::int64_t quantity) const {
    const auto n = static_cast<double>(quantity);
    const double delta = book_.delta + n * package_.delta;
    const double gamma = book_.gamma + n * package_.gamma;
    std::vector<RiskCheck> checks{
        at_most("hard_max_risk_per_trade", n * package_risk_ / equity_,
                config_.hard_max_risk_per_trade),
        at_most("max_portfolio_risk", (open_risk_ + n * package_risk_) / equity_,
                config_.max_portfolio_risk),
        within("max_portfolio_delta", delta, book_.delta, config_.max_portfolio_delta * scale_),
        within("max_portfolio_gamma", gamma, book_.gamma, config_.max_portfolio_gamma * scale_),
    };
    if (margins_) {
      const OrderMargin margin = margins_->of(quantity);
      checks.push_back(
          {"buying_power", margin.fits(), margin.needed.to_double(), margin.available.to_double()});
    }
    return checks;
  }

 private:
  static RiskCheck at_most(std::string rule, double observed, double limit) {
    return {std::move(rule), observed <= limit, observed, limit};
  }
  // An order that brings the book closer to zero may pass though the book is beyond the limit.
  static RiskCheck within(std::string rule, double after, double before, double limit) {
    const bool passed = std::abs(after) <= limit || std::abs(after) < std::abs(before);
    return {std::move(rule), passed, std::abs(after), limit};
  }

  const RiskConfig& config_;
  double equity_;
  double open_risk_;
  double package_risk_;
  Greeks book_;
  Greeks package_;
  double scale_;
  std::optional<OrderMargins> margins_;
};

bool all_passed(const std::vector<RiskCheck>& checks) {
  return std::ranges::all_of(checks, &RiskCheck::passed);
}

// Checks that do not depend on size, in the seed's order.
std::vector<RiskCheck> book_checks(const Signal& signal, const PortfolioView& book,
                                   const RiskContext& context, const RiskConfig& config) {
  const double peak = book.peak_equity.to_double();
  const double drawdown = peak > 0.0 ? 1.0 - book.equity.to_double() / peak : 1.0;
  const auto positions = static_cast<double>(book.open.size());
  const auto in_cluster = static_cast<double>(same_way_in_cluster(signal, book, context.cluster));
  const auto cluster_max = static_cast<double>(config.max_positions_per_cluster);
  const auto positions_max = static_cast<double>(config.max_positions);
  const auto adjusted = std::ranges::count_if(signal.legs, [](const SignalLeg& leg) {
    return calendar::option_class(leg.contract.root).adjusted;
  });
  const bool greeks_known = book.greeks_complete && package_greeks(signal).has_value();
  return {
      {"equity_positive", book.equity.is_positive(), book.equity.to_double(), 0.0},
      {"max_drawdown", drawdown < config.max_drawdown, drawdown, config.max_drawdown},
      {"max_positions", positions < positions_max, positions, positions_max},
      {"max_positions_per_cluster", in_cluster < cluster_max, in_cluster, cluster_max},
      {"allow_undefined_risk", signal.defined_risk || config.allow_undefined_risk,
       signal.defined_risk ? 0.0 : 1.0, config.allow_undefined_risk ? 1.0 : 0.0},
      {"positive_max_risk", signal.max_risk.is_positive(), signal.max_risk.to_double(), 0.0},
      {"greeks_known", greeks_known, greeks_known ? 1.0 : 0.0, 1.0},
      {"standard_series", adjusted == 0, static_cast<double>(adjusted), 0.0},
      {"no_adjustment_before_expiry", !context.adjustment_ahead.has_value(),
       context.adjustment_ahead ? 1.0 : 0.0, 0.0},
      {"min_confidence", signal.confidence >= config.min_confidence, signal.confidence,
       config.min_confidence},
  };
}

Refusal refuse(std::vector<RiskCheck> checks, const RiskCheck& failed) {
  Refusal refusal;
  refusal.rule = failed.rule;
  refusal.observed = failed.observed;
  refusal.limit = failed.limit;
  refusal.message = fmt::format("{} refused the order: observed {}, limit {}", failed.rule,
                                format_double(failed.observed), format_double(failed.limit));
  refusal.checks = std::move(checks);
  return refusal;
}

// What the structure is worth per share in its worst expiry, credit positive. Paying more than that
// to leave would lose more than holding can.
Price worst_exit(const Position& position) {
  const std::int64_t shares = packages_opened(position) * position.signal.multiplier;
  const Price entry = Price::from_micros(position.entry_net.micros() / position.split_factor);
  return -Price::from_micros(position.max_risk.micros() / shares) - entry;
}

std::vector<OrderLeg> opening_legs(const Signal& signal) {
  std::vector<OrderLeg> legs;
  for (const SignalLeg& leg : signal.legs) legs.push_back({leg.contract, leg.side, leg.ratio});
  return legs;
}

}  // namespace

double RegimeSizing::of(Regime regime) const {
  switch (regime) {
    case Regime::kLowVol:
      return low_vol;
    case Regime::kHighVol:
      return high_vol;
    case Regime::kIvExpansion:
      return iv_expansion;
    case Regime::kIvContraction:
      return iv_contraction;
    case Regime::kNeutral:
      return neutral;
    case Regime::kUnknown:
      return unknown;
  }
  return 0.0;
}

Sizing position_size(const Signal& signal, Money equity, const RiskConfig& config) {
  const double package_risk = notional(signal.max_risk, 1, signal.multiplier).to_double();
  if (package_risk <= 0.0 || !equity.is_positive()) return {0, "no_risk_budget"};
  const double budget = equity.to_double() * config.max_risk_per_trade;
  Sizing sizing{static_cast<std::int64_t>(budget / package_risk), "max_risk_per_trade"};
  if (sizing.quantity == 0) {
    if (!config.min_one_contract) return sizing;
    if (package_risk > equity.to_double() * config.hard_max_risk_per_trade) {
      return {0, "hard_max_risk_per_trade"};
    }
    sizing = {1, "min_one_contract"};
  }
  const double regime_factor = config.regime_sizing.of(signal.regime);
  const auto after_regime =
      static_cast<std::int64_t>(static_cast<double>(sizing.quantity) * regime_factor);
  if (after_regime != sizing.quantity) sizing = {after_regime, "regime_sizing"};
  if (sizing.quantity == 0) return sizing;
  if (signal.confidence < config.min_confidence) return {0, "min_confidence"};
  if (signal.confidence < config.full_size_confidence) {
    return {std::max<std::int64_t>(1, sizing.quantity / 2), "full_size_confidence"};
  }
  return sizing;
}

Price limit_price(Price natural, const RiskConfig& config,
                  const calendar::OptionClass& option_class, std::size_t legs) {
  const Price tick = calendar::net_tick(option_class, legs, natural);
  const bool credit = natural.is_positive();
  const double factor = credit ? config.credit_limit_factor : config.debit_limit_factor;
  const Price limit =
      Price::from_double(natural.to_double() * factor).rounded_to(tick, Rounding::kDown);
  // A credit is never given away for nothing.
  if (credit && natural >= tick) return std::max(limit, tick);
  return limit;
}

ApprovedOrder ApprovedOrder::worked(Price limit, TimeInForce tif) && {
  AOTS_EXPECTS(limit >= order_.limit);
  order_.limit = limit;
  order_.time_in_force = tif;
  return std::move(*this);
}

RiskDecision RiskGate::assess(const Signal& signal, const PortfolioView& book,
                              const RiskContext& context) const {
  AOTS_EXPECTS(!signal.legs.empty());
  std::vector<RiskCheck> checks = book_checks(signal, book, context, config_);
  std::ranges::move(shape_checks(signal), std::back_inserter(checks));
  const auto option_class = calendar::option_class(signal.legs.front().contract.root);
  const Price limit = limit_price(signal.net_price, config_, option_class, signal.legs.size());
  const Sizing sizing = position_size(signal, book.equity, config_);
  const SizeLimits limits(signal, book, config_, limit, context.spot_of);

  std::int64_t quantity = std::max<std::int64_t>(sizing.quantity, 1);
  if (!book.equity.is_positive()) quantity = 1;
  std::vector<RiskCheck> size_checks = limits.checks(quantity);
  while (quantity > 1 && !all_passed(size_checks)) size_checks = limits.checks(--quantity);
  checks.insert(checks.end(), size_checks.begin(), size_checks.end());
  checks.push_back({"size_above_zero:" + sizing.limited_by, sizing.quantity > 0,
                    static_cast<double>(sizing.quantity), 1.0});

  const auto failed = std::ranges::find(checks, false, &RiskCheck::passed);
  if (failed != checks.end()) {
    const RiskCheck first_failed = *failed;
    return refuse(std::move(checks), first_failed);
  }
  Order order;
  order.id = context.next_order;
  order.position = context.next_position;
  order.purpose = OrderPurpose::kOpen;
  order.symbol = signal.symbol;
  order.legs = opening_legs(signal);
  order.quantity = quantity;
  order.limit = limit;
  order.decided_at = context.now;
  return ApprovedOrder(std::move(order), risk_at_limit(signal, limit) * quantity,
                       std::move(checks));
}

ApprovedOrder RiskGate::approve_close(const Position& position, Price natural,
                                      const std::string& reason, OrderId id, Timestamp now) const {
  AOTS_EXPECTS(packages_held(position) > 0);
  Order order;
  order.id = id;
  order.position = position.id;
  order.purpose = OrderPurpose::kClose;
  order.symbol = position.signal.symbol;
  for (const PositionLeg& leg : position.legs) {
    if (!still_held(leg)) continue;
    order.legs.push_back({leg.contract, opposite(leg.side), ratio_of(position, leg)});
  }
  AOTS_EXPECTS(!order.legs.empty());
  order.quantity = packages_held(position);
  const auto option_class = calendar::option_class(order.legs.front().contract.root);
  order.limit = limit_price(natural, config_, option_class, order.legs.size());
  // What is left of an assigned trade has another worst expiry than the whole.
  if (position.signal.defined_risk && position.shares.empty()) {
    order.limit = std::max(order.limit, worst_exit(position));
  }
  order.decided_at = now;
  order.reason = reason;
  return ApprovedOrder(std::move(order), Money{}, {});
}

}  // namespace aots::trading
