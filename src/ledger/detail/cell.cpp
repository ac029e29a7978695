#include "ledger/detail/cell.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "domain/fixed.hpp"

namespace aots::ledger::detail {
namespace {

using Json = nlohmann::json;  // sorted keys

// PostgreSQL keeps JSON numbers as decimals: 1.0, 1e0 and 1 are one number there and so here.
void unify_numbers(Json& json) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (json.is_number_float()) {
    const double value = json.get<double>();
    if (std::trunc(value) != value) return;
    if (std::fabs(value) < kTwoTo63) {
      json = static_cast<std::int64_t>(value);
    } else if (value > 0.0 && value < 2.0 * kTwoTo63) {
      json = static_cast<std::uint64_t>(value);
    }
  } else if (json.is_structured()) {
    for (Json& item : json) unify_numbers(item);
  }
}

bool holds_nul(const Json& json) {
  if (json.is_string()) return json.get_ref<const std::string&>().find('\0') != std::string::npos;
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      if (key.find('\0') != std::string::npos || holds_nul(value)) return true;
    }
  } else if (json.is_array()) {
    for (const Json& item : json) {
      if (holds_nul(item)) return true;
    }
  }
  return false;
}

// PostgreSQL prints 2019-05-01 16:00:00.5+00.
std::string canonical_time(const std::string& raw) {
  std::string iso = raw;
  if (iso.size() > 10 && iso[10] == ' ') iso[10] = 'T';
  if (iso.ends_with("+00")) iso.replace(iso.size() - 3, 3, "Z");
  const auto time = parse_timestamp(iso);
  return time ? time_text(*time) : raw;
}

std::string canonical_flag(std::string raw) {
  const char flag = raw.size() == 1 ? raw[0] : '?';
  if (flag == 't' || flag == '1') return "true";
  if (flag == 'f' || flag == '0') return "false";
  return raw;
}

}  // namespace

std::string time_text(Timestamp time) {
  std::string text = to_string(time);  // 2019-05-01T16:00:00[.fraction]Z
  text.pop_back();
  const auto point = text.find('.');
  const std::size_t digits = point == std::string::npos ? 0 : text.size() - point - 1;
  if (point == std::string::npos) text += '.';
  if (digits > 6) {
    text.resize(point + 7);
  } else {
    text.append(6 - digits, '0');
  }
  return text + 'Z';
}

Result<std::string> json_text(std::string_view json) {
  Json parsed = Json::parse(json, nullptr, false);
  if (parsed.is_discarded()) return fail(ErrorCode::kData, "'{}' is no JSON", json);
  if (holds_nul(parsed)) return fail(ErrorCode::kData, "a JSON text holds a NUL character");
  unify_numbers(parsed);
  return parsed.dump(-1, ' ', false, Json::error_handler_t::strict);
}

std::optional<std::string> text_problem(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned lead = byte(i);
    if (lead == 0) return "a NUL character";
    const std::size_t length = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : 4;
    const unsigned second_min = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned second_max = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    bool sound = lead < 0x80 || (lead >= 0xC2 && lead <= 0xF4);
    for (std::size_t k = 1; k < length; ++k) {
      const unsigned next = byte(i + k);
      sound = sound && next >= (k == 1 ? second_min : 0x80) && next <= (k == 1 ? second_max : 0xBF);
    }
    if (!sound) return fmt::format("a byte at position {} that is no UTF-8", i);
    i += length;
  }
  return std::nullopt;
}

std::string canonical(CellKind kind, std::string raw) {
  switch (kind) {
    case CellKind::kInteger:
    case CellKind::kText:
    case CellKind::kDate:
      return raw;
    case CellKind::kDecimal: {
      const auto value = Money::parse(raw);
      return value ? to_string(*value) : raw;
    }
    case CellKind::kReal: {
      const auto value = parse_double(raw);
      return value ? format_double(*value) : raw;
    }
    case CellKind::kJson: {
      auto json = json_text(raw);
      return json ? *json : raw;
    }
    case CellKind::kTime:
      return canonical_time(raw);
    case CellKind::kFlag:
      return canonical_flag(std::move(raw));
  }
  return raw;
}

}  // namespace aots::ledger::detail
