#include "trading/risk/margin_stress.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace aots::trading {
namespace {

constexpr int kPointsPerSide = 5;
constexpr std::array kVolFactors{0.85, 1.0, 1.15};
constexpr double kLeastPerUnit = 0.375;

std::vector<double> spot_moves(MarginClass margin_class) {
  const bool broad = margin_class == MarginClass::kBroadIndex;
  const double down = broad ? 0.08 : 0.15;
  const double up = broad ? 0.06 : 0.15;
  std::vector<double> moves;
  for (int i = -kPointsPerSide; i <= kPointsPerSide; ++i) {
    moves.push_back((i < 0 ? down : up) * i / kPointsPerSide);
  }
  return moves;
}

}  // namespace

StressResult stress_margin(const StressPosition& position, const pricing::UnderlyingNow& market) {
  StressResult result;
  std::vector<pricing::Scenario> scenarios{{market.spot, 1.0}};
  for (const double factor : kVolFactors) {
    for (const double move : spot_moves(position.margin_class)) {
      scenarios.push_back({market.spot * (1.0 + move), factor});
      result.cells.push_back({move, factor, 0.0});
    }
  }
  const auto values = pricing::position_values(position.options, market, scenarios, 0.0);
  for (std::size_t i = 0; i < result.cells.size(); ++i) {
    StressCell& cell = result.cells[i];
    cell.profit = values[i + 1] - values[0] + position.shares * market.spot * cell.spot_move;
  }
  result.worst = *std::ranges::min_element(result.cells, {}, &StressCell::profit);
  for (const auto& option : position.options) {
    result.least += kLeastPerUnit * std::abs(option.units);
  }
  result.requirement = std::max(-result.worst.profit, result.least);
  return result;
}

}  // namespace aots::trading
