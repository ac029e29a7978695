// aots bench [pricing|features|backtest]: speed on this machine.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "command.hpp"
#include "measurement.hpp"
#include "pricing/american.hpp"
#include "pricing/batch.hpp"
#include "pricing/black_scholes.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

using pricing::SimdTarget;

constexpr int kExpiries = 40;
constexpr int kStrikes = 175;
constexpr double kSpot = 5000.0;
constexpr double kRate = 0.045;
constexpr double kYield = 0.013;

// A chain of an index: 40 expiries from a day to two years, strikes out to three deviations, a
// skew; prices are the model's own.
struct BenchChain {
  std::vector<Right> right;
  std::vector<double> strike, vol, price;
  std::vector<double> years, forward, discount;  // of each expiry
  std::vector<double> out[5];
  std::vector<double> found_price, found_vol;
  std::vector<pricing::ValuationStatus> status;
  std::vector<pricing::IvStatus> iv_status;

  static constexpr std::size_t kEach = std::size_t{2} * kStrikes;
  std::size_t size() const { return right.size(); }

  BenchChain();
  void imply(std::size_t expiry, SimdTarget target);
  void value(std::size_t expiry, const std::vector<double>& vols, SimdTarget target);

 private:
  template <class T>
  static std::span<T> part(std::vector<T>& all, std::size_t expiry) {
    return std::span<T>(all).subspan(expiry * kEach, kEach);
  }
  template <class T>
  static std::span<const T> part(const std::vector<T>& all, std::size_t expiry) {
    return std::span<const T>(all).subspan(expiry * kEach, kEach);
  }
};

BenchChain::BenchChain() {
  for (int i = 0; i < kExpiries; ++i) {
    const double left = std::exp(std::log(1.0 / 365.0) + i * std::log(730.0) / (kExpiries - 1));
    years.push_back(left);
    forward.push_back(kSpot * std::exp((kRate - kYield) * left));
    discount.push_back(std::exp(-kRate * left));
    for (int step = 0; step < kStrikes; ++step) {
      const double deviations = 6.0 * step / (kStrikes - 1) - 3.0;
      for (const Right side : {Right::kCall, Right::kPut}) {
        right.push_back(side);
        strike.push_back(forward.back() * std::exp(deviations * 0.18 * std::sqrt(left)));
        vol.push_back(0.18 - 0.03 * deviations + 0.01 * deviations * deviations);
      }
    }
  }
  for (auto& column : out) column.resize(size());
  found_price.resize(size());
  found_vol.resize(size());
  status.resize(size());
  iv_status.resize(size());
  for (std::size_t i = 0; i < years.size(); ++i) value(i, vol, SimdTarget::kScalar);
  price = found_price;
}

void BenchChain::imply(std::size_t expiry, SimdTarget target) {
  pricing::implied_vols({forward[expiry], discount[expiry], years[expiry]},
                        {part(std::as_const(right), expiry), part(std::as_const(price), expiry),
                         part(std::as_const(strike), expiry)},
                        pricing::kAllVols, {part(found_vol, expiry), part(iv_status, expiry)},
                        target);
}

void BenchChain::value(std::size_t expiry, const std::vector<double>& vols, SimdTarget target) {
  pricing::black(
      {.forward = forward[expiry],
       .discount = discount[expiry],
       .years = years[expiry],
       .spot = kSpot,
       .rate = kRate,
       .dividend_yield = kYield},
      {part(std::as_const(right), expiry), part(std::as_const(strike), expiry), part(vols, expiry)},
      {part(found_price, expiry), part(out[0], expiry), part(out[1], expiry), part(out[2], expiry),
       part(out[3], expiry), part(out[4], expiry), part(status, expiry)},
      target);
}

// The least of many short rounds: what disturbs a machine only ever adds.
double least_ns(std::size_t items, const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kRound(2);
  work();
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < 60; ++round) {
    int times = 0;
    const auto start = Clock::now();
    auto now = start;
    do {
      work();
      ++times;
      now = Clock::now();
    } while (now - start < kRound);
    const std::chrono::duration<double, std::nano> spent = now - start;
    least = std::min(least, spent.count() / times / static_cast<double>(items));
  }
  return least;
}

// Cycles in a nanosecond, by a chain of steps of which the next needs the last: a shift and an
// exclusive or take a cycle each on every processor that the kernels know.
double cycles_per_ns() {
  constexpr std::size_t kSteps = 20'000;
  std::uint64_t state = 88172645463325252U;
  const double ns = least_ns(kSteps, [&] {
    for (std::size_t i = 0; i < kSteps; ++i) state ^= state >> 9U;
    // Read and written where the compiler cannot see, so that the loop is not worked out before.
    volatile std::uint64_t kept = state;
    state = kept | 1U;
  });
  return 2.0 / ns;
}

