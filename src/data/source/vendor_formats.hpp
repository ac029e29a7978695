// The formats that exist, one source file each.
#pragma once

#include "data/source/format.hpp"

namespace aots::data {

Format daily_bars_format();
Format index_format();
Format dtb3_format();
Format primary_credit_format();
Format actions_format();
Format earnings_format();
Format fomc_format();
Format cboe_spx_2019_format();
Format cboe_delayed_2026_format();
Format underlying_quotes_format();
Format riskalert_2026_format();
Format lean_daily_format();
Format lean_minute_format();
Format lean_universe_format();
Format lean_bars_format();
Format yahoo_chart_format();
Format yahoo_options_format();
Format polygon_aggs_format();
Format polygon_options_format();
Format polygon_dividends_format();
Format polygon_splits_format();
Format spy_2021_thin_format();
Format yahoo_2025_11_format();
Format yahoo_2026_02_format();
Format yahoo_2026_08_format();
Format historicaloptiondata_format();
Format alphavantage_pre_earnings_format();
Format pyql_spx_2011_format();
Format yahoo_web_table_format();
Format yfinance_actions_format();
Format yfinance_tz_format();
Format yfinance_partial_row_format();
Format earnings_alphavantage_format();
Format earnings_danielbassett_format();
Format earnings_kaggle_format();
Format earnings_macropilot_format();
Format earnings_yahoo_format();

}  // namespace aots::data
