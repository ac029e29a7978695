#include "engine/funnel.hpp"

namespace aots::engine {
namespace {

// Counts an opening or closing order by what has become of it, or takes that back.
void tally(Funnel& funnel, OrderPurpose purpose, const trading::OrderLife& life, int by) {
  const bool opening = purpose == OrderPurpose::kOpen;
  if (life.filled() > 0) (opening ? funnel.fills : funnel.closing_fills) += by;
  if (!opening || !trading::is_terminal(life.state())) return;
  if (life.filled() == 0) {
    const auto unfilled = funnel.unfilled.try_emplace(std::string(to_string(life.state()))).first;
    unfilled->second += by;
    if (unfilled->second == 0) funnel.unfilled.erase(unfilled);
  } else if (life.remaining() > 0) {
    funnel.partially_filled += by;
  }
}

}  // namespace

void recount(Funnel& funnel, const trading::RegisteredOrder& order,
             const trading::OrderLife& before) {
  tally(funnel, order.purpose, before, -1);
  tally(funnel, order.purpose, order.life, 1);
}

}  // namespace aots::engine
