// Structures: finding options in a chain, and making a signal of those that were found.
//
// Prices of a signal are per share at the far side of each leg's quote: what is sold gets the bid,
// what is bought pays the ask. Its largest profit and loss are those of the payoff at expiry,
// exact, for legs of one expiry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analytics/liquidity.hpp"
#include "strategy/strategy.hpp"

namespace aots::strategy {

// Where an option sits in a chain view.
struct Place {
  std::size_t expiry = 0;
  std::size_t quote = 0;
};

// Calendar days to expiry, both bounds inside.
struct DteWindow {
  int min = 0;
  int max = 0;

  bool holds(int dte) const { return dte >= min && dte <= max; }
};

// What the strategy wants within what the ticker allows (D2).
DteWindow dte_window(std::int64_t min, std::int64_t max, const TickerContext& ticker);

bool is_tradable(const analytics::ExpiryView& expiry);

// The option of one right inside the window whose delta is nearest the target; ties go to the
// earlier expiry and the lower strike. Options without an implied vol have no delta and are passed
// over, and so are illiquid ones.
std::optional<Place> nearest_delta(const analytics::ChainView& chain, DteWindow window, Right right,
                                   double target, const analytics::LiquidityLimits& liquidity);
// The same within one expiry.
std::optional<Place> nearest_delta(const analytics::ChainView& chain, std::size_t expiry,
                                   Right right, double target,
                                   const analytics::LiquidityLimits& liquidity);
// The option at exactly that strike.
std::optional<Place> at_strike(const analytics::ChainView& chain, std::size_t expiry, Right right,
                               Price strike);
// The listed strike nearest a price; ties go to the lower one.
std::optional<Place> nearest_strike(const analytics::ChainView& chain, std::size_t expiry,
                                    Right right, double price);
// The tradable expiry inside the window whose dte is nearest the target; ties go to the earlier.
std::optional<std::size_t> nearest_expiry(const analytics::ChainView& chain, DteWindow window,
                                          int target_dte);

const OptionQuote& quote_at(const analytics::ChainView& chain, Place place);

struct StructureLeg {
  Place place;
  Side side = Side::kBuy;
  std::int64_t ratio = 1;
};

struct StructureName {
  std::string strategy;  // "iron_condor"
  std::string action;    // "sell_iron_condor"
  Direction direction = Direction::kNeutral;
};

// What is known of the moment, in a signal without legs, prices or confidence.
Signal blank_signal(const MarketView& view, const StructureName& name);
// The option as it stands in the chain.
SignalLeg signal_leg(const analytics::ChainView& chain, const StructureLeg& wanted);

// Largest profit and loss per share, both positive; an unbounded loss is absent.
struct PayoffBounds {
  Price max_profit;
  std::optional<Price> max_loss;
};

// Of legs of one expiry that sell at least as many calls as they buy (programmer error otherwise:
// the profit would have no bound), opened at `net_price` (per share, credit positive).
PayoffBounds payoff_bounds(const std::vector<SignalLeg>& legs, Price net_price);

// The loss per share of a signal whose legs share the expiry when the spot moves by that fraction
// at once, vols unchanged; an American option is worth no less than its exercise. Absent where a
// leg has no vol, and without a spot.
std::optional<double> loss_after(const analytics::ChainView& chain, const Signal& signal,
                                 std::size_t expiry, double move);

// The signal of legs at the prices that stand, without confidence; or why it cannot be:
// "no_usable_quote", "illiquid_leg", "no_profit_possible" (quotes that cannot be right) or
// "no_loss_possible". Legs of several expiries have no bounds here: the caller fills them in.
Decision make_structure(const MarketView& view, const StructureName& name,
                        const std::vector<StructureLeg>& legs,
                        const analytics::LiquidityLimits& liquidity);

}  // namespace aots::strategy
