// The options group: what the symbol's chain says on the day, and where its IV stands.
//
// Strikes, Greeks, time value and liquidity are those of the target expiry; vols by delta those of
// constant 30 days (features/option_day.hpp). Moneyness is that of the 25-delta options, Greeks
// and prices those of the listed strike at the money, where they tell most. The in-the-money call
// of 75 delta has the vol of the 25-delta put at its strike (put-call parity).
#pragma once

#include <cmath>

#include "features/families/family.hpp"
#include "features/iv_rank.hpp"

namespace aots::features {

class TargetMoneyness {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "strike_spot_ratio_call",
       .formula = "25-delta call strike / spot",
       .unit = "1",
       .inputs = "options.target",
       .absence = kWithoutPoint,
       .source = "seed 2.2.3 A"},
      {.name = "strike_spot_ratio_put",
       .formula = "25-delta put strike / spot",
       .unit = "1",
       .inputs = "options.target",
       .absence = kWithoutPoint,
       .source = "seed 2.2.3 A"},
      {.name = "abs_moneyness_call",
       .formula = "|25-delta call strike - spot| / spot",
       .unit = "fraction",
       .inputs = "options.target",
       .absence = kWithoutPoint,
       .source = "seed 2.2.3 A"},
      {.name = "abs_moneyness_put",
       .formula = "|25-delta put strike - spot| / spot",
       .unit = "fraction",
       .inputs = "options.target",
       .absence = kWithoutPoint,
       .source = "seed 2.2.3 A"},
      {.name = "log_moneyness_call",
       .formula = "ln(25-delta call strike / spot)",
       .unit = "log ratio",
       .inputs = "options.target",
       .absence = kWithoutPoint,
       .source = "seed 2.2.3 A"},
      {.name = "log_moneyness_put",
       .formula = "ln(25-delta put strike / spot)",
       .unit = "log ratio",
       .inputs = "options.target",
       .absence = kWithoutPoint,
       .source = "seed 2.2.3 A"},
  });

  void step(const SessionInputs& in, RowValues, FamilyOut<6> out) const {
    const auto& options = in.day->options;
    if (!options || !options->target) return out.write_absent();
    const double spot = value_or_absent(options->spot);
    const double call = value_or_absent(options->target->call_25d_strike);
    const double put = value_or_absent(options->target->put_25d_strike);
    out.write(call / spot, put / spot, std::abs(call - spot) / spot, std::abs(put - spot) / spot,
              std::log(call / spot), std::log(put / spot));
  }
};

