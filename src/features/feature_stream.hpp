// FeatureStream: the features of one symbol, session by session or a whole history at once.
//
// Both give the same bits, on every prefix and in any pieces. A split brings the sessions before it
// into the terms of its day, and a restated session replaces the one that was known: in both cases
// the history is read again, and only rows from then on see it. Rows that were given stay as they
// were: they are what was known at the time.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "domain/types.hpp"
#include "features/calculator.hpp"
#include "features/feature_day.hpp"
#include "features/feature_matrix.hpp"
#include "features/session_inputs.hpp"

namespace aots::features {

class FeatureStream {
 public:
  // The calendar must outlive the stream.
  explicit FeatureStream(const calendar::ExchangeCalendar& calendar);

  // The row of the next session. Sessions follow one another in the calendar without holes; a
  // session of which nothing is known is a FeatureDay with its date alone.
  FeatureRow step(const FeatureDay& day);
  // The rows of the next sessions, appended to the matrix under the symbol.
  void advance(const Symbol& symbol, std::span<const FeatureDay> days, FeatureMatrix& matrix);
  // Replaces sessions that were taken by what is known of them from now on; rows that follow see
  // the new ones. They ascend by date.
  void restate(std::span<const FeatureDay> days);

  std::size_t sessions() const { return given_.size(); }

 private:
  // Appends a session to the history; one that a split steps on reads the history again.
  void take(const FeatureDay& day);
  // Reads what was given again in the terms of the last session, and the first `sessions` of it
  // into new calculators.
  void replay(std::size_t sessions);
  void begin_anew();
  // Computes `count` sessions of the history from `first` on.
  void run(std::size_t first, std::size_t count, ValueSlots slots);

  const calendar::ExchangeCalendar* calendar_;
  std::vector<FeatureDay> given_;    // each in the terms of its own session
  std::vector<FeatureDay> history_;  // in the terms of the last session
  SessionDigest digest_;
  std::vector<std::unique_ptr<FeatureCalculator>> calculators_;
  std::vector<SessionInputs> inputs_;  // scratch
  std::vector<double> values_;         // scratch
};

}  // namespace aots::features
