// Business time, event schedules and strike ladders.
#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "calendar/earnings_calendar.hpp"
#include "calendar/expiry.hpp"
#include "data/source/synthetic/business_time.hpp"
#include "data/source/synthetic/event_schedule.hpp"
#include "data/source/synthetic/strike_ladder.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

TEST(BusinessTime, LetsAYearPassInAYear) {
  const BusinessTime time(exchange(), make_date(2018, 12, 31), make_date(2021, 12, 31));
  EXPECT_NEAR(time.years_between_closes(make_date(2018, 12, 31), make_date(2019, 12, 31)), 1.0,
              0.005);
}

TEST(BusinessTime, GivesAWeekendLittleWeight) {
  const BusinessTime time(exchange(), make_date(2021, 6, 1), make_date(2021, 6, 30));
  const double session = time.years_between_closes(make_date(2021, 6, 3), make_date(2021, 6, 4));
  const double weekend = time.years_between_closes(make_date(2021, 6, 4), make_date(2021, 6, 6));
  EXPECT_NEAR(weekend / session, 2.0 * kClosedDayWeight, 1e-9);
}

TEST(BusinessTime, EndsAnAmSettledExpiryAtTheOpen) {
  const BusinessTime time(exchange(), make_date(2021, 6, 1), make_date(2021, 6, 30));
  const Date thursday = make_date(2021, 6, 17);
  const Date friday = make_date(2021, 6, 18);
  EXPECT_NEAR(time.years_to_open(thursday, friday) / time.years_between_closes(thursday, friday),
              kOvernightShare, 1e-9);
}

const SymbolProfile& profile(const char* symbol) { return *find_symbol_profile(Symbol(symbol)); }

TEST(EventSchedule, ReportsEveryQuarterOnASessionMostlyAfterTheClose) {
  int late = 0;
  int all = 0;
  for (const char* symbol : {"AAPL", "NVDA", "NFLX"}) {
    const auto events = earnings_events(profile(symbol), 5, exchange(), make_date(2012, 1, 1),
                                        make_date(2021, 12, 31));
    EXPECT_EQ(events.size(), 40U) << symbol;
    for (std::size_t i = 0; i < events.size(); ++i) {
      EXPECT_TRUE(exchange().is_session(events[i].report_date));
      const bool after_close = events[i].time == ReportTime::kAfterClose;
      EXPECT_EQ(events[i].moves_on, after_close ? exchange().next_session(events[i].report_date)
                                                : events[i].report_date);
      late += after_close ? 1 : 0;
      ++all;
    }
    const auto close = std::ranges::adjacent_find(events, [](const auto& a, const auto& b) {
      return days_between(a.report_date, b.report_date) <= 70;
    });
    EXPECT_EQ(close, events.end()) << symbol;
  }
  EXPECT_GT(late, all * 3 / 4);
  EXPECT_LT(late, all);
}

TEST(EventSchedule, KeepsEarlierReportsWhenTheHistoryGrows) {
  const auto brief = earnings_events(profile("TSLA"), 5, exchange(), make_date(2018, 1, 1),
                                     make_date(2018, 12, 31));
  const auto longer = earnings_events(profile("TSLA"), 5, exchange(), make_date(2018, 1, 1),
                                      make_date(2020, 12, 31));
  ASSERT_LE(brief.size(), longer.size());
  EXPECT_TRUE(std::equal(brief.begin(), brief.end(), longer.begin()));
}

TEST(EventSchedule, HasMovesOfTheSizeThatIsExpected) {
  double squares = 0.0;
  int count = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    for (const auto& event : earnings_events(profile("AMZN"), seed, exchange(),
                                             make_date(2010, 1, 1), make_date(2019, 12, 31))) {
      squares += std::pow(event.move / event.deviation, 2);
      ++count;
    }
  }
  EXPECT_NEAR(squares / count, 1.0, 0.12);
}

TEST(EventSchedule, PaysDividendsEachQuarterAndNoneWithoutAYield) {
  const auto spy =
      dividend_dates(profile("SPY"), exchange(), make_date(2019, 1, 1), make_date(2019, 12, 31));
  const std::vector<Date> expected{make_date(2019, 3, 15), make_date(2019, 6, 21),
                                   make_date(2019, 9, 20), make_date(2019, 12, 20)};
  EXPECT_EQ(spy, expected);
  EXPECT_TRUE(
      dividend_dates(profile("TSLA"), exchange(), make_date(2019, 1, 1), make_date(2019, 12, 31))
          .empty());
}

TEST(EventSchedule, MeetsEightTimesAYear) {
  const auto dates =
      fomc_decision_dates(exchange(), make_date(2015, 1, 1), make_date(2019, 12, 31));
  EXPECT_EQ(dates.size(), 40U);
  for (const Date date : dates) EXPECT_TRUE(exchange().is_session(date)) << to_string(date);
}

