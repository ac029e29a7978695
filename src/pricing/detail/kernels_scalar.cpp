#include "pricing/detail/fill_table.hpp"
#include "pricing/detail/pack_scalar.hpp"

namespace aots::pricing::detail {
namespace {

using Pack = ScalarPack;

}  // namespace

ExpiryTerms terms_on_spot(double spot, double years, double rate, double dividend_yield) {
  const Terms<Pack> terms =
      terms_of_spot(Pack{spot}, Pack{years}, Pack{rate}, Pack{dividend_yield});
  const bool valid = is_positive(Pack{spot}).m && is_not_negative(Pack{years}).m &&
                     is_finite(Pack{rate}).m && is_finite(Pack{dividend_yield}).m &&
                     is_positive(terms.forward).m && is_positive(terms.discount).m;
  return {.base = terms.base.v,
          .carry = terms.carry.v,
          .growth = terms.growth.v,
          .forward = terms.forward.v,
          .discount = terms.discount.v,
          .years = years,
          .root_years = terms.root_years.v,
          .decay_scale = terms.decay_scale.v,
          .inverse_spot = terms.inverse_spot.v,
          .rate = rate,
          .dividend_yield = dividend_yield,
          .valid = valid};
}

ExpiryTerms terms_on_forward(double forward, double discount, double years, double spot,
                             double rate, double dividend_yield) {
  const Pack root = sqrt(Pack{years});
  const bool valid = is_positive(Pack{forward}).m && is_positive(Pack{discount}).m &&
                     is_not_negative(Pack{years}).m && is_positive(Pack{spot}).m &&
                     is_finite(Pack{rate}).m && is_finite(Pack{dividend_yield}).m;
  return {.base = forward,
          .carry = 0.0,
          .growth = 0.0,
          .forward = forward,
          .discount = discount,
          .years = years,
          .root_years = root.v,
          .decay_scale = decay_scale_of(root).v,
          .inverse_spot = 1.0 / spot,
          .rate = rate,
          .dividend_yield = dividend_yield,
          .valid = valid};
}

ExpiryTerms terms_on_forward(double forward, double discount, double years) {
  return terms_on_forward(forward, discount, years, forward, 0.0, 0.0);
}

const KernelTable& scalar_kernels() {
  static const KernelTable table = fill_table<Pack>();
  return table;
}

}  // namespace aots::pricing::detail
