// FeatureTables: rows of numbers of one symbol, one a session, computed from the lake and kept.
//
// A derived table (docs/lake.md): `derived/features/<symbol>/` holds at most one Parquet file,
// named for the span that it covers, for the key of what it was computed from and for its own
// SHA-256. What the columns mean is the business of whoever computes them; here they are names and
// numbers, each absent where its bit is not set. Deleting the folder loses nothing but the time to
// compute it again. One writer at a time: hold the lake's LakeWriter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/types.hpp"

namespace aots::data {

// One column of numbers: bit i % 64 of validity word i / 64 says whether row i has a value.
struct NumberColumn {
  std::vector<double> values;
  std::vector<std::uint64_t> validity;

  bool has(std::size_t row) const { return ((validity[row / 64] >> (row % 64)) & 1U) != 0; }
  // Absent: nothing.
  void append(std::optional<double> value);
  bool operator==(const NumberColumn&) const = default;
};

struct FeatureTable {
  Symbol symbol;
  std::vector<Date> dates;             // ascending
  std::vector<Timestamp> known_times;  // when each row was complete; whole microseconds
  std::vector<NumberColumn> columns;   // as many rows each; finite

  bool operator==(const FeatureTable&) const = default;
};

FeatureTable rows_within(FeatureTable table, Date from, Date to);

// What a file of the tables says of itself beside its rows, in Parquet's key-value metadata.
using FileNotes = std::vector<std::pair<std::string, std::string>>;

class FeatureTables {
 public:
  // Nothing is made before the first write.
  explicit FeatureTables(const Path& lake);

  struct Held {
    Path file;
    Date first, last;  // as asked for, whether or not those sessions have rows
  };
  // The table of a symbol under this key. Does not read it.
  std::optional<Held> find(const Symbol& symbol, std::string_view key) const;

  // Replaces whatever the symbol had. The span is what the rows were asked for; `key` has at least
  // 12 digits, `names` one for each column.
  struct Identity {
    std::string key;
    Date first, last;
    std::vector<std::string> names;
    FileNotes notes;
  };
  Status write(const FeatureTable& table, const Identity& identity) const;

  // The rows from `from` to `to` with these columns. kData where the file is damaged: compute it
  // again.
  Result<FeatureTable> read(const Held& held, const Symbol& symbol,
                            const std::vector<std::string>& names, Date from, Date to) const;
  // Files whose bytes are not those that their name tells of.
  Result<std::vector<Path>> damaged() const;

 private:
  Path folder_;
};

}  // namespace aots::data
