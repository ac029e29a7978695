#include "features/catalogue.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.hpp"

namespace aots::features {
namespace {

TEST(Catalogue, HoldsTheSixGroupsInTheirSizes) {
  EXPECT_EQ(catalogue().size(), 185U);
  EXPECT_EQ(catalogue(FeatureGroup::kOptions).size(), 40U);
  EXPECT_EQ(catalogue(FeatureGroup::kVolatility).size(), 30U);
  EXPECT_EQ(catalogue(FeatureGroup::kPrice).size(), 50U);
  EXPECT_EQ(catalogue(FeatureGroup::kVolume).size(), 20U);
  EXPECT_EQ(catalogue(FeatureGroup::kTemporal).size(), 15U);
  EXPECT_EQ(catalogue(FeatureGroup::kDerived).size(), 30U);
}

TEST(Catalogue, SaysEverythingAboutEveryFeature) {
  std::set<std::string_view> names;
  for (const FeatureDefinition& feature : catalogue()) {
    EXPECT_TRUE(names.insert(feature.name).second) << feature.name << " occurs twice";
    EXPECT_FALSE(feature.formula.empty()) << feature.name;
    EXPECT_FALSE(feature.unit.empty()) << feature.name;
    EXPECT_FALSE(feature.inputs.empty()) << feature.name;
    EXPECT_FALSE(feature.absence.empty()) << feature.name;
    EXPECT_FALSE(feature.source.empty()) << feature.name;
    EXPECT_GE(feature.window, 1) << feature.name;
    EXPECT_GE(feature.first_session(), 1) << feature.name;
    EXPECT_LE(feature.first_session(), feature.window) << feature.name;
    EXPECT_EQ(feature.settling > 0, feature.memory == FeatureMemory::kRecursive) << feature.name;
  }
}

// Every name that section 2.2.3 of the mission's text lists, patterns with all their members.
TEST(Catalogue, HoldsEveryNameOfTheMission) {
  const std::map<FeatureGroup, std::vector<std::string_view>> names{
      {FeatureGroup::kOptions,
       {"strike_spot_ratio_call",
        "strike_spot_ratio_put",
        "abs_moneyness_call",
        "abs_moneyness_put",
        "log_moneyness_call",
        "log_moneyness_put",
        "delta_call",
        "delta_put",
        "gamma_call",
        "gamma_put",
        "vega_call",
        "vega_put",
        "theta_call",
        "theta_put",
        "delta_strike_ratio",
        "gamma_scaled",
        "vega_percentage",
        "iv_call",
        "iv_put",
        "iv_skew",
        "iv_atm",
        "iv_otm25",
        "iv_itm25",
        "iv_rank",
        "iv_percentile",
        "iv_term_structure",
        "time_value",
        "time_value_pct",
        "theta_per_day_normalized",
        "bid_ask_spread_pct",
        "volume_open_interest_ratio",
        "log_option_volume",
        "log_open_interest"}},
      {FeatureGroup::kVolatility,
       {"rv_5",
        "rv_10",
        "rv_20",
        "rv_60",
        "rv_120",
        "rv_ratio_20_60",
        "rv_ratio_5_20",
        "volatility_of_volatility",
        "hv_iv_ratio",
        "hv_iv_ratio_10",
        "hv_iv_ratio_60",
        "hv_iv_spread",
        "hv_iv_percentile",
        "vix_level",
        "vix_rank",
        "vix_percentile",
        "vix_change_1d",
        "vix_change_5d",
        "vix_trend",
        "regime_low_vol",
        "regime_high_vol",
        "days_in_current_regime",
        "regime_transition_probability"}},
      {FeatureGroup::kPrice,
       {"returns_1d",
        "returns_5d",
        "returns_20d",
        "returns_60d",
        "log_returns_1d",
        "log_returns_5d",
        "log_returns_20d",
        "log_returns_60d",
        "cumulative_returns_ytd",
        "rsi_14",
        "rsi_28",
        "macd",
        "macd_signal",
        "macd_histogram",
        "stochastic_k",
        "stochastic_d",
        "adx",
        "sma_20",
        "sma_50",
        "sma_200",
        "ema_12",
        "ema_26",
        "price_vs_sma20",
        "sma_crossover",
        "higher_highs",
        "higher_lows",
        "support_level",
        "resistance_level",
        "distance_to_52w_high",
        "distance_to_52w_low"}},
      {FeatureGroup::kVolume,
       {"volume", "volume_sma20", "volume_ratio", "volume_surge", "log_volume", "open_interest",
        "oi_change_1d", "oi_ratio", "oi_put_call_ratio", "put_volume", "call_volume",
        "put_call_volume_ratio", "put_call_oi_ratio", "option_volume_total"}},
      {FeatureGroup::kTemporal,
       {"day_of_week", "days_to_expiration", "days_to_earnings", "time_to_expiration_years",
        "is_monday", "is_friday", "is_opex_week", "is_earnings_week", "is_fomc_week",
        "month_of_year", "quarter"}},
      {FeatureGroup::kDerived,
       {"delta_vega_product", "iv_rank_hv_iv_product", "volume_momentum_product", "iv_rank_lag1",
        "iv_rank_lag5", "returns_lag1", "returns_lag5", "regime_lag1", "iv_rank_std_20",
        "returns_skew_60", "returns_kurtosis_60"}}};
  for (const auto& [group, members] : names) {
    for (const std::string_view name : members) {
      const auto column = find_feature(name);
      ASSERT_TRUE(column.has_value()) << name;
      EXPECT_EQ(catalogue()[*column].group, group) << name;
    }
  }
}

TEST(Catalogue, FindsTheColumnOfAName) {
  EXPECT_EQ(find_feature(catalogue()[0].name), 0U);
  EXPECT_EQ(find_feature(catalogue()[184].name), 184U);
  EXPECT_FALSE(find_feature("no_such_feature").has_value());
}

TEST(Catalogue, IsTheCommittedPage) {
  const auto committed = read_file(AOTS_SOURCE_DIR "/docs/features.md");
  ASSERT_TRUE(committed.has_value());
  if (*committed == catalogue_markdown()) return;
  const std::string path = testing::TempDir() + "features.md";
  ASSERT_TRUE(write_file_atomically(path, catalogue_markdown()).has_value());
  FAIL() << "the definitions make another page: cp " << path << " docs/features.md";
}

TEST(Catalogue, DeclaresWarmUpByWhatAFeatureRemembers) {
  const auto warm_up = [](std::string_view name) {
    return catalogue()[*find_feature(name)].warm_up();
  };
  EXPECT_EQ(warm_up("rv_20"), 20);
  EXPECT_EQ(warm_up("day_of_week"), 0);
  // (13 / 14)^373 is the first power below 1e-12.
  EXPECT_EQ(warm_up("rsi_14"), 14 + 373);
  EXPECT_EQ(warm_up("regime_transition_probability"), std::nullopt);
}

}  // namespace
}  // namespace aots::features
