// The benchmarks of one run: desks beside its books in the same pass, and lines from the lake.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "backtest/benchmarks.hpp"
#include "backtest/market_side.hpp"
#include "base/result.hpp"
#include "strategy/put_write.hpp"

namespace aots::backtest {

class RunBenchmarks {
 public:
  // Everything outlives it.
  RunBenchmarks(const RunConfig& config, const MarketSide& market,
                const strategy::Strategy& strategy);
  RunBenchmarks(const RunBenchmarks&) = delete;
  RunBenchmarks& operator=(const RunBenchmarks&) = delete;

  // Empty where the configuration asks for no benchmarks.
  std::vector<engine::DeskSetup> desks() const;
  // What came of them; takes the desks behind the first `books` out of the result, so that it holds
  // the run's books alone.
  Result<std::optional<Benchmarks>> collect(engine::EngineResult& result, std::size_t books,
                                            const data::Lake& lake) const;

 private:
  const RunConfig& config_;
  const MarketSide& market_;
  const strategy::Strategy& strategy_;
  std::optional<strategy::PutWriteStrategy> put_write_;
};

}  // namespace aots::backtest
