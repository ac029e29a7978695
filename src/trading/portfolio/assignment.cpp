#include "trading/portfolio/assignment.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "base/rng.hpp"
#include "pricing/american.hpp"
#include "pricing/black_scholes.hpp"
#include "trading/portfolio/expiry.hpp"

namespace aots::trading {
namespace {

constexpr double kDaysPerYear = 365.0;

double intrinsic_value(const HolderView& view) {
  const double gap = view.spot.to_double() - view.strike.to_double();
  return std::max(0.0, view.right == Right::kCall ? gap : -gap);
}

std::optional<double> model_value(const HolderView& view) {
  if (!view.vol || !view.rate) return std::nullopt;
  const auto valuation =
      pricing::black_scholes({.right = view.right,
                              .spot = view.spot.to_double(),
                              .strike = view.strike.to_double(),
                              .years = view.years,
                              .rate = *view.rate,
                              .dividend_yield = view.dividend_yield.value_or(0.0),
                              .vol = *view.vol});
  if (!valuation) return std::nullopt;
  return valuation->price;
}

// Of the put; absent where it cannot be had.
std::optional<double> boundary(const HolderView& view) {
  if (!view.vol || !view.rate || view.years <= 0.0) return std::nullopt;
  const auto found =
      pricing::exercise_boundary({.right = view.right,
                                  .spot = view.spot.to_double(),
                                  .strike = view.strike.to_double(),
                                  .years = view.years,
                                  .rate = *view.rate,
                                  .dividend_yield = view.dividend_yield.value_or(0.0),
                                  .vol = *view.vol});
  return found ? *found : std::nullopt;
}

bool in_the_money(const HolderView& view) {
  return intrinsic_value(view) >= kExerciseThreshold.to_double();
}

}  // namespace

std::string_view to_string(AssignmentReason reason) {
  switch (reason) {
    case AssignmentReason::kDividend:
      return "dividend";
    case AssignmentReason::kCarry:
      return "carry";
    case AssignmentReason::kUnforced:
      return "unforced";
  }
  contract_violation("precondition", "a known AssignmentReason", __FILE__, __LINE__);
}

std::optional<double> time_value(const HolderView& view) {
  if (view.mid) {
    const Price gap =
        view.right == Right::kCall ? view.spot - view.strike : view.strike - view.spot;
    return std::max(Price{}, *view.mid - std::max(Price{}, gap)).to_double();
  }
  const auto model = model_value(view);
  if (!model) return std::nullopt;
  return std::max(0.0, *model - intrinsic_value(view));
}

bool dividend_exercise_is_due(const HolderView& view) {
  if (view.right != Right::kCall || !in_the_money(view)) return false;
  const auto given_up = time_value(view);
  return given_up && view.dividend > *given_up;
}

bool carry_exercise_is_due(const HolderView& view) {
  if (view.right != Right::kPut || !in_the_money(view) || !view.rate) return false;
  const double interest =
      view.strike.to_double() * std::expm1(*view.rate * view.nights / kDaysPerYear);
  if (interest <= view.dividend) return false;
  if (const auto due = boundary(view)) return view.spot.to_double() <= *due;
  const auto given_up = time_value(view);
  return given_up && interest - view.dividend > *given_up;
}

double assignment_draw(std::uint64_t seed, PositionId position, const OptionContract& contract,
                       Date session) {
  const std::string purpose = fmt::format("assignment {} {} {}", position.value,
                                          contract.occ_symbol(), aots::to_string(session));
  return Rng(seed, purpose).uniform();
}

std::optional<AssignmentReason> assignment(const HolderView& view, const LifecycleConfig& config,
                                           double draw) {
  if (!config.early_assignment || !in_the_money(view)) return std::nullopt;
  if (dividend_exercise_is_due(view)) return AssignmentReason::kDividend;
  if (carry_exercise_is_due(view)) return AssignmentReason::kCarry;
  const auto given_up = time_value(view);
  if (config.assignment_time_value <= 0.0 || !given_up) return std::nullopt;
  const double nearness = std::max(0.0, 1.0 - *given_up / config.assignment_time_value);
  if (draw < config.assignment_probability * nearness) return AssignmentReason::kUnforced;
  return std::nullopt;
}

}  // namespace aots::trading
