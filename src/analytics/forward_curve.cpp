#include "analytics/forward_curve.hpp"

#include <cmath>

#include "base/contract.hpp"

namespace aots::analytics {

namespace {

// The expiry that speaks for the chain's dividend yield: near a year, where a stale spot hardly
// matters.
constexpr double kYieldYears = 1.0;
constexpr int kYieldDteMin = 90;

}  // namespace

ForwardCurve::ForwardCurve(Inputs inputs, PairsOf pairs_of)
    : inputs_(std::move(inputs)), pairs_of_(std::move(pairs_of)), kept_(inputs_.expiries.size()) {}

std::optional<double> ForwardCurve::discount(std::size_t expiry) const {
  const auto& years = inputs_.expiries[expiry].years;
  if (!inputs_.known.rate || !years) return std::nullopt;
  return std::exp(-*inputs_.known.rate * *years);
}

std::optional<pricing::CarriedSpot> ForwardCurve::carried_spot(
    std::size_t expiry, std::optional<double> dividend_yield) const {
  if (!inputs_.spot || !(*inputs_.spot > 0.0) || !inputs_.known.rate || !dividend_yield) {
    return std::nullopt;
  }
  return pricing::CarriedSpot{.spot = *inputs_.spot,
                              .rate = *inputs_.known.rate,
                              .dividend_yield = *dividend_yield,
                              .years = *inputs_.expiries[expiry].years};
}

const ForwardCurve::Forward& ForwardCurve::parity(std::size_t expiry) {
  auto& kept = kept_[expiry].parity;
  if (kept) return *kept;
  kept.emplace();
  const auto present = discount(expiry);
  if (!present || inputs_.expiries[expiry].adjusted) return *kept;
  pairs_.clear();
  pairs_of_(expiry, pairs_);
  // A yield of zero only lets the estimate tell its implied yield; the fallback is never taken
  // here.
  auto estimate = pricing::estimate_forward(pairs_, *present, carried_spot(expiry, 0.0));
  if (estimate && estimate->source == pricing::ForwardSource::kParity) kept.emplace(*estimate);
  return *kept;
}

// The yield that parity implies at the expiry nearest a year.
std::optional<double> ForwardCurve::chain_yield() {
  if (chain_yield_) return *chain_yield_;
  chain_yield_.emplace();
  std::optional<std::size_t> best;
  const auto distance = [this](std::size_t expiry) {
    return std::abs(*inputs_.expiries[expiry].years - kYieldYears);
  };
  for (std::size_t e = 0; e < inputs_.expiries.size(); ++e) {
    const ExpiryTime& time = inputs_.expiries[e];
    if (time.dte < kYieldDteMin || !time.years || time.adjusted) continue;
    if (!best || distance(e) < distance(*best)) best = e;
  }
  if (best && parity(*best)) chain_yield_ = parity(*best)->implied_dividend_yield;
  return *chain_yield_;
}

const ExpiryCarry& ForwardCurve::carry(std::size_t expiry) {
  AOTS_EXPECTS(expiry < kept_.size());
  auto& kept = kept_[expiry].carry;
  if (kept) return *kept;
  ExpiryCarry& carry = kept.emplace();
  carry.discount = discount(expiry);
  if (!carry.discount || inputs_.expiries[expiry].adjusted) return carry;
  carry.forward = parity(expiry);
  const auto& known_yield = inputs_.known.dividend_yield;
  carry.dividend_yield = known_yield ? known_yield : chain_yield();
  if (!carry.forward) {
    const auto spot = carried_spot(expiry, carry.dividend_yield);
    auto estimate = pricing::estimate_forward({}, *carry.discount, spot);
    if (estimate) carry.forward = *estimate;
  }
  if (!carry.dividend_yield && carry.forward) {
    carry.dividend_yield = carry.forward->implied_dividend_yield;
  }
  return carry;
}

std::optional<double> ForwardCurve::implied_spot(std::size_t expiry) {
  const ExpiryCarry& terms = carry(expiry);
  if (!terms.forward || !terms.dividend_yield) return std::nullopt;
  const double growth = *terms.dividend_yield - *inputs_.known.rate;
  return terms.forward->forward * std::exp(growth * *inputs_.expiries[expiry].years);
}

}  // namespace aots::analytics
