// What a ledger does when the world under it fails: full disks, damaged files, servers that go
// away.
#include <csignal>
#include <fstream>
#include <sys/mount.h>
#include <sys/resource.h>

#include "tests/ledger/ledger_fixture.hpp"

namespace aots::ledger {
namespace {

Result<CommitReport> commit_trade(Ledger& ledger, std::int64_t number) {
  UnitOfWork unit(sample_run());
  put_trade(unit, number);
  return ledger.commit(unit);
}

std::size_t trades(const Place& place) {
  return place.open(OpenMode::kExisting).value().read<TradeEntry>(1).value().size();
}

// ------------------------------------------------------------------------------------- SQLite

class SqliteFaults : public testing::Test {
 protected:
  Place place_ = Place::make(Backend::kSqlite).value();
};

// No file may grow beyond a size while the object lives: the disk is full.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t bytes) {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit small{bytes, limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }

 private:
  rlimit limit_{};
  void (*before_)(int) = nullptr;
};

// Writes trades until one fails; how many were acknowledged.
std::int64_t fill_up(Ledger& ledger, Error& error) {
  for (std::int64_t number = 1; number < 1000; ++number) {
    const auto report = commit_trade(ledger, number);
    if (report) continue;
    error = report.error();
    return number - 1;
  }
  return -1;
}

TEST_F(SqliteFaults, KeepsEveryAcknowledgedTradeWhenAFileCannotGrow) {
  auto ledger = place_.open().value();
  std::int64_t written = 0;
  Error error;
  {
    const FullDisk disk(std::filesystem::file_size(place_.address().path) + 1'500'000);
    written = fill_up(ledger, error);
  }
  ASSERT_GT(written, 2);
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_TRUE(place_.verify().sound());
  EXPECT_EQ(trades(place_), static_cast<std::size_t>(written));
  // With room again the same ledger goes on.
  ASSERT_TRUE(commit_trade(ledger, written + 1));
  EXPECT_EQ(trades(place_), static_cast<std::size_t>(written) + 1);
  EXPECT_TRUE(place_.verify().sound());
}

TEST_F(SqliteFaults, KeepsEveryAcknowledgedTradeWhenTheDiskIsFull) {
  if (::mount("tmpfs", place_.folder.c_str(), "tmpfs", 0, "size=1m") != 0) {
    GTEST_SKIP() << "mounting a small tmpfs needs privileges that this process does not have";
  }
  {
    auto ledger = place_.open().value();
    Error error;
    const std::int64_t written = fill_up(ledger, error);
    EXPECT_GT(written, 2);
    EXPECT_EQ(error.code, ErrorCode::kIo);
    EXPECT_NE(error.message.find(place_.address().path.string()), std::string::npos);
    EXPECT_EQ(::mount("tmpfs", place_.folder.c_str(), "tmpfs", MS_REMOUNT, "size=8m"), 0);
    EXPECT_TRUE(place_.verify().sound());
    EXPECT_EQ(trades(place_), static_cast<std::size_t>(written));
    EXPECT_TRUE(commit_trade(ledger, written + 1));
  }
  EXPECT_TRUE(place_.verify().sound());
  ::umount(place_.folder.c_str());
}

TEST_F(SqliteFaults, RefusesAFileThatIsNoLedger) {
  std::ofstream(place_.address().path) << std::string(4096, 'x');
  const auto ledger = place_.open();
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, ErrorCode::kData);
}

TEST_F(SqliteFaults, RefusesADatabaseOfSomethingElse) {
  place_.tamper("CREATE TABLE trades (tulips INTEGER)");
  const auto looked = place_.open(OpenMode::kExisting);
  ASSERT_FALSE(looked);
  EXPECT_EQ(looked.error().code, ErrorCode::kData);
  const auto made = place_.open();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kData);
  place_.tamper("SELECT tulips FROM trades");
  EXPECT_FALSE(place_.open(OpenMode::kExisting)) << "half a schema was left behind";
}

TEST_F(SqliteFaults, SaysThatAFolderIsMissing) {
  const auto ledger =
      Ledger::open(parse_address("sqlite:///nowhere/at/all/l.db").value(), OpenMode::kCreate);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, ErrorCode::kIo);
  EXPECT_NE(ledger.error().message.find("/nowhere/at/all/l.db"), std::string::npos);
}

