#include "features/iv_history.hpp"

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

}  // namespace aots::features
