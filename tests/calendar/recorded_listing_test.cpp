// The listing rules against the expiries of recorded chains.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "calendar/expiry.hpp"
#include "calendar/listing.hpp"
#include "domain/option_contract.hpp"
#include "recorded_data.hpp"

namespace aots::calendar {
namespace {

const ExchangeCalendar& calendar() {
  static const ExchangeCalendar kInstance;
  return kInstance;
}

constexpr int kFarthestDays = 2'200;

struct Comparison {
  int files = 0;
  int recorded = 0;                  // (session, root, expiry) triples in the files
  int listed = 0;                    // such triples by the rules
  std::vector<std::string> missing;  // recorded, but not listed by the rules
};

// One chain file of OCC symbols in the given column, taken on a session.
void compare(const std::filesystem::path& file, std::size_t symbol_column, Date session,
             Comparison& comparison) {
  std::map<std::string, std::set<Date>, std::less<>> expiries;
  const std::string text = read_recorded(file);
  for (const auto line : lines_of(text)) {
    const auto symbol = parse_occ_symbol(split(line, ',').at(symbol_column));
    if (symbol) expiries[symbol->root].insert(symbol->expiry);
  }
  ++comparison.files;
  for (const auto& [root, labels] : expiries) {
    const auto listed = listed_expiries(calendar(), root, session, kFarthestDays);
    comparison.recorded += static_cast<int>(labels.size());
    comparison.listed += static_cast<int>(listed.size());
    for (const auto& label : missing_from({listed.begin(), listed.end()}, labels)) {
      comparison.missing.push_back(to_string(session) + " " + root + " " + label);
    }
  }
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> result;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".gz") result.push_back(entry.path());
  }
  std::ranges::sort(result);
  return result;
}

TEST(RecordedListing, ListsEveryExpiryOfTheSpxChainsOf2019) {
  const auto folder = recorded("chains/cboe_spx_2019");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded data at " << folder;
  Comparison comparison;
  for (const auto& file : files_in(folder)) {
    const std::string day = file.filename().string().substr(4, 8);
    Date session =
        make_date(std::stoi(day.substr(0, 4)), static_cast<unsigned>(std::stoi(day.substr(4, 2))),
                  static_cast<unsigned>(std::stoi(day.substr(6, 2))));
    // The file of Memorial Day is a copy of the session before it.
    session = calendar().session_on_or_before(session);
    compare(file, 3, session, comparison);
  }
  EXPECT_EQ(comparison.files, 34);
  EXPECT_EQ(comparison.missing, std::vector<std::string>{});
  EXPECT_LE(comparison.listed, comparison.recorded * 103 / 100);
  RecordProperty("recorded", comparison.recorded);
  RecordProperty("listed", comparison.listed);
}

TEST(RecordedListing, ListsEveryExpiryOfTheSpxAndSpyChainsOf2026) {
  const auto folder = recorded("chains/cboe_delayed_2026");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded data at " << folder;
  // Files whose label is the day after the session they hold.
  const std::map<std::string, Date> fetched_late{{"2026-07-23", make_date(2026, 7, 22)},
                                                 {"2026-08-07", make_date(2026, 8, 6)}};
  Comparison comparison;
  for (const char* symbol : {"SPY", "_SPX"}) {
    for (const auto& file : files_in(folder / symbol)) {
      const std::string label = file.filename().string().substr(0, 10);
      const auto late = fetched_late.find(label);
      const Date session = late != fetched_late.end() ? late->second : parse_date(label).value();
      compare(file, 5, session, comparison);
    }
  }
  EXPECT_EQ(comparison.files, 18);
  EXPECT_EQ(comparison.missing, std::vector<std::string>{});
  EXPECT_LE(comparison.listed, comparison.recorded * 103 / 100);
  RecordProperty("recorded", comparison.recorded);
  RecordProperty("listed", comparison.listed);
}

// The file holds a choice of contracts, so it can show only that no expiry is missing.
TEST(RecordedListing, ListsEveryExpiryOfTheSpyChainsOf2021) {
  const auto file = recorded("chains/spy_2021_thin/SPY_2021.csv.gz");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no recorded data at " << file;
  std::map<Date, std::set<Date>> expiries;  // by session
  const std::string text = read_recorded(file);
  for (const auto line : lines_of(text)) {
    const auto cells = split(line, ',');
    const auto expiry = parse_date(cells.at(4));
    if (expiry) expiries[parse_date(cells.at(5)).value()].insert(*expiry);
  }
  ASSERT_EQ(expiries.size(), 167U);
  for (const auto& [session, recorded_labels] : expiries) {
    const auto listed = listed_expiries(calendar(), "SPY", session, kFarthestDays);
    EXPECT_EQ(missing_from({listed.begin(), listed.end()}, recorded_labels),
              std::vector<std::string>{})
        << to_string(session);
  }
}

}  // namespace
}  // namespace aots::calendar
