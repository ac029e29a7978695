// Rows: what a vendor file says, typed but not yet judged.
//
// A parser turns every data row of a file into either a typed row or a rejected one; it decides only
// what the row's own text can decide. Whether a value is plausible beside its neighbours, the calendar
// or other files is the business of clean/. Records come without known_time: that is added there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "domain/market.hpp"

namespace aots::data {

// A typed row and where it stands. `raw` is a view into the file's text.
template <class Record>
struct SourceRow {
  Record record;
  std::int64_t line = 0;
  std::string_view raw;
};

template <class Record>
using Rows = std::vector<SourceRow<Record>>;

// A row that was set aside, with the rule it broke: what was found, what was expected.
struct RejectedRow {
  std::int64_t line = 0;
  std::string symbol;  // canonical, where it is known
  std::string date;    // the session the row speaks of, as ISO text, where it is known
  std::string column;
  std::string rule;
  std::string value;
  std::string bound;
  std::string raw;
};

// A corporate action as one vendor row states it.
struct ActionRow {
  enum class Kind { kDividend, kSplit };
  Symbol symbol;
  Date ex_date;
  Kind kind = Kind::kDividend;
  double value = 0.0;  // dollars per share, or new shares for one old share
  std::string provenance;

  bool operator==(const ActionRow&) const = default;
};

// One option of a chain file.
struct ChainRow {
  Symbol underlying;
  Date label;  // the session that the vendor's file names
  std::string root;
  Date expiry;
  OptionQuote quote;
  std::optional<Price> spot;        // where every row carries it
  std::optional<Date> last_traded;  // date of the option's last trade
};

// The underlying's own row that accompanies chain files.
struct UnderlyingRow {
  Bar bar;  // its date is the vendor's label
  std::optional<Date> last_traded;
};

using RowSet = std::variant<Rows<Bar>, Rows<RateObservation>, Rows<ActionRow>, Rows<EarningsReport>,
                            Rows<FomcDecision>, Rows<ChainRow>, Rows<UnderlyingRow>>;

struct ParsedFile {
  std::int64_t rows_read = 0;  // typed and rejected
  RowSet rows;
  std::vector<RejectedRow> rejected;
  std::vector<std::string> notes;
};

}  // namespace aots::data
