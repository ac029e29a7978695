#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <set>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "base/contract.hpp"
#include "base/hash.hpp"
#include "data/store/detail/catalog_file.hpp"
#include "data/store/detail/chain_table.hpp"
#include "data/store/detail/record_table.hpp"
#include "data/store/detail/session_tape.hpp"
#include "data/store/lake.hpp"

namespace aots::data {

using detail::DuckStatus;
using detail::Table;

namespace {

constexpr int kWriterMemoryMib = 1024;
constexpr std::string_view kRecordFileOptions = "FORMAT parquet, COMPRESSION lz4_raw";
constexpr std::size_t kNameDigits = 12;

// A folder that holds something else must not be taken for a lake: a writer removes files.
Status check_is_lake_or_empty(const Path& root) {
  std::error_code error;
  if (std::filesystem::exists(root / detail::kCatalogName, error)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(root, error)) {
    const auto name = entry.path().filename().string();
    // What a writer leaves that died while it made the lake.
    if (name == detail::kLockName) continue;
    if (name.find(detail::kCatalogName) != std::string::npos) continue;
    return fail(ErrorCode::kData,
                "the folder {} is no lake: it holds {} and no {}; name an empty or a new folder",
                root.string(), name, detail::kCatalogName);
  }
  if (error) {
    return fail(ErrorCode::kIo, "cannot list the folder {}: {}; check its permissions",
                root.string(), error.message());
  }
  return {};
}

// A name made of letters that every file system takes.
std::string file_name_of(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-' || (c == '.' && !name.empty());
    name += plain ? c : '_';
  }
  return name.empty() ? "all" : name;
}

std::string part_path(const Part& part) {
  const auto& from = part.provenance;
  // Rows that two files agree on are two parts.
  const auto digest = sha256_hex(part.rows_sha256 + from.source_sha256 + from.source_file +
                                 (part.relabelled ? "relabelled" : ""));
  const auto dates = part.first && part.last
                         ? fmt::format("{}_{}_", to_string(*part.first), to_string(*part.last))
                         : std::string();
  return fmt::format("{}/{}/{}/{}/{}{}.parquet", detail::kPartsFolder, part.table,
                     file_name_of(from.kind), file_name_of(from.symbol), dates,
                     digest.substr(0, kNameDigits));
}

Status remove_unlisted(const Path& folder, const std::set<Path>& listed) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return {};
  std::vector<Path> orphans;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) && !listed.contains(entry.path().lexically_normal())) {
      orphans.push_back(entry.path());
    }
  }
  for (const auto& orphan : orphans) std::filesystem::remove(orphan, error);
  if (error) {
    return fail(ErrorCode::kIo,
                "cannot clear what a stopped writer left under {}: {}; check its permissions",
                folder.string(), error.message());
  }
  return {};
}

// What lies among parts and tapes and is of no part that the catalog lists was left by a writer
// that died.
Status remove_orphans(const Path& root, const Catalog& catalog) {
  std::set<Path> listed;
  for (const auto& part : catalog.parts) {
    listed.insert((root / part.path).lexically_normal());
    listed.insert((root / detail::tape_path(part)).lexically_normal());
  }
  for (const auto& name : {detail::kPartsFolder, detail::kTapesFolder}) {
    AOTS_CHECK_OK(remove_unlisted(root / name, listed));
  }
  return {};
}
// A later session, or a later snapshot of the same one, that did not become known earlier.
bool follows(const OptionChain& chain, const PartSession& previous) {
  if (chain.session == previous.session) return chain.known_time > previous.known_time;
  return chain.session > previous.session && chain.known_time >= previous.known_time;
}

// All parts of a commit at once: syncing them one by one would cost a flush of the disk for each.
Status sync_parts(const Path& root) {
  const int folder = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && ::syncfs(folder) == 0;
  const int reason = errno;
  if (folder >= 0) ::close(folder);
  if (synced) return {};
  return fail(ErrorCode::kIo,
              "cannot sync the lake {}: {}; nothing of this import was committed: check the disk "
              "and import again",
              root.string(), std::generic_category().message(reason));
}

}  // namespace

struct LakeWriter::Impl {
  Path root;
  FileLock lock;
  Catalog committed;
  detail::Database database;
  std::vector<Part> pending_parts;
  std::vector<ImportAccount> pending_accounts;
  bool pending_synthetic = false;

