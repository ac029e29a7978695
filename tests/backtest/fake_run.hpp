// A run that was never made by the engine: the same for every call, small, and complete.
//
// Its trades went through a real portfolio, so that prices, fees and profits belong together: put
// credit spreads and call debit spreads on SPXW, closed early, stopped, held to expiry, or still
// open.
#pragma once

#include <string>

#include "backtest/backtest.hpp"

namespace aots::backtest {

struct FakeRunOptions {
  int sessions = 30;
  bool trades = true;
  std::int64_t seed = 1;
  std::string note;
  bool benchmarks = true;
};

RunResult fake_run(const FakeRunOptions& options = {});

// A folder of its own for a test, removed afterwards.
class ScratchFolder {
 public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  Path operator/(const std::string& name) const { return path_ / name; }
  const Path& path() const { return path_; }
  // Everything in it, hidden names too.
  std::vector<std::string> names() const;

 private:
  Path path_;
};

inline const ProgramVersion kVersion{"0.1.0", "0123456789ab"};

std::string content(const Path& file);
void write(const Path& file, const std::string& text);

}  // namespace aots::backtest
