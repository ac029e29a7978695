// Every seed of the corpus, whole and in some hundred damaged forms, through its target. A target
// aborts where a promise is broken; a longer search is `make fuzz`.
#include <filesystem>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/rng.hpp"
#include "fuzz/targets.hpp"

namespace aots::fuzz {

void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

namespace {

constexpr int kDamagedForms = 150;
constexpr std::uint64_t kSeed = 20190102;

class CorpusReplay : public testing::TestWithParam<Target> {};

std::vector<std::string> seeds_of(std::string_view target) {
  std::vector<Path> paths;
  const auto folder = Path(AOTS_SOURCE_DIR) / "fuzz" / "corpus" / target;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> seeds;
  for (const auto& path : paths) seeds.push_back(read_file(path).value());
  return seeds;
}

// One to four acts of damage: a byte changed, a piece cut, a piece repeated, the end cut off.
std::string damaged(std::string bytes, Rng& rng) {
  const auto acts = 1 + rng.below(4);
  for (std::uint64_t i = 0; i < acts && !bytes.empty(); ++i) {
    const auto at = rng.below(bytes.size());
    const auto length = 1 + rng.below(std::min<std::size_t>(bytes.size() - at, 64));
    switch (rng.below(4)) {
      case 0:
        bytes[at] = static_cast<char>(rng.below(256));
        break;
      case 1:
        bytes.erase(at, length);
        break;
      case 2:
        bytes.insert(at, bytes.substr(at, length));
        break;
      default:
        bytes.resize(at);
        break;
    }
  }
  return bytes;
}

TEST_P(CorpusReplay, KeepsItsPromises) {
  const auto& target = GetParam();
  const auto seeds = seeds_of(target.name);
  ASSERT_FALSE(seeds.empty()) << "no seed in fuzz/corpus/" << target.name;
  target.run({});
  Rng rng(kSeed);
  for (const auto& seed : seeds) {
    target.run(seed);
    for (int i = 0; i < kDamagedForms; ++i) target.run(damaged(seed, rng));
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, CorpusReplay,
                         testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& target) { return std::string(target.param.name); });

TEST(CorpusReplayDeathTest, TheCanaryIsFound) {
  EXPECT_DEATH(run_canary("a canary sings"), "broken promise: there is no canary");
}

}  // namespace
}  // namespace aots::fuzz
