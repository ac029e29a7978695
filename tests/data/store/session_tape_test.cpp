// Session tapes: the same answers as from Parquet, or no answer at all.
#include "data/store/detail/session_tape.hpp"

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "data/store/detail/checksum.hpp"
#include "data/store/detail/packed_snapshot.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data {
namespace {

using detail::SessionTape;
using testing::ChainBuilder;
using testing::provenance;
using testing::TemporaryFolder;

const Symbol kSpy("SPY");
const Date kDay = make_date(2019, 5, 1);
const Date kExpiry = make_date(2019, 6, 21);

std::string bytes_of(const Path& file) { return read_file(file).value(); }
void overwrite(const Path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::trunc | std::ios::binary) << bytes;
}

std::vector<OptionChain> random_days(std::uint64_t seed, int days) {
  Rng rng(seed);
  std::vector<OptionChain> chains;
  for (int day = 0; day < days; ++day) {
    chains.push_back(testing::random_chain(rng, "SPY", kDay + Days(day), 6, 30));
  }
  return chains;
}

// A lake with one part of chains and its tape.
Part write_lake(const Path& root, std::span<const OptionChain> chains) {
  auto writer = LakeWriter::open(root).value();
  EXPECT_TRUE(writer.write_chains(provenance("vendor", "SPY"), chains));
  EXPECT_TRUE(writer.commit());
  return writer.catalog().parts.at(0);
}

std::vector<OptionChain> read_all(const Path& root) {
  const auto lake = Lake::open(root).value();
  auto stream = lake.chains(kSpy, kDay, kDay + Days(400)).value();
  std::vector<OptionChain> chains;
  while (auto chain = stream->next().value()) chains.push_back(*std::move(chain));
  return chains;
}

std::vector<OptionChain> view_all(const Path& root) {
  const auto lake = Lake::open(root).value();
  auto stream = lake.snapshots(kSpy, kDay, kDay + Days(400)).value();
  std::vector<OptionChain> chains;
  while (const auto view = stream->next().value()) chains.push_back(view->to_chain());
  return chains;
}

class Tapes : public ::testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Seeds, Tapes, ::testing::Range<std::uint64_t>(1, 11));

TEST_P(Tapes, GiveWhatParquetGives) {
  const TemporaryFolder folder;
  const auto chains = random_days(GetParam(), 4);
  const auto part = write_lake(folder.path(), chains);
  ASSERT_NE(SessionTape::open(folder.path(), part), nullptr);
  EXPECT_TRUE(read_all(folder.path()) == chains);
  EXPECT_TRUE(view_all(folder.path()) == chains);
  testing::delete_tapes(folder.path());
  EXPECT_TRUE(read_all(folder.path()) == chains);
  EXPECT_TRUE(view_all(folder.path()) == chains);
}

TEST_P(Tapes, WithAFlippedBitAnywhereAreNotBelieved) {
  const TemporaryFolder folder;
  const auto chains = random_days(GetParam(), 3);
  const auto part = write_lake(folder.path(), chains);
  const auto tape = folder.path() / detail::tape_path(part);
  const auto intact = bytes_of(tape);
  Rng rng(GetParam());
  for (int i = 0; i < 12; ++i) {
    auto bytes = intact;
    const auto at = i == 0 ? bytes.size() - 1 : rng.below(bytes.size());
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << rng.below(8)));
    overwrite(tape, bytes);
    const auto opened = SessionTape::open(folder.path(), part);
    int refused = opened == nullptr ? 1 : 0;
    for (std::size_t s = 0; opened != nullptr && s < chains.size(); ++s) {
      const auto view = opened->snapshot(s);
      refused += view ? 0 : 1;
      EXPECT_TRUE(!view || view->to_chain() == chains[s]) << "byte " << at;
    }
    EXPECT_EQ(refused, 1) << "byte " << at;
    EXPECT_TRUE(read_all(folder.path()) == chains) << "byte " << at;
  }
}

