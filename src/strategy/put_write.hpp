// Put-write: sell an at-the-money put about 30 days out, hold it to expiry, sell the next one. A
// yardstick for books that sell options, not a strategy that a configuration can name.
//
// The put of the listed strike nearest the spot, in the tradable expiry nearest 30 calendar days
// (within 15 to 60; the bounds of a ticker do not count). Its largest loss is the strike less the
// bid, so a desk that may risk all of its equity and hold one position is secured by cash. Where a
// chain is missing, or its put has no bid, nothing is sold, and the next chain is asked. After the
// Cboe PutWrite Index, which is rolled monthly.
#pragma once

#include "strategy/strategy.hpp"

namespace aots::strategy {

class PutWriteStrategy final : public Strategy {
 public:
  // Of this underlying alone.
  explicit PutWriteStrategy(Symbol symbol) : symbol_(symbol) {}

  std::string_view name() const override { return "put_write"; }
  Decision evaluate(const MarketView& view) const override;
  // Never: it is held to expiry.
  std::optional<std::string> exit_reason(const PositionContext& context) const override;

 private:
  Symbol symbol_;
};

}  // namespace aots::strategy
