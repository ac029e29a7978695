// Cells: what stands in one column of one row, as canonical text.
//
// Both databases give back the same text for the same value: integers and exact decimals in their
// shortest form, doubles in the shortest form that reads back, times as
// 2019-05-01T16:00:00.000000Z, dates as 2019-05-01, flags as true or false, JSON with sorted keys.
// An absent value is an absent text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace aots::ledger::detail {

enum class CellKind { kInteger, kDecimal, kReal, kText, kJson, kTime, kDate, kFlag };

struct LedgerCell {
  CellKind kind = CellKind::kText;
  std::optional<std::string> text;
};
using CellTexts = std::vector<std::optional<std::string>>;

std::string time_text(Timestamp time);
// The canonical form of a JSON text, or why it has none.
Result<std::string> json_text(std::string_view json);
// Why a text can stand in neither database: bytes that are no UTF-8, or a NUL. Nothing if it can.
std::optional<std::string> text_problem(std::string_view text);

// What a database gave back, in canonical form; unchanged where it has none, so that a value that
// was tampered with still compares as different.
std::string canonical(CellKind kind, std::string raw);

}  // namespace aots::ledger::detail
