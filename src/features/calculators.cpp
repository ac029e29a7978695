// The six groups, as lists of their families. A new family is one line here, in its place: the
// order of the columns is the order of these lists.
#include "base/contract.hpp"
#include "features/calculator.hpp"
#include "features/families/activity.hpp"
#include "features/families/averages.hpp"
#include "features/families/calendar_facts.hpp"
#include "features/families/chain_points.hpp"
#include "features/families/crossed.hpp"
#include "features/families/family.hpp"
#include "features/families/implied.hpp"
#include "features/families/lags.hpp"
#include "features/families/oscillators.hpp"
#include "features/families/patterns.hpp"
#include "features/families/realized.hpp"
#include "features/families/regimes.hpp"
#include "features/families/returns.hpp"
#include "features/families/statistics.hpp"

namespace aots::features {

namespace {

template <FeatureGroup Group>
struct CalculatorOf;

template <>
struct CalculatorOf<FeatureGroup::kOptions> {
  using Type = FamilyCalculator<FeatureGroup::kOptions, TargetMoneyness, TargetGreeks, TargetPrices,
                                MonthSmile, IvStanding>;
};
template <>
struct CalculatorOf<FeatureGroup::kVolatility> {
  using Type = FamilyCalculator<FeatureGroup::kVolatility, RealizedVols, RangeVols, DownsideVol,
                                WeightedVol, HvIv, VolatilityIndex, Regimes>;
};
template <>
struct CalculatorOf<FeatureGroup::kPrice> {
  using Type = FamilyCalculator<FeatureGroup::kPrice, SimpleReturns, LogReturns, YearToDate,
                                SessionMoves, RelativeStrength, ExponentialAverages, Stochastics,
                                StochasticRsi, DirectionalMovement, SimpleAverages, BollingerBands,
                                Swings, Channels, DailyReturns, MarketCompanion>;
};
template <>
struct CalculatorOf<FeatureGroup::kVolume> {
  using Type = FamilyCalculator<FeatureGroup::kVolume, ShareVolume, OptionActivities>;
};
template <>
struct CalculatorOf<FeatureGroup::kTemporal> {
  using Type = FamilyCalculator<FeatureGroup::kTemporal, CalendarFacts, ScheduledEvents>;
};
template <>
struct CalculatorOf<FeatureGroup::kDerived> {
  using Type = FamilyCalculator<FeatureGroup::kDerived, CrossedFeatures, Lags, Changes, ReturnShape,
                                ColumnStatistics, Leverage>;
};

// Calls `use` with the calculator's type as a template argument.
template <class Use>
auto with_calculator(FeatureGroup group, Use use) {
  switch (group) {
    case FeatureGroup::kOptions:
      return use.template operator()<typename CalculatorOf<FeatureGroup::kOptions>::Type>();
    case FeatureGroup::kVolatility:
      return use.template operator()<typename CalculatorOf<FeatureGroup::kVolatility>::Type>();
    case FeatureGroup::kPrice:
      return use.template operator()<typename CalculatorOf<FeatureGroup::kPrice>::Type>();
    case FeatureGroup::kVolume:
      return use.template operator()<typename CalculatorOf<FeatureGroup::kVolume>::Type>();
    case FeatureGroup::kTemporal:
      return use.template operator()<typename CalculatorOf<FeatureGroup::kTemporal>::Type>();
    case FeatureGroup::kDerived:
      break;
  }
  return use.template operator()<typename CalculatorOf<FeatureGroup::kDerived>::Type>();
}

}  // namespace

std::unique_ptr<FeatureCalculator> make_calculator(FeatureGroup group,
                                                   const calendar::ExchangeCalendar& calendar) {
  return with_calculator(group, [&]<class Calculator>() -> std::unique_ptr<FeatureCalculator> {
    return std::make_unique<Calculator>(calendar);
  });
}

std::span<const FeatureDefinition> definitions_of(FeatureGroup group) {
  return with_calculator(group, []<class Calculator>() { return Calculator::definitions(); });
}

}  // namespace aots::features
