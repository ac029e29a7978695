// Lake: the point-in-time store of everything that was imported.
//
// A lake is a folder: `catalog.json` names every committed part; a part is an immutable Parquet
// file of one table, kind and symbol (docs/lake.md has the schema). A commit writes its parts first
// and then replaces the catalog atomically, so that a reader sees a commit whole or not at all, and
// a killed writer leaves nothing behind that a reader would see. One writer at a time (a lock
// file), any number of readers; a reader keeps the catalog that it opened.
//
// Reads are as of a moment: a record whose known_time is later is not there. A record of the same
// key (series and date) that became known later is a restatement: it replaces the earlier one from
// then on, and only then. A session may have several snapshots of its chain, each from its
// known_time on. Where several sources hold the same symbol, one series is one source
// (source_ranking.hpp). For chains the choice is made session by session, and a file that was
// labelled with its session comes before one that was relabelled. The order of import never
// matters.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/work.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/snapshot_view.hpp"
#include "data/store/source_ranking.hpp"
#include "domain/event_source.hpp"
#include "domain/market.hpp"

namespace aots::data {

inline constexpr int kLakeVersion = 2;

// The origin of rows: which importer kind and which vendor file they came from.
struct Provenance {
  std::string kind;           // "daily_bars", "cboe_spx_2019", "synthetic", "anchored", ...
  std::string symbol;         // canonical symbol or series; empty for fomc
  std::string source_file;    // file name without its folder; empty for synthetic data
  std::string source_sha256;  // of the vendor's bytes, or of the generator's parameters
  Origin origin = Origin::kReal;
};

// A vendor row that was set aside, with the rule it broke.
struct QuarantinedRow {
  std::int64_t line = 0;  // line in the vendor file, the header being line 1
  std::string date;       // session the row speaks of, as ISO text, where it is known
  std::string column;
  std::string rule;   // "non_numeric_price", "holiday_copy", ...
  std::string value;  // what was found
  std::string bound;  // what was expected
  std::string raw;    // the row as the vendor wrote it
};

// One vendor file's account: rows_read = rows_stored + rows_quarantined + duplicates.
struct ImportAccount {
  Provenance provenance;
  std::int64_t rows_read = 0;
  std::int64_t rows_stored = 0;
  std::int64_t rows_quarantined = 0;
  std::int64_t duplicates = 0;
  std::map<std::string, std::int64_t> reasons;  // of the quarantined rows, by rule
  std::vector<Date> sessions;                   // distinct sessions stored, ascending
  std::vector<std::string> notes;               // e.g. "labelled 2026-08-07, holds 2026-08-06"
};

// One snapshot of one session inside a part of chains.
struct PartSession {
  Date session;
  std::int64_t rows = 0;
  std::string rows_sha256;              // of the snapshot's rows in order
  std::optional<Timestamp> known_time;  // absent in a catalog of version 1, which has one snapshot
  bool operator==(const PartSession&) const = default;
};

// An immutable Parquet file of the lake.
struct Part {
  std::string table;  // bars, rates, dividends, splits, earnings, fomc, chains, quarantine
  Provenance provenance;
  std::string path;         // relative to the lake
  std::int64_t bytes = 0;   // size of the file
  std::string sha256;       // of the file's bytes
  std::string rows_sha256;  // of the logical rows in order
  std::int64_t rows = 0;
  std::optional<Date> first, last;  // sessions covered
  bool relabelled = false;  // the vendor's label was not the session: yields to one that was
  std::vector<PartSession> sessions;  // of chains, by session and known time; else empty
};

struct Catalog {
  int version = kLakeVersion;
  bool synthetic = false;  // a lake of simulated data says so for ever after
  std::vector<Part> parts;
  std::vector<ImportAccount> accounts;
};

// Identifies one dataset that a run read: kind, symbol, hash over its logical rows.
struct DatasetHash {
  std::string table, kind, symbol, sha256;
  bool operator==(const DatasetHash&) const = default;
};

// What a run wants to see.
struct EventQuery {
  std::vector<Symbol> chains;  // underlyings whose option chains are streamed
  std::vector<Symbol> bars;    // stocks, ETFs and indices whose bars are streamed
  Date bars_from;              // bars, rates and corporate actions start here (warm-up)
  Date chains_from;            // chains and session ends start here
  Date to;                     // last session, inclusive
};

// One streaming pass over sessions of one underlying.
class ChainStream {
 public:
  virtual ~ChainStream() = default;
  virtual Result<std::optional<OptionChain>> next() = 0;
};

class Lake {
 public:
  // Opens for reading. Errors: no such lake (what to do: import), a catalog of a newer version, a
  // catalog that does not parse, a part that is missing or of the wrong size.
  static Result<Lake> open(const Path& root, SourceRanking ranking = {});
  Lake(Lake&&) noexcept;
  Lake& operator=(Lake&&) noexcept;
  ~Lake();

