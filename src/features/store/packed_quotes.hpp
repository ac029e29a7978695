// PackedQuotes: the quotes of one packed expiry as columns of numbers, with own vols and deltas by
// the batch kernels, a block at a time, when asked for.
//
// It answers what analytics/detail/smile_kernel.hpp asks. Vols and Greeks have the bits of
// ChainView: the kernels are those of pricing/batch.hpp. One object is used for many expiries, one
// after the other, and keeps its memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "analytics/forward_curve.hpp"
#include "data/store/snapshot_view.hpp"
#include "features/option_day.hpp"
#include "pricing/batch.hpp"

namespace aots::features {

// What the quotes of an expiry are valued with.
struct QuoteTerms {
  double forward = 0.0;
  double discount = 1.0;
  double years = 0.0;
  double rate = 0.0;
  std::optional<double> dividend_yield{};  // absent with implied_spot: no Greeks
  std::optional<double> implied_spot{};
};

class PackedQuotes {
 public:
  // Takes the columns of an expiry; they are copied. Without terms there are no vols.
  void decode(const data::TapeExpiry& expiry);
  void value_with(const QuoteTerms& terms) { terms_ = terms; }

  std::size_t size() const { return right_.size(); }
  double strike(std::size_t i) const { return strike_[i]; }
  Right right(std::size_t i) const { return right_[i]; }
  std::optional<double> vol(std::size_t i);
  std::optional<double> delta(std::size_t i);

  ListedOption listed(std::size_t i);
  void append_parity_pairs(std::vector<pricing::ParityPair>& pairs) const;

 private:
  static constexpr std::size_t kBlock = 32;

  bool two_sided(std::size_t i) const;
  void find_vols(std::size_t block);
  void find_greeks(std::size_t block);

  std::optional<QuoteTerms> terms_;
  std::vector<Right> right_;
  std::vector<double> strike_;
  std::vector<double> price_;            // mid, below zero where there is none above zero
  std::vector<std::int64_t> bid_, ask_;  // millionths
  std::vector<std::uint16_t> flags_;
  std::vector<double> vol_;
  std::vector<pricing::IvStatus> status_;
  std::vector<double> value_, delta_, gamma_, theta_, vega_, rho_;
  std::vector<pricing::ValuationStatus> value_status_;
  std::vector<bool> has_vols_, has_greeks_;  // of a block
};

}  // namespace aots::features
