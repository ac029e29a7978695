// Reg-T strategy-based margin of the options and shares on one underlying, optimally paired.
//
// The requirement is gross: premium received is not deducted from it and a net debit counts in
// full. Money is for the whole position in dollars, prices are per share.
//
// Rules: Regulation T, 12 CFR 220.12; FINRA Rule 4210(c) and (f)(2) and Cboe Rule 10.3(c)(5);
// worked examples in the Cboe Margin Manual, by page:
//  - a long option is paid in full (p. 23);
//  - a naked short one is its premium plus 20% of the underlying (15% for a broad index) less what
//    it is out of the money, at least 10% of the underlying (calls) or strike (puts) (p. 28-35);
//  - a spread holds as many long as short calls, as many long as short puts, and no long that
//    expires before a short: its greatest loss by intrinsic value at any strike in it (p. 36-38,
//    Regulatory Notice 12-44), and its net debit. Verticals, calendars, diagonals, butterflies,
//    condors, iron ones and boxes are spreads (p. 39-44, 49-57);
//  - a short call with a short put is the greater of the two and the other's premium (p. 45-46);
//  - shares: 50% initial and 25% maintenance long, 150% and 130% short; a short call on long or a
//    short put on short shares is covered (p. 47-48); protective puts and calls, collars and
//    conversions lower maintenance alone (p. 58-61).
// Not applied: the 75% of options beyond nine months, 50% of European long boxes, leveraged funds,
// reduced-value contracts against full ones, house and concentration add-ons. Each of these but the
// last two would lower the requirement.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "domain/fixed.hpp"
#include "domain/types.hpp"

namespace aots::trading {

enum class MarginClass {
  kStock,          // stocks, ETFs and narrow indices
  kBroadIndex,     // of high capitalisation: SPX, NDX, DJX
  kSmallCapIndex,  // other broad ones: RUT. Reg-T margins both alike; their stress differs
};
enum class MarginStage { kInitial, kMaintenance };

struct MarginLeg {
  Right right = Right::kCall;
  Price strike;
  Date expiry;
  SettlementPrint settlement = SettlementPrint::kPm;  // AM expires before PM on the same date
  std::int64_t contracts = 0;                         // long above zero, short below
  Price premium;                                      // market value per share

  bool operator==(const MarginLeg&) const = default;
};

// What one account holds on one underlying. Contracts of another multiplier are another position.
struct MarginPosition {
  MarginClass margin_class = MarginClass::kStock;
  Price spot;  // above zero
  std::int64_t multiplier = 100;
  std::vector<MarginLeg> legs;
  std::int64_t shares = 0;  // long above zero, short below
};

enum class MarginRule {
  kLongOption,
  kNakedOption,
  kShortCombination,  // straddle or strangle
  kSpread,
  kShares,
  kCoveredOption,
  kProtectedShares,
  kCollar,
  kConversion,  // or its reverse
};

// One pairing: these contracts and shares under one rule.
struct MarginItem {
  struct Part {
    std::size_t leg = 0;         // index into MarginPosition::legs
    std::int64_t contracts = 0;  // signed as there
  };
  MarginRule rule = MarginRule::kLongOption;
  std::vector<Part> parts;
  std::int64_t shares = 0;
  Money amount;  // its share of the requirement
  Money hold;    // its share of the cash that must stay
};

struct MarginRequirement {
  Money amount;  // gross
  // Cash that must stay in the account once premiums were paid and received: the amount less the
  // debits in it and less the value of shares that secure a loan. Below zero: shares may be lent
  // against.
  Money hold;
  std::vector<MarginItem> items;
  bool proven = true;  // false: too large to prove that no pairing asks for less
};

// The pairing with the least requirement, proven by branch and bound on whole contracts for up to
// eight different legs in any size. With more legs the search may end at its limit of 2,000 nodes;
// it then returns the best pairing it has met and says so.
MarginRequirement reg_t_margin(const MarginPosition& position,
                               MarginStage stage = MarginStage::kInitial);

// Of one short contract per share, its premium included.
Price naked_requirement(MarginClass margin_class, Right right, Price strike, Price spot,
                        Price premium);

// "put credit spread", "iron condor", "short strangle", "naked short call", ...
std::string rule_name(const MarginPosition& position, const MarginItem& item);
// One sentence with the figures behind the amount.
std::string explain(const MarginPosition& position, const MarginItem& item);
// "sell 2 put 620 2026-08-21"
std::string describe(const MarginLeg& leg, std::int64_t contracts);

}  // namespace aots::trading
