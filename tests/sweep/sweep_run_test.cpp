// Sweeps over one small simulated market.
#include <algorithm>
#include <atomic>
#include <unistd.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backtest/run_documents.hpp"
#include "backtest/trust.hpp"
#include "data/ingest/synthesize.hpp"
#include "sweep/sweep.hpp"

namespace aots::sweep {
namespace {

// Asks to stop after so many reports of progress.
class StoppingObserver final : public WorkObserver {
 public:
  explicit StoppingObserver(int reports) : left_(reports) {}
  void progress(std::string_view, std::int64_t, std::int64_t total, std::string_view) override {
    total_ = total;
    --left_;
  }
  bool stop_requested() const override { return left_ <= 0; }
  std::int64_t total() const { return total_; }

 private:
  std::atomic<int> left_;
  std::atomic<std::int64_t> total_ = 0;
};

// Asks to stop once a chunk was kept.
class StopAtFirstPart final : public WorkObserver {
 public:
  explicit StopAtFirstPart(Path parts) : parts_(std::move(parts)) {}
  void progress(std::string_view, std::int64_t, std::int64_t, std::string_view) override {}
  bool stop_requested() const override {
    std::error_code error;
    const std::filesystem::directory_iterator entries(parts_, error);
    return std::any_of(begin(entries), end(entries),
                       [](const auto& entry) { return entry.path().extension() == ".json"; });
  }

 private:
  Path parts_;
};

constexpr int kNever = 1'000'000;
constexpr const char* kFiles[] = {"sweep.json", "summary.json", "trials.csv", "trials.parquet",
                                  "report.html"};

// Two market sides of three trials each.
const std::vector<std::string> kGrid = {"backtest.from=2019-02-01,2019-03-01",
                                        "strategy.iv_rank.sell_threshold=0.3,0.5,0.7"};

std::optional<double> figure_of(const nlohmann::json& summary, const std::string& name) {
  const auto& funnel = summary.at("funnel");
  if (name == "refusals") {
    double refusals = 0.0;
    for (const auto& [rule, count] : funnel.at(name).items()) refusals += count.get<double>();
    return refusals;
  }
  const auto& value = summary.contains(name) ? summary.at(name) : funnel.at(name);
  return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

// Reports of progress on one core: the first market side is done, half of the second is not.
int reports_to_the_middle() {
  const calendar::ExchangeCalendar calendar;
  const Date last = make_date(2019, 5, 31);
  const auto sessions = calendar.session_count(make_date(2019, 2, 1), last) +
                        calendar.session_count(make_date(2019, 3, 1), last) / 2;
  return static_cast<int>(sessions);
}

class SweepRunTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_root = std::filesystem::temp_directory_path() / fmt::format("aots_sweep_{}", ::getpid());
    const calendar::ExchangeCalendar calendar;
    SilentObserver observer;
    const data::SynthesisRequest request{.symbols = {Symbol("SPY")},
                                         .from = make_date(2019, 1, 2),
                                         .to = make_date(2019, 5, 31),
                                         .seed = 7};
    ASSERT_TRUE(data::synthesize_market(shared_root / "market", request, calendar, observer));
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(shared_root); }

  // A lake of its own, whose log knows no try.
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = shared_root / test->name();
    std::filesystem::create_directories(folder_ / "lake");
    for (const auto& entry : std::filesystem::directory_iterator(shared_root / "market")) {
      std::filesystem::create_symlink(entry.path(), folder_ / "lake" / entry.path().filename());
    }
  }

  static backtest::RunConfig exercise() {
    backtest::RunConfig config;
    ConfigBinder binder;
    bind(binder, config);
    EXPECT_TRUE(binder.read_yaml(*backtest::preset_yaml("exercise"), "exercise"));
    return config;
  }

  data::Lake lake() const { return data::Lake::open(folder_ / "lake").value(); }

  Result<SweepResult> sweep(const char* out, int jobs, WorkObserver& observer,
                            const std::vector<std::string>& grid = kGrid) const {
    return run_sweep(make_plan(exercise(), {.grids = grid}).value(), lake(),
                     {.folder = folder_ / out, .jobs = jobs, .version = {"0.1.0", "commit"}},
                     observer);
  }

  void expect_same_files(const char* one, const char* other) const {
    for (const char* file : kFiles) {
      const auto text = read_file(folder_ / one / file);
      ASSERT_TRUE(text.has_value()) << file;
      EXPECT_TRUE(*text == read_file(folder_ / other / file).value()) << file;
    }
  }

  static inline Path shared_root;
  Path folder_;
};

