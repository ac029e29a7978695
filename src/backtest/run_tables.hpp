// The tables of a run folder as CSV text (docs/run-folder.md): trades, legs, equity, signals.
//
// Prices are per share and money is dollars. Net prices of a package are credit positive at entry
// and at exit, so entry_price + exit_price is the profit per share before fees.
#pragma once

#include <string>
#include <vector>

#include "domain/trading.hpp"
#include "engine/desk.hpp"

namespace aots::backtest {

std::string trades_csv(const std::vector<Position>& positions);
std::string legs_csv(const std::vector<Position>& positions);
std::string equity_csv(const std::vector<engine::EquityRecord>& equity);
std::string signals_csv(const std::vector<engine::SignalRecord>& signals);

}  // namespace aots::backtest
