// Imports of small hand-made files: every row accounted for, every bad input an error or a count.
#include "data/ingest/import.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kBars = "date,open,high,low,close,adj_close,volume\n";
constexpr std::string_view kChainHeader =
    "session_date,ticker,expiry,right,strike,option,bid,bid_size,ask,ask_size,last_trade_price,"
    "volume,"
    "open_interest,iv,delta,gamma,theta,vega,rho,theo,open,high,low,prev_day_close,change,"
    "percent_change,last_trade_time\n";
constexpr std::string_view kUnderlyingHeader =
    "session_date,ticker,fetched_at_utc,payload_timestamp,current_price,close,prev_day_close,open,"
    "high,low,volume,iv30,iv30_change,last_trade_time,seqno\n";

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

// Stops when a number of files has been taken.
class StoppingObserver final : public WorkObserver {
 public:
  explicit StoppingObserver(std::int64_t files) : files_(files) {}
  void progress(std::string_view step, std::int64_t done, std::int64_t, std::string_view) override {
    if (step == "import" && done >= files_) stop_ = true;
  }
  bool stop_requested() const override { return stop_; }

 private:
  std::int64_t files_;
  std::atomic<bool> stop_ = false;
};

class Import : public ::testing::Test {
 protected:
  Path lake() const { return folder_.path() / "lake"; }
  Path vendor() const { return folder_.path() / "vendor"; }
  Path write(const std::string& name, std::string_view content) const {
    return folder_.write("vendor/" + name, content);
  }

  static ImportRequest request(std::vector<Path> paths) {
    return {.paths = std::move(paths),
            .kind = {},
            .symbol = {},
            .today = make_date(2026, 8, 20),
            .jobs = 2};
  }
  Result<ImportReport> import(const ImportRequest& wanted) const {
    SilentObserver observer;
    return import_into(lake(), wanted, exchange(), observer);
  }
  Result<ImportReport> import(std::vector<Path> paths) const {
    return import(request(std::move(paths)));
  }
  // An import that must succeed.
  ImportReport imported(const ImportRequest& wanted) const {
    auto report = import(wanted);
    EXPECT_TRUE(report.has_value()) << (report ? "" : report.error().message);
    return report ? *std::move(report) : ImportReport{};
  }
  ImportReport imported(std::vector<Path> paths) const {
    return imported(request(std::move(paths)));
  }
  // The message of an import that must fail with the code.
  std::string refused(std::vector<Path> paths, ErrorCode code) const {
    const auto report = import(std::move(paths));
    EXPECT_FALSE(report.has_value());
    if (report) return {};
    EXPECT_EQ(report.error().code, code) << report.error().message;
    return report.error().message;
  }
  Lake opened() const {
    auto lake_found = Lake::open(lake());
    EXPECT_TRUE(lake_found.has_value()) << (lake_found ? "" : lake_found.error().message);
    return *std::move(lake_found);
  }
  std::vector<Bar> bars(std::string_view symbol) const {
    const auto found =
        opened().bars(Symbol(std::string(symbol)), make_date(1990, 1, 1), make_date(2030, 1, 1));
    EXPECT_TRUE(found.has_value());
    return found.value_or(std::vector<Bar>{});
  }

  TemporaryFolder folder_;
};

DatasetAccount dataset(const ImportReport& report, std::string_view kind, std::string_view symbol) {
  for (const auto& account : report.datasets) {
    EXPECT_EQ(account.rows_read,
              account.rows_stored + account.rows_quarantined + account.duplicates);
    if (account.kind == kind && account.symbol == symbol) return account;
  }
  ADD_FAILURE() << "no dataset " << kind << " " << symbol;
  return {};
}

std::string bar_line(std::string_view date, std::string_view close) {
  return fmt::format("{},{},{},{},{},{},100\n", date, close, close, close, close, close);
}

struct ChainFile {
  std::string label = "2026-07-22";
  std::string traded = "2026-07-22";
  double bid = 1.0;
};

