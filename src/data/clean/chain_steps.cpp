#include "data/clean/chain_steps.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "calendar/expiry.hpp"
#include "calendar/option_class.hpp"
#include "data/clean/record_steps.hpp"

namespace aots::data {
namespace {

// A chain of so many rows in which nothing traded on a day was not taken on that day.
constexpr std::size_t kFullChainRows = 500;
// Less than this share of the open interest has traded: the session had only begun. A whole session
// of a broad index trades several percent.
constexpr double kEarlyVolumeShare = 0.01;

void set_all_aside(ChainDraft& draft, StepReport& report, const Verdict& verdict) {
  take_out(draft.rows, report, [&verdict](const auto&) { return std::optional(verdict); });
}

std::optional<Date> newest_trade(const ChainDraft& draft) {
  std::optional<Date> newest;
  for (const auto& row : draft.rows) newest = std::max(newest, row.record.last_traded);
  return newest;
}

// Every root of the file, looked up once.
class RootClasses {
 public:
  const calendar::OptionClass& of(const std::string& root) {
    const auto found = classes_.find(root);
    if (found != classes_.end()) return found->second;
    return classes_.emplace(root, calendar::option_class(root)).first->second;
  }

 private:
  std::map<std::string, calendar::OptionClass> classes_;
};

std::string count_of(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::optional<Date> ChainSessionStep::proven_session(const ChainDraft& draft) const {
  const auto newest = newest_trade(draft);
  if (!newest || *newest == draft.label || !calendar_.covers(*newest) ||
      !calendar_.is_session(*newest)) {
    return std::nullopt;
  }
  if (*newest > draft.label) {
    return draft.snapshot == SnapshotTime::kNewestTrade ? newest : std::nullopt;
  }
  const bool lists_expired =
      std::any_of(draft.rows.begin(), draft.rows.end(),
                  [&](const auto& row) { return row.record.expiry < draft.label; });
  const bool closed = calendar_.covers(draft.label) && !calendar_.is_session(draft.label);
  if (lists_expired || closed || draft.rows.size() >= kFullChainRows) return newest;
  return std::nullopt;
}

void ChainSessionStep::apply(ChainDraft& draft, StepReport& report) const {
  draft.session = draft.label;
  const auto label = to_string(draft.label);
  if (const auto proven = proven_session(draft)) {
    draft.session = *proven;
    draft.relabelled = *proven < draft.label;
    report.changed = row_count(draft);
    if (!draft.relabelled) {
      for (auto& row : draft.rows) row.record.spot.reset();
    }
    report.notes.push_back(fmt::format("labelled {}, holds {}", label, to_string(*proven)));
  }
  const Date first = calendar::ExchangeCalendar::first_date();
  const Date last = std::min(today_, calendar::ExchangeCalendar::last_date());
  if (draft.session > last) {
    set_all_aside(draft, report, {"date", "future_date", label, "<= " + to_string(last)});
  } else if (draft.session < first) {
    set_all_aside(draft, report, {"date", "early_date", label, ">= " + to_string(first)});
  } else if (const auto reason = calendar_.closure_reason(draft.session)) {
    set_all_aside(draft, report,
                  {"date", "holiday_copy", label,
                   fmt::format("a session; closed: {}, so this repeats {}", *reason,
                               to_string(calendar_.session_on_or_before(draft.session)))});
  }
}

void ContractStep::apply(ChainDraft& draft, StepReport& report) const {
  RootClasses classes;
  // Contracts come in runs of one root and expiry, so the last answer is nearly always the next
  // one.
  std::string root;
  std::optional<Date> expiry;
  std::optional<Verdict> verdict;
  const auto judge_contract = [&]() -> std::optional<Verdict> {
    const auto& option_class = classes.of(root);
    if (option_class.underlying != draft.underlying && !option_class.adjusted) {
      return Verdict{"contract", "foreign_root", root, "a root of " + draft.underlying.str()};
    }
    if (!calendar_.covers(*expiry)) {
      return Verdict{"expiry", "implausible_expiry", to_string(*expiry),
                     "<= " + to_string(calendar::ExchangeCalendar::last_date())};
    }
    if (calendar::last_trading_day(calendar_, option_class, *expiry) < draft.session) {
      return Verdict{"expiry", "expired_contract", to_string(*expiry),
                     "a last trading day >= " + to_string(draft.session)};
    }
    return std::nullopt;
  };
  take_out(draft.rows, report, [&](const auto& row) -> std::optional<Verdict> {
    if (expiry != row.record.expiry || root != row.record.root) {
      root = row.record.root;
      expiry = row.record.expiry;
      verdict = judge_contract();
    }
    if (!verdict && row.record.last_traded > draft.session) {
      return Verdict{"last_trade_time", "trade_after_session", to_string(*row.record.last_traded),
                     "<= " + to_string(draft.session)};
    }
    return verdict;
  });
}

void SnapshotStep::apply(ChainDraft& draft, StepReport& report) const {
  std::map<Price, std::int64_t> counts;
  for (const auto& row : draft.rows) {
    if (row.record.spot) ++counts[*row.record.spot];
  }
  if (counts.empty()) return;
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  draft.spot = most->first;
  if (counts.size() == 1) return;
  take_out(draft.rows, report, [&](const auto& row) -> std::optional<Verdict> {
    if (!row.record.spot || *row.record.spot == *draft.spot) return std::nullopt;
    return Verdict{"underlying_last", "mixed_snapshot", to_string(*row.record.spot),
                   to_string(*draft.spot) + ", as in most rows"};
  });
}

void ContractDuplicateStep::apply(ChainDraft& draft, StepReport& report) const {
  DuplicateStep<ChainRow>().apply(draft.rows, report);
}

void ChainNoteStep::apply(ChainDraft& draft, StepReport& report) const {
  std::int64_t crossed = 0;
  std::int64_t without_ask = 0;
  bool any_bid = false;
  double volume = 0.0;
  double open_interest = 0.0;
  for (const auto& row : draft.rows) {
    const auto& quote = row.record.quote;
    if (quote.crossed()) ++crossed;
    if (!quote.ask) ++without_ask;
    any_bid = any_bid || quote.bid.has_value();
    volume += static_cast<double>(quote.volume.value_or(0));
    open_interest += static_cast<double>(quote.open_interest.value_or(0));
  }
  const auto session = to_string(draft.session);
  if (crossed > 0) {
    report.notes.push_back(
        fmt::format("{}: {} kept, not tradable", session, count_of(crossed, "crossed quote")));
  }
  if (without_ask > 0 && without_ask == row_count(draft) && !any_bid) {
    report.notes.emplace_back("no bid and no ask: for vols, volume and open interest only");
  } else if (without_ask > 0) {
    report.notes.push_back(
        fmt::format("{}: {} without an ask", session, count_of(without_ask, "quote")));
  }
  const bool of_the_day = draft.snapshot == SnapshotTime::kClose;
  if (!of_the_day && open_interest > 0.0 && volume < kEarlyVolumeShare * open_interest) {
    report.notes.push_back(
        fmt::format("{}: taken near the open, {:.0f} contracts traded, {:.0f} open", session,
                    volume, open_interest));
  }
}

}  // namespace aots::data
