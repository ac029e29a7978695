// The table of kernels that every instruction set fills, and the plain arrays they work on.
//
// One source (value_kernel.hpp, implied_kernel.hpp) is compiled once for each instruction set; the
// results are the same bits on all of them. Arrays hold at least `count` elements and need no
// alignment. Public, checked versions of these calls are in pricing/batch.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace aots {
enum class Right;
}  // namespace aots

namespace aots::pricing {
enum class IvStatus;
enum class ValuationStatus : std::uint8_t;
}  // namespace aots::pricing

namespace aots::pricing::detail {

// What the options of one expiry share. Forward = base * (1 + growth) and ln(forward / base) =
// carry; either base is spot and both say what carry costs, or base is the forward and both are
// zero.
struct ExpiryTerms {
  double base = 0.0;
  double carry = 0.0;
  double growth = 0.0;
  double forward = 0.0;
  double discount = 0.0;
  double years = 0.0;
  double root_years = 0.0;
  double decay_scale = 0.0;   // what vol times density loses in a day
  double inverse_spot = 0.0;  // one over the spot that delta and gamma refer to
  double rate = 0.0;
  double dividend_yield = 0.0;
  bool valid = false;
};

struct OptionArrays {
  const Right* right;
  const double* spot;
  const double* strike;
  const double* years;
  const double* rate;
  const double* dividend_yield;
  const double* vol;
};

struct ValueArrays {
  double* price;
  double* delta;  // null: the price alone
  double* gamma;
  double* theta_per_day;
  double* vega_per_vol_point;
  double* rho_per_rate_pct;
  ValuationStatus* status;
};

struct QuoteArrays {
  const Right* right;
  const double* price;
  const double* forward;
  const double* strike;
  const double* discount;
  const double* years;
};

struct ImpliedArrays {
  double* vol;
  IvStatus* status;
  double* iterations;  // null: not wanted
};

struct VolRange {
  double min;
  double max;
};

// The elements of IvStatus in their order, as the kernels write them.
inline constexpr double kCodeOk = 0.0;
inline constexpr double kCodeBelowIntrinsic = 1.0;
inline constexpr double kCodeAboveBound = 2.0;
inline constexpr double kCodeNoTimeValue = 3.0;
inline constexpr double kCodeExpired = 4.0;
inline constexpr double kCodeNoQuote = 5.0;
inline constexpr double kCodeNotConverged = 6.0;

struct PutTerms {
  double strike;
  double years;
  double rate;
  double dividend_yield;
  double vol;
};

using Map = void (*)(std::size_t count, const double* in, double* out);

struct KernelTable {
  void (*value_chain)(const ExpiryTerms& terms, std::size_t count, const Right* right,
                      const double* strike, const double* vol, const ValueArrays& out);
  void (*value_options)(std::size_t count, const OptionArrays& in, const ValueArrays& out);
  void (*imply_chain)(const ExpiryTerms& terms, std::size_t count, const Right* right,
                      const double* price, const double* strike, VolRange range,
                      const ImpliedArrays& out);
  void (*imply_options)(std::size_t count, const QuoteArrays& in, VolRange range,
                        const ImpliedArrays& out);
  // Phi(x/s + s/2) and Phi(x/s - s/2) for x = offset + sqrt(height); with -s they are the other
  // tails.
  void (*exercise_pair)(std::size_t count, const double* height, const double* offset,
                        const double* s, double* upper, double* lower);
  // A close first boundary of an American put at each of the times left (boundary_kernel.hpp);
  // `boundary` holds where to begin.
  void (*boundary_guess)(const PutTerms& put, std::size_t count, const double* tau,
                         double* boundary);
  // The elementary functions by themselves.
  Map exp;
  Map expm1;
  Map log;
  Map mills_ratio;  // of y - 1/2
  Map mills_slope;
};

// Terms whose inputs are unusable are marked so, and every option on them is invalid.
ExpiryTerms terms_on_spot(double spot, double years, double rate, double dividend_yield);
// Without a spot delta and gamma are per dollar of the forward; rate and yield enter theta alone.
ExpiryTerms terms_on_forward(double forward, double discount, double years);
ExpiryTerms terms_on_forward(double forward, double discount, double years, double spot,
                             double rate, double dividend_yield);

const KernelTable& scalar_kernels();
// Null where this build has no such kernels; whether the processor can run them is another question
// (simd.hpp).
const KernelTable* avx2_kernels();
const KernelTable* avx512_kernels();

}  // namespace aots::pricing::detail
