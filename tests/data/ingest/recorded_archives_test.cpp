// The recorded sets that come as JSON and as archives, row by row.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "data/ingest/import.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

Result<ImportReport> import_all(const Path& lake) {
  SilentObserver observer;
  const ImportRequest request = {
      .paths = {recorded("chains/riskalert_2026"), recorded("chains/lean"),
                recorded("market/lean_raw"), recorded("fixtures/yahoo"),
                recorded("fixtures/polygon")},
      .kind = {},
      .symbol = {},
      .today = make_date(2026, 8, 20),
      .jobs = 2};
  return import_into(lake, request, exchange(), observer);
}

// One import of everything, shared by the tests.
struct Imported {
  TemporaryFolder folder;
  Path lake_folder = folder.path() / "lake";
  Result<ImportReport> report = import_all(lake_folder);
  Result<Lake> lake = Lake::open(lake_folder);
};

class RecordedArchives : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_RECORDED(recorded("chains/riskalert_2026"));
    static const Imported kImported;
    ASSERT_TRUE(kImported.report.has_value()) << kImported.report.error().message;
    ASSERT_TRUE(kImported.lake.has_value()) << kImported.lake.error().message;
    report_ = &*kImported.report;
    lake_ = &*kImported.lake;
  }

  // kind symbol (files): read = stored + quarantined + duplicates, dates
  static std::string row_text(const DatasetAccount& account) {
    std::string dates = "none";
    if (!account.sessions.empty()) {
      dates = fmt::format("{} {}..{}", account.sessions.size(), to_string(account.sessions.front()),
                          to_string(account.sessions.back()));
    }
    return fmt::format("{} {} ({}): {} = {} + {} + {}, {}", account.kind, account.symbol,
                       account.files, account.rows_read, account.rows_stored,
                       account.rows_quarantined, account.duplicates, dates);
  }
  const DatasetAccount& dataset(std::string_view kind, std::string_view symbol) const {
    for (const auto& account : report_->datasets) {
      if (account.kind == kind && account.symbol == symbol) return account;
    }
    ADD_FAILURE() << "no dataset " << kind << " " << symbol;
    return report_->datasets.front();
  }
  std::string reason_of(std::string_view ending) const {
    for (const auto& file : report_->unrecognised) {
      if (file.path.ends_with(ending)) return file.reason;
    }
    return "not listed";
  }
  OptionChain chain(std::string_view symbol, Date session) const {
    const auto found = lake_->chain(Symbol(std::string(symbol)), session);
    EXPECT_TRUE(found.has_value() && found->has_value());
    return found.value().value_or(OptionChain{});
  }

  const ImportReport* report_ = nullptr;
  const Lake* lake_ = nullptr;
};

