#include "data/ingest/enrich.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "analytics/carry.hpp"
#include "analytics/figures.hpp"
#include "base/hash.hpp"
#include "base/ordered_work.hpp"
#include "base/text.hpp"
#include "data/store/derived.hpp"
#include "domain/market_event.hpp"

namespace aots::data {
namespace {

using analytics::CarryHistory;
using analytics::CarryInputs;

constexpr std::string_view kChainsTable = "chains";

// A snapshot that the catalog lists, of whichever source.
struct Snapshot {
  Date session;
  Timestamp known_time;
  std::string identity;  // what its figures follow from beside the carry
  CarryInputs carry;
};

std::string month_of(Date session) { return to_string(session).substr(0, 7); }

std::vector<Snapshot> snapshots_of(const Catalog& catalog, const Symbol& symbol,
                                   const calendar::ExchangeCalendar& calendar) {
  std::vector<Snapshot> snapshots;
  for (const auto& part : catalog.parts) {
    if (part.table != kChainsTable || part.provenance.symbol != symbol.str()) continue;
    for (const auto& session : part.sessions) {
      const Timestamp known = session.known_time.value_or(calendar.close_time(session.session));
      snapshots.push_back({.session = session.session,
                           .known_time = known,
                           .identity = fmt::format("{} {} {} {}", part.provenance.kind,
                                                   to_string(part.provenance.origin),
                                                   part.relabelled, session.rows_sha256),
                           .carry = {}});
    }
  }
  std::sort(snapshots.begin(), snapshots.end(), [](const Snapshot& a, const Snapshot& b) {
    return std::tie(a.known_time, a.session, a.identity) <
           std::tie(b.known_time, b.session, b.identity);
  });
  return snapshots;
}

template <class Record>
Status append(std::vector<MarketEvent>& events, Result<std::vector<Record>> records) {
  if (!records) return tl::make_unexpected(std::move(records).error());
  for (auto& record : *records) events.emplace_back(std::move(record));
  return {};
}

// What carry rests on, in the order in which it became known.
Result<std::vector<MarketEvent>> carry_events(const Lake& lake, const Symbol& symbol) {
  std::vector<MarketEvent> events;
  AOTS_CHECK_OK(append(events, lake.rates(Date::min(), Date::max())));
  AOTS_CHECK_OK(append(events, lake.dividends(symbol)));
  AOTS_CHECK_OK(append(events, lake.splits(symbol)));
  AOTS_CHECK_OK(append(events, lake.bars(symbol, Date::min(), Date::max())));
  std::stable_sort(events.begin(), events.end(), ordered_before);
  return events;
}

struct CarryFeed {
  CarryHistory& history;

  void operator()(const RateObservation& record) const { history.add(record); }
  void operator()(const Dividend& record) const { history.add(record); }
  void operator()(const Split& record) const { history.add(record); }
  void operator()(const Bar& record) const { history.add(record); }
  template <class Other>
  void operator()(const Other&) const {}
};

void note_carry(std::vector<Snapshot>& snapshots, const std::vector<MarketEvent>& events,
                const Symbol& symbol) {
  CarryHistory history;
  auto next = events.begin();
  for (auto& snapshot : snapshots) {
    for (; next != events.end() && known_time(*next) <= snapshot.known_time; ++next) {
      std::visit(CarryFeed{history}, *next);
    }
    snapshot.carry = history.inputs(symbol, snapshot.session);
  }
}

std::string number_or_none(std::optional<double> value) {
  return value ? format_double(*value) : "none";
}

// The months of a symbol, each with what its figures follow from.
struct MonthPlan {
  DerivedMonth month;
  Date first, last;
  std::map<std::pair<Date, Timestamp>, CarryInputs> carry;
};

std::vector<MonthPlan> plan_months(const std::vector<Snapshot>& snapshots, const Symbol& symbol) {
  std::map<std::string, MonthPlan> plans;
  std::map<std::string, Sha256> hashes;
  for (const auto& snapshot : snapshots) {
    const auto name = month_of(snapshot.session);
    auto [plan, added] = plans.try_emplace(name);
    if (added) {
      plan->second.month = {.symbol = symbol, .month = name, .key = {}};
      plan->second.first = plan->second.last = snapshot.session;
      hashes[name].update(fmt::format("figures {}\n", analytics::kFiguresVersion));
    }
    plan->second.first = std::min(plan->second.first, snapshot.session);
    plan->second.last = std::max(plan->second.last, snapshot.session);
    plan->second.carry[{snapshot.session, snapshot.known_time}] = snapshot.carry;
    hashes[name].update(fmt::format("{} {} {} {} {}\n", to_string(snapshot.session),
                                    to_string(snapshot.known_time), snapshot.identity,
                                    number_or_none(snapshot.carry.rate),
                                    number_or_none(snapshot.carry.dividend_yield)));
  }
  std::vector<MonthPlan> out;
  for (auto& [name, plan] : plans) {
    plan.month.key = hashes[name].hex_digest();
    out.push_back(std::move(plan));
  }
  return out;
}

class Enrichment {
 public:
  Enrichment(const Lake& lake, const EnrichRequest& request,
             const calendar::ExchangeCalendar& calendar, WorkObserver& observer)
      : lake_(lake),
        request_(request),
        calendar_(calendar),
        observer_(observer),
        tables_(lake.root()) {}

