#include "analytics/maturity.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/contract.hpp"

namespace aots::analytics {

namespace {

constexpr int kDteMin = 2;
constexpr double kDaysPerYear = 365.0;

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

std::optional<MaturityLadder::Bracket> MaturityLadder::bracket(double years,
                                                               const ExpiryValue& value_of) const {
  const auto after = std::partition_point(rungs_.begin(), rungs_.end(),
                                          [&](const Rung& rung) { return rung.years <= years; });
  std::optional<Point> near;
  for (auto it = after; it != rungs_.begin() && !near;) {
    --it;
    if (const auto value = value_of(it->expiry)) near = {.years = it->years, .value = *value};
  }
  if (!near) return std::nullopt;
  Bracket found{.near = *near, .far = {}};
  if (near->years == years) return found;
  for (auto it = after; it != rungs_.end() && !found.far; ++it) {
    if (const auto value = value_of(it->expiry)) found.far = {.years = it->years, .value = *value};
  }
  return found.far ? std::optional(found) : std::nullopt;
}

std::optional<double> MaturityLadder::vol_at(double days, const ExpiryVol& vol_of) const {
  AOTS_EXPECTS(days > 0.0);
  const double wanted = days / kDaysPerYear;
  const auto found = bracket(wanted, vol_of);
  if (!found) return std::nullopt;
  const auto& [near, far] = *found;
  if (!far) return near.value;
  const auto variance = [](const Point& point) { return point.value * point.value * point.years; };
  const double weight = (wanted - near.years) / (far->years - near.years);
  return std::sqrt((variance(near) + weight * (variance(*far) - variance(near))) / wanted);
}

std::optional<double> MaturityLadder::value_at(double days, const ExpiryValue& value_of) const {
  AOTS_EXPECTS(days > 0.0);
  const double wanted = days / kDaysPerYear;
  const auto found = bracket(wanted, value_of);
  if (!found) return std::nullopt;
  const auto& [near, far] = *found;
  if (!far) return near.value;
  const double weight = (wanted - near.years) / (far->years - near.years);
  return near.value + weight * (far->value - near.value);
}

std::optional<std::size_t> MaturityLadder::nearest(int days, int days_min) const {
  const Rung* best = nullptr;
  for (const Rung& rung : rungs_) {
    if (rung.dte < days_min) continue;
    if (best == nullptr || std::abs(rung.dte - days) < std::abs(best->dte - days)) best = &rung;
  }
  return best == nullptr ? std::nullopt : std::optional(best->expiry);
}

std::optional<double> vol_at_maturity(const ChainView& view, double days, const ExpiryVol& vol_of) {
  return MaturityLadder(view.times()).vol_at(days, vol_of);
}

}  // namespace aots::analytics
