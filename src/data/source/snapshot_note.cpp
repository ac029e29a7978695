#include "data/source/snapshot_note.hpp"

#include "base/text.hpp"
#include "data/source/json.hpp"

namespace aots::data {

Result<std::optional<SnapshotNote>> parse_snapshot_note(std::string_view text,
                                                        std::string_view name) {
  AOTS_CHECK_OK(check_json(text, name));
  const JsonView document(text);
  const auto utc = document.find("utc");
  const auto tickers = document.find("tickers");
  const auto fetched = utc ? parse_timestamp(utc->scalar()) : std::nullopt;
  if (!fetched || !tickers) return std::nullopt;
  SnapshotNote note{.fetched = *fetched, .spots = {}};
  tickers->members([&note](std::string_view ticker, JsonView entry) {
    const auto live = entry.find("spot_live");
    const auto spot = live ? parse_double(live->scalar()) : std::nullopt;
    if (spot && *spot > 0.0 && *spot < 1e9)
      note.spots[to_upper(ticker)] = Price::from_double(*spot);
  });
  return note;
}

}  // namespace aots::data
