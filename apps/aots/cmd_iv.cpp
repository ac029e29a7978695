// aots iv --csv FILE
#include <cmath>
#include <memory>

#include "base/text.hpp"
#include "command.hpp"
#include "option_file.hpp"
#include "pricing/implied_vol.hpp"

namespace aots::app {
namespace {

std::vector<std::string> without_vol(pricing::IvStatus status) {
  return {"", std::string(to_string(status))};
}

std::vector<std::string> iv_row(OptionRow& row) {
  const OptionTerms terms = row.terms();
  const bool has_price = !row.text("price").empty();
  const double price = has_price ? row.number("price") : 0.0;
  if (!row.errors().empty()) return {};
  if (!has_price) return without_vol(pricing::IvStatus::kNoQuote);
  if (!(terms.years > 0.0)) return without_vol(pricing::IvStatus::kExpired);
  const double discount = std::exp(-terms.rate * terms.years);
  const double forward = terms.spot * std::exp((terms.rate - terms.dividend_yield) * terms.years);
  if (!std::isnormal(discount) || !std::isnormal(forward)) {
    row.wrong("rate",
              fmt::format("found {} with dividend_yield {} over {} years, expected a forward "
                          "and a discount of a magnitude that exists",
                          terms.rate, terms.dividend_yield, terms.years));
    return {};
  }
  const auto vol = pricing::implied_vol({.right = terms.right,
                                         .price = price,
                                         .forward = forward,
                                         .strike = terms.strike,
                                         .discount = discount,
                                         .years = terms.years});
  if (!vol) return without_vol(vol.error().reason);
  return {format_double(*vol), std::string(to_string(pricing::IvStatus::kOk))};
}

Result<int> run(const std::string& file) {
  AOTS_TRY(output,
           evaluate_option_file(
               file, {.needed = {"price"}, .results = {"iv", "iv_status"}, .evaluate = iv_row}));
  fmt::print("{}", output);
  return 0;
}

}  // namespace

void register_iv(CLI::App& root, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  CLI::App* app = root.add_subcommand(
      "iv",
      "Implied vols of the European options of a file\n\n"
      "The file has the columns right,style,spot,strike,years,rate,dividend_yield,price; years "
      "are\n"
      "ACT/365, rate and yield continuously compounded fractions. Added are iv (a fraction) and\n"
      "iv_status: ok, below_intrinsic, above_bound, no_time_value, expired, no_quote or\n"
      "not_converged. Only ok rows carry an iv.\n\n"
      "Example:\n"
      "  echo right,style,spot,strike,years,rate,dividend_yield,price > quotes.csv\n"
      "  echo put,european,100,95,0.25,0.04,0.01,1.85 >> quotes.csv\n"
      "  aots iv --csv quotes.csv");
  app->add_option("--csv", *file, "File of quotes")->required();
  app->callback([&invocation, file] { invocation.action = [file] { return run(*file); }; });
}

}  // namespace aots::app
