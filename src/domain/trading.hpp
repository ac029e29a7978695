// Trading records: intent (Signal), order, fill, position.
//
// Quantities per share inside a Signal, money for a Position (D8). Net package prices are credit
// positive: +1.20 is received per share, -1.20 is paid. Greeks: delta and gamma per $1, theta per
// calendar day, vega per vol point, rho per 1% of rate (D19).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/fixed.hpp"
#include "domain/option_contract.hpp"
#include "domain/types.hpp"

namespace aots {

struct Greeks {
  double delta = 0.0;
  double gamma = 0.0;
  double theta_per_day = 0.0;
  double vega_per_vol_point = 0.0;
  double rho_per_rate_pct = 0.0;

  Greeks& operator+=(const Greeks& other);
  Greeks scaled(double factor) const;
  bool operator==(const Greeks&) const = default;
};

struct SignalLeg {
  OptionContract contract;
  Side side = Side::kBuy;
  std::int64_t ratio = 1;    // contracts of this leg per package
  std::optional<Price> bid;  // the quote the decision saw
  std::optional<Price> ask;
  std::optional<double> iv;
  std::optional<Greeks> greeks;  // per share of the contract, long

  bool operator==(const SignalLeg&) const = default;
};

enum class Direction { kBullish, kBearish, kNeutral };

// What a strategy wants to do, before risk has looked at it.
struct Signal {
  Timestamp time;
  Date session;
  std::string strategy;  // "iv_rank_sell", "iv_rank_buy"
  std::string action;    // "sell_put_credit_spread", "buy_call_debit_spread"
  Symbol symbol;
  Direction direction = Direction::kNeutral;
  std::vector<SignalLeg> legs;
  Price net_price;   // per share, credit positive, at the far side of each leg's quote
  Price max_profit;  // per share, positive
  Price max_risk;    // per share, positive
  bool defined_risk = true;
  std::int64_t multiplier = 100;
  Date expiry;
  int dte = 0;  // calendar days to the last trading day
  double confidence = 0.0;
  Regime regime = Regime::kUnknown;
  std::optional<double> iv_rank;
  std::string iv_source;  // "own", "VIX", ... (D31)
  std::optional<double> vix;
  std::optional<double> spot;
  std::optional<double> expected_move;  // fraction of spot, of a play on an event
  std::optional<Date> event_date;       // of the report that it plays on
  std::optional<double> forecast;       // probability of profit; absent: rule-based
  std::vector<std::string> flags;       // e.g. "no_forecast", "vix_stale"

  bool operator==(const Signal&) const = default;
};

struct OrderLeg {
  OptionContract contract;
  Side side = Side::kBuy;
  std::int64_t ratio = 1;

  bool operator==(const OrderLeg&) const = default;
};

enum class OrderPurpose { kOpen, kClose };
enum class TimeInForce { kDay, kGoodTillCancel };
std::string_view to_string(OrderPurpose purpose);  // open, close
std::string_view to_string(TimeInForce tif);       // day, gtc

// A limit order for a package: all legs at one net price, or none.
struct Order {
  OrderId id;
  PositionId position;  // the trade it opens or closes
  OrderPurpose purpose = OrderPurpose::kOpen;
  Symbol symbol;
  std::vector<OrderLeg> legs;
  std::int64_t quantity = 0;  // packages
  Price limit;                // net per share, credit positive: fills at this or better
  TimeInForce time_in_force = TimeInForce::kDay;
  Timestamp decided_at;
  std::string reason;  // exit reason for a closing order, empty otherwise

  bool operator==(const Order&) const = default;
};

// Where an order is in its life; docs/execution.md has the transitions.
enum class OrderState {
  kIntent,           // wanted, not yet seen by risk
  kApproved,         // passed the gate, not sent
  kSent,             // handed to the broker, who has not answered
  kWorking,          // acknowledged, nothing filled
  kPartiallyFilled,  // a part filled, the rest still works
  kFilled,
  kCancelPending,  // a cancel was asked for and not answered
  kCancelled,
  kRejected,
  kExpired,
  kUnknown,  // the connection was lost while it was live
};
std::string_view to_string(OrderState state);  // intent, ..., partially_filled, cancel_pending, ...

struct LegFill {
  OptionContract contract;
  Side side = Side::kBuy;
  std::int64_t contracts = 0;  // ratio included
  Price price;
  std::optional<Price> bid;  // the quote it met
  std::optional<Price> ask;

  bool operator==(const LegFill&) const = default;
};

struct Fill {
  FillId id;
  OrderId order;
  PositionId position;
  Timestamp time;
  std::int64_t quantity = 0;  // packages
  Price net_price;            // per share, credit positive
  std::vector<LegFill> legs;
  Money fees;              // commissions and exchange fees, positive
  Money slippage;          // cost against the mid of every leg, positive is worse
  bool size_known = true;  // every quote carried the size that limits a fill

  bool operator==(const Fill&) const = default;
};

// An order at the market for shares of the underlying that belong to a trade.
struct ShareOrder {
  PositionId position;
  Symbol symbol;
  Side side = Side::kBuy;
  std::int64_t shares = 0;  // positive
  Timestamp decided_at;
  std::string reason;  // "hedge", or why the trade was left

