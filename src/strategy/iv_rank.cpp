#include "strategy/iv_rank.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "strategy/gating.hpp"
#include "strategy/structure.hpp"

namespace aots::strategy {
namespace {

NoSignal no_signal(std::string rule) {
  return NoSignal{std::move(rule), std::nullopt, std::nullopt};
}

NoSignal no_signal(std::string rule, double observed, double limit) {
  return NoSignal{std::move(rule), observed, limit};
}

DteWindow dte_window(const IvRankConfig& config, const TickerContext& ticker) {
  return dte_window(config.target_dte_min, config.target_dte_max, ticker);
}

bool window_is_empty(const analytics::ChainView& chain, DteWindow window) {
  for (std::size_t e = 0; e < chain.expiry_count(); ++e) {
    if (window.holds(chain.expiry(e).dte)) return false;
  }
  return true;
}

// What both structures have in common; prices and confidence are filled in by the caller.
Signal make_vertical(const MarketView& view, const StructureName& name, Place sold, Place bought) {
  const analytics::ExpiryView& expiry = view.chain.expiry(sold.expiry);
  Signal signal = blank_signal(view, name);
  signal.legs = {signal_leg(view.chain, {sold, Side::kSell}),
                 signal_leg(view.chain, {bought, Side::kBuy})};
  signal.multiplier = expiry.chain->multiplier;
  signal.expiry = expiry.chain->expiry;
  signal.dte = expiry.dte;
  return signal;
}

Decision sell_put_spread(const MarketView& view, const IvRankConfig& config,
                         const analytics::LiquidityLimits& liquidity) {
  const DteWindow window = dte_window(config, view.ticker);
  const auto sold = nearest_delta(view.chain, window, Right::kPut, -config.target_delta, liquidity);
  if (!sold) return no_signal("no_option_with_delta");
  const OptionQuote& short_put = view.chain.expiry(sold->expiry).chain->quotes[sold->quote];
  const Price width = Price::from_double(config.max_spread_width);
  const auto bought = at_strike(view.chain, sold->expiry, Right::kPut, short_put.strike - width);
  if (!bought) return no_signal("no_protection_strike");
  const OptionQuote& long_put = view.chain.expiry(bought->expiry).chain->quotes[bought->quote];
  if (!short_put.two_sided() || !long_put.two_sided()) return no_signal("no_usable_quote");
  if (analytics::illiquid_because(liquidity, long_put)) return no_signal("illiquid_protection");

  const Price credit = *short_put.bid - *long_put.ask;
  if (!credit.is_positive()) return no_signal("no_credit", credit.to_double(), 0.0);
  if (credit >= width) {
    return no_signal("credit_exceeds_width", credit.to_double(), width.to_double());
  }
  Signal signal = make_vertical(
      view, {"iv_rank_sell", "sell_put_credit_spread", Direction::kBullish}, *sold, *bought);
  signal.net_price = credit;
  signal.max_profit = credit;
  signal.max_risk = width - credit;
  return signal;
}

Decision buy_call_spread(const MarketView& view, const IvRankConfig& config,
                         const analytics::LiquidityLimits& liquidity) {
  const DteWindow window = dte_window(config, view.ticker);
  const auto bought = nearest_delta(view.chain, window, Right::kCall, config.buy_delta, liquidity);
  if (!bought) return no_signal("no_option_with_delta");
  const OptionQuote& long_call = view.chain.expiry(bought->expiry).chain->quotes[bought->quote];
  const Price width = Price::from_double(config.max_spread_width);
  const auto sold = at_strike(view.chain, bought->expiry, Right::kCall, long_call.strike + width);
  if (!sold) return no_signal("no_protection_strike");
  const OptionQuote& short_call = view.chain.expiry(sold->expiry).chain->quotes[sold->quote];
  if (!short_call.two_sided() || !long_call.two_sided()) return no_signal("no_usable_quote");
  if (analytics::illiquid_because(liquidity, short_call)) return no_signal("illiquid_protection");

  const Price debit = *long_call.ask - *short_call.bid;
  if (!debit.is_positive()) return no_signal("no_debit", debit.to_double(), 0.0);
  if (debit >= width) return no_signal("debit_exceeds_width", debit.to_double(), width.to_double());
  Signal signal = make_vertical(view, {"iv_rank_buy", "buy_call_debit_spread", Direction::kBullish},
                                *sold, *bought);
  signal.net_price = -debit;
  signal.max_profit = width - debit;
  signal.max_risk = debit;
  return signal;
}

// The decision with the confidence of its side, where it is a signal.
Decision with_confidence(Decision decision, const MarketView& view, Side side) {
  if (auto* signal = std::get_if<Signal>(&decision)) {
    signal->confidence =
        iv_rank_confidence(view.iv_rank->rank, view.regime, probability(view.forecast), side);
  }
  return decision;
}

double regime_multiplier(Regime regime, Side side) {
  const bool sell = side == Side::kSell;
  switch (regime) {
    case Regime::kLowVol:
      return sell ? 1.0 : 0.8;
    case Regime::kHighVol:
      return sell ? 0.7 : 0.9;
    case Regime::kIvContraction:
      return sell ? 1.2 : 0.6;
    case Regime::kIvExpansion:
      return sell ? 0.6 : 1.2;
    case Regime::kNeutral:
    case Regime::kUnknown:
      return 0.5;
  }
  return 0.5;
}

}  // namespace

double iv_rank_confidence(double iv_rank, Regime regime, std::optional<double> forecast,
                          Side side) {
  constexpr double kBaseMax = 0.95;
  constexpr double kMax = 0.98;
  constexpr double kRuleWeight = 0.6;
  const double base = std::min(side == Side::kSell ? iv_rank : 1.0 - iv_rank, kBaseMax);
  double confidence = base * regime_multiplier(regime, side);
  if (forecast) confidence = kRuleWeight * confidence + (1.0 - kRuleWeight) * *forecast;
  return std::min(confidence, kMax);
}

Decision IvRankStrategy::evaluate(const MarketView& view) const {
  const auto veto = config_.regime_veto ? RegimeVeto::kOn : RegimeVeto::kOff;
  if (auto declined = declined_by_context(view, veto)) return *declined;
  if (window_is_empty(view.chain, dte_window(config_, view.ticker))) {
    return no_signal("no_expiry_in_window");
  }
  const double rank = view.iv_rank->rank;
  if (rank > config_.sell_threshold) {
    if (auto declined = declined_by_forecast(view.forecast)) return *declined;
    return with_confidence(sell_put_spread(view, config_, liquidity_), view, Side::kSell);
  }
  if (rank < config_.buy_threshold) {
    const bool expansion = view.regime == Regime::kIvExpansion || view.regime == Regime::kLowVol;
    if (config_.regime_veto && !expansion) {
      return no_signal("buy_needs_expansion", rank, config_.buy_threshold);
    }
    if (auto declined = declined_by_forecast(view.forecast)) return *declined;
    return with_confidence(buy_call_spread(view, config_, liquidity_), view, Side::kBuy);
  }
  return no_signal("iv_rank_between_thresholds", rank, config_.sell_threshold);
}

std::vector<Signal> IvRankStrategy::candidates(const MarketView& view) const {
  if (view.ticker.model != ModelKind::kCore) return {};
  return signals_among(
      {sell_put_spread(view, config_, liquidity_), buy_call_spread(view, config_, liquidity_)});
}

std::optional<std::string> IvRankStrategy::exit_reason(const PositionContext& context) const {
  return exit_by_rules(config_.exits, context);
}

void bind(ConfigBinder& binder, IvRankConfig& config) {
  const auto strategy = binder.section("strategy");
  const auto scope = binder.section("iv_rank");
  const std::string rank_unit = "iv_rank, 0 to 1";
  binder.real("sell_threshold", config.sell_threshold,
              {.unit = rank_unit,
               .min = 0.0,
               .max = 1.0,
               .meaning = "Sell a put credit spread when the IV rank is above this."});
  binder.real(
      "buy_threshold", config.buy_threshold,
      {.unit = rank_unit,
       .min = 0.0,
       .max = 1.0,
       .meaning =
           "Buy a call debit spread when the IV rank is below this and a rise is expected."});
  binder.integer("target_dte_min", config.target_dte_min,
                 {.unit = "calendar days",
                  .min = 0,
                  .max = 365,
                  .meaning = "Shortest time to expiry that is opened."});
  binder.integer("target_dte_max", config.target_dte_max,
                 {.unit = "calendar days",
                  .min = 0,
                  .max = 365,
                  .meaning = "Longest time to expiry that is opened."});
  binder.real("target_delta", config.target_delta,
              {.unit = "absolute delta",
               .min = 0.01,
               .max = 0.99,
               .meaning = "Delta of the put that is sold."});
  binder.real(
      "buy_delta", config.buy_delta,
      {.unit = "delta", .min = 0.01, .max = 0.99, .meaning = "Delta of the call that is bought."});
  binder.real("max_spread_width", config.max_spread_width,
              {.unit = "dollars per share or index points",
               .min = 0.5,
               .max = 1000.0,
               .meaning = "Distance between the two strikes of a spread."});
  binder.flag("regime_veto", config.regime_veto,
              "Open nothing in a neutral or unknown regime, and buy only where volatility is "
              "expected to rise.");
  bind(binder, config.exits);
}

}  // namespace aots::strategy
