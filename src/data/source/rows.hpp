// Rows: what a vendor file says, typed but not yet judged.
//
// A parser turns every data row of a file into either a typed row or a rejected one; it decides
// only what the row's own text can decide. Whether a value is plausible beside its neighbours, the
// calendar or other files is the business of clean/. Records come without known_time: that is added
// there.
#pragma once

#include <cstdint>
#include <deque>
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
using SourceRows = std::vector<SourceRow<Record>>;

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

// Vendor text for the quarantine and for messages: valid UTF-8 whatever the vendor wrote ("?"
// stands for what is no printable character), cut where it is unreasonably long.
std::string raw_excerpt(std::string_view raw);

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
  // Its moment, where the vendor gives it with its zone.
  std::optional<Timestamp> last_trade_time;
};

// When the quotes of a chain stood and could be acted on, as far as a vendor says.
struct QuoteMoment {
  Timestamp event_time;
  Timestamp known_time;
  bool approximate = false;
};

// The underlying's own row that accompanies chain files.
struct UnderlyingRow {
  Bar bar;  // its date is the vendor's label
  std::optional<Date> last_traded;
};

using RowSet = std::variant<SourceRows<Bar>, SourceRows<RateObservation>, SourceRows<ActionRow>,
                            SourceRows<EarningsReport>, SourceRows<FomcDecision>,
                            SourceRows<ChainRow>, SourceRows<UnderlyingRow>>;

// Something about a file that is no fault of a row but that its reader should know.
struct SourceNote {
  std::string symbol;  // canonical; empty where it concerns the whole file
  std::string text;
};

struct ParsedFile {
  std::int64_t rows_read = 0;  // typed and rejected
  RowSet rows;
  // What the rows say of corporate actions besides. An action counts as a row of its own.
  SourceRows<ActionRow> actions;
  std::vector<RejectedRow> rejected;
  std::optional<QuoteMoment> quoted;  // of chains, where the file itself states the moment
  std::vector<SourceNote> notes;
  std::deque<std::string> texts;  // what `raw` shows of rows that are no piece of the file's text
};

}  // namespace aots::data
