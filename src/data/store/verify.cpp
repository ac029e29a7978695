#include "data/store/verify.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "data/store/derived.hpp"
#include "data/store/detail/catalog_file.hpp"
#include "data/store/detail/chain_table.hpp"
#include "data/store/detail/record_table.hpp"
#include "data/store/detail/session_tape.hpp"
#include "data/store/feature_tables.hpp"
#include "data/store/trial_log.hpp"

namespace aots::data {
namespace {

constexpr int kMemoryMib = 400;
constexpr std::string_view kRestore = "restore it from a copy, or import into a new lake";
constexpr std::string_view kRebuild = "delete it, or make it anew with `aots data tape`";

// The columns that the program reads from a table; empty for a table that it does not know.
std::string columns_of(std::string_view table) {
  if (table == detail::kChainsTable) return std::string(detail::kChainColumns);
  std::string columns;
  const auto offer = [&]<class Record>(const Record*) {
    if (table == detail::Table<Record>::kName) columns = detail::column_names<Record>();
  };
  offer(static_cast<const Bar*>(nullptr));
  offer(static_cast<const RateObservation*>(nullptr));
  offer(static_cast<const Dividend*>(nullptr));
  offer(static_cast<const Split*>(nullptr));
  offer(static_cast<const EarningsReport*>(nullptr));
  offer(static_cast<const FomcDecision*>(nullptr));
  offer(static_cast<const QuarantinedRow*>(nullptr));
  return columns;
}

class Verifier {
 public:
  Verifier(const Path& root, const detail::Database& database, WorkObserver& observer)
      : root_(root), database_(database), observer_(observer) {}

  Result<LakeVerification> run() {
    AOTS_TRY(text, read_file(root_ / detail::kCatalogName));
    count_file(detail::kCatalogName, text.size());
    known_.insert(std::string(detail::kLockName));
    if (!detail::has_right_digest(text)) {
      note(detail::kCatalogName,
           fmt::format("does not have the hash that it carries; {}", kRestore));
    }
    auto catalog = detail::parse_catalog(text, root_ / detail::kCatalogName);
    if (!catalog) {
      note(detail::kCatalogName, catalog.error().message);
      return std::move(report_);
    }
    report_.version = catalog->version;
    report_.synthetic = catalog->synthetic;
    for (const auto& part : catalog->parts) total_bytes_ += part.bytes;
    for (const auto& part : catalog->parts) {
      AOTS_CHECK_OK(check_stop(observer_));
      check_part(part);
      done_bytes_ += part.bytes;
      observer_.progress("verify", done_bytes_ / kMegabyte, total_bytes_ / kMegabyte, "MB");
    }
    for (const auto& account : catalog->accounts) check_account(account, *catalog);
    AOTS_CHECK_OK(check_derived());
    check_trials();
    list_unknown();
    return std::move(report_);
  }

 private:
  static constexpr std::int64_t kMegabyte = 1'000'000;

  void note(std::string_view file, std::string found) {
    report_.damage.push_back({std::string(file), std::move(found)});
  }

  void count_file(std::string_view file, std::size_t bytes) {
    known_.insert(std::string(file));
    ++report_.files;
    report_.bytes += static_cast<std::int64_t>(bytes);
  }

  void check_part(const Part& part) {
    if (known_.contains(part.path)) {
      note(detail::kCatalogName, fmt::format("lists the part {} twice; {}", part.path, kRestore));
    }
    const auto file = root_ / part.path;
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    known_.insert(part.path);
    if (error) return note(part.path, fmt::format("is missing; {}", kRestore));
    count_file(part.path, bytes);
    const auto digest = sha256_of_file(file);
    if (!digest) return note(part.path, digest.error().message);
    if (*digest != part.sha256) {
      return note(part.path,
                  fmt::format("is damaged: it has {} bytes and the SHA-256 {}, the catalog says {} "
                              "and {}; {}",
                              bytes, *digest, part.bytes, part.sha256, kRestore));
    }
    report_.rows += part.rows;
    check_rows(part);
    if (part.table == detail::kChainsTable) check_chains(part);
  }

  // The columns are there, and as many rows as the catalog says.
  void check_rows(const Part& part) {
    const auto columns = columns_of(part.table);
    if (columns.empty()) {
      return note(part.path, fmt::format("is of a table {} that this program does not know; use "
                                         "the newer aots that wrote it",
                                         part.table));
    }
    const auto file = (root_ / part.path).string();
    auto rows =
        database_.query(fmt::format("SELECT count(*) FROM (SELECT {} FROM read_parquet({}))",
                                    columns, detail::quoted_literal(file)));
    if (!rows)
      return note(part.path, fmt::format("cannot be read ({}); {}", rows.error(), kRestore));
    const auto more = rows->next_chunk();
    const auto found = more && *more ? rows->column(0).at<std::int64_t>(0) : -1;
    if (found != part.rows) {
      note(part.path,
           fmt::format("holds {} rows, the catalog says {}; {}", found, part.rows, kRestore));
    }
  }

