// Progress on stderr and Ctrl-C as a stop request.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <unistd.h>

#include "command.hpp"

namespace aots::app {
namespace {

using Instant = std::chrono::steady_clock::time_point;

volatile std::sig_atomic_t stop_flag = 0;

void on_signal(int) { stop_flag = 1; }

double seconds_between(Instant from, Instant to) {
  return std::chrono::duration<double>(to - from).count();
}

class TerminalObserver final : public WorkObserver {
 public:
  explicit TerminalObserver(const CommonOptions& common)
      : shown_(common.progress != "never"),
        bar_(isatty(STDERR_FILENO) == 1),
        always_(common.progress == "always") {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
  }

  ~TerminalObserver() override {
    if (line_open_) std::fputc('\n', stderr);
  }

  void progress(std::string_view step, std::int64_t done, std::int64_t total,
                std::string_view unit) override {
    if (!shown_) return;
    const Instant now = std::chrono::steady_clock::now();
    if (step != step_) begin(step, now);
    const double elapsed = seconds_between(started_, now);
    const bool finished = total > 0 && done >= total;
    const double interval = bar_ ? 0.1 : 10.0;
    const bool due = seconds_between(printed_, now) >= interval;
    // Work that is over within a second says nothing, unless it is told to.
    if (elapsed < 1.0 && !always_) return;
    if (!due && !finished) return;
    printed_ = now;
    print(done, total, unit, elapsed, finished);
  }

  bool stop_requested() const override { return stop_flag != 0; }

 private:
  void begin(std::string_view step, Instant now) {
    if (line_open_) std::fputc('\n', stderr);
    line_open_ = false;
    step_ = std::string(step);
    started_ = now;
    printed_ = now;
  }

  void print(std::int64_t done, std::int64_t total, std::string_view unit, double elapsed,
             bool finished) {
    const double rate = elapsed > 0.0 ? static_cast<double>(done) / elapsed : 0.0;
    std::string text = fmt::format("{}: {} {}, {:.0f}/s", step_, done, unit, rate);
    if (total > 0) {
      const double share = static_cast<double>(done) / static_cast<double>(total);
      const double left = rate > 0.0 ? static_cast<double>(total - done) / rate : 0.0;
      text =
          fmt::format("{} {}{:3.0f}%  {} of {} {}, {:.0f}/s, {:.0f} s left", step_,
                      bar_ ? drawn_bar(share) : "", 100.0 * share, done, total, unit, rate, left);
    }
    if (bar_) {
      fmt::print(stderr, "\r{:<79}", text.substr(0, 79));
    } else {
      fmt::print(stderr, "{}\n", text);
    }
    line_open_ = bar_ && !finished;
    if (bar_ && finished) std::fputc('\n', stderr);
    std::fflush(stderr);
  }

  static std::string drawn_bar(double share) {
    constexpr int kWidth = 20;
    const int filled = static_cast<int>(share * kWidth);
    return fmt::format("[{:#<{}}{:.<{}}] ", "", filled, "", kWidth - filled);
  }

  bool shown_;
  bool bar_;
  bool always_;
  bool line_open_ = false;
  std::string step_;
  Instant started_{};
  Instant printed_{};
};

}  // namespace

std::unique_ptr<WorkObserver> make_observer(const CommonOptions& common) {
  return std::make_unique<TerminalObserver>(common);
}

}  // namespace aots::app
