// The recorded tables of further vendors, row by row, and what overlapping sets make of each other.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analytics/chain_view.hpp"
#include "base/text.hpp"
#include "data/ingest/import.hpp"
#include "data/source/csv.hpp"
#include "data/source/vendor_file.hpp"
#include "pricing/implied_vol.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

Result<ImportReport> import_paths(const Path& lake, std::vector<Path> paths) {
  SilentObserver observer;
  ImportRequest request = {.paths = std::move(paths),
                           .kind = {},
                           .symbol = {},
                           .today = make_date(2026, 8, 20),
                           .jobs = 2};
  request.steps.enrichment = false;
  return import_into(lake, request, exchange(), observer);
}

std::vector<Path> tables() {
  return {recorded("chains/spy_2021_thin"),
          recorded("chains/yahoo_2025-11"),
          recorded("chains/yahoo_2026-02"),
          recorded("chains/yahoo_2026-08"),
          recorded("chains/historicaloptiondata"),
          recorded("chains/alphavantage_pre_earnings"),
          recorded("chains/pyql_spx_2011-01-24"),
          recorded("market/vendor_dumps"),
          recorded("earnings/raw"),
          recorded("fixtures/yahoo_dirty_prices"),
          recorded("reference")};
}

struct Imported {
  TemporaryFolder folder;
  Path lake_folder = folder.path() / "lake";
  Result<ImportReport> report = import_paths(lake_folder, tables());
  Result<Lake> lake = Lake::open(lake_folder);
};

class RecordedTables : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const auto& path : tables()) REQUIRE_RECORDED(path);
    static const Imported kImported;
    ASSERT_TRUE(kImported.report.has_value()) << kImported.report.error().message;
    ASSERT_TRUE(kImported.lake.has_value()) << kImported.lake.error().message;
    report_ = &*kImported.report;
    lake_ = &*kImported.lake;
  }

  const DatasetAccount& dataset(std::string_view kind, std::string_view symbol) const {
    for (const auto& account : report_->datasets) {
      if (account.kind == kind && account.symbol == symbol) return account;
    }
    ADD_FAILURE() << "no dataset " << kind << " " << symbol;
    return report_->datasets.front();
  }
  OptionChain chain(std::string_view symbol, Date session) const {
    const auto found = lake_->chain(Symbol(std::string(symbol)), session);
    EXPECT_TRUE(found.has_value() && found->has_value()) << symbol << to_string(session);
    return found && *found ? **found : OptionChain{};
  }
  std::vector<OptionChain> snapshots(std::string_view symbol, Date session) const {
    std::vector<OptionChain> found;
    auto stream = lake_->chains(Symbol(std::string(symbol)), session, session);
    EXPECT_TRUE(stream.has_value());
    while (stream) {
      auto next = (*stream)->next();
      EXPECT_TRUE(next.has_value());
      if (!next || !*next) break;
      found.push_back(**std::move(next));
    }
    return found;
  }

  const ImportReport* report_ = nullptr;
  const Lake* lake_ = nullptr;
};

// Rows read by kind. Where they differ from the number of a file's lines: a dividend or a split
// beside a bar is a row of its own (vendor dumps), and a line of the quote page is a call and a
// put.
TEST_F(RecordedTables, ReadEveryRow) {
  std::map<std::string, std::int64_t> read;
  for (const auto& account : report_->datasets) {
    read[account.kind] += account.rows_read;
    EXPECT_EQ(account.rows_read,
              account.rows_stored + account.rows_quarantined + account.duplicates)
        << account.kind << " " << account.symbol;
  }
  EXPECT_EQ(read, (std::map<std::string, std::int64_t>{{"alphavantage_pre_earnings", 514},
                                                       {"earnings_alphavantage", 488},
                                                       {"earnings_danielbassett", 692},
                                                       {"earnings_kaggle", 226},
                                                       {"earnings_macropilot", 75},
                                                       {"earnings_yahoo", 125},
                                                       {"historicaloptiondata", 208 + 14438},
                                                       {"pyql_spx_2011", 2 * 960},
                                                       {"spy_2021_thin", 3340},
                                                       {"yahoo_2025-11", 132470},
                                                       {"yahoo_2026-02", 74589},
                                                       {"yahoo_2026-08", 37821},
                                                       {"yahoo_web_table", 2555 + 2556},
                                                       {"yfinance_actions", 5 * 1921 + 67},
                                                       {"yfinance_partial_row", 1313},
                                                       {"yfinance_tz", 6823 + 110}}));
}

