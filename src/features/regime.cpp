#include "features/regime.hpp"

#include <cstddef>

#include "base/contract.hpp"
#include "features/realized_vol.hpp"

namespace aots::features {

namespace {

constexpr int kRealizedVolReturns = 20;

constexpr std::size_t kClosesKept = kRealizedVolReturns + 1;

using Closes = std::vector<std::pair<Date, double>>;

void append(Closes& closes, Date session, double close) {
  if (!closes.empty() && closes.back().first == session) {
    closes.back().second = close;
    return;
  }
  if (!closes.empty() && closes.back().first > session) return;
  if (closes.size() == kClosesKept) closes.erase(closes.begin());
  closes.emplace_back(session, close);
}

void append(YearWindow& window, Date session, double value) {
  const auto latest = window.latest_session();
  if (latest == session) {
    window.replace_latest(value);
  } else if (!latest || *latest < session) {
    window.add(session, value);
  }
}

std::vector<double> values_of(const Closes& closes) {
  std::vector<double> values;
  values.reserve(closes.size());
  for (const auto& [session, close] : closes) values.push_back(close);
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
    : calendar_(calendar), volatility_index_(volatility_index), market_index_(market_index) {}

void RegimeDetector::on_bar(const Bar& bar) {
  const bool is_vix = bar.symbol == volatility_index_;
  if (!is_vix && bar.symbol != market_index_) return;
  if (!calendar_.is_session(bar.date) || !bar.close.is_positive()) return;
  if (is_vix) {
    append(vix_, bar.date, bar.close.to_double());
  } else {
    append(closes_, bar.date, bar.close.to_double());
  }
}

void RegimeDetector::on_split(const Symbol& symbol, Date ex_date, double ratio) {
  AOTS_EXPECTS(ratio > 0.0);
  if (symbol != market_index_) return;
  for (auto& [session, close] : closes_) {
    if (session < ex_date) close /= ratio;
  }
}

std::optional<int> RegimeDetector::age_sessions(std::optional<Date> latest, Date session) const {
  if (!latest || *latest > session) return std::nullopt;
  const int age = calendar_.session_count(*latest, session) - 1;
  if (age > kStaleSessionsMax) return std::nullopt;
  return age;
}

// Returns over a longer gap are not those of 20 sessions.
bool RegimeDetector::closes_are_dense() const {
  if (closes_.size() < kClosesKept) return false;
  return calendar_.session_count(closes_.front().first, closes_.back().first) <=
         kRealizedVolReturns + 1 + kStaleSessionsMax;
}

RegimeObservation RegimeDetector::on_session_end(Date session) {
  AOTS_EXPECTS(!ended_ || session > *ended_);
  ended_ = session;
  RegimeObservation next{.date = session, .previous = current_.regime};
  if (const auto age = age_sessions(vix_.latest_session(), session)) {
    next.vix = vix_.latest();
    next.vix_stale = *age > 0;
    next.vix_rank = vix_.percentile_of_score();
  }
  if (!closes_.empty() && age_sessions(closes_.back().first, session) && closes_are_dense()) {
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
