// Implied vols of the symbol and of the market against what was realized.
//
// The symbol's IV series is that of D31: its own 30-day vol or its volatility index. VIX and the IV
// series repeat their last value for at most three sessions (D25).
#pragma once

#include <cmath>

#include "features/families/family.hpp"
#include "features/iv_rank.hpp"
#include "features/kernels/exact.hpp"
#include "features/kernels/ring.hpp"

namespace aots::features {

class HvIv {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "hv_iv_ratio",
       .formula = "rv_20 / iv",
       .unit = "1",
       .inputs = "bar, iv",
       .absence = kWithoutIv,
       .source = "seed 2.2.3 B; decision D28",
       .window = 21},
      {.name = "hv_iv_ratio_10",
       .formula = "rv_10 / iv",
       .unit = "1",
       .inputs = "bar, iv",
       .absence = kWithoutIv,
       .source = "seed 2.2.3 B; decision D28",
       .window = 11},
      {.name = "hv_iv_ratio_60",
       .formula = "rv_60 / iv",
       .unit = "1",
       .inputs = "bar, iv",
       .absence = kWithoutIv,
       .source = "seed 2.2.3 B; decision D28",
       .window = 61},
      {.name = "hv_iv_spread",
       .formula = "rv_20 - iv",
       .unit = "per year",
       .inputs = "bar, iv",
       .absence = kWithoutIv,
       .source = "seed 2.2.3 B",
       .window = 21},
      {.name = "hv_iv_percentile",
       .formula = "share of the last 252 hv_iv_ratio at or below today's",
       .unit = "fraction",
       .inputs = "bar, iv",
       .absence = "without hv_iv_ratio, or where all are equal",
       .source = "seed 2.2.3 B; decision D3",
       .window = 272,
       .first = 80},
  });

  void step(const SessionInputs& in, RowValues row, FamilyOut<5> out) {
    const double rv_20 = row[rv_20_];
    const double ratio = rv_20 / in.iv;
    out.write(ratio, row[rv_10_] / in.iv, row[rv_60_] / in.iv, rv_20 - in.iv,
              percentile(in.day->date, ratio));
  }

 private:
  double percentile(Date date, double ratio) {
    if (!std::isfinite(ratio)) return kAbsent;
    window_.add(date, ratio);
    return value_or_absent(window_.percentile());
  }

  std::size_t rv_10_ = column_of("rv_10");
  std::size_t rv_20_ = column_of("rv_20");
  std::size_t rv_60_ = column_of("rv_60");
  YearWindow window_;
};

class VolatilityIndex {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "vix_level",
       .formula = "vix",
       .unit = "points",
       .inputs = "vix",
       .absence = kWithoutVix,
       .source = "seed 2.2.3 B; decision D25",
       .window = 1},
      {.name = "vix_rank",
       .formula = "(count below + count at or below + 1) / (2 n) over the last n = 252 vix",
       .unit = "fraction",
       .inputs = "vix",
       .absence = kWithoutVix,
       .source = "seed 2.2.3 B; decision D3",
       .window = 252,
       .first = 60},
      {.name = "vix_percentile",
       .formula = "share of the last 252 vix at or below today's",
       .unit = "fraction",
       .inputs = "vix",
       .absence = "as vix_rank, or where all are equal",
       .source = "seed 2.2.3 B; decision D3",
       .window = 252,
       .first = 60},
      {.name = "vix_change_1d",
       .formula = "vix - vix[1]",
       .unit = "points",
       .inputs = "vix",
       .absence = kWithoutVix,
       .source = "seed 2.2.3 B",
       .window = 2},
      {.name = "vix_change_5d",
       .formula = "vix - vix[5]",
       .unit = "points",
       .inputs = "vix",
       .absence = kWithoutVix,
       .source = "seed 2.2.3 B",
       .window = 6},
      {.name = "vix_trend",
       .formula = "mean(vix, 5) - mean(vix, 20)",
       .unit = "points",
       .inputs = "vix",
       .absence = kWithoutVix,
       .source = "seed 2.2.3 B",
       .window = 20},
  });

  void step(const SessionInputs& in, RowValues, FamilyOut<6> out) {
    if (in.vix_begins) recent_ = Recent();
    if (in.vix_is_new) take(in.day->date, in.vix);
    if (std::isnan(in.vix)) return out.write_absent();
    const Ring<double, 21>& levels = recent_.levels;
    out.write(in.vix, value_or_absent(year_.percentile_of_score()),
              value_or_absent(year_.percentile()), levels.has(1) ? levels[0] - levels[1] : kAbsent,
              levels.has(5) ? levels[0] - levels[5] : kAbsent,
              levels.has(19) ? (static_cast<double>(recent_.sum_5) / 5.0 -
                                static_cast<double>(recent_.sum_20) / 20.0) *
                                   kPointUnit
                             : kAbsent);
  }

 private:
  static constexpr double kPointUnit = 0x1p-40;
  struct Recent {
    Ring<double, 21> levels;
    std::int64_t sum_5 = 0;  // of multiples of kPointUnit
    std::int64_t sum_20 = 0;
  };

  void take(Date date, double vix) {
    year_.add(date, vix);
    recent_.levels.push(vix);
    const auto fixed = [&](std::size_t back) { return to_fixed(recent_.levels[back], kPointUnit); };
    recent_.sum_5 += fixed(0);
    recent_.sum_20 += fixed(0);
    if (recent_.levels.has(5)) recent_.sum_5 -= fixed(5);
    if (recent_.levels.has(20)) recent_.sum_20 -= fixed(20);
  }

  Recent recent_;
  YearWindow year_;
};

}  // namespace aots::features
