// The market's regime as features: which one, since when, and how often it was left.
#pragma once

#include <array>
#include <cstddef>

#include "features/families/family.hpp"

namespace aots::features {

class Regimes {
 public:
  static constexpr auto kDefinitions = std::to_array<FeatureDefinition>({
      {.name = "regime_low_vol",
       .formula = "1 in this regime, else 0",
       .unit = "0 or 1",
       .inputs = "regime",
       .absence = kWithoutRegime,
       .source = "seed 2.2.3 B",
       .window = 1},
      {.name = "regime_high_vol",
       .formula = "1 in this regime, else 0",
       .unit = "0 or 1",
       .inputs = "regime",
       .absence = kWithoutRegime,
       .source = "seed 2.2.3 B",
       .window = 1},
      {.name = "regime_iv_expansion",
       .formula = "1 in this regime, else 0",
       .unit = "0 or 1",
       .inputs = "regime",
       .absence = kWithoutRegime,
       .source = "seed 2.2.2",
       .window = 1},
      {.name = "regime_iv_contraction",
       .formula = "1 in this regime, else 0",
       .unit = "0 or 1",
       .inputs = "regime",
       .absence = kWithoutRegime,
       .source = "seed 2.2.2",
       .window = 1},
      {.name = "regime_neutral",
       .formula = "1 in this regime, else 0",
       .unit = "0 or 1",
       .inputs = "regime",
       .absence = kWithoutRegime,
       .source = "seed 2.2.2",
       .window = 1},
      {.name = "days_in_current_regime",
       .formula = "sessions in this regime without a break",
       .unit = "sessions",
       .inputs = "regime",
       .absence = kWithoutRegime,
       .source = "seed 2.2.3 B",
       .window = 1,
       .memory = FeatureMemory::kExpanding},
      {.name = "regime_transition_probability",
       .formula = "of the earlier sessions in this regime, the share whose next session was in "
                  "another",
       .unit = "fraction",
       .inputs = "regime",
       .absence = "where the regime is unknown, was never left behind before, or with fewer than "
                  "252 sessions of known regimes",
       .source = "seed 2.2.3 B; decision D45",
       .window = 252,
       .first = 252,
       .memory = FeatureMemory::kExpanding},
  });

  void step(const SessionInputs& in, RowValues, FamilyOut<7> out) {
    const Regime regime = in.day->regime;
    if (regime == Regime::kUnknown) {
      last_ = regime;
      return out.write_absent();
    }
    count(regime);
    const auto is = [regime](Regime other) { return regime == other ? 1.0 : 0.0; };
    out.write(is(Regime::kLowVol), is(Regime::kHighVol), is(Regime::kIvExpansion),
              is(Regime::kIvContraction), is(Regime::kNeutral), static_cast<double>(run_),
              probability_of_leaving(regime));
  }

 private:
  struct Tally {
    int followed = 0;  // sessions of the regime whose next session is known
    int left = 0;      // of these, followed by another regime
  };
  static constexpr int kSessionsMin = 252;

  void count(Regime regime) {
    ++known_;
    if (last_ != Regime::kUnknown) {
      Tally& tally = tallies_[static_cast<std::size_t>(last_)];
      ++tally.followed;
      if (last_ != regime) ++tally.left;
    }
    run_ = last_ == regime ? run_ + 1 : 1;
    last_ = regime;
  }
  double probability_of_leaving(Regime regime) const {
    const Tally& tally = tallies_[static_cast<std::size_t>(regime)];
    if (known_ < kSessionsMin || tally.followed == 0) return kAbsent;
    return static_cast<double>(tally.left) / tally.followed;
  }

  std::array<Tally, 5> tallies_{};
  Regime last_ = Regime::kUnknown;
  int run_ = 0;
  int known_ = 0;
};

}  // namespace aots::features
