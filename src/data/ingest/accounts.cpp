#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "data/ingest/import.hpp"

namespace aots::data {
namespace {

using Key = std::pair<std::string, std::string>;  // kind, symbol

Key key_of_dataset(const Provenance& from) { return {from.kind, from.symbol}; }

std::vector<Gap> gaps_between(const std::set<Date>& held,
                              const calendar::ExchangeCalendar& calendar) {
  std::vector<Gap> gaps;
  bool open = false;
  for (const auto session : calendar.sessions(*held.begin(), *held.rbegin())) {
    if (held.contains(session)) {
      open = false;
    } else if (open) {
      gaps.back().last = session;
      ++gaps.back().sessions;
    } else {
      gaps.push_back({.first = session, .last = session, .sessions = 1});
      open = true;
    }
  }
  return gaps;
}

}  // namespace

void add_step(std::vector<StepAccount>& steps, const StepAccount& step) {
  const auto found = std::find_if(steps.begin(), steps.end(), [&](const StepAccount& known) {
    return known.step == step.step;
  });
  if (found == steps.end()) {
    steps.push_back(step);
    return;
  }
  found->seen += step.seen;
  found->changed += step.changed;
  found->duplicates += step.duplicates;
  found->set_aside += step.set_aside;
}

std::vector<DatasetAccount> summarise(const std::vector<ImportAccount>& accounts) {
  struct Gathered {
    DatasetAccount account;
    std::set<std::pair<std::string, std::string>> files;  // name, hash
    std::set<Date> sessions;
  };
  std::map<Key, Gathered> datasets;
  for (const auto& account : accounts) {
    const auto& from = account.provenance;
    auto& dataset = datasets[key_of_dataset(from)];
    dataset.files.insert({from.source_file, from.source_sha256});
    dataset.sessions.insert(account.sessions.begin(), account.sessions.end());
    auto& sum = dataset.account;
    sum.rows_read += account.rows_read;
    sum.rows_stored += account.rows_stored;
    sum.rows_quarantined += account.rows_quarantined;
    sum.duplicates += account.duplicates;
    for (const auto& [rule, rows] : account.reasons) sum.reasons[rule] += rows;
    for (const auto& note : account.notes) sum.notes.push_back(note);
  }
  std::vector<DatasetAccount> out;
  for (auto& [key, dataset] : datasets) {
    dataset.account.kind = key.first;
    dataset.account.symbol = key.second;
    dataset.account.files = static_cast<std::int64_t>(dataset.files.size());
    dataset.account.sessions.assign(dataset.sessions.begin(), dataset.sessions.end());
    auto& notes = dataset.account.notes;
    std::sort(notes.begin(), notes.end());
    notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
    out.push_back(std::move(dataset.account));
  }
  return out;
}

std::vector<DatasetGaps> find_gaps(const Catalog& catalog,
                                   const calendar::ExchangeCalendar& calendar) {
  std::set<Key> of_sessions;
  for (const auto& part : catalog.parts) {
    if (part.table == "bars" || part.table == "chains") {
      of_sessions.insert(key_of_dataset(part.provenance));
    }
  }
  std::map<Key, std::set<Date>> held;
  for (const auto& account : catalog.accounts) {
    const auto key = key_of_dataset(account.provenance);
    if (of_sessions.contains(key)) {
      held[key].insert(account.sessions.begin(), account.sessions.end());
    }
  }
  std::vector<DatasetGaps> out;
  for (const auto& [key, sessions] : held) {
    if (sessions.empty()) continue;
    auto gaps = gaps_between(sessions, calendar);
    if (!gaps.empty()) out.push_back({key.first, key.second, std::move(gaps)});
  }
  return out;
}

}  // namespace aots::data
