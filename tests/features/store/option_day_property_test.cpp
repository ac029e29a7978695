// The OptionDay of packed columns is that of the chain, bit for bit.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/rng.hpp"
#include "data/store/snapshot_view.hpp"
#include "features/option_summary.hpp"
#include "features/store/option_day_reader.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::features {
namespace {

using analytics::CarryInputs;
using analytics::ChainView;

std::int64_t between(Rng& rng, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(high - low + 1)));
}

// What a vendor may send: sides missing, crossed, at zero, puts without calls, counts or none.
void disturb(OptionChain& chain, Rng& rng, double share) {
  for (auto& slice : chain.expiries) {
    std::vector<OptionQuote> kept(slice.quotes.begin(), slice.quotes.end());
    std::erase_if(kept, [&](const OptionQuote&) { return rng.uniform() < share; });
    slice.quotes = std::move(kept);
    for (auto& quote : slice.quotes) {
      if (rng.uniform() < 0.8) quote.volume = between(rng, 0, 50'000);
      if (rng.uniform() < 0.8) quote.open_interest = between(rng, 0, 3'000'000'000);
      if (rng.uniform() >= share) continue;
      switch (between(rng, 0, 5)) {
        case 0:
          quote.bid.reset();
          break;
        case 1:
          quote.ask.reset();
          break;
        case 2:
          std::swap(quote.bid, quote.ask);
          break;
        case 3:
          quote.bid = Price();
          break;
        case 4:
          quote.ask = Price::from_micros(quote.ask->micros() + between(rng, 0, 999'999));
          break;
        default:
          quote.bid = quote.ask = Price();
      }
    }
  }
}

// Chains of an index or a stock, with twins of one date and an adjusted series among them.
OptionChain random_chain(Rng& rng) {
  const bool index = rng.uniform() < 0.5;
  const std::string name = index ? "SPX" : "AAPL";
  test::ChainSpec spec{
      .underlying = Symbol(name),
      .session = make_date(2019, 5, 1) + Days(static_cast<int>(between(rng, 0, 2))),
      .spot = rng.uniform(50.0, 3000.0),
      .rate = rng.uniform(-0.01, 0.06),
      .dividend_yield = rng.uniform(0.0, 0.04),
      .half_spread = rng.uniform(0.0, 0.3)};
  OptionChain chain = test::empty_chain(spec);
  if (rng.uniform() < 0.1) chain.spot.reset();
  const double level = rng.uniform(0.08, 0.9);
  const auto smile = [&](double strike, double) {
    const double moneyness = strike / spec.spot - 1.0;
    return level - 0.1 * moneyness + 0.2 * moneyness * moneyness;
  };
  const double step = spec.spot * rng.uniform(0.002, 0.02);
  const auto steps = static_cast<double>(between(rng, 2, 40));
  for (Date label = make_date(2019, 5, 1); label < make_date(2020, 7, 1);
       label += Days(7 * static_cast<int>(between(rng, 1, 9)))) {
    if (rng.uniform() < 0.2) continue;
    const Date expiry = label + Days(2);  // a Friday
    const double low = std::max(step, spec.spot - steps * step);
    const auto strikes = test::strikes(low, spec.spot + steps * step, step);
    if (!index && rng.uniform() < 0.1)
      test::add_expiry(chain, spec, "AAPL7", expiry, strikes, smile);
    if (index && rng.uniform() < 0.5) test::add_expiry(chain, spec, "SPX", expiry, strikes, smile);
    test::add_expiry(chain, spec, index ? "SPXW" : "AAPL", expiry, strikes, smile);
  }
  std::sort(chain.expiries.begin(), chain.expiries.end(), [](const auto& a, const auto& b) {
    return std::tie(a.expiry, a.root) < std::tie(b.expiry, b.root);
  });
  disturb(chain, rng, rng.uniform() < 0.5 ? 0.02 : 0.3);
  return chain;
}

RC_GTEST_PROP(OptionDayProperty, IsTheSameFromPackedColumnsAsFromTheChain, (std::uint64_t seed)) {
  Rng rng(seed);
  const OptionChain chain = random_chain(rng);
  CarryInputs carry;
  if (rng.uniform() < 0.9) carry.rate = rng.uniform(-0.01, 0.06);
  if (rng.uniform() < 0.5) carry.dividend_yield = rng.uniform(0.0, 0.04);
  const TargetExpiry target{.days = static_cast<int>(between(rng, 3, 60)), .days_min = 3};
  const data::PackedSnapshot packed(chain);
  OptionDayReader reader(test::nyse(), target);
  const OptionDay expected = option_day(ChainView(chain, carry, test::nyse()), target);
  // Twice: what a reader keeps from one snapshot must not show in the next.
  RC_ASSERT(reader.read(packed.view(), carry) == expected);
  RC_ASSERT(reader.read(packed.view(), carry) == expected);
  RC_CLASSIFY(expected.smile_30d.atm_iv.has_value(), "has a 30-day vol");
  RC_CLASSIFY(expected.target && expected.target->put_25d_strike.has_value(), "has a 25-delta put");
}

}  // namespace
}  // namespace aots::features
