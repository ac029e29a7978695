#include "data/source/synthetic/symbol_path.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/contract.hpp"
#include "base/rng.hpp"

namespace aots::data {
namespace {

constexpr VolDynamics kOwnDynamics{.fast_speed = 25.0,
                                   .fast_deviation = 0.20,
                                   .slow_speed = 3.0,
                                   .slow_deviation = 0.25,
                                   .shock_correlation = 0.0};
// The symbol's own jumps: how many a year, how large in units of the day's own deviation, and the
// share by which they raise its variance.
constexpr double kJumpsPerYear = 2.0;
constexpr double kJumpDeviation = 3.5;
constexpr double kJumpVariance = kJumpsPerYear * kJumpDeviation * kJumpDeviation / kUnitsPerYear;

// Implied over expected variance; over 30 days these come to 1.10 and 1.07 at the money.
constexpr VariancePremium kFundPremium{.level = 1.145, .near_discount = 0.05, .speed = 6.0};
constexpr VariancePremium kStockPremium{.level = 1.07, .near_discount = 0.0, .speed = 6.0};

// Share volume: its own noise, and how it swells with the size of the move.
constexpr double kVolumeNoise = 0.22;
constexpr double kVolumeSwell = 0.30;
constexpr double kUsualMove = 0.8;  // mean absolute move in deviations

constexpr Price kCent = Price::from_micros(10'000);

const VariancePremium& premium_of(const SymbolProfile& profile) {
  return profile.kind == UnderlyingKind::kStock ? kStockPremium : kFundPremium;
}

// Extremes of a Brownian bridge from 0 to `end` with the given variance, each exact on its own.
double bridge_maximum(double end, double variance, double uniform) {
  return 0.5 * (end + std::sqrt(end * end - 2.0 * variance * std::log(1.0 - uniform)));
}

Price to_cents(double price) {
  return Price::from_double(price).rounded_to(kCent, Rounding::kNearest);
}

}  // namespace

struct SymbolPath::Streams {
  Streams(std::uint64_t seed, const std::string& symbol)
      : own(seed, "own " + symbol), jumps(seed, "jumps " + symbol), bars(seed, "bars " + symbol) {}

