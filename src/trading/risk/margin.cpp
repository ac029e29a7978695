#include "trading/risk/margin.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/contract.hpp"
#include "trading/risk/detail/margin_rates.hpp"
#include "trading/risk/detail/pairing.hpp"

namespace aots::trading {
namespace {

using detail::above_zero;

bool same_contract(const MarginLeg& a, const MarginLeg& b) {
  return a.right == b.right && a.strike == b.strike && a.expiry == b.expiry &&
         a.settlement == b.settlement;
}

// What is left of each leg once equal contracts bought and sold have cancelled.
std::vector<std::int64_t> net_contracts(const std::vector<MarginLeg>& legs) {
  std::vector<std::int64_t> held;
  for (const MarginLeg& leg : legs) held.push_back(leg.contracts);
  for (std::size_t i = 0; i < legs.size(); ++i) {
    for (std::size_t j = i + 1; j < legs.size(); ++j) {
      if (!same_contract(legs[i], legs[j]) || (held[i] > 0) == (held[j] > 0)) continue;
      const std::int64_t cancelled = std::min(std::abs(held[i]), std::abs(held[j]));
      held[i] -= held[i] > 0 ? cancelled : -cancelled;
      held[j] -= held[j] > 0 ? cancelled : -cancelled;
    }
  }
  return held;
}

// Turns the pairing that was found into items whose amounts are exact, taking contracts out of
// `left` as it goes.
class Allocation {
 public:
  Allocation(const MarginPosition& position, std::vector<std::int64_t> held)
      : position_(position), left_(std::move(held)), shares_left_(position.shares) {}

  void add_spread(const detail::SpreadChoice& choice) {
    MarginItem item;
    item.rule = MarginRule::kSpread;
    for (std::size_t i = 0; i < choice.contracts.size(); ++i) take(item, i, choice.contracts[i]);
    if (item.parts.empty()) return;
    Money loss;
    Money debit;
    for (const MarginItem::Part& part : item.parts) {
      loss = std::max(loss, loss_at(item, position_.legs[part.leg].strike));
      debit += dollars(position_.legs[part.leg].premium, part.contracts);
    }
    item.hold = loss;
    item.amount = loss + above_zero_money(debit);
    add(std::move(item));
  }

  void add_combination(const detail::CombinationChoice& choice) {
    MarginItem item;
    item.rule = MarginRule::kShortCombination;
    take(item, choice.call, choice.contracts);
    take(item, choice.put, choice.contracts);
    if (item.parts.empty()) return;
    const Price call = naked(choice.call);
    const Price put = naked(choice.put);
    // Of equals the one with the smaller premium counts as the other.
    const Price call_premium = position_.legs[choice.call].premium;
    const Price put_premium = position_.legs[choice.put].premium;
    const Price other = call == put ? std::min(call_premium, put_premium)
                                    : (call < put ? call_premium : put_premium);
    item.amount = item.hold = dollars(std::max(call, put) + other, choice.contracts);
    add(std::move(item));
  }

  void add_role(const detail::ShareRole& role) {
    if (role.lots == 0) return;
    MarginItem item;
    item.rule = role.rule;
    if (role.short_leg) take(item, *role.short_leg, role.lots);
    Money premium;
    if (role.long_leg) {
      take(item, *role.long_leg, role.lots);
      premium = dollars(position_.legs[*role.long_leg].premium, role.lots);
    }
    item.shares = (position_.shares > 0 ? 1 : -1) * role.lots * position_.multiplier;
    shares_left_ -= item.shares;
    item.amount = dollars(role.amount, role.lots) + premium;
    item.hold = dollars(role.hold, role.lots);
    add(std::move(item));
  }

  void add_rest(MarginStage stage) {
    for (std::size_t i = 0; i < left_.size(); ++i) {
      if (left_[i] == 0) continue;
      MarginItem item;
      const std::int64_t contracts = std::abs(left_[i]);
      const bool owned = left_[i] > 0;
      item.rule = owned ? MarginRule::kLongOption : MarginRule::kNakedOption;
      take(item, i, contracts);
      item.amount = dollars(owned ? position_.legs[i].premium : naked(i), contracts);
      if (!owned) item.hold = item.amount;
      add(std::move(item));
    }
    if (shares_left_ == 0) return;
    MarginItem item;
    item.shares = shares_left_;
    item.rule = MarginRule::kShares;
    const Price spot = position_.spot;
    const bool owned = shares_left_ > 0;
    const Price each = owned ? detail::long_shares(spot, stage) : detail::short_shares(spot, stage);
    item.amount = notional(each, std::abs(shares_left_), 1);
    item.hold = owned ? notional(each - spot, shares_left_, 1) : item.amount;
    add(std::move(item));
  }

  MarginRequirement take_requirement() { return std::move(requirement_); }

 private:
  static Money above_zero_money(Money value) { return value.is_negative() ? Money{} : value; }

  Money dollars(Price per_share, std::int64_t contracts) const {
    return notional(per_share, contracts, position_.multiplier);
  }

  Price naked(std::size_t leg) const {
    const MarginLeg& l = position_.legs[leg];
    return naked_requirement(position_.margin_class, l.right, l.strike, position_.spot, l.premium);
  }

  Money loss_at(const MarginItem& item, Price point) const {
    Money loss;
    for (const MarginItem::Part& part : item.parts) {
      const MarginLeg& l = position_.legs[part.leg];
      loss -= dollars(detail::intrinsic(l.right, l.strike, point), part.contracts);
    }
    return loss;
  }

  void take(MarginItem& item, std::size_t leg, std::int64_t contracts) {
    if (contracts == 0) return;
    const std::int64_t signed_contracts =
        position_.legs[leg].contracts > 0 ? contracts : -contracts;
    AOTS_ENSURES(std::abs(left_[leg]) >= contracts);
    left_[leg] -= signed_contracts;
    item.parts.push_back({leg, signed_contracts});
  }

  void add(MarginItem item) {
    requirement_.amount += item.amount;
    requirement_.hold += item.hold;
    requirement_.items.push_back(std::move(item));
  }

  const MarginPosition& position_;
  std::vector<std::int64_t> left_;
  std::int64_t shares_left_;
  MarginRequirement requirement_;
};

}  // namespace

Price naked_requirement(MarginClass margin_class, Right right, Price strike, Price spot,
                        Price premium) {
  return premium + detail::naked_excess(margin_class, right, strike, spot);
}

MarginRequirement reg_t_margin(const MarginPosition& position, MarginStage stage) {
  AOTS_EXPECTS(position.spot.is_positive());
  AOTS_EXPECTS(position.multiplier > 0);
  std::vector<std::int64_t> held = net_contracts(position.legs);
  const detail::Pairing pairing = detail::best_pairing(position, held, stage);
  Allocation allocation(position, std::move(held));
  for (const auto& spread : pairing.spreads) allocation.add_spread(spread);
  for (const auto& combination : pairing.combinations) allocation.add_combination(combination);
  for (const auto& role : pairing.roles) allocation.add_role(role);
  allocation.add_rest(stage);
  MarginRequirement requirement = allocation.take_requirement();
  requirement.proven = pairing.proven;
  return requirement;
}

}  // namespace aots::trading
