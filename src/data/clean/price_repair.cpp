#include "data/clean/price_repair.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "base/contract.hpp"

namespace aots::data {
namespace {

constexpr double kUnit = 100.0;
constexpr std::size_t kNewestRows = 5;  // the unit of most of them is the unit of the series
constexpr double kSigmaOfMad = 1.4826;  // of a normal distribution
constexpr double kSplitLogMin = 0.05;   // a ratio nearer to one cannot be told from a return

double median(std::vector<double> values) {
  AOTS_EXPECTS(!values.empty());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void expect_series(std::span<const PriceRow> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    AOTS_EXPECTS(rows[i].open > 0.0 && rows[i].high > 0.0 && rows[i].low > 0.0);
    AOTS_EXPECTS(rows[i].close > 0.0);
    if (i > 0) AOTS_EXPECTS(rows[i - 1].time < rows[i].time);
  }
}

bool all_adjusted(std::span<const PriceRow> rows) {
  return std::all_of(rows.begin(), rows.end(),
                     [](const PriceRow& row) { return row.adj_close && *row.adj_close > 0.0; });
}

// What brings a price to the unit of its level.
double unit_factor(double price, double level, const RepairRules& rules) {
  const double ratio = price / level;
  if (ratio > rules.unit_ratio_min && ratio < rules.unit_ratio_max) return 1.0 / kUnit;
  if (ratio < 1.0 / rules.unit_ratio_min && ratio > 1.0 / rules.unit_ratio_max) return kUnit;
  return 1.0;
}

// Brings every cell of the row to the level's unit; the factor that most of the changed ones took.
std::optional<double> repair_unit(PriceRow& row, double level, const RepairRules& rules) {
  const std::array<double*, 4> cells = {&row.open, &row.high, &row.low, &row.close};
  std::optional<double> factor;
  std::size_t changed = 0;
  for (double* cell : cells) {
    const double of_cell = unit_factor(*cell, level, rules);
    if (of_cell == 1.0) continue;
    if (cell == &row.close && row.adj_close) *row.adj_close *= of_cell;
    *cell *= of_cell;
    factor = of_cell;
    ++changed;
  }
  if (changed > 0 && changed < cells.size()) {
    // The extremes of a row in two units were those of its numbers, not of its prices.
    row.low = std::min({row.open, row.low, row.high, row.close});
    row.high = std::max({row.open, row.low, row.high, row.close});
  }
  return factor;
}

// Neighbouring rows with one factor are one repair; rows come from the newest to the oldest.
void note_repair(std::vector<PriceRepair>& repairs, RepairKind kind, std::size_t row,
                 double factor) {
  if (!repairs.empty() && repairs.back().first == row + 1 && repairs.back().factor == factor) {
    repairs.back().first = row;
    return;
  }
  repairs.push_back({.kind = kind, .first = row, .end = row + 1, .factor = factor});
}

// Log returns including dividends; the entry of the first row is 0.
std::vector<double> total_returns(std::span<const PriceRow> rows) {
  const bool adjusted = all_adjusted(rows);
  std::vector<double> returns(rows.size(), 0.0);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    returns[i] =
        adjusted ? std::log(*rows[i].adj_close / *rows[i - 1].adj_close)
                 : std::log((rows[i].close + rows[i].dividend.value_or(0.0)) / rows[i - 1].close);
  }
  return returns;
}

double robust_sigma(std::span<const double> returns) {
  std::vector<double> sizes;
  for (std::size_t i = 1; i < returns.size(); ++i) sizes.push_back(std::fabs(returns[i]));
  return sizes.empty() ? 0.0 : kSigmaOfMad * median(std::move(sizes));
}

void scale(std::span<PriceRow> rows, double factor) {
  for (PriceRow& row : rows) {
    for (double* price : {&row.open, &row.high, &row.low, &row.close}) *price *= factor;
    if (row.adj_close) *row.adj_close *= factor;
    if (row.volume) *row.volume /= factor;
  }
}

// A step by a split's ratio: +1 where the price is multiplied by the ratio, -1 where divided.
struct SplitStep {
  std::size_t row = 0;
  double direction = 0.0;
};

std::vector<SplitStep> split_steps(std::span<const PriceRow> rows, std::size_t ex_row,
                                   const RepairRules& rules) {
  const double target = std::log(*rows[ex_row].split);
  const auto returns = total_returns(rows);
  const double noise = rules.split_sigmas * robust_sigma(returns);
  const std::size_t first = ex_row > rules.split_window ? ex_row - rules.split_window : 1;
  const std::size_t last = std::min(ex_row + rules.split_window, rows.size() - 1);
  std::vector<SplitStep> steps;
  for (std::size_t i = std::max<std::size_t>(first, 1); i <= last; ++i) {
    if (std::fabs(returns[i]) <= noise) continue;
    for (const double direction : {1.0, -1.0}) {
      const double miss = std::fabs(returns[i] - direction * target);
      if (miss <= rules.split_tolerance * std::fabs(target)) {
        steps.push_back({.row = i, .direction = direction});
      }
    }
  }
  return steps;
}

void repair_split(RepairedSeries& series, std::size_t ex_row, const RepairRules& rules) {
  const double ratio = *series.rows[ex_row].split;
  const auto steps = split_steps(series.rows, ex_row, rules);
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const auto& step = steps[s];
    PriceRepair repair{.kind = RepairKind::kSplit};
    if (s + 1 < steps.size() && steps[s + 1].direction == -step.direction) {
      // There and back: the rows between are wrong.
      repair.first = step.row;
      repair.end = steps[s + 1].row;
      repair.factor = step.direction > 0.0 ? 1.0 / ratio : ratio;
      ++s;
    } else {
      // The newest rows are the base of the adjustment, so the older ones are wrong.
      const bool as_traded = step.row == ex_row && step.direction < 0.0;
      if (as_traded && rules.ex_date_step == ExDateStep::kLeave) continue;
      repair.end = step.row;
      repair.factor = step.direction > 0.0 ? ratio : 1.0 / ratio;
    }
    scale(std::span(series.rows).subspan(repair.first, repair.end - repair.first), repair.factor);
    series.repairs.push_back(repair);
  }
}

