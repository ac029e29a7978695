// Small records for the tests of the store: a builder of chains, random records of every table, and
// a folder that goes when the test does.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "base/rng.hpp"
#include "base/time.hpp"
#include "data/store/lake.hpp"
#include "domain/market.hpp"

namespace aots::data::testing {

// An empty folder under the system's temporary directory.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const Path& path() const { return path_; }

 private:
  Path path_;
};

// An hour of the date in UTC; 21 is at or after every close of the exchange.
Timestamp at_hour(Date date, int hour);
Price dollars(double value);

// Builds a chain quote by quote, in any order.
//
//   ChainBuilder("SPX", session).spot(2900).quote("SPXW", expiry, 2850,
//   Right::kPut, 1.2, 1.3).build()
class ChainBuilder {
 public:
  ChainBuilder(std::string_view symbol, Date session);

  ChainBuilder& spot(double value);
  ChainBuilder& origin(Origin origin);
  ChainBuilder& known_at(Timestamp time);
  ChainBuilder& quote(std::string_view root, Date expiry, double strike, Right right, double bid,
                      double ask);
  ChainBuilder& quote(std::string_view root, Date expiry, OptionQuote quote);
  // `strikes` strikes from 100 on, calls and puts, with quotes that differ by session and strike.
  ChainBuilder& grid(Date expiry, int strikes);
  OptionChain build() const;

 private:
  OptionChain chain_;
};

Provenance provenance(std::string_view kind, std::string_view symbol, Origin origin = Origin::kReal,
                      std::string_view file = "file.csv");

Bar bar(std::string_view symbol, Date date, double close, Origin origin = Origin::kReal);

// Random records; every optional field is sometimes absent.
Bar random_bar(Rng& rng, std::string_view symbol, Date date);
RateObservation random_rate(Rng& rng, std::string_view series, Date date);
Dividend random_dividend(Rng& rng, std::string_view symbol, Date date);
Split random_split(Rng& rng, std::string_view symbol, Date date);
EarningsReport random_earnings(Rng& rng, std::string_view symbol, Date date);
FomcDecision random_fomc(Rng& rng, Date date);
OptionChain random_chain(Rng& rng, std::string_view symbol, Date session, int expiries,
                         int strikes);

// Deletes the session tapes, so that what is read comes from the Parquet parts.
void delete_tapes(const Path& lake);

// Names of the files under the lake's parts folder, ascending.
std::vector<std::string> part_files(const Path& lake);

}  // namespace aots::data::testing
