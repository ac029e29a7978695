#include "fuzz/targets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

#include "backtest/run_config.hpp"
#include "base/config.hpp"
#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "data/source/csv.hpp"
#include "data/source/format.hpp"
#include "data/source/json.hpp"
#include "data/source/vendor_file.hpp"
#include "data/source/zip_archive.hpp"
#include "data/store/lake.hpp"
#include "data/store/snapshot_view.hpp"
#include "domain/option_contract.hpp"
#include "strategy/universe.hpp"

namespace aots::fuzz {
namespace {

bool lies_within(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void run_csv(std::string_view bytes) {
  data::CsvReader reader(bytes);
  data::CsvRecord record;
  std::int64_t line = 0;
  while (reader.next(record)) {
    expect(record.line > line, "records stand on ascending lines");
    line = record.line;
    expect(lies_within(record.raw, bytes), "a record is a piece of the file");
    expect(record.raw.size() <= data::kCsvRecordBytesMax || !record.defect.empty(),
           "a record that is too long says so");
    expect(record.defect.empty() || record.fields.empty(), "a defective record has no fields");
  }
}

// A line with the kind and, where the path dates the rows, the path; then the text of such a file.
void run_vendor_text(std::string_view bytes) {
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return;
  const auto first = split(bytes.substr(0, end), ' ');
  const auto path = first.size() > 1 ? first[1] : std::string_view("SPY.csv");
  for (const auto& format : data::formats()) {
    if (format.kind != first[0]) continue;
    const auto parsed = format.parse({.text = bytes.substr(end + 1),
                                      .name = path,
                                      .symbol = parse_symbol("SPY"),
                                      .members = {}});
    if (!parsed) {
      expect(!parsed.error().message.empty(), "an error says what was found");
      continue;
    }
    expect(parsed->rows_read >= static_cast<std::int64_t>(parsed->rejected.size()),
           "a rejected row was read");
    for (const auto& row : parsed->rejected)
      expect(!row.rule.empty(), "a rejection names its rule");
  }
}

// Unpacks, and reads the members as every kind of archive.
void run_zip(std::string_view bytes) {
  const auto members = data::read_zip(bytes, "input.zip");
  if (!members) {
    expect(!members.error().message.empty(), "an error says what was found");
    return;
  }
  for (const auto& member : *members) {
    expect(!member.name.starts_with('/'), "no member leaves its folder");
    for (const std::string_view part : split(member.name, '/')) {
      expect(part != "..", "no member leaves its folder");
    }
  }
  for (const auto& format : data::formats()) {
    if (!format.kind.starts_with("lean_")) continue;
    const auto parsed = format.parse({.text = {},
                                      .name = "20140606_quote_american.zip",
                                      .symbol = parse_symbol("SPY"),
                                      .members = *members});
    expect(parsed.has_value() || !parsed.error().message.empty(), "an error says what was found");
  }
}

void walk(data::JsonView value, std::string_view text) {
  expect(lies_within(value.raw(), text), "a value is a piece of its document");
  if (!value.is_object() && !value.is_array()) value.scalar();
  value.members([&](std::string_view, data::JsonView member) { walk(member, text); });
  value.items([&](data::JsonView item) { walk(item, text); });
}

void run_json(std::string_view bytes) {
  data::json_paths(bytes);
  if (data::check_json(bytes, "input")) walk(data::JsonView(bytes), bytes);
}

// A snapshot as a session tape holds it. A view that is given has every byte that it leads to.
void run_tape(std::string_view bytes) {
  std::vector<std::int64_t> aligned((bytes.size() + 7) / 8);
  std::copy(bytes.begin(), bytes.end(), static_cast<char*>(static_cast<void*>(aligned.data())));
  const auto view = data::SnapshotView::of(std::as_bytes(std::span(aligned)).first(bytes.size()));
  if (!view || !parse_symbol(view->underlying())) return;
  const auto chain = view->to_chain();
  expect(static_cast<std::size_t>(chain.quote_count()) == view->rows(), "every row is a quote");
}

void run_gzip(std::string_view bytes) {
  const auto text = data::gunzip(bytes, "input");
  expect(text.has_value() || !text.error().message.empty(), "an error says what was found");
}

void run_config(std::string_view bytes) {
  backtest::RunConfig config;
  ConfigBinder binder;
  backtest::bind(binder, config);
  if (!binder.read_yaml(bytes, "input")) return;
  const auto yaml = binder.to_yaml();
  backtest::RunConfig again;
  ConfigBinder second;
  backtest::bind(second, again);
  expect(second.read_yaml(yaml, "again").has_value(), "a printed configuration reads back");
  expect(second.to_json() == binder.to_json(), "a printed configuration reads back to the same");
}

void run_universe(std::string_view bytes) {
  const auto universe = strategy::read_universe(std::string(bytes), "input");
  expect(universe.has_value() || !universe.error().message.empty(), "an error says what was found");
}

void run_symbols(std::string_view bytes) {
  if (const auto symbol = parse_symbol(bytes)) {
    expect(parse_symbol(symbol->str()) == symbol, "a canonical symbol reads back");
  }
  const auto occ = parse_occ_symbol(bytes);
  if (!occ) return;
  const OptionContract contract{.underlying = Symbol("SPY"),
                                .root = occ->root,
                                .expiry = occ->expiry,
                                .right = occ->right,
                                .strike = occ->strike,
                                .multiplier = 100};
  const auto again = parse_occ_symbol(contract.occ_symbol());
  expect(again.has_value() && again->root == occ->root && again->expiry == occ->expiry &&
             again->right == occ->right && again->strike == occ->strike,
         "a contract symbol reads back to the same contract");
}

void run_numbers(std::string_view bytes) {
  if (const auto number = parse_double(bytes)) expect(!std::isnan(*number), "NaN is no number");
  parse_int(bytes);
  if (const auto price = Price::parse(bytes)) {
    expect(Price::parse(to_string(*price)) == price, "a printed price reads back");
  }
}

class ScratchLake {
 public:
  ScratchLake() : root_(Path("/tmp") / fmt::format("aots_fuzz_{}", ::getpid())) {
    std::filesystem::create_directories(root_ / "parts");
  }
  ScratchLake(const ScratchLake&) = delete;
  ScratchLake& operator=(const ScratchLake&) = delete;
  ~ScratchLake() { std::filesystem::remove_all(root_); }

  const Path& root() const { return root_; }
  void write(std::string_view name, std::string_view bytes) const {
    std::ofstream(root_ / name, std::ios::binary) << bytes;
  }

 private:
  Path root_;
};

void run_catalog(std::string_view bytes) {
  static const ScratchLake scratch;
  scratch.write("catalog.json", bytes);
  const auto lake = data::Lake::open(scratch.root());
  expect(lake.has_value() || !lake.error().message.empty(), "an error says what was found");
}

// The bytes as the only part of a lake whose catalog describes them rightly.
void run_parquet(std::string_view bytes) {
  static const ScratchLake scratch;
  scratch.write("parts/bars.parquet", bytes);
  scratch.write(
      "catalog.json",
      fmt::format(
          R"({{"version":{},"synthetic":false,"parts":[{{"table":"bars","kind":"daily_bars",)"
          R"("symbol":"SPY","origin":"real","source_file":"SPY.csv","source_sha256":"{}",)"
          R"("path":"parts/bars.parquet","bytes":{},"sha256":"{}","rows_sha256":"{}",)"
          R"("rows":1,"first":"2019-03-04","last":"2019-03-04"}}],"accounts":[]}})",
          data::kLakeVersion, std::string(64, '0'), bytes.size(), sha256_hex(bytes),
          std::string(64, '0')));
  const auto lake = data::Lake::open(scratch.root());
  expect(lake.has_value(), "the catalog of the harness is right");
  const auto bars = lake->bars(Symbol("SPY"), Date{Days{0}}, Date{Days{30000}});
  expect(bars.has_value() || !bars.error().message.empty(), "an error says what was found");
}

}  // namespace

void expect(bool holds, std::string_view promise) {
  if (holds) return;
  fmt::print(stderr, "broken promise: {}\n", promise);
  std::abort();
}

void run_canary(std::string_view bytes) {
  expect(bytes.find("canary") == std::string_view::npos, "there is no canary");
}

std::span<const Target> targets() {
  static constexpr std::array kTargets{
      Target{"csv", run_csv},         Target{"vendor_text", run_vendor_text},
      Target{"gzip", run_gzip},       Target{"zip", run_zip},
      Target{"json", run_json},       Target{"tape", run_tape},
      Target{"config", run_config},   Target{"universe", run_universe},
      Target{"symbols", run_symbols}, Target{"numbers", run_numbers},
      Target{"catalog", run_catalog}, Target{"parquet", run_parquet},
  };
  return kTargets;
}

}  // namespace aots::fuzz
