#include "data/store/feature_tables.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "data/store/derived.hpp"
#include "data/store/detail/cell.hpp"
#include "data/store/detail/derived_file.hpp"
#include "data/store/detail/duckdb.hpp"

namespace aots::data {

using detail::quoted_literal;
using detail::quoted_name;
using detail::TableWriter;

namespace {

constexpr int kMemoryMib = 512;
constexpr std::string_view kFolder = "features";
constexpr std::string_view kTemporary = "new.tmp";
constexpr std::string_view kSpanSeparator = "..";
// Of the file: before the numbers.
constexpr std::size_t kLeadingColumns = 2;

std::string span_text(Date first, Date last) {
  return fmt::format("{}{}{}", to_string(first), kSpanSeparator, to_string(last));
}

std::optional<FeatureTables::Held> held_by(const Path& file, std::string_view key) {
  const auto name = detail::DerivedFileName::of(file);
  if (!name || !name->has_key(key)) return std::nullopt;
  const auto at = name->span.find(kSpanSeparator);
  if (at == std::string::npos) return std::nullopt;
  const auto first = parse_date(name->span.substr(0, at));
  const auto last = parse_date(name->span.substr(at + kSpanSeparator.size()));
  if (!first || !last) return std::nullopt;
  return FeatureTables::Held{.file = file, .first = *first, .last = *last};
}

Result<detail::Database> open_database() {
  auto database = detail::Database::open({.threads = 1, .memory_mib = kMemoryMib});
  if (database) return *std::move(database);
  return fail(ErrorCode::kInternal, "DuckDB did not start: {}", database.error());
}

detail::DuckStatus append_rows(TableWriter& writer, const FeatureTable& table) {
  for (std::size_t start = 0; start < table.dates.size(); start += TableWriter::kChunkRows) {
    const auto rows = std::min(TableWriter::kChunkRows, table.dates.size() - start);
    auto* dates = writer.values<std::int32_t>(0);
    auto* times = writer.values<std::int64_t>(1);
    for (std::size_t row = 0; row < rows; ++row) {
      dates[row] = detail::day_number(table.dates[start + row]);
      times[row] = detail::microseconds_of(table.known_times[start + row]);
    }
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const NumberColumn& column = table.columns[c];
      std::copy_n(column.values.begin() + static_cast<std::ptrdiff_t>(start), rows,
                  writer.values<double>(kLeadingColumns + c));
      for (std::size_t row = 0; row < rows; ++row) {
        if (!column.has(start + row)) writer.set_absent(kLeadingColumns + c, row);
      }
    }
    AOTS_CHECK_OK(writer.append_chunk(rows));
  }
  return {};
}

std::string file_options(const FileNotes& notes) {
  std::vector<std::string> pairs;
  for (const auto& [name, text] : notes) {
    pairs.push_back(fmt::format("{}: {}", name, quoted_literal(text)));
  }
  if (pairs.empty()) return std::string(detail::kDerivedFileOptions);
  return fmt::format("{}, KV_METADATA {{{}}}", detail::kDerivedFileOptions, join(pairs, ", "));
}

detail::DuckStatus write_parquet(const detail::Database& database, const FeatureTable& table,
                                 const FeatureTables::Identity& identity, const Path& file) {
  std::string columns = "date DATE, known_time TIMESTAMP";
  for (const auto& name : identity.names) columns += fmt::format(", {} DOUBLE", quoted_name(name));
  AOTS_TRY(writer, database.create_table(columns));
  AOTS_CHECK_OK(append_rows(writer, table));
  return writer.copy_to(fmt::format("SELECT {}::VARCHAR AS symbol, * FROM staged",
                                    quoted_literal(table.symbol.str())),
                        file.string(), file_options(identity.notes));
}

detail::DuckResult<FeatureTable> read_parquet(const detail::Database& database, const Path& file,
                                              const std::string& columns, FeatureTable table) {
  AOTS_TRY(rows, database.query(
                     fmt::format("SELECT date, known_time{} FROM read_parquet({}) ORDER BY date",
                                 columns, quoted_literal(file.string()))));
  for (;;) {
    AOTS_TRY(more, rows.next_chunk());
    if (!more) return table;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      table.dates.push_back(detail::date_of(rows.column(0).at<std::int32_t>(row)));
      table.known_times.push_back(detail::time_of(rows.column(1).at<std::int64_t>(row)));
    }
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const auto& column = rows.column(kLeadingColumns + c);
      for (std::size_t row = 0; row < rows.size(); ++row) {
        table.columns[c].append(column.present(row) ? std::optional(column.at<double>(row))
                                                    : std::nullopt);
      }
    }
  }
}

}  // namespace