TEST_F(RecordedArchives, AccountsForEveryRowOfEverySet) {
  const std::vector<std::string> expected = {
      "lean_bars AAPL (1): 5849 = 5849 + 0 + 0, 5849 1998-01-02..2021-03-31",
      "lean_bars FB (1): 716 = 0 + 716 + 0, none",
      "lean_bars GOOG (1): 1761 = 1761 + 0 + 0, 1761 2014-04-03..2021-03-31",
      "lean_bars GOOGL (2): 4183 = 4183 + 0 + 0, 4183 2004-08-19..2021-03-31",
      "lean_bars META (1): 2231 = 2231 + 0 + 0, 2231 2012-05-18..2021-03-31",
      "lean_bars SPY (1): 5849 = 5849 + 0 + 0, 5849 1998-01-02..2021-03-31",
      "lean_daily AAPL (1): 8226 = 4532 + 3694 + 0, 2 2014-06-06..2014-06-09",
      "lean_minute SPY (1): 1627 = 4 + 1623 + 0, 1 2023-08-03..2023-08-03",
      "lean_universe AAPL (13): 43674 = 21534 + 22140 + 0, 12 2014-06-02..2015-12-14",
      "lean_universe SPY (8): 173 = 173 + 0 + 0, 8 2023-12-28..2024-01-09",
      "polygon_aggs AAPL (1): 4 = 2 + 0 + 2, 2 2005-04-01..2005-04-04",
      "polygon_dividends AIRTP (1): 2 = 2 + 0 + 0, 2 2023-08-11..2023-11-13",
      "polygon_dividends CSSEN (1): 8 = 8 + 0 + 0, 8 2023-09-14..2025-06-12",
      "polygon_options AAPL (1): 1 = 1 + 0 + 0, 1 2022-04-29..2022-04-29",
      "polygon_splits AMZN (1): 1 = 1 + 0 + 0, 1 2022-06-06..2022-06-06",
      "polygon_splits BRW (1): 1 = 1 + 0 + 0, 1 2022-05-20..2022-05-20",
      "polygon_splits CIG.C (1): 1 = 1 + 0 + 0, 1 2022-05-02..2022-05-02",
      "polygon_splits CM (1): 1 = 1 + 0 + 0, 1 2022-05-16..2022-05-16",
      "polygon_splits CTO (1): 1 = 1 + 0 + 0, 1 2022-07-01..2022-07-01",
      "polygon_splits DXCM (1): 1 = 1 + 0 + 0, 1 2022-06-10..2022-06-10",
      "polygon_splits GOOG (1): 1 = 1 + 0 + 0, 1 2022-07-18..2022-07-18",
      "polygon_splits GOOGL (1): 1 = 1 + 0 + 0, 1 2022-07-18..2022-07-18",
      "polygon_splits SHOP (1): 2 = 2 + 0 + 0, 2 2022-06-22..2022-06-29",
      "riskalert_2026 AAPL (55): 197304 = 186626 + 10678 + 0, 52 2026-05-26..2026-08-07",
      "riskalert_2026 AMZN (55): 139218 = 131680 + 7538 + 0, 52 2026-05-26..2026-08-07",
      "riskalert_2026 GOOGL (55): 278632 = 263550 + 15082 + 0, 52 2026-05-26..2026-08-07",
      "riskalert_2026 MSFT (55): 208146 = 197092 + 11054 + 0, 52 2026-05-26..2026-08-07",
      "riskalert_2026 NVDA (55): 224518 = 211972 + 12546 + 0, 52 2026-05-26..2026-08-07",
      "riskalert_2026 QQQ (55): 647764 = 615272 + 32492 + 0, 52 2026-05-26..2026-08-07",
      "riskalert_2026 SPY (55): 772034 = 730758 + 41276 + 0, 52 2026-05-26..2026-08-07",
      "riskalert_2026 TSLA (55): 333100 = 315026 + 18074 + 0, 52 2026-05-26..2026-08-07",
      "riskalert_2026 XLF (55): 94704 = 89882 + 4822 + 0, 52 2026-05-26..2026-08-07",
      "yahoo_chart AAPL (4): 53 = 53 + 0 + 0, 51 2020-01-02..2022-02-22",
      "yahoo_chart AMZN (1): 1 = 1 + 0 + 0, 1 2020-01-02..2020-01-02",
      "yahoo_chart MSFT (1): 256 = 256 + 0 + 0, 252 2021-02-01..2022-01-28",
      "yahoo_chart QQQ (1): 1 = 1 + 0 + 0, 1 2020-01-02..2020-01-02",
      "yahoo_chart TSLA (1): 3303 = 3303 + 0 + 0, 3303 2010-06-29..2023-08-11",
      "yahoo_options 0P000071W8.TO (1): 0 = 0 + 0 + 0, none",
      "yahoo_options AAPL (2): 102 = 102 + 0 + 0, 1 2025-02-21..2025-02-21",
      "yahoo_options ABBV (1): 47 = 47 + 0 + 0, 1 2025-02-21..2025-02-21",
      "yahoo_options ADH (1): 0 = 0 + 0 + 0, none",
      "yahoo_options BFLY (1): 17 = 17 + 0 + 0, 1 2025-02-21..2025-02-21",
      "yahoo_options QQQ (1): 180 = 180 + 0 + 0, 1 2025-02-21..2025-02-21",
      "yahoo_options SPOT (1): 179 = 179 + 0 + 0, 1 2025-02-21..2025-02-21",
      "yahoo_options VXAPL (1): 0 = 0 + 0 + 0, none"};
  std::vector<std::string> found;
  for (const auto& account : report_->datasets) found.push_back(row_text(account));
  EXPECT_EQ(fmt::format("{}", fmt::join(found, "\n")),
            fmt::format("{}", fmt::join(expected, "\n")));
}

