// ShortText: a name of at most 15 characters, kept in place.
//
// Symbols and roots are copied and compared with every contract; as a std::string each copy is a
// call and each contract a third larger. It copies as plain bytes, compares as two numbers in the
// order of its text, and reads like a text wherever one is asked for. A longer text is a broken
// promise of the caller: ask fits() where it comes from outside.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/contract.hpp"

namespace aots {

class ShortText {
 public:
  static constexpr std::size_t kLengthMax = 15;
  static constexpr bool fits(std::string_view text) { return text.size() <= kLengthMax; }

  constexpr ShortText() = default;
  template <std::convertible_to<std::string_view> Text>
  constexpr ShortText(const Text& text) : ShortText(Exactly{text}) {}

  constexpr std::size_t size() const { return static_cast<unsigned char>(bytes_[kLengthMax]); }
  constexpr bool empty() const { return size() == 0; }
  constexpr char back() const { return bytes_[size() - 1]; }
  constexpr std::string_view view() const { return {bytes_.data(), size()}; }
  constexpr operator std::string_view() const { return view(); }
  operator std::string() const { return std::string(view()); }

  friend constexpr bool operator==(const ShortText& a, const ShortText& b) {
    return a.words() == b.words();
  }
  friend constexpr std::strong_ordering operator<=>(const ShortText& a, const ShortText& b) {
    const Words left = a.words();
    const Words right = b.words();
    if (left[0] != right[0]) return in_text_order(left[0]) <=> in_text_order(right[0]);
    return in_text_order(left[1]) <=> in_text_order(right[1]);
  }
  template <std::convertible_to<std::string_view> Text>
  requires(!std::same_as<Text, ShortText>) friend constexpr bool operator==(const ShortText& a,
                                                                            const Text& b) {
    return a.view() == std::string_view(b);
  }
  template <std::convertible_to<std::string_view> Text>
  requires(!std::same_as<Text, ShortText>) friend constexpr std::strong_ordering operator<=>(
      const ShortText& a, const Text& b) {
    return a.view() <=> std::string_view(b);
  }
  friend std::string operator+(std::string a, const ShortText& b) { return a.append(b.view()); }
  friend std::string operator+(const ShortText& a, std::string_view b) {
    return std::string(a.view()).append(b);
  }

 private:
  using Words = std::array<std::uint64_t, 2>;
  struct Exactly {
    std::string_view text;
  };

  constexpr explicit ShortText(Exactly exactly) {
    AOTS_EXPECTS(fits(exactly.text));
    for (std::size_t i = 0; i < exactly.text.size(); ++i) bytes_[i] = exactly.text[i];
    bytes_[kLengthMax] = static_cast<char>(exactly.text.size());
  }
  constexpr Words words() const { return std::bit_cast<Words>(bytes_); }
  // The first character in the highest byte, so that numbers order as texts do.
  static constexpr std::uint64_t in_text_order(std::uint64_t word) {
    return std::endian::native == std::endian::little ? __builtin_bswap64(word) : word;
  }

  // The characters, zeros, and the length in the last byte.
  alignas(std::uint64_t) std::array<char, kLengthMax + 1> bytes_{};
};

}  // namespace aots

template <>
struct fmt::formatter<aots::ShortText> : fmt::formatter<fmt::string_view> {
  auto format(const aots::ShortText& text, fmt::format_context& context) const {
    return fmt::formatter<fmt::string_view>::format({text.view().data(), text.size()}, context);
  }
};
