#include "data/ingest/prepared_file.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "calendar/new_york.hpp"
#include "calendar/ticker_renames.hpp"

namespace aots::data {
namespace {

QuarantinedRow quarantined(RejectedRow&& row) {
  return {.line = row.line,
          .date = std::move(row.date),
          .column = std::move(row.column),
          .rule = std::move(row.rule),
          .value = std::move(row.value),
          .bound = std::move(row.bound),
          .raw = std::move(row.raw)};
}

// Collects what becomes of the rows of one symbol.
class SetBuilder {
 public:
  SetBuilder(Provenance provenance, std::int64_t rows) {
    set_.account.provenance = std::move(provenance);
    set_.account.rows_read = rows;
  }

  void add_rejected(std::vector<RejectedRow>&& rows) {
    for (auto& row : rows) set_.quarantined.push_back(quarantined(std::move(row)));
  }
  // Takes the reports' rows and returns their notes.
  std::vector<std::string> add_rows_of(std::vector<StepReport>&& reports) {
    std::vector<std::string> notes;
    for (auto& report : reports) {
      set_.account.duplicates += report.duplicates;
      add_step(set_.steps, {.step = report.step,
                            .seen = report.seen,
                            .changed = report.changed,
                            .duplicates = report.duplicates,
                            .set_aside = static_cast<std::int64_t>(report.set_aside.size())});
      add_rejected(std::move(report.set_aside));
      std::move(report.notes.begin(), report.notes.end(), std::back_inserter(notes));
    }
    return notes;
  }
  void add_reports(std::vector<StepReport>&& reports) {
    for (auto& note : add_rows_of(std::move(reports))) add_note(std::move(note));
  }
  void add_note(std::string note) { set_.account.notes.push_back(std::move(note)); }
  void add_chain_without_spot() { ++chains_without_spot_; }
  void add_stored(std::int64_t rows) { set_.account.rows_stored += rows; }
  void add_session(Date date) { sessions_.insert(date); }

  PreparedSet finish(PreparedRecords records) {
    auto& rows = set_.quarantined;
    std::stable_sort(
        rows.begin(), rows.end(),
        [](const QuarantinedRow& a, const QuarantinedRow& b) { return a.line < b.line; });
    auto& account = set_.account;
    account.rows_quarantined = static_cast<std::int64_t>(rows.size());
    for (const auto& row : rows) ++account.reasons[row.rule];
    account.sessions.assign(sessions_.begin(), sessions_.end());
    if (chains_without_spot_ > 0) {
      add_note(fmt::format("chains without a price of the underlying: {}", chains_without_spot_));
    }
    set_.records = std::move(records);
    return std::move(set_);
  }

 private:
  PreparedSet set_;
  std::set<Date> sessions_;
  std::int64_t chains_without_spot_ = 0;
};

// Rows and rejected rows of a file by symbol. A rejected row whose symbol cannot be read belongs to
// the file's only symbol, or to none.
template <class Record>
struct BySymbol {
  struct Share {
    SourceRows<Record> rows;
    std::vector<RejectedRow> rejected;
  };
  std::map<std::string, Share> shares;

  BySymbol(SourceRows<Record>&& rows, std::vector<RejectedRow>&& rejected) {
    for (auto& row : rows) share_of(symbol_of(row.record)).rows.push_back(std::move(row));
    const std::string only = shares.size() == 1 ? shares.begin()->first : std::string();
    for (auto& row : rejected) {
      const auto symbol = row.symbol.empty() ? only : row.symbol;
      shares[symbol].rejected.push_back(std::move(row));
    }
  }

 private:
  // Rows of one symbol come in runs.
  Share& share_of(const std::string& symbol) {
    if (last_ == nullptr || *last_symbol_ != symbol) {
      const auto found = shares.try_emplace(symbol).first;
      last_symbol_ = &found->first;
      last_ = &found->second;
    }
    return *last_;
  }

