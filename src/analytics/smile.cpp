#include "analytics/smile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "analytics/detail/quotes_of_view.hpp"
#include "analytics/detail/smile_kernel.hpp"
#include "calendar/expiry.hpp"

namespace aots::analytics {

namespace {

constexpr double kSigmaOfMad = 1.4826;  // of a normal distribution
constexpr std::size_t kReach = 4;       // neighbours looked at on each side
constexpr double kSpreadMax = 0.5;      // of the mid: beyond it a mid says nothing
// Expiries that tell a rate: later than a month a discount can be told from the spread, and strikes
// near the money are where early exercise distorts parity least.
constexpr double kRateYearsMin = 30.0 / 365.0;
constexpr double kRateYearsMax = 2.0;
constexpr double kRateStrikes = 0.15;  // of the middle strike, on both sides
constexpr std::size_t kRateSlopesMin = 5;
constexpr double kRateMax = 0.25;  // beyond it a chain tells nothing

double median(std::span<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2.0;
}

bool out_of_the_money(const OptionQuote& quote, double forward) {
  const double strike = quote.strike.to_double();
  return quote.right == Right::kCall ? strike >= forward : strike < forward;
}

double across(const SmilePoint& low, const SmilePoint& high, double strike) {
  return low.vol + (strike - low.strike) / (high.strike - low.strike) * (high.vol - low.vol);
}

// C - P of the strikes that have both, by mid.
struct Parity {
  double strike = 0.0;
  double difference = 0.0;
};

std::vector<Parity> parities_of(const ExpiryChain& chain) {
  std::vector<Parity> parities;
  for (std::size_t i = 0; i + 1 < chain.quotes.size(); ++i) {
    const OptionQuote& call = chain.quotes[i];
    const OptionQuote& put = chain.quotes[i + 1];
    if (call.strike != put.strike || call.right != Right::kCall || put.right != Right::kPut) {
      continue;
    }
    const auto call_mid = call.mid();
    const auto put_mid = put.mid();
    if (!call_mid || !put_mid || !call.bid->is_positive() || !put.bid->is_positive()) continue;
    parities.push_back({.strike = call.strike.to_double(),
                        .difference = call_mid->to_double() - put_mid->to_double()});
  }
  return parities;
}

// The quotes of one right whose mids say something, ascending by strike.
std::vector<SmilePoint> points_of(const ChainView& view, std::size_t expiry, Right right) {
  std::vector<SmilePoint> points;
  const QuoteList& quotes = view.expiry(expiry).chain->quotes;
  for (std::size_t q = 0; q < quotes.size(); ++q) {
    if (quotes[q].right != right || !quotes[q].bid || !quotes[q].bid->is_positive()) continue;
    const auto spread = quotes[q].spread_pct();
    if (!spread || *spread > kSpreadMax) continue;
    const OptionAnalytics& option = view.analytics(expiry, q);
    if (!option.iv) continue;
    points.push_back({.quote = q, .strike = quotes[q].strike.to_double(), .vol = *option.iv});
  }
  return points;
}

// Fits the point through its neighbours, where it has enough of them.
void fit(std::vector<SmilePoint>& points, std::size_t at) {
  if (at < kReach || at + kReach >= points.size()) return;
  std::array<double, kReach> lines{};
  std::array<double, 2 * kReach> neighbours{};
  for (std::size_t step = 1; step <= kReach; ++step) {
    const SmilePoint& low = points[at - step];
    const SmilePoint& high = points[at + step];
    lines[step - 1] = across(low, high, points[at].strike);
    neighbours[2 * step - 2] = low.vol;
    neighbours[2 * step - 1] = high.vol;
  }
  std::sort(neighbours.begin(), neighbours.end());
  points[at].fitted = median(lines);
  points[at].low = neighbours[1];
  points[at].high = neighbours[neighbours.size() - 2];
}

}  // namespace

std::optional<StrikeVol> point_at_delta(const ChainView& view, std::size_t expiry, Right right,
                                        double delta) {
  const ExpiryCarry& carry = view.carry(expiry);
  if (!carry.forward) return std::nullopt;
  detail::QuotesOfView quotes{view, expiry};
  return detail::delta_point(quotes, carry.forward->forward, right, delta);
}

std::optional<double> vol_at_delta(const ChainView& view, std::size_t expiry, Right right,
                                   double delta) {
  const auto point = point_at_delta(view, expiry, right, delta);
  return point ? std::optional(point->vol) : std::nullopt;
}

std::vector<SmilePoint> smile_points(const ChainView& view, std::size_t expiry) {
  std::vector<SmilePoint> points;
  const ExpiryCarry& carry = view.carry(expiry);
  if (!carry.forward) return points;
  const QuoteList& quotes = view.expiry(expiry).chain->quotes;
  for (const Right right : {Right::kPut, Right::kCall}) {
    std::vector<SmilePoint> of_right = points_of(view, expiry, right);
    for (std::size_t i = 0; i < of_right.size(); ++i) {
      if (!out_of_the_money(quotes[of_right[i].quote], carry.forward->forward)) continue;
      fit(of_right, i);
      points.push_back(of_right[i]);
    }
  }
  return points;
}

std::optional<double> smile_sigma(const std::vector<SmilePoint>& points, std::size_t points_min) {
  std::vector<double> sizes;
  for (const SmilePoint& point : points) {
    if (point.fitted) sizes.push_back(std::fabs(point.vol - *point.fitted));
  }
  if (sizes.empty() || sizes.size() < points_min) return std::nullopt;
  return kSigmaOfMad * median(sizes);
}

std::optional<double> implied_discount(const ExpiryChain& chain) {
  std::vector<Parity> parities = parities_of(chain);
  if (parities.empty()) return std::nullopt;
  const auto money =
      std::min_element(parities.begin(), parities.end(), [](const Parity& a, const Parity& b) {
        return std::fabs(a.difference) < std::fabs(b.difference);
      });
  const double centre = money->strike;
  std::erase_if(parities, [centre](const Parity& parity) {
    return std::fabs(parity.strike / centre - 1.0) > kRateStrikes;
  });
  // Each strike with the one half the list away: long bases, and no pair counts twice.
  const std::size_t half = parities.size() / 2;
  std::vector<double> slopes;
  for (std::size_t i = 0; i + half < parities.size() && half > 0; ++i) {
    slopes.push_back((parities[i].difference - parities[i + half].difference) /
                     (parities[i + half].strike - parities[i].strike));
  }
  if (slopes.size() < kRateSlopesMin) return std::nullopt;
  return median(slopes);
}

std::optional<double> implied_rate(const OptionChain& chain,
                                   const calendar::ExchangeCalendar& calendar) {
  std::vector<double> rates;
  for (const ExpiryChain& slice : chain.expiries) {
    const auto option_class = calendar::option_class(slice.root);
    if (option_class.adjusted) continue;
    const auto years =
        calendar::years_to_cutoff(calendar, option_class, slice.expiry, chain.event_time);
    if (!years || *years < kRateYearsMin || *years > kRateYearsMax) continue;
    const auto discount = implied_discount(slice);
    if (!discount || *discount <= 0.0) continue;
    const double rate = -std::log(*discount) / *years;
    if (std::fabs(rate) <= kRateMax) rates.push_back(rate);
  }
  if (rates.empty()) return std::nullopt;
  return median(rates);
}

}  // namespace aots::analytics
