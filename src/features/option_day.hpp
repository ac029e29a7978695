// OptionDay: what one symbol's chain says on one session, as far as features need it.
//
// A plain summary of the last chain of the session, so that the feature calculators never see a
// quote. Each member is absent where the chain cannot tell it; a session without a chain has no
// OptionDay at all. Prices are dollars per share, vols fractions per year, Greeks as in decision
// D19: delta and gamma per $1, vega per vol point (0.01), theta per calendar day, of a long option.
// Constant maturities are variance-linear in time between the expiries that bracket them (D37).
// A 25-delta vol is that of the out-of-the-money option whose spot delta is 0.25 in size.
#pragma once

#include <cstdint>
#include <optional>

namespace aots::features {

// Which listed expiry is the target one: the nearest to `days` among those with at least
// `days_min` calendar days left, the earlier of two that are equally near. The default stands in
// the strategy's own range of 3 to 7 days (D2); the 30-day constant maturity beside it describes
// the month.
struct TargetExpiry {
  int days = 7;
  int days_min = 3;
};

// One listed option at its mid.
struct ListedOption {
  std::optional<double> price{};          // mid
  std::optional<double> spread_pct{};     // (ask - bid) / mid
  std::optional<double> iv{};             // of the mid
  std::optional<double> delta{};          // negative for puts
  std::optional<double> gamma{};          // per $1
  std::optional<double> vega{};           // per vol point
  std::optional<double> theta_per_day{};  // negative for a long option as a rule

  bool operator==(const ListedOption&) const = default;
};

// A smile by delta: at the money forward, and the out-of-the-money wings.
struct SmilePoints {
  std::optional<double> atm_iv{};
  std::optional<double> call_25d_iv{};
  std::optional<double> put_25d_iv{};
  std::optional<double> call_10d_iv{};
  std::optional<double> put_10d_iv{};

  bool operator==(const SmilePoints&) const = default;
};

// Contracts traded and open; absent where no quote of the side says so.
struct OptionActivity {
  std::optional<double> call_volume{};
  std::optional<double> put_volume{};
  std::optional<double> call_open_interest{};
  std::optional<double> put_open_interest{};

  bool operator==(const OptionActivity&) const = default;
};

struct TargetExpiryDay {
  int dte = 0;                      // calendar days to the settlement date
  double years = 0.0;               // ACT/365 to the cut-off, positive
  std::optional<double> forward{};  // price for delivery at the cut-off
  // The listed strike nearest the forward (the spot where there is none), of those with a call and
  // a put; the lower of two that are equally near.
  std::optional<double> atm_strike{};
  ListedOption atm_call{};
  ListedOption atm_put{};
  // Strikes at which the out-of-the-money options have a spot delta of 0.25 in size, linear in
  // delta between listed strikes.
  std::optional<double> call_25d_strike{};
  std::optional<double> put_25d_strike{};
  SmilePoints smile{};
  OptionActivity activity{};  // of every option of this expiry

  bool operator==(const TargetExpiryDay&) const = default;
};

struct OptionDay {
  std::optional<double> spot{};  // the underlying at the chain's moment, positive
  std::optional<TargetExpiryDay> target{};
  // Constant 30 calendar days.
  std::optional<double> forward_30d{};  // linear in time between the bracketing expiries
  SmilePoints smile_30d{};
  std::optional<double> atm_iv_60d{};
  OptionActivity activity{};  // of the whole chain

  bool operator==(const OptionDay&) const = default;
};

}  // namespace aots::features
