// OptionQuote: bid and ask of one option at one moment, as its source said them.
//
// Prices are dollars per share or index points. What the source did not say is absent. A bid of
// zero is a real answer (nobody bids), an ask of zero an absent ask.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/fixed.hpp"
#include "domain/types.hpp"

namespace aots {

struct OptionQuote {
  Price strike;
  Right right = Right::kCall;
  std::optional<Price> bid;
  std::optional<Price> ask;
  std::optional<std::int32_t> bid_size;
  std::optional<std::int32_t> ask_size;
  std::optional<std::int64_t> volume;
  std::optional<std::int64_t> open_interest;
  std::optional<double> vendor_iv;  // as the vendor printed it; for comparison only
  std::optional<double> vendor_delta;

  bool crossed() const { return bid && ask && *bid > *ask; }
  // Both sides stand and do not cross; a zero bid counts as standing.
  bool two_sided() const { return bid && ask && *bid <= *ask; }
  // Absent unless two_sided. In millionths, rounded toward zero by half a millionth at most.
  std::optional<Price> mid() const;
  // (ask - bid) / mid; absent without a positive mid.
  std::optional<double> spread_pct() const;

  bool operator==(const OptionQuote&) const = default;
};

// Many quotes begin as copies of it: GCC makes each one from nothing with a string instruction,
// which takes longer to start than the copy takes.
inline constexpr OptionQuote kEmptyQuote{};

}  // namespace aots
