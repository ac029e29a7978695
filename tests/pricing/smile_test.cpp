#include "pricing/smile.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "pricing/detail/polynomial.hpp"
#include "pricing/detail/svi.hpp"

namespace aots::pricing {
namespace {

using detail::Svi;

// Gatheral and Jacquier (2014), example 3.1, from Axel Vogt: no wing is too steep, yet a butterfly
// costs less than nothing.
constexpr Svi kVogt{.a = -0.0410, .b = 0.1331, .rho = 0.3060, .m = 0.3586, .sigma = 0.4153};

Smile through(const Svi& svi, double low, double high) {
  std::vector<double> knots;
  std::vector<double> variances;
  for (int i = 0; i < 16; ++i) {
    knots.push_back(low + (high - low) * i / 15.0);
    variances.push_back(svi.at(knots.back()).value);
  }
  return Smile::through(knots, variances);
}

Smile index_month(double level = 1.0) {
  return through({.a = 0.0005 * level, .b = 0.035 * level, .rho = -0.55, .m = 0.01, .sigma = 0.05},
                 -0.5, 0.25);
}

TEST(Svi, HasTheJumpWingsOfThePublishedExample) {
  const double at_money = kVogt.at(0.0).value;
  EXPECT_NEAR(at_money, 0.01742625, 1e-7);
  EXPECT_NEAR(kVogt.at(0.0).slope / (2.0 * std::sqrt(at_money)), -0.1752111, 1e-6);
  EXPECT_NEAR(kVogt.b * (1.0 - kVogt.rho) / std::sqrt(at_money), 0.6997381, 1e-6);
  EXPECT_NEAR(kVogt.b * (1.0 + kVogt.rho) / std::sqrt(at_money), 1.316798, 1e-5);
}

TEST(Smile, GoesThroughItsKnotsAndStraightBeyond) {
  const Smile smile = index_month();
  for (std::size_t i = 0; i < smile.knots().size(); ++i) {
    const double k = smile.knots()[i];
    EXPECT_NEAR(smile.total_variance(k), smile.pieces()[i + 1].c[0], 1e-15);
  }
  const double edge = smile.knots().back();
  EXPECT_NEAR(smile.total_variance(edge + 1.0) - smile.total_variance(edge), smile.right_slope(),
              1e-12);
  EXPECT_NEAR(smile.total_variance(-1.5) - smile.total_variance(-0.5), smile.left_slope(), 1e-12);
  EXPECT_EQ(smile.at(edge + 1.0).curvature, 0.0);
}

TEST(Smile, DerivativesAreThoseOfItsValuesAndContinuous) {
  const Smile smile = index_month();
  const double step = 1e-5;
  for (double k = -0.7; k < 0.5; k += 0.0137) {
    const Jet jet = smile.at(k);
    EXPECT_DOUBLE_EQ(jet.value, smile.total_variance(k));
    EXPECT_NEAR(jet.slope,
                (smile.total_variance(k + step) - smile.total_variance(k - step)) / (2.0 * step),
                1e-6);
    EXPECT_NEAR(jet.curvature, (smile.at(k + step).slope - smile.at(k - step).slope) / (2.0 * step),
                2e-3);
  }
  for (const double knot : smile.knots()) {
    EXPECT_NEAR(smile.at(knot - 1e-9).curvature, smile.at(knot + 1e-9).curvature, 1e-6);
  }
}

TEST(Smile, FindsTheButterflyOfThePublishedExample) {
  const Smile smile = through(kVogt, -1.5, 1.5);
  const auto at = butterfly_at(smile);
  ASSERT_TRUE(at);
  EXPECT_LT(durrleman_g(smile.at(*at), *at), 0.0);
  EXPECT_GT(*at, 0.4);
  EXPECT_LT(*at, 1.5);
}

TEST(Smile, ProvesASmileWhoseDensityIsPositive) {
  EXPECT_EQ(butterfly_at(index_month()), std::nullopt);
  const Smile flat = Smile::flat(0.2, 0.25);
  EXPECT_EQ(butterfly_at(flat), std::nullopt);
  EXPECT_DOUBLE_EQ(flat.vol(-3.0, 0.25), 0.2);
  EXPECT_DOUBLE_EQ(durrleman_g(flat.at(0.7), 0.7), 1.0);
}

TEST(Smile, FindsAButterflyBetweenTwoGridPoints) {
  // A dent of one knot, far narrower than the smile.
  std::vector<double> knots{-0.4, -0.2, -0.101, -0.1, -0.099, 0.0, 0.1, 0.2};
  std::vector<double> variances;
  const Smile smile = index_month();
  for (const double k : knots) variances.push_back(smile.total_variance(k));
  EXPECT_EQ(butterfly_at(Smile::through(knots, variances)), std::nullopt);
  variances[3] *= 1.001;
  const auto at = butterfly_at(Smile::through(knots, variances));
  ASSERT_TRUE(at);
  EXPECT_NEAR(*at, -0.1, 0.002);
}

TEST(Smile, RefusesWingsThatFallOrAreTooSteep) {
  const std::array knots{-0.1, 0.1};
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(butterfly_at(Smile::through(knots, std::array{0.04, 0.03})), infinity);
  EXPECT_EQ(butterfly_at(Smile::through(knots, std::array{0.03, 0.04})), -infinity);
  const std::array wide{-1.0, 0.0, 1.0};
  EXPECT_TRUE(butterfly_at(Smile::through(wide, std::array{2.5, 0.5, 2.5})).has_value());
}

TEST(Smile, RefusesWhatIsNoSmile) {
  const std::array knots{-0.1, 0.1};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(butterfly_at(Smile::through(knots, std::array{nan, 0.04})).has_value());
  EXPECT_TRUE(butterfly_at(Smile::through(knots, std::array{-0.04, -0.04})).has_value());
  EXPECT_TRUE(butterfly_at(Smile::flat(0.0, 1.0)).has_value());
}

TEST(Smile, FindsACalendarSpreadWhereverItHides) {
  const Smile near = index_month();
  EXPECT_EQ(calendar_at(near, near.raised(1e-8)), std::nullopt);
  EXPECT_EQ(calendar_at(near, near), std::nullopt);
  EXPECT_TRUE(calendar_at(near.raised(1e-8), near).has_value());
  // The later smile is lower around one knot only.
  std::vector<double> variances;
  for (const double k : near.knots()) variances.push_back(near.total_variance(k) + 1e-5);
  variances[7] -= 1.1e-5;
  const Smile dented = Smile::through(near.knots(), variances);
  const auto at = calendar_at(near, dented);
  ASSERT_TRUE(at);
  EXPECT_LT(dented.total_variance(*at), near.total_variance(*at));
  EXPECT_NEAR(*at, near.knots()[7], 0.05);
}

TEST(Smile, FindsACalendarSpreadFarOutInAWing) {
  const Smile near = index_month();
  std::vector<double> variances;
  for (const double k : near.knots()) variances.push_back(near.total_variance(k) + 0.001);
  variances.front() -= 0.0005;
  const Smile flatter = Smile::through(near.knots(), variances);
  ASSERT_LT(flatter.left_slope(), near.left_slope());
  EXPECT_EQ(calendar_at(near, flatter), -std::numeric_limits<double>::infinity());
}

TEST(Polynomial, IsProvedPositiveOrShownWhereItIsNot) {
  // (x - 0.3)^2 + e on [0, 1].
  const auto parabola = [](double e) { return detail::Polynomial<3>{{0.09 + e, -0.6, 1.0}}; };
  EXPECT_EQ(detail::not_positive_at(parabola(1e-9)), std::nullopt);
  const auto root = detail::not_positive_at(parabola(-1e-9));
  ASSERT_TRUE(root);
  EXPECT_NEAR(*root, 0.3, 1e-4);
  EXPECT_TRUE(detail::not_positive_at(parabola(0.0)).has_value());
}

}  // namespace
}  // namespace aots::pricing
