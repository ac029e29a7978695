#include "data/store/source_ranking.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace aots::data {
namespace {

// Among kinds of one origin: the curated series first, whatever their names. Bars that are adjusted
// for splits come before those as traded, chains with quotes before those without or with hardly
// any, earnings dates that agree with the companies' before others.
constexpr auto kDefaultOrder = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"bars", "daily_bars"},         {"bars", "index"},
    {"bars", "underlying_quotes"},  {"bars", "yfinance_actions"},
    {"bars", "yahoo_web_table"},    {"bars", "yahoo_chart"},
    {"bars", "polygon_aggs"},       {"chains", "cboe_delayed_2026"},
    {"chains", "cboe_spx_2019"},    {"chains", "historicaloptiondata"},
    {"chains", "pyql_spx_2011"},    {"chains", "yahoo_2025-11"},
    {"chains", "yahoo_2026-02"},    {"chains", "yahoo_2026-08"},
    {"chains", "yahoo_options"},    {"chains", "lean_daily"},
    {"chains", "lean_minute"},      {"chains", "spy_2021_thin"},
    {"dividends", "actions"},       {"splits", "actions"},
    {"earnings", "earnings"},       {"earnings", "earnings_danielbassett"},
    {"earnings", "earnings_yahoo"}, {"earnings", "earnings_kaggle"},
});

int order_of(Origin origin) {
  switch (origin) {
    case Origin::kReal:
      return 0;
    case Origin::kReconstructed:
      return 1;
    case Origin::kSynthetic:
      return 2;
  }
  return 3;
}

std::size_t default_order_of(std::string_view table, std::string_view kind) {
  const auto* found = std::find(kDefaultOrder.begin(), kDefaultOrder.end(), std::pair(table, kind));
  return static_cast<std::size_t>(found - kDefaultOrder.begin());
}

template <class Ranking, class Visitor>
void visit_tables(Ranking& ranking, Visitor visit) {
  visit("chains", ranking.chains, "option chains, session by session");
  visit("bars", ranking.bars, "daily bars");
  visit("rates", ranking.rates, "interest rates");
  visit("dividends", ranking.dividends, "dividends");
  visit("splits", ranking.splits, "splits");
  visit("earnings", ranking.earnings, "earnings dates");
  visit("fomc", ranking.fomc, "FOMC dates");
}

}  // namespace

const std::vector<std::string>& SourceRanking::of(std::string_view table) const {
  static const std::vector<std::string> kNone;
  const auto* found = &kNone;
  visit_tables(*this, [&](std::string_view name, const std::vector<std::string>& kinds,
                          std::string_view) { found = name == table ? &kinds : found; });
  return *found;
}

void bind(ConfigBinder& binder, SourceRanking& ranking) {
  const auto scope = binder.section("sources");
  visit_tables(ranking, [&binder](std::string_view name, std::vector<std::string>& kinds,
                                  std::string_view what) {
    binder.texts(name, kinds,
                 fmt::format("Kinds that speak first for {}, best first; the others follow, "
                             "recorded before reconstructed before simulated.",
                             what));
  });
}

std::vector<std::string> unknown_kinds(const SourceRanking& ranking,
                                       const std::vector<std::string>& known) {
  std::vector<std::string> unknown;
  visit_tables(ranking,
               [&](std::string_view name, const std::vector<std::string>& kinds, std::string_view) {
                 for (const auto& kind : kinds) {
                   if (std::find(known.begin(), known.end(), kind) != known.end()) continue;
                   unknown.push_back(fmt::format("data.sources.{}: {}", name, kind));
                 }
               });
  return unknown;
}

SourceRank rank_of(const SourceRanking& ranking, std::string_view table, std::string_view kind,
                   Origin origin, bool relabelled) {
  const auto& named = ranking.of(table);
  const auto place = std::find(named.begin(), named.end(), kind) - named.begin();
  return {static_cast<std::size_t>(place), order_of(origin), relabelled,
          default_order_of(table, kind), std::string(kind)};
}

}  // namespace aots::data
