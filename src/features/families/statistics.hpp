// Rolling statistics of features. Skewness and kurtosis are those of the population moments.
#pragma once

#include <cmath>

#include "features/families/family.hpp"
#include "features/kernels/exact.hpp"
#include "features/kernels/moments.hpp"
#include "features/kernels/wide.hpp"

namespace aots::features {

class ReturnShape {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "returns_skew_60",
       .formula = "m3 / m2^1.5 of the last 60 log_returns_1d",
       .unit = "1",
       .inputs = "bar",
       .absence = "without a bar, or where nothing moved",
       .source = "seed 2.2.3 F",
       .window = 61},
      {.name = "returns_kurtosis_60",
       .formula = "m4 / m2^2 - 3 of the last 60 log_returns_1d",
       .unit = "1",
       .inputs = "bar",
       .absence = "without a bar, or where nothing moved",
       .source = "seed 2.2.3 F",
       .window = 61},
  });

  void step(const PriceInputs& in, FamilyOut<2> out) {
    if (!std::isfinite(in.log_return)) return out.write_absent();
    shape_.push(to_fixed(in.log_return, kReturnUnit));
    if (!shape_.full()) return out.write_absent();
    out.write(shape_.skewness(), shape_.excess_kurtosis());
  }

 private:
  RollingShape<60> shape_;
};

// The last N values of a column; what has none is passed over, more than three in a row begin anew.
template <std::size_t N>
class ColumnMoments {
 public:
  explicit ColumnMoments(std::string_view name) : column_(column_of(name)) {}

  // Whether this session has a value and N are there.
  bool step(RowValues row) {
    const double value = row[column_];
    const bool present = fits_fixed(value, kRatioUnit);
    if (gap_.begins(present)) window_ = {};
    if (present) window_.push(to_fixed(value, kRatioUnit));
    return present && window_.full();
  }
  double mean() const { return window_.moments().mean() * kRatioUnit; }
  double sample_deviation() const { return window_.moments().sample_deviation() * kRatioUnit; }
  double value(RowValues row) const { return row[column_]; }

 private:
  std::size_t column_;
  GapRule gap_;
  RollingMoments<N> window_;
};

class ColumnStatistics {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "iv_rank_std_20",
       .formula = "sd(iv_rank, 20)",
       .unit = "fraction",
       .inputs = "iv_rank",
       .absence = kWithoutInputs,
       .source = "seed 2.2.3 F",
       .window = 271,
       .first = 79},
      {.name = "iv_rank_sma_5",
       .formula = "mean(iv_rank, 5)",
       .unit = "fraction",
       .inputs = "iv_rank",
       .absence = kWithoutInputs,
       .source = "customary",
       .window = 256,
       .first = 64},
      {.name = "put_call_volume_ratio_zscore_20",
       .formula = "(x - mean(x, 20)) / sd(x, 20), x = put_call_volume_ratio",
       .unit = "deviations",
       .inputs = "put_call_volume_ratio",
       .absence = "where the ratio is absent or does not move",
       .source = "customary",
       .window = 20},
  });

  void step(const SessionInputs&, RowValues row, FamilyOut<3> out) {
    const double deviation = rank_20_.step(row) ? rank_20_.sample_deviation() : kAbsent;
    const double mean = rank_5_.step(row) ? rank_5_.mean() : kAbsent;
    const bool ready = put_call_.step(row);
    const double spread = ready ? put_call_.sample_deviation() : 0.0;
    out.write(deviation, mean,
              spread > 0.0 ? (put_call_.value(row) - put_call_.mean()) / spread : kAbsent);
  }

 private:
  ColumnMoments<20> rank_20_{"iv_rank"};
  ColumnMoments<5> rank_5_{"iv_rank"};
  ColumnMoments<20> put_call_{"put_call_volume_ratio"};
};

// The leverage effect: vols rise as prices fall.
class Leverage {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "vix_return_correlation_60",
       .formula = "correlation over 60 of log_returns_1d and ln(vix / vix[1])",
       .unit = "-1 to 1",
       .inputs = "log_returns_1d, vix_level",
       .absence = "where an input is absent or does not move",
       .source = "Black 1976",
       .window = 61},
  });

  void step(const SessionInputs&, RowValues row, FamilyOut<1> out) {
    const double vix = row[vix_];
    const double vix_return = std::log(vix / last_vix_);
    last_vix_ = vix;
    const double own_return = row[returns_];
    const bool present = fits_fixed(own_return, kReturnUnit) && fits_fixed(vix_return, kReturnUnit);
    if (gap_.begins(present)) window_ = Window();
    if (!present) return out.write_absent();
    push(to_fixed(own_return, kReturnUnit), to_fixed(vix_return, kReturnUnit));
    out.write(window_.own.has(59) ? window_.cross.correlation() : kAbsent);
  }

 private:
  struct Window {
    Ring<std::int64_t, 61> own;
    Ring<std::int64_t, 61> vix;
    ExactCross cross;
  };

  void push(std::int64_t own, std::int64_t vix) {
    window_.own.push(own);
    window_.vix.push(vix);
    window_.cross.add(own, vix);
    if (window_.own.has(60)) window_.cross.remove(window_.own[60], window_.vix[60]);
  }

  std::size_t returns_ = column_of("log_returns_1d");
  std::size_t vix_ = column_of("vix_level");
  double last_vix_ = kAbsent;
  GapRule gap_;
  Window window_;
};

}  // namespace aots::features
