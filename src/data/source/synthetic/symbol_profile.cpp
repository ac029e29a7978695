#include "data/source/synthetic/symbol_profile.hpp"

#include <algorithm>
#include <array>

namespace aots::data {
namespace {

using enum UnderlyingKind;

// Fitted to recorded smiles: SPX and SPY (Cboe, April-June 2019 and July-August 2026), QQQ and the
// stocks (May-August 2026).
constexpr SsviShape kBroadMarket{.rho = -0.66, .eta = 1.95, .gamma = 0.37};
constexpr SsviShape kGrowthMarket{.rho = -0.50, .eta = 1.20, .gamma = 0.40};
constexpr SsviShape kSteadyStock{.rho = -0.20, .eta = 1.10, .gamma = 0.40};
constexpr SsviShape kFlatStock{.rho = -0.03, .eta = 0.85, .gamma = 0.44};
constexpr SsviShape kGrowthStock{.rho = -0.13, .eta = 0.70, .gamma = 0.47};

constexpr std::array kProfiles{
    SymbolProfile{.symbol = "SPY",
                  .kind = kEtf,
                  .first_price = 320.0,
                  .drift = 0.12,
                  .beta = 1.0,
                  .own_vol = 0.0,
                  .dividend_yield = 0.014,
                  .share_volume = 8.5e7,
                  .shape = kBroadMarket,
                  .liquidity = {.spread_vol_points = 0.06, .volume = 1500.0, .quote_size = 150.0},
                  .contracts_min = 2000},
    SymbolProfile{.symbol = "QQQ",
                  .kind = kEtf,
                  .first_price = 280.0,
                  .drift = 0.145,
                  .beta = 1.12,
                  .tech_loading = 1.0,
                  .own_vol = 0.025,
                  .dividend_yield = 0.006,
                  .share_volume = 5.0e7,
                  .shape = kGrowthMarket,
                  .liquidity = {.spread_vol_points = 0.12, .volume = 700.0, .quote_size = 80.0},
                  .contracts_min = 2000},
    SymbolProfile{.symbol = "IWM",
                  .kind = kEtf,
                  .first_price = 180.0,
                  .drift = 0.105,
                  .beta = 1.14,
                  .tech_loading = -0.25,
                  .own_vol = 0.10,
                  .dividend_yield = 0.012,
                  .share_volume = 3.0e7,
                  .shape = {.rho = -0.55, .eta = 1.30, .gamma = 0.40},
                  .liquidity = {.spread_vol_points = 0.16, .volume = 500.0, .quote_size = 80.0},
                  .contracts_min = 2000},
    SymbolProfile{.symbol = "DIA",
                  .kind = kEtf,
                  .first_price = 290.0,
                  .drift = 0.115,
                  .beta = 0.92,
                  .tech_loading = -0.42,
                  .own_vol = 0.04,
                  .dividend_yield = 0.018,
                  .share_volume = 4.0e6,
                  .shape = kBroadMarket,
                  .liquidity = {.spread_vol_points = 0.35, .volume = 60.0, .quote_size = 30.0},
                  .contracts_min = 2000},
    SymbolProfile{.symbol = "AAPL",
                  .first_price = 160.0,
                  .drift = 0.145,
                  .beta = 1.11,
                  .tech_loading = 1.1,
                  .own_vol = 0.165,
                  .earnings_deviation = 0.048,
                  .dividend_yield = 0.006,
                  .dividend_month = 2,
                  .share_volume = 6.0e7,
                  .shape = kSteadyStock,
                  .liquidity = {.spread_vol_points = 0.30, .volume = 900.0, .quote_size = 60.0}},
    SymbolProfile{.symbol = "MSFT",
                  .first_price = 240.0,
                  .drift = 0.145,
                  .beta = 1.10,
                  .tech_loading = 1.07,
                  .own_vol = 0.13,
                  .earnings_deviation = 0.049,
                  .dividend_yield = 0.008,
                  .dividend_month = 2,
                  .share_volume = 2.5e7,
                  .shape = kSteadyStock,
                  .liquidity = {.spread_vol_points = 0.35, .volume = 500.0, .quote_size = 40.0}},
    SymbolProfile{.symbol = "GOOGL",
                  .first_price = 130.0,
                  .drift = 0.145,
                  .beta = 1.10,
                  .tech_loading = 1.2,
                  .own_vol = 0.15,
                  .earnings_deviation = 0.057,
                  .dividend_yield = 0.004,
                  .dividend_month = 3,
                  .share_volume = 2.8e7,
                  .shape = kFlatStock,
                  .liquidity = {.spread_vol_points = 0.40, .volume = 450.0, .quote_size = 40.0}},
    SymbolProfile{.symbol = "AMZN",
                  .first_price = 150.0,
                  .drift = 0.155,
                  .beta = 1.16,
                  .tech_loading = 1.8,
                  .own_vol = 0.17,
                  .earnings_deviation = 0.075,
                  .share_volume = 4.5e7,
                  .shape = kFlatStock,
                  .liquidity = {.spread_vol_points = 0.40, .volume = 600.0, .quote_size = 40.0}},
    SymbolProfile{.symbol = "NVDA",
                  .first_price = 220.0,
                  .drift = 0.215,
                  .beta = 1.65,
                  .tech_loading = 2.3,
                  .own_vol = 0.26,
                  .earnings_deviation = 0.0825,
                  .earnings_month = 2,
                  .dividend_yield = 0.001,
                  .dividend_month = 3,
                  .share_volume = 4.5e7,
                  .shape = kGrowthStock,
                  .liquidity = {.spread_vol_points = 0.35, .volume = 900.0, .quote_size = 60.0}},
    SymbolProfile{.symbol = "TSLA",
                  .first_price = 250.0,
                  .drift = 0.175,
                  .beta = 1.54,
                  .tech_loading = 2.3,
                  .own_vol = 0.44,
                  .earnings_deviation = 0.091,
                  .share_volume = 9.0e7,
                  .shape = kFlatStock,
                  .liquidity = {.spread_vol_points = 0.35, .volume = 1200.0, .quote_size = 60.0}},
    SymbolProfile{.symbol = "META",
                  .first_price = 260.0,
                  .drift = 0.155,
                  .beta = 1.26,
                  .tech_loading = 1.9,
                  .own_vol = 0.22,
                  .earnings_deviation = 0.106,
                  .share_volume = 2.0e7,
                  .shape = kGrowthStock,
                  .liquidity = {.spread_vol_points = 0.45, .volume = 450.0, .quote_size = 30.0}},
    SymbolProfile{.symbol = "NFLX",
                  .first_price = 300.0,
                  .drift = 0.155,
                  .beta = 1.07,
                  .tech_loading = 2.0,
                  .own_vol = 0.32,
                  .earnings_deviation = 0.137,
                  .share_volume = 8.0e6,
                  .shape = kGrowthStock,
                  .liquidity = {.spread_vol_points = 0.80, .volume = 150.0, .quote_size = 20.0}},
};

}  // namespace

std::span<const SymbolProfile> symbol_profiles() { return kProfiles; }

const SymbolProfile* find_symbol_profile(const Symbol& symbol) {
  const auto found = std::ranges::find(kProfiles, symbol.str().view(), &SymbolProfile::symbol);
  return found == kProfiles.end() ? nullptr : &*found;
}

QuotingProfile quoting_profile(const Symbol& symbol) {
  if (symbol.str() == "SPX") {
    return {.kind = kIndex,
            .shape = kBroadMarket,
            .liquidity = {.spread_vol_points = 0.09, .volume = 200.0, .quote_size = 40.0},
            .volatility_index = "VIX"};
  }
  const auto* profile = find_symbol_profile(symbol);
  if (profile == nullptr) return {.kind = kStock, .shape = kGrowthStock};
  QuotingProfile quoting{
      .kind = profile->kind, .shape = profile->shape, .liquidity = profile->liquidity};
  if (symbol.str() == "SPY") quoting.volatility_index = "VIX";
  if (symbol.str() == "QQQ") quoting.volatility_index = "VXN";
  return quoting;
}

}  // namespace aots::data
