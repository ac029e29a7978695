// Every feature by its definition, in the plainest way: each value from scratch, in long double,
// from a complete history. Slow, and independent of the kernels.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/feature_day.hpp"
#include "tests/features/window_statistics.hpp"

namespace aots::features::test {

class Reference {
 public:
  // Complete: every session has everything; regimes may be unknown. The days must outlive it.
  explicit Reference(const std::vector<FeatureDay>& days);

  Number value(const std::string& name, int session) const { return features_.at(name)(session); }
  const std::map<std::string, Series>& features() const { return features_; }

 private:
  void add_prices();
  void add_oscillators();
  void add_volatility();
  void add_volume();
  void add_options();
  void add_calendar();
  void add_derived();

  Series product(const std::string& a, const std::string& b) const;
  Series lag(const std::string& name, int sessions) const;
  Series change(const std::string& name, int sessions) const;
  const Series& of(const std::string& name) const { return features_.at(name); }

  const std::vector<FeatureDay>& days_;
  std::map<std::string, Series> features_;
  Series open_, high_, low_, close_, volume_, log_return_, vix_, iv_;
};

}  // namespace aots::features::test
