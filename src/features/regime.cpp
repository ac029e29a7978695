#include "features/regime.hpp"

#include <algorithm>
#include <cstddef>

#include "base/contract.hpp"
#include "features/iv_rank.hpp"
#include "features/realized_vol.hpp"

namespace aots::features {

namespace {

constexpr int kRealizedVolReturns = 20;

using Series = std::vector<std::pair<Date, double>>;

// Keeps a year; what is older has left the window even where sessions are missing.
void append(Series& series, Date session, double value) {
  if (!series.empty() && series.back().first == session) {
    series.back().second = value;
    return;
  }
  if (!series.empty() && series.back().first > session) return;
  if (series.size() == static_cast<std::size_t>(kIvWindowSessions)) series.erase(series.begin());
  std::erase_if(series, [&](const auto& entry) {
    return days_between(entry.first, session) > kIvWindowDays;
  });
  series.emplace_back(session, value);
}

std::vector<double> values_of(const Series& series) {
  std::vector<double> values;
  values.reserve(series.size());
  for (const auto& [session, value] : series) values.push_back(value);
  return values;
}

}  // namespace

Regime classify_regime(const RegimeInputs& inputs) {
  if (inputs.vix < 15.0 && inputs.vix_rank < 0.3) return Regime::kLowVol;
  if (inputs.vix > 25.0 || inputs.vix_rank > 0.8) return Regime::kHighVol;
  if (inputs.hv_iv_ratio > 0.9 && inputs.vix_rank > 0.5) return Regime::kIvExpansion;
  if (inputs.hv_iv_ratio < 0.6 && inputs.vix_rank < 0.5) return Regime::kIvContraction;
  return Regime::kNeutral;
}

RegimeDetector::RegimeDetector(Symbol volatility_index, Symbol market_index,
                               const calendar::ExchangeCalendar& calendar)
    : calendar_(calendar),
      volatility_index_(std::move(volatility_index)),
      market_index_(std::move(market_index)) {}

void RegimeDetector::on_bar(const Bar& bar) {
  const bool is_vix = bar.symbol == volatility_index_;
  if (!is_vix && bar.symbol != market_index_) return;
  if (!calendar_.is_session(bar.date) || !bar.close.is_positive()) return;
  append(is_vix ? vix_ : closes_, bar.date, bar.close.to_double());
}

void RegimeDetector::on_split(const Symbol& symbol, Date ex_date, double ratio) {
  AOTS_EXPECTS(ratio > 0.0);
  if (symbol != market_index_) return;
  for (auto& [session, close] : closes_) {
    if (session < ex_date) close /= ratio;
  }
}

std::optional<int> RegimeDetector::age_sessions(const Series& series, Date session) const {
  if (series.empty() || series.back().first > session) return std::nullopt;
  const int age = calendar_.session_count(series.back().first, session) - 1;
  if (age > kStaleSessionsMax) return std::nullopt;
  return age;
}

// Returns over a longer gap are not those of 20 sessions.
bool RegimeDetector::closes_are_dense() const {
  constexpr std::size_t kCloses = kRealizedVolReturns + 1;
  if (closes_.size() < kCloses) return false;
  const Date first = closes_[closes_.size() - kCloses].first;
  return calendar_.session_count(first, closes_.back().first) <=
         kRealizedVolReturns + 1 + kStaleSessionsMax;
}

RegimeObservation RegimeDetector::on_session_end(Date session) {
  AOTS_EXPECTS(!ended_ || session > *ended_);
  ended_ = session;
  RegimeObservation next{.date = session, .previous = current_.regime};
  if (const auto age = age_sessions(vix_, session)) {
    next.vix = vix_.back().second;
    next.vix_stale = *age > 0;
    next.vix_rank = percentile_of_score(values_of(vix_));
  }
  if (age_sessions(closes_, session) && closes_are_dense()) {
    next.rv_20 = realized_vol(values_of(closes_), kRealizedVolReturns);
  }
  if (next.rv_20 && next.vix) next.hv_iv_ratio = *next.rv_20 / (*next.vix / 100.0);
  if (next.vix && next.vix_rank && next.hv_iv_ratio) {
    next.regime = classify_regime(
        {.vix = *next.vix, .vix_rank = *next.vix_rank, .hv_iv_ratio = *next.hv_iv_ratio});
  }
  next.changed = next.regime != next.previous;
  if (next.changed) changes_.push_back({session, next.previous, next.regime});
  current_ = next;
  return current_;
}

}  // namespace aots::features