// 1,447,710 strikes; three folders are labelled with holidays.
TEST_F(RecordedArchives, RiskalertsStrikesAreTwoRowsEach) {
  std::int64_t rows = 0;
  for (const auto& account : report_->datasets) {
    if (account.kind != "riskalert_2026") continue;
    rows += account.rows_read;
    EXPECT_EQ(account.files, 55) << account.symbol;
    EXPECT_EQ(account.sessions.size(), 52U) << account.symbol;
    EXPECT_EQ(account.reasons.size(), 1U) << account.symbol;
    EXPECT_EQ(account.reasons.at("holiday_copy"), account.rows_quarantined) << account.symbol;
  }
  EXPECT_EQ(rows, 2 * 1'447'710);
}

TEST_F(RecordedArchives, RiskalertsChainsHaveVolsAndNoQuotes) {
  const auto spy = chain("SPY", make_date(2026, 5, 26));
  EXPECT_EQ(spy.spot, Price::parse("750.59"));
  std::int64_t vols = 0;
  for (const auto& slice : spy.expiries) {
    for (const auto& quote : slice.quotes) {
      EXPECT_FALSE(quote.bid || quote.ask);
      if (quote.vendor_iv) ++vols;
    }
  }
  EXPECT_GT(vols, spy.quote_count() / 2);
}

Price highest_strike(const OptionChain& chain) {
  Price highest;
  for (const auto& slice : chain.expiries) {
    for (const auto& quote : slice.quotes) highest = std::max(highest, quote.strike);
  }
  return highest;
}

// LEAN's daily archives have quotes on the two days around Apple's split of 7 to 1.
TEST_F(RecordedArchives, LeansChainsChangeTheirStrikesAtTheSplit) {
  const auto& account = dataset("lean_daily", "AAPL");
  EXPECT_EQ(account.reasons.at("open_interest_only"), 3694);
  const auto before = chain("AAPL", make_date(2014, 6, 6));
  const auto after = chain("AAPL", make_date(2014, 6, 9));
  EXPECT_EQ(before.quote_count(), 2352);
  EXPECT_EQ(after.quote_count(), 2180);
  EXPECT_EQ(highest_strike(before), *Price::parse("1050"));
  EXPECT_EQ(highest_strike(after), *Price::parse("150"));
}

// The universe of the day after the split still lists the contracts from before it.
TEST_F(RecordedArchives, LeansUniversesHoldNoContractFromBeforeASplit) {
  const auto& account = dataset("lean_universe", "AAPL");
  EXPECT_EQ(account.reasons.at("before_split"), 4 * 2180 + 2 * 2026);
  EXPECT_EQ(account.reasons.at("no_figures"), 9368);
  for (const auto day : {10U, 11U, 12U, 13U, 16U}) {
    const auto listed = chain("AAPL", make_date(2014, 6, day));
    EXPECT_LE(highest_strike(listed), *Price::parse("150")) << day;
    EXPECT_FALSE(listed.spot.has_value()) << day;
  }
  EXPECT_EQ(highest_strike(chain("AAPL", make_date(2014, 6, 2))), *Price::parse("1050"));
  EXPECT_EQ(chain("SPY", make_date(2023, 12, 28)).spot, Price::parse("476.69"));
}

