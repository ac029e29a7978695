#include "strategy/structure.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "calendar/option_class.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::strategy {
namespace {

// What an American option is worth at once, per share; a European one cannot be exercised early.
double exercise_value(const OptionContract& contract, double spot) {
  if (calendar::option_class(contract.root).style == ExerciseStyle::kEuropean) return 0.0;
  const double in_the_money = spot - contract.strike.to_double();
  return std::max(0.0, contract.right == Right::kCall ? in_the_money : -in_the_money);
}

NoSignal no_signal(std::string rule) {
  return NoSignal{std::move(rule), std::nullopt, std::nullopt};
}

Price intrinsic(const OptionContract& contract, Price spot) {
  const Price value =
      contract.right == Right::kCall ? spot - contract.strike : contract.strike - spot;
  return value.is_negative() ? Price{} : value;
}

Price payoff(const std::vector<SignalLeg>& legs, Price spot) {
  Price value;
  for (const SignalLeg& leg : legs) {
    value += intrinsic(leg.contract, spot) * (sign(leg.side) * leg.ratio);
  }
  return value;
}

bool one_expiry(const std::vector<SignalLeg>& legs) {
  return std::ranges::all_of(legs, [&](const SignalLeg& leg) {
    return leg.contract.expiry == legs.front().contract.expiry &&
           leg.contract.root == legs.front().contract.root;
  });
}

std::optional<NoSignal> unusable(const SignalLeg& leg, const OptionQuote& quote,
                                 const analytics::LiquidityLimits& liquidity) {
  if (!quote.two_sided()) return no_signal("no_usable_quote");
  if (leg.side == Side::kSell && !quote.bid->is_positive()) return no_signal("no_usable_quote");
  if (analytics::illiquid_because(liquidity, quote)) return no_signal("illiquid_leg");
  return std::nullopt;
}

}  // namespace

DteWindow dte_window(std::int64_t min, std::int64_t max, const TickerContext& ticker) {
  return {std::max(static_cast<int>(min), ticker.min_dte),
          std::min(static_cast<int>(max), ticker.max_dte)};
}

bool is_tradable(const analytics::ExpiryView& expiry) {
  return !expiry.option_class.adjusted && expiry.years.has_value();
}

const OptionQuote& quote_at(const analytics::ChainView& chain, Place place) {
  return chain.expiry(place.expiry).chain->quotes[place.quote];
}

std::optional<Place> nearest_delta(const analytics::ChainView& chain, std::size_t expiry,
                                   Right right, double target,
                                   const analytics::LiquidityLimits& liquidity) {
  std::optional<Place> best;
  double best_distance = 0.0;
  const auto& quotes = chain.expiry(expiry).chain->quotes;
  for (std::size_t q = 0; q < quotes.size(); ++q) {
    if (quotes[q].right != right) continue;
    if (analytics::illiquid_because(liquidity, quotes[q])) continue;
    const analytics::OptionAnalytics& analytics = chain.analytics(expiry, q);
    if (!analytics.greeks) continue;
    const double distance = std::abs(analytics.greeks->delta - target);
    if (best && distance >= best_distance) continue;
    best = Place{expiry, q};
    best_distance = distance;
  }
  return best;
}

std::optional<Place> nearest_delta(const analytics::ChainView& chain, DteWindow window, Right right,
                                   double target, const analytics::LiquidityLimits& liquidity) {
  std::optional<Place> best;
  double best_distance = 0.0;
  for (std::size_t e = 0; e < chain.expiry_count(); ++e) {
    const analytics::ExpiryView& expiry = chain.expiry(e);
    if (!window.holds(expiry.dte) || !is_tradable(expiry)) continue;
    const auto place = nearest_delta(chain, e, right, target, liquidity);
    if (!place) continue;
    const double delta = chain.analytics(e, place->quote).greeks->delta;
    if (best && std::abs(delta - target) >= best_distance) continue;
    best = place;
    best_distance = std::abs(delta - target);
  }
  return best;
}

std::optional<Place> at_strike(const analytics::ChainView& chain, std::size_t expiry, Right right,
                               Price strike) {
  const auto& quotes = chain.expiry(expiry).chain->quotes;
  for (std::size_t q = 0; q < quotes.size(); ++q) {
    if (quotes[q].right == right && quotes[q].strike == strike) return Place{expiry, q};
  }
  return std::nullopt;
}

std::optional<Place> nearest_strike(const analytics::ChainView& chain, std::size_t expiry,
                                    Right right, double price) {
  std::optional<Place> best;
  double best_distance = 0.0;
  const auto& quotes = chain.expiry(expiry).chain->quotes;
  for (std::size_t q = 0; q < quotes.size(); ++q) {
    if (quotes[q].right != right) continue;
    const double distance = std::abs(quotes[q].strike.to_double() - price);
    if (best && distance >= best_distance) continue;
    best = Place{expiry, q};
    best_distance = distance;
  }
  return best;
}

