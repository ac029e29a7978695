// A writer is killed at random points. What it was told is written is there, whole, and nothing
// else is but at most the one unit whose answer it did not live to hear.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "base/rng.hpp"
#include "base/text.hpp"
#include "tests/ledger/ledger_fixture.hpp"

namespace aots::ledger {
namespace {

std::uint64_t kill_seed() {
  const char* text = std::getenv("AOTS_KILL_SEED");
  const auto seed = parse_int(text == nullptr ? "20190517" : text).value_or(0);
  std::fputs(fmt::format("seed of the kill points: {} (AOTS_KILL_SEED)\n", seed).c_str(), stdout);
  return static_cast<std::uint64_t>(seed);
}

// Commits trade after trade, and says so after each: the child's whole life.
[[noreturn]] void write_until_killed(const LedgerAddress& address, std::int64_t next, int said) {
  auto ledger = Ledger::open(address, OpenMode::kCreate);
  if (!ledger) ::_exit(3);
  for (std::int64_t number = next;; ++number) {
    UnitOfWork unit(sample_run());
    put_trade(unit, number);
    if (!ledger->commit(unit)) ::_exit(4);
    const char done = 'x';
    if (::write(said, &done, 1) != 1) ::_exit(5);
  }
}

class Writer {
 public:
  Writer(const LedgerAddress& address, std::int64_t next) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    child_ = ::fork();
    if (child_ == 0) {
      ::close(ends[0]);
      write_until_killed(address, next, ends[1]);
    }
    ::close(ends[1]);
    heard_ = ends[0];
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { ::close(heard_); }

  void hear(std::int64_t commits) {
    char done = 0;
    for (; commits > 0 && ::read(heard_, &done, 1) == 1; --commits) ++acknowledged_;
  }
  // Ends the writer, and hears what it still said.
  std::int64_t end(bool by_signal) {
    if (by_signal) ::kill(child_, SIGKILL);
    int status = 0;
    ::waitpid(child_, &status, 0);
    EXPECT_TRUE(!by_signal || WIFSIGNALED(status)) << "the writer ended by itself: " << status;
    hear(std::numeric_limits<std::int64_t>::max());
    return acknowledged_;
  }

 private:
  pid_t child_ = 0;
  int heard_ = -1;
  std::int64_t acknowledged_ = 0;
};

// Checks the ledger after a death; returns how many trades it holds.
std::int64_t check(const Place& place, std::int64_t acknowledged) {
  auto ledger = place.open();  // a death in the middle of the first migration leaves none
  EXPECT_TRUE(ledger) << ledger.error().message;
  if (!ledger) return acknowledged;
  SilentObserver observer;
  const auto verified = ledger->verify(observer);
  EXPECT_TRUE(verified && verified->sound());
  const auto count = [](const auto& rows) {
    return static_cast<std::int64_t>(rows.value().size());
  };
  const std::int64_t trades = count(ledger->read<TradeEntry>(1));
  EXPECT_GE(trades, acknowledged) << "an acknowledged trade is lost";
  EXPECT_LE(trades, acknowledged + 1);
  EXPECT_EQ(count(ledger->read<SignalEntry>(1)), trades);
  EXPECT_EQ(count(ledger->read<OrderEntry>(1)), trades);
  EXPECT_EQ(count(ledger->read<FillEntry>(1)), trades);
  EXPECT_EQ(count(ledger->read<FillLegEntry>(1)), 2 * trades);
  EXPECT_EQ(count(ledger->read<LegEntry>(1)), 2 * trades);
  return trades;
}

void wait_micros(std::uint64_t micros) {
  std::this_thread::sleep_for(std::chrono::microseconds(micros));
}

struct KillPlan {
  int points;
  std::uint64_t delay_micros_max;  // about two commits
};

void kill_at_random_points(Backend backend, const KillPlan& plan) {
  constexpr int kPointsPerLedger = 20;  // checking takes time in proportion to what a ledger holds
  Rng rng(kill_seed(), "kill points");
  std::optional<Place> place;
  std::int64_t trades = 0;
  int unheard = 0;
  for (int point = 0; point < plan.points; ++point) {
    if (point % kPointsPerLedger == 0) {
      place.reset();
      auto made = Place::make(backend);
      ASSERT_TRUE(made) << made.error().message;
      place.emplace(std::move(*made));
      trades = 0;
    }
    Writer writer(place->address(), trades + 1);
    writer.hear(static_cast<std::int64_t>(rng.below(4)));
    wait_micros(rng.below(plan.delay_micros_max));
    const std::int64_t acknowledged = trades + writer.end(true);
    trades = check(*place, acknowledged);
    unheard += trades > acknowledged ? 1 : 0;
    if (testing::Test::HasFailure()) FAIL() << "at kill point " << point;
  }
  std::fputs(fmt::format("{} kill points, {} of them between a commit and its answer\n",
                         plan.points, unheard)
                 .c_str(),
             stdout);
}

TEST(LedgerKill, SqliteKeepsWhatItAcknowledgedAtThreeHundredDeaths) {
  kill_at_random_points(Backend::kSqlite, {300, 4000});
}

TEST(LedgerKill, PostgresqlKeepsWhatItAcknowledgedAtTheDeathsOfAWriter) {
  if (postgres_is_left_out()) GTEST_SKIP() << "AOTS_SKIP_POSTGRES=1 leaves PostgreSQL out";
  kill_at_random_points(Backend::kPostgresql, {60, 20000});
}

TEST(LedgerKill, PostgresqlKeepsWhatItAcknowledgedAtTheDeathOfTheServer) {
  if (postgres_is_left_out()) GTEST_SKIP() << "AOTS_SKIP_POSTGRES=1 leaves PostgreSQL out";
  auto server = shared_postgres();
  ASSERT_TRUE(server) << server.error().message;
  Rng rng(kill_seed(), "server deaths");
  const Place place = Place::make(Backend::kPostgresql).value();
  std::int64_t trades = 0;
  for (int death = 0; death < 3; ++death) {
    Writer writer(place.address(), trades + 1);
    writer.hear(static_cast<std::int64_t>(2 + rng.below(4)));
    wait_micros(rng.below(20000));
    (*server)->kill(SIGKILL);
    const std::int64_t acknowledged = trades + writer.end(false);
    const Status back = (*server)->restart();
    ASSERT_TRUE(back) << back.error().message;
    trades = check(place, acknowledged);
  }
  EXPECT_GE(trades, 6);
}

}  // namespace
}  // namespace aots::ledger
