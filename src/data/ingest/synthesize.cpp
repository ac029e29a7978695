#include "data/ingest/synthesize.hpp"

#include <algorithm>
#include <map>

#include "base/contract.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "data/ingest/anchored_series.hpp"
#include "data/source/synthetic/synthetic_market.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kMarketKind = "synthetic";
// Part of every parameter hash: raise it when the same parameters give other records.
constexpr int kGeneratorVersion = 1;

std::string parameters_sha256(std::string_view kind, const SynthesisRequest& request) {
  std::vector<std::string> names;
  for (const Symbol& symbol : request.symbols) names.push_back(symbol.str());
  std::ranges::sort(names);
  auto text =
      fmt::format("{} {} seed {} from {} to {} symbols {}", kind, kGeneratorVersion, request.seed,
                  to_string(request.from), to_string(request.to), join(names, ","));
  if (request.contracts_min > 0) text += fmt::format(" contracts {}", request.contracts_min);
  const auto& ranked = request.sources.chains;
  if (!ranked.empty()) text += fmt::format(" chains of {}", join(ranked, ","));
  return sha256_hex(text);
}

// A market needs a lake of its own: beside real records nobody could tell a mixed series apart.
Status check_lake_is_free(const Catalog& catalog, const Path& lake) {
  if (catalog.parts.empty() && catalog.accounts.empty()) return {};
  if (catalog.synthetic) {
    return fail(ErrorCode::kData,
                "the lake {} holds a synthetic market of other symbols, dates or seed; name a new "
                "folder with --lake, or delete that one first",
                lake.string());
  }
  return fail(ErrorCode::kData,
              "the lake {} holds imported data; a synthetic market needs a lake of its own: name a "
              "new folder with --lake",
              lake.string());
}

void count(SynthesizedChains& chains, NotAnchored reason) {
  switch (reason) {
    case NotAnchored::kHeldAlready:
      ++chains.held_already;
      break;
    case NotAnchored::kWithoutBar:
      ++chains.without_bar;
      break;
    case NotAnchored::kWithoutLevel:
      ++chains.without_level;
      break;
    case NotAnchored::kWithoutRate:
      ++chains.without_rate;
      break;
  }
}

void count(SynthesizedChains& chains, Date session, std::int64_t contracts) {
  const bool is_first = chains.sessions == 0;
  chains.first = is_first ? session : std::min(chains.first, session);
  chains.last = is_first ? session : std::max(chains.last, session);
  chains.contracts_min = is_first ? contracts : std::min(chains.contracts_min, contracts);
  chains.contracts_max = std::max(chains.contracts_max, contracts);
  chains.rows += contracts;
  ++chains.sessions;
}

// The account of an earlier run, from the catalog.
SynthesizedChains chains_in(const Catalog& catalog, std::string_view kind, const Symbol& symbol,
                            const SynthesisRequest& request) {
  SynthesizedChains chains{.symbol = symbol};
  for (const Part& part : catalog.parts) {
    if (part.table != "chains" || part.provenance.kind != kind ||
        part.provenance.symbol != symbol.str()) {
      continue;
    }
    for (const PartSession& session : part.sessions) {
      if (session.session < request.from || session.session > request.to) continue;
      count(chains, session.session, session.rows);
    }
  }
  return chains;
}

SynthesisReport report_of(const Catalog& catalog, std::string_view kind,
                          const SynthesisRequest& request) {
  SynthesisReport report{.kind = std::string(kind)};
  for (const Symbol& symbol : request.symbols) {
    report.chains.push_back(chains_in(catalog, kind, symbol, request));
  }
  for (const Part& part : catalog.parts) {
    if (part.provenance.kind == kind) report.rows += part.rows;
  }
  return report;
}

void add_rows(ImportAccount& account, std::size_t rows) {
  account.rows_read += static_cast<std::int64_t>(rows);
  account.rows_stored += static_cast<std::int64_t>(rows);
}

Provenance provenance_of(std::string_view kind, const std::string& symbol,
                         const std::string& parameters) {
  return {.kind = std::string(kind),
          .symbol = symbol,
          .source_file = "",
          .source_sha256 = parameters,
          .origin = Origin::kSynthetic};
}

// Writes chains a month at a time, so that memory does not grow with the history.
class MonthlyChains {
 public:
  MonthlyChains(LakeWriter& writer, ImportAccount& account) : writer_(writer), account_(account) {}

  Status add(OptionChain chain) {
    if (!month_.empty() && month_of(month_.back().session) != month_of(chain.session)) {
      AOTS_CHECK_OK(flush());
    }
    month_.push_back(std::move(chain));
    return {};
  }

  Status flush() {
    AOTS_CHECK_OK(writer_.write_chains(account_.provenance, month_));
    for (const OptionChain& chain : month_) {
      add_rows(account_, static_cast<std::size_t>(chain.quote_count()));
    }
    month_.clear();
    return {};
  }

