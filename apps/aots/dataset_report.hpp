// How the commands that speak of datasets print them.
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "base/time.hpp"
#include "data/ingest/import.hpp"

namespace aots::app {

// The date on New York's clocks: nothing that a vendor writes can be newer.
Date current_date();

nlohmann::ordered_json to_json(const data::DatasetAccount& dataset);
// One document on stdout. Vendor file names may hold bytes that are no UTF-8; JSON must be.
void print_json(const nlohmann::ordered_json& document);
void print_datasets(const std::vector<data::DatasetAccount>& datasets);

}  // namespace aots::app
