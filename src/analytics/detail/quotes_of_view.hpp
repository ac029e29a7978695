// The quotes of one expiry of a ChainView, as smile_kernel.hpp asks for them.
#pragma once

#include <optional>
#include <vector>

#include "analytics/chain_view.hpp"

namespace aots::analytics::detail {

struct QuotesOfView {
  const ChainView& view;
  std::size_t expiry = 0;

  const QuoteList& quotes() const { return view.expiry(expiry).chain->quotes; }
  std::size_t size() const { return quotes().size(); }
  double strike(std::size_t i) const { return quotes()[i].strike.to_double(); }
  Right right(std::size_t i) const { return quotes()[i].right; }
  std::optional<double> vol(std::size_t i) const { return view.analytics(expiry, i).iv; }
  std::optional<double> delta(std::size_t i) const {
    const auto& greeks = view.analytics(expiry, i).greeks;
    return greeks ? std::optional(greeks->delta) : std::nullopt;
  }
};

}  // namespace aots::analytics::detail
