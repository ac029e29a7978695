#include "data/source/zip_archive.hpp"

#include <string>

#include "tests/data/zip_fixture.hpp"

namespace aots::data {
namespace {

std::string refusal(std::string_view bytes) {
  const auto members = read_zip(bytes, "some.zip");
  return members ? "" : members.error().message;
}

TEST(ZipArchive, GivesItsMembersInOrder) {
  const auto members = read_zip(zipped({{"b.csv", "1\n"}, {"in/a.csv", "2\n"}}), "some.zip");
  ASSERT_TRUE(members.has_value()) << members.error().message;
  ASSERT_EQ(members->size(), 2U);
  EXPECT_EQ(members->at(0).name, "b.csv");
  EXPECT_EQ(members->at(0).text, "1\n");
  EXPECT_EQ(members->at(1).name, "in/a.csv");
  EXPECT_EQ(members->at(1).text, "2\n");
}

TEST(ZipArchive, CanUnpackTheFirstMemberOnly) {
  const auto members =
      read_zip(zipped({{"a", "1"}, {"b", "2"}}), "some.zip", Unpack::kFirst).value();
  EXPECT_EQ(members.at(0).text, "1");
  EXPECT_EQ(members.at(1).text, "");
}

TEST(ZipArchive, IsKnownByItsFirstBytes) {
  EXPECT_TRUE(is_zip(zipped({{"a", "1"}})));
  EXPECT_FALSE(is_zip("PK"));
  EXPECT_FALSE(is_zip("date,open\n"));
}

TEST(ZipArchive, RefusesNamesThatLeaveTheArchive) {
  for (const auto* name : {"/etc/passwd", "../a.csv", "in/../../a.csv", "C:/a.csv", "in\\a.csv"}) {
    const auto message = refusal(zipped({{"good.csv", "1"}, {name, "2"}}));
    EXPECT_NE(message.find("points outside of the archive"), std::string::npos)
        << name << ": " << message;
  }
  EXPECT_EQ(refusal(zipped({{"in/..a.csv", "1"}})), "");
}

TEST(ZipArchive, RefusesLinks) {
  const auto message = refusal(zipped({{"a.csv", "/etc/passwd"}}, kLinkAttributes));
  EXPECT_NE(message.find("holds the link \"a.csv\""), std::string::npos) << message;
}

TEST(ZipArchive, RefusesWhatPacksLikeNoTableOfPrices) {
  const auto message = refusal(zipped({{"a.csv", std::string(80U << 20U, '0')}}));
  EXPECT_NE(message.find("no table of prices does"), std::string::npos) << message;
}

TEST(ZipArchive, RefusesManyMembersThatAddUpToABomb) {
  ZipEntries entries;
  const std::string text(10U << 20U, '0');
  for (const auto* name : {"a", "b", "c", "d", "e", "f", "g", "h"})
    entries.emplace_back(name, text);
  const auto message = refusal(zipped(entries));
  EXPECT_NE(message.find("no table of prices does"), std::string::npos) << message;
}

TEST(ZipArchive, SizeHasALimitWhateverTheRatio) {
  EXPECT_TRUE(check_unpacked_size(kUnpackedBytesMax, kUnpackedBytesMax, "x").has_value());
  EXPECT_FALSE(check_unpacked_size(kUnpackedBytesMax, kUnpackedBytesMax + 1, "x").has_value());
  EXPECT_TRUE(check_unpacked_size(1, kUnpackedBytesAnyRatio, "x").has_value());
  EXPECT_FALSE(check_unpacked_size(1, kUnpackedBytesAnyRatio + 200, "x").has_value());
}

TEST(ZipArchive, RefusesDamage) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(i * i) + ",";
  const auto whole = zipped({{"a.csv", text}});
  EXPECT_NE(refusal(whole.substr(0, whole.size() / 2)), "");
  auto flipped = whole;
  flipped[whole.size() / 3] = static_cast<char>(flipped[whole.size() / 3] ^ 0x10);
  const auto message = refusal(flipped);
  EXPECT_NE(message.find("some.zip is not readable as a zip archive"), std::string::npos)
      << message;
}

}  // namespace
}  // namespace aots::data
