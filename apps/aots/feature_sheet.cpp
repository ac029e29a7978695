#include "feature_sheet.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "features/catalogue.hpp"

namespace aots::app {
namespace {

using features::FeatureDefinition;

constexpr std::size_t kColumns = 80;
constexpr int kNameColumns = 31;
constexpr int kValueColumns = 14;
constexpr double kCountFrom = 1e4;  // counts from here on are parted by commas
constexpr double kCountTo = 1e15;

// 12,345,678
std::string with_commas(double value) {
  const std::string digits = fmt::format("{:.0f}", std::fabs(value));
  std::string text = value < 0.0 ? "-" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

std::string number(double value) {
  const double size = std::fabs(value);
  const bool count = size >= kCountFrom && size < kCountTo && value == std::round(value);
  if (count || (size >= 1e6 && size < kCountTo)) return with_commas(value);
  return fmt::format("{:.6g}", value);
}

// Words, as many a line as fit behind the indent.
std::string wrapped(const std::vector<std::string>& words, std::size_t indent) {
  std::string text;
  std::string line(indent, ' ');
  for (const std::string& word : words) {
    if (line.size() > indent && line.size() + 1 + word.size() > kColumns) {
      text += line + '\n';
      line.assign(indent, ' ');
    }
    if (line.size() > indent) line += ' ';
    line += word;
  }
  return text + line + '\n';
}

std::vector<std::string> words_of(std::string_view sentence) {
  std::vector<std::string> words;
  for (const std::string_view word : split(sentence, ' ')) words.emplace_back(word);
  return words;
}

std::string heading(std::string_view title, std::size_t count) {
  return fmt::format("\n{} ({})\n", title, count);
}

// Why a feature has no value on the session of this number, counted from 1.
std::string reason(const FeatureDefinition& feature, int session) {
  if (session < feature.first_session()) {
    return "the history is too short (sessions needed)";
  }
  return std::string(feature.absence == "never" ? "where there is no value" : feature.absence);
}

std::string names_with_needs(const FeatureDefinition& feature, int session) {
  if (session >= feature.first_session()) return std::string(feature.name);
  return fmt::format("{} ({})", feature.name, feature.first_session());
}

std::string group_sheet(const features::FeatureRows& rows, std::size_t row,
                        features::FeatureGroup group, int session) {
  const auto definitions = features::catalogue(group);
  const std::size_t first = features::first_column(group);
  std::string text = heading(features::to_string(group), definitions.size());
  std::map<std::string, std::vector<std::string>> absent;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const FeatureDefinition& feature = definitions[i];
    const data::NumberColumn& column = rows.table.columns[first + i];
    if (!column.has(row)) {
      absent[reason(feature, session)].push_back(names_with_needs(feature, session));
      continue;
    }
    text += fmt::format("  {:<{}} {:>{}}  {}\n", feature.name, kNameColumns,
                        number(column.values[row]), kValueColumns, feature.unit);
  }
  for (auto& [why, names] : absent) {
    for (std::size_t i = 0; i + 1 < names.size(); ++i) names[i] += ',';
    text += wrapped(words_of(fmt::format("absent, {}:", why)), 2) + wrapped(names, 4);
  }
  return text;
}

std::string title(const features::FeatureRows& rows, std::string_view dates) {
  return fmt::format("{}, {}\nas known at the end of each session; IV series: {}\n",
                     rows.table.symbol.str(), dates,
                     rows.iv_source == "own" ? "30 days of its own chains" : rows.iv_source);
}

}  // namespace

std::string feature_sheet(const features::FeatureRows& rows, std::size_t row,
                          const calendar::ExchangeCalendar& calendar) {
  const Date date = rows.table.dates[row];
  const int session = calendar.session_count(rows.history_from, date);
  std::string text = title(rows, to_string(date));
  for (const auto group : features::kFeatureGroups) text += group_sheet(rows, row, group, session);
  return text;
}

std::string feature_overview(const features::FeatureRows& rows) {
  const data::FeatureTable& table = rows.table;
  const std::size_t count = table.dates.size();
  std::string text =
      title(rows, fmt::format("{} to {}, {} sessions", to_string(table.dates.front()),
                              to_string(table.dates.back()), count));
  text += fmt::format("{:<{}} {:>11} {:>11} {:>11} {:>8}\n", "", kNameColumns + 2, "last", "least",
                      "greatest", "present");
  for (const auto group : features::kFeatureGroups) {
    const auto definitions = features::catalogue(group);
    text += heading(features::to_string(group), definitions.size());
    for (std::size_t i = 0; i < definitions.size(); ++i) {
      const data::NumberColumn& column = table.columns[features::first_column(group) + i];
      double least = std::numeric_limits<double>::infinity();
      double greatest = -least;
      std::size_t present = 0;
      for (std::size_t row = 0; row < count; ++row) {
        if (!column.has(row)) continue;
        ++present;
        least = std::min(least, column.values[row]);
        greatest = std::max(greatest, column.values[row]);
      }
      const auto shown = [](bool there, double value) {
        return there ? fmt::format("{:.5g}", value) : std::string("-");
      };
      text += fmt::format("  {:<{}} {:>11} {:>11} {:>11} {:>8}\n", definitions[i].name,
                          kNameColumns, shown(column.has(count - 1), column.values[count - 1]),
                          shown(present > 0, least), shown(present > 0, greatest), present);
    }
  }
  return text;
}

std::string catalogue_sheet() {
  std::string text =
      fmt::format("{} features\nschema {}\n", features::kFeatureCount, features::schema_hash());
  for (const auto group : features::kFeatureGroups) {
    const auto definitions = features::catalogue(group);
    text += heading(features::to_string(group), definitions.size());
    for (const FeatureDefinition& feature : definitions) {
      text += fmt::format("  {:<{}} {}\n", feature.name, kNameColumns, feature.unit);
      text += wrapped(words_of(feature.formula), 6);
    }
  }
  return text;
}

}  // namespace aots::app