class TargetGreeks {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "delta_call",
       .formula = "delta of the call at the money",
       .unit = "per $1",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "delta_put",
       .formula = "delta of the put at the money",
       .unit = "per $1",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "gamma_call",
       .formula = "gamma of the call at the money",
       .unit = "per $1^2",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "gamma_put",
       .formula = "gamma of the put at the money",
       .unit = "per $1^2",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "vega_call",
       .formula = "vega of the call at the money",
       .unit = "dollars per vol point",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A; decision D19"},
      {.name = "vega_put",
       .formula = "vega of the put at the money",
       .unit = "dollars per vol point",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A; decision D19"},
      {.name = "theta_call",
       .formula = "theta of the call at the money",
       .unit = "dollars per calendar day",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A; decision D19"},
      {.name = "theta_put",
       .formula = "theta of the put at the money",
       .unit = "dollars per calendar day",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A; decision D19"},
      {.name = "delta_strike_ratio",
       .formula = "delta_call / (at-the-money strike / spot)",
       .unit = "1",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "gamma_scaled",
       .formula = "gamma_call spot^2",
       .unit = "dollars",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "vega_percentage",
       .formula = "vega_call / call price",
       .unit = "fraction per vol point",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
  });

  void step(const SessionInputs& in, RowValues, FamilyOut<11> out) const {
    const auto& options = in.day->options;
    if (!options || !options->target) return out.write_absent();
    const ListedOption& call = options->target->atm_call;
    const ListedOption& put = options->target->atm_put;
    const double spot = value_or_absent(options->spot);
    const double delta = value_or_absent(call.delta);
    const double gamma = value_or_absent(call.gamma);
    const double vega = value_or_absent(call.vega);
    out.write(delta, value_or_absent(put.delta), gamma, value_or_absent(put.gamma), vega,
              value_or_absent(put.vega), value_or_absent(call.theta_per_day),
              value_or_absent(put.theta_per_day),
              delta / (value_or_absent(options->target->atm_strike) / spot), gamma * spot * spot,
              vega / value_or_absent(call.price));
  }
};

class TargetPrices {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "iv_call",
       .formula = "vol of the call at the money",
       .unit = "per year",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "iv_put",
       .formula = "vol of the put at the money",
       .unit = "per year",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "iv_skew",
       .formula = "iv_put - iv_call",
       .unit = "per year",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A; Cremers and Weinbaum 2010"},
      {.name = "time_value",
       .formula = "call price - max(spot - strike, 0), at the money",
       .unit = "dollars",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "time_value_pct",
       .formula = "time_value / call price",
       .unit = "fraction",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "theta_per_day_normalized",
       .formula = "theta_call / time_value",
       .unit = "per calendar day",
       .inputs = "options.target",
       .absence = "without a call at the money, or where it has no time value",
       .source = "seed 2.2.3 A"},
      {.name = "bid_ask_spread_pct",
       .formula = "mean of (ask - bid) / mid of the call and the put at the money",
       .unit = "fraction",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "seed 2.2.3 A"},
      {.name = "expected_move_pct",
       .formula = "(call + put price at the money) / spot",
       .unit = "fraction",
       .inputs = "options.target",
       .absence = kWithoutQuote,
       .source = "customary"},
      {.name = "volume_open_interest_ratio",
       .formula = "volume / open interest of the target expiry",
       .unit = "1",
       .inputs = "options.target.activity",
       .absence = kWithoutActivity,
       .source = "seed 2.2.3 A"},
      {.name = "log_option_volume",
       .formula = "ln(volume of the target expiry)",
       .unit = "log contracts",
       .inputs = "options.target.activity",
       .absence = "where no volume above 0 is known",
       .source = "seed 2.2.3 A"},
      {.name = "log_open_interest",
       .formula = "ln(open interest of the target expiry)",
       .unit = "log contracts",
       .inputs = "options.target.activity",
       .absence = "where no open interest above 0 is known",
       .source = "seed 2.2.3 A"},
  });

  void step(const SessionInputs& in, RowValues row, FamilyOut<11> out) const {
    const auto& options = in.day->options;
    if (!options || !options->target) return out.write_absent();
    const TargetExpiryDay& target = *options->target;
    const double spot = value_or_absent(options->spot);
    const double price = value_or_absent(target.atm_call.price);
    const double intrinsic = intrinsic_of(spot, value_or_absent(target.atm_strike));
    const double time_value = price - intrinsic;
    const double iv_call = value_or_absent(target.atm_call.iv);
    const double iv_put = value_or_absent(target.atm_put.iv);
    const OptionActivity& activity = target.activity;
    const double volume =
        value_or_absent(activity.call_volume) + value_or_absent(activity.put_volume);
    const double open_interest =
        value_or_absent(activity.call_open_interest) + value_or_absent(activity.put_open_interest);
    out.write(iv_call, iv_put, iv_put - iv_call, time_value, time_value / price,
              row[theta_call_] / time_value,
              0.5 * (value_or_absent(target.atm_call.spread_pct) +
                     value_or_absent(target.atm_put.spread_pct)),
              (price + value_or_absent(target.atm_put.price)) / spot, volume / open_interest,
              std::log(volume), std::log(open_interest));
  }

 private:
  // fmax would take a NaN for nothing.
  static double intrinsic_of(double spot, double strike) {
    const double value = spot - strike;
    return value < 0.0 ? 0.0 : value;
  }

  std::size_t theta_call_ = column_of("theta_call");
};

