// AnchoredLevel: how volatile the market took a real underlying to be, from what was known at the
// time.
//
// The level is a variance-swap vol over 30 days in index points, as VIX is. It is the volatility
// index itself where there is one. Elsewhere it is modelled: a forecast of realized vol from its
// own past over 5, 22, 66 and 252 sessions without report days (the logarithmic form of Corsi, "A
// simple approximate long-memory model of realized volatility", 2009) times a premium. The term
// structure follows from where the level stands against its own past; the weights and speeds are
// fitted to VIX9D over VIX (2016-2026) and to recorded SPX and SPY chains (2019, 2026).
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "data/source/synthetic/chain_builder.hpp"
#include "data/source/synthetic/ssvi.hpp"
#include "data/source/synthetic/symbol_profile.hpp"
#include "domain/market.hpp"

namespace aots::data {

// Forecasts realized vol; fed with closes in order.
class RealizedLevel {
 public:
  explicit RealizedLevel(UnderlyingKind kind) : kind_(kind) {}

  // `report_move`: the return to this close holds an earnings report, which is no part of the
  // level.
  void add(double close, bool report_move);
  // The series is quoted in units of 1 / ratio of the old ones from the next close on.
  void split(double ratio);
  // Index points; nothing before 253 closes.
  std::optional<double> level() const;

 private:
  UnderlyingKind kind_;
  std::optional<double> last_close_;
  std::deque<double> squares_;  // of log returns, the last 252
};

// The curve of expected variance that goes with a level; fed with levels in order.
class LevelHistory {
 public:
  enum class Anchor { kIndex, kOwnPast };
  // What the slow part reverts to: the long-run level of VIX, or the level's own average.
  explicit LevelHistory(Anchor anchor) : anchor_(anchor) {}

  void add(double level);
  bool empty() const { return count_ == 0; }
  // Expected variance at a horizon of business years, up to a constant factor.
  double curve(double years) const;
  double level() const;
  // How far the level is above what is usual for it, 1 or more.
  double stress() const;

 private:
  Anchor anchor_;
  int count_ = 0;
  double latest_ = 0.0;  // logarithms
  double recent_ = 0.0;
  double usual_ = 0.0;
};

// A report that is expected to move a session by so much (standard deviation of the log move).
struct ExpectedReport {
  Date moves_on;
  double deviation = 0.0;
};

struct AnchoredSurfaceInputs {
  Date session;
  double spot = 0.0;
  double rate = 0.0;
  double dividend_yield = 0.0;
  SsviShape shape;
  std::vector<ExpectedReport> reports;  // ascending, after the session
};

// What implies the prices of one session: the smile's variance swap over the next 30 calendar days
// costs exactly the level; reports come on top.
class AnchoredSurface final : public SurfaceSource {
 public:
  AnchoredSurface(const AnchoredSurfaceInputs& inputs, const LevelHistory& level,
                  const BusinessTime& time);

  std::vector<double> total_variances(std::span<const Horizon> horizons) const override;
  double forward(Date last_session, double years) const override;

 private:
  AnchoredSurfaceInputs inputs_;
  LevelHistory level_;
  double scale_ = 1.0;
};

}  // namespace aots::data
