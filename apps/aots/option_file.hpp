// OptionFile: a CSV file of option terms, one a row, for `aots price` and `aots iv`.
//
// Columns come in any order; those that a command does not know are passed through. Every mistake
// of every row is reported with line and column, all at once.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/types.hpp"

namespace aots::app {

// The terms that both commands read, checked: spot and strike are positive, everything is finite.
struct OptionTerms {
  Right right = Right::kCall;
  double spot = 0.0;
  double strike = 0.0;
  double years = 0.0;
  double rate = 0.0;
  double dividend_yield = 0.0;
};

// One row on its way through: reads numbers by column and collects what is wrong.
class OptionRow {
 public:
  OptionRow(const std::map<std::string, std::size_t>& columns,
            const std::vector<std::string_view>& fields)
      : columns_(columns), fields_(fields) {}

  std::string_view text(std::string_view column) const;
  // The number of a column, or an error and 0.
  double number(std::string_view column);
  // A number that must be zero or more; zero itself only where it is allowed.
  double positive(std::string_view column);
  double not_negative(std::string_view column);
  OptionTerms terms();
  void wrong(std::string_view column, std::string text);

  // "column spot: ...", in the order found.
  const std::vector<std::string>& errors() const { return errors_; }

 private:
  const std::map<std::string, std::size_t>& columns_;
  const std::vector<std::string_view>& fields_;
  std::vector<std::string> errors_;
};

struct OptionFileSpec {
  std::vector<std::string>
      needed;  // columns beside right, style, spot, strike, years, rate, dividend_yield
  std::vector<std::string> results;  // columns that the command adds
  // The cells of `results`, in order; what is wrong goes into the row.
  std::function<std::vector<std::string>(OptionRow&)> evaluate;
};

// Reads the file, evaluates every row, and gives the whole output as CSV; ErrorCode::kData with
// every bad row (the first 50 of them in full) if there is any.
Result<std::string> evaluate_option_file(const std::string& path, const OptionFileSpec& spec);

}  // namespace aots::app
