// Steps for daily bars: prices that can be, an order that holds, and ticks that never traded.
#pragma once

#include "data/clean/step.hpp"

namespace aots::data {

// Rules `zero_price` and `ohlc_violation`: high is the highest, low the lowest of the four.
class BarShapeStep final : public Step<SourceRows<Bar>> {
 public:
  std::string_view name() const override { return "bar_shape"; }
  void apply(SourceRows<Bar>& rows, StepReport& report) const override;
};

// Rule `out_of_order`: the fewest rows are set aside so that the rest ascends by date. A file that
// descends throughout is turned round. Dates must be distinct.
class FileOrderStep final : public Step<SourceRows<Bar>> {
 public:
  std::string_view name() const override { return "order_of_dates"; }
  void apply(SourceRows<Bar>& rows, StepReport& report) const override;
};

// What makes a close a bad tick: it jumps by more than `sigmas` trailing standard deviations of the
// log return, the next close takes back at least `reverted_share` of the jump, and neither day's
// volume is above `volume_ratio` times its trailing mean. A crash that stands, or one that was
// traded, is history and stays.
struct SpikeRule {
  std::size_t window = 60;       // returns in the trailing estimate
  std::size_t returns_min = 20;  // fewer: no judgement
  double sigmas = 8.0;
  double sigma_min = 0.001;  // of a series that hardly moves
  double reverted_share = 0.8;
  double volume_ratio = 1.5;
};

// Rule `reverting_spike`. Rows must ascend by date and have positive closes.
class SpikeStep final : public Step<SourceRows<Bar>> {
 public:
  explicit SpikeStep(SpikeRule rule = {}) : rule_(rule) {}

  std::string_view name() const override { return "reverting_spikes"; }
  void apply(SourceRows<Bar>& rows, StepReport& report) const override;

 private:
  SpikeRule rule_;
};

}  // namespace aots::data
