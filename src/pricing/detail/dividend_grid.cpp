#include "pricing/detail/dividend_grid.hpp"

#include <algorithm>
#include <cmath>

#include "pricing/detail/certain.hpp"
#include "pricing/detail/kernels.hpp"

namespace aots::pricing::detail {
namespace {

constexpr double kReach = 6.0;  // deviations of the spot on each side
constexpr std::size_t kLeastSteps = 12;
constexpr std::size_t kImplicitSteps = 2;
constexpr std::size_t kMostNodes = 20000;

// The values over the nodes at one time left, walked backwards. Nodes are kept in the order in
// which exercise ends: from the lowest spot for a put, from the highest for a call.
class Grid {
 public:
  Grid(const AmericanOption& option, const GridLayout& layout);

  void walk(double years, std::size_t steps);
  // The values before the last dividend, and from those after another one those before it.
  void begin(const KnownDividend& dividend, AmericanScheme scheme);
  void drop(const KnownDividend& dividend);
  GridValue value() const;

 private:
  void choose();
  void advance(double span, double implicit);
  double edge(std::size_t at, std::size_t next, double span) const;
  double at_spot(double spot) const;
  double line(std::size_t at, std::size_t next, double spot) const;

  const AmericanOption& option_;
  double low_;   // ln of the spot at the first node
  double step_;  // negative for a call
  std::size_t at_;
  std::vector<double> spot_, paid_, value_, right_, factor_;
};

Grid::Grid(const AmericanOption& option, const GridLayout& layout)
    : option_(option),
      low_(layout.low),
      step_(layout.step),
      at_(layout.spot_at),
      spot_(layout.nodes),
      paid_(layout.nodes),
      value_(layout.nodes),
      right_(layout.nodes),
      factor_(layout.nodes) {
  const bool call = option.right == Right::kCall;
  if (call) {
    low_ = layout.low + layout.step * static_cast<double>(layout.nodes - 1);
    step_ = -layout.step;
    at_ = layout.nodes - 1 - layout.spot_at;
  }
  for (std::size_t i = 0; i < layout.nodes; ++i) {
    spot_[i] = low_ + step_ * static_cast<double>(i);
  }
  scalar_kernels().exp(layout.nodes, spot_.data(), spot_.data());
  spot_[at_] = option.spot;
  const double side = call ? 1.0 : -1.0;
  for (std::size_t i = 0; i < layout.nodes; ++i) {
    paid_[i] = std::max(0.0, side * (spot_[i] - option.strike));
  }
}

// Sets the values to those before an ex-date: the better of holding on, which is in right_, and of
// exercising. Where one takes over from the other between nodes, the mean over the cell.
void Grid::choose() {
  const std::size_t last = value_.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const double gain = paid_[i] - right_[i];
    value_[i] = std::max(right_[i], paid_[i]);
    if (i == 0 || i == last || paid_[i] <= 0.0) continue;
    const double before = paid_[i - 1] - right_[i - 1];
    const double after = paid_[i + 1] - right_[i + 1];
    const double reach = 0.25 * std::abs(after - before);  // of the gain over half a cell
    if (std::abs(gain) >= reach) continue;
    value_[i] = right_[i] + (gain + reach) * (gain + reach) / (4.0 * reach);
  }
}

// The line through the last two nodes.
double Grid::line(std::size_t at, std::size_t next, double spot) const {
  const double slope = (value_[next] - value_[at]) / (spot_[next] - spot_[at]);
  return value_[at] + slope * (spot - spot_[at]);
}

// What that line is worth a step earlier.
double Grid::edge(std::size_t at, std::size_t next, double span) const {
  const double slope = (value_[next] - value_[at]) / (spot_[next] - spot_[at]);
  const double rest = value_[at] - slope * spot_[at];
  const double held = slope * spot_[at] * exp_of(-option_.dividend_yield * span) +
                      rest * exp_of(-option_.rate * span);
  return std::max(held, paid_[at]);
}

void Grid::advance(double span, double implicit) {
  const std::size_t last = value_.size() - 1;
  const double variance = option_.vol * option_.vol;
  const double drift = option_.rate - option_.dividend_yield - 0.5 * variance;
  const double spread = 0.5 * variance / (step_ * step_);
  const double slant = 0.5 * drift / step_;
  const double below = spread - slant;
  const double above = spread + slant;
  const double own = -2.0 * spread - option_.rate;
  const double explicit_span = (1.0 - implicit) * span;
  const double first_edge = edge(0, 1, span);
  const double last_edge = edge(last, last - 1, span);
  for (std::size_t i = 1; i < last; ++i) {
    right_[i] = value_[i] +
                explicit_span * (below * value_[i - 1] + own * value_[i] + above * value_[i + 1]);
  }
  const double to_below = -implicit * span * below;
  const double to_above = -implicit * span * above;
  const double diagonal = 1.0 - implicit * span * own;
  value_[0] = first_edge;
  value_[last] = last_edge;
  // From the far end towards exercise, then back with the choice at every node.
  right_[last] = last_edge;
  double pivot = 1.0;
  double back = 0.0;  // the edge stands alone
  for (std::size_t i = last - 1; i >= 1; --i) {
    const double carried = to_above * pivot;
    right_[i] -= carried * right_[i + 1];
    pivot = 1.0 / (diagonal - carried * back);
    back = to_below;
    factor_[i] = pivot;
  }
  for (std::size_t i = 1; i < last; ++i) {
    const double held = (right_[i] - to_below * value_[i - 1]) * factor_[i];
    value_[i] = std::max(held, paid_[i]);
  }
}

void Grid::walk(double years, std::size_t steps) {
  if (years <= 0.0) return;
  double before = 0.0;
  for (std::size_t k = 1; k <= steps; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(steps);
    const double after = years * share * share;
    advance(after - before, k <= kImplicitSteps ? 1.0 : 0.5);
    before = after;
  }
}

// The value at any spot: a cubic through four nodes, a line past them.
double Grid::at_spot(double spot) const {
  const std::size_t last = value_.size() - 1;
  if (spot <= 0.0) return std::max(0.0, step_ > 0.0 ? line(0, 1, 0.0) : line(last, last - 1, 0.0));
  const double position = (log_of(spot) - low_) / step_;
  if (position <= 0.0) return line(0, 1, spot);
  if (position >= static_cast<double>(last)) return line(last, last - 1, spot);
  const auto left = static_cast<std::size_t>(position);
  const std::size_t from = std::min(left == 0 ? 0 : left - 1, last - 3);
  const double x = position - static_cast<double>(from);
  const double* const v = value_.data() + from;
  return v[0] * (x - 1.0) * (x - 2.0) * (x - 3.0) / -6.0 + v[1] * x * (x - 2.0) * (x - 3.0) / 2.0 +
         v[2] * x * (x - 1.0) * (x - 3.0) / -2.0 + v[3] * x * (x - 1.0) * (x - 2.0) / 6.0;
}

void Grid::drop(const KnownDividend& dividend) {
  for (std::size_t i = 0; i < value_.size(); ++i) {
    const double left = spot_after(dividend, spot_[i]);
    right_[i] = left == spot_[i] ? value_[i] : at_spot(left);
  }
  choose();
}

void Grid::begin(const KnownDividend& dividend, AmericanScheme scheme) {
  AmericanOption after = option_;
  after.years = option_.years - dividend.years;
  // Without a spot left a put is exercised at once, or where rates are negative at expiry.
  const double put_at_zero = option_.strike * std::max(1.0, exp_of(-option_.rate * after.years));
  const double at_zero = option_.right == Right::kPut ? put_at_zero : 0.0;
  std::vector<double> spots;
  for (const double spot : spot_) {
    const double left = spot_after(dividend, spot);
    if (left > 0.0) spots.push_back(left);
  }
  const std::vector<double> prices = american_prices(after, spots, scheme).value();
  std::size_t next = 0;
  for (std::size_t i = 0; i < spot_.size(); ++i) {
    right_[i] = spot_after(dividend, spot_[i]) > 0.0 ? prices[next++] : at_zero;
  }
  choose();
}

GridValue Grid::value() const {
  const double up = value_[at_ + 1];
  const double here = value_[at_];
  const double down = value_[at_ - 1];
  const double slope = (up - down) / (2.0 * step_);
  const double bend = (up - 2.0 * here + down) / (step_ * step_);
  return {.price = here,
          .delta = slope / option_.spot,
          .gamma = (bend - slope) / (option_.spot * option_.spot),
          .exercised = here <= paid_[at_] && paid_[at_] > 0.0};
}

}  // namespace