TEST_F(RecordedTables, ListWhatIsNoSeriesWithTheReason) {
  std::map<std::string, std::string> reasons;
  for (const auto& passed : report_->unrecognised) {
    reasons[Path(passed.path).filename().string()] = passed.reason;
  }
  const auto says = [&reasons](const std::string& file, std::string_view words) {
    const auto found = reasons.find(file);
    return found != reasons.end() && found->second.find(words) != std::string::npos;
  };
  EXPECT_TRUE(says("rsi14.csv", "indicators"));
  EXPECT_TRUE(says("spy_with_macd.txt", "indicators"));
  EXPECT_TRUE(says("cs-stochrsi.csv", "indicators"));
  EXPECT_TRUE(says("haug_european_values.csv", "model values"));
  EXPECT_TRUE(says("lets_be_rational.csv", "model values"));
  EXPECT_TRUE(says("SPY230811C00430000.csv", "model values"));
  EXPECT_TRUE(says("df_options_SPX_24jan2011.csv.gz", "expiries a month off"));
  EXPECT_TRUE(says("meta.json", "read with them"));
  EXPECT_TRUE(says("quotes.csv", "give --symbol"));
  EXPECT_TRUE(says("CALM-1d-no-bad-divs.csv", "give --symbol"));
  for (const auto& account : report_->datasets) {
    EXPECT_LE(account.symbol.size(), 5U) << account.symbol;
  }
}

TEST_F(RecordedTables, TheThinSliceHoldsTwentyContractsASession) {
  const auto sessions = lake_->chain_sessions(Symbol("SPY"));
  ASSERT_TRUE(sessions.has_value());
  std::int64_t of_2021 = 0;
  for (const auto session : *sessions) {
    if (year_of(session) != 2021) continue;
    ++of_2021;
    EXPECT_EQ(chain("SPY", session).quote_count(), 20) << to_string(session);
  }
  EXPECT_EQ(of_2021, 167);
}

// Thanksgiving holds the Wednesday's last quotes under its own label.
TEST_F(RecordedTables, AHolidayRepeatsTheSessionBeforeIt) {
  for (const std::string symbol : {"AAPL", "AMZN", "GOOG", "NFLX", "NVDA"}) {
    const auto held = lake_->chain(Symbol(symbol), make_date(2025, 11, 27));
    ASSERT_TRUE(held.has_value());
    EXPECT_FALSE(held->has_value()) << symbol;
    const auto& account = dataset("yahoo_2025-11", symbol);
    EXPECT_EQ(account.sessions.size(), 6U);
    EXPECT_GT(account.reasons.at("session_copy"), 1900);
  }
  const auto wednesday = chain("AAPL", make_date(2025, 11, 26));
  EXPECT_EQ(to_string(wednesday.event_time), "2025-11-26T20:11:40Z");
  EXPECT_TRUE(wednesday.event_time_approximate);
  EXPECT_FALSE(wednesday.spot.has_value());
}

// Two snapshots of one session: each is known from its own moment on.
TEST_F(RecordedTables, SnapshotsOfOneSessionAreHeldInTheirOrder) {
  const auto held = snapshots("SPY", make_date(2026, 2, 12));
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(to_string(held[0].event_time), "2026-02-12T15:10:02Z");
  EXPECT_EQ(to_string(held[0].known_time), "2026-02-12T15:25:02Z");
  EXPECT_EQ(to_string(held[1].event_time), "2026-02-12T17:59:03Z");
  EXPECT_EQ(held[0].spot, Price::from_double(691.205017));
  EXPECT_EQ(held[1].spot, Price::from_double(683.570007));
  EXPECT_EQ(chain("SPY", make_date(2026, 2, 12)).event_time, held[1].event_time);
  EXPECT_EQ(snapshots("SPY", make_date(2026, 2, 11)).size(), 1U);
}