TEST(SessionTapes, OfAnotherPartOrCutShortAreNotBelieved) {
  const TemporaryFolder folder;
  const auto chains = random_days(5, 2);
  const auto part = write_lake(folder.path(), chains);
  auto changed = part;
  changed.sha256.front() = changed.sha256.front() == '0' ? '1' : '0';
  EXPECT_EQ(SessionTape::open(folder.path(), changed), nullptr);
  changed = part;
  changed.sessions[1].rows += 1;
  EXPECT_EQ(SessionTape::open(folder.path(), changed), nullptr);
  const auto tape = folder.path() / detail::tape_path(part);
  for (const std::uintmax_t size : {0U, 1U, 100U, 200U, 1000U}) {
    std::filesystem::resize_file(tape, size);
    EXPECT_EQ(SessionTape::open(folder.path(), part), nullptr) << size;
    EXPECT_TRUE(read_all(folder.path()) == chains);
  }
}

TEST(SessionTapes, AreReadFromALakeThatNobodyMayWriteTo) {
  const TemporaryFolder folder;
  const auto chains = random_days(6, 2);
  write_lake(folder.path(), chains);
  testing::delete_tapes(folder.path());
  EXPECT_TRUE(read_all(folder.path()) == chains);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "tapes"));
}

TEST(SessionTapes, GoWithAPartThatWasNotCommitted) {
  const TemporaryFolder folder;
  const auto chains = random_days(7, 1);
  {
    auto writer = LakeWriter::open(folder.path()).value();
    ASSERT_TRUE(writer.write_chains(provenance("vendor", "SPY"), chains));
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    EXPECT_FALSE(entry.path().string().ends_with(".tape")) << entry.path();
  }
  // And what a writer left that died is cleared by the next one.
  std::filesystem::create_directories(folder.path() / "tapes/chains/vendor/SPY");
  overwrite(folder.path() / "tapes/chains/vendor/SPY/lost.tape", "lost");
  ASSERT_TRUE(LakeWriter::open(folder.path()).has_value());
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "tapes/chains/vendor/SPY/lost.tape"));
}

