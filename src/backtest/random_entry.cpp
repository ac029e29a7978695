#include "backtest/random_entry.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "calendar/new_york.hpp"

namespace aots::backtest {
namespace {

constexpr double kLow = 0.05, kHigh = 0.95;

// What makes a trade and a candidate the same idea.
using Idea = std::tuple<Timestamp, Symbol, std::string>;

Idea idea_of(const Position& position) {
  return {position.signal.time, position.signal.symbol, position.signal.action};
}

// A candidate that filled, and how its profit came in, as a share of its risk.
struct PoolTrade {
  const Position* position = nullptr;
  std::vector<std::pair<std::size_t, double>> gains{};  // session and what it added
};

std::vector<PoolTrade> filled_candidates(const std::vector<Position>& positions) {
  std::vector<PoolTrade> trades;
  for (const Position& position : positions) {
    if (was_filled(position) && position.max_risk.is_positive()) trades.push_back({&position});
  }
  std::ranges::stable_sort(trades, {}, [](const PoolTrade& t) { return t.position->signal.time; });
  return trades;
}

std::vector<research::Candidate> as_candidates(const std::vector<PoolTrade>& pool,
                                               const std::set<Idea>& chosen) {
  std::vector<research::Candidate> candidates;
  for (const auto& trade : pool) {
    const Position& position = *trade.position;
    candidates.push_back({position.signal.symbol.str() + " " + position.signal.action,
                          pnl_of(position).to_double() / position.max_risk.to_double(),
                          chosen.contains(idea_of(position))});
  }
  return candidates;
}

void follow(std::vector<PoolTrade>& pool, const engine::DeskRecord& desk) {
  std::map<PositionId, std::pair<PoolTrade*, double>> so_far;  // and its profit up to the last mark
  for (PoolTrade& trade : pool) so_far[trade.position->id] = {&trade, 0.0};
  const auto add = [](std::pair<PoolTrade*, double>& entry, std::size_t day, Money pnl) {
    auto& [trade, profit] = entry;
    const double now = pnl.to_double() / trade->position->max_risk.to_double();
    trade->gains.emplace_back(day, now - profit);
    profit = now;
  };
  for (const engine::TradeMark& mark : desk.marks) {
    const auto found = so_far.find(mark.position);
    if (found != so_far.end()) add(found->second, mark.day, mark.pnl);
  }
  for (auto& [id, entry] : so_far) {
    const Position& position = *entry.first->position;
    if (!position.exit_time) continue;
    const auto day = std::ranges::lower_bound(
        desk.equity, calendar::new_york_date(*position.exit_time), {}, &engine::EquityRecord::date);
    if (day != desk.equity.end()) {
      add(entry, static_cast<std::size_t>(day - desk.equity.begin()), pnl_of(position));
    }
  }
}

// The value at a share of the sorted order, by the nearest rank.
double quantile(std::vector<double>& values, double share) {
  const auto rank =
      static_cast<std::ptrdiff_t>(std::floor(share * static_cast<double>(values.size() - 1) + 0.5));
  std::ranges::nth_element(values, values.begin() + rank);
  return values[static_cast<std::size_t>(rank)];
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  return quantile(values, 0.5);
}

// Figures of many paths, each figure by itself.
class Medians {
 public:
  void add(const EquityStatistics& figures) {
    for (std::size_t i = 0; i < std::size(kFigures); ++i) {
      if (const auto value = figures.*kFigures[i]) values_[i].push_back(*value);
    }
  }
  EquityStatistics of() const {
    EquityStatistics figures;
    for (std::size_t i = 0; i < std::size(kFigures); ++i) {
      figures.*kFigures[i] = median(values_[i]);
    }
    return figures;
  }

 private:
  static constexpr std::optional<double> EquityStatistics::*kFigures[] = {
      &EquityStatistics::total_return, &EquityStatistics::cagr, &EquityStatistics::volatility,
      &EquityStatistics::sharpe, &EquityStatistics::max_drawdown};
  std::vector<double> values_[std::size(kFigures)];
};

RandomEntry random_paths(const std::vector<PoolTrade>& pool,
                         std::span<const research::Candidate> candidates,
                         std::vector<engine::EquityRecord> days, double risk_per_trade,
                         Money initial_equity, std::uint64_t seed) {
  RandomEntry random{.draws = kPathDraws, .risk_per_trade = risk_per_trade};
  std::vector<std::vector<double>> by_day(days.size());
  for (std::vector<double>& values : by_day) values.reserve(kPathDraws);
  Medians medians;
  research::RandomEntries entries(candidates, seed);
  std::vector<double> gains(days.size());
  for (std::int64_t draw = 0; draw < kPathDraws; ++draw) {
    std::ranges::fill(gains, 0.0);
    for (const std::size_t place : entries.next()) {
      for (const auto& [day, gain] : pool[place].gains) gains[day] += gain * risk_per_trade;
    }
    double equity = initial_equity.to_double();
    for (std::size_t day = 0; day < days.size(); ++day) {
      equity += gains[day];
      by_day[day].push_back(equity);
      days[day].equity = Money::from_double(equity);
    }
    medians.add(equity_statistics(days, initial_equity));
  }
  for (std::vector<double>& values : by_day) {
    random.low.push_back(quantile(values, kLow));
    random.median.push_back(quantile(values, 0.5));
    random.high.push_back(quantile(values, kHigh));
  }
  random.figures = medians.of();
  return random;
}

}  // namespace

EntryTest test_entries(const std::vector<Position>& trades, const engine::DeskRecord& pool,
                       const std::vector<Position>& pool_positions, Money initial_equity,
                       std::uint64_t seed) {
  std::set<Idea> chosen;
  double risk = 0.0;
  for (const Position& trade : trades) {
    if (!was_filled(trade)) continue;
    chosen.insert(idea_of(trade));
    risk += trade.max_risk.to_double();
  }
  std::vector<PoolTrade> candidates_held = filled_candidates(pool_positions);
  const std::vector<research::Candidate> candidates = as_candidates(candidates_held, chosen);
  EntryTest test;
  test.unmatched = static_cast<std::int64_t>(chosen.size()) -
                   std::ranges::count(candidates, true, &research::Candidate::chosen);
  test.permutation = research::permutation_test(candidates, kPermutationDraws, seed);
  if (!test.permutation || pool.equity.empty()) return test;
  follow(candidates_held, pool);
  test.random = random_paths(candidates_held, candidates, pool.equity,
                             risk / static_cast<double>(chosen.size()), initial_equity, seed);
  return test;
}

}  // namespace aots::backtest
