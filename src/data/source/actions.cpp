// Corporate actions: ticker, ex_date, kind (dividend or split), value, provenance.
//
// Dividends are dollars per share, split-adjusted as the daily bars beside them are; splits are new
// shares for one old share. Provenance says how sure the row is and is summed up in the import's
// notes.
#include <array>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "data/source/field_reader.hpp"
#include "data/source/vendor_formats.hpp"

namespace aots::data {
namespace {

enum Column : std::size_t { kTicker, kExDate, kKind, kValue, kProvenance };
constexpr std::array<std::string_view, 5> kColumns = {"ticker", "ex_date", "kind", "value",
                                                      "provenance?"};

ActionRow read_action(FieldReader& fields) {
  ActionRow action;
  action.symbol = fields.symbol(kTicker);
  action.ex_date = fields.date(kExDate);
  const auto kind = normalised_name(fields.text(kKind));
  if (kind == "dividend") {
    action.kind = ActionRow::Kind::kDividend;
  } else if (kind == "split") {
    action.kind = ActionRow::Kind::kSplit;
  } else {
    fields.reject("unknown_action", kKind, "dividend or split");
  }
  action.value = fields.number(kValue);
  action.provenance = trim(fields.text(kProvenance));
  return action;
}

}  // namespace

Format actions_format() {
  return {.kind = "actions",
          .family = "actions",
          .expects = "ticker,ex_date,kind,value[,provenance]",
          .recognises =
              [](const Sample& sample, const std::optional<Symbol>&) {
                return sample.header.size() >= 4 && sample.header[0] == "ticker" &&
                       sample.header[1] == "ex_date" && sample.header[2] == "kind" &&
                       sample.header[3] == "value";
              },
          .parse =
              [](const ParseInput& input) {
                return parse_rows<ActionRow>(input.text, input.name, kColumns, std::nullopt,
                                             read_action);
              }};
}

}  // namespace aots::data
