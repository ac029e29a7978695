#include "features/option_summary.hpp"

#include <vector>

#include "analytics/detail/quotes_of_view.hpp"
#include "features/detail/option_day_kernel.hpp"

namespace aots::features {

namespace {

void add(std::optional<double>& sum, std::optional<std::int64_t> contracts) {
  if (contracts) sum = sum.value_or(0.0) + static_cast<double>(*contracts);
}

void add(OptionActivity& activity, const ExpiryChain& expiry) {
  for (const OptionQuote& quote : expiry.quotes) {
    const bool call = quote.right == Right::kCall;
    add(call ? activity.call_volume : activity.put_volume, quote.volume);
    add(call ? activity.call_open_interest : activity.put_open_interest, quote.open_interest);
  }
}

// A ChainView as the kernel asks for it.
class ViewedChain {
 public:
  explicit ViewedChain(const analytics::ChainView& view) : view_(view), ladder_(view.times()) {
    for (std::size_t e = 0; e < view.expiry_count(); ++e) quotes_.push_back({view, e});
  }

  std::optional<double> spot() const {
    const auto& spot = view_.chain().spot;
    return spot && spot->is_positive() ? std::optional(spot->to_double()) : std::nullopt;
  }
  const analytics::MaturityLadder& ladder() const { return ladder_; }
  const analytics::ExpiryTime& time(std::size_t e) const { return view_.times()[e]; }
  const analytics::ExpiryCarry& carry(std::size_t e) const { return view_.carry(e); }
  analytics::detail::QuotesOfView& quotes(std::size_t e) { return quotes_[e]; }

  ListedOption listed(std::size_t e, std::size_t i) const {
    const OptionQuote& quote = view_.expiry(e).chain->quotes[i];
    const analytics::OptionAnalytics& own = view_.analytics(e, i);
    ListedOption option{.price = {}, .spread_pct = quote.spread_pct(), .iv = own.iv};
    if (const auto mid = quote.mid()) option.price = mid->to_double();
    if (own.greeks) {
      option.delta = own.greeks->delta;
      option.gamma = own.greeks->gamma;
      option.vega = own.greeks->vega_per_vol_point;
      option.theta_per_day = own.greeks->theta_per_day;
    }
    return option;
  }

  OptionActivity activity(std::size_t e) const {
    OptionActivity activity;
    add(activity, *view_.expiry(e).chain);
    return activity;
  }
  OptionActivity activity() const {
    OptionActivity activity;
    for (const ExpiryChain& expiry : view_.chain().expiries) add(activity, expiry);
    return activity;
  }

 private:
  const analytics::ChainView& view_;
  analytics::MaturityLadder ladder_;
  std::vector<analytics::detail::QuotesOfView> quotes_;
};

}  // namespace

OptionDay option_day(const analytics::ChainView& view, const TargetExpiry& target) {
  ViewedChain chain(view);
  return detail::OptionDayKernel(chain, view.expiry_count()).day(target);
}

}  // namespace aots::features
