// OrderStatistics: how many of the values of a window lie below one, O(log n) a step.
//
// A treap (Seidel and Aragon, Randomized Search Trees, Algorithmica 16, 1996) whose nodes are the
// slots of the window and know the size of their subtree. Priorities come from a counter, so that
// the same steps make the same tree; the counts do not depend on its shape. Values must be finite.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace aots::features {

template <std::size_t N>
class OrderStatistics {
 public:
  // The slot, below N, must be free.
  void insert(std::size_t slot, double value) {
    Node& fresh = nodes_[slot + 1];
    fresh = {.value = value, .priority = next_priority(), .left = 0, .right = 0, .size = 1};
    const auto index = static_cast<Index>(slot + 1);
    Index* link = &root_;
    while (*link != 0 && nodes_[*link].priority >= fresh.priority) {
      ++nodes_[*link].size;
      link = comes_before(index, *link) ? &nodes_[*link].left : &nodes_[*link].right;
    }
    const Index rest = *link;
    *link = index;
    split(rest, index);
  }

  // The slot must be taken.
  void erase(std::size_t slot) {
    const auto index = static_cast<Index>(slot + 1);
    Index* link = &root_;
    while (*link != index) {
      --nodes_[*link].size;
      link = comes_before(index, *link) ? &nodes_[*link].left : &nodes_[*link].right;
    }
    Index a = nodes_[index].left;
    Index b = nodes_[index].right;
    while (a != 0 && b != 0) {
      const Index upper = nodes_[a].priority >= nodes_[b].priority ? a : b;
      *link = upper;
      nodes_[upper].size = static_cast<std::uint16_t>(nodes_[a].size + nodes_[b].size);
      link = upper == a ? &nodes_[a].right : &nodes_[b].left;
      (upper == a ? a : b) = *link;
    }
    *link = a != 0 ? a : b;
  }

  std::size_t size() const { return nodes_[root_].size; }
  // How many of the values lie below one, and how many at or below it.
  struct Counts {
    std::size_t below = 0;
    std::size_t at_or_below = 0;
  };
  Counts counts(double value) const {
    Counts found;
    Index at = root_;
    // One way for both, until it comes to an equal value.
    while (at != 0 && nodes_[at].value != value) {
      const Node& node = nodes_[at];
      const bool below = node.value < value;
      if (below) found.below += nodes_[node.left].size + std::size_t{1};
      at = below ? node.right : node.left;
    }
    found.at_or_below = found.below;
    if (at == 0) return found;
    const Node& equal = nodes_[at];
    found.at_or_below += nodes_[equal.left].size + std::size_t{1};
    for (Index rest = equal.left; rest != 0;) {
      const Node& node = nodes_[rest];
      const bool below = node.value < value;
      if (below) found.below += nodes_[node.left].size + std::size_t{1};
      rest = below ? node.right : node.left;
    }
    for (Index rest = equal.right; rest != 0;) {
      const Node& node = nodes_[rest];
      const bool above = node.value > value;
      if (!above) found.at_or_below += nodes_[node.left].size + std::size_t{1};
      rest = above ? node.left : node.right;
    }
    return found;
  }
  // Of at least one value.
  double min() const {
    Index at = root_;
    while (nodes_[at].left != 0) at = nodes_[at].left;
    return nodes_[at].value;
  }
  double max() const {
    Index at = root_;
    while (nodes_[at].right != 0) at = nodes_[at].right;
    return nodes_[at].value;
  }

 private:
  using Index = std::uint16_t;  // slot + 1; 0 is no node, of size 0
  struct Node {
    double value = 0.0;
    std::uint32_t priority = 0;
    Index left = 0;
    Index right = 0;
    std::uint16_t size = 0;
  };

  // Equal values stand in the order of their slots.
  bool comes_before(Index a, Index b) const {
    const double x = nodes_[a].value;
    const double y = nodes_[b].value;
    return x < y || (x == y && a < b);
  }

  // Hangs what of the tree at `rest` comes before and after a node below it.
  void split(Index rest, Index index) {
    Index* before = &nodes_[index].left;
    Index* after = &nodes_[index].right;
    std::array<Index, N> path;
    std::size_t length = 0;
    while (rest != 0) {
      path[length++] = rest;
      if (comes_before(rest, index)) {
        *before = rest;
        before = &nodes_[rest].right;
        rest = *before;
      } else {
        *after = rest;
        after = &nodes_[rest].left;
        rest = *after;
      }
    }
    *before = 0;
    *after = 0;
    while (length > 0) count_again(path[--length]);
    count_again(index);
  }

  void count_again(Index at) {
    Node& node = nodes_[at];
    node.size = static_cast<std::uint16_t>(nodes_[node.left].size + nodes_[node.right].size + 1);
  }

  // A multiplicative hash of a counter (Knuth, The Art of Computer Programming 3, 6.4).
  std::uint32_t next_priority() {
    std::uint32_t mixed = ++inserted_ * 2654435769U;
    mixed ^= mixed >> 15U;
    mixed *= 2246822519U;
    return mixed ^ (mixed >> 13U);
  }

  std::array<Node, N + 1> nodes_{};
  Index root_ = 0;
  std::uint32_t inserted_ = 0;
};

}  // namespace aots::features
