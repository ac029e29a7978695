#include "calendar/listing.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "calendar/detail/nyse_rules.hpp"
#include "calendar/expiry.hpp"
#include "calendar/option_class.hpp"

namespace aots::calendar {
namespace {

constexpr unsigned kFriday = 5;

constexpr Date ymd(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                          std::chrono::day{day}}};
}

// In all tables `roots` are separated by spaces and "*" stands for every stock and ETF. Of the rows
// that fit, the one begun last counts.

// Weekly series of the given weekdays (M T W H F). `ahead` expiries stand once the nearest is at
// most `notice` sessions away, one fewer before that.
struct WeeklySeries {
  std::string_view roots;
  std::string_view weekdays;
  Date from;
  int ahead;
  int notice;
};

// Any number of sessions: a new expiry is listed the day an old one is gone.
constexpr int kAtOnce = 7;

constexpr std::string_view kLargestStocks = "AAPL AMZN AVGO GOOGL IBIT META MSFT NVDA TSLA";

// Sources, and what is assumed:
// - SPXW: PM-settled Fridays since December 2010, four and from 2014 six weeks ahead (Cboe
// RG14-010);
//   Wednesdays and Mondays from 2016-02-23 and 2016-08-15 (Cboe news), five ahead, six since late
//   May 2019 (recorded chains); Tuesdays and Thursdays from 2022-04-18 and 2022-05-11 (Cboe news).
// - ETFs 2010-06-04 (Cboe news), stocks from 2010-06-25, five weeks ahead since November 2012 (Cboe
//   IC12-093). Every stock is treated as being in the programme, which some hundreds are.
// - SPY Wednesdays 2016-09-07 (MIAX RC 2016-35), Mondays 2018-02-16 (Cboe news); both in QQQ
// 2021-04-26
//   (86 FR 22082), in IWM 2021-10-08 (86 FR 56328). Tuesdays and Thursdays of SPY and QQQ, and only
//   two expiries a weekday, 2022-11-14 (87 FR 70880); of IWM recorded in 2026, assumed from
//   mid-2024.
// - The largest stocks 2026-01-26 (SR-ISE-2025-15), XLF 2026-07-06 (recorded chains). A company's
//   report can suppress such a day; that is not modelled.
// - XSP, NDXP, RUTW, MRUT are assumed to follow SPXW, with one week less ahead.
constexpr std::array kWeeklySeries{
    WeeklySeries{"SPXW XSP", "F", ymd(2010, 12, 2), 2, 1},
    WeeklySeries{"SPXW XSP RUTW", "F", ymd(2012, 11, 1), 5, 1},
    WeeklySeries{"SPXW", "F", ymd(2014, 1, 1), 7, 1},
    WeeklySeries{"SPXW", "W", ymd(2016, 2, 23), 5, 1},
    WeeklySeries{"SPXW", "M", ymd(2016, 8, 15), 5, 1},
    WeeklySeries{"SPXW", "MW", ymd(2019, 5, 28), 6, 2},
    WeeklySeries{"SPXW", "T", ymd(2022, 4, 18), 6, 2},
    WeeklySeries{"SPXW", "H", ymd(2022, 5, 11), 6, 2},
    WeeklySeries{"XSP NDXP RUTW MRUT", "MWF", ymd(2018, 1, 2), 6, 1},
    WeeklySeries{"XSP NDXP RUTW", "TH", ymd(2023, 1, 3), 5, 1},
    WeeklySeries{"SPY QQQ IWM DIA", "F", ymd(2010, 6, 4), 2, 1},
    WeeklySeries{"*", "F", ymd(2010, 6, 25), 2, 1},
    WeeklySeries{"*", "F", ymd(2012, 11, 1), 6, 1},
    WeeklySeries{"SPY", "W", ymd(2016, 9, 7), 6, 1},
    WeeklySeries{"SPY", "M", ymd(2018, 2, 16), 6, 1},
    WeeklySeries{"QQQ", "MW", ymd(2021, 4, 26), 6, 1},
    WeeklySeries{"IWM", "MW", ymd(2021, 10, 8), 6, 1},
    WeeklySeries{"SPY QQQ", "MTWH", ymd(2022, 11, 14), 2, kAtOnce},
    WeeklySeries{"IWM", "MW", ymd(2022, 11, 14), 2, kAtOnce},
    WeeklySeries{"IWM", "TH", ymd(2024, 6, 3), 2, kAtOnce},
    WeeklySeries{kLargestStocks, "M", ymd(2026, 1, 26), 2, kAtOnce},
    WeeklySeries{kLargestStocks, "W", ymd(2026, 1, 26), 3, 1},
    WeeklySeries{"XLF", "M", ymd(2026, 7, 6), 2, kAtOnce},
    WeeklySeries{"XLF", "W", ymd(2026, 7, 6), 3, 1},
};

// Standard months: the next `near` of them, and those of the quarterly cycle, June, December and
// January within so many days. January carries the long-dated series of stocks.
struct MonthlySeries {
  std::string_view roots;
  Date from;
  int near;
  int cycle_days;
  int june_days;
  int december_days;
  int january_days;
};

