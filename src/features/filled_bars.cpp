#include "features/filled_bars.hpp"

#include "base/contract.hpp"

namespace aots::features {

std::vector<FilledBar> filled_bars(std::span<const Bar> bars, Date to,
                                   const calendar::ExchangeCalendar& calendar) {
  std::vector<FilledBar> filled;
  if (bars.empty() || bars.front().date > to) return filled;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    AOTS_EXPECTS(bars[i - 1].date < bars[i].date);
    AOTS_EXPECTS(bars[i - 1].symbol == bars[i].symbol);
  }
  auto next = bars.begin();
  const Bar* latest = nullptr;
  int missing = 0;
  for (const Date session : calendar.sessions(bars.front().date, to)) {
    while (next != bars.end() && next->date < session) ++next;
    if (next != bars.end() && next->date == session) {
      latest = &*next;
      missing = 0;
      filled.push_back({.bar = *latest});
      continue;
    }
    ++missing;
    if (latest == nullptr || missing > kSessionsFilledMax) continue;
    FilledBar carried{.bar = *latest, .sessions_old = missing};
    carried.bar.date = session;
    carried.bar.open = carried.bar.high = carried.bar.low = latest->close;
    carried.bar.volume.reset();
    filled.push_back(std::move(carried));
  }
  return filled;
}

}  // namespace aots::features
