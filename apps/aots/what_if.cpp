#include "what_if.hpp"

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "calendar/exchange_calendar.hpp"
#include "calendar/expiry.hpp"
#include "calendar/new_york.hpp"
#include "dataset_report.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::app {
namespace {

constexpr const char* kLegShape =
    "expected \"sell 2 SPY 2026-08-21 P 620 @ 5.20\" or \"sell 2 SPY260821P00620000 @ 5.20\"";
constexpr std::int64_t kCountMax = 1'000'000;

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

Error leg_error(const std::string& leg, const std::string& found) {
  return {ErrorCode::kUsage, fmt::format("leg \"{}\": {}; {}", leg, found, kLegShape)};
}

Result<Side> parse_side(const std::string& leg, const std::string& word) {
  const std::string lower = to_lower(word);
  if (lower == "buy") return Side::kBuy;
  if (lower == "sell") return Side::kSell;
  return tl::make_unexpected(leg_error(leg, fmt::format("the side is \"{}\"", word)));
}

// What can be written as an OCC symbol.
bool listable(Price strike) {
  const std::int64_t step = kMicrosPerUnit / 1000;
  return strike.is_positive() && strike.micros() % step == 0 &&
         strike < Price::from_micros(100'000 * kMicrosPerUnit);
}

Result<OccSymbol> parse_four(const std::string& leg, const std::vector<std::string>& words) {
  const auto wrong = [&](const std::string& found) {
    return tl::make_unexpected(leg_error(leg, found));
  };
  const auto symbol = parse_symbol(words[2]);
  if (!symbol || symbol->str().size() > 6) {
    return wrong(fmt::format("the underlying is \"{}\"", words[2]));
  }
  const auto expiry = parse_date(words[3]);
  if (!expiry) return wrong(fmt::format("the expiry is \"{}\"", words[3]));
  const auto right = parse_right(words[4]);
  if (!right) return wrong(fmt::format("the right is \"{}\"", words[4]));
  const auto strike = Price::parse(words[5]);
  if (!strike || !listable(*strike)) return wrong(fmt::format("the strike is \"{}\"", words[5]));
  return OccSymbol{symbol->str(), *expiry, *right, *strike};
}

Result<double> number_option(const std::string& flag, const std::string& text, double least,
                             double most) {
  const auto value = parse_double(text);
  if (value && *value >= least && *value <= most) return *value;
  return fail(ErrorCode::kUsage, "{} is \"{}\"; expected a number from {} to {}", flag, text,
              format_double(least), format_double(most));
}

Result<Price> parse_spot(const std::string& text) {
  const auto spot = Price::parse(text);
  if (spot && spot->is_positive()) return *spot;
  return fail(ErrorCode::kUsage, "--spot is \"{}\"; expected a price above zero such as 640.25",
              text);
}

// The day given, or today; where that lies behind the first expiry, the day of that expiry, so that
// a position can still be looked at.
Result<Date> valuation_date(const std::string& text, const std::vector<LegArgument>& legs) {
  if (text.empty()) {
    const auto first = std::ranges::min_element(
        legs, {}, [](const LegArgument& leg) { return leg.contract.expiry; });
    const Date expiry = first->contract.expiry;
    const Date today = current_date();
    if (expiry >= today) return today;
    fmt::print(stderr, "aots: {} has passed; the position is valued on that day (see --date)\n",
               to_string(expiry));
    return expiry;
  }
  AOTS_TRY(date, parse_date_option("--date", text));
  if (date >= calendar::ExchangeCalendar::first_date() &&
      date <= calendar::ExchangeCalendar::last_date()) {
    return date;
  }
  return fail(ErrorCode::kUsage, "--date is {}; expected a date from {} to {}", text,
              to_string(calendar::ExchangeCalendar::first_date()),
              to_string(calendar::ExchangeCalendar::last_date()));
}

// From the close of the date; 0 on the last day.
Result<double> years_left(const LegArgument& leg, Date date) {
  static const calendar::ExchangeCalendar kExchange;
  const Date expiry = leg.contract.expiry;
  if (!kExchange.covers(expiry) || expiry < date) {
    return fail(ErrorCode::kUsage, "{} expires on {}; expected an expiry from {} on{}",
                leg.contract.occ_symbol(), to_string(expiry), to_string(date),
                kExchange.covers(expiry) ? " (see --date)" : " that the exchange calendar covers");
  }
  const auto option_class = calendar::option_class(leg.contract.root);
  const Timestamp close = calendar::new_york_time(date, calendar::kCloseMinutes);
  return calendar::years_to_cutoff(kExchange, option_class, expiry, close).value_or(0.0);
}

std::optional<double> vol_of_price(const pricing::HeldOption& option,
                                   const pricing::UnderlyingNow& market) {
  const double growth = (market.rate - market.dividend_yield) * option.years;
  const auto vol = pricing::implied_vol({.right = option.right,
                                         .price = option.price,
                                         .forward = market.spot * std::exp(growth),
                                         .strike = option.strike,
                                         .discount = std::exp(-market.rate * option.years),
                                         .years = option.years},
                                        pricing::IvBounds{});
  return vol ? std::optional<double>(*vol) : std::nullopt;
}

// Gives every leg a vol, if any has one.
void fill_vols(WhatIf& what_if, const std::optional<double>& given) {
  std::vector<std::optional<double>> vols;
  for (const auto& option : what_if.options) vols.push_back(vol_of_price(option, what_if.market));
  const auto nearest = [&](double strike) {
    std::optional<double> best;
    double distance = 0.0;
    for (std::size_t i = 0; i < vols.size(); ++i) {
      const double d = std::abs(std::log(what_if.options[i].strike / strike));
      if (vols[i] && (!best || d < distance)) {
        best = vols[i];
        distance = d;
      }
    }
    return best;
  };
  what_if.vol = given ? given : nearest(what_if.market.spot);
  for (std::size_t i = 0; i < vols.size(); ++i) {
    pricing::HeldOption& option = what_if.options[i];
    const auto vol = given ? given : vols[i] ? vols[i] : nearest(option.strike);
    option.vol = vol.value_or(0.0);
    if (!vol) what_if.vols_known = false;
  }
}

}  // namespace

Result<LegArgument> parse_leg(const std::string& text) {
  const std::vector<std::string> words = words_of(text);
  if (words.size() != 8 && words.size() != 5) {
    return tl::make_unexpected(leg_error(text, fmt::format("found {} words", words.size())));
  }
  LegArgument leg;
  AOTS_TRY(side, parse_side(text, words[0]));
  leg.side = side;
  const auto count = parse_int(words[1]);
  if (!count || *count < 1 || *count > kCountMax) {
    return tl::make_unexpected(leg_error(text, fmt::format("the count is \"{}\"", words[1])));
  }
  leg.count = *count;
  std::optional<OccSymbol> occ;
  if (words.size() == 8) {
    AOTS_TRY(four, parse_four(text, words));
    occ = four;
  } else {
    occ = parse_occ_symbol(words[2]);
    if (!occ) {
      return tl::make_unexpected(leg_error(text, fmt::format("\"{}\" is no OCC symbol", words[2])));
    }
  }
  const auto price = Price::parse(words.back());
  if (words[words.size() - 2] != "@" || !price || price->is_negative()) {
    return tl::make_unexpected(leg_error(
        text, fmt::format("the price is \"{} {}\"", words[words.size() - 2], words.back())));
  }
  leg.price = *price;
  const auto option_class = calendar::option_class(occ->root);
  leg.contract = {option_class.underlying, occ->root, occ->expiry, occ->right, occ->strike,
                  option_class.multiplier};
  return leg;
}

void add_what_if_flags(CLI::App& app, WhatIfFlags& flags) {
  app.add_option("LEG", flags.legs, "Legs, one argument each")->required();
  app.add_option("--spot", flags.spot, "Price of the underlying")->required();
  app.add_option("--vol", flags.vol, "One vol for all legs (0.20 is 20%); else each leg's own");
  app.add_option("--rate", flags.rate, "Interest rate, a fraction, continuous (0)");
  app.add_option("--dividend-yield", flags.dividend_yield, "Dividend yield, likewise (0)");
  app.add_option("--date", flags.date, "Day at whose close the position stands (today)");
}

Result<WhatIf> read_what_if(const WhatIfFlags& flags) {
  WhatIf what_if;
  AOTS_TRY(spot, parse_spot(flags.spot));
  what_if.spot = spot;
  what_if.market.spot = spot.to_double();
  for (const std::string& text : flags.legs) {
    AOTS_TRY(leg, parse_leg(text));
    what_if.legs.push_back(std::move(leg));
  }
  AOTS_TRY(date, valuation_date(flags.date, what_if.legs));
  what_if.date = date;
  std::optional<double> vol;
  if (!flags.vol.empty()) {
    AOTS_TRY(given, number_option("--vol", flags.vol, 1e-4, 10.0));
    vol = given;
  }
  if (!flags.rate.empty()) {
    AOTS_TRY(rate, number_option("--rate", flags.rate, -0.5, 1.0));
    what_if.market.rate = rate;
  }
  if (!flags.dividend_yield.empty()) {
    AOTS_TRY(yield, number_option("--dividend-yield", flags.dividend_yield, -0.5, 1.0));
    what_if.market.dividend_yield = yield;
  }
  const OptionContract& first = what_if.legs.front().contract;
  for (const LegArgument& leg : what_if.legs) {
    AOTS_TRY(years, years_left(leg, date));
    if (leg.contract.underlying != first.underlying ||
        leg.contract.multiplier != first.multiplier) {
      return fail(ErrorCode::kUsage, "{} is on {}, the first leg on {}; expected one underlying",
                  leg.contract.occ_symbol(), leg.contract.underlying.str(), first.underlying.str());
    }
    what_if.options.push_back(
        {leg.contract.right, leg.contract.strike.to_double(), years, 0.0,
         static_cast<double>(sign(leg.side) * leg.count * leg.contract.multiplier),
         leg.price.to_double()});
  }
  fill_vols(what_if, vol);
  return what_if;
}

trading::MarginPosition to_margin_position(const WhatIf& what_if,
                                           trading::MarginClass margin_class) {
  trading::MarginPosition position;
  position.margin_class = margin_class;
  position.spot = what_if.spot;
  position.multiplier = what_if.legs.front().contract.multiplier;
  for (const LegArgument& leg : what_if.legs) {
    const auto option_class = calendar::option_class(leg.contract.root);
    position.legs.push_back({leg.contract.right, leg.contract.strike, leg.contract.expiry,
                             option_class.settlement, sign(leg.side) * leg.count, leg.price});
  }
  return position;
}

}  // namespace aots::app
