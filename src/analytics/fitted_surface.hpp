// FittedSurface: the vols of a whole chain as one surface without arbitrage (pricing/surface.hpp).
//
// Each expiry gives its out-of-the-money quotes with a bid, at their log-moneyness against its own
// forward; bid, mid and ask are turned into vols with the expiry's discount. Vols are annualised
// fractions, years ACT/365, deltas those of spot as in ChainView. Forwards and discounts between
// expiries are log-linear in time. Absent outside the fitted expiries: nothing is extrapolated in
// time; in strike the fitted wings go on, and `within_quotes` says whether a strike is between the
// outermost quotes.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "analytics/chain_view.hpp"
#include "pricing/surface.hpp"

namespace aots::analytics {

struct FittedExpiry {
  std::size_t expiry = 0;  // index in the view
  double years = 0.0;
  double forward = 0.0;
  std::optional<double> dividend_yield{};  // as ChainView has it; without one no spot delta
  pricing::SmileOutcome outcome;
};

class FittedSurface {
 public:
  // Fits the expiries of the view that have a forward and time left. The view may go afterwards.
  explicit FittedSurface(const ChainView& view, const pricing::SmileFitOptions& options = {});

  // Every expiry that was asked, in the order of the view; adjusted contracts, expired ones and
  // those without a forward are not.
  const std::vector<FittedExpiry>& expiries() const { return expiries_; }
  // The fitted expiry of this index in the view; nothing where it was not fitted.
  const pricing::SmileFit* fit(std::size_t expiry) const;
  const pricing::Surface* surface() const { return surface_ ? &*surface_ : nullptr; }

  std::optional<double> forward(double years) const;
  std::optional<double> vol(double strike, double years) const;
  // At the strike where an option of this right has this absolute spot delta.
  std::optional<double> vol_at_delta(Right right, double delta, double years) const;
  std::optional<double> strike_at_delta(Right right, double delta, double years) const;
  // At the money forward, variance-linear between expiries.
  std::optional<double> atm_vol(double years) const;
  bool within_quotes(double strike, double years) const;
  // Where the underlying ends.
  std::optional<pricing::TerminalDistribution> distribution(double years) const;

 private:
  // The fitted expiries around a time, and how far between them it lies; the same twice at one.
  struct Bracket {
    const FittedExpiry* near = nullptr;
    const FittedExpiry* far = nullptr;
    double share = 0.0;
  };
  std::optional<Bracket> bracket(double years) const;

  std::optional<pricing::Surface> surface_;
  std::vector<FittedExpiry> expiries_;
  std::vector<std::size_t> fitted_;  // positions in expiries_, in the order of the slices
};

// The quotes that the fit of one expiry rests on; empty without a forward or time left.
std::vector<pricing::SmileQuote> smile_quotes(const ChainView& view, std::size_t expiry);

}  // namespace aots::analytics
