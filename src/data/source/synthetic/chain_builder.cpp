#include "data/source/synthetic/chain_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/contract.hpp"
#include "calendar/expiry.hpp"

namespace aots::data {
namespace {

Horizon horizon_of(const ListedExpiry& expiry, Date session, const BusinessTime& time) {
  switch (expiry.option_class->settlement) {
    case SettlementPrint::kAm:
      return {.last_session = expiry.settlement,
              .years = time.years_to_open(session, expiry.settlement)};
    case SettlementPrint::kPm:
      return {.last_session = expiry.settlement,
              .years = time.years_between_closes(session, expiry.settlement)};
  }
  contract_violation("precondition", "a known SettlementPrint", __FILE__, __LINE__);
}

// The variance of every expiry; the surface wants its horizons in the order of time.
std::vector<double> variances_of(const std::vector<ListedExpiry>& expiries, Date session,
                                 const BusinessTime& time, const SurfaceSource& surface) {
  std::vector<Horizon> horizons;
  horizons.reserve(expiries.size());
  for (const ListedExpiry& expiry : expiries) horizons.push_back(horizon_of(expiry, session, time));
  std::vector<std::size_t> order(expiries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return horizons[i].years; });
  std::vector<Horizon> ascending;
  ascending.reserve(order.size());
  for (const std::size_t i : order) ascending.push_back(horizons[i]);
  const std::vector<double> sorted = surface.total_variances(ascending);
  std::vector<double> result(expiries.size());
  for (std::size_t i = 0; i < order.size(); ++i) result[order[i]] = sorted[i];
  return result;
}

}  // namespace

std::vector<std::string> option_roots(const Symbol& symbol) {
  if (symbol.str() == "SPX") return {"SPX", "SPXW"};
  return {symbol.str()};
}

double thirty_day_variance(Date session, const SurfaceSource& surface,
                           const calendar::ExchangeCalendar& calendar, const BusinessTime& time) {
  const Date end = session + Days{kIndexDays};
  const Horizon horizon{.last_session = calendar.session_on_or_before(end),
                        .years = time.years_between_closes(session, end)};
  return surface.total_variances(std::span(&horizon, 1)).front();
}

ChainBuilder::ChainBuilder(const ChainBuilderOptions& options,
                           const calendar::ExchangeCalendar& calendar, const BusinessTime& time)
    : calendar_(calendar),
      time_(time),
      symbol_(options.symbol),
      quoting_(options.quoting),
      ladder_({.roots = option_roots(options.symbol),
               .kind = options.quoting.kind,
               .contracts_min = options.contracts_min},
              calendar),
      quotes_(options.seed, options.symbol.str()) {}

OptionChain ChainBuilder::build(const SessionMarket& market, const SurfaceSource& surface) {
  const Timestamp close = calendar_.close_time(market.session);
  const double variance = thirty_day_variance(market.session, surface, calendar_, time_);
  ladder_.advance(market.session, market.spot, std::sqrt(variance * 365.0 / kIndexDays));

  OptionChain chain{.underlying = symbol_,
                    .session = market.session,
                    .event_time = close,
                    .known_time = close,
                    .spot = Price::from_double(market.spot),
                    .origin = Origin::kSynthetic,
                    .expiries = {}};
  const QuotingConditions conditions{
      .liquidity = quoting_.liquidity, .stress = market.stress, .opens_market = !opened_};
  std::vector<ListedExpiry>& expiries = ladder_.expiries();
  const std::vector<double> variances = variances_of(expiries, market.session, time_, surface);
  chain.expiries.reserve(expiries.size());
  for (std::size_t i = 0; i < expiries.size(); ++i) {
    ListedExpiry& expiry = expiries[i];
    ExpiryPricing pricing{.spot = market.spot, .forward = market.spot};
    const auto years =
        calendar::years_to_cutoff(calendar_, *expiry.option_class, expiry.label, close);
    if (years) {
      pricing.smile.emplace(quoting_.shape, variances[i]);
      pricing.years = *years;
      pricing.discount = std::exp(-market.rate * *years);
      pricing.forward = surface.forward(expiry.settlement, *years);
    }
    chain.expiries.push_back(quotes_.quote(expiry, pricing, conditions));
  }
  opened_ = true;
  return chain;
}

}  // namespace aots::data
