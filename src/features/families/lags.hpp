// Earlier values of features, and what changed since. A lag counts sessions: the value is absent
// where that session has none.
#pragma once

#include <cmath>

#include "features/families/family.hpp"
#include "features/kernels/ring.hpp"
#include "features/kernels/smoothing.hpp"
#include "features/realized_vol.hpp"

namespace aots::features {

// The last six values of a column.
class LaggedColumn {
 public:
  explicit LaggedColumn(std::string_view name) : column_(column_of(name)) {}

  void step(RowValues row) { values_.push(row[column_]); }
  double lag(std::size_t sessions) const {
    return values_.has(sessions) ? values_[sessions] : kAbsent;
  }
  double change(std::size_t sessions) const { return lag(0) - lag(sessions); }

 private:
  std::size_t column_;
  Ring<double, 6> values_;
};

class Lags {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "iv_rank_lag1",
       .formula = "iv_rank[1]",
       .unit = "fraction",
       .inputs = "iv_rank",
       .absence = kWithoutLag,
       .source = "seed 2.2.3 F",
       .window = 253,
       .first = 61},
      {.name = "iv_rank_lag5",
       .formula = "iv_rank[5]",
       .unit = "fraction",
       .inputs = "iv_rank",
       .absence = kWithoutLag,
       .source = "seed 2.2.3 F",
       .window = 257,
       .first = 65},
      {.name = "returns_lag1",
       .formula = "returns_1d[1]",
       .unit = "fraction",
       .inputs = "returns_1d",
       .absence = kWithoutLag,
       .source = "seed 2.2.3 F",
       .window = 3},
      {.name = "returns_lag5",
       .formula = "returns_1d[5]",
       .unit = "fraction",
       .inputs = "returns_1d",
       .absence = kWithoutLag,
       .source = "seed 2.2.3 F",
       .window = 7},
      {.name = "regime_lag1",
       .formula = "regime[1]: low_vol 0, high_vol 1, iv_expansion 2, iv_contraction 3, neutral 4",
       .unit = "code",
       .inputs = "regime",
       .absence = "where that regime is unknown",
       .source = "seed 2.2.3 F",
       .window = 2},
      {.name = "rsi_14_lag1",
       .formula = "rsi_14[1]",
       .unit = "0 to 100",
       .inputs = "rsi_14",
       .absence = kWithoutLag,
       .source = "after seed 2.2.3 F",
       .window = 16,
       .memory = FeatureMemory::kRecursive,
       .settling = wilder_settling(14)},
      {.name = "vix_level_lag1",
       .formula = "vix_level[1]",
       .unit = "points",
       .inputs = "vix_level",
       .absence = kWithoutLag,
       .source = "after seed 2.2.3 F",
       .window = 2},
      {.name = "hv_iv_ratio_lag1",
       .formula = "hv_iv_ratio[1]",
       .unit = "1",
       .inputs = "hv_iv_ratio",
       .absence = kWithoutLag,
       .source = "after seed 2.2.3 F",
       .window = 22},
      {.name = "volume_ratio_lag1",
       .formula = "volume_ratio[1]",
       .unit = "1",
       .inputs = "volume_ratio",
       .absence = kWithoutLag,
       .source = "after seed 2.2.3 F",
       .window = 21},
  });

  void step(const SessionInputs& in, RowValues row, FamilyOut<9> out) {
    for (LaggedColumn* column : {&iv_rank_, &returns_, &rsi_, &vix_, &hv_iv_, &volume_ratio_}) {
      column->step(row);
    }
    const Regime regime = last_regime_;
    last_regime_ = in.day->regime;
    out.write(iv_rank_.lag(1), iv_rank_.lag(5), returns_.lag(1), returns_.lag(5),
              regime == Regime::kUnknown ? kAbsent : static_cast<double>(regime), rsi_.lag(1),
              vix_.lag(1), hv_iv_.lag(1), volume_ratio_.lag(1));
  }

 private:
  LaggedColumn iv_rank_{"iv_rank"};
  LaggedColumn returns_{"returns_1d"};
  LaggedColumn rsi_{"rsi_14"};
  LaggedColumn vix_{"vix_level"};
  LaggedColumn hv_iv_{"hv_iv_ratio"};
  LaggedColumn volume_ratio_{"volume_ratio"};
  Regime last_regime_ = Regime::kUnknown;
};

class Changes {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "iv_atm_change_1d",
       .formula = "iv_atm - iv_atm[1]",
       .unit = "per year",
       .inputs = "iv_atm",
       .absence = kWithoutLag,
       .source = "An, Ang, Bali and Cakici 2014",
       .window = 2},
      {.name = "iv_atm_change_5d",
       .formula = "iv_atm - iv_atm[5]",
       .unit = "per year",
       .inputs = "iv_atm",
       .absence = kWithoutLag,
       .source = "An, Ang, Bali and Cakici 2014",
       .window = 6},
      {.name = "iv_rank_change_5d",
       .formula = "iv_rank - iv_rank[5]",
       .unit = "fraction",
       .inputs = "iv_rank",
       .absence = kWithoutLag,
       .source = "customary",
       .window = 257,
       .first = 65},
      {.name = "skew_25_change_5d",
       .formula = "skew_25 - skew_25[5]",
       .unit = "per year",
       .inputs = "skew_25",
       .absence = kWithoutLag,
       .source = "customary",
       .window = 6},
      {.name = "iv_term_structure_change_5d",
       .formula = "iv_term_structure - iv_term_structure[5]",
       .unit = "per year",
       .inputs = "iv_term_structure",
       .absence = kWithoutLag,
       .source = "customary",
       .window = 6},
      {.name = "rv_20_change_5d",
       .formula = "rv_20 - rv_20[5]",
       .unit = "per year",
       .inputs = "rv_20",
       .absence = kWithoutLag,
       .source = "customary",
       .window = 26},
      {.name = "realized_implied_move_ratio",
       .formula = "|returns_1d| / (iv_atm[1] / sqrt(252))",
       .unit = "deviations",
       .inputs = "returns_1d, iv_atm",
       .absence = kWithoutLag,
       .source = "customary",
       .window = 2},
  });

  void step(const SessionInputs&, RowValues row, FamilyOut<7> out) {
    for (LaggedColumn* column : {&iv_atm_, &iv_rank_, &skew_, &term_, &rv_, &returns_}) {
      column->step(row);
    }
    out.write(iv_atm_.change(1), iv_atm_.change(5), iv_rank_.change(5), skew_.change(5),
              term_.change(5), rv_.change(5),
              std::abs(returns_.lag(0)) / (iv_atm_.lag(1) / std::sqrt(kSessionsPerYear)));
  }

 private:
  LaggedColumn iv_atm_{"iv_atm"};
  LaggedColumn iv_rank_{"iv_rank"};
  LaggedColumn skew_{"skew_25"};
  LaggedColumn term_{"iv_term_structure"};
  LaggedColumn rv_{"rv_20"};
  LaggedColumn returns_{"returns_1d"};
};

}  // namespace aots::features
