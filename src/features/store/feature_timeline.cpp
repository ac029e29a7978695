#include "features/store/feature_timeline.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <variant>

#include "base/contract.hpp"
#include "calendar/earnings_calendar.hpp"
#include "features/feature_stream.hpp"
#include "features/session_inputs.hpp"
#include "features/store/option_day_reader.hpp"

namespace aots::features {

namespace {

// Closes by session, and the splits of the series.
class CloseSeries {
 public:
  explicit CloseSeries(std::size_t sessions) : closes_(sessions) {}

  void set(std::size_t session, Price close) {
    closes_[session] = close.is_positive() ? std::optional(close.to_double()) : std::nullopt;
  }
  void add(const Split& split) {
    const bool known = std::any_of(splits_.begin(), splits_.end(), [&](const Split& other) {
      return other.ex_date == split.ex_date;
    });
    if (!known) splits_.push_back(split);
  }
  const std::optional<double>& at(std::size_t session) const { return closes_[session]; }

  std::optional<std::size_t> before(std::size_t session) const {
    while (session > 0) {
      if (closes_[--session]) return session;
    }
    return std::nullopt;
  }
  std::optional<std::size_t> from(std::size_t session) const {
    for (; session < closes_.size(); ++session) {
      if (closes_[session]) return session;
    }
    return std::nullopt;
  }

  // The ratio of the splits that count from this session on and by which the series steps.
  double split_ratio(std::size_t session, std::span<const Date> dates) const {
    const auto last = closes_[session] && !splits_.empty() ? before(session) : std::nullopt;
    if (!last) return 1.0;
    double ratio = 1.0;
    for (const Split& split : splits_) {
      const bool due = split.ex_date > dates[*last] && split.ex_date <= dates[session];
      if (due && analytics::steps_by_split(*closes_[*last], *closes_[session], split.ratio)) {
        ratio *= split.ratio;
      }
    }
    return ratio;
  }

  // Since the last close, which is a few sessions old at most.
  std::optional<double> log_return(std::size_t session, std::span<const Date> dates) const {
    const auto last = closes_[session] ? before(session) : std::nullopt;
    if (!last || session - *last > static_cast<std::size_t>(kGapSessionsMax) + 1) {
      return std::nullopt;
    }
    return std::log(*closes_[session] * split_ratio(session, dates) / *closes_[*last]);
  }

 private:
  std::vector<std::optional<double>> closes_;
  std::vector<Split> splits_;
};

// Takes what becomes known in order and keeps the days.
class TimelineBuilder {
 public:
  TimelineBuilder(const MarketHistory& history, const FeatureSubject& subject,
                  const calendar::ExchangeCalendar& calendar)
      : history_(history),
        subject_(subject),
        calendar_(calendar),
        reader_(calendar),
        dates_(calendar.sessions(history.first, history.last)),
        facts_(dates_.size()),
        closes_(dates_.size()),
        market_(dates_.size()) {
    const auto place = [this](Date date) {
      const auto found = std::lower_bound(dates_.begin(), dates_.end(), date);
      return static_cast<std::size_t>(found - dates_.begin());
    };
    first_ = place(*subject.first);
    last_ = std::min(place(*subject.last + Days(1)), dates_.size());
  }

  void take(const data::SnapshotView& snapshot) {
    const auto i = session_of(snapshot.session());
    if (!i) return;
    const auto inputs = carry_.inputs(subject_.symbol, snapshot.session());
    facts_[*i].options = reader_.read(snapshot, inputs);
    if (subject_.iv.kind == IvSourceKind::kOwn) {
      facts_[*i].iv = facts_[*i].options->smile_30d.atm_iv;
    }
    revise(*i);
  }

  void take(const MarketEvent& event) {
    std::visit([this](const auto& record) { note(record); }, event);
  }

  FeatureTimeline finish() && { return std::move(timeline_); }

 private:
  // What is known of a session beside what is the same for all symbols.
  struct Facts {
    std::optional<DayBar> bar{};
    std::optional<OptionDay> options{};
    std::optional<double> vix{}, iv{};
    std::optional<Date> next_earnings{}, last_earnings{};
  };

  void note(const RateObservation& rate) { carry_.add(rate); }
  void note(const FomcDecision&) {}
  void note(const OptionChain&) {}
  void note(const EarningsReport& report) { earnings_.add(report); }
  void note(const Dividend& dividend) {
    if (dividend.symbol == subject_.symbol) carry_.add(dividend);
  }

  void note(const Split& split) {
    if (split.symbol == subject_.symbol) {
      carry_.add(split);
      closes_.add(split);
    }
    if (split.symbol == history_.symbols.index) market_.add(split);
    const auto first = std::lower_bound(dates_.begin(), dates_.end(), split.ex_date);
    revise_from(static_cast<std::size_t>(first - dates_.begin()));
  }

  void note(const Bar& bar) {
    const auto i = session_of(bar.date);
    if (!i) return;
    Facts& facts = facts_[*i];
    if (bar.symbol == history_.symbols.volatility_index) {
      facts.vix = bar.close.is_positive() ? std::optional(bar.close.to_double()) : std::nullopt;
    }
    if (subject_.iv.kind == IvSourceKind::kIndex && bar.symbol == subject_.iv.index) {
      // Straight from the exact price, so that 19.87 points are 0.1987 and not a neighbour of it.
      facts.iv = static_cast<double>(bar.close.micros()) / (100.0 * kMicrosPerUnit);
    }
    if (bar.symbol == history_.symbols.index) market_.set(*i, bar.close);
    if (bar.symbol == subject_.symbol) {
      facts.bar = DayBar{.open = bar.open,
                         .high = bar.high,
                         .low = bar.low,
                         .close = bar.close,
                         .volume = bar.volume};
      closes_.set(*i, bar.close);
      if (!latest_bar_ || bar.date >= *latest_bar_) {
        carry_.add(bar);
        latest_bar_ = bar.date;
      }
    }
    revise(*i);
    revise_from(*i + 1);
  }

