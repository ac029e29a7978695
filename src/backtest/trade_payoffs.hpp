// payoffs.json: what each trade looked like when it was opened.
//
// From the legs as they filled, the spot and vols of the signal, no interest and no dividends: the
// profit at the first expiry and on the day of entry over the underlying, break-evens, bounds, odds
// (lognormal, and by the smile that the trade was decided on where there is one), Greeks, and the
// Reg-T margin of the trade alone. Dollars of the whole position; Greeks in shares and dollars
// (pricing/payoff.hpp). A trade whose signal had no spot, or a leg of which had no vol, has no
// entry.
#pragma once

#include <string>
#include <vector>

#include "backtest/entry_smiles.hpp"
#include "domain/trading.hpp"

namespace aots::backtest {

std::string trade_payoffs_json(const std::vector<Position>& positions,
                               const TerminalDistributions& smiles = {});

}  // namespace aots::backtest
