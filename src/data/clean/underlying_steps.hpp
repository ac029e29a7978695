// Step for the underlying's own rows beside chain files: the session is that of the last trade.
#pragma once

#include "data/clean/step.hpp"

namespace aots::data {

// A row whose last trade is older than its label speaks of that older session. Where the session
// also has a row under its own label, the other one is a copy (rule `session_copy`).
class UnderlyingSessionStep final : public Step<SourceRows<UnderlyingRow>> {
 public:
  std::string_view name() const override { return "underlying_session"; }
  void apply(SourceRows<UnderlyingRow>& rows, StepReport& report) const override;
};

}  // namespace aots::data
