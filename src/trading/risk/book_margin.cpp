#include "trading/risk/book_margin.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "base/short_list.hpp"
#include "trading/portfolio/shares.hpp"
#include "trading/risk/detail/in_flight.hpp"
#include "trading/risk/detail/margin_rates.hpp"

namespace aots::trading {
namespace {

using detail::margined_contracts;

MarginLeg to_margin_leg(const OptionContract& contract, std::int64_t contracts, Price premium) {
  return {contract.right,  contract.strike,
          contract.expiry, calendar::option_class(contract.root).settlement,
          contracts,       premium};
}

// The price at which a decision saw the leg trade.
Price seen_price(const SignalLeg& leg) {
  const auto& side = leg.side == Side::kBuy ? leg.ask : leg.bid;
  return side.value_or(Price{});
}

// What a leg is worth: its mark, else what it filled at, else what the decision saw.
Price margin_premium(const Position& position, std::size_t index) {
  const PositionLeg& leg = position.legs[index];
  if (leg.mark) return *leg.mark;
  const bool filled = position.status != PositionStatus::kPending;
  return filled ? leg.entry_price : seen_price(position.signal.legs[index]);
}

void add_legs(std::vector<MarginLeg>& legs, const Position& position) {
  for (std::size_t i = 0; i < position.legs.size(); ++i) {
    const PositionLeg& leg = position.legs[i];
    const std::int64_t contracts = margined_contracts(position, leg);
    if (contracts == 0) continue;
    legs.push_back(
        to_margin_leg(leg.contract, sign(leg.side) * contracts, margin_premium(position, i)));
  }
}

void add_legs(std::vector<MarginLeg>& legs, const Signal& signal, std::int64_t packages) {
  for (const SignalLeg& leg : signal.legs) {
    legs.push_back(
        to_margin_leg(leg.contract, sign(leg.side) * leg.ratio * packages, seen_price(leg)));
  }
}

std::optional<Price> seen_spot(const Signal& signal) {
  if (!signal.spot || *signal.spot <= 0.0) return std::nullopt;
  return Price::from_double(*signal.spot);
}

// The last price, else the one that the decision saw.
std::optional<Price> spot_for(const Signal& signal, const SpotLookup& spot_of) {
  const auto spot = spot_of ? spot_of(signal.symbol) : std::nullopt;
  return spot ? spot : seen_spot(signal);
}

MarginPosition on_underlying(const OptionContract& any, Price spot) {
  MarginPosition position;
  position.margin_class = margin_class_of(calendar::option_class(any.root));
  position.multiplier = any.multiplier;
  position.spot = spot;
  return position;
}

// A leg as the quick bound needs it: nothing is looked up and nothing copied.
struct QuickLeg {
  const OptionContract* contract = nullptr;
  std::int64_t contracts = 0;  // signed
  Price premium;
};

using QuickLegs = ShortList<QuickLeg, 4>;

bool expires_before(const OptionContract& a, const OptionContract& b) {
  if (a.expiry != b.expiry) return a.expiry < b.expiry;
  if (a.root == b.root) return false;
  return calendar::option_class(a.root).settlement == SettlementPrint::kAm &&
         calendar::option_class(b.root).settlement == SettlementPrint::kPm;
}

// Whether all legs together are one spread.
bool is_spread(const QuickLegs& legs) {
  std::int64_t calls = 0;
  std::int64_t puts = 0;
  for (const QuickLeg& leg : legs) {
    (leg.contract->right == Right::kCall ? calls : puts) += leg.contracts;
    if (leg.contracts > 0) continue;
    for (const QuickLeg& other : legs) {
      if (other.contracts > 0 && expires_before(*other.contract, *leg.contract)) return false;
    }
  }
  return calls == 0 && puts == 0;
}

Money spread_hold(const QuickLegs& legs) {
  Price loss;
  for (const QuickLeg& point : legs) {
    Price value;
    for (const QuickLeg& leg : legs) {
      value +=
          detail::intrinsic(leg.contract->right, leg.contract->strike, point.contract->strike) *
          leg.contracts;
    }
    loss = std::max(loss, -value);
  }
  return notional(loss, 1, legs.front().contract->multiplier);
}

Money naked_hold(const QuickLegs& legs, MarginClass margin_class, Price spot) {
  Money hold;
  for (const QuickLeg& leg : legs) {
    if (leg.contracts >= 0) continue;
    const OptionContract& c = *leg.contract;
    hold += notional(naked_requirement(margin_class, c.right, c.strike, spot, leg.premium),
                     -leg.contracts, c.multiplier);
  }
  return hold;
}

// Of a pairing that is at hand: everything in one spread where that is allowed, else nothing in
// any.
std::optional<Money> simple_hold(const QuickLegs& legs, const Signal& signal,
                                 const SpotLookup& spot_of) {
  if (legs.empty()) return Money{};
  if (is_spread(legs)) return spread_hold(legs);
  const bool all_long =
      std::ranges::all_of(legs, [](const auto& leg) { return leg.contracts > 0; });
  if (all_long) return Money{};
  const auto spot = spot_for(signal, spot_of);
  if (!spot) return std::nullopt;
  const auto option_class = calendar::option_class(legs.front().contract->root);
  return naked_hold(legs, margin_class_of(option_class), *spot);
}

// Long shares could be lent against; that is left to the search.
std::optional<Money> short_shares_hold(const Position& position, const SpotLookup& spot_of) {
  const std::int64_t shares = net_shares(position);
  if (shares >= 0) return Money{};
  const auto spot = spot_for(position.signal, spot_of);
  if (!spot) return std::nullopt;
  return notional(detail::short_shares(*spot, MarginStage::kInitial), -shares, 1);
}

using UnderlyingKey = std::pair<Symbol, std::int64_t>;  // and the multiplier

// Nothing where an underlying has no price.
std::optional<std::map<UnderlyingKey, MarginPosition>> by_underlying(const PortfolioView& book,
                                                                     const SpotLookup& spot_of) {
  std::map<UnderlyingKey, MarginPosition> positions;
  for (const Position* open : book.open) {
    const OptionContract& any = open->legs.front().contract;
    const auto [found, added] = positions.try_emplace({open->signal.symbol, any.multiplier});
    if (added) {
      const auto spot = spot_for(open->signal, spot_of);
      if (!spot) return std::nullopt;
      found->second = on_underlying(any, *spot);
    }
    add_legs(found->second.legs, *open);
    found->second.shares += net_shares(*open);
  }
  return positions;
}

}  // namespace

MarginClass margin_class_of(const calendar::OptionClass& option_class) {
  const std::string& underlying = option_class.underlying.str();
  if (option_class.delivery != Delivery::kCash || underlying == "VIX") return MarginClass::kStock;
  const bool small_cap = underlying == "RUT" || underlying == "MRUT";
  return small_cap ? MarginClass::kSmallCapIndex : MarginClass::kBroadIndex;
}

std::optional<BookMargin> book_margin(const PortfolioView& book, const SpotLookup& spot_of,
                                      MarginStage stage) {
  const auto positions = by_underlying(book, spot_of);
  if (!positions) return std::nullopt;
  BookMargin total;
  for (const auto& [key, position] : *positions) {
    const MarginRequirement requirement = reg_t_margin(position, stage);
    total.amount += requirement.amount;
    total.hold += requirement.hold;
    total.proven = total.proven && requirement.proven;
  }
  return total;
}

OrderMargins::OrderMargins(const Signal& signal, Price limit, const PortfolioView& book,
                           const SpotLookup& spot_of)
    : signal_(signal), limit_(limit), book_(book), spot_of_(spot_of), cash_(book.cash) {
  QuickLegs legs;
  for (const SignalLeg& leg : signal.legs) {
    legs.push_back({&leg.contract, sign(leg.side) * leg.ratio, seen_price(leg)});
  }
  const auto package_hold = simple_hold(legs, signal, spot_of);
  if (!package_hold) ++unknown_;
  package_hold_ = package_hold.value_or(Money{});
  for (const Position* position : book.open) {
    legs.clear();
    for (std::size_t i = 0; i < position->legs.size(); ++i) {
      const PositionLeg& leg = position->legs[i];
      const std::int64_t contracts = margined_contracts(*position, leg);
      if (contracts == 0) continue;
      legs.push_back({&leg.contract, sign(leg.side) * contracts, margin_premium(*position, i)});
    }
    const auto options_hold = simple_hold(legs, position->signal, spot_of);
    const auto shares_hold = short_shares_hold(*position, spot_of);
    if (!options_hold || !shares_hold) ++unknown_;
    positions_hold_ += options_hold.value_or(Money{}) + shares_hold.value_or(Money{});
    cash_ += detail::cash_in_flight(*position);
  }
}

std::optional<OrderMargin> OrderMargins::of(std::int64_t packages) {
  if (unknown_ > 0) return std::nullopt;
  const Money brings = notional(limit_, packages, signal_.multiplier);
  const OrderMargin simple{package_hold_ * packages - brings, cash_ - positions_hold_};
  if (simple.fits()) return simple;
  return best(packages).value_or(simple);
}

const std::optional<OrderMargins::Searched>& OrderMargins::searched() {
  if (search_done_) return searched_;
  search_done_ = true;
  const auto spot = spot_for(signal_, spot_of_);
  auto positions = by_underlying(book_, spot_of_);
  if (!spot || !positions) return searched_;
  const OptionContract& any = signal_.legs.front().contract;
  Searched& found = searched_.emplace(Searched{.beside = on_underlying(any, *spot)});
  for (auto& [key, position] : *positions) {
    const Money hold = reg_t_margin(position).hold;
    found.hold += hold;
    if (key != UnderlyingKey{signal_.symbol, any.multiplier}) continue;
    found.beside = std::move(position);
    found.beside_hold = hold;
  }
  return searched_;
}

std::optional<OrderMargin> OrderMargins::best(std::int64_t packages) {
  const auto& before = searched();
  if (!before) return std::nullopt;
  MarginPosition after = before->beside;
  add_legs(after.legs, signal_, packages);
  const Money own_after = reg_t_margin(after).hold;
  return OrderMargin{
      own_after - before->beside_hold - notional(limit_, packages, signal_.multiplier),
      cash_ - before->hold};
}

}  // namespace aots::trading
