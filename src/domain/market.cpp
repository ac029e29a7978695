#include "domain/market.hpp"

#include <algorithm>
#include <tuple>

#include "base/contract.hpp"

namespace aots {

std::string_view to_string(ReportTime time) {
  switch (time) {
    case ReportTime::kBeforeOpen:
      return "before_open";
    case ReportTime::kAfterClose:
      return "after_close";
    case ReportTime::kUnknown:
      return "unknown";
  }
  contract_violation("precondition", "a known ReportTime", __FILE__, __LINE__);
}

std::optional<Price> OptionQuote::mid() const {
  if (!two_sided()) return std::nullopt;
  return Price::from_micros((*bid + *ask).micros() / 2);
}

std::optional<double> OptionQuote::spread_pct() const {
  const auto middle = mid();
  if (!middle || !middle->is_positive()) return std::nullopt;
  return (*ask - *bid).to_double() / middle->to_double();
}

const OptionQuote* ExpiryChain::find(Price strike, Right right) const {
  const auto found = std::lower_bound(quotes.begin(), quotes.end(), std::tie(strike, right),
                                      [](const OptionQuote& quote, const auto& wanted) {
                                        return std::tie(quote.strike, quote.right) < wanted;
                                      });
  if (found == quotes.end() || found->strike != strike || found->right != right) return nullptr;
  return &*found;
}

const ExpiryChain* OptionChain::find(const ShortText& root, Date expiry) const {
  const auto found = std::lower_bound(expiries.begin(), expiries.end(), std::tie(expiry, root),
                                      [](const ExpiryChain& slice, const auto& wanted) {
                                        return std::tie(slice.expiry, slice.root) < wanted;
                                      });
  if (found == expiries.end() || found->expiry != expiry || found->root != root) return nullptr;
  return &*found;
}

const OptionQuote* OptionChain::find(const OptionContract& contract) const {
  if (contract.underlying != underlying) return nullptr;
  const auto* slice = find(contract.root, contract.expiry);
  return slice == nullptr ? nullptr : slice->find(contract.strike, contract.right);
}

OptionContract OptionChain::contract(const ExpiryChain& slice, const OptionQuote& quote) const {
  return {.underlying = underlying,
          .root = slice.root,
          .expiry = slice.expiry,
          .right = quote.right,
          .strike = quote.strike,
          .multiplier = slice.multiplier};
}

std::int64_t OptionChain::quote_count() const {
  std::size_t count = 0;
  for (const auto& slice : expiries) count += slice.quotes.size();
  return static_cast<std::int64_t>(count);
}

}  // namespace aots
