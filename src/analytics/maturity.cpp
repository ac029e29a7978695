#include "analytics/maturity.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"

namespace aots::analytics {

namespace {

constexpr int kDteMin = 2;
constexpr double kDaysPerYear = 365.0;

struct Point {
  double years = 0.0;
  double vol = 0.0;

  double variance() const { return vol * vol * years; }
};

}  // namespace

MaturityLadder::MaturityLadder(std::span<const ExpiryTime> expiries) {
  rungs_.reserve(expiries.size());
  for (std::size_t e = 0; e < expiries.size(); ++e) {
    const ExpiryTime& time = expiries[e];
    if (time.dte < kDteMin || !time.years || time.adjusted) continue;
    const Rung rung{.expiry = e,
                    .years = *time.years,
                    .dte = time.dte,
                    .am_settled = time.settlement == SettlementPrint::kAm};
    const auto twin = std::find_if(rungs_.begin(), rungs_.end(),
                                   [&](const Rung& other) { return other.dte == time.dte; });
    if (twin == rungs_.end()) {
      rungs_.push_back(rung);
    } else if (twin->am_settled) {
      *twin = rung;
    }
  }
  std::sort(rungs_.begin(), rungs_.end(),
            [](const Rung& a, const Rung& b) { return a.years < b.years; });
}

std::optional<double> MaturityLadder::vol_at(double days, const ExpiryVol& vol_of) const {
  AOTS_EXPECTS(days > 0.0);
  const double wanted = days / kDaysPerYear;
  const auto after = std::partition_point(rungs_.begin(), rungs_.end(),
                                          [&](const Rung& rung) { return rung.years <= wanted; });
  std::optional<Point> near;
  for (auto it = after; it != rungs_.begin() && !near;) {
    --it;
    if (const auto vol = vol_of(it->expiry)) near = Point{.years = it->years, .vol = *vol};
  }
  if (!near) return std::nullopt;
  if (near->years == wanted) return near->vol;
  std::optional<Point> far;
  for (auto it = after; it != rungs_.end() && !far; ++it) {
    if (const auto vol = vol_of(it->expiry)) far = Point{.years = it->years, .vol = *vol};
  }
  if (!far) return std::nullopt;
  const double weight = (wanted - near->years) / (far->years - near->years);
  const double variance = near->variance() + weight * (far->variance() - near->variance());
  return std::sqrt(variance / wanted);
}

std::optional<double> vol_at_maturity(const ChainView& view, double days, const ExpiryVol& vol_of) {
  return MaturityLadder(view.times()).vol_at(days, vol_of);
}

}  // namespace aots::analytics
