#include "trading/risk/risk_config.hpp"

namespace aots::trading {
namespace {

void bind(ConfigBinder& binder, RegimeSizing& sizing) {
  const auto scope = binder.section("regime_sizing");
  const auto factor = [&](std::string_view key, double& value) {
    binder.real(key, value,
                {.unit = "factor",
                 .min = 0.0,
                 .max = 1.0,
                 .meaning = "Share of the size that is traded in this regime."});
  };
  factor("low_vol", sizing.low_vol);
  factor("high_vol", sizing.high_vol);
  factor("iv_expansion", sizing.iv_expansion);
  factor("iv_contraction", sizing.iv_contraction);
  factor("neutral", sizing.neutral);
  factor("unknown", sizing.unknown);
}

void bind_size(ConfigBinder& binder, RiskConfig& config) {
  const std::string of_equity = "fraction of equity";
  binder.real("max_risk_per_trade", config.max_risk_per_trade,
              {.unit = of_equity,
               .min = 0.0,
               .max = 1.0,
               .meaning = "Risk budget of one trade, from which its size follows."});
  binder.real("hard_max_risk_per_trade", config.hard_max_risk_per_trade,
              {.unit = of_equity,
               .min = 0.0,
               .max = 1.0,
               .meaning = "Largest risk of one trade; above it not even one contract is traded."});
  binder.real("max_portfolio_risk", config.max_portfolio_risk,
              {.unit = of_equity,
               .min = 0.0,
               .max = 1.0,
               .meaning = "Largest sum of the risks of all open and pending trades."});
  binder.optional_real("max_risk_per_symbol", config.max_risk_per_symbol,
                       {.unit = of_equity,
                        .min = 0.0,
                        .max = 1.0,
                        .meaning = "Largest sum of the risks of the trades in one symbol."});
  binder.optional_real("max_risk_per_expiry", config.max_risk_per_expiry,
                       {.unit = of_equity,
                        .min = 0.0,
                        .max = 1.0,
                        .meaning = "Largest sum of the risks of the trades in one expiry."});
  binder.flag("min_one_contract", config.min_one_contract,
              "Trade one contract where the risk budget holds none, up to the hard limit.");
  binder.real("min_confidence", config.min_confidence,
              {.unit = "confidence",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Signals below this confidence are refused."});
  binder.real("full_size_confidence", config.full_size_confidence,
              {.unit = "confidence",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Signals below this confidence are traded at half size."});
}

void bind_limits(ConfigBinder& binder, RiskConfig& config) {
  binder.integer("max_positions", config.max_positions,
                 {.unit = "positions",
                  .min = 0,
                  .max = 10'000,
                  .meaning = "Largest number of open and pending positions."});
  binder.integer("max_positions_per_cluster", config.max_positions_per_cluster,
                 {.unit = "positions",
                  .min = 0,
                  .max = 10'000,
                  .meaning = "Largest number of same-direction positions in correlated symbols."});
  binder.real("max_drawdown", config.max_drawdown,
              {.unit = "fraction of peak equity",
               .min = 0.0,
               .max = 1.0,
               .meaning = "No new trades once equity has fallen this far from its peak."});
  binder.optional_real("max_daily_loss", config.max_daily_loss,
                       {.unit = "fraction of the equity at the session's start",
                        .min = 0.0,
                        .max = 1.0,
                        .meaning = "No new trades once a session has lost this much."});
  binder.choice("margin", config.margin, {"reg_t", "portfolio", "none"},
                "What an order must find in buying power: Reg-T strategy margin, portfolio margin "
                "by a stress of spot and vol, or nothing.");
  binder.flag("allow_undefined_risk", config.allow_undefined_risk,
              "Allow structures whose loss is not bounded by their legs.");
  binder.flag("allow_conflicting_structures", config.allow_conflicting_structures,
              "Allow a trade that contradicts a live one in the same symbol.");
  binder.flag("earnings_blackout", config.earnings_blackout,
              "Open nothing but plays on the report while a symbol's report is near.");
}

void bind_greeks(ConfigBinder& binder, RiskConfig& config) {
  binder.real("max_portfolio_delta", config.max_portfolio_delta,
              {.unit = "shares",
               .min = 0.0,
               .max = 1e9,
               .meaning = "Largest absolute sum of deltas, orders in flight included."});
  binder.real("max_portfolio_gamma", config.max_portfolio_gamma,
              {.unit = "shares per dollar",
               .min = 0.0,
               .max = 1e9,
               .meaning = "Largest absolute sum of gammas, orders in flight included."});
  binder.optional_real("max_portfolio_vega", config.max_portfolio_vega,
                       {.unit = "dollars per vol point",
                        .min = 0.0,
                        .max = 1e9,
                        .meaning = "Largest absolute sum of vegas, orders in flight included."});
  binder.optional_real("max_portfolio_theta", config.max_portfolio_theta,
                       {.unit = "dollars per day",
                        .min = 0.0,
                        .max = 1e9,
                        .meaning = "Largest absolute sum of thetas, orders in flight included."});
  binder.flag("greeks_limit_per_100k", config.greeks_limit_per_100k,
              "The limits on delta, gamma, vega and theta are per 100,000 dollars of equity.");
}

// Bounds that only a mistake meets.
void bind_sanity(ConfigBinder& binder, RiskConfig& config) {
  binder.optional_integer("max_orders_per_hour", config.max_orders_per_hour,
                          {.unit = "orders",
                           .min = 0,
                           .max = 1'000'000,
                           .meaning = "No new trades after so many orders within an hour."});
  binder.optional_real("max_quote_age_minutes", config.max_quote_age_minutes,
                       {.unit = "minutes",
                        .min = 0.0,
                        .max = 1e6,
                        .meaning = "Oldest quotes that a decision may rest on."});
  binder.optional_integer("max_packages", config.max_packages,
                          {.unit = "packages",
                           .min = 1,
                           .max = 1'000'000'000,
                           .meaning = "An order of more packages is taken for a mistake."});
  binder.optional_real("max_notional", config.max_notional,
                       {.unit = "multiples of equity",
                        .min = 0.0,
                        .max = 1e6,
                        .meaning = "An order whose largest leg controls more, by its strike, is "
                                   "taken for a mistake."});
  binder.optional_real("max_price_give_up", config.max_price_give_up,
                       {.unit = "fraction of the legs' mids",
                        .min = 0.0,
                        .max = 10.0,
                        .meaning = "A limit price that gives up more against the package's mid is "
                                   "taken for a mistake."});
}

}  // namespace

void bind(ConfigBinder& binder, RiskConfig& config) {
  const auto scope = binder.section("risk");
  bind_size(binder, config);
  bind_limits(binder, config);
  bind_greeks(binder, config);
  bind_sanity(binder, config);
  binder.real("credit_limit_factor", config.credit_limit_factor,
              {.unit = "factor",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Limit price of a credit, as a multiple of the natural credit."});
  binder.real("debit_limit_factor", config.debit_limit_factor,
              {.unit = "factor",
               .min = 1.0,
               .max = 2.0,
               .meaning = "Limit price of a debit, as a multiple of the natural debit."});
  bind(binder, config.regime_sizing);
}

}  // namespace aots::trading
