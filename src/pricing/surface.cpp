#include "pricing/surface.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/contract.hpp"
#include "base/normal.hpp"
#include "pricing/black_scholes.hpp"
#include "pricing/detail/slice_fitter.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::pricing {

namespace {

using detail::Border;
using detail::SliceFitter;

// The call at the money over its forward.
double money_call(double variance) {
  return std::erf(std::sqrt(variance) / (2.0 * std::numbers::sqrt2));
}

// The out-of-the-money price over the forward.
double outer_price(const Smile& smile, double k) {
  return black_price({.right = k < 0.0 ? Right::kPut : Right::kCall,
                      .forward = 1.0,
                      .strike = std::exp(k),
                      .discount = 1.0,
                      .years = 1.0,
                      .vol = std::sqrt(smile.total_variance(k))});
}

// Slices that are still in the race, ascending in years.
std::vector<SliceFitter*> ordered(std::vector<SliceFitter>& fitters) {
  std::vector<SliceFitter*> order;
  for (SliceFitter& fitter : fitters) {
    if (!fitter.fault()) order.push_back(&fitter);
  }
  std::stable_sort(order.begin(), order.end(), [](const SliceFitter* x, const SliceFitter* y) {
    return x->years() != y->years() ? x->years() < y->years()
                                    : x->target_count() > y->target_count();
  });
  const auto twin = [](const SliceFitter* x, const SliceFitter* y) {
    return x->years() == y->years();
  };
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (twin(order[i - 1], order[i])) order[i]->drop(SmileFault::kSameTime);
  }
  std::erase_if(order, [](const SliceFitter* fitter) { return fitter->fault().has_value(); });
  return order;
}

// The mean of two smiles that contradict each other, at the knots of the second, where both are
// quoted. What has no quotes yields to what has: where those of the first end the border is the
// second smile, and where those of the second end there is none.
Border between(const SliceFitter& before, const SliceFitter& after) {
  const detail::Range& near = before.quoted();
  const detail::Range& far = after.quoted();
  std::vector<double> variances;
  for (const double k : after.smile().knots()) {
    const double own = after.smile().total_variance(k);
    const bool is_quoted = near.low <= k && k <= near.high;
    variances.push_back(is_quoted ? 0.5 * (before.smile().total_variance(k) + own) : own);
  }
  return {.smile = Smile::through(after.smile().knots(), variances),
          .where = {.low = far.low <= near.low ? -detail::kNever : far.low,
                    .high = far.high >= near.high ? detail::kNever : far.high}};
}

// Where neighbours contradict each other, the later free smile being below the earlier somewhere,
// each is asked to stay on its own side of their mean: the border above each but the last.
std::vector<std::optional<Border>> borders(const std::vector<SliceFitter*>& order) {
  std::vector<std::optional<Border>> result(order.size());
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    if (calendar_at(order[i]->smile(), order[i + 1]->smile())) {
      result[i] = between(*order[i], *order[i + 1]);
    }
  }
  return result;
}

}  // namespace

Surface::Surface(std::vector<SurfaceSlice> slices) : slices_(std::move(slices)) {
  AOTS_EXPECTS(!slices_.empty());
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    AOTS_EXPECTS(!butterfly_at(slices_[i].smile));
    if (i == 0) continue;
    AOTS_EXPECTS(slices_[i - 1].years < slices_[i].years);
    AOTS_EXPECTS(!calendar_at(slices_[i - 1].smile, slices_[i].smile));
  }
}

std::optional<SmileMix> Surface::smile(double years) const {
  const auto after =
      std::partition_point(slices_.begin(), slices_.end(),
                           [years](const SurfaceSlice& slice) { return slice.years < years; });
  if (after == slices_.end()) return std::nullopt;
  if (after->years == years) return SmileMix::of(after->smile);
  if (after == slices_.begin()) return std::nullopt;
  const auto before = std::prev(after);
  const double share = (years - before->years) / (after->years - before->years);
  const double low = before->smile.total_variance(0.0);
  const double high = after->smile.total_variance(0.0);
  const double gap = money_call(high) - money_call(low);
  const double weight =
      gap > 0.0 ? (money_call(low + share * (high - low)) - money_call(low)) / gap : share;
  return SmileMix{
      .near = before->smile, .far = after->smile, .far_weight = std::clamp(weight, 0.0, 1.0)};
}

