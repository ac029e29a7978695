// OptionDayKernel: an OptionDay from whatever holds a chain: one definition for a ChainView and for
// packed columns.
//
// A Chain answers, by index of the expiry,
//   spot()          std::optional<double>, positive
//   ladder()        analytics::MaturityLadder of its expiries
//   time(e)         analytics::ExpiryTime
//   carry(e)        analytics::ExpiryCarry
//   quotes(e)       as analytics/detail/smile_kernel.hpp asks for them
//   listed(e, i)    ListedOption: one quote with its own vol and Greeks
//   activity(e)     OptionActivity of an expiry
//   activity()      of the whole chain
// and is asked for nothing that is not needed.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "analytics/detail/smile_kernel.hpp"
#include "analytics/maturity.hpp"
#include "features/option_day.hpp"

namespace aots::features::detail {

inline constexpr double kMonthDays = 30.0;
inline constexpr double kTwoMonthsDays = 60.0;
inline constexpr double kNearDelta = 0.25;
inline constexpr double kFarDelta = 0.10;

template <class Chain>
class OptionDayKernel {
 public:
  OptionDayKernel(Chain& chain, std::size_t expiries) : chain_(chain), smiles_(expiries) {}

  OptionDay day(const TargetExpiry& target) {
    OptionDay day{.spot = chain_.spot(),
                  .target = {},
                  .forward_30d = chain_.ladder().value_at(
                      kMonthDays, [this](std::size_t e) { return forward(e); }),
                  .smile_30d = {},
                  .atm_iv_60d = atm_at(kTwoMonthsDays),
                  .activity = chain_.activity()};
    const auto wing = [this](std::optional<analytics::StrikeVol> Wings::*point) {
      return chain_.ladder().vol_at(
          kMonthDays, [this, point](std::size_t e) { return vol_of(wings(e).*point); });
    };
    day.smile_30d = {.atm_iv = atm_at(kMonthDays),
                     .call_25d_iv = wing(&Wings::call_25d),
                     .put_25d_iv = wing(&Wings::put_25d),
                     .call_10d_iv = wing(&Wings::call_10d),
                     .put_10d_iv = wing(&Wings::put_10d)};
    if (const auto expiry = chain_.ladder().nearest(target.days, target.days_min)) {
      day.target = target_day(*expiry);
    }
    return day;
  }

 private:
  struct Wings {
    std::optional<analytics::StrikeVol> call_25d{}, put_25d{}, call_10d{}, put_10d{};
  };
  // Worked out when asked for.
  struct Smile {
    std::optional<std::optional<double>> atm{};
    std::optional<Wings> wings{};
  };

  static std::optional<double> vol_of(const std::optional<analytics::StrikeVol>& point) {
    return point ? std::optional(point->vol) : std::nullopt;
  }
  static std::optional<double> strike_of(const std::optional<analytics::StrikeVol>& point) {
    return point ? std::optional(point->strike) : std::nullopt;
  }

  std::optional<double> forward(std::size_t e) {
    const auto& forward = chain_.carry(e).forward;
    return forward ? std::optional(forward->forward) : std::nullopt;
  }

  std::optional<double> atm_at(double days) {
    return chain_.ladder().vol_at(days, [this](std::size_t e) { return atm(e); });
  }

  std::optional<double> atm(std::size_t e) {
    auto& kept = smiles_[e].atm;
    if (kept) return *kept;
    kept.emplace();
    const auto at = forward(e);
    if (at) kept.emplace(analytics::detail::atm_vol(chain_.quotes(e), *at));
    return *kept;
  }

  const Wings& wings(std::size_t e) {
    auto& kept = smiles_[e].wings;
    if (kept) return *kept;
    kept.emplace();
    const auto at = forward(e);
    if (!at) return *kept;
    auto& quotes = chain_.quotes(e);
    const auto point = [&](Right right, double delta) {
      return analytics::detail::delta_point(quotes, *at, right, delta);
    };
    kept = Wings{.call_25d = point(Right::kCall, kNearDelta),
                 .put_25d = point(Right::kPut, kNearDelta),
                 .call_10d = point(Right::kCall, kFarDelta),
                 .put_10d = point(Right::kPut, kFarDelta)};
    return *kept;
  }

  // The call of the strike nearest to a price, of those with a call and a put; its put is the next
  // quote. The lower of two that are equally near.
  std::optional<std::size_t> nearest_pair(std::size_t e, double price) {
    auto& quotes = chain_.quotes(e);
    std::optional<std::size_t> best;
    double least = 0.0;
    for (std::size_t i = 0; i + 1 < quotes.size(); ++i) {
      if (quotes.right(i) != Right::kCall || quotes.right(i + 1) != Right::kPut) continue;
      if (quotes.strike(i) != quotes.strike(i + 1)) continue;
      const double distance = std::fabs(quotes.strike(i) - price);
      if (best && distance >= least) continue;
      best = i;
      least = distance;
    }
    return best;
  }

  TargetExpiryDay target_day(std::size_t e) {
    const analytics::ExpiryTime& time = chain_.time(e);
    const Wings& points = wings(e);
    TargetExpiryDay day{.dte = time.dte,
                        .years = time.years.value_or(0.0),
                        .forward = forward(e),
                        .call_25d_strike = strike_of(points.call_25d),
                        .put_25d_strike = strike_of(points.put_25d),
                        .smile = {.atm_iv = atm(e),
                                  .call_25d_iv = vol_of(points.call_25d),
                                  .put_25d_iv = vol_of(points.put_25d),
                                  .call_10d_iv = vol_of(points.call_10d),
                                  .put_10d_iv = vol_of(points.put_10d)},
                        .activity = chain_.activity(e)};
    const auto money = day.forward ? day.forward : chain_.spot();
    const auto call = money ? nearest_pair(e, *money) : std::nullopt;
    if (!call) return day;
    day.atm_strike = chain_.quotes(e).strike(*call);
    day.atm_call = chain_.listed(e, *call);
    day.atm_put = chain_.listed(e, *call + 1);
    return day;
  }

  Chain& chain_;
  std::vector<Smile> smiles_;
};

}  // namespace aots::features::detail
