// Laws of fitted surfaces: quotes with noise and gross errors give one without arbitrage, which is
// checked here by other means than the fit's own proof: prices, on a dense grid.
#include "pricing/surface.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "pricing/black_scholes.hpp"
#include "pricing/detail/svi.hpp"

namespace aots::pricing {
namespace {

double any_between(double low, double high) {
  constexpr int kSteps = 1'000'000;
  const auto steps = rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, kSteps + 1));
  return low + (high - low) * *steps / kSteps;
}

// Surface SVI with the power law phi = eta / sqrt(theta), free of both arbitrages where
// eta (1 + |rho|) <= 2 (Gatheral and Jacquier 2014, section 4.1).
struct Truth {
  double vol = 0.0;
  double rho = 0.0;
  double eta = 0.0;

  static Truth any() {
    Truth truth{.vol = any_between(0.08, 0.6), .rho = any_between(-0.9, 0.3)};
    truth.eta = any_between(0.3, 1.9) / (1.0 + std::fabs(truth.rho));
    return truth;
  }
  double variance(double k, double years) const {
    const double theta = vol * vol * years;
    const double x = eta / std::sqrt(theta) * k;
    return 0.5 * theta * (1.0 + rho * x + std::sqrt((x + rho) * (x + rho) + 1.0 - rho * rho));
  }
  double vol_at(double k, double years) const { return std::sqrt(variance(k, years) / years); }
};

struct Quoted {
  std::vector<double> years;
  std::vector<std::vector<SmileQuote>> quotes;

  std::vector<ExpiryQuotes> expiries() const {
    std::vector<ExpiryQuotes> result;
    for (std::size_t i = 0; i < years.size(); ++i) {
      result.push_back({.years = years[i], .quotes = quotes[i]});
    }
    return result;
  }
};

// Strikes to four standard deviations below the money and two and a half above; errors are uniform
// within `noise`, the half-spread of every quote is `half_spread`.
Quoted quote(const Truth& truth, double noise, double half_spread) {
  Quoted quoted;
  for (const double years : {0.02, 0.05, 0.0505, 0.1, 0.25, 0.5, 1.0, 1.8}) {
    quoted.years.push_back(years);
    auto& row = quoted.quotes.emplace_back();
    const double deviation = truth.vol * std::sqrt(years);
    for (int i = 0; i <= 40; ++i) {
      const double k = deviation * (-4.0 + 6.5 * i / 40.0);
      const double vol = truth.vol_at(k, years) + (noise > 0.0 ? any_between(-noise, noise) : 0.0);
      row.push_back(
          {.k = k, .vol = vol, .bid_vol = vol - half_spread, .ask_vol = vol + half_spread});
    }
  }
  return quoted;
}

double call(double k, double variance) {
  return black_price({.right = Right::kCall,
                      .forward = 1.0,
                      .strike = std::exp(k),
                      .discount = 1.0,
                      .years = 1.0,
                      .vol = std::sqrt(variance)});
}

// Call prices over even strikes fall, by no more than the strike rises, and bend upwards.
bool prices_are_convex(const std::function<double(double)>& variance) {
  const double step = 0.002;
  std::vector<double> prices;
  for (double strike = 0.02; strike < 4.0; strike += step) {
    const double k = std::log(strike);
    prices.push_back(call(k, variance(k)));
  }
  constexpr double kRounding = 1e-13;
  for (std::size_t i = 1; i + 1 < prices.size(); ++i) {
    if (prices[i] > prices[i - 1] + kRounding) return false;
    if (prices[i] < prices[i - 1] - step - kRounding) return false;
    if (prices[i - 1] + prices[i + 1] - 2.0 * prices[i] < -kRounding) return false;
  }
  return true;
}

bool is_free_of_arbitrage(const Surface& surface) {
  const auto slices = surface.slices();
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const Smile& smile = slices[i].smile;
    if (!prices_are_convex([&](double k) { return smile.total_variance(k); })) return false;
    for (double k = -6.0; i > 0 && k < 4.0; k += 0.003) {
      const double before = slices[i - 1].smile.total_variance(k);
      if (smile.total_variance(k) < before * (1.0 - 1e-9)) return false;
    }
  }
  return true;
}

