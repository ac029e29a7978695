// Ticker renames: one identity for a share whose ticker changed.
//
// Records are kept under the share's present symbol, whatever it was called on their day; a file
// that a vendor wrote later already uses the present one. A ticker may mean another share
// afterwards, so a rename holds from the first day to the last of its ticker. Sources: press
// release of Meta Platforms, 2022-05-31 (FB is META from 2022-06-09); LEAN's map files of GOOG and
// GOOGL (class A was GOOG up to 2014-04-02 and is GOOGL since; class C was GOOCV while it was
// traded when issued).
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "domain/types.hpp"

namespace aots::calendar {

// The present symbol of the share that `ticker` named on `date`.
Symbol symbol_on(const Symbol& ticker, Date date);

// The present symbol of what a request without a date means: FB is META; GOOG, which is a ticker
// today, stays GOOG.
Symbol present_symbol(const Symbol& ticker);

// Whether records that a file calls `ticker` can be kept under `symbol`.
bool may_be_kept_under(const Symbol& ticker, const Symbol& symbol);

// The option root on `date`, renamed with its ticker. The root of an adjusted series (FB1) is not
// the ordinary root and stays as it is.
std::string root_on(std::string_view root, Date date);

}  // namespace aots::calendar
