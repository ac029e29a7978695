#include "trading/risk/detail/pairing.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "trading/risk/detail/integer_program.hpp"
#include "trading/risk/detail/margin_rates.hpp"

namespace aots::trading::detail {
namespace {

constexpr int kNodeLimit = 2'000;
constexpr double kSameCost = 1e-9;  // as a share of spot

using ExpiryKey = std::tuple<Date, int>;

ExpiryKey expiry_of(const MarginLeg& leg) {
  return {leg.expiry, leg.settlement == SettlementPrint::kAm ? 0 : 1};
}

class PairingModel {
 public:
  PairingModel(const MarginPosition& position, const std::vector<std::int64_t>& held,
               MarginStage stage)
      : position_(position), held_(held), stage_(stage), uses_(held.size()) {
    add_spreads();
    add_combinations();
    add_roles();
    limit_uses();
  }

  Pairing solve() const {
    const ProgramSolution solution = minimise(program_, kSameCost, kNodeLimit);
    const auto count = [&](std::size_t variable) {
      return static_cast<std::int64_t>(solution.values[variable]);
    };
    Pairing pairing;
    pairing.proven = solution.proven;
    for (const auto& spread : spreads_) {
      SpreadChoice choice{std::vector<std::int64_t>(held_.size(), 0)};
      for (const auto& [leg, variable] : spread) choice.contracts[leg] = count(variable);
      pairing.spreads.push_back(std::move(choice));
    }
    for (const auto& [choice, variable] : combinations_) {
      pairing.combinations.push_back({choice.call, choice.put, count(variable)});
    }
    for (const auto& [role, variable] : roles_) {
      pairing.roles.push_back(role);
      pairing.roles.back().lots = count(variable);
    }
    return pairing;
  }

 private:
  using LegVariable = std::pair<std::size_t, std::size_t>;  // leg, variable

  const MarginLeg& leg(std::size_t index) const { return position_.legs[index]; }
  bool is_long(std::size_t index) const { return held_[index] > 0; }
  bool is_short(std::size_t index) const { return held_[index] < 0; }

  // Everything is measured in spots, so that the numbers of the program are near one.
  double share_of_spot(Price price) const { return price.to_double() / position_.spot.to_double(); }

  // What the leg costs outside every pairing.
  double alone(std::size_t index) const {
    const MarginLeg& l = leg(index);
    if (is_long(index)) return share_of_spot(l.premium);
    return share_of_spot(need(index));
  }

  Price need(std::size_t index) const {
    const MarginLeg& l = leg(index);
    return naked_requirement(position_.margin_class, l.right, l.strike, position_.spot, l.premium);
  }

  // A whole number of the legs' contracts taken out of `alone` by something that costs `cost`.
  std::size_t add_choice(double cost, const std::vector<std::size_t>& legs) {
    const std::size_t variable = program_.add_variable(cost, true);
    for (const std::size_t index : legs) uses_[index].push_back({variable, 1.0});
    return variable;
  }

  void add_spreads() {
    std::vector<ExpiryKey> thresholds;
    for (std::size_t i = 0; i < held_.size(); ++i) {
      if (is_long(i)) thresholds.push_back(expiry_of(leg(i)));
    }
    std::ranges::sort(thresholds);
    thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
    for (const ExpiryKey& threshold : thresholds) add_spread(threshold);
  }

  void add_spread(const ExpiryKey& threshold) {
    std::vector<std::size_t> eligible;
    for (std::size_t i = 0; i < held_.size(); ++i) {
      if (is_short(i) && expiry_of(leg(i)) <= threshold) eligible.push_back(i);
      if (is_long(i) && expiry_of(leg(i)) >= threshold) eligible.push_back(i);
    }
    if (std::ranges::none_of(eligible, [&](std::size_t i) { return is_short(i); })) return;
    std::vector<LegVariable> spread;
    for (const std::size_t i : eligible) spread.emplace_back(i, add_choice(-alone(i), {i}));
    for (const Right right : {Right::kCall, Right::kPut}) balance(spread, right);
    limit_loss(spread);
    LinearLimit debit{{{program_.add_variable(1.0, false), -1.0}}, 0.0};
    for (const auto& [i, variable] : spread) {
      debit.terms.push_back({variable, (is_long(i) ? 1.0 : -1.0) * share_of_spot(leg(i).premium)});
    }
    program_.limits.push_back(std::move(debit));
    spreads_.push_back(std::move(spread));
  }

  // As many long as short contracts of the right.
  void balance(const std::vector<LegVariable>& spread, Right right) {
    LinearLimit more_long;
    LinearLimit more_short;
    for (const auto& [i, variable] : spread) {
      if (leg(i).right != right) continue;
      const double side = is_long(i) ? 1.0 : -1.0;
      more_long.terms.push_back({variable, side});
      more_short.terms.push_back({variable, -side});
    }
    program_.limits.push_back(std::move(more_long));
    program_.limits.push_back(std::move(more_short));
  }

  // A variable that is at least the loss at every strike.
  void limit_loss(const std::vector<LegVariable>& spread) {
    const std::size_t loss = program_.add_variable(1.0, false);
    std::vector<Price> points;
    for (const auto& [i, variable] : spread) points.push_back(leg(i).strike);
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    for (const Price point : points) {
      LinearLimit limit{{{loss, -1.0}}, 0.0};
      for (const auto& [i, variable] : spread) {
        const double value = share_of_spot(intrinsic(leg(i).right, leg(i).strike, point));
        if (value != 0.0) limit.terms.push_back({variable, (is_long(i) ? -1.0 : 1.0) * value});
      }
      program_.limits.push_back(std::move(limit));
    }
  }

