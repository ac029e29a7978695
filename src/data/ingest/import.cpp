#include "data/ingest/import.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/ordered_work.hpp"
#include "base/text.hpp"
#include "data/ingest/lake_filler.hpp"
#include "data/ingest/prepared_file.hpp"
#include "data/ingest/repair_bars.hpp"
#include "data/ingest/vendor_tree.hpp"
#include "data/source/vendor_file.hpp"

namespace aots::data {
namespace {

// What a thread makes of one file.
struct Piece {
  std::vector<ImportAccount> held;       // the lake has it already
  std::optional<PreparedFile> prepared;  // nothing when it was held or failed
  Error error;
  bool readable = false;  // the bytes were; an error is then about the columns
};

class ImportRun {
 public:
  ImportRun(LakeWriter& writer, const ImportRequest& request,
            const calendar::ExchangeCalendar& calendar, WorkObserver& observer)
      : request_(request),
        calendar_(calendar),
        observer_(observer),
        held_(writer.catalog().accounts),
        filler_(writer) {}

  Status take(Claims& claims) {
    auto& files = claims.files;
    total_ = static_cast<std::int64_t>(files.size());
    // Chains take their spot from the underlying's own rows, so these are read first.
    for (const auto& file : files) {
      if (file.format->spot == SpotRole::kGives) note_spots(file);
    }
    for (const auto& file : files) {
      if (file.format->spot == SpotRole::kBeside) note_spots_beside(file);
    }
    AOTS_CHECK_OK(run_in_order(
        files.size(), request_.jobs, [&](std::size_t i) { return read(files[i]); },
        [&](std::size_t i, Piece&& piece) {
          return take_piece(files[i], std::move(piece), claims);
        }));
    return filler_.finish();
  }

  std::vector<DatasetAccount> datasets() const {
    auto datasets = summarise(filler_.accounts());
    for (auto& dataset : datasets) {
      const auto steps = filler_.steps().find({dataset.kind, dataset.symbol});
      if (steps != filler_.steps().end()) dataset.steps = steps->second;
    }
    return datasets;
  }

 private:
  // Called by several threads: touches nothing that changes.
  Piece read(const ClaimedFile& claimed) const {
    Piece piece;
    if (observer_.stop_requested()) return piece;
    auto file = read_claimed_file(claimed);
    if (!file) {
      piece.error = std::move(file).error();
      return piece;
    }
    piece.readable = true;
    piece.held = repeated_accounts(held_, identity(claimed, file->name, file->sha256));
    if (!piece.held.empty()) return piece;
    auto prepared = prepare_file(
        claimed, *file, {calendar_, request_.today, spots_, request_.steps, note_beside(claimed)});
    if (prepared) {
      piece.prepared = *std::move(prepared);
    } else {
      piece.error = std::move(prepared).error();
    }
    return piece;
  }

  Status take_piece(const ClaimedFile& claimed, Piece&& piece, Claims& claims) {
    AOTS_CHECK_OK(check_stop(observer_));
    observer_.progress("import", ++done_, total_, "files");
    if (!piece.held.empty()) {
      filler_.repeat(std::move(piece.held));
      return {};
    }
    if (!piece.prepared) {
      if (claimed.named) return tl::make_unexpected(std::move(piece.error));
      auto& list = piece.readable ? claims.unrecognised : claims.damaged;
      list.push_back({claimed.path.string(), std::move(piece.error.message)});
      return {};
    }
    auto taken =
        filler_.already_taken(identity(claimed, piece.prepared->name, piece.prepared->sha256));
    if (taken.empty()) return filler_.write(*std::move(piece.prepared));
    filler_.repeat(std::move(taken));
    return {};
  }

  static FileIdentity identity(const ClaimedFile& claimed, const std::string& name,
                               const std::string& sha256) {
    FileIdentity identity{std::string(claimed.format->kind), sha256, claimed.symbol, std::nullopt};
    if (claimed.format->dated_by_path) identity.name = name;
    return identity;
  }

  // What the collector of an open market's quotes wrote beside them; a note that cannot be read is
  // none.
  static std::optional<SnapshotNote> note_beside(const ClaimedFile& claimed) {
    if (claimed.format->snapshot != SnapshotTime::kNewestTrade) return std::nullopt;
    const auto path = claimed.path.parent_path() / kSnapshotNoteName;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
    const auto file = read_vendor_file(path);
    if (!file) return std::nullopt;
    const auto note = parse_snapshot_note(file->text, path.string());
    return note ? *note : std::nullopt;
  }

  // A file that cannot be read gives no spots here; as a file of the import it is reported later.
  void note_spots(const ClaimedFile& claimed) {
    const auto file = read_vendor_file(claimed.path);
    if (!file) return;
    const auto prepared =
        prepare_file(claimed, *file, {calendar_, request_.today, {}, request_.steps});
    if (!prepared) return;
    for (const auto& set : prepared->sets) {
      const auto* bars = std::get_if<std::vector<Bar>>(&set.records);
      if (bars == nullptr) continue;
      for (const auto& bar : *bars) spots_[{bar.symbol.str(), bar.date}] = bar.close;
    }
  }

