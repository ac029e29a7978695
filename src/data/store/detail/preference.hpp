// Which source speaks: the choice between parts that hold the same symbol.
//
// Everything here follows from the catalog alone and never from the order of its entries.
#pragma once

#include <string_view>
#include <vector>

#include "data/store/lake.hpp"
#include "data/store/source_ranking.hpp"

namespace aots::data::detail {

// The parts of the one source (origin and kind) that speaks for a series, best part first: where
// two hold the same date, the first one does.
std::vector<const Part*> preferred_parts(const Catalog& catalog, const SourceRanking& ranking,
                                         std::string_view table, std::string_view series);

// The distinct symbols (series) of a table, ascending.
std::vector<std::string> series_of(const Catalog& catalog, std::string_view table);

struct ChainPick {
  const Part* part = nullptr;
  const PartSession* session = nullptr;
};
// The snapshots of the one source that speaks for each session of a symbol's chains, ascending by
// session and known time. Of two that became known at one moment, the fuller one is there.
std::vector<ChainPick> chain_picks(const Catalog& catalog, const SourceRanking& ranking,
                                   std::string_view symbol, Date from, Date to);
// The same picks in the order in which they became known.
void sort_by_known_time(std::vector<ChainPick>& picks);

}  // namespace aots::data::detail
