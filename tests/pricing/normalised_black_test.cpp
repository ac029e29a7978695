// The kernel against values worked out with 60 digits from its definition.
#include "pricing/detail/normalised_black.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace aots::pricing::detail {
namespace {

constexpr double kEpsilon = 2.220446049250313e-16;

void expect_relative(double found, double expected, double tolerance) {
  EXPECT_NEAR(found, expected, tolerance * std::abs(expected));
}

TEST(MillsRatio, MatchesItsDefinitionFromTheCentreToTheFarTail) {
  struct Point {
    double a, ratio, slope;
  };
  constexpr std::array<Point, 10> kPoints = {{
      {0, 1.2533141373155002512, 1.0},
      {0.0625, 1.1931829647319153118, 0.92542606470425529301},
      {0.5, 0.87636445645369234673, 0.56181777177315382664},
      {1, 0.65567954241879847154, 0.34432045758120152846},
      {2, 0.42136922928805447322, 0.15726154142389105355},
      {4, 0.23665238291356067062, 0.053390468345757317504},
      {7.5, 0.13107935580449176349, 0.016904831466311773837},
      {15, 0.066374235823250173591, 0.0043864626512473961301},
      {38, 0.026297602974252964378, 0.0006910869783873536518},
      {80, 0.012498047789812869225, 0.00015617681497046196638},
  }};
  for (const Point& point : kPoints) {
    SCOPED_TRACE(point.a);
    expect_relative(mills_ratio(point.a), point.ratio, 4 * kEpsilon);
    expect_relative(mills_slope(point.a), point.slope, 4 * kEpsilon);
  }
}

TEST(NormalisedBlack, MatchesItsDefinitionInEveryRegion) {
  struct Point {
    double x, s, value, complement, vega;
  };
  constexpr std::array<Point, 15> kPoints = {{
      {0, 0.25, 0.099476449660225785959, 0.90052355033977421404, 0.39583768694474948413},
      {0, 1e-06, 3.9894228040141603729e-7, 0.99999960105771959858, 0.39894228040138281015},
      {-0.001, 0.02, 0.007488684587120205925, 0.99201144039204906464, 0.39842399239710585311},
      {-0.5, 0.25, 0.0021096780352728466562, 0.77669110503613202159, 0.05357080547839329746},
      {-0.5, 0.0234375, 3.0458677316735563304e-104, 0.77880078307140486825,
       5.9533051105121697823e-100},
      {-0.25, 0.75, 0.18467282471310249561, 0.69782407787149290725, 0.35175984710732201691},
      {-0.25, 1.5, 0.43196391217731210041, 0.45053299040728330245, 0.2969838787090563373},
      {-1, 0.5, 0.0041423587506785749349, 0.60238830096195484867, 0.052329839106081236614},
      {-3, 0.1875, 7.397111315315320344e-60, 0.22313016014842982893, 1.0216634611841719272e-56},
      {-3, 2, 0.041014241206743662784, 0.18211591894168616615, 0.078556392743627420989},
      {-3, 6, 0.2207020253288649258, 0.0024281348195649031315, 0.0039110924962597493563},
      {-0.125, 12, 0.93941306084040228832, 1.9730734977983795946e-9, 6.0755532210237014375e-9},
      {-8, 1, 6.6867131673976694445e-17, 0.018315638888734113427, 4.4586135822390250963e-15},
      {-8, 4, 0.007428628231026414507, 0.010887010657707765787, 0.0073068827452807761676},
      {-2, 0.0625, 1.0622719643139619685e-227, 0.3678794411714423216, 1.7455137470091697158e-223},
  }};
  for (const Point& point : kPoints) {
    SCOPED_TRACE(point.x);
    SCOPED_TRACE(point.s);
    // The exponent (h^2 + t^2)/2 of the density is itself rounded, and no formula can undo that.
    const double h = point.x / point.s;
    const double t = 0.5 * point.s;
    const double tolerance = 5 * kEpsilon * (1.0 + 0.5 * (h * h + t * t));
    const NormalisedBlack found = normalised_black(point.x, point.s, std::exp(0.5 * point.x));
    expect_relative(found.value, point.value, tolerance);
    expect_relative(found.complement, point.complement, tolerance);
    expect_relative(found.vega, point.vega, tolerance);
  }
}

TEST(NormalisedBlack, JoinsTheSeriesAndTheDifferenceWithoutAStep) {
  // The switch lies at s = 0.5; neighbours differ by the slope, not by the change of formula.
  constexpr double kBelow = 0.5 - 0x1p-40;
  for (const double x : {0.0, -0.01, -0.1, -0.5, -1.0, -1.99}) {
    SCOPED_TRACE(x);
    const double bound = std::exp(0.5 * x);
    const NormalisedBlack below = normalised_black(x, kBelow, bound);
    const NormalisedBlack above = normalised_black(x, 0.5, bound);
    expect_relative(below.value + 0x1p-40 * above.vega, above.value, 1e-14);
  }
}

TEST(NormalisedBlack, IsWorthlessWithNoVolAndItsBoundWithEndlessVol) {
  const double bound = std::exp(-0.5);
  EXPECT_EQ(normalised_black(-1.0, 0.01, bound).value, 0.0);
  EXPECT_EQ(normalised_black(-1.0, 0.01, bound).complement, bound);
  EXPECT_EQ(normalised_black(-1.0, 100.0, bound).value, bound);
  EXPECT_EQ(normalised_black(-1.0, 100.0, bound).complement, 0.0);
}

TEST(NormalisedMoneyness, IsTheSameWhicheverOfForwardAndStrikeIsLarger) {
  const Moneyness up = moneyness(100.0, 125.0);
  const Moneyness down = moneyness(125.0, 100.0);
  EXPECT_EQ(up.x, down.x);
  EXPECT_EQ(up.bound, down.bound);
  EXPECT_EQ(up.scale, down.scale);
  expect_relative(up.x, -0.22314355131420975577, 2 * kEpsilon);
  expect_relative(up.bound * up.scale, 100.0, 2 * kEpsilon);
}

TEST(NormalisedMoneyness, KeepsItsPrecisionCloseToTheMoney) {
  // ln(1 + 2^-40); the quotient of forward and strike alone would leave four digits of it.
  expect_relative(moneyness(1.0, 1.0 + 0x1p-40).x, -9.0949470177251464760e-13, 2 * kEpsilon);
}

TEST(NormalisedMoneyness, DoesNotOverflow) {
  const Moneyness far = moneyness(1e-200, 1e200);
  expect_relative(far.x, -400 * 2.302585092994045684, 4 * kEpsilon);
  expect_relative(far.bound, 1e-200, 4 * kEpsilon);
  expect_relative(far.scale, 1.0, 4 * kEpsilon);
}

}  // namespace
}  // namespace aots::pricing::detail