// The dividends of one series, judged one by one.
class DividendRepair {
 public:
  DividendRepair(RepairedSeries& series, const RepairRules& rules)
      : series_(series), rules_(rules), sigma_(robust_sigma(total_returns(series.rows))) {}

  void judge(std::size_t row) {
    const double amount = *rows()[row].dividend;
    const double factor = adjustment(row);
    const double implied = rows()[row - 1].close * (1.0 - factor);
    if (!agree(amount, implied, row)) {
      const auto meant = other_scale(amount, implied, row);
      if (meant) {
        state(row, *meant);
        return;
      }
    }
    if (!unseen(row, amount)) {
      if (!agree(amount, implied, row)) readjust(row, factor, amount);
      return;
    }
    if (const auto paid = payment_nearby(row, amount)) {
      move(row, *paid, factor);
    } else if (!unseen(row, amount / kUnit)) {
      state(row, amount / kUnit);
      readjust(row, factor, amount / kUnit);
    }
  }

 private:
  std::vector<PriceRow>& rows() { return series_.rows; }

  // By what the adjusted closes fall short of the closes before the row, beside those from it on.
  double adjustment(std::size_t row) {
    return (*rows()[row - 1].adj_close / rows()[row - 1].close) /
           (*rows()[row].adj_close / rows()[row].close);
  }

  bool agree(double amount, double implied, std::size_t row) {
    constexpr double kRounding = 1e-5;  // of the close: adjusted closes are rounded
    return std::fabs(amount - implied) <=
           rules_.dividend_agreement * amount + kRounding * rows()[row - 1].close;
  }

  // The amount in another scale, where the adjusted closes and the day's fall speak for it.
  std::optional<double> other_scale(double amount, double implied, std::size_t row) {
    std::vector<double> scales = {1.0 / kUnit};
    if (rows()[row].split) scales.push_back(1.0 / *rows()[row].split);
    for (const double scale : scales) {
      if (agree(amount * scale, implied, row) && !unseen(row, amount * scale) &&
          unseen(row, amount)) {
        return amount * scale;
      }
    }
    return std::nullopt;
  }

  double fall(std::size_t row) { return rows()[row - 1].close - rows()[row].low; }

