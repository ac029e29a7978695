// The small words of the field: symbols, identifiers, sides, rights, regimes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/strong_id.hpp"

namespace aots {

struct SymbolTag {};
using Symbol =
    StrongText<SymbolTag>;  // canonical upper case: SPY, SPX, VIX; never "^SPX" or "_SPX"

// "^SPX", "_SPX", "$SPX", "spx" are SPX. Nothing for a text that is no symbol.
std::optional<Symbol> parse_symbol(std::string_view text);

struct OrderTag {};
struct FillTag {};
struct PositionTag {};
using OrderId = StrongId<OrderTag>;
using FillId = StrongId<FillTag>;
using PositionId = StrongId<PositionTag>;  // the trade_id of the run folder

enum class Side { kBuy, kSell };
enum class Right { kCall, kPut };
enum class ExerciseStyle { kEuropean, kAmerican };
enum class Delivery { kCash, kPhysical };
// Which print settles the contract: the opening of the expiry session or its close.
enum class SettlementPrint { kAm, kPm };
// Where a quote or bar comes from: recorded, rebuilt from other records, or simulated.
enum class Origin { kReal, kReconstructed, kSynthetic };

// Market regime (seed 2.2.2). kUnknown: inputs missing or stale (D25); trades like neutral.
enum class Regime { kLowVol, kHighVol, kIvExpansion, kIvContraction, kNeutral, kUnknown };

constexpr Side opposite(Side side) { return side == Side::kBuy ? Side::kSell : Side::kBuy; }
// +1 for a buy, -1 for a sell.
constexpr int sign(Side side) { return side == Side::kBuy ? 1 : -1; }

std::string_view to_string(Side side);              // buy, sell
std::string_view to_string(Right right);            // call, put
std::string_view to_string(ExerciseStyle style);    // european, american
std::string_view to_string(Delivery delivery);      // cash, physical
std::string_view to_string(SettlementPrint print);  // am, pm
std::string_view to_string(Origin origin);          // real, reconstructed, synthetic
std::string_view to_string(Regime regime);          // low_vol, high_vol, iv_expansion, ...

// "C", "P", "call", "PUT", ...
std::optional<Right> parse_right(std::string_view text);
std::optional<Regime> parse_regime(std::string_view text);

}  // namespace aots