// Labelled with the session before, whose close stands beside them.
TEST_F(RecordedTables, QuotesOfTheNextMorningAreTheNextMornings) {
  const auto held = lake_->chain(Symbol("SPY"), make_date(2026, 8, 12));
  ASSERT_TRUE(held.has_value());
  EXPECT_FALSE(held->has_value());
  const auto thursday = chain("SPY", make_date(2026, 8, 13));
  EXPECT_EQ(to_string(thursday.event_time), "2026-08-13T15:58:32Z");
  EXPECT_EQ(to_string(thursday.known_time), "2026-08-13T16:13:33.049692Z");
  EXPECT_EQ(thursday.spot, Price::from_double(775.809998));
  EXPECT_EQ(chain("SPY", make_date(2026, 8, 17)).spot, Price::from_double(775.244995));
  const auto& notes = dataset("yahoo_2026-08", "SPY").notes;
  EXPECT_NE(std::find(notes.begin(), notes.end(), "labelled 2026-08-14, holds 2026-08-17"),
            notes.end());
}

// Without meta.json the trades give the session away, and nothing states the underlying's price.
TEST_F(RecordedTables, WithoutTheNoteBesideThemTheTradesGiveTheSessionAway) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "vendor");
  std::filesystem::copy_file(recorded("chains/yahoo_2026-08/2026-08-12/SPY.csv.gz"),
                             folder.path() / "vendor/SPY.csv.gz");
  ASSERT_TRUE(import_paths(folder.path() / "lake", {folder.path() / "vendor"}).has_value());
  const auto lake = Lake::open(folder.path() / "lake");
  ASSERT_TRUE(lake.has_value());
  const auto sessions = lake->chain_sessions(Symbol("SPY"));
  ASSERT_TRUE(sessions.has_value());
  EXPECT_EQ(*sessions, std::vector<Date>{make_date(2026, 8, 13)});
  const auto held = lake->chain(Symbol("SPY"), make_date(2026, 8, 13));
  ASSERT_TRUE(held.has_value() && held->has_value());
  EXPECT_FALSE((*held)->spot.has_value());
  EXPECT_EQ(to_string((*held)->known_time), "2026-08-13T16:13:32Z");
}

TEST_F(RecordedTables, TheIndexFileOf2018HoldsItsTwoWeeklyExpiries) {
  const auto& account = dataset("historicaloptiondata", "SPX");
  EXPECT_EQ(account.sessions.size(), 40U);
  const auto first = chain("SPX", make_date(2018, 1, 2));
  ASSERT_EQ(first.expiries.size(), 1U);
  EXPECT_EQ(first.expiries[0].root, "SPXW");
  EXPECT_EQ(first.expiries[0].expiry, make_date(2018, 1, 31));
  EXPECT_EQ(chain("SPX", make_date(2018, 2, 27)).expiries[0].expiry, make_date(2018, 2, 28));
  EXPECT_EQ(first.spot, Price::parse("2695.79"));
}

TEST_F(RecordedTables, RepeatedRowsBeforeEarningsAreDuplicates) {
  EXPECT_EQ(dataset("alphavantage_pre_earnings", "AAPL").duplicates, 2);
  EXPECT_EQ(dataset("alphavantage_pre_earnings", "TSLA").duplicates, 2);
  EXPECT_EQ(chain("MSFT", make_date(2013, 4, 17)).quote_count(), 4);
  // As traded: the split of 7 for 1 in June 2014 shows in the strikes.
  EXPECT_EQ(chain("AAPL", make_date(2012, 7, 23)).expiries[0].quotes[0].strike,
            Price::from_double(520));
}

// yfinance's closes of NFLX are from before the split of ten for one in November 2025.
TEST_F(RecordedTables, BarsAreSplitAdjustedAsOfTheirDownload) {
  const auto bars = lake_->bars(Symbol("NFLX"), make_date(2018, 1, 2), make_date(2018, 1, 2));
  ASSERT_TRUE(bars.has_value());
  ASSERT_EQ(bars->size(), 1U);
  EXPECT_NEAR(bars->front().close.to_double(), 201.07, 1e-4);
  const auto splits = lake_->splits(Symbol("AAPL"));
  ASSERT_TRUE(splits.has_value());
  ASSERT_EQ(splits->size(), 1U);
  EXPECT_EQ(splits->front().ex_date, make_date(2020, 8, 31));
  EXPECT_EQ(splits->front().ratio, 4.0);
}

TEST_F(RecordedTables, TheWebTableIsTurnedRoundAndItsDividendsAreKept) {
  const auto& account = dataset("yahoo_web_table", "XLF");
  EXPECT_EQ(account.rows_quarantined, 0);
  const auto bars = lake_->bars(Symbol("XLF"), make_date(2015, 1, 1), make_date(2024, 12, 31));
  ASSERT_TRUE(bars.has_value());
  EXPECT_EQ(bars->size(), 2515U);
  EXPECT_EQ(bars->front().date, make_date(2015, 1, 2));
  const auto dividends = lake_->dividends(Symbol("XLF"));
  ASSERT_TRUE(dividends.has_value());
  EXPECT_EQ(dividends->size(), 40U);
}