  void note_spots_beside(const ClaimedFile& chain) {
    const auto companion = companion_of(chain.path);
    if (!companion || !companions_.insert(*companion).second) return;
    const auto sample = read_sample(*companion);
    if (!sample) return;
    const auto* format = recognise(*sample, std::nullopt);
    if (format == nullptr || format->spot != SpotRole::kGives) return;
    note_spots({.path = *companion,
                .named = false,
                .format = format,
                .symbol = std::nullopt,
                .parts = {}});
  }

  const ImportRequest& request_;
  const calendar::ExchangeCalendar& calendar_;
  WorkObserver& observer_;
  const std::vector<ImportAccount> held_;  // of the lake before this import
  LakeFiller filler_;
  Spots spots_;
  std::set<Path> companions_;
  std::int64_t total_ = 0;
  std::int64_t done_ = 0;
};

Status check_kind(const ImportRequest& request) {
  if (!request.kind) return {};
  const auto kinds = import_kinds();
  if (std::find(kinds.begin(), kinds.end(), *request.kind) != kinds.end()) return {};
  return fail(ErrorCode::kUsage, "{} is no kind of data that can be imported: choose one of {}",
              *request.kind, join(kinds, ", "));
}

// The bars of symbols of which this import wrote something are judged beside what else the lake
// holds of them.
Status repair_touched(const Path& root, LakeWriter& writer, const ImportRequest& request,
                      std::vector<DatasetAccount>& datasets) {
  if (!request.steps.price_repair || !request.moment) return {};
  AOTS_TRY(lake, Lake::open(root));
  auto symbols = lake.bar_symbols();
  std::erase_if(symbols, [&datasets](const Symbol& symbol) {
    return std::none_of(datasets.begin(), datasets.end(), [&symbol](const auto& dataset) {
      return dataset.symbol == symbol.str() && dataset.rows_stored > 0;
    });
  });
  AOTS_TRY(repaired, repair_bars(lake, writer, symbols, *request.moment));
  bool any = false;
  for (auto& report : repaired) {
    any = any || report.changed > 0;
    for (auto& dataset : datasets) {
      if (dataset.kind != report.kind || dataset.symbol != report.symbol) continue;
      add_step(dataset.steps,
               {.step = "price_repair", .seen = report.seen, .changed = report.changed});
      std::move(report.notes.begin(), report.notes.end(), std::back_inserter(dataset.notes));
    }
  }
  return any ? writer.commit() : Status{};
}

Result<EnrichReport> enrich_all(const Path& root, const LakeWriter& writer,
                                const ImportRequest& request,
                                const calendar::ExchangeCalendar& calendar,
                                WorkObserver& observer) {
  if (!request.steps.enrichment) return EnrichReport{};
  AOTS_TRY(lake, Lake::open(root));
  return enrich(lake, writer, {.check_files = false, .jobs = request.jobs}, calendar, observer);
}

std::string listed(const std::vector<Path>& paths) {
  std::vector<std::string> names;
  for (const auto& path : paths) names.push_back(path.string());
  return join(names, ", ");
}

}  // namespace

std::vector<std::string> import_kinds() {
  std::set<std::string> kinds;
  for (const auto& format : formats()) {
    kinds.emplace(format.kind);
    kinds.emplace(format.family);
  }
  return {kinds.begin(), kinds.end()};
}

Result<ImportReport> import_into(const Path& lake, const ImportRequest& request,
                                 const calendar::ExchangeCalendar& calendar,
                                 WorkObserver& observer) {
  AOTS_CHECK_OK(check_kind(request));
  AOTS_TRY(files, find_files(request.paths, lake));
  AOTS_TRY(claims, claim_files(files, request, observer));
  if (claims.files.empty() && claims.damaged.empty()) {
    return fail(ErrorCode::kData,
                "nothing in {} is recognised ({} files): looked for the kinds {}; name one of the "
                "files to see why not",
                listed(request.paths), files.size(), join(import_kinds(), ", "));
  }
  AOTS_TRY(writer, LakeWriter::open(lake));
  ImportRun run(writer, request, calendar, observer);
  AOTS_CHECK_OK(run.take(claims));
  AOTS_CHECK_OK(check_stop(observer));
  AOTS_CHECK_OK(writer.commit());
  auto datasets = run.datasets();
  AOTS_CHECK_OK(repair_touched(lake, writer, request, datasets));
  AOTS_TRY(enriched, enrich_all(lake, writer, request, calendar, observer));
  return ImportReport{.datasets = std::move(datasets),
                      .unrecognised = std::move(claims.unrecognised),
                      .enriched = enriched,
                      .damaged = std::move(claims.damaged)};
}

}  // namespace aots::data
