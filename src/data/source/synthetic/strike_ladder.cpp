#include "data/source/synthetic/strike_ladder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "base/contract.hpp"
#include "calendar/expiry.hpp"
#include "calendar/listing.hpp"

namespace aots::data {
namespace {

// Reach of the two grids in standard deviations to expiry, below and above the price.
constexpr double kNearDown = 1.0;
constexpr double kNearUp = 0.75;
constexpr double kFarDown = 3.8;
constexpr double kFarUp = 2.2;
// Never fewer steps than this on either side, and about this many coarse ones in all at first: an
// expiry that is listed long before its end stands on a multiple of the coarse step.
constexpr double kStepsMin = 4.0;
constexpr double kFarSteps = 20.0;
constexpr std::array<std::int64_t, 6> kFarMultiples{1, 2, 4, 10, 20, 40};
// At most so many fine steps on either side, however far a deviation reaches.
constexpr double kNearStepsMax = 40.0;
// Expiries further ahead than this have the coarse grid only.
constexpr int kNearGridDays = 40;
// How much wider each attempt is when the class lists too few contracts, and how often it is tried.
constexpr double kWiden = 1.08;
constexpr int kAttemptsMax = 60;

struct StepRow {
  double spot_below;
  std::int64_t near_cents;
  std::int64_t far_cents;
};

constexpr double kEverySpot = 1e300;
constexpr std::array kIndexSteps{StepRow{kEverySpot, 500, 2500}};
constexpr std::array kFundSteps{StepRow{25.0, 50, 100}, StepRow{600.0, 100, 500},
                                StepRow{kEverySpot, 100, 1000}};
// Prices of a few dollars occur where a series is adjusted for later splits; the grid follows them.
constexpr std::array kStockSteps{StepRow{1.0, 2, 5},         StepRow{3.0, 5, 10},
                                 StepRow{10.0, 20, 50},      StepRow{25.0, 50, 100},
                                 StepRow{60.0, 100, 250},    StepRow{250.0, 250, 500},
                                 StepRow{1000.0, 500, 1000}, StepRow{kEverySpot, 1000, 2500}};

template <std::size_t N>
StrikeSteps find_steps(const std::array<StepRow, N>& rows, double spot) {
  const auto row =
      std::ranges::find_if(rows, [&](const StepRow& r) { return spot < r.spot_below; });
  AOTS_EXPECTS(row != rows.end());
  return {.near = Price::from_micros(row->near_cents * 10'000),
          .far = Price::from_micros(row->far_cents * 10'000)};
}

// Adds the multiples of `step` in [low, high] that are not listed yet.
void fill_grid(std::vector<ListedStrike>& strikes, Price step, double low, double high) {
  const double unit = step.to_double();
  const auto first = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(low / unit)));
  const auto last = static_cast<std::int64_t>(std::floor(high / unit));
  const auto middle = static_cast<std::ptrdiff_t>(strikes.size());
  for (std::int64_t multiple = first; multiple <= last; ++multiple) {
    const Price strike = step * multiple;
    const auto listed_end = strikes.begin() + middle;
    const auto found = std::lower_bound(
        strikes.begin(), listed_end, strike,
        [](const ListedStrike& listed, Price wanted) { return listed.strike < wanted; });
    if (found == listed_end || found->strike != strike) strikes.push_back({.strike = strike});
  }
  std::inplace_merge(
      strikes.begin(), strikes.begin() + middle, strikes.end(),
      [](const ListedStrike& a, const ListedStrike& b) { return a.strike < b.strike; });
}

// Extends a range to what is asked for, filling the grid on what is new.
void extend(std::vector<ListedStrike>& strikes, Price step, double& low, double& high,
            double wanted_low, double wanted_high) {
  if (low >= high) {
    low = wanted_low;
    high = wanted_high;
    fill_grid(strikes, step, low, high);
    return;
  }
  if (wanted_low < low) {
    fill_grid(strikes, step, wanted_low, low);
    low = wanted_low;
  }
  if (wanted_high > high) {
    fill_grid(strikes, step, high, wanted_high);
    high = wanted_high;
  }
}

Price far_step(Price step, double range) {
  for (const std::int64_t multiple : kFarMultiples) {
    if (range <= kFarSteps * (step * multiple).to_double()) return step * multiple;
  }
  return step * kFarMultiples.back();
}

bool is_wanted(Date session, Date label) {
  const int days = days_between(session, label);
  if (days <= kEveryExpiryDays) return true;
  if (!calendar::is_third_friday_expiry(label)) return false;
  return days <= kMonthlyDays || (month_of(label) % 3 == 0 && days <= kQuarterlyDays);
}

}  // namespace

StrikeSteps strike_steps(UnderlyingKind kind, double spot) {
  switch (kind) {
    case UnderlyingKind::kIndex:
      return find_steps(kIndexSteps, spot);
    case UnderlyingKind::kEtf:
      return find_steps(kFundSteps, spot);
    case UnderlyingKind::kStock:
      return find_steps(kStockSteps, spot);
  }
  contract_violation("precondition", "a known UnderlyingKind", __FILE__, __LINE__);
}

StrikeLadder::StrikeLadder(const LadderOptions& options, const calendar::ExchangeCalendar& calendar)
    : calendar_(calendar), kind_(options.kind), contracts_min_(options.contracts_min) {
  for (const std::string& root : options.roots) classes_.push_back(calendar::option_class(root));
}

void StrikeLadder::advance(Date session, double spot, double vol) {
  AOTS_EXPECTS(spot > 0.0 && vol > 0.0);
  std::erase_if(expiries_, [&](const ListedExpiry& e) { return e.last_trading_day < session; });
  list_expiries(session);
  double width = 1.0;
  list_strikes(session, spot, vol, width);
  for (int attempt = 0; contract_count() < contracts_min_ && attempt < kAttemptsMax; ++attempt) {
    width *= kWiden;
    list_strikes(session, spot, vol, width);
  }
}

void StrikeLadder::list_expiries(Date session) {
  const auto before = [](const ListedExpiry& a, const ListedExpiry& b) {
    return std::tie(a.label, a.option_class->root) < std::tie(b.label, b.option_class->root);
  };
  for (const calendar::OptionClass& option_class : classes_) {
    for (const Date label :
         calendar::listed_expiries(calendar_, option_class.root, session, kQuarterlyDays)) {
      if (!is_wanted(session, label)) continue;
      ListedExpiry expiry{
          .option_class = &option_class,
          .label = label,
          .settlement = calendar::settlement_date(calendar_, option_class, label),
          .last_trading_day = calendar::last_trading_day(calendar_, option_class, label)};
      const auto place = std::lower_bound(expiries_.begin(), expiries_.end(), expiry, before);
      const bool listed =
          place != expiries_.end() && place->label == label && place->option_class == &option_class;
      if (!listed) expiries_.insert(place, std::move(expiry));
    }
  }
}

void StrikeLadder::list_strikes(Date session, double spot, double vol, double width) {
  const StrikeSteps steps = strike_steps(kind_, spot);
  for (ListedExpiry& expiry : expiries_) {
    const int days = std::max(1, days_between(session, expiry.settlement));
    const double deviation = vol * std::sqrt(days / 365.0);
    const double far_low = spot * std::exp(-kFarDown * deviation);
    const double far_high = spot * std::exp(kFarUp * deviation);
    if (expiry.steps.near != steps.near) {
      expiry.steps = {.near = steps.near, .far = far_step(steps.far, far_high - far_low)};
      expiry.near_low = expiry.near_high = expiry.far_low = expiry.far_high = 0.0;
    }
    const double least = kStepsMin * width;
    const double far = expiry.steps.far.to_double();
    extend(expiry.strikes, expiry.steps.far, expiry.far_low, expiry.far_high,
           std::min(far_low, spot - least * far), std::max(far_high, spot + least * far));
    if (days > kNearGridDays) continue;
    const double near = expiry.steps.near.to_double();
    const double most = kNearStepsMax * width * near;
    extend(expiry.strikes, expiry.steps.near, expiry.near_low, expiry.near_high,
           spot - std::clamp(spot * (1.0 - std::exp(-kNearDown * width * deviation)), least * near,
                             most),
           spot + std::clamp(spot * (std::exp(kNearUp * width * deviation) - 1.0), least * near,
                             most));
  }
}

void StrikeLadder::apply_split(std::int64_t ratio) {
  AOTS_EXPECTS(ratio > 1);
  const Price cent = Price::from_micros(10'000);
  for (ListedExpiry& expiry : expiries_) {
    for (ListedStrike& listed : expiry.strikes) {
      listed.strike =
          Price::from_micros(listed.strike.micros() / ratio).rounded_to(cent, Rounding::kNearest);
      listed.call_interest *= ratio;
      listed.put_interest *= ratio;
    }
    // The grid of the new price level starts afresh beside what was converted.
    expiry.steps = {};
  }
}

int StrikeLadder::contract_count() const {
  std::size_t count = 0;
  for (const ListedExpiry& expiry : expiries_) count += 2 * expiry.strikes.size();
  return static_cast<int>(count);
}

}  // namespace aots::data
