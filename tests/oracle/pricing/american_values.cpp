// Writes american_values.csv to standard output: American prices by QuantLib's QdFp engine on a
// wide grid, at two resolutions.
//
// `price` comes from the finer one, `agreement` says how far the coarser one is from it, relative
// to it. Not part of the tests' build: tools/build dev pricing_american_values.
#include <algorithm>
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <ql/exercise.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/pricingengines/vanilla/qdfpamericanengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>

namespace {

namespace ql = QuantLib;

constexpr double kStrike = 100.0;
constexpr int kRows = 400;
constexpr int kLongestDays = 3650;

struct Option {
  bool call;
  double spot, rate, yield, vol;
  int days;
};

class Engine {
 public:
  Engine() {
    ql::Settings::instance().evaluationDate() = today_;
    const auto flat = [&](const ql::ext::shared_ptr<ql::SimpleQuote>& quote) {
      return ql::Handle<ql::YieldTermStructure>(ql::ext::make_shared<ql::FlatForward>(
          today_, ql::Handle<ql::Quote>(quote), ql::Actual365Fixed()));
    };
    const ql::Handle<ql::BlackVolTermStructure> vols(ql::ext::make_shared<ql::BlackConstantVol>(
        today_, ql::NullCalendar(), ql::Handle<ql::Quote>(vol_), ql::Actual365Fixed()));
    process_ = ql::ext::make_shared<ql::BlackScholesMertonProcess>(ql::Handle<ql::Quote>(spot_),
                                                                   flat(yield_), flat(rate_), vols);
  }

  double price(const Option& option, ql::Size points, ql::Size sweeps, ql::Size nodes) {
    spot_->setValue(option.spot);
    rate_->setValue(option.rate);
    yield_->setValue(option.yield);
    vol_->setValue(option.vol);
    const auto type = option.call ? ql::Option::Call : ql::Option::Put;
    ql::VanillaOption vanilla(
        ql::ext::make_shared<ql::PlainVanillaPayoff>(type, kStrike),
        ql::ext::make_shared<ql::AmericanExercise>(today_, today_ + option.days));
    vanilla.setPricingEngine(ql::ext::make_shared<ql::QdFpAmericanEngine>(
        process_,
        ql::ext::make_shared<ql::QdFpLegendreTanhSinhScheme>(points, sweeps, nodes, 1e-14)));
    return vanilla.NPV();
  }

 private:
  ql::Date today_{15, ql::June, 2026};
  ql::ext::shared_ptr<ql::SimpleQuote> spot_ = ql::ext::make_shared<ql::SimpleQuote>(100.0);
  ql::ext::shared_ptr<ql::SimpleQuote> rate_ = ql::ext::make_shared<ql::SimpleQuote>(0.0);
  ql::ext::shared_ptr<ql::SimpleQuote> yield_ = ql::ext::make_shared<ql::SimpleQuote>(0.0);
  ql::ext::shared_ptr<ql::SimpleQuote> vol_ = ql::ext::make_shared<ql::SimpleQuote>(0.2);
  ql::ext::shared_ptr<ql::BlackScholesMertonProcess> process_;
};

double rounded(double value, double step) { return std::round(value / step) * step; }

// Vols of 5% to 200%, rates of -2% to 15%, yields of 0 to 15%, a day to ten years, spots from half
// the strike to twice it; every third option is one whose carry is large beside its vol.
class Options {
 public:
  Option next() {
    ++count_;
    const bool hard = count_ % 3 == 0;
    Option option{};
    option.call = uniform(0.0, 1.0) < 0.5;
    option.vol = std::exp(uniform(std::log(0.05), std::log(hard ? 0.3 : 2.0)));
    option.days = static_cast<int>(
        std::lround(std::exp(uniform(hard ? std::log(180.0) : 0.0, std::log(kLongestDays)))));
    option.rate = uniform(0.0, 1.0) < 0.15 ? 0.0 : uniform(-0.02, 0.15);
    option.yield = uniform(0.0, 1.0) < 0.2 ? 0.0 : uniform(0.0, 0.15);
    const double deviation = option.vol * std::sqrt(option.days / 365.0);
    const double moneyness =
        uniform(0.0, 1.0) < 0.3 ? uniform(0.5, 2.0) : std::exp(deviation * uniform(-2.0, 2.0));
    option.vol = rounded(option.vol, 1e-4);
    option.rate = rounded(option.rate, 1e-4);
    option.yield = rounded(option.yield, 1e-4);
    option.spot = rounded(kStrike * std::clamp(moneyness, 0.5, 2.0), 1e-2);
    return option;
  }

 private:
  double uniform(double from, double to) {
    return from + (to - from) * static_cast<double>(random_() >> 11) * 0x1p-53;
  }

  std::mt19937_64 random_{1984};
  int count_ = 0;
};

}  // namespace

int main() {
  Engine engine;
  Options options;
  fmt::print("right,spot,strike,days,rate,dividend_yield,vol,price,agreement\n");
  for (int rows = 0; rows < kRows;) {
    const Option option = options.next();
    const double coarse = engine.price(option, 160, 20, 40);
    const double paid = option.call ? option.spot - kStrike : kStrike - option.spot;
    if (coarse < 0.01 || coarse <= paid * (1.0 + 1e-9)) continue;
    const double price = engine.price(option, 300, 32, 72);
    fmt::print("{},{:.2f},{:.0f},{},{:.4f},{:.4f},{:.4f},{:.15g},{:.1e}\n",
               option.call ? "call" : "put", option.spot, kStrike, option.days, option.rate,
               option.yield, option.vol, price, std::abs(coarse / price - 1.0));
    ++rows;
  }
}