std::optional<double> Surface::vol(double k, double years) const {
  const auto mix = smile(years);
  if (!mix) return std::nullopt;
  return mix_vol(*mix, k, years);
}

std::optional<double> mix_vol(const SmileMix& smile, double k, double years) {
  if (smile.far_weight == 0.0) return smile.near.vol(k, years);
  if (smile.far_weight == 1.0) return smile.far.vol(k, years);
  const double near = outer_price(smile.near, k);
  const double price = near + smile.far_weight * (outer_price(smile.far, k) - near);
  const auto vol = implied_vol({.right = k < 0.0 ? Right::kPut : Right::kCall,
                                .price = price,
                                .forward = 1.0,
                                .strike = std::exp(k),
                                .discount = 1.0,
                                .years = years});
  if (!vol) return std::nullopt;
  return *vol;
}

double k_at_delta(const SmileMix& smile, Right right, double forward_delta) {
  AOTS_EXPECTS(forward_delta > 0.0 && forward_delta < 1.0);
  const double wanted = right == Right::kCall ? forward_delta : 1.0 - forward_delta;
  // N(d1) falls in k from one to zero. A vol too small for a double is no vol: d1 is then infinite.
  const auto excess = [&](double k) {
    const auto root = mix_vol(smile, k, 1.0);
    if (!root) return (k < 0.0 ? 1.0 : 0.0) - wanted;
    return normal_cdf(-k / *root + 0.5 * *root) - wanted;
  };
  const double start = 4.0 * std::sqrt(smile.near.total_variance(0.0));
  double low = -start;
  double high = start;
  while (excess(low) < 0.0) low *= 2.0;
  while (excess(high) > 0.0) high *= 2.0;
  // The Illinois variant of regula falsi.
  double low_value = excess(low);
  double high_value = excess(high);
  for (int i = 0; i < 100 && high - low > 1e-13 * start; ++i) {
    const double k = (low * high_value - high * low_value) / (high_value - low_value);
    const double value = excess(k);
    if (value == 0.0) return k;
    if (value > 0.0) {
      low = k;
      low_value = value;
      high_value *= 0.5;
    } else {
      high = k;
      high_value = value;
      low_value *= 0.5;
    }
  }
  return 0.5 * (low + high);
}

SurfaceFit fit_surface(std::span<const ExpiryQuotes> expiries, const SmileFitOptions& options) {
  std::vector<SliceFitter> fitters;
  fitters.reserve(expiries.size());
  for (const ExpiryQuotes& expiry : expiries) {
    fitters.emplace_back(expiry.quotes, expiry.years, options).fit_shape();
  }
  // A smile has knots wherever an earlier one was quoted, so that it can follow it.
  std::optional<detail::Range> reach;
  for (SliceFitter* fitter : ordered(fitters)) {
    const detail::Range& own = fitter->quoted();
    reach = {.low = reach ? std::min(reach->low, own.low) : own.low,
             .high = reach ? std::max(reach->high, own.high) : own.high};
    fitter->fit_freely(*reach);
  }
  const std::vector<SliceFitter*> order = ordered(fitters);
  const auto border = borders(order);
  std::vector<SurfaceSlice> slices;
  const Smile* last = nullptr;
  SurfaceFit result;
  std::vector<std::optional<SmileOutcome>> outcomes(fitters.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    SliceFitter* fitter = order[i];
    fitter->settle({.low = last, .high = border[i] ? &*border[i] : nullptr});
    const auto at = static_cast<std::size_t>(fitter - fitters.data());
    outcomes[at] = fitter->outcome(last);
    if (!*outcomes[at]) continue;
    const SmileFit& fit = **outcomes[at];
    slices.push_back(
        {.years = fit.years, .smile = fit.smile, .k_low = fit.k_low, .k_high = fit.k_high});
    last = &fitter->smile();
  }
  for (std::size_t i = 0; i < fitters.size(); ++i) {
    result.expiries.push_back(outcomes[i] ? *std::move(outcomes[i]) : fitters[i].outcome(nullptr));
  }
  if (!slices.empty()) result.surface.emplace(std::move(slices));
  return result;
}

}  // namespace aots::pricing
