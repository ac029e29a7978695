#include "measured.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace aots::pricing {

LargestError::~LargestError() {
  const std::string text = fmt::format("{:.2g} over {} values", largest_, count_);
  std::cout << "[ measured ] " << name_ << ": " << text << '\n';
  testing::Test::RecordProperty(name_, text);
}

double LargestError::add(double found, double expected, double floor) {
  const double size = std::max(std::abs(expected), floor);
  const double error = found == expected ? 0.0 : std::abs(found - expected) / size;
  // A comparison that is no number must fail the test, not vanish in a maximum.
  largest_ = std::isnan(error) ? error : std::max(largest_, error);
  ++count_;
  return error;
}

}  // namespace aots::pricing