  // The sessions add up to the part, and the tape holds the rows that the catalog has the hash of.
  void check_chains(const Part& part) {
    std::int64_t rows = 0;
    std::string digests;
    for (const auto& session : part.sessions) {
      rows += session.rows;
      digests += session.rows_sha256;
    }
    if (rows != part.rows || sha256_hex(digests) != part.rows_sha256) {
      note(detail::kCatalogName,
           fmt::format("lists sessions of {} that are not those of the part; {}", part.path,
                       kRestore));
    }
    const auto path = detail::tape_path(part);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(root_ / path, error);
    if (error) {
      ++report_.tapes_missing;
      return;
    }
    count_file(path, bytes);
    const auto tape = detail::SessionTape::open(root_, part);
    if (!tape) return note(path, fmt::format("is damaged or of another part; {}", kRebuild));
    for (std::size_t i = 0; i < part.sessions.size(); ++i) {
      const auto view = tape->snapshot(i);
      if (view && detail::chain_rows_sha256(view->to_chain()) == part.sessions[i].rows_sha256) {
        continue;
      }
      return note(path, fmt::format("does not hold the rows of {}; {}",
                                    to_string(part.sessions[i].session), kRebuild));
    }
    ++report_.tapes;
  }

  void check_account(const ImportAccount& account, const Catalog& catalog) {
    const auto& from = account.provenance;
    const auto refuse = [&](std::string_view why) {
      note(detail::kCatalogName, fmt::format("has an account of {} {} ({}) {}; {}", from.kind,
                                             from.symbol, from.source_file, why, kRestore));
    };
    std::int64_t reasons = 0;
    for (const auto& [rule, rows] : account.reasons) reasons += rows;
    if (account.rows_read != account.rows_stored + account.rows_quarantined + account.duplicates) {
      refuse("whose rows do not add up");
    }
    if (reasons != account.rows_quarantined) refuse("whose quarantine does not add up");
    const bool held =
        std::any_of(catalog.parts.begin(), catalog.parts.end(), [&](const Part& part) {
          return part.provenance.kind == from.kind &&
                 part.provenance.source_sha256 == from.source_sha256;
        });
    if (!held && account.rows_stored > 0) refuse("of which no part is there");
  }

  Status check_derived() {
    const DerivedTables derived(root_);
    AOTS_TRY(damaged, derived.damaged());
    for (const auto& file : damaged) {
      note(file.lexically_relative(root_).string(),
           "is damaged; delete it, or compute it again with `aots data enrich`");
    }
    AOTS_TRY(features, FeatureTables(root_).damaged());
    for (const auto& file : features) {
      note(file.lexically_relative(root_).string(),
           "is damaged; delete it, or compute it again with `aots features build`");
    }
    return {};
  }

  void check_trials() {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(root_ / kTrialLogName, error);
    if (error) return;  // nothing was tried yet
    count_file(kTrialLogName, bytes);
    const auto trials = read_trials(root_);
    if (!trials) note(kTrialLogName, trials.error().message);
  }

  void list_unknown() {
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_, error)) {
      if (!entry.is_regular_file(error) && !entry.is_symlink(error)) continue;
      const auto path = entry.path().lexically_relative(root_);
      if (known_.contains(path.string())) continue;
      if (*path.begin() == Path(kDerivedFolder)) {
        count_file(path.string(), entry.file_size(error));
      } else {
        report_.unknown.push_back(path.string());
      }
    }
    std::sort(report_.unknown.begin(), report_.unknown.end());
  }

  Path root_;
  const detail::Database& database_;
  WorkObserver& observer_;
  LakeVerification report_;
  std::set<std::string> known_;
  std::int64_t total_bytes_ = 0;
  std::int64_t done_bytes_ = 0;
};

Result<detail::Database> open_database() {
  auto database = detail::Database::open({.threads = 1, .memory_mib = kMemoryMib});
  if (database) return *std::move(database);
  return fail(ErrorCode::kInternal, "DuckDB did not start: {}", database.error());
}

bool is_valid(const Path& root, const Part& part) {
  const auto tape = detail::SessionTape::open(root, part);
  for (std::size_t i = 0; tape && i < part.sessions.size(); ++i) {
    if (!tape->snapshot(i)) return false;
  }
  return tape != nullptr;
}

}  // namespace

Result<LakeVerification> verify_lake(const Path& root, WorkObserver& observer) {
  AOTS_CHECK_OK(detail::check_is_lake(root));
  AOTS_TRY(database, open_database());
  return Verifier(root, database, observer).run();
}

Result<std::int64_t> build_tapes(const Path& root, WorkObserver& observer) {
  AOTS_TRY(writer, LakeWriter::open(root));
  AOTS_TRY(database, open_database());
  const auto& parts = writer.catalog().parts;
  std::int64_t built = 0;
  std::int64_t done = 0;
  for (const auto& part : parts) {
    AOTS_CHECK_OK(check_stop(observer));
    observer.progress("session tapes", ++done, static_cast<std::int64_t>(parts.size()), "parts");
    if (part.table != detail::kChainsTable || is_valid(root, part)) continue;
    detail::PartReader reader(database, root, part, part.sessions.front().session,
                              part.sessions.back().session);
    AOTS_CHECK_OK(detail::write_tape(root / detail::tape_path(part), part,
                                     [&reader] { return reader.next(); }));
    ++built;
  }
  return built;
}

}  // namespace aots::data
