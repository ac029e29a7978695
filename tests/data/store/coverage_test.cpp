// Coverage against the exchange calendar.
#include "data/store/coverage.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

TEST(Coverage, CountsTheSessionsOfTheExchangeThatAreHeld) {
  // Memorial Day is 2019-05-27; 2019-05-25 is a Saturday.
  const std::vector<Date> held = {make_date(2019, 5, 23), make_date(2019, 5, 24),
                                  make_date(2019, 5, 25), make_date(2019, 5, 29)};
  EXPECT_EQ(coverage(held, exchange(), 24),
            (std::vector<CoverageColumn>{{1, 1}, {1, 1}, {1, 0}, {1, 1}}));
  EXPECT_EQ(coverage(held, exchange(), 2), (std::vector<CoverageColumn>{{2, 2}, {2, 1}}));
  EXPECT_EQ(coverage(held, exchange(), 1), (std::vector<CoverageColumn>{{4, 3}}));
  EXPECT_TRUE(coverage({}, exchange(), 5).empty());
}

TEST(Coverage, LosesNoSessionHoweverItIsCut) {
  const auto sessions = exchange().sessions(make_date(2011, 1, 3), make_date(2019, 12, 31));
  for (const std::size_t columns : {1U, 7U, 24U, 1000U, 5000U}) {
    int total = 0;
    int held = 0;
    for (const auto& column : coverage(sessions, exchange(), columns)) {
      EXPECT_GT(column.sessions, 0);
      total += column.sessions;
      held += column.held;
    }
    EXPECT_EQ(total, static_cast<int>(sessions.size()));
    EXPECT_EQ(held, total);
  }
}

}  // namespace
}  // namespace aots::data