  bool operator==(const ShareOrder&) const = default;
};

struct ShareFill {
  ShareOrder order;
  Timestamp time;
  Price price;  // paid or received per share
  Price spot;   // that it was measured against

  bool operator==(const ShareFill&) const = default;
};

// What the broker says about an order that is not a fill.
struct OrderUpdate {
  OrderId order;
  Timestamp time;
  OrderState state = OrderState::kWorking;
  std::string reason;  // "day order expired unfilled: limit 1.20, natural 1.05"
  // Packages filled in all, in the answer to a request for the order's status; absent in a report
  // of something that happened.
  std::optional<std::int64_t> status_filled;

  bool operator==(const OrderUpdate&) const = default;
};

struct PositionLeg {
  OptionContract contract;
  Side side = Side::kBuy;
  std::int64_t contracts = 0;  // opened; those ordered while nothing has filled
  std::int64_t closed = 0;     // of them: sold or bought back, settled, expired
  Price entry_total;           // sum of price x contracts over the fills, exact
  Price exit_total;
  Price entry_price;  // the average, to the millionth, halves away from zero
  std::optional<Price> entry_bid, entry_ask;  // of the latest fill
  std::optional<Price> exit_price;            // the average, once no contract is left
  std::optional<Price> exit_bid, exit_ask;
  std::optional<Delivery> settled;  // set when exercised: at expiry, or before it by assignment
  bool expired_worthless = false;
  bool assigned_early = false;   // its holder exercised it before expiry
  bool carried = false;          // a corporate action replaced it by a later leg
  bool continues = false;        // it replaced an earlier leg
  double deliverable = 1.0;      // shares behind one unit; not 1 in an adjusted series (D48)
  std::optional<Price> mark;     // last usable mid
  bool mark_stale = false;       // the latest chain had no usable quote for it
  std::optional<Greeks> greeks;  // last known, per share, long
  std::optional<double> iv;      // last known, annualised

  std::int64_t held() const { return contracts - closed; }
  bool operator==(const PositionLeg&) const = default;
};

// Shares of a trade: those that an exercise delivered, and those that hedge its options. Delivered
// ones belong to the trade whose option leg delivered them: the option leg ends at its intrinsic
// value at a print and the shares begin at the same print, so that the profit of a trade stays the
// sum over its legs.
struct ShareLeg {
  Symbol symbol;
  Side side = Side::kBuy;   // kBuy: long
  std::int64_t shares = 0;  // positive
  Price entry_price;        // the print of the delivery, or of the fill
  std::optional<Price> exit_price;
  Timestamp opened_at;
  std::optional<Timestamp> closed_at;
  std::string leaving;  // why it is closed at the next open; empty: it stays
  std::optional<Price> mark;
  bool mark_stale = false;

  bool operator==(const ShareLeg&) const = default;
};

enum class PositionStatus { kPending, kOpen, kClosing, kClosed, kNeverFilled };
std::string_view to_string(PositionStatus status);

// A trade from its first order to its last settlement.
struct Position {
  PositionId id;
  Signal signal;  // as it was decided
  PositionStatus status = PositionStatus::kPending;
  std::int64_t quantity = 0;   // packages opened; those ordered while nothing has filled
  std::int64_t in_flight = 0;  // packages of the opening order that may still fill
  std::int64_t closed = 0;     // packages that closing fills took out
  std::vector<PositionLeg> legs;
  std::vector<ShareLeg> shares;
  std::int64_t split_factor = 1;        // shares now for one share at entry; packages grow with it
  std::optional<Timestamp> entry_time;  // of the first fill
  std::optional<Timestamp> exit_time;
  Price entry_net;                  // average per share, credit positive, to the millionth
  std::optional<Price> exit_net;    // average per share to leave, credit positive, as at entry
  Money max_profit;                 // of what filled, at its prices
  Money max_risk;                   // of what filled, at its prices, and of what is in flight
  Money in_flight_risk;             // the part of max_risk that is in flight, at the order's limit
  std::optional<Money> share_risk;  // of what filled, while shares are held (stressed_loss)
  Money traded;         // what fills, settlements and shares brought in all, before fees
  Money fees;           // all costs outside the prices: dividends paid less received, borrow too
  Money distributions;  // the part of `fees` that is dividends, as received (negative: paid)
  Money slippage;
  Money realized;    // net of fees, once closed
  Money unrealized;  // at the last mark, net of fees paid so far
  int initial_dte = 0;
  std::string exit_reason;

  bool operator==(const Position&) const = default;
};

inline bool still_held(const PositionLeg& leg) { return leg.held() > 0; }
inline bool still_held(const ShareLeg& leg) { return !leg.exit_price.has_value(); }
// Packages opened and packages left, in contracts as they are today.
inline std::int64_t packages_opened(const Position& position) {
  return position.quantity * position.split_factor;
}
inline std::int64_t packages_held(const Position& position) {
  return packages_opened(position) - position.closed;
}
// Contracts of a leg in one package of those left.
inline std::int64_t ratio_of(const Position& position, const PositionLeg& leg) {
  return leg.held() / packages_held(position);
}
// What the trade can lose, as the gate counts it.
inline Money risk_of(const Position& position) {
  if (!position.share_risk) return position.max_risk;
  return *position.share_risk + position.in_flight_risk;
}

}  // namespace aots
