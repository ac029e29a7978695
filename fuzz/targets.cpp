#include "fuzz/targets.hpp"

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
#include "data/source/vendor_file.hpp"
#include "data/store/lake.hpp"
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

std::int64_t typed_rows(const data::RowSet& rows) {
  return std::visit([](const auto& of_kind) { return static_cast<std::int64_t>(of_kind.size()); },
                    rows);
}

// The kind on a line of its own, then the text of a file of that kind.
void run_vendor_text(std::string_view bytes) {
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return;
  const auto kind = bytes.substr(0, end);
  const auto text = bytes.substr(end + 1);
  for (const auto& format : data::formats()) {
    if (format.kind != kind) continue;
    const auto parsed =
        format.parse({.text = text, .name = "input", .symbol = parse_symbol("SPY")});
    if (!parsed) {
      expect(!parsed.error().message.empty(), "an error says what was found");
      continue;
    }
    const auto rejected = static_cast<std::int64_t>(parsed->rejected.size());
    expect(parsed->rows_read == typed_rows(parsed->rows) + rejected,
           "every row is typed or rejected");
    for (const auto& row : parsed->rejected)
      expect(!row.rule.empty(), "a rejection names its rule");
  }
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
      Target{"csv", run_csv},           Target{"vendor_text", run_vendor_text},
      Target{"gzip", run_gzip},         Target{"config", run_config},
      Target{"universe", run_universe}, Target{"symbols", run_symbols},
      Target{"numbers", run_numbers},   Target{"catalog", run_catalog},
      Target{"parquet", run_parquet},
  };
  return kTargets;
}

}  // namespace aots::fuzz
