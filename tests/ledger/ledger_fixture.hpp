// LedgerTest: the same tests on both databases; and rows to write.
#pragma once

#include <optional>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "ledger/ledger.hpp"
#include "tests/ledger/private_postgres.hpp"

namespace aots::ledger {

// A database for one test: a new SQLite file, or an empty schema of the private PostgreSQL.
class Place {
 public:
  static Result<Place> make(Backend backend);
  Place(Place&& other) noexcept;
  Place& operator=(Place&&) = delete;
  ~Place();

  LedgerAddress address() const { return parse_address(text_).value(); }
  const std::string& text() const { return text_; }
  Result<Ledger> open(OpenMode mode = OpenMode::kCreate) const {
    return Ledger::open(address(), mode);
  }
  VerifyReport verify() const;
  // Changes the database behind the ledger's back.
  void tamper(const std::string& statement) const;
  // The same, for rows that a trigger or a reference keeps.
  void tamper_unguarded(const std::string& statement) const;

  Path folder;  // SQLite

 private:
  Place() = default;

  std::string text_;
};

class LedgerTest : public ::testing::TestWithParam<Backend> {
 protected:
  void SetUp() override;
  const Place& place() const { return *place_; }

  std::optional<Place> place_;
};

#define AOTS_BOTH_DATABASES(Suite)                                                              \
  INSTANTIATE_TEST_SUITE_P(, Suite, ::testing::Values(Backend::kSqlite, Backend::kPostgresql),  \
                           [](const ::testing::TestParamInfo<Backend>& tested) {                \
                             return tested.param == Backend::kSqlite ? "Sqlite" : "Postgresql"; \
                           })

RunEntry sample_run(std::string manifest = "{\"run\":1}");
Timestamp at(std::string_view time);
OptionContract sample_contract(Right right, const char* strike);

// The rows of one trade of two legs that was opened and filled: signal, quotes, trade, legs, order,
// order legs, fill, fill legs.
void put_trade(UnitOfWork& unit, std::int64_t number);
// How many rows put_trade puts.
inline constexpr std::int64_t kTradeRows = 12;

}  // namespace aots::ledger
