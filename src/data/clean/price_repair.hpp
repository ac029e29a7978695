// Repair of daily price series: errors of unit, of split adjustment and of dividend adjustment.
//
// A series claims to be split-adjusted throughout, with its newest rows as base; adj_close, where
// there is one, is adjusted for dividends as well. Vendors break that promise in known ways, and
// each leaves a mark that real prices do not: a step of a factor 100, a step by the ratio of a
// split that is near, a dividend that no price ever paid. Only what bears such a mark is changed;
// a crash is no multiple of anything. Prices are in the series' currency. Nothing here does I/O or
// knows of restatements: rows in, repaired rows out, with a list of what was done.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace aots::data {

// One row of a vendor's series, wider than what the lake keeps.
struct PriceRow {
  Timestamp time;
  double open = 0.0;
  double high = 0.0;
  double low = 0.0;
  double close = 0.0;
  std::optional<double> adj_close{};
  std::optional<double> volume{};
  std::optional<double> dividend{};  // per share, on the ex date
  std::optional<double> split{};     // new shares for one old share, on the ex date

  bool operator==(const PriceRow&) const = default;
};

enum class RepairKind { kUnit, kSplit, kDividend };
std::string_view to_string(RepairKind kind);  // unit, split, dividend

// What was done to rows [first, end).
struct PriceRepair {
  RepairKind kind = RepairKind::kUnit;
  std::size_t first = 0;
  std::size_t end = 0;
  // Prices were multiplied by it; of a dividend: its amount, or the adjusted closes where the
  // amount stood.
  double factor = 1.0;

  bool operator==(const PriceRepair&) const = default;
};

struct RepairedSeries {
  std::vector<PriceRow> rows;
  std::vector<PriceRepair> repairs;  // in the order in which they were made
};

// A step by exactly the ratio on the ex date itself: the series is as traded there, or its
// adjustment is missing; the two look alike.
enum class ExDateStep { kRepair, kLeave };

struct RepairRules {
  double unit_ratio_min = 50.0;  // a cell this many times its neighbour is in another unit (100)
  double unit_ratio_max = 200.0;
  std::size_t split_window = 10;  // rows around the ex date in which a step counts as the split's
  double split_tolerance = 0.35;  // of the split's log ratio, by which a step may differ
  double split_sigmas = 5.0;      // robust sigmas that a step must exceed as well
  ExDateStep ex_date_step = ExDateStep::kRepair;
  std::size_t dividend_window = 5;   // rows around the ex date in which a payment may have been
  double dividend_visible = 0.04;    // of the close: above it, and above
  double dividend_sigmas = 3.0;      // robust sigmas, a payment cannot go unseen
  double dividend_fall_min = 0.5;    // of the payment: the fall to the day's low that shows it
  double dividend_moved_min = 0.75;  // the same on another day, to move it there
  double dividend_agreement = 0.05;  // relative difference of two amounts that are one
};

// Rows ascend by time and have positive prices (programmer errors). Any spacing of rows will do.
RepairedSeries repair_units(std::vector<PriceRow> rows, const RepairRules& rules = {});
RepairedSeries repair_splits(std::vector<PriceRow> rows, const RepairRules& rules = {});
// Rows are sessions and every row has an adj_close: a week hides on which day a dividend was paid.
RepairedSeries repair_dividends(std::vector<PriceRow> rows, const RepairRules& rules = {});

}  // namespace aots::data
