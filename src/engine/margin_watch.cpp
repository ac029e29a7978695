#include "engine/margin_watch.hpp"

#include "trading/risk/book_margin.hpp"
#include "trading/risk/portfolio_margin.hpp"

namespace aots::engine {

MarginWatch::MarginWatch(const trading::RiskConfig& risk,
                         const calendar::ExchangeCalendar& calendar)
    : system_(risk.margin == "portfolio" ? System::kPortfolio
              : risk.margin == "reg_t"   ? System::kRegT
                                         : System::kNone),
      market_(calendar) {}

void MarginWatch::see(const DecisionPoint& point) {
  if (system_ != System::kPortfolio) return;
  market_.see(point.view, point.market.carry(point.chain.underlying, point.session));
}

std::optional<Money> MarginWatch::in_use(const trading::PortfolioView& book,
                                         const trading::SpotLookup& spot_of) const {
  constexpr Money kCent = Money::from_micros(kMicrosPerUnit / 100);
  switch (system_) {
    case System::kNone:
      break;
    case System::kRegT:
      if (const auto margin =
              trading::book_margin(book, spot_of, trading::MarginStage::kMaintenance)) {
        return margin->amount;
      }
      break;
    case System::kPortfolio:
      if (const auto margin = trading::portfolio_margin(book, spot_of, &market_)) {
        return margin->requirement.rounded_to(kCent, Rounding::kUp);
      }
      break;
  }
  return std::nullopt;
}

std::optional<std::string> MarginWatch::warning(const EquityRecord& day) {
  const Money least = trading::kPortfolioMarginEquity;
  if (system_ != System::kPortfolio || warned_ || day.equity >= least) return std::nullopt;
  warned_ = true;
  return fmt::format(
      "{}: the equity is {}, and portfolio margin is for accounts that keep {} dollars; below "
      "that a broker lets an account only reduce its requirement",
      to_string(day.date), to_string(day.equity), to_string(least));
}

}  // namespace aots::engine
