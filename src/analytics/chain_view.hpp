// ChainView: an option chain with our own forward, implied vol and Greeks, computed when asked for.
//
// The quotes are the truth; the analytics are pure functions of them, of the rate known at the time
// and of the dividend yield known at the time. Values are computed once and kept while the view
// lives, so that four books may look at one chain, and an expiry that nobody asks about costs
// nothing. Black-Scholes-Merton on the forward (D23); units D19; years ACT/365 from the chain's
// event time. Greeks move the spot that the forward implies, forward * exp(-(rate - yield) *
// years): quotes and the recorded spot may be minutes apart, which would turn into an absurd yield
// at short expiries. What an expiry is valued with: forward_curve.hpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/carry.hpp"
#include "analytics/expiry_time.hpp"
#include "analytics/forward_curve.hpp"
#include "base/result.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/option_class.hpp"
#include "domain/market.hpp"
#include "domain/trading.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::analytics {

struct OptionAnalytics {
  // kNoQuote also where the expiry has no forward (no rate is known, or nothing to derive it from).
  pricing::IvStatus status = pricing::IvStatus::kNoQuote;
  std::optional<double> iv;      // of the mid; only when status is kOk
  std::optional<Greeks> greeks;  // only when status is kOk; per share, long
};

struct ExpiryView {
  const ExpiryChain* chain = nullptr;
  calendar::OptionClass option_class{};
  int dte = 0;                    // calendar days to the settlement date; negative once past it
  std::optional<double> years{};  // ACT/365 to the cut-off; absent once past it
};

class ChainView {
 public:
  // The chain and the calendar must outlive the view.
  ChainView(const OptionChain& chain, const CarryInputs& carry,
            const calendar::ExchangeCalendar& calendar);
  ChainView(ChainView&&) noexcept;
  ~ChainView();

  const OptionChain& chain() const;
  std::size_t expiry_count() const;
  const ExpiryView& expiry(std::size_t index) const;
  // The same places in time, of every expiry.
  const std::vector<ExpiryTime>& times() const;
  const ExpiryCarry& carry(std::size_t index) const;
  // Index of the expiry that lists this contract's root and expiry.
  std::optional<std::size_t> find_expiry(const OptionContract& contract) const;
  const OptionAnalytics& analytics(std::size_t expiry_index, std::size_t quote_index) const;
  // Of a listed contract; nothing when the chain does not list it.
  const OptionAnalytics* analytics(const OptionContract& contract) const;
  // Of a listed contract. A quote at the price of its exercise or below has no vol, but it is known
  // how it moves: with the share in the money, and not at all out of it.
  std::optional<Greeks> greeks(const OptionContract& contract) const;

  // At-the-money implied vol at constant 30 calendar days: variance-linear in time between the two
  // expiries that bracket it, at least 2 days to expiry; absent without a bracket (D37). Where two
  // roots share an expiry date, the PM-settled one counts.
  std::optional<double> iv30() const;
  // At-the-money-forward vol of one expiry, linear in strike between the nearest strikes below and
  // above the forward that have one (of the three nearest on each side). A strike's vol is the mean
  // of its call and its put, or the out-of-the-money one where the other has none.
  std::optional<double> atm_iv(std::size_t expiry_index) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace aots::analytics
