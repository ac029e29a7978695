// The largest error over a table, kept and printed so that docs/pricing.md can quote it.
#pragma once

#include <string>
#include <string_view>

namespace aots::pricing {

class LargestError {
 public:
  explicit LargestError(std::string_view name) : name_(name) {}
  // Prints "[ measured ] <name>: <error> over <count> values" and records it in the test's report.
  ~LargestError();
  LargestError(const LargestError&) = delete;
  LargestError& operator=(const LargestError&) = delete;

  // |found - expected| relative to the larger of |expected| and `floor`; returns that error.
  double add(double found, double expected, double floor = 0.0);

 private:
  std::string name_;
  double largest_ = 0.0;
  int count_ = 0;
};

}  // namespace aots::pricing
