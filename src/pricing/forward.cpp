#include "pricing/forward.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "base/contract.hpp"

namespace aots::pricing {
namespace {

// Strikes nearest the money that vote. Further out spreads widen and early exercise weighs more.
constexpr std::size_t kNearestPairs = 8;
// Width of the narrowest vote as a share of the strike, so that one locked quote cannot outvote
// all.
constexpr double kLeastWidth = 1e-5;

// What one strike says about the forward: parity at the mids, and at the worst quotes either way.
struct Vote {
  double distance = 0.0;  // |call mid - put mid|: zero where the strike is the forward
  double strike = 0.0;
  double forward = 0.0;
  double low = 0.0;
  double high = 0.0;

  double width() const { return std::max(high - low, kLeastWidth * strike); }
  bool allows(double estimate) const {
    const double rounding = 1e-12 * strike;
    return estimate >= low - rounding && estimate <= high + rounding;
  }
};

struct Votes {
  std::array<Vote, kNearestPairs> nearest;
  std::size_t count = 0;
  std::size_t clean = 0;  // before the nearest were chosen

  std::span<const Vote> span() const { return {nearest.data(), count}; }
};

bool is_clean_quote(double bid, double ask) {
  return bid > 0.0 && bid <= ask && ask <= std::numeric_limits<double>::max();
}

bool is_positive(double value) {
  return value > 0.0 && value <= std::numeric_limits<double>::max();
}

bool is_clean(const ParityPair& pair) {
  return is_positive(pair.strike) && is_clean_quote(pair.call_bid, pair.call_ask) &&
         is_clean_quote(pair.put_bid, pair.put_ask);
}

Vote vote_of(const ParityPair& pair, double discount) {
  const double call = 0.5 * (pair.call_bid + pair.call_ask);
  const double put = 0.5 * (pair.put_bid + pair.put_ask);
  return {std::abs(call - put), pair.strike, pair.strike + (call - put) / discount,
          pair.strike + (pair.call_bid - pair.put_ask) / discount,
          pair.strike + (pair.call_ask - pair.put_bid) / discount};
}

bool nearer(const Vote& a, const Vote& b) {
  return a.distance != b.distance ? a.distance < b.distance : a.strike < b.strike;
}

Votes nearest_votes(std::span<const ParityPair> pairs, double discount) {
  Votes votes;
  for (const ParityPair& pair : pairs) {
    if (!is_clean(pair)) continue;
    ++votes.clean;
    const Vote vote = vote_of(pair, discount);
    if (votes.count == kNearestPairs) {
      if (!nearer(vote, votes.nearest[kNearestPairs - 1])) continue;
      --votes.count;
    }
    std::size_t place = votes.count++;
    for (; place > 0 && nearer(vote, votes.nearest[place - 1]); --place) {
      votes.nearest[place] = votes.nearest[place - 1];
    }
    votes.nearest[place] = vote;
  }
  return votes;
}

// The vote nearest to all others, each weighed by its tightness: one wild quote cannot move it
// beyond its neighbours.
double weighted_median(const Votes& votes) {
  double median = 0.0;
  double least = std::numeric_limits<double>::infinity();
  for (const Vote& candidate : votes.span()) {
    double distance = 0.0;
    for (const Vote& vote : votes.span()) {
      distance += std::abs(vote.forward - candidate.forward) / vote.width();
    }
    if (distance < least) {
      least = distance;
      median = candidate.forward;
    }
  }
  return median;
}

// The votes whose quotes allow `center`, averaged by tightness squared (the variance of a mid grows
// with the square of its spread).
double consensus(const Votes& votes, double center) {
  double sum = 0.0;
  double weight = 0.0;
  for (const Vote& vote : votes.span()) {
    if (!vote.allows(center)) continue;
    const double tightness = 1.0 / (vote.width() * vote.width());
    sum += tightness * (vote.forward - center);
    weight += tightness;
  }
  return weight > 0.0 ? center + sum / weight : center;
}

struct ParityForward {
  double forward = 0.0;
  int pairs = 0;
};

// Nothing when there are too few clean pairs, or most of them contradict the estimate.
std::optional<ParityForward> from_parity(const Votes& votes) {
  if (votes.count < static_cast<std::size_t>(kMinParityPairs)) return std::nullopt;
  const double forward = consensus(votes, weighted_median(votes));
  const auto agreeing = std::count_if(votes.span().begin(), votes.span().end(),
                                      [&](const Vote& vote) { return vote.allows(forward); });
  const bool most = 2 * agreeing > static_cast<std::ptrdiff_t>(votes.count);
  if (!is_positive(forward) || agreeing < kMinParityPairs || !most) return std::nullopt;
  return ParityForward{forward, static_cast<int>(agreeing)};
}

bool is_usable(const CarriedSpot& carry) {
  return is_positive(carry.spot) && std::isfinite(carry.rate) &&
         std::isfinite(carry.dividend_yield) && std::isfinite(carry.years) && carry.years >= 0.0;
}

tl::unexpected<Error> neither(const Votes& votes, const std::optional<CarriedSpot>& carry) {
  const std::string parity =
      votes.clean < static_cast<std::size_t>(kMinParityPairs)
          ? fmt::format("only {} of at least {} clean call/put pairs are quoted", votes.clean,
                        kMinParityPairs)
          : fmt::format("the quotes of the {} clean pairs nearest the money contradict each other",
                        votes.count);
  const std::string spot =
      carry ? fmt::format("spot {}, rate {}, dividend yield {} over {} years carry to no forward",
                          carry->spot, carry->rate, carry->dividend_yield, carry->years)
            : std::string("there is no spot to carry from");
  return fail(
      ErrorCode::kData,
      "The expiry has no forward: {}, and {}; give more two-sided quotes around the money, or "
      "a spot with its rate and dividend yield.",
      parity, spot);
}

}  // namespace

std::string_view to_string(ForwardSource source) {
  switch (source) {
    case ForwardSource::kParity:
      return "parity";
    case ForwardSource::kCarry:
      return "carry";
  }
  contract_violation("enumerator", "ForwardSource", __FILE__, __LINE__);
}

Result<ForwardEstimate> estimate_forward(std::span<const ParityPair> pairs, double discount,
                                         const std::optional<CarriedSpot>& carry) {
  AOTS_EXPECTS(is_positive(discount));
  const Votes votes = nearest_votes(pairs, discount);
  const bool usable_carry = carry && is_usable(*carry);
  if (const std::optional<ParityForward> parity = from_parity(votes)) {
    ForwardEstimate estimate{parity->forward, ForwardSource::kParity, parity->pairs, std::nullopt};
    if (usable_carry && carry->years > 0.0) {
      estimate.implied_dividend_yield =
          carry->rate - std::log(parity->forward / carry->spot) / carry->years;
    }
    return estimate;
  }
  if (usable_carry) {
    const double forward =
        carry->spot * std::exp((carry->rate - carry->dividend_yield) * carry->years);
    if (is_positive(forward)) {
      return ForwardEstimate{forward, ForwardSource::kCarry, 0, carry->dividend_yield};
    }
  }
  return neither(votes, carry);
}

}  // namespace aots::pricing
