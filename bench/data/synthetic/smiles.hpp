// Smiles: what the quotes of chains say, recorded, simulated or anchored, measured in one way.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analytics/carry.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/lake.hpp"
#include "domain/market.hpp"
#include "statistics.hpp"

namespace aots::bench {

// Gathers chains of one underlying and answers with means and medians over them.
class ChainStudy {
 public:
  explicit ChainStudy(const calendar::ExchangeCalendar& calendar) : calendar_(calendar) {}

  // `index`: the volatility index of the session, for ratios to it; 0 where there is none.
  void add(const OptionChain& chain, const analytics::CarryInputs& carry, double index);
  Figures figures() const;

 private:
  struct Smile;

  const calendar::ExchangeCalendar& calendar_;
  std::map<std::string, std::vector<double>> samples_;
};

}  // namespace aots::bench
