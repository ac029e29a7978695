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
  counts_ = values_.counts(value);
  ++end_;
}

void YearWindow::replace_latest(double value) {
  AOTS_EXPECTS(std::isfinite(value));
  AOTS_EXPECTS(begin_ != end_);
  const std::size_t latest = slot(end_ - 1);
  values_.erase(latest);
  values_.insert(latest, value);
  counts_ = values_.counts(value);
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

std::optional<double> YearWindow::percentile() const {
  if (sessions() < kIvWindowSessionsMin) return std::nullopt;
  const bool all_equal = counts_.below == 0 && counts_.at_or_below == values_.size();
  if (all_equal) return std::nullopt;
  return static_cast<double>(counts_.at_or_below) / static_cast<double>(sessions());
}

std::optional<IvRank> YearWindow::rank() const {
  const auto share = percentile();
  if (!share) return std::nullopt;
  const double low = values_.min();
  return IvRank{.rank = (*latest() - low) / (values_.max() - low),
                .percentile = *share,
                .sessions = sessions()};
}

std::optional<double> YearWindow::percentile_of_score() const {
  if (sessions() < kIvWindowSessionsMin) return std::nullopt;
  // Today's value always occurs in the window, hence the 1 of kind 'rank'.
  const auto twice = static_cast<double>(counts_.below + counts_.at_or_below + std::size_t{1});
  return twice / (2.0 * static_cast<double>(sessions()));
}

}  // namespace aots::features
