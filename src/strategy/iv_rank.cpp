#include "strategy/iv_rank.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace aots::strategy {
namespace {

// Where an option sits in a chain view.
struct Place {
  std::size_t expiry = 0;
  std::size_t quote = 0;
};

struct DteWindow {
  int min = 0;
  int max = 0;

  bool holds(int dte) const { return dte >= min && dte <= max; }
};

NoSignal no_signal(std::string rule) {
  return NoSignal{std::move(rule), std::nullopt, std::nullopt};
}

NoSignal no_signal(std::string rule, double observed, double limit) {
  return NoSignal{std::move(rule), observed, limit};
}

DteWindow dte_window(const IvRankConfig& config, const TickerContext& ticker) {
  return {std::max(static_cast<int>(config.target_dte_min), ticker.min_dte),
          std::min(static_cast<int>(config.target_dte_max), ticker.max_dte)};
}

// The option of one right inside the window whose delta is nearest the target; ties go to the
// earlier expiry and the lower strike. Options without an implied vol have no delta and are passed
// over, and so are illiquid ones.
std::optional<Place> nearest_delta(const analytics::ChainView& chain, DteWindow window, Right right,
                                   double target, const analytics::LiquidityLimits& liquidity) {
  std::optional<Place> best;
  double best_distance = 0.0;
  for (std::size_t e = 0; e < chain.expiry_count(); ++e) {
    const analytics::ExpiryView& expiry = chain.expiry(e);
    if (!window.holds(expiry.dte) || expiry.option_class.adjusted || !expiry.years) continue;
    for (std::size_t q = 0; q < expiry.chain->quotes.size(); ++q) {
      if (expiry.chain->quotes[q].right != right) continue;
      if (analytics::illiquid_because(liquidity, expiry.chain->quotes[q])) continue;
      const analytics::OptionAnalytics& analytics = chain.analytics(e, q);
      if (!analytics.greeks) continue;
      const double distance = std::abs(analytics.greeks->delta - target);
      if (!best || distance < best_distance) {
        best = Place{e, q};
        best_distance = distance;
      }
    }
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

bool window_is_empty(const analytics::ChainView& chain, DteWindow window) {
  for (std::size_t e = 0; e < chain.expiry_count(); ++e) {
    if (window.holds(chain.expiry(e).dte)) return false;
  }
  return true;
}

SignalLeg make_leg(const analytics::ChainView& chain, Place place, Side side) {
  const ExpiryChain& slice = *chain.expiry(place.expiry).chain;
  const OptionQuote& quote = slice.quotes[place.quote];
  const analytics::OptionAnalytics& analytics = chain.analytics(place.expiry, place.quote);
  SignalLeg leg;
  leg.contract = chain.chain().contract(slice, quote);
  leg.side = side;
  leg.bid = quote.bid;
  leg.ask = quote.ask;
  leg.iv = analytics.iv;
  leg.greeks = analytics.greeks;
  return leg;
}

// What both structures have in common; prices are filled in by the caller.
Signal make_vertical(const MarketView& view, Place sold, Place bought, double confidence) {
  const analytics::ExpiryView& expiry = view.chain.expiry(sold.expiry);
  Signal signal;
  signal.time = view.now;
  signal.session = view.session;
  signal.symbol = view.ticker.symbol;
  signal.direction = Direction::kBullish;
  signal.legs = {make_leg(view.chain, sold, Side::kSell), make_leg(view.chain, bought, Side::kBuy)};
  signal.multiplier = expiry.chain->multiplier;
  signal.expiry = expiry.chain->expiry;
  signal.dte = expiry.dte;
  signal.confidence = confidence;
  signal.regime = view.regime;
  signal.iv_rank = view.iv_rank->rank;
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

std::optional<double> probability(const models::ForecastAnswer& answer) {
  const auto* forecast = std::get_if<models::Forecast>(&answer);
  if (forecast == nullptr) return std::nullopt;
  return forecast->probability;
}

// Seed 2.3.4 with D11: a core forecast trades when it is above one half and decided enough.
std::optional<NoSignal> declined_by_forecast(const models::ForecastAnswer& answer) {
  constexpr double kMinProbability = 0.65;  // abs(p - 0.5) * 2 > 0.3 together with p > 0.5
  const auto p = probability(answer);
  if (!p || *p > kMinProbability) return std::nullopt;
  return no_signal("forecast_declines", *p, kMinProbability);
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
      view, *sold, *bought,
      iv_rank_confidence(view.iv_rank->rank, view.regime, probability(view.forecast), Side::kSell));
  signal.strategy = "iv_rank_sell";
  signal.action = "sell_put_credit_spread";
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
  Signal signal = make_vertical(
      view, *sold, *bought,
      iv_rank_confidence(view.iv_rank->rank, view.regime, probability(view.forecast), Side::kBuy));
  signal.strategy = "iv_rank_buy";
  signal.action = "buy_call_debit_spread";
  signal.net_price = -debit;
  signal.max_profit = width - debit;
  signal.max_risk = debit;
  return signal;
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

bool stopped_out(const Position& position, Money unrealized, const IvRankConfig& config) {
  const Money paid_or_received =
      notional(position.entry_net, position.quantity, position.signal.multiplier);
  const double multiple = paid_or_received.is_positive() ? config.credit_stop : config.debit_stop;
  return unrealized.to_double() <= -multiple * paid_or_received.abs().to_double();
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
  switch (view.ticker.model) {
    case ModelKind::kCore:
      break;
    case ModelKind::kEarnings:
      return no_signal("earnings_window");
    case ModelKind::kBlackout:
      return no_signal("earnings_blackout");
  }
  if (config_.regime_veto) {
    if (view.regime == Regime::kNeutral) return no_signal("neutral_regime");
    if (view.regime == Regime::kUnknown) return no_signal("unknown_regime");
  }
  if (!view.iv_rank) return no_signal("iv_rank_absent");
  if (window_is_empty(view.chain, dte_window(config_, view.ticker))) {
    return no_signal("no_expiry_in_window");
  }
  const double rank = view.iv_rank->rank;
  if (rank > config_.sell_threshold) {
    if (auto declined = declined_by_forecast(view.forecast)) return *declined;
    return sell_put_spread(view, config_, liquidity_);
  }
  if (rank < config_.buy_threshold) {
    const bool expansion = view.regime == Regime::kIvExpansion || view.regime == Regime::kLowVol;
    if (config_.regime_veto && !expansion) {
      return no_signal("buy_needs_expansion", rank, config_.buy_threshold);
    }
    if (auto declined = declined_by_forecast(view.forecast)) return *declined;
    return buy_call_spread(view, config_, liquidity_);
  }
  return no_signal("iv_rank_between_thresholds", rank, config_.sell_threshold);
}

std::optional<std::string> IvRankStrategy::exit_reason(const PositionContext& context) const {
  const Position& position = context.position;
  if (context.unrealized) {
    const double target = config_.profit_target * position.max_profit.to_double();
    if (context.unrealized->to_double() >= target) return "profit_target";
    if (stopped_out(position, *context.unrealized, config_)) return "stop_loss";
  }
  if (position.initial_dte > 0) {
    const double elapsed = 1.0 - static_cast<double>(context.dte) / position.initial_dte;
    if (elapsed > config_.time_exit) return "time_exit";
  }
  if (config_.exit_on_high_vol && position.signal.regime == Regime::kLowVol &&
      context.regime == Regime::kHighVol) {
    return "regime_shift";
  }
  return std::nullopt;
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
  binder.real("profit_target", config.profit_target,
              {.unit = "fraction of max profit",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Close when this share of the largest possible profit is reached."});
  binder.real("credit_stop", config.credit_stop,
              {.unit = "multiples of the credit",
               .min = 0.0,
               .max = 100.0,
               .meaning = "Close a credit spread at a loss of this many times the credit."});
  binder.real("debit_stop", config.debit_stop,
              {.unit = "fraction of the debit",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Close a debit spread when this share of the debit is lost."});
  binder.real(
      "time_exit", config.time_exit,
      {.unit = "fraction of days to expiry",
       .min = 0.0,
       .max = 1.0,
       .meaning = "Close when more than this share of the time from entry to expiry has passed."});
  binder.flag("exit_on_high_vol", config.exit_on_high_vol,
              "Close a position that was opened in low_vol when the regime turns to high_vol.");
}

}  // namespace aots::strategy
