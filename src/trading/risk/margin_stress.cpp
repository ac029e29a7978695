#include "trading/risk/margin_stress.hpp"

#include <algorithm>
#include <cmath>

namespace aots::trading {
namespace {

constexpr int kPointsPerSide = 5;
constexpr std::array kVolFactors{0.85, 1.0, 1.15};
constexpr double kLeastPerUnit = 0.375;

using Grid = std::array<StressCell, kStressCells>;

Grid make_grid(double down, double up) {
  Grid grid;
  auto cell = grid.begin();
  for (const double factor : kVolFactors) {
    for (int i = -kPointsPerSide; i <= kPointsPerSide; ++i) {
      *cell++ = {(i < 0 ? down : up) * i / kPointsPerSide, factor, 0.0};
    }
  }
  return grid;
}

const Grid& grid_of(MarginClass margin_class) {
  static const Grid kStock = make_grid(0.15, 0.15);
  static const Grid kBroadIndex = make_grid(0.08, 0.06);
  static const Grid kSmallCapIndex = make_grid(0.10, 0.10);
  switch (margin_class) {
    case MarginClass::kStock:
      break;
    case MarginClass::kBroadIndex:
      return kBroadIndex;
    case MarginClass::kSmallCapIndex:
      return kSmallCapIndex;
  }
  return kStock;
}

}  // namespace

StressedOption stressed(const pricing::HeldOption& option, MarginClass margin_class,
                        const pricing::UnderlyingNow& market) {
  const Grid& grid = grid_of(margin_class);
  std::array<pricing::Scenario, kStressCells + 1> scenarios;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    scenarios[i] = {market.spot * (1.0 + grid[i].spot_move), grid[i].vol_factor};
  }
  scenarios.back() = {market.spot, 1.0};
  pricing::HeldOption unit = option;
  unit.units = 1.0;
  const auto values = pricing::position_values({&unit, 1}, market, scenarios, 0.0);
  StressedOption result{.right = option.right,
                        .strike = option.strike,
                        .years = option.years,
                        .value = values.back()};
  for (std::size_t i = 0; i < grid.size(); ++i) result.profits[i] = values[i] - result.value;
  return result;
}

void StressedHolding::add(const Contract& contract) {
  const auto same = std::ranges::find_if(contracts_, [&](const Contract& held) {
    return held.right == contract.right && held.strike == contract.strike &&
           held.years == contract.years;
  });
  if (same == contracts_.end()) {
    contracts_.push_back(contract);
  } else {
    same->units += contract.units;
  }
}

void StressedHolding::add(const StressedOption& option, double units) {
  for (std::size_t i = 0; i < kStressCells; ++i) profits_[i] += units * option.profits[i];
  add(Contract{option.right, option.strike, option.years, option.value, units});
}

void StressedHolding::add_shares(double shares, double spot, MarginClass margin_class) {
  const Grid& grid = grid_of(margin_class);
  for (std::size_t i = 0; i < kStressCells; ++i) {
    profits_[i] += shares * spot * grid[i].spot_move;
  }
}

void StressedHolding::add(const StressedHolding& other, double times) {
  for (std::size_t i = 0; i < kStressCells; ++i) profits_[i] += times * other.profits_[i];
  for (Contract contract : other.contracts_) {
    contract.units *= times;
    add(contract);
  }
}

double StressedHolding::least() const {
  double least = 0.0;
  for (const Contract& contract : contracts_) {
    const double per_unit =
        contract.units > 0.0 ? std::min(kLeastPerUnit, contract.value) : kLeastPerUnit;
    least += per_unit * std::abs(contract.units);
  }
  return least;
}

double StressedHolding::requirement() const {
  return std::max(least(), -*std::ranges::min_element(profits_));
}

StressResult stress_margin(const StressPosition& position, const pricing::UnderlyingNow& market) {
  StressedHolding holding;
  for (const pricing::HeldOption& option : position.options) {
    holding.add(stressed(option, position.margin_class, market), option.units);
  }
  holding.add_shares(position.shares, market.spot, position.margin_class);
  StressResult result;
  result.cells = grid_of(position.margin_class);
  for (std::size_t i = 0; i < kStressCells; ++i) result.cells[i].profit = holding.profits()[i];
  result.worst = *std::ranges::min_element(result.cells, {}, &StressCell::profit);
  result.least = holding.least();
  result.requirement = holding.requirement();
  return result;
}

}  // namespace aots::trading