// Four options of SPY; one expires on 2026-07-22.
std::string chain_text(const ChainFile& file) {
  std::string text(kChainHeader);
  for (const auto* occ :
       {"SPY260722C00740000", "SPY260821C00740000", "SPY260821P00740000", "SPY260918C00740000"}) {
    const std::string_view symbol(occ);
    text += fmt::format(
        "{},SPY,20{}-{}-{},{},740.000,{},{},1.0,9.0,1.0,1.0,5.0,50.0,0.2,0.5,0,0,0,0,"
        "0,0,0,0,0,0,0,{}T16:14:59\n",
        file.label, symbol.substr(3, 2), symbol.substr(5, 2), symbol.substr(7, 2),
        symbol.substr(9, 1), occ, file.bid, file.traded);
  }
  return text;
}

std::string underlying_line(std::string_view label, std::string_view traded, double close) {
  return fmt::format("{},SPY,x,y,{},{},{},{},{},{},1000,13,0,{}T15:59:59,1\n", label, close, close,
                     close, close, close, close, traded);
}

TEST_F(Import, AccountsForEveryRowOfABadBarsFile) {
  const auto path = write("ABC.csv", std::string(kBars) + bar_line("2020-01-02", "10") +
                                         bar_line("2020-01-03", "10.1") +
                                         bar_line("2020-01-03", "10.1") +  // a repeat
                                         bar_line("2020-01-06", "oops") +  //
                                         bar_line("2020-01-07", "-3") +    //
                                         bar_line("2020-01-08", "nan") +   //
                                         bar_line("2020-01-09", "10.2") +  // contradicted
                                         bar_line("2020-01-09", "10.3") +  //
                                         bar_line("2020-01-20", "10.2") +  // Martin Luther King Day
                                         bar_line("2020-01-10", "10.2") +  //
                                         bar_line("2027-01-04", "10.2") +  // the future
                                         "2020-01-13,10,9,10,10,10,100\n"  // high below low
                                         "2020-01-14,10,10\n");
  const auto account = dataset(imported({path}), "daily_bars", "ABC");
  EXPECT_EQ(account.files, 1);
  EXPECT_EQ(account.rows_read, 13);
  EXPECT_EQ(account.rows_stored, 3);
  EXPECT_EQ(account.duplicates, 1);
  const std::map<std::string, std::int64_t> reasons = {
      {"non_numeric_price", 1},     {"negative_price", 1}, {"not_finite_price", 1},
      {"conflicting_duplicate", 2}, {"not_a_session", 1},  {"future_date", 1},
      {"ohlc_violation", 1},        {"column_count", 1}};
  EXPECT_EQ(account.reasons, reasons);
  EXPECT_EQ(account.sessions, (std::vector<Date>{make_date(2020, 1, 2), make_date(2020, 1, 3),
                                                 make_date(2020, 1, 10)}));
  EXPECT_EQ(bars("ABC").size(), 3U);

  const auto entries = opened().quarantine(Symbol("ABC"));
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 9U);
  EXPECT_EQ(entries->front().provenance.source_file, "ABC.csv");
  EXPECT_EQ(entries->front().row.line, 5);
  EXPECT_EQ(entries->front().row.rule, "non_numeric_price");
  EXPECT_EQ(entries->front().row.raw, "2020-01-06,oops,oops,oops,oops,oops,100");
}

TEST_F(Import, OfTheSameFileAgainChangesNothing) {
  write("SPY.csv",
        std::string(kBars) + bar_line("2020-01-02", "10") + bar_line("2020-01-05", "10"));
  write("f.csv", "decision_date,scheduled\n2020-01-29,1\n");
  imported({vendor()});
  const auto before = opened().catalog().parts;
  const auto accounts_before = opened().catalog().accounts.size();

  const auto again = imported({vendor()});
  const auto account = dataset(again, "daily_bars", "SPY");
  EXPECT_EQ(account.rows_read, 2);
  EXPECT_EQ(account.rows_stored, 0);
  EXPECT_EQ(account.rows_quarantined, 0);
  EXPECT_EQ(account.duplicates, 2);
  EXPECT_EQ(dataset(again, "fomc", "").duplicates, 1);
  const auto after = opened().catalog().parts;
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].sha256, before[i].sha256);
  EXPECT_EQ(opened().catalog().accounts.size(), accounts_before);
}

