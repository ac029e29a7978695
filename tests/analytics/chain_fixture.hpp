// Chains for tests: quotes around Black-Scholes-Merton values, so that every answer is known
// beforehand.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "calendar/expiry.hpp"
#include "domain/market.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::test {

inline const calendar::ExchangeCalendar& nyse() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

struct ChainSpec {
  Symbol underlying = Symbol("SPX");
  Date session = make_date(2019, 5, 1);
  double spot = 2900.0;
  double rate = 0.024;
  double dividend_yield = 0.019;
  double half_spread = 0.05;
};

// The vol of an option by strike and years.
using VolSurface = std::function<double(double strike, double years)>;

inline OptionChain empty_chain(const ChainSpec& spec) {
  OptionChain chain;
  chain.underlying = spec.underlying;
  chain.session = spec.session;
  chain.event_time = nyse().close_time(spec.session);
  chain.known_time = chain.event_time;
  chain.spot = Price::from_double(spec.spot);
  return chain;
}

inline OptionQuote quote_at(const ChainSpec& spec, double strike, Right right, double years,
                            double vol) {
  const double forward = spec.spot * std::exp((spec.rate - spec.dividend_yield) * years);
  const double value = pricing::black_price({.right = right,
                                             .forward = forward,
                                             .strike = strike,
                                             .discount = std::exp(-spec.rate * years),
                                             .years = years,
                                             .vol = vol});
  OptionQuote quote;
  quote.strike = Price::from_double(strike);
  quote.right = right;
  quote.bid = Price::from_double(std::max(0.0, value - spec.half_spread));
  quote.ask = Price::from_double(value + spec.half_spread);
  return quote;
}

// Adds an expiry with strikes from `low` to `high`; expiries are to be added in order.
inline void add_expiry(OptionChain& chain, const ChainSpec& spec, const std::string& root,
                       Date expiry, const std::vector<double>& strikes, const VolSurface& surface) {
  ExpiryChain slice;
  slice.root = root;
  slice.expiry = expiry;
  const double years =
      calendar::years_to_cutoff(nyse(), calendar::option_class(root), expiry, chain.event_time)
          .value_or(0.0);
  for (const double strike : strikes) {
    for (const Right right : {Right::kCall, Right::kPut}) {
      slice.quotes.push_back(quote_at(spec, strike, right, years, surface(strike, years)));
    }
  }
  chain.expiries.push_back(std::move(slice));
}

inline std::vector<double> strikes(double low, double high, double step) {
  std::vector<double> result;
  for (double strike = low; strike <= high; strike += step) result.push_back(strike);
  return result;
}

}  // namespace aots::test
