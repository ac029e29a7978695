// A payoff as a drawing: profit over the underlying, at the first expiry and on the date.
#pragma once

#include <string>
#include <vector>

namespace aots::app {

struct PayoffCurves {
  std::vector<double> spots;      // ascending
  std::vector<double> at_expiry;  // dollars
  std::vector<double> on_date;
  double spot = 0.0;  // where the underlying stands
  std::vector<double> break_evens;
  std::string title;
  std::string expiry_label, date_label;
};

enum class Glyphs { kBraille, kAscii };
enum class Ink { kPlain, kColour };

// 80 columns wide.
std::string draw_text(const PayoffCurves& curves, Glyphs glyphs, Ink ink);
// Follows the reader's light or dark preference.
std::string draw_svg(const PayoffCurves& curves);

}  // namespace aots::app
