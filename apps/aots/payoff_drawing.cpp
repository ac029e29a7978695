#include "payoff_drawing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/text.hpp"

namespace aots::app {
namespace {

constexpr int kColumns = 68;  // beside a label of 11
constexpr int kRows = 16;

struct Range {
  double low = 0.0, high = 0.0;
};

// Of both curves and zero, with a little room.
Range profit_range(const PayoffCurves& curves) {
  Range range;
  for (const auto* values : {&curves.at_expiry, &curves.on_date}) {
    const auto [low, high] = std::ranges::minmax(*values);
    range.low = std::min(range.low, low);
    range.high = std::max(range.high, high);
  }
  const double room = std::max(0.06 * (range.high - range.low), 1.0);
  return {range.low - room, range.high + room};
}

double value_at(const PayoffCurves& curves, const std::vector<double>& values, double share) {
  const auto& spots = curves.spots;
  const double spot = spots.front() + share * (spots.back() - spots.front());
  const auto found = std::ranges::lower_bound(spots, spot);
  const auto after = std::clamp<std::ptrdiff_t>(found - spots.begin(), 1, std::ssize(spots) - 1);
  const auto i = static_cast<std::size_t>(after);
  const double part = (spot - spots[i - 1]) / (spots[i] - spots[i - 1]);
  return values[i - 1] + part * (values[i] - values[i - 1]);
}

// Dots of 2 x 4 a cell, as braille has them; ASCII shows a cell with any dot.
class Dots {
 public:
  void set(int x, int y) {
    if (x < 0 || x >= kColumns * 2 || y < 0 || y >= kRows * 4) return;
    constexpr std::array<std::array<std::uint8_t, 4>, 2> kBits{
        {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}};
    auto& cell = cells_[static_cast<std::size_t>(y / 4)][static_cast<std::size_t>(x / 2)];
    cell = static_cast<std::uint8_t>(
        cell | kBits[static_cast<std::size_t>(x % 2)][static_cast<std::size_t>(y % 4)]);
  }
  std::uint8_t at(int row, int column) const {
    return cells_[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
  }

 private:
  std::array<std::array<std::uint8_t, kColumns>, kRows> cells_{};
};

std::string braille(std::uint8_t bits) {
  const unsigned code = 0x2800U + bits;
  return {static_cast<char>(0xE0U | (code >> 12U)),
          static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)),
          static_cast<char>(0x80U | (code & 0x3FU))};
}

void plot(Dots& dots, const PayoffCurves& curves, const std::vector<double>& values,
          const Range& range, int every) {
  const auto height = [&](int x) {
    const double value = value_at(curves, values, x / (kColumns * 2.0 - 1.0));
    const double share = (range.high - value) / (range.high - range.low);
    return static_cast<int>(std::lround(share * (kRows * 4 - 1)));
  };
  for (int x = 0; x < kColumns * 2; x += every) {
    const int from = height(x);
    const int to = every == 1 && x + 1 < kColumns * 2 ? height(x + 1) : from;
    for (int y = std::min(from, to); y <= std::max(from, to); ++y) dots.set(x, y);
  }
}

// Short enough for the label column.
std::string money_label(double value) {
  if (std::abs(value) >= 1e6) return fmt::format("{:.4g}", value);
  return fmt::format("{:.0f}", value);
}

struct TextPicture {
  Dots expiry, date;
  int zero_row = 0;
  int spot_column = -1;
  Glyphs glyphs = Glyphs::kBraille;
  Ink ink = Ink::kPlain;
};

// What stands left of a row: the ends of the range, and zero.
std::string row_label(const TextPicture& picture, const Range& range, int row) {
  if (row == picture.zero_row) return fmt::format("{}", 0);
  if (row == kRows - 1) return money_label(range.low);
  return row == 0 ? money_label(range.high) : std::string();
}

std::string cell_text(const TextPicture& picture, int row, int column) {
  const std::uint8_t solid = picture.expiry.at(row, column);
  const std::uint8_t dotted = picture.date.at(row, column);
  const bool ascii = picture.glyphs == Glyphs::kAscii;
  if (solid != 0 || dotted != 0) {
    std::string text =
        ascii ? (solid != 0 ? "*" : ".") : braille(static_cast<std::uint8_t>(solid | dotted));
    if (picture.ink == Ink::kPlain || solid == 0) return text;
    const char* colour = row < picture.zero_row ? "\x1b[32m" : "\x1b[31m";
    return colour + text + "\x1b[0m";
  }
  if (row == picture.zero_row) return ascii ? "-" : "─";
  if (column == picture.spot_column) return ascii ? ":" : "┊";
  return " ";
}

std::string axis_line(const PayoffCurves& curves) {
  const double low = curves.spots.front();
  const double high = curves.spots.back();
  std::string line(80, ' ');
  const auto place = [&](const std::string& text, int centre) {
    const int start = std::clamp(12 + centre - static_cast<int>(text.size()) / 2, 12,
                                 80 - static_cast<int>(text.size()));
    line.replace(static_cast<std::size_t>(start), text.size(), text);
  };
  for (int i = 0; i <= 4; ++i) {
    place(fmt::format("{:.6g}", low + (high - low) * i / 4.0), i * (kColumns - 1) / 4);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string draw_text(const PayoffCurves& curves, Glyphs glyphs, Ink ink) {
  const Range range = profit_range(curves);
  TextPicture picture;
  picture.glyphs = glyphs;
  picture.ink = ink;
  plot(picture.expiry, curves, curves.at_expiry, range, 1);
  plot(picture.date, curves, curves.on_date, range, 3);
  picture.zero_row = static_cast<int>(range.high / (range.high - range.low) * (kRows * 4 - 1)) / 4;
  const double across =
      (curves.spot - curves.spots.front()) / (curves.spots.back() - curves.spots.front());
  picture.spot_column = static_cast<int>(across * kColumns);
  std::string text;
  for (int row = 0; row < kRows; ++row) {
    std::string line = fmt::format("{:>10} {}", row_label(picture, range, row),
                                   glyphs == Glyphs::kAscii ? "|" : "│");
    for (int column = 0; column < kColumns; ++column) line += cell_text(picture, row, column);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text + axis_line(curves) + '\n';
}

namespace {

constexpr double kWidth = 860.0, kHeight = 440.0;
constexpr double kLeft = 84.0, kRight = 24.0, kTop = 56.0, kBottom = 64.0;

constexpr const char* kStyle =
    "svg{background:#fff;color:#1c2330;font:14px system-ui,sans-serif}"
    ".grid{stroke:#d9dee7}.zero{stroke:#5b6577}.expiry{stroke:#1f5fbf}.date{stroke:#c2630a}"
    ".gain{fill:#1e8e4e22}.loss{fill:#c6282822}.soft{fill:#5b6577}text{fill:currentColor}"
    ".mark{paint-order:stroke;stroke:#fff;stroke-width:5px}"
    "@media(prefers-color-scheme:dark){svg{background:#12161e;color:#e6eaf2}.grid{stroke:#2b3342}"
    ".zero{stroke:#97a1b3}.expiry{stroke:#7fb0ff}.date{stroke:#ffb066}.gain{fill:#3ecf8e2e}"
    ".loss{fill:#ff6b6b2e}.soft{fill:#97a1b3}"
    ".mark{stroke:#12161e}}";

class SvgFrame {
 public:
  SvgFrame(const PayoffCurves& curves, const Range& range) : curves_(curves), range_(range) {}

  double x(double spot) const {
    const double low = curves_.spots.front();
    return kLeft + (spot - low) / (curves_.spots.back() - low) * (kWidth - kLeft - kRight);
  }
  double y(double profit) const {
    return kTop + (range_.high - profit) / (range_.high - range_.low) * (kHeight - kTop - kBottom);
  }

  std::string path(const std::vector<double>& values) const {
    std::string d;
    for (std::size_t i = 0; i < values.size(); ++i) {
      d += fmt::format("{}{:.2f},{:.2f}", i == 0 ? "M" : "L", x(curves_.spots[i]), y(values[i]));
    }
    return d;
  }

  // The area between the curve at expiry and zero, above it or below it.
  std::string area(bool gain) const {
    std::vector<double> clipped;
    for (const double value : curves_.at_expiry) {
      clipped.push_back(gain ? std::max(value, 0.0) : std::min(value, 0.0));
    }
    return path(clipped) + fmt::format("L{:.2f},{:.2f}L{:.2f},{:.2f}Z", x(curves_.spots.back()),
                                       y(0.0), x(curves_.spots.front()), y(0.0));
  }

  std::string grid() const {
    std::string text;
    for (int i = 0; i <= 4; ++i) {
      const double spot =
          curves_.spots.front() + (curves_.spots.back() - curves_.spots.front()) * i / 4.0;
      const double profit = range_.low + (range_.high - range_.low) * i / 4.0;
      text += fmt::format(
          "<line class=\"grid\" x1=\"{0:.2f}\" x2=\"{0:.2f}\" y1=\"{1}\" y2=\"{2}\"/>"
          "<text class=\"soft\" x=\"{0:.2f}\" y=\"{3}\" text-anchor=\"middle\">{4:.6g}</text>",
          x(spot), kTop, kHeight - kBottom, kHeight - kBottom + 20, spot);
      text += fmt::format(
          "<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.2f}\" y2=\"{2:.2f}\"/>"
          "<text class=\"soft\" x=\"{3}\" y=\"{4:.2f}\" text-anchor=\"end\">{5}</text>",
          kLeft, kWidth - kRight, y(profit), kLeft - 8, y(profit) + 5, money_label(profit));
    }
    return text;
  }

  std::string marks() const {
    std::string text = fmt::format(
        "<line class=\"zero\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.2f}\" y2=\"{2:.2f}\"/>"
        "<line class=\"zero\" stroke-dasharray=\"3 4\" x1=\"{3:.2f}\" x2=\"{3:.2f}\" y1=\"{4}\" "
        "y2=\"{5}\"/>",
        kLeft, kWidth - kRight, y(0.0), x(curves_.spot), kTop, kHeight - kBottom);
    text += fmt::format("<text x=\"{:.2f}\" y=\"{}\" text-anchor=\"middle\">spot {:.6g}</text>",
                        x(curves_.spot), kTop - 6, curves_.spot);
    for (const double break_even : curves_.break_evens) {
      if (break_even < curves_.spots.front() || break_even > curves_.spots.back()) continue;
      text += fmt::format(
          "<circle cx=\"{0:.2f}\" cy=\"{1:.2f}\" r=\"4\" fill=\"currentColor\"/>"
          "<text class=\"mark\" x=\"{0:.2f}\" y=\"{2:.2f}\" text-anchor=\"middle\">{3:.2f}</text>",
          x(break_even), y(0.0), y(0.0) - 10, break_even);
    }
    return text;
  }

 private:
  const PayoffCurves& curves_;
  Range range_;
};

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '<') {
      safe += "&lt;";
    } else if (c == '&') {
      safe += "&amp;";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string draw_svg(const PayoffCurves& curves) {
  const SvgFrame frame(curves, profit_range(curves));
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"img\"><title>{2}</title><style>{3}</style>"
      "<text x=\"{4}\" y=\"24\" font-weight=\"600\">{2}</text>",
      kWidth, kHeight, escaped(curves.title), kStyle, kLeft);
  svg += frame.grid();
  svg += fmt::format("<path class=\"gain\" d=\"{}\"/><path class=\"loss\" d=\"{}\"/>",
                     frame.area(true), frame.area(false));
  svg += fmt::format(
      "<path class=\"date\" fill=\"none\" stroke-width=\"2\" stroke-dasharray=\"6 4\" d=\"{}\"/>"
      "<path class=\"expiry\" fill=\"none\" stroke-width=\"2.5\" d=\"{}\"/>",
      frame.path(curves.on_date), frame.path(curves.at_expiry));
  svg += frame.marks();
  const double line = kHeight - 18;
  svg += fmt::format(
      "<line class=\"expiry\" stroke-width=\"2.5\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/>"
      "<text x=\"{3}\" y=\"{4}\">{5}</text>"
      "<line class=\"date\" stroke-width=\"2\" stroke-dasharray=\"6 4\" x1=\"{6}\" x2=\"{7}\" "
      "y1=\"{2}\" y2=\"{2}\"/><text x=\"{8}\" y=\"{4}\">{9}</text></svg>\n",
      kLeft, kLeft + 28, line, kLeft + 36, line + 5, escaped(curves.expiry_label), kLeft + 330,
      kLeft + 358, kLeft + 366, escaped(curves.date_label));
  return svg;
}

}  // namespace aots::app
