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

// The cash that the order ties up, and the cash that nothing in the book does.
std::optional<OrderMargin> margin_of(const ShareRequest& request, const PortfolioView& book,
                                     const SpotLookup& spot_of) {
  Position changed = request.position;
  ShareLeg leg;
  leg.symbol = changed.signal.symbol;
  leg.entry_price = *request.spot;
  leg.opened_at = request.now;
  const Money cash = deliver(changed, request.shares, leg);
  PortfolioView after = book;
  std::ranges::replace(after.open, &request.position, static_cast<const Position*>(&changed));
  const auto before = book_margin(book, spot_of, MarginStage::kInitial);
  const auto then = book_margin(after, spot_of, MarginStage::kInitial);
  if (!before || !then) return std::nullopt;
  return OrderMargin{then->hold - before->hold - cash, book.cash - before->hold};
}

Refusal refuse(std::vector<RiskCheck> checks, const RiskCheck& failed) {
  return {std::string(failed.rule), failed.observed, failed.limit,
          risk_sentence(failed.rule, failed.observed, failed.limit), std::move(checks)};
}

}  // namespace

ShareDecision ShareGate::assess(const ShareRequest& request, const PortfolioView& book,
                                const SpotLookup& spot_of) const {
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
    if (margined_) {
      const auto margin = margin_of(request, book, spot_of);
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
