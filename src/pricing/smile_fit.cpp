#include "pricing/smile_fit.hpp"

#include "pricing/detail/slice_fitter.hpp"

namespace aots::pricing {

std::string_view to_string(QuoteFault fault) {
  switch (fault) {
    case QuoteFault::kNotFinite:
      return "not_finite";
    case QuoteFault::kCrossed:
      return "crossed";
    case QuoteFault::kNoWeight:
      return "no_weight";
    case QuoteFault::kDuplicate:
      return "duplicate";
    case QuoteFault::kOutlier:
      return "outlier";
  }
  return {};
}

std::string_view to_string(SmileFault fault) {
  switch (fault) {
    case SmileFault::kExpired:
      return "expired";
    case SmileFault::kTooFewStrikes:
      return "too_few_strikes";
    case SmileFault::kNotConverged:
      return "not_converged";
    case SmileFault::kPoorFit:
      return "poor_fit";
    case SmileFault::kArbitrage:
      return "arbitrage";
    case SmileFault::kSameTime:
      return "same_time";
  }
  return {};
}

SmileOutcome fit_smile(std::span<const SmileQuote> quotes, double years,
                       const SmileFitOptions& options) {
  detail::SliceFitter fitter(quotes, years, options);
  fitter.fit_shape();
  fitter.fit_freely(fitter.quoted());
  fitter.settle({});
  return fitter.outcome(nullptr);
}

}  // namespace aots::pricing
