#include "domain/types.hpp"

#include <algorithm>
#include <array>

#include "base/contract.hpp"
#include "base/text.hpp"

namespace aots {
namespace {

constexpr std::size_t kSymbolLengthMax = 10;
constexpr std::array kRegimes = {Regime::kLowVol,        Regime::kHighVol, Regime::kIvExpansion,
                                 Regime::kIvContraction, Regime::kNeutral, Regime::kUnknown};

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }
// Share classes are written BRK.B or BF-B.
bool is_symbol_character(char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; }

}  // namespace

std::optional<Symbol> parse_symbol(std::string_view text) {
  if (!text.empty() && (text[0] == '^' || text[0] == '_' || text[0] == '$')) {
    text.remove_prefix(1);
  }
  auto name = to_upper(text);
  if (name.empty() || name.size() > kSymbolLengthMax) return std::nullopt;
  if (!is_letter(name.front()) || !is_letter_or_digit(name.back())) return std::nullopt;
  if (!std::all_of(name.begin(), name.end(), is_symbol_character)) return std::nullopt;
  return Symbol(name);
}

std::string_view to_string(Side side) {
  switch (side) {
    case Side::kBuy:
      return "buy";
    case Side::kSell:
      return "sell";
  }
  contract_violation("precondition", "a known Side", __FILE__, __LINE__);
}

std::string_view to_string(Right right) {
  switch (right) {
    case Right::kCall:
      return "call";
    case Right::kPut:
      return "put";
  }
  contract_violation("precondition", "a known Right", __FILE__, __LINE__);
}

std::string_view to_string(ExerciseStyle style) {
  switch (style) {
    case ExerciseStyle::kEuropean:
      return "european";
    case ExerciseStyle::kAmerican:
      return "american";
  }
  contract_violation("precondition", "a known ExerciseStyle", __FILE__, __LINE__);
}

std::string_view to_string(Delivery delivery) {
  switch (delivery) {
    case Delivery::kCash:
      return "cash";
    case Delivery::kPhysical:
      return "physical";
  }
  contract_violation("precondition", "a known Delivery", __FILE__, __LINE__);
}

std::string_view to_string(SettlementPrint print) {
  switch (print) {
    case SettlementPrint::kAm:
      return "am";
    case SettlementPrint::kPm:
      return "pm";
  }
  contract_violation("precondition", "a known SettlementPrint", __FILE__, __LINE__);
}

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::kReal:
      return "real";
    case Origin::kReconstructed:
      return "reconstructed";
    case Origin::kSynthetic:
      return "synthetic";
  }
  contract_violation("precondition", "a known Origin", __FILE__, __LINE__);
}

std::string_view to_string(Regime regime) {
  switch (regime) {
    case Regime::kLowVol:
      return "low_vol";
    case Regime::kHighVol:
      return "high_vol";
    case Regime::kIvExpansion:
      return "iv_expansion";
    case Regime::kIvContraction:
      return "iv_contraction";
    case Regime::kNeutral:
      return "neutral";
    case Regime::kUnknown:
      return "unknown";
  }
  contract_violation("precondition", "a known Regime", __FILE__, __LINE__);
}

std::optional<Right> parse_right(std::string_view text) {
  const auto word = to_lower(text);
  if (word == "c" || word == "call") return Right::kCall;
  if (word == "p" || word == "put") return Right::kPut;
  return std::nullopt;
}

std::optional<Regime> parse_regime(std::string_view text) {
  const auto found = std::find_if(kRegimes.begin(), kRegimes.end(),
                                  [&](Regime regime) { return to_string(regime) == text; });
  if (found == kRegimes.end()) return std::nullopt;
  return *found;
}

}  // namespace aots
