#include "calendar/ticker_renames.hpp"

#include <algorithm>
#include <array>

namespace aots::calendar {
namespace {

struct Rename {
  std::string_view ticker;
  Date last;  // the last day on which the ticker named this share
  std::string_view symbol;
  bool reused;  // the ticker names another share today
};

const std::array kRenames{
    Rename{"FB", make_date(2022, 6, 8), "META", false},
    Rename{"GOOCV", make_date(2014, 4, 2), "GOOG", false},
    Rename{"GOOG", make_date(2014, 4, 2), "GOOGL", true},
};

const Rename* rename_of(std::string_view ticker) {
  const auto* found = std::ranges::find(kRenames, ticker, &Rename::ticker);
  return found == kRenames.end() ? nullptr : found;
}

}  // namespace

Symbol symbol_on(const Symbol& ticker, Date date) {
  const auto* rename = rename_of(ticker.str());
  return rename != nullptr && date <= rename->last ? Symbol(std::string(rename->symbol)) : ticker;
}

Symbol present_symbol(const Symbol& ticker) {
  const auto* rename = rename_of(ticker.str());
  return rename != nullptr && !rename->reused ? Symbol(std::string(rename->symbol)) : ticker;
}

bool may_be_kept_under(const Symbol& ticker, const Symbol& symbol) {
  const auto* rename = rename_of(ticker.str());
  return ticker == symbol || (rename != nullptr && symbol.str() == rename->symbol);
}

std::string root_on(std::string_view root, Date date) {
  const auto* rename = rename_of(root);
  return std::string(rename != nullptr && date <= rename->last ? rename->symbol : root);
}

}  // namespace aots::calendar
