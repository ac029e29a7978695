#include "features/iv_rank.hpp"

#include <cmath>

#include "base/contract.hpp"

namespace aots::features {

void YearWindow::add(Date session, double value) {
  AOTS_EXPECTS(std::isfinite(value));
  AOTS_EXPECTS(begin_ == end_ || session > *latest_session());
  const auto leaves = [&] {
    return end_ - begin_ == kSlots ||
           days_between(entries_[slot(begin_)].session, session) > kIvWindowDays;
  };
  while (begin_ != end_ && leaves()) values_.erase(slot(begin_++));
  entries_[slot(end_)] = {.session = session, .value = value};
  values_.insert(slot(end_), value);
  ++end_;
}

void YearWindow::replace_latest(double value) {
  AOTS_EXPECTS(std::isfinite(value));
  AOTS_EXPECTS(begin_ != end_);
  const std::size_t latest = slot(end_ - 1);
  values_.erase(latest);
  values_.insert(latest, value);
  entries_[latest].value = value;
}

std::optional<double> YearWindow::latest() const {
  if (begin_ == end_) return std::nullopt;
  return entries_[slot(end_ - 1)].value;
}

std::optional<Date> YearWindow::latest_session() const {
  if (begin_ == end_) return std::nullopt;
  return entries_[slot(end_ - 1)].session;
}

std::optional<IvRank> YearWindow::rank() const {
  if (sessions() < kIvWindowSessionsMin) return std::nullopt;
  const double low = values_.min();
  const double high = values_.max();
  if (low == high) return std::nullopt;
  const double today = *latest();
  const auto at_or_below = static_cast<double>(values_.count_at_or_below(today));
  return IvRank{.rank = (today - low) / (high - low),
                .percentile = at_or_below / static_cast<double>(sessions()),
                .sessions = sessions()};
}

std::optional<double> YearWindow::percentile_of_score() const {
  if (sessions() < kIvWindowSessionsMin) return std::nullopt;
  const double today = *latest();
  // Today's value always occurs in the window, hence the 1 of kind 'rank'.
  const auto twice = static_cast<double>(values_.count_below(today) +
                                         values_.count_at_or_below(today) + std::size_t{1});
  return twice / (2.0 * static_cast<double>(sessions()));
}

}  // namespace aots::features
