#include "data/store/detail/row_digest.hpp"

#include <algorithm>
#include <bit>

namespace aots::data::detail {

void RowDigest::integer(std::int64_t value) {
  make_room(kLongestNumberBytes);
  auto rest = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
  while (rest >= 0x80) {
    buffer_[used_++] = static_cast<char>((rest & 0x7F) | 0x80);
    rest >>= 7;
  }
  buffer_[used_++] = static_cast<char>(rest);
}

void RowDigest::real(double value) {
  make_room(sizeof(double));
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (unsigned shift = 0; shift < 64; shift += 8) {
    buffer_[used_++] = static_cast<char>((bits >> shift) & 0xFF);
  }
}

void RowDigest::text(std::string_view value) {
  integer(static_cast<std::int64_t>(value.size()));
  make_room(value.size());
  if (value.size() > kBufferBytes) {
    hash_.update(value);
    return;
  }
  std::copy(value.begin(), value.end(), buffer_ + used_);
  used_ += value.size();
}

std::string RowDigest::hex() {
  flush();
  return hash_.hex_digest();
}

void RowDigest::flush() {
  hash_.update(std::string_view(buffer_, used_));
  used_ = 0;
}

}  // namespace aots::data::detail
