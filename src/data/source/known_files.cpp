#include "data/source/known_files.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "data/source/field_reader.hpp"

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

// A series of dates or times with a column that a formula made.
bool is_indicator_table(const Sample& sample) {
  constexpr std::array<std::string_view, 20> kWords = {
      "rsi",   "macd", "ema",    "sma",    "rma",        "adx",       "atr",
      "dx",    "obv",  "stoch",  "band",   "average_",   "bollinger", "williams",
      "money", "kc_",  "zscore", "signal", "true_range", "percent_r"};
  if (sample.shape != SampleShape::kTable || sample.header.size() < 3) return false;
  const auto& first = sample.header.front();
  if (first != "date" && first != "time" && first != "datetime") return false;
  return std::any_of(sample.header.begin() + 1, sample.header.end(), [&](const auto& column) {
    return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
      return column.starts_with(word) || column.ends_with(fmt::format("_{}", word));
    });
  });
}

// Inputs of a pricing formula with what came out of it.
bool is_model_table(const Sample& sample) {
  const auto has = [&sample](std::initializer_list<std::string_view> names) {
    return sample.shape == SampleShape::kTable && has_columns(sample.header, names);
  };
  return has({"strike", "spot", "vol", "rate"}) || has({"q", "k", "sigma", "implied_vol"}) ||
         has({"model_price", "model_impliedvol", "model_delta"});
}

constexpr std::array kKnownFiles = {
    KnownFile{is_indicator_table,
              "it is a table of indicators: prices are imported as series of their own"},
    KnownFile{is_model_table, "it is a table of model values: prices of a formula are no quotes"},
    KnownFile{[](const Sample& sample) {
                return has_columns(sample.header, {"pbid", "pask", "dtexpiry", "ivbid", "fwd"});
              },
              "it is derived from option quotes, with expiries a month off and asks' vols that "
              "repeat the bids': import the page of quotes that it was made from"},
    KnownFile{[](const Sample& sample) {
                return has_paths(sample, {"utc", "session", "tickers", "collector_run"});
              },
              "it says when the option files beside it were taken, and is read with them"},
    KnownFile{[](const Sample& sample) {
                return has_columns(sample.header, {"path", "bytes", "data_rows", "sha256"});
              },
              "it is a list of files"},
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
                       sample.paths.front().starts_with("/v");
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
