#include "pricing/detail/exercise_tables.hpp"

#include "base/contract.hpp"

namespace aots::pricing::detail {
namespace {

constexpr double kPi = 3.14159265358979323846;

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
struct AngleRule {
  std::vector<double> sine, cosine, weight;
};

AngleRule angle_rule(std::size_t count) {
  AngleRule rule;
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
    rule.sine.push_back(cosine(0.25 * kPi * (1.0 - x)));
    rule.cosine.push_back(cosine(0.25 * kPi * (1.0 + x)));
    rule.weight.push_back(2.0 / ((1.0 - x * x) * slope * slope) * 0.5 * kPi * rule.sine.back() *
                          rule.cosine.back());
  }
  return rule;
}

}  // namespace

// Barycentric interpolation at Chebyshev extrema; the last node, where no time is left, is zero.
double ExerciseTables::lagrange(std::size_t node, double at) const {
  const std::size_t last = root_.size();
  double above = 0.0;
  double below = 0.0;
  for (std::size_t j = 0; j <= last; ++j) {
    const double where = j == last ? 0.0 : root_[j];
    if (at == where) return j == node ? 1.0 : 0.0;
    const double edge = j == 0 || j == last ? 0.5 : 1.0;
    const double part = (j % 2 == 0 ? edge : -edge) / (at - where);
    below += part;
    if (j == node) above = part;
  }
  return above / below;
}

ExerciseTables::ExerciseTables(const ExerciseScheme& scheme) {
  const std::size_t n = scheme.nodes;
  const std::size_t grid = (scheme.points + 1) * n;
  AOTS_EXPECTS(n % 8 == 0 && n <= kMaxNodes && scheme.points <= kMaxPoints && grid % 16 == 0);
  AOTS_EXPECTS(scheme.price_points % 16 == 0 && scheme.price_points <= kMaxPricePoints);
  for (std::size_t i = 0; i < n; ++i) {
    index_.push_back(static_cast<double>(i));
    root_.push_back(0.5 * (1.0 + cosine(kPi * static_cast<double>(i) / static_cast<double>(n))));
  }
  AngleRule inner = angle_rule(scheme.points);
  AngleRule price = angle_rule(scheme.price_points);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < scheme.points; ++k) {
      for (std::size_t i = 0; i < n; ++i) {
        interpolation_.push_back(lagrange(j, root_[i] * inner.cosine[k]));
      }
    }
    interpolation_.resize((j + 1) * grid, 0.0);
    for (const double at : price.cosine) price_interpolation_.push_back(lagrange(j, at));
  }
  sine_ = std::move(inner.sine);
  weight_ = std::move(inner.weight);
  price_sine_ = std::move(price.sine);
  price_weight_ = std::move(price.weight);
  rule_ = {.nodes = n,
           .points = scheme.points,
           .steps = scheme.steps,
           .settled = scheme.settled,
           .price_points = scheme.price_points,
           .index = index_.data(),
           .root = root_.data(),
           .sine = sine_.data(),
           .weight = weight_.data(),
           .interpolation = interpolation_.data(),
           .price_sine = price_sine_.data(),
           .price_weight = price_weight_.data(),
           .price_interpolation = price_interpolation_.data()};
}

}  // namespace aots::pricing::detail
