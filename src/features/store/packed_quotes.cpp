#include "features/store/packed_quotes.hpp"

#include <algorithm>
#include <span>

#include "domain/fixed.hpp"

namespace aots::features {

namespace {

using data::TapeField;

constexpr double kNoPrice = -1.0;  // the kernels have no vol for it
constexpr std::uint16_t kBothSides =
    data::flag_of(TapeField::kBid) | data::flag_of(TapeField::kAsk);

double dollars(std::int64_t micros) { return Price::from_micros(micros).to_double(); }

// A column as millionths.
void unpack(const data::TapeColumn& column, std::size_t rows, std::vector<std::int64_t>& out) {
  out.assign(rows, 0);
  column.visit([&](auto values) {
    for (std::size_t i = 0; i < rows; ++i) {
      out[i] = static_cast<std::int64_t>(values[i]) * column.scale;
    }
  });
}

template <class T>
std::span<T> part(std::vector<T>& all, std::size_t first, std::size_t count) {
  return std::span<T>(all).subspan(first, count);
}
template <class T>
std::span<const T> view(const std::vector<T>& all, std::size_t first, std::size_t count) {
  return std::span<const T>(all).subspan(first, count);
}

}  // namespace

void PackedQuotes::decode(const data::TapeExpiry& expiry) {
  const std::size_t rows = expiry.rows();
  const std::size_t blocks = (rows + kBlock - 1) / kBlock;
  terms_.reset();
  flags_.assign(expiry.flags.begin(), expiry.flags.end());
  unpack(expiry.column(TapeField::kBid), rows, bid_);
  unpack(expiry.column(TapeField::kAsk), rows, ask_);
  right_.resize(rows);
  strike_.resize(rows);
  price_.resize(rows);
  expiry.column(TapeField::kStrike).visit([&](auto values) {
    for (std::size_t i = 0; i < rows; ++i) {
      strike_[i] =
          dollars(static_cast<std::int64_t>(values[i]) * expiry.column(TapeField::kStrike).scale);
    }
  });
  for (std::size_t i = 0; i < rows; ++i) {
    right_[i] = (flags_[i] & data::kPutFlag) != 0 ? Right::kPut : Right::kCall;
    const std::int64_t mid = two_sided(i) ? (bid_[i] + ask_[i]) / 2 : 0;
    price_[i] = mid > 0 ? dollars(mid) : kNoPrice;
  }
  has_vols_.assign(blocks, false);
  has_greeks_.assign(blocks, false);
  for (auto* column : {&vol_, &value_, &delta_, &gamma_, &theta_, &vega_, &rho_}) {
    column->resize(rows);
  }
  status_.resize(rows);
  value_status_.resize(rows);
}

bool PackedQuotes::two_sided(std::size_t i) const {
  return (flags_[i] & kBothSides) == kBothSides && bid_[i] <= ask_[i];
}

std::optional<double> PackedQuotes::vol(std::size_t i) {
  if (!terms_) return std::nullopt;
  const std::size_t block = i / kBlock;
  if (!has_vols_[block]) find_vols(block);
  return status_[i] == pricing::IvStatus::kOk ? std::optional(vol_[i]) : std::nullopt;
}

std::optional<double> PackedQuotes::delta(std::size_t i) {
  if (!vol(i) || !terms_->implied_spot) return std::nullopt;
  const std::size_t block = i / kBlock;
  if (!has_greeks_[block]) find_greeks(block);
  return delta_[i];
}

void PackedQuotes::find_vols(std::size_t block) {
  const std::size_t first = block * kBlock;
  const std::size_t count = std::min(kBlock, size() - first);
  pricing::implied_vols(
      {.forward = terms_->forward, .discount = terms_->discount, .years = terms_->years},
      {.right = view(right_, first, count),
       .price = view(price_, first, count),
       .strike = view(strike_, first, count)},
      pricing::IvBounds{},
      {.vol = part(vol_, first, count), .status = part(status_, first, count)});
  has_vols_[block] = true;
}

void PackedQuotes::find_greeks(std::size_t block) {
  const std::size_t first = block * kBlock;
  const std::size_t count = std::min(kBlock, size() - first);
  pricing::black({.forward = terms_->forward,
                  .discount = terms_->discount,
                  .years = terms_->years,
                  .spot = *terms_->implied_spot,
                  .rate = terms_->rate,
                  .dividend_yield = *terms_->dividend_yield},
                 {.right = view(right_, first, count),
                  .strike = view(strike_, first, count),
                  .vol = view(vol_, first, count)},
                 {.price = part(value_, first, count),
                  .delta = part(delta_, first, count),
                  .gamma = part(gamma_, first, count),
                  .theta_per_day = part(theta_, first, count),
                  .vega_per_vol_point = part(vega_, first, count),
                  .rho_per_rate_pct = part(rho_, first, count),
                  .status = part(value_status_, first, count)});
  has_greeks_[block] = true;
}

ListedOption PackedQuotes::listed(std::size_t i) {
  ListedOption option{.price = {}, .spread_pct = {}, .iv = vol(i), .delta = delta(i)};
  if (two_sided(i)) {
    const std::int64_t mid = (bid_[i] + ask_[i]) / 2;
    option.price = dollars(mid);
    if (mid > 0) option.spread_pct = dollars(ask_[i] - bid_[i]) / dollars(mid);
  }
  if (option.delta) {
    option.gamma = gamma_[i];
    option.vega = vega_[i];
    option.theta_per_day = theta_[i];
  }
  return option;
}

void PackedQuotes::append_parity_pairs(std::vector<pricing::ParityPair>& pairs) const {
  for (std::size_t i = 0; i + 1 < size(); ++i) {
    if (right_[i] != Right::kCall || right_[i + 1] != Right::kPut) continue;
    if (strike_[i] != strike_[i + 1] || !two_sided(i) || !two_sided(i + 1)) continue;
    pairs.push_back({.strike = strike_[i],
                     .call_bid = dollars(bid_[i]),
                     .call_ask = dollars(ask_[i]),
                     .put_bid = dollars(bid_[i + 1]),
                     .put_ask = dollars(ask_[i + 1])});
  }
}

}  // namespace aots::features
