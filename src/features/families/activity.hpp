// Volume of the underlying, and what trades and stands open in its options.
//
// Illiquidity: Y. Amihud, Journal of Financial Markets 5 (2002). Money flow index: Quong and
// Soudack, Stocks & Commodities 7 (1989). Option to stock volume: Roll, Schwartz and
// Subrahmanyam, Journal of Financial Economics 96 (2010).
#pragma once

#include <cmath>

#include "domain/fixed.hpp"
#include "features/families/family.hpp"
#include "features/kernels/exact.hpp"
#include "features/kernels/moments.hpp"
#include "features/kernels/ring.hpp"

namespace aots::features {

// A kernel of bars with a volume: those without are passed over, as sessions without a bar are.
class ShareVolume {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "volume",
       .formula = "volume",
       .unit = "shares",
       .inputs = "bar.volume",
       .absence = kWithoutVolume,
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "volume_sma20",
       .formula = "mean(volume, 20)",
       .unit = "shares",
       .inputs = "bar.volume",
       .absence = kWithoutVolume,
       .source = "seed 2.2.3 D",
       .window = 20},
      {.name = "volume_ratio",
       .formula = "volume / volume_sma20",
       .unit = "1",
       .inputs = "bar.volume",
       .absence = "without a volume, or where volume_sma20 is 0",
       .source = "seed 2.2.3 D",
       .window = 20},
      {.name = "volume_surge",
       .formula = "1 if volume > 2 volume_sma20 else 0",
       .unit = "0 or 1",
       .inputs = "bar.volume",
       .absence = kWithoutVolume,
       .source = "seed 2.2.3 D",
       .window = 20},
      {.name = "log_volume",
       .formula = "ln(volume)",
       .unit = "log shares",
       .inputs = "bar.volume",
       .absence = "without a volume above 0",
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "volume_zscore_20",
       .formula = "(volume - mean(volume, 20)) / sd(volume, 20)",
       .unit = "deviations",
       .inputs = "bar.volume",
       .absence = "without a volume, or where it did not move",
       .source = "customary",
       .window = 20},
      {.name = "log_dollar_volume",
       .formula = "ln(close volume)",
       .unit = "log dollars",
       .inputs = "bar",
       .absence = "without a volume above 0",
       .source = "customary",
       .window = 1},
      {.name = "signed_volume_20",
       .formula = "sum(sign(close - close[1]) volume, 20) / sum(volume, 20)",
       .unit = "-1 to 1",
       .inputs = "bar",
       .absence = "without a volume, or where all are 0",
       .source = "after Granville 1963",
       .window = 21},
      {.name = "mfi_14",
       .formula = "100 up / (up + down): sums over 14 of (high + low + close) / 3 volume, by "
                  "whether that price rose or fell",
       .unit = "0 to 100",
       .inputs = "bar",
       .absence = "without a volume, or where none flowed",
       .source = "Quong and Soudack 1989",
       .window = 15},
      {.name = "amihud_illiquidity_20",
       .formula = "mean(|log_returns_1d| / (close volume), 20) 1e6",
       .unit = "log return per million dollars",
       .inputs = "bar",
       .absence = "where one of the 20 has no volume above 0",
       .source = "Amihud 2002",
       .window = 21},
  });

  void step(const PriceInputs& in, FamilyOut<10> out) {
    const bool present = in.volume >= 0.0 && in.volume < kFixedMax;
    if (gap_.begins(present)) *this = ShareVolume();
    if (!present) return out.write_absent();
    take(in);
    const double mean = volumes_.full() ? volumes_.moments().mean() : kAbsent;
    const double deviation = volumes_.full() ? volumes_.moments().sample_deviation() : kAbsent;
    const double log_volume = in.volume > 0.0 ? std::log(in.volume) : kAbsent;
    const double close = static_cast<double>(in.close) / kMicros;
    out.write(in.volume, mean, mean > 0.0 ? in.volume / mean : kAbsent,
              std::isnan(mean) ? kAbsent : (in.volume > 2.0 * mean ? 1.0 : 0.0), log_volume,
              deviation > 0.0 ? (in.volume - mean) / deviation : kAbsent,
              in.volume > 0.0 ? std::log(close * in.volume) : kAbsent, signed_share(), money_flow(),
              illiquidity());
  }

 private:
  // Of |return| per dollar; the smallest that occur are near 1e-14.
  static constexpr double kIlliquidityUnit = 0x1p-100;

  void take(const PriceInputs& in) {
    const auto volume = static_cast<std::int64_t>(in.volume);
    volumes_.push(volume);
    const std::int64_t typical = in.high + in.low + in.close;
    if (last_close_ > 0) {
      signed_.push(in.close > last_close_ ? volume : in.close < last_close_ ? -volume : 0);
      unsigned_.push(volume);
      push_flow(typical > last_typical_   ? static_cast<Int128>(typical) * volume
                : typical < last_typical_ ? -static_cast<Int128>(typical) * volume
                                          : 0);
      const double dollars = static_cast<double>(in.close) / kMicros * in.volume;
      push_illiquidity(std::abs(in.log_return) / dollars);
    }
    last_close_ = in.close;
    last_typical_ = typical;
  }
  void push_flow(Int128 flow) {
    flows_.push(flow);
    (flow > 0 ? inflow_ : outflow_) += flow;
    if (!flows_.has(14)) return;
    const Int128 gone = flows_[14];
    (gone > 0 ? inflow_ : outflow_) -= gone;
  }
  void push_illiquidity(double value) {
    // A session without trades has no such figure; -1 marks it.
    const bool usable = std::isfinite(value) && value < 1.0;
    illiquidities_.push(usable ? static_cast<Int128>(value / kIlliquidityUnit) : Int128{-1});
    const auto count = [&](Int128 entry, int sign) {
      if (entry < 0) {
        unusable_ += sign;
      } else {
        illiquidity_ += sign * entry;
      }
    };
    count(illiquidities_[0], 1);
    if (illiquidities_.has(20)) count(illiquidities_[20], -1);
  }

  double signed_share() const {
    if (!signed_.full() || !(unsigned_.moments().sum() > 0.0)) return kAbsent;
    return signed_.moments().sum() / unsigned_.moments().sum();
  }
  double money_flow() const {
    const Int128 all = inflow_ - outflow_;
    if (!flows_.has(13) || all == 0) return kAbsent;
    return 100.0 * to_double(inflow_) / to_double(all);
  }
  double illiquidity() const {
    if (!illiquidities_.has(19) || unusable_ > 0) return kAbsent;
    return to_double(illiquidity_) / 20.0 * (kIlliquidityUnit * 1e6);
  }

  GapRule gap_;
  std::int64_t last_close_ = 0;
  std::int64_t last_typical_ = 0;
  RollingMoments<20> volumes_;
  RollingMoments<20> signed_;
  RollingMoments<20> unsigned_;
  Ring<Int128, 15> flows_;
  Int128 inflow_ = 0;
  Int128 outflow_ = 0;  // not positive
  Ring<Int128, 21> illiquidities_;
  Int128 illiquidity_ = 0;
  int unusable_ = 0;
};

