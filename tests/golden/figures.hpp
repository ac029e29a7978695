// Figures: what is expected of a golden run, as a table of names and values, one a line.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "backtest/backtest.hpp"

namespace aots::golden {

using Figures = std::map<std::string, std::string>;

// Of the configured book: the funnel with every rule, trades with every exit reason, money, and the
// rows that the run read. Fractions to eight digits, dollars exact.
Figures figures_of(const backtest::RunResult& run);

// `note` stands on top as a comment.
std::string to_text(const Figures& figures, std::string_view note);
Figures parse(std::string_view text);

// One line for every figure that differs: name, expected, found. Empty where all agree.
std::string difference(const Figures& expected, const Figures& found);

}  // namespace aots::golden
