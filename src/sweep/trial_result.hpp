// TrialResult: what became of one trial: the figures of summary.json for its one book, and its
// returns by session. A figure that is undefined is absent.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/trading.hpp"
#include "engine/desk.hpp"

namespace aots::sweep {

enum class FigureKind { kShare, kRatio, kMoney, kCount };

struct FigureSpec {
  std::string_view name;  // as in summary.json; counts of the funnel by their names there
  FigureKind kind;
};

// Every figure of a trial, in the order of the columns of trials.csv.
inline constexpr std::array kFigures = {
    FigureSpec{"total_return", FigureKind::kShare},
    FigureSpec{"cagr", FigureKind::kShare},
    FigureSpec{"volatility", FigureKind::kShare},
    FigureSpec{"sharpe", FigureKind::kRatio},
    FigureSpec{"sortino", FigureKind::kRatio},
    FigureSpec{"calmar", FigureKind::kRatio},
    FigureSpec{"max_drawdown", FigureKind::kShare},
    FigureSpec{"max_drawdown_days", FigureKind::kCount},
    FigureSpec{"trades", FigureKind::kCount},
    FigureSpec{"open_trades", FigureKind::kCount},
    FigureSpec{"win_rate", FigureKind::kShare},
    FigureSpec{"profit_factor", FigureKind::kRatio},
    FigureSpec{"avg_win", FigureKind::kMoney},
    FigureSpec{"avg_loss", FigureKind::kMoney},
    FigureSpec{"expectancy", FigureKind::kMoney},
    FigureSpec{"pnl", FigureKind::kMoney},
    FigureSpec{"unrealized", FigureKind::kMoney},
    FigureSpec{"fees", FigureKind::kMoney},
    FigureSpec{"slippage", FigureKind::kMoney},
    FigureSpec{"exposure", FigureKind::kShare},
    FigureSpec{"final_equity", FigureKind::kMoney},
    FigureSpec{"decision_points", FigureKind::kCount},
    FigureSpec{"signals", FigureKind::kCount},
    FigureSpec{"refusals", FigureKind::kCount},
    FigureSpec{"orders", FigureKind::kCount},
    FigureSpec{"fills", FigureKind::kCount},
};

struct TrialResult {
  std::string key;  // backtest::trial_key
  std::optional<Date> first, last;
  std::int64_t sessions = 0;
  std::vector<std::optional<double>> figures;  // as kFigures
  // Simple, by session; fewer than sessions where the equity was used up.
  std::vector<double> returns;

  // Of the name's figure, which kFigures holds.
  std::optional<double> figure(std::string_view name) const;
  bool operator==(const TrialResult&) const = default;
};

TrialResult result_of(std::string key, const engine::DeskRecord& desk,
                      const std::vector<Position>& positions, Money initial_equity);

// A text that reads back to the same results, every bit of every number.
std::string to_json(const std::vector<TrialResult>& results);
// Nothing where the text is not one that to_json made.
std::optional<std::vector<TrialResult>> read_results(const std::string& json);

}  // namespace aots::sweep
