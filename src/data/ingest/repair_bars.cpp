#include "data/ingest/repair_bars.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "data/clean/price_repair.hpp"

namespace aots::data {
namespace {

using aots::to_string;  // of dates, beside that of repairs

constexpr std::string_view kBarsTable = "bars";
constexpr std::string_view kRepairFile = "price repair";

PriceRow price_row(const Bar& bar) {
  PriceRow row{.time = Timestamp(bar.date.time_since_epoch()),
               .open = bar.open.to_double(),
               .high = bar.high.to_double(),
               .low = bar.low.to_double(),
               .close = bar.close.to_double()};
  if (bar.volume) row.volume = static_cast<double>(*bar.volume);
  return row;
}

// A split whose ex date has no row counts from the next row on.
void note_splits(std::vector<PriceRow>& rows, const std::vector<Bar>& bars,
                 const std::vector<Split>& splits) {
  for (const auto& split : splits) {
    const auto bar =
        std::lower_bound(bars.begin(), bars.end(), split.ex_date,
                         [](const Bar& candidate, Date date) { return candidate.date < date; });
    if (bar != bars.end()) rows[static_cast<std::size_t>(bar - bars.begin())].split = split.ratio;
  }
}

Bar restated(Bar bar, const PriceRow& row, Timestamp moment) {
  bar.known_time = moment;
  bar.open = Price::from_double(row.open);
  bar.high = Price::from_double(row.high);
  bar.low = Price::from_double(row.low);
  bar.close = Price::from_double(row.close);
  if (bar.volume && row.volume) bar.volume = static_cast<std::int64_t>(std::llround(*row.volume));
  return bar;
}

bool has_positive_prices(const Bar& bar) {
  return bar.open.is_positive() && bar.high.is_positive() && bar.low.is_positive() &&
         bar.close.is_positive();
}

// The kind whose bars the lake reads for the symbol.
std::string kind_of(const Lake& lake, const Symbol& symbol, Date from, Date to) {
  const auto hashes = lake.dataset_hashes(
      {.chains = {}, .bars = {symbol}, .bars_from = from, .chains_from = to, .to = to});
  for (const auto& dataset : hashes) {
    if (dataset.table == kBarsTable && dataset.symbol == symbol.str()) return dataset.kind;
  }
  return {};
}

Result<std::vector<Bar>> restatements(const Lake& lake, const Symbol& symbol,
                                      const std::vector<Bar>& bars, Timestamp moment,
                                      RepairedBars& report) {
  AOTS_TRY(splits, lake.splits(symbol));
  std::vector<PriceRow> rows;
  rows.reserve(bars.size());
  for (const auto& bar : bars) rows.push_back(price_row(bar));
  note_splits(rows, bars, splits);
  const auto before = rows;
  auto series = repair_units(std::move(rows));
  auto repairs = std::move(series.repairs);
  series = repair_splits(std::move(series.rows), {.ex_date_step = ExDateStep::kLeave});
  repairs.insert(repairs.end(), series.repairs.begin(), series.repairs.end());
  for (const auto& repair : repairs) {
    report.notes.push_back(fmt::format("{} to {}: {} repaired, prices times {}",
                                       to_string(bars[repair.first].date),
                                       to_string(bars[repair.end - 1].date), to_string(repair.kind),
                                       format_double(repair.factor)));
  }
  std::vector<Bar> changed;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (series.rows[i] == before[i] || bars[i].known_time >= moment) continue;
    changed.push_back(restated(bars[i], series.rows[i], moment));
  }
  return changed;
}

Status write_restatements(LakeWriter& writer, const std::vector<Bar>& bars,
                          const RepairedBars& report) {
  Sha256 hash;
  for (const auto& bar : bars) {
    hash.update(fmt::format("{} {} {}\n", to_string(bar.date), to_string(bar.close),
                            to_string(bar.known_time)));
  }
  const auto rows = static_cast<std::int64_t>(bars.size());
  ImportAccount account;
  account.provenance = {.kind = report.kind,
                        .symbol = report.symbol,
                        .source_file = std::string(kRepairFile),
                        .source_sha256 = hash.hex_digest(),
                        .origin = bars.front().origin};
  account.rows_read = rows;
  account.rows_stored = rows;
  for (const auto& bar : bars) account.sessions.push_back(bar.date);
  account.notes = report.notes;
  AOTS_CHECK_OK(writer.write_bars(account.provenance, bars));
  writer.record(std::move(account));
  return {};
}

}  // namespace

Result<std::vector<RepairedBars>> repair_bars(const Lake& lake, LakeWriter& writer,
                                              const std::vector<Symbol>& symbols,
                                              Timestamp moment) {
  std::vector<RepairedBars> reports;
  for (const auto& symbol : symbols) {
    AOTS_TRY(bars, lake.bars(symbol, Date::min(), Date::max()));
    std::erase_if(bars, [](const Bar& bar) {
      return bar.origin != Origin::kReal || !has_positive_prices(bar);
    });
    if (bars.empty()) continue;
    auto& report = reports.emplace_back();
    report.kind = kind_of(lake, symbol, bars.front().date, bars.back().date);
    report.symbol = symbol.str();
    report.seen = static_cast<std::int64_t>(bars.size());
    AOTS_TRY(changed, restatements(lake, symbol, bars, moment, report));
    report.changed = static_cast<std::int64_t>(changed.size());
    if (!changed.empty()) AOTS_CHECK_OK(write_restatements(writer, changed, report));
  }
  return reports;
}

}  // namespace aots::data
