// Steps for option chains: which session they are, which contracts still lived, one quote a
// contract.
//
// Quotes themselves are left as they are. A bid of zero is an answer, a missing ask is absent, and
// a crossed quote stays in the chain, where it has no mid and cannot be traded.
#pragma once

#include "calendar/exchange_calendar.hpp"
#include "data/clean/chain_draft.hpp"

namespace aots::data {

// Finds the session. A label that is not a session, with nothing to prove another one, is a copy
// made on a holiday or weekend: every row is set aside (rule `holiday_copy`). The label is not the
// session where the newest trade is older than the label and, besides, contracts are listed that
// had expired by then, or the exchange was closed, or a full chain shows no trade of that day: then
// the session is the day of the newest trade and the draft is relabelled. Quotes that were taken
// while a market was open (SnapshotTime::kNewestTrade) belong to the day of their newest trade also
// where that is later than the label; what the rows say of the underlying is the label's and is
// forgotten then. Rules `future_date` and `early_date` as for other records.
class ChainSessionStep final : public Step<ChainDraft> {
 public:
  ChainSessionStep(const calendar::ExchangeCalendar& calendar, Date today)
      : calendar_(calendar), today_(today) {}

  std::string_view name() const override { return "chain_session"; }
  void apply(ChainDraft& draft, StepReport& report) const override;

 private:
  std::optional<Date> proven_session(const ChainDraft& draft) const;

  const calendar::ExchangeCalendar& calendar_;
  Date today_;
};

// Rules `expired_contract`: the last trading day lies before the session; `foreign_root`: the root
// belongs to another underlying; `implausible_expiry`: outside the exchange calendar;
// `trade_after_session`: the row tells of a trade that had not happened.
class ContractStep final : public Step<ChainDraft> {
 public:
  explicit ContractStep(const calendar::ExchangeCalendar& calendar) : calendar_(calendar) {}

  std::string_view name() const override { return "contracts"; }
  void apply(ChainDraft& draft, StepReport& report) const override;

 private:
  const calendar::ExchangeCalendar& calendar_;
};

// Rule `mixed_snapshot`: rows that were taken at another price of the underlying than most are set
// aside. Gives the draft its spot where the rows carry one.
class SnapshotStep final : public Step<ChainDraft> {
 public:
  std::string_view name() const override { return "one_snapshot"; }
  void apply(ChainDraft& draft, StepReport& report) const override;
};

// Repeated contracts are counted, contradicting ones set aside (rule `conflicting_duplicate`).
class ContractDuplicateStep final : public Step<ChainDraft> {
 public:
  std::string_view name() const override { return "duplicates"; }
  void apply(ChainDraft& draft, StepReport& report) const override;
};

// Takes nothing out: notes crossed quotes, missing asks, and a snapshot taken before much had
// traded.
class ChainNoteStep final : public Step<ChainDraft> {
 public:
  std::string_view name() const override { return "chain_notes"; }
  void apply(ChainDraft& draft, StepReport& report) const override;
};

}  // namespace aots::data
