// The exercise boundary of an American put from the smooth-pasting equation, by Newton's method
// over all nodes at once, and what exercising at it earns.
//
// The equation is "FP-B" of Andersen, Lake and Offengenden (2016). Time runs backwards: tau is the
// time left, u runs from 0 to tau, and both integrals are over the angle a with sqrt(u) = sqrt(tau)
// cos a. A lane is a node of the boundary, so that sums over the points need no step across lanes
// and are the same bits in a pack of any width.
#pragma once

#include "pricing/detail/boundary_kernel.hpp"

namespace aots::pricing::detail {

// One solution under way; columns as ExerciseRule lays them out, the nodes' own terms last.
struct Collocation {
  double tau[kMaxNodes];
  double log_scale[kMaxNodes];     // ln(K/X) - (r - q) tau
  double log_boundary[kMaxNodes];  // ln(B/X), not above zero
  double drift[kMaxGrid];
  double half_deviation[kMaxGrid];  // vol sqrt(tau - u) / 2
  double inverse_deviation[kMaxGrid];
  double rate_weight[kMaxGrid];
  double yield_weight[kMaxGrid];
  double here[kMaxGrid];  // ln(B(tau)/X), repeated for every row
  double root[kMaxGrid];  // -ln(B(u)/X)
  double on_strike[kMaxGrid];
  double on_spot[kMaxGrid];
  double strike_slope[kMaxGrid];
  double spot_slope[kMaxGrid];
  double residual[kMaxNodes];
  double factor[kMaxNodes];
  double column[kMaxNodes * kMaxNodes];
};

// No node moves further in one step, in deviations of the spot: where hours are left the first
// boundary is far off, and whole steps would be thrown out of the tail.
inline constexpr double kLongestStep = 0.3;
// ln(B/X) is kept above this, where no option is worth a thought.
inline constexpr double kLeastLog = -600.0;

template <class P>
void prepare(const PutTerms& put, double start, const ExerciseRule& rule, Collocation& work) {
  const std::size_t n = rule.nodes;
  const P rate = P::of(put.rate);
  const P yield = P::of(put.dividend_yield);
  const P carry = P::of(put.rate - put.dividend_yield);
  const P log_strike = log_ratio(P::of(put.strike), P::of(start));
  const P one = P::of(1.0);
  const P half = P::of(0.5);
  for (std::size_t i = 0; i < n; i += P::kWidth) {
    const P root = P::load(rule.root + i);
    const P tau = P::of(put.years) * root * root;
    const P whole = P::of(put.vol * __builtin_sqrt(put.years)) * root;
    const P inverse = one / whole;
    tau.store(work.tau + i);
    (log_strike - carry * tau).store(work.log_scale + i);
    for (std::size_t k = 0; k < rule.points; ++k) {
      const std::size_t at = k * n + i;
      const P sine = P::of(rule.sine[k]);
      const P passed = tau * sine * sine;
      const P left = tau - passed;
      const P weight = tau * P::of(rule.weight[k]);
      (carry * passed).store(work.drift + at);
      (half * whole * sine).store(work.half_deviation + at);
      (inverse * P::of(1.0 / rule.sine[k])).store(work.inverse_deviation + at);
      (rate * weight * exp(rate * left)).store(work.rate_weight + at);
      (yield * weight * exp(yield * left)).store(work.yield_weight + at);
    }
    const std::size_t at = rule.points * n + i;
    (carry * tau - log_strike).store(work.drift + at);
    (half * whole).store(work.half_deviation + at);
    inverse.store(work.inverse_deviation + at);
    one.store(work.rate_weight + at);
    one.store(work.yield_weight + at);
  }
}

// Sets ln(B/X) at the nodes of one pack, and what follows from it alone.
template <class P>
[[gnu::always_inline]] inline void place(P log_share, std::size_t i, const ExerciseRule& rule,
                                         Collocation& work, double* height) {
  const P zero = P::of(0.0);
  const P least = P::of(kLeastLog);
  const P capped = select(log_share < zero, log_share, zero);
  const P placed = select(capped > least, capped, least);
  placed.store(work.log_boundary + i);
  (placed * placed).store(height + i);
  for (std::size_t row = 0; row <= rule.points; ++row) {
    placed.store(work.here + row * rule.nodes + i);
  }
}

// What the strike earns and the spot loses, point by point, and how that changes with ln B(tau).
template <class P>
void integrands(const ExerciseRule& rule, const double* height, Collocation& work) {
  const std::size_t grid = (rule.points + 1) * rule.nodes;
  const P zero = P::of(0.0);
  for (std::size_t at = 0; at < grid; at += P::kWidth) {
    P squared = P::load(rule.interpolation + at) * P::of(height[0]);
    for (std::size_t j = 1; j < rule.nodes; ++j) {
      squared = fma(P::load(rule.interpolation + j * grid + at), P::of(height[j]), squared);
    }
    const P root = sqrt(select(squared > zero, squared, zero));
    const P x = P::load(work.here + at) + P::load(work.drift + at) + root;
    const P inverse = P::load(work.inverse_deviation + at);
    const P centre = x * inverse;
    const P half = P::load(work.half_deviation + at);
    const Normals<P> normal = normals(centre + half, centre - half);
    const P yield = P::load(work.yield_weight + at);
    const P rate = P::load(work.rate_weight + at);
    root.store(work.root + at);
    (yield * normal.first).store(work.on_spot + at);
    (rate * normal.second).store(work.on_strike + at);
    (yield * inverse * normal.first_density).store(work.spot_slope + at);
    (rate * inverse * normal.second_density).store(work.strike_slope + at);
  }
}

// The residual of the equation at the nodes of one pack and its derivatives by ln(B/X) at every
// node, in columns.
template <class P>
void linearise(const ExerciseRule& rule, std::size_t i, Collocation& work) {
  const std::size_t n = rule.nodes;
  const std::size_t grid = (rule.points + 1) * n;
  const P zero = P::of(0.0);
  const P one = P::of(1.0);
  const std::size_t own = rule.points * n + i;
  P above = P::load(work.on_strike + own);
  P below = P::load(work.on_spot + own);
  for (std::size_t k = 0; k < rule.points; ++k) {
    above = above + P::load(work.on_strike + k * n + i);
    below = below + P::load(work.on_spot + k * n + i);
  }
  const P log_here = P::load(work.log_boundary + i);
  const P mapped = P::load(work.log_scale + i) + log_ratio(above, below);
  (mapped - log_here).store(work.residual + i);
  const P inverse_above = one / above;
  const P inverse_below = one / below;
  P diagonal = one - (P::load(work.strike_slope + own) * inverse_above -
                      P::load(work.spot_slope + own) * inverse_below);
  P pull[kMaxPoints];
  for (std::size_t k = 0; k < rule.points; ++k) {
    const std::size_t at = k * n + i;
    const P slope = P::load(work.strike_slope + at) * inverse_above -
                    P::load(work.spot_slope + at) * inverse_below;
    diagonal = diagonal - slope;
    const P root = P::load(work.root + at);
    pull[k] = select(root > zero, slope / root, zero);
  }
  const P lane = P::load(rule.index + i);
  for (std::size_t j = 0; j < n; ++j) {
    P sum = zero;
    for (std::size_t k = 0; k < rule.points; ++k) {
      sum = fma(pull[k], P::load(rule.interpolation + j * grid + k * n + i), sum);
    }
    const P own_part = select(lane == P::of(static_cast<double>(j)), diagonal, zero);
    fnma(sum, P::of(work.log_boundary[j]), own_part).store(work.column + j * n + i);
  }
}

// Gauss and Jordan's elimination, a column at a time; the steps of the nodes replace the residual.
template <class P>
void eliminate(const ExerciseRule& rule, Collocation& work) {
  const std::size_t n = rule.nodes;
  const P zero = P::of(0.0);
  double inverse[kMaxNodes];
  for (std::size_t p = 0; p < n; ++p) {
    inverse[p] = 1.0 / work.column[p * n + p];
    const double pivot_residual = work.residual[p];
    for (std::size_t i = 0; i < n; i += P::kWidth) {
      const auto own = P::load(rule.index + i) == P::of(static_cast<double>(p));
      const P factor = select(own, zero, P::load(work.column + p * n + i) * P::of(inverse[p]));
      factor.store(work.factor + i);
      fnma(factor, P::of(pivot_residual), P::load(work.residual + i)).store(work.residual + i);
    }
    for (std::size_t j = p + 1; j < n; ++j) {
      const P pivot = P::of(work.column[j * n + p]);
      for (std::size_t i = 0; i < n; i += P::kWidth) {
        const std::size_t at = j * n + i;
        fnma(P::load(work.factor + i), pivot, P::load(work.column + at)).store(work.column + at);
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i) work.residual[i] *= inverse[i];
}

template <class P>
double settle_boundary(const PutTerms& put, double start, const ExerciseRule& rule,
                       double* height) {
  using Narrow = typename P::Narrow;
  constexpr std::size_t kStep = Narrow::kWidth;
  Collocation work;
  prepare<Narrow>(put, start, rule, work);
  const Beginning<Narrow> begin = beginning_of<Narrow>(put, start);
  for (std::size_t i = 0; i < rule.nodes; i += kStep) {
    const Narrow share = boundary_guess(put, start, begin, Narrow::load(work.tau + i));
    const Narrow least = Narrow::of(1e-300);
    place(log_ratio(select(share > least, share, least), Narrow::of(1.0)), i, rule, work, height);
  }
  for (std::size_t round = 0; round < rule.steps; ++round) {
    integrands<P>(rule, height, work);
    for (std::size_t i = 0; i < rule.nodes; i += kStep) linearise<Narrow>(rule, i, work);
    eliminate<Narrow>(rule, work);
    bool moved = false;
    for (std::size_t i = 0; i < rule.nodes; i += kStep) {
      const Narrow deviation =
          Narrow::of(2.0) * Narrow::load(work.half_deviation + rule.points * rule.nodes + i);
      const Narrow most = Narrow::of(kLongestStep) * deviation;
      const Narrow least = Narrow::of(0.0) - most;
      const Narrow wanted = Narrow::load(work.residual + i);
      const Narrow bounded = select(wanted < most, wanted, most);
      const Narrow step = select(bounded > least, bounded, least);
      moved = any(abs(step) > Narrow::of(rule.settled) * deviation) || moved;
      place(Narrow::load(work.log_boundary + i) + step, i, rule, work, height);
    }
    if (!moved) break;
  }
  return work.log_boundary[0];
}

// The integrand of the premium at the points of one pack: weighted flows and normal arguments.
template <class P>
struct Flow {
  P on_strike, on_spot;  // what the strike earns there and a unit of spot loses
  P centre, half, inverse_deviation;
};

template <class P>
[[gnu::always_inline]] inline Flow<P> flow_at(const PutTerms& put, P log_spot,
                                              const ExerciseRule& rule, const double* height,
                                              std::size_t k) {
  const P zero = P::of(0.0);
  P squared = P::load(rule.price_interpolation + k) * P::of(height[0]);
  for (std::size_t j = 1; j < rule.nodes; ++j) {
    squared = fma(P::load(rule.price_interpolation + j * rule.price_points + k), P::of(height[j]),
                  squared);
  }
  const P sine = P::load(rule.price_sine + k);
  const P passed = P::of(put.years) * sine * sine;
  const P weight = P::of(put.years) * P::load(rule.price_weight + k);
  const P deviation = P::of(put.vol * __builtin_sqrt(put.years)) * sine;
  const P x = fma(P::of(put.rate - put.dividend_yield), passed, log_spot) +
              sqrt(select(squared > zero, squared, zero));
  Flow<P> flow;
  flow.inverse_deviation = P::of(1.0) / deviation;
  flow.on_strike = weight * P::of(put.rate * put.strike) * exp(P::of(-put.rate) * passed);
  flow.on_spot = weight * P::of(put.dividend_yield) * exp(P::of(-put.dividend_yield) * passed);
  flow.centre = x * flow.inverse_deviation;
  flow.half = P::of(0.5) * deviation;
  return flow;
}

// Points are added up in eight parts, whatever the width of a pack.
template <class P>
[[gnu::always_inline]] inline double sum_of(const double* terms, std::size_t count) {
  double part[8] = {};
  for (std::size_t k = 0; k < count; k += 8) {
    for (std::size_t lane = 0; lane < 8; ++lane) part[lane] += terms[k + lane];
  }
  return ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
}

template <class P>
double exercise_premium(const PutTerms& put, double spot, double start, const ExerciseRule& rule,
                        const double* height) {
  double value[kMaxPricePoints];
  const P log_spot = log_ratio(P::of(spot), P::of(start));
  const P zero = P::of(0.0);
  for (std::size_t k = 0; k < rule.price_points; k += P::kWidth) {
    const Flow<P> flow = flow_at<P>(put, log_spot, rule, height, k);
    const Normals<P> tail =
        normals(zero - (flow.centre + flow.half), zero - (flow.centre - flow.half));
    (flow.on_strike * tail.second - P::of(spot) * flow.on_spot * tail.first).store(value + k);
  }
  return sum_of<P>(value, rule.price_points);
}

template <class P>
Premium exercise_slopes(const PutTerms& put, double spot, double start, const ExerciseRule& rule,
                        const double* height) {
  double value[kMaxPricePoints];
  double delta[kMaxPricePoints];
  double gamma[kMaxPricePoints];
  const P log_spot = log_ratio(P::of(spot), P::of(start));
  const P zero = P::of(0.0);
  const P one = P::of(1.0);
  const P inverse_spot = P::of(1.0 / spot);
  for (std::size_t k = 0; k < rule.price_points; k += P::kWidth) {
    const Flow<P> flow = flow_at<P>(put, log_spot, rule, height, k);
    const P plus = flow.centre + flow.half;
    const P minus = flow.centre - flow.half;
    const Normals<P> tail = normals(zero - plus, zero - minus);
    const P weight = inverse_spot * flow.inverse_deviation;
    const P strike_slope = flow.on_strike * tail.second_density * weight;
    const P spot_slope = flow.on_spot * tail.first_density * flow.inverse_deviation;
    (flow.on_strike * tail.second - P::of(spot) * flow.on_spot * tail.first).store(value + k);
    (spot_slope - strike_slope - flow.on_spot * tail.first).store(delta + k);
    (inverse_spot * (strike_slope * (one + minus * flow.inverse_deviation) +
                     spot_slope * (one - plus * flow.inverse_deviation)))
        .store(gamma + k);
  }
  return {sum_of<P>(value, rule.price_points), sum_of<P>(delta, rule.price_points),
          sum_of<P>(gamma, rule.price_points)};
}

}  // namespace aots::pricing::detail
