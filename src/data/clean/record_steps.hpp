// Steps that every dated record goes through: plausible dates, sessions, duplicates.
#pragma once

#include <algorithm>
#include <numeric>
#include <tuple>

#include "calendar/exchange_calendar.hpp"
#include "data/clean/chain_order.hpp"
#include "data/clean/step.hpp"

namespace aots::data {

// The first and the last date that a file of a kind can speak of.
struct PlausibleDates {
  Date first;
  Date last;
};

// Rule `future_date`: nothing is known of a later day. Rule `early_date`: the exchange calendar,
// and with it every time at which a record became known, starts there.
template <class Record>
class DateStep final : public Step<SourceRows<Record>> {
 public:
  explicit DateStep(PlausibleDates dates) : dates_(dates) {}

  std::string_view name() const override { return "plausible_dates"; }
  void apply(SourceRows<Record>& rows, StepReport& report) const override {
    take_out(rows, report, [this](const auto& row) -> std::optional<Verdict> {
      const Date date = date_of(row.record);
      if (date > dates_.last) {
        return Verdict{"date", "future_date", to_string(date), "<= " + to_string(dates_.last)};
      }
      if (date < dates_.first) {
        return Verdict{"date", "early_date", to_string(date), ">= " + to_string(dates_.first)};
      }
      return std::nullopt;
    });
  }

 private:
  PlausibleDates dates_;
};

// Rule `not_a_session`: the exchange was closed, whatever the vendor's row says.
template <class Record>
class SessionStep final : public Step<SourceRows<Record>> {
 public:
  explicit SessionStep(const calendar::ExchangeCalendar& calendar) : calendar_(calendar) {}

  std::string_view name() const override { return "sessions"; }
  void apply(SourceRows<Record>& rows, StepReport& report) const override {
    take_out(rows, report, [this](const auto& row) -> std::optional<Verdict> {
      const Date date = date_of(row.record);
      const auto reason = calendar_.closure_reason(date);
      if (!reason) return std::nullopt;
      return Verdict{"date", "not_a_session", to_string(date), "a session; closed: " + *reason};
    });
  }

 private:
  const calendar::ExchangeCalendar& calendar_;
};

// Two rows with one key speak of the same thing; if they also say the same, one repeats the other.
inline auto key_of(const Bar& bar) { return std::make_tuple(bar.date); }
inline auto key_of(const RateObservation& rate) { return std::make_tuple(rate.date); }
inline auto key_of(const ActionRow& action) { return std::make_tuple(action.ex_date, action.kind); }
inline auto key_of(const EarningsReport& report) { return std::make_tuple(report.report_date); }
inline auto key_of(const FomcDecision& decision) { return std::make_tuple(decision.date); }
inline auto key_of(const ChainRow& row) {
  return std::tie(row.expiry, row.root, row.quote.strike, row.quote.right);
}

template <class Record>
bool same_fact(const Record& a, const Record& b) {
  return a == b;
}
inline bool same_fact(const ActionRow& a, const ActionRow& b) { return a.value == b.value; }
inline bool same_fact(const ChainRow& a, const ChainRow& b) { return a.quote == b.quote; }

// Indices of the rows by key; rows of one key keep the file's order.
template <class Record>
std::vector<std::size_t> key_order(const SourceRows<Record>& rows) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&rows](std::size_t a, std::size_t b) {
    return key_of(rows[a].record) < key_of(rows[b].record);
  });
  return order;
}
inline std::vector<std::size_t> key_order(const SourceRows<ChainRow>& rows) {
  return chain_order(rows);
}

// Rows that repeat another are counted and dropped. Rows that contradict each other are all set
// aside (rule `conflicting_duplicate`): which one is right cannot be known from the file.
template <class Record>
class DuplicateStep final : public Step<SourceRows<Record>> {
 public:
  std::string_view name() const override { return "duplicates"; }
  void apply(SourceRows<Record>& rows, StepReport& report) const override;
};

template <class Record>
void DuplicateStep<Record>::apply(SourceRows<Record>& rows, StepReport& report) const {
  const std::vector<std::size_t> order = key_order(rows);
  enum class Fate : unsigned char { kKept, kRepeats, kConflicts };
  std::vector<Fate> fates(rows.size(), Fate::kKept);
  std::vector<std::int64_t> rivals(rows.size(), 0);  // line of another row with the same key
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const auto& first = rows[order[begin]];
    bool conflict = false;
    for (end = begin; end < order.size(); ++end) {
      const auto& row = rows[order[end]];
      if (key_of(row.record) != key_of(first.record)) break;
      conflict = conflict || !same_fact(row.record, first.record);
    }
    if (end - begin == 1) continue;
    for (std::size_t i = begin; i < end; ++i) {
      if (conflict) {
        fates[order[i]] = Fate::kConflicts;
        rivals[order[i]] = i == begin ? rows[order[begin + 1]].line : first.line;
      } else if (i > begin) {
        fates[order[i]] = Fate::kRepeats;
      }
    }
  }
  SourceRows<Record> kept;
  kept.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    switch (fates[i]) {
      case Fate::kKept:
        kept.push_back(std::move(rows[i]));
        break;
      case Fate::kRepeats:
        ++report.duplicates;
        break;
      case Fate::kConflicts:
        report.set_aside.push_back(rejected_row(
            rows[i], {"", "conflicting_duplicate", fmt::format("line {}", rows[i].line),
                      fmt::format("agreement with line {}", rivals[i])}));
        break;
    }
  }
  rows = std::move(kept);
}

}  // namespace aots::data
