#include "trading/broker/sim/fill_package.hpp"

#include <fmt/format.h>

#include "base/contract.hpp"

namespace aots::trading {
namespace {

using Why = FillMiss::Why;

// The far side of the quote: what a package that crosses the market gets for this leg.
Result<Price, FillMiss> far_side(const PackageQuote& leg, OrderPurpose purpose) {
  const auto miss = [&](Why why) { return tl::make_unexpected(FillMiss{why, leg.leg, {}, {}}); };
  if (leg.quote == nullptr) return miss(Why::kNotQuoted);
  if (leg.quote->crossed()) return miss(Why::kCrossed);
  if (leg.leg->side == Side::kBuy) {
    if (!leg.quote->ask) return miss(Why::kNoAsk);
    return *leg.quote->ask;
  }
  const bool worthless = !leg.quote->bid || leg.quote->bid->is_zero();
  if (worthless && purpose == OrderPurpose::kClose) return Price{};
  if (worthless) return miss(Why::kNoBid);
  return *leg.quote->bid;
}

// Moves the far side toward the mid: all the way for kMid, (1 - fraction) of the way for kFraction.
Price improved(Price far, const OptionQuote& quote, const PackageTerms& terms) {
  if (terms.model == FillPrice::kCross) return far;
  const auto mid = quote.mid();
  if (!mid || far.is_zero()) return far;
  if (terms.model == FillPrice::kMid) return *mid;
  return Price::from_double(mid->to_double() +
                            terms.fraction * (far.to_double() - mid->to_double()));
}

// What the holder of the other side pays or gets for the package, credit positive.
Price net_of(std::span<const PackageQuote> quotes, const LegPrices& prices) {
  Price net;
  for (std::size_t i = 0; i < quotes.size(); ++i) {
    net -= prices[i] * (sign(quotes[i].leg->side) * quotes[i].leg->ratio);
  }
  return net;
}

// Gives up what is needed for the package to trade at a tick, on a leg of ratio one that can bear
// it. False where none can.
bool give_up(Price amount, std::span<const PackageQuote> quotes, LegPrices& prices) {
  if (amount.is_zero()) return true;
  for (std::size_t i = 0; i < quotes.size(); ++i) {
    if (quotes[i].leg->ratio != 1) continue;
    const Price moved = prices[i] + amount * sign(quotes[i].leg->side);
    if (moved.is_negative()) continue;
    prices[i] = moved;
    return true;
  }
  return false;
}

}  // namespace

std::string FillMiss::text() const {
  const std::string name = leg == nullptr ? "" : leg->contract.occ_symbol();
  switch (why) {
    case Why::kNoSnapshot:
      return "no snapshot met it";
    case Why::kNotQuoted:
      return name + " is not quoted";
    case Why::kCrossed:
      return name + " is crossed";
    case Why::kNoAsk:
      return name + " has no ask";
    case Why::kNoBid:
      return name + " has no bid";
    case Why::kLimit:
      return fmt::format("limit {} not reached: the market gives {}", to_string(limit),
                         to_string(net));
    case Why::kTick:
      return "no leg can bear what the net price lies off its tick";
    case Why::kSize:
      return "no size is left at the quotes";
  }
  contract_violation("precondition", "a known FillMiss", __FILE__, __LINE__);
}

Result<PackageFill, FillMiss> fill_package(std::span<const PackageQuote> quotes,
                                           const PackageTerms& terms) {
  PackageFill fill;
  Price mid_net;
  for (const PackageQuote& leg : quotes) {
    const auto far = far_side(leg, terms.purpose);
    if (!far) return tl::make_unexpected(far.error());
    fill.leg_prices.push_back(improved(*far, *leg.quote, terms));
    mid_net -= leg.quote->mid().value_or(*far) * (sign(leg.leg->side) * leg.leg->ratio);
  }
  fill.net = net_of(quotes, fill.leg_prices);
  const Price at_tick = fill.net.rounded_to(terms.tick, Rounding::kDown);
  if (!give_up(fill.net - at_tick, quotes, fill.leg_prices)) {
    return tl::make_unexpected(FillMiss{Why::kTick, nullptr, {}, {}});
  }
  fill.net = at_tick;
  if (fill.net < terms.limit) {
    return tl::make_unexpected(FillMiss{Why::kLimit, nullptr, terms.limit, fill.net});
  }
  fill.slippage = mid_net - fill.net;
  return fill;
}

}  // namespace aots::trading
