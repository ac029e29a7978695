#include "features/catalogue.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "base/contract.hpp"
#include "base/hash.hpp"
#include "features/calculator.hpp"

namespace aots::features {

namespace {

const std::array<FeatureDefinition, kFeatureCount>& all_definitions() {
  static const std::array<FeatureDefinition, kFeatureCount> kAll = [] {
    std::array<FeatureDefinition, kFeatureCount> list;
    auto end = list.begin();
    for (const FeatureGroup group : kFeatureGroups) {
      const auto definitions = definitions_of(group);
      AOTS_ENSURES(static_cast<std::size_t>(list.end() - end) >= definitions.size());
      end = std::copy(definitions.begin(), definitions.end(), end);
    }
    AOTS_ENSURES(end == list.end());
    return list;
  }();
  return kAll;
}

}  // namespace

std::string_view to_string(FeatureGroup group) {
  switch (group) {
    case FeatureGroup::kOptions:
      return "options";
    case FeatureGroup::kVolatility:
      return "volatility";
    case FeatureGroup::kPrice:
      return "price";
    case FeatureGroup::kVolume:
      return "volume";
    case FeatureGroup::kTemporal:
      return "temporal";
    case FeatureGroup::kDerived:
      return "derived";
  }
  return "derived";
}

std::string_view to_string(FeatureMemory memory) {
  switch (memory) {
    case FeatureMemory::kWindow:
      return "window";
    case FeatureMemory::kRecursive:
      return "recursive";
    case FeatureMemory::kExpanding:
      return "expanding";
  }
  return "expanding";
}

std::optional<int> FeatureDefinition::warm_up() const {
  switch (memory) {
    case FeatureMemory::kWindow:
      return window - 1;
    case FeatureMemory::kRecursive:
      return window - 1 + settling;
    case FeatureMemory::kExpanding:
      return std::nullopt;
  }
  return std::nullopt;
}

std::span<const FeatureDefinition> catalogue() { return all_definitions(); }

std::span<const FeatureDefinition> catalogue(FeatureGroup group) {
  return catalogue().subspan(first_column(group), definitions_of(group).size());
}

std::size_t first_column(FeatureGroup group) {
  std::size_t column = 0;
  for (const FeatureGroup earlier : kFeatureGroups) {
    if (earlier == group) break;
    column += definitions_of(earlier).size();
  }
  return column;
}

std::optional<std::size_t> find_feature(std::string_view name) {
  static const std::map<std::string_view, std::size_t> kColumns = [] {
    std::map<std::string_view, std::size_t> map;
    for (std::size_t i = 0; i < kFeatureCount; ++i) map.emplace(catalogue()[i].name, i);
    return map;
  }();
  const auto found = kColumns.find(name);
  if (found == kColumns.end()) return std::nullopt;
  return found->second;
}

const std::string& schema_hash() {
  static const std::string kHash = [] {
    std::string text;
    for (const FeatureDefinition& feature : catalogue()) {
      text += fmt::format("{}\t{}\t{}\n", feature.name, feature.formula, feature.unit);
    }
    return sha256_hex(text);
  }();
  return kHash;
}

}  // namespace aots::features
