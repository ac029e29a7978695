// Chunks: trials that are run together, as the desks of one pass over the events.
//
// A chunk is what one core does and what an interrupted sweep keeps. How trials are cut into chunks
// changes the time that a sweep takes and nothing else.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace aots::sweep {

// So large that the pass itself costs little beside its desks, so small that a stop loses little.
inline constexpr std::size_t kChunkTrialsMax = 50;

using Chunk = std::vector<std::size_t>;  // places of trials in the plan, ascending

// `markets` holds the market side of each of `trials`, as a number. Each trial in one chunk, each
// chunk of one market side, and as many chunks of about one size that `jobs` cores end together.
std::vector<Chunk> cut_chunks(std::span<const std::size_t> trials,
                              std::span<const std::size_t> markets, int jobs);

}  // namespace aots::sweep
