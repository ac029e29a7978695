#include "ledger/ledger.hpp"

#include <array>

#include "base/text.hpp"
#include "ledger/detail/audit.hpp"
#include "ledger/detail/connection.hpp"
#include "ledger/detail/migrations.hpp"
#include "ledger/detail/table.hpp"
#include "ledger/detail/verification.hpp"

namespace aots::ledger {

using detail::Access;
using detail::AuditHead;
using detail::AuditRow;
using detail::CellKind;
using detail::CellTexts;
using detail::Connection;
using detail::LedgerCell;
using detail::LedgerTable;

namespace {

CellTexts texts_of(const std::vector<LedgerCell>& cells) {
  CellTexts texts;
  for (const LedgerCell& cell : cells) texts.push_back(cell.text);
  return texts;
}

std::string insert_statement(const LedgerTable& table) {
  std::vector<std::string> places;
  for (std::size_t i = 1; i <= table.columns.size(); ++i) places.push_back(fmt::format(":p{}", i));
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.column_list(),
                     join(places, ", "));
}

std::string update_statement(const LedgerTable& table) {
  std::vector<std::string> places;
  for (std::size_t i = 1; i < table.columns.size(); ++i) {
    places.push_back(fmt::format("{} = :p{}", table.columns[i].name, i));
  }
  return fmt::format("UPDATE {} SET {} WHERE id = :p{}", table.name, join(places, ", "),
                     table.columns.size());
}

// "pnl is 12.5 there and 13 here"
std::string first_difference(const LedgerTable& table, const CellTexts& there,
                             const CellTexts& here) {
  for (std::size_t i = 0; i < there.size(); ++i) {
    if (there[i] == here[i]) continue;
    return fmt::format("{} is {} there and {} here", table.columns[i].name,
                       there[i].value_or("absent"), here[i].value_or("absent"));
  }
  return "nothing differs";
}

// One transaction's writing: rows and, for each, its row of the audit log.
class Writing {
 public:
  Writing(Connection& connection, const UnitOfWork& unit, Rewrite rewrite)
      : connection_(connection), unit_(unit), rewrite_(rewrite) {}

  Result<CommitReport> run() {
    AOTS_TRY(head, detail::read_head(connection_, true));
    head_ = head;
    AOTS_CHECK_OK(put_run());
    for (const auto& [key, entry] : unit_.entries()) {
      AOTS_TRY(cells, detail::cells_of(report_.run, entry));
      AOTS_CHECK_OK(put(detail::entry_tables()[key.first], cells));
    }
    for (const AuditNote& note : unit_.notes()) AOTS_CHECK_OK(put_note(note));
    if (head_.seq != head.seq) AOTS_CHECK_OK(detail::write_head(connection_, head_));
    return report_;
  }

 private:
  Status put_run() {
    const std::array key{LedgerCell{CellKind::kText, unit_.run.key}};
    const std::array one{CellKind::kInteger};
    AOTS_TRY(found, connection_.read("SELECT id FROM runs WHERE run_key = :p1", key, one));
    run_is_new_ = found.empty();
    if (found.empty()) {
      AOTS_TRY(last, connection_.read("SELECT COALESCE(MAX(id), 0) FROM runs", {}, one));
      report_.run = parse_int(last.front().front().value_or("")).value_or(0) + 1;
    } else {
      report_.run = parse_int(found.front().front().value_or("")).value_or(0);
    }
    AOTS_TRY(cells, detail::cells_of(report_.run, unit_.run));
    return put(detail::runs_table(), cells);
  }

  Status put(const LedgerTable& table, const std::vector<LedgerCell>& cells) {
    const CellTexts texts = texts_of(cells);
    if (run_is_new_) return insert(table, cells, texts);  // then none of its rows is there yet
    const std::array id{cells.front()};
    AOTS_TRY(found, connection_.read(fmt::format("SELECT {} FROM {} WHERE id = :p1",
                                                 table.column_list(), table.name),
                                     id, table.kinds()));
    if (found.empty()) return insert(table, cells, texts);
    if (found.front() == texts) {
      ++report_.unchanged;
      return {};
    }
    if (table.fixed || rewrite_ == Rewrite::kNever) {
      return fail(ErrorCode::kData,
                  "the ledger {} already holds {} with other content: {}; nothing was written",
                  connection_.address().display(), detail::row_name(table, id_of(texts)),
                  first_difference(table, found.front(), texts));
    }
    return update(table, cells, texts);
  }

  Status insert(const LedgerTable& table, const std::vector<LedgerCell>& cells,
                const CellTexts& texts) {
    AOTS_TRY(written, connection_.write(insert_statement(table), cells));
    report_.inserted += written;
    return audit("insert", table, texts);
  }

  Status update(const LedgerTable& table, std::vector<LedgerCell> cells, const CellTexts& texts) {
    std::rotate(cells.begin(), cells.begin() + 1, cells.end());  // the id comes last
    AOTS_TRY(written, connection_.write(update_statement(table), cells));
    report_.updated += written;
    return audit("update", table, texts);
  }

  Status audit(std::string action, const LedgerTable& table, const CellTexts& texts) {
    AuditRow row;
    row.time = detail::time_text(unit_.time);
    row.run = report_.run;
    row.actor = "aots";
    row.action = std::move(action);
    row.table = table.name;
    row.row = id_of(texts);
    row.payload = detail::payload_of(table, texts);
    return detail::append_audit(connection_, head_, std::move(row));
  }

