// Polynomials of fixed size, and a proof of positivity on [0, 1].
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace aots::pricing::detail {

// N coefficients in rising powers.
template <std::size_t N>
struct Polynomial {
  std::array<double, N> c{};

  Polynomial reversed() const {
    Polynomial result = *this;
    std::reverse(result.c.begin(), result.c.end());
    return result;
  }
};

template <std::size_t N, std::size_t M>
Polynomial<N + M - 1> operator*(const Polynomial<N>& x, const Polynomial<M>& y) {
  Polynomial<N + M - 1> product;
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t j = 0; j < M; ++j) product.c[i + j] += x.c[i] * y.c[j];
  }
  return product;
}

template <std::size_t N>
Polynomial<N> operator*(double factor, Polynomial<N> x) {
  for (double& c : x.c) c *= factor;
  return x;
}

// Of unlike sizes; the result has the larger one.
template <std::size_t N, std::size_t M>
Polynomial<std::max(N, M)> sum(const Polynomial<N>& x, const Polynomial<M>& y, double sign) {
  Polynomial<std::max(N, M)> result;
  for (std::size_t i = 0; i < N; ++i) result.c[i] += x.c[i];
  for (std::size_t i = 0; i < M; ++i) result.c[i] += sign * y.c[i];
  return result;
}
template <std::size_t N, std::size_t M>
auto operator+(const Polynomial<N>& x, const Polynomial<M>& y) {
  return sum(x, y, 1.0);
}
template <std::size_t N, std::size_t M>
auto operator-(const Polynomial<N>& x, const Polynomial<M>& y) {
  return sum(x, y, -1.0);
}

// Rounding of the coefficients, over the largest of them.
inline constexpr double kCoefficientRounding = 1e-13;
inline constexpr int kHalvingsMax = 60;

// A point of [0, 1] at which the polynomial is not above zero by more than rounding, or nothing
// where it is proved positive on all of [0, 1]: its Bernstein coefficients enclose it, and halving
// the interval brings them as close as one likes.
template <std::size_t N>
std::optional<double> not_positive_at(const Polynomial<N>& p) {
  using Coefficients = std::array<double, N>;
  double largest = 0.0;
  for (const double c : p.c) largest = std::max(largest, std::fabs(c));
  // B_j = sum over i <= j of C(j, i) / C(N - 1, i) c_i, by repeated differences upwards.
  Coefficients whole = p.c;
  double choose = 1.0;
  for (std::size_t i = 0; i < N; ++i) {
    whole[i] /= choose;
    choose *= static_cast<double>(N - 1 - i) / static_cast<double>(i + 1);
  }
  for (std::size_t level = 1; level < N; ++level) {
    for (std::size_t j = N - 1; j >= level; --j) whole[j] += whole[j - 1];
  }
  for (double& value : whole) value -= kCoefficientRounding * largest;

  struct Piece {
    Coefficients values;
    double from = 0.0;
    double length = 1.0;
  };
  std::vector<Piece> pieces{{.values = whole}};
  while (!pieces.empty()) {
    Piece piece = pieces.back();
    pieces.pop_back();
    if (*std::min_element(piece.values.begin(), piece.values.end()) > 0.0) continue;
    if (piece.values.front() <= 0.0) return piece.from;
    if (piece.values.back() <= 0.0) return piece.from + piece.length;
    const double half = 0.5 * piece.length;
    if (half < std::ldexp(1.0, -kHalvingsMax)) return piece.from;
    // De Casteljau: the left edge of the triangle is the left half, what remains the right one.
    Piece left{.values = {}, .from = piece.from, .length = half};
    for (std::size_t level = 0; level < N; ++level) {
      left.values[level] = piece.values[0];
      for (std::size_t j = 0; j + level + 1 < N; ++j) {
        piece.values[j] = 0.5 * (piece.values[j] + piece.values[j + 1]);
      }
    }
    piece.from += half;
    piece.length = half;
    pieces.push_back(piece);
    pieces.push_back(left);
  }
  return std::nullopt;
}

}  // namespace aots::pricing::detail
