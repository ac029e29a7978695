// StrikeLadder: which contracts a simulated class lists, and how many of each are open.
//
// Expiries come from the exchange's listing programme (calendar/listing.hpp), thinned: all up to
// kEveryExpiryDays ahead, monthlies up to kMonthlyDays, those of the quarterly cycle up to
// kQuarterlyDays. Strikes stand on a grid that is fine near the money and coarse further out; a
// strike is listed when the price first brings it into range. What was listed stays until it
// expires. Where a class would list fewer contracts than it must, every expiry's ranges are widened
// until it does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/option_class.hpp"
#include "data/source/synthetic/symbol_profile.hpp"

namespace aots::data {

inline constexpr int kEveryExpiryDays = 45;
inline constexpr int kMonthlyDays = 200;
inline constexpr int kQuarterlyDays = 400;

// The distance between strikes near the money and further out, in dollars.
struct StrikeSteps {
  Price near;
  Price far;

  bool operator==(const StrikeSteps&) const = default;
};
StrikeSteps strike_steps(UnderlyingKind kind, double spot);

struct ListedStrike {
  Price strike;
  std::int64_t call_interest = 0;  // open contracts at the open of the session
  std::int64_t put_interest = 0;
};

struct ListedExpiry {
  const calendar::OptionClass* option_class = nullptr;
  Date label;
  Date settlement;  // session whose print settles it
  Date last_trading_day;
  std::vector<ListedStrike> strikes;  // ascending
  // The strike ranges (in dollars) that are complete on the grid of `steps`.
  StrikeSteps steps;
  double near_low = 0.0, near_high = 0.0, far_low = 0.0, far_high = 0.0;
};

struct LadderOptions {
  std::vector<std::string> roots;
  UnderlyingKind kind = UnderlyingKind::kStock;
  int contracts_min = 0;
};

class StrikeLadder {
 public:
  // The calendar must outlive the ladder.
  StrikeLadder(const LadderOptions& options, const calendar::ExchangeCalendar& calendar);
  StrikeLadder(const StrikeLadder&) = delete;
  StrikeLadder& operator=(const StrikeLadder&) = delete;

  // Lists what the session adds and drops what no longer trades. `vol` is the 30-day vol at the
  // money, as a fraction. Sessions must ascend.
  void advance(Date session, double spot, double vol);
  // A whole-number split: N times the contracts at strike / N, to the cent.
  void apply_split(std::int64_t ratio);

  // Sorted by (label, root).
  std::vector<ListedExpiry>& expiries() { return expiries_; }
  int contract_count() const;

 private:
  void list_expiries(Date session);
  void list_strikes(Date session, double spot, double vol, double width);

  const calendar::ExchangeCalendar& calendar_;
  UnderlyingKind kind_;
  int contracts_min_;
  std::vector<calendar::OptionClass> classes_;
  std::vector<ListedExpiry> expiries_;
};

}  // namespace aots::data
