#include "pricing/detail/exercise.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

namespace aots::pricing::detail {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kInvSqrt2Pi = 0.39894228040143267794;
constexpr std::size_t kMaxGrid = kMaxNodes * (kMaxPoints + 1);

// Written out rather than taken from the C library, so that the tables are the same bits anywhere.
double cosine(double x) {
  double term = 1.0;
  double sum = 1.0;
  for (int i = 1; i < 30; ++i) {
    term *= -x * x / ((2 * i - 1) * (2 * i));
    sum += term;
  }
  return sum;
}

// The integral from 0 to tau of f(u) du over the angle a: sqrt(u) = sqrt(tau) cos a and sqrt(tau -
// u) = sqrt(tau) sin a, in which the integrands are smooth at both ends. Gauss-Legendre over a; the
// weights are those of f, in units of tau.
struct Rule {
  std::array<double, kMaxPoints> sine{};
  std::array<double, kMaxPoints> cosine{};
  std::array<double, kMaxPoints> weight{};
};

Rule angle_rule(std::size_t count) {
  Rule rule;
  const auto n = static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    double x = cosine(kPi * (static_cast<double>(i) + 0.75) / (n + 0.5));
    double slope = 1.0;
    for (int step = 0; step < 8; ++step) {
      double last = 1.0;
      double value = x;
      for (std::size_t k = 2; k <= count; ++k) {
        const auto degree = static_cast<double>(k);
        const double next = ((2.0 * degree - 1.0) * x * value - (degree - 1.0) * last) / degree;
        last = value;
        value = next;
      }
      slope = n * (x * value - last) / (x * x - 1.0);
      x -= value / slope;
    }
    rule.sine.at(i) = cosine(0.25 * kPi * (1.0 - x));
    rule.cosine.at(i) = cosine(0.25 * kPi * (1.0 + x));
    rule.weight.at(i) =
        2.0 / ((1.0 - x * x) * slope * slope) * 0.5 * kPi * rule.sine.at(i) * rule.cosine.at(i);
  }
  return rule;
}

}  // namespace

// All that depends on the scheme alone.
struct ExerciseTables {
  ExerciseScheme scheme{};
  std::array<double, kMaxNodes + 1> root{};  // sqrt(tau/years) at the nodes
  Rule rule;
  Rule price_rule;
  // interpolation[j][i * points + k]: how much node j weighs at point k of node i.
  std::array<std::array<double, kMaxGrid>, kMaxNodes + 1> interpolation{};
  std::array<std::array<double, kMaxPoints>, kMaxNodes + 1> price_interpolation{};

  explicit ExerciseTables(const ExerciseScheme& wanted);

 private:
  double lagrange(std::size_t node, double at) const;
};

// Barycentric interpolation at Chebyshev extrema.
double ExerciseTables::lagrange(std::size_t node, double at) const {
  double above = 0.0;
  double below = 0.0;
  for (std::size_t j = 0; j <= scheme.nodes; ++j) {
    if (at == root.at(j)) return j == node ? 1.0 : 0.0;
    const double edge = j == 0 || j == scheme.nodes ? 0.5 : 1.0;
    const double part = (j % 2 == 0 ? edge : -edge) / (at - root.at(j));
    below += part;
    if (j == node) above = part;
  }
  return above / below;
}

ExerciseTables::ExerciseTables(const ExerciseScheme& wanted)
    : scheme(wanted), rule(angle_rule(wanted.points)), price_rule(angle_rule(wanted.price_points)) {
  const std::size_t n = scheme.nodes;
  for (std::size_t i = 0; i <= n; ++i) {
    root.at(i) = 0.5 * (1.0 + cosine(kPi * static_cast<double>(i) / static_cast<double>(n)));
  }
  root.at(n) = 0.0;
  for (std::size_t j = 0; j <= n; ++j) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < scheme.points; ++k) {
        interpolation.at(j).at(i * scheme.points + k) = lagrange(j, root.at(i) * rule.cosine.at(k));
      }
    }
    for (std::size_t k = 0; k < scheme.price_points; ++k) {
      price_interpolation.at(j).at(k) = lagrange(j, price_rule.cosine.at(k));
    }
  }
}

const ExerciseTables& fast_tables() {
  static const auto tables = std::make_unique<const ExerciseTables>(
      ExerciseScheme{.nodes = 8, .points = 7, .sweeps = 6, .settled = 5e-5, .price_points = 16});
  return *tables;
}

const ExerciseTables& accurate_tables() {
  static const auto tables = std::make_unique<const ExerciseTables>(
      ExerciseScheme{.nodes = 20, .points = 16, .sweeps = 24, .settled = 3e-8, .price_points = 40});
  return *tables;
}

