// Invented histories of one symbol, and ways to look at the rows that they give.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "features/feature_stream.hpp"
#include "tests/analytics/chain_fixture.hpp"

namespace aots::features::test {

using aots::test::nyse;

inline const Symbol kSymbol("AAPL");

struct InventedHistory {
  std::uint64_t seed = 1;
  int sessions = 400;
  double absent_share = 0.0;  // of bars, VIX, IV, chains, and of each member of a chain
  int split_every = 0;        // sessions between 3:1 splits; 0: none
};

// Whole cents.
inline Price cents(double dollars) {
  return Price::from_micros(static_cast<std::int64_t>(std::llround(dollars * 100.0)) * 10'000);
}

class HistoryMaker {
 public:
  explicit HistoryMaker(const InventedHistory& spec) : spec_(spec), rng_(spec.seed) {}

  std::vector<FeatureDay> days() {
    std::vector<FeatureDay> result;
    Date date = make_date(2015, 1, 2);
    for (int i = 0; i < spec_.sessions; ++i) {
      const bool split = spec_.split_every > 0 && i > 0 && i % spec_.split_every == 0;
      if (split) close_ /= 3.0;
      result.push_back(day(date));
      if (split) result.back().split_ratio = 3.0;
      date = nyse().next_session(date);
    }
    return result;
  }

 private:
  bool absent() { return rng_.uniform() < spec_.absent_share; }
  std::optional<double> maybe(double value) {
    return absent() ? std::nullopt : std::optional(value);
  }

  DayBar bar() {
    const double open = close_ * std::exp(0.004 * rng_.normal());
    close_ *= std::exp(0.0003 + 0.012 * rng_.normal());
    if (close_ < 5.0) close_ = 50.0;
    const double high = std::max(open, close_) * (1.0 + 0.004 * rng_.uniform()) + 0.02;
    const double low = std::min(open, close_) * (1.0 - 0.004 * rng_.uniform()) - 0.02;
    return {.open = cents(open),
            .high = cents(high),
            .low = cents(low),
            .close = cents(close_),
            .volume = static_cast<std::int64_t>(1e6 + 4e6 * rng_.uniform())};
  }
  ListedOption listed(double sign) {
    return {.price = maybe(4.0 + rng_.uniform()),
            .spread_pct = maybe(0.02 + 0.02 * rng_.uniform()),
            .iv = maybe(iv_ + 0.01 * rng_.normal()),
            .delta = maybe(sign * (0.5 + 0.02 * rng_.normal())),
            .gamma = maybe(0.02 + 0.01 * rng_.uniform()),
            .vega = maybe(0.1 + 0.05 * rng_.uniform()),
            .theta_per_day = maybe(-0.2 - 0.1 * rng_.uniform())};
  }
  OptionActivity activity() {
    return {.call_volume = maybe(static_cast<double>(rng_.below(20'000) + 1)),
            .put_volume = maybe(static_cast<double>(rng_.below(20'000) + 1)),
            .call_open_interest = maybe(static_cast<double>(rng_.below(200'000) + 1)),
            .put_open_interest = maybe(static_cast<double>(rng_.below(200'000) + 1))};
  }
  SmilePoints smile() {
    return {.atm_iv = maybe(iv_),
            .call_25d_iv = maybe(iv_ - 0.01 * rng_.uniform()),
            .put_25d_iv = maybe(iv_ + 0.04 * rng_.uniform()),
            .call_10d_iv = maybe(iv_ + 0.01 * rng_.uniform()),
            .put_10d_iv = maybe(iv_ + 0.1 * rng_.uniform())};
  }
  OptionDay options() {
    const double spot = close_;
    OptionDay day{.spot = maybe(spot),
                  .forward_30d = maybe(spot * 1.002),
                  .smile_30d = smile(),
                  .atm_iv_60d = maybe(iv_ + 0.01 * rng_.normal()),
                  .activity = activity()};
    if (!absent()) {
      day.target = TargetExpiryDay{.dte = 4 + static_cast<int>(rng_.below(6)),
                                   .years = 0.01 + 0.01 * rng_.uniform(),
                                   .forward = maybe(spot),
                                   .atm_strike = maybe(std::round(spot)),
                                   .atm_call = listed(1.0),
                                   .atm_put = listed(-1.0),
                                   .call_25d_strike = maybe(spot * 1.03),
                                   .put_25d_strike = maybe(spot * 0.96),
                                   .smile = smile(),
                                   .activity = activity()};
    }
    return day;
  }
  FeatureDay day(Date date) {
    vix_ *= std::exp(0.05 * rng_.normal() - 0.02 * std::log(vix_ / 20.0));
    iv_ = 0.012 * vix_ + 0.01 * rng_.uniform();
    if (rng_.uniform() < 0.05) regime_ = static_cast<Regime>(rng_.below(6));
    FeatureDay result{.date = date,
                      .vix = maybe(std::round(vix_ * 100.0) / 100.0),
                      .market_return = maybe(0.009 * rng_.normal()),
                      .iv = maybe(iv_),
                      .regime = regime_};
    const DayBar traded = bar();
    if (!absent()) result.bar = traded;
    if (!absent()) result.options = options();
    if (spec_.absent_share > 0.0 && rng_.uniform() < 0.01) hole_ = 6;
    if (hole_ > 0) {
      --hole_;
      result = {.date = date};
    }
    schedule(date, result);
    return result;
  }
  void schedule(Date date, FeatureDay& day) {
    while (next_earnings_ < date) {
      last_earnings_ = next_earnings_;
      next_earnings_ += Days(91);
    }
    while (next_fomc_ < date) {
      last_fomc_ = next_fomc_;
      next_fomc_ += Days(45);
    }
    if (days_between(date, next_earnings_) <= 21) day.next_earnings = next_earnings_;
    day.last_earnings = last_earnings_;
    day.next_fomc = next_fomc_;
    day.last_fomc = last_fomc_;
  }

  InventedHistory spec_;
  Rng rng_;
  double close_ = 150.0;
  double vix_ = 20.0;
  double iv_ = 0.25;
  Regime regime_ = Regime::kNeutral;
  int hole_ = 0;
  Date next_earnings_ = make_date(2015, 1, 27);
  Date next_fomc_ = make_date(2015, 1, 28);
  std::optional<Date> last_earnings_;
  std::optional<Date> last_fomc_;
};

inline std::vector<FeatureDay> invented(const InventedHistory& spec) {
  return HistoryMaker(spec).days();
}

// A complete history of a split-free symbol.
inline FeatureMatrix matrix_of(std::span<const FeatureDay> days) {
  FeatureStream stream(nyse());
  FeatureMatrix matrix;
  stream.advance(kSymbol, days, matrix);
  return matrix;
}

// Equal to the bit, or both absent.
inline bool same_bits(std::optional<double> a, std::optional<double> b) {
  if (a.has_value() != b.has_value()) return false;
  return !a || std::bit_cast<std::uint64_t>(*a) == std::bit_cast<std::uint64_t>(*b);
}

// The names of the features that differ between a row of one matrix and a row of another.
inline std::string differing(const FeatureMatrix& a, std::size_t row_a, const FeatureMatrix& b,
                             std::size_t row_b) {
  std::string names;
  for (std::size_t column = 0; column < kFeatureCount; ++column) {
    if (same_bits(a.at(row_a, column), b.at(row_b, column))) continue;
    names += std::string(catalogue()[column].name) + ' ';
  }
  return names;
}

}  // namespace aots::features::test
