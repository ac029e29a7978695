// Funnel: decision points to fills, every refusal counted by rule.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "trading/execution/order_register.hpp"

namespace aots::engine {

struct Funnel {
  std::int64_t decision_points = 0;
  std::int64_t signals = 0;
  std::map<std::string, std::int64_t> no_signal;  // by rule
  std::map<std::string, std::int64_t> refusals;   // by rule
  std::int64_t orders = 0;                        // opening orders
  std::int64_t fills = 0;                         // of them, those that filled at least in part
  std::map<std::string, std::int64_t> unfilled;   // of them, ended without a fill, by state
  std::int64_t partially_filled = 0;              // of them, ended with a part filled
  std::int64_t closing_orders = 0;
  std::int64_t closing_fills = 0;
  std::int64_t fills_without_size = 0;  // fills of quotes that carry no size to limit them
  std::int64_t late_fills = 0;       // after a cancel was asked for or the order was believed dead
  std::int64_t duplicate_fills = 0;  // reported again, and booked once
  std::int64_t hedge_orders = 0;     // for shares
  std::int64_t hedge_fills = 0;
  std::map<std::string, std::int64_t> hedges_refused;  // by rule, what was not known included
};

// Counts the order by what has become of it since it was as it was before.
void recount(Funnel& funnel, const trading::RegisteredOrder& order,
             const trading::OrderLife& before);

}  // namespace aots::engine