GridLayout layout_of(const AmericanOption& option, std::span<const KnownDividend> dividends,
                     const GridScheme& scheme) {
  const double deviation = option.vol * std::sqrt(option.years);
  const double drift =
      (option.rate - option.dividend_yield - 0.5 * option.vol * option.vol) * option.years;
  // Dividends pull the spot down by what they take of it.
  double left = option.spot;
  for (const KnownDividend& dividend : dividends) {
    left = std::max(spot_after(dividend, left), 0.2 * option.spot);
  }
  const double pulled = log_of(left / option.spot);
  const double to_strike = log_of(option.strike / option.spot);
  const double margin = 2.0 * deviation;
  const double down = kReach * deviation +
                      std::max({0.0, -drift, -to_strike - kReach * deviation + margin}) - pulled;
  const double up =
      kReach * deviation + std::max({0.0, drift, to_strike - kReach * deviation + margin});
  GridLayout layout;
  layout.step = deviation / scheme.nodes;
  if ((down + up) / layout.step > static_cast<double>(kMostNodes)) {
    layout.step = (down + up) / static_cast<double>(kMostNodes);
  }
  layout.spot_at = static_cast<std::size_t>(std::ceil(down / layout.step));
  layout.nodes = layout.spot_at + static_cast<std::size_t>(std::ceil(up / layout.step)) + 1;
  layout.low = log_of(option.spot) - layout.step * static_cast<double>(layout.spot_at);
  double from = 0.0;
  for (const KnownDividend& dividend : dividends) {
    const double share = std::sqrt((dividend.years - from) / option.years);
    const double steps = std::ceil(scheme.steps * share);
    layout.time_steps.push_back(std::max(kLeastSteps, static_cast<std::size_t>(steps)));
    from = dividend.years;
  }
  return layout;
}

GridValue grid_value(const AmericanOption& option, std::span<const KnownDividend> dividends,
                     const GridLayout& layout, AmericanScheme scheme, bool drops) {
  Grid grid(option, layout);
  for (std::size_t j = dividends.size(); j-- > 0;) {
    const KnownDividend none{.years = dividends[j].years};
    const KnownDividend& dividend = drops ? dividends[j] : none;
    if (j + 1 == dividends.size()) {
      grid.begin(dividend, scheme);
    } else {
      grid.drop(dividend);
    }
    grid.walk(j == 0 ? dividend.years : dividend.years - dividends[j - 1].years,
              layout.time_steps[j]);
  }
  return grid.value();
}

}  // namespace aots::pricing::detail
