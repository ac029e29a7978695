#include "pricing/detail/spline_fit.hpp"

#include <algorithm>
#include <cmath>

namespace aots::pricing::detail {

namespace {

constexpr std::size_t kKnotsMin = 5;
constexpr std::size_t kKnotsWanted = 14;
constexpr std::size_t kTargetsPerKnot = 3;
constexpr int kPointsPerPiece = 4;
constexpr int kFreeIterations = 30;
constexpr double kSettled = 1e-5;
constexpr int kSteps = 40;
constexpr int kHalvings = 8;
constexpr double kStepSettled = 0.003;  // half-spreads
constexpr double kTrespassSettled = 1e-3;
constexpr double kTrespassCost = 1e3;    // per half-spread, in the search's balance
constexpr double kTrespassWorth = 10.0;  // half-spreads that a whole g is worth
// Bounds ask for a little more than the proofs need.
constexpr double kConvexityWanted = 0.01;  // of g
constexpr double kRoom = 5e-5;             // of variance, between expiries
constexpr double kSlopeRoom = 5e-4;        // of slope, between expiries
constexpr double kSlopeMax = 1.99;
// How much the shape weighs, in quotes: against bends of the departure, and against itself.
constexpr double kBendWeight = 0.1;
constexpr double kLevelWeight = 0.01;
constexpr double kLevelWeightBeyond = 0.3;  // where no quote is

}  // namespace

SplineFit::SplineFit(std::span<const Target> targets, double years, const Svi& shape,
                     const Range& quoted, const Range& reach)
    : targets_(targets), left_out_(targets.size()), years_(years), smile_(Smile::flat(1.0, 1.0)) {
  size_ = std::clamp(targets.size() / kTargetsPerKnot + 3, kKnotsMin, kKnotsWanted);
  // Knots are even in asinh(k / s): as near as quotes of some half a standard deviation around the
  // money, and ever wider out in the wings. One knot lies beyond on each side.
  const double s = std::sqrt(shape.at(std::clamp(0.0, quoted.low, quoted.high)).value);
  const double low = std::asinh(reach.low / s);
  const double step = (std::asinh(reach.high / s) - low) / static_cast<double>(size_ - 3);
  for (std::size_t j = 0; j < size_; ++j) {
    knots_[j] = s * std::sinh(low + step * (static_cast<double>(j) - 1.0));
  }
  floor_ = kNever;
  for (std::size_t j = 0; j < size_; ++j) {
    // Beyond the quotes the shape goes on straight, and not downwards: no quote asks for a bend.
    const double inside = std::clamp(knots_[j], quoted.low, quoted.high);
    const Jet jet = shape.at(inside);
    level_weight_[j] = inside == knots_[j] ? kLevelWeight : kLevelWeightBeyond;
    shape_[j] = jet.value + std::max(0.0, jet.slope * (knots_[j] - inside));
    shape_sharpness_[j] = sharpness_near(j) / (2.0 * std::sqrt(shape_[j] * years));
    floor_ = std::min(floor_, 0.01 * shape_[j]);
  }
  const std::span<const double> knots(knots_.data(), size_);
  rows_.resize(targets.size());
  for (std::size_t j = 0; j < size_; ++j) {
    Vector one{};
    one[j] = 1.0;
    cardinals_.push_back(Smile::through(knots, {one.data(), size_}));
    for (std::size_t i = 0; i < targets.size(); ++i) {
      rows_[i][j] = cardinals_[j].total_variance(targets[i].k);
    }
  }
  stand_at(shape_);
}

// The mean sharpness of the targets between the neighbours of a knot, else of the nearest target.
double SplineFit::sharpness_near(std::size_t knot) const {
  const double low = knots_[knot > 0 ? knot - 1 : 0];
  const double high = knots_[std::min(knot + 1, size_ - 1)];
  double sum = 0.0;
  int count = 0;
  for (const Target& target : targets_) {
    if (target.k < low || target.k > high) continue;
    sum += target.sharpness;
    ++count;
  }
  if (count > 0) return sum / count;
  const auto nearest =
      std::min_element(targets_.begin(), targets_.end(), [&](const Target& x, const Target& y) {
        return std::fabs(x.k - knots_[knot]) < std::fabs(y.k - knots_[knot]);
      });
  return nearest->sharpness;
}

SplineFit::JetRow SplineFit::jet_row(double k) const {
  const auto after =
      std::upper_bound(knots_.begin(), knots_.begin() + static_cast<std::ptrdiff_t>(size_), k);
  const auto knot = after == knots_.begin() ? 0 : after - knots_.begin() - 1;
  JetRow row{.k = k, .knot = static_cast<std::size_t>(knot)};
  for (std::size_t j = 0; j < size_; ++j) {
    const Jet jet = cardinals_[j].at(k);
    row.value[j] = jet.value;
    row.slope[j] = jet.slope;
    row.curvature[j] = jet.curvature;
  }
  return row;
}

void SplineFit::make_grid() {
  if (!grid_.empty()) return;
  const double width = knots_[size_ - 1] - knots_[0];
  grid_.push_back(jet_row(knots_[0] - width));
  for (std::size_t j = 0; j + 1 < size_; ++j) {
    for (int i = 0; i < kPointsPerPiece; ++i) {
      grid_.push_back(jet_row(knots_[j] + (knots_[j + 1] - knots_[j]) * i / kPointsPerPiece));
    }
  }
  grid_.push_back(jet_row(knots_[size_ - 1]));
  grid_.push_back(jet_row(knots_[size_ - 1] + width));
}

void SplineFit::watch(double k) {
  make_grid();
  grid_.insert(grid_.begin() + 1, jet_row(k));
}

double SplineFit::dot(const Row& row, const Vector& y) const {
  double sum = 0.0;
  for (std::size_t j = 0; j < size_; ++j) sum += row[j] * y[j];
  return sum;
}

Jet SplineFit::jet_of(const JetRow& row, const Vector& y) const {
  return {
      .value = dot(row.value, y), .slope = dot(row.slope, y), .curvature = dot(row.curvature, y)};
}

double SplineFit::quote_cost(const Loss& loss, const Vector& y, Quadratic* normal) const {
  double cost = 0.0;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    if (left_out_[i]) continue;
    const double variance = dot(rows_[i], y);
    if (!(variance > 0.0)) return kNever;
    const double vol = std::sqrt(variance / years_);
    const double residual = (vol - targets_[i].vol) * targets_[i].sharpness;
    cost += loss.value(residual);
    const double weight = loss.weight(residual);
    if (normal == nullptr || weight == 0.0) continue;
    normal->add(residual, rows_[i], targets_[i].sharpness / (2.0 * vol * years_), weight);
  }
  return cost;
}

