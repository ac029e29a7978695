#include "trading/broker/sim/fill_config.hpp"

#include "base/contract.hpp"

namespace aots::trading {
namespace {

void bind_faults(ConfigBinder& binder, LineFaults& faults) {
  const auto scope = binder.section("faults");
  const auto chance = [&](std::string_view key, double& value, std::string meaning) {
    binder.real(key, value,
                {.unit = "probability", .min = 0.0, .max = 1.0, .meaning = std::move(meaning)});
  };
  chance("reject", faults.reject, "Chance that the broker rejects an order when it arrives.");
  chance("duplicate", faults.duplicate, "Chance that a report of the broker comes twice.");
  chance("late", faults.late, "Chance that a report comes after the time that it reports.");
  chance("lost", faults.lost,
         "Chance that a report is lost with the connection; the order's status is then asked for.");
  binder.integer("late_seconds_max", faults.late_seconds_max,
                 {.unit = "seconds",
                  .min = 1,
                  .max = 600,
                  .meaning = "Largest delay of a report that comes late."});
}

void bind_size(ConfigBinder& binder, FillConfig& config) {
  binder.choice("size_limit", config.size_limit, {"none", "quoted", "volume_share"},
                "What limits the packages that fill on one snapshot: nothing, the quoted size of "
                "the binding leg, or a share of its volume. A quote that carries no size or volume "
                "does not limit, and such fills are counted.");
  binder.real(
      "volume_share", config.volume_share,
      {.unit = "fraction of the volume",
       .min = 0.0,
       .max = 1.0,
       .meaning = "Share of a contract's volume that fills with size_limit: volume_share."});
}

}  // namespace

FillPrice FillConfig::price() const {
  if (model == "mid") return FillPrice::kMid;
  if (model == "fraction") return FillPrice::kFraction;
  AOTS_EXPECTS(model == "cross");
  return FillPrice::kCross;
}

FillDelay FillConfig::snapshot_delay() const {
  if (delay == "next_snapshot") return FillDelay::kNextSnapshot;
  AOTS_EXPECTS(delay == "same_snapshot");
  return FillDelay::kSameSnapshot;
}

SizeLimit FillConfig::size() const {
  if (size_limit == "none") return SizeLimit::kNone;
  if (size_limit == "volume_share") return SizeLimit::kVolumeShare;
  AOTS_EXPECTS(size_limit == "quoted");
  return SizeLimit::kQuoted;
}

void bind(ConfigBinder& binder, FillConfig& config) {
  const auto scope = binder.section("fill");
  binder.choice(
      "model", config.model, {"cross", "fraction", "mid"},
      "Price of a fill: the far side of each quote, a fraction of the half-spread, or the mid.");
  binder.real("fraction", config.fraction,
              {.unit = "fraction of the half-spread",
               .min = 0.0,
               .max = 1.0,
               .meaning = "Part of the half-spread that is paid with model: fraction."});
  binder.choice(
      "delay", config.delay, {"same_snapshot", "next_snapshot"},
      "Quotes an order meets: those that stand after the latency, or the next snapshot's.");
  bind_size(binder, config);
  binder.real("commission_per_contract", config.commission_per_contract,
              {.unit = "dollars per contract and leg",
               .min = 0.0,
               .max = 100.0,
               .meaning = "Broker's commission."});
  binder.real("fees_per_contract", config.fees_per_contract,
              {.unit = "dollars per contract and leg",
               .min = 0.0,
               .max = 100.0,
               .meaning = "Exchange and regulatory fees."});
  binder.integer("latency_ms", config.latency_ms,
                 {.unit = "milliseconds",
                  .min = 1,
                  .max = 600'000,
                  .meaning = "Time that an order, a new limit or a cancel takes to the market."});
  binder.integer("stale_after_minutes", config.stale_after_minutes,
                 {.unit = "minutes",
                  .min = 1,
                  .max = 1440,
                  .meaning = "Age from which a quote is stale and fills nothing."});
  bind_faults(binder, config.faults);
}

}  // namespace aots::trading
