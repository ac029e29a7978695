#include "data/store/detail/picked_snapshots.hpp"

#include <algorithm>
#include <utility>

#include "data/store/detail/catalog_file.hpp"

namespace aots::data::detail {

PickCursor::PickCursor(const ChainFiles& files, std::vector<ChainPick> picks)
    : files_(&files), picks_(std::move(picks)) {
  for (std::size_t i = 0; i < picks_.size(); ++i) last_picks_[picks_[i].part] = i;
}

Result<std::optional<PickCursor::Snapshot>> PickCursor::next() {
  if (position_ > 0) close_after(position_ - 1);
  if (position_ == picks_.size()) return std::nullopt;
  const auto& pick = picks_[position_];
  auto view = taped(pick);
  std::optional<Snapshot> found;
  if (view) {
    found.emplace(*view);
  } else {
    AOTS_TRY(chain, read(pick));
    found.emplace(std::move(chain));
  }
  ++position_;
  return found;
}

// The view that was handed out is done with, and so is its part after the last of its picks.
void PickCursor::close_after(std::size_t position) {
  const auto* part = picks_[position].part;
  if (last_picks_.at(part) != position) return;
  tapes_.erase(part);
  std::erase_if(readers_, [&](const PartReader& open) { return &open.part() == part; });
}

std::optional<SnapshotView> PickCursor::taped(const ChainPick& pick) {
  const auto [place, added] = tapes_.try_emplace(pick.part);
  if (added) place->second = SessionTape::open(files_->root, *pick.part);
  const auto& tape = place->second;
  if (!tape) return std::nullopt;
  const auto index = static_cast<std::size_t>(pick.session - pick.part->sessions.data());
  return tape->snapshot(index);
}

PartReader& PickCursor::reader_of(const ChainPick& pick) {
  const auto found = std::find_if(readers_.begin(), readers_.end(), [&](const PartReader& reader) {
    return &reader.part() == pick.part;
  });
  if (found != readers_.end()) return *found;
  const auto last = picks_[last_picks_.at(pick.part)].session->session;
  return readers_.emplace_back(files_->database, files_->root, *pick.part, pick.session->session,
                               last);
}

Result<OptionChain> PickCursor::read(const ChainPick& pick) {
  const auto& wanted = *pick.session;
  auto& reader = reader_of(pick);
  for (;;) {
    AOTS_TRY(chain, reader.next());
    // Another part, or another snapshot, speaks for what lies before.
    if (chain && chain->session < wanted.session) continue;
    if (chain && chain->session == wanted.session && wanted.known_time &&
        chain->known_time < *wanted.known_time) {
      continue;
    }
    if (!chain || chain->session != wanted.session ||
        (wanted.known_time && chain->known_time != *wanted.known_time) ||
        chain->quote_count() != wanted.rows) {
      return damaged_part(files_->root, *pick.part,
                          fmt::format("does not hold the {} rows of {} that the catalog lists",
                                      wanted.rows, to_string(wanted.session)));
    }
    return *std::move(chain);
  }
}

Result<std::optional<OptionChain>> PickedChains::next() {
  AOTS_TRY(found, cursor_.next());
  if (!found) return std::nullopt;
  if (const auto* view = std::get_if<SnapshotView>(&*found)) return view->to_chain();
  return std::get<OptionChain>(*std::move(found));
}

Result<std::optional<SnapshotView>> PickedSnapshots::next() {
  AOTS_TRY(found, cursor_.next());
  if (!found) return std::nullopt;
  packed_.reset();
  if (const auto* chain = std::get_if<OptionChain>(&*found)) packed_.emplace(*chain);
  return packed_ ? packed_->view() : std::get<SnapshotView>(*found);
}

}  // namespace aots::data::detail
