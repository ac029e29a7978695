// Strategy: the port every strategy implements. A strategy is a pure function of what it is shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "analytics/chain_view.hpp"
#include "base/time.hpp"
#include "domain/trading.hpp"
#include "features/iv_rank.hpp"
#include "models/infer/forecaster.hpp"
#include "strategy/universe.hpp"

namespace aots::strategy {

// What a strategy sees of one symbol at one decision point. Everything was known before `now`.
struct MarketView {
  Timestamp now;
  Date session;
  const TickerContext& ticker;
  const analytics::ChainView& chain;
  Regime regime = Regime::kUnknown;  // of the last completed session
  std::optional<double> vix;
  bool vix_stale = false;
  std::optional<features::IvRank> iv_rank;
  std::string iv_source;
  std::optional<EarningsReport> report;  // the next one that is known
  models::ForecastAnswer forecast;
};

// Why there is no signal: a rule's name, counted in the funnel ("neutral_regime", "iv_rank_absent",
// "iv_rank_between_thresholds", "no_expiry_in_window", "no_protection_strike", ...).
struct NoSignal {
  std::string rule;
  std::optional<double> observed;
  std::optional<double> limit;
};

using Decision = std::variant<Signal, NoSignal>;

// What a strategy sees of one of its positions.
struct PositionContext {
  const Position& position;
  Timestamp now;
  Date session;
  int dte = 0;                      // calendar days to settlement
  std::optional<Money> unrealized;  // at usable marks of every leg; absent when a leg has none
  Regime regime = Regime::kUnknown;
  std::optional<double> spot;    // of the chain
  bool event_announced = false;  // the report that the position plays on is out (D13, for exits)
};

class Strategy {
 public:
  virtual ~Strategy() = default;
  virtual std::string_view name() const = 0;
  virtual Decision evaluate(const MarketView& view) const = 0;
  // What it could have opened here if nothing but the chain decided: every structure that the
  // quotes allow, whatever thresholds, regime, forecast and confidence say; no confidence is set.
  // The days of a report and around it stay with the strategy that the calendar gives them to. What
  // evaluate() wants is always among them. A strategy that cannot say has none.
  virtual std::vector<Signal> candidates(const MarketView& view) const;
  // The reason to close now ("profit_target", "stop_loss", "time_exit", "regime_shift"), or
  // nothing.
  virtual std::optional<std::string> exit_reason(const PositionContext& context) const = 0;
  // How far, in shares, the net delta of a trade (its options and its shares) may be from zero
  // before shares of the underlying bring it back; nothing: the trade is not hedged.
  virtual std::optional<double> hedge_band(const Position& position) const;
};

inline std::vector<Signal> Strategy::candidates(const MarketView& /*view*/) const { return {}; }
inline std::optional<double> Strategy::hedge_band(const Position& /*position*/) const { return {}; }

}  // namespace aots::strategy
