// Corporate actions of a book, and the footing of its prices.
#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "trading/portfolio/lifecycle.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::trading {
namespace {

constexpr double kSameFooting = 1.25;  // a session's own move between two stamps is far less
constexpr double kWholeWithin = 0.01;

// How many times the bar's price the chain's is, one where they differ by no more than stamps do.
double footing_of(Price chain, Price bar) {
  const double ratio = chain.to_double() / bar.to_double();
  if (ratio < kSameFooting && ratio > 1.0 / kSameFooting) return 1.0;
  const double whole = std::round(ratio);
  return std::abs(ratio - whole) < kWholeWithin * ratio ? whole : ratio;
}

}  // namespace

bool Lifecycle::is_special(const Symbol& symbol, Date ex_date) const {
  const std::string wanted = fmt::format("{}:{}", symbol.str(), aots::to_string(ex_date));
  return std::ranges::count(config_.special_dividends, wanted) > 0;
}

std::vector<CorporateAction> Lifecycle::actions(const Symbol& symbol, Date from, Date to,
                                                const features::MarketState& market) const {
  std::vector<CorporateAction> found;
  for (const Split& split : market.splits(symbol, from, to)) {
    found.push_back({.symbol = symbol, .ex_date = split.ex_date, .ratio = split.ratio});
  }
  const auto known = underlyings_.find(symbol);
  const double footing = known == underlyings_.end() ? 1.0 : known->second.footing;
  for (const Dividend& dividend : market.dividends(symbol, from, to)) {
    if (!is_special(symbol, dividend.ex_date)) continue;
    found.push_back({.symbol = symbol,
                     .ex_date = dividend.ex_date,
                     .special_dividend = Price::from_double(dividend.amount * footing)});
  }
  std::ranges::stable_sort(found, {}, &CorporateAction::ex_date);
  return found;
}

std::optional<Date> Lifecycle::adjustment_ahead(const Symbol& symbol, Date from, Date to,
                                                const features::MarketState& market) const {
  for (const CorporateAction& action : actions(symbol, from, to, market)) {
    if (!is_whole_split(action.ratio)) return action.ex_date;
  }
  return std::nullopt;
}

Status Lifecycle::before_chain(const OptionChain& chain, const features::MarketState& market) {
  const Date previous = calendar_.previous_session(chain.session);
  AOTS_CHECK_OK(pass_night(chain.underlying, {chain.session, chain.known_time, market, previous}));
  Underlying& underlying = underlyings_[chain.underlying];
  const Date from = underlying.actions_done.value_or(previous);
  for (const CorporateAction& action : actions(chain.underlying, from, chain.session, market)) {
    // Chains in the prices of a series that was adjusted beforehand do not step, nor do contracts.
    const bool adjusted_beforehand = underlying.seen && chain.spot && action.ratio != 1.0 &&
                                     !steps_by(underlying.spot, *chain.spot, action.ratio);
    if (!adjusted_beforehand) AOTS_CHECK_OK(act(action, chain.spot, chain.known_time));
  }
  underlying.actions_done = chain.session;
  if (chain.spot) {
    underlying.seen = chain.session;
    underlying.spot = *chain.spot;
  }
  return {};
}

// A session without a chain: chains that stand on another footing than the bars are as traded, and
// so are bars that step.
Status Lifecycle::act_without_chain(const Symbol& symbol, const Closing& closing) {
  Underlying& underlying = underlyings_[symbol];
  const Date from = underlying.actions_done.value_or(closing.previous);
  const Bar* bar = closing.market.bar(symbol, closing.end.session);
  for (const CorporateAction& action : actions(symbol, from, closing.end.session, closing.market)) {
    bool as_traded = true;
    if (underlying.seen && bar != nullptr && action.ratio != 1.0) {
      const Price close = on_footing(bar->close, underlying.footing);
      const bool bars_step = steps_by(underlying.spot, close, action.ratio);
      as_traded = bars_step || underlying.footing != 1.0;
      if (!bars_step && as_traded) underlying.footing /= action.ratio;
      if (as_traded) {
        underlying.spot = Price::from_double(underlying.spot.to_double() / action.ratio);
      }
    }
    if (as_traded) AOTS_CHECK_OK(act(action, std::nullopt, closing.end.known_time));
  }
  underlying.actions_done = closing.end.session;
  return {};
}

void Lifecycle::refresh_footing(const Symbol& symbol, const Closing& closing) {
  Underlying& underlying = underlyings_[symbol];
  const Bar* bar = closing.market.bar(symbol, closing.end.session);
  if (bar == nullptr || underlying.seen != closing.end.session) return;
  if (bar->close.is_positive() && underlying.spot.is_positive()) {
    underlying.footing = footing_of(underlying.spot, bar->close);
  }
}

Status Lifecycle::act(const CorporateAction& action, std::optional<Price> after, Timestamp time) {
  std::vector<PositionId> held;
  for (const Position* position : portfolio_.view().open) {
    if (position->signal.symbol != action.symbol) continue;
    if (position->status != PositionStatus::kPending) held.push_back(position->id);
  }
  const std::string what =
      action.special_dividend.is_zero()
          ? fmt::format("{} for 1", format_double(action.ratio))
          : fmt::format("special dividend of {}", to_string(action.special_dividend));
  AOTS_CHECK_OK(tell({.kind = LifecycleKind::kCorporateAction,
                      .time = time,
                      .subject = action.symbol.str(),
                      .reason = what}));
  for (const PositionId id : held) {
    Money cash;
    portfolio_.change(id, time, "", [&](Position& position) {
      return cash = carry_across(position, action, after, time);
    });
    AOTS_CHECK_OK(tell({.kind = LifecycleKind::kCarriedAcross,
                        .time = time,
                        .position = id,
                        .subject = action.symbol.str(),
                        .cash = cash,
                        .reason = what}));
  }
  return {};
}

}  // namespace aots::trading
