#include "data/ingest/lake_filler.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "calendar/ticker_renames.hpp"

namespace aots::data {
namespace {

constexpr std::string_view kChainsTable = "chains";

// Writes the records of every table but chains.
struct RecordWriter {
  LakeWriter& writer;
  const Provenance& from;

  Status operator()(const std::vector<Bar>& rows) const { return writer.write_bars(from, rows); }
  Status operator()(const std::vector<RateObservation>& rows) const {
    return writer.write_rates(from, rows);
  }
  Status operator()(const Actions& actions) const {
    AOTS_CHECK_OK(writer.write_dividends(from, actions.dividends));
    return writer.write_splits(from, actions.splits);
  }
  Status operator()(const std::vector<EarningsReport>& rows) const {
    return writer.write_earnings(from, rows);
  }
  Status operator()(const std::vector<FomcDecision>& rows) const {
    return writer.write_fomc(from, rows);
  }
};

void set_aside_copy(PreparedSet& set, PreparedChain& copy) {
  const auto rows = static_cast<std::int64_t>(copy.as_copy.size());
  set.account.rows_stored -= rows;
  set.account.rows_quarantined += rows;
  set.account.reasons["session_copy"] += rows;
  set.account.notes.push_back(fmt::format("{} repeats {}, which has its own file",
                                          to_string(copy.label), to_string(copy.chain.session)));
  std::move(copy.as_copy.begin(), copy.as_copy.end(), std::back_inserter(set.quarantined));
}

}  // namespace

LakeFiller::LakeFiller(LakeWriter& writer) : writer_(writer) {
  for (const auto& part : writer.catalog().parts) {
    if (part.table != kChainsTable || part.relabelled) continue;
    for (const auto& session : part.sessions) {
      own_sessions_.insert({part.provenance.kind, part.provenance.symbol, session.session});
    }
  }
}

std::vector<ImportAccount> repeated_accounts(const std::vector<ImportAccount>& accounts,
                                             const FileIdentity& file) {
  std::vector<ImportAccount> repeated;
  for (const auto& account : accounts) {
    const auto& from = account.provenance;
    if (from.kind != file.kind || from.source_sha256 != file.sha256) continue;
    const bool is_of_it = !file.symbol || from.symbol.empty() ||
                          calendar::may_be_kept_under(*file.symbol, Symbol(from.symbol));
    if (!is_of_it) continue;
    if (file.name && from.source_file != *file.name) continue;
    auto& copy = repeated.emplace_back();
    copy.provenance = from;
    copy.rows_read = account.rows_read;
    copy.duplicates = account.rows_read;
    copy.sessions = account.sessions;
  }
  return repeated;
}

std::vector<ImportAccount> LakeFiller::already_taken(const FileIdentity& file) const {
  auto accounts = recorded_;
  for (const auto& set : waiting_) accounts.push_back(set.account);
  return repeated_accounts(accounts, file);
}

void LakeFiller::repeat(std::vector<ImportAccount> accounts) {
  std::move(accounts.begin(), accounts.end(), std::back_inserter(repeated_));
}

Status LakeFiller::write(PreparedFile&& file) {
  for (auto& set : file.sets) {
    bool waits = false;
    if (const auto* chains = std::get_if<std::vector<PreparedChain>>(&set.records)) {
      const auto& from = set.account.provenance;
      for (const auto& chain : *chains) {
        waits = waits || chain.relabelled;
        if (chain.relabelled) continue;
        own_sessions_.insert({from.kind, from.symbol, chain.chain.session});
      }
    }
    if (waits) {
      waiting_.push_back(std::move(set));
    } else {
      AOTS_CHECK_OK(write_set(std::move(set)));
    }
  }
  return {};
}

Status LakeFiller::finish() {
  for (auto& set : waiting_) AOTS_CHECK_OK(write_set(std::move(set)));
  waiting_.clear();
  return {};
}

std::vector<ImportAccount> LakeFiller::accounts() const {
  auto all = recorded_;
  all.insert(all.end(), repeated_.begin(), repeated_.end());
  return all;
}

Status LakeFiller::write_set(PreparedSet&& set) {
  const auto& from = set.account.provenance;
  AOTS_CHECK_OK(std::visit(
      [&](auto& records) -> Status {
        if constexpr (std::is_same_v<std::decay_t<decltype(records)>, std::vector<PreparedChain>>) {
          return write_chains(set, records);
        } else {
          return RecordWriter{writer_, from}(records);
        }
      },
      set.records));
  AOTS_CHECK_OK(writer_.write_quarantine(from, set.quarantined));
  for (const auto& step : set.steps) add_step(steps_[{from.kind, from.symbol}], step);
  recorded_.push_back(set.account);
  writer_.record(std::move(set.account));
  return {};
}

Status LakeFiller::write_chains(PreparedSet& set, std::vector<PreparedChain>& chains) {
  const auto& from = set.account.provenance;
  std::vector<OptionChain> own;
  std::set<Date> stored;
  for (auto& chain : chains) {
    const Date session = chain.chain.session;
    if (chain.relabelled && own_sessions_.contains({from.kind, from.symbol, session})) {
      set_aside_copy(set, chain);
      continue;
    }
    stored.insert(session);
    std::move(chain.notes.begin(), chain.notes.end(), std::back_inserter(set.account.notes));
    if (chain.relabelled) {
      AOTS_CHECK_OK(writer_.write_chains(from, std::span(&chain.chain, 1), true));
    } else {
      own.push_back(std::move(chain.chain));
    }
  }
  set.account.sessions.assign(stored.begin(), stored.end());
  return writer_.write_chains(from, own);
}

}  // namespace aots::data
