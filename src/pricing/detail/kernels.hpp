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

// How finely an exercise boundary is worked out, and the tables that follow from it alone.
//
// Nodes and points are laid out for packs: element k * nodes + i belongs to point k of node i.
// After the points of the integrals comes one more row, the nodes' own European terms, on which no
// height weighs. Counts are such that whole packs of every width fit.
struct ExerciseRule {
  std::size_t nodes;   // of the boundary, a multiple of 8; the one at no time left is not kept
  std::size_t points;  // of the integrals in its equation
  std::size_t steps;   // of Newton's method, at most
  double settled;      // the step, in deviations of the spot, at which it ends
  std::size_t price_points;     // of the integral in the price, a multiple of 16
  const double* index;          // 0, 1, 2, ... for as many nodes
  const double* root;           // sqrt(tau/years) at the nodes, the first is one
  const double* sine;           // of the angle at the points
  const double* weight;         // of the integrand there, in units of tau
  const double* interpolation;  // [node][row * nodes + i]: what a height weighs there
  const double* price_sine;     // the same at the points of the price
  const double* price_weight;
  const double* price_interpolation;  // [node][point]
};

inline constexpr std::size_t kMaxNodes = 48;
inline constexpr std::size_t kMaxPoints = 63;
inline constexpr std::size_t kMaxPricePoints = 128;
inline constexpr std::size_t kMaxGrid = kMaxNodes * (kMaxPoints + 1);

// What early exercise adds to a price, and its first and second derivative by spot.
struct Premium {
  double value = 0.0;
  double delta = 0.0;
  double gamma = 0.0;
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
  // ln(B/X)^2 of an American put at the nodes of the rule (boundary_kernel.hpp,
  // collocation_kernel.hpp), X being `start`; returns ln(B/X) at the first node.
  double (*settle_boundary)(const PutTerms& put, double start, const ExerciseRule& rule,
                            double* height);
  // What early exercise adds to the European put at a spot above the boundary.
  double (*exercise_premium)(const PutTerms& put, double spot, double start,
                             const ExerciseRule& rule, const double* height);
  // The same with its slopes.
  Premium (*exercise_slopes)(const PutTerms& put, double spot, double start,
                             const ExerciseRule& rule, const double* height);
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
