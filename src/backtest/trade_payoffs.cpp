#include "backtest/trade_payoffs.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "calendar/exchange_calendar.hpp"
#include "calendar/expiry.hpp"
#include "pricing/payoff.hpp"
#include "trading/risk/book_margin.hpp"

namespace aots::backtest {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kCurvePoints = 41;

struct EntryView {
  std::vector<pricing::HeldOption> options;
  pricing::UnderlyingNow market;
  double vol = 0.0;  // of the leg nearest the money
};

std::optional<EntryView> view_at_entry(const Position& position,
                                       const calendar::ExchangeCalendar& exchange) {
  const Signal& signal = position.signal;
  if (!position.entry_time || !signal.spot || *signal.spot <= 0.0) return std::nullopt;
  if (signal.legs.size() != position.legs.size()) return std::nullopt;
  EntryView view;
  view.market.spot = *signal.spot;
  double nearest = 0.0;
  for (std::size_t i = 0; i < signal.legs.size(); ++i) {
    const PositionLeg& leg = position.legs[i];
    const auto& vol = signal.legs[i].iv;
    if (!vol || !exchange.covers(leg.contract.expiry)) return std::nullopt;
    const auto option_class = calendar::option_class(leg.contract.root);
    const double strike = leg.contract.strike.to_double();
    view.options.push_back(
        {leg.contract.right, strike,
         calendar::years_to_cutoff(exchange, option_class, leg.contract.expiry, signal.time)
             .value_or(0.0),
         *vol, static_cast<double>(sign(leg.side) * leg.contracts * leg.contract.multiplier),
         leg.entry_price.to_double()});
    const double distance = std::abs(std::log(strike / view.market.spot));
    if (i == 0 || distance < nearest) {
      view.vol = *vol;
      nearest = distance;
    }
  }
  return view;
}

double cents(double dollars) { return std::round(dollars * 100.0) / 100.0 + 0.0; }

Json number(const std::optional<double>& value) {
  return value ? Json(cents(*value)) : Json(nullptr);
}

Json curves(const EntryView& view, const pricing::PayoffAnalysis& payoff) {
  std::vector<pricing::Scenario> scenarios;
  Json spots = Json::array();
  Json at_expiry = Json::array();
  Json at_entry = Json::array();
  for (const double spot :
       pricing::spots_to_draw(view.options, payoff, view.market, kCurvePoints)) {
    scenarios.push_back({std::max(spot, 1e-6), 1.0});
    spots.push_back(cents(spot));
    at_expiry.push_back(cents(pricing::profit_at(payoff, spot)));
  }
  const double premium = pricing::net_premium(view.options);
  for (const double value : pricing::position_values(view.options, view.market, scenarios, 0.0)) {
    at_entry.push_back(cents(value + premium));
  }
  return {{"spots", spots}, {"at_expiry", at_expiry}, {"at_entry", at_entry}};
}

trading::MarginRequirement margin_alone(const Position& position) {
  const OptionContract& any = position.legs.front().contract;
  trading::MarginPosition alone;
  alone.margin_class = trading::margin_class_of(calendar::option_class(any.root));
  alone.spot = Price::from_double(*position.signal.spot);
  alone.multiplier = any.multiplier;
  for (const PositionLeg& leg : position.legs) {
    alone.legs.push_back({leg.contract.right, leg.contract.strike, leg.contract.expiry,
                          calendar::option_class(leg.contract.root).settlement,
                          sign(leg.side) * leg.contracts, leg.entry_price});
  }
  return trading::reg_t_margin(alone);
}

Json to_json(const Position& position, const EntryView& view) {
  const auto payoff = pricing::analyse_payoff(view.options, view.market);
  const auto odds = pricing::lognormal_odds(payoff, view.market, view.vol);
  const Greeks greeks = pricing::position_greeks(view.options, view.market);
  const auto margin = margin_alone(position);
  Json break_evens = Json::array();
  for (const double spot : payoff.break_evens) break_evens.push_back(cents(spot));
  return {{"trade_id", position.id.value},
          {"spot", view.market.spot},
          {"net_premium", cents(pricing::net_premium(view.options))},
          {"max_profit", number(payoff.max_profit)},
          {"max_loss", number(payoff.max_loss)},
          {"break_evens", break_evens},
          {"probability_of_profit", std::round(odds.probability_of_profit * 1e4) / 1e4},
          {"expected_profit", cents(odds.expected_profit)},
          {"greeks",
           {{"delta", greeks.delta},
            {"gamma", greeks.gamma},
            {"theta", greeks.theta_per_day},
            {"vega", greeks.vega_per_vol_point},
            {"rho", greeks.rho_per_rate_pct}}},
          {"margin", margin.amount.to_double()},
          {"exact", payoff.exact},
          {"curves", curves(view, payoff)}};
}

}  // namespace

std::string trade_payoffs_json(const std::vector<Position>& positions) {
  const calendar::ExchangeCalendar exchange;
  Json trades = Json::array();
  for (const Position& position : positions) {
    if (const auto view = view_at_entry(position, exchange)) {
      trades.push_back(to_json(position, *view));
    }
  }
  return Json{{"trades", std::move(trades)}}.dump() + '\n';
}

}  // namespace aots::backtest
