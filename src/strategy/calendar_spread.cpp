#include "strategy/calendar_spread.hpp"

#include "pricing/black_scholes.hpp"
#include "strategy/gating.hpp"
#include "strategy/iv_rank.hpp"
#include "strategy/structure.hpp"

namespace aots::strategy {
namespace {

// The later expiry nearest the middle of the gap that is wanted, that lists the strike.
std::optional<Place> later_put(const MarketView& view, std::size_t near, Price strike,
                               const CalendarSpreadConfig& config) {
  const int near_dte = view.chain.expiry(near).dte;
  const DteWindow window =
      dte_window(near_dte + config.far_gap_min, near_dte + config.far_gap_max, view.ticker);
  const auto far = nearest_expiry(view.chain, window, (window.min + window.max) / 2);
  if (!far) return std::nullopt;
  return at_strike(view.chain, *far, Right::kPut, strike);
}

// What the later put is worth when the near one expires with the spot at the strike.
std::optional<double> value_at_near_expiry(const MarketView& view, Place near, Place far) {
  const auto vol = view.chain.analytics(far.expiry, far.quote).iv;
  const auto near_years = view.chain.expiry(near.expiry).years;
  const auto far_years = view.chain.expiry(far.expiry).years;
  if (!vol || !near_years || !far_years) return std::nullopt;
  const double strike = quote_at(view.chain, near).strike.to_double();
  return pricing::black_price({.right = Right::kPut,
                               .forward = strike,
                               .strike = strike,
                               .years = *far_years - *near_years,
                               .vol = *vol});
}

Decision put_calendar(const MarketView& view, const CalendarSpreadConfig& config,
                      const analytics::LiquidityLimits& liquidity) {
  const DteWindow window = dte_window(config.near_dte_min, config.near_dte_max, view.ticker);
  const auto expiry = nearest_expiry(view.chain, window, (window.min + window.max) / 2);
  if (!expiry) return NoSignal{"no_expiry_in_window", {}, {}};
  const auto& forward = view.chain.carry(*expiry).forward;
  if (!forward) return NoSignal{"no_forward", {}, {}};
  const auto near = nearest_strike(view.chain, *expiry, Right::kPut, forward->forward);
  if (!near) return NoSignal{"no_strike_near_forward", {}, {}};
  const auto far = later_put(view, *expiry, quote_at(view.chain, *near).strike, config);
  if (!far) return NoSignal{"no_later_expiry", {}, {}};
  Decision decision =
      make_structure(view, {"calendar_spread", "buy_put_calendar", Direction::kNeutral},
                     {{*near, Side::kSell}, {*far, Side::kBuy}}, liquidity);
  auto* signal = std::get_if<Signal>(&decision);
  if (signal == nullptr) return decision;
  if (!signal->net_price.is_negative()) {
    return NoSignal{"no_debit", signal->net_price.to_double(), 0.0};
  }
  const auto value = value_at_near_expiry(view, *near, *far);
  if (!value) return NoSignal{"no_option_with_vol", {}, {}};
  signal->max_risk = -signal->net_price;
  signal->max_profit = Price::from_double(*value) + signal->net_price;
  if (!signal->max_profit.is_positive()) return NoSignal{"no_profit_possible", {}, {}};
  return decision;
}

}  // namespace

Decision CalendarSpreadStrategy::evaluate(const MarketView& view) const {
  const auto veto = config_.regime_veto ? RegimeVeto::kOn : RegimeVeto::kOff;
  if (auto declined = declined_by_context(view, veto)) return *declined;
  const double rank = view.iv_rank->rank;
  if (rank > config_.max_iv_rank) return NoSignal{"iv_rank_too_high", rank, config_.max_iv_rank};
  if (auto declined = declined_by_forecast(view.forecast)) return *declined;
  Decision decision = put_calendar(view, config_, liquidity_);
  if (auto* signal = std::get_if<Signal>(&decision)) {
    signal->confidence =
        iv_rank_confidence(rank, view.regime, probability(view.forecast), Side::kBuy);
  }
  return decision;
}

std::vector<Signal> CalendarSpreadStrategy::candidates(const MarketView& view) const {
  if (view.ticker.model != ModelKind::kCore) return {};
  return signals_among({put_calendar(view, config_, liquidity_)});
}

std::optional<std::string> CalendarSpreadStrategy::exit_reason(
    const PositionContext& context) const {
  return exit_by_rules(config_.exits, context);
}

void bind(ConfigBinder& binder, CalendarSpreadConfig& config) {
  const auto strategy = binder.section("strategy");
  const auto scope = binder.section("calendar_spread");
  const auto days = [&](const char* key, std::int64_t& value, const char* meaning) {
    binder.integer(key, value, {.unit = "calendar days", .min = 0, .max = 365, .meaning = meaning});
  };
  binder.real("max_iv_rank", config.max_iv_rank,
              {.unit = "iv_rank, 0 to 1",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Buy a calendar spread when the IV rank is at or below this."});
  days("near_dte_min", config.near_dte_min, "Shortest time to expiry of the put that is sold.");
  days("near_dte_max", config.near_dte_max, "Longest time to expiry of the put that is sold.");
  days("far_gap_min", config.far_gap_min, "Least time between the two expiries.");
  days("far_gap_max", config.far_gap_max, "Most time between the two expiries.");
  binder.flag("regime_veto", config.regime_veto, "Open nothing in a neutral or unknown regime.");
  bind(binder, config.exits);
}

}  // namespace aots::strategy