  // So large that the price must have shown it, and it did not.
  bool unseen(std::size_t row, double amount) {
    const double close = rows()[row - 1].close;
    const bool visible =
        amount > close * std::max(rules_.dividend_visible, rules_.dividend_sigmas * sigma_);
    return visible && fall(row) < rules_.dividend_fall_min * amount;
  }

  std::optional<std::size_t> payment_nearby(std::size_t row, double amount) {
    const std::size_t first =
        row > rules_.dividend_window ? row - rules_.dividend_window : std::size_t{1};
    const std::size_t last = std::min(row + rules_.dividend_window, rows().size() - 1);
    std::optional<std::size_t> best;
    for (std::size_t i = first; i <= last; ++i) {
      if (i == row || rows()[i].dividend) continue;
      if (fall(i) < rules_.dividend_moved_min * amount) continue;
      if (!best || std::fabs(fall(i) - amount) < std::fabs(fall(*best) - amount)) best = i;
    }
    return best;
  }

  void state(std::size_t row, double amount) {
    const double factor = amount / *rows()[row].dividend;
    rows()[row].dividend = amount;
    series_.repairs.push_back(
        {.kind = RepairKind::kDividend, .first = row, .end = row + 1, .factor = factor});
  }

  void readjust(std::size_t row, double old_factor, double amount) {
    const double factor = (1.0 - amount / rows()[row - 1].close) / old_factor;
    for (std::size_t i = 0; i < row; ++i) *rows()[i].adj_close *= factor;
    series_.repairs.push_back(
        {.kind = RepairKind::kDividend, .first = 0, .end = row, .factor = factor});
  }

  void move(std::size_t row, std::size_t paid, double old_factor) {
    const double amount = *rows()[row].dividend;
    rows()[row].dividend.reset();
    rows()[paid].dividend = amount;
    readjust(row, old_factor, 0.0);
    readjust(paid, 1.0, amount);
  }

  RepairedSeries& series_;
  const RepairRules& rules_;
  double sigma_;
};

}  // namespace

std::string_view to_string(RepairKind kind) {
  switch (kind) {
    case RepairKind::kUnit:
      return "unit";
    case RepairKind::kSplit:
      return "split";
    case RepairKind::kDividend:
      return "dividend";
  }
  return "?";
}

RepairedSeries repair_units(std::vector<PriceRow> rows, const RepairRules& rules) {
  expect_series(rows);
  RepairedSeries series{.rows = std::move(rows), .repairs = {}};
  if (series.rows.empty()) return series;
  std::vector<double> newest;
  for (std::size_t i = series.rows.size(); i > 0 && newest.size() < kNewestRows; --i) {
    newest.push_back(series.rows[i - 1].close);
  }
  double level = median(std::move(newest));
  for (std::size_t i = series.rows.size(); i > 0; --i) {
    const auto factor = repair_unit(series.rows[i - 1], level, rules);
    if (factor) note_repair(series.repairs, RepairKind::kUnit, i - 1, *factor);
    level = series.rows[i - 1].close;
  }
  return series;
}

RepairedSeries repair_splits(std::vector<PriceRow> rows, const RepairRules& rules) {
  expect_series(rows);
  RepairedSeries series{.rows = std::move(rows), .repairs = {}};
  if (series.rows.size() < 2) return series;
  for (std::size_t i = 0; i < series.rows.size(); ++i) {
    const auto& split = series.rows[i].split;
    if (split && *split > 0.0 && std::fabs(std::log(*split)) > kSplitLogMin) {
      repair_split(series, i, rules);
    }
  }
  return series;
}

RepairedSeries repair_dividends(std::vector<PriceRow> rows, const RepairRules& rules) {
  expect_series(rows);
  AOTS_EXPECTS(all_adjusted(rows));
  RepairedSeries series{.rows = std::move(rows), .repairs = {}};
  std::vector<std::size_t> paid;
  for (std::size_t i = 1; i < series.rows.size(); ++i) {
    if (series.rows[i].dividend && *series.rows[i].dividend > 0.0) paid.push_back(i);
  }
  DividendRepair repair(series, rules);
  for (const std::size_t row : paid) repair.judge(row);
  return series;
}

}  // namespace aots::data
