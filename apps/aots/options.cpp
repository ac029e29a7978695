// Arguments that several commands take, and the text table they print.
#include <algorithm>
#include <thread>

#include "base/text.hpp"
#include "calendar/ticker_renames.hpp"
#include "command.hpp"

namespace aots::app {
namespace {

bool looks_like_a_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.,%+-$e ") == std::string_view::npos;
}

}  // namespace

int thread_count(const CommonOptions& common) {
  if (common.jobs > 0) return common.jobs;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Result<Date> parse_date_option(const std::string& flag, const std::string& text) {
  if (const auto date = parse_date(text)) return *date;
  return fail(ErrorCode::kUsage, "{} is \"{}\"; expected a date such as 2019-05-01", flag, text);
}

Result<Symbol> parse_symbol_option(const std::string& text) {
  if (auto symbol = parse_symbol(text)) return *symbol;
  return fail(ErrorCode::kUsage, "\"{}\" is no symbol; expected one such as SPY or ^SPX", text);
}

Result<Symbol> parse_share_option(const std::string& text, std::optional<Date> date) {
  AOTS_TRY(ticker, parse_symbol_option(text));
  const auto symbol = date ? calendar::symbol_on(ticker, *date) : ticker;
  return symbol == ticker ? calendar::present_symbol(ticker) : symbol;
}

Result<std::vector<Symbol>> parse_symbols_option(const std::string& text) {
  std::vector<Symbol> symbols;
  for (const std::string_view part : split(text, ',')) {
    AOTS_TRY(symbol, parse_share_option(std::string(trim(part))));
    if (std::ranges::count(symbols, symbol) == 0) symbols.push_back(symbol);
  }
  return symbols;
}

TextTable::TextTable(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

void TextTable::add_row(std::vector<std::string> cells) {
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::string TextTable::render() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  std::vector<bool> numeric(rows_.front().size(), rows_.size() > 1);
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    for (std::size_t c = 0; c < rows_[r].size(); ++c) {
      widths[c] = std::max(widths[c], rows_[r][c].size());
      if (r > 0 && !rows_[r][c].empty() && !looks_like_a_number(rows_[r][c])) numeric[c] = false;
    }
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) line += "  ";
      line += numeric[c] ? fmt::format("{:>{}}", row[c], widths[c])
                         : fmt::format("{:<{}}", row[c], widths[c]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

}  // namespace aots::app
