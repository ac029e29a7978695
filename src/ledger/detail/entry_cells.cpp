// Entries to rows of cells and back.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"
#include "ledger/detail/fields.hpp"
#include "ledger/detail/table.hpp"

namespace aots::ledger::detail {
namespace {

constexpr std::array kSides{Side::kBuy, Side::kSell};
constexpr std::array kRights{Right::kCall, Right::kPut};
constexpr std::array kRegimes{Regime::kLowVol,        Regime::kHighVol, Regime::kIvExpansion,
                              Regime::kIvContraction, Regime::kNeutral, Regime::kUnknown};
constexpr std::array kPurposes{OrderPurpose::kOpen, OrderPurpose::kClose};
constexpr std::array kTimesInForce{TimeInForce::kDay, TimeInForce::kGoodTillCancel};
constexpr std::array kOrderStates{
    OrderState::kIntent,        OrderState::kApproved,        OrderState::kSent,
    OrderState::kWorking,       OrderState::kPartiallyFilled, OrderState::kFilled,
    OrderState::kCancelPending, OrderState::kCancelled,       OrderState::kRejected,
    OrderState::kExpired,       OrderState::kUnknown};
constexpr std::array kPositionStatuses{PositionStatus::kPending, PositionStatus::kOpen,
                                       PositionStatus::kClosing, PositionStatus::kClosed,
                                       PositionStatus::kNeverFilled};

const auto& words(Side) { return kSides; }
const auto& words(Right) { return kRights; }
const auto& words(Regime) { return kRegimes; }
const auto& words(OrderPurpose) { return kPurposes; }
const auto& words(TimeInForce) { return kTimesInForce; }
const auto& words(OrderState) { return kOrderStates; }
const auto& words(PositionStatus) { return kPositionStatuses; }

// ------------------------------------------------------------------------------------- writing

// What OptionContract::occ_symbol expects.
bool has_occ_symbol(const OptionContract& contract) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::string_view root = contract.root;
  const std::int64_t micros = contract.strike.micros();
  const int year = year_of(contract.expiry);
  return root.size() <= 6 && std::ranges::any_of(root, capital) &&
         std::ranges::all_of(root, [&](char c) { return capital(c) || digit(c); }) && micros > 0 &&
         micros % 1000 == 0 && micros < 100'000 * kMicrosPerUnit && year >= 2000 && year < 2100;
}

class CellWriter {
 public:
  explicit CellWriter(std::int64_t run) : run_(run) {}

  template <class T>
  void operator()(const char* name, const T& value) {
    cells.push_back({KindOf<T>::kValue, encode(name, value)});
  }
  template <class T>
  void number(const char* name, const char*, const T& value) {
    cells.push_back({CellKind::kInteger, reference(name, value)});
  }
  void occ_symbol(const char* name, const OptionContract& contract) {
    cells.push_back({CellKind::kText, has_occ_symbol(contract)
                                          ? contract.occ_symbol()
                                          : refuse(name, "a contract without an OCC symbol")});
  }
  template <class Visit>
  void group(const std::optional<Greeks>& greeks, Visit visit) {
    if (greeks) return visit(*greeks);
    cells.insert(cells.end(), 5, LedgerCell{CellKind::kReal, std::nullopt});
  }
  template <class T>
  void row_number(const T&) {}
  template <class T>
  void leg_number(const T&, std::int64_t) {}
  void row_date(Date) {}

  std::vector<LedgerCell> cells;
  std::string problem;  // the first value that cannot be written

 private:
  using Text = std::optional<std::string>;

  template <class T>
  Text encode(const char* name, const std::optional<T>& value) {
    return value ? encode(name, *value) : Text();
  }
  Text encode(const char*, std::int64_t value) { return std::to_string(value); }
  Text encode(const char*, bool value) { return value ? "true" : "false"; }
  Text encode(const char* name, double value) {
    if (std::isfinite(value)) return format_double(value);
    return refuse(name, "a number that is not finite");
  }
  template <class Tag>
  Text encode(const char*, Fixed<Tag> value) {
    return to_string(value);
  }
  Text encode(const char* name, const std::string& value) {
    if (const auto found = text_problem(value)) return refuse(name, *found);
    return value;
  }
  Text encode(const char* name, const Symbol& value) { return encode(name, value.str()); }
  Text encode(const char* name, const JsonText& value) {
    auto text = json_text(value.text);
    return text ? Text(*text) : refuse(name, text.error().message);
  }
  Text encode(const char*, Timestamp value) { return time_text(value); }
  Text encode(const char*, Date value) { return to_string(value); }
  template <class Word>
  requires std::is_enum_v<Word> Text encode(const char*, Word value) {
    return std::string(to_string(value));
  }