namespace {

using Elementary = Map KernelTable::*;

// One value, by the kernels of width one: the same bits without filling a pack.
double one(Elementary function, double at) {
  double result = 0.0;
  (scalar_kernels().*function)(1, &at, &result);
  return result;
}

// The boundary of an option that never expires, and a curve from X towards it (Bjerksund and
// Stensland 1993): where the search for the first boundary begins.
void begin(const PutTerms& put, double start, std::size_t nodes,
           const std::array<double, kMaxNodes>& tau, const KernelTable& kernels,
           std::array<double, kMaxNodes>& boundary) {
  const double variance = put.vol * put.vol;
  const double drift = (put.rate - put.dividend_yield) / variance - 0.5;
  const double power = -drift - std::sqrt(drift * drift + 2.0 * put.rate / variance);
  const double last = std::min(put.strike * power / (power - 1.0), 0.999 * start);
  const double scale = start / (start - last);
  for (std::size_t i = 0; i < nodes; ++i) {
    const double moved =
        (put.rate - put.dividend_yield) * tau[i] - 2.0 * put.vol * std::sqrt(tau[i]);
    boundary[i] = std::min(0.0, moved * scale);
  }
  kernels.exp(nodes, boundary.data(), boundary.data());
  for (std::size_t i = 0; i < nodes; ++i) boundary[i] = last + (start - last) * boundary[i];
}

// One solution under way. Grid index i * points + k is point k of node i; after the grid come the
// nodes themselves, whose terms are those of the European put.
class Sweeper {
 public:
  Sweeper(const PutTerms& put, const ExerciseTables& tables, const KernelTable& kernels);

  const std::array<double, kMaxNodes>& times() const { return tau_; }
  double log_now() const { return log_boundary_[0]; }
  // Sets the boundary from its shares of X; the largest change of its logarithm.
  double place(std::array<double, kMaxNodes>& share, Boundary& boundary);
  void sweep(const Boundary& boundary, bool newton, std::array<double, kMaxNodes>& share);

 private:
  void prepare();
  void ratios(const Boundary& boundary);
  double next(std::size_t node, bool newton) const;

