// WhatIf: a position that someone thinks of, given as legs on the command line, and its market.
//
// A leg is one argument: "sell 2 SPY 2026-08-21 P 620 @ 5.20" (side, count, underlying or root,
// expiry, right, strike, price per share), or with an OCC symbol in place of the middle four. All
// legs are on one underlying. Years run from the close of the date to each contract's cut-off.
#pragma once

#include <string>
#include <vector>

#include "calendar/option_class.hpp"
#include "command.hpp"
#include "domain/option_contract.hpp"
#include "pricing/payoff.hpp"
#include "trading/risk/margin.hpp"

namespace aots::app {

struct LegArgument {
  Side side = Side::kBuy;
  std::int64_t count = 0;
  OptionContract contract;
  Price price;
};

Result<LegArgument> parse_leg(const std::string& text);

// The flags that payoff and margin share, as they were typed; empty where they were not.
struct WhatIfFlags {
  std::vector<std::string> legs;
  std::string spot, vol, rate, dividend_yield, date;
};
void add_what_if_flags(CLI::App& app, WhatIfFlags& flags);

struct WhatIf {
  std::vector<LegArgument> legs;
  Price spot;
  Date date;
  pricing::UnderlyingNow market;
  std::vector<pricing::HeldOption> options;  // in the order of the legs
  // Of the underlying: --vol, else that of the leg nearest the money; absent where no leg has one.
  std::optional<double> vol;
  bool vols_known = true;  // every leg has a vol, its own from its price or --vol
};

// Legs whose price has no implied vol take --vol, else that of the nearest leg that has one.
Result<WhatIf> read_what_if(const WhatIfFlags& flags);

// The same for the margin rules.
trading::MarginPosition to_margin_position(const WhatIf& what_if,
                                           trading::MarginClass margin_class);

}  // namespace aots::app
