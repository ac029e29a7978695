#include "tests/features/feature_reference.hpp"

#include <algorithm>
#include <cmath>

#include "tests/features/window_statistics.hpp"

namespace aots::features::test {

Reference::Reference(const std::vector<FeatureDay>& days) : days_(days) {
  const auto bar = [this](int i) -> const DayBar& {
    return *days_[static_cast<std::size_t>(i)].bar;
  };
  const auto dollars = [](Price price) { return static_cast<Number>(price.micros()) / 1'000'000; };
  open_ = [=](int i) { return dollars(bar(i).open); };
  high_ = [=](int i) { return dollars(bar(i).high); };
  low_ = [=](int i) { return dollars(bar(i).low); };
  close_ = [=](int i) { return dollars(bar(i).close); };
  volume_ = [=](int i) { return static_cast<Number>(*bar(i).volume); };
  log_return_ = [this](int i) { return std::log(close_(i) / close_(i - 1)); };
  vix_ = [this](int i) { return *days_[static_cast<std::size_t>(i)].vix; };
  iv_ = [this](int i) { return *days_[static_cast<std::size_t>(i)].iv; };
  add_prices();
  add_oscillators();
  add_volatility();
  add_volume();
  add_options();
  add_calendar();
  add_derived();
}

void Reference::add_prices() {
  auto& f = features_;
  for (const int n : {1, 5, 20, 60, 120}) {
    const std::string span = std::to_string(n) + "d";
    f["returns_" + span] = [this, n](int i) { return close_(i) / close_(i - n) - 1; };
    if (n == 120) continue;
    f["log_returns_" + span] = [this, n](int i) { return std::log(close_(i) / close_(i - n)); };
  }
  f["momentum_12_1"] = [this](int i) { return close_(i - 21) / close_(i - 252) - 1; };
  f["cumulative_returns_ytd"] = [this](int i) {
    int before = i;
    const auto year = [this](int session) {
      return year_of(days_[static_cast<std::size_t>(session)].date);
    };
    while (before >= 0 && year(before) == year(i)) --before;
    return before < 0 ? kNone : close_(i) / close_(before) - 1;
  };
  f["overnight_gap"] = [this](int i) { return open_(i) / close_(i - 1) - 1; };
  f["intraday_return"] = [this](int i) { return close_(i) / open_(i) - 1; };
  f["high_low_range"] = [this](int i) { return std::log(high_(i) / low_(i)); };
  for (const int n : {20, 50, 200}) {
    const std::string average = "sma_" + std::to_string(n);
    f[average] = [this, n](int i) { return mean(close_, i, n); };
    f["price_vs_sma" + std::to_string(n)] = [this, average](int i) {
      return (close_(i) - of(average)(i)) / of(average)(i);
    };
  }
  f["sma_crossover"] = [this](int i) { return flag(of("sma_20")(i) > of("sma_50")(i)); };
  f["sma_50_200_ratio"] = [this](int i) { return of("sma_50")(i) / of("sma_200")(i) - 1; };
  const auto deviation = [this](int i) { return std::sqrt(moment(close_, i, 20, 2)); };
  f["bollinger_pct_b"] = [this, deviation](int i) {
    return (close_(i) - (mean(close_, i, 20) - 2 * deviation(i))) / (4 * deviation(i));
  };
  f["bollinger_width"] = [this, deviation](int i) {
    return 4 * deviation(i) / mean(close_, i, 20);
  };
  f["higher_highs"] = [this](int i) {
    return flag(highest(high_, i, 10) > highest(high_, i - 10, 10));
  };
  f["higher_lows"] = [this](int i) { return flag(lowest(low_, i, 10) > lowest(low_, i - 10, 10)); };
  f["support_level"] = [this](int i) { return lowest(low_, i, 20); };
  f["resistance_level"] = [this](int i) { return highest(high_, i, 20); };
  f["distance_to_52w_high"] = [this](int i) { return close_(i) / highest(high_, i, 252) - 1; };
  f["distance_to_52w_low"] = [this](int i) { return close_(i) / lowest(low_, i, 252) - 1; };
  f["max_return_20"] = [this](int i) { return highest(log_return_, i, 20); };
  f["up_days_share_20"] = [this](int i) {
    return count_if(log_return_, i, 20, [](Number value) { return value > 0; }) / 20;
  };
  const Series market = [this](int i) { return *days_[static_cast<std::size_t>(i)].market_return; };
  f["beta_60"] = [this, market](int i) {
    return scatter(market, log_return_, i, 60) / scatter(market, market, i, 60);
  };
  f["market_correlation_60"] = [this, market](int i) {
    return scatter(market, log_return_, i, 60) /
           std::sqrt(scatter(market, market, i, 60) * scatter(log_return_, log_return_, i, 60));
  };
}

void Reference::add_oscillators() {
  auto& f = features_;
  for (const int n : {14, 28}) {
    f["rsi_" + std::to_string(n)] = [this, n](int i) {
      const Series change = [this](int k) { return close_(k) - close_(k - 1); };
      const Number gain = wilder([&](int k) { return std::max<Number>(change(k), 0); }, i, n);
      const Number loss = wilder([&](int k) { return std::max<Number>(-change(k), 0); }, i, n);
      return 100 - 100 / (1 + gain / loss);
    };
  }
  f["stochastic_rsi_14"] = [this](int i) {
    const Series& rsi = of("rsi_14");
    const Number low = lowest(rsi, i, 14);
    return (rsi(i) - low) / (highest(rsi, i, 14) - low);
  };
  f["stochastic_k"] = [this](int i) {
    const Number low = lowest(low_, i, 14);
    return 100 * (close_(i) - low) / (highest(high_, i, 14) - low);
  };
  f["stochastic_d"] = [this](int i) { return mean(of("stochastic_k"), i, 3); };
  f["williams_r_14"] = [this](int i) {
    const Number high = highest(high_, i, 14);
    return -100 * (high - close_(i)) / (high - lowest(low_, i, 14));
  };
  f["ema_12"] = [this](int i) { return ema(close_, i, 12); };
  f["ema_26"] = [this](int i) { return ema(close_, i, 26); };
  f["macd"] = [this](int i) { return of("ema_12")(i) - of("ema_26")(i); };
  f["macd_signal"] = [this](int i) { return ema(of("macd"), i, 9, 25); };
  f["macd_histogram"] = [this](int i) { return of("macd")(i) - of("macd_signal")(i); };
  const Series range = [this](int i) {
    return std::max(high_(i), close_(i - 1)) - std::min(low_(i), close_(i - 1));
  };
  const Series up = [this](int i) { return high_(i) - high_(i - 1); };
  const Series down = [this](int i) { return low_(i - 1) - low_(i); };
  f["atr_14"] = [=](int i) { return wilder(range, i, 14); };
  f["atr_pct_14"] = [this](int i) { return of("atr_14")(i) / close_(i); };
  f["plus_di_14"] = [=, this](int i) {
    const Series moved = [=](int k) { return up(k) > down(k) && up(k) > 0 ? up(k) : 0; };
    return 100 * wilder(moved, i, 14) / of("atr_14")(i);
  };
  f["minus_di_14"] = [=, this](int i) {
    const Series moved = [=](int k) { return down(k) > up(k) && down(k) > 0 ? down(k) : 0; };
    return 100 * wilder(moved, i, 14) / of("atr_14")(i);
  };
  f["adx"] = [this](int i) {
    const Series index = [this](int k) {
      const Number plus = of("plus_di_14")(k);
      const Number minus = of("minus_di_14")(k);
      return 100 * std::abs(plus - minus) / (plus + minus);
    };
    return smoothed(index, i, 14, 14, Number(1) / 14);
  };
}

void Reference::add_volatility() {
  auto& f = features_;
  for (const int n : {5, 10, 20, 60, 120}) {
    f["rv_" + std::to_string(n)] = [this, n](int i) {
      return sd(log_return_, i, n) * std::sqrt(kAnnual);
    };
  }
  f["rv_ratio_20_60"] = [this](int i) { return of("rv_20")(i) / of("rv_60")(i); };
  f["rv_ratio_5_20"] = [this](int i) { return of("rv_5")(i) / of("rv_20")(i); };
  f["volatility_of_volatility"] = [this](int i) { return sd(of("rv_20"), i, 20); };
  const Series range = [this](int i) { return std::pow(std::log(high_(i) / low_(i)), 2); };
  const Series body = [this](int i) { return std::pow(std::log(close_(i) / open_(i)), 2); };
  f["parkinson_vol_20"] = [range](int i) {
    return std::sqrt(kAnnual * mean(range, i, 20) / (4 * std::log(Number(2))));
  };
  f["garman_klass_vol_20"] = [range, body](int i) {
    return std::sqrt(kAnnual *
                     (mean(range, i, 20) / 2 - (2 * std::log(Number(2)) - 1) * mean(body, i, 20)));
  };
  f["downside_vol_20"] = [this](int i) {
    const Series loss = [this](int k) { return std::pow(std::min<Number>(log_return_(k), 0), 2); };
    return std::sqrt(kAnnual * mean(loss, i, 20));
  };
  f["ewma_vol"] = [this](int i) {
    const Series square = [this](int k) { return std::pow(log_return_(k), 2); };
    return std::sqrt(kAnnual * smoothed(square, i, 1, 20, 0.06L));
  };
  f["hv_iv_ratio"] = [this](int i) { return of("rv_20")(i) / iv_(i); };
  f["hv_iv_ratio_10"] = [this](int i) { return of("rv_10")(i) / iv_(i); };
  f["hv_iv_ratio_60"] = [this](int i) { return of("rv_60")(i) / iv_(i); };
  f["hv_iv_spread"] = [this](int i) { return of("rv_20")(i) - iv_(i); };
  f["hv_iv_percentile"] = [this](int i) { return share_at_or_below(of("hv_iv_ratio"), i, 252); };
  f["vix_level"] = vix_;
  f["vix_rank"] = [this](int i) {
    const Number below = count_if(vix_, i, 252, [&](Number value) { return value < vix_(i); });
    return (below + 252 * share_at_or_below(vix_, i, 252) + 1) / 504;
  };
  f["vix_percentile"] = [this](int i) { return share_at_or_below(vix_, i, 252); };
  f["vix_change_1d"] = [this](int i) { return vix_(i) - vix_(i - 1); };
  f["vix_change_5d"] = [this](int i) { return vix_(i) - vix_(i - 5); };
  f["vix_trend"] = [this](int i) { return mean(vix_, i, 5) - mean(vix_, i, 20); };
  const auto regime = [this](int i) { return days_[static_cast<std::size_t>(i)].regime; };
  for (const Regime one : {Regime::kLowVol, Regime::kHighVol, Regime::kIvExpansion,
                           Regime::kIvContraction, Regime::kNeutral}) {
    f["regime_" + std::string(to_string(one))] = [=](int i) {
      return regime(i) == Regime::kUnknown ? kNone : flag(regime(i) == one);
    };
  }
  f["days_in_current_regime"] = [=](int i) {
    if (regime(i) == Regime::kUnknown) return kNone;
    int first = i;
    while (first > 0 && regime(first - 1) == regime(i)) --first;
    return static_cast<Number>(i - first + 1);
  };
  f["regime_transition_probability"] = [=](int i) {
    Number known = 0, stays = 0, leaves = 0;
    for (int k = 0; k <= i; ++k) {
      if (regime(k) == Regime::kUnknown) continue;
      ++known;
      if (k == i || regime(k) != regime(i) || regime(k + 1) == Regime::kUnknown) continue;
      ++(regime(k + 1) == regime(k) ? stays : leaves);
    }
    const bool enough = regime(i) != Regime::kUnknown && known >= 252;
    return enough ? leaves / (stays + leaves) : kNone;
  };
  f["regime_lag1"] = [=](int i) {
    return regime(i - 1) == Regime::kUnknown ? kNone : static_cast<Number>(regime(i - 1));
  };
}

void Reference::add_volume() {
  auto& f = features_;
  f["volume"] = volume_;
  f["volume_sma20"] = [this](int i) { return mean(volume_, i, 20); };
  f["volume_ratio"] = [this](int i) { return volume_(i) / mean(volume_, i, 20); };
  f["volume_surge"] = [this](int i) { return flag(volume_(i) > 2 * mean(volume_, i, 20)); };
  f["log_volume"] = [this](int i) { return std::log(volume_(i)); };
  f["volume_zscore_20"] = [this](int i) {
    return (volume_(i) - mean(volume_, i, 20)) / sd(volume_, i, 20);
  };
  f["log_dollar_volume"] = [this](int i) { return std::log(close_(i) * volume_(i)); };
  f["signed_volume_20"] = [this](int i) {
    const Series flow = [this](int k) {
      const Number move = close_(k) - close_(k - 1);
      return move > 0 ? volume_(k) : move < 0 ? -volume_(k) : 0;
    };
    return mean(flow, i, 20) / mean(volume_, i, 20);
  };
  f["mfi_14"] = [this](int i) {
    const Series typical = [this](int k) { return (high_(k) + low_(k) + close_(k)) / 3; };
    Number in = 0, out = 0;
    for (int k = i - 13; k <= i; ++k) {
      if (typical(k) > typical(k - 1)) in += typical(k) * volume_(k);
      if (typical(k) < typical(k - 1)) out += typical(k) * volume_(k);
    }
    return 100 - 100 / (1 + in / out);
  };
  f["amihud_illiquidity_20"] = [this](int i) {
    const Series one = [this](int k) {
      return std::abs(log_return_(k)) / (close_(k) * volume_(k) / 1'000'000);
    };
    return mean(one, i, 20);
  };
  const auto chain = [this](int i) -> const OptionActivity& {
    return days_[static_cast<std::size_t>(i)].options->activity;
  };
  f["open_interest"] = [=](int i) -> Number {
    return *chain(i).call_open_interest + *chain(i).put_open_interest;
  };
  f["oi_change_1d"] = [this](int i) {
    return of("open_interest")(i) / of("open_interest")(i - 1) - 1;
  };
  f["put_volume"] = [=](int i) -> Number { return *chain(i).put_volume; };
  f["call_volume"] = [=](int i) -> Number { return *chain(i).call_volume; };
  f["option_volume_total"] = [this](int i) { return of("put_volume")(i) + of("call_volume")(i); };
  f["oi_ratio"] = [this](int i) { return of("option_volume_total")(i) / of("open_interest")(i); };
  f["put_call_volume_ratio"] = [this](int i) { return of("put_volume")(i) / of("call_volume")(i); };
  f["put_call_oi_ratio"] = [=](int i) -> Number {
    return Number(*chain(i).put_open_interest) / *chain(i).call_open_interest;
  };
  f["oi_put_call_ratio"] = [this](int i) -> Number {
    const auto& activity = days_[static_cast<std::size_t>(i)].options->target->activity;
    return Number(*activity.put_open_interest) / *activity.call_open_interest;
  };
  f["option_stock_volume_ratio"] = [this](int i) {
    return of("option_volume_total")(i) / volume_(i);
  };
}

}  // namespace aots::features::test
