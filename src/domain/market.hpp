// Market records: what the outside world said, when it happened and when it became known.
//
// event_time is when it was true, known_time when a trader could have acted on it; the engine
// orders by known_time. Prices are dollars per share or index points. Bars are split-adjusted or as
// traded as their source says; they are never dividend-adjusted (D36).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/fixed.hpp"
#include "domain/option_contract.hpp"
#include "domain/quote_list.hpp"
#include "domain/types.hpp"

namespace aots {

// One session of a stock, ETF or index (volatility indices included).
struct Bar {
  Symbol symbol;
  Date date;
  Timestamp known_time;  // 16:15 New York of the session: after the official close
  Price open, high, low, close;
  std::optional<std::int64_t> volume;  // absent for indices
  Origin origin = Origin::kReal;

  bool operator==(const Bar&) const = default;
};

// A continuously compounded annual rate as a fraction (0.05 is 5%), ACT/365.
struct RateObservation {
  std::string series;  // "DTB3"
  Date date;
  Timestamp known_time;  // published on the next session
  double rate = 0.0;     // already converted from the vendor's quotation
  Origin origin = Origin::kReal;

  bool operator==(const RateObservation&) const = default;
};

struct Dividend {
  Symbol symbol;
  Date ex_date;
  Timestamp known_time;
  double amount = 0.0;  // dollars per share; split-adjusted as its source's bars are
  Origin origin = Origin::kReal;

  bool operator==(const Dividend&) const = default;
};

struct Split {
  Symbol symbol;
  Date ex_date;
  Timestamp known_time;
  double ratio = 1.0;  // new shares for one old share
  Origin origin = Origin::kReal;

  bool operator==(const Split&) const = default;
};

enum class ReportTime { kBeforeOpen, kAfterClose, kUnknown };
std::string_view to_string(ReportTime time);  // before_open, after_close, unknown

struct EarningsReport {
  Symbol symbol;
  Date report_date;
  ReportTime time = ReportTime::kUnknown;
  Timestamp known_time;  // when the date was public; see docs/conventions.md
  Origin origin = Origin::kReal;

  bool operator==(const EarningsReport&) const = default;
};

struct FomcDecision {
  Date date;
  bool scheduled = true;
  Timestamp known_time;

  bool operator==(const FomcDecision&) const = default;
};

// The options of one root and expiry, sorted by (strike, right).
struct ExpiryChain {
  ShortText root;
  Date expiry;
  std::int64_t multiplier = 100;
  QuoteList quotes;

  const OptionQuote* find(Price strike, Right right) const;
  bool operator==(const ExpiryChain&) const = default;
};

// The chain of one underlying as it stood at one moment; expiries sorted by (expiry, root).
struct OptionChain {
  Symbol underlying;
  Date session;
  Timestamp event_time;
  Timestamp known_time;
  bool event_time_approximate = false;  // D38
  std::optional<Price> spot;  // the underlying's price at event_time, by the chain's source
  Origin origin = Origin::kReal;
  std::vector<ExpiryChain> expiries;

  const ExpiryChain* find(const ShortText& root, Date expiry) const;
  const OptionQuote* find(const OptionContract& contract) const;
  OptionContract contract(const ExpiryChain& slice, const OptionQuote& quote) const;
  std::int64_t quote_count() const;
  bool operator==(const OptionChain&) const = default;
};

}  // namespace aots