// The reach is read off recorded chains (2011, 2014, 2019, 2025, 2026); the dates between which it
// grew are assumed. Stocks have cycles and exceptions of their own, which are not modelled.
// PM-settled third Fridays of SPX were in the root SPXPM before 2017-05-01 (Cboe RG17-002).
constexpr std::array kMonthlySeries{
    MonthlySeries{"SPX NDX RUT DJX OEX XEO", ymd(1990, 1, 1), 6, 430, 550, 1100, 366},
    MonthlySeries{"SPX", ymd(2021, 1, 1), 14, 550, 730, 2010, 0},
    MonthlySeries{"SPXPM", ymd(2011, 10, 4), 6, 0, 0, 0, 0},
    MonthlySeries{"SPXPM", ymd(2017, 5, 1), 0, 0, 0, 0, 0},
    MonthlySeries{"SPXW", ymd(2017, 5, 1), 6, 0, 0, 0, 0},
    MonthlySeries{"XSP", ymd(2011, 1, 1), 6, 366, 0, 0, 0},
    MonthlySeries{"NDXP RUTW", ymd(2018, 1, 2), 6, 0, 0, 0, 0},
    MonthlySeries{"MRUT", ymd(2021, 3, 1), 6, 366, 0, 0, 0},
    MonthlySeries{"*", ymd(1990, 1, 1), 4, 366, 0, 0, 852},
    MonthlySeries{"*", ymd(2023, 1, 1), 6, 550, 915, 1100, 852},
};

// The last session of a month: of the next `months` months and the next `quarters` quarters.
struct MonthEndSeries {
  std::string_view roots;
  Date from;
  int months;
  int quarters;
};

// SPXW: Cboe news of May 2014. ETFs: OCC's quarterly programme, begun in 2006; month ends of SPY
// and QQQ are absent in February 2025 and present in February 2026, and assumed from between.
constexpr std::array kMonthEndSeries{
    MonthEndSeries{"SPXW", ymd(2014, 7, 3), 6, 4},
    MonthEndSeries{"XSP NDXP RUTW MRUT", ymd(2018, 1, 2), 3, 0},
    MonthEndSeries{"SPY QQQ IWM DIA XLE XLF", ymd(2006, 7, 3), 0, 4},
    MonthEndSeries{"SPY QQQ", ymd(2025, 6, 2), 7, 4},
};

// VIX options began in February 2006, their weeklies in October 2015, six of each (Cboe).
constexpr Date kFirstVix = ymd(2006, 2, 24);
constexpr Date kFirstVixWeekly = ymd(2015, 10, 8);
constexpr int kVixExpiries = 6;
constexpr Days kVixDays{30};

bool names(std::string_view roots, const OptionClass& option_class) {
  if (roots == "*") return option_class.delivery == Delivery::kPhysical;
  const auto words = split(roots, ' ');
  return std::ranges::find(words, option_class.root.view()) != words.end();
}

// The row for the class that was begun last, among those that `fits` admits.
template <class Row, std::size_t N, class Fits>
const Row* row_in_force(const std::array<Row, N>& rows, const OptionClass& option_class, Date as_of,
                        Fits fits) {
  const Row* result = nullptr;
  for (const Row& row : rows) {
    if (row.from > as_of || !names(row.roots, option_class) || !fits(row)) continue;
    if (result == nullptr || row.from >= result->from) result = &row;
  }
  return result;
}

struct YearMonth {
  int year;
  unsigned month;

  YearMonth next() const {
    return month == 12 ? YearMonth{year + 1, 1} : YearMonth{year, month + 1};
  }
  bool ends_quarter() const { return month % 3 == 0; }
};

// One listing question: the series of `option_class` on `as_of`, gathered into `labels`.
class Listing {
 public:
  Listing(const ExchangeCalendar& calendar, const OptionClass& option_class, Date as_of, Date last)
      : calendar_(calendar), option_class_(option_class), as_of_(as_of), last_(last) {}

  std::vector<Date> labels() {
    add_months();
    add_month_ends();
    for (const char weekday : std::string_view("MTWHF")) add_weeklies(weekday);
    add_vix();
    return {labels_.begin(), labels_.end()};
  }

 private:
  void add(Date label) {
    if (label > last_) return;
    if (last_trading_day(calendar_, option_class_, label) < as_of_) return;
    labels_.insert(label);
  }

  void add_months() {
    const auto* row =
        row_in_force(kMonthlySeries, option_class_, as_of_, [](const auto&) { return true; });
    if (row == nullptr) return;
    int near = row->near;
    YearMonth at{year_of(as_of_), month_of(as_of_)};
    for (; make_date(at.year, at.month, 1) <= last_; at = at.next()) {
      const Date label = monthly_expiry_label(calendar_, at.year, at.month);
      if (last_trading_day(calendar_, option_class_, label) < as_of_) continue;
      const int days = days_between(as_of_, label);
      const bool listed = near > 0 || (at.ends_quarter() && days <= row->cycle_days) ||
                          (at.month == 6 && days <= row->june_days) ||
                          (at.month == 12 && days <= row->december_days) ||
                          (at.month == 1 && days <= row->january_days);
      if (listed) add(label);
      --near;
    }
  }