std::set<std::tuple<Date, std::int64_t>> listed(StrikeLadder& ladder, Date session) {
  std::set<std::tuple<Date, std::int64_t>> contracts;
  for (const ListedExpiry& expiry : ladder.expiries()) {
    if (expiry.last_trading_day <= session) continue;
    for (const ListedStrike& strike : expiry.strikes) {
      contracts.emplace(expiry.label, strike.strike.micros());
    }
  }
  return contracts;
}

TEST(StrikeLadder, KeepsWhatItListsUntilItExpires) {
  StrikeLadder ladder({.roots = {"SPY"}, .kind = UnderlyingKind::kEtf, .contracts_min = 1500},
                      exchange());
  std::set<std::tuple<Date, std::int64_t>> before;
  double spot = 400.0;
  for (const Date session : exchange().sessions(make_date(2021, 1, 4), make_date(2021, 4, 30))) {
    ladder.advance(session, spot, 0.2);
    EXPECT_GE(ladder.contract_count(), 1500);
    std::set<std::tuple<Date, std::int64_t>> now;
    for (const ListedExpiry& expiry : ladder.expiries()) {
      EXPECT_GE(expiry.last_trading_day, session);
      for (const ListedStrike& strike : expiry.strikes) {
        now.emplace(expiry.label, strike.strike.micros());
      }
      EXPECT_TRUE(std::ranges::is_sorted(expiry.strikes, {}, &ListedStrike::strike));
    }
    EXPECT_TRUE(std::ranges::includes(now, before)) << to_string(session);
    before = listed(ladder, session);
    spot *= session < make_date(2021, 3, 1) ? 0.995 : 1.007;
  }
}

TEST(StrikeLadder, ListsStrikesFiveApartAroundTheMoneyOfStocks) {
  for (const double spot : {90.0, 180.0, 420.0, 800.0}) {
    StrikeLadder ladder({.roots = {"AAPL"}, .kind = UnderlyingKind::kStock, .contracts_min = 500},
                        exchange());
    ladder.advance(make_date(2021, 2, 1), spot, 0.35);
    for (const ListedExpiry& expiry : ladder.expiries()) {
      const int days = days_between(make_date(2021, 2, 1), expiry.settlement);
      if (days < 2 || days > 40) continue;
      const double sold =
          std::round(spot * (1.0 - 0.6 * 0.35 * std::sqrt(days / 365.0)) / 5.0) * 5.0;
      const auto holds = [&](double strike) {
        return std::ranges::any_of(expiry.strikes, [&](const ListedStrike& s) {
          return s.strike == Price::from_double(strike);
        });
      };
      EXPECT_TRUE(holds(sold) && holds(sold - 5.0)) << spot << " " << to_string(expiry.label);
    }
  }
}

TEST(StrikeLadder, DividesStrikesAndMultipliesContractsAtASplit) {
  StrikeLadder ladder({.roots = {"NVDA"}, .kind = UnderlyingKind::kStock, .contracts_min = 500},
                      exchange());
  ladder.advance(make_date(2021, 2, 1), 410.0, 0.45);
  auto& strikes = ladder.expiries().front().strikes;
  const Price strike = strikes.front().strike;
  strikes.front().call_interest = 30;
  ladder.apply_split(4);
  EXPECT_EQ(ladder.expiries().front().strikes.front().call_interest, 120);
  EXPECT_NEAR(ladder.expiries().front().strikes.front().strike.to_double(),
              strike.to_double() / 4.0, 0.005);
  ladder.advance(make_date(2021, 2, 2), 102.5, 0.45);
  for (const ListedExpiry& expiry : ladder.expiries()) {
    if (expiry.settlement > make_date(2021, 3, 12)) continue;
    const bool holds = std::ranges::any_of(expiry.strikes, [](const ListedStrike& s) {
      return s.strike == Price::from_double(105.0);
    });
    EXPECT_TRUE(holds) << to_string(expiry.label);
  }
}

TEST(StrikeLadder, ListsBothRootsOfSpxAndSaturdayLabelsOfTheirTime) {
  StrikeLadder ladder({.roots = {"SPX", "SPXW"}, .kind = UnderlyingKind::kIndex}, exchange());
  ladder.advance(make_date(2013, 5, 1), 1600.0, 0.15);
  std::set<std::string> roots;
  bool saturday = false;
  for (const ListedExpiry& expiry : ladder.expiries()) {
    roots.insert(expiry.option_class->root);
    saturday = saturday || iso_weekday(expiry.label) == 6;
    EXPECT_TRUE(exchange().is_session(expiry.settlement));
  }
  EXPECT_EQ(roots, (std::set<std::string>{"SPX", "SPXW"}));
  EXPECT_TRUE(saturday);
}

}  // namespace
}  // namespace aots::data