  const Catalog& catalog() const;
  const Path& root() const;

  // Sorted by date; the preferred source of the symbol; the latest record of each date that was
  // known at `as_of` (of all when absent).
  using AsOf = std::optional<Timestamp>;
  Result<std::vector<Bar>> bars(const Symbol& symbol, Date from, Date to,
                                AsOf as_of = std::nullopt) const;
  Result<std::vector<RateObservation>> rates(Date from, Date to, AsOf as_of = std::nullopt) const;
  Result<std::vector<Dividend>> dividends(const Symbol& symbol, AsOf as_of = std::nullopt) const;
  Result<std::vector<Split>> splits(const Symbol& symbol, AsOf as_of = std::nullopt) const;
  Result<std::vector<EarningsReport>> earnings(AsOf as_of = std::nullopt) const;
  Result<std::vector<FomcDecision>> fomc(AsOf as_of = std::nullopt) const;
  // The latest snapshot of one session that was known at `as_of`; nothing when there is none.
  Result<std::optional<OptionChain>> chain(const Symbol& symbol, Date session,
                                           AsOf as_of = std::nullopt) const;
  // Every snapshot, ascending by session and known time.
  Result<std::unique_ptr<ChainStream>> chains(const Symbol& symbol, Date from, Date to) const;
  // The same in the order in which they became known, without building chains: packed columns where
  // they lie in the session tape (made in memory from the part where there is no valid tape).
  Result<std::unique_ptr<SnapshotStream>> snapshots(const Symbol& symbol, Date from, Date to) const;
  // Sessions for which a chain is held, ascending, from the catalog.
  Result<std::vector<Date>> chain_sessions(const Symbol& symbol) const;
  std::vector<Symbol> chain_symbols() const;
  std::vector<Symbol> bar_symbols() const;

  // All events of the query in their total order, streamed with bounded memory: every record and
  // every snapshot when it became known, a restatement as an event of its own.
  Result<std::unique_ptr<EventSource>> events(const EventQuery& query,
                                              const calendar::ExchangeCalendar& calendar) const;
  // The datasets that the query reads, for the manifest.
  std::vector<DatasetHash> dataset_hashes(const EventQuery& query) const;

  struct QuarantineEntry {
    Provenance provenance;
    QuarantinedRow row;
  };
  Result<std::vector<QuarantineEntry>> quarantine(std::optional<Symbol> symbol) const;

 private:
  struct Impl;
  explicit Lake(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

class LakeWriter {
 public:
  // Creates the lake if need be and takes the writer's lock; kIo when another writer holds it.
  static Result<LakeWriter> open(const Path& root);
  LakeWriter(LakeWriter&&) noexcept;
  LakeWriter& operator=(LakeWriter&&) noexcept;
  ~LakeWriter();  // what was not committed is removed

  const Catalog& catalog() const;
  // True when rows of this vendor file (by hash) and kind are already committed or pending.
  bool holds(std::string_view kind, std::string_view source_sha256) const;

  Status write_bars(const Provenance& provenance, std::span<const Bar> rows);
  Status write_rates(const Provenance& provenance, std::span<const RateObservation> rows);
  Status write_dividends(const Provenance& provenance, std::span<const Dividend> rows);
  Status write_splits(const Provenance& provenance, std::span<const Split> rows);
  Status write_earnings(const Provenance& provenance, std::span<const EarningsReport> rows);
  Status write_fomc(const Provenance& provenance, std::span<const FomcDecision> rows);
  // Chains of one symbol, ascending by session and known time, one part; keep a part to about a
  // month of sessions. A session may have several snapshots.
  Status write_chains(const Provenance& provenance, std::span<const OptionChain> chains,
                      bool relabelled = false);
  Status write_quarantine(const Provenance& provenance, std::span<const QuarantinedRow> rows);
  void record(ImportAccount account);
  void mark_synthetic();

  // Makes everything written so far visible, atomically; may be called again after more writes.
  Status commit();

 private:
  struct Impl;
  explicit LakeWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace aots::data
