// Files that are known for what they are and hold nothing that a lake stores, or nothing that may
// enter one as it stands.
#pragma once

#include <optional>
#include <string>

#include "data/source/format.hpp"

namespace aots::data {

// Why a file is not imported, in words for the user; nothing for a file that is not known here.
std::optional<std::string> reason_not_to_import(const Sample& sample);

}  // namespace aots::data
