// aots chain SYMBOL --date D [--expiry E]
#include <algorithm>
#include <cmath>
#include <memory>

#include <nlohmann/json.hpp>

#include "analytics/chain_view.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "known_market.hpp"
#include "table.hpp"

namespace aots::app {
namespace {

struct ChainOptions {
  std::string symbol;
  std::string date;
  std::string expiry;
  OutputFlags output;
};

struct Shown {
  OptionChain chain;
  analytics::CarryInputs carry;
  std::optional<Date> expiry;  // only this one
};

Status check_expiry(const OptionChain& chain, std::optional<Date> expiry) {
  if (!expiry) return {};
  std::vector<std::string> listed;
  for (const ExpiryChain& slice : chain.expiries) {
    if (slice.expiry == *expiry) return {};
    const std::string text = to_string(slice.expiry);
    if (listed.empty() || listed.back() != text) listed.push_back(text);
  }
  return fail(ErrorCode::kData, "the chain of {} on {} lists no expiry {}; it lists {}",
              chain.underlying.str(), to_string(chain.session), to_string(*expiry),
              join(listed, ", "));
}

Table option_table(const Shown& shown, const analytics::ChainView& view) {
  Table table({{"symbol"},        {"contract"}, {"date"},          {"expiry"},   {"dte"},
               {"right"},         {"strike"},   {"bid"},           {"ask"},      {"mid", 3},
               {"spread_pct", 4}, {"volume"},   {"open_interest"}, {"spot"},     {"forward"},
               {"moneyness", 4},  {"iv", 4},    {"iv_status"},     {"delta", 4}, {"gamma", 5},
               {"vega", 4},       {"theta", 4}, {"rho", 4}});
  const OptionChain& chain = shown.chain;
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    const ExpiryChain& slice = *view.expiry(e).chain;
    if (shown.expiry && slice.expiry != *shown.expiry) continue;
    const analytics::ExpiryCarry& carry = view.carry(e);
    for (std::size_t q = 0; q < slice.quotes.size(); ++q) {
      const OptionQuote& quote = slice.quotes[q];
      const analytics::OptionAnalytics& option = view.analytics(e, q);
      std::optional<double> moneyness;
      if (chain.spot && chain.spot->is_positive()) {
        moneyness = quote.strike.to_double() / chain.spot->to_double();
      }
      const auto greek = [&](double Greeks::*member) {
        return option.greeks ? Cell(*option.greeks.*member) : Cell();
      };
      table.add({cell(chain.underlying.str()),
                 cell(chain.contract(slice, quote).occ_symbol()),
                 cell(chain.session),
                 cell(slice.expiry),
                 cell(view.expiry(e).dte),
                 cell(to_string(quote.right)),
                 Cell(quote.strike.to_double()),
                 cell(quote.bid),
                 cell(quote.ask),
                 cell(quote.mid()),
                 cell(quote.spread_pct()),
                 cell(quote.volume),
                 cell(quote.open_interest),
                 cell(chain.spot),
                 carry.forward ? Cell(carry.forward->forward) : Cell(),
                 cell(moneyness),
                 cell(option.iv),
                 cell(pricing::to_string(option.status)),
                 greek(&Greeks::delta),
                 greek(&Greeks::gamma),
                 greek(&Greeks::vega_per_vol_point),
                 greek(&Greeks::theta_per_day),
                 greek(&Greeks::rho_per_rate_pct)});
    }
  }
  return table;
}

Table expiry_table(const Shown& shown, const analytics::ChainView& view) {
  Table table({{"root"},
               {"expiry"},
               {"dte"},
               {"quotes"},
               {"years", 4},
               {"forward"},
               {"source"},
               {"discount", 5},
               {"atm_iv", 4}});
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    const analytics::ExpiryView& expiry = view.expiry(e);
    if (shown.expiry && expiry.chain->expiry != *shown.expiry) continue;
    const analytics::ExpiryCarry& carry = view.carry(e);
    table.add({cell(expiry.chain->root), cell(expiry.chain->expiry), cell(expiry.dte),
               cell(static_cast<int>(expiry.chain->quotes.size())), cell(expiry.years),
               carry.forward ? Cell(carry.forward->forward) : Cell(),
               carry.forward ? cell(pricing::to_string(carry.forward->source)) : Cell(),
               cell(carry.discount), cell(view.atm_iv(e))});
  }
  return table;
}

// One expiry's calls and puts beside each other, which fits a terminal.
std::string expiry_page(const analytics::ChainView& view, std::size_t e) {
  TextTable table(
      {"bid", "ask", "iv", "delta", "status", "STRIKE", "bid", "ask", "iv", "delta", "status"});
  const ExpiryChain& slice = *view.expiry(e).chain;
  const auto price = [](std::optional<Price> value) {
    return value ? fmt::format("{:.2f}", value->to_double()) : std::string("-");
  };
  const auto fill = [&](std::vector<std::string>& row, std::size_t at, std::size_t q) {
    const analytics::OptionAnalytics& option = view.analytics(e, q);
    row[at] = price(slice.quotes[q].bid);
    row[at + 1] = price(slice.quotes[q].ask);
    if (option.iv) row[at + 2] = fmt::format("{:.1f}%", 100.0 * *option.iv);
    if (option.greeks) row[at + 3] = fmt::format("{:.2f}", option.greeks->delta);
    const bool is_ok = option.status == pricing::IvStatus::kOk;
    if (!is_ok) row[at + 4] = std::string(pricing::to_string(option.status));
  };
  for (std::size_t q = 0; q < slice.quotes.size();) {
    const Price strike = slice.quotes[q].strike;
    std::vector<std::string> row(11);
    row[5] = to_string(strike);
    for (; q < slice.quotes.size() && slice.quotes[q].strike == strike; ++q) {
      fill(row, slice.quotes[q].right == Right::kCall ? 0 : 6, q);
    }
    table.add_row(std::move(row));
  }
  return table.render();
}

