// LakeFiller: writes prepared files into the lake and keeps the accounts of one import.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "data/ingest/prepared_file.hpp"
#include "data/store/lake.hpp"

namespace aots::data {

// Identifies what a vendor file was read as. The symbol is given where its rows do not carry it,
// the name where it dates the rows: the same bytes under another date are another file.
struct FileIdentity {
  std::string kind;
  std::string sha256;
  std::optional<Symbol> symbol;
  std::optional<std::string> name;
};

// The accounts among these that are of the file, with all rows as duplicates; empty when there is
// none.
std::vector<ImportAccount> repeated_accounts(const std::vector<ImportAccount>& accounts,
                                             const FileIdentity& file);

class LakeFiller {
 public:
  explicit LakeFiller(LakeWriter& writer);

  // The same, of what this import has taken so far.
  std::vector<ImportAccount> already_taken(const FileIdentity& file) const;
  void repeat(std::vector<ImportAccount> accounts);

  // Chains whose label was not their session wait for finish(): another file may hold the session
  // under its own label, and then they are copies.
  Status write(PreparedFile&& file);
  Status finish();

  // Of everything that was written or repeated.
  std::vector<ImportAccount> accounts() const;
  // What the steps did to what was written, by kind and symbol.
  using StepsOf = std::map<std::pair<std::string, std::string>, std::vector<StepAccount>>;
  const StepsOf& steps() const { return steps_; }

 private:
  using OwnSession = std::tuple<std::string, std::string, Date>;  // kind, symbol, session

  Status write_set(PreparedSet&& set);
  Status write_chains(PreparedSet& set, std::vector<PreparedChain>& chains);

  LakeWriter& writer_;
  std::set<OwnSession> own_sessions_;  // held under their own label
  std::vector<PreparedSet> waiting_;
  std::vector<ImportAccount> recorded_;
  std::vector<ImportAccount> repeated_;
  StepsOf steps_;
};

}  // namespace aots::data
