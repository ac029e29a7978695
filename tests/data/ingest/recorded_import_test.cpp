// The recorded vendor sets, row by row: what was read is stored, quarantined by a rule, or a
// duplicate.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/ingest/import.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

std::vector<Path> sources() {
  return {recorded("market/daily"),
          recorded("market/actions.csv"),
          recorded("earnings/mega_caps.csv"),
          recorded("fomc"),
          recorded("rates"),
          recorded("chains/cboe_spx_2019"),
          recorded("chains/cboe_delayed_2026")};
}

Result<ImportReport> import_all(const Path& lake) {
  SilentObserver observer;
  const ImportRequest request = {
      .paths = sources(), .kind = {}, .symbol = {}, .today = make_date(2026, 8, 20), .jobs = 2};
  return import_into(lake, request, exchange(), observer);
}

// One import of everything, shared by the tests.
struct Imported {
  TemporaryFolder folder;
  Path lake_folder = folder.path() / "lake";
  Result<ImportReport> report = import_all(lake_folder);
  Result<Lake> lake = Lake::open(lake_folder);
};

class RecordedImport : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_RECORDED(recorded("market/daily"));
    static const Imported kImported;
    ASSERT_TRUE(kImported.report.has_value()) << kImported.report.error().message;
    ASSERT_TRUE(kImported.lake.has_value()) << kImported.lake.error().message;
    report_ = &*kImported.report;
    lake_ = &*kImported.lake;
  }

  // kind symbol (files): read = stored + quarantined + duplicates, dates
  static std::string row_text(const DatasetAccount& account) {
    return fmt::format("{} {} ({}): {} = {} + {} + {}, {} dates {}..{}", account.kind,
                       account.symbol, account.files, account.rows_read, account.rows_stored,
                       account.rows_quarantined, account.duplicates, account.sessions.size(),
                       to_string(account.sessions.front()), to_string(account.sessions.back()));
  }
  const DatasetAccount& dataset(std::string_view kind, std::string_view symbol) const {
    for (const auto& account : report_->datasets) {
      if (account.kind == kind && account.symbol == symbol) return account;
    }
    ADD_FAILURE() << "no dataset " << kind << " " << symbol;
    return report_->datasets.front();
  }

  const ImportReport* report_ = nullptr;
  const Lake* lake_ = nullptr;
};

