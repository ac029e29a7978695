#include "pricing/dividends.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "pricing/detail/certain.hpp"
#include "pricing/detail/dividend_grid.hpp"
#include "pricing/detail/vol_search.hpp"

namespace aots::pricing {
namespace {

constexpr double kDaysPerYear = 365.0;
constexpr double kVolBump = 1e-3;
constexpr double kRateBump = 1e-4;
constexpr double kVolTolerance = 1e-8;

// Twice as fine a grid has a quarter of the error, so two of them give its limit.
struct GridPair {
  detail::GridLayout coarse, fine;
};

GridPair grids_of(const AmericanOption& option, std::span<const KnownDividend> dividends,
                  AmericanScheme scheme) {
  const double nodes = scheme == AmericanScheme::kFast ? 20.0 : 80.0;
  const auto layout = [&](double density) {
    return detail::layout_of(option, dividends, {.nodes = density, .steps = 2.5 * density});
  };
  return {layout(nodes), layout(2.0 * nodes)};
}

double paid_now(const AmericanOption& option) {
  const double gap = option.spot - option.strike;
  return std::max(0.0, option.right == Right::kCall ? gap : -gap);
}

// Dividends that matter, in order; absent if one is unusable.
std::optional<std::vector<KnownDividend>> in_order(const AmericanOption& option,
                                                   std::span<const KnownDividend> dividends) {
  std::vector<KnownDividend> sorted;
  for (const KnownDividend& dividend : dividends) {
    const bool fine = std::isfinite(dividend.years) && dividend.years >= 0.0 &&
                      std::isfinite(dividend.cash) && dividend.cash >= 0.0 &&
                      dividend.share >= 0.0 && dividend.share <= 1.0;
    if (!fine) return std::nullopt;
    if (dividend.years <= option.years) sorted.push_back(dividend);
  }
  std::ranges::stable_sort(sorted, {}, &KnownDividend::years);
  return sorted;
}

// Price, delta and gamma; `due` where exercise is.
struct Found {
  double price = 0.0;
  double delta = 0.0;
  double gamma = 0.0;
  bool due = false;
};

Found intrinsic(const AmericanOption& option) {
  return {paid_now(option), option.right == Right::kCall ? 1.0 : -1.0, 0.0, true};
}

// What the dividends change, from both grids.
Found on_grids(const AmericanOption& option, std::span<const KnownDividend> dividends,
               const GridPair& grids, AmericanScheme scheme) {
  const auto value = [&](const detail::GridLayout& layout, bool drops) {
    return detail::grid_value(option, dividends, layout, scheme, drops);
  };
  const detail::GridValue coarse = value(grids.coarse, true);
  const detail::GridValue fine = value(grids.fine, true);
  const detail::GridValue coarse_none = value(grids.coarse, false);
  const detail::GridValue fine_none = value(grids.fine, false);
  const auto change = [&](double detail::GridValue::*what) {
    return (4.0 * (fine.*what - fine_none.*what) - (coarse.*what - coarse_none.*what)) / 3.0;
  };
  return {change(&detail::GridValue::price), change(&detail::GridValue::delta),
          change(&detail::GridValue::gamma), fine.exercised};
}

// An option that is known to be usable, with its dividends in order.
class Holding {
 public:
  Holding(const AmericanOption& option, std::vector<KnownDividend> dividends, AmericanScheme scheme)
      : option_(option), dividends_(std::move(dividends)), scheme_(scheme) {
    while (!dividends_.empty() && dividends_.front().years <= 0.0) {
      option_.spot = spot_after(dividends_.front(), option_.spot);
      kept_ *= 1.0 - dividends_.front().share;
      dividends_.erase(dividends_.begin());
    }
    if (!dividends_.empty() && !certain()) grids_ = grids_of(option_, dividends_, scheme_);
  }

  // Of the option past the dividends that go ex now; slopes by the spot after them.
  Found value(const AmericanOption& option) const;
  Found value() const { return value(option_); }
  const AmericanOption& option() const { return option_; }
  double kept() const { return kept_; }  // of a dollar of the spot, after the dividends now
  bool certain() const { return option_.vol == 0.0 || option_.years == 0.0 || option_.spot == 0.0; }

