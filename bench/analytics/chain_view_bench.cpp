// What a look at a large chain costs: a view as such, its 30-day vol, one expiry, all of it.
#include "analytics/chain_view.hpp"

#include <cmath>

#include <benchmark/benchmark.h>

#include "calendar/expiry.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::analytics {
namespace {

const calendar::ExchangeCalendar& nyse() {
  static const calendar::ExchangeCalendar calendar;
  return calendar;
}

constexpr double kSpot = 2900.0;
constexpr CarryInputs kCarry{.rate = 0.024, .dividend_yield = std::nullopt};

// 40 expiries of 175 strikes: 14,000 quotes, as many as SPX had in 2019.
OptionChain large_chain() {
  OptionChain chain;
  chain.underlying = Symbol("SPX");
  chain.session = make_date(2019, 5, 1);
  chain.event_time = nyse().close_time(chain.session);
  chain.known_time = chain.event_time;
  chain.spot = Price::from_double(kSpot);
  for (int i = 0; i < 40; ++i) {
    ExpiryChain slice;
    slice.root = "SPXW";
    slice.expiry = nyse().session_on_or_after(chain.session + Days{2 + 9 * i});
    const double years = *calendar::years_to_cutoff(nyse(), calendar::option_class(slice.root),
                                                    slice.expiry, chain.event_time);
    const double forward = kSpot * std::exp(0.005 * years);
    for (int k = 0; k < 175; ++k) {
      const double strike = 2025.0 + 10.0 * k;
      for (const Right right : {Right::kCall, Right::kPut}) {
        const double value = pricing::black_price({.right = right,
                                                   .forward = forward,
                                                   .strike = strike,
                                                   .discount = std::exp(-0.024 * years),
                                                   .years = years,
                                                   .vol = 0.15 - 0.2 * std::log(strike / kSpot)});
        OptionQuote quote;
        quote.strike = Price::from_double(strike);
        quote.right = right;
        quote.bid = Price::from_double(std::max(0.0, value - 0.1));
        quote.ask = Price::from_double(value + 0.1);
        slice.quotes.push_back(quote);
      }
    }
    chain.expiries.push_back(std::move(slice));
  }
  return chain;
}

const OptionChain& chain() {
  static const OptionChain chain = large_chain();
  return chain;
}

void value_expiry(const ChainView& view, std::size_t index) {
  for (std::size_t q = 0; q < view.expiry(index).chain->quotes.size(); ++q) {
    benchmark::DoNotOptimize(view.analytics(index, q).status);
  }
}

void BM_ChainView(benchmark::State& state) {
  for (auto _ : state) {
    const ChainView view(chain(), kCarry, nyse());
    benchmark::DoNotOptimize(view.expiry_count());
  }
}
BENCHMARK(BM_ChainView)->Name("chain_view/made")->Unit(benchmark::kMicrosecond);

void BM_Iv30(benchmark::State& state) {
  for (auto _ : state) {
    const ChainView view(chain(), kCarry, nyse());
    benchmark::DoNotOptimize(view.iv30());
  }
}
BENCHMARK(BM_Iv30)->Name("chain_view/iv30")->Unit(benchmark::kMicrosecond);

void BM_OneExpiry(benchmark::State& state) {
  for (auto _ : state) {
    const ChainView view(chain(), kCarry, nyse());
    value_expiry(view, 0);
  }
  state.SetItemsProcessed(state.iterations() * 350);
}
BENCHMARK(BM_OneExpiry)->Name("chain_view/one_expiry")->Unit(benchmark::kMicrosecond);

void BM_WholeChain(benchmark::State& state) {
  for (auto _ : state) {
    const ChainView view(chain(), kCarry, nyse());
    for (std::size_t e = 0; e < view.expiry_count(); ++e) value_expiry(view, e);
  }
  state.SetItemsProcessed(state.iterations() * chain().quote_count());
}
BENCHMARK(BM_WholeChain)->Name("chain_view/whole_chain")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace aots::analytics
