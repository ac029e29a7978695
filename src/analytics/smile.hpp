// Smile: what the out-of-the-money quotes of one expiry say together.
//
// Out-of-the-money options carry the smile: their quotes are tighter, and an in-the-money option
// says the same as its twin through parity, plus an early exercise that a European vol does not
// know. Vols are annualised fractions, of the mid.
#pragma once

#include <optional>
#include <vector>

#include "analytics/chain_view.hpp"

namespace aots::analytics {

struct StrikeVol {
  double strike = 0.0;  // dollars per share or index points
  double vol = 0.0;
};

// Where an out-of-the-money option of this right has this absolute delta: vol and strike linear in
// delta between the first two neighbours, going outwards from the money, that bracket it. Absent
// without a bracket.
std::optional<StrikeVol> point_at_delta(const ChainView& view, std::size_t expiry, Right right,
                                        double delta);
std::optional<double> vol_at_delta(const ChainView& view, std::size_t expiry, Right right,
                                   double delta);

// An out-of-the-money quote beside its neighbours: quotes of the same right, also in the money, for
// where the forward is a little off, calls and puts of one strike disagree and neither is wrong.
// Quotes wider than half their mid are neither points nor neighbours.
struct SmilePoint {
  std::size_t quote = 0;  // index in the expiry's quotes
  double strike = 0.0;
  double vol = 0.0;
  // The median of straight lines across the quote, through the neighbours one, two, three and four
  // places away on both sides: two bad neighbours do not move it. Absent at the ends, where
  // nothing lies beyond.
  std::optional<double> fitted{};
  // The second lowest and the second highest vol of the same eight neighbours: between them a quote
  // is in company, whatever the line says. Only with `fitted`.
  double low = 0.0;
  double high = 0.0;
};

// Ascending by strike.
std::vector<SmilePoint> smile_points(const ChainView& view, std::size_t expiry);

// 1.4826 times the median size of the residuals: the standard deviation, were they normal. Absent
// with fewer fitted points than `points_min`.
std::optional<double> smile_sigma(const std::vector<SmilePoint>& points, std::size_t points_min);

// The discount that the expiry's own parities imply: C - P falls by one discount per dollar of
// strike. The median slope over strikes within 15% of the money; absent with fewer than five.
std::optional<double> implied_discount(const ExpiryChain& chain);

// The continuously compounded rate that the chain's own parities imply. The median over expiries
// from a month to two years; absent where none tells. For judging a chain by itself, where no rate
// is known yet.
std::optional<double> implied_rate(const OptionChain& chain,
                                   const calendar::ExchangeCalendar& calendar);

}  // namespace aots::analytics
