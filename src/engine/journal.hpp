// Journal: what was decided and what came of it, one JSON object a line, in order of time.
//
// It is the evidence of a run: two runs of one manifest give the same journal byte for byte.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/trading.hpp"
#include "trading/portfolio/lifecycle.hpp"
#include "trading/risk/risk_rules.hpp"

namespace aots::engine {

class Journal {
 public:
  virtual ~Journal() = default;
  // `line` is one JSON object without a newline.
  virtual void append(std::string_view line) = 0;
};

// Keeps the lines; for runs that write them at the end, and for tests.
class MemoryJournal final : public Journal {
 public:
  void append(std::string_view line) override { lines_.emplace_back(line); }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

// The lines themselves.
std::string journal_line(const Signal& signal, std::string_view decision, std::string_view rule,
                         const std::vector<trading::RiskCheck>& checks);
std::string journal_line(Timestamp time, const Symbol& symbol, std::string_view no_signal_rule);
std::string journal_line(const Order& order);
std::string journal_line(const Fill& fill);
std::string journal_line(const OrderUpdate& update);
std::string journal_line(const ShareOrder& order);
// `position` as it stands after the fill.
std::string journal_line(const ShareFill& fill, const Position& position);
// A working order gets another limit.
std::string journal_replace(Timestamp time, const Order& order);
// `position` as it stands after the event; null where the event has none.
std::string journal_line(const trading::LifecycleEvent& event, const Position* position);

}  // namespace aots::engine
