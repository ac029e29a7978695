#include "data/store/adjusted_bars.hpp"

#include <cmath>

#include "base/contract.hpp"

namespace aots::data {

std::vector<Bar> split_adjusted(std::span<const Bar> as_traded, std::span<const Split> splits,
                                Date through) {
  std::vector<Bar> out(as_traded.begin(), as_traded.end());
  for (auto& bar : out) {
    double ratio = 1.0;
    for (const auto& split : splits) {
      AOTS_EXPECTS(split.ratio > 0.0);
      if (bar.date < split.ex_date && split.ex_date <= through) ratio *= split.ratio;
    }
    if (ratio == 1.0) continue;
    for (auto* price : {&bar.open, &bar.high, &bar.low, &bar.close}) {
      *price = Price::from_double(price->to_double() / ratio);
    }
    if (bar.volume) bar.volume = std::llround(static_cast<double>(*bar.volume) * ratio);
  }
  return out;
}

}  // namespace aots::data
