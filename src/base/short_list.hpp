// ShortList: a list that is nearly always short, kept in place up to so many values.
//
// A package has two or four legs and an order one fill: what each of them brings would otherwise
// be an allocation of its own. A list that grows longer goes to the heap as a whole, so that its
// values always stand side by side.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <vector>

namespace aots {

template <class T, std::size_t InPlace>
class ShortList {
 public:
  ShortList() = default;
  ShortList(std::initializer_list<T> values) {
    for (const T& value : values) push_back(value);
  }

  void push_back(const T& value) {
    if (heap_.empty() && in_place_ < InPlace) {
      here_[in_place_++] = value;
    } else {
      if (heap_.empty()) heap_.assign(here_.begin(), here_.end());
      heap_.push_back(value);
    }
  }
  void clear() {
    heap_.clear();
    in_place_ = 0;
  }

  std::size_t size() const { return heap_.empty() ? in_place_ : heap_.size(); }
  bool empty() const { return size() == 0; }
  T* data() { return heap_.empty() ? here_.data() : heap_.data(); }
  const T* data() const { return heap_.empty() ? here_.data() : heap_.data(); }
  T* begin() { return data(); }
  T* end() { return data() + size(); }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size(); }
  T& operator[](std::size_t at) { return data()[at]; }
  const T& operator[](std::size_t at) const { return data()[at]; }
  const T& front() const { return *data(); }

  friend bool operator==(const ShortList& a, const ShortList& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  std::array<T, InPlace> here_{};
  std::vector<T> heap_;  // all of them, once they are too many
  std::size_t in_place_ = 0;
};

}  // namespace aots
