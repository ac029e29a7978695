// StrongId: integer and text identifiers that cannot be mixed up.
#pragma once

#include <compare>
#include <cstdint>

#include "base/short_text.hpp"

namespace aots {

// A number that names something; ids come from counters, starting at 1.
template <class Tag>
struct StrongId {
  std::int64_t value = 0;

  auto operator<=>(const StrongId&) const = default;
};

// A short text that names something.
template <class Tag>
class StrongText {
 public:
  StrongText() = default;
  explicit constexpr StrongText(const ShortText& text) : text_(text) {}

  const ShortText& str() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const StrongText&) const = default;
  bool operator==(const StrongText&) const = default;

 private:
  ShortText text_;
};

}  // namespace aots