  void note(const SessionEnd& end) {
    const auto i = session_of(end.session);
    AOTS_EXPECTS(i == ended_);
    ++ended_;
    if (*i < first_ || *i >= last_) return;
    Facts& facts = facts_[*i];
    if (const auto next = earnings_.next_report(subject_.symbol, end.session)) {
      facts.next_earnings = next->report_date;
    }
    if (const auto last = earnings_.last_report(subject_.symbol, end.session)) {
      facts.last_earnings = last->report_date;
    }
    timeline_.days.push_back(day(*i));
    latest_.push_back(timeline_.days.back());
  }

  std::optional<std::size_t> session_of(Date date) const {
    const auto found = std::lower_bound(dates_.begin(), dates_.end(), date);
    if (found == dates_.end() || *found != date) return std::nullopt;
    return static_cast<std::size_t>(found - dates_.begin());
  }

  FeatureDay day(std::size_t i) const {
    const Facts& facts = facts_[i];
    const MarketSession& market = history_.sessions[i];
    return {.date = dates_[i],
            .bar = facts.bar,
            .split_ratio = closes_.split_ratio(i, dates_),
            .vix = facts.vix,
            .market_return = market_.log_return(i, dates_),
            .iv = facts.iv,
            .regime = market.regime,
            .next_earnings = facts.next_earnings,
            .last_earnings = facts.last_earnings,
            .next_fomc = market.next_fomc,
            .last_fomc = market.last_fomc,
            .options = facts.options};
  }

  // Says again what an ended session was, where that is no longer what was said.
  void revise(std::size_t i) {
    if (i >= ended_ || i < first_ || i >= last_) return;
    FeatureDay now = day(i);
    if (now == latest_[i - first_]) return;
    latest_[i - first_] = now;
    if (ended_ < last_) {
      timeline_.revisions.push_back({.at = ended_ - first_, .day = i - first_, .now = now});
    }
  }

  // The next sessions with closes, whose returns and splits rest on the close before.
  void revise_from(std::size_t i) {
    if (i >= ended_) return;
    for (const CloseSeries* series : {&closes_, &market_}) {
      if (const auto next = series->from(i)) revise(*next);
    }
  }

  const MarketHistory& history_;
  const FeatureSubject& subject_;
  const calendar::ExchangeCalendar& calendar_;
  OptionDayReader reader_;
  std::vector<Date> dates_;
  std::vector<Facts> facts_;
  CloseSeries closes_;
  CloseSeries market_;
  analytics::CarryHistory carry_;
  calendar::EarningsCalendar earnings_;
  std::optional<Date> latest_bar_;
  std::size_t first_ = 0, last_ = 0;  // the subject's sessions: [first_, last_)
  std::size_t ended_ = 0;             // sessions that have ended
  std::vector<FeatureDay> latest_;    // the subject's ended days as they are known now
  FeatureTimeline timeline_;
};

// Chains come before bars and ends of the same moment (domain/market_event.hpp).
bool comes_first(const data::SnapshotView& snapshot, const MarketEvent& event) {
  const Timestamp known = known_time(event);
  if (snapshot.known_time() != known) return snapshot.known_time() < known;
  return std::holds_alternative<Bar>(event) || std::holds_alternative<SessionEnd>(event);
}

}  // namespace

Result<FeatureTimeline> read_timeline(const data::Lake& lake, const MarketHistory& history,
                                      const FeatureSubject& subject,
                                      const calendar::ExchangeCalendar& calendar) {
  TimelineBuilder builder(history, subject, calendar);
  AOTS_TRY(snapshots, lake.snapshots(subject.symbol, history.first, history.last));
  AOTS_TRY(snapshot, snapshots->next());
  for (const MarketEvent& event : history.events) {
    while (snapshot && comes_first(*snapshot, event)) {
      builder.take(*snapshot);
      AOTS_TRY(next, snapshots->next());
      snapshot = next;
    }
    builder.take(event);
  }
  return std::move(builder).finish();
}

FeatureMatrix rows_of(const FeatureTimeline& timeline, const Symbol& symbol,
                      const calendar::ExchangeCalendar& calendar) {
  FeatureMatrix matrix;
  FeatureStream stream(calendar);
  std::vector<FeatureDay> days = timeline.days;
  std::size_t done = 0;
  const auto& revisions = timeline.revisions;
  for (std::size_t r = 0; r < revisions.size();) {
    const std::size_t at = revisions[r].at;
    stream.advance(symbol, std::span(days).subspan(done, at - done), matrix);
    done = at;
    for (; r < revisions.size() && revisions[r].at == at; ++r) {
      days[revisions[r].day] = revisions[r].now;
    }
    // History as it is known from now on; its rows were given and stay.
    stream = FeatureStream(calendar);
    FeatureMatrix given;
    stream.advance(symbol, std::span(days).first(done), given);
  }
  stream.advance(symbol, std::span(days).subspan(done), matrix);
  return matrix;
}

}  // namespace aots::features