  Impl(Path lake, FileLock held, Catalog catalog, detail::Database engine)
      : root(std::move(lake)),
        lock(std::move(held)),
        committed(std::move(catalog)),
        database(std::move(engine)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { drop_pending(); }

  void drop_pending() {
    std::error_code ignored;
    for (const auto& part : pending_parts) {
      std::filesystem::remove(root / part.path, ignored);
      std::filesystem::remove(root / detail::tape_path(part), ignored);
    }
    pending_parts.clear();
  }

  bool lists(const std::string& path) const {
    const auto same = [&path](const Part& part) { return part.path == path; };
    return std::any_of(committed.parts.begin(), committed.parts.end(), same) ||
           std::any_of(pending_parts.begin(), pending_parts.end(), same);
  }

  // Writes the part's file by way of a temporary name; `write` gets that name. Rows that the lake
  // already holds from the same file are not stored twice.
  template <class Write>
  Status store(Part part, Write write) {
    part.path = part_path(part);
    if (lists(part.path)) return {};
    const Path file = root / part.path;
    const Path temporary = file.string() + ".tmp";
    AOTS_CHECK_OK(make_directories(file.parent_path()));
    const DuckStatus written = write(temporary.string());
    std::error_code error;
    if (!written) {
      std::filesystem::remove(temporary, error);
      return fail(ErrorCode::kIo,
                  "cannot write the lake part {} ({}): nothing of it was kept; free space there or "
                  "choose another lake, and import again",
                  file.string(), written.error());
    }
    AOTS_TRY(digest, sha256_of_file(temporary));
    part.sha256 = digest;
    part.bytes = static_cast<std::int64_t>(std::filesystem::file_size(temporary, error));
    // No reader looks at a part before the catalog lists it, and commit() syncs first.
    if (!error) std::filesystem::rename(temporary, file, error);
    if (error) {
      return fail(ErrorCode::kIo,
                  "cannot name the lake part {}: {}; check the disk and import again",
                  file.string(), error.message());
    }
    pending_parts.push_back(std::move(part));
    return {};
  }

  template <class Record>
  static Status check_record(const Provenance& provenance, const Record& record) {
    const auto name = Table<Record>::kName;
    if (const auto field = detail::unstorable_field(record); !field.empty()) {
      return fail(ErrorCode::kInternal,
                  "a row of {} for {} from {} has a {} that the lake cannot hold without loss",
                  name, provenance.symbol, provenance.source_file, field);
    }
    if constexpr (requires { Table<Record>::series(record); }) {
      const auto series = Table<Record>::series(record);
      if (series && *series != provenance.symbol) {
        return fail(ErrorCode::kInternal, "a row of {} speaks of {} in a part of {}", name, *series,
                    provenance.symbol);
      }
    }
    if constexpr (requires { record.origin; }) {
      if (record.origin != provenance.origin) {
        return fail(ErrorCode::kInternal, "a row of {} for {} is {} in a part that is {}", name,
                    provenance.symbol, to_string(record.origin), to_string(provenance.origin));
      }
    }
    return {};
  }

  template <class Record>
  Status write_records(const Provenance& provenance, std::span<const Record> records) {
    if (records.empty()) return {};
    std::vector<const Record*> rows;
    rows.reserve(records.size());
    for (const auto& record : records) {
      AOTS_CHECK_OK(check_record(provenance, record));
      rows.push_back(&record);
    }
    Part part;
    part.table = Table<Record>::kName;
    part.provenance = provenance;
    part.rows = static_cast<std::int64_t>(rows.size());
    if constexpr (requires { Table<Record>::key(*rows.front()); }) {
      const auto order = [](const Record& row) {
        return std::pair(Table<Record>::key(row), row.known_time);
      };
      std::stable_sort(rows.begin(), rows.end(), [&order](const Record* a, const Record* b) {
        return order(*a) < order(*b);
      });
      part.first = Table<Record>::key(*rows.front());
      part.last = Table<Record>::key(*rows.back());
    }
    part.rows_sha256 = detail::digest_of(rows);
    return store(std::move(part), [&](const std::string& file) -> DuckStatus {
      AOTS_TRY(writer, database.create_table(detail::column_definitions<Record>()));
      AOTS_CHECK_OK(detail::append_records(writer, rows));
      return writer.copy_to("SELECT * FROM staged", file, kRecordFileOptions);
    });
  }
};

LakeWriter::LakeWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LakeWriter::LakeWriter(LakeWriter&&) noexcept = default;
LakeWriter& LakeWriter::operator=(LakeWriter&&) noexcept = default;
LakeWriter::~LakeWriter() = default;

Result<LakeWriter> LakeWriter::open(const Path& root) {
  AOTS_CHECK_OK(make_directories(root));
  AOTS_CHECK_OK(check_is_lake_or_empty(root));
  AOTS_TRY(lock, FileLock::acquire(root / detail::kLockName, "one writer at a time of this lake"));
  Catalog catalog;
  std::error_code error;
  if (std::filesystem::exists(root / detail::kCatalogName, error)) {
    AOTS_CHECK_OK(detail::check_digest(root));
    AOTS_TRY(found, detail::read_catalog(root));
    AOTS_CHECK_OK(detail::check_parts(root, found));
    catalog = std::move(found);
  } else {
    AOTS_CHECK_OK(detail::write_catalog(root, catalog));
  }
  AOTS_CHECK_OK(remove_orphans(root, catalog));
  // One thread: the bytes of a part depend on its rows alone.
  auto database = detail::Database::open({.threads = 1, .memory_mib = kWriterMemoryMib});
  if (!database) return fail(ErrorCode::kInternal, "DuckDB did not start: {}", database.error());
  return LakeWriter(
      std::make_unique<Impl>(root, std::move(lock), std::move(catalog), *std::move(database)));
}

const Catalog& LakeWriter::catalog() const { return impl_->committed; }

bool LakeWriter::holds(std::string_view kind, std::string_view source_sha256) const {
  const auto same = [&](const auto& entry) {
    return entry.provenance.kind == kind && entry.provenance.source_sha256 == source_sha256;
  };
  const auto any = [&same](const auto& entries) {
    return std::any_of(entries.begin(), entries.end(), same);
  };
  return any(impl_->committed.parts) || any(impl_->committed.accounts) ||
         any(impl_->pending_parts) || any(impl_->pending_accounts);
}

Status LakeWriter::write_bars(const Provenance& provenance, std::span<const Bar> rows) {
  return impl_->write_records(provenance, rows);
}
Status LakeWriter::write_rates(const Provenance& provenance,
                               std::span<const RateObservation> rows) {
  return impl_->write_records(provenance, rows);
}
Status LakeWriter::write_dividends(const Provenance& provenance, std::span<const Dividend> rows) {
  return impl_->write_records(provenance, rows);
}
Status LakeWriter::write_splits(const Provenance& provenance, std::span<const Split> rows) {
  return impl_->write_records(provenance, rows);
}
Status LakeWriter::write_earnings(const Provenance& provenance,
                                  std::span<const EarningsReport> rows) {
  return impl_->write_records(provenance, rows);
}
Status LakeWriter::write_fomc(const Provenance& provenance, std::span<const FomcDecision> rows) {
  return impl_->write_records(provenance, rows);
}
Status LakeWriter::write_quarantine(const Provenance& provenance,
                                    std::span<const QuarantinedRow> rows) {
  return impl_->write_records(provenance, rows);
}

Status LakeWriter::write_chains(const Provenance& provenance, std::span<const OptionChain> chains,
                                bool relabelled) {
  if (chains.empty()) return {};
  Part part;
  part.table = detail::kChainsTable;
  part.provenance = provenance;
  part.relabelled = relabelled;
  std::string digests;
  for (const auto& chain : chains) {
    if (chain.underlying.str() != provenance.symbol || chain.origin != provenance.origin) {
      return fail(ErrorCode::kInternal, "a {} chain of {} was handed to a {} part of {}",
                  to_string(chain.origin), chain.underlying.str(), to_string(provenance.origin),
                  provenance.symbol);
    }
    auto reason = detail::unstorable_reason(chain);
    if (!part.sessions.empty() && !follows(chain, part.sessions.back())) {
      reason = "a session or a known time that does not ascend";
    }
    if (!reason.empty()) {
      return fail(ErrorCode::kInternal,
                  "the {} chain of {} from {} has {}, which the lake does not store",
                  provenance.symbol, to_string(chain.session), provenance.source_file, reason);
    }
    if (!part.first) part.first = chain.session;
    part.last = chain.session;
    part.rows += chain.quote_count();
    part.sessions.push_back({.session = chain.session,
                             .rows = chain.quote_count(),
                             .rows_sha256 = detail::chain_rows_sha256(chain),
                             .known_time = chain.known_time});
    digests += part.sessions.back().rows_sha256;
  }
  part.rows_sha256 = sha256_hex(digests);
  const auto before = impl_->pending_parts.size();
  AOTS_CHECK_OK(impl_->store(std::move(part), [&](const std::string& file) {
    return detail::write_chain_file(impl_->database, chains, file);
  }));
  if (impl_->pending_parts.size() == before) return {};
  const auto& stored = impl_->pending_parts.back();
  std::size_t next = 0;
  return detail::write_tape(impl_->root / detail::tape_path(stored), stored,
                            [&]() -> Result<std::optional<OptionChain>> { return chains[next++]; });
}

void LakeWriter::record(ImportAccount account) {
  impl_->pending_accounts.push_back(std::move(account));
}

void LakeWriter::mark_synthetic() { impl_->pending_synthetic = true; }

Status LakeWriter::commit() {
  Catalog next = impl_->committed;
  next.synthetic = next.synthetic || impl_->pending_synthetic;
  next.parts.insert(next.parts.end(), impl_->pending_parts.begin(), impl_->pending_parts.end());
  next.accounts.insert(next.accounts.end(), impl_->pending_accounts.begin(),
                       impl_->pending_accounts.end());
  AOTS_CHECK_OK(sync_parts(impl_->root));
  AOTS_CHECK_OK(detail::write_catalog(impl_->root, next));
  impl_->committed = std::move(next);
  impl_->pending_parts.clear();
  impl_->pending_accounts.clear();
  return {};
}

}  // namespace aots::data
