// What a surface costs: the fit of 30 expiries with 61 quotes each, noisy by some of their spread,
// and 14,000 vols of it.
#include "pricing/surface.hpp"

#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>

namespace aots::pricing {
namespace {

constexpr int kExpiries = 30;
constexpr int kQuotes = 61;
constexpr int kVols = 14'000;

struct QuotedExpiry {
  double years = 0.0;
  std::vector<SmileQuote> quotes;
};

// The skew of an index, flatter with time, from two days to some two years.
std::vector<QuotedExpiry> quoted_expiries() {
  std::vector<QuotedExpiry> expiries;
  for (int e = 0; e < kExpiries; ++e) {
    QuotedExpiry expiry{.years = 2.0 / 365.0 * std::pow(1.22, e)};
    const double deviation = 0.18 * std::sqrt(expiry.years);
    for (int i = 0; i < kQuotes; ++i) {
      const double z = -4.0 + 6.0 * i / (kQuotes - 1);
      const double half_spread = 0.002 * (1.0 + z * z);
      // Neither random nor smooth, and the same on every machine.
      const double noise = 0.3 * half_spread * std::sin(1000.0 * (e + 1) * (i + 1));
      const double vol = 0.17 - 0.015 * z + 0.004 * z * z + noise;
      expiry.quotes.push_back({.k = z * deviation,
                               .vol = vol,
                               .bid_vol = vol - half_spread,
                               .ask_vol = vol + half_spread});
    }
    expiries.push_back(std::move(expiry));
  }
  return expiries;
}

std::vector<ExpiryQuotes> views_of(const std::vector<QuotedExpiry>& expiries) {
  std::vector<ExpiryQuotes> views;
  for (const QuotedExpiry& expiry : expiries) {
    views.push_back({.years = expiry.years, .quotes = expiry.quotes});
  }
  return views;
}

void fit_of_a_surface(benchmark::State& state) {
  const auto expiries = quoted_expiries();
  const auto views = views_of(expiries);
  std::size_t fitted = 0;
  double inside = 0.0;
  for (auto _ : state) {
    const SurfaceFit fit = fit_surface(views);
    fitted = fit.surface ? fit.surface->slices().size() : 0;
    inside = 0.0;
    for (const SmileOutcome& outcome : fit.expiries) {
      if (outcome) inside += outcome->report.inside_share / kExpiries;
    }
  }
  state.counters["fitted"] = static_cast<double>(fitted);
  state.counters["inside_share"] = inside;
}
BENCHMARK(fit_of_a_surface)->Unit(benchmark::kMillisecond);

// At an expiry a vol is a cubic; between two it is found
// from a mix of prices.
void vols_of_a_surface(benchmark::State& state, bool is_between) {
  const auto expiries = quoted_expiries();
  const SurfaceFit fit = fit_surface(views_of(expiries));
  if (!fit.surface || fit.surface->slices().size() < 2) {
    state.SkipWithError("no surface");
    return;
  }
  const auto slices = fit.surface->slices();
  const SurfaceSlice& last = slices.back();
  const double years =
      is_between ? 0.5 * (slices[slices.size() - 2].years + last.years) : last.years;
  const double step = (last.k_high - last.k_low) / kVols;
  for (auto _ : state) {
    double sum = 0.0;
    for (int i = 0; i < kVols; ++i) sum += fit.surface->vol(last.k_low + step * i, years).value();
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * kVols);
}
BENCHMARK_CAPTURE(vols_of_a_surface, at_an_expiry, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(vols_of_a_surface, between_expiries, true)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace aots::pricing
