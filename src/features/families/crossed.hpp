// Products and quotients of features of several groups.
//
// Variance risk premium: Bollerslev, Tauchen and Zhou, Review of Financial Studies 22 (2009).
// Momentum per unit of risk: Barroso and Santa-Clara, Journal of Financial Economics 116 (2015).
#pragma once

#include <cmath>

#include "features/families/family.hpp"
#include "features/realized_vol.hpp"

namespace aots::features {

class CrossedFeatures {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "delta_vega_product",
       .formula = "delta_call vega_call",
       .unit = "dollars per vol point per $1",
       .inputs = "delta_call, vega_call",
       .absence = kWithoutInputs,
       .source = "seed 2.2.3 F"},
      {.name = "iv_rank_hv_iv_product",
       .formula = "iv_rank hv_iv_ratio",
       .unit = "1",
       .inputs = "iv_rank, hv_iv_ratio",
       .absence = kWithoutInputs,
       .source = "seed 2.2.3 F",
       .window = 252,
       .first = 60},
      {.name = "volume_momentum_product",
       .formula = "volume_ratio returns_20d",
       .unit = "fraction",
       .inputs = "volume_ratio, returns_20d",
       .absence = kWithoutInputs,
       .source = "seed 2.2.3 F",
       .window = 21},
      {.name = "momentum_iv_rank_product",
       .formula = "returns_20d iv_rank",
       .unit = "fraction",
       .inputs = "returns_20d, iv_rank",
       .absence = kWithoutInputs,
       .source = "after seed 2.2.3 F",
       .window = 252,
       .first = 60},
      {.name = "variance_risk_premium",
       .formula = "iv_atm^2 - rv_20^2",
       .unit = "variance per year",
       .inputs = "iv_atm, rv_20",
       .absence = kWithoutInputs,
       .source = "Bollerslev, Tauchen and Zhou 2009",
       .window = 21},
      {.name = "vol_adjusted_momentum",
       .formula = "log_returns_20d / (rv_20 sqrt(20 / 252))",
       .unit = "deviations",
       .inputs = "log_returns_20d, rv_20",
       .absence = "where an input is absent or rv_20 is 0",
       .source = "Barroso and Santa-Clara 2015",
       .window = 21},
      {.name = "return_zscore_20",
       .formula = "log_returns_1d / (rv_20 / sqrt(252))",
       .unit = "deviations",
       .inputs = "log_returns_1d, rv_20",
       .absence = "where an input is absent or rv_20 is 0",
       .source = "customary",
       .window = 21},
      {.name = "gamma_theta_ratio",
       .formula = "gamma_scaled / theta_call",
       .unit = "days",
       .inputs = "gamma_scaled, theta_call",
       .absence = kWithoutInputs,
       .source = "customary"},
  });

  void step(const SessionInputs&, RowValues row, FamilyOut<8> out) const {
    const double rv = row[rv_20_];
    const double iv = row[iv_atm_];
    out.write(row[delta_] * row[vega_], row[iv_rank_] * row[hv_iv_ratio_],
              row[volume_ratio_] * row[returns_20d_], row[returns_20d_] * row[iv_rank_],
              iv * iv - rv * rv, row[log_returns_20d_] / (rv * std::sqrt(20.0 / kSessionsPerYear)),
              row[log_returns_1d_] / (rv / std::sqrt(kSessionsPerYear)),
              row[gamma_scaled_] / row[theta_]);
  }

 private:
  std::size_t delta_ = column_of("delta_call");
  std::size_t vega_ = column_of("vega_call");
  std::size_t theta_ = column_of("theta_call");
  std::size_t gamma_scaled_ = column_of("gamma_scaled");
  std::size_t iv_atm_ = column_of("iv_atm");
  std::size_t iv_rank_ = column_of("iv_rank");
  std::size_t rv_20_ = column_of("rv_20");
  std::size_t hv_iv_ratio_ = column_of("hv_iv_ratio");
  std::size_t returns_20d_ = column_of("returns_20d");
  std::size_t log_returns_1d_ = column_of("log_returns_1d");
  std::size_t log_returns_20d_ = column_of("log_returns_20d");
  std::size_t volume_ratio_ = column_of("volume_ratio");
};

}  // namespace aots::features
