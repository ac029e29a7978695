// Smile fit: the smile that the quotes of one expiry say together, free of butterflies.
//
// k = ln(strike / forward); vols are annualised fractions, years ACT/365. A quote counts by how
// tight it is: residuals are vols over their half-spread, and beyond `reach` times their own
// robust scale they no longer count at all (Tukey's biweight). What is returned is proved free of
// butterflies (smile.hpp); a fit that cannot be had, or that does not describe its quotes, is a
// failure with its evidence. Method and limits: docs/surface.md.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pricing/smile.hpp"

namespace aots::pricing {

// One out-of-the-money option: the vols of its mid, bid and ask. They need not be in the middle.
struct SmileQuote {
  double k = 0.0;
  double vol = 0.0;
  double bid_vol = 0.0;
  double ask_vol = 0.0;
  double weight = 1.0;  // of the squared residual, beside what the spread says
};

enum class QuoteFault {
  kNotFinite,  // a number is missing, a vol or a spread negative
  kCrossed,    // not bid <= vol <= ask
  kNoWeight,   // a weight of zero or less
  kDuplicate,  // a tighter quote has the same k
  kOutlier,    // the other quotes contradict it
};
std::string_view to_string(QuoteFault fault);  // not_finite, crossed, no_weight, ...

struct RejectedQuote {
  std::size_t index = 0;  // in the quotes given
  QuoteFault fault = QuoteFault::kOutlier;

  bool operator==(const RejectedQuote&) const = default;
};

struct SmileReport {
  int quotes = 0;
  int used = 0;
  std::vector<RejectedQuote> rejected{};  // ascending by index
  double rms_vol = 0.0;                   // of the used quotes, unweighted
  double weighted_rms_vol = 0.0;          // of the same, weighted by tightness as the fit does
  double worst_vol = 0.0;                 // the largest of them in size
  double half_spread_vol = 0.0;           // root mean square of the same quotes
  double inside_share = 0.0;  // of used quotes and outliers, with the fit between bid and ask
  double least_g = 0.0;       // Durrleman's, over a dense grid beyond the quotes on both sides
  // Least total variance above the expiry before, as a share of its own, over the same grid.
  // Absent for the first expiry.
  std::optional<double> least_calendar{};
  bool constrained = false;  // the free fit had an arbitrage, so this one is not the free fit
  double raised_vol = 0.0;   // of that, what had to be added at the money in the end
  int iterations = 0;
};

struct SmileFit {
  Smile smile;
  double years = 0.0;
  double k_low = 0.0;  // the outermost quotes used; beyond lie straight wings of variance
  double k_high = 0.0;
  SmileReport report;
};

enum class SmileFault {
  kExpired,        // years not positive
  kTooFewStrikes,  // fewer usable quotes than strikes_min
  kNotConverged,
  kPoorFit,    // the smile does not describe the quotes
  kArbitrage,  // no smile near the quotes is free of arbitrage
  kSameTime,   // another expiry of the surface has the same years and more quotes
};
std::string_view to_string(SmileFault fault);  // expired, too_few_strikes, ...

struct SmileFailure {
  SmileFault reason = SmileFault::kNotConverged;
  SmileReport report;                 // as far as the fit went
  std::optional<Smile> last_smile{};  // where the search stood; not free of arbitrage
};

using SmileOutcome = Result<SmileFit, SmileFailure>;

struct SmileFitOptions {
  int strikes_min = 6;               // one more than the prior shape has parameters
  double half_spread_floor = 0.005;  // of the vol; a locked quote is not infinitely sharp
  double reach = 6.0;                // robust standard deviations at which a quote stops counting
  double outlier_share_max = 0.25;   // more outliers than this, and the smile is not theirs
  // The largest weighted error, as a share of the vol at the money, of a fit that still describes
  // its quotes.
  double rms_share_max = 0.10;
};

SmileOutcome fit_smile(std::span<const SmileQuote> quotes, double years,
                       const SmileFitOptions& options = {});

}  // namespace aots::pricing
