// Prices, Greeks and implied vols of many options at once.
//
// Columns are spans of equal length (programmer error otherwise) and any alignment; nothing is
// allocated. Units and conventions are those of black_scholes.hpp and implied_vol.hpp, and so are
// the results, bit for bit: a batch, a chain and the scalar functions agree on every option, on
// every target and however a batch is cut. An element that cannot be valued has its own status and
// quiet NaNs, so that nobody mistakes them for numbers; it never disturbs its neighbours.
#pragma once

#include <cstdint>
#include <span>

#include "domain/types.hpp"
#include "pricing/implied_vol.hpp"
#include "pricing/simd.hpp"

namespace aots::pricing {

enum class ValuationStatus : std::uint8_t {
  kOk,
  kInvalid,  // an input that black_scholes() refuses
};

// Unrelated options.
struct OptionColumns {
  std::span<const Right> right;
  std::span<const double> spot;
  std::span<const double> strike;
  std::span<const double> years;
  std::span<const double> rate;
  std::span<const double> dividend_yield;
  std::span<const double> vol;
};

// What the options of one expiry share: a spot that carries, or a forward with the spot that delta
// and gamma refer to.
struct SpotExpiry {
  double spot = 0.0;
  double years = 0.0;
  double rate = 0.0;
  double dividend_yield = 0.0;
};

struct ForwardExpiry {
  double forward = 0.0;
  double discount = 1.0;
  double years = 0.0;
  double spot = 0.0;
  double rate = 0.0;            // enters theta alone
  double dividend_yield = 0.0;  // enters theta alone
};

struct ChainColumns {
  std::span<const Right> right;
  std::span<const double> strike;
  std::span<const double> vol;
};

// Where results go. The five Greeks are all there or all empty; without them they are not computed.
struct ValueColumns {
  std::span<double> price;
  std::span<double> delta;
  std::span<double> gamma;
  std::span<double> theta_per_day;
  std::span<double> vega_per_vol_point;
  std::span<double> rho_per_rate_pct;
  std::span<ValuationStatus> status;
};

// The same bits as black_scholes() for each option.
void black_scholes(const OptionColumns& options, const ValueColumns& out,
                   SimdTarget target = widest_target());
// As above, at less cost: all that depends on the expiry is worked out once.
void black_scholes(const SpotExpiry& expiry, const ChainColumns& options, const ValueColumns& out,
                   SimdTarget target = widest_target());
// The same bits as black_price() and black_greeks().
void black(const ForwardExpiry& expiry, const ChainColumns& options, const ValueColumns& out,
           SimdTarget target = widest_target());

struct QuotedOptions {
  std::span<const Right> right;
  std::span<const double> price;
  std::span<const double> forward;
  std::span<const double> strike;
  std::span<const double> discount;
  std::span<const double> years;
};

struct QuotedExpiry {
  double forward = 0.0;
  double discount = 1.0;
  double years = 0.0;
};

struct QuotedChain {
  std::span<const Right> right;
  std::span<const double> price;
  std::span<const double> strike;
};

// Where the status is not kOk, vol is a quiet NaN, or the vol that was found and that the bounds
// refuse.
struct VolColumns {
  std::span<double> vol;
  std::span<IvStatus> status;
};

// Every vol there is: no policy.
inline constexpr IvBounds kAllVols{.min = 0.0, .max = 1.7976931348623157e308};

// The same bits as implied_vol(). What is a programmer error there (a forward, strike or discount
// that is no finite number above zero, years that are not finite) is kNoQuote here.
void implied_vols(const QuotedOptions& quotes, const IvBounds& bounds, const VolColumns& out,
                  SimdTarget target = widest_target());
void implied_vols(const QuotedExpiry& expiry, const QuotedChain& quotes, const IvBounds& bounds,
                  const VolColumns& out, SimdTarget target = widest_target());

}  // namespace aots::pricing
