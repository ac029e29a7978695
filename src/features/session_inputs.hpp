// SessionInputs: a session as the kernels read it, after the rules for gaps.
//
// Prices are whole millionths and returns whole multiples of 2^-54, so that the rolling sums of the
// kernels are sums of integers: exact, without drift, and a function of their window alone. A
// session without a bar is passed over by the price kernels; more than three in a row end the
// history and the kernels begin anew with the next bar (D5). Absent numbers are NaN here.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "features/feature_day.hpp"

namespace aots::features {

inline constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();
// Millionths in a dollar.
inline constexpr double kMicros = static_cast<double>(kMicrosPerUnit);
// Sessions without a value that a window passes over; a longer hole ends it.
inline constexpr int kGapSessionsMax = 3;

struct PriceInputs {
  std::int64_t open = 0, high = 0, low = 0, close = 0;  // millionths
  double volume = kAbsent;                              // shares
  double log_return = kAbsent;                          // since the last bar; absent on the first
  double market_return = kAbsent;
  Date date{};
  bool present = false;  // this session has a usable bar
  bool begins = false;   // the first bar of a history: forget what came before
};

struct SessionInputs {
  const FeatureDay* day = nullptr;
  PriceInputs price{};
  // VIX in points and the IV series; each repeats its last value for kGapSessionsMax sessions
  // (D25).
  double vix = kAbsent;
  double iv = kAbsent;
  bool vix_is_new = false;  // a value of this very session
  bool iv_is_new = false;
  bool vix_begins = false;  // the first value after a longer hole
};

// Reads sessions in order.
class SessionDigest {
 public:
  // The day must outlive what is made of it. A bar that breaks the order of its prices, or has one
  // that is not positive, is no bar.
  SessionInputs next(const FeatureDay& day);

 private:
  // The last value of a series, while it is recent enough.
  struct Carried {
    double value = kAbsent;
    int age = 0;
    bool is_new = false;
    bool begins = false;

    void take(std::optional<double> today);
  };

  PriceInputs price(const FeatureDay& day);

  std::int64_t last_close_ = 0;  // 0: none
  int missing_ = 0;
  Carried vix_{};
  Carried iv_{};
};

}  // namespace aots::features
