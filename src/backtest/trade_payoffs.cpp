#include "backtest/trade_payoffs.hpp"

#include <algorithm>
#include <cmath>

#include "base/json_writer.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/expiry.hpp"
#include "pricing/payoff.hpp"
#include "trading/risk/book_margin.hpp"

namespace aots::backtest {
namespace {

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

std::optional<double> cents(const std::optional<double>& dollars) {
  return dollars ? std::optional(cents(*dollars)) : std::nullopt;
}

void put_cents(JsonWriter& json, std::string_view name, const std::vector<double>& dollars) {
  json.name(name).begin_array();
  for (const double amount : dollars) json.value(cents(amount));
  json.end_array();
}

void put_curves(JsonWriter& json, const EntryView& view, const pricing::PayoffAnalysis& payoff) {
  const auto spots = pricing::spots_to_draw(view.options, payoff, view.market, kCurvePoints);
  std::vector<pricing::Scenario> scenarios;
  std::vector<double> at_expiry;
  for (const double spot : spots) {
    scenarios.push_back({std::max(spot, 1e-6), 1.0});
    at_expiry.push_back(pricing::profit_at(payoff, spot));
  }
  auto at_entry = pricing::position_values(view.options, view.market, scenarios, 0.0);
  const double premium = pricing::net_premium(view.options);
  for (double& value : at_entry) value += premium;
  json.name("curves").begin_object();
  put_cents(json, "spots", spots);
  put_cents(json, "at_expiry", at_expiry);
  put_cents(json, "at_entry", at_entry);
  json.end_object();
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

double rounded_odds(double probability) { return std::round(probability * 1e4) / 1e4; }

// By the smile of the first expiry; null where there was none.
void put_smile_odds(JsonWriter& json, const pricing::PayoffAnalysis& payoff,
                    const pricing::TerminalDistribution* smile) {
  std::optional<double> probability, profit;
  if (smile != nullptr) {
    probability = rounded_odds(smile->probability_of_profit(payoff.line()));
    profit = cents(smile->expected_profit(payoff.line()));
  }
  json.field("smile_probability_of_profit", probability).field("smile_expected_profit", profit);
}

void put_trade(JsonWriter& json, const Position& position, const EntryView& view,
               const pricing::TerminalDistribution* smile) {
  const auto payoff = pricing::analyse_payoff(view.options, view.market);
  const auto odds = pricing::lognormal_odds(payoff, view.market, view.vol);
  const Greeks greeks = pricing::position_greeks(view.options, view.market);
  json.begin_object()
      .field("trade_id", position.id.value)
      .field("spot", view.market.spot)
      .field("net_premium", cents(pricing::net_premium(view.options)))
      .field("max_profit", cents(payoff.max_profit))
      .field("max_loss", cents(payoff.max_loss));
  put_cents(json, "break_evens", payoff.break_evens);
  json.field("probability_of_profit", rounded_odds(odds.probability_of_profit))
      .field("expected_profit", cents(odds.expected_profit));
  put_smile_odds(json, payoff, smile);
  json.name("greeks")
      .begin_object()
      .field("delta", greeks.delta)
      .field("gamma", greeks.gamma)
      .field("theta", greeks.theta_per_day)
      .field("vega", greeks.vega_per_vol_point)
      .field("rho", greeks.rho_per_rate_pct)
      .end_object();
  json.field("margin", margin_alone(position).amount.to_double()).field("exact", payoff.exact);
  put_curves(json, view, payoff);
  json.end_object();
}

}  // namespace

std::string trade_payoffs_json(const std::vector<Position>& positions,
                               const TerminalDistributions& smiles) {
  const calendar::ExchangeCalendar exchange;
  JsonWriter json;
  json.begin_object().name("trades").begin_array();
  for (const Position& position : positions) {
    const auto view = view_at_entry(position, exchange);
    if (!view) continue;
    const auto smile = smiles.find(position.id);
    put_trade(json, position, *view, smile == smiles.end() ? nullptr : &smile->second);
  }
  return json.end_array().end_object().take() + '\n';
}

}  // namespace aots::backtest
