#include "data/source/vendor_file.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

TEST(VendorFile, ReadsPlainTextAndHashesItsBytes) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.csv", "x,y\n1,2\n");
  const auto file = read_vendor_file(path);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->name, "a.csv");
  EXPECT_EQ(file->text, "x,y\n1,2\n");
  EXPECT_EQ(file->sha256, sha256_hex("x,y\n1,2\n"));
}

TEST(VendorFile, UnpacksGzipByItsContentAndHashesThePackedBytes) {
  const TemporaryFolder folder;
  const auto packed = gzipped("hello\n");
  const auto file = read_vendor_file(folder.write("named.csv", packed));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->text, "hello\n");
  EXPECT_EQ(file->sha256, sha256_hex(packed));
}

TEST(VendorFile, UnpacksSeveralGzipMembersAsOneText) {
  EXPECT_EQ(gunzip(gzipped("one\n") + gzipped("two\n"), "x").value(), "one\ntwo\n");
}

TEST(VendorFile, RefusesATruncatedGzipAndSaysWhereItEnds) {
  const TemporaryFolder folder;
  const auto packed = gzipped(std::string(10'000, 'x'));
  const auto path = folder.write("cut.csv.gz", packed.substr(0, packed.size() - 5));
  const auto file = read_vendor_file(path);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kData);
  EXPECT_NE(file.error().message.find("truncated gzip"), std::string::npos) << file.error().message;
  EXPECT_NE(file.error().message.find(path.string()), std::string::npos) << file.error().message;
}

TEST(VendorFile, RefusesADamagedGzip) {
  auto packed = gzipped("some text that is long enough to be packed, packed, packed");
  packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
  const auto text = gunzip(packed, "broken.gz");
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().code, ErrorCode::kData);
  EXPECT_NE(text.error().message.find("broken.gz"), std::string::npos);
}

TEST(VendorFile, RefusesAFileThatIsNamedGzButIsNot) {
  const TemporaryFolder folder;
  const auto file = read_vendor_file(folder.write("a.csv.gz", "plain text"));
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kData);
  EXPECT_NE(file.error().message.find("not readable as gzip"), std::string::npos);
}

TEST(VendorFile, RefusesAMissingFile) {
  const auto file = read_vendor_file("no/such/file.csv");
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kIo);
}

TEST(VendorFile, HeadEndsAtAWholeLine) {
  const TemporaryFolder folder;
  std::string text;
  while (text.size() < 300'000) text += "a line of text\n";
  for (const auto& [name, content] :
       {std::pair{"long.csv", text}, {"long.csv.gz", gzipped(text)}}) {
    const auto head = read_head(folder.write(name, content));
    ASSERT_TRUE(head.has_value()) << name;
    EXPECT_LT(head->size(), text.size()) << name;
    EXPECT_GT(head->size(), 10'000U) << name;
    EXPECT_EQ(head->size() % 15, 0U) << name;
  }
}

TEST(VendorFile, HeadOfAShortFileIsTheWholeFile) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_head(folder.write("a.csv", "x\n1")).value(), "x\n1");
  EXPECT_EQ(read_head(folder.write("a.csv.gz", gzipped("x\n1"))).value(), "x\n1");
}

// A short file that broke off before its first line used to look empty.
TEST(VendorFile, HeadOfATruncatedGzipIsRefused) {
  const TemporaryFolder folder;
  const auto packed = gzipped("date,open,high,low,close\n");
  for (const std::size_t cut : {std::size_t{8}, packed.size() - 4}) {
    const auto head = read_head(folder.write("cut.csv.gz", packed.substr(0, packed.size() - cut)));
    ASSERT_FALSE(head.has_value()) << cut;
    EXPECT_NE(head.error().message.find("truncated gzip"), std::string::npos);
  }
}

TEST(VendorFile, StemIsTheNameWithoutItsEndings) {
  EXPECT_EQ(name_stem("SPY.csv"), "SPY");
  EXPECT_EQ(name_stem("SPY.csv.gz"), "SPY");
  EXPECT_EQ(name_stem("BRK.B.csv"), "BRK.B");
}

}  // namespace
}  // namespace aots::data
