#include "data/store/detail/preference.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "data/store/detail/records.hpp"

namespace aots::data::detail {
namespace {

SourceRank rank_of(const SourceRanking& ranking, const Part& part) {
  return data::rank_of(ranking, part.table, part.provenance.kind, part.provenance.origin,
                       part.relabelled);
}

// Within one source the part that reaches further, then the fuller one, speaks; the digest makes
// the order total.
bool better_part(const Part* a, const Part* b) {
  const auto key = [](const Part& part) {
    return std::make_tuple(part.last, part.rows, std::string_view(part.rows_sha256));
  };
  return key(*a) > key(*b);
}

// What one source says of one session.
class SessionSnapshots {
 public:
  void offer(const SourceRank& rank, const ChainPick& candidate) {
    if (!snapshots_.empty() && rank > rank_) return;
    if (snapshots_.empty() || rank < rank_) {
      snapshots_.clear();
      rank_ = rank;
    }
    const auto [found, added] = snapshots_.try_emplace(candidate.session->known_time, candidate);
    if (!added && fuller(candidate, found->second)) found->second = candidate;
  }

  void append_to(std::vector<ChainPick>& picks) const {
    for (const auto& [known_time, pick] : snapshots_) picks.push_back(pick);
  }

 private:
  static bool fuller(const ChainPick& a, const ChainPick& b) {
    const auto key = [](const ChainPick& pick) {
      return std::make_tuple(-pick.session->rows, std::string_view(pick.session->rows_sha256));
    };
    return key(a) < key(b);
  }

  SourceRank rank_;
  std::map<std::optional<Timestamp>, ChainPick> snapshots_;
};

}  // namespace

std::vector<const Part*> preferred_parts(const Catalog& catalog, const SourceRanking& ranking,
                                         std::string_view table, std::string_view series) {
  std::vector<const Part*> parts;
  for (const auto& part : catalog.parts) {
    if (part.table == table && part.provenance.symbol == series) parts.push_back(&part);
  }
  if (parts.empty()) return parts;
  std::vector<SourceRank> ranks;
  ranks.reserve(parts.size());
  for (const auto* part : parts) ranks.push_back(rank_of(ranking, *part));
  const auto best = *std::min_element(ranks.begin(), ranks.end());
  std::erase_if(parts, [&](const Part* part) { return rank_of(ranking, *part) != best; });
  std::sort(parts.begin(), parts.end(), better_part);
  return parts;
}

std::vector<std::string> series_of(const Catalog& catalog, std::string_view table) {
  std::set<std::string> series;
  for (const auto& part : catalog.parts) {
    if (part.table == table) series.insert(part.provenance.symbol);
  }
  return {series.begin(), series.end()};
}

std::vector<ChainPick> chain_picks(const Catalog& catalog, const SourceRanking& ranking,
                                   std::string_view symbol, Date from, Date to) {
  std::map<Date, SessionSnapshots> sessions;
  for (const auto& part : catalog.parts) {
    if (part.table != kChainsTable || part.provenance.symbol != symbol) continue;
    const auto rank = rank_of(ranking, part);
    for (const auto& session : part.sessions) {
      if (session.session < from || session.session > to) continue;
      sessions[session.session].offer(rank, {&part, &session});
    }
  }
  std::vector<ChainPick> picks;
  for (const auto& [session, snapshots] : sessions) snapshots.append_to(picks);
  return picks;
}

void sort_by_known_time(std::vector<ChainPick>& picks) {
  // An older catalog does not say when a snapshot became known; its sessions stay in their order.
  const auto when = [](const ChainPick& pick) {
    const Timestamp day(pick.session->session.time_since_epoch());
    return pick.session->known_time.value_or(day);
  };
  std::stable_sort(picks.begin(), picks.end(),
                   [&when](const ChainPick& a, const ChainPick& b) { return when(a) < when(b); });
}

}  // namespace aots::data::detail