TEST(SnapshotViews, HoldWhatNoNarrowColumnHolds) {
  auto chain = ChainBuilder("SPY", kDay).grid(kExpiry, 3).build();
  auto& quotes = chain.expiries[0].quotes;
  quotes[0].bid = Price::from_micros(999'999'999'999'999'999);
  quotes[1].bid = Price::from_micros(-1);
  quotes[2].volume = std::numeric_limits<std::int64_t>::max();
  quotes[3].open_interest = std::numeric_limits<std::int64_t>::min();
  quotes[0].bid_size = std::numeric_limits<std::int32_t>::min();
  quotes[1].ask_size = 40'000;
  quotes[0].vendor_iv = 0.1 + 0.2;
  quotes[1].vendor_iv = std::numeric_limits<double>::denorm_min();
  quotes[2].vendor_delta = -0.0;
  quotes[3].vendor_delta = 1e300;
  chain.event_time += std::chrono::nanoseconds(1);
  const auto back = PackedSnapshot(chain).view().to_chain();
  EXPECT_TRUE(back == chain);
  EXPECT_TRUE(std::signbit(back.expiries[0].quotes[2].vendor_delta.value()));
}

TEST(SnapshotViews, PackPricesInTicksAndPrintedNumbersAsDecimals) {
  auto chain = ChainBuilder("SPY", kDay).grid(kExpiry, 3).build();
  for (auto& quote : chain.expiries[0].quotes) quote.vendor_iv = 0.1234;
  chain.expiries[0].quotes[0].vendor_iv = 0.07;
  const PackedSnapshot snapshot(chain);
  const auto view = snapshot.view();
  const auto expiry = view.expiry(0);
  EXPECT_EQ(expiry.column(TapeField::kStrike).scale, 1'000'000);
  EXPECT_EQ(expiry.column(TapeField::kStrike).form, TapeForm::kInt16);
  EXPECT_EQ(expiry.column(TapeField::kBid).scale % 10'000, 0);
  EXPECT_EQ(expiry.column(TapeField::kVendorIv).scale, 10'000);
  EXPECT_EQ(expiry.column(TapeField::kVendorIv).form, TapeForm::kInt16);
  EXPECT_EQ(expiry.column(TapeField::kVolume).form, TapeForm::kNone);
  std::int64_t strikes = 0;
  expiry.column(TapeField::kStrike).visit([&](auto values) {
    for (const auto value : values) strikes += static_cast<std::int64_t>(value);
  });
  EXPECT_EQ(strikes, 2 * (100 + 101 + 102));
  EXPECT_EQ(view.rows(), 6U);
  EXPECT_EQ(expiry.flags[0] & kPutFlag, 0);
  EXPECT_EQ(expiry.flags[1] & kPutFlag, 1);
}

TEST(SnapshotViews, RefuseBytesThatPointOutsideThemselves) {
  const auto chain = random_days(9, 1).front();
  const PackedSnapshot snapshot(chain);
  const auto view = snapshot.view();
  const auto packed = view.bytes();
  std::vector<std::int64_t> words(packed.size() / 8);
  Rng rng(3);
  int refused = 0;
  for (int i = 0; i < 2000; ++i) {
    std::memcpy(words.data(), packed.data(), packed.size());
    const auto bytes = std::as_writable_bytes(std::span(words));
    bytes[rng.below(400)] ^= static_cast<std::byte>(1U << rng.below(8));
    const auto size = rng.below(3) == 0 ? rng.below(packed.size()) : packed.size();
    const auto found = SnapshotView::of(bytes.first(size));
    refused += found ? 0 : 1;
    // Whatever it says, reading it stays within the bytes.
    if (!found) continue;
    EXPECT_EQ(found->to_chain().quote_count(), static_cast<std::int64_t>(found->rows()));
  }
  EXPECT_GT(refused, 0);
}

TEST(DecimalScale, IsTheLeastThatGivesEveryValueBack) {
  using detail::decimal_scale;
  EXPECT_EQ(decimal_scale(std::vector<double>{}), 1);
  EXPECT_EQ(decimal_scale(std::vector{1.0, -3.0}), 1);
  EXPECT_EQ(decimal_scale(std::vector{0.25, 0.1}), 100);
  EXPECT_EQ(decimal_scale(std::vector{0.123456}), 1'000'000);
  EXPECT_FALSE(decimal_scale(std::vector{0.1 + 0.2}).has_value());
  EXPECT_FALSE(decimal_scale(std::vector{-0.0}).has_value());
  EXPECT_FALSE(decimal_scale(std::vector{1e10}).has_value());
  EXPECT_FALSE(decimal_scale(std::vector{2'000'000'000.0, 0.01}).has_value());
  EXPECT_FALSE(decimal_scale(std::vector{std::nan("")}).has_value());
  Rng rng(4);
  for (int i = 0; i < 10'000; ++i) {
    const auto value = static_cast<double>(rng.below(4'000'000)) / 1e6;
    const auto scale = decimal_scale(std::span(&value, 1));
    ASSERT_TRUE(scale.has_value()) << value;
    const auto unit = static_cast<double>(*scale);
    EXPECT_EQ(std::round(value * unit) / unit, value);
  }
}

TEST(Checksum64, ChangesWithEveryBitAndWithTheLength) {
  Rng rng(2);
  for (const std::size_t size : {1U, 7U, 8U, 63U, 64U, 65U, 200U, 4096U}) {
    std::vector<std::byte> bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::byte>(rng.below(256));
    std::set<std::uint64_t> sums = {detail::checksum64(bytes)};
    for (std::size_t at = 0; at < size; ++at) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        bytes[at] ^= static_cast<std::byte>(1U << bit);
        sums.insert(detail::checksum64(bytes));
        bytes[at] ^= static_cast<std::byte>(1U << bit);
      }
    }
    EXPECT_EQ(sums.size(), 1 + 8 * size);
    bytes.push_back(std::byte{0});
    sums.insert(detail::checksum64(bytes));
    EXPECT_EQ(sums.size(), 2 + 8 * size);
  }
}

}  // namespace
}  // namespace aots::data
