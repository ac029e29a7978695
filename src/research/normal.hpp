// The quantiles of the standard normal distribution, to double precision.
#pragma once

namespace aots::research {

// The x with normal_cdf(x) = p; 0 < p < 1 (programmer error otherwise).
double normal_quantile(double p);

}  // namespace aots::research