  Share* last_ = nullptr;
  const std::string* last_symbol_ = nullptr;
};

template <class Record>
void mark_origin(std::vector<Record>& records, Origin origin) {
  if constexpr (requires(Record record) { record.origin; }) {
    for (auto& record : records) record.origin = origin;
  }
}

void mark_origin(Actions& actions, Origin origin) {
  mark_origin(actions.dividends, origin);
  mark_origin(actions.splits, origin);
}

// Records of a share whose ticker changed belong to its present symbol.
void rename(RateObservation&) {}
void rename(FomcDecision&) {}
void rename(Bar& bar) { bar.symbol = calendar::symbol_on(bar.symbol, bar.date); }
void rename(ActionRow& row) { row.symbol = calendar::symbol_on(row.symbol, row.ex_date); }
void rename(EarningsReport& report) {
  report.symbol = calendar::symbol_on(report.symbol, report.report_date);
}
void rename(UnderlyingRow& row) { rename(row.bar); }
void rename(ChainRow& row) {
  auto symbol = calendar::symbol_on(row.underlying, row.label);
  if (symbol == row.underlying) return;
  row.underlying = symbol;
  row.root = calendar::root_on(row.root, row.label);
}

// What a vendor calls a symbol may be any text; no rename is longer than a symbol.
bool may_be_renamed(const std::string& symbol) {
  return !symbol.empty() && ShortText::fits(symbol);
}

std::string present_symbol_of(const std::string& symbol) {
  if (!may_be_renamed(symbol)) return symbol;
  return calendar::present_symbol(Symbol(symbol)).str();
}

template <class Record>
void keep_under_present_symbols(SourceRows<Record>& rows) {
  for (auto& row : rows) rename(row.record);
}

void keep_under_present_symbols(std::vector<RejectedRow>& rows) {
  for (auto& row : rows) {
    const auto date = parse_date(row.date);
    if (date && may_be_renamed(row.symbol)) {
      row.symbol = calendar::symbol_on(Symbol(row.symbol), *date).str();
    } else {
      row.symbol = present_symbol_of(row.symbol);
    }
  }
}

class FilePreparer {
 public:
  FilePreparer(const ClaimedFile& claimed, const VendorFile& file, ParsedFile&& parsed,
               const PrepareContext& context)
      : format_(*claimed.format), file_(file), parsed_(std::move(parsed)), context_(context) {}

  std::vector<PreparedSet> prepare() {
    std::visit([](auto& rows) { keep_under_present_symbols(rows); }, parsed_.rows);
    keep_under_present_symbols(parsed_.actions);
    keep_under_present_symbols(parsed_.rejected);
    for (auto& note : parsed_.notes) note.symbol = present_symbol_of(note.symbol);
    std::visit([this](auto& rows) { prepare_rows(std::move(rows)); }, parsed_.rows);
    if (!parsed_.actions.empty()) {
      parsed_.rejected.clear();
      parsed_.notes.clear();
      prepare_rows(std::move(parsed_.actions));
    }
    return std::move(sets_);
  }

 private:
  Provenance provenance(const std::string& symbol) const {
    return {.kind = std::string(format_.kind),
            .symbol = symbol,
            .source_file = file_.name,
            .source_sha256 = file_.sha256,
            .origin = format_.origin};
  }

  // Cleans the rows of every symbol and hands them to `finish(rows, builder) -> PreparedRecords`.
  template <class Record, class Finish>
  void prepare_each(SourceRows<Record>&& rows, Finish finish) {
    BySymbol<Record> by_symbol(std::move(rows), std::move(parsed_.rejected));
    // A file that confirms that there is nothing has a note instead of rows.
    if (by_symbol.shares.empty()) {
      for (const auto& note : parsed_.notes) by_symbol.shares.try_emplace(note.symbol);
    }
    if (by_symbol.shares.empty()) by_symbol.shares.try_emplace(std::string());
    for (auto& [symbol, share] : by_symbol.shares) {
      const auto read = share.rows.size() + share.rejected.size();
      SetBuilder builder(provenance(symbol), static_cast<std::int64_t>(read));
      builder.add_rejected(std::move(share.rejected));
      for (const auto& note : parsed_.notes) {
        if (note.symbol == symbol) builder.add_note(note.text);
      }
      auto records = finish(std::move(share.rows), builder);
      sets_.push_back(builder.finish(std::move(records)));
    }
  }

  // The common way: one pipeline, then the records.
  template <class Record, class Enrich>
  void prepare_records(SourceRows<Record>&& rows, const Pipeline<SourceRows<Record>>& pipeline,
                       Enrich enrich) {
    prepare_each(std::move(rows), [&](SourceRows<Record>&& of_symbol, SetBuilder& builder) {
      builder.add_reports(run_pipeline(pipeline, of_symbol));
      builder.add_stored(row_count(of_symbol));
      for (const auto& row : of_symbol) builder.add_session(date_of(row.record));
      auto records = enrich(of_symbol, context_.calendar);
      mark_origin(records, format_.origin);
      return PreparedRecords(std::move(records));
    });
  }

