// Steps for option quotes: those that contradict the smile of their expiry.
#pragma once

#include "calendar/exchange_calendar.hpp"
#include "data/clean/chain_draft.hpp"

namespace aots::data {

// What makes a quote an outlier (D4). Its mid's vol must miss the line through its neighbours by
// more than `sigmas` robust standard deviations of the expiry's residuals and by more than
// `vol_min`; at most one neighbour may be as far out on its side; and the price that the line gives
// must lie outside the quote by more than `spread_margin` of its own spread and `price_min`
// dollars: a wide quote says little, and cannot be wrong by much.
struct OutlierRule {
  double sigmas = 3.0;
  double vol_min = 0.02;
  double spread_margin = 1.0;
  double price_min = 0.10;
  std::size_t points_min = 12;  // fitted quotes of an expiry; fewer: no judgement
};

// Rule `smile_outlier`. Judged are out-of-the-money quotes with a bid and with four neighbours on
// each side; so wings, crossed and one-sided quotes, and chains without quotes are never touched.
// The chain is judged by itself, with the rate that its own parities imply: what else the lake
// holds must not decide what enters it.
class QuoteOutlierStep final : public Step<ChainDraft> {
 public:
  explicit QuoteOutlierStep(const calendar::ExchangeCalendar& calendar, OutlierRule rule = {})
      : calendar_(calendar), rule_(rule) {}

  std::string_view name() const override { return "quote_outliers"; }
  void apply(ChainDraft& draft, StepReport& report) const override;

 private:
  const calendar::ExchangeCalendar& calendar_;
  OutlierRule rule_;
};

}  // namespace aots::data
