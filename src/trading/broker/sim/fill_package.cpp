#include <algorithm>

#include "trading/broker/sim/sim_broker.hpp"

namespace aots::trading {
namespace {

using Reason = std::string;

// The far side of the quote: what a package that crosses the market gets for this leg.
Result<Price, Reason> far_side(const PackageQuote& leg, OrderPurpose purpose) {
  const std::string name = leg.leg.contract.occ_symbol();
  if (leg.quote == nullptr) return tl::make_unexpected(name + " is not quoted");
  if (leg.quote->crossed()) return tl::make_unexpected(name + " is crossed");
  if (leg.leg.side == Side::kBuy) {
    if (!leg.quote->ask) return tl::make_unexpected(name + " has no ask");
    return *leg.quote->ask;
  }
  const bool worthless = !leg.quote->bid || leg.quote->bid->is_zero();
  if (worthless && purpose == OrderPurpose::kClose) return Price{};
  if (worthless) return tl::make_unexpected(name + " has no bid");
  return *leg.quote->bid;
}

// Moves the far side toward the mid: all the way for kMid, (1 - fraction) of the way for kFraction.
Price improved(Price far, const OptionQuote& quote, FillPrice model, double fraction) {
  const auto mid = quote.mid();
  if (!mid || far.is_zero()) return far;
  switch (model) {
    case FillPrice::kCross:
      return far;
    case FillPrice::kMid:
      return *mid;
    case FillPrice::kFraction:
      return Price::from_double(mid->to_double() + fraction * (far.to_double() - mid->to_double()));
  }
  return far;
}

// What the holder of the other side pays or gets for the package, credit positive.
Price net_of(const std::vector<PackageQuote>& quotes, const std::vector<Price>& prices) {
  Price net;
  for (std::size_t i = 0; i < quotes.size(); ++i) {
    net -= prices[i] * (sign(quotes[i].leg.side) * quotes[i].leg.ratio);
  }
  return net;
}

// Gives up what is needed for the package to trade at a tick, on a leg of ratio one that can bear
// it.
void give_up(Price amount, const std::vector<PackageQuote>& quotes, std::vector<Price>& prices) {
  for (std::size_t i = 0; i < quotes.size(); ++i) {
    if (quotes[i].leg.ratio != 1) continue;
    const Price moved = prices[i] + amount * sign(quotes[i].leg.side);
    if (moved.is_negative()) continue;
    prices[i] = moved;
    return;
  }
}

}  // namespace

Result<PackageFill, std::string> fill_package(const std::vector<PackageQuote>& quotes, Price limit,
                                              OrderPurpose purpose, FillPrice model,
                                              double fraction, Price package_tick) {
  PackageFill fill;
  Price mid_net;
  for (const PackageQuote& leg : quotes) {
    const auto far = far_side(leg, purpose);
    if (!far) return tl::make_unexpected(far.error());
    fill.leg_prices.push_back(improved(*far, *leg.quote, model, fraction));
    mid_net -= leg.quote->mid().value_or(*far) * (sign(leg.leg.side) * leg.leg.ratio);
  }
  fill.net = net_of(quotes, fill.leg_prices);
  if (model != FillPrice::kCross) {
    give_up(fill.net - fill.net.rounded_to(package_tick, Rounding::kDown), quotes, fill.leg_prices);
    fill.net = net_of(quotes, fill.leg_prices);
  }
  if (fill.net < limit) {
    return tl::make_unexpected(fmt::format("limit {} not reached: the market gives {}",
                                           to_string(limit), to_string(fill.net)));
  }
  fill.slippage = mid_net - fill.net;
  return fill;
}

}  // namespace aots::trading
