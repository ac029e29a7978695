#include "data/store/lake.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "data/store/detail/catalog_file.hpp"
#include "data/store/detail/lake_events.hpp"
#include "data/store/detail/picked_snapshots.hpp"
#include "data/store/detail/preference.hpp"
#include "data/store/detail/record_table.hpp"

namespace aots::data {

using detail::Table;

namespace {

// One: DuckDB hands a stream of results from thread to thread by polling, which costs more than it
// decodes.
constexpr int kReaderThreads = 1;
constexpr int kReaderMemoryMib = 400;

std::vector<Symbol> symbols_of(const Catalog& catalog, std::string_view table) {
  std::vector<Symbol> symbols;
  for (auto& name : detail::series_of(catalog, table)) symbols.emplace_back(std::move(name));
  return symbols;
}

struct DateRange {
  Date first, last;
};

bool overlaps(const Part& part, const std::optional<DateRange>& range) {
  if (!range || !part.first || !part.last) return true;
  return *part.first <= range->last && *part.last >= range->first;
}

// Digest over the digests of what is read: neither the order of import nor the layout of chain
// files shows in it.
std::string combined_sha256(const std::vector<std::string>& digests) {
  Sha256 hash;
  for (const auto& digest : digests) hash.update(digest);
  return hash.hex_digest();
}

}  // namespace

struct Lake::Impl {
  Path root;
  Catalog catalog;
  SourceRanking ranking;
  detail::ChainFiles files;

  template <class Record>
  Result<std::vector<Record>> read_part(const Part& part, const std::string& condition = {}) const {
    const auto file = (root / part.path).string();
    auto records = detail::read_records<Record>(files.database, file, condition);
    if (records) return *std::move(records);
    return detail::damaged_part(root, part, fmt::format("cannot be read ({})", records.error()));
  }

  std::vector<const Part*> preferred_parts(std::string_view table, std::string_view name) const {
    return detail::preferred_parts(catalog, ranking, table, name);
  }

  std::vector<detail::ChainPick> chain_picks(const Symbol& symbol, Date from, Date to) const {
    return detail::chain_picks(catalog, ranking, symbol.str(), from, to);
  }

  // The latest snapshot of a session that was known, if any. The catalog of an older lake does not
  // say when its one snapshot became known; the rows do.
  std::vector<detail::ChainPick> latest_pick(const Symbol& symbol, Date session, AsOf as_of) const {
    auto picks = chain_picks(symbol, session, session);
    std::erase_if(picks, [&as_of](const detail::ChainPick& pick) {
      return as_of && pick.session->known_time && *pick.session->known_time > *as_of;
    });
    if (!picks.empty()) picks.erase(picks.begin(), std::prev(picks.end()));
    return picks;
  }

  // The records of one series by date and known time, restatements included. Of the parts that say
  // something of one date at one moment only the best one speaks, never a mixture.
  template <class Record>
  Result<std::vector<Record>> history(std::string_view name, std::optional<DateRange> range) const {
    struct Ranked {
      std::size_t part;
      Record record;
    };
    const auto key = [](const Record& record) {
      return std::pair(Table<Record>::key(record), record.known_time);
    };
    std::vector<Ranked> told;
    std::size_t rank = 0;
    for (const auto* part : preferred_parts(Table<Record>::kName, name)) {
      if (!overlaps(*part, range)) continue;
      AOTS_TRY(records, read_part<Record>(*part));
      for (auto& record : records) {
        const auto date = Table<Record>::key(record);
        if (range && (date < range->first || date > range->last)) continue;
        told.push_back({rank, std::move(record)});
      }
      ++rank;
    }
    std::stable_sort(told.begin(), told.end(), [&key](const Ranked& a, const Ranked& b) {
      return std::pair(key(a.record), a.part) < std::pair(key(b.record), b.part);
    });
    std::vector<Record> out;
    out.reserve(told.size());
    std::size_t speaker = 0;
    for (auto& [part, record] : told) {
      if (out.empty() || key(out.back()) != key(record)) speaker = part;
      if (part == speaker) out.push_back(std::move(record));
    }
    return out;
  }

