#include "data/clean/quote_steps.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analytics/smile.hpp"
#include "data/clean/pipelines.hpp"
#include "pricing/black_scholes.hpp"

namespace aots::data {
namespace {

using analytics::ChainView;
using analytics::SmilePoint;

// The price that the neighbours' vol gives.
double fitted_price(const ChainView& view, std::size_t expiry, const SmilePoint& point) {
  const auto& carry = view.carry(expiry);
  const auto& slice = view.expiry(expiry);
  return pricing::black_price({.right = slice.chain->quotes[point.quote].right,
                               .forward = carry.forward->forward,
                               .strike = point.strike,
                               .discount = *carry.discount,
                               .years = *slice.years,
                               .vol = std::max(*point.fitted, 0.0)});
}

// Whether the price lies outside the quote by more than it can be wrong by.
bool outside(const OptionQuote& quote, double price, const OutlierRule& rule) {
  const double bid = quote.bid->to_double();
  const double ask = quote.ask->to_double();
  const double margin = std::max(rule.spread_margin * (ask - bid), rule.price_min);
  return price < bid - margin || price > ask + margin;
}

std::string vol_text(double vol) { return fmt::format("{:.4f}", vol); }

// The outliers of one expiry: index of the quote, and why.
struct Outlier {
  std::size_t quote = 0;
  Verdict verdict;
};

std::vector<Outlier> outliers_of(const ChainView& view, std::size_t expiry,
                                 const OutlierRule& rule) {
  std::vector<Outlier> outliers;
  const auto points = analytics::smile_points(view, expiry);
  const auto sigma = analytics::smile_sigma(points, rule.points_min);
  if (!sigma) return outliers;
  const double bound = std::max(rule.sigmas * *sigma, rule.vol_min);
  for (const SmilePoint& point : points) {
    if (!point.fitted || std::fabs(point.vol - *point.fitted) <= bound) continue;
    if (point.vol >= point.low && point.vol <= point.high) continue;
    const auto& quote = view.expiry(expiry).chain->quotes[point.quote];
    const double price = fitted_price(view, expiry, point);
    if (!outside(quote, price, rule)) continue;
    outliers.push_back(
        {.quote = point.quote,
         .verdict = {"bid", "smile_outlier",
                     fmt::format("{} x {}, vol {}", to_string(*quote.bid), to_string(*quote.ask),
                                 vol_text(point.vol)),
                     fmt::format("within {} of the vol {} of its neighbours, price {:.2f}",
                                 vol_text(bound), vol_text(*point.fitted), price)}});
  }
  return outliers;
}

}  // namespace

void QuoteOutlierStep::apply(ChainDraft& draft, StepReport& report) const {
  const bool has_quotes = std::any_of(draft.rows.begin(), draft.rows.end(),
                                      [](const auto& row) { return row.record.quote.two_sided(); });
  if (!has_quotes) return;
  const auto chain = finished_chain(draft, calendar_);
  const double rate = analytics::implied_rate(chain, calendar_).value_or(0.0);
  const ChainView view(chain, {.rate = rate, .dividend_yield = {}}, calendar_);
  const auto order = chain_order(draft.rows);
  std::vector<std::optional<Verdict>> verdicts(draft.rows.size());
  std::size_t first = 0;  // of the expiry, in the chain's order
  std::int64_t found = 0;
  for (std::size_t e = 0; e < view.expiry_count(); ++e) {
    for (auto& outlier : outliers_of(view, e, rule_)) {
      verdicts[order[first + outlier.quote]] = std::move(outlier.verdict);
      ++found;
    }
    first += view.expiry(e).chain->quotes.size();
  }
  if (found == 0) return;
  std::size_t row = 0;
  take_out(draft.rows, report, [&](const auto&) { return std::move(verdicts[row++]); });
  report.notes.push_back(fmt::format("{}: {} of {} quotes contradict the smile of their expiry",
                                     to_string(draft.session), found,
                                     static_cast<std::int64_t>(verdicts.size())));
}

}  // namespace aots::data
