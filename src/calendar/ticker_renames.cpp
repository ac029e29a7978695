#include "calendar/ticker_renames.hpp"

#include <algorithm>
#include <array>

namespace aots::calendar {
namespace {

struct Rename {
  std::string_view ticker;
  Date first;  // the days on which the ticker named this share
  Date last;
  std::string_view symbol;
  bool reused;  // the ticker names another share today
};

const std::array kRenames{
    Rename{"FB", make_date(2012, 5, 18), make_date(2022, 6, 8), "META", false},
    Rename{"GOOCV", make_date(2014, 3, 27), make_date(2014, 4, 2), "GOOG", false},
    Rename{"GOOG", make_date(2004, 8, 19), make_date(2014, 4, 2), "GOOGL", true},
};

const Rename* rename_of(std::string_view ticker) {
  const auto* found = std::ranges::find(kRenames, ticker, &Rename::ticker);
  return found == kRenames.end() ? nullptr : found;
}

bool named(const Rename& rename, Date date) { return rename.first <= date && date <= rename.last; }

}  // namespace

Symbol symbol_on(const Symbol& ticker, Date date) {
  const auto* rename = rename_of(ticker.str());
  return rename != nullptr && named(*rename, date) ? Symbol(std::string(rename->symbol)) : ticker;
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
  return std::string(rename != nullptr && named(*rename, date) ? rename->symbol : root);
}

}  // namespace aots::calendar
