// The table of option chains: one row per quote, ordered by session, expiry, root, strike, right.
//
// Written from and read into OptionChain objects without a row object in between: this is the one
// table with tens of millions of rows.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/store/detail/duckdb.hpp"
#include "data/store/lake.hpp"
#include "domain/market.hpp"

namespace aots::data::detail {

// The columns of the table, as docs/lake.md has them.
inline constexpr std::string_view kChainColumns =
    "symbol, session, event_time, known_time, approximate, origin, spot, root, expiry, \"right\", "
    "strike, multiplier, bid, ask, bid_size, ask_size, volume, open_interest, vendor_iv, "
    "vendor_delta";

// Why the lake cannot hold the chain without loss, or that it is not in its canonical order; empty
// when it can be stored.
std::string_view unstorable_reason(const OptionChain& chain);

std::string chain_rows_sha256(const OptionChain& chain);

// Writes the chains to a Parquet file.
DuckStatus write_chain_file(const Database& database, std::span<const OptionChain> chains,
                            const std::string& file);

// Reads the sessions that one part holds, in order, from the first to the last date given.
class PartReader {
 public:
  PartReader(const Database& database, const Path& root, const Part& part, Date first, Date last);

  // The next snapshot of the part; nothing when there is none left. The file is opened by the first
  // call.
  Result<std::optional<OptionChain>> next();
  const Part& part() const { return *part_; }

 private:
  Status open();
  Result<bool> ensure_row();
  Status read_snapshot(OptionChain& chain);
  std::size_t run_end() const;
  void append_run(OptionChain& chain, std::size_t end);
  tl::unexpected<Error> unreadable(std::string_view reason) const;

  const Database* database_;
  const Part* part_;
  Path root_;
  Date first_, last_;
  std::optional<Rows> rows_;
  std::size_t row_ = 0;  // next row of the current chunk
};

}  // namespace aots::data::detail
