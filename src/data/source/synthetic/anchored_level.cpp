#include "data/source/synthetic/anchored_level.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/contract.hpp"
#include "data/source/synthetic/vol_factors.hpp"

namespace aots::data {
namespace {

// Log realized variance over the next 21 sessions on its logs over past windows, least squares over
// twelve tickers and four sector funds, 2010-2026.
struct Regressor {
  std::size_t sessions;
  double weight;
};
constexpr std::array kRegressors{Regressor{5, 0.152}, Regressor{22, 0.332}, Regressor{66, 0.142},
                                 Regressor{252, 0.253}};
constexpr double kIntercept = -0.413;
constexpr std::size_t kHistory = 252;
constexpr double kSessionsPerYear = 252.0;
constexpr double kVarianceFloor = 1e-4;  // annual; a week without a move is not a week without risk
// Swap vol over the forecast of realized vol, so that the level of SPY is VIX and that of QQQ VXN
// on average.
constexpr double kFundPremium = 1.20;
constexpr double kStockPremium = 1.15;

// The fast part of the term structure follows the gap between the level and its recent average
// (with this half-life in sessions), held back where the gap is extreme; the slow part follows the
// gap between that average and the usual level.
constexpr double kRecentHalfLife = 21.0;
constexpr double kUsualHalfLife = 252.0;
constexpr double kFastGain = 2.2;
constexpr double kFastSaturation = 0.8;
constexpr double kFastSpeed = 9.7;  // per year
constexpr double kSlowGain = 0.26;
constexpr double kSlowSpeed = 1.4;
constexpr double kUsualIndexLog = 2.85;  // an index of 17.3
constexpr VariancePremium kTermPremium{.level = 1.0, .near_discount = 0.40, .speed = 5.2};

constexpr double kCalmIndexLevel = 20.0;
constexpr double kOrdinaryExcess = 1.15;  // above the usual level, quotes begin to widen

double weight_of(double half_life) { return 1.0 - std::exp2(-1.0 / half_life); }

}  // namespace

void RealizedLevel::add(double close, bool report_move) {
  AOTS_EXPECTS(close > 0.0);
  if (last_close_ && !report_move) {
    const double move = std::log(close / *last_close_);
    squares_.push_back(move * move);
    if (squares_.size() > kHistory) squares_.pop_front();
  }
  last_close_ = close;
}

void RealizedLevel::split(double ratio) {
  if (last_close_) *last_close_ /= ratio;
}

std::optional<double> RealizedLevel::level() const {
  if (squares_.size() < kHistory) return std::nullopt;
  double log_variance = kIntercept;
  for (const Regressor& regressor : kRegressors) {
    double sum = 0.0;
    for (std::size_t i = 0; i < regressor.sessions; ++i) sum += squares_[squares_.size() - 1 - i];
    const double variance = sum / static_cast<double>(regressor.sessions) * kSessionsPerYear;
    log_variance += regressor.weight * std::log(std::max(kVarianceFloor, variance));
  }
  const double premium = kind_ == UnderlyingKind::kStock ? kStockPremium : kFundPremium;
  return 100.0 * premium * std::exp(0.5 * log_variance);
}

void LevelHistory::add(double level) {
  AOTS_EXPECTS(level > 0.0);
  latest_ = std::log(level);
  if (count_ == 0) recent_ = usual_ = latest_;
  recent_ += weight_of(kRecentHalfLife) * (latest_ - recent_);
  usual_ += weight_of(kUsualHalfLife) * (latest_ - usual_);
  ++count_;
}

double LevelHistory::level() const { return std::exp(latest_); }

double LevelHistory::curve(double years) const {
  const double usual = anchor_ == Anchor::kIndex ? kUsualIndexLog : usual_;
  const double fast =
      kFastGain * kFastSaturation * std::tanh((latest_ - recent_) / kFastSaturation);
  const double slow = kSlowGain * (recent_ - usual);
  return kTermPremium.at(years) * std::exp(2.0 * (fast * std::exp(-kFastSpeed * years) +
                                                  slow * std::exp(-kSlowSpeed * years)));
}

double LevelHistory::stress() const {
  switch (anchor_) {
    case Anchor::kIndex:
      return std::max(1.0, level() / kCalmIndexLevel);
    case Anchor::kOwnPast:
      return std::max(1.0, std::exp(latest_ - usual_) / kOrdinaryExcess);
  }
  contract_violation("precondition", "a known Anchor", __FILE__, __LINE__);
}

AnchoredSurface::AnchoredSurface(const AnchoredSurfaceInputs& inputs, const LevelHistory& level,
                                 const BusinessTime& time)
    : inputs_(inputs), level_(level) {
  const double vol = level.level() / 100.0;
  const double swap = vol * vol * kIndexDays / 365.0;
  const double theta = theta_for_swap_variance(inputs_.shape, swap);
  const double years =
      time.years_between_closes(inputs_.session, inputs_.session + Days{kIndexDays});
  scale_ = theta / integrate([&](double u) { return level_.curve(u); }, 0.0, years);
}

std::vector<double> AnchoredSurface::total_variances(std::span<const Horizon> horizons) const {
  std::vector<double> result;
  result.reserve(horizons.size());
  double sum = 0.0;
  double years = 0.0;
  for (const Horizon& horizon : horizons) {
    sum += integrate([&](double u) { return level_.curve(u); }, years, horizon.years);
    years = horizon.years;
    double reports = 0.0;
    for (const ExpectedReport& report : inputs_.reports) {
      if (report.moves_on > horizon.last_session) break;
      reports += report.deviation * report.deviation;
    }
    result.push_back(scale_ * sum + reports);
  }
  return result;
}

double AnchoredSurface::forward(Date, double years) const {
  return inputs_.spot * std::exp((inputs_.rate - inputs_.dividend_yield) * years);
}

}  // namespace aots::data
