#include "data/ingest/anchored_series.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "calendar/earnings_calendar.hpp"

namespace aots::data {
namespace {

constexpr int kRateAgeDaysMax = 30;
constexpr int kDividendWindowDays = 365;
constexpr int kReportSpacingDays = 91;
constexpr int kReportHorizonDays = 420;
// The size of a report's move: the root mean square of the last dozen, leaning on an ordinary one.
constexpr std::size_t kReportMovesKept = 12;
constexpr double kPriorReports = 4.0;
constexpr double kPriorDeviation = 0.06;
constexpr int kFundContractsMin = 1000;
constexpr int kStockContractsMin = 300;
constexpr std::string_view kRateSeries = "DTB3";

std::map<Date, double> closes_of(const std::vector<Bar>& bars) {
  std::map<Date, double> closes;
  for (const Bar& bar : bars) closes.emplace(bar.date, bar.close.to_double());
  return closes;
}

// The symbol whose dividends stand for an index's own.
Symbol payer_of(const Symbol& symbol) { return symbol.str() == "SPX" ? Symbol("SPY") : symbol; }

// Sessions of which a source that ranks before anchored chains holds one.
std::vector<Date> held_before_anchored(const Catalog& catalog, const Symbol& symbol,
                                       const SourceRanking& sources) {
  const auto anchored = rank_of(sources, "chains", kAnchoredKind, Origin::kSynthetic, false);
  std::set<Date> sessions;
  for (const auto& part : catalog.parts) {
    const auto& from = part.provenance;
    if (part.table != "chains" || from.symbol != symbol.str()) continue;
    if (!(rank_of(sources, part.table, from.kind, from.origin, part.relabelled) < anchored)) {
      continue;
    }
    for (const auto& held : part.sessions) sessions.insert(held.session);
  }
  return {sessions.begin(), sessions.end()};
}

}  // namespace

Result<AnchoredRecords> read_anchored_records(const Lake& lake, const Symbol& symbol, Date to,
                                              const SourceRanking& sources) {
  const Date first = calendar::ExchangeCalendar::first_date();
  AnchoredRecords records{.symbol = symbol};
  AOTS_TRY(bars, lake.bars(symbol, first, to));
  if (bars.empty()) {
    return fail(ErrorCode::kData,
                "the lake {} holds no bars of {} up to {}; import them before anchoring chains",
                lake.root().string(), symbol.str(), to_string(to));
  }
  records.bars = bars;
  const QuotingProfile quoting = quoting_profile(symbol);
  if (!quoting.volatility_index.empty()) {
    const Symbol index{std::string(quoting.volatility_index)};
    AOTS_TRY(levels, lake.bars(index, first, to));
    if (levels.empty()) {
      return fail(ErrorCode::kData,
                  "the lake {} holds no bars of {} up to {}, which chains of {} are anchored to; "
                  "import them first",
                  lake.root().string(), index.str(), to_string(to), symbol.str());
    }
    records.index = levels;
  }
  AOTS_TRY(rates, lake.rates(first, to));
  records.rates = rates;
  std::erase_if(records.rates, [](const RateObservation& r) { return r.series != kRateSeries; });
  std::ranges::stable_sort(records.rates, {}, &RateObservation::known_time);
  AOTS_TRY(dividends, lake.dividends(payer_of(symbol)));
  records.dividends = dividends;
  AOTS_TRY(splits, lake.splits(symbol));
  records.splits = splits;
  AOTS_TRY(earnings, lake.earnings());
  for (EarningsReport& report : earnings) {
    if (report.symbol == symbol) records.earnings.push_back(report);
  }
  std::ranges::stable_sort(records.earnings, {}, &EarningsReport::report_date);
  records.held = held_before_anchored(lake.catalog(), symbol, sources);
  return records;
}

AnchoredSeries::AnchoredSeries(AnchoredRecords records, const Span& span,
                               const calendar::ExchangeCalendar& calendar)
    : calendar_(calendar),
      records_(std::move(records)),
      time_(calendar, span.from, span.to + Days{kReportHorizonDays + kQuarterlyDays}),
      quoting_(quoting_profile(records_.symbol)),
      sessions_(calendar.sessions(span.from, span.to)),
      builder_({.symbol = records_.symbol,
                .quoting = quoting_,
                .contracts_min = quoting_.kind == UnderlyingKind::kStock ? kStockContractsMin
                                                                         : kFundContractsMin,
                .seed = span.seed},
               calendar, time_),
      closes_(closes_of(records_.bars)),
      realized_(quoting_.kind),
      level_(records_.index ? LevelHistory::Anchor::kIndex : LevelHistory::Anchor::kOwnPast) {
  if (records_.index) index_closes_ = closes_of(*records_.index);
  for (const EarningsReport& report : records_.earnings) {
    report_sessions_.insert(moves_on(report));
  }
  // The past before the span is taken at once.
  const Date first = std::max(records_.bars.front().date, calendar::ExchangeCalendar::first_date());
  if (first < span.from) {
    for (const Date session : calendar.sessions(first, span.from - Days{1})) take(session);
  }
}

std::optional<AnchoredSession> AnchoredSeries::next() {
  if (next_ == sessions_.size()) return std::nullopt;
  const Date session = sessions_[next_++];
  take(session);
  return build(session);
}

// Takes what the close of a session adds to the levels and to the moves of reports.
void AnchoredSeries::take(Date session) {
  const auto close = closes_.find(session);
  const bool reports = report_sessions_.contains(session);
  if (close != closes_.end()) {
    convert_at_split(session, close->second);
    if (reports && previous_close_) {
      const double move = std::log(close->second / *previous_close_);
      report_moves_.push_back(move * move);
    }
    realized_.add(close->second, reports);
    previous_close_ = close->second;
  }
  std::optional<double> level;
  if (records_.index) {
    const auto found = index_closes_.find(session);
    if (found != index_closes_.end()) level = found->second;
  } else if (close != closes_.end()) {
    level = realized_.level();
  }
  if (!level) return;
  level_.add(*level);
  level_session_ = session;
}

// A series as traded steps at a split by its ratio; one that was adjusted beforehand does not. A
// day's own move is far from a ratio, so the nearer explanation is the true one.
void AnchoredSeries::convert_at_split(Date session, double close) {
  const auto split = std::ranges::find(records_.splits, session, &Split::ex_date);
  if (split == records_.splits.end() || !previous_close_ || !(split->ratio > 0.0)) return;
  const double step = std::log(close / *previous_close_);
  if (std::abs(step + std::log(split->ratio)) >= std::abs(step)) return;
  *previous_close_ /= split->ratio;
  realized_.split(split->ratio);
  const auto whole = std::llround(split->ratio);
  if (whole > 1 && split->ratio == static_cast<double>(whole)) builder_.apply_split(whole);
}

AnchoredSession AnchoredSeries::build(Date session) {
  AnchoredSession result{.session = session};
  if (std::ranges::binary_search(records_.held, session)) return result;
  const auto close = closes_.find(session);
  if (close == closes_.end()) {
    result.reason = NotAnchored::kWithoutBar;
    return result;
  }
  if (level_session_ != session) {
    result.reason = NotAnchored::kWithoutLevel;
    return result;
  }
  const auto rate = rate_at(calendar_.close_time(session));
  if (!rate) {
    result.reason = NotAnchored::kWithoutRate;
    return result;
  }
  const AnchoredSurface surface({.session = session,
                                 .spot = close->second,
                                 .rate = *rate,
                                 .dividend_yield = dividend_yield(session, close->second),
                                 .shape = quoting_.shape,
                                 .reports = expected_reports(session)},
                                level_, time_);
  result.chain = builder_.build(
      {.session = session, .spot = close->second, .rate = *rate, .stress = level_.stress()},
      surface);
  return result;
}

std::optional<double> AnchoredSeries::rate_at(Timestamp time) const {
  const auto after =
      std::ranges::upper_bound(records_.rates, time, {}, &RateObservation::known_time);
  if (after == records_.rates.begin()) return std::nullopt;
  const RateObservation& latest = *std::prev(after);
  if (time - latest.known_time > Days{kRateAgeDaysMax}) return std::nullopt;
  return latest.rate;
}

double AnchoredSeries::dividend_yield(Date session, double spot) const {
  double paid = 0.0;
  double payer_close = spot;
  for (const Dividend& dividend : records_.dividends) {
    const int days = days_between(dividend.ex_date, session);
    if (days >= 0 && days < kDividendWindowDays) paid += dividend.amount;
  }
  // An index point is ten dollars of the fund that follows it, near enough for a yield.
  if (records_.symbol.str() == "SPX") payer_close = spot / 10.0;
  return std::log1p(paid / payer_close);
}

std::vector<ExpectedReport> AnchoredSeries::expected_reports(Date session) const {
  std::vector<ExpectedReport> reports;
  const Timestamp now = calendar_.close_time(session);
  const double deviation = report_deviation();
  std::optional<Date> last_known;
  for (const EarningsReport& report : records_.earnings) {
    if (report.known_time > now) continue;
    last_known = report.report_date;
    const Date moves = moves_on(report);
    if (moves > session) reports.push_back({.moves_on = moves, .deviation = deviation});
  }
  if (!last_known) return reports;
  const Date end = session + Days{kReportHorizonDays};
  for (Date date = *last_known + Days{kReportSpacingDays}; date <= end;
       date += Days{kReportSpacingDays}) {
    const Date moves = calendar_.next_session(date);
    if (moves > session) reports.push_back({.moves_on = moves, .deviation = deviation});
  }
  std::ranges::sort(reports, {}, &ExpectedReport::moves_on);
  return reports;
}

// A report whose time of day is not known is taken to follow the close, as nearly all do.
Date AnchoredSeries::moves_on(const EarningsReport& report) const {
  switch (report.time) {
    case ReportTime::kBeforeOpen:
      return calendar_.session_on_or_after(report.report_date);
    case ReportTime::kAfterClose:
    case ReportTime::kUnknown:
      return calendar_.next_session(report.report_date);
  }
  contract_violation("precondition", "a known ReportTime", __FILE__, __LINE__);
}

double AnchoredSeries::report_deviation() const {
  const std::size_t kept = std::min(kReportMovesKept, report_moves_.size());
  double sum = kPriorReports * kPriorDeviation * kPriorDeviation;
  for (std::size_t i = 0; i < kept; ++i) sum += report_moves_[report_moves_.size() - 1 - i];
  return std::sqrt(sum / (kPriorReports + static_cast<double>(kept)));
}

}  // namespace aots::data
