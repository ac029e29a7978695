// Tables of daily records: one declaration per table, from which its columns, its writing, its
// reading and its digest follow (record_table.hpp). Chains have a codec of their own
// (chain_reader.hpp).
#pragma once

#include <optional>
#include <string_view>

#include "data/store/lake.hpp"
#include "domain/market.hpp"

namespace aots::data::detail {

// A record without a declaration here brings its own.
template <class Record>
struct Table : Record::AsTable {};

template <>
struct Table<Bar> {
  static constexpr std::string_view kName = "bars";
  static Date key(const Bar& bar) { return bar.date; }
  static std::optional<std::string_view> series(const Bar& bar) { return bar.symbol.str(); }
  template <class Row, class Visitor>
  static void fields(Row& row, Visitor&& visit) {
    visit("symbol", row.symbol);
    visit("date", row.date);
    visit("known_time", row.known_time);
    visit("open", row.open);
    visit("high", row.high);
    visit("low", row.low);
    visit("close", row.close);
    visit("volume", row.volume);
    visit("origin", row.origin);
  }
};

template <>
struct Table<RateObservation> {
  static constexpr std::string_view kName = "rates";
  static Date key(const RateObservation& rate) { return rate.date; }
  static std::optional<std::string_view> series(const RateObservation& rate) { return rate.series; }
  template <class Row, class Visitor>
  static void fields(Row& row, Visitor&& visit) {
    visit("series", row.series);
    visit("date", row.date);
    visit("known_time", row.known_time);
    visit("rate", row.rate);
    visit("origin", row.origin);
  }
};

template <>
struct Table<Dividend> {
  static constexpr std::string_view kName = "dividends";
  static Date key(const Dividend& dividend) { return dividend.ex_date; }
  static std::optional<std::string_view> series(const Dividend& dividend) {
    return dividend.symbol.str();
  }
  template <class Row, class Visitor>
  static void fields(Row& row, Visitor&& visit) {
    visit("symbol", row.symbol);
    visit("ex_date", row.ex_date);
    visit("known_time", row.known_time);
    visit("amount", row.amount);
    visit("origin", row.origin);
  }
};

template <>
struct Table<Split> {
  static constexpr std::string_view kName = "splits";
  static Date key(const Split& split) { return split.ex_date; }
  static std::optional<std::string_view> series(const Split& split) { return split.symbol.str(); }
  template <class Row, class Visitor>
  static void fields(Row& row, Visitor&& visit) {
    visit("symbol", row.symbol);
    visit("ex_date", row.ex_date);
    visit("known_time", row.known_time);
    visit("ratio", row.ratio);
    visit("origin", row.origin);
  }
};

template <>
struct Table<EarningsReport> {
  static constexpr std::string_view kName = "earnings";
  static Date key(const EarningsReport& report) { return report.report_date; }
  static std::optional<std::string_view> series(const EarningsReport& report) {
    return report.symbol.str();
  }
  template <class Row, class Visitor>
  static void fields(Row& row, Visitor&& visit) {
    visit("symbol", row.symbol);
    visit("report_date", row.report_date);
    visit("report_time", row.time);
    visit("known_time", row.known_time);
    visit("origin", row.origin);
  }
};

template <>
struct Table<FomcDecision> {
  static constexpr std::string_view kName = "fomc";
  static Date key(const FomcDecision& decision) { return decision.date; }
  static std::optional<std::string_view> series(const FomcDecision&) { return std::nullopt; }
  template <class Row, class Visitor>
  static void fields(Row& row, Visitor&& visit) {
    visit("date", row.date);
    visit("scheduled", row.scheduled);
    visit("known_time", row.known_time);
  }
};

template <>
struct Table<QuarantinedRow> {
  static constexpr std::string_view kName = "quarantine";
  template <class Row, class Visitor>
  static void fields(Row& row, Visitor&& visit) {
    visit("line", row.line);
    visit("date", row.date);
    visit("column", row.column);
    visit("rule", row.rule);
    visit("value", row.value);
    visit("bound", row.bound);
    visit("raw", row.raw);
  }
};

inline constexpr std::string_view kChainsTable = "chains";

}  // namespace aots::data::detail
