// MarketState: what was known about the market at a moment, built from market events in their
// order.
//
//   MarketState state({.market_index = Symbol("SPX"), .iv_sources = {...}}, calendar);
//   for each event:
//     state.apply(event);
//     if it is a chain: ChainView view(chain, state.carry(chain.underlying, chain.session),
//     calendar);
//                       ... decide with state.regime(), state.iv(...), ...;
//                       state.observe_chain(view);
//
// Every answer rests on events applied so far and on nothing else. A chain's own 30-day vol and the
// session's regime enter when the session ends, so a decision on session D rests on D - 1; values
// of a volatility index enter with its bar, which is known after the close. A session ends with its
// SessionEnd or, where none is sent (warm-up), with the first chain or bar of a later session.
// Memory does not grow with the length of the history but for the lists of regime changes and
// splits. Splits: closes before a split's ex date are divided by its ratio when the bars step by it
// (a series as traded); a series that was adjusted beforehand does not step and is left alone
// (D36).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analytics/carry.hpp"
#include "analytics/chain_view.hpp"
#include "calendar/earnings_calendar.hpp"
#include "calendar/exchange_calendar.hpp"
#include "domain/market_event.hpp"
#include "features/correlation.hpp"
#include "features/iv_history.hpp"
#include "features/regime.hpp"

namespace aots::features {

inline constexpr int kClosesKept = 253;  // 252 returns

struct MarketStateOptions {
  Symbol volatility_index = Symbol("VIX");
  Symbol market_index = Symbol("SPY");      // whose closes the regime rests on: SPY or SPX (D28)
  std::map<Symbol, IvSource> iv_sources{};  // of every traded symbol, chosen once per run (D31)
  std::string rate_series = "DTB3";
};

// The IV of a symbol and where it stands in its last year.
struct IvReading {
  std::string source;             // "own", "VIX", "none"; an unknown symbol reads "none"
  std::optional<Date> session{};  // of the latest value
  std::optional<double> iv{};     // annualised fraction; absent when there is none or it is too old
  std::optional<IvRank> rank{};   // absent with the iv, and as in features/iv_rank.hpp
  int sessions = 0;               // values in the window, 252 at most
  bool stale = false;             // behind the last completed session
};

class MarketState {
 public:
  // The calendar must outlive the state.
  MarketState(MarketStateOptions options, const calendar::ExchangeCalendar& calendar);

  // Takes the next event; events come in their total order (domain/market_event.hpp). A chain only
  // counts through observe_chain.
  void apply(const MarketEvent& event);
  // Keeps the chain's 30-day vol for the end of its session, where the symbol's IV source is "own";
  // costs nothing otherwise. Call it after the decision. The last chain of a session counts.
  void observe_chain(const analytics::ChainView& view);

  // Rate and dividend yield as known, for a ChainView.
  analytics::CarryInputs carry(const Symbol& symbol, Date today) const;
  // Of the last completed session; regime kUnknown before the first.
  const RegimeObservation& regime() const { return detector_.current(); }
  const std::vector<RegimeChange>& regime_changes() const { return detector_.changes(); }
  IvReading iv(const Symbol& symbol) const;
  const calendar::EarningsCalendar& earnings() const { return earnings_; }
  const calendar::FomcCalendar& fomc() const { return fomc_; }

  // The latest bar of a symbol, and the latest if it is of that session; nullptr when not known
  // (yet).
  const Bar* latest_bar(const Symbol& symbol) const;
  const Bar* bar(const Symbol& symbol, Date session) const;
  // Closes up to the latest, ascending, 253 at most, split-adjusted as known now; empty when
  // unknown.
  std::span<const DatedClose> closes(const Symbol& symbol) const;
  // Clusters of symbols that move as one (D20); symbols without history stand alone.
  std::vector<std::vector<Symbol>> clusters(std::span<const Symbol> symbols) const;

  // Known splits with an ex date after `from` and up to `to`, ascending: positions convert, and no
  // new one should be opened across a split that makes its series untradable (D48).
  std::vector<Split> splits(const Symbol& symbol, Date from, Date to) const;
  // Known dividends with an ex date after `from` and up to `to`, ascending.
  std::vector<Dividend> dividends(const Symbol& symbol, Date from, Date to) const;
  std::optional<Date> last_completed_session() const { return completed_; }

 private:
  struct Pending {
    Date session;
    std::optional<double> iv30;
  };
  struct SymbolHistory {
    std::optional<Bar> latest;
    std::vector<DatedClose> closes;
    std::vector<Split> splits;        // ascending by ex date
    std::vector<Dividend> dividends;  // ascending by ex date, the last year and what is ahead
  };

  void take(const RateObservation& rate);
  void take(const FomcDecision& decision);
  void take(const EarningsReport& report);
  void take(const Dividend& dividend);
  void take(const Split& split);
  void take(const OptionChain& chain);
  void take(const Bar& bar);
  void take(const SessionEnd& end);
  // Ends every session before `session` that something is known of and that has not ended.
  void complete_before(Date session);
  void complete(Date session);
  void undo_step(const Symbol& symbol, SymbolHistory& history, const Split& split);

  const calendar::ExchangeCalendar& calendar_;
  MarketStateOptions options_;
  analytics::CarryHistory carry_;
  RegimeDetector detector_;
  calendar::EarningsCalendar earnings_;
  calendar::FomcCalendar fomc_;
  std::map<Symbol, SymbolHistory> symbols_;
  std::map<Symbol, IvHistory> iv_;
  std::map<Symbol, Pending> pending_;
  std::optional<Date> under_way_;  // the latest session of which something is known
  std::optional<Date> completed_;
};

}  // namespace aots::features
