#include "base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

const Date kFirst = make_date(1, 1, 1);
const Date kLast = make_date(9999, 12, 31);

rc::Gen<Date> any_date() {
  return rc::gen::map(rc::gen::inRange(0, days_between(kFirst, kLast) + 1),
                      [](int days) { return kFirst + Days{days}; });
}

// A value of all sizes; RapidCheck's own integers stay small for small cases.
rc::Gen<std::int64_t> any_int64() {
  return rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) {
    return static_cast<std::int64_t>(bits * 0x9e3779b97f4a7c15U);
  });
}

RC_GTEST_PROP(TimeProperty, ADateReadsBackFromItsText, ()) {
  const Date date = *any_date();
  RC_ASSERT(parse_date(to_string(date)) == date);
}

RC_GTEST_PROP(TimeProperty, ADateIsMadeOfItsParts, ()) {
  const Date date = *any_date();
  RC_ASSERT(checked_date(year_of(date), month_of(date), day_of(date)) == date);
}

RC_GTEST_PROP(TimeProperty, AWeekLaterIsTheSameWeekday, ()) {
  const Date date = *any_date();
  RC_ASSERT(iso_weekday(date + Days{7}) == iso_weekday(date));
  RC_ASSERT(iso_weekday(date + Days{1}) == iso_weekday(date) % 7 + 1);
  RC_ASSERT(days_between(date, date + Days{7}) == 7);
}

RC_GTEST_PROP(TimeProperty, DatesSortAsTheirTextsDo, ()) {
  const Date a = *any_date();
  const Date b = *any_date();
  RC_ASSERT((a < b) == (to_string(a) < to_string(b)));
}

RC_GTEST_PROP(TimeProperty, ATimestampReadsBackFromItsText, ()) {
  const Timestamp time{std::chrono::nanoseconds{*any_int64()}};
  RC_ASSERT(parse_timestamp(to_string(time)) == time);
}

RC_GTEST_PROP(TimeProperty, ALocalTimeIsItsInstantShiftedByTheOffset, ()) {
  const auto seconds = *rc::gen::inRange<std::int64_t>(0, 4'000'000'000);
  const int minutes = *rc::gen::inRange(0, 24 * 60);
  const bool east = *rc::gen::arbitrary<bool>();
  const Timestamp time{std::chrono::seconds{seconds}};
  const auto shift = std::chrono::minutes{east ? minutes : -minutes};
  auto local = to_string(time + shift);
  local.pop_back();
  local += fmt::format("{}{:02}:{:02}", east ? '+' : '-', minutes / 60, minutes % 60);
  RC_ASSERT(parse_timestamp(local) == time);
}

RC_GTEST_PROP(TimeProperty, ParsersSurviveAnyText, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('0', '1', '2', '9', '-', ':', 'T', 'Z', '+', '.', 'x'));
  const auto date = parse_date(text);
  RC_ASSERT((!date || to_string(*date) == text));
  const auto time = parse_timestamp(text);
  RC_ASSERT((!time || parse_timestamp(to_string(*time)) == time));
}

// One character of a good text is replaced: what is still accepted must mean what it says.
RC_GTEST_PROP(TimeProperty, ADamagedTimestampIsRefusedOrReadsBack, ()) {
  std::string text = to_string(Timestamp{std::chrono::nanoseconds{*any_int64()}});
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = *rc::gen::arbitrary<char>();
  const auto time = parse_timestamp(text);
  RC_ASSERT((!time || parse_timestamp(to_string(*time)) == time));
}

}  // namespace
}  // namespace aots
