#include "data/clean/chain_order.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>

namespace aots::data {
namespace {

// Sorting compares rows about fifteen times each, so what they are compared by is packed first: the
// few roots of a file by their rank, the rest as numbers.
struct Key {
  std::int32_t expiry = 0;
  std::int32_t root = 0;
  std::int64_t strike = 0;
  std::int32_t right = 0;
  std::size_t row = 0;

  bool operator<(const Key& other) const {
    return std::tie(expiry, root, strike, right, row) <
           std::tie(other.expiry, other.root, other.strike, other.right, other.row);
  }
};

std::vector<std::string_view> roots_of(const SourceRows<ChainRow>& rows) {
  std::vector<std::string_view> roots;
  for (const auto& row : rows) {
    const std::string_view root = row.record.root;
    if (!roots.empty() && roots.back() == root) continue;
    // The latest root is kept at the end: rows come in runs.
    const auto known = std::find(roots.begin(), roots.end(), root);
    if (known == roots.end()) {
      roots.push_back(root);
    } else {
      std::iter_swap(known, roots.end() - 1);
    }
  }
  std::sort(roots.begin(), roots.end());
  return roots;
}

}  // namespace

std::vector<std::size_t> chain_order(const SourceRows<ChainRow>& rows) {
  const auto roots = roots_of(rows);
  std::vector<Key> keys(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& record = rows[i].record;
    const auto root = std::lower_bound(roots.begin(), roots.end(), std::string_view(record.root));
    keys[i] = {.expiry = static_cast<std::int32_t>(record.expiry.time_since_epoch().count()),
               .root = static_cast<std::int32_t>(root - roots.begin()),
               .strike = record.quote.strike.micros(),
               .right = static_cast<std::int32_t>(record.quote.right),
               .row = i};
  }
  if (!std::is_sorted(keys.begin(), keys.end())) std::sort(keys.begin(), keys.end());
  std::vector<std::size_t> order(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) order[i] = keys[i].row;
  return order;
}

}  // namespace aots::data
