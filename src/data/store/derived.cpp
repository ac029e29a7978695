#include "data/store/derived.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "data/store/detail/derived_file.hpp"
#include "data/store/detail/derived_records.hpp"
#include "data/store/detail/record_table.hpp"

namespace aots::data {

using detail::AnalyticsRow;
using detail::DerivedFileName;
using detail::ExpiryRow;
using detail::Table;
using detail::TermRow;

namespace {

constexpr int kMemoryMib = 512;
constexpr std::string_view kTemporary = ".tmp";
constexpr std::array<std::string_view, 3> kTables = {
    Table<AnalyticsRow>::kName, Table<ExpiryRow>::kName, Table<TermRow>::kName};

bool is_of(const Path& file, const DerivedMonth& month) {
  const auto name = DerivedFileName::of(file);
  return name && name->span == month.month && name->has_key(month.key);
}

AnalyticsRow analytics_row(const DerivedChain& chain, const analytics::QuoteFigures& quote) {
  AnalyticsRow row{.session = chain.session,
                   .known_time = chain.known_time,
                   .root = quote.root,
                   .expiry = quote.expiry,
                   .right = std::string(to_string(quote.right)),
                   .strike = quote.strike,
                   .mid = quote.mid,
                   .spread_pct = quote.spread_pct,
                   .moneyness = quote.moneyness,
                   .dte = quote.dte,
                   .years = quote.years,
                   .iv = quote.own.iv,
                   .iv_status = std::string(pricing::to_string(quote.own.status))};
  if (const auto& greeks = quote.own.greeks) {
    row.delta = greeks->delta;
    row.gamma = greeks->gamma;
    row.vega = greeks->vega_per_vol_point;
    row.theta = greeks->theta_per_day;
    row.rho = greeks->rho_per_rate_pct;
  }
  return row;
}

ExpiryRow expiry_row(const DerivedChain& chain, const analytics::ExpiryFigures& expiry) {
  ExpiryRow row{.session = chain.session,
                .known_time = chain.known_time,
                .root = expiry.root,
                .expiry = expiry.expiry,
                .dte = expiry.dte,
                .years = expiry.years,
                .quotes = expiry.quotes,
                .two_sided = expiry.two_sided,
                .crossed = expiry.crossed,
                .with_iv = expiry.with_iv,
                .discount = expiry.carry.discount,
                .dividend_yield = expiry.carry.dividend_yield,
                .atm_iv = expiry.atm_iv,
                .put_25d_iv = expiry.put_25d_iv,
                .call_25d_iv = expiry.call_25d_iv,
                .skew_25d = expiry.skew_25d(),
                .arbitrage = expiry.arbitrage};
  if (const auto& forward = expiry.carry.forward) {
    row.forward = forward->forward;
    row.forward_source = std::string(pricing::to_string(forward->source));
    row.implied_dividend_yield = forward->implied_dividend_yield;
  }
  return row;
}

TermRow term_row(const DerivedChain& chain) {
  const auto& terms = chain.figures.chain;
  return {.session = chain.session,
          .known_time = chain.known_time,
          .spot = chain.spot,
          .rate = chain.figures.carry.rate,
          .dividend_yield = chain.figures.carry.dividend_yield,
          .iv_7d = terms.iv_7d,
          .iv_30d = terms.iv_30d,
          .iv_60d = terms.iv_60d,
          .iv_90d = terms.iv_90d,
          .term_slope = terms.term_slope(),
          .skew_30d = terms.skew_30d};
}

// Writes one table of one month and gives the file its name.
class MonthWriter {
 public:
  MonthWriter(const detail::Database& database, const Path& folder, const DerivedMonth& month)
      : database_(database), folder_(folder), month_(month) {}