RC_GTEST_PROP(SurfaceProperty, RecoversASurfaceWithoutArbitrage, ()) {
  const Truth truth = Truth::any();
  const Quoted quoted = quote(truth, 0.0, 0.002);
  const SurfaceFit fit = fit_surface(quoted.expiries());
  RC_ASSERT(fit.surface.has_value());
  RC_ASSERT(fit.surface->slices().size() == quoted.years.size());
  for (std::size_t i = 0; i < quoted.years.size(); ++i) {
    for (const SmileQuote& at : quoted.quotes[i]) {
      const double vol = *fit.surface->vol(at.k, quoted.years[i]);
      RC_ASSERT(std::fabs(vol - at.vol) <= 0.002 + 0.01 * truth.vol);
    }
  }
}

RC_GTEST_PROP(SurfaceProperty, NoisyQuotesGiveNoArbitrage, ()) {
  const Truth truth = Truth::any();
  const double noise = any_between(0.001, 0.02);
  Quoted quoted = quote(truth, noise, noise);
  for (auto& row : quoted.quotes) {
    for (const std::size_t i : {7U, 29U}) {
      row[i].vol *= 10.0;
      row[i].bid_vol = row[i].vol - noise;
      row[i].ask_vol = row[i].vol + noise;
    }
  }
  const SurfaceFit fit = fit_surface(quoted.expiries());
  RC_ASSERT(fit.surface.has_value());
  RC_ASSERT(is_free_of_arbitrage(*fit.surface));
  for (const SurfaceSlice& slice : fit.surface->slices()) {
    const double vol = slice.smile.vol(0.0, slice.years);
    RC_ASSERT(std::fabs(vol - truth.vol_at(0.0, slice.years)) <= 2.0 * noise);
  }
}

RC_GTEST_PROP(SurfaceProperty, HasNoArbitrageBetweenItsExpiries, ()) {
  const Truth truth = Truth::any();
  const Quoted quoted = quote(truth, 0.005, 0.005);
  const SurfaceFit fit = fit_surface(quoted.expiries());
  RC_ASSERT(fit.surface.has_value());
  const double last = fit.surface->slices().back().years;
  const double first = fit.surface->slices().front().years;
  const double years = first + any_between(0.0, 0.9) * (last - first);
  const double later = years + any_between(0.0, 1.0) * (last - years);
  const auto mix = *fit.surface->smile(years);
  const auto mix_later = *fit.surface->smile(later);
  const TerminalDistribution end(1.0, mix);
  const TerminalDistribution end_later(1.0, mix_later);
  double below = 0.0;
  for (double strike = 0.05; strike < 3.0; strike += 0.01) {
    RC_ASSERT(end.density(strike) >= -1e-12);
    RC_ASSERT(end.probability_below(strike) >= below - 1e-12);
    below = end.probability_below(strike);
    RC_ASSERT(end_later.call(strike) >= end.call(strike) - 1e-12);
  }
}

RC_GTEST_PROP(SurfaceProperty, StrikesOfADeltaHaveThatDelta, ()) {
  const Truth truth = Truth::any();
  const SurfaceFit fit = fit_surface(quote(truth, 0.0, 0.002).expiries());
  RC_ASSERT(fit.surface.has_value());
  const double years = any_between(0.02, 1.8);
  const auto mix = *fit.surface->smile(years);
  const Right right = *rc::gen::element(Right::kCall, Right::kPut);
  const double delta = any_between(0.01, 0.6);
  const double k = k_at_delta(mix, right, delta);
  const double root = *mix_vol(mix, k, 1.0);
  const double d1 = -k / root + 0.5 * root;
  const double found = 0.5 * std::erfc((right == Right::kCall ? -d1 : d1) / std::sqrt(2.0));
  RC_ASSERT(std::fabs(found - delta) < 1e-9);
}

}  // namespace
}  // namespace aots::pricing
