#include "ledger/address.hpp"

#include <gtest/gtest.h>

namespace aots::ledger {
namespace {

TEST(LedgerAddress, ReadsPathsOfSqlite) {
  EXPECT_EQ(parse_address("sqlite:///var/lib/l.db").value().path, Path("/var/lib/l.db"));
  EXPECT_EQ(parse_address("sqlite:////var/lib/l.db").value().path, Path("/var/lib/l.db"));
  EXPECT_EQ(parse_address("sqlite:runs/l.db").value().path, Path("runs/l.db"));
  EXPECT_EQ(parse_address("sqlite:///a b/l.db").value().path, Path("/a b/l.db"));
  EXPECT_EQ(parse_address("sqlite:///var/lib/l.db").value().backend, Backend::kSqlite);
}

TEST(LedgerAddress, ShowsWhereItIs) {
  EXPECT_EQ(parse_address("sqlite:////var/l.db").value().display(), "sqlite:///var/l.db");
  EXPECT_EQ(parse_address("sqlite:l.db").value().display(), "sqlite:l.db");
  EXPECT_EQ(parse_address("postgres://me@db:5432/aots?sslmode=require").value().display(),
            "postgresql://me@db:5432/aots");
}

TEST(LedgerAddress, KeepsPostgresqlParametersAndTakesOutItsOwn) {
  const auto address =
      parse_address("postgresql://me@db/aots?sslmode=require&password_env=PW&options=-cx%3Dy");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->backend, Backend::kPostgresql);
  EXPECT_EQ(address->uri, "postgresql://me@db/aots?sslmode=require&options=-cx%3Dy");
  EXPECT_EQ(address->password_env, "PW");
  EXPECT_EQ(parse_address("postgresql://me@db/aots?password_file=/run/pw").value().password_file,
            "/run/pw");
}

TEST(LedgerAddress, RefusesASecretWithoutRepeatingIt) {
  for (const char* text : {"postgresql://me:hunter2@db/aots", "postgresql://me:hunter2@db",
                           "postgresql://me@db/aots?password=hunter2"}) {
    const auto address = parse_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, ErrorCode::kConfig);
    EXPECT_EQ(address.error().message.find("hunter2"), std::string::npos);
    EXPECT_NE(address.error().message.find("password_env"), std::string::npos);
  }
}

TEST(LedgerAddress, RefusesWhatIsNone) {
  for (const char* text : {"", "ledger.db", "mysql://db/aots", "sqlite:", "sqlite:///", "sqlite:a/",
                           "sqlite:///a?mode=ro", "sqlite:///a\"b",
                           "postgresql://db/aots?password_env=A&password_file=B"}) {
    const auto address = parse_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code, ErrorCode::kConfig);
  }
}

}  // namespace
}  // namespace aots::ledger