TEST_F(Import, CountsTheSameBytesUnderTwoNamesOnce) {
  const auto text = std::string(kBars) + bar_line("2020-01-02", "10");
  write("a/SPY.csv", text);
  write("b/SPY.csv", text);
  const auto account = dataset(imported({vendor()}), "daily_bars", "SPY");
  EXPECT_EQ(account.rows_read, 2);
  EXPECT_EQ(account.rows_stored, 1);
  EXPECT_EQ(account.duplicates, 1);
  EXPECT_EQ(bars("SPY").size(), 1U);
}

TEST_F(Import, NeedsASymbolWhereTheNameDoesNotSayIt) {
  const auto path = write("prices.csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  EXPECT_NE(refused({path}, ErrorCode::kData).find("--symbol"), std::string::npos);
  auto wanted = request({path});
  wanted.symbol = Symbol("XYZ");
  EXPECT_EQ(dataset(imported(wanted), "daily_bars", "XYZ").rows_stored, 1);
}

// The bytes were imported under another symbol; that must not count as held.
TEST_F(Import, TakesAFileAgainUnderAnotherSymbol) {
  const auto path = write("ABC.csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  imported({path});
  auto wanted = request({path});
  wanted.symbol = Symbol("XYZ");
  EXPECT_EQ(dataset(imported(wanted), "daily_bars", "XYZ").rows_stored, 1);
}

TEST_F(Import, ReadsAFileAsTheKindItIsToldTo) {
  const auto path = write("ABC.csv", "date,open,high,low,close,volume\n2020-01-02,1,2,1,1,5\n");
  auto wanted = request({path});
  wanted.kind = "index";
  EXPECT_EQ(dataset(imported(wanted), "index", "ABC").rows_stored, 1);
  wanted.kind = "rates";
  const auto wrong = import(wanted);
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code, ErrorCode::kData);
  EXPECT_NE(wrong.error().message.find("lacks observation_date"), std::string::npos)
      << wrong.error().message;
  wanted.kind = "nonsense";
  const auto unknown = import(wanted);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::kUsage);
}

TEST_F(Import, RefusesANamedFileThatItDoesNotRecogniseAndSaysWhatItLookedFor) {
  const auto path = write("ABC.csv", "date,open,high,close,volume\n2020-01-02,1,2,1,5\n");
  const auto message = refused({path}, ErrorCode::kData);
  EXPECT_NE(message.find("date,open,high,close,volume"), std::string::npos) << message;
  EXPECT_NE(message.find("daily_bars (date,open,high,low,close"), std::string::npos) << message;
  EXPECT_NE(message.find("cboe_spx_2019"), std::string::npos) << message;
  EXPECT_FALSE(std::filesystem::exists(lake()));
}

