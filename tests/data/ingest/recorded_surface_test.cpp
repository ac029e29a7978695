// The fitted surface on recorded chains, judged from outside: prices and variances on a grid of
// strikes, without the proofs that the fit itself rests on.
#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "analytics/fitted_surface.hpp"
#include "data/ingest/import.hpp"
#include "pricing/black_scholes.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kInstance;
  return kInstance;
}

// Both sets, imported once.
struct Imported {
  TemporaryFolder folder;
  Result<Lake> lake = fail(ErrorCode::kInternal, "not imported");

  Imported() {
    SilentObserver observer;
    const ImportRequest request = {
        .paths = {recorded("chains/cboe_spx_2019"), recorded("chains/cboe_delayed_2026")},
        .kind = {},
        .symbol = {},
        .today = make_date(2026, 8, 20),
        .jobs = 2};
    const auto report = import_into(folder.path() / "lake", request, exchange(), observer);
    if (report) lake = Lake::open(folder.path() / "lake");
  }
};

struct Session {
  Symbol symbol;
  Date date;
  double rate;  // three-month bill of the day, about
};

class RecordedSurface : public ::testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_RECORDED(recorded("chains/cboe_spx_2019"));
    static const Imported kImported;
    ASSERT_TRUE(kImported.lake.has_value()) << kImported.lake.error().message;
    for (const Session& session : {Session{Symbol("SPX"), make_date(2019, 5, 13), 0.024},
                                   Session{Symbol("SPX"), make_date(2019, 6, 3), 0.023},
                                   Session{Symbol("SPY"), make_date(2026, 7, 29), 0.036},
                                   Session{Symbol("SPY"), make_date(2026, 7, 22), 0.036}}) {
      auto chain = kImported.lake->chain(session.symbol, session.date);
      ASSERT_TRUE(chain.has_value()) << chain.error().message;
      ASSERT_TRUE(chain->has_value()) << to_string(session.date);
      names_.push_back(session.symbol.str() + " " + to_string(session.date));
      const analytics::ChainView view(**chain, {.rate = session.rate, .dividend_yield = {}},
                                      exchange());
      surfaces_.emplace_back(view);
    }
    ASSERT_EQ(surfaces_.size(), 4U);
  }

  std::vector<std::string> names_;
  std::vector<analytics::FittedSurface> surfaces_;
};

double call(const pricing::SmileFit& fit, double k) {
  return pricing::black_price({.right = Right::kCall,
                               .forward = 1.0,
                               .strike = std::exp(k),
                               .discount = 1.0,
                               .years = fit.years,
                               .vol = fit.smile.vol(k, fit.years)});
}

// Fits of a surface from the nearest expiry to the farthest.
std::vector<const pricing::SmileFit*> fits_of(const analytics::FittedSurface& surface) {
  std::vector<const pricing::SmileFit*> fits;
  for (const auto& expiry : surface.expiries()) {
    if (const auto* fit = surface.fit(expiry.expiry)) fits.push_back(fit);
  }
  std::ranges::sort(fits, {}, &pricing::SmileFit::years);
  return fits;
}

TEST_F(RecordedSurface, HoldsNearlyEveryExpiryBetweenItsBidsAndAsks) {
  for (std::size_t s = 0; s < surfaces_.size(); ++s) {
    const auto fits = fits_of(surfaces_[s]);
    const auto asked = surfaces_[s].expiries().size();
    EXPECT_GE(fits.size() * 20, asked * 19) << names_[s] << ": " << fits.size() << " of " << asked;
    std::vector<double> inside;
    for (const auto* fit : fits) inside.push_back(fit->report.inside_share);
    std::ranges::sort(inside);
    EXPECT_GE(inside[inside.size() / 2], 0.85) << names_[s];
  }
}

TEST_F(RecordedSurface, PricesNoButterflyBelowZero) {
  for (std::size_t s = 0; s < surfaces_.size(); ++s) {
    for (const auto* fit : fits_of(surfaces_[s])) {
      const double low = std::exp(fit->k_low);
      const double step = (std::exp(fit->k_high) - low) / 400.0;
      for (int i = 1; i < 400; ++i) {
        const double strike = low + i * step;
        const double wings =
            call(*fit, std::log(strike - step)) + call(*fit, std::log(strike + step));
        EXPECT_GE(wings - 2.0 * call(*fit, std::log(strike)), -1e-13)
            << names_[s] << ", " << fit->years << " years, strike " << strike << " of the forward";
      }
    }
  }
}

TEST_F(RecordedSurface, NeverLosesVarianceWithTime) {
  for (std::size_t s = 0; s < surfaces_.size(); ++s) {
    const auto fits = fits_of(surfaces_[s]);
    for (std::size_t i = 1; i < fits.size(); ++i) {
      for (double k = -0.5; k <= 0.5; k += 0.01) {
        const double before = fits[i - 1]->smile.total_variance(k);
        EXPECT_GE(fits[i]->smile.total_variance(k), before * (1.0 - 1e-9))
            << names_[s] << ", " << fits[i]->years << " years, k " << k;
      }
    }
  }
}

}  // namespace
}  // namespace aots::data
