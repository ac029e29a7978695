#include "trading/risk/share_gate.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/contract.hpp"
#include "calendar/option_class.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {
namespace {

// The most shares that the held options can bring or take: no delta asks for more.
std::int64_t deliverable_shares(const Position& position) {
  std::int64_t brought = 0, taken = 0;
  for (const PositionLeg& leg : position.legs) {
    if (!still_held(leg)) continue;
    const std::int64_t shares = shares_delivered(leg);
    (shares > 0 ? brought : taken) += std::abs(shares);
  }
  return std::max(brought, taken);
}

bool only_gives_up(std::int64_t held, std::int64_t after) {
  return std::abs(after) < std::abs(held) && (after == 0 || (after > 0) == (held > 0));
}

// The book with the shares bought or sold at the spot.
struct BookAfter {
  BookAfter(const ShareRequest& request, const PortfolioView& before)
      : changed(request.position), book(before) {
    ShareLeg leg;
    leg.symbol = changed.signal.symbol;
    leg.entry_price = *request.spot;
    leg.opened_at = request.now;
    brings = deliver(changed, request.shares, leg);
    book.cash += brings;
    std::ranges::replace(book.open, &request.position, static_cast<const Position*>(&changed));
  }
  BookAfter(const BookAfter&) = delete;
  BookAfter& operator=(const BookAfter&) = delete;

  Position changed;
  PortfolioView book;
  Money brings;
};

// The cash that the order ties up, and the cash that nothing in the book does.
std::optional<OrderMargin> reg_t_of(const BookAfter& after, const PortfolioView& book,
                                    const SpotLookup& spot_of) {
  const auto before = book_margin(book, spot_of, MarginStage::kInitial);
  const auto then = book_margin(after.book, spot_of, MarginStage::kInitial);
  if (!before || !then) return std::nullopt;
  return OrderMargin{then->hold - before->hold - after.brings, book.cash - before->hold};
}

// What the equity must cover more, or the cash that shares cost.
std::optional<OrderMargin> portfolio_of(const BookAfter& after, const PortfolioView& book,
                                        const SpotLookup& spot_of, const StressMarket* market) {
  const auto before = portfolio_margin(book, spot_of, market);
  const auto then = portfolio_margin(after.book, spot_of, market);
  if (!before || !then) return std::nullopt;
  return tighter(OrderMargin{then->requirement - before->requirement, before->free()},
                 OrderMargin{-after.brings, before->cash});
}

Refusal refuse(std::vector<RiskCheck> checks, const RiskCheck& failed) {
  return {std::string(failed.rule), failed.observed, failed.limit,
          risk_sentence(failed.rule, failed.observed, failed.limit), std::move(checks)};
}

}  // namespace

ShareDecision ShareGate::assess(const ShareRequest& request, const PortfolioView& book,
                                const SpotLookup& spot_of,
                                const StressMarket* stress_market) const {
  AOTS_EXPECTS(request.shares != 0);
  const Position& position = request.position;
  const bool known = request.spot && request.spot->is_positive();
  const bool trades =
      calendar::option_class(position.legs.front().contract.root).delivery == Delivery::kPhysical;
  std::vector<RiskCheck> checks{{"spot_known", known, known ? 1.0 : 0.0, 1.0},
                                {"underlying_trades", trades, trades ? 1.0 : 0.0, 1.0}};
  const std::int64_t held = net_shares(position);
  const std::int64_t after = held + request.shares;
  if (known && !only_gives_up(held, after)) {
    const std::int64_t most = deliverable_shares(position);
    checks.push_back({"hedge_size", std::abs(after) <= most, static_cast<double>(std::abs(after)),
                      static_cast<double>(most)});
    checks.push_back({"equity_positive", book.equity.is_positive(), book.equity.to_double(), 0.0});
    if (system_ != "none") {
      const BookAfter then(request, book);
      const auto margin = system_ == "portfolio" ? portfolio_of(then, book, spot_of, stress_market)
                                                 : reg_t_of(then, book, spot_of);
      checks.push_back({"margin_known", margin.has_value(), margin ? 1.0 : 0.0, 1.0});
      if (margin) {
        checks.push_back({"buying_power", margin->fits(), margin->needed.to_double(),
                          margin->available.to_double()});
      }
    }
  }
  const auto failed = std::ranges::find(checks, false, &RiskCheck::passed);
  if (failed != checks.end()) {
    const RiskCheck first_failed = *failed;
    return refuse(std::move(checks), first_failed);
  }
  return ApprovedShares({position.id, position.signal.symbol,
                         request.shares > 0 ? Side::kBuy : Side::kSell, std::abs(request.shares),
                         request.now, request.reason});
}

}  // namespace aots::trading
