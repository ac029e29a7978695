// ForwardCurve: what each expiry of one chain is valued with: its discount, its forward and the
// dividend yield behind its Greeks, worked out when asked for and kept.
//
// The forward comes from put-call parity around the money, else from spot and carry
// (pricing/forward.hpp). The yield is the known one, else the one that parity implies at the expiry
// nearest a year, where a stale spot hardly matters, else at this expiry. Rates and yields are
// continuously compounded fractions, years ACT/365.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "analytics/carry.hpp"
#include "analytics/expiry_time.hpp"
#include "pricing/forward.hpp"

namespace aots::analytics {

// What one expiry is valued with; absent members could not be had.
struct ExpiryCarry {
  std::optional<double> discount;  // today's value of one paid at the cut-off
  std::optional<pricing::ForwardEstimate> forward;
  std::optional<double> dividend_yield;  // behind the Greeks, see above
};

class ForwardCurve {
 public:
  // Appends the strikes of one expiry at which both quotes are two-sided.
  using PairsOf = std::function<void(std::size_t expiry, std::vector<pricing::ParityPair>& pairs)>;

  struct Inputs {
    CarryInputs known;
    std::optional<double> spot;  // counts where it is positive
    std::vector<ExpiryTime> expiries;
  };

  ForwardCurve(Inputs inputs, PairsOf pairs_of);

  const std::vector<ExpiryTime>& expiries() const { return inputs_.expiries; }
  const CarryInputs& known() const { return inputs_.known; }
  const ExpiryCarry& carry(std::size_t expiry);
  // The spot that the forward of an expiry implies, forward * exp(-(rate - yield) * years): what
  // its Greeks move. Absent where its carry lacks a member.
  std::optional<double> implied_spot(std::size_t expiry);

 private:
  using Forward = std::optional<pricing::ForwardEstimate>;
  struct Kept {
    std::optional<ExpiryCarry> carry{};
    std::optional<Forward> parity{};  // without the fallback
  };

  std::optional<double> discount(std::size_t expiry) const;
  std::optional<pricing::CarriedSpot> carried_spot(std::size_t expiry,
                                                   std::optional<double> dividend_yield) const;
  const Forward& parity(std::size_t expiry);
  std::optional<double> chain_yield();

  Inputs inputs_;
  PairsOf pairs_of_;
  std::vector<Kept> kept_;
  std::vector<pricing::ParityPair> pairs_;
  std::optional<std::optional<double>> chain_yield_{};
};

}  // namespace aots::analytics