  Status put_note(const AuditNote& note) {
    AOTS_TRY(detail_json, detail::json_text(note.detail.text));
    for (const std::string& text : {note.actor, note.action}) {
      if (const auto found = detail::text_problem(text)) {
        return fail(ErrorCode::kData, "a note for the audit log holds {}", *found);
      }
    }
    AuditRow row;
    row.time = detail::time_text(unit_.time);
    row.run = report_.run;
    row.actor = note.actor;
    row.action = note.action;
    row.payload = detail_json;
    return detail::append_audit(connection_, head_, std::move(row));
  }

  static std::int64_t id_of(const CellTexts& texts) {
    return parse_int(texts.front().value_or("")).value_or(0);
  }

  Connection& connection_;
  const UnitOfWork& unit_;
  Rewrite rewrite_;
  AuditHead head_;
  bool run_is_new_ = false;
  CommitReport report_;
};

}  // namespace

void UnitOfWork::put(Entry entry) {
  const auto key = std::pair(entry.index(), detail::row_number(entry));
  entries_.insert_or_assign(key, std::move(entry));
}

void UnitOfWork::clear() {
  entries_.clear();
  notes_.clear();
}

struct Ledger::Impl {
  explicit Impl(Connection opened) : connection(std::move(opened)) {}

  Result<CommitReport> attempt(const UnitOfWork& unit, Rewrite rewrite) {
    AOTS_CHECK_OK(connection.begin(Access::kWrite));
    auto report = Writing(connection, unit, rewrite).run();
    if (report) {
      const Status done = connection.commit();
      if (done) return report;
      report = tl::make_unexpected(done.error());
    }
    connection.rollback();
    return report;
  }

  Connection connection;
};

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::open(const LedgerAddress& address, OpenMode mode) {
  AOTS_TRY(connection, Connection::connect(address, mode == OpenMode::kCreate));
  if (mode == OpenMode::kCreate) {
    AOTS_CHECK_OK(detail::migrate(connection));
  } else {
    AOTS_TRY(version, detail::schema_version(connection));
    AOTS_CHECK_OK(detail::expect_schema(connection, version));
  }
  return Ledger(std::make_unique<Impl>(std::move(connection)));
}

Result<CommitReport> Ledger::commit(const UnitOfWork& unit, Rewrite rewrite) {
  auto report = impl_->attempt(unit, rewrite);
  if (report || !impl_->connection.lost()) return report;
  // Whether a commit whose answer was lost arrived does not matter: rows that are there stay as
  // they are.
  if (!impl_->connection.reconnect()) return report;
  return impl_->attempt(unit, rewrite);
}

Result<std::vector<RecordedRun>> Ledger::runs() {
  const LedgerTable& table = detail::runs_table();
  AOTS_TRY(rows, impl_->connection.read(
                     fmt::format("SELECT {} FROM runs ORDER BY id", table.column_list()), {},
                     table.kinds()));
  std::vector<RecordedRun> runs;
  for (const CellTexts& cells : rows) {
    AOTS_TRY(run, detail::run_from(cells));
    runs.push_back(run);
  }
  return runs;
}

template <class E>
Result<std::vector<E>> Ledger::read(std::int64_t run) {
  const LedgerTable& table = detail::table_of<E>();
  const std::array parameters{LedgerCell{CellKind::kInteger, std::to_string(run)}};
  AOTS_TRY(rows,
           impl_->connection.read(fmt::format("SELECT {} FROM {} WHERE run_id = :p1 ORDER BY id",
                                              table.column_list(), table.name),
                                  parameters, table.kinds()));
  std::vector<E> entries;
  for (const CellTexts& cells : rows) {
    AOTS_TRY(entry, detail::entry_from<E>(cells));
    entries.push_back(std::move(entry));
  }
  return entries;
}

template Result<std::vector<SignalEntry>> Ledger::read(std::int64_t);
template Result<std::vector<QuoteEntry>> Ledger::read(std::int64_t);
template Result<std::vector<TradeEntry>> Ledger::read(std::int64_t);
template Result<std::vector<LegEntry>> Ledger::read(std::int64_t);
template Result<std::vector<OrderEntry>> Ledger::read(std::int64_t);
template Result<std::vector<OrderLegEntry>> Ledger::read(std::int64_t);
template Result<std::vector<FillEntry>> Ledger::read(std::int64_t);
template Result<std::vector<FillLegEntry>> Ledger::read(std::int64_t);
template Result<std::vector<EquityEntry>> Ledger::read(std::int64_t);
template Result<std::vector<RegimeEntry>> Ledger::read(std::int64_t);
template Result<std::vector<HeartbeatEntry>> Ledger::read(std::int64_t);
template Result<std::vector<ShareLotEntry>> Ledger::read(std::int64_t);
template Result<std::vector<RiskChecksEntry>> Ledger::read(std::int64_t);

Result<VerifyReport> Ledger::verify(WorkObserver& observer) {
  Connection& connection = impl_->connection;
  AOTS_CHECK_OK(connection.begin(Access::kReadOnly));
  auto report = detail::Verification(connection, observer).run();
  connection.rollback();
  return report;
}

}  // namespace aots::ledger