// Undone, the adjusted series is the unadjusted one that another vendor recorded.
TEST_F(RecordedTables, AdjustedPricesAreUndoneToThoseThatTraded) {
  const auto file = read_vendor_file(recorded("market/daily/XLE.csv"));
  REQUIRE_RECORDED(recorded("market/daily/XLE.csv"));
  ASSERT_TRUE(file.has_value());
  std::map<Date, double> closes;
  CsvReader csv(file->text);
  CsvRecord record;
  csv.next(record);
  while (csv.next(record)) closes[*parse_date(record.fields[0])] = *parse_double(record.fields[4]);
  const auto bars = lake_->bars(Symbol("XLE"), make_date(2010, 1, 1), make_date(2026, 12, 31));
  ASSERT_TRUE(bars.has_value());
  ASSERT_EQ(bars->size(), 4049U);
  for (const auto& bar : *bars) {
    EXPECT_EQ(bar.origin, Origin::kReconstructed);
    EXPECT_NEAR(bar.close.to_double() / closes.at(bar.date), 1.0, 2e-6) << to_string(bar.date);
  }
}

TEST_F(RecordedTables, AdjustedPricesWithoutTheirDividendsAreNoBars) {
  const auto& account = dataset("yfinance_partial_row", "MSFT");
  EXPECT_EQ(account.rows_stored, 0);
  EXPECT_EQ(account.reasons.at("dividend_adjusted"), 1312);
  EXPECT_EQ(account.reasons.at("partial_bar"), 1);
}

TEST_F(RecordedTables, EarningsUnderAnOldTickerAreTheCompanys) {
  EXPECT_EQ(dataset("earnings_kaggle", "META").rows_stored, 28);
  EXPECT_EQ(dataset("earnings_alphavantage", "GOOG").reasons.at("known_wrong_date"), 18);
}

// The forward of each expiry by parity against the one that the cleaned table states. The table's
// expiries are a month off, so they are matched by the month after.
TEST_F(RecordedTables, ForwardsOfTheQuotePageAreThoseOfTheCleanedTable) {
  const auto page = chain("SPX", make_date(2011, 1, 24));
  EXPECT_EQ(to_string(page.event_time), "2011-01-24T19:03:00Z");
  EXPECT_GE(page.quote_count(), 1910);  // a few contradict their smile
  const analytics::ChainView view(page, {.rate = 0.003, .dividend_yield = {}}, exchange());
  const std::vector<std::pair<Date, double>> stated = {{make_date(2011, 4, 16), 1286.5085},
                                                       {make_date(2011, 5, 21), 1284.2543},
                                                       {make_date(2011, 6, 18), 1282.5531},
                                                       {make_date(2011, 9, 17), 1277.6415},
                                                       {make_date(2011, 12, 17), 1272.6152}};
  for (const auto& [expiry, forward] : stated) {
    std::optional<double> own;
    for (std::size_t i = 0; i < view.expiry_count(); ++i) {
      if (page.expiries[i].root == "SPX" && page.expiries[i].expiry == expiry) {
        if (const auto& estimate = view.carry(i).forward) own = estimate->forward;
      }
    }
    ASSERT_TRUE(own.has_value()) << to_string(expiry);
    EXPECT_NEAR(*own / forward, 1.0, 1e-3) << to_string(expiry);
  }
}

