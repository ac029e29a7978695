// riskalert: a strike is two rows, a price is a last trade, a folder is a session.
#include <string>

#include <gtest/gtest.h>

#include "tests/data/source/parse_fixture.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kName = "anywhere/2026-05-26/SPY.json.gz";
constexpr std::string_view kStrike =
    R"({"callOption":"2026-06-18_750.00_Call","callPrice":9.81,"callDelta":0.52,"callVolume":10,)"
    R"("callIv":14.5,"callOi":100,"putOption":"2026-06-18_750.00_Put","putPrice":8.1,)"
    R"("putDelta":-0.48,"putVolume":6,"putIv":0.0,"putOi":7})";

std::string document(std::string_view strikes,
                     std::string_view spot = R"("underlyingPrice":750.59)") {
  return fmt::format(R"({{"header":{{"cpRatio":1.08{}{}}},"contracts":[{}]}})",
                     spot.empty() ? "" : ",", spot, strikes);
}

ParsedFile parsed(const std::string& text) {
  auto file = parse_as("riskalert_2026", {.text = text, .name = kName});
  EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().message);
  return *std::move(file);
}

TEST(Riskalert, AStrikeIsACallAndAPut) {
  const auto text = document(kStrike);
  const auto file = parsed(text);
  EXPECT_EQ(file.rows_read, 2);
  const auto& rows = rows_of<ChainRow>(file);
  ASSERT_EQ(rows.size(), 2U);
  const auto& call = rows[0].record;
  EXPECT_EQ(call.underlying, Symbol("SPY"));
  EXPECT_EQ(call.root, "SPY");
  EXPECT_EQ(call.label, make_date(2026, 5, 26));
  EXPECT_EQ(call.expiry, make_date(2026, 6, 18));
  EXPECT_EQ(call.quote.strike, *Price::parse("750"));
  EXPECT_EQ(call.quote.right, Right::kCall);
  EXPECT_EQ(call.quote.volume, 10);
  EXPECT_EQ(call.quote.open_interest, 100);
  EXPECT_DOUBLE_EQ(call.quote.vendor_iv.value(), 0.145);
  EXPECT_EQ(call.quote.vendor_delta, 0.52);
  EXPECT_EQ(call.spot, Price::parse("750.59"));
  EXPECT_EQ(rows[1].record.quote.right, Right::kPut);
  EXPECT_EQ(rows[1].record.quote.open_interest, 7);
}

TEST(Riskalert, ALastTradeIsNoQuote) {
  const auto text = document(kStrike);
  const auto file = parsed(text);
  for (const auto& row : rows_of<ChainRow>(file)) {
    EXPECT_FALSE(row.record.quote.bid.has_value());
    EXPECT_FALSE(row.record.quote.ask.has_value());
    EXPECT_FALSE(row.record.quote.mid().has_value());
  }
}

TEST(Riskalert, AVolOfZeroIsNone) {
  const auto text = document(kStrike);
  EXPECT_FALSE(rows_of<ChainRow>(parsed(text))[1].record.quote.vendor_iv.has_value());
}

TEST(Riskalert, AHeaderWithoutAPriceGivesNoSpot) {
  const auto text = document(kStrike, "");
  EXPECT_FALSE(rows_of<ChainRow>(parsed(text))[0].record.spot.has_value());
}

TEST(Riskalert, RowsCarryTheNumberOfTheirStrikeAndItsText) {
  const auto text = document(fmt::format("{},{}", kStrike, kStrike));
  const auto file = parsed(text);
  EXPECT_EQ(rows_of<ChainRow>(file)[2].line, 2);
  EXPECT_EQ(rows_of<ChainRow>(file)[3].raw, kStrike);
}

TEST(Riskalert, RejectsTheSideThatIsBrokenAndKeepsTheOther) {
  const auto text = document(
      R"({"callOption":"2026-06-18_x_Call","callVolume":1,"putOption":"2026-06-18_750.00_Put",)"
      R"("putVolume":2},)"
      R"({"callOption":"2026-06-18_750.00_Put","putOption":"2026-06-18_755.00_Put","putOi":-3},7)");
  const auto file = parsed(text);
  EXPECT_EQ(file.rows_read, 6);
  EXPECT_EQ(rows_of<ChainRow>(file).size(), 1U);
  EXPECT_EQ(rules_of(file), (std::vector<std::string>{"bad_contract", "contract_mismatch",
                                                      "negative_count", "no_record", "no_record"}));
  EXPECT_EQ(file.rejected[0].column, "callOption");
  EXPECT_EQ(file.rejected[0].date, "2026-05-26");
  EXPECT_EQ(file.rejected[0].symbol, "SPY");
}

TEST(Riskalert, AFolderThatIsNoDateIsAnErrorThatSaysSo) {
  const auto text = document(kStrike);
  const auto file = parse_as("riskalert_2026", {.text = text, .name = "downloads/SPY.json"});
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().message.find("its folder is named \"downloads\""), std::string::npos)
      << file.error().message;
}

TEST(Riskalert, ATruncatedDocumentIsAnError) {
  const auto text = document(kStrike);
  const auto file =
      parse_as("riskalert_2026", {.text = text.substr(0, text.size() - 3), .name = kName});
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kData);
}

TEST(Riskalert, IsRecognisedThoughItIsOneLongLine) {
  std::string strikes(kStrike);
  for (int i = 0; i < 1000; ++i) strikes += fmt::format(",{}", kStrike);
  const TemporaryFolder folder;
  const auto sample =
      read_sample(folder.write("2026-05-26/SPY.json.gz", gzipped(document(strikes))));
  ASSERT_TRUE(sample.has_value());
  const auto* format = recognise(*sample, symbol_of_name(sample->name));
  ASSERT_NE(format, nullptr);
  EXPECT_EQ(format->kind, "riskalert_2026");
  EXPECT_EQ(symbol_of_name(sample->name), Symbol("SPY"));
}

}  // namespace
}  // namespace aots::data
