// Portfolio: one book of positions, its cash and its profit and loss.
//
// Cash moves by fills, fees, settlements and what happens to shares and cash themselves. Orders may
// fill in parts: a trade holds what has filled, and what is in flight counts in its risk and
// Greeks. An average price is the sum over the fills divided once and rounded to the millionth;
// profit and cash come from the sums themselves. A position is marked at the mid of each leg's
// quote, shares at the spot; what has no usable price keeps its last mark, and the position says
// that it is stale. All arithmetic that ends in dollars is exact (Money).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analytics/chain_view.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/trading.hpp"

namespace aots::trading {

// What risk and reports see of a book.
struct PortfolioView {
  Money equity;  // cash + marked value of all legs
  Money cash;
  Money peak_equity;           // highest session-end equity so far, the initial equity included
  Money session_start_equity;  // equity at the end of the session before
  Money unrealized;
  Greeks greeks;  // summed over legs: greek x signed contracts x multiplier, in shares
  bool greeks_complete = true;        // false when a leg had no Greeks
  std::vector<const Position*> open;  // pending, open and closing, by id
};

// What a book that goes on from an earlier session knows of it; absent: the initial equity.
struct BookMemory {
  std::optional<Money> peak_equity;
  std::optional<Money> session_start_equity;
};

class Portfolio {
 public:
  explicit Portfolio(Money initial_equity, const BookMemory& memory = {});

  // A position whose opening order was approved; it holds no risk in cash until it fills.
  void open_pending(PositionId id, const Signal& signal, std::int64_t quantity, Money max_risk);
  // Books a fill of an opening or closing order, whole or a part. A late opening fill revives a
  // trade that was believed never filled or was closed meanwhile (D17). Fails, and changes nothing,
  // on a fill for an unknown position, for legs in other than its ratio, or for more than is held.
  Status apply(const Fill& fill, OrderPurpose purpose, const std::string& reason);
  // The order will not fill further: a position without a fill was never filled, what is in flight
  // no longer is, and a position that is still held after its closing order is open again.
  void order_ended(PositionId id, OrderPurpose purpose);
  void closing(PositionId id);
  // Marks the open legs on this chain's underlying.
  void mark(const analytics::ChainView& view);
  // Applies what happens to a held position without an order: `change` edits it and returns the
  // cash that came in. The position is finished when nothing of it is left: for `reason`, or for
  // "assignment" where a leg was assigned before expiry.
  void change(PositionId id, Timestamp time, const std::string& reason,
              const std::function<Money(Position&)>& change);
  // Interest on the book's cash, which belongs to no trade.
  void add_interest(Money amount);
  // Takes session-end equity into the peak; the next session starts from it.
  void end_session();

  PortfolioView view() const;
  const Position* find(PositionId id) const;
  // Every position ever opened, by id.
  const std::map<PositionId, Position>& positions() const { return positions_; }
  Money initial_equity() const { return initial_equity_; }
  Money interest() const { return interest_; }

 private:
  Position& at(PositionId id);
  Status check(const Position& position, const Fill& fill, OrderPurpose purpose) const;
  void lives(PositionId id);
  void begin_entry(Position& position, const Fill& fill);
  void finish(Position& position, Timestamp time, const std::string& reason);

  Money initial_equity_;
  Money cash_;
  Money peak_equity_;
  Money session_start_equity_;
  Money interest_;
  std::map<PositionId, Position> positions_;
  std::vector<PositionId> live_;  // pending, open and closing; ascending
};

// Profit or loss of a position at its marks, net of fees; absent when a leg's mark is stale or
// missing.
std::optional<Money> unrealized_at_fresh_marks(const Position& position);

// Net price per share, credit positive, of closing the position at the far side of each leg's
// quote: longs are sold at the bid, shorts are bought at the ask. Absent when a side that is needed
// is.
std::optional<Price> natural_close(const Position& position, const OptionChain& chain);

}  // namespace aots::trading
