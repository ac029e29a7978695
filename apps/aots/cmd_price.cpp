// aots price --csv FILE
#include <memory>

#include "base/text.hpp"
#include "command.hpp"
#include "option_file.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::app {
namespace {

std::vector<std::string> price_row(OptionRow& row) {
  const OptionTerms terms = row.terms();
  if (terms.years < 0.0) {
    row.wrong("years", fmt::format("found {}, expected 0 or more", terms.years));
  }
  const double vol = row.not_negative("vol");
  if (!row.errors().empty()) return {};
  const auto value = pricing::black_scholes({.right = terms.right,
                                             .spot = terms.spot,
                                             .strike = terms.strike,
                                             .years = terms.years,
                                             .rate = terms.rate,
                                             .dividend_yield = terms.dividend_yield,
                                             .vol = vol});
  if (!value) {
    row.wrong("spot", value.error().message);
    return {};
  }
  std::vector<std::string> results;
  for (const double number :
       {value->price, value->greeks.delta, value->greeks.gamma, value->greeks.vega_per_vol_point,
        value->greeks.theta_per_day, value->greeks.rho_per_rate_pct}) {
    if (!std::isfinite(number)) {
      row.wrong("years", "the value is not finite; expected terms of a magnitude that exists");
      return {};
    }
    results.push_back(format_double(number));
  }
  return results;
}

Result<int> run(const std::string& file) {
  AOTS_TRY(output, evaluate_option_file(
                       file, {.needed = {"vol"},
                              .results = {"price", "delta", "gamma", "vega", "theta", "rho"},
                              .evaluate = price_row}));
  fmt::print("{}", output);
  return 0;
}

}  // namespace

void register_price(CLI::App& root, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  CLI::App* app = root.add_subcommand(
      "price",
      "Price the European options of a file, with Greeks\n\n"
      "The file has the columns right,style,spot,strike,years,rate,dividend_yield,vol; years are\n"
      "ACT/365, vol, rate and yield fractions, rate and yield continuously compounded. Added are\n"
      "price,delta,gamma,vega,theta,rho: vega per vol point, theta per calendar day, rho per 1% "
      "of\n"
      "rate.\n\n"
      "Example:\n"
      "  echo right,style,spot,strike,years,rate,dividend_yield,vol > options.csv\n"
      "  echo call,european,100,105,0.25,0.04,0.01,0.20 >> options.csv\n"
      "  aots price --csv options.csv");
  app->add_option("--csv", *file, "File of options")->required();
  app->callback([&invocation, file] { invocation.action = [file] { return run(*file); }; });
}

}  // namespace aots::app
