// How the commands that enrich a lake tell what they computed.
#pragma once

#include <nlohmann/json.hpp>

#include "data/ingest/enrich.hpp"

namespace aots::app {

nlohmann::ordered_json to_json(const data::EnrichReport& report);
void print_enriched(const data::EnrichReport& report);

}  // namespace aots::app
