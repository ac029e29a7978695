#include "pricing/detail/slice_fitter.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aots::pricing::detail {

namespace {

constexpr double kSigmaOfMad = 1.4826;  // of a normal distribution
constexpr double kHuberReach = 1.5;
constexpr double kBoundReach = 3.0;
constexpr int kShapeIterations = 25;
constexpr int kSplineRounds = 2;
constexpr int kSettleRounds = 8;
constexpr double kLift = 1e-7;    // of variance at the money, the least
constexpr double kLiftMax = 0.1;  // beyond, the smile is no longer the quotes'
constexpr int kReportPoints = 400;

bool usable_numbers(const SmileQuote& quote) {
  for (const double x : {quote.k, quote.vol, quote.bid_vol, quote.ask_vol, quote.weight}) {
    if (!std::isfinite(x)) return false;
  }
  return quote.vol > 0.0 && quote.bid_vol >= 0.0;
}

std::optional<QuoteFault> fault_of(const SmileQuote& quote) {
  if (!usable_numbers(quote)) return QuoteFault::kNotFinite;
  if (quote.bid_vol > quote.vol || quote.vol > quote.ask_vol) return QuoteFault::kCrossed;
  if (quote.weight <= 0.0) return QuoteFault::kNoWeight;
  return std::nullopt;
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

SliceFitter::SliceFitter(std::span<const SmileQuote> quotes, double years,
                         const SmileFitOptions& options)
    : options_(options), years_(years), quotes_(quotes.begin(), quotes.end()) {
  take(quotes);
  if (!std::isfinite(years) || years <= 0.0) {
    fault_ = SmileFault::kExpired;
  } else if (targets_.size() < static_cast<std::size_t>(std::max(1, options.strikes_min))) {
    fault_ = SmileFault::kTooFewStrikes;
  }
}

void SliceFitter::take(std::span<const SmileQuote> quotes) {
  for (std::size_t i = 0; i < quotes.size(); ++i) {
    if (const auto fault = fault_of(quotes[i])) {
      rejected_.push_back({.index = i, .fault = *fault});
    } else {
      index_.push_back(i);
    }
  }
  const auto width = [&](std::size_t i) { return quotes[i].ask_vol - quotes[i].bid_vol; };
  std::sort(index_.begin(), index_.end(), [&](std::size_t x, std::size_t y) {
    return std::tuple(quotes[x].k, width(x), x) < std::tuple(quotes[y].k, width(y), y);
  });
  std::vector<std::size_t> kept;
  std::vector<double> vols;
  for (const std::size_t i : index_) {
    if (!kept.empty() && quotes[kept.back()].k == quotes[i].k) {
      rejected_.push_back({.index = i, .fault = QuoteFault::kDuplicate});
      continue;
    }
    kept.push_back(i);
    vols.push_back(quotes[i].vol);
  }
  index_ = std::move(kept);
  if (index_.empty()) return;
  // A vol that is far too low has a tight spread, in vols; the lower quartile keeps it from
  // weighing more than the others.
  const auto quartile = vols.begin() + static_cast<std::ptrdiff_t>(vols.size() / 4);
  std::nth_element(vols.begin(), quartile, vols.end());
  for (const std::size_t i : index_) {
    const double floor = options_.half_spread_floor * std::max(quotes[i].vol, *quartile);
    targets_.push_back(
        {.k = quotes[i].k,
         .vol = quotes[i].vol,
         .sharpness = std::sqrt(quotes[i].weight) / std::hypot(0.5 * width(i), floor)});
  }
}

// The scale of the residuals: 1.4826 times their median size, and a half-spread at least. What lies
// beyond `reach` times that is an outlier.
template <class Variance>
void SliceFitter::judge(const Variance& variance) {
  std::vector<double> sizes;
  for (const Target& target : targets_) {
    const double vol = std::sqrt(variance(target.k) / years_);
    sizes.push_back(std::fabs(vol - target.vol) * target.sharpness);
  }
  std::vector<double> ordered = sizes;
  scale_ = std::max(1.0, kSigmaOfMad * median(ordered));
  quoted_ = {.low = kNever, .high = -kNever};
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    is_outlier_[i] = sizes[i] >= options_.reach * scale_;
    if (is_outlier_[i]) continue;
    quoted_.low = std::min(quoted_.low, targets_[i].k);
    quoted_.high = std::max(quoted_.high, targets_[i].k);
  }
}

void SliceFitter::fit_shape() {
  if (fault_) return;
  is_outlier_.assign(targets_.size(), false);
  const auto start = scan_svi(targets_, years_);
  if (!start) {
    fault_ = SmileFault::kNotConverged;
    return;
  }
  shape_ = *start;
  const auto variance = [this](double k) { return shape_.at(k).value; };
  const auto run = [&](Loss::Kind kind, double reach) {
    judge(variance);
    const SviFit fit = fit_svi(targets_, years_, shape_, {.kind = kind, .reach = reach * scale_},
                               kShapeIterations);
    shape_ = fit.svi;
    iterations_ += fit.iterations;
  };
  run(Loss::Kind::kHuber, kHuberReach);
  run(Loss::Kind::kTukey, options_.reach);
  judge(variance);
  if (!(quoted_.low < quoted_.high)) fault_ = SmileFault::kNotConverged;
}

void SliceFitter::fit_freely(const Range& reach) {
  if (fault_) return;
  spline_.emplace(targets_, years_, shape_, quoted_, reach);
  for (int round = 0; round < kSplineRounds; ++round) {
    if (!spline_->fit({.kind = Loss::Kind::kTukey, .reach = options_.reach * scale_})) {
      fault_ = SmileFault::kNotConverged;
      return;
    }
    smile_ = spline_->smile();
    judge([this](double k) { return smile_->total_variance(k); });
  }
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    if (is_outlier_[i]) spline_->leave_out(i);
  }
  if (is_poor(report(nullptr))) fault_ = SmileFault::kPoorFit;
}