// Our vol of the table's own quotes, at its own forward, rate and years. Its asks' vols are right
// for puts alone: those of calls repeat the bids'.
TEST_F(RecordedTables, VolsOfTheCleanedTableAreOurs) {
  const auto file =
      read_vendor_file(recorded("chains/pyql_spx_2011-01-24/df_options_SPX_24jan2011.csv.gz"));
  ASSERT_TRUE(file.has_value());
  CsvReader csv(file->text);
  CsvRecord record;
  ASSERT_TRUE(csv.next(record));
  std::map<std::string, std::size_t> column;
  for (std::size_t i = 0; i < record.fields.size(); ++i) column[std::string(record.fields[i])] = i;
  const auto number = [&](const std::string& name) {
    return *parse_double(record.fields[column.at(name)]);
  };
  std::int64_t rows = 0;
  while (csv.next(record)) {
    ++rows;
    const bool is_call = record.fields[column.at("Type")] == "C";
    const auto vol_of = [&](const std::string& price) {
      return pricing::implied_vol({.right = is_call ? Right::kCall : Right::kPut,
                                   .price = number(price),
                                   .forward = number("Fwd"),
                                   .strike = number("Strike"),
                                   .discount = std::exp(-number("iRate") * number("TTM")),
                                   .years = number("TTM")});
    };
    const auto bid = vol_of("PBid");
    const auto ask = vol_of("PAsk");
    ASSERT_TRUE(bid.has_value() && ask.has_value());
    EXPECT_NEAR(*bid, number("IVBid"), 5e-5);
    EXPECT_NEAR(is_call ? *bid : *ask, number("IVAsk"), 5e-5);
  }
  EXPECT_EQ(rows, 139);
}

// What a reader sees of a lake.
struct Seen {
  std::vector<Bar> bars;
  std::vector<Dividend> dividends;
  std::vector<Split> splits;
  std::vector<EarningsReport> earnings;
  std::vector<OptionChain> chains;
  std::vector<DatasetHash> hashes;
  bool operator==(const Seen&) const = default;
};

Seen seen_in(const Path& folder) {
  Seen seen;
  const auto lake = Lake::open(folder);
  EXPECT_TRUE(lake.has_value());
  const Date from = make_date(2010, 1, 1);
  const Date to = make_date(2026, 8, 20);
  const auto append = [](auto& all, const auto& found) {
    EXPECT_TRUE(found.has_value());
    all.insert(all.end(), found->begin(), found->end());
  };
  for (const auto& symbol : lake->bar_symbols()) {
    append(seen.bars, lake->bars(symbol, from, to));
    append(seen.dividends, lake->dividends(symbol));
    append(seen.splits, lake->splits(symbol));
  }
  append(seen.earnings, lake->earnings());
  for (const auto& symbol : lake->chain_symbols()) {
    auto stream = lake->chains(symbol, from, to);
    EXPECT_TRUE(stream.has_value());
    for (auto next = (*stream)->next(); next && *next; next = (*stream)->next()) {
      seen.chains.push_back(**std::move(next));
    }
  }
  seen.hashes = lake->dataset_hashes({.chains = lake->chain_symbols(),
                                      .bars = lake->bar_symbols(),
                                      .bars_from = from,
                                      .chains_from = from,
                                      .to = to});
  return seen;
}

TEST(OverlappingSets, MakeTheSameLakeInAnyOrderOfImport) {
  std::vector<Path> sets = {recorded("market/daily/AAPL.csv"),
                            recorded("market/daily/MSFT.csv"),
                            recorded("market/daily/XLE.csv"),
                            recorded("market/actions.csv"),
                            recorded("market/vendor_dumps/yfinance_actions/AAPL.csv.gz"),
                            recorded("market/vendor_dumps/yfinance_tz"),
                            recorded("market/vendor_dumps/yfinance_partial_row"),
                            recorded("earnings/mega_caps.csv"),
                            recorded("earnings/raw"),
                            recorded("chains/yahoo_2026-02/AAPL_2.csv.gz"),
                            recorded("chains/yahoo_2026-02/AAPL_3.csv.gz"),
                            recorded("chains/yahoo_2025-11/2025-11-26/AMZN.csv.gz"),
                            recorded("chains/yahoo_2025-11/2025-11-27/AMZN.csv.gz")};
  for (const auto& path : sets) REQUIRE_RECORDED(path);
  const TemporaryFolder folder;
  for (const auto& path : sets) ASSERT_TRUE(import_paths(folder.path() / "forward", {path}));
  std::reverse(sets.begin(), sets.end());
  for (const auto& path : sets) ASSERT_TRUE(import_paths(folder.path() / "backward", {path}));
  const auto forward = seen_in(folder.path() / "forward");
  EXPECT_TRUE(forward == seen_in(folder.path() / "backward"));
  EXPECT_EQ(forward.chains.size(), 3U);  // the holiday's copy is behind its session's own file
  EXPECT_GT(forward.earnings.size(), 400U);
  // The curated series are the ones that are read.
  for (const auto& bar : forward.bars) EXPECT_EQ(bar.origin, Origin::kReal);
}

}  // namespace
}  // namespace aots::data
