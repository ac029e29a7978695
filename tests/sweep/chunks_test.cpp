#include "sweep/chunks.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

namespace aots::sweep {
namespace {

std::vector<std::size_t> first(std::size_t count) {
  std::vector<std::size_t> places(count);
  std::iota(places.begin(), places.end(), std::size_t{0});
  return places;
}

std::vector<std::size_t> sizes(const std::vector<Chunk>& chunks) {
  std::vector<std::size_t> sizes;
  for (const Chunk& chunk : chunks) sizes.push_back(chunk.size());
  return sizes;
}

TEST(Chunks, HoldEveryTrialOnceAndOneMarketSideEach) {
  const std::vector<std::size_t> places = first(331);
  std::vector<std::size_t> markets;
  for (const std::size_t place : places) markets.push_back(place % 3);
  for (const int jobs : {1, 2, 7, 64}) {
    std::set<std::size_t> seen;
    for (const Chunk& chunk : cut_chunks(places, markets, jobs)) {
      EXPECT_LE(chunk.size(), kChunkTrialsMax);
      EXPECT_TRUE(std::ranges::is_sorted(chunk));
      for (const std::size_t place : chunk) {
        EXPECT_TRUE(seen.insert(place).second) << place;
        EXPECT_EQ(markets[place], markets[chunk.front()]);
      }
    }
    EXPECT_EQ(seen.size(), places.size()) << jobs;
  }
}

TEST(Chunks, GiveEveryCoreAboutTheSame) {
  const auto sizes_of = [](std::size_t trials, int jobs) {
    return sizes(cut_chunks(first(trials), std::vector<std::size_t>(trials, 0), jobs));
  };
  EXPECT_EQ(sizes_of(10, 1), (std::vector<std::size_t>{10}));
  EXPECT_EQ(sizes_of(10, 4), (std::vector<std::size_t>{2, 3, 2, 3}));
  EXPECT_EQ(sizes_of(100, 1), (std::vector<std::size_t>{50, 50}));
  EXPECT_EQ(sizes_of(101, 2), (std::vector<std::size_t>{25, 25, 25, 26}));
  EXPECT_EQ(sizes_of(3, 8), (std::vector<std::size_t>{1, 1, 1}));
  EXPECT_EQ(sizes_of(0, 2), (std::vector<std::size_t>{}));
}

}  // namespace
}  // namespace aots::sweep
