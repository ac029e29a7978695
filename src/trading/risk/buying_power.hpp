// BuyingPower: what one order asks of an account and what the account has, by the margin system in
// force: Reg-T strategy margin (book_margin.hpp) or portfolio margin (portfolio_margin.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "domain/fixed.hpp"
#include "domain/types.hpp"

namespace aots::trading {

// The last price of an underlying.
using SpotLookup = std::function<std::optional<Price>(const Symbol&)>;

struct OrderMargin {
  Money needed;     // at most this much; below zero: the order frees some
  Money available;  // at least this much, before the order

  bool fits() const { return !needed.is_positive() || needed <= available; }
};

// Of two that both must fit: the one that does not, else the one that leaves less.
inline const OrderMargin& tighter(const OrderMargin& a, const OrderMargin& b) {
  if (a.fits() != b.fits()) return a.fits() ? b : a;
  return a.available - a.needed < b.available - b.needed ? a : b;
}

// Of one signal in any number of packages against one book.
class BuyingPower {
 public:
  BuyingPower() = default;
  BuyingPower(const BuyingPower&) = delete;
  BuyingPower& operator=(const BuyingPower&) = delete;
  virtual ~BuyingPower() = default;

  // Trades, the order's own included, whose requirement is not known.
  virtual std::int64_t unknown() const = 0;
  // Absent while any is unknown.
  virtual std::optional<OrderMargin> of(std::int64_t packages) = 0;
};

}  // namespace aots::trading
