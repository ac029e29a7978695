// Plan: what a sweep tries: the keys that it varies, and the trials that follow from them.
//
// A key is varied as KEY=a,b,c (these values) or, where trials are drawn at random, also as
// KEY=lo..hi (uniform between two numbers, both included) or KEY=lo..hi:log (uniform in the
// logarithm). Values go through the same declaration of the key as --set, so a wrong one is
// reported the same way. Trials are numbered from 1: the whole grid in order, the last key fastest,
// or different draws from a seeded stream.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backtest/run_config.hpp"
#include "base/result.hpp"

namespace aots::sweep {

inline constexpr std::int64_t kTrialsMax = 5000;

struct ValueRange {
  double low = 0.0, high = 0.0;
  bool in_logarithm = false;
};

enum class KeyKind { kReal, kInteger, kText };

struct SweptKey {
  std::string path;  // "strategy.iv_rank.sell_threshold"
  KeyKind kind = KeyKind::kText;
  std::vector<std::string> values;    // as the configuration prints them; none for a range
  std::optional<ValueRange> range{};  // of a number
};

struct PlannedTrial {
  std::int64_t number = 0;
  std::vector<std::string> values;  // one a swept key, as the configuration prints it
  backtest::RunConfig config;
};

struct Plan {
  backtest::RunConfig base;  // with the one book that a sweep runs
  std::vector<SweptKey> keys;
  std::int64_t drawn = 0;  // trials drawn at random; 0: the whole grid
  std::vector<PlannedTrial> trials;
};

struct PlanRequest {
  std::vector<std::string> grids{};      // "KEY=a,b,c", "KEY=lo..hi", "KEY=lo..hi:log"
  std::optional<std::int64_t> random{};  // how many trials to draw; absent: the whole grid
};

// Draws from the stream of `base.seed`. Every mistake is in the message, one a line: kConfig for a
// key or value that the configuration does not know, kUsage for the rest.
Result<Plan> make_plan(const backtest::RunConfig& base, const PlanRequest& request);

}  // namespace aots::sweep
