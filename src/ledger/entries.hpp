// What a ledger holds, as typed records: one struct a table (docs/ledger.md).
//
// Everything belongs to one run, and numbers count within it: the run's own trade, order, fill and
// signal numbers. Prices are per share, money is dollars, times are UTC and kept to the microsecond
// (finer digits are cut). A net price is credit positive. Greeks are per share, long (D19). An
// absent value is absent, never 0; an empty text is a text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.hpp"
#include "domain/trading.hpp"

namespace aots::ledger {

// A JSON document. Compared as a document: the order of keys and the spelling of numbers are lost.
struct JsonText {
  std::string text = "{}";

  bool operator==(const JsonText&) const = default;
};

// Who wrote: a backtest, named by the SHA-256 of its manifest, or a session, named by its owner.
struct RunEntry {
  std::string key;   // unique in the ledger
  std::string kind;  // backtest, paper, live, ...
  std::string version;
  std::string git_commit;
  std::int64_t seed = 0;
  std::optional<Timestamp> simulated_start, simulated_end;
  std::string manifest;  // the text whose SHA-256 is the key of a backtest

  bool operator==(const RunEntry&) const = default;
};

struct SignalEntry {
  std::int64_t number = 0;
  Timestamp timestamp;
  Symbol symbol;
  std::string strategy;
  std::string action;
  double confidence = 0.0;
  Regime regime = Regime::kUnknown;
  std::optional<double> iv_rank;
  std::optional<double> vix;
  JsonText features;
  std::optional<JsonText> model_predictions;
  bool executed = false;  // its opening order filled
  std::string decision;   // approved, refused
  std::string rule;       // of the refusal
  std::optional<double> observed, limit;

  bool operator==(const SignalEntry&) const = default;
};

// The quote of one leg as a decision saw it (D41).
struct QuoteEntry {
  std::int64_t signal = 0;
  std::int64_t leg = 0;  // from 1
  Timestamp quote_time;
  OptionContract contract;
  std::optional<Price> bid, ask;
  std::optional<double> iv;
  std::optional<Greeks> greeks;
  std::optional<double> spot;

  bool operator==(const QuoteEntry&) const = default;
};

struct TradeEntry {
  PositionId trade;
  std::optional<std::int64_t> signal;
  Symbol symbol;
  std::string strategy;
  std::string action;
  std::optional<Timestamp> entry_time, exit_time;
  std::int64_t quantity = 0;                     // packages
  std::optional<Price> entry_price, exit_price;  // net of the package
  std::optional<Money> pnl;                      // net of fees; realized once closed
  std::optional<double> pnl_pct;                 // of max_risk
  PositionStatus status = PositionStatus::kPending;
  Regime regime = Regime::kUnknown;
  JsonText metadata;
  Money fees, slippage, max_risk;
  std::string exit_reason;
  std::optional<double> iv_rank;
  double confidence = 0.0;

  bool operator==(const TradeEntry&) const = default;
};

// One leg of a trade: a row of `positions`.
struct LegEntry {
  PositionId trade;
  std::int64_t leg = 0;  // from 1
  OptionContract contract;
  Side side = Side::kBuy;
  std::int64_t quantity = 0;  // contracts
  std::optional<Price> entry_price, current_price, exit_price;
  std::optional<Price> entry_bid, entry_ask, exit_bid, exit_ask;
  std::optional<Greeks> greeks;
  std::optional<Money> unrealized_pnl;  // of an open leg at current_price, before fees
  std::string status;                   // pending, open, closed, settled, assigned, carried,
                                        // expired, never_filled
  std::string settlement;               // empty, cash, physical, expired
  Timestamp updated_at;

  bool operator==(const LegEntry&) const = default;
};

// Shares of a trade that came at one price: delivered by an exercise, or what a corporate action
// made of such. A row of `share_lots`. Shares that were closed in part are two lots.
struct ShareLotEntry {
  PositionId trade;
  std::int64_t lot = 0;  // from 1
  Symbol symbol;
  Side side = Side::kBuy;   // buy: long
  std::int64_t shares = 0;  // positive
  Price entry_price;
  Timestamp opened_at;
  std::optional<Price> current_price, exit_price;
  std::optional<Timestamp> closed_at;
  std::optional<Money> unrealized_pnl;  // of an open lot at current_price, before fees
  std::string status;                   // open, leaving (goes at the next open), closed
  std::string leaving_reason;           // why it goes or went; empty: it was offset or stays
  Timestamp updated_at;

  bool operator==(const ShareLotEntry&) const = default;
};

struct OrderEntry {
  OrderId order;
  PositionId trade;
  OrderPurpose purpose = OrderPurpose::kOpen;
  Symbol symbol;
  std::int64_t quantity = 0;
  Price limit;
  TimeInForce time_in_force = TimeInForce::kDay;
  Timestamp decided_at;
  std::string reason;  // why it closes a trade
  OrderState state = OrderState::kWorking;
  Timestamp state_time;
  std::string state_reason;

  bool operator==(const OrderEntry&) const = default;
};

struct OrderLegEntry {
  OrderId order;
  std::int64_t leg = 0;
  OptionContract contract;
  Side side = Side::kBuy;
  std::int64_t ratio = 1;

  bool operator==(const OrderLegEntry&) const = default;
};

struct FillEntry {
  FillId fill;
  OrderId order;
  PositionId trade;
  Timestamp time;
  std::int64_t quantity = 0;
  Price net_price;
  Money fees, slippage;

  bool operator==(const FillEntry&) const = default;
};

struct FillLegEntry {
  FillId fill;
  std::int64_t leg = 0;
  OptionContract contract;
  Side side = Side::kBuy;
  std::int64_t quantity = 0;  // contracts
  Price price;
  std::optional<Price> bid, ask;

  bool operator==(const FillLegEntry&) const = default;
};

// The book at the end of a session. Greeks are of the book, in shares.
struct EquityEntry {
  Date date{};
  Money equity, cash, unrealized;
  double drawdown = 0.0;
  std::int64_t open_positions = 0;
  double delta = 0.0, gamma = 0.0, theta = 0.0, vega = 0.0;
  std::optional<Money> margin;
  Regime regime = Regime::kUnknown;

  bool operator==(const EquityEntry&) const = default;
};

struct RegimeEntry {
  Date date{};
  Regime regime = Regime::kUnknown;
  Regime previous = Regime::kUnknown;
  std::optional<double> vix, vix_rank, rv_20, hv_iv_ratio;

  bool operator==(const RegimeEntry&) const = default;
};

// A sign of life of a part of a running session.
struct HeartbeatEntry {
  std::int64_t number = 0;
  Timestamp time;
  std::string component;
  std::string status;
  JsonText detail;

  bool operator==(const HeartbeatEntry&) const = default;
};

// Every check that the risk gate made on a signal: a list of [rule, observed, limit, passed].
struct RiskChecksEntry {
  std::int64_t signal = 0;
  JsonText checks;

  bool operator==(const RiskChecksEntry&) const = default;
};

}  // namespace aots::ledger
