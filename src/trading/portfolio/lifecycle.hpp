// Lifecycle: what happens to a book without an order, session by session: corporate actions,
// dividends, the closing of delivered shares, settlement, early assignment, alerts, interest.
//
// One implementation for simulated and live books. It decides by the pure functions beside it
// (expiry, assignment, corporate_actions, shares), changes the book through Portfolio::change and
// tells a listener of each change at once. Market prices of one underlying may come on two
// footings: a series of bars that was adjusted for later splits, and chains as they traded. What
// the chain says counts, and bars and dividends are brought onto its footing by the ratio of their
// prices on a session that has both.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "calendar/exchange_calendar.hpp"
#include "domain/market_event.hpp"
#include "features/market_state.hpp"
#include "trading/portfolio/assignment.hpp"
#include "trading/portfolio/corporate_actions.hpp"
#include "trading/portfolio/expiry.hpp"
#include "trading/portfolio/lifecycle_config.hpp"
#include "trading/portfolio/portfolio.hpp"

namespace aots::trading {

enum class LifecycleKind {
  kSettlement,       // legs ended at a print
  kAssignment,       // a short leg was exercised by its holder
  kShareClose,       // delivered shares were closed
  kDistribution,     // a dividend on shares
  kBorrow,           // a fee for shares held short
  kCorporateAction,  // a split or adjustment of an underlying; its working orders are void
  kCarriedAcross,    // a position's contracts became others
  kAssignmentAlert,  // a short leg may be assigned within two sessions
  kWarning,
};
std::string_view to_string(LifecycleKind kind);  // settlement, assignment, share_close, ...

struct LifecycleEvent {
  LifecycleKind kind = LifecycleKind::kWarning;
  Timestamp time;
  std::optional<PositionId> position;  // absent for a corporate action
  std::string subject;                 // symbol, root or contract
  std::optional<Price> price;          // the print or the price per share
  bool approximate = false;
  std::optional<Money> cash;  // that came in
  std::string reason;         // of an assignment, a close or an alert; the text of a warning
};

// Told of every change right after it. An error stops what is under way.
using LifecycleListener = std::function<Status(const LifecycleEvent&)>;

class Lifecycle {
 public:
  // The calendar and the portfolio must outlive it.
  Lifecycle(LifecycleConfig config, std::uint64_t seed, const calendar::ExchangeCalendar& calendar,
            Portfolio& portfolio, LifecycleListener listener);

  // Before anything trades on the chain: what the night brought to those who held, and corporate
  // actions that its prices show.
  Status before_chain(const OptionChain& chain, const features::MarketState& market);
  // After the session's bars are known and its orders have ended.
  Status on_session_end(const SessionEnd& end, const features::MarketState& market);

  // Whether the underlying had a chain with a spot on that session.
  bool seen_on(const Symbol& symbol, Date session) const;
  // Of the latest chain that had one.
  std::optional<Price> last_spot(const Symbol& symbol) const;
  // The ex date of the first known action after `from` and up to `to` that makes a series
  // untradable (D48).
  std::optional<Date> adjustment_ahead(const Symbol& symbol, Date from, Date to,
                                       const features::MarketState& market) const;
  // Why a position must be left now, if it must: "assignment" while the rule is close_next_open,
  // "adjustment_ahead" on the last session before one.
  std::optional<std::string> exit_reason(const Position& position, Date session,
                                         const features::MarketState& market) const;

 private:
  struct Underlying {
    std::optional<Date> seen;  // session of the last chain with a spot
    Price spot;
    std::optional<Date> night_done;    // the night before this session is behind us
    std::optional<Date> actions_done;  // actions up to this session are behind us
    double footing = 1.0;              // chain price / bar price of one session
  };
  // What comes before a session's first trade.
  struct Morning {
    Date session;
    Timestamp time;  // that it is booked at
    const features::MarketState& market;
    Date previous;
  };
  // One look at the end of a session.
  struct Closing {
    const SessionEnd& end;
    const features::MarketState& market;
    Date previous;
  };

  std::vector<CorporateAction> actions(const Symbol& symbol, Date from, Date to,
                                       const features::MarketState& market) const;
  bool is_special(const Symbol& symbol, Date ex_date) const;
  Status act(const CorporateAction& action, std::optional<Price> after, Timestamp time);
  Status act_without_chain(const Symbol& symbol, const Closing& closing);
  void refresh_footing(const Symbol& symbol, const Closing& closing);
  SessionPrints prints(const Symbol& symbol, const Closing& closing) const;
  // Per share. Special ones are left out where strikes make up for them.
  enum class Dividends { kAll, kOrdinary };
  double dividend_between(const Symbol& symbol, Date from, Date to,
                          const features::MarketState& market, Dividends which) const;

  Status pass_night(const Symbol& symbol, const Morning& morning);
  Status distribute_dividends(PositionId id, const Morning& morning);
  Status charge_borrow(PositionId id, const Morning& morning);
  Status close_position_day(PositionId id, const Closing& closing);
  Status close_shares(PositionId id, const Closing& closing);
  Status settle_expired(PositionId id, const Closing& closing);
  Status settle_group(PositionId id, const SettlementGroup& group, const Closing& closing);
  Status assign_early(PositionId id, const Closing& closing);
  Status alert(PositionId id, const Closing& closing);
  Status alert_leg(const Position& position, const PositionLeg& leg, const Closing& closing);
  void stress_shares(PositionId id, const Closing& closing);
  void pay_interest(const Closing& closing);

  std::optional<HolderView> holder_view(const Position& position, const PositionLeg& leg,
                                        const Closing& closing) const;
  std::optional<Price> long_from(const Position& position, const SettlementGroup& group,
                                 Price print) const;
  Status tell(const LifecycleEvent& event) const { return listener_(event); }

  LifecycleConfig config_;
  std::uint64_t seed_;
  const calendar::ExchangeCalendar& calendar_;
  Portfolio& portfolio_;
  LifecycleListener listener_;
  std::map<Symbol, Underlying> underlyings_;
  std::set<std::string> alerted_;  // position, contract and reason
};

}  // namespace aots::trading