  const PutTerms& put_;
  const ExerciseTables& tables_;
  const KernelTable& kernels_;
  std::size_t nodes_;
  std::size_t points_;
  std::size_t grid_;
  double strike_;      // K/X
  double log_strike_;  // its logarithm
  std::array<double, kMaxNodes> tau_{};
  std::array<double, kMaxNodes> log_boundary_{};  // ln(B/X), not above zero
  std::array<double, kMaxNodes> growth_{};
  // Too large to be cleared for every option; only what is used is written, then read.
  std::array<double, kMaxGrid> drift_;
  std::array<double, kMaxGrid> deviation_;  // vol sqrt(tau - u)
  std::array<double, kMaxGrid> rate_weight_;
  std::array<double, kMaxGrid> yield_weight_;
  std::array<double, kMaxGrid> height_;
  std::array<double, kMaxGrid> offset_;
  std::array<double, kMaxGrid> lower_;  // Phi(d-)
  std::array<double, kMaxGrid> upper_;  // Phi(d+)
};

double start_of(const PutTerms& put) {
  return put.dividend_yield > put.rate ? put.strike * put.rate / put.dividend_yield : put.strike;
}

Sweeper::Sweeper(const PutTerms& put, const ExerciseTables& tables, const KernelTable& kernels)
    : put_(put),
      tables_(tables),
      kernels_(kernels),
      nodes_(tables.scheme.nodes),
      points_(tables.scheme.points),
      grid_(nodes_ * points_),
      strike_(put.strike / start_of(put)),
      log_strike_(one(&KernelTable::log, strike_)) {
  prepare();
}

double Sweeper::place(std::array<double, kMaxNodes>& share, Boundary& boundary) {
  for (std::size_t i = 0; i < nodes_; ++i) share[i] = std::clamp(share[i], 1e-300, 1.0);
  std::array<double, kMaxNodes> placed;
  kernels_.log(nodes_, share.data(), placed.data());
  double change = 0.0;
  for (std::size_t i = 0; i < nodes_; ++i) {
    placed[i] = std::min(0.0, placed[i]);
    change = std::max(change, std::abs(placed[i] - log_boundary_[i]));
    log_boundary_[i] = placed[i];
    boundary.height[i] = placed[i] * placed[i];
  }
  return change;
}

void Sweeper::sweep(const Boundary& boundary, bool newton, std::array<double, kMaxNodes>& share) {
  ratios(boundary);
  kernels_.exercise_pair(grid_ + nodes_, height_.data(), offset_.data(), deviation_.data(),
                         upper_.data(), lower_.data());
  for (std::size_t i = 0; i < nodes_; ++i) share[i] = next(i, newton);
}

void Sweeper::prepare() {
  const double carry = put_.rate - put_.dividend_yield;
  std::array<double, kMaxGrid> rate_growth;
  std::array<double, kMaxGrid> yield_growth;
  for (std::size_t i = 0; i < nodes_; ++i) {
    const double root = tables_.root[i];
    tau_[i] = put_.years * root * root;
    const double whole = put_.vol * std::sqrt(tau_[i]);
    for (std::size_t k = 0; k < points_; ++k) {
      const double sine = tables_.rule.sine[k];
      const double passed = tau_[i] * sine * sine;
      const std::size_t at = i * points_ + k;
      drift_[at] = carry * passed;
      deviation_[at] = whole * sine;
      rate_growth[at] = put_.rate * (tau_[i] - passed);
      yield_growth[at] = put_.dividend_yield * (tau_[i] - passed);
    }
    drift_[grid_ + i] = carry * tau_[i];
    deviation_[grid_ + i] = whole;
    growth_[i] = -carry * tau_[i];
  }
  kernels_.exp(grid_, rate_growth.data(), rate_weight_.data());
  kernels_.exp(grid_, yield_growth.data(), yield_weight_.data());
  kernels_.exp(nodes_, growth_.data(), growth_.data());
  for (std::size_t i = 0; i < nodes_; ++i) {
    for (std::size_t k = 0; k < points_; ++k) {
      const std::size_t at = i * points_ + k;
      const double weight = tau_[i] * tables_.rule.weight[k];
      rate_weight_[at] *= put_.rate * weight;
      yield_weight_[at] *= put_.dividend_yield * weight;
    }
  }
}

// ln(B(tau)/B(u)) + drift over the grid, ln(B(tau)/K) + drift at the nodes: height_ holds the part
// under the root, offset_ the rest.
void Sweeper::ratios(const Boundary& boundary) {
  for (std::size_t at = 0; at < grid_; ++at) {
    height_[at] = tables_.interpolation[0][at] * boundary.height[0];
  }
  for (std::size_t j = 1; j < nodes_; ++j) {  // at the last node H is zero
    const double height = boundary.height[j];
    const double* const weight = tables_.interpolation[j].data();
    for (std::size_t at = 0; at < grid_; ++at) height_[at] += weight[at] * height;
  }
  for (std::size_t i = 0; i < nodes_; ++i) {
    const std::size_t from = i * points_;
    const double here = log_boundary_[i];
    for (std::size_t at = from; at < from + points_; ++at) offset_[at] = here + drift_[at];
    height_[grid_ + i] = 0.0;
    offset_[grid_ + i] = here - log_strike_ + drift_[grid_ + i];
  }
}

// B from the smooth-pasting equation ("B" of the paper), over X; with Newton's step where the
// boundary moves only in the European terms.
double Sweeper::next(std::size_t node, bool newton) const {
  double above = lower_[grid_ + node];
  double below = upper_[grid_ + node];
  for (std::size_t k = 0; k < points_; ++k) {
    const std::size_t at = node * points_ + k;
    above += rate_weight_[at] * lower_[at];
    below += yield_weight_[at] * upper_[at];
  }
  const double scale = strike_ * growth_[node];
  const double mapped = scale * above / below;
  if (!newton) return mapped;
  const double here = one(&KernelTable::exp, log_boundary_[node]);
  const double s = deviation_[grid_ + node];
  const double d_plus = offset_[grid_ + node] / s + 0.5 * s;
  const double d_minus = d_plus - s;
  const double density_minus = kInvSqrt2Pi * one(&KernelTable::exp, -0.5 * d_minus * d_minus);
  const double density_plus = kInvSqrt2Pi * one(&KernelTable::exp, -0.5 * d_plus * d_plus);
  const double slope =
      scale / (here * s) * (density_minus / below - density_plus * above / (below * below));
  return here - (mapped - here) / (slope - 1.0);
}

}  // namespace

Boundary solve_boundary(const PutTerms& put, const ExerciseTables& tables,
                        const KernelTable& kernels) {
  const std::size_t nodes = tables.scheme.nodes;
  Sweeper sweeper(put, tables, kernels);
  Boundary boundary;
  boundary.start = start_of(put);
  std::array<double, kMaxNodes> share{};
  begin(put, boundary.start, nodes, sweeper.times(), kernels, share);
  kernels.boundary_guess(put, nodes, sweeper.times().data(), share.data());
  for (std::size_t i = 0; i < nodes; ++i) share[i] /= boundary.start;
  sweeper.place(share, boundary);
  for (std::size_t sweep = 0; sweep < tables.scheme.sweeps; ++sweep) {
    sweeper.sweep(boundary, sweep == 0, share);
    if (sweeper.place(share, boundary) <= tables.scheme.settled) break;
  }
  boundary.now = boundary.start * one(&KernelTable::exp, sweeper.log_now());
  return boundary;
}

