// ChainDraft: the rows of one underlying under one label, on their way to being a chain.
//
// Vendors name their files after the day of the download. The draft's session starts as that label
// and becomes what the rows prove.
#pragma once

#include <optional>

#include "data/clean/step.hpp"
#include "data/source/format.hpp"

namespace aots::data {

struct ChainDraft {
  Symbol underlying;
  Date label;
  Date session;
  bool relabelled = false;    // the session lies before the label: perhaps a copy of its own file
  std::optional<Price> spot;  // the underlying when the quotes stood
  SnapshotTime snapshot = SnapshotTime::kClose;
  std::optional<QuoteMoment> quoted;  // where the vendor states the moment
  SourceRows<ChainRow> rows;
};

inline std::int64_t row_count(const ChainDraft& draft) { return row_count(draft.rows); }

}  // namespace aots::data
