#include "data/source/synthetic/ssvi.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "base/normal.hpp"

namespace aots::data {
namespace {

double phi_of(const SsviShape& shape, double theta) {
  return shape.eta / (std::pow(theta, shape.gamma) * std::pow(1.0 + theta, 1.0 - shape.gamma));
}

bool conditions_hold(const SsviShape& shape, double theta) {
  const double phi = phi_of(shape, theta);
  const double skew = 1.0 + std::abs(shape.rho);
  return theta * phi * skew < 4.0 && theta * phi * phi * skew <= 4.0;
}

// Reach of the integral over strikes, in standard deviations below and above the forward, and the
// number of its (even) Simpson steps. The left wing is the heavier one.
constexpr double kReachDown = 12.0;
constexpr double kReachUp = 8.0;
constexpr int kSteps = 160;

constexpr int kThetaIterations = 60;
constexpr double kThetaTolerance = 1e-12;

}  // namespace

bool free_of_arbitrage(const SsviShape& shape, double theta_max) {
  if (std::abs(shape.rho) >= 1.0 || shape.eta <= 0.0) return false;
  if (shape.gamma <= 0.0 || shape.gamma > 0.5) return false;
  // theta phi grows with theta; theta phi^2 peaks at (1 - 2 gamma) / 1, from its derivative.
  const double peak = 1.0 - 2.0 * shape.gamma;
  if (peak > 0.0 && peak < theta_max && !conditions_hold(shape, peak)) return false;
  return conditions_hold(shape, theta_max);
}

SsviSmile::SsviSmile(const SsviShape& shape, double theta)
    : rho_(shape.rho), phi_(phi_of(shape, theta)), theta_(theta) {
  AOTS_EXPECTS(theta > 0.0);
}

double SsviSmile::total_variance(double log_moneyness) const {
  const double x = phi_ * log_moneyness;
  return 0.5 * theta_ * (1.0 + rho_ * x + std::sqrt((x + rho_) * (x + rho_) + 1.0 - rho_ * rho_));
}

double SsviSmile::swap_variance() const {
  const double deviation = std::sqrt(theta_);
  const double low = -kReachDown * deviation;
  const double step = (kReachDown + kReachUp) * deviation / kSteps;
  double sum = 0.0;
  for (int i = 0; i <= kSteps; ++i) {
    const double k = low + step * i;
    const double root = std::sqrt(total_variance(k));
    const double d1 = -k / root + 0.5 * root;
    const double d2 = d1 - root;
    // Undiscounted out-of-the-money price for a forward of 1, times dK / K^2 = exp(-k) dk.
    const double call = normal_cdf(d1) - std::exp(k) * normal_cdf(d2);
    const double put = std::exp(k) * normal_cdf(-d2) - normal_cdf(-d1);
    const double weight = i == 0 || i == kSteps ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0);
    sum += weight * std::exp(-k) * std::max(0.0, k < 0.0 ? put : call);
  }
  return 2.0 * sum * step / 3.0;
}

double theta_for_swap_variance(const SsviShape& shape, double swap_variance) {
  AOTS_EXPECTS(swap_variance > 0.0);
  // The ratio of swap variance to theta changes slowly, so the fixed point contracts quickly.
  double theta = swap_variance;
  for (int i = 0; i < kThetaIterations; ++i) {
    const double next = theta * swap_variance / SsviSmile(shape, theta).swap_variance();
    if (std::abs(next - theta) <= kThetaTolerance * theta) return next;
    theta = next;
  }
  return theta;
}

}  // namespace aots::data
