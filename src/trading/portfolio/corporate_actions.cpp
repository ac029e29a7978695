#include "trading/portfolio/corporate_actions.hpp"

#include <cmath>
#include <utility>

#include "base/contract.hpp"
#include "trading/portfolio/profit.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {
namespace {

constexpr Price kCent = Price::from_micros(kMicrosPerUnit / 100);
constexpr double kWholeTolerance = 1e-9;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::int64_t contracts_for_one(const CorporateAction& action) {
  return is_whole_split(action.ratio) ? std::llround(action.ratio) : 1;
}

// Greeks per share where a share is worth 1/n of what it was and moves 1/n as far.
Greeks per_new_share(const Greeks& greeks, double n) {
  return {.delta = greeks.delta,
          .gamma = greeks.gamma * n,
          .theta_per_day = greeks.theta_per_day / n,
          .vega_per_vol_point = greeks.vega_per_vol_point / n,
          .rho_per_rate_pct = greeks.rho_per_rate_pct / n};
}

Price divided(Price price, std::int64_t n) { return Price::from_micros(price.micros() / n); }

void multiply_shares(Position& position, std::int64_t n, Timestamp time) {
  const std::size_t count = position.shares.size();
  for (std::size_t i = 0; i < count; ++i) {
    ShareLeg& leg = position.shares[i];
    if (!still_held(leg)) continue;
    ShareLeg next = leg;
    next.shares = leg.shares * n;
    next.entry_price = divided(leg.mark.value_or(leg.entry_price), n);
    next.mark = next.entry_price;
    next.mark_stale = true;
    next.opened_at = time;
    leg.exit_price = next.entry_price * n;
    leg.closed_at = time;
    position.shares.push_back(std::move(next));
  }
}

}  // namespace

bool is_whole_split(double ratio) {
  return ratio > 1.5 && std::abs(ratio - std::round(ratio)) < kWholeTolerance;
}

bool steps_by(Price before, Price after, double ratio) {
  AOTS_EXPECTS(before.is_positive() && after.is_positive() && ratio > 0.0);
  const double step = std::log(after.to_double() / before.to_double());
  return std::abs(step + std::log(ratio)) < std::abs(step);
}

Price on_footing(Price price, double footing) {
  return footing == 1.0 ? price : Price::from_double(price.to_double() * footing);
}

std::string adjusted_root(const std::string& root) {
  AOTS_EXPECTS(!root.empty());
  if (!is_digit(root.back())) return root + "1";
  std::string next = root;
  next.back() = next.back() == '9' ? '1' : static_cast<char>(next.back() + 1);
  return next;
}

OptionContract contract_after(const OptionContract& contract, const CorporateAction& action) {
  OptionContract after = contract;
  const std::int64_t n = contracts_for_one(action);
  if (n > 1) {
    after.strike = Price::from_double(contract.strike.to_double() / static_cast<double>(n))
                       .rounded_to(kCent, Rounding::kNearest);
    return after;
  }
  after.root = adjusted_root(contract.root);
  const Price lowered = contract.strike - action.special_dividend;
  if (lowered.is_positive()) after.strike = lowered.rounded_to(kCent, Rounding::kNearest);
  return after;
}

PositionLeg carry_across(PositionLeg& leg, const CorporateAction& action) {
  AOTS_EXPECTS(still_held(leg));
  const std::int64_t n = contracts_for_one(action);
  PositionLeg next = leg;
  next.contract = contract_after(leg.contract, action);
  next.contracts = leg.held() * n;
  next.closed = 0;
  next.continues = true;
  next.entry_price = divided(leg.mark.value_or(leg.entry_price), n);
  next.entry_total = next.entry_price * next.contracts;
  next.exit_total = Price{};
  next.entry_bid = next.entry_ask = std::nullopt;
  next.mark = next.entry_price;
  next.mark_stale = true;
  if (next.greeks) next.greeks = per_new_share(*next.greeks, static_cast<double>(n));
  if (n == 1) next.deliverable *= action.ratio;
  leave(leg, leg.held(), next.entry_price * n);
  leg.carried = true;
  return next;
}

Money carry_across(Position& position, const CorporateAction& action, std::optional<Price> after,
                   Timestamp time) {
  const std::size_t legs = position.legs.size();
  for (std::size_t i = 0; i < legs; ++i) {
    if (!still_held(position.legs[i])) continue;
    PositionLeg next = carry_across(position.legs[i], action);
    position.legs.push_back(std::move(next));
  }
  const std::int64_t n = contracts_for_one(action);
  position.split_factor *= n;
  position.closed *= n;
  if (n > 1) {
    multiply_shares(position, n, time);
    return {};
  }
  if (action.ratio == 1.0 || !holds_shares(position)) return {};
  for (ShareLeg& leg : position.shares) leg.leaving = "adjustment";
  const Price now = after.value_or(position.shares.back().mark.value_or(Price{}));
  return distribute(position, Price::from_double(now.to_double() * (action.ratio - 1.0)));
}

}  // namespace aots::trading
