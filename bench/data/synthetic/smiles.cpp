#include "smiles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "analytics/chain_view.hpp"
#include "tests/data/synthetic/variance_strip.hpp"

namespace aots::bench {
namespace {

struct Tenor {
  const char* name;
  int low;
  int high;
};
constexpr std::array kTenors{Tenor{"5-9 days", 5, 9}, Tenor{"25-35 days", 25, 35},
                             Tenor{"80-100 days", 80, 100}, Tenor{"170-210 days", 170, 210}};

struct DeltaBand {
  const char* name;
  double low;
  double high;
};
constexpr std::array kBands{
    DeltaBand{"delta 0.05-0.10", 0.05, 0.10}, DeltaBand{"delta 0.20-0.35", 0.20, 0.35},
    DeltaBand{"delta 0.35-0.50", 0.35, 0.50}, DeltaBand{"delta 0.50-0.65", 0.50, 0.65},
    DeltaBand{"delta 0.80-0.90", 0.80, 0.90}};

struct Point {
  double delta;  // absolute
  double iv;
};

// The vol at a delta, linear between the points beside it.
std::optional<double> iv_at(std::vector<Point> points, double delta) {
  std::ranges::sort(points, {}, &Point::delta);
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point& low = points[i - 1];
    const Point& high = points[i];
    if (low.delta > delta || high.delta < delta || high.delta <= low.delta) continue;
    return low.iv + (delta - low.delta) / (high.delta - low.delta) * (high.iv - low.iv);
  }
  return std::nullopt;
}

}  // namespace

void ChainStudy::add(const OptionChain& chain, const analytics::CarryInputs& carry, double index) {
  const analytics::ChainView view(chain, carry, calendar_);
  samples_["contracts a day"].push_back(static_cast<double>(chain.quote_count()));
  const auto iv30 = view.iv30();
  if (iv30 && index > 0.0) samples_["IV30 / index"].push_back(100.0 * *iv30 / index);
  const auto strip = test::strip_index(view);
  if (strip && index > 0.0) {
    samples_["index from quotes / index"].push_back(*strip / index);
    samples_["distance from the index, points"].push_back(std::abs(*strip - index));
  }
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    const int days = view.expiry(e).dte;
    const auto tenor = std::ranges::find_if(
        kTenors, [&](const Tenor& t) { return days >= t.low && days <= t.high; });
    if (tenor == kTenors.end()) continue;
    std::vector<Point> puts;
    std::vector<Point> calls;
    const auto& quotes = view.expiry(e).chain->quotes;
    for (std::size_t q = 0; q < quotes.size(); ++q) {
      const auto& analytics = view.analytics(e, q);
      if (!analytics.iv || !analytics.greeks || !quotes[q].two_sided()) continue;
      const double delta = std::abs(analytics.greeks->delta);
      (quotes[q].right == Right::kPut ? puts : calls).push_back({delta, *analytics.iv});
      const auto band = std::ranges::find_if(
          kBands, [&](const DeltaBand& b) { return delta >= b.low && delta < b.high; });
      const double width = (*quotes[q].ask - *quotes[q].bid).to_double();
      if (band == kBands.end() || quotes[q].bid->is_zero()) continue;
      samples_[std::string("width in vol points, ") + tenor->name + ", " + band->name].push_back(
          width / analytics.greeks->vega_per_vol_point);
    }
    const auto atm = view.atm_iv(e);
    const auto put25 = iv_at(puts, 0.25);
    const auto call25 = iv_at(calls, 0.25);
    if (!atm || !put25 || !call25) continue;
    samples_[std::string("skew (25-delta put less call) / ATM, ") + tenor->name].push_back(
        (*put25 - *call25) / *atm);
    samples_[std::string("wings (mean of both less ATM) / ATM, ") + tenor->name].push_back(
        (0.5 * (*put25 + *call25) - *atm) / *atm);
    if (iv30) samples_[std::string("ATM / IV30, ") + tenor->name].push_back(*atm / *iv30);
  }
}

Figures ChainStudy::figures() const {
  Figures figures;
  for (const auto& [name, values] : samples_) {
    const bool typical = name.starts_with("width");
    figures.emplace_back(name, typical ? quantile(values, 0.5) : mean_of(values));
    if (name.starts_with("distance")) {
      figures.emplace_back(name + ", median", quantile(values, 0.5));
      figures.emplace_back(name + ", 90th percentile", quantile(values, 0.9));
    }
    if (name == "index from quotes / index") {
      figures.emplace_back(name + ", deviation", moments(values).deviation);
    }
  }
  return figures;
}

}  // namespace aots::bench
