// Pipelines: which steps each kind of record goes through, and the records that come out.
//
// Validation and cleaning are the steps; enrichment gives each record the moment at which it was
// known: bars 15 minutes after the close of their session; rates, which the Federal Reserve
// publishes on the next business day, when the next session's bars are known; earnings and FOMC
// dates as calendar/earnings_calendar.hpp says. Dividends and splits are taken as announced 14
// calendar days before their ex-date, at the open of the session on or before that day: no source
// records the announcement, and companies announce two to six weeks ahead, so this is a late
// estimate.
#pragma once

#include <chrono>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "data/clean/chain_draft.hpp"
#include "data/clean/chain_order.hpp"
#include "data/clean/step.hpp"
#include "data/clean/step_switches.hpp"
#include "data/source/format.hpp"

namespace aots::data {

inline constexpr int kActionNoticeDays = 14;
// How far ahead of today a schedule can reach.
inline constexpr int kActionHorizonDays = 365;
inline constexpr int kEarningsHorizonDays = 400;
inline constexpr int kFomcHorizonDays = 800;
// Cboe's and Yahoo's free option quotes lag by a quarter of an hour.
inline constexpr std::chrono::minutes kQuoteDelay{15};

Pipeline<SourceRows<Bar>> bar_pipeline(const calendar::ExchangeCalendar& calendar, Date today,
                                       const StepSwitches& steps = {});
Pipeline<SourceRows<RateObservation>> rate_pipeline(Date today);
Pipeline<SourceRows<ActionRow>> action_pipeline(const calendar::ExchangeCalendar& calendar,
                                                Date today, const StepSwitches& steps = {});
Pipeline<SourceRows<EarningsReport>> earnings_pipeline(Date today);
Pipeline<SourceRows<FomcDecision>> fomc_pipeline(Date today);
Pipeline<SourceRows<UnderlyingRow>> underlying_pipeline();
Pipeline<ChainDraft> chain_pipeline(const calendar::ExchangeCalendar& calendar, Date today,
                                    const StepSwitches& steps = {});

struct Actions {
  std::vector<Dividend> dividends;
  std::vector<Split> splits;
};

// The records of cleaned rows, ascending by date, with their known_time.
std::vector<Bar> finished_bars(const SourceRows<Bar>& rows,
                               const calendar::ExchangeCalendar& calendar);
std::vector<RateObservation> finished_rates(const SourceRows<RateObservation>& rows,
                                            const calendar::ExchangeCalendar& calendar);
Actions finished_actions(const SourceRows<ActionRow>& rows,
                         const calendar::ExchangeCalendar& calendar);
std::vector<EarningsReport> finished_earnings(const SourceRows<EarningsReport>& rows,
                                              const calendar::ExchangeCalendar& calendar);
std::vector<FomcDecision> finished_fomc(const SourceRows<FomcDecision>& rows,
                                        const calendar::ExchangeCalendar& calendar);

// The bars of the underlying's own rows, before bar_pipeline.
SourceRows<Bar> bars_of(const SourceRows<UnderlyingRow>& rows);

// The newest trade that the rows tell of with its time.
std::optional<Timestamp> newest_trade_time(const ChainDraft& draft);

// The chain of a cleaned draft in its canonical order. Quotes of an end-of-day file stand at the
// close of stocks; where the time was not recorded it is taken as noon in New York and marked
// approximate. Quotes of an open market stand at their newest trade, approximately, and are known
// kQuoteDelay later: free quotes come with that delay, and the underlying's price beside them with
// none.
OptionChain finished_chain(const ChainDraft& draft, const calendar::ExchangeCalendar& calendar);

}  // namespace aots::data
