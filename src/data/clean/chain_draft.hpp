// ChainDraft: the rows of one underlying under one label, on their way to being a chain.
//
// Vendors name their files after the day of the download. The draft's session starts as that label
// and becomes what the rows prove.
#pragma once

#include <optional>

#include "data/clean/step.hpp"

namespace aots::data {

struct ChainDraft {
  Symbol underlying;
  Date label;
  Date session;
  bool relabelled = false;    // the session is not the label
  std::optional<Price> spot;  // the underlying when the quotes stood
  SourceRows<ChainRow> rows;
};

inline std::int64_t row_count(const ChainDraft& draft) { return row_count(draft.rows); }

}  // namespace aots::data
