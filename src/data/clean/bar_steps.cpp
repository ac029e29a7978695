#include "data/clean/bar_steps.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "base/text.hpp"

namespace aots::data {
namespace {

std::optional<Verdict> judge_shape(const Bar& bar) {
  struct Named {
    std::string_view name;
    Price price;
  };
  const Named sides[] = {
      {"open", bar.open}, {"high", bar.high}, {"low", bar.low}, {"close", bar.close}};
  for (const auto& side : sides) {
    if (!side.price.is_positive()) {
      return Verdict{std::string(side.name), "zero_price", to_string(side.price), "> 0"};
    }
  }
  for (const auto& side : sides) {
    if (side.price > bar.high) {
      return Verdict{"high", "ohlc_violation", to_string(bar.high),
                     fmt::format(">= {} {}", side.name, to_string(side.price))};
    }
    if (side.price < bar.low) {
      return Verdict{"low", "ohlc_violation", to_string(bar.low),
                     fmt::format("<= {} {}", side.name, to_string(side.price))};
    }
  }
  return std::nullopt;
}

// Marks the rows of a longest ascending subsequence of the dates (patience sorting).
std::vector<bool> longest_ascent(const SourceRows<Bar>& rows) {
  constexpr auto kNone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> tails;  // row that ends the best ascent of each length
  std::vector<std::size_t> before(rows.size(), kNone);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto at = std::lower_bound(
        tails.begin(), tails.end(), rows[i].record.date,
        [&rows](std::size_t row, Date date) { return rows[row].record.date < date; });
    if (at != tails.begin()) before[i] = *(at - 1);
    if (at == tails.end()) {
      tails.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> ascends(rows.size(), false);
  for (auto i = tails.empty() ? kNone : tails.back(); i != kNone; i = before[i]) ascends[i] = true;
  return ascends;
}

// Sample standard deviation about the mean.
double deviation(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double sum = 0.0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / (count - 1.0));
}

double log_change(const Bar& from, const Bar& to) {
  return std::log(to.close.to_double() / from.close.to_double());
}

// Whether the volume is above the trailing mean times the ratio; an index has none and says
// nothing.
bool was_traded(const Bar& bar, std::span<const double> volumes, double ratio) {
  if (!bar.volume || volumes.empty()) return false;
  const double mean =
      std::accumulate(volumes.begin(), volumes.end(), 0.0) / static_cast<double>(volumes.size());
  return static_cast<double>(*bar.volume) > ratio * mean;
}

std::span<const double> last_of(const std::vector<double>& values, std::size_t count) {
  return std::span(values).last(std::min(count, values.size()));
}

}  // namespace

void BarShapeStep::apply(SourceRows<Bar>& rows, StepReport& report) const {
  take_out(rows, report, [](const auto& row) { return judge_shape(row.record); });
}

void FileOrderStep::apply(SourceRows<Bar>& rows, StepReport& report) const {
  const auto later = [](const auto& a, const auto& b) { return a.record.date > b.record.date; };
  if (rows.size() > 1 && std::is_sorted(rows.begin(), rows.end(), later)) {
    std::reverse(rows.begin(), rows.end());
    report.changed = row_count(rows);
    report.notes.emplace_back("the file runs from the latest session to the earliest");
    return;
  }
  const auto ascends = longest_ascent(rows);
  std::size_t i = 0;
  Date previous{};
  take_out(rows, report, [&](const auto& row) -> std::optional<Verdict> {
    if (ascends[i++]) {
      previous = row.record.date;
      return std::nullopt;
    }
    const auto found = to_string(row.record.date);
    return Verdict{"date", "out_of_order", found,
                   row.record.date < previous ? "> " + to_string(previous)
                                              : "a date before the row that follows"};
  });
}

void SpikeStep::apply(SourceRows<Bar>& rows, StepReport& report) const {
  std::vector<double> returns;
  std::vector<double> volumes;
  std::optional<Bar> previous;
  std::size_t i = 0;
  take_out(rows, report, [&](const SourceRow<Bar>& row) -> std::optional<Verdict> {
    const auto* next = ++i < rows.size() ? &rows[i].record : nullptr;
    const auto& bar = row.record;
    const double jump = previous ? log_change(*previous, bar) : 0.0;
    if (next != nullptr && returns.size() >= rule_.returns_min) {
      const double sigma = std::max(deviation(last_of(returns, rule_.window)), rule_.sigma_min);
      const bool jumps = std::fabs(jump) > rule_.sigmas * sigma;
      const bool reverts =
          std::fabs(log_change(*previous, *next)) <= (1.0 - rule_.reverted_share) * std::fabs(jump);
      const auto trailing = last_of(volumes, rule_.window);
      const bool traded = was_traded(bar, trailing, rule_.volume_ratio) ||
                          was_traded(*next, trailing, rule_.volume_ratio);
      if (jumps && reverts && !traded) {
        return Verdict{
            "close", "reverting_spike", to_string(bar.close),
            fmt::format("within {} trailing sigmas ({}) of {}", rule_.sigmas,
                        format_double(std::round(sigma * 1e6) / 1e6), to_string(previous->close))};
      }
    }
    if (previous) returns.push_back(jump);
    if (bar.volume) volumes.push_back(static_cast<double>(*bar.volume));
    previous = bar;
    return std::nullopt;
  });
}

}  // namespace aots::data
