#include "trading/risk/risk_gate.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"
#include "trading/risk/detail/measured_rules.hpp"

namespace aots::trading {
namespace {

RiskCheck check_of(const RiskRule& rule, const detail::Measurement& measured) {
  return {rule.name, measured.passed, measured.observed, measured.limit};
}

// The largest number of packages up to `most`, and at least one, for which `holds` is true. Expects
// that it is true for every smaller number than one for which it is.
template <class Holds>
std::int64_t largest(std::int64_t most, const Holds& holds) {
  if (holds(most)) return most;
  std::int64_t fits = 1;
  std::int64_t too_many = most;
  while (too_many - fits > 1) {
    const std::int64_t middle = fits + (too_many - fits) / 2;
    (holds(middle) ? fits : too_many) = middle;
  }
  return fits;
}

bool shrinking_rules_hold(const detail::Assessment& assessment, std::int64_t quantity) {
  return std::ranges::all_of(detail::size_rules(), [&](const detail::SizeRule& row) {
    if (row.act == detail::SizeRule::Act::kRefuses) return true;
    const auto measured = row.measure(assessment, static_cast<double>(quantity));
    return !measured || measured->passed;
  });
}

void add_book_checks(std::vector<RiskCheck>& checks, const detail::Assessment& assessment) {
  for (const detail::BookRule& row : detail::book_rules()) {
    if (const auto measured = row.measure(assessment)) {
      checks.push_back(check_of(row.rule, *measured));
    }
  }
}

// What the order asks of buying power by the margin system in force.
class AskedMargin {
 public:
  explicit AskedMargin(const detail::Assessment& a) {
    const SpotLookup& spot_of = a.context.spot_of;
    if (a.config.margin == "reg_t") {
      asked_ = &reg_t_.emplace(a.signal, a.limit, a.book, spot_of);
    } else if (a.config.margin == "portfolio") {
      asked_ = &portfolio_.emplace(a.signal, a.limit, a.book, spot_of, a.context.stress_market);
    }
  }

  // The most packages up to `most` that fit, and at least one.
  std::int64_t shrink(std::int64_t most) {
    if (asked_ == nullptr || asked_->unknown() > 0) return most;
    return largest(most, [&](std::int64_t n) { return asked_->of(n)->fits(); });
  }

  void add_checks(std::vector<RiskCheck>& checks, std::int64_t quantity) {
    if (asked_ == nullptr) return;
    const auto unknown = static_cast<double>(asked_->unknown());
    checks.push_back({detail::margin_known_rule().name, unknown == 0.0, unknown, 0.0});
    if (const auto margin = asked_->of(quantity)) {
      checks.push_back({detail::buying_power_rule().name, margin->fits(),
                        margin->needed.to_double(), margin->available.to_double()});
    }
  }

 private:
  std::optional<OrderMargins> reg_t_;
  std::optional<PortfolioOrder> portfolio_;
  BuyingPower* asked_ = nullptr;  // one of them, or none
};

// The size that the limits leave, and every check that depends on it.
std::int64_t add_size_checks(std::vector<RiskCheck>& checks, const detail::Assessment& assessment,
                             const Sizing& sizing) {
  std::int64_t quantity = largest(std::max<std::int64_t>(sizing.quantity, 1), [&](std::int64_t n) {
    return shrinking_rules_hold(assessment, n);
  });
  AskedMargin margin(assessment);
  quantity = margin.shrink(quantity);
  for (const detail::SizeRule& row : detail::size_rules()) {
    if (const auto measured = row.measure(assessment, static_cast<double>(quantity))) {
      checks.push_back(check_of(row.rule, *measured));
    }
  }
  margin.add_checks(checks, quantity);
  checks.push_back({detail::size_above_zero_rule(sizing.by).name, sizing.quantity > 0,
                    static_cast<double>(sizing.quantity), 1.0});
  return quantity;
}

Refusal refuse(std::vector<RiskCheck> checks, const RiskCheck& failed) {
  Refusal refusal;
  refusal.rule = failed.rule;
  refusal.observed = failed.observed;
  refusal.limit = failed.limit;
  refusal.message = risk_sentence(failed.rule, failed.observed, failed.limit);
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
  legs.reserve(signal.legs.size());
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

Money risk_at_limit(const Signal& signal, Price limit) {
  return notional(signal.max_risk + (signal.net_price - limit), 1, signal.multiplier);
}

Sizing position_size(const Signal& signal, Money equity, const RiskConfig& config) {
  const double package_risk = notional(signal.max_risk, 1, signal.multiplier).to_double();
  if (package_risk <= 0.0 || !equity.is_positive()) return {0, SizedBy::kNoRiskBudget};
  const double budget = equity.to_double() * config.max_risk_per_trade;
  Sizing sizing{static_cast<std::int64_t>(budget / package_risk), SizedBy::kRiskBudget};
  if (sizing.quantity == 0) {
    if (!config.min_one_contract) return sizing;
    if (package_risk > equity.to_double() * config.hard_max_risk_per_trade) {
      return {0, SizedBy::kHardMaxRisk};
    }
    sizing = {1, SizedBy::kMinOneContract};
  }
  const double regime_factor = config.regime_sizing.of(signal.regime);
  const auto after_regime =
      static_cast<std::int64_t>(static_cast<double>(sizing.quantity) * regime_factor);
  if (after_regime != sizing.quantity) sizing = {after_regime, SizedBy::kRegime};
  if (sizing.quantity == 0) return sizing;
  if (signal.confidence < config.min_confidence) return {0, SizedBy::kMinConfidence};
  if (signal.confidence < config.full_size_confidence) {
    return {std::max<std::int64_t>(1, sizing.quantity / 2), SizedBy::kFullSizeConfidence};
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
  const auto option_class = calendar::option_class(signal.legs.front().contract.root);
  const Price limit = limit_price(signal.net_price, config_, option_class, signal.legs.size());
  const detail::Assessment assessment(signal, book, context, config_, limit);
  std::vector<RiskCheck> checks;
  checks.reserve(risk_rules().size());
  add_book_checks(checks, assessment);
  // Without equity there is nothing that a size could be a share of.
  std::int64_t quantity = 0;
  if (book.equity.is_positive()) {
    quantity = add_size_checks(checks, assessment, position_size(signal, book.equity, config_));
  }

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
  order.legs.reserve(position.legs.size());
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