TEST_F(SweepRunTest, GivesTheSameBytesWhateverTheNumberOfCores) {
  SilentObserver observer;
  ASSERT_TRUE(sweep("one", 1, observer));
  ASSERT_TRUE(sweep("three", 3, observer));
  expect_same_files("one", "three");
}

TEST_F(SweepRunTest, EachTrialIsTheBacktestOfItsConfiguration) {
  SilentObserver observer;
  const auto result = sweep("out", 2, observer);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  ASSERT_EQ(result->trials.size(), 6U);
  for (const std::size_t place : {0U, 4U}) {
    backtest::RunConfig config = result->plan.trials[place].config;
    config.books = "all";
    config.benchmarks = "all";
    const auto alone = backtest::run_backtest(config, lake(), observer);
    ASSERT_TRUE(alone.has_value());
    const TrialResult& trial = result->trials[place];
    EXPECT_EQ(backtest::trial_key(*alone), trial.key);
    EXPECT_GT(trial.figure("trades").value(), 0.0);
    const auto summary = nlohmann::json::parse(backtest::summary_json(*alone));
    for (const FigureSpec& figure : kFigures) {
      const auto expected = figure_of(summary, std::string(figure.name));
      EXPECT_EQ(trial.figure(figure.name), expected) << figure.name;
    }
  }
}

TEST_F(SweepRunTest, GoesOnWhereItWasStopped) {
  SilentObserver silent;
  ASSERT_TRUE(sweep("whole", 1, silent));
  const std::string tries = read_file(folder_ / "lake/trials.log").value();
  StoppingObserver full(kNever);
  ASSERT_TRUE(sweep("counted", 1, full));
  StoppingObserver stopping(reports_to_the_middle());
  const auto stopped = sweep("stopped", 1, stopping);
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(exit_code(stopped.error().code), 130);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "stopped/trials.parquet"));
  StoppingObserver rest(kNever);
  ASSERT_TRUE(sweep("stopped", 2, rest));
  EXPECT_GT(rest.total(), 0);
  EXPECT_LT(rest.total(), full.total());
  expect_same_files("whole", "stopped");
  // Nothing is left to do, and no try is counted twice.
  StoppingObserver nothing(kNever);
  ASSERT_TRUE(sweep("stopped", 2, nothing));
  EXPECT_EQ(nothing.total(), 0);
  expect_same_files("whole", "stopped");
  EXPECT_EQ(read_file(folder_ / "lake/trials.log").value(), tries);
}

TEST_F(SweepRunTest, CountsItsTrialsWhereverItWasStopped) {
  StoppingObserver stopping(reports_to_the_middle());
  ASSERT_FALSE(sweep("stopped", 1, stopping).has_value());
  EXPECT_EQ(data::read_trials(folder_ / "lake").value().size(), 3U);
  SilentObserver observer;
  const auto whole = sweep("stopped", 1, observer);
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->verdict.search->trials, 6);
  // Tries of later sweeps count for them, and not for this one when its page is made again.
  ASSERT_TRUE(sweep("later", 1, observer, {"seed=5,6"}));
  EXPECT_EQ(data::read_trials(folder_ / "lake").value().size(), 8U);
  EXPECT_EQ(sweep("stopped", 1, observer)->verdict.search->trials, 6);
}

// A chunk that one core had finished was not counted where an earlier one was stopped on another.
TEST_F(SweepRunTest, CountsWhatItKeptWhicheverCoreEndedFirst) {
  StopAtFirstPart observer(folder_ / "out/parts");
  ASSERT_FALSE(sweep("out", 2, observer).has_value());
  std::size_t kept = 0;
  for (const auto& part : std::filesystem::directory_iterator(folder_ / "out/parts")) {
    kept += read_results(read_file(part.path()).value()).value().size();
  }
  EXPECT_GT(kept, 0U);
  EXPECT_EQ(data::read_trials(folder_ / "lake").value().size(), kept);
}

TEST_F(SweepRunTest, GoesOnWithoutACountWhereTheLakeCannotBeWritten) {
  std::filesystem::create_directories(folder_ / "lake/trials.log");
  SilentObserver observer;
  const auto result = sweep("out", 1, observer, {"seed=1,2"});
  ASSERT_TRUE(result.has_value());
  EXPECT_FALSE(result->uncounted.empty());
  EXPECT_FALSE(result->verdict.search.has_value());
}

TEST_F(SweepRunTest, FailsAsTheBacktestOfATrialWould) {
  SilentObserver observer;
  const auto unknown = sweep("out", 1, observer, {"backtest.symbols=SPY,ZZZ"});
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(exit_code(unknown.error().code), 3);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
}

}  // namespace
}  // namespace aots::sweep
