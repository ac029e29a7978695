// SyntheticMarket: a whole simulated market, from common factors to quotes, the same for the same
// seed.
//
// Every record says Origin::kSynthetic where it has an origin. Bars are as traded
// (symbol_path.hpp). Beside the symbols asked for there are always SPY's bars and VIX, which the
// market's regime rests on, and VXN where QQQ is asked for: the 30-day variance-swap vol of the
// ETF's own surface. Known times are those of recorded data: chains at the close, bars 15 minutes
// later, a rate with the bars of the next session, reports 21 days and payments 14 days ahead.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/source/synthetic/symbol_path.hpp"
#include "domain/market.hpp"

namespace aots::data {

// The last date up to which a market can be simulated: listed expiries reach further.
Date last_simulated_date();

struct SyntheticMarketOptions {
  std::vector<Symbol> symbols;  // of the table of profiles, no repetitions
  Date from;
  Date to;
  std::uint64_t seed = 1;
  int contracts_min =
      0;  // listed by every class on every session, at least; 0: as its profile says
};

// The option chains of one symbol in the order of sessions.
class SyntheticChains {
 public:
  virtual ~SyntheticChains() = default;
  // The chain of the next session, or nothing after the last.
  virtual std::optional<OptionChain> next() = 0;
};

class SyntheticMarket {
 public:
  // Errors: kUsage for an empty or reversed span of dates or one outside the calendar; kData for an
  // unknown symbol. The calendar must outlive the market.
  static Result<SyntheticMarket> simulate(const SyntheticMarketOptions& options,
                                          const calendar::ExchangeCalendar& calendar);
  SyntheticMarket(SyntheticMarket&&) noexcept;
  SyntheticMarket& operator=(SyntheticMarket&&) noexcept;
  ~SyntheticMarket();

  std::span<const Date> sessions() const;
  std::span<const MarketDay> days() const;
  // Underlyings with bars, and volatility indices, in a fixed order.
  std::vector<Symbol> bar_symbols() const;
  // Of a symbol that has bars.
  std::vector<Bar> bars(const Symbol& symbol) const;
  // Of an underlying that has bars; only what became known by the last session.
  std::vector<Dividend> dividends(const Symbol& symbol) const;
  std::vector<Split> splits(const Symbol& symbol) const;
  std::vector<EarningsReport> earnings(const Symbol& symbol) const;
  std::vector<RateObservation> rates() const;  // series DTB3
  std::vector<FomcDecision> fomc() const;
  // Of a symbol asked for; the market must outlive them. Each call starts from the first session.
  std::unique_ptr<SyntheticChains> chains(const Symbol& symbol) const;
  // What implies the prices of one session, for tests and calibration. The market must outlive it.
  std::unique_ptr<SurfaceSource> surface(const Symbol& symbol, std::size_t session_index) const;
  const SymbolPath& path(const Symbol& symbol) const;

 private:
  struct State;
  explicit SyntheticMarket(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace aots::data