 private:
  LakeWriter& writer_;
  ImportAccount& account_;
  std::vector<OptionChain> month_;
};

// Writes one simulated market, record by record and month by month.
class MarketFiller {
 public:
  MarketFiller(LakeWriter& writer, const SyntheticMarket& market, std::string parameters)
      : writer_(writer), market_(market), parameters_(std::move(parameters)) {}

  Status write_records(const std::vector<Symbol>& symbols) {
    for (const Symbol& symbol : market_.bar_symbols()) {
      ImportAccount& account = account_of(symbol.str());
      const auto bars = market_.bars(symbol);
      AOTS_CHECK_OK(writer_.write_bars(account.provenance, bars));
      add_rows(account, bars.size());
      account.sessions.assign(market_.sessions().begin(), market_.sessions().end());
    }
    for (const Symbol& symbol : symbols) {
      ImportAccount& account = account_of(symbol.str());
      const auto dividends = market_.dividends(symbol);
      const auto splits = market_.splits(symbol);
      const auto earnings = market_.earnings(symbol);
      AOTS_CHECK_OK(writer_.write_dividends(account.provenance, dividends));
      AOTS_CHECK_OK(writer_.write_splits(account.provenance, splits));
      AOTS_CHECK_OK(writer_.write_earnings(account.provenance, earnings));
      add_rows(account, dividends.size() + splits.size() + earnings.size());
    }
    const auto rates = market_.rates();
    ImportAccount& rate_account = account_of(rates.front().series);
    AOTS_CHECK_OK(writer_.write_rates(rate_account.provenance, rates));
    add_rows(rate_account, rates.size());
    const auto fomc = market_.fomc();
    ImportAccount& fomc_account = account_of("");
    AOTS_CHECK_OK(writer_.write_fomc(fomc_account.provenance, fomc));
    add_rows(fomc_account, fomc.size());
    return {};
  }

  Status write_chains(const std::vector<Symbol>& symbols, WorkObserver& observer) {
    const auto total = static_cast<std::int64_t>(symbols.size() * market_.sessions().size());
    std::int64_t done = 0;
    for (const Symbol& symbol : symbols) {
      const auto chains = market_.chains(symbol);
      MonthlyChains months(writer_, account_of(symbol.str()));
      while (auto chain = chains->next()) {
        AOTS_CHECK_OK(check_stop(observer));
        AOTS_CHECK_OK(months.add(*std::move(chain)));
        observer.progress("synthetic market", ++done, total, "chains");
      }
      AOTS_CHECK_OK(months.flush());
    }
    return {};
  }

  Status finish() {
    for (auto& [symbol, account] : accounts_) writer_.record(std::move(account));
    writer_.mark_synthetic();
    return writer_.commit();
  }

 private:
  ImportAccount& account_of(const std::string& symbol) {
    auto [found, added] = accounts_.try_emplace(symbol);
    if (added) found->second.provenance = provenance_of(kMarketKind, symbol, parameters_);
    return found->second;
  }

  LakeWriter& writer_;
  const SyntheticMarket& market_;
  std::string parameters_;
  std::map<std::string, ImportAccount> accounts_;
};

Status check_span(const SynthesisRequest& request, const calendar::ExchangeCalendar& calendar) {
  if (request.from > request.to) {
    return fail(ErrorCode::kUsage, "the span would start on {}, after its end on {}; swap them",
                to_string(request.from), to_string(request.to));
  }
  const Date first = calendar::ExchangeCalendar::first_date() + Days{1};
  if (request.from < first || request.to > last_simulated_date()) {
    return fail(ErrorCode::kUsage, "the span {} to {} is not covered; choose dates from {} to {}",
                to_string(request.from), to_string(request.to), to_string(first),
                to_string(last_simulated_date()));
  }
  if (calendar.session_count(request.from, request.to) > 0) return {};
  return fail(ErrorCode::kUsage,
              "there is no session of the exchange from {} to {}; widen the span",
              to_string(request.from), to_string(request.to));
}

// Two anchorings of one session would be two truths, and the second would break what the first
// lists.
Status check_not_anchored(const Catalog& catalog, const Symbol& symbol,
                          const SynthesisRequest& request) {
  std::optional<Date> first;
  std::optional<Date> last;
  bool overlaps = false;
  for (const Part& part : catalog.parts) {
    if (part.table != "chains" || part.provenance.kind != kAnchoredKind ||
        part.provenance.symbol != symbol.str() || !part.first || !part.last) {
      continue;
    }
    first = std::min(first.value_or(*part.first), *part.first);
    last = std::max(last.value_or(*part.last), *part.last);
    overlaps = overlaps || (*part.first <= request.to && *part.last >= request.from);
  }
  if (!overlaps) return {};
  return fail(ErrorCode::kData,
              "the lake already holds anchored chains of {} from {} to {}, which the span {} to {} "
              "overlaps; choose dates outside",
              symbol.str(), to_string(*first), to_string(*last), to_string(request.from),
              to_string(request.to));
}

