#include "analytics/maturity.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/contract.hpp"

namespace aots::analytics {

namespace {

constexpr int kDteMin = 2;
constexpr double kDaysPerYear = 365.0;

// Expiries that may bracket a maturity, ascending in time, one for each settlement date.
std::vector<std::size_t> candidates_of(const ChainView& view) {
  std::vector<std::size_t> candidates;
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    const ExpiryView& expiry = view.expiry(e);
    if (expiry.dte < kDteMin || !expiry.years || expiry.option_class.adjusted) continue;
    const auto twin = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t other) {
      return view.expiry(other).dte == expiry.dte;
    });
    if (twin == candidates.end()) {
      candidates.push_back(e);
    } else if (view.expiry(*twin).option_class.settlement == SettlementPrint::kAm) {
      *twin = e;
    }
  }
  std::sort(candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) {
    return *view.expiry(a).years < *view.expiry(b).years;
  });
  return candidates;
}

struct Point {
  double years = 0.0;
  double vol = 0.0;

  double variance() const { return vol * vol * years; }
};

}  // namespace

std::optional<double> vol_at_maturity(const ChainView& view, double days, const ExpiryVol& vol_of) {
  AOTS_EXPECTS(days > 0.0);
  const double wanted = days / kDaysPerYear;
  const std::vector<std::size_t> candidates = candidates_of(view);
  const auto after = std::partition_point(
      candidates.begin(), candidates.end(),
      [&](std::size_t expiry) { return *view.expiry(expiry).years <= wanted; });
  std::optional<Point> near;
  for (auto it = after; it != candidates.begin() && !near;) {
    --it;
    if (const auto vol = vol_of(*it)) near = Point{.years = *view.expiry(*it).years, .vol = *vol};
  }
  if (!near) return std::nullopt;
  if (near->years == wanted) return near->vol;
  std::optional<Point> far;
  for (auto it = after; it != candidates.end() && !far; ++it) {
    if (const auto vol = vol_of(*it)) far = Point{.years = *view.expiry(*it).years, .vol = *vol};
  }
  if (!far) return std::nullopt;
  const double weight = (wanted - near->years) / (far->years - near->years);
  const double variance = near->variance() + weight * (far->variance() - near->variance());
  return std::sqrt(variance / wanted);
}

}  // namespace aots::analytics
