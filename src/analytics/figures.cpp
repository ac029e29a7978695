#include "analytics/figures.hpp"

#include "analytics/maturity.hpp"
#include "analytics/smile.hpp"

namespace aots::analytics {

namespace {

std::optional<double> difference(std::optional<double> a, std::optional<double> b) {
  if (!a || !b) return std::nullopt;
  return *a - *b;
}

QuoteFigures quote_figures(const ChainView& view, std::size_t e, std::size_t q) {
  const ExpiryView& expiry = view.expiry(e);
  const OptionQuote& quote = expiry.chain->quotes[q];
  QuoteFigures figures{.root = expiry.chain->root,
                       .expiry = expiry.chain->expiry,
                       .right = quote.right,
                       .strike = quote.strike,
                       .mid = quote.mid(),
                       .spread_pct = quote.spread_pct(),
                       .moneyness = {},
                       .dte = expiry.dte,
                       .years = expiry.years,
                       .own = view.analytics(e, q)};
  const auto& spot = view.chain().spot;
  if (spot && spot->is_positive()) {
    figures.moneyness = quote.strike.to_double() / spot->to_double();
  }
  return figures;
}

ExpiryFigures expiry_figures(const ChainView& view, std::size_t e) {
  const ExpiryView& expiry = view.expiry(e);
  ExpiryFigures figures{.root = expiry.chain->root,
                        .expiry = expiry.chain->expiry,
                        .dte = expiry.dte,
                        .years = expiry.years,
                        .quotes = static_cast<std::int64_t>(expiry.chain->quotes.size()),
                        .carry = view.carry(e),
                        .atm_iv = view.atm_iv(e),
                        .put_25d_iv = vol_at_delta(view, e, Right::kPut, kSkewDelta),
                        .call_25d_iv = vol_at_delta(view, e, Right::kCall, kSkewDelta),
                        .arbitrage = check_arbitrage(view, e)};
  for (std::size_t q = 0; q < expiry.chain->quotes.size(); ++q) {
    const OptionQuote& quote = expiry.chain->quotes[q];
    if (quote.two_sided()) ++figures.two_sided;
    if (quote.crossed()) ++figures.crossed;
    if (view.analytics(e, q).iv) ++figures.with_iv;
  }
  return figures;
}

ChainFigures chain_figures(const ChainView& view, const std::vector<ExpiryFigures>& expiries) {
  const auto at = [&](double days, std::optional<double> ExpiryFigures::*vol) {
    return vol_at_maturity(view, days, [&](std::size_t e) { return expiries[e].*vol; });
  };
  return {.iv_7d = at(7.0, &ExpiryFigures::atm_iv),
          .iv_30d = view.iv30(),
          .iv_60d = at(60.0, &ExpiryFigures::atm_iv),
          .iv_90d = at(90.0, &ExpiryFigures::atm_iv),
          .skew_30d = difference(at(30.0, &ExpiryFigures::put_25d_iv),
                                 at(30.0, &ExpiryFigures::call_25d_iv))};
}

}  // namespace

std::optional<double> ExpiryFigures::skew_25d() const {
  return difference(put_25d_iv, call_25d_iv);
}

std::optional<double> ChainFigures::term_slope() const { return difference(iv_90d, iv_30d); }

Figures figures_of(const OptionChain& chain, const CarryInputs& carry,
                   const calendar::ExchangeCalendar& calendar) {
  const ChainView view(chain, carry, calendar);
  Figures figures{.carry = carry, .quotes = {}, .expiries = {}, .chain = {}};
  figures.quotes.reserve(static_cast<std::size_t>(chain.quote_count()));
  figures.expiries.reserve(view.expiry_count());
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    for (std::size_t q = 0; q < view.expiry(e).chain->quotes.size(); ++q) {
      figures.quotes.push_back(quote_figures(view, e, q));
    }
    figures.expiries.push_back(expiry_figures(view, e));
  }
  figures.chain = chain_figures(view, figures.expiries);
  return figures;
}

}  // namespace aots::analytics
