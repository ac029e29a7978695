// Ssvi: a surface of total implied variance without static arbitrage.
//
// w(k, theta) = theta/2 (1 + rho phi k + sqrt((phi k + rho)^2 + 1 - rho^2)), with k =
// ln(strike/forward) and theta the total variance at the money of an expiry, phi(theta) = eta /
// (theta^gamma (1 + theta)^(1 - gamma)). Source: Gatheral and Jacquier, "Arbitrage-free SVI
// volatility surfaces", Quantitative Finance 14, 2014: surface (4.1), power law (4.5). One shape
// with theta growing from expiry to expiry has no calendar arbitrage (theorem 4.1), and none across
// strikes while theta phi (1 + |rho|) < 4 and theta phi^2 (1 + |rho|) <= 4 (theorem 4.2).
#pragma once

namespace aots::data {

struct SsviShape {
  double rho = -0.5;   // skew, in (-1, 1)
  double eta = 1.0;    // overall curvature, positive
  double gamma = 0.4;  // how fast the skew fades with theta, in (0, 1)

  bool operator==(const SsviShape&) const = default;
};

// Whether the conditions above hold for every theta up to `theta_max`. For gamma <= 1/2 both left
// sides are bounded by their values where theta^(1 - 2 gamma) (1 + theta)^(2 gamma - 2) peaks,
// which is looked at too.
bool free_of_arbitrage(const SsviShape& shape, double theta_max);

// The smile of one expiry, with what does not depend on the strike computed once.
class SsviSmile {
 public:
  // theta must be positive.
  SsviSmile(const SsviShape& shape, double theta);

  double total_variance(double log_moneyness) const;
  double theta() const { return theta_; }

  // Fair total variance of a variance swap: minus twice the expected log of settlement over
  // forward, from the prices of all out-of-the-money options (Carr and Madan 1998, as Cboe's VIX
  // does).
  double swap_variance() const;

 private:
  double rho_;
  double phi_;
  double theta_;
};

// The theta at which the smile's swap variance is the given one (positive).
double theta_for_swap_variance(const SsviShape& shape, double swap_variance);

}  // namespace aots::data