std::optional<std::size_t> nearest_expiry(const analytics::ChainView& chain, DteWindow window,
                                          int target_dte) {
  std::optional<std::size_t> best;
  for (std::size_t e = 0; e < chain.expiry_count(); ++e) {
    const analytics::ExpiryView& expiry = chain.expiry(e);
    if (!window.holds(expiry.dte) || !is_tradable(expiry)) continue;
    if (best &&
        std::abs(expiry.dte - target_dte) >= std::abs(chain.expiry(*best).dte - target_dte)) {
      continue;
    }
    best = e;
  }
  return best;
}

SignalLeg signal_leg(const analytics::ChainView& chain, const StructureLeg& wanted) {
  const ExpiryChain& slice = *chain.expiry(wanted.place.expiry).chain;
  const OptionQuote& quote = quote_at(chain, wanted.place);
  const analytics::OptionAnalytics& analytics =
      chain.analytics(wanted.place.expiry, wanted.place.quote);
  SignalLeg leg;
  leg.contract = chain.chain().contract(slice, quote);
  leg.side = wanted.side;
  leg.ratio = wanted.ratio;
  leg.bid = quote.bid;
  leg.ask = quote.ask;
  leg.iv = analytics.iv;
  leg.greeks = analytics.greeks;
  return leg;
}

Signal blank_signal(const MarketView& view, const StructureName& name) {
  Signal signal;
  signal.time = view.now;
  signal.session = view.session;
  signal.symbol = view.ticker.symbol;
  signal.strategy = name.strategy;
  signal.action = name.action;
  signal.direction = name.direction;
  signal.regime = view.regime;
  if (view.iv_rank) signal.iv_rank = view.iv_rank->rank;
  signal.iv_source = view.iv_source;
  signal.vix = view.vix;
  if (view.chain.chain().spot) signal.spot = view.chain.chain().spot->to_double();
  if (const auto* forecast = std::get_if<models::Forecast>(&view.forecast)) {
    signal.forecast = forecast->probability;
  } else {
    signal.flags.emplace_back("no_forecast");
  }
  if (view.vix_stale) signal.flags.emplace_back("vix_stale");
  if (view.chain.chain().event_time_approximate) signal.flags.emplace_back("approximate_time");
  return signal;
}

PayoffBounds payoff_bounds(const std::vector<SignalLeg>& legs, Price net_price) {
  // The payoff is linear between strikes, so its extremes lie at strikes, at zero, or far out.
  std::int64_t slope_beyond = 0;
  Price highest = payoff(legs, Price{}), lowest = highest;
  for (const SignalLeg& leg : legs) {
    const Price value = payoff(legs, leg.contract.strike);
    highest = std::max(highest, value);
    lowest = std::min(lowest, value);
    if (leg.contract.right == Right::kCall) slope_beyond += sign(leg.side) * leg.ratio;
  }
  AOTS_EXPECTS(slope_beyond <= 0);
  PayoffBounds bounds;
  bounds.max_profit = highest + net_price;
  if (slope_beyond == 0) bounds.max_loss = -(lowest + net_price);
  return bounds;
}

std::optional<double> loss_after(const analytics::ChainView& chain, const Signal& signal,
                                 std::size_t expiry, double move) {
  const auto& carry = chain.carry(expiry);
  const auto years = chain.expiry(expiry).years;
  const auto spot = chain.chain().spot;
  if (!carry.forward || !years || !spot) return std::nullopt;
  double value = signal.net_price.to_double();
  for (const SignalLeg& leg : signal.legs) {
    if (!leg.iv) return std::nullopt;
    const double held_on = pricing::black_price({.right = leg.contract.right,
                                                 .forward = carry.forward->forward * (1.0 + move),
                                                 .strike = leg.contract.strike.to_double(),
                                                 .years = *years,
                                                 .vol = *leg.iv});
    const double price =
        std::max(held_on, exercise_value(leg.contract, spot->to_double() * (1.0 + move)));
    value += price * static_cast<double>(sign(leg.side) * leg.ratio);
  }
  return -value;
}

Decision make_structure(const MarketView& view, const StructureName& name,
                        const std::vector<StructureLeg>& legs,
                        const analytics::LiquidityLimits& liquidity) {
  Signal signal = blank_signal(view, name);
  const analytics::ExpiryView& first = view.chain.expiry(legs.front().place.expiry);
  signal.multiplier = first.chain->multiplier;
  signal.expiry = first.chain->expiry;
  signal.dte = first.dte;
  for (const StructureLeg& wanted : legs) {
    const SignalLeg leg = signal_leg(view.chain, wanted);
    if (auto reason = unusable(leg, quote_at(view.chain, wanted.place), liquidity)) return *reason;
    const Price price = leg.side == Side::kSell ? *leg.bid : *leg.ask;
    signal.net_price -= price * (sign(leg.side) * leg.ratio);
    signal.legs.push_back(leg);
  }
  if (!one_expiry(signal.legs)) return signal;
  const PayoffBounds bounds = payoff_bounds(signal.legs, signal.net_price);
  signal.defined_risk = bounds.max_loss.has_value();
  signal.max_profit = bounds.max_profit;
  if (!signal.max_profit.is_positive()) return no_signal("no_profit_possible");
  if (!bounds.max_loss) return signal;
  if (!bounds.max_loss->is_positive()) return no_signal("no_loss_possible");
  signal.max_risk = *bounds.max_loss;
  return signal;
}

}  // namespace aots::strategy
