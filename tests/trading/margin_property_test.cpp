// Laws of Reg-T margin over random portfolios, above all that the pairing is the best there is: an
// independent search tries every way to split up to eight contracts and lots into groups.
#include "trading/risk/margin.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/trading/fixtures.hpp"

namespace aots::trading {
namespace {

// One contract or one lot of shares of the search.
struct Unit {
  bool is_lot = false;
  int side = 1;
  Right right = Right::kCall;
  int strike = 0;   // cents
  int expiry = 0;   // order
  int premium = 0;  // cents
};

struct Market {
  MarginClass margin_class = MarginClass::kStock;
  int spot = 0;  // cents
};

constexpr double kNone = 1e18;

double payoff(const Unit& unit, int at) {
  const int value = unit.right == Right::kCall ? at - unit.strike : unit.strike - at;
  return unit.side * std::max(value, 0);
}

double naked(const Market& market, const Unit& unit) {
  const double percent = market.margin_class == MarginClass::kStock ? 0.20 : 0.15;
  const int otm =
      unit.right == Right::kCall ? unit.strike - market.spot : market.spot - unit.strike;
  const double least = 0.10 * (unit.right == Right::kCall ? market.spot : unit.strike);
  return unit.premium + std::max(percent * market.spot - std::max(otm, 0), least);
}

double spread(const std::vector<Unit>& group) {
  int calls = 0, puts = 0, first_long = 99, last_short = -1;
  double debit = 0.0;
  for (const Unit& unit : group) {
    (unit.right == Right::kCall ? calls : puts) += unit.side;
    if (unit.side > 0) first_long = std::min(first_long, unit.expiry);
    if (unit.side < 0) last_short = std::max(last_short, unit.expiry);
    debit += unit.side * unit.premium;
  }
  if (calls != 0 || puts != 0 || last_short > first_long) return kNone;
  double loss = 0.0;
  for (const Unit& point : group) {
    double value = 0.0;
    for (const Unit& unit : group) value += payoff(unit, point.strike);
    loss = std::max(loss, -value);
  }
  return loss + std::max(debit, 0.0);
}

// What a group costs under the one rule that fits it; kNone where none does.
double group_cost(const Market& market, const std::vector<Unit>& group, bool initial) {
  const double base = market.spot * (initial ? 0.50 : 0.25);
  if (group.size() == 1) {
    const Unit& unit = group[0];
    if (unit.is_lot) return base;
    return unit.side > 0 ? unit.premium : naked(market, unit);
  }
  std::vector<Unit> options;
  int lots = 0;
  for (const Unit& unit : group) {
    if (unit.is_lot) {
      ++lots;
    } else {
      options.push_back(unit);
    }
  }
  if (lots > 1) return kNone;
  if (lots == 1) {
    const Unit* sold = nullptr;
    const Unit* bought = nullptr;
    for (const Unit& unit : options) {
      if (unit.side < 0 && unit.right == Right::kCall) sold = &unit;
      if (unit.side > 0 && unit.right == Right::kPut) bought = &unit;
    }
    if (options.size() == 1 && sold != nullptr) {
      return initial ? base : 0.25 * std::min(market.spot, sold->strike);
    }
    if (initial) return kNone;
    const auto protect = [&] {
      return 0.10 * bought->strike + std::max(market.spot - bought->strike, 0);
    };
    if (options.size() == 1 && bought != nullptr) {
      return bought->premium + std::min(protect(), base);
    }
    if (options.size() == 2 && sold != nullptr && bought != nullptr &&
        sold->expiry == bought->expiry && bought->strike <= sold->strike) {
      return bought->premium + (bought->strike == sold->strike
                                    ? 0.10 * sold->strike
                                    : std::min(protect(), 0.25 * sold->strike));
    }
    return kNone;
  }
  if (options.size() == 2 && options[0].side < 0 && options[1].side < 0 &&
      options[0].right != options[1].right) {
    const double a = naked(market, options[0]);
    const double b = naked(market, options[1]);
    // Of equals either may count as the greater.
    if (a == b) return a + std::min(options[0].premium, options[1].premium);
    return a > b ? a + options[1].premium : b + options[0].premium;
  }
  return spread(options);
}

// The least cost over all partitions into groups, by dynamic programming over subsets.
double least_cost(const Market& market, const std::vector<Unit>& units, bool initial) {
  const unsigned all = (1U << units.size()) - 1U;
  std::vector<double> cost(all + 1U, 0.0);
  for (unsigned mask = 1; mask <= all; ++mask) {
    std::vector<Unit> group;
    for (std::size_t i = 0; i < units.size(); ++i) {
      if ((mask & (1U << i)) != 0) group.push_back(units[i]);
    }
    cost[mask] = group_cost(market, group, initial);
  }
  std::vector<double> best(all + 1U, 0.0);
  for (unsigned mask = 1; mask <= all; ++mask) {
    best[mask] = kNone;
    const unsigned lowest = mask & (~mask + 1U);
    for (unsigned part = mask; part != 0; part = (part - 1U) & mask) {
      if ((part & lowest) == 0) continue;
      best[mask] = std::min(best[mask], cost[part] + best[mask & ~part]);
    }
  }
  return best[all];
}

// Any whole number of the range is as likely as any other, from the first case on.
int pick(int from, int below) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, below));
}

