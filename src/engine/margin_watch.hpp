// MarginWatch: what a desk's book ties up by the margin system of its rules, and what portfolio
// margin must be shown of the market to tell.
#pragma once

#include <optional>
#include <string>

#include "calendar/exchange_calendar.hpp"
#include "engine/desk.hpp"
#include "trading/risk/stress_market.hpp"

namespace aots::engine {

class MarginWatch {
 public:
  // The calendar must outlive it.
  MarginWatch(const trading::RiskConfig& risk, const calendar::ExchangeCalendar& calendar);

  void see(const DecisionPoint& point);
  const trading::StressMarket& market() const { return market_; }
  // At the marks: Reg-T maintenance, or portfolio margin rounded up to a cent; absent where none
  // is asked for or it is not known.
  std::optional<Money> in_use(const trading::PortfolioView& book,
                              const trading::SpotLookup& spot_of) const;
  // Once, on the first day that ends with less equity than portfolio margin asks an account to
  // keep.
  std::optional<std::string> warning(const EquityRecord& day);

 private:
  enum class System { kNone, kRegT, kPortfolio };

  System system_ = System::kNone;
  trading::StressMarket market_;
  bool warned_ = false;
};

}  // namespace aots::engine
