#include "data/source/format.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "data/source/csv.hpp"
#include "data/source/field_reader.hpp"
#include "data/source/vendor_file.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

constexpr std::size_t kSampleRows = 8;
constexpr std::size_t kTickerLengthMax = 5;

// Cboe's and other exchanges' index symbols that data vendors deliver as daily series.
constexpr std::array<std::string_view, 20> kIndices = {
    "SPX",   "XSP",   "NDX",   "RUT",   "DJX", "DJI", "OEX", "XEO",  "COMP", "VIX",
    "VIX9D", "VIX1D", "VIX3M", "VIX6M", "VXN", "RVX", "VXD", "VVIX", "SKEW", "GVZ"};

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
                                      underlying_quotes_format()};
  return kFormats;
}

Result<Sample> read_sample(const Path& path) {
  AOTS_TRY(text, read_head(path));
  Sample sample{.name = path.filename().string(), .header = {}, .header_line = {}, .rows = {}};
  CsvReader csv(text);
  CsvRecord record;
  if (!csv.next(record) || !record.defect.empty()) return sample;
  if (record.raw.find('\0') != std::string_view::npos) return sample;  // no text
  sample.header_line = raw_excerpt(record.raw);
  for (const auto field : record.fields) sample.header.push_back(normalised_name(field));
  while (sample.rows.size() < kSampleRows && csv.next(record)) {
    sample.rows.emplace_back(record.fields.begin(), record.fields.end());
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
  const auto& text = symbol->str();
  const auto ticker = std::string_view(text).substr(0, text.find_first_of(".-"));
  const auto share_class = std::string_view(text).substr(ticker.size());
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
