// AnchoredSeries: the chains of one real underlying, built session by session from what a lake
// holds.
//
// Everything that a session's chain rests on was known at its close: the bar of the session, the
// level (its volatility index, whose own close follows 15 minutes later, or realized vol), the
// latest rate, the dividends of the last year, the reports announced so far and, beyond those, one
// expected every 91 days. Strikes are in the units of the lake's bars: for a symbol that split
// later these are adjusted prices, not those of the day.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "data/source/synthetic/anchored_level.hpp"
#include "data/source/synthetic/chain_builder.hpp"
#include "data/store/lake.hpp"

namespace aots::data {

// Why a session has no anchored chain.
enum class NotAnchored { kHeldAlready, kWithoutBar, kWithoutLevel, kWithoutRate };

struct AnchoredSession {
  Date session;
  std::optional<OptionChain> chain;
  NotAnchored reason = NotAnchored::kHeldAlready;  // where there is no chain
};

struct AnchoredRecords {
  Symbol symbol;
  std::vector<Bar> bars;                  // of the underlying
  std::optional<std::vector<Bar>> index;  // of its volatility index, where it has one
  std::vector<RateObservation> rates;     // ascending by known_time
  std::vector<Dividend> dividends;        // ascending by ex date
  std::vector<Split> splits;
  std::vector<EarningsReport> earnings;  // of the symbol, ascending by date
  std::vector<Date> held;                // sessions that need no chain, ascending
};

inline constexpr std::string_view kAnchoredKind = "anchored";

// Reads what is needed up to `to`; a session counts as held where a source that ranks before
// `anchored` holds it. kData where the lake lacks the bars of the symbol or of its index.
Result<AnchoredRecords> read_anchored_records(const Lake& lake, const Symbol& symbol, Date to,
                                              const SourceRanking& sources);

class AnchoredSeries {
 public:
  struct Span {
    Date from;
    Date to;
    std::uint64_t seed = 1;
  };
  // The calendar must outlive the series.
  AnchoredSeries(AnchoredRecords records, const Span& span,
                 const calendar::ExchangeCalendar& calendar);

  const std::vector<Date>& sessions() const { return sessions_; }  // of the span
  // The next session of the span; nothing after the last.
  std::optional<AnchoredSession> next();

 private:
  void take(Date session);
  void convert_at_split(Date session, double close);
  AnchoredSession build(Date session);
  std::optional<double> rate_at(Timestamp time) const;
  double dividend_yield(Date session, double spot) const;
  std::vector<ExpectedReport> expected_reports(Date session) const;
  Date moves_on(const EarningsReport& report) const;
  double report_deviation() const;

  const calendar::ExchangeCalendar& calendar_;
  AnchoredRecords records_;
  BusinessTime time_;
  QuotingProfile quoting_;
  std::vector<Date> sessions_;
  std::size_t next_ = 0;
  ChainBuilder builder_;

  std::map<Date, double> closes_;
  std::map<Date, double> index_closes_;
  std::set<Date> report_sessions_;  // whose returns hold a report
  RealizedLevel realized_;
  LevelHistory level_;
  std::optional<Date> level_session_;  // of the latest level
  std::vector<double> report_moves_;   // squares, in order
  std::optional<double> previous_close_;
};

}  // namespace aots::data
