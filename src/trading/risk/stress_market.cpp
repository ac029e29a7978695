#include "trading/risk/stress_market.hpp"

#include <cmath>

#include "calendar/expiry.hpp"
#include "trading/risk/book_margin.hpp"

namespace aots::trading {
namespace {

// What the chain says of the yield; asked where nothing is known of it.
std::optional<double> yield_of_chain(const analytics::ChainView& view) {
  constexpr double kYieldYears = 1.0;
  std::optional<std::size_t> nearest;
  const auto& times = view.times();
  const auto distance = [&](std::size_t expiry) {
    return std::abs(*times[expiry].years - kYieldYears);
  };
  for (std::size_t e = 0; e < times.size(); ++e) {
    if (!times[e].years || times[e].adjusted) continue;
    if (!nearest || distance(e) < distance(*nearest)) nearest = e;
  }
  return nearest ? view.carry(*nearest).dividend_yield : std::nullopt;
}

}  // namespace

void StressMarket::see(const analytics::ChainView& view, const analytics::CarryInputs& known) {
  Underlying& underlying = underlyings_[view.chain().underlying];
  underlying.options.clear();
  underlying.terms.at = view.chain().event_time;
  underlying.terms.rate = known.rate;
  const auto yield = known.dividend_yield ? known.dividend_yield : yield_of_chain(view);
  if (yield) underlying.terms.dividend_yield = yield;
}

std::optional<StressedOption> StressMarket::reprice(const OptionContract& contract, double vol,
                                                    Price spot, const Terms& terms) const {
  const auto option_class = calendar::option_class(contract.root);
  const bool on_futures = option_class.underlying.str() == "VIX";
  if (!terms.rate || !terms.dividend_yield || option_class.adjusted || on_futures) {
    return std::nullopt;
  }
  if (!calendar_.covers(contract.expiry)) return std::nullopt;
  // At the cut-off and after it an option is worth its intrinsic value.
  const double years =
      calendar::years_to_cutoff(calendar_, option_class, contract.expiry, terms.at).value_or(0.0);
  return stressed(
      {.right = contract.right, .strike = contract.strike.to_double(), .years = years, .vol = vol},
      margin_class_of(option_class),
      {.spot = spot.to_double(), .rate = *terms.rate, .dividend_yield = *terms.dividend_yield});
}

const StressedOption* StressMarket::option(const OptionContract& contract, double vol,
                                           Price spot) const {
  const auto found = underlyings_.find(contract.underlying);
  if (found == underlyings_.end() || !spot.is_positive()) return nullptr;
  Underlying& underlying = found->second;
  const auto kept = underlying.options.find(contract);
  if (kept != underlying.options.end() && kept->second.vol == vol && kept->second.spot == spot) {
    return &kept->second.option;
  }
  const auto option = reprice(contract, vol, spot, underlying.terms);
  if (!option) return nullptr;
  return &underlying.options.insert_or_assign(contract, Kept{vol, spot, *option})
              .first->second.option;
}

}  // namespace aots::trading