  template <class Record>
  Status write(const std::vector<Record>& records) const {
    const Path folder = folder_ / Table<Record>::kName / month_.symbol.str().view();
    AOTS_CHECK_OK(make_directories(folder));
    const auto temporary = folder / fmt::format("{}{}", month_.month, kTemporary);
    const auto status = copy(records, temporary.string());
    if (!status) {
      return fail(ErrorCode::kIo, "cannot write {}: {}; check the space on the disk",
                  temporary.string(), status.error());
    }
    return detail::publish_derived(temporary, month_.month, month_.key);
  }

 private:
  template <class Record>
  detail::DuckStatus copy(const std::vector<Record>& records, const std::string& file) const {
    std::vector<const Record*> rows;
    rows.reserve(records.size());
    for (const auto& record : records) rows.push_back(&record);
    AOTS_TRY(writer, database_.create_table(detail::column_definitions<Record>()));
    AOTS_CHECK_OK(detail::append_records(writer, rows));
    return writer.copy_to(fmt::format("SELECT {}::VARCHAR AS symbol, * FROM staged",
                                      detail::quoted_literal(month_.symbol.str())),
                          file, detail::kDerivedFileOptions);
  }

  const detail::Database& database_;
  const Path& folder_;
  const DerivedMonth& month_;
};

// The files of these tables; others keep theirs in the same folder.
std::vector<Path> files_of_tables(const Path& folder) {
  std::vector<Path> files;
  for (const auto table : kTables) {
    auto more = detail::files_below(folder / table);
    std::move(more.begin(), more.end(), std::back_inserter(files));
  }
  return files;
}

}  // namespace

DerivedTables::DerivedTables(const Path& lake) : folder_(lake / kDerivedFolder) {}

bool DerivedTables::holds(const DerivedMonth& month) const {
  return std::all_of(kTables.begin(), kTables.end(), [&](std::string_view table) {
    const auto files = detail::files_below(folder_ / table / month.symbol.str().view());
    return std::any_of(files.begin(), files.end(),
                       [&](const Path& file) { return is_of(file, month); });
  });
}

Status DerivedTables::write(const DerivedMonth& month, std::span<const DerivedChain> chains) const {
  AOTS_EXPECTS(month.key.size() >= detail::kDerivedKeyDigits);
  std::vector<Path> replaced;
  for (const auto table : kTables) {
    for (auto& file : detail::files_below(folder_ / table / month.symbol.str().view())) {
      const auto name = DerivedFileName::of(file);
      if (name && name->span == month.month) replaced.push_back(std::move(file));
    }
  }
  AOTS_CHECK_OK(detail::remove_files(replaced));
  auto database = detail::Database::open({.threads = 1, .memory_mib = kMemoryMib});
  if (!database) return fail(ErrorCode::kInternal, "DuckDB did not start: {}", database.error());
  std::vector<AnalyticsRow> quotes;
  std::vector<ExpiryRow> expiries;
  std::vector<TermRow> terms;
  for (const auto& chain : chains) {
    for (const auto& quote : chain.figures.quotes) quotes.push_back(analytics_row(chain, quote));
    for (const auto& row : chain.figures.expiries) expiries.push_back(expiry_row(chain, row));
    terms.push_back(term_row(chain));
  }
  const MonthWriter writer(*database, folder_, month);
  AOTS_CHECK_OK(writer.write(quotes));
  AOTS_CHECK_OK(writer.write(expiries));
  return writer.write(terms);
}

Result<int> DerivedTables::keep_only(std::span<const DerivedMonth> months) const {
  std::vector<Path> stale;
  for (auto& file : files_of_tables(folder_)) {
    const auto symbol = file.parent_path().filename().string();
    const bool wanted = std::any_of(months.begin(), months.end(), [&](const DerivedMonth& month) {
      return month.symbol.str() == symbol && is_of(file, month);
    });
    if (!wanted) stale.push_back(std::move(file));
  }
  AOTS_CHECK_OK(detail::remove_files(stale));
  return static_cast<int>(stale.size());
}

Result<std::vector<Path>> DerivedTables::damaged() const {
  return detail::damaged_files(files_of_tables(folder_));
}

}  // namespace aots::data
