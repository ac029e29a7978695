#include "data/store/coverage.hpp"

#include <algorithm>

#include "base/contract.hpp"

namespace aots::data {

std::vector<CoverageColumn> coverage(std::span<const Date> held,
                                     const calendar::ExchangeCalendar& calendar,
                                     std::size_t columns) {
  AOTS_EXPECTS(columns > 0);
  if (held.empty()) return {};
  const auto sessions = calendar.sessions(std::max(held.front(), calendar.first_date()),
                                          std::min(held.back(), calendar.last_date()));
  std::vector<CoverageColumn> out(std::min(columns, sessions.size()));
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    auto& column = out[i * out.size() / sessions.size()];
    ++column.sessions;
    if (std::binary_search(held.begin(), held.end(), sessions[i])) ++column.held;
  }
  return out;
}

}  // namespace aots::data