TEST_F(Import, ListsWhatItDoesNotRecogniseInAFolder) {
  write("SPY.csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  const auto notes = write("notes.txt", "nothing here\n");
  const auto empty = write("empty.csv", "");
  const auto report = imported({vendor()});
  EXPECT_EQ(report.datasets.size(), 1U);
  ASSERT_EQ(report.unrecognised.size(), 2U);
  EXPECT_EQ(report.unrecognised[0].path, empty.string());
  EXPECT_EQ(report.unrecognised[1].path, notes.string());
}

// The lake may lie inside the folder that is imported; its own files are not vendor files.
TEST_F(Import, PassesOverTheLakeAndHiddenFiles) {
  write("SPY.csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  write(".hidden/QQQ.csv", "junk\n");
  EXPECT_EQ(imported({folder_.path()}).datasets.size(), 1U);
  const auto again = imported({folder_.path()});
  EXPECT_TRUE(again.unrecognised.empty());
  EXPECT_EQ(dataset(again, "daily_bars", "SPY").sessions.size(), 1U);
}

TEST_F(Import, RefusesAFolderInWhichNothingIsRecognised) {
  write("notes.txt", "nothing here\n");
  EXPECT_NE(refused({vendor()}, ErrorCode::kData).find("looked for"), std::string::npos);
}

TEST_F(Import, RefusesMissingEmptyAndDamagedFilesByName) {
  EXPECT_NE(refused({vendor() / "no.csv"}, ErrorCode::kIo).find("no.csv"), std::string::npos);
  EXPECT_NE(refused({write("SPY.csv", "")}, ErrorCode::kData).find("empty"), std::string::npos);
  const auto packed = gzipped(std::string(kBars) + bar_line("2020-01-02", "10"));
  const auto cut = write("QQQ.csv.gz", packed.substr(0, packed.size() - 6));
  EXPECT_NE(refused({cut}, ErrorCode::kData).find("QQQ.csv.gz"), std::string::npos);
  const auto plain = write("IWM.csv.gz", "plain\n");
  EXPECT_NE(refused({plain}, ErrorCode::kData).find("gzip"), std::string::npos);
}

TEST_F(Import, ImportsTheRestOfAFolderWithADamagedFileAndListsIt) {
  write("SPY.csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  const auto packed = gzipped(std::string(kBars) + bar_line("2020-01-02", "10"));
  const auto cut = write("QQQ.csv.gz", packed.substr(0, packed.size() - 6));
  const auto report = imported({vendor()});
  EXPECT_EQ(dataset(report, "daily_bars", "SPY").rows_stored, 1);
  ASSERT_EQ(report.damaged.size(), 1U);
  EXPECT_EQ(report.damaged[0].path, cut.string());
  EXPECT_TRUE(report.unrecognised.empty());
}

TEST_F(Import, LeavesTheLakeAsItWasWhenItIsStopped) {
  write("SPY.csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  imported({vendor()});
  const auto before = opened().catalog();
  for (const auto* name : {"A", "B", "C", "D"}) {
    write(std::string(name) + ".csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  }
  StoppingObserver observer(3);
  const auto stopped = import_into(lake(), request({vendor()}), exchange(), observer);
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, ErrorCode::kInterrupted);
  EXPECT_EQ(opened().catalog().parts.size(), before.parts.size());
  EXPECT_EQ(opened().catalog().accounts.size(), before.accounts.size());
  EXPECT_EQ(opened().bar_symbols(), std::vector<Symbol>{Symbol("SPY")});
  EXPECT_EQ(imported({vendor()}).datasets.size(), 5U);
}

TEST_F(Import, DoesNotDependOnThePathsOrderOrTheThreads) {
  const auto a = write("a/SPY.csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  const auto b = write("b/SPY.csv", std::string(kBars) + bar_line("2020-01-02", "11") +
                                        bar_line("2020-01-03", "12"));
  const auto c = write("c/QQQ.csv", std::string(kBars) + bar_line("2020-01-02", "10"));
  std::vector<std::vector<Bar>> series;
  int run = 0;
  for (const auto& paths : {std::vector<Path>{a, b, c}, {c, b, a}, {b, a, c}}) {
    for (const int jobs : {1, 3}) {
      const auto place = folder_.path() / fmt::format("lake-{}", run++);
      // One by one, so that the order of commits differs as well.
      for (const auto& path : paths) {
        auto wanted = request({path});
        wanted.jobs = jobs;
        SilentObserver observer;
        ASSERT_TRUE(import_into(place, wanted, exchange(), observer).has_value());
      }
      auto found = Lake::open(place);
      ASSERT_TRUE(found.has_value());
      auto read = found->bars(Symbol("SPY"), make_date(2020, 1, 1), make_date(2020, 2, 1));
      ASSERT_TRUE(read.has_value());
      series.push_back(*std::move(read));
    }
  }
  ASSERT_EQ(series.front().size(), 2U);
  EXPECT_EQ(series.front().front().close, Price::from_double(11.0));
  for (const auto& other : series) EXPECT_EQ(other, series.front());
}

TEST_F(Import, StoresAMislabelledChainUnderItsSessionWithTheSpotBesideIt) {
  const auto chain = write("SPY/2026-07-23.csv.gz", gzipped(chain_text({.label = "2026-07-23"})));
  write("underlying.csv",
        std::string(kUnderlyingHeader) + underlying_line("2026-07-23", "2026-07-22", 747.41));
  // The chain alone is named; the file beside it gives the spot.
  const auto account = dataset(imported({chain}), "cboe_delayed_2026", "SPY");
  EXPECT_EQ(account.rows_stored, 4);
  EXPECT_EQ(account.notes, std::vector<std::string>{"labelled 2026-07-23, holds 2026-07-22"});
  const auto stored = opened().chain(Symbol("SPY"), make_date(2026, 7, 22));
  ASSERT_TRUE(stored.has_value() && stored->has_value());
  EXPECT_EQ((*stored)->spot, Price::from_double(747.41));
  EXPECT_EQ((*stored)->quote_count(), 4);
  EXPECT_EQ(to_string((*stored)->event_time), "2026-07-22T20:00:00Z");
  EXPECT_EQ(opened().chain_sessions(Symbol("SPY")), std::vector<Date>{make_date(2026, 7, 22)});
}

TEST_F(Import, SetsAMislabelledCopyAsideWhereTheSessionHasItsOwnFile) {
  write("SPY/2026-07-22.csv", chain_text({.bid = 2.0}));
  write("SPY/2026-07-23.csv", chain_text({.label = "2026-07-23"}));
  const auto account = dataset(imported({vendor()}), "cboe_delayed_2026", "SPY");
  EXPECT_EQ(account.rows_read, 8);
  EXPECT_EQ(account.rows_stored, 4);
  EXPECT_EQ(account.rows_quarantined, 4);
  EXPECT_EQ(account.reasons.at("session_copy"), 4);
  EXPECT_EQ(account.sessions, std::vector<Date>{make_date(2026, 7, 22)});
  const auto entries = opened().quarantine(Symbol("SPY"));
  ASSERT_TRUE(entries.has_value());
  ASSERT_EQ(entries->size(), 4U);
  EXPECT_EQ(entries->front().row.value, "2026-07-23");
  EXPECT_EQ(entries->front().row.bound, "this is 2026-07-22, which has its own file");
}

TEST_F(Import, ReadsTheSessionsOwnFileWhicheverOfTwoCameFirst) {
  const auto own = write("SPY/2026-07-22.csv", chain_text({.bid = 2.0}));
  const auto copy = write("SPY/2026-07-23.csv", chain_text({.label = "2026-07-23"}));
  std::vector<OptionChain> chains;
  int run = 0;
  for (const auto& paths : {std::vector<Path>{own, copy}, {copy, own}}) {
    const auto place = folder_.path() / fmt::format("lake-{}", run++);
    for (const auto& path : paths) {
      SilentObserver observer;
      ASSERT_TRUE(import_into(place, request({path}), exchange(), observer).has_value());
    }
    auto found = Lake::open(place);
    ASSERT_TRUE(found.has_value());
    auto chain = found->chain(Symbol("SPY"), make_date(2026, 7, 22));
    ASSERT_TRUE(chain.has_value() && chain->has_value());
    chains.push_back(**std::move(chain));
  }
  EXPECT_EQ(chains[0], chains[1]);
  EXPECT_EQ(chains[0].expiries.front().quotes.front().bid, Price::from_double(2.0));
}

TEST_F(Import, KeepsTheUnderlyingsRowsBehindTheDailyBarsOfTheSymbol) {
  write("underlying.csv",
        std::string(kUnderlyingHeader) + underlying_line("2026-07-22", "2026-07-22", 700.0));
  write("SPY.csv",
        std::string(kBars) + bar_line("2026-07-21", "746") + bar_line("2026-07-22", "747"));
  const auto report = imported({vendor()});
  EXPECT_EQ(dataset(report, "underlying_quotes", "SPY").rows_stored, 1);
  ASSERT_EQ(bars("SPY").size(), 2U);
  EXPECT_EQ(bars("SPY").back().close, Price::from_double(747.0));
}

TEST_F(Import, FindsGapsAgainstTheExchangeCalendar) {
  const auto path = write(
      "SPY.csv", std::string(kBars) + bar_line("2020-01-02", "10") + bar_line("2020-01-07", "10") +
                     bar_line("2020-01-09", "10") + bar_line("2020-01-10", "10"));
  imported({path});
  const auto gaps = find_gaps(opened().catalog(), exchange());
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].symbol, "SPY");
  ASSERT_EQ(gaps[0].gaps.size(), 2U);
  EXPECT_EQ(gaps[0].gaps[0].first, make_date(2020, 1, 3));
  EXPECT_EQ(gaps[0].gaps[0].last, make_date(2020, 1, 6));  // over a weekend
  EXPECT_EQ(gaps[0].gaps[0].sessions, 2);
  EXPECT_EQ(gaps[0].gaps[1].first, make_date(2020, 1, 8));
  EXPECT_EQ(gaps[0].gaps[1].sessions, 1);
}

}  // namespace
}  // namespace aots::data
