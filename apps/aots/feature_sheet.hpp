// FeatureSheet: feature rows for a reader at a terminal, 80 columns wide.
#pragma once

#include <string>

#include "calendar/exchange_calendar.hpp"
#include "features/store/stored_features.hpp"

namespace aots::app {

// One row: every group with its values and units, and what is absent with the reason.
std::string feature_sheet(const features::FeatureRows& rows, std::size_t row,
                          const calendar::ExchangeCalendar& calendar);
// Several rows: of each feature its last value, its range and how many rows have it.
std::string feature_overview(const features::FeatureRows& rows);
// The catalogue: names, units, windows and formulas by group.
std::string catalogue_sheet();

}  // namespace aots::app