std::string percent(std::optional<double> value) {
  return value ? fmt::format("{:.2f}%", 100.0 * *value) : std::string("unknown");
}

void print_text(const Shown& shown, const analytics::ChainView& view) {
  const OptionChain& chain = shown.chain;
  fmt::print("{} on {}, {}{} New York, {} data, {} quotes\n", chain.underlying.str(),
             to_string(chain.session), chain.event_time_approximate ? "about " : "",
             calendar::to_new_york_string(chain.event_time).substr(11, 5), to_string(chain.origin),
             chain.quote_count());
  fmt::print("spot {}, rate {}, dividend yield {}, 30-day IV {}\n\n",
             chain.spot ? to_string(*chain.spot) : "unknown", percent(shown.carry.rate),
             percent(shown.carry.dividend_yield), percent(view.iv30()));
  fmt::print("{}", expiry_table(shown, view).text());
  if (!shown.expiry) {
    fmt::print("\nAdd --expiry for the quotes of one expiry, --csv for all of them.\n");
    return;
  }
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    if (view.expiry(e).chain->expiry != *shown.expiry) continue;
    fmt::print("\n{} {}: calls, strike, puts\n{}", view.expiry(e).chain->root,
               to_string(*shown.expiry), expiry_page(view, e));
  }
}

void print_json(const Shown& shown, const analytics::ChainView& view) {
  const OptionChain& chain = shown.chain;
  const auto optional = [](std::optional<double> value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
  };
  nlohmann::ordered_json document;
  document["symbol"] = chain.underlying.str();
  document["date"] = to_string(chain.session);
  document["event_time"] = to_string(chain.event_time);
  document["event_time_approximate"] = chain.event_time_approximate;
  document["origin"] = std::string(to_string(chain.origin));
  document["spot"] = optional(chain.spot ? std::optional(chain.spot->to_double()) : std::nullopt);
  document["rate"] = optional(shown.carry.rate);
  document["dividend_yield"] = optional(shown.carry.dividend_yield);
  document["iv30"] = optional(view.iv30());
  document["expiries"] = nlohmann::ordered_json::parse(expiry_table(shown, view).json());
  document["options"] = nlohmann::ordered_json::parse(option_table(shown, view).json());
  fmt::print("{}\n", document.dump(1));
}

Result<int> run(const ChainOptions& options, const CommonOptions& common) {
  AOTS_TRY(session, parse_date_option("--date", options.date));
  AOTS_TRY(symbol, parse_share_option(options.symbol, session));
  Shown shown;
  if (!options.expiry.empty()) {
    AOTS_TRY(expiry, parse_date_option("--expiry", options.expiry));
    shown.expiry = expiry;
  }
  AOTS_TRY(lake, open_lake(common));
  AOTS_TRY(chain, find_chain(lake, symbol, session));
  shown.chain = std::move(chain);
  AOTS_CHECK_OK(check_expiry(shown.chain, shown.expiry));
  const calendar::ExchangeCalendar calendar;
  AOTS_TRY(carry, carry_as_known(lake, symbol, session, shown.chain.known_time, calendar));
  shown.carry = carry;
  if (!carry.rate) {
    fmt::print(
        stderr,
        "aots: the lake holds no interest rate known on {}, so nothing can be discounted and "
        "no IV computed; import one with `aots data import DTB3.csv`\n",
        to_string(session));
  }
  const analytics::ChainView view(shown.chain, shown.carry, calendar);
  switch (options.output.form()) {
    case OutputForm::kText:
      print_text(shown, view);
      break;
    case OutputForm::kCsv:
      fmt::print("{}", option_table(shown, view).csv());
      break;
    case OutputForm::kJson:
      print_json(shown, view);
      break;
  }
  return 0;
}

}  // namespace

void register_chain(CLI::App& root, Invocation& invocation) {
  auto options = std::make_shared<ChainOptions>();
  CLI::App* app =
      root.add_subcommand("chain",
                          "The cleaned chain of a session with own IV and Greeks\n\n"
                          "moneyness is strike / spot; iv is a fraction of the mid, as of the "
                          "chain's own time, with the\n"
                          "rate and dividends known then; vega is per vol point, theta per "
                          "calendar day, rho per 1% of\n"
                          "rate.\n\n"
                          "Example:\n  aots chain SPX --date 2019-05-01 --expiry 2019-05-17");
  app->add_option("SYMBOL", options->symbol, "Underlying")->required();
  app->add_option("--date", options->date, "Session")->required();
  app->add_option("--expiry", options->expiry, "Only this expiry");
  add_output_flags(*app, options->output);
  app->callback([&invocation, options] {
    invocation.action = [&invocation, options] { return run(*options, invocation.common); };
  });
}

}  // namespace aots::app