void NumberColumn::append(std::optional<double> value) {
  const std::size_t row = values.size();
  if (row % 64 == 0) validity.push_back(0);
  values.push_back(value.value_or(0.0));
  if (value) validity.back() |= std::uint64_t{1} << (row % 64);
}

FeatureTable rows_within(FeatureTable table, Date from, Date to) {
  const auto first = std::lower_bound(table.dates.begin(), table.dates.end(), from);
  const auto last = std::upper_bound(table.dates.begin(), table.dates.end(), to);
  if (first == table.dates.begin() && last == table.dates.end()) return table;
  FeatureTable part{.symbol = table.symbol, .dates = {}, .known_times = {}, .columns = {}};
  part.columns.resize(table.columns.size());
  if (first >= last) return part;
  const auto begin = static_cast<std::size_t>(first - table.dates.begin());
  const auto end = static_cast<std::size_t>(last - table.dates.begin());
  for (std::size_t row = begin; row < end; ++row) {
    part.dates.push_back(table.dates[row]);
    part.known_times.push_back(table.known_times[row]);
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const NumberColumn& column = table.columns[c];
      part.columns[c].append(column.has(row) ? std::optional(column.values[row]) : std::nullopt);
    }
  }
  return part;
}

FeatureTables::FeatureTables(const Path& lake) : folder_(lake / kDerivedFolder / kFolder) {}

std::optional<FeatureTables::Held> FeatureTables::find(const Symbol& symbol,
                                                       std::string_view key) const {
  for (const auto& file : detail::files_below(folder_ / symbol.str().view())) {
    if (auto held = held_by(file, key)) return held;
  }
  return std::nullopt;
}

Status FeatureTables::write(const FeatureTable& table, const Identity& identity) const {
  AOTS_EXPECTS(identity.key.size() >= detail::kDerivedKeyDigits);
  AOTS_EXPECTS(identity.names.size() == table.columns.size());
  AOTS_EXPECTS(table.known_times.size() == table.dates.size());
  AOTS_EXPECTS(std::is_sorted(table.dates.begin(), table.dates.end()));
  for (const NumberColumn& column : table.columns) {
    AOTS_EXPECTS(column.values.size() == table.dates.size());
    AOTS_EXPECTS(std::all_of(column.values.begin(), column.values.end(),
                             [](double value) { return std::isfinite(value); }));
  }
  const Path folder = folder_ / table.symbol.str().view();
  AOTS_CHECK_OK(make_directories(folder));
  const Path temporary = folder / kTemporary;
  auto replaced = detail::files_below(folder);
  std::erase(replaced, temporary);
  AOTS_TRY(database, open_database());
  const auto status = write_parquet(database, table, identity, temporary);
  if (!status) {
    return fail(ErrorCode::kIo, "cannot write {}: {}; check the space on the disk",
                temporary.string(), status.error());
  }
  AOTS_CHECK_OK(detail::remove_files(replaced));
  return detail::publish_derived(temporary, span_text(identity.first, identity.last), identity.key);
}

Result<FeatureTable> FeatureTables::read(const Held& held, const Symbol& symbol,
                                         const std::vector<std::string>& names, Date from,
                                         Date to) const {
  AOTS_TRY(sha256, sha256_of_file(held.file));
  const auto name = detail::DerivedFileName::of(held.file);
  AOTS_TRY(database, open_database());
  FeatureTable table{.symbol = symbol, .dates = {}, .known_times = {}, .columns = {}};
  table.columns.resize(names.size());
  std::string columns;
  for (const auto& column : names) columns += ", " + quoted_name(column);
  auto rows = read_parquet(database, held.file, columns, std::move(table));
  if (!rows || !name || name->sha256 != sha256) {
    return fail(ErrorCode::kData,
                "{} is damaged ({}); delete it, or compute it again with `aots features build`",
                held.file.string(), rows ? "not the bytes that its name tells of" : rows.error());
  }
  return rows_within(*std::move(rows), from, to);
}

Result<std::vector<Path>> FeatureTables::damaged() const {
  return detail::damaged_files(detail::files_below(folder_));
}

}  // namespace aots::data
