#include "features/store/stored_features.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "analytics/figures.hpp"
#include "base/hash.hpp"
#include "base/ordered_work.hpp"
#include "features/catalogue.hpp"
#include "features/store/feature_timeline.hpp"

namespace aots::features {

namespace {

// What the rows of a subject follow from.
std::string key_of(const data::Lake& lake, const MarketHistory& history,
                   const FeatureSubject& subject) {
  data::EventQuery query{.chains = {subject.symbol},
                         .bars = {subject.symbol, history.symbols.volatility_index},
                         .bars_from = Date::min(),
                         .chains_from = Date::min(),
                         .to = Date::max()};
  if (history.symbols.index) query.bars.push_back(*history.symbols.index);
  if (subject.iv.index) query.bars.push_back(*subject.iv.index);
  const auto& index = history.symbols.index;
  Sha256 hash;
  hash.update(fmt::format("rows {} figures {} schema {}\nmarket {} {} iv {}\n", kFeatureRowsVersion,
                          analytics::kFiguresVersion, schema_hash(),
                          history.symbols.volatility_index.str(), index ? index->str() : "none",
                          subject.iv.name()));
  for (const auto& dataset : lake.dataset_hashes(query)) {
    hash.update(
        fmt::format("{} {} {} {}\n", dataset.table, dataset.kind, dataset.symbol, dataset.sha256));
  }
  return hash.hex_digest();
}

// The rows of the sessions that the symbol has a bar or a chain of.
data::FeatureTable table_of(const FeatureTimeline& timeline, const FeatureMatrix& rows,
                            const Symbol& symbol, const calendar::ExchangeCalendar& calendar) {
  data::FeatureTable table{.symbol = symbol, .dates = {}, .known_times = {}, .columns = {}};
  std::vector<std::size_t> held;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    if (!FeatureTimeline::is_held(timeline.days[row])) continue;
    held.push_back(row);
    table.dates.push_back(rows.date(row));
    table.known_times.push_back(calendar.bars_known_time(rows.date(row)));
  }
  table.columns.resize(kFeatureCount);
  for (std::size_t c = 0; c < kFeatureCount; ++c) {
    const FeatureColumn& column = rows.column(c);
    table.columns[c].values.reserve(held.size());
    for (const std::size_t row : held) table.columns[c].append(column.at(row));
  }
  return table;
}

Result<data::FeatureTable> compute(const data::Lake& lake, const MarketHistory& history,
                                   const FeatureSubject& subject,
                                   const calendar::ExchangeCalendar& calendar) {
  AOTS_TRY(timeline, read_timeline(lake, history, subject, calendar));
  const FeatureMatrix rows = rows_of(timeline, subject.symbol, calendar);
  return table_of(timeline, rows, subject.symbol, calendar);
}

struct Span {
  Date first, last;

  bool holds(const Span& other) const { return first <= other.first && last >= other.last; }
};

Span span_of(const FeatureSubject& subject, const RowRange& range) {
  return {.first = std::max(range.from.value_or(*subject.first), *subject.first),
          .last = std::min(range.to.value_or(*subject.last), *subject.last)};
}

// What a build has to do for one subject.
struct BuildPlan {
  const FeatureSubject* subject = nullptr;
  std::string key;
  Span span;
  std::optional<data::FeatureTables::Held> held;  // the current table, whatever it spans
  bool is_done = false;
};

BuildPlan plan_of(const data::Lake& lake, const data::FeatureTables& tables,
                  const MarketHistory& history, const FeatureSubject& subject,
                  const RowRange& range) {
  BuildPlan plan{.subject = &subject,
                 .key = key_of(lake, history, subject),
                 .span = span_of(subject, range),
                 .held = {}};
  plan.held = tables.find(subject.symbol, plan.key);
  if (!plan.held) return plan;
  const Span held{.first = plan.held->first, .last = plan.held->last};
  plan.is_done = held.holds(plan.span);
  // What was asked for before stays.
  plan.span = {.first = std::min(plan.span.first, held.first),
               .last = std::max(plan.span.last, held.last)};
  return plan;
}

// Computes and writes one table, or looks at the one that is there.
Result<FeatureBuildReport::Table> carry_out(const data::Lake& lake,
                                            const data::FeatureTables& tables,
                                            const MarketHistory& history, const BuildPlan& plan,
                                            const calendar::ExchangeCalendar& calendar) {
  const FeatureSubject& subject = *plan.subject;
  FeatureBuildReport::Table report{.symbol = subject.symbol, .iv_source = subject.iv.name()};
  const auto tell = [&report](const data::FeatureTable& table) {
    report.rows = static_cast<std::int64_t>(table.dates.size());
    if (!table.dates.empty()) {
      report.first = table.dates.front();
      report.last = table.dates.back();
    }
  };
  if (plan.is_done) {
    const auto table = tables.read(*plan.held, subject.symbol, {}, plan.span.first, plan.span.last);
    if (table) {
      tell(*table);
      return report;
    }
  }
  AOTS_TRY(all, compute(lake, history, subject, calendar));
  const data::FeatureTable table =
      data::rows_within(std::move(all), plan.span.first, plan.span.last);
  AOTS_CHECK_OK(tables.write(table, {.key = plan.key,
                                     .first = plan.span.first,
                                     .last = plan.span.last,
                                     .names = feature_names(),
                                     .notes = {{"schema_hash", schema_hash()},
                                               {"sources_hash", plan.key},
                                               {"iv_source", subject.iv.name()}}}));
  tell(table);
  report.computed = true;
  return report;
}

}  // namespace

