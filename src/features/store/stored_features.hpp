// StoredFeatures: feature rows made from a lake, and kept in it as a derived table.
//
// A row is (symbol, session) as it stood at the end of the session. It depends on what was known by
// then and on nothing else: not on the dates or symbols asked for, nor on the number of jobs. A
// stored table knows the hashes of everything it was made from (the datasets, the schema of the
// catalogue, the version of the computation) through its key; where the lake now implies another
// key, the table is stale and is as good as absent.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/work.hpp"
#include "calendar/exchange_calendar.hpp"
#include "data/store/feature_tables.hpp"
#include "data/store/lake.hpp"
#include "features/store/market_history.hpp"

namespace aots::features {

// Raised whenever the same inputs give other rows under the same schema.
inline constexpr int kFeatureRowsVersion = 1;

// Dates of rows; absent ends are those of the symbol's history.
struct RowRange {
  std::optional<Date> from{}, to{};
};

// The columns of a stored table: the names of the catalogue in its order.
const std::vector<std::string>& feature_names();

// Computes the rows of every subject of the history and hands them over in its order. An error of
// `take` ends the work.
using TakeRows = std::function<Status(const FeatureSubject&, data::FeatureTable&&)>;
Status compute_features(const data::Lake& lake, const MarketHistory& history, int jobs,
                        const calendar::ExchangeCalendar& calendar, const TakeRows& take);

struct FeatureBuildRequest {
  std::vector<Symbol> symbols{};  // empty: every one with bars or chains
  RowRange range{};
  int jobs = 2;
};

struct FeatureBuildReport {
  struct Table {
    Symbol symbol;
    std::string iv_source;
    Date first{}, last{};  // sessions with rows
    std::int64_t rows = 0;
    bool computed = false;  // else it was there already
  };
  std::vector<Table> tables{};
};

// Brings the stored tables up to date. Needs the lake's writer only as the proof that nobody else
// writes. Errors: those of the lake and the disk; kData for a symbol that the lake does not hold;
// kInterrupted.
Result<FeatureBuildReport> build_features(const data::Lake& lake, const data::LakeWriter& lock,
                                          const FeatureBuildRequest& request,
                                          const calendar::ExchangeCalendar& calendar,
                                          WorkObserver& observer);

struct FeatureRows {
  data::FeatureTable table;
  std::string iv_source;
  Date history_from{};  // the symbol's first bar or chain
  bool stored = false;  // read, not computed
};

// The rows of one symbol: from its stored table where that is current, else computed; the same
// either way. Writes nothing.
Result<FeatureRows> feature_rows(const data::Lake& lake, const Symbol& symbol,
                                 const RowRange& range, const calendar::ExchangeCalendar& calendar);

}  // namespace aots::features
