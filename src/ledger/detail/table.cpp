#include "ledger/detail/table.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "ledger/detail/fields.hpp"

namespace aots::ledger::detail {
namespace {

std::int64_t date_number(Date date) {
  return (year_of(date) * 100LL + month_of(date)) * 100LL + day_of(date);
}

// ------------------------------------------------------------------------------------- naming

struct ColumnLister {
  template <class T>
  void operator()(const char* name, const T&) {
    columns.push_back({name, KindOf<T>::kValue, ""});
  }
  template <class T>
  void number(const char* name, const char* parent, const T&) {
    columns.push_back({name, CellKind::kInteger, parent});
  }
  void occ_symbol(const char* name, const OptionContract&) {
    columns.push_back({name, CellKind::kText, ""});
  }
  template <class Visit>
  void group(const std::optional<Greeks>&, Visit visit) {
    const Greeks none;
    visit(none);
  }
  template <class T>
  void row_number(const T&) {}
  template <class T>
  void leg_number(const T&, std::int64_t) {}
  void row_date(Date) {}

  std::vector<LedgerColumn> columns;
};

template <class E>
LedgerTable make_table(const char* name, bool fixed) {
  ColumnLister lister;
  lister.columns.push_back({"id", CellKind::kInteger, ""});
  if constexpr (!std::same_as<E, RunEntry>) {
    lister.columns.push_back({"run_id", CellKind::kInteger, "runs"});
  }
  const E none{};
  visit_fields(lister, none);
  return {name, fixed, std::move(lister.columns)};
}

// ------------------------------------------------------------------------------------- numbering

struct Numberer {
  template <class T>
  void operator()(const char*, const T&) {}
  template <class T>
  void number(const char*, const char*, const T&) {}
  void occ_symbol(const char*, const OptionContract&) {}
  template <class Visit>
  void group(const std::optional<Greeks>&, Visit) {}
  template <class T>
  void row_number(const T& own) {
    result = value_of(own);
  }
  template <class T>
  void leg_number(const T& parent, std::int64_t leg) {
    // Out of range on either side must stay out of range, and never be another row's number.
    const bool sound = leg > 0 && leg < kLegsPerRow && value_of(parent) < kRowsPerRun / kLegsPerRow;
    result = sound ? value_of(parent) * kLegsPerRow + leg : -1;
  }
  void row_date(Date date) { result = date_number(date); }

  std::int64_t result = 0;
};

}  // namespace

std::vector<CellKind> LedgerTable::kinds() const {
  std::vector<CellKind> kinds;
  for (const LedgerColumn& column : columns) kinds.push_back(column.kind);
  return kinds;
}

std::string LedgerTable::column_list() const {
  std::vector<std::string> names;
  for (const LedgerColumn& column : columns) names.push_back(column.name);
  return join(names, ", ");
}

const LedgerTable& runs_table() {
  static const LedgerTable kTable = make_table<RunEntry>("runs", false);
  return kTable;
}

const std::vector<LedgerTable>& entry_tables() {
  static const std::vector<LedgerTable> kTables{make_table<SignalEntry>("signals", false),
                                                make_table<QuoteEntry>("option_chains", true),
                                                make_table<TradeEntry>("trades", false),
                                                make_table<LegEntry>("positions", false),
                                                make_table<OrderEntry>("orders", false),
                                                make_table<OrderLegEntry>("order_legs", true),
                                                make_table<FillEntry>("fills", true),
                                                make_table<FillLegEntry>("fill_legs", true),
                                                make_table<EquityEntry>("equity", true),
                                                make_table<RegimeEntry>("regime_changes", true),
                                                make_table<HeartbeatEntry>("heartbeats", true),
                                                make_table<ShareLotEntry>("share_lots", false),
                                                make_table<RiskChecksEntry>("risk_checks", true)};
  return kTables;
}

std::int64_t row_number(const Entry& entry) {
  Numberer numberer;
  std::visit([&](const auto& e) { visit_fields(numberer, e); }, entry);
  return numberer.result;
}

template <class E>
const LedgerTable& table_of() {
  return entry_tables()[Entry(E{}).index()];
}

template const LedgerTable& table_of<SignalEntry>();
template const LedgerTable& table_of<QuoteEntry>();
template const LedgerTable& table_of<TradeEntry>();
template const LedgerTable& table_of<LegEntry>();
template const LedgerTable& table_of<OrderEntry>();
template const LedgerTable& table_of<OrderLegEntry>();
template const LedgerTable& table_of<FillEntry>();
template const LedgerTable& table_of<FillLegEntry>();
template const LedgerTable& table_of<EquityEntry>();
template const LedgerTable& table_of<RegimeEntry>();
template const LedgerTable& table_of<HeartbeatEntry>();
template const LedgerTable& table_of<ShareLotEntry>();
template const LedgerTable& table_of<RiskChecksEntry>();

std::string payload_of(const LedgerTable& table, const CellTexts& cells) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    json[table.columns[i].name] = cells[i] ? nlohmann::ordered_json(*cells[i]) : nullptr;
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::string row_name(const LedgerTable& table, std::int64_t id) {
  if (table.name == "runs") return fmt::format("runs {}", id);
  return fmt::format("{} {} (run {}, number {})", table.name, id, id / kRowsPerRun,
                     id % kRowsPerRun);
}

}  // namespace aots::ledger::detail