  void prepare_rows(SourceRows<Bar>&& rows) {
    prepare_records(std::move(rows),
                    bar_pipeline(context_.calendar, context_.today, context_.steps), finished_bars);
  }
  void prepare_rows(SourceRows<RateObservation>&& rows) {
    prepare_records(std::move(rows), rate_pipeline(context_.today), finished_rates);
  }
  void prepare_rows(SourceRows<ActionRow>&& rows) {
    prepare_records(std::move(rows),
                    action_pipeline(context_.calendar, context_.today, context_.steps),
                    finished_actions);
  }
  void prepare_rows(SourceRows<EarningsReport>&& rows) {
    prepare_records(std::move(rows), earnings_pipeline(context_.today), finished_earnings);
  }
  void prepare_rows(SourceRows<FomcDecision>&& rows) {
    prepare_records(std::move(rows), fomc_pipeline(context_.today), finished_fomc);
  }
  void prepare_rows(SourceRows<UnderlyingRow>&& rows) {
    const auto sessions = underlying_pipeline();
    const auto pipeline = bar_pipeline(context_.calendar, context_.today, context_.steps);
    prepare_each(std::move(rows), [&](SourceRows<UnderlyingRow>&& of_symbol, SetBuilder& builder) {
      builder.add_reports(run_pipeline(sessions, of_symbol));
      auto bars = bars_of(of_symbol);
      builder.add_reports(run_pipeline(pipeline, bars));
      builder.add_stored(row_count(bars));
      for (const auto& row : bars) builder.add_session(row.record.date);
      return PreparedRecords(finished_bars(bars, context_.calendar));
    });
  }
  void prepare_rows(SourceRows<ChainRow>&& rows) {
    const auto pipeline = chain_pipeline(context_.calendar, context_.today, context_.steps);
    prepare_each(std::move(rows), [&](SourceRows<ChainRow>&& of_symbol, SetBuilder& builder) {
      std::map<Date, SourceRows<ChainRow>> by_label;
      for (auto& row : of_symbol) by_label[row.record.label].push_back(std::move(row));
      std::vector<PreparedChain> chains;
      for (auto& [label, of_label] : by_label) {
        auto chain = prepare_chain(std::move(of_label), pipeline, builder);
        if (chain) chains.push_back(*std::move(chain));
      }
      return PreparedRecords(std::move(chains));
    });
  }

  std::optional<PreparedChain> prepare_chain(SourceRows<ChainRow>&& rows,
                                             const Pipeline<ChainDraft>& pipeline,
                                             SetBuilder& builder) {
    ChainDraft draft;
    draft.underlying = rows.front().record.underlying;
    draft.label = rows.front().record.label;
    draft.session = draft.label;
    draft.snapshot = format_.snapshot;
    draft.quoted = parsed_.quoted;
    draft.rows = std::move(rows);
    auto notes = builder.add_rows_of(run_pipeline(pipeline, draft));
    if (draft.rows.empty()) {
      for (auto& note : notes) builder.add_note(std::move(note));
      return std::nullopt;
    }
    take_note_beside(draft);
    if (!draft.spot) {
      const auto spot = context_.spots.find({draft.underlying.str(), draft.session});
      if (spot != context_.spots.end()) draft.spot = spot->second;
    }
    if (!draft.spot) builder.add_chain_without_spot();
    builder.add_stored(row_count(draft));
    builder.add_session(draft.session);
    PreparedChain chain{.chain = finished_chain(draft, context_.calendar),
                        .label = draft.label,
                        .relabelled = draft.relabelled,
                        .notes = std::move(notes),
                        .as_copy = {}};
    if (draft.relabelled) {
      const Verdict verdict{
          "session_date", "session_copy", to_string(draft.label),
          fmt::format("this is {}, which has its own file", to_string(draft.session))};
      for (const auto& row : draft.rows) {
        chain.as_copy.push_back(quarantined(rejected_row(row, verdict)));
      }
    }
    return chain;
  }

  // The moment and the price that the vendor wrote beside its files, if they are of this session.
  void take_note_beside(ChainDraft& draft) const {
    const auto& note = context_.note;
    if (draft.snapshot != SnapshotTime::kNewestTrade || !note) return;
    const auto newest = newest_trade_time(draft);
    if (!newest || *newest > note->fetched ||
        calendar::new_york_date(note->fetched) != draft.session) {
      return;
    }
    draft.quoted =
        QuoteMoment{.event_time = *newest, .known_time = note->fetched, .approximate = true};
    const auto spot = note->spots.find(draft.underlying.str());
    if (!draft.spot && spot != note->spots.end()) draft.spot = spot->second;
  }

  const Format& format_;
  const VendorFile& file_;
  ParsedFile parsed_;
  const PrepareContext& context_;
  std::vector<PreparedSet> sets_;
};

}  // namespace

Result<PreparedFile> prepare_file(const ClaimedFile& claimed, const VendorFile& file,
                                  const PrepareContext& context) {
  const auto path = claimed.path.string();
  AOTS_TRY(
      parsed,
      claimed.format->parse(
          {.text = file.text, .name = path, .symbol = claimed.symbol, .members = file.members}));
  FilePreparer preparer(claimed, file, std::move(parsed), context);
  return PreparedFile{.path = claimed.path,
                      .name = file.name,
                      .kind = std::string(claimed.format->kind),
                      .sha256 = file.sha256,
                      .sets = preparer.prepare()};
}

}  // namespace aots::data
