// Carry: the interest rate and the dividend yields as they were known, for the forwards of option
// chains.
//
// The rate is the latest published observation, for as long as it is at most 30 days old. The
// dividend yield of a stock or ETF is what went ex in the last 365 days, relative to the latest
// close of the same series, continuously compounded: ln(1 + sum / close). It is absent, not zero,
// for an index, before the bars cover those 365 days, and while no dividend record of any symbol
// has been seen (then none were imported). Fractions, ACT/365.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/market.hpp"
#include "domain/types.hpp"

namespace aots::analytics {

inline constexpr int kDividendWindowDays = 365;
inline constexpr int kRateAgeDaysMax = 30;

// Whether a series steps by the ratio of a split between the closes before and after its ex date: a
// day's own move is far from a split's ratio, so the nearer of the two explanations is right. A
// series that was adjusted beforehand does not step.
bool steps_by_split(double close_before, double close_after, double ratio);

// What is known about carry when a chain is looked at.
struct CarryInputs {
  std::optional<double> rate;            // continuously compounded, ACT/365; absent: unknown
  std::optional<double> dividend_yield;  // continuously compounded; absent: unknown

  bool operator==(const CarryInputs&) const = default;
};

// Fed with records as they become known; remembers one rate and a year of dividends per symbol.
class CarryHistory {
 public:
  explicit CarryHistory(std::string rate_series = "DTB3") : rate_series_(std::move(rate_series)) {}

  void add(const RateObservation& rate);
  void add(const Dividend& dividend);
  void add(const Bar& bar);
  // For a reader that keeps no closes of its own: where the closes step by the ratio of a split at
  // its ex date, the series is quoted as traded and the amounts are rescaled. A day's own move is
  // far from a split's ratio, so the nearer of the two explanations is right. To be known before
  // the first bar from its ex date on.
  void add(const Split& split);
  // Divides the amounts that went ex before `ex_date` by the ratio: the series is quoted as traded.
  void rescale(const Symbol& symbol, Date ex_date, double ratio);

  std::optional<double> rate(Date today) const;
  std::optional<double> dividend_yield(const Symbol& symbol, Date today) const;
  CarryInputs inputs(const Symbol& symbol, Date today) const;

 private:
  struct Payment {
    Date ex_date;
    double amount = 0.0;
  };
  struct Series {
    std::optional<Date> first_bar;
    std::optional<Date> latest_bar;
    double close = 0.0;
    std::vector<Payment> payments;  // ascending by ex date, the last year and what is announced
    std::vector<Split> splits;      // that no bar has reached
  };

  void undo_steps(Series& series, const Bar& bar);

  std::string rate_series_;
  std::optional<RateObservation> rate_;
  std::map<Symbol, Series> series_;
  bool any_dividend_ = false;
};

}  // namespace aots::analytics
