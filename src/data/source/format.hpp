// Format: one vendor layout that the importer knows: how to recognise it by content and how to read
// it.
//
// Recognition looks at the header line and the first rows, never at the folder. A file's name
// counts only where the file does not carry its symbol (bars: "SPY.csv" is SPY). The table is tried
// in order and its layouts are mutually exclusive. Kinds are the names under which datasets appear
// in the lake; a family joins kinds that one vendor delivers together and is what --as accepts as
// well.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "data/source/rows.hpp"
#include "data/source/zip_archive.hpp"

namespace aots::data {

enum class SampleShape { kNone, kTable, kJson, kArchive };

// What a file shows of itself before it is read whole.
struct Sample {
  std::string name;                            // without its folder
  std::string folder;                          // the name of the folder it lies in
  SampleShape shape = SampleShape::kNone;      // empty, or no text that is known
  std::vector<std::string> header;             // of a table, normalised (field_reader.hpp)
  std::string header_line;                     // as written
  std::vector<std::vector<std::string>> rows;  // of a table or of an archive's first member
  std::vector<std::string> paths;              // of JSON: "results[].ticker" (json.hpp)
  std::vector<std::string> members;            // of an archive: the names

  bool has_path(std::string_view path) const;
};

struct ParseInput {
  std::string_view text;
  std::string_view name;                   // the path; used in messages and where it dates the rows
  std::optional<Symbol> symbol;            // of files that do not carry it
  std::span<const ArchiveMember> members;  // of archives
};

// When the quotes of a chain file stood, as far as its vendor says.
enum class SnapshotTime {
  kClose,        // after the session: they stand at its close
  kUnrecorded,   // at some time of the session
  kNewestTrade,  // during a session: not before the newest trade that the rows tell of
};

// What a format has to do with the price of the underlying beside option quotes.
enum class SpotRole {
  kNone,
  kInRows,  // chains that carry it themselves
  kBeside,  // chains that take it from a file that lies beside them
  kGives,   // that file
};

struct Format {
  std::string_view kind;
  std::string_view family;
  std::string_view expects;                      // the header, for messages
  bool needs_symbol = false;                     // rows do not name their symbol
  bool symbol_in_folder = false;                 // and the folder does, not the file
  bool dated_by_path = false;                    // nor their session: the file or its folder does
  SnapshotTime snapshot = SnapshotTime::kClose;  // of chains
  SpotRole spot = SpotRole::kNone;
  Origin origin = Origin::kReal;
  bool (*recognises)(const Sample& sample, const std::optional<Symbol>& symbol) = nullptr;
  Result<ParsedFile> (*parse)(const ParseInput& input) = nullptr;
  // Where several archives of one folder make one file: their names, the leading one first.
  std::vector<std::string> (*set_of)(std::string_view file_name) = nullptr;
};

std::span<const Format> formats();

// What the file shows, unpacked; reads only its beginning, but an archive whole.
Result<Sample> read_sample(const Path& path);

// The format of a sample. `symbol` is --symbol or what the file's name says.
const Format* recognise(const Sample& sample, const std::optional<Symbol>& symbol);

// A symbol that a file name states: "SPY", "_SPX", "brk-b"; nothing for a name such as "quotes" or
// "SPY_2021", which is not written like a ticker.
std::optional<Symbol> symbol_of_name(std::string_view file_name);

// An index in the exchange's sense: it has no shares, so its volume means nothing.
bool is_index(const Symbol& symbol);

// What every format looks for, in one line for messages.
std::string describe_formats();

}  // namespace aots::data
