// The catalogue: the 185 features, what each is, and in which order their columns stand.
//
// Every definition stands beside the kernel that computes it (features/families/), and the
// catalogue is read off the calculators: what is defined is computed and the other way round.
// docs/features.md is generated from it. The schema hash names the columns, their order and their
// formulas; it travels with every stored matrix and model, and a matrix of another hash is another
// thing.
//
// In a formula, x[k] is the value k sessions before; a session without a value is passed over, as
// docs/features.md says under "Gaps".
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aots::features {

inline constexpr std::size_t kFeatureCount = 185;

enum class FeatureGroup { kOptions, kVolatility, kPrice, kVolume, kTemporal, kDerived };
inline constexpr std::array kFeatureGroups{FeatureGroup::kOptions,  FeatureGroup::kVolatility,
                                           FeatureGroup::kPrice,    FeatureGroup::kVolume,
                                           FeatureGroup::kTemporal, FeatureGroup::kDerived};
std::string_view to_string(FeatureGroup group);  // options, volatility, price, ...

// What a value remembers of the past.
enum class FeatureMemory {
  kWindow,     // the last `window` sessions and nothing before
  kRecursive,  // every session, with weights that fall off geometrically
  kExpanding,  // every session since the history or an event began
};
std::string_view to_string(FeatureMemory memory);  // window, recursive, expanding

struct FeatureDefinition {
  std::string_view name{};
  std::string_view formula{};
  std::string_view unit{};
  std::string_view inputs{};   // members of a FeatureDay, or other features
  std::string_view absence{};  // when there is no value, beside too short a history
  std::string_view source{};
  // Sessions that the formula looks at, today's included; of a recursive one those that seed it.
  int window = 1;
  // The session of a complete history, counted from 1, that has the first value; 0 for `window`.
  int first = 0;
  FeatureMemory memory = FeatureMemory::kWindow;
  // Of a recursive feature: sessions after which what came before weighs less than 1e-12.
  int settling = 0;
  FeatureGroup group = FeatureGroup::kOptions;  // set by the catalogue

  // Sessions that must precede one whose value is not to depend on where the history began; nothing
  // where it always does.
  std::optional<int> warm_up() const;
  int first_session() const { return first == 0 ? window : first; }
};

// All features in the order of the columns: by group, then as the families list them.
std::span<const FeatureDefinition> catalogue();
// Those of one group, contiguous in the catalogue, and the column of its first.
std::span<const FeatureDefinition> catalogue(FeatureGroup group);
std::size_t first_column(FeatureGroup group);
// The column of a feature; nothing when there is none of that name.
std::optional<std::size_t> find_feature(std::string_view name);
// SHA-256, in hexadecimal, of names, formulas and units in order.
const std::string& schema_hash();
// docs/features.md.
std::string catalogue_markdown();

}  // namespace aots::features
