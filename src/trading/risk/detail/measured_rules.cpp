#include "trading/risk/detail/measured_rules.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "trading/risk/signal_shape.hpp"

namespace aots::trading::detail {
namespace {

using Form = RiskRule::Form;

constexpr double kGreeksReferenceEquity = 100'000.0;

Measurement at_most(double observed, double limit) { return {observed <= limit, observed, limit}; }
Measurement below(double observed, double limit) { return {observed < limit, observed, limit}; }
// Limit 0: nothing of the kind may be there.
Measurement none_of(std::int64_t found) { return at_most(static_cast<double>(found), 0.0); }
Measurement holds(bool condition) { return {condition, condition ? 1.0 : 0.0, 1.0}; }

// An order that brings the book closer to zero may pass though the book is beyond the limit.
Measurement within(double before, double added, double limit) {
  const double after = before + added;
  const bool passed = std::abs(after) <= limit || std::abs(after) < std::abs(before);
  return {passed, std::abs(after), limit};
}

// ------------------------------------------------------------------------------- what is observed

bool may_hold(const Position& position, const PositionLeg& leg) {
  return position.in_flight > 0 || still_held(leg);
}

bool holds_in(const Position& position, Date expiry) {
  return std::ranges::any_of(position.legs, [&](const PositionLeg& leg) {
    return may_hold(position, leg) && leg.contract.expiry == expiry;
  });
}

double risk_in_symbol(const Signal& signal, const PortfolioView& book) {
  Money total;
  for (const Position* position : book.open) {
    if (position->signal.symbol == signal.symbol) total += risk_of(*position);
  }
  return total.to_double();
}

// A trade with several expiries counts in each of them.
double risk_in_expiries(const Signal& signal, const PortfolioView& book) {
  Money most;
  for (const SignalLeg& leg : signal.legs) {
    Money total;
    for (const Position* position : book.open) {
      if (holds_in(*position, leg.contract.expiry)) total += risk_of(*position);
    }
    most = std::max(most, total);
  }
  return most.to_double();
}

// Greeks of one package in shares; absent when a leg has none.
std::optional<Greeks> package_greeks(const Signal& signal) {
  Greeks total;
  for (const SignalLeg& leg : signal.legs) {
    if (!leg.greeks) return std::nullopt;
    total += leg.greeks->scaled(
        static_cast<double>(sign(leg.side) * leg.ratio * leg.contract.multiplier));
  }
  return total;
}

double notional_of_largest_leg(const Signal& signal) {
  Money most;
  for (const SignalLeg& leg : signal.legs) {
    most = std::max(most, notional(leg.contract.strike, leg.ratio, leg.contract.multiplier));
  }
  return most.to_double();
}

// Same-direction positions in symbols that move with the signal's, its own included (D20).
std::int64_t same_way_in_cluster(const Assessment& a) {
  return std::ranges::count_if(a.book.open, [&](const Position* position) {
    const Symbol& symbol = position->signal.symbol;
    const bool together =
        symbol == a.signal.symbol || std::ranges::count(a.context.cluster, symbol) > 0;
    return together && position->signal.direction == a.signal.direction;
  });
}

bool opposite_ways(const Signal& a, const Signal& b) {
  return (a.direction == Direction::kBullish && b.direction == Direction::kBearish) ||
         (a.direction == Direction::kBearish && b.direction == Direction::kBullish);
}

// Two structures in one symbol conflict when different strategies answer for them (a play on a
// report beside a core trade), when one is a bet against the other in one expiry, or when they hold
// opposite sides of one contract, which an account would net.
bool conflict(const Signal& signal, const Position& position) {
  if (position.signal.symbol != signal.symbol) return false;
  if (position.signal.event_date.has_value() != signal.event_date.has_value()) return true;
  const bool against = opposite_ways(signal, position.signal);
  return std::ranges::any_of(position.legs, [&](const PositionLeg& held) {
    if (!may_hold(position, held)) return false;
    return std::ranges::any_of(signal.legs, [&](const SignalLeg& leg) {
      if (against && leg.contract.expiry == held.contract.expiry) return true;
      return leg.side != held.side && leg.contract == held.contract;
    });
  });
}

std::int64_t conflicting(const Assessment& a) {
  return std::ranges::count_if(
      a.book.open, [&](const Position* position) { return conflict(a.signal, *position); });
}

std::int64_t adjusted_legs(const Signal& signal) {
  return std::ranges::count_if(
      signal.legs, [](const SignalLeg& leg) { return calendar::is_adjusted(leg.contract.root); });
}

double drawdown(const PortfolioView& book) {
  const double peak = book.peak_equity.to_double();
  return peak > 0.0 ? 1.0 - book.equity.to_double() / peak : 1.0;
}

double loss_today(const PortfolioView& book) {
  const double start = book.session_start_equity.to_double();
  return start > 0.0 ? std::max(0.0, 1.0 - book.equity.to_double() / start) : 1.0;
}

// What the limit price gives up against the mid of the package, as a share of what its legs are
// worth; where a leg has no mid, against the natural price and as a share of that.
double give_up(const Assessment& a) {
  Price mid, gross;
  for (const SignalLeg& leg : a.signal.legs) {
    if (!leg.bid || !leg.ask) {
      const double natural = a.signal.net_price.to_double();
      return natural == 0.0 ? 0.0 : (natural - a.limit.to_double()) / std::abs(natural);
    }
    const Price twice_mid = (*leg.bid + *leg.ask) * leg.ratio;
    mid -= twice_mid * sign(leg.side);
    gross += twice_mid;
  }
  if (!gross.is_positive()) return 0.0;
  return (mid.to_double() - 2.0 * a.limit.to_double()) / gross.to_double();
}

double minutes_old(const Assessment& a) {
  return std::chrono::duration<double, std::ratio<60>>(a.context.now - a.context.quotes_at).count();
}

double greek(const Assessment& a, double Greeks::*which) {
  return a.package ? (*a.package).*which : 0.0;
}

Measured greek_within(const Assessment& a, double packages, double Greeks::*which,
                      std::optional<double> limit) {
  if (!limit) return std::nullopt;
  return within(a.book.greeks.*which, packages * greek(a, which), *limit * a.greeks_scale);
}

Measured share_within(const Assessment& a, double risk, std::optional<double> limit) {
  if (!limit) return std::nullopt;
  return at_most(risk / a.equity, *limit);
}

// ------------------------------------------------------------------------------------- the tables

constexpr std::array kBookRules{
    BookRule{{"equity_positive", "$", Form::kPlain,
              "the equity is {observed} $, and nothing is opened without equity"},
             [](const Assessment& a) -> Measured {
               return Measurement{a.equity > 0.0, a.equity, 0.0};
             }},
    BookRule{{"max_drawdown", "of peak equity", Form::kPercent,
              "the equity is {observed} below its peak, and new trades stop at {limit}"},
             [](const Assessment& a) -> Measured {
               return below(drawdown(a.book), a.config.max_drawdown);
             }},
    BookRule{{"max_positions", "positions", Form::kPlain,
              "{observed} positions are open or pending, the limit is {limit}"},
             [](const Assessment& a) -> Measured {
               return below(static_cast<double>(a.book.open.size()),
                            static_cast<double>(a.config.max_positions));
             }},
    BookRule{{"max_positions_per_cluster", "positions", Form::kPlain,
              "{observed} positions the same way are open in symbols that move together, the limit "
              "is {limit}"},
             [](const Assessment& a) -> Measured {
               return below(static_cast<double>(same_way_in_cluster(a)),
                            static_cast<double>(a.config.max_positions_per_cluster));
             }},
    BookRule{{"allow_undefined_risk", "unbounded trades", Form::kPlain,
              "the loss of the structure is not bounded by its legs, and such trades are not "
              "allowed"},
             [](const Assessment& a) -> Measured {
               return at_most(a.signal.defined_risk ? 0.0 : 1.0,
                              a.config.allow_undefined_risk ? 1.0 : 0.0);
             }},
    BookRule{
        {"positive_max_risk", "$ per share", Form::kPlain,
         "the most that the structure can lose is {observed} $ per share, which cannot be "
         "right"},
        [](const Assessment& a) -> Measured {
          return Measurement{a.signal.max_risk.is_positive(), a.signal.max_risk.to_double(), 0.0};
        }},
    BookRule{{"greeks_known", "known 1, not 0", Form::kPlain,
              "the Greeks of the order or of a held leg are unknown"},
             [](const Assessment& a) -> Measured {
               return holds(a.book.greeks_complete && a.package.has_value());
             }},
    BookRule{{"standard_series", "adjusted legs", Form::kPlain,
              "{observed} legs are of a series that a corporate action adjusted"},
             [](const Assessment& a) -> Measured { return none_of(adjusted_legs(a.signal)); }},
    BookRule{{"no_adjustment_before_expiry", "corporate actions", Form::kPlain,
              "a corporate action before the expiry will make the series untradable"},
             [](const Assessment& a) -> Measured {
               return none_of(a.context.adjustment_ahead ? 1 : 0);
             }},
    BookRule{{"min_confidence", "confidence", Form::kPlain,
              "the confidence is {observed}, and at least {limit} is asked for"},
             [](const Assessment& a) -> Measured {
               return Measurement{a.signal.confidence >= a.config.min_confidence,
                                  a.signal.confidence, a.config.min_confidence};
             }},
    BookRule{{"net_price_of_legs", "$ per share", Form::kPlain,
              "the legs' quotes net to {observed} $ per share, and the signal claims {limit}"},
             [](const Assessment& a) -> Measured {
               const Price net = net_of_legs(a.signal).value_or(a.signal.net_price);
               return Measurement{net == a.signal.net_price, net.to_double(),
                                  a.signal.net_price.to_double()};
             }},
    BookRule{{"shorts_are_covered", "contracts", Form::kPlain,
              "{observed} short contracts of a package outlive the long ones that should cover "
              "them"},
             [](const Assessment& a) -> Measured {
               return none_of(a.signal.defined_risk ? uncovered_shorts(a.signal) : 0);
             }},
    BookRule{{"max_daily_loss", "of starting equity", Form::kPercent,
              "the book has lost {observed} since the session began, and new trades stop at "
              "{limit}"},
             [](const Assessment& a) -> Measured {
               if (!a.config.max_daily_loss) return std::nullopt;
               return below(loss_today(a.book), *a.config.max_daily_loss);
             }},
    BookRule{{"max_orders_per_hour", "orders", Form::kPlain,
              "{observed} orders were sent within the last hour, the limit is {limit}"},
             [](const Assessment& a) -> Measured {
               if (!a.config.max_orders_per_hour) return std::nullopt;
               return below(static_cast<double>(a.context.orders_last_hour),
                            static_cast<double>(*a.config.max_orders_per_hour));
             }},
    BookRule{{"max_quote_age_minutes", "minutes", Form::kPlain,
              "the quotes were {observed} minutes old at the decision, the limit is {limit}"},
             [](const Assessment& a) -> Measured {
               if (!a.config.max_quote_age_minutes) return std::nullopt;
               return at_most(minutes_old(a), *a.config.max_quote_age_minutes);
             }},
    BookRule{{"regime_known", "known 1, not 0", Form::kPlain,
              "the market regime is unknown, and such a market has no size"},
             [](const Assessment& a) -> Measured {
               return holds(a.signal.regime != Regime::kUnknown ||
                            a.config.regime_sizing.unknown > 0.0);
             }},
    BookRule{{"earnings_blackout", "days to report", Form::kPlain,
              "a report is {observed} days away or just out, and only plays on it are opened from "
              "{limit} days before"},
             [](const Assessment& a) -> Measured {
               if (!a.config.earnings_blackout) return std::nullopt;
               const auto& near = a.context.report_near;
               if (!near) return Measurement{};
               return Measurement{a.signal.event_date.has_value(),
                                  static_cast<double>(near->days_to),
                                  static_cast<double>(near->window_days)};
             }},
    BookRule{{"conflicting_structure", "trades", Form::kPlain,
              "{observed} live trades in the symbol contradict this one"},
             [](const Assessment& a) -> Measured {
               if (a.config.allow_conflicting_structures) return std::nullopt;
               return none_of(conflicting(a));
             }},
    BookRule{{"max_price_give_up", "of the legs' mids", Form::kPercent,
              "the limit price gives up {observed} of what the legs are worth, and at most {limit} "
              "is sane"},
             [](const Assessment& a) -> Measured {
               if (!a.config.max_price_give_up) return std::nullopt;
               return at_most(give_up(a), *a.config.max_price_give_up);
             }},
};

constexpr std::array kSizeRules{
    SizeRule{{"hard_max_risk_per_trade", "of equity", Form::kPercent,
              "the order would risk {observed} of the equity, the limit is {limit}"},
             SizeRule::Act::kShrinks,
             [](const Assessment& a, double n) -> Measured {
               return share_within(a, n * a.package_risk, a.config.hard_max_risk_per_trade);
             }},
    SizeRule{{"max_portfolio_risk", "of equity", Form::kPercent,
              "the book would risk {observed} of the equity, the limit is {limit}"},
             SizeRule::Act::kShrinks,
             [](const Assessment& a, double n) -> Measured {
               return share_within(a, a.open_risk + n * a.package_risk,
                                   a.config.max_portfolio_risk);
             }},
    SizeRule{{"max_risk_per_symbol", "of equity", Form::kPercent,
              "the trades in this symbol would risk {observed} of the equity, the limit is "
              "{limit}"},
             SizeRule::Act::kShrinks,
             [](const Assessment& a, double n) -> Measured {
               return share_within(a, a.symbol_risk + n * a.package_risk,
                                   a.config.max_risk_per_symbol);
             }},
    SizeRule{{"max_risk_per_expiry", "of equity", Form::kPercent,
              "the trades in one expiry would risk {observed} of the equity, the limit is {limit}"},
             SizeRule::Act::kShrinks,
             [](const Assessment& a, double n) -> Measured {
               return share_within(a, a.expiry_risk + n * a.package_risk,
                                   a.config.max_risk_per_expiry);
             }},
    SizeRule{{"max_portfolio_delta", "shares", Form::kPlain,
              "portfolio delta would be {observed} shares, the limit is {limit}"},
             SizeRule::Act::kShrinks,
             [](const Assessment& a, double n) {
               return greek_within(a, n, &Greeks::delta, a.config.max_portfolio_delta);
             }},
    SizeRule{{"max_portfolio_gamma", "shares per $", Form::kPlain,
              "portfolio gamma would be {observed} shares per $, the limit is {limit}"},
             SizeRule::Act::kShrinks,
             [](const Assessment& a, double n) {
               return greek_within(a, n, &Greeks::gamma, a.config.max_portfolio_gamma);
             }},
    SizeRule{{"max_portfolio_vega", "$ per vol point", Form::kPlain,
              "portfolio vega would be {observed} $ per vol point, the limit is {limit}"},
             SizeRule::Act::kShrinks,
             [](const Assessment& a, double n) {
               return greek_within(a, n, &Greeks::vega_per_vol_point, a.config.max_portfolio_vega);
             }},
    SizeRule{{"max_portfolio_theta", "$ per day", Form::kPlain,
              "portfolio theta would be {observed} $ per day, the limit is {limit}"},
             SizeRule::Act::kShrinks,
             [](const Assessment& a, double n) {
               return greek_within(a, n, &Greeks::theta_per_day, a.config.max_portfolio_theta);
             }},
    SizeRule{{"max_packages", "packages", Form::kPlain,
              "the order would be {observed} packages, and more than {limit} is taken for a "
              "mistake"},
             SizeRule::Act::kRefuses,
             [](const Assessment& a, double n) -> Measured {
               if (!a.config.max_packages) return std::nullopt;
               return at_most(n, static_cast<double>(*a.config.max_packages));
             }},
    SizeRule{{"max_notional", "times equity", Form::kPlain,
              "the largest leg would control {observed} times the equity, and more than {limit} is "
              "taken for a mistake"},
             SizeRule::Act::kRefuses,
             [](const Assessment& a, double n) {
               return share_within(a, n * a.package_notional, a.config.max_notional);
             }},
};

constexpr RiskRule kMarginKnown{
    "margin_known", "trades", Form::kPlain,
    "the margin of {observed} trades is unknown: nobody saw a price of their underlying, or, which "
    "portfolio margin needs too, its rate and yield and the mark and vol of every option"};
constexpr RiskRule kBuyingPower{"buying_power", "$", Form::kPlain,
                                "the order would tie up {observed} $, and {limit} $ are free"};

// In the order of SizedBy.
constexpr std::array kSizeAboveZero{
    RiskRule{"size_above_zero:max_risk_per_trade", "packages", Form::kPlain,
             "the risk budget of a trade holds {observed} packages"},
    RiskRule{"size_above_zero:min_one_contract", "packages", Form::kPlain,
             "the size is {observed} packages"},
    RiskRule{"size_above_zero:hard_max_risk_per_trade", "packages", Form::kPlain,
             "the size is {observed} packages: one would risk more than a trade may"},
    RiskRule{"size_above_zero:regime_sizing", "packages", Form::kPlain,
             "the size is {observed} packages in this regime"},
    RiskRule{"size_above_zero:min_confidence", "packages", Form::kPlain,
             "the size is {observed} packages: the confidence is too low"},
    RiskRule{"size_above_zero:full_size_confidence", "packages", Form::kPlain,
             "the size is {observed} packages at this confidence"},
    RiskRule{"size_above_zero:no_risk_budget", "packages", Form::kPlain,
             "the size is {observed} packages: there is no risk budget"},
};

}  // namespace

Assessment::Assessment(const Signal& wanted, const PortfolioView& view, const RiskContext& known,
                       const RiskConfig& limits, Price limit_price)
    : signal(wanted),
      book(view),
      context(known),
      config(limits),
      limit(limit_price),
      equity(view.equity.to_double()),
      package(package_greeks(wanted)),
      package_risk(risk_at_limit(wanted, limit_price).to_double()),
      package_notional(notional_of_largest_leg(wanted)) {
  Money total;
  for (const Position* position : view.open) total += risk_of(*position);
  open_risk = total.to_double();
  if (limits.max_risk_per_symbol) symbol_risk = risk_in_symbol(wanted, view);
  if (limits.max_risk_per_expiry) expiry_risk = risk_in_expiries(wanted, view);
  if (limits.greeks_limit_per_100k) greeks_scale = std::max(equity, 0.0) / kGreeksReferenceEquity;
}

std::span<const BookRule> book_rules() { return kBookRules; }
std::span<const SizeRule> size_rules() { return kSizeRules; }
const RiskRule& size_above_zero_rule(SizedBy sized_by) {
  return kSizeAboveZero.at(static_cast<std::size_t>(sized_by));
}
const RiskRule& margin_known_rule() { return kMarginKnown; }
const RiskRule& buying_power_rule() { return kBuyingPower; }
std::span<const RiskRule> size_above_zero_rules() { return kSizeAboveZero; }

}  // namespace aots::trading::detail
