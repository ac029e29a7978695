// Steps for corporate actions: values that can be, and what the file says of its own certainty.
#pragma once

#include "data/clean/step.hpp"

namespace aots::data {

// Rules `implausible_dividend` (0 < dollars per share <= 1000) and `implausible_split` (ratio not
// 1, between 1/1000 and 1000).
class ActionValueStep final : public Step<SourceRows<ActionRow>> {
 public:
  std::string_view name() const override { return "action_values"; }
  void apply(SourceRows<ActionRow>& rows, StepReport& report) const override;
};

// Takes nothing out: sums up the provenance column, and names splits that are no whole number.
// Those are special distributions: they change what an option delivers, not its strike.
class ActionNoteStep final : public Step<SourceRows<ActionRow>> {
 public:
  std::string_view name() const override { return "action_notes"; }
  void apply(SourceRows<ActionRow>& rows, StepReport& report) const override;
};

}  // namespace aots::data