double SplineFit::shape_cost(const Vector& y, Quadratic* normal) const {
  double cost = 0.0;
  const auto off = [&](std::size_t j) { return (y[j] - shape_[j]) * shape_sharpness_[j]; };
  for (std::size_t j = 0; j < size_; ++j) {
    Row row{};
    row[j] = shape_sharpness_[j];
    cost += 0.5 * level_weight_[j] * off(j) * off(j);
    if (normal != nullptr) normal->add(off(j), row, 1.0, level_weight_[j]);
    if (j == 0 || j + 1 == size_) continue;
    row[j] *= -2.0;
    row[j - 1] = shape_sharpness_[j - 1];
    row[j + 1] = shape_sharpness_[j + 1];
    const double bend = off(j - 1) - 2.0 * off(j) + off(j + 1);
    cost += 0.5 * kBendWeight * bend * bend;
    if (normal != nullptr) normal->add(bend, row, 1.0, kBendWeight);
  }
  return cost;
}

double SplineFit::cost(const Loss& loss, const Vector& y, Quadratic* normal) const {
  return quote_cost(loss, y, normal) + shape_cost(y, normal);
}

void SplineFit::stand_at(const Vector& y) {
  y_ = y;
  smile_ = Smile::through({knots_.data(), size_}, {y_.data(), size_});
}

bool SplineFit::fit(const Loss& loss) {
  const Descent descent =
      descend(y_, size_, Bounds::none(), kFreeIterations, kSettled,
              [&](const Vector& y, Quadratic& normal) { return cost(loss, y, &normal); });
  iterations_ += descent.iterations;
  stand_at(descent.x);
  free_ = y_;
  return std::isfinite(descent.cost);
}

// ------------------------------------------------------------------------------------ within
// bounds

