// LakeEvents: the merge of daily records, session ends and chain streams in the order of events.
//
// Daily records are small (a bar is about a hundred bytes) and are sorted up front; of each chain
// stream only the next session is held, so memory does not grow with the length of the history.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "data/store/lake.hpp"
#include "domain/event_source.hpp"

namespace aots::data::detail {

class LakeEvents final : public EventSource {
 public:
  // `records` in any order; streams ascend in known_time. Nothing known after `end` comes out.
  LakeEvents(std::vector<MarketEvent> records, std::vector<std::unique_ptr<ChainStream>> streams,
             Timestamp end);

  Result<std::optional<MarketEvent>> next() override;

 private:
  struct Stream {
    std::unique_ptr<ChainStream> chains;
    std::optional<MarketEvent> head;
  };
  Status fill(Stream& stream);

  std::vector<MarketEvent> records_;
  std::size_t position_ = 0;
  std::vector<Stream> streams_;
  Timestamp end_;
  std::optional<Timestamp> last_known_;
};

}  // namespace aots::data::detail