bool SliceFitter::fit_within(const Corridor& corridor) {
  constrained_ = true;
  // Quotes that the corridor takes the smile away from go on pulling: outliers are told already.
  const bool found =
      spline_->fit_within({.kind = Loss::Kind::kHuber, .reach = kBoundReach * scale_}, corridor);
  if (found) smile_ = spline_->smile();
  return found;
}

std::optional<double> SliceFitter::arbitrage_at(const Smile& smile, const Smile* before) {
  if (const auto k = butterfly_at(smile)) return k;
  return before != nullptr ? calendar_at(*before, smile) : std::nullopt;
}

void SliceFitter::settle(const Corridor& corridor) {
  if (fault_) return;
  if (corridor.high == nullptr && !arbitrage_at(*smile_, corridor.low)) return;
  if (fit_proved(corridor)) return;
  // The border asked for too much beside the other bounds.
  if (corridor.high != nullptr && fit_proved({.low = corridor.low})) return;
  lift(corridor.low);
}

// The fit keeps its bounds on a grid. Where the proof fails between its points, one is added.
bool SliceFitter::fit_proved(const Corridor& corridor) {
  for (int round = 0; round < kSettleRounds; ++round) {
    if (!fit_within(corridor)) break;
    const auto k = arbitrage_at(*smile_, corridor.low);
    if (!k) return true;
    if (std::isfinite(*k)) spline_->watch(*k);
  }
  return false;
}

