#include "data/store/detail/preference.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "data/store/detail/records.hpp"

namespace aots::data::detail {
namespace {

int rank(Origin origin) {
  switch (origin) {
    case Origin::kReal:
      return 0;
    case Origin::kReconstructed:
      return 1;
    case Origin::kSynthetic:
      return 2;
  }
  return 3;
}

auto source_of(const Part& part) {
  return std::make_tuple(rank(part.provenance.origin), std::string_view(part.provenance.kind));
}

// Within one source the part that reaches further, then the fuller one, speaks; the digest makes
// the order total.
bool better_part(const Part* a, const Part* b) {
  const auto key = [](const Part& part) {
    return std::make_tuple(part.last, part.rows, std::string_view(part.rows_sha256));
  };
  return key(*a) > key(*b);
}

bool better_pick(const ChainPick& a, const ChainPick& b) {
  const auto key = [](const ChainPick& pick) {
    return std::make_tuple(rank(pick.part->provenance.origin), pick.part->relabelled,
                           std::string_view(pick.part->provenance.kind), -pick.session->rows,
                           std::string_view(pick.session->rows_sha256));
  };
  return key(a) < key(b);
}

}  // namespace

std::vector<const Part*> preferred_parts(const Catalog& catalog, std::string_view table,
                                         std::string_view series) {
  std::vector<const Part*> parts;
  for (const auto& part : catalog.parts) {
    if (part.table == table && part.provenance.symbol == series) parts.push_back(&part);
  }
  if (parts.empty()) return parts;
  const auto* best =
      *std::min_element(parts.begin(), parts.end(),
                        [](const Part* a, const Part* b) { return source_of(*a) < source_of(*b); });
  std::erase_if(parts, [best](const Part* part) { return source_of(*part) != source_of(*best); });
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

std::vector<ChainPick> chain_picks(const Catalog& catalog, std::string_view symbol, Date from,
                                   Date to) {
  std::map<Date, ChainPick> picks;
  for (const auto& part : catalog.parts) {
    if (part.table != kChainsTable || part.provenance.symbol != symbol) continue;
    for (const auto& session : part.sessions) {
      if (session.session < from || session.session > to) continue;
      const ChainPick candidate{&part, &session};
      const auto [found, added] = picks.try_emplace(session.session, candidate);
      if (!added && better_pick(candidate, found->second)) found->second = candidate;
    }
  }
  std::vector<ChainPick> out;
  out.reserve(picks.size());
  for (const auto& [session, pick] : picks) out.push_back(pick);
  return out;
}

}  // namespace aots::data::detail
