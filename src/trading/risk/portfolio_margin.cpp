#include "trading/risk/portfolio_margin.hpp"

#include <map>
#include <utility>

#include "calendar/option_class.hpp"
#include "trading/portfolio/shares.hpp"
#include "trading/risk/book_margin.hpp"
#include "trading/risk/detail/in_flight.hpp"

namespace aots::trading {
namespace {

std::optional<Price> seen_mid(const SignalLeg& leg) {
  return OptionQuote{.bid = leg.bid, .ask = leg.ask}.mid();
}

// The market of one underlying.
class Stress {
 public:
  Stress(const Symbol& symbol, const SpotLookup& spot_of, const StressMarket* market)
      : market_(market), spot_(spot_of ? spot_of(symbol) : std::nullopt) {}

  // False where the contract cannot be stressed.
  bool add(StressedHolding& holding, const OptionContract& contract, std::optional<double> vol,
           std::int64_t contracts) const {
    if (market_ == nullptr || !spot_ || !vol) return false;
    const StressedOption* option = market_->option(contract, *vol, *spot_);
    if (option == nullptr) return false;
    holding.add(*option, static_cast<double>(contracts * contract.multiplier));
    return true;
  }

  bool add_shares(StressedHolding& holding, std::int64_t shares, MarginClass margin_class) const {
    if (shares == 0) return true;
    if (!spot_) return false;
    holding.add_shares(static_cast<double>(shares), spot_->to_double(), margin_class);
    return true;
  }

 private:
  const StressMarket* market_;
  std::optional<Price> spot_;
};

// What a contract is marked at; before its order has filled, the middle that the decision saw.
std::optional<Price> mark_of(const Position& position, std::size_t index) {
  if (position.status != PositionStatus::kPending) return position.legs[index].mark;
  return seen_mid(position.signal.legs[index]);
}

// Adds what a position has and may still get; false where any of it is unknown.
bool add(StressedHolding& holding, const Position& position, const SpotLookup& spot_of,
         const StressMarket* market) {
  const Stress stress(position.signal.symbol, spot_of, market);
  for (std::size_t i = 0; i < position.legs.size(); ++i) {
    const PositionLeg& leg = position.legs[i];
    const std::int64_t contracts = detail::margined_contracts(position, leg);
    if (contracts == 0) continue;
    if (leg.deliverable != 1.0 || !mark_of(position, i)) return false;
    if (!stress.add(holding, leg.contract, leg.iv, sign(leg.side) * contracts)) return false;
  }
  const auto option_class = calendar::option_class(position.legs.front().contract.root);
  return stress.add_shares(holding, net_shares(position), margin_class_of(option_class));
}

// What the equity of the book changes by when what is in flight fills at its limit.
Money change_in_flight(const Position& position) {
  if (position.in_flight == 0) return {};
  Money change = detail::cash_in_flight(position);
  for (std::size_t i = 0; i < position.legs.size(); ++i) {
    const PositionLeg& leg = position.legs[i];
    const std::int64_t contracts = detail::in_flight_contracts(position, leg);
    const Price mark = mark_of(position, i).value_or(Price{});
    change += notional(mark, sign(leg.side) * contracts, leg.contract.multiplier);
  }
  return change;
}

Money dollars(double amount) { return Money::from_double(amount, Rounding::kUp); }

// The stress of every underlying, and what is in flight booked as filled.
struct StressedBook {
  std::map<Symbol, StressedHolding> holdings;
  PortfolioMargin margin;
  std::int64_t unknown = 0;  // trades
};

StressedBook stress_book(const PortfolioView& book, const SpotLookup& spot_of,
                         const StressMarket* market) {
  StressedBook stressed;
  stressed.margin.equity = book.equity;
  stressed.margin.cash = book.cash;
  for (const Position* position : book.open) {
    StressedHolding& holding = stressed.holdings[position->signal.symbol];
    if (!add(holding, *position, spot_of, market)) ++stressed.unknown;
    stressed.margin.equity += change_in_flight(*position);
    stressed.margin.cash += detail::cash_in_flight(*position);
  }
  for (const auto& [symbol, holding] : stressed.holdings) {
    stressed.margin.requirement += dollars(holding.requirement());
  }
  return stressed;
}

}  // namespace

std::optional<PortfolioMargin> portfolio_margin(const PortfolioView& book,
                                                const SpotLookup& spot_of,
                                                const StressMarket* market) {
  const StressedBook stressed = stress_book(book, spot_of, market);
  return stressed.unknown > 0 ? std::nullopt : std::optional(stressed.margin);
}

PortfolioOrder::PortfolioOrder(const Signal& signal, Price limit, const PortfolioView& book,
                               const SpotLookup& spot_of, const StressMarket* market)
    : limit_brings_(notional(limit, 1, signal.multiplier)) {
  const Stress stress(signal.symbol, spot_of, market);
  Money worth;
  bool known = true;
  for (const SignalLeg& leg : signal.legs) {
    const auto mid = seen_mid(leg);
    const std::int64_t contracts = sign(leg.side) * leg.ratio;
    known = known && mid && stress.add(package_, leg.contract, leg.iv, contracts);
    if (mid) worth += notional(*mid, contracts, leg.contract.multiplier);
  }
  gives_up_ = -(limit_brings_ + worth);

  StressedBook stressed = stress_book(book, spot_of, market);
  book_ = stressed.margin;
  unknown_ = stressed.unknown + (known ? 0 : 1);
  beside_ = std::move(stressed.holdings[signal.symbol]);
  beside_requirement_ = dollars(beside_.requirement());
}

std::optional<OrderMargin> PortfolioOrder::of(std::int64_t packages) {
  if (unknown_ > 0) return std::nullopt;
  StressedHolding after = beside_;
  after.add(package_, static_cast<double>(packages));
  const Money added = dollars(after.requirement()) - beside_requirement_;
  return tighter(OrderMargin{added + gives_up_ * packages, book_.free()},
                 OrderMargin{-(limit_brings_ * packages), book_.cash});
}

}  // namespace aots::trading