// The least variance that, added at every strike, leaves no arbitrage.
void SliceFitter::lift(const Smile* before) {
  const auto is_enough = [&](double by) { return !arbitrage_at(smile_->raised(by), before); };
  const double own = smile_->total_variance(0.0);
  double enough = kLift * own;
  while (!is_enough(enough)) {
    enough *= 2.0;
    if (enough > kLiftMax * own) {
      fault_ = SmileFault::kArbitrage;
      return;
    }
  }
  double little = enough > kLift * own ? 0.5 * enough : 0.0;
  while (enough - little > 0.01 * enough) {
    const double middle = 0.5 * (little + enough);
    (is_enough(middle) ? enough : little) = middle;
  }
  smile_ = smile_->raised(enough);
  raised_ = enough;
}

SmileReport SliceFitter::report(const Smile* before) const {
  SmileReport report{.quotes = static_cast<int>(quotes_.size()), .rejected = rejected_};
  report.iterations = iterations_ + (spline_ ? spline_->iterations() : 0);
  report.constrained = constrained_;
  if (!smile_) return report;
  double errors = 0.0;
  double spreads = 0.0;
  double weights = 0.0;
  double weighted = 0.0;
  int inside = 0;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const SmileQuote& quote = quotes_[index_[i]];
    const double fitted = smile_->vol(quote.k, years_);
    const bool within = quote.bid_vol <= fitted && fitted <= quote.ask_vol;
    if (within) ++inside;
    if (is_outlier_[i]) {
      report.rejected.push_back({.index = index_[i], .fault = QuoteFault::kOutlier});
      continue;
    }
    ++report.used;
    const double error = fitted - quote.vol;
    const double half_spread = 0.5 * (quote.ask_vol - quote.bid_vol);
    const double sharpness = targets_[i].sharpness * targets_[i].sharpness;
    weights += sharpness;
    weighted += sharpness * error * error;
    errors += error * error;
    spreads += half_spread * half_spread;
    report.worst_vol = std::max(report.worst_vol, std::fabs(error));
  }
  std::sort(report.rejected.begin(), report.rejected.end(),
            [](const auto& x, const auto& y) { return x.index < y.index; });
  if (report.used > 0) {
    report.rms_vol = std::sqrt(errors / report.used);
    report.half_spread_vol = std::sqrt(spreads / report.used);
    report.weighted_rms_vol = std::sqrt(weighted / weights);
  }
  report.inside_share = static_cast<double>(inside) / static_cast<double>(targets_.size());
  const double at_money = smile_->total_variance(0.0);
  report.raised_vol = std::sqrt(at_money / years_) - std::sqrt((at_money - raised_) / years_);
  report.least_g = std::numeric_limits<double>::infinity();
  const double low = smile_->knots().front();
  const double range = smile_->knots().back() - low;
  for (int i = -kReportPoints / 2; i <= kReportPoints * 3 / 2; ++i) {
    const double k = low + range * i / kReportPoints;
    const Jet w = smile_->at(k);
    report.least_g = std::min(report.least_g, durrleman_g(w, k));
    if (before == nullptr) continue;
    const double above = (w.value - before->total_variance(k)) / w.value;
    report.least_calendar = std::min(report.least_calendar.value_or(above), above);
  }
  return report;
}

bool SliceFitter::is_poor(const SmileReport& report) const {
  const auto targets = static_cast<double>(targets_.size());
  const double outliers = targets - static_cast<double>(report.used);
  return report.used < options_.strikes_min || outliers > options_.outlier_share_max * targets ||
         !(report.weighted_rms_vol <= options_.rms_share_max * smile_->vol(0.0, years_));
}

SmileOutcome SliceFitter::outcome(const Smile* before) const {
  SmileReport all = report(before);
  auto fault = fault_;
  if (!fault && is_poor(all)) fault = SmileFault::kPoorFit;
  if (fault) {
    return tl::unexpected(
        SmileFailure{.reason = *fault, .report = std::move(all), .last_smile = smile_});
  }
  SmileFit fit{.smile = *smile_, .years = years_, .report = std::move(all)};
  fit.k_low = quoted_.low;
  fit.k_high = quoted_.high;
  return fit;
}

}  // namespace aots::pricing::detail
