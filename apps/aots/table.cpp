#include "table.hpp"

#include <nlohmann/json.hpp>

#include "base/contract.hpp"
#include "base/text.hpp"
#include "command.hpp"

namespace aots::app {

namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

std::string exact_text(const Cell& cell) {
  return std::visit(Overloaded{[](std::monostate) { return std::string(); },
                               [](const std::string& text) { return text; },
                               [](std::int64_t number) { return std::to_string(number); },
                               [](double number) { return format_double(number); },
                               [](bool flag) { return std::string(flag ? "true" : "false"); }},
                    cell);
}

std::string rounded_text(const Cell& cell, int decimals) {
  if (const double* number = std::get_if<double>(&cell)) {
    return fmt::format("{:.{}f}", *number, decimals);
  }
  return exact_text(cell);
}

nlohmann::ordered_json to_json(const Cell& cell) {
  return std::visit(Overloaded{[](std::monostate) { return nlohmann::ordered_json(nullptr); },
                               [](const auto& value) { return nlohmann::ordered_json(value); }},
                    cell);
}

}  // namespace

void add_output_flags(CLI::App& app, OutputFlags& flags) {
  CLI::Option* csv = app.add_flag("--csv", flags.csv, "Print a header line and rows");
  CLI::Option* json = app.add_flag("--json", flags.json, "Print one JSON document");
  csv->excludes(json);
}

void Table::add(std::vector<Cell> row) {
  AOTS_EXPECTS(row.size() == columns_.size());
  rows_.push_back(std::move(row));
}

std::string Table::text() const {
  std::vector<std::string> header;
  for (const Column& column : columns_) header.push_back(column.name);
  TextTable table(std::move(header));
  for (const auto& row : rows_) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(rounded_text(row[i], columns_[i].decimals));
    }
    table.add_row(std::move(cells));
  }
  return table.render();
}

std::string Table::csv() const {
  std::string text;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) text += ',';
    text += csv_field(columns_[i].name);
  }
  text += '\n';
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      text += csv_field(exact_text(row[i]));
    }
    text += '\n';
  }
  return text;
}

std::string Table::json() const {
  nlohmann::ordered_json document = nlohmann::ordered_json::array();
  for (const auto& row : rows_) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[columns_[i].name] = to_json(row[i]);
    document.push_back(std::move(object));
  }
  return document.dump(1) + '\n';
}

std::string Table::render(OutputForm form) const {
  switch (form) {
    case OutputForm::kText:
      return text();
    case OutputForm::kCsv:
      return csv();
    case OutputForm::kJson:
      return json();
  }
  return {};
}

}  // namespace aots::app
