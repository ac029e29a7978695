#include "trading/portfolio/expiry.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"
#include "calendar/option_class.hpp"
#include "trading/portfolio/profit.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {
namespace {

// How a leg that is exercised is settled, unless everything is settled in cash.
Delivery delivery_of(const PositionLeg& leg) {
  const auto option_class = calendar::option_class(leg.contract.root);
  return option_class.adjusted ? Delivery::kCash : option_class.delivery;
}

// Ends a leg; adds the shares that it delivers to `shares` and returns its cash, less the fee.
Money end_leg(Position& position, PositionLeg& leg, const LegSettlement& end, Delivery delivery,
              Money fee_per_contract, std::int64_t& shares) {
  const std::int64_t contracts = leg.held();
  const Money worth = held_value(leg, end.value);
  if (end.exercised) {
    leg.settled = delivery;
    if (delivery == Delivery::kPhysical) shares += shares_delivered(leg);
  }
  leave(leg, contracts, end.value);
  if (!end.exercised) return {};
  const Money fee = fee_per_contract * contracts;
  position.traded += worth;
  position.fees += fee;
  return worth - fee;
}

ShareLeg share_leg(const Position& position, Price print, Timestamp time, std::string leaving) {
  ShareLeg leg;
  leg.symbol = position.signal.symbol;
  leg.entry_price = print;
  leg.opened_at = time;
  leg.leaving = std::move(leaving);
  leg.mark = print;
  return leg;
}

}  // namespace

std::vector<SettlementGroup> unsettled_groups(const Position& position) {
  std::vector<SettlementGroup> groups;
  for (const PositionLeg& leg : position.legs) {
    if (still_held(leg)) groups.push_back({leg.contract.root, leg.contract.expiry});
  }
  std::ranges::sort(groups);
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

std::optional<SettlementPrice> settlement_print(SettlementPrint print,
                                                const SessionPrints& session) {
  switch (print) {
    case SettlementPrint::kAm:
      if (!session.open) return std::nullopt;
      return SettlementPrice{*session.open, true};
    case SettlementPrint::kPm:
      if (session.close) return SettlementPrice{*session.close, session.rescaled};
      break;
  }
  if (!session.last_spot) return std::nullopt;
  return SettlementPrice{*session.last_spot, true};
}

Price exercise_value(const OptionContract& contract, double deliverable, Price print) {
  const Price delivered =
      deliverable == 1.0 ? print : Price::from_double(print.to_double() * deliverable);
  return contract.right == Right::kCall ? delivered - contract.strike : contract.strike - delivered;
}

LegSettlement settle_leg(const PositionLeg& leg, Price print, std::optional<Price> long_from) {
  const Price value = exercise_value(leg.contract, leg.deliverable, print);
  const std::optional<Price> from = leg.side == Side::kBuy ? long_from : kExerciseThreshold;
  if (!from || value < *from) return {};
  return {value, true};
}

Money settle(Position& position, const Settlement& settlement) {
  Money cash;
  std::int64_t shares = 0;
  for (PositionLeg& leg : position.legs) {
    if (!still_held(leg) || leg.contract.root != settlement.group.root ||
        leg.contract.expiry != settlement.group.expiry) {
      continue;
    }
    const LegSettlement end = settle_leg(leg, settlement.price.price, settlement.long_from);
    leg.expired_worthless = !end.exercised;
    const Delivery delivery = settlement.in_cash ? Delivery::kCash : delivery_of(leg);
    cash += end_leg(position, leg, end, delivery, settlement.fee_per_contract, shares);
  }
  return cash + deliver(position, shares,
                        share_leg(position, settlement.price.price, settlement.time,
                                  settlement.shares_leave ? "expiry" : ""));
}

Money assign(Position& position, const EarlyAssignment& assignment) {
  PositionLeg& leg = position.legs.at(assignment.leg);
  AOTS_EXPECTS(still_held(leg) && leg.side == Side::kSell);
  const Price value = exercise_value(leg.contract, leg.deliverable, assignment.print);
  AOTS_EXPECTS(value.is_positive());
  leg.assigned_early = true;
  std::int64_t shares = 0;
  const Money cash =
      end_leg(position, leg, {value, true}, delivery_of(leg), assignment.fee_per_contract, shares);
  return cash + deliver(position, shares,
                        share_leg(position, assignment.print, assignment.time,
                                  assignment.shares_leave ? "assignment" : ""));
}

}  // namespace aots::trading
