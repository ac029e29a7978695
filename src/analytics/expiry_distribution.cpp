#include "analytics/expiry_distribution.hpp"

#include <vector>

#include "analytics/fitted_surface.hpp"

namespace aots::analytics {

std::optional<pricing::TerminalDistribution> expiry_distribution(const ChainView& view,
                                                                 std::size_t expiry) {
  const std::vector<pricing::SmileQuote> quotes = smile_quotes(view, expiry);
  if (quotes.empty()) return std::nullopt;
  const auto fit = pricing::fit_smile(quotes, *view.expiry(expiry).years);
  if (!fit) return std::nullopt;
  return pricing::TerminalDistribution(view.carry(expiry).forward->forward, fit->smile);
}

}  // namespace aots::analytics
