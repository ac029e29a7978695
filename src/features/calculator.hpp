// FeatureCalculator: the port behind which the six groups compute their columns.
//
// A calculator is fed the sessions of one symbol in order, in pieces of any size: a whole history
// at once, or one session a day. It carries its state from one piece to the next and does the same
// operations in the same order whatever the pieces are, so that batch and live cycle give the same
// bits; there is one form, not two.
//
// Inside the room an absent value is a NaN, which arithmetic passes on; it becomes a bit where
// values leave the room (features/feature_matrix.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "calendar/exchange_calendar.hpp"
#include "features/catalogue.hpp"
#include "features/session_inputs.hpp"

namespace aots::features {

// Where the values of a run of sessions go: feature c of session r at base[c * stride + r].
struct ValueSlots {
  double* base = nullptr;
  std::size_t stride = 1;

  double& at(std::size_t column, std::size_t row) const { return base[column * stride + row]; }
  ValueSlots from_column(std::size_t column) const { return {base + column * stride, stride}; }
};

class FeatureCalculator {
 public:
  virtual ~FeatureCalculator() = default;

  virtual FeatureGroup group() const = 0;
  // Takes the next sessions and writes the group's columns of `slots`, whose rows are those
  // sessions and whose columns are all of the catalogue. Columns of groups before it are already
  // written, and may be read.
  virtual void advance(std::span<const SessionInputs> sessions, ValueSlots slots) = 0;
};

// The calculator of a group, at the beginning of a history. The calendar must outlive it.
std::unique_ptr<FeatureCalculator> make_calculator(FeatureGroup group,
                                                   const calendar::ExchangeCalendar& calendar);
// What the calculator of a group defines, in the order of its columns.
std::span<const FeatureDefinition> definitions_of(FeatureGroup group);

}  // namespace aots::features
