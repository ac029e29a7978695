// SliceFitter: one expiry on its way to a fit; smile_fit.cpp takes it alone, surface.cpp beside its
// neighbours.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "pricing/detail/spline_fit.hpp"
#include "pricing/smile_fit.hpp"

namespace aots::pricing::detail {

class SliceFitter {
 public:
  // Takes the usable quotes. The options must outlive it.
  SliceFitter(std::span<const SmileQuote> quotes, double years, const SmileFitOptions& options);
  SliceFitter(SliceFitter&&) = default;  // the problem points into the targets

  double years() const { return years_; }
  std::size_t target_count() const { return targets_.size(); }
  const Smile& smile() const { return *smile_; }
  std::optional<SmileFault> fault() const { return fault_; }
  void drop(SmileFault fault) { fault_ = fault; }

  // The shape that all its quotes but the outliers have.
  void fit_shape();
  // What the quotes cover, outliers aside. After fit_shape().
  const Range& quoted() const { return quoted_; }
  // The best smile of the quotes alone, with knots over `reach`; a fault where it does not describe
  // them.
  void fit_freely(const Range& reach);
  // Makes it provably free of arbitrage above the corridor's lower side, and keeps it below the
  // upper one where that can be had: another fit where the free one is not, and by the least lift
  // of all variances that is enough.
  void settle(const Corridor& corridor);

  SmileOutcome outcome(const Smile* before) const;

 private:
  void take(std::span<const SmileQuote> quotes);
  template <class Variance>
  void judge(const Variance& variance);
  static std::optional<double> arbitrage_at(const Smile& smile, const Smile* before);
  bool fit_within(const Corridor& corridor);
  bool fit_proved(const Corridor& corridor);
  void lift(const Smile* before);
  SmileReport report(const Smile* before) const;
  bool is_poor(const SmileReport& report) const;

  const SmileFitOptions& options_;
  double years_ = 0.0;
  std::vector<SmileQuote> quotes_;
  std::vector<std::size_t> index_;  // of each target among the quotes
  std::vector<Target> targets_;
  std::vector<RejectedQuote> rejected_;
  std::vector<bool> is_outlier_;  // of each target
  Svi shape_{};
  Range quoted_{};
  std::optional<SplineFit> spline_{};
  std::optional<Smile> smile_{};
  double scale_ = 1.0;
  bool constrained_ = false;
  double raised_ = 0.0;  // of total variance
  int iterations_ = 0;   // of the shape
  std::optional<SmileFault> fault_{};
};

}  // namespace aots::pricing::detail