TEST_F(RecordedImport, AccountsForEveryRowOfEverySet) {
  const std::vector<std::string> expected = {
      "actions AAPL (1): 58 = 58 + 0 + 0, 58 dates 2012-08-09..2026-05-11",
      "actions AMZN (1): 1 = 1 + 0 + 0, 1 dates 2022-06-06..2022-06-06",
      "actions DIA (1): 198 = 198 + 0 + 0, 198 dates 2010-02-19..2026-07-17",
      "actions GOOGL (1): 11 = 11 + 0 + 0, 11 dates 2014-04-03..2026-06-08",
      "actions IWM (1): 66 = 66 + 0 + 0, 66 dates 2010-03-24..2026-06-15",
      "actions META (1): 10 = 10 + 0 + 0, 10 dates 2024-02-21..2026-06-15",
      "actions MSFT (1): 66 = 66 + 0 + 0, 66 dates 2010-02-16..2026-05-21",
      "actions NFLX (1): 2 = 2 + 0 + 0, 2 dates 2015-07-15..2025-11-17",
      "actions NVDA (1): 56 = 56 + 0 + 0, 56 dates 2013-02-26..2026-06-04",
      "actions QQQ (1): 69 = 69 + 0 + 0, 69 dates 2010-03-19..2026-06-22",
      "actions SPY (1): 66 = 66 + 0 + 0, 66 dates 2010-03-19..2026-06-18",
      "actions TSLA (1): 2 = 2 + 0 + 0, 2 dates 2020-08-31..2022-08-25",
      "actions XLE (1): 68 = 68 + 0 + 0, 68 dates 2010-03-19..2026-06-22",
      "actions XLF (1): 67 = 67 + 0 + 0, 67 dates 2010-03-19..2026-06-22",
      "actions XLK (1): 67 = 67 + 0 + 0, 67 dates 2010-03-19..2026-06-22",
      "actions XLV (1): 67 = 67 + 0 + 0, 67 dates 2010-03-19..2026-06-22",
      "cboe_delayed_2026 SPX (6): 175048 = 145684 + 29364 + 0, 5 dates 2026-07-22..2026-07-29",
      "cboe_delayed_2026 SPY (12): 167952 = 154360 + 13592 + 0, 11 dates 2026-07-22..2026-08-06",
      "cboe_spx_2019 SPX (34): 467342 = 454018 + 13324 + 0, 33 dates 2019-04-25..2019-06-13",
      "daily_bars AAPL (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars AMZN (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars DIA (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars GOOGL (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars IWM (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars META (1): 3575 = 3575 + 0 + 0, 3575 dates 2012-05-18..2026-08-07",
      "daily_bars MSFT (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars NFLX (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars NVDA (1): 3420 = 3420 + 0 + 0, 3420 dates 2013-01-02..2026-08-07",
      "daily_bars QQQ (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars SPY (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars TSLA (1): 4052 = 4052 + 0 + 0, 4052 dates 2010-06-29..2026-08-07",
      "daily_bars XLE (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars XLF (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars XLK (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "daily_bars XLV (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "earnings AAPL (1): 58 = 58 + 0 + 0, 58 dates 2012-01-24..2026-04-30",
      "earnings AMZN (1): 58 = 58 + 0 + 0, 58 dates 2012-01-31..2026-04-30",
      "earnings GOOGL (1): 55 = 55 + 0 + 0, 55 dates 2012-10-18..2026-04-29",
      "earnings META (1): 58 = 58 + 0 + 0, 58 dates 2012-07-26..2026-10-28",
      "earnings MSFT (1): 58 = 58 + 0 + 0, 58 dates 2012-01-19..2026-04-29",
      "earnings NFLX (1): 55 = 55 + 0 + 0, 55 dates 2012-01-25..2025-07-17",
      "earnings NVDA (1): 60 = 60 + 0 + 0, 60 dates 2012-02-15..2026-11-17",
      "earnings TSLA (1): 60 = 60 + 0 + 0, 60 dates 2012-02-15..2026-10-21",
      "fomc  (2): 223 = 223 + 0 + 0, 223 dates 2000-02-02..2026-12-09",
      "index SPX (1): 4174 = 4174 + 0 + 0, 4174 dates 2010-01-04..2026-08-07",
      "index VIX (1): 9246 = 9166 + 80 + 0, 9166 dates 1990-01-02..2026-08-07",
      "index VIX9D (1): 2649 = 2649 + 0 + 0, 2649 dates 2016-01-04..2026-07-17",
      "index VXN (1): 4033 = 4030 + 3 + 0, 4030 dates 2009-09-14..2025-10-03",
      "rates DTB3 (1): 6943 = 6656 + 287 + 0, 6656 dates 2000-01-03..2026-08-12",
      "rates PCREDIT8 (1): 56 = 56 + 0 + 0, 56 dates 2003-01-09..2023-07-27",
      "underlying_quotes SPX (1): 12 = 11 + 1 + 0, 11 dates 2026-07-22..2026-08-06",
      "underlying_quotes SPY (1): 12 = 11 + 1 + 0, 11 dates 2026-07-22..2026-08-06"};
  std::vector<std::string> found;
  for (const auto& account : report_->datasets) found.push_back(row_text(account));
  EXPECT_EQ(found, expected);
  EXPECT_TRUE(report_->unrecognised.empty());
  EXPECT_TRUE(report_->damaged.empty());
}

TEST_F(RecordedImport, NamesTheRuleOfEveryQuarantinedRow) {
  using Reasons = std::map<std::string, std::int64_t>;
  EXPECT_EQ(dataset("cboe_spx_2019", "SPX").reasons, (Reasons{{"holiday_copy", 13324}}));
  EXPECT_EQ(dataset("cboe_delayed_2026", "SPY").reasons, (Reasons{{"session_copy", 13592}}));
  EXPECT_EQ(dataset("cboe_delayed_2026", "SPX").reasons, (Reasons{{"session_copy", 29364}}));
  // 32 rows on equity holidays since 2022-05-30 and one before; 47 rows of 1992 to 2006 whose open
  // lies outside their range.
  EXPECT_EQ(dataset("index", "VIX").reasons,
            (Reasons{{"not_a_session", 33}, {"ohlc_violation", 47}}));
  EXPECT_EQ(dataset("index", "VXN").reasons,
            (Reasons{{"not_a_session", 2}, {"reverting_spike", 1}}));
  EXPECT_EQ(dataset("rates", "DTB3").reasons, (Reasons{{"blank_value", 287}}));
  const auto entries = lake_->quarantine(std::nullopt);
  ASSERT_TRUE(entries.has_value());
  EXPECT_EQ(entries->size(), 13324U + 13592U + 29364U + 80U + 3U + 287U + 2U);
}

TEST_F(RecordedImport, HoldsNoMemorialDay) {
  const auto chain = lake_->chain(Symbol("SPX"), make_date(2019, 5, 27));
  ASSERT_TRUE(chain.has_value());
  EXPECT_FALSE(chain->has_value());
  const auto sessions = lake_->chain_sessions(Symbol("SPX"));
  ASSERT_TRUE(sessions.has_value());
  EXPECT_EQ(sessions->size(), 33U + 5U);
}

TEST_F(RecordedImport, HoldsBothRootsOfA2019SessionAtNoonWithItsOwnSpot) {
  const auto chain = lake_->chain(Symbol("SPX"), make_date(2019, 5, 1));
  ASSERT_TRUE(chain.has_value() && chain->has_value());
  EXPECT_EQ((*chain)->quote_count(), 13356);
  EXPECT_EQ((*chain)->spot, Price::parse("2946.73"));
  EXPECT_TRUE((*chain)->event_time_approximate);
  EXPECT_EQ(to_string((*chain)->event_time), "2019-05-01T16:00:00Z");
  std::map<std::string, std::int64_t> by_root;
  std::int64_t no_bidder = 0;
  for (const auto& slice : (*chain)->expiries) {
    by_root[slice.root] += static_cast<std::int64_t>(slice.quotes.size());
    for (const auto& quote : slice.quotes) no_bidder += quote.bid == Price() ? 1 : 0;
  }
  EXPECT_EQ(by_root, (std::map<std::string, std::int64_t>{{"SPX", 3772}, {"SPXW", 9584}}));
  EXPECT_EQ(no_bidder, 888);
  // The monthly expiry of June lists one strike in both roots.
  EXPECT_NE((*chain)->find("SPX", make_date(2019, 6, 21)), nullptr);
  EXPECT_NE((*chain)->find("SPXW", make_date(2019, 6, 21)), nullptr);
}

TEST_F(RecordedImport, NotesTheSnapshotNearTheOpen) {
  const auto& notes = dataset("cboe_spx_2019", "SPX").notes;
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_EQ(notes[0], "2019-04-25: taken near the open, 50904 contracts traded, 15096089 open");
}

TEST_F(RecordedImport, NotesTheLabelsThatAreNoSessions) {
  EXPECT_EQ(dataset("cboe_delayed_2026", "SPY").notes,
            (std::vector<std::string>{"2026-07-23 repeats 2026-07-22, which has its own file",
                                      "labelled 2026-08-07, holds 2026-08-06"}));
  EXPECT_EQ(dataset("cboe_delayed_2026", "SPX").notes,
            std::vector<std::string>{"2026-07-23 repeats 2026-07-22, which has its own file"});
}

TEST_F(RecordedImport, HoldsTheSessionsOf2026AndNotTheirLabels) {
  const auto sessions = lake_->chain_sessions(Symbol("SPY"));
  ASSERT_TRUE(sessions.has_value());
  std::vector<std::string> dates;
  for (const auto session : *sessions) dates.push_back(to_string(session));
  EXPECT_EQ(dates, (std::vector<std::string>{"2026-07-22", "2026-07-24", "2026-07-27", "2026-07-28",
                                             "2026-07-29", "2026-07-30", "2026-07-31", "2026-08-03",
                                             "2026-08-04", "2026-08-05", "2026-08-06"}));
}

TEST_F(RecordedImport, SpotsOf2026AreTheOfficialCloses) {
  for (const auto& symbol : {Symbol("SPY"), Symbol("SPX")}) {
    const auto sessions = lake_->chain_sessions(symbol);
    ASSERT_TRUE(sessions.has_value());
    for (const auto session : *sessions) {
      if (session < make_date(2026, 1, 1)) continue;
      const auto chain = lake_->chain(symbol, session);
      ASSERT_TRUE(chain.has_value() && chain->has_value());
      const auto bar = lake_->bars(symbol, session, session);
      ASSERT_TRUE(bar.has_value());
      ASSERT_EQ(bar->size(), 1U);
      ASSERT_TRUE((*chain)->spot.has_value()) << to_string(session);
      EXPECT_NEAR((*chain)->spot->to_double(), bar->front().close.to_double(), 0.006)
          << symbol.str().view() << " " << to_string(session);
    }
  }
}

TEST_F(RecordedImport, KeepsTheDailyBarsAheadOfTheUnderlyingsRows) {
  const auto bars = lake_->bars(Symbol("SPY"), make_date(2010, 1, 1), make_date(2026, 12, 31));
  ASSERT_TRUE(bars.has_value());
  EXPECT_EQ(bars->size(), 4174U);
  EXPECT_EQ(bars->back().volume, 43'586'300);
}

TEST_F(RecordedImport, GapsAreTheSessionsThatTheSetsLack) {
  std::map<std::string, std::vector<std::string>> found;
  for (const auto& dataset_gaps : find_gaps(lake_->catalog(), exchange())) {
    for (const auto& gap : dataset_gaps.gaps) {
      found[dataset_gaps.kind + " " + dataset_gaps.symbol].push_back(to_string(gap.first));
    }
  }
  EXPECT_EQ(found["cboe_spx_2019 SPX"], (std::vector<std::string>{"2019-05-10", "2019-05-17"}));
  EXPECT_EQ(found["cboe_delayed_2026 SPY"], std::vector<std::string>{"2026-07-23"});
  EXPECT_FALSE(found.contains("daily_bars SPY"));
  EXPECT_FALSE(found.contains("index SPX"));
}

// 2019-04-25: 2.37% bank discount. P = 1 - 0.0237 x 91/360; -ln(P) x 365/91 = 2.410% continuously.
TEST_F(RecordedImport, RatesAreContinuouslyCompounded) {
  const auto rates = lake_->rates(make_date(2019, 4, 25), make_date(2019, 4, 25));
  ASSERT_TRUE(rates.has_value());
  ASSERT_EQ(rates->size(), 1U);
  EXPECT_EQ(rates->front().series, "DTB3");
  EXPECT_NEAR(rates->front().rate, 0.0241, 2e-4);
  EXPECT_EQ(to_string(rates->front().known_time), "2019-04-26T20:15:00Z");
}

TEST_F(RecordedImport, EmergencyDecisionsAreNotKnownAhead) {
  const auto decisions = lake_->fomc();
  ASSERT_TRUE(decisions.has_value());
  std::vector<std::string> unscheduled;
  for (const auto& decision : *decisions) {
    if (!decision.scheduled) unscheduled.push_back(to_string(decision.date));
  }
  EXPECT_EQ(unscheduled,
            (std::vector<std::string>{"2001-01-03", "2001-04-18", "2001-09-17", "2007-08-17",
                                      "2008-01-22", "2008-10-08", "2020-03-03", "2020-03-15"}));
}

TEST_F(RecordedImport, AgainStoresNothing) {
  const auto again = import_all(lake_->root());
  ASSERT_TRUE(again.has_value());
  for (const auto& account : again->datasets) {
    EXPECT_EQ(account.rows_stored, 0) << account.kind << " " << account.symbol;
    EXPECT_EQ(account.duplicates, account.rows_read) << account.kind << " " << account.symbol;
  }
  const auto lake = Lake::open(lake_->root());
  ASSERT_TRUE(lake.has_value());
  EXPECT_EQ(lake->catalog().parts.size(), lake_->catalog().parts.size());
  EXPECT_EQ(lake->catalog().accounts.size(), lake_->catalog().accounts.size());
}

}  // namespace
}  // namespace aots::data
