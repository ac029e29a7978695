// YearWindow: where a value stands among those of its own last year (D3).
//
// IV rank is (IV - min) / (max - min), IV percentile the share of the window at or below today, and
// the percentile of score is SciPy's, kind 'rank'. One definition for all who ask: the regime's
// VIX rank, the IV history of a symbol, and the rank features.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "base/time.hpp"
#include "features/kernels/order_statistics.hpp"

namespace aots::features {

inline constexpr int kIvWindowSessions = 252;
inline constexpr int kIvWindowSessionsMin = 60;
// No 252 sessions in a row ever spanned more days, so a value that is older than this has left the
// window even where sessions are missing.
inline constexpr int kIvWindowDays = 372;

struct IvRank {
  double rank = 0.0;        // (iv - min) / (max - min), in [0, 1]
  double percentile = 0.0;  // share of the window at or below today's value, in [0, 1]
  int sessions = 0;         // values in the window, 60 .. 252
};

class YearWindow {
 public:
  // Appends the finite value of a session; sessions must ascend.
  void add(Date session, double value);
  // Restates the latest value; there must be one.
  void replace_latest(double value);

  int sessions() const { return static_cast<int>(values_.size()); }
  std::optional<double> latest() const;
  std::optional<Date> latest_session() const;
  // Of the latest value. Absent with fewer than 60 values or when all are equal.
  std::optional<IvRank> rank() const;
  // That of the rank, at less cost.
  std::optional<double> percentile() const;
  // Percentile of score, kind 'rank', of the latest value, in [0, 1]: (count below + count at or
  // below + 1) / (2 n). Absent with fewer than 60 values.
  std::optional<double> percentile_of_score() const;

 private:
  struct Entry {
    Date session{};
    double value = 0.0;
  };
  static constexpr std::size_t kSlots = kIvWindowSessions;

  static std::size_t slot(std::size_t number) { return number % kSlots; }

  std::array<Entry, kSlots> entries_{};
  OrderStatistics<kSlots> values_;
  OrderStatistics<kSlots>::Counts counts_;  // of the latest value
  std::size_t begin_ = 0;                   // number of the oldest entry
  std::size_t end_ = 0;                     // number of the next entry
};

}  // namespace aots::features
