#include "backtest/run_benchmarks.hpp"

#include <algorithm>
#include <utility>

#include "base/contract.hpp"

namespace aots::backtest {
namespace {

Result<HeldAsset> held_asset(const data::Lake& lake, const Symbol& symbol,
                             const data::EventQuery& query) {
  HeldAsset asset;
  AOTS_TRY(bars, lake.bars(symbol, query.bars_from, query.to));
  AOTS_TRY(dividends, lake.dividends(symbol));
  AOTS_TRY(splits, lake.splits(symbol));
  asset.bars = std::move(bars);
  asset.dividends = std::move(dividends);
  asset.splits = std::move(splits);
  return asset;
}

// Nothing where the lake holds no bars of the symbol.
Status add_buy_hold(Benchmarks& benchmarks, const char* name, const Symbol& symbol,
                    const data::Lake& lake, const MarketSide& market, double initial_equity) {
  AOTS_TRY(asset, held_asset(lake, symbol, market.query));
  BenchmarkLine line = buy_hold_line(name, symbol, asset, benchmarks.dates, initial_equity);
  if (!line.equity.empty()) benchmarks.lines.push_back(std::move(line));
  return {};
}

}  // namespace

RunBenchmarks::RunBenchmarks(const RunConfig& config, const MarketSide& market,
                             const strategy::Strategy& strategy)
    : config_(config), market_(market), strategy_(strategy) {
  if (const auto symbol = put_write_symbol(market.symbols, market.market_index)) {
    put_write_.emplace(*symbol);
  }
}

std::vector<engine::DeskSetup> RunBenchmarks::desks() const {
  std::vector<engine::DeskSetup> desks;
  if (config_.benchmarks == "none") return desks;
  desks.push_back(pool_desk(config_, strategy_));
  if (put_write_) desks.push_back(put_write_desk(config_, *put_write_));
  return desks;
}

Result<std::optional<Benchmarks>> RunBenchmarks::collect(engine::EngineResult& result,
                                                         std::size_t books,
                                                         const data::Lake& lake) const {
  if (config_.benchmarks == "none") return std::optional<Benchmarks>();
  AOTS_EXPECTS(result.desks.size() == books + (put_write_ ? 2 : 1));
  Benchmarks benchmarks;
  for (const engine::EquityRecord& day : result.desks.front().equity) {
    benchmarks.dates.push_back(day.date);
  }
  const Symbol& index = market_.market_index;
  const double equity = config_.initial_equity;
  AOTS_CHECK_OK(add_buy_hold(benchmarks, "buy_hold_market", index, lake, market_, equity));
  if (market_.symbols.size() == 1 && market_.symbols.front() != index) {
    AOTS_CHECK_OK(add_buy_hold(benchmarks, "buy_hold_symbol", market_.symbols.front(), lake,
                               market_, equity));
  }
  if (put_write_) {
    const Symbol symbol = *put_write_symbol(market_.symbols, index);
    auto line = put_write_line(symbol, result.desks[books + 1], equity);
    if (line) benchmarks.lines.push_back(std::move(*line));
  }
  benchmarks.entries =
      test_entries(result.positions.front(), result.desks[books], result.positions[books],
                   Money::from_double(equity), static_cast<std::uint64_t>(config_.seed));
  result.desks.resize(books);
  result.positions.resize(books);
  return benchmarks;
}

}  // namespace aots::backtest
