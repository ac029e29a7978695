// For any catalog: the choice between sources does not depend on the order of its parts, and equal
// rows and only equal rows have one digest.
#include "data/store/detail/preference.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "data/store/detail/row_digest.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::data::detail {
namespace {

const Date kStart = make_date(2019, 5, 1);

// Small ranges, so that ties are frequent.
Part random_part(Rng& rng, std::string table) {
  const Origin origins[] = {Origin::kReal, Origin::kReconstructed, Origin::kSynthetic};
  const std::string kinds[] = {"alpha", "beta"};
  Part part;
  part.table = std::move(table);
  part.provenance.kind = kinds[rng.below(2)];
  part.provenance.symbol = "SPY";
  part.provenance.origin = origins[rng.below(3)];
  part.relabelled = rng.below(2) == 0;
  for (int day = 0; day < 6; ++day) {
    if (rng.below(2) == 0) continue;
    part.sessions.push_back({.session = kStart + Days(day),
                             .rows = static_cast<std::int64_t>(1 + rng.below(2)),
                             .rows_sha256 = std::to_string(rng.below(1U << 30))});
    part.rows += part.sessions.back().rows;
  }
  part.first = kStart;
  part.last = kStart + Days(static_cast<int>(rng.below(2)));
  part.rows_sha256 = std::to_string(rng.below(1U << 30));
  return part;
}

Catalog shuffled(const Catalog& catalog, Rng& rng) {
  Catalog other = catalog;
  for (std::size_t i = other.parts.size(); i > 1; --i) {
    std::swap(other.parts[i - 1], other.parts[rng.below(i)]);
  }
  return other;
}

std::vector<std::string> names(const std::vector<ChainPick>& picks) {
  std::vector<std::string> out;
  for (const auto& pick : picks) {
    out.push_back(to_string(pick.session->session) + pick.session->rows_sha256);
  }
  return out;
}

RC_GTEST_PROP(Preference, OfChainsDoesNotDependOnTheOrderOfImport, (std::uint64_t seed)) {
  Rng rng(seed);
  Catalog catalog;
  for (std::uint64_t i = 0; i < 8; ++i) catalog.parts.push_back(random_part(rng, "chains"));
  const auto picks = chain_picks(catalog, {}, "SPY", kStart, kStart + Days(9));
  const auto other = shuffled(catalog, rng);
  RC_ASSERT(names(chain_picks(other, {}, "SPY", kStart, kStart + Days(9))) == names(picks));
  std::set<Date> sessions;
  for (const auto& part : catalog.parts) {
    for (const auto& entry : part.sessions) sessions.insert(entry.session);
  }
  RC_ASSERT(picks.size() == sessions.size());
  for (const auto& pick : picks) {
    for (const auto& part : catalog.parts) {
      if (part.provenance.origin != Origin::kReal) continue;
      for (const auto& entry : part.sessions) {
        // A recorded chain is never passed over for another origin, nor a labelled one for a copy.
        if (entry.session != pick.session->session) continue;
        RC_ASSERT(pick.part->provenance.origin == Origin::kReal);
        RC_ASSERT(!pick.part->relabelled || part.relabelled);
      }
    }
  }
}

RC_GTEST_PROP(Preference, OfDailyRecordsIsOneSourceInOneOrder, (std::uint64_t seed)) {
  Rng rng(seed);
  Catalog catalog;
  for (std::uint64_t i = 0; i < 8; ++i) catalog.parts.push_back(random_part(rng, "bars"));
  const auto digests = [](const std::vector<const Part*>& parts) {
    std::vector<std::string> out;
    for (const auto* part : parts) out.push_back(part->rows_sha256);
    return out;
  };
  const auto parts = preferred_parts(catalog, {}, "bars", "SPY");
  RC_ASSERT(!parts.empty());
  for (const auto* part : parts) {
    RC_ASSERT(part->provenance.kind == parts[0]->provenance.kind);
    RC_ASSERT(part->provenance.origin == parts[0]->provenance.origin);
  }
  const auto other = shuffled(catalog, rng);
  RC_ASSERT(digests(preferred_parts(other, {}, "bars", "SPY")) == digests(parts));
}

std::string digest_of(const std::vector<std::int64_t>& values) {
  RowDigest digest("table");
  for (const auto value : values) digest.integer(value);
  return digest.hex();
}

RC_GTEST_PROP(RowDigests, AreEqualForEqualRowsOnly,
              (const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b)) {
  RC_ASSERT((digest_of(a) == digest_of(b)) == (a == b));
}

RC_GTEST_PROP(RowDigests, TellWhereOneTextEndsAndTheNextBegins,
              (const std::string& a, const std::string& b)) {
  const auto digest = [](const std::string& first, const std::string& second) {
    RowDigest rows("table");
    rows.text(first);
    rows.text(second);
    return rows.hex();
  };
  RC_ASSERT((digest(a, b) == digest(a + b, "")) == b.empty());
}

TEST(RowDigests, DoNotDependOnHowMuchIsBuffered) {
  // The reference feeds the same bytes in one piece: length as a zigzag varint, then the text.
  const std::string text(20000, 'x');
  RowDigest rows("");
  rows.text(text);
  std::string bytes("\0", 1);
  bytes += "\xC0\xB8\x02";
  bytes += text;
  EXPECT_EQ(rows.hex(), sha256_hex(bytes));
}

}  // namespace
}  // namespace aots::data::detail
