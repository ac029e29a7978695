// The standard normal distribution, as the statistics of this room need it: double precision.
#pragma once

namespace aots::research {

double normal_cdf(double x);
// The x with normal_cdf(x) = p; 0 < p < 1 (programmer error otherwise).
double normal_quantile(double p);

}  // namespace aots::research