TEST_F(RecordedArchives, LeansMinutesBecomeTheQuotesAtTheClose) {
  const auto spy = chain("SPY", make_date(2023, 8, 3));
  ASSERT_EQ(spy.quote_count(), 4);
  EXPECT_FALSE(spy.event_time_approximate);
  EXPECT_EQ(to_string(spy.event_time), "2023-08-03T20:00:00Z");
}

TEST_F(RecordedArchives, ConfirmedNothingIsAnAccountWithoutRows) {
  for (const auto* symbol : {"0P000071W8.TO", "ADH", "VXAPL"}) {
    const auto& account = dataset("yahoo_options", symbol);
    EXPECT_EQ(account.rows_read, 0) << symbol;
    ASSERT_EQ(account.notes.size(), 1U) << symbol;
    EXPECT_NE(account.notes[0].find("confirmed empty"), std::string::npos) << symbol;
  }
}

TEST_F(RecordedArchives, WhatIsNoDataIsListedWithItsReason) {
  EXPECT_TRUE(report_->damaged.empty());
  const std::vector<std::pair<std::string, std::string>> reasons = {
      {"2026-05-26/index.json.gz", "not a 30-day implied vol"},
      {"factor_files/aapl.csv", "adjustment factors"},
      {"map_files/goog.csv", "ticker renames"},
      {"market-hours-database.json.gz", "market hours"},
      {"option_chain_readme.md", "its first line is"},
      {"weirdJsonResult.fake.json", "made by hand"},
      {"chart-notimestamp-quotes-length.fake.json", "made by hand"},
      {"pageWithUnknownError.json", "without data"},
      {"getCrumb-quote-AAPL-collectConsent.json", "without data"},
      {"quoteSummary-earnings-QQQ.json", "summary of a company"},
      {"yahoo/quote-AAPL.json", "quote of the moment"},
      {"chart-WSU.DE-2023-08-04-to-2023-08-09.json", "Europe/Berlin"},
      {"chart-BTC-USD-2020-01-01-to-2020-01-03.json", "UTC"},
      {"chart-0P000071W8.TO-2020-01-01-to-2020-01-03.json", "America/Toronto"},
      {"v3__reference__options__contracts.json", "holds no quotes"},
      {"v3__reference__options__contracts__OEVRI240119C00002500.json", "holds no quotes"},
      {"v2__last__nbbo__AAPL.json", "last trade or quote"},
      {"v2__last__trade__AAPL.json", "last trade or quote"},
      {"v2__snapshot__locale__us__markets__stocks__tickers__AAPL.json", "snapshot of the moment"},
      {"v2__snapshot__locale__us__markets__stocks__tickers__index.json", "snapshot of the moment"},
      {"v3__snapshot__indices_AND_ticker.any_of_EQ_SPX,APx,APy.json", "snapshot of the moment"},
      {"v3__reference__exchanges.json", "reference of exchanges"},
      {"v3__reference__tickers.json", "reference of exchanges"},
      {"v3__reference__tickers__AAPL.json", "reference of exchanges"},
      {"vX__reference__tickers__META__events_AND_types_EQ_ticker_change.json",
       "reference of exchanges"},
      {"v1__marketstatus__now.json", "reference of exchanges"},
      {"v1__marketstatus__upcoming.json", "reference of exchanges"},
      {"v1__open-close__AAPL__2005-04-01_AND_adjusted_EQ_true.json", "open and close of one day"},
      {"openapi_examples.json", "description of a vendor's interface"}};
  for (const auto& [file, words] : reasons) {
    EXPECT_NE(reason_of(file).find(words), std::string::npos) << file << ": " << reason_of(file);
  }
}

TEST_F(RecordedArchives, EveryFileIsPartOfAnAccountOrListed) {
  std::int64_t listed_without_reason = 0;
  for (const auto& file : report_->unrecognised) {
    if (file.reason.starts_with("its first line is")) ++listed_without_reason;
  }
  EXPECT_EQ(listed_without_reason, 1);  // the readme
}

}  // namespace
}  // namespace aots::data
