#include "backtest/entry_smiles.hpp"

#include <algorithm>

#include "analytics/expiry_distribution.hpp"

namespace aots::backtest {

Status EntrySmiles::on_event(const engine::BookEvent& event) {
  const auto* assessed = std::get_if<engine::SignalAssessed>(&event);
  if (assessed != nullptr && assessed->position && assessed->view != nullptr) {
    const auto& legs = assessed->signal.legs;
    const auto first = std::ranges::min_element(
        legs, {}, [](const SignalLeg& leg) { return leg.contract.expiry; });
    const auto expiry = assessed->view->find_expiry(first->contract);
    const auto ends =
        expiry ? analytics::expiry_distribution(*assessed->view, *expiry) : std::nullopt;
    if (ends) distributions_.emplace(*assessed->position, *ends);
  }
  return next_ == nullptr ? Status{} : next_->on_event(event);
}

}  // namespace aots::backtest
