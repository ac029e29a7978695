#include "engine/hedging.hpp"

#include <cmath>
#include <utility>

namespace aots::engine {
namespace {

bool turns_round(std::int64_t held, std::int64_t after) {
  return (held > 0 && after < 0) || (held < 0 && after > 0);
}

}  // namespace

Hedging::Hedging(HedgingParts parts)
    : parts_(std::move(parts)),
      gate_(parts_.risk),
      shares_(parts_.delay, parts_.costs.half_spread) {}

Status Hedging::on_chain(const OptionChain& chain) {
  const trading::SimShares::Met met = shares_.observe(chain);
  if (met.lapsed > 0) parts_.funnel.hedges_refused["spot_known"] += met.lapsed;
  for (const ShareFill& fill : met.fills) AOTS_CHECK_OK(book(fill));
  return {};
}

Status Hedging::keep_within(double band, PositionId id, const analytics::ChainView& view) {
  const Position& position = *parts_.portfolio.find(id);
  if (trading::shares_are_leaving(position)) return {};
  const Timestamp now = view.chain().known_time;
  if (!trading::holds_options(position)) return leave(id, "hedge", now);
  const auto delta = trading::option_delta(position, view);
  if (!delta) {
    ++parts_.funnel.hedges_refused["delta_known"];
    return {};
  }
  const std::int64_t held = trading::net_shares(position);
  if (std::abs(*delta + static_cast<double>(held)) <= band) return {};
  const std::int64_t shares = -std::llround(*delta) - held;
  if (shares == 0) return {};
  return trade({.position = position,
                .shares = shares,
                .spot = view.chain().spot,
                .now = now,
                .reason = "hedge"},
               When::kAsConfigured);
}

Status Hedging::leave(PositionId id, const std::string& reason, Timestamp now) {
  cancel(id);
  const Position& position = *parts_.portfolio.find(id);
  std::int64_t shares = 0;
  for (const ShareLeg& leg : position.shares) {
    if (still_held(leg) && leg.leaving.empty()) shares -= sign(leg.side) * leg.shares;
  }
  if (shares == 0 || trading::holds_options(position)) return {};
  return trade({.position = position,
                .shares = shares,
                .spot = shares_.spot(position.signal.symbol),
                .now = now,
                .reason = reason},
               When::kNow);
}

void Hedging::cancel(PositionId id) { shares_.cancel(id); }

Status Hedging::trade(const trading::ShareRequest& request, When when) {
  trading::ShareDecision decision =
      gate_.assess(request, parts_.portfolio.view(), parts_.spot_of, parts_.stress_market);
  if (const auto* refusal = std::get_if<trading::Refusal>(&decision)) {
    ++parts_.funnel.hedges_refused[refusal->rule];
    const std::int64_t held = trading::net_shares(request.position);
    if (!request.spot || !turns_round(held, held + request.shares)) return {};
    // What may not be turned round is given up: it stands on the side of the risk by now.
    trading::ShareRequest less = request;
    less.shares = -held;
    return trade(less, when);
  }
  const auto& approved = std::get<trading::ApprovedShares>(decision);
  ++parts_.funnel.hedge_orders;
  if (parts_.journal != nullptr) parts_.journal->append(journal_line(approved.order()));
  if (when == When::kNow) return book(shares_.fill_now(approved));
  const auto fill = shares_.submit(approved);
  return fill ? book(*fill) : Status{};
}

Status Hedging::book(const ShareFill& fill) {
  ++parts_.funnel.hedge_fills;
  const PositionId id = fill.order.position;
  parts_.portfolio.change(id, fill.time, fill.order.reason, [&](Position& position) {
    return trading::trade_shares(position, fill, parts_.costs.commission);
  });
  const Position& position = *parts_.portfolio.find(id);
  if (parts_.journal != nullptr) parts_.journal->append(journal_line(fill, position));
  if (parts_.listener == nullptr) return {};
  return parts_.listener->on_event(PositionChanged{fill.time, position});
}

}  // namespace aots::engine
