// Names of the pairings, and the sentence behind each amount.
#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "base/text.hpp"
#include "trading/risk/detail/margin_rates.hpp"
#include "trading/risk/margin.hpp"

namespace aots::trading {
namespace {

// One leg of a spread with contracts in lowest terms.
struct ShapeLeg {
  Right right;
  Price strike;
  Date expiry;
  std::int64_t contracts;
};

std::vector<ShapeLeg> shape_of(const MarginPosition& position, const MarginItem& item) {
  std::int64_t divisor = 0;
  for (const auto& part : item.parts) divisor = std::gcd(divisor, part.contracts);
  std::vector<ShapeLeg> shape;
  for (const auto& part : item.parts) {
    const MarginLeg& leg = position.legs[part.leg];
    shape.push_back({leg.right, leg.strike, leg.expiry, part.contracts / divisor});
  }
  std::ranges::sort(shape, [](const ShapeLeg& a, const ShapeLeg& b) {
    return std::tuple(a.strike, a.right, a.expiry) < std::tuple(b.strike, b.right, b.expiry);
  });
  return shape;
}

bool one_right(const std::vector<ShapeLeg>& shape) {
  return std::ranges::all_of(shape,
                             [&](const ShapeLeg& leg) { return leg.right == shape.front().right; });
}

bool one_expiry(const std::vector<ShapeLeg>& shape) {
  return std::ranges::all_of(
      shape, [&](const ShapeLeg& leg) { return leg.expiry == shape.front().expiry; });
}

std::string two_leg_name(const std::vector<ShapeLeg>& shape, const std::string& right) {
  if (!one_expiry(shape)) {
    return right + (shape[0].strike == shape[1].strike ? " calendar" : " diagonal");
  }
  // Sorted by strike: a short put above a long one, or a short call below one, is a credit.
  const bool lower_is_long = shape[0].contracts > 0;
  const bool credit = (shape[0].right == Right::kPut) == lower_is_long;
  return right + (credit ? " credit spread" : " debit spread");
}

std::vector<std::int64_t> counts(const std::vector<ShapeLeg>& shape) {
  std::vector<std::int64_t> result;
  for (const ShapeLeg& leg : shape) result.push_back(leg.contracts);
  return result;
}

std::string four_leg_name(const std::vector<ShapeLeg>& shape) {
  std::vector<ShapeLeg> puts;
  std::vector<ShapeLeg> calls;
  for (const ShapeLeg& leg : shape) (leg.right == Right::kPut ? puts : calls).push_back(leg);
  const auto spread = [](const std::vector<ShapeLeg>& legs) {
    return legs.size() == 2 && legs[0].contracts == -legs[1].contracts &&
           std::abs(legs[0].contracts) == 1;
  };
  if (!spread(puts) || !spread(calls)) return "spread of 4 legs";
  const bool box = puts[0].strike == calls[0].strike && puts[1].strike == calls[1].strike &&
                   puts[0].contracts == -calls[0].contracts;
  if (box) return calls[0].contracts > 0 ? "long box" : "short box";
  const bool iron = puts[0].contracts == calls[1].contracts && puts[1].strike <= calls[0].strike;
  if (!iron) return "spread of 4 legs";
  const std::string side = puts[0].contracts > 0 ? "short" : "long";
  return side + (puts[1].strike == calls[0].strike ? " iron butterfly" : " iron condor");
}

std::string spread_name(const std::vector<ShapeLeg>& shape) {
  const std::string right(to_string(shape.front().right));
  std::string any = fmt::format("spread of {} legs", shape.size());
  if (shape.size() == 2 && one_right(shape) && shape[0].contracts == -shape[1].contracts) {
    return two_leg_name(shape, right);
  }
  if (!one_expiry(shape)) return any;
  const auto contracts = counts(shape);
  using Counts = std::vector<std::int64_t>;
  if (one_right(shape)) {
    if (contracts == Counts{1, -2, 1}) return "long " + right + " butterfly";
    if (contracts == Counts{-1, 2, -1}) return "short " + right + " butterfly";
    if (contracts == Counts{1, -1, -1, 1}) return "long " + right + " condor";
    if (contracts == Counts{-1, 1, 1, -1}) return "short " + right + " condor";
    return any;
  }
  return shape.size() == 4 ? four_leg_name(shape) : any;
}

std::string combination_name(const MarginPosition& position, const MarginItem& item) {
  const MarginLeg& a = position.legs[item.parts[0].leg];
  const MarginLeg& b = position.legs[item.parts[1].leg];
  return a.strike == b.strike && a.expiry == b.expiry ? "short straddle" : "short strangle";
}

std::string percent_words(MarginClass margin_class) {
  return margin_class == MarginClass::kStock ? "20%" : "15%";
}

std::string naked_sentence(const MarginPosition& position, const MarginLeg& leg) {
  const Price excess =
      detail::naked_excess(position.margin_class, leg.right, leg.strike, position.spot);
  const Price least = detail::share_of(leg.right == Right::kCall ? position.spot : leg.strike, 10);
  const Price otm = detail::out_of_the_money(leg.right, leg.strike, position.spot);
  if (excess == least) {
    return fmt::format(
        "premium {} plus 10% of the {}, which is more than {} of the underlying "
        "less {} out of the money",
        to_string(leg.premium), leg.right == Right::kCall ? "underlying" : "strike",
        percent_words(position.margin_class), to_string(otm));
  }
  return fmt::format("premium {} plus {} of the underlying at {} less {} out of the money",
                     to_string(leg.premium), percent_words(position.margin_class),
                     to_string(position.spot), to_string(otm));
}

std::string spread_sentence(const MarginPosition& position, const MarginItem& item) {
  Money debit;
  for (const auto& part : item.parts) {
    debit += notional(position.legs[part.leg].premium, part.contracts, position.multiplier);
  }
  const std::string loss =
      item.hold.is_zero() ? "intrinsic values lose nothing at any strike"
                          : fmt::format("intrinsic values lose at most {} dollars at the strikes",
                                        to_string(item.hold));
  if (debit.is_positive())
    return loss + fmt::format(", and the net debit of {} is paid", to_string(debit));
  return loss + "; the premium received is not deducted";
}

std::string combination_sentence(const MarginPosition& position, const MarginItem& item) {
  const auto need = [&](const MarginItem::Part& part) {
    const MarginLeg& leg = position.legs[part.leg];
    return naked_requirement(position.margin_class, leg.right, leg.strike, position.spot,
                             leg.premium);
  };
  const auto premium = [&](std::size_t part) {
    return position.legs[item.parts[part].leg].premium;
  };
  const Price needs[]{need(item.parts[0]), need(item.parts[1])};
  const bool first = needs[0] == needs[1] ? premium(0) >= premium(1) : needs[0] > needs[1];
  const MarginLeg& greater = position.legs[item.parts[first ? 0 : 1].leg];
  const MarginLeg& other = position.legs[item.parts[first ? 1 : 0].leg];
  return fmt::format("the greater side is the {}: {}; plus the {}'s premium {}",
                     to_string(greater.right), naked_sentence(position, greater),
                     to_string(other.right), to_string(other.premium));
}

}  // namespace

std::string describe(const MarginLeg& leg, std::int64_t contracts) {
  return fmt::format("{} {} {} {} {}", contracts > 0 ? "buy" : "sell", std::abs(contracts),
                     to_string(leg.right), to_string(leg.strike), to_string(leg.expiry));
}

std::string rule_name(const MarginPosition& position, const MarginItem& item) {
  const bool owned = item.shares > 0;
  switch (item.rule) {
    case MarginRule::kLongOption:
      return fmt::format("long {}", to_string(position.legs[item.parts[0].leg].right));
    case MarginRule::kNakedOption:
      return fmt::format("naked short {}", to_string(position.legs[item.parts[0].leg].right));
    case MarginRule::kShortCombination:
      return combination_name(position, item);
    case MarginRule::kSpread:
      return spread_name(shape_of(position, item));
    case MarginRule::kShares:
      return owned ? "long shares" : "short shares";
    case MarginRule::kCoveredOption:
      return owned ? "covered call" : "covered put";
    case MarginRule::kProtectedShares:
      return owned ? "protective put" : "protective call";
    case MarginRule::kCollar:
      return "collar";
    case MarginRule::kConversion:
      return owned ? "conversion" : "reverse conversion";
  }
  return {};
}

std::string explain(const MarginPosition& position, const MarginItem& item) {
  std::string why;
  switch (item.rule) {
    case MarginRule::kLongOption:
      why = fmt::format("a long option is paid in full at {} a share",
                        to_string(position.legs[item.parts[0].leg].premium));
      break;
    case MarginRule::kNakedOption:
      why = naked_sentence(position, position.legs[item.parts[0].leg]);
      break;
    case MarginRule::kShortCombination:
      why = combination_sentence(position, item);
      break;
    case MarginRule::kSpread:
      why = spread_sentence(position, item);
      break;
    case MarginRule::kShares:
      why = item.shares > 0 ? "a share of the market value" : "the proceeds and a share of them";
      break;
    case MarginRule::kCoveredOption:
      why = "the shares cover the option, so only they are margined";
      break;
    case MarginRule::kProtectedShares:
    case MarginRule::kCollar:
    case MarginRule::kConversion:
      why = "the options limit what the shares can lose";
      break;
  }
  return fmt::format("{}: {}, {} dollars in all.", rule_name(position, item), why,
                     to_string(item.amount));
}

}  // namespace aots::trading