// The slopes outwards: wings go up, if ever so little, stay below Lee's bound, and keep the order
// of expiries.
std::pair<SplineFit::Band, SplineFit::Band> SplineFit::wings(const Corridor& corridor) const {
  const double flat = 1e-3 * shape_[0] / (knots_[size_ - 1] - knots_[0]);
  const auto wing = [&](double (Smile::*slope)() const, bool is_bordered) {
    const double before = corridor.low != nullptr ? (corridor.low->*slope)() : 0.0;
    const double after = is_bordered ? (corridor.high->smile.*slope)() : kSlopeMax;
    const double low = std::max(flat, before * (1.0 + kSlopeRoom));
    return Band{.low = low, .high = std::max(low, std::min(kSlopeMax, after * (1.0 - kSlopeRoom)))};
  };
  const Border* high = corridor.high;
  return {wing(&Smile::left_slope, high != nullptr && high->where.low == -kNever),
          wing(&Smile::right_slope, high != nullptr && high->where.high == kNever)};
}

std::vector<Constraint> SplineFit::constraints_at(const Vector& y, std::span<const Band> bands,
                                                  const Corridor& corridor) const {
  std::vector<Constraint> constraints;
  const auto at_least = [&](const Row& row, double sign, double bound) {
    Constraint constraint{.a = row, .b = bound - sign * dot(row, y)};
    for (double& a : constraint.a) a *= sign;
    constraints.push_back(constraint);
  };
  for (std::size_t i = 0; i < grid_.size(); ++i) {
    const JetRow& at = grid_[i];
    at_least(at.value, 1.0, bands[i].low);
    if (bands[i].high < kNever) at_least(at.value, -1.0, -bands[i].high);
    // k w' < 2 w wherever there is no butterfly (Fukasawa 2012), and linear: it keeps the search on
    // the branch of g on which more room means less of k w'.
    Row branch{};
    for (std::size_t j = 0; j < size_; ++j) branch[j] = 2.0 * at.value[j] - at.k * at.slope[j];
    at_least(branch, 1.0, floor_);
    const Jet w = jet_of(at, y);
    if (w.value < floor_) continue;  // the band brings it back first
    const double tilt = 1.0 - 0.5 * at.k * w.slope / w.value;
    const double square = w.slope * w.slope / (w.value * w.value);
    const double by_value = tilt * at.k * w.slope / (w.value * w.value) + 0.25 * square;
    const double by_slope = -tilt * at.k / w.value - 0.5 * w.slope * (1.0 / w.value + 0.25);
    Constraint convexity{.b = kConvexityWanted - durrleman_g(w, at.k)};
    for (std::size_t j = 0; j < size_; ++j) {
      convexity.a[j] = by_value * at.value[j] + by_slope * at.slope[j] + 0.5 * at.curvature[j];
    }
    constraints.push_back(convexity);
  }
  const auto [left, right] = wings(corridor);
  at_least(grid_.front().slope, -1.0, left.low);
  at_least(grid_.front().slope, 1.0, -left.high);
  at_least(grid_.back().slope, 1.0, right.low);
  at_least(grid_.back().slope, -1.0, -right.high);
  return constraints;
}

double SplineFit::trespass(const Vector& y, std::span<const Band> bands,
                           const Corridor& corridor) const {
  const auto [left, right] = wings(corridor);
  const double left_slope = -dot(grid_.front().slope, y);
  const double right_slope = dot(grid_.back().slope, y);
  // A slope is felt as the variance over the length of the last piece.
  double sum = shape_sharpness_[0] * (knots_[1] - knots_[0]) *
                   std::max({0.0, left.low - left_slope, left_slope - left.high}) +
               shape_sharpness_[size_ - 1] * (knots_[size_ - 1] - knots_[size_ - 2]) *
                   std::max({0.0, right.low - right_slope, right_slope - right.high});
  for (std::size_t i = 0; i < grid_.size(); ++i) {
    const Jet w = jet_of(grid_[i], y);
    const double off = std::max({0.0, bands[i].low - w.value, w.value - bands[i].high});
    sum += off * shape_sharpness_[grid_[i].knot];
    if (w.value < floor_) {
      // No shape at all is worse than any.
      sum += kTrespassWorth;
    } else {
      sum += kTrespassWorth * std::max(0.0, kConvexityWanted - durrleman_g(w, grid_[i].k));
      sum += kTrespassWorth * std::max(0.0, 0.5 * grid_[i].k * w.slope / w.value - 1.0);
    }
  }
  return sum;
}

