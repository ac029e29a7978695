// The Reg-T margin of a whole book and the buying power that it leaves an order.
//
// Every underlying is margined by itself, filled contracts and those in flight together. What an
// order needs is the cash that its pairing ties up less what it brings in; buying power is the cash
// that no position ties up. Most orders are decided without a search: a position alone never needs
// less than inside a book, so where the sums of what each needs alone fit, the best pairing fits.
// Where an underlying has no price a spread asks for its greatest loss all the same; what anything
// naked, and shares, ask for is unknown.
#pragma once

#include <optional>

#include "calendar/option_class.hpp"
#include "trading/portfolio/portfolio.hpp"
#include "trading/risk/buying_power.hpp"
#include "trading/risk/margin.hpp"

namespace aots::trading {

// Cash-settled classes but VIX are broad indices; ETFs are stocks here.
MarginClass margin_class_of(const calendar::OptionClass& option_class);

struct BookMargin {
  Money amount;  // gross
  Money hold;
  bool proven = true;
};

// At the marks of the book; absent where an underlying has no price.
std::optional<BookMargin> book_margin(const PortfolioView& book, const SpotLookup& spot_of,
                                      MarginStage stage);

// In cash: what the order's pairing ties up less what it brings in, and what no position ties up.
class OrderMargins final : public BuyingPower {
 public:
  // All must outlive this.
  OrderMargins(const Signal& signal, Price limit, const PortfolioView& book,
               const SpotLookup& spot_of);

  // A trade is unknown whose requirement needs a price that nobody knows.
  std::int64_t unknown() const override { return unknown_; }
  std::optional<OrderMargin> of(std::int64_t packages) override;

 private:
  // The best pairing of the book before the order.
  struct Searched {
    MarginPosition beside;  // what is held on the order's underlying
    Money beside_hold;
    Money hold;  // of the whole book
  };

  // Absent where an underlying has no price.
  std::optional<OrderMargin> best(std::int64_t packages);
  const std::optional<Searched>& searched();

  const Signal& signal_;
  Price limit_;
  const PortfolioView& book_;
  const SpotLookup& spot_of_;
  Money cash_;            // once what is in flight has filled at its limit
  Money package_hold_;    // of one package alone
  Money positions_hold_;  // of every position alone, added up
  std::int64_t unknown_ = 0;
  bool search_done_ = false;
  std::optional<Searched> searched_;
};

}  // namespace aots::trading
