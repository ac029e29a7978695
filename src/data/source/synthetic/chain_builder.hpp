// ChainBuilder: the chain of one underlying, session by session, from what implies its prices.
//
// A surface source says the total variance at the money and the forward for any expiry; the builder
// lists contracts, bends the smile over each expiry and quotes it. Sessions are built in order,
// since listings and open interest follow from the sessions before.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "calendar/exchange_calendar.hpp"
#include "data/source/synthetic/business_time.hpp"
#include "data/source/synthetic/quote_maker.hpp"
#include "data/source/synthetic/strike_ladder.hpp"
#include "domain/market.hpp"

namespace aots::data {

// Where an expiry ends: the last session whose move counts, and business time to it.
struct Horizon {
  Date last_session;
  double years = 0.0;
};

class SurfaceSource {
 public:
  virtual ~SurfaceSource() = default;
  // Implied total variance at the money to each horizon (ascending by years): positive where the
  // years are, and never falling.
  virtual std::vector<double> total_variances(std::span<const Horizon> horizons) const = 0;
  // The forward for delivery `years` (ACT/365) ahead, after `last_session`.
  virtual double forward(Date last_session, double years) const = 0;
};

struct SessionMarket {
  Date session;
  double spot = 0.0;    // at the close
  double rate = 0.0;    // continuously compounded
  double stress = 1.0;  // factor on quote widths, at least 1
};

struct ChainBuilderOptions {
  Symbol symbol;
  QuotingProfile quoting;
  int contracts_min = 0;
  std::uint64_t seed = 0;
};

class ChainBuilder {
 public:
  // Calendar and time must outlive the builder.
  ChainBuilder(const ChainBuilderOptions& options, const calendar::ExchangeCalendar& calendar,
               const BusinessTime& time);

  // Known at the close of the session, which is also its event time.
  OptionChain build(const SessionMarket& market, const SurfaceSource& surface);
  void apply_split(std::int64_t ratio) { ladder_.apply_split(ratio); }

 private:
  const calendar::ExchangeCalendar& calendar_;
  const BusinessTime& time_;
  Symbol symbol_;
  QuotingProfile quoting_;
  StrikeLadder ladder_;
  QuoteMaker quotes_;
  bool opened_ = false;
};

// The roots under which an underlying's options are listed: SPX and SPXW, or the symbol itself.
std::vector<std::string> option_roots(const Symbol& symbol);

// Total variance at the money over the next 30 calendar days.
inline constexpr int kIndexDays = 30;
double thirty_day_variance(Date session, const SurfaceSource& surface,
                           const calendar::ExchangeCalendar& calendar, const BusinessTime& time);

}  // namespace aots::data