Price cents(int value) { return Price::from_micros(std::int64_t{value} * 10'000); }

MarginPosition to_position(const Market& market, const std::vector<Unit>& units) {
  MarginPosition position;
  position.margin_class = market.margin_class;
  position.spot = cents(market.spot);
  for (const Unit& unit : units) {
    if (unit.is_lot) {
      position.shares += 100;
      continue;
    }
    MarginLeg leg;
    leg.right = unit.right;
    leg.strike = cents(unit.strike);
    leg.expiry = make_date(2026, 8, 21) + std::chrono::days(28 * unit.expiry);
    leg.contracts = unit.side;
    leg.premium = cents(unit.premium);
    position.legs.push_back(leg);
  }
  return position;
}

// Premiums need no model, but a market that prices more time and moneyness higher meets the cases
// that matter.
Unit random_option(const Market& market) {
  Unit unit;
  unit.side = *rc::gen::element(-1, 1);
  unit.right = *rc::gen::element(Right::kCall, Right::kPut);
  unit.strike = market.spot * pick(12, 29) / 20;
  unit.expiry = *rc::gen::element(0, 0, 1, 2);
  const int inside =
      unit.right == Right::kCall ? market.spot - unit.strike : unit.strike - market.spot;
  unit.premium = std::max(inside, 0) + pick(0, market.spot / 20) * (1 + unit.expiry);
  return unit;
}

bool opposite_sides_of_one_contract(const std::vector<Unit>& units, const Unit& candidate) {
  return std::ranges::any_of(units, [&](const Unit& unit) {
    return !unit.is_lot && unit.right == candidate.right && unit.strike == candidate.strike &&
           unit.expiry == candidate.expiry && unit.side != candidate.side;
  });
}

struct Scene {
  Market market;
  std::vector<Unit> units;
};

Scene random_scene(bool with_lots) {
  Scene scene;
  scene.market.margin_class =
      *rc::gen::element(MarginClass::kStock, MarginClass::kBroadIndex, MarginClass::kSmallCapIndex);
  scene.market.spot = pick(20, 500) * 100;
  const int lots = with_lots ? pick(1, 3) : 0;
  for (int i = 0; i < lots; ++i) scene.units.push_back({.is_lot = true});
  const int options = pick(1, 9 - lots);
  for (int i = 0; i < options; ++i) {
    const Unit unit = random_option(scene.market);
    if (!opposite_sides_of_one_contract(scene.units, unit)) scene.units.push_back(unit);
  }
  return scene;
}

double dollars_of(Money amount) { return amount.to_double(); }

void expect_best(bool with_lots, MarginStage stage) {
  for (int portfolio = 0; portfolio < 40; ++portfolio) {
    const Scene scene = random_scene(with_lots);
    const bool initial = stage == MarginStage::kInitial;
    const double expected = least_cost(scene.market, scene.units, initial);
    const MarginPosition position = to_position(scene.market, scene.units);
    const MarginRequirement found = reg_t_margin(position, stage);
    RC_ASSERT(found.proven);
    if (std::abs(dollars_of(found.amount) - expected) > 0.01) {
      RC_FAIL(fmt::format("found {}, best {}", dollars_of(found.amount), expected));
    }
  }
}

// 100 runs of 40 portfolios each.
RC_GTEST_PROP(RegTMarginLaw, EqualsTheBestOfEveryPartition, ()) {
  expect_best(false, MarginStage::kInitial);
}

RC_GTEST_PROP(RegTMarginLaw, EqualsTheBestOfEveryPartitionWithShares, ()) {
  expect_best(true, *rc::gen::element(MarginStage::kInitial, MarginStage::kMaintenance));
}

MarginPosition random_position() {
  const Scene scene = random_scene(false);
  MarginPosition position = to_position(scene.market, scene.units);
  for (MarginLeg& leg : position.legs) leg.contracts *= pick(1, 12);
  return position;
}

double sum_of_lone_legs(const MarginPosition& position) {
  double sum = 0.0;
  for (const MarginLeg& leg : position.legs) {
    MarginPosition alone = position;
    alone.legs = {leg};
    sum += dollars_of(reg_t_margin(alone).amount);
  }
  return sum;
}

RC_GTEST_PROP(RegTMarginLaw, NeverExceedsTheSumOfItsLegsAlone, ()) {
  const MarginPosition position = random_position();
  RC_ASSERT(dollars_of(reg_t_margin(position).amount) <= sum_of_lone_legs(position) + 1e-6);
}

RC_GTEST_PROP(RegTMarginLaw, AllocatesEveryContractOnceAndItsAmountsAddUp, ()) {
  const MarginPosition position = random_position();
  const MarginRequirement found = reg_t_margin(position);
  Money sum;
  std::vector<std::int64_t> seen(position.legs.size(), 0);
  for (const MarginItem& item : found.items) {
    sum += item.amount;
    for (const auto& part : item.parts) seen[part.leg] += part.contracts;
    RC_ASSERT(!explain(position, item).empty());
  }
  RC_ASSERT(found.proven);
  RC_ASSERT(sum == found.amount);
  for (std::size_t i = 0; i < seen.size(); ++i) RC_ASSERT(seen[i] == position.legs[i].contracts);
}

RC_GTEST_PROP(RegTMarginLaw, OfTwoPortfoliosTogetherIsAtMostTheSum, ()) {
  MarginPosition a = random_position();
  MarginPosition b = random_position();
  for (MarginPosition* part : {&a, &b}) {
    if (part->legs.size() > 5) part->legs.resize(5);
  }
  b.spot = a.spot;
  b.margin_class = a.margin_class;
  MarginPosition both = a;
  both.legs.insert(both.legs.end(), b.legs.begin(), b.legs.end());
  // Contracts of both that cancel are gone, and with them the premium that a long was worth.
  for (const MarginLeg& x : a.legs) {
    for (const MarginLeg& y : b.legs) {
      if (x.right == y.right && x.strike == y.strike && x.expiry == y.expiry) RC_DISCARD("overlap");
    }
  }
  const MarginRequirement together = reg_t_margin(both);
  // Up to ten legs of up to eleven contracts: the search may stop before it has a proof.
  if (!together.proven) return;
  RC_ASSERT(dollars_of(together.amount) <=
            dollars_of(reg_t_margin(a).amount) + dollars_of(reg_t_margin(b).amount) + 1e-6);
}

// A short that outlives every long can be in no spread, so it can only add.
RC_GTEST_PROP(RegTMarginLaw, GrowsWithAShortThatNothingCovers, ()) {
  MarginPosition position = random_position();
  const MarginRequirement before = reg_t_margin(position);
  RC_ASSERT(!before.hold.is_negative());
  MarginLeg extra;
  extra.right = *rc::gen::element(Right::kCall, Right::kPut);
  extra.strike = position.spot;
  extra.expiry = make_date(2028, 1, 21);
  extra.contracts = -pick(1, 5);
  extra.premium = cents(pick(1, 500));
  position.legs.push_back(extra);
  RC_ASSERT(reg_t_margin(position).amount > before.amount);
}

RC_GTEST_PROP(RegTMarginLaw, OfAnIndexIsAtMostThatOfAStock, ()) {
  MarginPosition position = random_position();
  position.margin_class = MarginClass::kBroadIndex;
  const Money index = reg_t_margin(position).amount;
  position.margin_class = MarginClass::kStock;
  RC_ASSERT(index <= reg_t_margin(position).amount);
}

// A position k times as large never asks for more than k times as much.
RC_GTEST_PROP(RegTMarginLaw, GrowsAtMostInProportion, ()) {
  MarginPosition position = random_position();
  const double once = dollars_of(reg_t_margin(position).amount);
  const int times = pick(2, 7);
  for (MarginLeg& leg : position.legs) leg.contracts *= times;
  RC_ASSERT(dollars_of(reg_t_margin(position).amount) <= times * once + 1e-6);
}

RC_GTEST_PROP(RegTMarginLaw, OfAVerticalIsWidthOrDebit, ()) {
  const int strike = pick(8'000, 12'000);
  const int width = pick(50, 1'000);
  const int near_premium = pick(100, 900);
  const int far_premium = pick(1, near_premium);
  const Market market{MarginClass::kStock, 10'000};
  const Unit sold{false, -1, Right::kCall, strike, 0, near_premium};
  const Unit bought{false, 1, Right::kCall, strike + width, 0, far_premium};
  RC_ASSERT(reg_t_margin(to_position(market, {sold, bought})).amount ==
            notional(cents(width), 1, 100));
  const Unit held{false, 1, Right::kCall, strike, 0, near_premium};
  const Unit written{false, -1, Right::kCall, strike + width, 0, far_premium};
  RC_ASSERT(reg_t_margin(to_position(market, {held, written})).amount ==
            notional(cents(near_premium - far_premium), 1, 100));
}

// Put-call parity: a long box is worth its width at expiry whatever the spot, so only its price is
// at stake, and a short box owes the width.
RC_GTEST_PROP(RegTMarginLaw, OfBoxesIsDebitOrWidth, ()) {
  const int low = pick(8'000, 10'000);
  const int width = pick(100, 1'500);
  const int value = pick(1, width);
  const Market market{MarginClass::kBroadIndex, pick(7'000, 13'000)};
  std::vector<Unit> box{{false, 1, Right::kCall, low, 0, 2'000 + value},
                        {false, -1, Right::kCall, low + width, 0, 2'000},
                        {false, 1, Right::kPut, low + width, 0, 1'500},
                        {false, -1, Right::kPut, low, 0, 1'500}};
  RC_ASSERT(reg_t_margin(to_position(market, box)).amount == notional(cents(value), 1, 100));
  for (Unit& unit : box) unit.side = -unit.side;
  RC_ASSERT(reg_t_margin(to_position(market, box)).amount == notional(cents(width), 1, 100));
}

}  // namespace
}  // namespace aots::trading
