#include "domain/trading.hpp"

#include "base/contract.hpp"

namespace aots {

Greeks& Greeks::operator+=(const Greeks& other) {
  delta += other.delta;
  gamma += other.gamma;
  theta_per_day += other.theta_per_day;
  vega_per_vol_point += other.vega_per_vol_point;
  rho_per_rate_pct += other.rho_per_rate_pct;
  return *this;
}

Greeks Greeks::scaled(double factor) const {
  return {.delta = delta * factor,
          .gamma = gamma * factor,
          .theta_per_day = theta_per_day * factor,
          .vega_per_vol_point = vega_per_vol_point * factor,
          .rho_per_rate_pct = rho_per_rate_pct * factor};
}

std::string_view to_string(OrderPurpose purpose) {
  switch (purpose) {
    case OrderPurpose::kOpen:
      return "open";
    case OrderPurpose::kClose:
      return "close";
  }
  contract_violation("precondition", "a known OrderPurpose", __FILE__, __LINE__);
}

std::string_view to_string(TimeInForce tif) {
  switch (tif) {
    case TimeInForce::kDay:
      return "day";
    case TimeInForce::kGoodTillCancel:
      return "gtc";
  }
  contract_violation("precondition", "a known TimeInForce", __FILE__, __LINE__);
}

std::string_view to_string(OrderState state) {
  switch (state) {
    case OrderState::kIntent:
      return "intent";
    case OrderState::kApproved:
      return "approved";
    case OrderState::kSent:
      return "sent";
    case OrderState::kWorking:
      return "working";
    case OrderState::kPartiallyFilled:
      return "partially_filled";
    case OrderState::kFilled:
      return "filled";
    case OrderState::kCancelPending:
      return "cancel_pending";
    case OrderState::kCancelled:
      return "cancelled";
    case OrderState::kRejected:
      return "rejected";
    case OrderState::kExpired:
      return "expired";
    case OrderState::kUnknown:
      return "unknown";
  }
  contract_violation("precondition", "a known OrderState", __FILE__, __LINE__);
}

std::string_view to_string(PositionStatus status) {
  switch (status) {
    case PositionStatus::kPending:
      return "pending";
    case PositionStatus::kOpen:
      return "open";
    case PositionStatus::kClosing:
      return "closing";
    case PositionStatus::kClosed:
      return "closed";
    case PositionStatus::kNeverFilled:
      return "never_filled";
  }
  contract_violation("precondition", "a known PositionStatus", __FILE__, __LINE__);
}

}  // namespace aots
