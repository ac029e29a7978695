// QuotedSize: how many packages the quotes of one snapshot still have for a book.
//
// The size at a quote is that of the side an order takes, or a share of the contract's volume; what
// one order took is gone for the next. A quote without a size (or volume) does not limit.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/market.hpp"
#include "trading/broker/sim/fill_config.hpp"
#include "trading/broker/sim/fill_package.hpp"

namespace aots::trading {

class QuotedSize {
 public:
  struct Left {
    std::int64_t packages = 0;  // at most what was asked for
    bool every_leg_known = true;
  };

  // Up to `wanted` packages. A leg that is given away at 0 needs nobody's size.
  Left left(std::span<const PackageQuote> quotes, const FillConfig& config,
            std::int64_t wanted) const;
  void take(std::span<const PackageQuote> quotes, std::int64_t packages);

 private:
  struct Taken {
    const OptionQuote* quote = nullptr;
    Side side = Side::kBuy;
    std::int64_t contracts = 0;
  };

  std::int64_t taken(const OptionQuote& quote, Side side) const;

  std::vector<Taken> taken_;
};

}  // namespace aots::trading
