#include "analytics/carry.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "calendar/option_class.hpp"

namespace aots::analytics {

void CarryHistory::add(const RateObservation& rate) {
  if (rate.series != rate_series_) return;
  if (!rate_ || rate.date >= rate_->date) rate_ = rate;
}

void CarryHistory::add(const Dividend& dividend) {
  any_dividend_ = true;
  std::vector<Payment>& payments = series_[dividend.symbol].payments;
  const auto place = std::find_if(payments.rbegin(), payments.rend(), [&](const Payment& payment) {
    return payment.ex_date <= dividend.ex_date;
  });
  // Several payments may go ex on one day (a regular and a special one): each counts.
  payments.insert(place.base(), {.ex_date = dividend.ex_date, .amount = dividend.amount});
}

bool steps_by_split(double close_before, double close_after, double ratio) {
  if (!(ratio > 0.0)) return false;
  const double step = std::log(close_after / close_before);
  return std::abs(step + std::log(ratio)) < std::abs(step);
}

void CarryHistory::add(const Bar& bar) {
  if (!bar.close.is_positive()) return;
  Series& series = series_[bar.symbol];
  if (!series.first_bar) series.first_bar = bar.date;
  if (series.latest_bar && bar.date > *series.latest_bar) undo_steps(series, bar);
  series.latest_bar = bar.date;
  series.close = bar.close.to_double();
  std::erase_if(series.payments, [&](const Payment& payment) {
    return days_between(payment.ex_date, bar.date) > kDividendWindowDays;
  });
}

void CarryHistory::add(const Split& split) { series_[split.symbol].splits.push_back(split); }

void CarryHistory::undo_steps(Series& series, const Bar& bar) {
  std::erase_if(series.splits, [&](const Split& split) {
    if (split.ex_date > bar.date) return false;
    const bool steps = split.ex_date > *series.latest_bar &&
                       steps_by_split(series.close, bar.close.to_double(), split.ratio);
    if (steps) rescale(bar.symbol, split.ex_date, split.ratio);
    return true;
  });
}

void CarryHistory::rescale(const Symbol& symbol, Date ex_date, double ratio) {
  AOTS_EXPECTS(ratio > 0.0);
  for (Payment& payment : series_[symbol].payments) {
    if (payment.ex_date < ex_date) payment.amount /= ratio;
  }
}

std::optional<double> CarryHistory::rate(Date today) const {
  if (!rate_ || days_between(rate_->date, today) > kRateAgeDaysMax) return std::nullopt;
  return rate_->rate;
}

std::optional<double> CarryHistory::dividend_yield(const Symbol& symbol, Date today) const {
  const calendar::OptionClass option_class = calendar::option_class(symbol.str());
  if (option_class.delivery == Delivery::kCash || !any_dividend_) return std::nullopt;
  const auto found = series_.find(symbol);
  if (found == series_.end()) return std::nullopt;
  const Series& series = found->second;
  if (!series.first_bar || days_between(*series.first_bar, today) < kDividendWindowDays) {
    return std::nullopt;
  }
  double sum = 0.0;
  for (const Payment& payment : series.payments) {
    const int age = days_between(payment.ex_date, today);
    if (age >= 0 && age < kDividendWindowDays) sum += payment.amount;
  }
  return std::log1p(sum / series.close);
}

CarryInputs CarryHistory::inputs(const Symbol& symbol, Date today) const {
  return {.rate = rate(today), .dividend_yield = dividend_yield(symbol, today)};
}

}  // namespace aots::analytics
