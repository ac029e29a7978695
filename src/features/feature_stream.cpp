#include "features/feature_stream.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "base/contract.hpp"

namespace aots::features {

namespace {

// Sessions whose values lie in the cache together; no power of two, or columns fight for its sets.
constexpr std::size_t kBlockSessions = 250;

void scale(std::optional<double>& count, double ratio) {
  if (count) *count *= ratio;
}

void scale(OptionActivity& activity, double ratio) {
  scale(activity.call_volume, ratio);
  scale(activity.put_volume, ratio);
  scale(activity.call_open_interest, ratio);
  scale(activity.put_open_interest, ratio);
}

Price divided(Price price, double ratio) { return Price::from_double(price.to_double() / ratio); }

// Brings a session before a split into the terms after it.
void apply_split(FeatureDay& day, double ratio) {
  if (day.bar) {
    DayBar& bar = *day.bar;
    for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close}) {
      *price = divided(*price, ratio);
    }
    if (bar.volume) {
      bar.volume = static_cast<std::int64_t>(std::round(static_cast<double>(*bar.volume) * ratio));
    }
  }
  if (!day.options) return;
  scale(day.options->activity, ratio);
  if (day.options->target) scale(day.options->target->activity, ratio);
}

FeatureRow row_of(Date date, std::span<const double> values) {
  FeatureRow row{.date = date};
  for (std::size_t i = 0; i < kFeatureCount; ++i) {
    row.present[i] = std::isfinite(values[i]);
    row.values[i] = row.present[i] ? values[i] : 0.0;
  }
  return row;
}

}  // namespace

FeatureStream::FeatureStream(const calendar::ExchangeCalendar& calendar) : calendar_(&calendar) {
  begin_anew();
}

FeatureRow FeatureStream::step(const FeatureDay& day) {
  take(day);
  values_.resize(kFeatureCount);
  run(history_.size() - 1, 1, {.base = values_.data(), .stride = 1});
  return row_of(day.date, values_);
}

void FeatureStream::advance(const Symbol& symbol, std::span<const FeatureDay> days,
                            FeatureMatrix& matrix) {
  while (!days.empty()) {
    // A piece ends before a split, whose day reads history again.
    std::size_t count = 1;
    take(days[0]);
    while (count < std::min(days.size(), kBlockSessions) && days[count].split_ratio == 1.0) {
      take(days[count++]);
    }
    values_.resize(count * kFeatureCount);
    run(history_.size() - count, count, {.base = values_.data(), .stride = count});
    std::vector<Date> dates(count);
    std::transform(days.begin(), days.begin() + static_cast<std::ptrdiff_t>(count), dates.begin(),
                   [](const FeatureDay& day) { return day.date; });
    matrix.append(symbol, dates, values_);
    days = days.subspan(count);
  }
}

void FeatureStream::restate(const FeatureDay& day) {
  const auto found =
      std::lower_bound(history_.begin(), history_.end(), day.date,
                       [](const FeatureDay& known, Date date) { return known.date < date; });
  AOTS_EXPECTS(found != history_.end() && found->date == day.date);
  AOTS_EXPECTS(day.split_ratio == found->split_ratio);
  const double later = std::accumulate(
      std::next(found), history_.end(), 1.0,
      [](double ratio, const FeatureDay& known) { return ratio * known.split_ratio; });
  *found = day;
  if (later != 1.0) apply_split(*found, later);
  replay();
}

void FeatureStream::take(const FeatureDay& day) {
  AOTS_EXPECTS(calendar_->covers(day.date) && calendar_->is_session(day.date));
  AOTS_EXPECTS(history_.empty() || calendar_->next_session(history_.back().date) == day.date);
  if (day.split_ratio != 1.0 && !history_.empty()) {
    AOTS_EXPECTS(std::isfinite(day.split_ratio) && day.split_ratio > 0.0);
    for (FeatureDay& known : history_) apply_split(known, day.split_ratio);
    replay();
  }
  history_.push_back(day);
}

void FeatureStream::replay() {
  begin_anew();
  std::vector<double> discarded(kBlockSessions * kFeatureCount);
  for (std::size_t first = 0; first < history_.size(); first += kBlockSessions) {
    const std::size_t count = std::min(kBlockSessions, history_.size() - first);
    run(first, count, {.base = discarded.data(), .stride = count});
  }
}

void FeatureStream::begin_anew() {
  digest_ = SessionDigest();
  calculators_.clear();
  for (const FeatureGroup group : kFeatureGroups) {
    calculators_.push_back(make_calculator(group, *calendar_));
  }
}

void FeatureStream::run(std::size_t first, std::size_t count, ValueSlots slots) {
  inputs_.clear();
  for (std::size_t i = first; i < first + count; ++i) inputs_.push_back(digest_.next(history_[i]));
  for (const auto& calculator : calculators_) calculator->advance(inputs_, slots);
}

}  // namespace aots::features
