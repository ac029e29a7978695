#include "analytics/fitted_surface.hpp"

#include <algorithm>
#include <cmath>

#include "base/contract.hpp"
#include "pricing/batch.hpp"

namespace aots::analytics {

namespace {

// Bids, mids and asks of one expiry, one after the other, and their vols.
struct Bands {
  std::vector<Right> right;
  std::vector<double> strike;
  std::vector<double> price;

  void add(const OptionQuote& quote, double value) {
    right.push_back(quote.right);
    strike.push_back(quote.strike.to_double());
    price.push_back(value);
  }
};

bool tells_a_vol(const OptionQuote& quote, double forward) {
  if (!quote.two_sided() || !quote.bid->is_positive() || !quote.strike.is_positive()) return false;
  const double strike = quote.strike.to_double();
  return quote.right == Right::kCall ? strike >= forward : strike < forward;
}

}  // namespace

std::vector<pricing::SmileQuote> smile_quotes(const ChainView& view, std::size_t expiry) {
  const ExpiryView& listed = view.expiry(expiry);
  if (!listed.years || *listed.years <= 0.0) return {};
  const ExpiryCarry& carry = view.carry(expiry);
  if (!carry.forward || !carry.discount) return {};
  const double forward = carry.forward->forward;
  Bands bands;
  for (const OptionQuote& quote : listed.chain->quotes) {
    if (!tells_a_vol(quote, forward)) continue;
    const double bid = quote.bid->to_double();
    const double ask = quote.ask->to_double();
    for (const double value : {bid, 0.5 * (bid + ask), ask}) bands.add(quote, value);
  }
  std::vector<double> vol(bands.price.size());
  std::vector<pricing::IvStatus> status(bands.price.size());
  pricing::implied_vols({.forward = forward, .discount = *carry.discount, .years = *listed.years},
                        {.right = bands.right, .price = bands.price, .strike = bands.strike},
                        pricing::kAllVols, {.vol = vol, .status = status});
  std::vector<pricing::SmileQuote> quotes;
  for (std::size_t i = 0; i < vol.size(); i += 3) {
    const bool has_vols = std::all_of(&status[i], &status[i] + 3, [](pricing::IvStatus s) {
      return s == pricing::IvStatus::kOk;
    });
    if (!has_vols) continue;
    quotes.push_back({.k = std::log(bands.strike[i] / forward),
                      .vol = vol[i + 1],
                      .bid_vol = vol[i],
                      .ask_vol = vol[i + 2]});
  }
  return quotes;
}

FittedSurface::FittedSurface(const ChainView& view, const pricing::SmileFitOptions& options) {
  std::vector<std::size_t> asked;
  std::vector<std::vector<pricing::SmileQuote>> quotes;
  std::vector<pricing::ExpiryQuotes> expiries;
  quotes.reserve(view.expiry_count());
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    const ExpiryView& expiry = view.expiry(e);
    if (!expiry.years || expiry.option_class.adjusted || !view.carry(e).forward) continue;
    asked.push_back(e);
    quotes.push_back(smile_quotes(view, e));
    expiries.push_back({.years = *expiry.years, .quotes = quotes.back()});
  }
  pricing::SurfaceFit fit = pricing::fit_surface(expiries, options);
  surface_ = std::move(fit.surface);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const ExpiryCarry& carry = view.carry(asked[i]);
    expiries_.push_back({.expiry = asked[i],
                         .years = expiries[i].years,
                         .forward = carry.forward->forward,
                         .dividend_yield = carry.dividend_yield,
                         .outcome = std::move(fit.expiries[i])});
    if (expiries_.back().outcome) fitted_.push_back(i);
  }
  std::sort(fitted_.begin(), fitted_.end(), [this](std::size_t x, std::size_t y) {
    return expiries_[x].years < expiries_[y].years;
  });
}

const pricing::SmileFit* FittedSurface::fit(std::size_t expiry) const {
  for (const FittedExpiry& fitted : expiries_) {
    if (fitted.expiry == expiry) return fitted.outcome ? &*fitted.outcome : nullptr;
  }
  return nullptr;
}

std::optional<FittedSurface::Bracket> FittedSurface::bracket(double years) const {
  const auto after = std::partition_point(
      fitted_.begin(), fitted_.end(), [&](std::size_t at) { return expiries_[at].years < years; });
  if (after == fitted_.end()) return std::nullopt;
  const FittedExpiry& far = expiries_[*after];
  if (far.years == years) return Bracket{.near = &far, .far = &far, .share = 0.0};
  if (after == fitted_.begin()) return std::nullopt;
  const FittedExpiry& near = expiries_[*std::prev(after)];
  return Bracket{
      .near = &near, .far = &far, .share = (years - near.years) / (far.years - near.years)};
}

std::optional<double> FittedSurface::forward(double years) const {
  const auto at = bracket(years);
  if (!at) return std::nullopt;
  return at->near->forward * std::pow(at->far->forward / at->near->forward, at->share);
}

std::optional<double> FittedSurface::vol(double strike, double years) const {
  AOTS_EXPECTS(strike > 0.0);
  const auto forward_then = forward(years);
  if (!forward_then) return std::nullopt;
  return surface_->vol(std::log(strike / *forward_then), years);
}

std::optional<double> FittedSurface::strike_at_delta(Right right, double delta,
                                                     double years) const {
  const auto at = bracket(years);
  if (!at || !at->near->dividend_yield || !at->far->dividend_yield) return std::nullopt;
  // exp(yield * years) of both sides, log-linear in time.
  const double near = *at->near->dividend_yield * at->near->years;
  const double far = *at->far->dividend_yield * at->far->years;
  const double forward_delta = delta * std::exp(near + at->share * (far - near));
  if (!(forward_delta > 0.0 && forward_delta < 1.0)) return std::nullopt;
  const double k = pricing::k_at_delta(*surface_->smile(years), right, forward_delta);
  return *forward(years) * std::exp(k);
}

std::optional<double> FittedSurface::vol_at_delta(Right right, double delta, double years) const {
  const auto strike = strike_at_delta(right, delta, years);
  if (!strike) return std::nullopt;
  return vol(*strike, years);
}

std::optional<double> FittedSurface::atm_vol(double years) const {
  if (!surface_) return std::nullopt;
  return surface_->vol(0.0, years);
}

bool FittedSurface::within_quotes(double strike, double years) const {
  const auto at = bracket(years);
  if (!at) return false;
  const double k = std::log(strike / *forward(years));
  return k >= std::max(at->near->outcome->k_low, at->far->outcome->k_low) &&
         k <= std::min(at->near->outcome->k_high, at->far->outcome->k_high);
}

std::optional<pricing::TerminalDistribution> FittedSurface::distribution(double years) const {
  const auto forward_then = forward(years);
  if (!forward_then) return std::nullopt;
  return pricing::TerminalDistribution(*forward_then, *surface_->smile(years));
}

}  // namespace aots::analytics
