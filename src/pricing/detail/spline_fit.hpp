// SplineFit: the total variances at the knots of a smile that meet its quotes, near a shape that
// says what lies between and beyond them, and within bounds that keep it away from arbitrage.
//
// Residuals are vols in units of their half-spread. The shape holds the knots by the second
// differences of their departures from it, in the same units, and yields to few quotes. The bounds
// are linear in the knots but for Durrleman's g, which is taken as linear around where the search
// stands, again in each step (sequential quadratic programming).
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "pricing/detail/quadratic_program.hpp"
#include "pricing/detail/svi.hpp"
#include "pricing/smile.hpp"

namespace aots::pricing::detail {

struct Range {
  double low = 0.0;
  double high = 0.0;
};

// A smile to stay below where it counts: in the open wings too where the range is endless.
struct Border {
  Smile smile;
  Range where;
};

// Between what it is to lie; absent: anywhere.
struct Corridor {
  const Smile* low = nullptr;
  const Border* high = nullptr;
};

class SplineFit {
 public:
  // Targets ascend by k; `quoted` is what they cover without outliers, `reach` what the knots are
  // to cover, no less.
  SplineFit(std::span<const Target> targets, double years, const Svi& shape, const Range& quoted,
            const Range& reach);

  const Smile& smile() const { return smile_; }
  // Of all iterations so far.
  int iterations() const { return iterations_; }
  // The best smile of quotes and shape alone. False where there is none.
  bool fit(const Loss& loss);
  // A point at which bounds are kept from now on as well.
  void watch(double k);
  // A target that from now on does not count.
  void leave_out(std::size_t target) { left_out_[target] = true; }
  // The best smile inside the corridor and without butterflies, at the points where it looks. False
  // where it found none; the smile then stays as it was.
  bool fit_within(const Loss& loss, const Corridor& corridor);

 private:
  // A linear form of the variances at the knots.
  using Row = Vector;
  struct JetRow {
    double k = 0.0;
    std::size_t knot = 0;  // the last one at or below k
    Row value{};
    Row slope{};
    Row curvature{};
  };
  // Bounds on the variance at a point of the grid, or on the slope of a wing.
  struct Band {
    double low = 0.0;
    double high = kNever;
  };

  double sharpness_near(std::size_t knot) const;
  JetRow jet_row(double k) const;
  void make_grid();
  double dot(const Row& row, const Vector& y) const;
  Jet jet_of(const JetRow& row, const Vector& y) const;
  double quote_cost(const Loss& loss, const Vector& y, Quadratic* quadratic) const;
  double shape_cost(const Vector& y, Quadratic* quadratic) const;
  double cost(const Loss& loss, const Vector& y, Quadratic* quadratic) const;
  std::pair<Band, Band> wings(const Corridor& corridor) const;
  // The bounds on a step from y, and by how much y breaks them, in half-spreads.
  std::vector<Constraint> constraints_at(const Vector& y, std::span<const Band> bands,
                                         const Corridor& corridor) const;
  double size_of(const Vector& step) const;
  double trespass(const Vector& y, std::span<const Band> bands, const Corridor& corridor) const;
  // The step to where the bounds, as their linear forms are, hold or are nearest to it.
  static std::optional<Vector> step_within(const Quadratic& quadratic,
                                           std::vector<Constraint> constraints, double trespassed);
  // Where a search ended: its cost with what trespasses cost.
  struct Found {
    Vector y{};
    double balance = 0.0;
    bool settled = false;
  };
  std::optional<Found> search(const Loss& loss, Vector y, std::span<const Band> bands,
                              const Corridor& corridor);
  void stand_at(const Vector& y);

  std::span<const Target> targets_;
  std::vector<bool> left_out_;
  double years_ = 0.0;
  std::size_t size_ = 0;
  Vector knots_{};
  Vector shape_{};            // its variances at the knots
  Vector shape_sharpness_{};  // of a total variance
  Vector level_weight_{};     // of the shape's own values
  std::vector<Smile> cardinals_;
  std::vector<Row> rows_;     // of the targets
  std::vector<JetRow> grid_;  // where bounds are kept; the first and last are in the wings
  double floor_ = 0.0;        // a variance below which a smile has no shape
  Smile smile_;
  Vector y_{};
  Vector free_{};  // where the free fit ended
  int iterations_ = 0;
};

}  // namespace aots::pricing::detail
