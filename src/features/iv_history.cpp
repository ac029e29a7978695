#include "features/iv_history.hpp"

#include <cstddef>

#include "base/contract.hpp"

namespace aots::features {

std::string IvSource::name() const {
  switch (kind) {
    case IvSourceKind::kOwn:
      return "own";
    case IvSourceKind::kIndex:
      return index ? index->str() : "none";
    case IvSourceKind::kNone:
      return "none";
  }
  return "none";
}

std::optional<Symbol> volatility_index_of(const Symbol& symbol) {
  if (symbol == Symbol("SPY") || symbol == Symbol("SPX")) return Symbol("VIX");
  if (symbol == Symbol("QQQ")) return Symbol("VXN");
  return std::nullopt;
}

IvSource choose_iv_source(const Symbol& symbol, int own_sessions_before_first_decision,
                          bool index_available) {
  if (own_sessions_before_first_decision >= kIvWindowSessions) {
    return {.kind = IvSourceKind::kOwn, .index = std::nullopt};
  }
  const auto index = volatility_index_of(symbol);
  if (index && index_available) return {.kind = IvSourceKind::kIndex, .index = index};
  return {};
}

void IvHistory::add(Date session, double iv) {
  AOTS_EXPECTS(sessions_.empty() || session > sessions_.back());
  std::size_t gone = values_.size() == static_cast<std::size_t>(kIvWindowSessions) ? 1 : 0;
  while (gone < sessions_.size() && days_between(sessions_[gone], session) > kIvWindowDays) ++gone;
  const auto count = static_cast<std::ptrdiff_t>(gone);
  sessions_.erase(sessions_.begin(), sessions_.begin() + count);
  values_.erase(values_.begin(), values_.begin() + count);
  sessions_.push_back(session);
  values_.push_back(iv);
}

std::optional<IvRank> IvHistory::rank() const { return iv_rank(values_); }

std::optional<double> IvHistory::latest() const {
  if (values_.empty()) return std::nullopt;
  return values_.back();
}

std::optional<Date> IvHistory::latest_session() const {
  if (sessions_.empty()) return std::nullopt;
  return sessions_.back();
}

}  // namespace aots::features
