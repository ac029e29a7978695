#include "features/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "base/contract.hpp"

namespace aots::features {

namespace {

using ClosePair = std::pair<double, double>;

struct CommonCloses {
  std::vector<ClosePair> closes;  // ascending
  int days = 0;                   // from the first to the last
};

// The closes of the sessions that both series hold, the last `count` of them, ascending.
CommonCloses common_closes(std::span<const DatedClose> a, std::span<const DatedClose> b,
                           std::size_t count) {
  CommonCloses common;
  std::optional<Date> last;
  while (!a.empty() && !b.empty() && common.closes.size() < count) {
    if (a.back().first > b.back().first) {
      a = a.first(a.size() - 1);
    } else if (b.back().first > a.back().first) {
      b = b.first(b.size() - 1);
    } else {
      if (!last) last = a.back().first;
      common.days = days_between(a.back().first, *last);
      common.closes.emplace_back(a.back().second, b.back().second);
      a = a.first(a.size() - 1);
      b = b.first(b.size() - 1);
    }
  }
  std::reverse(common.closes.begin(), common.closes.end());
  return common;
}

std::size_t root_of(const std::vector<std::size_t>& parents, std::size_t index) {
  while (parents[index] != index) index = parents[index];
  return index;
}

}  // namespace

std::optional<double> return_correlation(std::span<const DatedClose> a,
                                         std::span<const DatedClose> b, int sessions) {
  AOTS_EXPECTS(sessions >= 2);
  const auto count = static_cast<std::size_t>(sessions);
  const auto [closes, days] = common_closes(a, b, count + 1);
  if (closes.size() < count + 1 || days > kCorrelationDaysPerSessionMax * sessions) {
    return std::nullopt;
  }
  std::vector<ClosePair> returns(count);
  ClosePair mean{0.0, 0.0};
  for (std::size_t i = 0; i < count; ++i) {
    const ClosePair& from = closes[i];
    const ClosePair& to = closes[i + 1];
    AOTS_EXPECTS(from.first > 0.0 && from.second > 0.0 && to.first > 0.0 && to.second > 0.0);
    returns[i] = {std::log(to.first / from.first), std::log(to.second / from.second)};
    mean.first += returns[i].first;
    mean.second += returns[i].second;
  }
  mean.first /= static_cast<double>(count);
  mean.second /= static_cast<double>(count);
  double aa = 0.0;
  double bb = 0.0;
  double ab = 0.0;
  for (const ClosePair& pair : returns) {
    const double da = pair.first - mean.first;
    const double db = pair.second - mean.second;
    aa += da * da;
    bb += db * db;
    ab += da * db;
  }
  if (aa == 0.0 || bb == 0.0) return std::nullopt;
  return std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
}

std::vector<std::vector<Symbol>> correlation_clusters(
    const std::map<Symbol, std::vector<DatedClose>>& series, double threshold) {
  std::vector<const std::vector<DatedClose>*> closes;
  std::vector<Symbol> symbols;
  for (const auto& [symbol, history] : series) {
    symbols.push_back(symbol);
    closes.push_back(&history);
  }
  // The root of a cluster is its smallest index, so that clusters come out in order of symbol.
  std::vector<std::size_t> parents(symbols.size());
  std::iota(parents.begin(), parents.end(), std::size_t{0});
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    for (std::size_t j = i + 1; j < symbols.size(); ++j) {
      const auto correlation = return_correlation(*closes[i], *closes[j]);
      if (!correlation || !(*correlation > threshold)) continue;
      const std::size_t a = root_of(parents, i);
      const std::size_t b = root_of(parents, j);
      parents[std::max(a, b)] = std::min(a, b);
    }
  }
  std::map<std::size_t, std::vector<Symbol>> clusters;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    clusters[root_of(parents, i)].push_back(symbols[i]);
  }
  std::vector<std::vector<Symbol>> result;
  for (auto& [root, members] : clusters) result.push_back(std::move(members));
  return result;
}

}  // namespace aots::features
