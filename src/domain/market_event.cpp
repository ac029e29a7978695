#include "domain/market_event.hpp"

#include <algorithm>
#include <tuple>

namespace aots {
namespace {

// The rank of a record among those of its kind that became known at the same time: symbol and date
// first, then everything else, so that only equal records are equivalent.
auto rank(const RateObservation& rate) {
  return std::tie(rate.series, rate.date, rate.origin, rate.rate);
}
auto rank(const FomcDecision& decision) { return std::tie(decision.date, decision.scheduled); }
auto rank(const EarningsReport& report) {
  return std::tie(report.symbol, report.report_date, report.time, report.origin);
}
auto rank(const Dividend& dividend) {
  return std::tie(dividend.symbol, dividend.ex_date, dividend.origin, dividend.amount);
}
auto rank(const Split& split) {
  return std::tie(split.symbol, split.ex_date, split.origin, split.ratio);
}
auto rank(const Bar& bar) {
  return std::tie(bar.symbol, bar.date, bar.origin, bar.open, bar.high, bar.low, bar.close,
                  bar.volume);
}
auto rank(const SessionEnd& end) { return std::tie(end.session); }
auto rank(const OptionQuote& quote) {
  return std::tie(quote.strike, quote.right, quote.bid, quote.ask, quote.bid_size, quote.ask_size,
                  quote.volume, quote.open_interest, quote.vendor_iv, quote.vendor_delta);
}
auto rank(const ExpiryChain& slice) { return std::tie(slice.expiry, slice.root, slice.multiplier); }
auto rank(const OptionChain& chain) {
  return std::tie(chain.underlying, chain.session, chain.event_time, chain.origin,
                  chain.event_time_approximate, chain.spot);
}

template <class Record>
bool before(const Record& a, const Record& b) {
  return rank(a) < rank(b);
}

bool before(const ExpiryChain& a, const ExpiryChain& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  return std::lexicographical_compare(a.quotes.begin(), a.quotes.end(), b.quotes.begin(),
                                      b.quotes.end(), before<OptionQuote>);
}

bool before(const OptionChain& a, const OptionChain& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  return std::lexicographical_compare(
      a.expiries.begin(), a.expiries.end(), b.expiries.begin(), b.expiries.end(),
      [](const ExpiryChain& left, const ExpiryChain& right) { return before(left, right); });
}

}  // namespace

Timestamp known_time(const MarketEvent& event) {
  return std::visit([](const auto& record) { return record.known_time; }, event);
}

bool ordered_before(const MarketEvent& a, const MarketEvent& b) {
  const auto known_a = known_time(a);
  const auto known_b = known_time(b);
  if (known_a != known_b) return known_a < known_b;
  if (a.index() != b.index()) return a.index() < b.index();
  return std::visit(
      [&b](const auto& record) {
        return before(record, std::get<std::decay_t<decltype(record)>>(b));
      },
      a);
}

}  // namespace aots
