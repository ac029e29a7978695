// RowDigest: SHA-256 over logical rows, whatever file or library holds them.
//
// Integers are zigzag varints, reals the eight bytes of their IEEE 754 form (least significant
// first), texts their length and bytes, and an absent value is told apart from every present one;
// so two sequences of rows have one digest exactly if they are equal, field by field and in order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.hpp"

namespace aots::data::detail {

class RowDigest {
 public:
  // Rows of different tables never have one digest.
  explicit RowDigest(std::string_view table) { text(table); }

  void integer(std::int64_t value);
  void real(double value);
  void text(std::string_view value);
  // Before an optional value.
  void presence(bool present) { integer(present ? 1 : 0); }
  std::string hex();

 private:
  static constexpr std::size_t kBufferBytes = 8192;
  static constexpr std::size_t kLongestNumberBytes = 10;
  void make_room(std::size_t bytes) {
    if (used_ + bytes > kBufferBytes) flush();
  }
  void flush();

  Sha256 hash_;
  std::size_t used_ = 0;
  char buffer_[kBufferBytes];
};

}  // namespace aots::data::detail
