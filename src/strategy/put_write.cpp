#include "strategy/put_write.hpp"

#include "strategy/structure.hpp"

namespace aots::strategy {
namespace {

constexpr DteWindow kWindow{15, 60};
constexpr int kTargetDte = 30;

}  // namespace

Decision PutWriteStrategy::evaluate(const MarketView& view) const {
  if (view.ticker.symbol != symbol_) return NoSignal{"another_underlying", {}, {}};
  if (!view.chain.chain().spot) return NoSignal{"no_spot", {}, {}};
  const auto expiry = nearest_expiry(view.chain, kWindow, kTargetDte);
  if (!expiry) return NoSignal{"no_expiry_in_window", {}, {}};
  const auto put =
      nearest_strike(view.chain, *expiry, Right::kPut, view.chain.chain().spot->to_double());
  if (!put) return NoSignal{"no_put_listed", {}, {}};
  Decision decision = make_structure(view, {"put_write", "sell_put", Direction::kBullish},
                                     {{*put, Side::kSell}}, {});
  if (auto* signal = std::get_if<Signal>(&decision)) {
    signal->confidence = 1.0;
    // Its loss ends where the underlying is worth nothing, and at no leg that it buys.
    signal->defined_risk = false;
  }
  return decision;
}

std::optional<std::string> PutWriteStrategy::exit_reason(const PositionContext& /*context*/) const {
  return std::nullopt;
}

}  // namespace aots::strategy
