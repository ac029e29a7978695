#include "backtest/entry_smiles.hpp"

#include <gtest/gtest.h>

#include "backtest/run_config.hpp"
#include "tests/engine/toy_market.hpp"

namespace aots::backtest {
namespace {

class Counter final : public engine::BookListener {
 public:
  Status on_event(const engine::BookEvent& event) override {
    ++events;
    const auto* assessed = std::get_if<engine::SignalAssessed>(&event);
    if (assessed != nullptr && assessed->position) ++approved;
    return {};
  }
  int events = 0, approved = 0;
};

// The toy market has one vol a day, so that every smile is flat and every end lognormal.
TEST(EntrySmiles, KnowWhereTheUnderlyingOfEachTradeWouldEnd) {
  const calendar::ExchangeCalendar calendar;
  const Date start = make_date(2017, 6, 1);
  const auto strategy = testing::eager_strategy();
  engine::EngineSetup setup = testing::toy_setup(calendar, start, *strategy);
  Counter next;
  EntrySmiles smiles(&next);
  setup.desks.front().listener = &smiles;
  engine::Engine engine(std::move(setup), nullptr);
  testing::ListSource source(
      testing::toy_market(calendar, make_date(2016, 3, 1), start, make_date(2017, 8, 31)));
  SilentObserver observer;
  const auto result = engine.run(source, observer);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_GT(next.events, next.approved);
  EXPECT_EQ(smiles.distributions().size(), static_cast<std::size_t>(next.approved));
  int compared = 0;
  for (const Position& trade : result->positions.front()) {
    const auto found = smiles.distributions().find(trade.id);
    ASSERT_NE(found, smiles.distributions().end());
    const SignalLeg& leg = trade.signal.legs.front();
    const double strike = leg.contract.strike.to_double();
    const double years = static_cast<double>(trade.signal.dte) / 365.0;
    const pricing::TerminalDistribution flat(
        {.forward = found->second.forward(), .vol = leg.iv.value(), .years = years});
    EXPECT_NEAR(found->second.forward(), *trade.signal.spot, 0.1);
    EXPECT_NEAR(found->second.probability_below(strike), flat.probability_below(strike), 0.02);
    ++compared;
  }
  EXPECT_GT(compared, 10);
}

}  // namespace
}  // namespace aots::backtest
