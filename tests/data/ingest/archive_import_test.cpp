// Imports of archives and replies: sets of archives, labels outside of the bytes, confirmed
// nothing, and what must not be read.
#include <string>
#include <sys/stat.h>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "data/ingest/import.hpp"
#include "tests/data/vendor_fixture.hpp"
#include "tests/data/zip_fixture.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

class ArchiveImport : public ::testing::Test {
 protected:
  Path vendor() const { return folder_.path() / "vendor"; }
  Path write(const std::string& name, std::string_view content) const {
    return folder_.write("vendor/" + name, content);
  }
  Path lake() const { return folder_.path() / "lake"; }

  Result<ImportReport> import(std::vector<Path> paths) const {
    SilentObserver observer;
    const ImportRequest request = {.paths = std::move(paths),
                                   .kind = {},
                                   .symbol = {},
                                   .today = make_date(2026, 8, 20),
                                   .jobs = 2};
    return import_into(lake(), request, exchange(), observer);
  }
  ImportReport imported(std::vector<Path> paths) const {
    auto report = import(std::move(paths));
    EXPECT_TRUE(report.has_value()) << (report ? "" : report.error().message);
    return report ? *std::move(report) : ImportReport{};
  }
  OptionChain chain(std::string_view symbol, Date session) const {
    const auto opened = Lake::open(lake());
    EXPECT_TRUE(opened.has_value());
    const auto found = opened->chain(Symbol(std::string(symbol)), session);
    EXPECT_TRUE(found.has_value() && found->has_value());
    return found.value().value_or(OptionChain{});
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

std::string reason_of(const std::vector<PassedOver>& list, const Path& path) {
  for (const auto& file : list) {
    if (file.path == path.string()) return file.reason;
  }
  return "not listed";
}

const std::string& quotes() {
  static const std::string kArchive = zipped({{"aapl_quote_american_call_907100_20150417.csv",
                                               "20140609 00:00,1,1,1,8400,26,1,1,1,10000,48\n"}});
  return kArchive;
}
const std::string& trades() {
  static const std::string kArchive =
      zipped({{"aapl_trade_american_call_907100_20150417.csv", "20140609 00:00,1,1,1,1,12\n"}});
  return kArchive;
}
const std::string& open_interest() {
  static const std::string kArchive =
      zipped({{"aapl_openinterest_american_call_907100_20150417.csv",
               "20140609 00:00,361\n20140610 00:00,362\n"}});
  return kArchive;
}

TEST_F(ArchiveImport, ReadsArchivesThatBelongTogetherAsOneFile) {
  write("aapl_2014_openinterest_american.zip", open_interest());
  write("aapl_2014_quote_american.zip", quotes());
  write("aapl_2014_trade_american.zip", trades());
  const auto report = imported({vendor()});
  const auto account = dataset(report, "lean_daily", "AAPL");
  EXPECT_EQ(account.files, 1);
  EXPECT_EQ(account.rows_read, 2);
  EXPECT_EQ(account.rows_stored, 1);
  EXPECT_EQ(account.reasons.at("open_interest_only"), 1);
  EXPECT_TRUE(report.unrecognised.empty());
  const auto stored = chain("AAPL", make_date(2014, 6, 9));
  ASSERT_EQ(stored.quote_count(), 1);
  const auto& quote = stored.expiries.front().quotes.front();
  EXPECT_EQ(quote.bid, Price::parse("0.84"));
  EXPECT_EQ(quote.volume, 12);
  EXPECT_EQ(quote.open_interest, 361);

  EXPECT_EQ(dataset(imported({vendor()}), "lean_daily", "AAPL").duplicates, 2);
}

TEST_F(ArchiveImport, OneArchiveOfASetBringsTheOthers) {
  write("aapl_2014_quote_american.zip", quotes());
  const auto named = write("aapl_2014_trade_american.zip", trades());
  EXPECT_EQ(dataset(imported({named}), "lean_daily", "AAPL").rows_stored, 1);
  EXPECT_EQ(chain("AAPL", make_date(2014, 6, 9)).expiries.front().quotes.front().ask,
            Price::parse("1"));
}

std::string riskalert() {
  return R"({"header":{"underlyingPrice":750.5},"contracts":[{)"
         R"("callOption":"2026-06-18_750.00_Call",)"
         R"("callDelta":0.5,"callVolume":1,"callIv":14.5,"callOi":9,)"
         R"("putOption":"2026-06-18_750.00_Put","putDelta":-0.5,"putVolume":2,)"
         R"("putIv":15,"putOi":8}]})";
}

// The same bytes under a holiday's label used to be taken for the session's own file.
TEST_F(ArchiveImport, TheSameBytesUnderAnotherLabelAreAnotherFile) {
  const auto holiday = write("2026-05-25/SPY.json", riskalert());
  const auto session = write("2026-05-26/SPY.json", riskalert());
  const auto first = dataset(imported({holiday}), "riskalert_2026", "SPY");
  EXPECT_EQ(first.reasons.at("holiday_copy"), 2);
  const auto second = dataset(imported({session}), "riskalert_2026", "SPY");
  EXPECT_EQ(second.rows_stored, 2);
  EXPECT_EQ(second.duplicates, 0);
  const auto stored = chain("SPY", make_date(2026, 5, 26));
  EXPECT_EQ(stored.spot, Price::parse("750.5"));
  EXPECT_FALSE(stored.expiries.front().quotes.front().two_sided());
  EXPECT_EQ(dataset(imported({vendor()}), "riskalert_2026", "SPY").duplicates, 4);
}

// Up to 2014-04-02 GOOG was the ticker of the share that is GOOGL since.
TEST_F(ArchiveImport, ATickersRowsGoToTheShareThatItNamedOnTheirDay) {
  constexpr std::string_view kPrices = " 00:00,10000,10000,10000,10000,5\n";
  write("goog.zip", zipped({{"goog.csv", fmt::format("20140402{}20140403{}", kPrices, kPrices)}}));
  const auto report = imported({vendor()});
  EXPECT_EQ(dataset(report, "lean_bars", "GOOGL").sessions,
            (std::vector<Date>{make_date(2014, 4, 2)}));
  EXPECT_EQ(dataset(report, "lean_bars", "GOOG").sessions,
            (std::vector<Date>{make_date(2014, 4, 3)}));
}

TEST_F(ArchiveImport, AReplyIsDataAConfirmedNothingOrNoAnswer) {
  const auto polygon = [](std::string_view results) {
    return fmt::format(R"({{"ticker":"AAPL","queryCount":1,"results":[{}],"status":"OK"}})",
                       results);
  };
  write("data.json", polygon(R"({"o":1.5,"h":1.6,"l":1.4,"c":1.5,"v":9,"t":1112331600000})"));
  const auto page = write("page.json", R"({"request":{"url":"x"},"response":{"status":404}})");
  const auto made_up = write("data.fake.json", polygon(R"({"o":9,"h":9,"l":9,"c":9,"v":9,"t":1})"));
  const auto refused =
      write("refused.json", R"({"ticker":"AAPL","queryCount":0,"status":"ERROR"})");
  write("none.json",
        R"({"optionChain":{"result":[{"underlyingSymbol":"ADH","options":[]}],"error":null}})");
  const auto report = imported({vendor()});
  EXPECT_EQ(dataset(report, "polygon_aggs", "AAPL").rows_stored, 1);
  const auto nothing = dataset(report, "yahoo_options", "ADH");
  EXPECT_EQ(nothing.rows_read, 0);
  EXPECT_EQ(nothing.notes, (std::vector<std::string>{"confirmed empty: Yahoo lists no options"}));
  EXPECT_EQ(report.unrecognised.size(), 3U);
  EXPECT_NE(reason_of(report.unrecognised, page).find("without data"), std::string::npos);
  EXPECT_NE(reason_of(report.unrecognised, made_up).find("made by hand"), std::string::npos);
  EXPECT_NE(reason_of(report.unrecognised, refused).find("ERROR"), std::string::npos);
}

// A text longer than any symbol is not asked for its present name.
TEST_F(ArchiveImport, AConfirmedNothingMayNameWhatIsNoSymbol) {
  write("none.json", R"({"optionChain":{"result":[{"underlyingSymbol":"NO SYMBOL OF ANY SHARE",)"
                     R"("options":[]}],"error":null}})");
  const auto report = imported({vendor()});
  const auto nothing = dataset(report, "yahoo_options", "NO SYMBOL OF ANY SHARE");
  EXPECT_EQ(nothing.rows_read, 0);
  EXPECT_EQ(nothing.notes, (std::vector<std::string>{"confirmed empty: Yahoo lists no options"}));
}

TEST_F(ArchiveImport, AKnownFileThatIsNamedIsAnErrorWithTheReason) {
  const auto path =
      write("SPY.fake.csv", "date,open,high,low,close,volume\n2020-01-02,1,1,1,1,5\n");
  const auto report = import({path});
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::kData);
  EXPECT_NE(report.error().message.find("made by hand"), std::string::npos)
      << report.error().message;
}

TEST_F(ArchiveImport, ListsWhatIsDamagedAndReadsTheRest) {
  write("SPY.csv", "date,open,high,low,close,volume\n2020-01-02,1,1,1,1,5\n");
  const auto cut = write("cut.zip", quotes().substr(0, 60));
  const auto climbing = write("climbing.zip", zipped({{"../SPY.csv", "x"}}));
  const auto link = vendor() / "gone.csv";
  std::filesystem::create_symlink(vendor() / "nowhere.csv", link);
  const auto pipe = vendor() / "pipe.csv";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const auto report = imported({vendor()});
  EXPECT_EQ(dataset(report, "daily_bars", "SPY").rows_stored, 1);
  EXPECT_EQ(report.damaged.size(), 4U);
  EXPECT_NE(reason_of(report.damaged, cut).find("not readable as a zip"), std::string::npos);
  EXPECT_NE(reason_of(report.damaged, climbing).find("outside of the archive"), std::string::npos);
  EXPECT_NE(reason_of(report.damaged, link).find("a link to nothing"), std::string::npos);
  EXPECT_NE(reason_of(report.damaged, pipe).find("no regular file"), std::string::npos);
}

TEST_F(ArchiveImport, FollowsALinkToAFile) {
  const auto real = folder_.write("elsewhere/data.csv",
                                  "date,open,high,low,close,volume\n2020-01-02,1,1,1,1,5\n");
  std::filesystem::create_directories(vendor());
  std::filesystem::create_symlink(real, vendor() / "SPY.csv");
  EXPECT_EQ(dataset(imported({vendor()}), "daily_bars", "SPY").rows_stored, 1);
}

}  // namespace
}  // namespace aots::data
