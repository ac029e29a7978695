// The groups of the reference that rest on chains, on the calendar and on other features.
#include <algorithm>
#include <cmath>

#include "tests/analytics/chain_fixture.hpp"
#include "tests/features/feature_reference.hpp"
#include "tests/features/window_statistics.hpp"

namespace aots::features::test {

namespace {

Date monday_of(Date date) {
  while (iso_weekday(date) != 1) date -= Days(1);
  return date;
}

// The third Friday, or the session before it.
Date monthly_expiry(int year, unsigned month) {
  int fridays = 0;
  Date date = make_date(year, month, 1);
  while (iso_weekday(date) != 5 || ++fridays < 3) date += Days(1);
  return aots::test::nyse().session_on_or_before(date);
}

}  // namespace

void Reference::add_options() {
  auto& f = features_;
  const auto options = [this](int i) -> const OptionDay& {
    return *days_[static_cast<std::size_t>(i)].options;
  };
  const auto target = [=](int i) -> const TargetExpiryDay& { return *options(i).target; };
  const auto add = [&](const char* name, std::function<Number(const OptionDay&)> value) {
    f[name] = [=](int i) { return value(options(i)); };
  };
  const auto add_target = [&](const char* name,
                              std::function<Number(const TargetExpiryDay&, Number spot)> value) {
    f[name] = [=](int i) { return value(target(i), *options(i).spot); };
  };
  using Target = const TargetExpiryDay&;
  add_target("strike_spot_ratio_call", [](Target t, Number s) { return *t.call_25d_strike / s; });
  add_target("strike_spot_ratio_put", [](Target t, Number s) { return *t.put_25d_strike / s; });
  add_target("abs_moneyness_call",
             [](Target t, Number s) { return std::abs(*t.call_25d_strike - s) / s; });
  add_target("abs_moneyness_put",
             [](Target t, Number s) { return std::abs(*t.put_25d_strike - s) / s; });
  add_target("log_moneyness_call",
             [](Target t, Number s) { return std::log(*t.call_25d_strike / s); });
  add_target("log_moneyness_put",
             [](Target t, Number s) { return std::log(*t.put_25d_strike / s); });
  add_target("delta_call", [](Target t, Number) { return *t.atm_call.delta; });
  add_target("delta_put", [](Target t, Number) { return *t.atm_put.delta; });
  add_target("gamma_call", [](Target t, Number) { return *t.atm_call.gamma; });
  add_target("gamma_put", [](Target t, Number) { return *t.atm_put.gamma; });
  add_target("vega_call", [](Target t, Number) { return *t.atm_call.vega; });
  add_target("vega_put", [](Target t, Number) { return *t.atm_put.vega; });
  add_target("theta_call", [](Target t, Number) { return *t.atm_call.theta_per_day; });
  add_target("theta_put", [](Target t, Number) { return *t.atm_put.theta_per_day; });
  add_target("delta_strike_ratio",
             [](Target t, Number s) { return *t.atm_call.delta / (*t.atm_strike / s); });
  add_target("gamma_scaled", [](Target t, Number s) { return *t.atm_call.gamma * s * s; });
  add_target("vega_percentage",
             [](Target t, Number) { return Number(*t.atm_call.vega) / *t.atm_call.price; });
  add_target("iv_call", [](Target t, Number) { return *t.atm_call.iv; });
  add_target("iv_put", [](Target t, Number) { return *t.atm_put.iv; });
  add_target("iv_skew", [](Target t, Number) { return Number(*t.atm_put.iv) - *t.atm_call.iv; });
  add_target("time_value", [](Target t, Number s) {
    return *t.atm_call.price - std::max<Number>(s - *t.atm_strike, 0);
  });
  f["time_value_pct"] = [=, this](int i) {
    return of("time_value")(i) / *target(i).atm_call.price;
  };
  f["theta_per_day_normalized"] = [this](int i) {
    return of("theta_call")(i) / of("time_value")(i);
  };
  add_target("bid_ask_spread_pct", [](Target t, Number) {
    return (Number(*t.atm_call.spread_pct) + *t.atm_put.spread_pct) / 2;
  });
  add_target("expected_move_pct",
             [](Target t, Number s) { return (Number(*t.atm_call.price) + *t.atm_put.price) / s; });
  const auto volume = [](Target t) -> Number {
    return *t.activity.call_volume + *t.activity.put_volume;
  };
  const auto open = [](Target t) -> Number {
    return *t.activity.call_open_interest + *t.activity.put_open_interest;
  };
  add_target("volume_open_interest_ratio", [=](Target t, Number) { return volume(t) / open(t); });
  add_target("log_option_volume", [=](Target t, Number) { return std::log(volume(t)); });
  add_target("log_open_interest", [=](Target t, Number) { return std::log(open(t)); });
  using Day = const OptionDay&;
  add("iv_atm", [](Day d) { return *d.smile_30d.atm_iv; });
  add("iv_otm25", [](Day d) { return *d.smile_30d.call_25d_iv; });
  add("iv_itm25", [](Day d) { return *d.smile_30d.put_25d_iv; });
  add("iv_term_structure", [](Day d) { return Number(*d.atm_iv_60d) - *d.smile_30d.atm_iv; });
  add("iv_atm_60", [](Day d) { return *d.atm_iv_60d; });
  add("iv_call10", [](Day d) { return *d.smile_30d.call_10d_iv; });
  add("iv_put10", [](Day d) { return *d.smile_30d.put_10d_iv; });
  add("skew_25", [](Day d) { return Number(*d.smile_30d.put_25d_iv) - *d.smile_30d.call_25d_iv; });
  add("butterfly_25", [](Day d) {
    return (Number(*d.smile_30d.put_25d_iv) + *d.smile_30d.call_25d_iv) / 2 - *d.smile_30d.atm_iv;
  });
  add("implied_carry",
      [](Day d) { return 365.0L / 30 * std::log(Number(*d.forward_30d) / *d.spot); });
  f["iv_rank"] = [this](int i) {
    Number low = iv_(i), high = iv_(i);
    for (int k = i - 251; k <= i; ++k) {
      low = std::min(low, iv_(k));
      high = std::max(high, iv_(k));
    }
    return (iv_(i) - low) / (high - low);
  };
  f["iv_percentile"] = [this](int i) {
    Number count = 0;
    for (int k = i - 251; k <= i; ++k) count += flag(iv_(k) <= iv_(i));
    return count / 252;
  };
}

void Reference::add_calendar() {
  auto& f = features_;
  const auto date = [this](int i) { return days_[static_cast<std::size_t>(i)].date; };
  const auto day = [this](int i) -> const FeatureDay& {
    return days_[static_cast<std::size_t>(i)];
  };
  f["day_of_week"] = [=](int i) { return static_cast<Number>(iso_weekday(date(i))); };
  f["is_monday"] = [=](int i) { return flag(iso_weekday(date(i)) == 1); };
  f["is_friday"] = [=](int i) { return flag(iso_weekday(date(i)) == 5); };
  f["month_of_year"] = [=](int i) { return static_cast<Number>(month_of(date(i))); };
  f["quarter"] = [=](int i) { return std::ceil(month_of(date(i)) / 3.0L); };
  f["is_opex_week"] = [=](int i) {
    const Date expiry = monthly_expiry(year_of(date(i)), month_of(date(i)));
    return flag(monday_of(expiry) == monday_of(date(i)));
  };
  f["days_to_monthly_expiry"] = [=](int i) {
    for (Date at = date(i);; at += Days(1)) {
      if (monthly_expiry(year_of(at), month_of(at)) != at) continue;
      return static_cast<Number>(days_between(date(i), at));
    }
  };
  f["trading_days_left_in_month"] = [=](int i) {
    Number left = 0;
    for (Date at = date(i) + Days(1); month_of(at) == month_of(date(i)); at += Days(1)) {
      left += flag(aots::test::nyse().is_session(at));
    }
    return left;
  };
  f["days_to_expiration"] = [=](int i) { return Number(day(i).options->target->dte); };
  f["time_to_expiration_years"] = [=](int i) { return Number(day(i).options->target->years); };
  const auto days = [](std::optional<Date> from, std::optional<Date> to) {
    return from && to ? Number(days_between(*from, *to)) : kNone;
  };
  f["days_to_earnings"] = [=](int i) { return days(date(i), day(i).next_earnings); };
  f["days_since_earnings"] = [=](int i) { return days(day(i).last_earnings, date(i)); };
  f["days_to_fomc"] = [=](int i) { return days(date(i), day(i).next_fomc); };
  const auto in_week = [=](int i, std::optional<Date> next, std::optional<Date> last) {
    if (!next && !last) return kNone;
    const auto here = [&](std::optional<Date> at) {
      return at && monday_of(*at) == monday_of(date(i));
    };
    return flag(here(next) || here(last));
  };
  f["is_earnings_week"] = [=](int i) {
    return in_week(i, day(i).next_earnings, day(i).last_earnings);
  };
  f["is_fomc_week"] = [=](int i) { return in_week(i, day(i).next_fomc, day(i).last_fomc); };
}

Series Reference::product(const std::string& a, const std::string& b) const {
  return [=, this](int i) { return of(a)(i) * of(b)(i); };
}
Series Reference::lag(const std::string& name, int sessions) const {
  return [=, this](int i) { return of(name)(i - sessions); };
}
Series Reference::change(const std::string& name, int sessions) const {
  return [=, this](int i) { return of(name)(i) - of(name)(i - sessions); };
}

void Reference::add_derived() {
  auto& f = features_;
  f["delta_vega_product"] = product("delta_call", "vega_call");
  f["iv_rank_hv_iv_product"] = product("iv_rank", "hv_iv_ratio");
  f["volume_momentum_product"] = product("volume_ratio", "returns_20d");
  f["momentum_iv_rank_product"] = product("returns_20d", "iv_rank");
  f["variance_risk_premium"] = [this](int i) {
    return std::pow(of("iv_atm")(i), 2) - std::pow(of("rv_20")(i), 2);
  };
  f["vol_adjusted_momentum"] = [this](int i) {
    return of("log_returns_20d")(i) / (of("rv_20")(i) * std::sqrt(20.0L / 252));
  };
  f["return_zscore_20"] = [this](int i) {
    return log_return_(i) / (of("rv_20")(i) / std::sqrt(252.0L));
  };
  f["gamma_theta_ratio"] = [this](int i) { return of("gamma_scaled")(i) / of("theta_call")(i); };
  f["iv_rank_lag1"] = lag("iv_rank", 1);
  f["iv_rank_lag5"] = lag("iv_rank", 5);
  f["returns_lag1"] = lag("returns_1d", 1);
  f["returns_lag5"] = lag("returns_1d", 5);
  f["rsi_14_lag1"] = lag("rsi_14", 1);
  f["vix_level_lag1"] = lag("vix_level", 1);
  f["hv_iv_ratio_lag1"] = lag("hv_iv_ratio", 1);
  f["volume_ratio_lag1"] = lag("volume_ratio", 1);
  f["iv_atm_change_1d"] = change("iv_atm", 1);
  f["iv_atm_change_5d"] = change("iv_atm", 5);
  f["iv_rank_change_5d"] = change("iv_rank", 5);
  f["skew_25_change_5d"] = change("skew_25", 5);
  f["iv_term_structure_change_5d"] = change("iv_term_structure", 5);
  f["rv_20_change_5d"] = change("rv_20", 5);
  f["realized_implied_move_ratio"] = [this](int i) {
    return std::abs(of("returns_1d")(i)) / (of("iv_atm")(i - 1) / std::sqrt(252.0L));
  };
  f["returns_skew_60"] = [this](int i) {
    return moment(log_return_, i, 60, 3) / std::pow(moment(log_return_, i, 60, 2), 1.5L);
  };
  f["returns_kurtosis_60"] = [this](int i) {
    return moment(log_return_, i, 60, 4) / std::pow(moment(log_return_, i, 60, 2), 2) - 3;
  };
  f["iv_rank_std_20"] = [this](int i) { return sd(of("iv_rank"), i, 20); };
  f["iv_rank_sma_5"] = [this](int i) { return mean(of("iv_rank"), i, 5); };
  f["put_call_volume_ratio_zscore_20"] = [this](int i) {
    const Series& ratio = of("put_call_volume_ratio");
    return (ratio(i) - mean(ratio, i, 20)) / sd(ratio, i, 20);
  };
  f["vix_return_correlation_60"] = [this](int i) {
    const Series change = [this](int k) { return std::log(vix_(k) / vix_(k - 1)); };
    return scatter(log_return_, change, i, 60) /
           std::sqrt(scatter(log_return_, log_return_, i, 60) * scatter(change, change, i, 60));
  };
}

}  // namespace aots::features::test