  void add_combinations() {
    for (std::size_t call = 0; call < held_.size(); ++call) {
      if (!is_short(call) || leg(call).right != Right::kCall) continue;
      for (std::size_t put = 0; put < held_.size(); ++put) {
        if (!is_short(put) || leg(put).right != Right::kPut) continue;
        // The side that needs less gives up all but its premium; of equals, the one that saves
        // more.
        const double call_saved = alone(call) - share_of_spot(leg(call).premium);
        const double put_saved = alone(put) - share_of_spot(leg(put).premium);
        const auto order = need(call) <=> need(put);
        const double saved =
            order == 0 ? std::max(call_saved, put_saved) : (order < 0 ? call_saved : put_saved);
        // Unlike a spread this replaces nothing but the saving, so the legs' own cost stays.
        const std::size_t variable = add_choice(-saved, {call, put});
        combinations_.push_back({{call, put, 0}, variable});
      }
    }
  }

  void add_role(ShareRole role, Price base) {
    std::vector<std::size_t> legs;
    double cost = share_of_spot(role.amount - base);
    if (role.short_leg) {
      legs.push_back(*role.short_leg);
      cost -= alone(*role.short_leg);
    }
    if (role.long_leg) legs.push_back(*role.long_leg);
    const std::size_t variable = add_choice(cost, legs);
    lots_.terms.push_back({variable, 1.0});
    roles_.push_back({role, variable});
  }

  void add_roles() {
    const std::int64_t lots = std::abs(position_.shares) / position_.multiplier;
    if (lots == 0) return;
    lots_.bound = static_cast<double>(lots);
    const bool long_shares_held = position_.shares > 0;
    const Price base = long_shares_held ? long_shares(position_.spot, stage_)
                                        : short_shares(position_.spot, stage_);
    const Right short_right = long_shares_held ? Right::kCall : Right::kPut;
    for (std::size_t i = 0; i < held_.size(); ++i) {
      const bool covers = is_short(i) && leg(i).right == short_right;
      const bool protects = is_long(i) && leg(i).right != short_right;
      if (covers) add_role(covered(i, base), base);
      if (protects && stage_ == MarginStage::kMaintenance) add_role(protective(i), base);
      for (std::size_t j = 0; covers && j < held_.size(); ++j) {
        if (!is_long(j) || leg(j).right == short_right || stage_ == MarginStage::kInitial) continue;
        if (expiry_of(leg(i)) != expiry_of(leg(j))) continue;
        if (const auto role = both(i, j)) add_role(*role, base);
      }
    }
    program_.limits.push_back(lots_);
  }

  // An in-the-money short option caps what the shares are worth as security, or adds to their cost.
  ShareRole covered(std::size_t option, Price base) const {
    const Price spot = position_.spot;
    const Price strike = leg(option).strike;
    if (position_.shares > 0) {
      const Price amount = covered_long_shares(spot, strike, stage_);
      return {MarginRule::kCoveredOption, option, std::nullopt, amount,
              amount - std::min(spot, strike)};
    }
    return {MarginRule::kCoveredOption, option, std::nullopt, base,
            base + intrinsic(Right::kPut, strike, spot)};
  }

  ShareRole protective(std::size_t option) const {
    const Price spot = position_.spot;
    const Price strike = leg(option).strike;
    if (position_.shares > 0) {
      const Price amount = protected_long_shares(spot, strike);
      return {MarginRule::kProtectedShares, std::nullopt, option, amount, amount - spot};
    }
    const Price amount = protected_short_shares(spot, strike);
    return {MarginRule::kProtectedShares, std::nullopt, option, amount, amount};
  }

  std::optional<ShareRole> both(std::size_t sold, std::size_t bought) const {
    const Price spot = position_.spot;
    const Price sold_strike = leg(sold).strike;
    const Price bought_strike = leg(bought).strike;
    if (position_.shares > 0 && bought_strike <= sold_strike) {
      const bool conversion = bought_strike == sold_strike;
      const Price amount = conversion ? converted_long_shares(sold_strike)
                                      : collared_shares(spot, bought_strike, sold_strike);
      return ShareRole{conversion ? MarginRule::kConversion : MarginRule::kCollar, sold, bought,
                       amount, amount - std::min(spot, sold_strike)};
    }
    if (position_.shares < 0 && bought_strike == sold_strike) {
      const Price amount = converted_short_shares(spot, sold_strike);
      return ShareRole{MarginRule::kConversion, sold, bought, amount, amount};
    }
    return std::nullopt;
  }

  // No contract is used twice.
  void limit_uses() {
    for (std::size_t i = 0; i < held_.size(); ++i) {
      if (uses_[i].empty()) continue;
      program_.limits.push_back({uses_[i], static_cast<double>(std::abs(held_[i]))});
    }
  }

  const MarginPosition& position_;
  const std::vector<std::int64_t>& held_;
  MarginStage stage_;
  IntegerProgram program_;
  std::vector<std::vector<LinearTerm>> uses_;  // per leg
  LinearLimit lots_;
  std::vector<std::vector<LegVariable>> spreads_;
  std::vector<std::pair<CombinationChoice, std::size_t>> combinations_;
  std::vector<std::pair<ShareRole, std::size_t>> roles_;
};

}  // namespace

Pairing best_pairing(const MarginPosition& position, const std::vector<std::int64_t>& held,
                     MarginStage stage) {
  return PairingModel(position, held, stage).solve();
}

}  // namespace aots::trading::detail