class MonthSmile {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "iv_atm",
       .formula = "at-the-money vol at 30 days",
       .unit = "per year",
       .inputs = "options.smile_30d",
       .absence = kWithoutMaturity,
       .source = "seed 2.2.3 A; decision D37"},
      {.name = "iv_otm25",
       .formula = "25-delta call vol at 30 days",
       .unit = "per year",
       .inputs = "options.smile_30d",
       .absence = kWithoutMaturity,
       .source = "seed 2.2.3 A"},
      {.name = "iv_itm25",
       .formula = "75-delta call vol at 30 days, which is the 25-delta put vol",
       .unit = "per year",
       .inputs = "options.smile_30d",
       .absence = kWithoutMaturity,
       .source = "seed 2.2.3 A"},
      {.name = "iv_term_structure",
       .formula = "at-the-money vol at 60 days - iv_atm",
       .unit = "per year",
       .inputs = "options.atm_iv_60d, options.smile_30d",
       .absence = kWithoutMaturity,
       .source = "seed 2.2.3 A"},
      {.name = "iv_atm_60",
       .formula = "at-the-money vol at 60 days",
       .unit = "per year",
       .inputs = "options.atm_iv_60d",
       .absence = kWithoutMaturity,
       .source = "decision D37"},
      {.name = "iv_call10",
       .formula = "10-delta call vol at 30 days",
       .unit = "per year",
       .inputs = "options.smile_30d",
       .absence = kWithoutMaturity,
       .source = "customary"},
      {.name = "iv_put10",
       .formula = "10-delta put vol at 30 days",
       .unit = "per year",
       .inputs = "options.smile_30d",
       .absence = kWithoutMaturity,
       .source = "customary"},
      {.name = "skew_25",
       .formula = "25-delta put vol - 25-delta call vol at 30 days",
       .unit = "per year",
       .inputs = "options.smile_30d",
       .absence = kWithoutMaturity,
       .source = "Xing, Zhang and Zhao 2010"},
      {.name = "butterfly_25",
       .formula = "(25-delta put vol + 25-delta call vol) / 2 - iv_atm",
       .unit = "per year",
       .inputs = "options.smile_30d",
       .absence = kWithoutMaturity,
       .source = "customary"},
      {.name = "implied_carry",
       .formula = "365 / 30 ln(30-day forward / spot)",
       .unit = "per year",
       .inputs = "options.forward_30d, options.spot",
       .absence = kWithoutMaturity,
       .source = "put-call parity"},
  });

  void step(const SessionInputs& in, RowValues, FamilyOut<10> out) const {
    const auto& options = in.day->options;
    if (!options) return out.write_absent();
    const SmilePoints& smile = options->smile_30d;
    const double atm = value_or_absent(smile.atm_iv);
    const double call = value_or_absent(smile.call_25d_iv);
    const double put = value_or_absent(smile.put_25d_iv);
    const double atm_60 = value_or_absent(options->atm_iv_60d);
    out.write(atm, call, put, atm_60 - atm, atm_60, value_or_absent(smile.call_10d_iv),
              value_or_absent(smile.put_10d_iv), put - call, 0.5 * (put + call) - atm,
              365.0 / 30.0 *
                  std::log(value_or_absent(options->forward_30d) / value_or_absent(options->spot)));
  }
};

class IvStanding {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "iv_rank",
       .formula = "(iv - min(iv, 252)) / (max(iv, 252) - min(iv, 252))",
       .unit = "fraction",
       .inputs = "iv",
       .absence = "without iv, with fewer than 60 values in the window, or where all are equal",
       .source = "seed 2.2.3 A; decisions D3, D31",
       .window = 252,
       .first = 60},
      {.name = "iv_percentile",
       .formula = "share of the last 252 iv at or below today's",
       .unit = "fraction",
       .inputs = "iv",
       .absence = "as iv_rank",
       .source = "seed 2.2.3 A; decisions D3, D31",
       .window = 252,
       .first = 60},
  });

  void step(const SessionInputs& in, RowValues, FamilyOut<2> out) {
    if (in.iv_is_new) window_.add(in.day->date, in.iv);
    const auto rank = window_.rank();
    if (std::isnan(in.iv) || !rank) return out.write_absent();
    out.write(rank->rank, rank->percentile);
  }

 private:
  YearWindow window_;
};

}  // namespace aots::features