class OptionActivities {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "open_interest",
       .formula = "call + put open interest of the chain",
       .unit = "contracts",
       .inputs = "options.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "oi_change_1d",
       .formula = "open_interest / open_interest[1] - 1",
       .unit = "fraction",
       .inputs = "options.activity",
       .absence = "without open interest today and on the session with a chain before",
       .source = "seed 2.2.3 D",
       .window = 2},
      {.name = "oi_ratio",
       .formula = "option_volume_total / open_interest",
       .unit = "1",
       .inputs = "options.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "oi_put_call_ratio",
       .formula = "put / call open interest of the target expiry",
       .unit = "1",
       .inputs = "options.target.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "put_volume",
       .formula = "put volume of the chain",
       .unit = "contracts",
       .inputs = "options.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "call_volume",
       .formula = "call volume of the chain",
       .unit = "contracts",
       .inputs = "options.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "put_call_volume_ratio",
       .formula = "put_volume / call_volume",
       .unit = "1",
       .inputs = "options.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 D; Pan and Poteshman 2006",
       .window = 1},
      {.name = "put_call_oi_ratio",
       .formula = "put / call open interest of the chain",
       .unit = "1",
       .inputs = "options.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "option_volume_total",
       .formula = "put_volume + call_volume",
       .unit = "contracts",
       .inputs = "options.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 D",
       .window = 1},
      {.name = "option_stock_volume_ratio",
       .formula = "option_volume_total / volume",
       .unit = "contracts per share",
       .inputs = "options.activity, bar.volume",
       .absence = kWithoutActivity,
       .source = "Roll, Schwartz and Subrahmanyam 2010",
       .window = 1},
  });

  void step(const SessionInputs& in, RowValues row, FamilyOut<10> out) {
    static const OptionActivity kNothing{};
    const auto& options = in.day->options;
    const OptionActivity& chain = options ? options->activity : kNothing;
    const OptionActivity& target =
        options && options->target ? options->target->activity : kNothing;
    const double open =
        value_or_absent(chain.call_open_interest) + value_or_absent(chain.put_open_interest);
    const double puts = value_or_absent(chain.put_volume);
    const double calls = value_or_absent(chain.call_volume);
    const double change = open_change(open);
    out.write(open, change, (puts + calls) / open,
              ratio(target.put_open_interest, target.call_open_interest), puts, calls, puts / calls,
              ratio(chain.put_open_interest, chain.call_open_interest), puts + calls,
              (puts + calls) / row[volume_]);
  }

 private:
  static double ratio(std::optional<double> put, std::optional<double> call) {
    return value_or_absent(put) / value_or_absent(call);
  }
  double open_change(double open) {
    const bool present = std::isfinite(open);
    if (gap_.begins(present)) last_open_ = kAbsent;
    if (!present) return kAbsent;
    const double change = open / last_open_ - 1.0;
    last_open_ = open;
    return change;
  }

  std::size_t volume_ = column_of("volume");
  GapRule gap_;
  double last_open_ = kAbsent;
};

}  // namespace aots::features
