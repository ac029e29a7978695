// The search for the pairing with the least requirement (margin.hpp) as an integer program.
//
// A spread is valid when no long in it expires before a short in it, so the earliest expiry of its
// longs is a threshold: shorts up to it, longs from it on. Spreads of one threshold merge into one
// at no greater cost, because a greatest loss and a net debit of a sum are at most the sums of
// them. So one spread a threshold is enough, and all that is left to choose are whole numbers: the
// contracts of each leg in each spread, the short calls that stand with short puts, the shares that
// cover or are protected. Whatever is in none of them is naked, or long and paid in full.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "trading/risk/margin.hpp"

namespace aots::trading::detail {

// Shares of one lot with the options beside them, under one rule.
struct ShareRole {
  MarginRule rule = MarginRule::kShares;
  std::optional<std::size_t> short_leg;
  std::optional<std::size_t> long_leg;
  Price amount;  // per share
  Price hold;    // per share
  std::int64_t lots = 0;
};

struct SpreadChoice {
  std::vector<std::int64_t> contracts;  // per leg, positive whatever the side
};

struct CombinationChoice {
  std::size_t call = 0, put = 0;
  std::int64_t contracts = 0;
};

struct Pairing {
  std::vector<SpreadChoice> spreads;
  std::vector<CombinationChoice> combinations;
  std::vector<ShareRole> roles;
  bool proven = true;
};

// `held` is what is left of each leg once equal contracts bought and sold cancelled; signed.
Pairing best_pairing(const MarginPosition& position, const std::vector<std::int64_t>& held,
                     MarginStage stage);

}  // namespace aots::trading::detail