TEST_F(SqliteFaults, FindsDamagedPages) {
  {
    auto ledger = place_.open().value();
    UnitOfWork unit(sample_run());
    for (std::int64_t number = 1; number <= 40; ++number) put_trade(unit, number);
    ASSERT_TRUE(ledger.commit(unit));
  }
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(place_.address().path));
  {
    std::fstream file(place_.address().path, std::ios::in | std::ios::out | std::ios::binary);
    for (std::int64_t at = 4096 * 40; at < size; at += 4096) {
      file.seekp(at);
      file << std::string(64, '\x5a');
    }
  }
  SilentObserver observer;
  auto ledger = place_.open(OpenMode::kExisting);
  const auto report = ledger ? ledger->verify(observer) : tl::make_unexpected(ledger.error());
  const bool told = report ? !report->sound() : report.error().code == ErrorCode::kData;
  EXPECT_TRUE(told);
}

// ------------------------------------------------------------------------------------- PostgreSQL

class PostgresqlFaults : public testing::Test {
 protected:
  void SetUp() override {
    if (postgres_is_left_out()) GTEST_SKIP() << "AOTS_SKIP_POSTGRES=1 leaves PostgreSQL out";
    auto made = Place::make(Backend::kPostgresql);
    ASSERT_TRUE(made) << made.error().message;
    place_.emplace(std::move(*made));
    server_ = shared_postgres().value();
  }

  // Ends every connection but the one that asks.
  void drop_connections() {
    ASSERT_TRUE(
        server_->sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                     "pg_backend_pid() AND application_name = 'aots'"));
  }

  std::optional<Place> place_;
  PrivatePostgres* server_ = nullptr;
};

TEST_F(PostgresqlFaults, TakesUpALostConnection) {
  auto ledger = place_->open().value();
  for (std::int64_t number = 1; number <= 4; ++number) {
    const auto report = commit_trade(ledger, number);
    ASSERT_TRUE(report) << report.error().message;
    drop_connections();
  }
  EXPECT_EQ(trades(*place_), 4U);
  EXPECT_TRUE(place_->verify().sound());
}

TEST_F(PostgresqlFaults, WritesAUnitOnceThoughItsConnectionBrokeInTheMiddle) {
  auto ledger = place_->open().value();
  ASSERT_TRUE(commit_trade(ledger, 1));
  ASSERT_TRUE(server_->sql(
      "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM "
      "pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$; CREATE TRIGGER cut AFTER INSERT "
      "ON fills FOR EACH ROW EXECUTE FUNCTION cut()",
      place_->text()));
  const auto broken = commit_trade(ledger, 2);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::kService);
  EXPECT_EQ(trades(*place_), 1U);
  ASSERT_TRUE(server_->sql("DROP TRIGGER cut ON fills", place_->text()));
  ASSERT_TRUE(commit_trade(ledger, 2));
  EXPECT_EQ(trades(*place_), 2U);
  EXPECT_TRUE(place_->verify().sound());
}

TEST_F(PostgresqlFaults, SaysThatTheServerIsAwayAndGoesOnWhenItIsBack) {
  auto ledger = place_->open().value();
  ASSERT_TRUE(commit_trade(ledger, 1));
  server_->kill(SIGINT);
  const auto away = commit_trade(ledger, 2);
  const auto opened = place_->open(OpenMode::kExisting);
  ASSERT_TRUE(server_->restart());
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().code, ErrorCode::kService);
  EXPECT_NE(away.error().message.find("does not answer"), std::string::npos);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kService);
  const auto back = commit_trade(ledger, 2);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(trades(*place_), 2U);
  EXPECT_TRUE(place_->verify().sound());
}

TEST_F(PostgresqlFaults, OpensWithAPasswordAndNotWithoutOrWithAnother) {
  const std::string secret = "p@ss %/?&'";
  ASSERT_TRUE(server_->sql("SET client_min_messages = error; DROP ROLE IF EXISTS guarded"));
  ASSERT_TRUE(server_->sql("CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'p@ss %/?&'''"));
  std::string text = place_->text();
  text.replace(text.find("aots@"), 5, "guarded@");
  LedgerAddress address = parse_address(text).value();
  for (const char* wrong : {"", "another"}) {
    address.password = wrong;
    const auto refused = Ledger::open(address, OpenMode::kCreate);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kService);
  }
  address.password = secret;
  const auto opened = Ledger::open(address, OpenMode::kCreate);
  EXPECT_TRUE(opened) << opened.error().message;
}

TEST(PostgresqlAddress, IsRefusedWhereNobodyListens) {
  const auto ledger = Ledger::open(parse_address("postgresql://aots@127.0.0.1:1/aots").value(),
                                   OpenMode::kExisting);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code, ErrorCode::kService);
  EXPECT_NE(ledger.error().message.find("127.0.0.1:1/aots"), std::string::npos);
}

}  // namespace
}  // namespace aots::ledger