  template <class T>
  Text reference(const char* name, const std::optional<T>& value) {
    return value ? reference(name, *value) : Text();
  }
  template <class T>
  Text reference(const char* name, const T& value) {
    const std::int64_t number = value_of(value);
    if (number < 0 || number >= kRowsPerRun) {
      return refuse(name, fmt::format("the number {}", number));
    }
    return std::to_string(run_ * kRowsPerRun + number);
  }

  Text refuse(const char* name, const std::string& found) {
    if (problem.empty()) problem = fmt::format("{} holds {}", name, found);
    return std::string();
  }

  std::int64_t run_;
};

// ------------------------------------------------------------------------------------- reading

class CellReader {
 public:
  CellReader(const LedgerTable& table, const CellTexts& cells, std::size_t next)
      : table_(table), cells_(cells), next_(next) {}

  template <class T>
  void operator()(const char*, std::optional<T>& value) {
    if (!cells_[next_]) {
      ++next_;
      value.reset();
      return;
    }
    T inner{};
    (*this)("", inner);
    value = std::move(inner);
  }
  template <class T>
  void operator()(const char*, T& value) {
    const auto& text = cells_[next_++];
    if (text && decode(*text, value)) return;
    refuse();
  }
  template <class T>
  void number(const char*, const char*, std::optional<T>& value) {
    if (!cells_[next_]) {
      ++next_;
      value.reset();
      return;
    }
    T inner{};
    number("", "", inner);
    value = inner;
  }
  template <class T>
  void number(const char*, const char*, T& value) {
    std::int64_t id = 0;
    (*this)("", id);
    set(value, id % kRowsPerRun);
  }
  void occ_symbol(const char*, const OptionContract&) { ++next_; }
  template <class Visit>
  void group(std::optional<Greeks>& greeks, Visit visit) {
    if (!cells_[next_]) {
      next_ += 5;
      greeks.reset();
      return;
    }
    visit(greeks.emplace());
  }
  template <class T>
  void row_number(T& own) {
    set(own, parse_int(cells_[0].value_or("")).value_or(0) % kRowsPerRun);
  }
  template <class T>
  void leg_number(const T&, std::int64_t) {}
  void row_date(Date) {}

  const std::string& problem() const { return problem_; }

 private:
  static void set(std::int64_t& value, std::int64_t number) { value = number; }
  template <class Tag>
  static void set(StrongId<Tag>& value, std::int64_t number) {
    value.value = number;
  }

  template <class T>
  static bool take(const std::optional<T>& parsed, T& value) {
    if (parsed) value = *parsed;
    return parsed.has_value();
  }
  static bool decode(const std::string& text, std::int64_t& value) {
    return take(parse_int(text), value);
  }
  static bool decode(const std::string& text, bool& value) {
    value = text == "true";
    return value || text == "false";
  }
  static bool decode(const std::string& text, double& value) {
    return take(parse_double(text), value);
  }
  template <class Tag>
  static bool decode(const std::string& text, Fixed<Tag>& value) {
    return take(Fixed<Tag>::parse(text), value);
  }
  static bool decode(const std::string& text, std::string& value) {
    value = text;
    return true;
  }
  static bool decode(const std::string& text, ShortText& value) {
    if (!ShortText::fits(text)) return false;
    value = text;
    return true;
  }
  static bool decode(const std::string& text, Symbol& value) {
    ShortText name;
    if (!decode(text, name)) return false;
    value = Symbol(name);
    return true;
  }
  static bool decode(const std::string& text, JsonText& value) {
    value.text = text;
    return true;
  }
  static bool decode(const std::string& text, Timestamp& value) {
    return take(parse_timestamp(text), value);
  }
  static bool decode(const std::string& text, Date& value) { return take(parse_date(text), value); }
  template <class Word>
  requires std::is_enum_v<Word>
  static bool decode(const std::string& text, Word& value) {
    for (const Word word : words(Word{})) {
      if (to_string(word) != text) continue;
      value = word;
      return true;
    }
    return false;
  }

