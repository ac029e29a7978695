// What the tests of portfolio margin share: underlyings as a stress knows them, and a stress of
// their own to check against.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "tests/trading/fixtures.hpp"
#include "trading/risk/stress_market.hpp"

namespace aots::testing {

inline constexpr double kRate = 0.03;
inline constexpr double kYield = 0.015;

inline const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kExchange;
  return kExchange;
}

inline void show(trading::StressMarket& market, const char* symbol,
                 const analytics::CarryInputs& known, Timestamp at = kNow) {
  OptionChain chain;
  chain.underlying = Symbol(symbol);
  chain.session = kSession;
  chain.event_time = chain.known_time = at;
  market.see(analytics::ChainView(chain, known, exchange()), known);
}

// SPY, QQQ and SPX were seen at kNow.
inline trading::StressMarket seen_market(double rate = kRate, double yield = kYield) {
  trading::StressMarket market(exchange());
  for (const char* symbol : {"SPY", "QQQ", "SPX"}) show(market, symbol, {rate, yield});
  return market;
}

// One kind of option as the check sees it.
struct CheckOption {
  Right right;
  double strike, years, vol, units;
};

// Black-Scholes-Merton by the textbook.
inline double check_price(const CheckOption& o, double spot, double vol, double rate,
                          double yield) {
  const double phi = o.right == Right::kCall ? 1.0 : -1.0;
  if (o.years <= 0.0) return std::max(phi * (spot - o.strike), 0.0);
  const auto normal = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
  const double total = vol * std::sqrt(o.years);
  const double d1 = (std::log(spot / o.strike) + (rate - yield) * o.years) / total + 0.5 * total;
  return phi * (spot * std::exp(-yield * o.years) * normal(phi * d1) -
                o.strike * std::exp(-rate * o.years) * normal(phi * (d1 - total)));
}

// The requirement of one underlying, worked out cell by cell. Options of one right, strike and time
// cancel.
inline double check_stress(const std::vector<CheckOption>& options, double shares, double spot,
                           bool broad_index, double rate = kRate, double yield = kYield) {
  double worst = 0.0;
  for (int step = -5; step <= 5; ++step) {
    const double reach = !broad_index ? 0.15 : step < 0 ? 0.08 : 0.06;
    const double then = spot * (1.0 + reach * step / 5.0);
    for (const double factor : {0.85, 1.0, 1.15}) {
      double profit = shares * (then - spot);
      for (const CheckOption& o : options) {
        profit += o.units * (check_price(o, then, o.vol * factor, rate, yield) -
                             check_price(o, spot, o.vol, rate, yield));
      }
      worst = std::max(worst, -profit);
    }
  }
  std::map<std::tuple<Right, double, double>, std::pair<double, double>> net;  // units, worth
  for (const CheckOption& o : options) {
    auto& [units, worth] = net[{o.right, o.strike, o.years}];
    units += o.units;
    worth = check_price(o, spot, o.vol, rate, yield);
  }
  double least = 0.0;
  for (const auto& [contract, held] : net) {
    const auto& [units, worth] = held;
    least += units > 0.0 ? units * std::min(0.375, worth) : -units * 0.375;
  }
  return std::max(worst, least);
}

}  // namespace aots::testing
