#include "data/store/detail/lake_events.hpp"

#include <algorithm>
#include <utility>

namespace aots::data::detail {

LakeEvents::LakeEvents(std::vector<MarketEvent> records,
                       std::vector<std::unique_ptr<ChainStream>> streams, Timestamp end)
    : records_(std::move(records)), end_(end) {
  std::erase_if(records_, [end](const MarketEvent& event) { return known_time(event) > end; });
  std::stable_sort(records_.begin(), records_.end(), ordered_before);
  for (auto& chains : streams) streams_.push_back({.chains = std::move(chains), .head = {}});
}

Status LakeEvents::fill(Stream& stream) {
  AOTS_TRY(chain, stream.chains->next());
  if (!chain || chain->known_time > end_) {
    stream.chains.reset();
    return {};
  }
  if (last_known_ && chain->known_time < *last_known_) {
    return fail(
        ErrorCode::kData,
        "the {} chain of {} became known at {}, before an event at {} that precedes it: the "
        "lake holds chains whose known times do not ascend; import them into a new lake",
        chain->underlying.str(), to_string(chain->session), to_string(chain->known_time),
        to_string(*last_known_));
  }
  stream.head.emplace(*std::move(chain));
  return {};
}

Result<std::optional<MarketEvent>> LakeEvents::next() {
  std::optional<MarketEvent>* best = nullptr;
  for (auto& stream : streams_) {
    if (!stream.head && stream.chains) AOTS_CHECK_OK(fill(stream));
    if (stream.head && (best == nullptr || ordered_before(*stream.head, **best))) {
      best = &stream.head;
    }
  }
  std::optional<MarketEvent> event;
  if (position_ < records_.size() &&
      (best == nullptr || ordered_before(records_[position_], **best))) {
    event.emplace(std::move(records_[position_++]));
  } else if (best != nullptr) {
    event = std::exchange(*best, std::nullopt);
  }
  if (event) last_known_ = known_time(*event);
  return event;
}

}  // namespace aots::data::detail
