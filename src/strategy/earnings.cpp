#include "strategy/earnings.hpp"

#include <algorithm>
#include <cmath>

#include "strategy/gating.hpp"

namespace aots::strategy {
namespace {

constexpr double kStressMoves = 3.0;        // D7
constexpr double kStrangleRiskMoves = 2.0;  // the seed's estimate
constexpr std::int64_t kStraddleRiskCredits = 3;
constexpr int kDaysAfterReport = 2;

// What is sold: nothing, the strangle, or the straddle.
enum class Sale { kNone, kStrangle, kStraddle };

Sale wanted_sale(const MarketView& view, const EarningsConfig& config) {
  if (const auto p = probability(view.forecast)) {
    if (*p > 0.70) return Sale::kStraddle;
    return *p > 0.55 ? Sale::kStrangle : Sale::kNone;
  }
  const double percentile = view.iv_rank->percentile;
  if (percentile >= config.straddle_percentile) return Sale::kStraddle;
  return percentile >= config.min_iv_percentile ? Sale::kStrangle : Sale::kNone;
}

// The first expiry that settles after the day of the report (D13).
std::optional<std::size_t> expiry_after(const MarketView& view, const EarningsConfig& config) {
  const DteWindow window = dte_window(0, config.max_dte, view.ticker);
  for (std::size_t e = 0; e < view.chain.expiry_count(); ++e) {
    const analytics::ExpiryView& expiry = view.chain.expiry(e);
    if (!window.holds(expiry.dte) || !is_tradable(expiry)) continue;
    if (view.session + Days(expiry.dte) > view.report->report_date) return e;
  }
  return std::nullopt;
}

// The mid of the straddle at the strike nearest the spot, over the spot.
std::optional<double> expected_move(const analytics::ChainView& chain, std::size_t expiry) {
  const double spot = chain.chain().spot->to_double();
  const auto call = nearest_strike(chain, expiry, Right::kCall, spot);
  if (!call) return std::nullopt;
  const auto put = at_strike(chain, expiry, Right::kPut, quote_at(chain, *call).strike);
  if (!put) return std::nullopt;
  const auto call_mid = quote_at(chain, *call).mid();
  const auto put_mid = quote_at(chain, *put).mid();
  if (!call_mid || !put_mid) return std::nullopt;
  return (*call_mid + *put_mid).to_double() / spot;
}

// The larger of the seed's estimate and the stress loss (D7).
std::optional<Price> undefined_risk(const MarketView& view, const Signal& signal,
                                    std::size_t expiry, bool straddle) {
  const double move = *signal.expected_move;
  const double estimate =
      straddle ? signal.net_price.to_double() * static_cast<double>(kStraddleRiskCredits)
               : kStrangleRiskMoves * move * *signal.spot;
  double worst = estimate;
  for (const double side : {-1.0, 1.0}) {
    const auto loss = loss_after(view.chain, signal, expiry, side * kStressMoves * move);
    if (!loss) return std::nullopt;
    worst = std::max(worst, *loss);
  }
  return Price::from_double(worst, Rounding::kUp);
}

std::optional<NoSignal> declined(const MarketView& view) {
  if (view.ticker.model != ModelKind::kEarnings || !view.report) {
    return NoSignal{"no_earnings_ahead", {}, {}};
  }
  const auto& days = view.ticker.days_to_earnings;
  if (!days || *days < 1) return NoSignal{"report_is_out_or_due_today", {}, {}};
  return std::nullopt;
}

}  // namespace

Decision EarningsStrategy::evaluate(const MarketView& view) const {
  if (auto reason = declined(view)) return *reason;
  if (!view.iv_rank) return NoSignal{"iv_rank_absent", {}, {}};
  const Sale sale = wanted_sale(view, config_);
  if (sale == Sale::kNone) {
    return NoSignal{"iv_percentile_too_low", view.iv_rank->percentile, config_.min_iv_percentile};
  }
  if (!view.chain.chain().spot) return NoSignal{"no_spot", {}, {}};
  const auto expiry = expiry_after(view, config_);
  if (!expiry) return NoSignal{"no_expiry_after_report", {}, {}};
  const auto move = expected_move(view.chain, *expiry);
  if (!move) return NoSignal{"no_expected_move", {}, {}};
  if (*move > config_.max_expected_move) {
    return NoSignal{"expected_move_too_large", *move, config_.max_expected_move};
  }
  Decision decision = sell(view, *expiry, *move, sale == Sale::kStraddle);
  if (auto* signal = std::get_if<Signal>(&decision)) {
    signal->confidence = probability(view.forecast).value_or(view.iv_rank->percentile);
  }
  return decision;
}

std::vector<Signal> EarningsStrategy::candidates(const MarketView& view) const {
  if (declined(view) || !view.chain.chain().spot) return {};
  const auto expiry = expiry_after(view, config_);
  const auto move = expiry ? expected_move(view.chain, *expiry) : std::nullopt;
  if (!move) return {};
  return signals_among({sell(view, *expiry, *move, false), sell(view, *expiry, *move, true)});
}

Decision EarningsStrategy::sell(const MarketView& view, std::size_t expiry, double move,
                                bool straddle) const {
  const analytics::ChainView& chain = view.chain;
  const double spot = chain.chain().spot->to_double();
  const double width = straddle ? 0.0 : config_.strangle_width;
  const auto call = nearest_strike(chain, expiry, Right::kCall, spot * (1.0 + width));
  const auto put = nearest_strike(chain, expiry, Right::kPut, spot * (1.0 - width));
  if (!call || !put) return NoSignal{"no_usable_quote", {}, {}};
  std::vector<StructureLeg> legs{{*call, Side::kSell}, {*put, Side::kSell}};
  if (config_.protect_with_wings) {
    const double wing = spot * config_.wing_width;
    const Price call_strike = quote_at(chain, *call).strike;
    const Price put_strike = quote_at(chain, *put).strike;
    const auto above = nearest_strike(chain, expiry, Right::kCall, call_strike.to_double() + wing);
    const auto below = nearest_strike(chain, expiry, Right::kPut, put_strike.to_double() - wing);
    if (!above || !below || quote_at(chain, *above).strike <= call_strike ||
        quote_at(chain, *below).strike >= put_strike) {
      return NoSignal{"no_protection_strike", {}, {}};
    }
    legs.push_back({*above, Side::kBuy});
    legs.push_back({*below, Side::kBuy});
  }
  const std::string strategy = straddle ? "earnings_straddle" : "earnings_strangle";
  const std::string structure = config_.protect_with_wings
                                    ? (straddle ? "sell_iron_butterfly" : "sell_iron_condor")
                                    : (straddle ? "sell_straddle" : "sell_strangle");
  Decision decision =
      make_structure(view, {strategy, structure, Direction::kNeutral}, legs, liquidity_);
  auto* signal = std::get_if<Signal>(&decision);
  if (signal == nullptr) return decision;
  if (!signal->net_price.is_positive()) {
    return NoSignal{"no_credit", signal->net_price.to_double(), 0.0};
  }
  signal->expected_move = move;
  signal->event_date = view.report->report_date;
  if (signal->defined_risk) return decision;
  const auto risk = undefined_risk(view, *signal, expiry, straddle);
  if (!risk) return NoSignal{"no_option_with_vol", {}, {}};
  signal->max_risk = *risk;
  return decision;
}

std::optional<std::string> EarningsStrategy::exit_reason(const PositionContext& context) const {
  const Position& position = context.position;
  const Signal& signal = position.signal;
  if (context.event_announced) return "earnings_announced";
  if (context.unrealized) {
    const double credit =
        notional(position.entry_net, position.quantity, signal.multiplier).to_double();
    if (context.unrealized->to_double() >= config_.profit_target * position.max_profit.to_double())
      return "profit_target";
    if (context.unrealized->to_double() <= -config_.credit_stop * credit) return "stop_loss";
  }
  // D22: the move that was paid for has happened before the report.
  if (context.spot && signal.spot && signal.expected_move &&
      std::abs(*context.spot / *signal.spot - 1.0) > *signal.expected_move) {
    return "beyond_expected_move";
  }
  if (signal.event_date && context.session >= *signal.event_date + Days(kDaysAfterReport)) {
    return "after_earnings";
  }
  return std::nullopt;
}

void bind(ConfigBinder& binder, EarningsConfig& config) {
  const auto strategy = binder.section("strategy");
  const auto scope = binder.section("earnings");
  const auto share = [&](const char* key, double& value, const char* unit, const char* meaning) {
    binder.real(key, value, {.unit = unit, .min = 0.0, .max = 1.0, .meaning = meaning});
  };
  share("min_iv_percentile", config.min_iv_percentile, "iv_percentile, 0 to 1",
        "Sell before a report when the IV percentile is at or above this.");
  share("straddle_percentile", config.straddle_percentile, "iv_percentile, 0 to 1",
        "From this IV percentile on a straddle is sold, below it a strangle.");
  share("max_expected_move", config.max_expected_move, "fraction of spot",
        "Sell nothing when the options expect a larger move than this.");
  share("strangle_width", config.strangle_width, "fraction of spot",
        "Distance from the spot to each strike of a strangle.");
  binder.integer("max_dte", config.max_dte,
                 {.unit = "calendar days",
                  .min = 1,
                  .max = 60,
                  .meaning = "Longest time to expiry that is sold."});
  binder.flag("protect_with_wings", config.protect_with_wings,
              "Buy a wing beyond each short strike: an iron butterfly or an iron condor.");
  share("wing_width", config.wing_width, "fraction of spot",
        "Distance from each short strike to its wing.");
  share("profit_target", config.profit_target, "fraction of the credit",
        "Close when this share of the credit is earned.");
  binder.real("credit_stop", config.credit_stop,
              {.unit = "multiples of the credit",
               .min = 0.0,
               .max = 100.0,
               .meaning = "Close at a loss of this many times the credit."});
}

}  // namespace aots::strategy
