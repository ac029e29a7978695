// IvHistory: the series of implied vols behind the IV rank, one source per symbol and run (D31).
//
// Source "own": 30-day at-the-money IV of the symbol's own chains. Otherwise the symbol's
// volatility index (SPY, SPX: VIX; QQQ: VXN), divided by 100. Otherwise none, and no rank. The
// choice is made once, from what the lake holds before the first decision, and is named in every
// signal.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "domain/types.hpp"
#include "features/iv_rank.hpp"

namespace aots::features {

enum class IvSourceKind { kOwn, kIndex, kNone };

struct IvSource {
  IvSourceKind kind = IvSourceKind::kNone;
  std::optional<Symbol> index;  // for kIndex

  std::string name() const;  // "own", "VIX", "VXN", "none"
};

// The volatility index of a symbol, where there is one.
std::optional<Symbol> volatility_index_of(const Symbol& symbol);

// D31: own where 252 sessions of it precede the first decision, else the index, else none.
IvSource choose_iv_source(const Symbol& symbol, int own_sessions_before_first_decision,
                          bool index_available);

class IvHistory {
 public:
  explicit IvHistory(IvSource source) : source_(source) {}

  // Appends the value of a session; sessions must ascend.
  void add(Date session, double iv) { window_.add(session, iv); }
  const IvSource& source() const { return source_; }
  // Rank of the latest value; absent as in features/iv_rank.hpp.
  std::optional<IvRank> rank() const { return window_.rank(); }
  std::optional<double> latest() const { return window_.latest(); }
  // Values in the window, 252 at most.
  int sessions() const { return window_.sessions(); }
  std::optional<Date> latest_session() const { return window_.latest_session(); }

 private:
  IvSource source_;
  YearWindow window_;
};

}  // namespace aots::features