  Rng own;
  Rng jumps;
  Rng bars;
};

SymbolPath::SymbolPath(const SymbolPathInputs& inputs)
    : profile_(inputs.profile), market_(inputs.market), split_(inputs.split) {
  AOTS_EXPECTS(!market_.empty());
  // Reports and payments are laid out over the longest listed expiry.
  const Date first = market_.front().session;
  const Date last = market_.back().session + Days{kHorizonDays};
  dividend_dates_ = dividend_dates(profile_, inputs.calendar, first + Days{1}, last);
  earnings_ = earnings_events(profile_, inputs.seed, inputs.calendar, first, last);
  simulate(inputs);
}

void SymbolPath::simulate(const SymbolPathInputs& inputs) {
  Streams streams(inputs.seed, std::string(profile_.symbol));
  VolState own{.fast = kOwnDynamics.fast_deviation * streams.own.normal(),
               .slow = kOwnDynamics.slow_deviation * streams.own.normal()};
  double close = profile_.first_price;
  auto event = earnings_.begin();
  bars_.reserve(market_.size());
  Date previous = market_.front().session - Days{1};
  for (const MarketDay& day : market_) {
    const Move move = draw_move(day, own, streams);
    while (event != earnings_.end() && event->moves_on < day.session) ++event;
    double overnight = move.ordinary.overnight;
    if (event != earnings_.end() && event->moves_on == day.session) {
      overnight += event->move - 0.5 * event->deviation * event->deviation;
    }
    const double before_payment =
        close * std::exp(overnight) / split_ratio_between(previous, day.session);
    const double open = before_payment - cash_going_ex(day.session);
    Bar bar = make_bar(day, open, move, streams);
    bar.known_time = inputs.calendar.bars_known_time(day.session);
    close = bar.close.to_double();
    bars_.push_back(bar);
    own_vol_.push_back(own);
    declare_dividends(day.session, close);
    previous = day.session;
  }
  for (Dividend& dividend : dividends_) {
    dividend.known_time = action_known_time(inputs.calendar, dividend.ex_date);
  }
}

SymbolPath::Move SymbolPath::draw_move(const MarketDay& day, VolState& own,
                                       Streams& streams) const {
  const double relative =
      std::exp(VarianceAhead(kOwnDynamics, own).log_at(0.0) +
               VarianceAhead(market_dynamics(), day.vol, kOwnVolLoading).log_at(0.0));
  const double own_variance = profile_.own_vol * profile_.own_vol * relative * day.years;
  const double diffusion = std::sqrt(own_variance / (1.0 + kJumpVariance));
  double overnight = diffusion * std::sqrt(kOvernightShare) * streams.own.normal();
  double intraday = diffusion * std::sqrt(1.0 - kOvernightShare) * streams.own.normal();
  for (int count = streams.jumps.poisson(kJumpsPerYear * day.years); count > 0; --count) {
    const double size = diffusion * kJumpDeviation * streams.jumps.normal();
    (streams.jumps.uniform() < kOvernightShare ? overnight : intraday) += size;
  }
  own.fast = own.fast * std::exp(-kOwnDynamics.fast_speed * day.years) +
             kOwnDynamics.fast_deviation *
                 std::sqrt(1.0 - std::exp(-2.0 * kOwnDynamics.fast_speed * day.years)) *
                 streams.own.normal();
  own.slow = own.slow * std::exp(-kOwnDynamics.slow_speed * day.years) +
             kOwnDynamics.slow_deviation *
                 std::sqrt(1.0 - std::exp(-2.0 * kOwnDynamics.slow_speed * day.years)) *
                 streams.own.normal();

  Move move;
  move.variance = profile_.beta * profile_.beta * day.market_variance +
                  profile_.tech_loading * profile_.tech_loading * day.technology_variance +
                  own_variance;
  const double trend = profile_.drift * day.years - 0.5 * move.variance;
  move.ordinary.overnight = profile_.beta * day.market.overnight +
                            profile_.tech_loading * day.technology.overnight + overnight +
                            kOvernightShare * trend;
  move.ordinary.intraday = profile_.beta * day.market.intraday +
                           profile_.tech_loading * day.technology.intraday + intraday +
                           (1.0 - kOvernightShare) * trend;
  return move;
}

Bar SymbolPath::make_bar(const MarketDay& day, double open, const Move& move,
                         Streams& streams) const {
  const double variance = (1.0 - kOvernightShare) * move.variance;
  const double end = move.ordinary.intraday;
  const double up = bridge_maximum(end, variance, streams.bars.uniform());
  const double down = bridge_maximum(-end, variance, streams.bars.uniform());
  const double surprise = std::abs(move.ordinary.total()) / std::sqrt(move.variance) - kUsualMove;
  const double shares = profile_.share_volume *
                        split_ratio_between(market_.front().session, day.session) *
                        std::exp(kVolumeNoise * streams.bars.normal() + kVolumeSwell * surprise);
  Bar bar{.symbol = Symbol(std::string(profile_.symbol)),
          .date = day.session,
          .known_time = {},
          .open = to_cents(open),
          .high = to_cents(open * std::exp(up)),
          .low = to_cents(open * std::exp(-down)),
          .close = to_cents(open * std::exp(end)),
          .volume = std::llround(shares),
          .origin = Origin::kSynthetic};
  bar.high = std::max({bar.high, bar.open, bar.close});
  bar.low = std::min({bar.low, bar.open, bar.close});
  return bar;
}

void SymbolPath::declare_dividends(Date session, double close) {
  for (const Date ex_date : dividend_dates_) {
    const int days = days_between(session, ex_date);
    const bool declared = !dividends_.empty() && dividends_.back().ex_date >= ex_date;
    if (days < 1 || days > kActionNoticeDays || declared) continue;
    const double amount =
        0.25 * profile_.dividend_yield * close / split_ratio_between(session, ex_date);
    dividends_.push_back({.symbol = Symbol(std::string(profile_.symbol)),
                          .ex_date = ex_date,
                          .known_time = {},
                          .amount = std::round(amount * 1000.0) / 1000.0,
                          .origin = Origin::kSynthetic});
  }
}

double SymbolPath::cash_going_ex(Date session) const {
  const auto found = std::ranges::find(dividends_, session, &Dividend::ex_date);
  return found == dividends_.end() ? 0.0 : found->amount;
}

double SymbolPath::split_ratio_between(Date after, Date to) const {
  return split_ && split_->ex_date > after && split_->ex_date <= to ? split_->ratio : 1.0;
}

std::vector<double> SymbolPath::total_variances(std::size_t index,
                                                std::span<const Horizon> horizons) const {
  AOTS_EXPECTS(index < market_.size());
  const MarketDay& day = market_[index];
  const VarianceAhead market(market_dynamics(), day.vol);
  const VarianceAhead technology(market_dynamics(), day.vol, kTechnologyVolLoading);
  const VarianceAhead shared(market_dynamics(), day.vol, kOwnVolLoading);
  const VarianceAhead own(kOwnDynamics, own_vol_[index]);
  const double market_level = std::pow(profile_.beta * kMarketVol, 2) * (1.0 + kMarketJumpVariance);
  const double technology_level = std::pow(profile_.tech_loading * kTechnologyVol, 2);
  const double own_level = profile_.own_vol * profile_.own_vol;
  const auto variance_rate = [&](double years) {
    double rate = market_level * market.at(years);
    if (technology_level > 0.0) rate += technology_level * technology.at(years);
    if (own_level > 0.0) rate += own_level * std::exp(shared.log_at(years) + own.log_at(years));
    return rate * premium_of(profile_).at(years);
  };
  const double premium = std::exp(day.premium_shock);
  std::vector<double> result;
  result.reserve(horizons.size());
  double sum = 0.0;
  double years = 0.0;
  for (const Horizon& horizon : horizons) {
    sum += integrate(variance_rate, years, horizon.years);
    years = horizon.years;
    double reports = 0.0;
    for (const EarningsEvent& event : earnings_) {
      if (event.moves_on > horizon.last_session) break;
      if (event.moves_on > day.session) reports += event.deviation * event.deviation;
    }
    result.push_back(premium * sum + reports);
  }
  return result;
}

double SymbolPath::forward(std::size_t index, Date last_session, double years) const {
  AOTS_EXPECTS(index < bars_.size());
  const Date today = bars_[index].date;
  const double rate = market_[index].rate;
  double spot = bars_[index].close.to_double();
  double expected = 1.0;
  for (const Date ex_date : dividend_dates_) {
    const int days = days_between(today, ex_date);
    if (days < 1) continue;
    if (ex_date > last_session) break;
    if (days > kActionNoticeDays) {
      expected *= 1.0 - 0.25 * profile_.dividend_yield;
      continue;
    }
    const auto declared = std::ranges::find(dividends_, ex_date, &Dividend::ex_date);
    AOTS_EXPECTS(declared != dividends_.end());
    spot -= declared->amount * split_ratio_between(today, ex_date) * std::exp(-rate * days / 365.0);
  }
  return spot * expected * std::exp(rate * years);
}

}  // namespace aots::data