namespace {

// The integral over what exercise earns, at its points.
struct Flows {
  std::array<double, kMaxPoints> height{};  // ln(S/B(u)) + drift is offset + sqrt(height)
  std::array<double, kMaxPoints> offset{};
  std::array<double, kMaxPoints> turned{};  // -vol sqrt(passed): turned, the tails are a put's
  std::array<double, kMaxPoints> strike{};  // what the strike earns there, weighted
  std::array<double, kMaxPoints> spot{};    // what a unit of spot loses
};

Flows flows_of(const PutTerms& put, double spot, const Boundary& boundary,
               const ExerciseTables& tables, const KernelTable& kernels) {
  Flows flows;
  const std::size_t count = tables.scheme.price_points;
  const double carry = put.rate - put.dividend_yield;
  const double log_spot = one(&KernelTable::log, spot / boundary.start);
  const double whole = put.vol * std::sqrt(put.years);
  for (std::size_t j = 0; j <= tables.scheme.nodes; ++j) {
    const double height = boundary.height[j];
    for (std::size_t k = 0; k < count; ++k) {
      flows.height[k] += tables.price_interpolation[j][k] * height;
    }
  }
  for (std::size_t k = 0; k < count; ++k) {
    const double sine = tables.price_rule.sine[k];
    const double passed = put.years * sine * sine;
    flows.offset[k] = log_spot + carry * passed;
    flows.turned[k] = -whole * sine;
    flows.strike[k] = -put.rate * passed;
    flows.spot[k] = -put.dividend_yield * passed;
  }
  kernels.exp(count, flows.strike.data(), flows.strike.data());
  kernels.exp(count, flows.spot.data(), flows.spot.data());
  for (std::size_t k = 0; k < count; ++k) {
    const double weight = put.years * tables.price_rule.weight[k];
    flows.strike[k] *= weight * put.rate * put.strike;
    flows.spot[k] *= weight * put.dividend_yield;
  }
  return flows;
}

}  // namespace

double exercise_premium(const PutTerms& put, double spot, const Boundary& boundary,
                        const ExerciseTables& tables, const KernelTable& kernels) {
  const Flows flows = flows_of(put, spot, boundary, tables, kernels);
  const std::size_t count = tables.scheme.price_points;
  std::array<double, kMaxPoints> on_strike;
  std::array<double, kMaxPoints> on_spot;
  kernels.exercise_pair(count, flows.height.data(), flows.offset.data(), flows.turned.data(),
                        on_spot.data(), on_strike.data());
  double value = 0.0;
  for (std::size_t k = 0; k < count; ++k) {
    value += flows.strike[k] * on_strike[k] - flows.spot[k] * spot * on_spot[k];
  }
  return value;
}

PremiumSlopes exercise_premium_slopes(const PutTerms& put, double spot, const Boundary& boundary,
                                      const ExerciseTables& tables, const KernelTable& kernels) {
  const Flows flows = flows_of(put, spot, boundary, tables, kernels);
  PremiumSlopes slopes;
  for (std::size_t k = 0; k < tables.scheme.price_points; ++k) {
    const double s = -flows.turned[k];
    const double log_ratio = flows.offset[k] + std::sqrt(std::max(0.0, flows.height[k]));
    const double d_plus = log_ratio / s + 0.5 * s;
    const double d_minus = d_plus - s;
    double on_strike = 0.0;
    double on_spot = 0.0;
    scalar_kernels().exercise_pair(1, &flows.height[k], &flows.offset[k], &flows.turned[k],
                                   &on_spot, &on_strike);
    const double plus = kInvSqrt2Pi * one(&KernelTable::exp, -0.5 * d_plus * d_plus);
    const double minus = kInvSqrt2Pi * one(&KernelTable::exp, -0.5 * d_minus * d_minus);
    slopes.delta -= flows.strike[k] * minus / (spot * s) + flows.spot[k] * (on_spot - plus / s);
    slopes.gamma += flows.strike[k] * minus / (spot * spot * s) * (1.0 + d_minus / s) +
                    flows.spot[k] * plus / (spot * s) * (1.0 - d_plus / s);
  }
  return slopes;
}

}  // namespace aots::pricing::detail
