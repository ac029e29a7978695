// The forward of one expiry, from put-call parity around the money, else from spot and carry.
//
// European parity: C - P = discount * (F - K), so every strike with both quotes votes for a
// forward. Prices per share, rates and yields continuously compounded fractions, years ACT/365.
// American options obey parity only as an inequality: early exercise lifts the in-the-money side,
// so the estimate is biased, downwards where puts carry the larger premium (rates) and upwards
// where calls do (dividends). Near the money and for short expiries the bias is below the quoted
// spread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace aots::pricing {

// Both quotes of one strike. Leave a strike out when one of the four is absent. A pair is clean
// when all are finite and 0 < bid <= ask on both sides; others are passed over.
struct ParityPair {
  double strike = 0.0;
  double call_bid = 0.0;
  double call_ask = 0.0;
  double put_bid = 0.0;
  double put_ask = 0.0;
};

enum class ForwardSource { kParity, kCarry };
std::string_view to_string(ForwardSource source);  // parity, carry

// What is known about the underlying without looking at its options.
struct CarriedSpot {
  double spot = 0.0;
  double rate = 0.0;
  double dividend_yield = 0.0;
  double years = 0.0;
};

struct ForwardEstimate {
  double forward = 0.0;
  ForwardSource source = ForwardSource::kCarry;
  int pairs = 0;  // strikes that the estimate rests on; 0 for kCarry
  // The yield at which spot carries to this forward; absent without a spot or without time left.
  std::optional<double> implied_dividend_yield;
};

// Fewer clean pairs than this, and parity is not used.
inline constexpr int kMinParityPairs = 3;

// Parity over the strikes nearest the money if at least kMinParityPairs clean pairs exist and their
// estimate respects the bid/ask bounds of most of them; otherwise spot * exp((rate - yield) *
// years). ErrorCode::kData when neither is possible; the message says what was missing on both
// sides. Precondition (programmer error): discount positive and finite. Pairs may come in any
// order.
Result<ForwardEstimate> estimate_forward(std::span<const ParityPair> pairs, double discount,
                                         const std::optional<CarriedSpot>& carry);

}  // namespace aots::pricing