  // What was known at a moment: of each date the latest of its records. Records of one date that
  // became known together belong together: a special dividend beside an ordinary one.
  template <class Record>
  Result<std::vector<Record>> series(std::string_view name, std::optional<DateRange> range,
                                     AsOf as_of) const {
    AOTS_TRY(records, history<Record>(name, range));
    std::vector<Record> out;
    out.reserve(records.size());
    for (auto& record : records) {
      if (as_of && record.known_time > *as_of) continue;
      const auto date = Table<Record>::key(record);
      while (!out.empty() && Table<Record>::key(out.back()) == date &&
             out.back().known_time < record.known_time) {
        out.pop_back();
      }
      out.push_back(std::move(record));
    }
    return out;
  }

  // Every series of the table, by date, then by series.
  template <class Record>
  Result<std::vector<Record>> all_series(std::optional<DateRange> range, AsOf as_of) const {
    std::vector<Record> out;
    for (const auto& name : detail::series_of(catalog, Table<Record>::kName)) {
      AOTS_TRY(records, series<Record>(name, range, as_of));
      out.insert(out.end(), records.begin(), records.end());
    }
    std::stable_sort(out.begin(), out.end(), [](const Record& a, const Record& b) {
      return Table<Record>::key(a) < Table<Record>::key(b);
    });
    return out;
  }
};

Lake::Lake(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Lake::Lake(Lake&&) noexcept = default;
Lake& Lake::operator=(Lake&&) noexcept = default;
Lake::~Lake() = default;

Result<Lake> Lake::open(const Path& root, SourceRanking ranking) {
  AOTS_TRY(catalog, detail::read_catalog(root));
  AOTS_CHECK_OK(detail::check_parts(root, catalog));
  auto database =
      detail::Database::open({.threads = kReaderThreads, .memory_mib = kReaderMemoryMib});
  if (!database) return fail(ErrorCode::kInternal, "DuckDB did not start: {}", database.error());
  return Lake(std::make_unique<Impl>(
      Impl{root, std::move(catalog), std::move(ranking), {root, *std::move(database)}}));
}

const Catalog& Lake::catalog() const { return impl_->catalog; }
const Path& Lake::root() const { return impl_->root; }

Result<std::vector<Bar>> Lake::bars(const Symbol& symbol, Date from, Date to, AsOf as_of) const {
  return impl_->series<Bar>(symbol.str(), DateRange{from, to}, as_of);
}

Result<std::vector<RateObservation>> Lake::rates(Date from, Date to, AsOf as_of) const {
  return impl_->all_series<RateObservation>(DateRange{from, to}, as_of);
}

Result<std::vector<Dividend>> Lake::dividends(const Symbol& symbol, AsOf as_of) const {
  return impl_->series<Dividend>(symbol.str(), std::nullopt, as_of);
}

Result<std::vector<Split>> Lake::splits(const Symbol& symbol, AsOf as_of) const {
  return impl_->series<Split>(symbol.str(), std::nullopt, as_of);
}

Result<std::vector<EarningsReport>> Lake::earnings(AsOf as_of) const {
  return impl_->all_series<EarningsReport>(std::nullopt, as_of);
}

Result<std::vector<FomcDecision>> Lake::fomc(AsOf as_of) const {
  return impl_->all_series<FomcDecision>(std::nullopt, as_of);
}

Result<std::optional<OptionChain>> Lake::chain(const Symbol& symbol, Date session,
                                               AsOf as_of) const {
  detail::PickedChains stream(impl_->files, impl_->latest_pick(symbol, session, as_of));
  AOTS_TRY(chain, stream.next());
  if (as_of && chain && chain->known_time > *as_of) return std::nullopt;
  return std::move(chain);
}

Result<std::unique_ptr<ChainStream>> Lake::chains(const Symbol& symbol, Date from, Date to) const {
  return std::make_unique<detail::PickedChains>(impl_->files, impl_->chain_picks(symbol, from, to));
}

Result<std::unique_ptr<SnapshotStream>> Lake::snapshots(const Symbol& symbol, Date from,
                                                        Date to) const {
  auto picks = impl_->chain_picks(symbol, from, to);
  detail::sort_by_known_time(picks);
  return std::make_unique<detail::PickedSnapshots>(impl_->files, std::move(picks));
}

Result<std::vector<Date>> Lake::chain_sessions(const Symbol& symbol) const {
  std::vector<Date> sessions;
  for (const auto& pick : impl_->chain_picks(symbol, Date::min(), Date::max())) {
    const auto session = pick.session->session;
    if (sessions.empty() || sessions.back() != session) sessions.push_back(session);
  }
  return sessions;
}

std::vector<Symbol> Lake::chain_symbols() const {
  return symbols_of(impl_->catalog, detail::kChainsTable);
}

std::vector<Symbol> Lake::bar_symbols() const {
  return symbols_of(impl_->catalog, Table<Bar>::kName);
}

namespace {

// Everything daily that an event query asks for.
struct RecordCollector {
  std::vector<MarketEvent> events;

  template <class Record, class Wanted>
  Status add(Result<std::vector<Record>> records, Wanted wanted) {
    if (!records) return tl::make_unexpected(std::move(records).error());
    for (auto& record : *records) {
      if (wanted(record)) events.emplace_back(std::move(record));
    }
    return {};
  }
};

std::vector<Symbol> symbols_in(const EventQuery& query) {
  std::set<Symbol> symbols(query.chains.begin(), query.chains.end());
  symbols.insert(query.bars.begin(), query.bars.end());
  return {symbols.begin(), symbols.end()};
}

}  // namespace

Result<std::unique_ptr<EventSource>> Lake::events(
    const EventQuery& query, const calendar::ExchangeCalendar& calendar) const {
  for (const auto date : {query.bars_from, query.chains_from, query.to}) {
    if (!calendar.covers(date)) {
      return fail(ErrorCode::kData,
                  "the date {} is outside the exchange calendar, which covers {} to {}: ask for "
                  "dates within it",
                  to_string(date), to_string(calendar.first_date()),
                  to_string(calendar.last_date()));
    }
  }
  const auto sessions = calendar.sessions(query.chains_from, query.to);
  const Timestamp end = calendar.bars_known_time(calendar.session_on_or_before(query.to));
  const DateRange range{query.bars_from, query.to};
  const auto always = [](const auto&) { return true; };
  const auto in_warm_up = [&](const auto& action) { return action.ex_date >= query.bars_from; };

  RecordCollector collector;
  const auto add_every_series = [&]<class Record>(std::optional<DateRange> dates,
                                                  const Record*) -> Status {
    for (const auto& name : detail::series_of(impl_->catalog, Table<Record>::kName)) {
      AOTS_CHECK_OK(collector.add(impl_->history<Record>(name, dates), always));
    }
    return {};
  };
  AOTS_CHECK_OK(add_every_series(range, static_cast<const RateObservation*>(nullptr)));
  AOTS_CHECK_OK(add_every_series(std::nullopt, static_cast<const FomcDecision*>(nullptr)));
  const std::set<Symbol> bar_symbols(query.bars.begin(), query.bars.end());
  for (const auto& symbol : symbols_in(query)) {
    const auto& name = symbol.str();
    AOTS_CHECK_OK(collector.add(impl_->history<EarningsReport>(name, std::nullopt), always));
    AOTS_CHECK_OK(collector.add(impl_->history<Dividend>(name, std::nullopt), in_warm_up));
    AOTS_CHECK_OK(collector.add(impl_->history<Split>(name, std::nullopt), in_warm_up));
    if (!bar_symbols.contains(symbol)) continue;
    AOTS_CHECK_OK(collector.add(impl_->history<Bar>(name, range), always));
  }
  for (const auto session : sessions) {
    collector.events.emplace_back(SessionEnd{session, calendar.bars_known_time(session)});
  }

  std::vector<std::unique_ptr<ChainStream>> streams;
  for (const auto& symbol : std::set<Symbol>(query.chains.begin(), query.chains.end())) {
    auto picks = impl_->chain_picks(symbol, query.chains_from, query.to);
    detail::sort_by_known_time(picks);
    std::erase_if(picks, [&calendar](const detail::ChainPick& pick) {
      return !calendar.is_session(pick.session->session);
    });
    streams.push_back(std::make_unique<detail::PickedChains>(impl_->files, std::move(picks)));
  }
  return std::make_unique<detail::LakeEvents>(std::move(collector.events), std::move(streams), end);
}

std::vector<DatasetHash> Lake::dataset_hashes(const EventQuery& query) const {
  std::vector<DatasetHash> out;
  const auto add_series = [&](std::string_view table, const std::string& name,
                              std::optional<DateRange> range) {
    std::vector<std::string> digests;
    std::string kind;
    for (const auto* part : impl_->preferred_parts(table, name)) {
      if (!overlaps(*part, range)) continue;
      kind = part->provenance.kind;
      digests.push_back(part->rows_sha256);
    }
    if (digests.empty()) return;
    out.push_back({std::string(table), kind, name, combined_sha256(digests)});
  };
  const DateRange range{query.bars_from, query.to};
  const auto symbols = symbols_in(query);
  const std::set<Symbol> bar_symbols(query.bars.begin(), query.bars.end());
  for (const auto& symbol : bar_symbols) add_series(Table<Bar>::kName, symbol.str(), range);
  for (const auto& symbol : std::set<Symbol>(query.chains.begin(), query.chains.end())) {
    std::map<std::string, std::vector<std::string>> by_kind;
    for (const auto& pick : impl_->chain_picks(symbol, query.chains_from, query.to)) {
      by_kind[pick.part->provenance.kind].push_back(pick.session->rows_sha256);
    }
    for (const auto& [kind, digests] : by_kind) {
      out.push_back(
          {std::string(detail::kChainsTable), kind, symbol.str(), combined_sha256(digests)});
    }
  }
  for (const auto& symbol : symbols) {
    add_series(Table<Dividend>::kName, symbol.str(), std::nullopt);
  }
  for (const auto& symbol : symbols) {
    add_series(Table<EarningsReport>::kName, symbol.str(), std::nullopt);
  }
  add_series(Table<FomcDecision>::kName, "", std::nullopt);
  for (const auto& name : detail::series_of(impl_->catalog, Table<RateObservation>::kName)) {
    add_series(Table<RateObservation>::kName, name, range);
  }
  for (const auto& symbol : symbols) add_series(Table<Split>::kName, symbol.str(), std::nullopt);
  return out;
}

Result<std::vector<Lake::QuarantineEntry>> Lake::quarantine(std::optional<Symbol> symbol) const {
  std::vector<const Part*> parts;
  for (const auto& part : impl_->catalog.parts) {
    if (part.table != Table<QuarantinedRow>::kName) continue;
    if (symbol && part.provenance.symbol != symbol->str()) continue;
    parts.push_back(&part);
  }
  const auto key = [](const Part& part) {
    return std::tie(part.provenance.kind, part.provenance.symbol, part.provenance.source_file,
                    part.rows_sha256);
  };
  std::sort(parts.begin(), parts.end(),
            [&key](const Part* a, const Part* b) { return key(*a) < key(*b); });
  std::vector<QuarantineEntry> out;
  for (const auto* part : parts) {
    AOTS_TRY(rows, impl_->read_part<QuarantinedRow>(*part));
    for (auto& row : rows) out.push_back({part->provenance, std::move(row)});
  }
  return out;
}

}  // namespace aots::data