  void refuse() {
    if (!problem_.empty()) return;
    const auto& text = cells_[next_ - 1];
    problem_ = fmt::format("column {} of {} holds {}", table_.columns[next_ - 1].name,
                           row_name(table_, parse_int(cells_[0].value_or("")).value_or(0)),
                           text ? fmt::format("'{}'", *text) : std::string("nothing"));
  }

  const LedgerTable& table_;
  const CellTexts& cells_;
  std::size_t next_;
  std::string problem_;
};

template <class E>
Result<E> read_entry(const LedgerTable& table, const CellTexts& cells, std::size_t first) {
  E entry{};
  CellReader reader(table, cells, first);
  visit_fields(reader, entry);
  if (reader.problem().empty()) return entry;
  return fail(ErrorCode::kData,
              "{}, which this program did not write; check the ledger with `aots verify`",
              reader.problem());
}

template <class E>
std::string problem_of(const LedgerTable& table, const E& entry, CellWriter& writer) {
  visit_fields(writer, entry);
  return writer.problem.empty()
             ? std::string()
             : fmt::format("a row of {} cannot be written: {}", table.name, writer.problem);
}

}  // namespace

Result<std::vector<LedgerCell>> cells_of(std::int64_t id, const RunEntry& run) {
  CellWriter writer(0);
  writer.cells.push_back({CellKind::kInteger, std::to_string(id)});
  const std::string problem = problem_of(runs_table(), run, writer);
  if (!problem.empty()) return tl::make_unexpected(Error{ErrorCode::kData, problem});
  return std::move(writer.cells);
}

Result<std::vector<LedgerCell>> cells_of(std::int64_t run, const Entry& entry) {
  const LedgerTable& table = entry_tables()[entry.index()];
  const std::int64_t number = row_number(entry);
  if (number < 0 || number >= kRowsPerRun) {
    return fail(
        ErrorCode::kData,
        "a row of {} has a number outside 0 .. 999999999, or a leg or parent beyond what it "
        "can hold",
        table.name);
  }
  CellWriter writer(run);
  writer.cells.push_back({CellKind::kInteger, std::to_string(run * kRowsPerRun + number)});
  writer.cells.push_back({CellKind::kInteger, std::to_string(run)});
  const std::string problem =
      std::visit([&](const auto& e) { return problem_of(table, e, writer); }, entry);
  if (!problem.empty()) return tl::make_unexpected(Error{ErrorCode::kData, problem});
  return std::move(writer.cells);
}

Result<RecordedRun> run_from(const CellTexts& cells) {
  AOTS_TRY(run, read_entry<RunEntry>(runs_table(), cells, 1));
  return RecordedRun{parse_int(cells[0].value_or("")).value_or(0), run};
}

template <class E>
Result<E> entry_from(const CellTexts& cells) {
  return read_entry<E>(table_of<E>(), cells, 2);
}

template Result<SignalEntry> entry_from(const CellTexts&);
template Result<QuoteEntry> entry_from(const CellTexts&);
template Result<TradeEntry> entry_from(const CellTexts&);
template Result<LegEntry> entry_from(const CellTexts&);
template Result<OrderEntry> entry_from(const CellTexts&);
template Result<OrderLegEntry> entry_from(const CellTexts&);
template Result<FillEntry> entry_from(const CellTexts&);
template Result<FillLegEntry> entry_from(const CellTexts&);
template Result<EquityEntry> entry_from(const CellTexts&);
template Result<RegimeEntry> entry_from(const CellTexts&);
template Result<HeartbeatEntry> entry_from(const CellTexts&);
template Result<ShareLotEntry> entry_from(const CellTexts&);
template Result<RiskChecksEntry> entry_from(const CellTexts&);

}  // namespace aots::ledger::detail
