#include "data/clean/pipelines.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "base/contract.hpp"
#include "calendar/earnings_calendar.hpp"
#include "calendar/new_york.hpp"
#include "calendar/option_class.hpp"
#include "data/clean/action_steps.hpp"
#include "data/clean/bar_steps.hpp"
#include "data/clean/chain_steps.hpp"
#include "data/clean/quote_steps.hpp"
#include "data/clean/record_steps.hpp"
#include "data/clean/underlying_steps.hpp"

namespace aots::data {
namespace {

using calendar::ExchangeCalendar;

constexpr std::chrono::minutes kNoon{12 * 60};
// Records whose notice reaches back behind the first day of the calendar have no known time.
constexpr int kNoticeDaysMax = calendar::kFomcNoticeDays + 10;

PlausibleDates plausible(Date today, int horizon_days, int notice_days) {
  return {.first = ExchangeCalendar::first_date() + Days{notice_days},
          .last = std::min(today + Days{horizon_days},
                           ExchangeCalendar::last_date() - Days{kNoticeDaysMax})};
}

template <class Record>
std::vector<Record> records_of(const SourceRows<Record>& rows) {
  std::vector<Record> records;
  records.reserve(rows.size());
  for (const auto& row : rows) records.push_back(row.record);
  std::stable_sort(records.begin(), records.end(),
                   [](const Record& a, const Record& b) { return date_of(a) < date_of(b); });
  return records;
}

template <class Subject, class OneStep, class... Args>
void add(Pipeline<Subject>& pipeline, Args&&... args) {
  pipeline.push_back(std::make_unique<OneStep>(std::forward<Args>(args)...));
}

Timestamp announced(const ExchangeCalendar& calendar, Date ex_date) {
  return calendar.open_time(calendar.session_on_or_before(ex_date - Days{kActionNoticeDays}));
}

// When the quotes of a draft stood, where nobody says so.
QuoteMoment moment_of(const ChainDraft& draft, const ExchangeCalendar& calendar) {
  const auto close = calendar.close_time(draft.session);
  const auto noon = calendar::new_york_time(draft.session, kNoon);
  switch (draft.snapshot) {
    case SnapshotTime::kClose:
      return {.event_time = close, .known_time = close};
    case SnapshotTime::kUnrecorded:
      return {.event_time = noon, .known_time = noon, .approximate = true};
    case SnapshotTime::kNewestTrade: {
      const auto newest = newest_trade_time(draft).value_or(noon);
      return {.event_time = newest, .known_time = newest + kQuoteDelay, .approximate = true};
    }
  }
  contract_violation("precondition", "a known SnapshotTime", __FILE__, __LINE__);
}

}  // namespace

Pipeline<SourceRows<Bar>> bar_pipeline(const ExchangeCalendar& calendar, Date today,
                                       const StepSwitches& steps) {
  using Subject = SourceRows<Bar>;
  Pipeline<Subject> pipeline;
  add<Subject, DateStep<Bar>>(pipeline, plausible(today, 0, 0));
  add<Subject, SessionStep<Bar>>(pipeline, calendar);
  if (steps.bar_shape) add<Subject, BarShapeStep>(pipeline);
  add<Subject, DuplicateStep<Bar>>(pipeline);
  add<Subject, FileOrderStep>(pipeline);
  if (steps.reverting_spikes) add<Subject, SpikeStep>(pipeline);
  return pipeline;
}

Pipeline<SourceRows<RateObservation>> rate_pipeline(Date today) {
  using Subject = SourceRows<RateObservation>;
  Pipeline<Subject> pipeline;
  add<Subject, DateStep<RateObservation>>(pipeline, plausible(today, 0, 0));
  add<Subject, DuplicateStep<RateObservation>>(pipeline);
  return pipeline;
}

Pipeline<SourceRows<ActionRow>> action_pipeline(const ExchangeCalendar& calendar, Date today,
                                                const StepSwitches& steps) {
  using Subject = SourceRows<ActionRow>;
  Pipeline<Subject> pipeline;
  add<Subject, DateStep<ActionRow>>(pipeline, plausible(today, kActionHorizonDays, kNoticeDaysMax));
  add<Subject, SessionStep<ActionRow>>(pipeline, calendar);
  if (steps.action_values) add<Subject, ActionValueStep>(pipeline);
  add<Subject, DuplicateStep<ActionRow>>(pipeline);
  add<Subject, ActionNoteStep>(pipeline);
  return pipeline;
}

Pipeline<SourceRows<EarningsReport>> earnings_pipeline(Date today) {
  using Subject = SourceRows<EarningsReport>;
  Pipeline<Subject> pipeline;
  add<Subject, DateStep<EarningsReport>>(pipeline,
                                         plausible(today, kEarningsHorizonDays, kNoticeDaysMax));
  add<Subject, DuplicateStep<EarningsReport>>(pipeline);
  return pipeline;
}

Pipeline<SourceRows<FomcDecision>> fomc_pipeline(Date today) {
  using Subject = SourceRows<FomcDecision>;
  Pipeline<Subject> pipeline;
  add<Subject, DateStep<FomcDecision>>(pipeline,
                                       plausible(today, kFomcHorizonDays, kNoticeDaysMax));
  add<Subject, DuplicateStep<FomcDecision>>(pipeline);
  return pipeline;
}

Pipeline<SourceRows<UnderlyingRow>> underlying_pipeline() {
  using Subject = SourceRows<UnderlyingRow>;
  Pipeline<Subject> pipeline;
  add<Subject, UnderlyingSessionStep>(pipeline);
  return pipeline;
}

Pipeline<ChainDraft> chain_pipeline(const ExchangeCalendar& calendar, Date today,
                                    const StepSwitches& steps) {
  Pipeline<ChainDraft> pipeline;
  add<ChainDraft, ChainSessionStep>(pipeline, calendar, today);
  add<ChainDraft, ContractStep>(pipeline, calendar);
  if (steps.one_snapshot) add<ChainDraft, SnapshotStep>(pipeline);
  add<ChainDraft, ContractDuplicateStep>(pipeline);
  if (steps.quote_outliers) add<ChainDraft, QuoteOutlierStep>(pipeline, calendar);
  add<ChainDraft, ChainNoteStep>(pipeline);
  return pipeline;
}

std::vector<Bar> finished_bars(const SourceRows<Bar>& rows, const ExchangeCalendar& calendar) {
  auto bars = records_of(rows);
  for (auto& bar : bars) bar.known_time = calendar.bars_known_time(bar.date);
  return bars;
}

std::vector<RateObservation> finished_rates(const SourceRows<RateObservation>& rows,
                                            const ExchangeCalendar& calendar) {
  auto rates = records_of(rows);
  for (auto& rate : rates) {
    rate.known_time = calendar.bars_known_time(calendar.next_session(rate.date));
  }
  return rates;
}

Actions finished_actions(const SourceRows<ActionRow>& rows, const ExchangeCalendar& calendar) {
  Actions actions;
  for (const auto& row : records_of(rows)) {
    const auto known = announced(calendar, row.ex_date);
    switch (row.kind) {
      case ActionRow::Kind::kDividend:
        actions.dividends.push_back({.symbol = row.symbol,
                                     .ex_date = row.ex_date,
                                     .known_time = known,
                                     .amount = row.value});
        break;
      case ActionRow::Kind::kSplit:
        actions.splits.push_back({.symbol = row.symbol,
                                  .ex_date = row.ex_date,
                                  .known_time = known,
                                  .ratio = row.value});
        break;
    }
  }
  return actions;
}

std::vector<EarningsReport> finished_earnings(const SourceRows<EarningsReport>& rows,
                                              const ExchangeCalendar& calendar) {
  auto reports = records_of(rows);
  for (auto& report : reports) {
    report.known_time = calendar::earnings_known_time(calendar, report.report_date);
  }
  return reports;
}

std::vector<FomcDecision> finished_fomc(const SourceRows<FomcDecision>& rows,
                                        const ExchangeCalendar& calendar) {
  auto decisions = records_of(rows);
  for (auto& decision : decisions) {
    decision.known_time = calendar::fomc_known_time(calendar, decision.date, decision.scheduled);
  }
  return decisions;
}

SourceRows<Bar> bars_of(const SourceRows<UnderlyingRow>& rows) {
  SourceRows<Bar> bars;
  bars.reserve(rows.size());
  for (const auto& row : rows) {
    bars.push_back({.record = row.record.bar, .line = row.line, .raw = row.raw});
  }
  return bars;
}

std::optional<Timestamp> newest_trade_time(const ChainDraft& draft) {
  std::optional<Timestamp> newest;
  for (const auto& row : draft.rows) newest = std::max(newest, row.record.last_trade_time);
  return newest;
}

OptionChain finished_chain(const ChainDraft& draft, const ExchangeCalendar& calendar) {
  OptionChain chain;
  chain.underlying = draft.underlying;
  chain.session = draft.session;
  chain.spot = draft.spot;
  const auto moment = draft.quoted ? *draft.quoted : moment_of(draft, calendar);
  chain.event_time = moment.event_time;
  chain.known_time = moment.known_time;
  chain.event_time_approximate = moment.approximate;

  for (const auto index : chain_order(draft.rows)) {
    const auto* row = &draft.rows[index].record;
    if (chain.expiries.empty() || chain.expiries.back().expiry != row->expiry ||
        chain.expiries.back().root != row->root) {
      chain.expiries.push_back({.root = row->root,
                                .expiry = row->expiry,
                                .multiplier = calendar::option_class(row->root).multiplier,
                                .quotes = {}});
    }
    chain.expiries.back().quotes.push_back(row->quote);
  }
  return chain;
}

}  // namespace aots::data