  Result<EnrichReport> run() {
    if (request_.check_files) AOTS_CHECK_OK(remove_damaged());
    std::vector<MonthPlan> plans;
    for (const auto& symbol : lake_.chain_symbols()) {
      AOTS_CHECK_OK(check_stop(observer_));
      auto snapshots = snapshots_of(lake_.catalog(), symbol, calendar_);
      AOTS_TRY(events, carry_events(lake_, symbol));
      note_carry(snapshots, events, symbol);
      for (auto& plan : plan_months(snapshots, symbol)) plans.push_back(std::move(plan));
    }
    std::vector<DerivedMonth> months;
    for (const auto& plan : plans) months.push_back(plan.month);
    AOTS_TRY(removed, tables_.keep_only(months));
    report_.files_removed += removed;
    std::erase_if(plans, [this](const MonthPlan& plan) { return tables_.holds(plan.month); });
    report_.months_held = static_cast<std::int64_t>(months.size() - plans.size());
    for (const auto& plan : plans) {
      observer_.progress("enrich", report_.months_computed, static_cast<std::int64_t>(plans.size()),
                         "months");
      AOTS_CHECK_OK(compute(plan));
    }
    return report_;
  }

 private:
  Status remove_damaged() {
    AOTS_TRY(damaged, tables_.damaged());
    for (const auto& file : damaged) {
      std::error_code ignored;
      if (std::filesystem::remove(file, ignored)) ++report_.files_removed;
    }
    return {};
  }

  CarryInputs carry_of(const MonthPlan& plan, const OptionChain& chain) const {
    const auto found = plan.carry.find({chain.session, chain.known_time});
    if (found != plan.carry.end()) return found->second;
    // A catalog of version 1 does not tell known times; it has one snapshot a session.
    const auto session = plan.carry.lower_bound({chain.session, Timestamp::min()});
    return session != plan.carry.end() && session->first.first == chain.session ? session->second
                                                                                : CarryInputs{};
  }

  Status compute(const MonthPlan& plan) {
    AOTS_TRY(stream, lake_.chains(plan.month.symbol, plan.first, plan.last));
    std::vector<OptionChain> chains;
    for (;;) {
      AOTS_TRY(chain, stream->next());
      if (!chain) break;
      chains.push_back(*std::move(chain));
    }
    std::vector<DerivedChain> derived;
    Status status = run_in_order(
        chains.size(), request_.jobs,
        [&](std::size_t i) {
          return analytics::figures_of(chains[i], carry_of(plan, chains[i]), calendar_);
        },
        [&](std::size_t i, analytics::Figures&& figures) -> Status {
          AOTS_CHECK_OK(check_stop(observer_));
          count(figures);
          derived.push_back({.session = chains[i].session,
                             .known_time = chains[i].known_time,
                             .spot = chains[i].spot,
                             .figures = std::move(figures)});
          return {};
        });
    if (!status) return status;
    ++report_.months_computed;
    return tables_.write(plan.month, derived);
  }

  void count(const analytics::Figures& figures) {
    ++report_.chains;
    report_.quotes += static_cast<std::int64_t>(figures.quotes.size());
    for (const auto& expiry : figures.expiries) report_.with_iv += expiry.with_iv;
  }

  const Lake& lake_;
  const EnrichRequest& request_;
  const calendar::ExchangeCalendar& calendar_;
  WorkObserver& observer_;
  DerivedTables tables_;
  EnrichReport report_;
};

}  // namespace

Result<EnrichReport> enrich(const Lake& lake, const LakeWriter& /*lock*/,
                            const EnrichRequest& request,
                            const calendar::ExchangeCalendar& calendar, WorkObserver& observer) {
  return Enrichment(lake, request, calendar, observer).run();
}

}  // namespace aots::data
