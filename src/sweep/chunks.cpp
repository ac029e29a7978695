#include "sweep/chunks.hpp"

#include <algorithm>
#include <map>

#include "base/contract.hpp"

namespace aots::sweep {
namespace {

std::size_t divided_up(std::size_t count, std::size_t parts) { return (count + parts - 1) / parts; }

// A multiple of the cores where there are enough trials for that.
std::size_t chunk_count(std::size_t trials, std::size_t cores) {
  const std::size_t least = divided_up(trials, kChunkTrialsMax);
  return std::min(trials, divided_up(least, cores) * cores);
}

}  // namespace

std::vector<Chunk> cut_chunks(std::span<const std::size_t> trials,
                              std::span<const std::size_t> markets, int jobs) {
  AOTS_EXPECTS(trials.size() == markets.size());
  const auto cores = static_cast<std::size_t>(std::max(jobs, 1));
  std::map<std::size_t, Chunk> groups;
  for (std::size_t i = 0; i < trials.size(); ++i) groups[markets[i]].push_back(trials[i]);
  std::vector<Chunk> chunks;
  for (const auto& group : groups) {
    const Chunk& members = group.second;
    const std::size_t count = chunk_count(members.size(), cores);
    for (std::size_t c = 0; c < count; ++c) {
      const auto at = [&](std::size_t chunk) {
        return members.begin() + static_cast<std::ptrdiff_t>(chunk * members.size() / count);
      };
      chunks.emplace_back(at(c), at(c + 1));
    }
  }
  return chunks;
}

}  // namespace aots::sweep