const std::vector<std::string>& feature_names() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> all;
    for (const FeatureDefinition& feature : catalogue()) all.emplace_back(feature.name);
    return all;
  }();
  return kNames;
}

Status compute_features(const data::Lake& lake, const MarketHistory& history, int jobs,
                        const calendar::ExchangeCalendar& calendar, const TakeRows& take) {
  return run_in_order(
      history.subjects.size(), jobs,
      [&](std::size_t i) { return compute(lake, history, history.subjects[i], calendar); },
      [&](std::size_t i, Result<data::FeatureTable>&& table) -> Status {
        if (!table) return tl::make_unexpected(std::move(table).error());
        return take(history.subjects[i], *std::move(table));
      });
}

Result<FeatureBuildReport> build_features(const data::Lake& lake, const data::LakeWriter& /*lock*/,
                                          const FeatureBuildRequest& request,
                                          const calendar::ExchangeCalendar& calendar,
                                          WorkObserver& observer) {
  const auto symbols = request.symbols.empty() ? feature_symbols(lake) : request.symbols;
  AOTS_TRY(history, read_market_history(lake, symbols, calendar));
  const data::FeatureTables tables(lake.root());
  std::vector<BuildPlan> plans;
  for (const FeatureSubject& subject : history.subjects) {
    plans.push_back(plan_of(lake, tables, history, subject, request.range));
  }
  FeatureBuildReport report;
  const auto total = static_cast<std::int64_t>(plans.size());
  observer.progress("features", 0, total, "symbols");
  AOTS_CHECK_OK(run_in_order(
      plans.size(), request.jobs,
      [&](std::size_t i) { return carry_out(lake, tables, history, plans[i], calendar); },
      [&](std::size_t, Result<FeatureBuildReport::Table>&& table) -> Status {
        if (!table) return tl::make_unexpected(std::move(table).error());
        report.tables.push_back(*std::move(table));
        observer.progress("features", static_cast<std::int64_t>(report.tables.size()), total,
                          "symbols");
        return check_stop(observer);
      }));
  return report;
}

Result<FeatureRows> feature_rows(const data::Lake& lake, const Symbol& symbol,
                                 const RowRange& range,
                                 const calendar::ExchangeCalendar& calendar) {
  AOTS_TRY(history, read_market_history(lake, {symbol}, calendar));
  const FeatureSubject& subject = history.subjects.front();
  const data::FeatureTables tables(lake.root());
  const Span span = span_of(subject, range);
  const auto held = tables.find(symbol, key_of(lake, history, subject));
  if (held && Span{.first = held->first, .last = held->last}.holds(span)) {
    auto table = tables.read(*held, symbol, feature_names(), span.first, span.last);
    if (table) {
      return FeatureRows{.table = *std::move(table),
                         .iv_source = subject.iv.name(),
                         .history_from = *subject.first,
                         .stored = true};
    }
  }
  AOTS_TRY(all, compute(lake, history, subject, calendar));
  return FeatureRows{.table = data::rows_within(std::move(all), span.first, span.last),
                     .iv_source = subject.iv.name(),
                     .history_from = *subject.first};
}

}  // namespace aots::features
