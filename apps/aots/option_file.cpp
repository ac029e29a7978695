#include "option_file.hpp"

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/text.hpp"
#include "data/source/csv.hpp"

namespace aots::app {

namespace {

constexpr std::array<std::string_view, 7> kTermColumns{"right", "style", "spot",          "strike",
                                                       "years", "rate",  "dividend_yield"};
constexpr std::size_t kErrorsShown = 50;

class ErrorList {
 public:
  explicit ErrorList(std::string_view path) : path_(path) {}

  void add(std::int64_t line, std::string_view text) {
    ++count_;
    if (lines_.size() < kErrorsShown) lines_.push_back(fmt::format("{}:{}: {}", path_, line, text));
  }
  bool empty() const { return count_ == 0; }
  Error error() {
    if (count_ > lines_.size()) {
      lines_.push_back(
          fmt::format("{}: and {} more; correct these first", path_, count_ - lines_.size()));
    }
    return {ErrorCode::kData, join(lines_, "\n")};
  }

 private:
  std::string_view path_;
  std::size_t count_ = 0;
  std::vector<std::string> lines_;
};

Status check_header(const std::map<std::string, std::size_t>& columns, const std::string& path,
                    const OptionFileSpec& spec) {
  std::vector<std::string> missing;
  const auto need = [&](std::string_view name) {
    if (!columns.contains(std::string(name))) missing.emplace_back(name);
  };
  for (const std::string_view name : kTermColumns) need(name);
  for (const std::string& name : spec.needed) need(name);
  if (!missing.empty()) {
    return fail(ErrorCode::kData,
                "{}:1: the header has no column {}; expected right,style,spot,strike,years,rate,"
                "dividend_yield,{}",
                path, join(missing, ", "), join(spec.needed, ","));
  }
  for (const std::string& name : spec.results) {
    if (columns.contains(name)) {
      return fail(ErrorCode::kData,
                  "{}:1: the header has a column {}, which this command adds; rename or remove it",
                  path, name);
    }
  }
  return {};
}

void append_row(std::string& output, const std::vector<std::string_view>& fields,
                const std::vector<std::string>& results) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) output += ',';
    output += csv_field(fields[i]);
  }
  for (const std::string& result : results) output += ',' + csv_field(result);
  output += '\n';
}

}  // namespace

std::string_view OptionRow::text(std::string_view column) const {
  return trim(fields_[columns_.at(std::string(column))]);
}

void OptionRow::wrong(std::string_view column, std::string text) {
  errors_.push_back(fmt::format("column {}: {}", column, text));
}

double OptionRow::number(std::string_view column) {
  const std::string_view found = text(column);
  if (const auto value = parse_double(found)) return *value;
  wrong(column, fmt::format("found '{}', expected a finite number", found));
  return 0.0;
}

double OptionRow::positive(std::string_view column) {
  const std::size_t before = errors_.size();
  const double value = number(column);
  if (errors_.size() == before && !(value > 0.0)) {
    wrong(column, fmt::format("found {}, expected a number above 0", value));
  }
  return value;
}

double OptionRow::not_negative(std::string_view column) {
  const std::size_t before = errors_.size();
  const double value = number(column);
  if (errors_.size() == before && value < 0.0) {
    wrong(column, fmt::format("found {}, expected 0 or more", value));
  }
  return value;
}

OptionTerms OptionRow::terms() {
  OptionTerms terms;
  if (const auto right = parse_right(text("right"))) {
    terms.right = *right;
  } else {
    wrong("right", fmt::format("found '{}', expected call or put", text("right")));
  }
  const std::string style = to_lower(text("style"));
  if (style == to_string(ExerciseStyle::kAmerican)) {
    wrong("style",
          "found american, which is not available yet; only european options are valued, and an "
          "american one is worth more, so leave this row out");
  } else if (style != to_string(ExerciseStyle::kEuropean)) {
    wrong("style", fmt::format("found '{}', expected european", text("style")));
  }
  terms.spot = positive("spot");
  terms.strike = positive("strike");
  terms.years = number("years");
  terms.rate = number("rate");
  terms.dividend_yield = number("dividend_yield");
  return terms;
}

Result<std::string> evaluate_option_file(const std::string& path, const OptionFileSpec& spec) {
  AOTS_TRY(content, read_file(path));
  data::CsvReader reader(content);
  data::CsvRecord record;
  if (!reader.next(record)) {
    return fail(ErrorCode::kData, "{} is empty; expected a header line and rows", path);
  }
  if (!record.defect.empty()) {
    return fail(ErrorCode::kData, "{}:1: the header is no CSV: {}", path, record.defect);
  }
  std::map<std::string, std::size_t> columns;
  std::vector<std::string> names;
  for (const std::string_view field : record.fields) {
    names.emplace_back(trim(field));
    if (!columns.emplace(names.back(), names.size() - 1).second) {
      return fail(ErrorCode::kData, "{}:1: the header has column '{}' twice; keep one of them",
                  path, names.back());
    }
  }
  AOTS_CHECK_OK(check_header(columns, path, spec));
  std::string output;
  append_row(output, {names.begin(), names.end()}, spec.results);
  ErrorList errors(path);
  while (reader.next(record)) {
    if (!record.defect.empty()) {
      errors.add(record.line, fmt::format("this is no CSV: {}", record.defect));
      continue;
    }
    if (record.fields.size() != names.size()) {
      errors.add(record.line, fmt::format("found {} columns, expected {} as in the header",
                                          record.fields.size(), names.size()));
      continue;
    }
    OptionRow row(columns, record.fields);
    const std::vector<std::string> results = spec.evaluate(row);
    for (const std::string& error : row.errors()) errors.add(record.line, error);
    if (errors.empty()) append_row(output, record.fields, results);
  }
  if (!errors.empty()) return tl::make_unexpected(errors.error());
  return output;
}

}  // namespace aots::app
