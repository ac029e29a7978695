#include "trading/broker/sim/quoted_size.hpp"

#include <algorithm>

namespace aots::trading {
namespace {

// Contracts at the quote for an order of this side; nothing where the snapshot does not say.
std::optional<std::int64_t> size_at(const OptionQuote& quote, Side side, const FillConfig& config) {
  if (config.size() == SizeLimit::kVolumeShare) {
    if (!quote.volume) return std::nullopt;
    return static_cast<std::int64_t>(static_cast<double>(*quote.volume) * config.volume_share);
  }
  const auto& size = side == Side::kBuy ? quote.ask_size : quote.bid_size;
  if (!size) return std::nullopt;
  return *size;
}

bool given_away(const PackageQuote& leg) {
  return leg.leg->side == Side::kSell && (!leg.quote->bid || leg.quote->bid->is_zero());
}

}  // namespace

std::int64_t QuotedSize::taken(const OptionQuote& quote, Side side) const {
  const auto found = std::ranges::find_if(
      taken_, [&](const Taken& t) { return t.quote == &quote && t.side == side; });
  return found == taken_.end() ? 0 : found->contracts;
}

QuotedSize::Left QuotedSize::left(std::span<const PackageQuote> quotes, const FillConfig& config,
                                  std::int64_t wanted) const {
  Left left{wanted, true};
  if (config.size() == SizeLimit::kNone) return left;
  for (const PackageQuote& leg : quotes) {
    if (given_away(leg)) continue;
    const auto size = size_at(*leg.quote, leg.leg->side, config);
    if (!size) {
      left.every_leg_known = false;
      continue;
    }
    const std::int64_t contracts = *size - taken(*leg.quote, leg.leg->side);
    left.packages = std::min(left.packages, std::max<std::int64_t>(0, contracts) / leg.leg->ratio);
  }
  return left;
}

void QuotedSize::take(std::span<const PackageQuote> quotes, std::int64_t packages) {
  for (const PackageQuote& leg : quotes) {
    const std::int64_t contracts = packages * leg.leg->ratio;
    const auto found = std::ranges::find_if(
        taken_, [&](const Taken& t) { return t.quote == leg.quote && t.side == leg.leg->side; });
    if (found == taken_.end()) {
      taken_.push_back({leg.quote, leg.leg->side, contracts});
    } else {
      found->contracts += contracts;
    }
  }
}

}  // namespace aots::trading
