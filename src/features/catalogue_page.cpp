// docs/features.md, from the definitions.
#include <fmt/format.h>

#include "features/catalogue.hpp"

namespace aots::features {

namespace {

constexpr std::string_view kOpening =
    R"(# The features

Generated from the definitions in `src/features/families/`; `features_test` compares this page
with them and, where they differ, writes the page that they make. There are {} features in six
groups, one row for each symbol and session.

## How a row comes about

- A row says what was known when its session's bars were: 16:15 New York, 13:15 on half days. What
  becomes known later changes no row that was given; rows from then on see it.
- Prices are split-adjusted as known at the row's session, never for dividends. A split brings the
  sessions before it into the terms of its day.
- The options group describes the symbol's last chain of the session: the listed strike at the
  money of the target expiry (the nearest to 7 days with at least 3 left), and the smile at a
  constant maturity of 30 days ([conventions](conventions.md)). A symbol without chains has rows
  all the same, with those features absent.
- `iv` is the symbol's one IV series: its own 30-day vol where a year of it is held, else its
  volatility index.
- The regime, VIX and the market's return are market-wide.

## Absent values

A feature has a value or it has none; no number stands for absence, and nothing that is not finite
is ever a value. How absent values become numbers for a model is a step of its own
(`src/features/missing_values.hpp`), fitted on training rows only.

### Gaps

A session without a bar has no price features, and the windows pass over it: they count the
sessions that have one. More than three such sessions in a row end a history, and the windows
begin anew with the next bar. VIX and `iv` repeat their last value for three sessions at most.
Windows over features pass over absent values in the same way. Lags count sessions.

## How to read the tables

`x[k]` is the value k sessions before, `mean(x, n)`, `sd(x, n)`, `min(x, n)`, `max(x, n)` are
those of the last n, `sd` the sample deviation, `ln` the natural logarithm. *Window*: sessions
that the formula looks at, today's included. *First*: the session of a history that has the first
value. *Warm-up*: sessions that must precede one whose value is not to depend on where the history
began. For a window that is exact, to the bit: rolling sums are kept in whole numbers and do not
drift. For a recursive feature it is where the weight of what came before falls below 1e-12. An
expanding one depends on all its history.

The schema hash of these columns is `{}`. It changes with names, formulas, units and order.
)";

// A bar would end the cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '|') escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

void append_group(std::string& page, FeatureGroup group, std::string_view title) {
  page += fmt::format("\n## {} ({})\n\n", title, catalogue(group).size());
  page +=
      "| Feature | Formula | Unit | Window | First | Warm-up | Inputs | Absent | Source |\n"
      "|---|---|---|---|---|---|---|---|---|\n";
  for (const FeatureDefinition& feature : catalogue(group)) {
    const auto warm_up = feature.warm_up();
    page += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} | {} |\n", feature.name,
                        cell(feature.formula), feature.unit, feature.window,
                        feature.first_session(), warm_up ? std::to_string(*warm_up) : "all",
                        feature.inputs, feature.absence, feature.source);
  }
}

}  // namespace

std::string catalogue_markdown() {
  std::string page = fmt::format(kOpening, kFeatureCount, schema_hash());
  append_group(page, FeatureGroup::kOptions, "Options");
  append_group(page, FeatureGroup::kVolatility, "Volatility");
  append_group(page, FeatureGroup::kPrice, "Price and momentum");
  append_group(page, FeatureGroup::kVolume, "Volume and open interest");
  append_group(page, FeatureGroup::kTemporal, "Temporal");
  append_group(page, FeatureGroup::kDerived, "Derived");
  return page;
}

}  // namespace aots::features
