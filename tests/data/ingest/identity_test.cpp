// One share under two tickers, one contract in three notations.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "data/ingest/import.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kBars = "date,open,high,low,close,adj_close,volume\n";
constexpr std::string_view kThinSlice =
    "underlying,underlying_last,optionroot,type,expiration,quotedate,strike,last,bid,ask,volume,"
    "openinterest,impliedvol,delta,gamma,theta,vega,optionalias\n";

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

class Identity : public ::testing::Test {
 protected:
  Path lake() const { return folder_.path() / "lake"; }
  Path write(const std::string& name, const std::string& content) const {
    return folder_.write("vendor/" + name, content);
  }
  ImportReport take(std::vector<Path> paths) const {
    SilentObserver observer;
    auto report = import_into(lake(),
                              {.paths = std::move(paths),
                               .kind = {},
                               .symbol = {},
                               .today = make_date(2026, 8, 20),
                               .jobs = 2},
                              exchange(), observer);
    EXPECT_TRUE(report.has_value()) << (report ? "" : report.error().message);
    return report ? *std::move(report) : ImportReport{};
  }
  Lake opened() const { return *Lake::open(lake()); }

  const TemporaryFolder folder_;
};

std::string table(std::string_view header, std::initializer_list<std::string> rows) {
  return fmt::format("{}{}", header, fmt::join(rows, ""));
}

std::string option(std::string_view underlying, std::string_view occ, std::string_view expiry,
                   std::string_view session) {
  return fmt::format("{},190.0,{},call,{},{},200.0,1,1.0,1.1,5,50,0.3,0.4,0,0,0,x\n", underlying,
                     occ, expiry, session);
}

TEST_F(Identity, BarsOfAnOldTickerAreThePresentSymbols) {
  const auto file =
      write("FB.csv", table(kBars, {"2012-05-17,9,9,9,9,9,5\n2022-06-07,1,1,1,1,1,5\n"
                                    "2022-06-08,2,2,2,2,2,5\n2022-06-09,3,3,3,3,3,5\n"}));
  const auto report = take({file});
  ASSERT_EQ(report.datasets.size(), 2U);
  EXPECT_EQ(report.datasets[0].symbol, "FB");
  EXPECT_EQ(report.datasets[0].rows_stored, 2);
  EXPECT_EQ(report.datasets[1].symbol, "META");
  EXPECT_EQ(report.datasets[1].rows_stored, 2);
  const auto bars = opened().bars(Symbol("META"), make_date(2010, 1, 1), make_date(2026, 1, 1));
  ASSERT_TRUE(bars.has_value());
  ASSERT_EQ(bars->size(), 2U);
  EXPECT_EQ(bars->back().date, make_date(2022, 6, 8));
}

// The account of a renamed file stands under another symbol than its name's.
TEST_F(Identity, AFileOfAnOldTickerIsKnownAgain) {
  const auto file = write("FB.csv", table(kBars, {"2022-06-07,1,1,1,1,1,5\n"}));
  take({file});
  const auto again = take({file});
  ASSERT_EQ(again.datasets.size(), 1U);
  EXPECT_EQ(again.datasets[0].symbol, "META");
  EXPECT_EQ(again.datasets[0].duplicates, 1);
  EXPECT_EQ(again.datasets[0].rows_stored, 0);
}

TEST_F(Identity, ContractsOfAnOldTickerAreThePresentRootsAndAdjustedOnesAreNot) {
  take({write("a.csv", table(kThinSlice,
                             {option("FB", "FB220617C00200000", "2022-06-17", "2022-06-08"),
                              option("FB", "FB1220617C00200000", "2022-06-17", "2022-06-08")}))});
  take({write("b.csv", table(kThinSlice, {option("META", "META220617C00200000", "2022-06-17",
                                                 "2022-06-09")}))});
  const auto lake = opened();
  EXPECT_EQ(lake.chain_symbols(), std::vector<Symbol>{Symbol("META")});
  const auto before = lake.chain(Symbol("META"), make_date(2022, 6, 8));
  ASSERT_TRUE(before.has_value() && before->has_value());
  ASSERT_EQ((*before)->expiries.size(), 2U);
  EXPECT_EQ((*before)->expiries[0].root, "FB1");
  EXPECT_EQ((*before)->expiries[1].root, "META");
  const auto after = lake.chain(Symbol("META"), make_date(2022, 6, 9));
  ASSERT_TRUE(after.has_value() && after->has_value());
  const auto& listed = (*after)->expiries[0];
  const auto contract = (*after)->contract(listed, listed.quotes[0]);
  EXPECT_EQ(contract.occ_symbol(), "META220617C00200000");
  EXPECT_NE((*before)->find(contract), nullptr);
}

TEST_F(Identity, AContractIsOneWhateverItsNotation) {
  const auto report = take(
      {write("a.csv", table(kThinSlice,
                            {option("SPY", "SPY210129C00200000", "2021-01-29", "2021-01-04"),
                             option("SPY", "SPY   210129C00200000", "2021-01-29", "2021-01-04"),
                             option("SPY", "O:SPY210129C00200000", "2021-01-29", "2021-01-04")}))});
  ASSERT_EQ(report.datasets.size(), 1U);
  EXPECT_EQ(report.datasets[0].rows_stored, 1);
  EXPECT_EQ(report.datasets[0].duplicates, 2);
}

}  // namespace
}  // namespace aots::data
