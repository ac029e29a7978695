// SimBroker: fills package limit orders against recorded quotes (D9, D29, D30, D40, D42).
//
// An order reaches the book `latency_ms` after it was decided and meets the quotes that stand then.
// On daily chains that is the same snapshot (`same_snapshot`), crossed; with `next_snapshot` it
// rests until the next snapshot of its underlying and is good for that session. A package fills as
// a package or not at all; selling needs a bid above zero, buying needs an ask, a crossed or absent
// side never fills, a locked one does. A worthless long leg of a closing package may go at 0.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "calendar/exchange_calendar.hpp"
#include "domain/market.hpp"
#include "trading/execution/broker.hpp"

namespace aots::trading {

enum class FillPrice { kCross, kFraction, kMid };
enum class FillDelay { kSameSnapshot, kNextSnapshot };

struct FillConfig {
  std::string model = "cross";          // cross | fraction | mid
  double fraction = 0.5;                // of the half-spread paid, for model fraction
  std::string delay = "same_snapshot";  // same_snapshot | next_snapshot
  double commission_per_contract = 0.65;
  double fees_per_contract = 0.0;  // exchange and regulatory
  std::int64_t latency_ms = 250;

  FillPrice price() const;
  FillDelay snapshot_delay() const;
};

void bind(ConfigBinder& binder, FillConfig& config);

class SimBroker final : public Broker {
 public:
  SimBroker(FillConfig config, const calendar::ExchangeCalendar& calendar);
  ~SimBroker() override;

  // The quotes that stand from chain.known_time on. The chain must outlive the next call of observe
  // for its underlying or end_of_session.
  void observe(const OptionChain& chain);
  // DAY orders that are good for this session expire.
  void end_of_session(Date session, Timestamp time);

  Status submit(const ApprovedOrder& order) override;
  Status cancel(OrderId order, Timestamp now) override;
  std::vector<BrokerEvent> poll(Timestamp until) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The fill of one package at given quotes under a fill model, or the reason there is none. Pure.
struct PackageQuote {
  OrderLeg leg;
  const OptionQuote* quote = nullptr;  // null: not listed in the snapshot
};
struct PackageFill {
  Price net;  // per share, credit positive
  std::vector<Price> leg_prices;
  Price slippage;  // per share against mid, positive is worse
};
Result<PackageFill, std::string> fill_package(const std::vector<PackageQuote>& quotes, Price limit,
                                              OrderPurpose purpose, FillPrice model,
                                              double fraction, Price package_tick);

}  // namespace aots::trading
