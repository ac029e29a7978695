#include "data/source/format.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "data/source/csv.hpp"
#include "data/source/field_reader.hpp"
#include "data/source/json.hpp"
#include "data/source/vendor_file.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

constexpr std::size_t kSampleRows = 8;
constexpr std::size_t kJsonShown = 100;
constexpr std::size_t kTickerLengthMax = 5;

// Cboe's and other exchanges' index symbols that data vendors deliver as daily series.
constexpr std::array<std::string_view, 20> kIndices = {
    "SPX",   "XSP",   "NDX",   "RUT",   "DJX", "DJI", "OEX", "XEO",  "COMP", "VIX",
    "VIX9D", "VIX1D", "VIX3M", "VIX6M", "VXN", "RVX", "VXD", "VVIX", "SKEW", "GVZ"};

void sample_table(std::string_view text, Sample& sample) {
  CsvReader csv(text);
  CsvRecord record;
  if (!csv.next(record) || !record.defect.empty()) return;
  if (record.raw.find('\0') != std::string_view::npos) return;  // no text
  sample.shape = SampleShape::kTable;
  sample.header_line = raw_excerpt(record.raw);
  for (const auto field : record.fields) sample.header.push_back(normalised_name(field));
  while (sample.rows.size() < kSampleRows && csv.next(record)) {
    sample.rows.emplace_back(record.fields.begin(), record.fields.end());
  }
}

// Members have no header: their names say what they hold.
Status sample_archive(const Path& path, Sample& sample) {
  AOTS_TRY(bytes, read_file(path));
  AOTS_TRY(members, read_zip(bytes, path.string(), Unpack::kFirst));
  sample.shape = SampleShape::kArchive;
  for (const auto& member : members) sample.members.push_back(member.name);
  if (members.empty()) return {};
  sample.header_line = fmt::format("(archive) {}", raw_excerpt(members.front().name));
  CsvReader csv(members.front().text);
  CsvRecord record;
  while (sample.rows.size() < kSampleRows && csv.next(record)) {
    sample.rows.emplace_back(record.fields.begin(), record.fields.end());
  }
  return {};
}

}  // namespace

std::span<const Format> formats() {
  static const std::array kFormats = {daily_bars_format(),
                                      index_format(),
                                      dtb3_format(),
                                      primary_credit_format(),
                                      actions_format(),
                                      earnings_format(),
                                      fomc_format(),
                                      cboe_spx_2019_format(),
                                      cboe_delayed_2026_format(),
                                      underlying_quotes_format(),
                                      riskalert_2026_format(),
                                      lean_daily_format(),
                                      lean_minute_format(),
                                      lean_universe_format(),
                                      lean_bars_format(),
                                      yahoo_chart_format(),
                                      yahoo_options_format(),
                                      polygon_aggs_format(),
                                      polygon_options_format(),
                                      polygon_dividends_format(),
                                      polygon_splits_format(),
                                      spy_2021_thin_format(),
                                      yahoo_2025_11_format(),
                                      yahoo_2026_02_format(),
                                      yahoo_2026_08_format(),
                                      historicaloptiondata_format(),
                                      alphavantage_pre_earnings_format(),
                                      pyql_spx_2011_format(),
                                      yahoo_web_table_format(),
                                      yfinance_actions_format(),
                                      yfinance_tz_format(),
                                      yfinance_partial_row_format(),
                                      earnings_alphavantage_format(),
                                      earnings_danielbassett_format(),
                                      earnings_kaggle_format(),
                                      earnings_macropilot_format(),
                                      earnings_yahoo_format()};
  return kFormats;
}

bool Sample::has_path(std::string_view path) const {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

Result<Sample> read_sample(const Path& path) {
  AOTS_TRY(text, read_head(path));
  Sample sample;
  sample.name = path.filename().string();
  sample.folder = path.parent_path().filename().string();
  if (is_zip(text)) {
    AOTS_CHECK_OK(sample_archive(path, sample));
  } else if (looks_like_json(text)) {
    sample.shape = SampleShape::kJson;
    sample.paths = json_paths(text);
    sample.header_line = raw_excerpt(text.substr(0, kJsonShown));
  } else {
    sample_table(text, sample);
  }
  return sample;
}

const Format* recognise(const Sample& sample, const std::optional<Symbol>& symbol) {
  for (const auto& format : formats()) {
    if (format.recognises(sample, symbol)) return &format;
  }
  return nullptr;
}

std::optional<Symbol> symbol_of_name(std::string_view file_name) {
  auto stem = name_stem(file_name);
  auto symbol = parse_symbol(stem);
  if (!symbol) return std::nullopt;
  const std::string_view text = symbol->str();
  const auto ticker = text.substr(0, text.find_first_of(".-"));
  const auto share_class = text.substr(ticker.size());
  if (ticker.size() > kTickerLengthMax || share_class.size() > 2) return std::nullopt;
  return symbol;
}

bool is_index(const Symbol& symbol) {
  return std::find(kIndices.begin(), kIndices.end(), symbol.str()) != kIndices.end();
}

std::string describe_formats() {
  std::vector<std::string> texts;
  for (const auto& format : formats()) {
    texts.push_back(fmt::format("{} ({})", format.kind, format.expects));
  }
  return join(texts, ", ");
}

}  // namespace aots::data
