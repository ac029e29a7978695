// The snapshots that were picked for a read, one after the other: from their session tapes where
// these are valid, else from the Parquet parts, with the same result.
//
// Only the part that is being read is open, and of a tape only one snapshot is in memory: memory
// does not grow with the length of the history.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "data/store/detail/chain_table.hpp"
#include "data/store/detail/preference.hpp"
#include "data/store/detail/session_tape.hpp"
#include "data/store/lake.hpp"

namespace aots::data::detail {

// Where a reader finds parts and tapes; outlives the streams made from it.
struct ChainFiles {
  Path root;
  Database database;
};

class PickCursor {
 public:
  PickCursor(const ChainFiles& files, std::vector<ChainPick> picks);

  // A view of the tape, valid until the next call, or the chain of the part where there is no valid
  // tape; nothing at the end.
  using Snapshot = std::variant<SnapshotView, OptionChain>;
  Result<std::optional<Snapshot>> next();

 private:
  std::optional<SnapshotView> taped(const ChainPick& pick);
  Result<OptionChain> read(const ChainPick& pick);
  PartReader& reader_of(const ChainPick& pick);
  void close_after(std::size_t position);

  const ChainFiles* files_;
  std::vector<ChainPick> picks_;
  std::map<const Part*, std::size_t> last_picks_;  // looked up, never walked through
  std::size_t position_ = 0;
  std::map<const Part*, std::unique_ptr<SessionTape>> tapes_;  // the same
  std::vector<PartReader> readers_;
};

class PickedChains final : public ChainStream {
 public:
  PickedChains(const ChainFiles& files, std::vector<ChainPick> picks)
      : cursor_(files, std::move(picks)) {}
  Result<std::optional<OptionChain>> next() override;

 private:
  PickCursor cursor_;
};

class PickedSnapshots final : public SnapshotStream {
 public:
  PickedSnapshots(const ChainFiles& files, std::vector<ChainPick> picks)
      : cursor_(files, std::move(picks)) {}
  Result<std::optional<SnapshotView>> next() override;

 private:
  PickCursor cursor_;
  std::optional<PackedSnapshot> packed_;  // the current one, where it came from the part
};

}  // namespace aots::data::detail
