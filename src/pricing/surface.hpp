// Surface: the smiles of all expiries of one underlying, free of butterfly and calendar arbitrage.
//
// At its expiries a surface is their fitted slices. Between two of them calls over their forwards
// are mixed at equal log-moneyness, with the weight that makes total variance at the money linear
// in time (Gatheral and Jacquier 2014, lemma 5.1): a mix of two slices without arbitrage has none.
// Nothing is extrapolated in time. Units as in smile_fit.hpp; docs/surface.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/types.hpp"
#include "pricing/smile_fit.hpp"
#include "pricing/terminal_distribution.hpp"

namespace aots::pricing {

struct SurfaceSlice {
  double years = 0.0;
  Smile smile;
  double k_low = 0.0;  // the outermost quotes behind it
  double k_high = 0.0;
};

class Surface {
 public:
  // Preconditions (programmer errors): at least one slice, ascending in years, no butterfly and no
  // calendar arbitrage (smile.hpp).
  explicit Surface(std::vector<SurfaceSlice> slices);

  std::span<const SurfaceSlice> slices() const { return slices_; }
  // Absent before the first expiry and after the last.
  std::optional<SmileMix> smile(double years) const;
  std::optional<double> vol(double k, double years) const;

 private:
  std::vector<SurfaceSlice> slices_;
};

// The vol of a mix at k; absent where the option is worth less than the smallest double.
std::optional<double> mix_vol(const SmileMix& smile, double k, double years);

// Where an out-of-the-money option of this right has this delta in size, of the forward and
// undiscounted: N(d1) of a call, N(-d1) of a put, at the smile's own vol there. Unique without
// butterflies. Delta lies between 0 and 1.
double k_at_delta(const SmileMix& smile, Right right, double forward_delta);

struct ExpiryQuotes {
  double years = 0.0;
  std::span<const SmileQuote> quotes;
};

struct SurfaceFit {
  std::optional<Surface> surface;      // of the expiries that could be fitted; absent without any
  std::vector<SmileOutcome> expiries;  // in the order in which they were given
};

// In any order of years. An expiry that cannot be fitted is left out of the surface and says why.
SurfaceFit fit_surface(std::span<const ExpiryQuotes> expiries, const SmileFitOptions& options = {});

}  // namespace aots::pricing
