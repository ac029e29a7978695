// Reads the recorded data that the calendar is checked against: dates out of CSV, gzip and zip
// files below $AOTS_SHARED/data (default ../shared beside the repository).
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace aots::calendar {

// A file or folder of the recorded data; it may be missing.
std::filesystem::path recorded(std::string_view path_below_data);

// The bytes of a file, decompressed where its name ends in .gz.
std::string read_recorded(const std::filesystem::path& path);

// The bytes of the first member of a zip archive.
std::string read_first_member(const std::filesystem::path& zip);

// The lines of a text, without line ends and without empty lines.
std::vector<std::string_view> lines_of(std::string_view text);

// The first ISO date of every line that starts with one.
std::set<Date> leading_dates(std::string_view csv);

// "5/27/2019" or "05/27/2019".
std::optional<Date> parse_us_date(std::string_view text);

// ISO texts of the dates that are in `these` and not in `those`, for readable failures.
std::vector<std::string> missing_from(const std::set<Date>& those, const std::set<Date>& these);

}  // namespace aots::calendar
