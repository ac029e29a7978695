#include "features/market_state.hpp"

#include <algorithm>

namespace aots::features {
namespace {

template <class Close>
std::span<Close> kept_closes(std::span<Close> closes) {
  return closes.last(std::min<std::size_t>(closes.size(), kClosesKept));
}

}  // namespace

MarketState::MarketState(MarketStateOptions options, const calendar::ExchangeCalendar& calendar)
    : calendar_(calendar),
      options_(std::move(options)),
      carry_(options_.rate_series),
      detector_(options_.volatility_index, options_.market_index, calendar) {
  for (const auto& [symbol, source] : options_.iv_sources) iv_.emplace(symbol, IvHistory(source));
}

void MarketState::apply(const MarketEvent& event) {
  std::visit([this](const auto& record) { take(record); }, event);
}

void MarketState::take(const RateObservation& rate) { carry_.add(rate); }
void MarketState::take(const FomcDecision& decision) { fomc_.add(decision); }
void MarketState::take(const EarningsReport& report) { earnings_.add(report); }
void MarketState::take(const Dividend& dividend) {
  carry_.add(dividend);
  std::vector<Dividend>& known = symbols_[dividend.symbol].dividends;
  std::erase_if(known, [&](const Dividend& past) {
    return days_between(past.ex_date, dividend.ex_date) > analytics::kDividendWindowDays;
  });
  const auto place =
      std::upper_bound(known.begin(), known.end(), dividend.ex_date,
                       [](Date ex_date, const Dividend& other) { return ex_date < other.ex_date; });
  known.insert(place, dividend);
}
void MarketState::take(const OptionChain& chain) { complete_before(chain.session); }
void MarketState::take(const SessionEnd& end) {
  complete_before(end.session);
  complete(end.session);
}

void MarketState::take(const Split& split) {
  SymbolHistory& history = symbols_[split.symbol];
  const auto place =
      std::lower_bound(history.splits.begin(), history.splits.end(), split.ex_date,
                       [](const Split& known, Date ex_date) { return known.ex_date < ex_date; });
  if (place != history.splits.end() && place->ex_date == split.ex_date) return;
  history.splits.insert(place, split);
  undo_step(split.symbol, history, split);
}

void MarketState::take(const Bar& bar) {
  if (!calendar_.covers(bar.date) || !calendar_.is_session(bar.date)) return;
  complete_before(bar.date);
  detector_.on_bar(bar);
  SymbolHistory& history = symbols_[bar.symbol];
  if (history.latest && history.latest->date > bar.date) return;
  history.latest = bar;
  for (auto& [symbol, iv_history] : iv_) {
    const IvSource& source = iv_history.source();
    if (source.kind != IvSourceKind::kIndex || source.index != bar.symbol) continue;
    if (const auto latest = iv_history.latest_session(); latest && *latest >= bar.date) continue;
    // Straight from the exact price, so that 19.87 points are 0.1987 and not a neighbour of it.
    iv_history.add(bar.date, static_cast<double>(bar.close.micros()) / (100.0 * kMicrosPerUnit));
  }
  if (!bar.close.is_positive()) return;
  if (!history.closes.empty() && history.closes.back().first == bar.date) {
    history.closes.pop_back();
  }
  const std::optional<Date> previous =
      history.closes.empty() ? std::nullopt : std::optional(history.closes.back().first);
  if (history.closes.size() == std::size_t{2} * kClosesKept) {
    history.closes.erase(history.closes.begin(), history.closes.begin() + kClosesKept);
  }
  history.closes.emplace_back(bar.date, bar.close.to_double());
  for (const Split& split : history.splits) {
    const bool is_due = previous && split.ex_date > *previous && split.ex_date <= bar.date;
    if (is_due) undo_step(bar.symbol, history, split);
  }
  carry_.add(bar);
}

// Only the close just before a split's ex date and the first one from it on tell whether the series
// steps.
void MarketState::undo_step(const Symbol& symbol, SymbolHistory& history, const Split& split) {
  const std::span<DatedClose> closes = kept_closes(std::span(history.closes));
  const auto after =
      std::lower_bound(closes.begin(), closes.end(), split.ex_date,
                       [](const DatedClose& close, Date ex_date) { return close.first < ex_date; });
  if (after == closes.begin() || after == closes.end()) return;
  if (!analytics::steps_by_split(std::prev(after)->second, after->second, split.ratio)) return;
  for (auto close = closes.begin(); close != after; ++close) close->second /= split.ratio;
  carry_.rescale(symbol, split.ex_date, split.ratio);
  detector_.on_split(symbol, split.ex_date, split.ratio);
}

void MarketState::complete_before(Date session) {
  if (under_way_) {
    for (Date ended = *under_way_; ended < session; ended = calendar_.next_session(ended)) {
      complete(ended);
    }
  }
  if (!under_way_ || session > *under_way_) under_way_ = session;
}

void MarketState::complete(Date session) {
  if (completed_ && session <= *completed_) return;
  for (const auto& [symbol, pending] : pending_) {
    const auto history = iv_.find(symbol);
    if (pending.iv30) history->second.add(pending.session, *pending.iv30);
  }
  pending_.clear();
  detector_.on_session_end(session);
  completed_ = session;
}

void MarketState::observe_chain(const analytics::ChainView& view) {
  const auto history = iv_.find(view.chain().underlying);
  if (history == iv_.end() || history->second.source().kind != IvSourceKind::kOwn) return;
  const Date session = view.chain().session;
  if (completed_ && session <= *completed_) return;
  const auto latest = history->second.latest_session();
  if (latest && *latest >= session) return;
  pending_[view.chain().underlying] = {.session = session, .iv30 = view.iv30()};
}

analytics::CarryInputs MarketState::carry(const Symbol& symbol, Date today) const {
  return carry_.inputs(symbol, today);
}

IvReading MarketState::iv(const Symbol& symbol) const {
  IvReading reading{.source = IvSource{}.name()};
  const auto found = iv_.find(symbol);
  if (found == iv_.end()) return reading;
  const IvHistory& history = found->second;
  reading.source = history.source().name();
  reading.session = history.latest_session();
  reading.sessions = history.sessions();
  if (!reading.session) return reading;
  const int age = completed_ && *completed_ > *reading.session
                      ? calendar_.session_count(*reading.session, *completed_) - 1
                      : 0;
  reading.stale = age > 0;
  if (age > kStaleSessionsMax) return reading;
  reading.iv = history.latest();
  reading.rank = history.rank();
  return reading;
}

const Bar* MarketState::latest_bar(const Symbol& symbol) const {
  const auto found = symbols_.find(symbol);
  if (found == symbols_.end() || !found->second.latest) return nullptr;
  return &*found->second.latest;
}

const Bar* MarketState::bar(const Symbol& symbol, Date session) const {
  const Bar* latest = latest_bar(symbol);
  return latest != nullptr && latest->date == session ? latest : nullptr;
}

std::span<const DatedClose> MarketState::closes(const Symbol& symbol) const {
  const auto found = symbols_.find(symbol);
  if (found == symbols_.end()) return {};
  return kept_closes(std::span(found->second.closes));
}

std::vector<std::vector<Symbol>> MarketState::clusters(std::span<const Symbol> symbols) const {
  std::map<Symbol, std::vector<DatedClose>> series;
  for (const Symbol& symbol : symbols) {
    const auto history = closes(symbol);
    series[symbol].assign(history.begin(), history.end());
  }
  return correlation_clusters(series);
}

std::vector<Split> MarketState::splits(const Symbol& symbol, Date from, Date to) const {
  std::vector<Split> result;
  const auto found = symbols_.find(symbol);
  if (found == symbols_.end()) return result;
  for (const Split& split : found->second.splits) {
    if (split.ex_date > from && split.ex_date <= to) result.push_back(split);
  }
  return result;
}

std::vector<Dividend> MarketState::dividends(const Symbol& symbol, Date from, Date to) const {
  std::vector<Dividend> result;
  const auto found = symbols_.find(symbol);
  if (found == symbols_.end()) return result;
  for (const Dividend& dividend : found->second.dividends) {
    if (dividend.ex_date > from && dividend.ex_date <= to) result.push_back(dividend);
  }
  return result;
}

}  // namespace aots::features
