// The page of a sweep: one self-contained HTML file with a map of any figure over the keys.
#pragma once

#include <string>

#include "sweep/sweep.hpp"

namespace aots::sweep {

std::string sweep_page(const SweepResult& result);

}  // namespace aots::sweep
