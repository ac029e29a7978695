// SourceRanking: which source speaks where several hold the same series (D46).
//
// For each kind of record, the importer kinds that come first, best first. Kinds that are not named
// follow: recorded before reconstructed before simulated rows, then by the default order of
// source_ranking.cpp, then by name. The choice never depends on the order of import.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/config.hpp"
#include "domain/types.hpp"

namespace aots::data {

struct SourceRanking {
  std::vector<std::string> chains, bars, rates, dividends, splits, earnings, fomc;

  // The kinds named for a table of the lake; nothing for a table that is not ranked.
  const std::vector<std::string>& of(std::string_view table) const;
  bool operator==(const SourceRanking&) const = default;
};

// Binds data.sources.<kind of record>; the section `data` must be open.
void bind(ConfigBinder& binder, SourceRanking& ranking);

// Every kind that a ranking names and that `known` does not, as "data.sources.bars: x".
std::vector<std::string> unknown_kinds(const SourceRanking& ranking,
                                       const std::vector<std::string>& known);

// Smaller speaks first.
using SourceRank = std::tuple<std::size_t, int, bool, std::size_t, std::string>;
SourceRank rank_of(const SourceRanking& ranking, std::string_view table, std::string_view kind,
                   Origin origin, bool relabelled);

}  // namespace aots::data
