// The rows of the derived tables, as record_table.hpp takes them.
#pragma once

#include <string>
#include <string_view>

#include "analytics/figures.hpp"
#include "data/store/detail/records.hpp"

namespace aots::data::detail {

struct AnalyticsRow {
  Date session;
  Timestamp known_time;
  std::string root;
  Date expiry;
  std::string right;  // call, put
  Price strike;
  std::optional<Price> mid;
  std::optional<double> spread_pct, moneyness;
  std::int64_t dte = 0;
  std::optional<double> years, iv;
  std::string iv_status;
  std::optional<double> delta, gamma, vega, theta, rho;

  struct AsTable {
    static constexpr std::string_view kName = "analytics";
    template <class Row, class Visitor>
    static void fields(Row& row, Visitor&& visit) {
      visit("session", row.session);
      visit("known_time", row.known_time);
      visit("root", row.root);
      visit("expiry", row.expiry);
      visit("right", row.right);
      visit("strike", row.strike);
      visit("mid", row.mid);
      visit("spread_pct", row.spread_pct);
      visit("moneyness", row.moneyness);
      visit("dte", row.dte);
      visit("years", row.years);
      visit("iv", row.iv);
      visit("iv_status", row.iv_status);
      visit("delta", row.delta);
      visit("gamma", row.gamma);
      visit("vega", row.vega);
      visit("theta", row.theta);
      visit("rho", row.rho);
    }
  };
};

struct ExpiryRow {
  Date session;
  Timestamp known_time;
  std::string root;
  Date expiry;
  std::int64_t dte = 0;
  std::optional<double> years;
  std::int64_t quotes = 0, two_sided = 0, crossed = 0, with_iv = 0;
  std::optional<double> discount, forward;
  std::optional<std::string> forward_source;
  std::optional<double> implied_dividend_yield, dividend_yield;
  std::optional<double> atm_iv, put_25d_iv, call_25d_iv, skew_25d;
  analytics::ArbitrageCheck arbitrage;

  struct AsTable {
    static constexpr std::string_view kName = "expiries";
    template <class Row, class Visitor>
    static void fields(Row& row, Visitor&& visit) {
      visit("session", row.session);
      visit("known_time", row.known_time);
      visit("root", row.root);
      visit("expiry", row.expiry);
      visit("dte", row.dte);
      visit("years", row.years);
      visit("quotes", row.quotes);
      visit("two_sided", row.two_sided);
      visit("crossed", row.crossed);
      visit("with_iv", row.with_iv);
      visit("discount", row.discount);
      visit("forward", row.forward);
      visit("forward_source", row.forward_source);
      visit("implied_dividend_yield", row.implied_dividend_yield);
      visit("dividend_yield", row.dividend_yield);
      visit("atm_iv", row.atm_iv);
      visit("put_25d_iv", row.put_25d_iv);
      visit("call_25d_iv", row.call_25d_iv);
      visit("skew_25d", row.skew_25d);
      const auto count = [&visit](std::string_view checked, std::string_view executable,
                                  std::string_view at_mid, auto& violations) {
        visit(checked, violations.checked);
        visit(executable, violations.executable);
        visit(at_mid, violations.at_mid);
      };
      count("butterfly_checked", "butterfly_executable", "butterfly_at_mid",
            row.arbitrage.butterfly);
      count("calendar_checked", "calendar_executable", "calendar_at_mid", row.arbitrage.calendar);
      count("parity_checked", "parity_executable", "parity_at_mid", row.arbitrage.parity);
    }
  };
};

struct TermRow {
  Date session;
  Timestamp known_time;
  std::optional<Price> spot;
  std::optional<double> rate, dividend_yield;  // as they were known
  std::optional<double> iv_7d, iv_30d, iv_60d, iv_90d, term_slope, skew_30d;

  struct AsTable {
    static constexpr std::string_view kName = "terms";
    template <class Row, class Visitor>
    static void fields(Row& row, Visitor&& visit) {
      visit("session", row.session);
      visit("known_time", row.known_time);
      visit("spot", row.spot);
      visit("rate", row.rate);
      visit("dividend_yield", row.dividend_yield);
      visit("iv_7d", row.iv_7d);
      visit("iv_30d", row.iv_30d);
      visit("iv_60d", row.iv_60d);
      visit("iv_90d", row.iv_90d);
      visit("term_slope", row.term_slope);
      visit("skew_30d", row.skew_30d);
    }
  };
};

}  // namespace aots::data::detail