// Writes the anchored chains of one symbol, and what it holds then.
Result<SynthesizedChains> anchor(LakeWriter& writer, AnchoredRecords records,
                                 const std::string& parameters, const SynthesisRequest& request,
                                 const calendar::ExchangeCalendar& calendar,
                                 WorkObserver& observer) {
  const Symbol symbol = records.symbol;
  AnchoredSeries series(std::move(records),
                        {.from = request.from, .to = request.to, .seed = request.seed}, calendar);
  ImportAccount account{.provenance = provenance_of(kAnchoredKind, symbol.str(), parameters)};
  MonthlyChains months(writer, account);
  SynthesizedChains chains{.symbol = symbol};
  const auto total = static_cast<std::int64_t>(series.sessions().size());
  std::int64_t done = 0;
  while (auto session = series.next()) {
    AOTS_CHECK_OK(check_stop(observer));
    observer.progress("anchored chains of " + symbol.str(), ++done, total, "sessions");
    if (!session->chain) {
      count(chains, session->reason);
      continue;
    }
    count(chains, session->session, session->chain->quote_count());
    account.sessions.push_back(session->session);
    AOTS_CHECK_OK(months.add(*std::move(session->chain)));
  }
  AOTS_CHECK_OK(months.flush());
  if (chains.sessions == 0) {
    return fail(ErrorCode::kData,
                "no chain of {} can be anchored from {} to {}: of {} sessions the lake holds {} "
                "chains already, {} have no bar, {} no volatility level and {} no interest rate; "
                "import what is missing or choose other dates",
                symbol.str(), to_string(request.from), to_string(request.to), total,
                chains.held_already, chains.without_bar, chains.without_level, chains.without_rate);
  }
  writer.record(std::move(account));
  return chains;
}

}  // namespace

Result<SynthesisReport> synthesize_market(const Path& lake, const SynthesisRequest& request,
                                          const calendar::ExchangeCalendar& calendar,
                                          WorkObserver& observer) {
  AOTS_TRY(market, SyntheticMarket::simulate({.symbols = request.symbols,
                                              .from = request.from,
                                              .to = request.to,
                                              .seed = request.seed,
                                              .contracts_min = request.contracts_min},
                                             calendar));
  AOTS_TRY(writer, LakeWriter::open(lake));
  const std::string parameters = parameters_sha256(kMarketKind, request);
  if (writer.holds(kMarketKind, parameters)) {
    SynthesisReport report = report_of(writer.catalog(), kMarketKind, request);
    report.already_there = true;
    return report;
  }
  AOTS_CHECK_OK(check_lake_is_free(writer.catalog(), lake));
  MarketFiller filler(writer, market, parameters);
  AOTS_CHECK_OK(filler.write_records(request.symbols));
  AOTS_CHECK_OK(filler.write_chains(request.symbols, observer));
  AOTS_CHECK_OK(filler.finish());
  return report_of(writer.catalog(), kMarketKind, request);
}

Result<SynthesisReport> synthesize_anchored(const Path& lake, const SynthesisRequest& request,
                                            const calendar::ExchangeCalendar& calendar,
                                            WorkObserver& observer) {
  AOTS_CHECK_OK(check_span(request, calendar));
  AOTS_TRY(reader, Lake::open(lake, request.sources));
  if (reader.catalog().synthetic) {
    return fail(
        ErrorCode::kData,
        "the lake {} holds a synthetic market, which has chains of its own; anchor to a lake "
        "of imported bars",
        lake.string());
  }
  AOTS_TRY(writer, LakeWriter::open(lake));
  SynthesisReport report{.kind = std::string(kAnchoredKind), .already_there = true};
  for (const Symbol& symbol : request.symbols) {
    SynthesisRequest alone = request;
    alone.symbols = {symbol};
    const std::string parameters = parameters_sha256(kAnchoredKind, alone);
    if (writer.holds(kAnchoredKind, parameters)) {
      report.chains.push_back(chains_in(writer.catalog(), kAnchoredKind, symbol, request));
    } else {
      AOTS_CHECK_OK(check_not_anchored(writer.catalog(), symbol, request));
      AOTS_TRY(records, read_anchored_records(reader, symbol, request.to, request.sources));
      AOTS_TRY(chains, anchor(writer, std::move(records), parameters, request, calendar, observer));
      report.chains.push_back(std::move(chains));
      report.already_there = false;
    }
    report.rows += report.chains.back().rows;
  }
  if (!report.already_there) AOTS_CHECK_OK(writer.commit());
  return report;
}

}  // namespace aots::data
