#include "tests/features/store/small_market.hpp"

#include <cmath>
#include <map>
#include <string>

#include "base/rng.hpp"
#include "calendar/earnings_calendar.hpp"
#include "tests/analytics/chain_fixture.hpp"
#include "tests/data/store/sample_market.hpp"

namespace aots::features::testing {

namespace {

constexpr double kRate = 0.02;

Price cents(double value) { return Price::from_double(std::round(value * 100.0) / 100.0); }

// One step of a series; volume is absent for the index.
Bar bar_of(const std::string& symbol, Date date, double before, double close, Rng& rng) {
  const double open = before * std::exp(0.003 * rng.normal());
  Bar bar{.symbol = Symbol(symbol),
          .date = date,
          .known_time = nyse().bars_known_time(date),
          .open = cents(open),
          .high = cents(std::max(open, close) * (1.0 + 0.004 * rng.uniform())),
          .low = cents(std::min(open, close) * (1.0 - 0.004 * rng.uniform())),
          .close = cents(close),
          .volume = {}};
  bar.high = std::max({bar.high, bar.open, bar.close});
  bar.low = std::min({bar.low, bar.open, bar.close});
  if (symbol != "VIX") bar.volume = 1'000'000 + static_cast<std::int64_t>(rng.below(500'000));
  return bar;
}

OptionChain chain_of(Date session, double spot, double level, Rng& rng) {
  test::ChainSpec spec{.underlying = Symbol("ACME"),
                       .session = session,
                       .spot = spot,
                       .rate = kRate,
                       .dividend_yield = 0.0,
                       .half_spread = 0.02};
  OptionChain chain = test::empty_chain(spec);
  const auto smile = [&](double strike, double) {
    const double moneyness = std::log(strike / spot);
    return level - 0.15 * moneyness + 0.3 * moneyness * moneyness;
  };
  const double step = 2.5;
  const double low = std::floor(0.7 * spot / step) * step;
  for (const int days : {7, 28, 63, 91}) {
    // A Friday.
    Date expiry = session + Days(days);
    while (iso_weekday(expiry) != 5) expiry += Days(1);
    test::add_expiry(chain, spec, "ACME", expiry, test::strikes(low, 1.35 * spot, step), smile);
  }
  for (auto& slice : chain.expiries) {
    for (auto& quote : slice.quotes) {
      quote.volume = static_cast<std::int64_t>(rng.below(2'000));
      quote.open_interest = static_cast<std::int64_t>(rng.below(9'000));
    }
  }
  return chain;
}

template <class Record>
std::map<std::string, std::vector<Record>> by_symbol(const std::vector<Record>& records) {
  std::map<std::string, std::vector<Record>> parts;
  for (const Record& record : records) parts[record.symbol.str()].push_back(record);
  return parts;
}

void require(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message);
}

}  // namespace

const calendar::ExchangeCalendar& nyse() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

SmallMarket small_market(const SmallMarketOptions& options) {
  Rng rng(options.seed);
  SmallMarket market;
  double acme = 100.0;
  double spy = 380.0;
  double vix = 20.0;
  Date session = options.first;
  for (int i = 0; i < options.sessions; ++i, session = nyse().next_session(session)) {
    const double common = rng.normal();
    const double acme_before = acme;
    const double spy_before = spy;
    const double vix_before = vix;
    acme *= std::exp(0.006 * common + 0.010 * rng.normal());
    spy *= std::exp(0.009 * common);
    vix = std::max(10.0, vix * std::exp(-0.05 * common + 0.02 * (std::log(20.0 / vix))));
    market.bars.push_back(bar_of("ACME", session, acme_before, acme, rng));
    market.bars.push_back(bar_of("SPY", session, spy_before, spy, rng));
    market.bars.push_back(bar_of("VIX", session, vix_before, vix, rng));
    if (i % 5 == 0) {
      market.rates.push_back({.series = "DTB3",
                              .date = session,
                              .known_time = nyse().bars_known_time(nyse().next_session(session)),
                              .rate = kRate + 0.001 * rng.uniform()});
    }
    if (options.sessions - i <= options.sessions_with_chains) {
      market.chains.push_back(chain_of(session, acme, 0.2 + 0.004 * (vix - 20.0), rng));
    }
  }
  for (const Date ex : {make_date(2021, 3, 15), make_date(2021, 9, 15), make_date(2022, 3, 15)}) {
    market.dividends.push_back(
        {.symbol = Symbol("ACME"),
         .ex_date = ex,
         .known_time = nyse().open_time(nyse().session_on_or_after(ex - Days(14))),
         .amount = 0.4});
  }
  for (const Date report : {make_date(2021, 2, 3), make_date(2021, 5, 5), make_date(2021, 8, 4),
                            make_date(2021, 11, 3), make_date(2022, 2, 2)}) {
    market.earnings.push_back({.symbol = Symbol("ACME"),
                               .report_date = report,
                               .time = ReportTime::kAfterClose,
                               .known_time = calendar::earnings_known_time(nyse(), report)});
  }
  for (const Date decision :
       {make_date(2021, 6, 16), make_date(2021, 12, 15), make_date(2022, 3, 16)}) {
    market.fomc.push_back({.date = decision,
                           .scheduled = true,
                           .known_time = calendar::fomc_known_time(nyse(), decision, true)});
  }
  return market;
}

void write_lake(const Path& root, const SmallMarket& market) {
  using data::testing::provenance;
  auto opened = data::LakeWriter::open(root);
  if (!opened) throw std::runtime_error(opened.error().message);
  data::LakeWriter writer = *std::move(opened);
  for (const auto& [symbol, bars] : by_symbol(market.bars)) {
    require(writer.write_bars(provenance("made", symbol), bars));
  }
  if (!market.chains.empty()) {
    require(writer.write_chains(provenance("made", "ACME"), market.chains));
  }
  if (!market.rates.empty()) require(writer.write_rates(provenance("made", "DTB3"), market.rates));
  for (const auto& [symbol, dividends] : by_symbol(market.dividends)) {
    require(writer.write_dividends(provenance("made", symbol), dividends));
  }
  for (const auto& [symbol, splits] : by_symbol(market.splits)) {
    require(writer.write_splits(provenance("made", symbol), splits));
  }
  for (const auto& [symbol, earnings] : by_symbol(market.earnings)) {
    require(writer.write_earnings(provenance("made", symbol), earnings));
  }
  if (!market.fomc.empty()) require(writer.write_fomc(provenance("made", ""), market.fomc));
  require(writer.commit());
}

}  // namespace aots::features::testing
