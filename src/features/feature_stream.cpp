#include "features/feature_stream.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

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

bool is_split_ratio(double ratio) { return std::isfinite(ratio) && ratio > 0.0; }

// Prices and volumes beyond these are no longer what anybody traded: after the reverse splits of
// some funds, those of years ago are in the billions.
constexpr double kPriceMax = 1e9;
constexpr double kVolumeMax = 1e18;

// Brings a bar before splits into the terms after them; nothing where they leave none.
std::optional<DayBar> after_splits(DayBar bar, double ratio) {
  if (!(bar.high.to_double() / ratio < kPriceMax)) return std::nullopt;
  for (Price* price : {&bar.open, &bar.high, &bar.low, &bar.close}) {
    *price = Price::from_double(price->to_double() / ratio);
  }
  if (bar.volume) {
    const double volume = std::round(static_cast<double>(*bar.volume) * ratio);
    bar.volume =
        volume < kVolumeMax ? std::optional(static_cast<std::int64_t>(volume)) : std::nullopt;
  }
  return bar;
}

void apply_splits(FeatureDay& day, double ratio) {
  if (day.bar) day.bar = after_splits(*day.bar, ratio);
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

void FeatureStream::restate(std::span<const FeatureDay> days) {
  auto known = given_.begin();
  for (const FeatureDay& day : days) {
    known = std::lower_bound(known, given_.end(), day.date,
                             [](const FeatureDay& a, Date date) { return a.date < date; });
    AOTS_EXPECTS(known != given_.end() && known->date == day.date);
    AOTS_EXPECTS(is_split_ratio(day.split_ratio));
    *known = day;
  }
  replay(given_.size());
}

void FeatureStream::take(const FeatureDay& day) {
  AOTS_EXPECTS(calendar_->covers(day.date) && calendar_->is_session(day.date));
  AOTS_EXPECTS(given_.empty() || calendar_->next_session(given_.back().date) == day.date);
  AOTS_EXPECTS(is_split_ratio(day.split_ratio));
  given_.push_back(day);
  if (day.split_ratio != 1.0) {
    replay(given_.size() - 1);
  } else {
    history_.push_back(day);
  }
}

void FeatureStream::replay(std::size_t sessions) {
  history_ = given_;
  double ratio = 1.0;
  for (auto day = history_.rbegin(); day != history_.rend(); ++day) {
    if (ratio != 1.0) apply_splits(*day, ratio);
    ratio *= day->split_ratio;
  }
  begin_anew();
  std::vector<double> discarded(kBlockSessions * kFeatureCount);
  for (std::size_t first = 0; first < sessions; first += kBlockSessions) {
    const std::size_t count = std::min(kBlockSessions, sessions - first);
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