 private:
  AmericanOption option_;
  std::vector<KnownDividend> dividends_;
  AmericanScheme scheme_;
  double kept_ = 1.0;
  std::optional<GridPair> grids_;
};

Found Holding::value(const AmericanOption& option) const {
  if (certain()) {
    const double price = detail::certain_price(option, dividends_);
    if (price <= paid_now(option) && price > 0.0) return intrinsic(option);
    return {price, 0.0, 0.0, false};
  }
  const Valuation plain = american_valuation(option, scheme_).value();
  if (dividends_.empty()) {
    const bool due = plain.price > 0.0 && plain.price <= paid_now(option);
    return {plain.price, plain.greeks.delta, plain.greeks.gamma, due};
  }
  const Found change = on_grids(option, dividends_, *grids_, scheme_);
  if (change.due) return intrinsic(option);
  return {std::max(paid_now(option), plain.price + change.price), plain.greeks.delta + change.delta,
          plain.greeks.gamma + change.gamma, false};
}

// Checks everything; the engine of american.hpp refuses what has two boundaries.
Result<Holding, AmericanFailure> holding_of(const AmericanOption& option,
                                            std::span<const KnownDividend> dividends,
                                            AmericanScheme scheme) {
  AmericanOption probe = option;
  if (option.vol > 0.0 && std::isfinite(option.vol)) probe.vol = 0.0;  // which costs nothing
  if (const auto checked = american_price(probe, scheme); !checked) {
    return tl::make_unexpected(checked.error());
  }
  auto sorted = in_order(option, dividends);
  if (!sorted) return tl::make_unexpected(AmericanFailure::kInvalid);
  return Holding(option, *std::move(sorted), scheme);
}

}  // namespace

double spot_after(const KnownDividend& dividend, double spot) {
  return std::max(0.0, spot * (1.0 - dividend.share) - dividend.cash);
}

Result<EarlyExercise, AmericanFailure> early_exercise(const AmericanOption& option,
                                                      std::span<const KnownDividend> dividends,
                                                      AmericanScheme scheme) {
  const auto holding = holding_of(option, dividends, scheme);
  if (!holding) return tl::make_unexpected(holding.error());
  const Found found = holding->value();
  EarlyExercise answer{.pays = paid_now(option), .holding = found.price};
  answer.due = answer.pays > 0.0 && answer.pays >= answer.holding;
  return answer;
}

Result<double, AmericanFailure> american_price(const AmericanOption& option,
                                               std::span<const KnownDividend> dividends,
                                               AmericanScheme scheme) {
  const auto answer = early_exercise(option, dividends, scheme);
  if (!answer) return tl::make_unexpected(answer.error());
  return std::max(answer->pays, answer->holding);
}

Result<Valuation, AmericanFailure> american_valuation(const AmericanOption& option,
                                                      std::span<const KnownDividend> dividends,
                                                      AmericanScheme scheme) {
  const auto holding = holding_of(option, dividends, scheme);
  if (!holding) return tl::make_unexpected(holding.error());
  const Found found = holding->value();
  const double pays = paid_now(option);
  Valuation result;
  if (found.due || (pays > 0.0 && pays >= found.price)) {
    result.price = pays;
    result.greeks.delta = option.right == Right::kCall ? 1.0 : -1.0;
    return result;
  }
  result.price = found.price;
  if (holding->certain()) return result;
  const AmericanOption& held = holding->option();
  result.greeks.delta = found.delta * holding->kept();
  result.greeks.gamma = found.gamma * holding->kept() * holding->kept();
  // Between dividends a held option follows the Black-Scholes equation.
  const double diffusion = 0.5 * held.vol * held.vol * held.spot * held.spot * found.gamma;
  const double drift = (held.rate - held.dividend_yield) * held.spot * found.delta;
  result.greeks.theta_per_day = (held.rate * found.price - drift - diffusion) / kDaysPerYear;
  // On one grid, so that its error does not move.
  const auto slope = [&](double AmericanOption::*what, double bump) {
    AmericanOption up = held;
    AmericanOption down = held;
    up.*what += bump;
    down.*what -= bump;
    // A bump that leaves the engine's world (two boundaries) is taken on the other side.
    if (!american_price(down, scheme)) return (holding->value(up).price - found.price) / bump;
    if (!american_price(up, scheme)) return (found.price - holding->value(down).price) / bump;
    return (holding->value(up).price - holding->value(down).price) / (2.0 * bump);
  };
  result.greeks.vega_per_vol_point =
      0.01 * slope(&AmericanOption::vol, std::min(kVolBump, 0.5 * option.vol));
  result.greeks.rho_per_rate_pct = 0.01 * slope(&AmericanOption::rate, kRateBump);
  return result;
}

Result<double, IvFailure> american_implied_vol(const AmericanQuote& quote,
                                               std::span<const KnownDividend> dividends,
                                               AmericanScheme scheme) {
  AmericanOption option{quote.right, quote.spot,           quote.strike, quote.years,
                        quote.rate,  quote.dividend_yield, 0.0};
  double left = quote.spot;
  for (const KnownDividend& dividend : dividends) {
    if (dividend.years <= quote.years) left = spot_after(dividend, left);
  }
  return detail::american_vol(quote, {.yield_spot = left, .tolerance = kVolTolerance},
                              [&](double vol) -> std::optional<double> {
                                option.vol = vol;
                                const auto price = american_price(option, dividends, scheme);
                                return price ? std::optional(*price) : std::nullopt;
                              });
}

}  // namespace aots::pricing