// Where y breaks bounds, one more variable is the share of each break that may stay; it costs what
// the breaks cost in the search's balance, so that there always is a step.
std::optional<Vector> SplineFit::step_within(const Quadratic& quadratic,
                                             std::vector<Constraint> constraints,
                                             double trespassed) {
  if (!(trespassed > 0.0)) return solve_within(quadratic, constraints, Impossible::kFails);
  Quadratic elastic = quadratic;
  const std::size_t share = elastic.size++;
  elastic.matrix[share].fill(0.0);
  elastic.matrix[share][share] = elastic.gradient[share] = kTrespassCost * trespassed;
  for (Constraint& constraint : constraints) constraint.a[share] = std::max(0.0, constraint.b);
  Constraint none_or_more{};
  none_or_more.a[share] = 1.0;
  constraints.push_back(none_or_more);
  auto step = solve_within(elastic, constraints, Impossible::kIsLeftOut);
  if (step) (*step)[share] = 0.0;
  return step;
}

// In half-spreads.
double SplineFit::size_of(const Vector& step) const {
  double size = 0.0;
  for (std::size_t j = 0; j < size_; ++j) {
    size = std::max(size, std::fabs(step[j]) * shape_sharpness_[j]);
  }
  return size;
}

std::optional<SplineFit::Found> SplineFit::search(const Loss& loss, Vector y,
                                                  std::span<const Band> bands,
                                                  const Corridor& corridor) {
  Quadratic normal{.size = size_};
  double here = cost(loss, y, &normal);
  if (!std::isfinite(here)) return std::nullopt;
  double trespassed = trespass(y, bands, corridor);
  here += kTrespassCost * trespassed;
  bool settled = false;
  const auto moved = [&](const Vector& by, double share) {
    Vector next = y;
    for (std::size_t j = 0; j < size_; ++j) next[j] += share * by[j];
    return next;
  };
  const auto balance = [&](const Vector& at) {
    const double own = cost(loss, at, nullptr);
    return std::isfinite(own) ? own + kTrespassCost * trespass(at, bands, corridor) : kNever;
  };
  for (int i = 0; i < kSteps; ++i) {
    ++iterations_;
    auto step = step_within(normal, constraints_at(y, bands, corridor), trespassed);
    if (!step) break;
    if (size_of(*step) < kStepSettled) {
      // The last step is taken whole: it meets the linear bounds to rounding.
      y = moved(*step, 1.0);
      settled = trespassed < kTrespassSettled;
      break;
    }
    Vector next = moved(*step, 1.0);
    double there = balance(next);
    if (!(there < here)) {
      // The bounds bend away from their linear forms; those of where the step leads are nearer.
      auto constraints = constraints_at(next, bands, corridor);
      for (Constraint& constraint : constraints) constraint.b += dot(constraint.a, *step);
      if (const auto corrected = solve_within(normal, constraints, Impossible::kFails)) {
        const Vector other = moved(*corrected, 1.0);
        if (const double cost_there = balance(other); cost_there < here) {
          next = other;
          there = cost_there;
        }
      }
    }
    double share = 1.0;
    for (int halving = 0; halving < kHalvings && !(there < here); ++halving) {
      share *= 0.4;
      next = moved(*step, share);
      there = balance(next);
    }
    if (!(there < here)) break;
    y = next;
    normal = Quadratic{.size = size_};
    here = cost(loss, y, &normal);
    trespassed = trespass(y, bands, corridor);
    here += kTrespassCost * trespassed;
  }
  return Found{.y = y, .balance = here, .settled = settled};
}

bool SplineFit::fit_within(const Loss& loss, const Corridor& corridor) {
  make_grid();
  std::vector<Band> bands;
  for (const JetRow& at : grid_) {
    Band band{.low = 2.0 * floor_};
    if (corridor.low != nullptr) {
      band.low = std::max(band.low, corridor.low->total_variance(at.k) * (1.0 + kRoom));
    }
    if (const Border* high = corridor.high;
        high != nullptr && high->where.low <= at.k && at.k <= high->where.high) {
      band.high = std::max(band.low, high->smile.total_variance(at.k) * (1.0 - kRoom));
    }
    bands.push_back(band);
  }
  // From where it stands; where that does not settle, the best of searches from the free smile,
  // from the lower side of the corridor, which is free of butterflies, and from the shape.
  std::optional<Found> best;
  const auto search_from = [&](const Vector& start) {
    const auto found = search(loss, start, bands, corridor);
    if (found && (!best || found->balance < best->balance)) best = found;
  };
  search_from(y_);
  if (!best || !best->settled) {
    search_from(free_);
    if (corridor.low != nullptr) {
      Vector low{};
      for (std::size_t j = 0; j < size_; ++j) low[j] = corridor.low->total_variance(knots_[j]);
      search_from(low);
    }
    search_from(shape_);
  }
  if (!best) return false;
  stand_at(best->y);
  return true;
}

}  // namespace aots::pricing::detail