  Date month_end(YearMonth at) const {
    const YearMonth next = at.next();
    return calendar_.session_on_or_before(make_date(next.year, next.month, 1) - Days{1});
  }

  const MonthEndSeries* month_ends() const {
    return row_in_force(kMonthEndSeries, option_class_, as_of_, [](const auto&) { return true; });
  }

  void add_month_ends() {
    const auto* row = month_ends();
    if (row == nullptr) return;
    int months = row->months;
    int quarters = row->quarters;
    YearMonth at{year_of(as_of_), month_of(as_of_)};
    for (; make_date(at.year, at.month, 1) <= last_; at = at.next()) {
      const Date label = month_end(at);
      if (label < as_of_) continue;
      if (months > 0 || (at.ends_quarter() && quarters > 0)) add(label);
      --months;
      if (at.ends_quarter()) --quarters;
    }
  }

  // The weekly expiry in the week of `monday`: a holiday moves it to the session before, a Monday
  // to the session after (exchange rules on short term option series). None in a week without such
  // a session, and none on a day that a monthly, or a month end of its own kind, takes.
  std::optional<Date> weekly_expiry(Date monday, unsigned weekday) const {
    const Date nominal = monday + Days{weekday - 1};
    const Date date = weekday == 1 ? calendar_.session_on_or_after(nominal)
                                   : calendar_.session_on_or_before(nominal);
    if (date < monday || date > monday + Days{kFriday - 1}) return std::nullopt;
    if (weekday == kFriday && is_monthly(date)) return std::nullopt;
    if (const auto* row = month_ends()) {
      const YearMonth at{year_of(date), month_of(date)};
      // Index weeklies make way for every month end, those of ETFs for the ends of quarters.
      const bool displaced =
          option_class_.delivery == Delivery::kCash ? row->months > 0 : at.ends_quarter();
      if (displaced && date == month_end(at)) return std::nullopt;
    }
    return date;
  }

  bool is_monthly(Date date) const {
    const Date label = monthly_expiry_label(calendar_, year_of(date), month_of(date));
    return date == calendar_.session_on_or_before(label);
  }

  void add_weeklies(char weekday_letter) {
    const auto* row =
        row_in_force(kWeeklySeries, option_class_, as_of_, [&](const WeeklySeries& s) {
          return s.weekdays.find(weekday_letter) != std::string_view::npos;
        });
    if (row == nullptr) return;
    const auto weekday = static_cast<unsigned>(std::string_view("MTWHF").find(weekday_letter) + 1);
    std::optional<int> left;  // how many are still to be listed, known once the nearest is
    for (Date monday = as_of_ - Days{iso_weekday(as_of_) - 1}; monday <= last_; monday += Days{7}) {
      const auto date = weekly_expiry(monday, weekday);
      if (!date || *date < as_of_) continue;
      if (*date > as_of_) {
        if (!left) left = row->ahead - (sessions_until(*date) <= row->notice ? 0 : 1);
        if (*left == 0) return;
        --*left;
      }
      add(*date);
    }
  }

  int sessions_until(Date date) const { return calendar_.session_count(as_of_ + Days{1}, date); }

  void add_vix() {
    const bool weekly = option_class_.root == "VIXW";
    if (!weekly && option_class_.root != "VIX") return;
    if (as_of_ < (weekly ? kFirstVixWeekly : kFirstVix)) return;
    int left = kVixExpiries;
    Date friday = detail::nth_weekday(year_of(as_of_), month_of(as_of_), kFriday, 1);
    for (; left > 0 && friday - kVixDays <= last_; friday += Days{7}) {
      const Date session = calendar_.session_on_or_before(friday);
      if (is_monthly(session) == weekly) continue;
      const Date label = calendar_.session_on_or_before(session - kVixDays);
      if (last_trading_day(calendar_, option_class_, label) < as_of_) continue;
      add(label);
      --left;
    }
  }

  const ExchangeCalendar& calendar_;
  const OptionClass& option_class_;
  Date as_of_;
  Date last_;
  std::set<Date> labels_;
};

}  // namespace

std::vector<Date> listed_expiries(const ExchangeCalendar& calendar, std::string_view root,
                                  Date as_of, int max_days) {
  AOTS_EXPECTS(calendar.covers(as_of));
  const OptionClass asked = option_class(root);
  if (asked.adjusted) return {};
  // Two months short of the end, so that every rule finds the sessions it looks at.
  const Date last = std::min(as_of + Days{max_days}, ExchangeCalendar::last_date() - Days{62});
  return Listing(calendar, asked, as_of, last).labels();
}

Date vix_expiry_label(const ExchangeCalendar& calendar, int year, unsigned month) {
  const YearMonth next = YearMonth{year, month}.next();
  const Date third_friday = detail::nth_weekday(next.year, next.month, kFriday, 3);
  return calendar.session_on_or_before(calendar.session_on_or_before(third_friday) - kVixDays);
}

}  // namespace aots::calendar