std::vector<Measurement> measure_pricing() {
  BenchChain chain;
  std::vector<Measurement> results;
  const std::size_t expiries = chain.years.size();
  for (const SimdTarget target : pricing::simd_targets()) {
    const auto add = [&](const char* name, const std::function<void()>& work) {
      results.push_back({name, std::string(to_string(target)), "chain",
                         least_ns(chain.size(), work), chain.size()});
    };
    add("iv", [&] {
      for (std::size_t i = 0; i < expiries; ++i) chain.imply(i, target);
    });
    add("european_greeks", [&] {
      for (std::size_t i = 0; i < expiries; ++i) chain.value(i, chain.vol, target);
    });
    add("chain", [&] {
      for (std::size_t i = 0; i < expiries; ++i) {
        chain.imply(i, target);
        chain.value(i, chain.found_vol, target);
      }
    });
    constexpr int kPuts = 21;
    const auto american = [target](pricing::AmericanScheme scheme) {
      for (int i = 0; i < kPuts; ++i) {
        const auto price = pricing::american_price({.right = Right::kPut,
                                                    .spot = 100.0,
                                                    .strike = 80.0 + 2.0 * i,
                                                    .years = 120.0 / 365.0,
                                                    .rate = kRate,
                                                    .dividend_yield = kYield,
                                                    .vol = 0.25},
                                                   scheme, target);
        if (!price) std::abort();
      }
    };
    for (const auto& [scheme, grid] : {std::pair(pricing::AmericanScheme::kFast, "fast"),
                                       std::pair(pricing::AmericanScheme::kAccurate, "accurate")}) {
      results.push_back({"american_price", std::string(to_string(target)), grid,
                         least_ns(kPuts, [&, which = scheme] { american(which); }), kPuts});
    }
  }
  return results;
}

// The processor's own name for itself.
std::string machine() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(':');
    if (line.starts_with("model name") && colon != std::string::npos) {
      return std::string(trim(std::string_view(line).substr(colon + 1)));
    }
  }
  return "unknown";
}

// Of everything where nothing is named.
Result<std::vector<Measurement>> measure(const std::string& what) {
  std::vector<Measurement> results;
  const auto wanted = [&what](const char* one) { return what.empty() || what == one; };
  const auto add = [&results](std::vector<Measurement> more) {
    results.insert(results.end(), more.begin(), more.end());
  };
  if (wanted("pricing")) add(measure_pricing());
  if (wanted("features")) add(measure_features());
  if (wanted("backtest")) {
    AOTS_TRY(backtests, measure_backtest());
    add(std::move(backtests));
  }
  return results;
}

Result<int> run(const std::string& what, const OutputFlags& output) {
  AOTS_TRY(results, measure(what));
  const double cycles = cycles_per_ns();
  if (output.json) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Measurement& one : results) {
      rows.push_back({{"name", one.name},
                      {"target", one.target},
                      {"grid", one.grid},
                      {"ns_per_item", one.ns_per_item},
                      {"cycles_per_item", one.ns_per_item * cycles},
                      {"items", one.items}});
    }
    const nlohmann::ordered_json document = {{"machine", machine()}, {"results", rows}};
    fmt::print("{}\n", document.dump(2));
    return 0;
  }
  Table table({{"name"}, {"target"}, {"grid"}, {"ns_per_item"}, {"cycles_per_item"}, {"items"}});
  for (const Measurement& one : results) {
    table.add({cell(one.name), cell(one.target), cell(one.grid), Cell(one.ns_per_item),
               Cell(one.ns_per_item * cycles), cell(static_cast<int>(one.items))});
  }
  if (!output.csv) fmt::print("{}\n", machine());
  fmt::print("{}", table.render(output.form()));
  return 0;
}

}  // namespace

void register_bench(CLI::App& root, Invocation& invocation) {
  auto output = std::make_shared<OutputFlags>();
  auto what = std::make_shared<std::string>();
  CLI::App* app = root.add_subcommand(
      "bench",
      "Speed on this machine\n\n"
      "pricing: implied vols, prices with five Greeks, both for a chain of 14,000 options, and\n"
      "American prices, in nanoseconds an option on one core, on every instruction set that the\n"
      "processor has; with the cycles that this takes at the clock of now. Other work beside it "
      "makes the figures larger, never smaller.\n\n"
      "features: the 185 features, in nanoseconds a value: five years of a ticker at once, and "
      "one\n"
      "live row of twelve tickers, reading each session's chain of about 1,000 quotes included.\n\n"
      "backtest: a chain row of whole backtests of one book, report included, over a year of "
      "chains\n"
      "of 6,000 contracts, from session tapes and from Parquet.\n\n"
      "Example:\n  aots bench pricing --json");
  app->add_option("WHAT", *what, "pricing, features or backtest; default: all")
      ->check(CLI::IsMember({"pricing", "features", "backtest"}));
  add_output_flags(*app, *output);
  app->callback([&invocation, what, output] {
    invocation.action = [what, output] { return run(*what, *output); };
  });
}

}  // namespace aots::app
