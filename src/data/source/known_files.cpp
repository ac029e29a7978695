#include "data/source/known_files.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"

namespace aots::data {
namespace {

struct KnownFile {
  bool (*recognises)(const Sample& sample);
  std::string_view reason;
};

bool has_paths(const Sample& sample, std::initializer_list<std::string_view> paths) {
  return std::all_of(paths.begin(), paths.end(),
                     [&sample](std::string_view path) { return sample.has_path(path); });
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A table without a header whose first column is YYYYMMDD in every row.
bool is_lean_table(const Sample& sample, std::size_t columns) {
  const auto fits = [columns](const auto& row) {
    return row.size() == columns && row.front().size() == 8 && all_digits(row.front());
  };
  return sample.shape == SampleShape::kTable && fits(sample.header) &&
         std::all_of(sample.rows.begin(), sample.rows.end(), fits);
}

bool is_lean_map(const Sample& sample) {
  return (is_lean_table(sample, 3) || is_lean_table(sample, 2)) && !all_digits(sample.header[1]) &&
         !parse_double(sample.header[1]);
}

bool is_lean_factors(const Sample& sample) {
  return is_lean_table(sample, 4) && parse_double(sample.header[1]).has_value();
}

bool is_yahoo_wrapper(const Sample& sample) {
  return has_paths(sample, {"request.url", "response.status"});
}

bool is_yahoo(const Sample& sample, std::string_view document) {
  return sample.has_path(document) ||
         sample.has_path(fmt::format("response.bodyJson.{}", document));
}

constexpr std::array kKnownFiles = {
    KnownFile{
        [](const Sample& sample) {
          return has_paths(sample, {"data[].code", "data[].iv1d", "data[].iv30d"});
        },
        "it is riskalert's summary of a day: its iv30d is an average over all strikes and not "
        "a 30-day implied vol, so nothing of it is stored"},
    KnownFile{is_lean_map,
              "it is LEAN's list of ticker renames: the product has its own, nothing is stored"},
    KnownFile{is_lean_factors,
              "it is LEAN's table of adjustment factors, which restate all history at every "
              "dividend and split: prices are kept as traded and actions come from the kind "
              "actions, nothing is stored"},
    KnownFile{
        [](const Sample& sample) {
          return sample.shape == SampleShape::kJson && !sample.paths.empty() &&
                 sample.paths.front() == "entries" &&
                 std::any_of(sample.paths.begin(), sample.paths.end(),
                             [](const auto& path) { return path.ends_with(".exchangeTimeZone"); });
        },
        "it is LEAN's database of market hours: the exchange calendar is built in, nothing is "
        "stored"},
    KnownFile{[](const Sample& sample) { return is_yahoo(sample, "quoteSummary"); },
              "it is Yahoo's summary of a company: estimates and key figures, which the lake does "
              "not keep"},
    KnownFile{[](const Sample& sample) { return is_yahoo(sample, "quoteResponse"); },
              "it is Yahoo's quote of the moment: the lake keeps sessions, not ticks of a stock"},
    KnownFile{[](const Sample& sample) {
                return has_paths(sample, {"results[].contract_type", "results[].strike_price"}) ||
                       has_paths(sample, {"results.contract_type", "results.strike_price"});
              },
              "it is Polygon's list of option contracts: it holds no quotes, and the lake keeps "
              "contracts with their quotes only"},
    KnownFile{[](const Sample& sample) {
                return has_paths(sample, {"from", "symbol", "open", "preMarket"});
              },
              "it is Polygon's open and close of one day, which does not say whether it is "
              "adjusted: ask for daily aggregates"},
    KnownFile{[](const Sample& sample) {
                return has_paths(sample, {"results.T", "results.p"}) ||
                       has_paths(sample, {"results[].sip_timestamp"});
              },
              "it is Polygon's last trade or quote of a stock: the lake keeps sessions, not ticks "
              "of a stock"},
    KnownFile{[](const Sample& sample) {
                return has_paths(sample, {"ticker.day.c", "ticker.lastQuote"}) ||
                       has_paths(sample, {"tickers[].day.c", "tickers[].lastQuote"}) ||
                       has_paths(sample, {"results[].value", "results[].session.close"});
              },
              "it is Polygon's snapshot of the moment: its day is not over, so it is no bar of a "
              "session"},
    KnownFile{[](const Sample& sample) {
                return has_paths(sample, {"results[].mic"}) ||
                       has_paths(sample, {"results[].market", "results[].ticker"}) ||
                       has_paths(sample, {"results.market", "results.ticker"}) ||
                       has_paths(sample, {"results.events[].type"}) ||
                       has_paths(sample, {"market", "serverTime"}) ||
                       has_paths(sample, {"[].exchange", "[].status", "[].date"});
              },
              "it is Polygon's reference of exchanges, tickers or holidays: the product has its "
              "own, nothing is stored"},
    KnownFile{[](const Sample& sample) {
                return sample.shape == SampleShape::kJson && !sample.paths.empty() &&
                       sample.paths.front().starts_with('/');
              },
              "it is a description of a vendor's interface and no data"},
};

}  // namespace

std::optional<std::string> reason_not_to_import(const Sample& sample) {
  if (sample.name.find(".fake.") != std::string::npos) {
    return "its name says that it was made by hand (.fake.), so it is no vendor's record";
  }
  const auto found =
      std::find_if(kKnownFiles.begin(), kKnownFiles.end(),
                   [&sample](const KnownFile& known) { return known.recognises(sample); });
  if (found != kKnownFiles.end()) return std::string(found->reason);
  if (is_yahoo_wrapper(sample) && !is_yahoo(sample, "chart") && !is_yahoo(sample, "optionChain")) {
    return "it is a recorded answer without data: an error, a redirect or a page";
  }
  return std::nullopt;
}

}  // namespace aots::data
