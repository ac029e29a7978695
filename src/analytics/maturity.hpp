// Constant maturity: the vol of a point in time between listed expiries.
//
// Variance-linear in time between the two expiries that bracket it, at least 2 days to expiry;
// absent without a bracket, never extrapolated (D37). Where two roots share an expiry date, the
// PM-settled one counts.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "analytics/chain_view.hpp"
#include "analytics/expiry_time.hpp"

namespace aots::analytics {

// A number that one expiry has, by its index in the chain; absent where it has none.
using ExpiryValue = std::function<std::optional<double>(std::size_t)>;
using ExpiryVol = ExpiryValue;

// The expiries of one chain in the order of time, for as many questions as there are.
class MaturityLadder {
 public:
  explicit MaturityLadder(std::span<const ExpiryTime> expiries);

  // The vol at that many calendar days from the chain's moment. Asks only for the vols of the
  // expiries next to it, further ones where those have none.
  std::optional<double> vol_at(double days, const ExpiryVol& vol_of) const;
  // The same of a value that is linear in time, such as a forward.
  std::optional<double> value_at(double days, const ExpiryValue& value_of) const;
  // The expiry nearest to that many calendar days, of those with at least `days_min` left; the
  // earlier of two that are equally near.
  std::optional<std::size_t> nearest(int days, int days_min) const;

 private:
  struct Rung {
    std::size_t expiry = 0;
    double years = 0.0;
    int dte = 0;
    bool am_settled = false;
  };

  struct Point {
    double years = 0.0;
    double value = 0.0;
  };
  // The points on both sides of a moment; the second only where the first is not there already.
  struct Bracket {
    Point near;
    std::optional<Point> far;
  };
  std::optional<Bracket> bracket(double years, const ExpiryValue& value_of) const;

  std::vector<Rung> rungs_;  // ascending in time, one for each settlement date
};

// One question of a view.
std::optional<double> vol_at_maturity(const ChainView& view, double days, const ExpiryVol& vol_of);

}  // namespace aots::analytics
