// Which source speaks: the choice between parts that hold the same symbol.
//
// Everything here follows from the catalog alone and never from the order of its entries.
#pragma once

#include <string_view>
#include <vector>

#include "data/store/lake.hpp"

namespace aots::data::detail {

// The parts of the one source (origin and kind) that speaks for a series, best part first: where
// two hold the same date, the first one does.
std::vector<const Part*> preferred_parts(const Catalog& catalog, std::string_view table,
                                         std::string_view series);

// The distinct symbols (series) of a table, ascending.
std::vector<std::string> series_of(const Catalog& catalog, std::string_view table);

struct ChainPick {
  const Part* part = nullptr;
  const PartSession* session = nullptr;
};
// The part that speaks for each session of a symbol's chains, ascending by session.
std::vector<ChainPick> chain_picks(const Catalog& catalog, std::string_view symbol, Date from,
                                   Date to);

}  // namespace aots::data::detail
