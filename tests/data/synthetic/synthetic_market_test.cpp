// The simulated market's records: deterministic, complete, known when they should be.
#include "data/source/synthetic/synthetic_market.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "calendar/earnings_calendar.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

SyntheticMarket simulate(std::vector<std::string> names, std::uint64_t seed,
                         Date from = make_date(2021, 1, 4), Date to = make_date(2021, 12, 31)) {
  SyntheticMarketOptions options{.symbols = {}, .from = from, .to = to, .seed = seed};
  for (std::string& name : names) options.symbols.emplace_back(std::move(name));
  auto market = SyntheticMarket::simulate(options, exchange());
  if (!market) throw std::runtime_error(market.error().message);
  return *std::move(market);
}

std::string text_of(const OptionChain& chain) {
  std::string text = to_string(chain.session) + " " + to_string(*chain.spot);
  for (const ExpiryChain& expiry : chain.expiries) {
    text += "\n" + expiry.root + to_string(expiry.expiry);
    for (const OptionQuote& q : expiry.quotes) {
      text += fmt::format(" {}{} {} {} {} {} {} {}", to_string(q.strike), to_string(q.right),
                          to_string(*q.bid), to_string(*q.ask), *q.bid_size, *q.ask_size, *q.volume,
                          *q.open_interest);
    }
  }
  return text;
}

std::string fingerprint(const SyntheticMarket& market, const std::string& name) {
  Sha256 hash;
  const Symbol symbol(name);
  for (const Bar& bar : market.bars(symbol)) {
    hash.update(fmt::format("{} {} {} {} {} {}\n", to_string(bar.date), to_string(bar.open),
                            to_string(bar.high), to_string(bar.low), to_string(bar.close),
                            bar.volume.value_or(-1)));
  }
  const auto chains = market.chains(symbol);
  while (const auto chain = chains->next()) hash.update(text_of(*chain));
  return hash.hex_digest();
}

TEST(SyntheticMarket, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const Date to = make_date(2021, 2, 26);
  const auto first = simulate({"SPY", "AAPL"}, 7, make_date(2021, 1, 4), to);
  const auto again = simulate({"SPY", "AAPL"}, 7, make_date(2021, 1, 4), to);
  const auto other = simulate({"SPY", "AAPL"}, 8, make_date(2021, 1, 4), to);
  for (const char* name : {"SPY", "AAPL"}) {
    EXPECT_EQ(fingerprint(first, name), fingerprint(again, name)) << name;
    EXPECT_NE(fingerprint(first, name), fingerprint(other, name)) << name;
  }
}

TEST(SyntheticMarket, GivesASymbolTheSameHistoryWhicheverOthersAreBeside) {
  const Date to = make_date(2021, 2, 26);
  const auto alone = simulate({"MSFT"}, 7, make_date(2021, 1, 4), to);
  const auto beside = simulate({"SPY", "NVDA", "MSFT", "IWM"}, 7, make_date(2021, 1, 4), to);
  // MSFT splits when it is alone; a symbol that does not split in either shows the independence.
  const auto fund = simulate({"IWM"}, 7, make_date(2021, 1, 4), to);
  EXPECT_EQ(fingerprint(fund, "IWM"), fingerprint(beside, "IWM"));
  EXPECT_EQ(alone.bars(Symbol("SPY")), beside.bars(Symbol("SPY")));
  EXPECT_EQ(alone.bars(Symbol("VIX")), beside.bars(Symbol("VIX")));
}

TEST(SyntheticMarket, HasSpyAndVixWhateverIsAskedForAndVxnWithQqq) {
  const auto stock = simulate({"AAPL"}, 1);
  EXPECT_EQ(stock.bar_symbols(), (std::vector{Symbol("SPY"), Symbol("AAPL"), Symbol("VIX")}));
  const auto fund = simulate({"QQQ"}, 1);
  EXPECT_EQ(fund.bar_symbols(),
            (std::vector{Symbol("SPY"), Symbol("QQQ"), Symbol("VIX"), Symbol("VXN")}));
  for (const Symbol& symbol : fund.bar_symbols()) {
    EXPECT_EQ(fund.bars(symbol).size(), fund.sessions().size()) << symbol.str().view();
  }
}

TEST(SyntheticMarket, RefusesSpansAndSymbolsThatItCannotSimulate) {
  const auto code = [](std::vector<Symbol> symbols, Date from, Date to) {
    const auto market = SyntheticMarket::simulate(
        {.symbols = std::move(symbols), .from = from, .to = to, .seed = 1}, exchange());
    return market ? std::optional<ErrorCode>() : market.error().code;
  };
  const std::vector spy{Symbol("SPY")};
  EXPECT_EQ(code(spy, make_date(2021, 5, 4), make_date(2021, 5, 3)), ErrorCode::kUsage);
  EXPECT_EQ(code(spy, make_date(2021, 5, 1), make_date(2021, 5, 2)), ErrorCode::kUsage);
  EXPECT_EQ(code(spy, make_date(1980, 1, 2), make_date(1980, 2, 1)), ErrorCode::kUsage);
  EXPECT_EQ(code(spy, make_date(2034, 1, 3), make_date(2035, 6, 1)), ErrorCode::kUsage);
  EXPECT_EQ(code({Symbol("XLF")}, make_date(2021, 5, 3), make_date(2021, 6, 1)), ErrorCode::kData);
  EXPECT_EQ(code(spy, make_date(2021, 5, 3), make_date(2021, 5, 3)), std::nullopt);
}

TEST(SyntheticMarket, SaysOfEveryRecordThatItIsSyntheticAndWhenItWasKnown) {
  const auto market = simulate({"SPY", "NVDA"}, 3);
  const Symbol nvda("NVDA");
  const Timestamp end = exchange().bars_known_time(make_date(2021, 12, 31));
  for (const Bar& bar : market.bars(nvda)) {
    EXPECT_EQ(bar.origin, Origin::kSynthetic);
    EXPECT_EQ(bar.known_time, exchange().bars_known_time(bar.date));
    EXPECT_TRUE(bar.low <= bar.open && bar.low <= bar.close && bar.high >= bar.open &&
                bar.high >= bar.close && bar.low.is_positive());
  }
  for (const Dividend& dividend : market.dividends(nvda)) {
    EXPECT_EQ(dividend.origin, Origin::kSynthetic);
    EXPECT_LE(dividend.known_time, exchange().open_time(exchange().session_on_or_before(
                                       dividend.ex_date - Days{kActionNoticeDays})));
    EXPECT_LE(dividend.known_time, end);
  }
  const auto reports = market.earnings(nvda);
  EXPECT_GE(reports.size(), 4U);
  for (const EarningsReport& report : reports) {
    EXPECT_EQ(report.origin, Origin::kSynthetic);
    EXPECT_EQ(report.known_time, calendar::earnings_known_time(exchange(), report.report_date));
    EXPECT_LE(report.known_time, end);
  }
  for (const RateObservation& rate : market.rates()) {
    EXPECT_EQ(rate.origin, Origin::kSynthetic);
    EXPECT_GT(rate.known_time, exchange().close_time(rate.date));
    EXPECT_GT(rate.rate, 0.0);
    EXPECT_LT(rate.rate, 0.15);
  }
  EXPECT_EQ(market.rates().size(), market.sessions().size());
  // Eight meetings of the year, and those of the next that were scheduled within it.
  EXPECT_GE(market.fomc().size(), 15U);
  EXPECT_LE(market.fomc().back().known_time, end);
}

TEST(SyntheticMarket, SplitsExactlyOneStockAndNoFund) {
  const auto market = simulate({"SPY", "QQQ", "AAPL", "NVDA", "TSLA"}, 3);
  int splits = 0;
  for (const char* name : {"SPY", "QQQ", "AAPL", "NVDA", "TSLA"}) {
    splits += static_cast<int>(market.splits(Symbol(name)).size());
  }
  EXPECT_EQ(splits, 1);
  EXPECT_TRUE(simulate({"SPY", "QQQ"}, 3).splits(Symbol("QQQ")).empty());
}

TEST(SyntheticMarket, TradesOnAsSplitFromTheExDate) {
  const auto market = simulate({"NVDA"}, 3);
  const auto splits = market.splits(Symbol("NVDA"));
  ASSERT_EQ(splits.size(), 1U);
  EXPECT_EQ(splits.front().ratio, 4.0);
  EXPECT_LT(splits.front().known_time, exchange().open_time(splits.front().ex_date));
  const auto bars = market.bars(Symbol("NVDA"));
  const auto on = std::ranges::find(bars, splits.front().ex_date, &Bar::date);
  ASSERT_NE(on, bars.end());
  ASSERT_NE(on, bars.begin());
  const double step = std::log(on->close.to_double() / std::prev(on)->close.to_double());
  EXPECT_NEAR(step, -std::log(4.0), 0.25);
  for (const Dividend& dividend : market.dividends(Symbol("NVDA"))) {
    const auto close =
        std::ranges::find_if(bars, [&](const Bar& b) { return b.date >= dividend.ex_date; });
    if (close == bars.end()) continue;
    EXPECT_NEAR(dividend.amount / close->close.to_double(), 0.001 / 4.0, 0.0002);
  }
}

TEST(SyntheticMarket, LetsEarningsMoveTheirSession) {
  const auto market = simulate({"NFLX"}, 3, make_date(2015, 1, 2), make_date(2021, 12, 31));
  const SymbolPath& path = market.path(Symbol("NFLX"));
  double reported = 0.0;
  double ordinary = 0.0;
  int reports = 0;
  int others = 0;
  for (std::size_t i = 1; i < path.bars().size(); ++i) {
    const Bar& bar = path.bars()[i];
    if (path.split() && path.split()->ex_date == bar.date) continue;
    const double move = std::log(bar.close.to_double() / path.bars()[i - 1].close.to_double());
    const bool report = std::ranges::find(path.earnings(), bar.date, &EarningsEvent::moves_on) !=
                        path.earnings().end();
    (report ? reported : ordinary) += move * move;
    ++(report ? reports : others);
  }
  ASSERT_GE(reports, 27);
  EXPECT_GT(std::sqrt(reported / reports), 3.0 * std::sqrt(ordinary / others));
}

TEST(SyntheticMarket, MovesVixAgainstTheMarketAndAboveWhatFollows) {
  const auto market = simulate({"SPY"}, 5, make_date(2010, 1, 4), make_date(2021, 12, 31));
  const auto spy = market.bars(Symbol("SPY"));
  const auto vix = market.bars(Symbol("VIX"));
  double covariance = 0.0, of_spy = 0.0, of_vix = 0.0, implied = 0.0, realized = 0.0, level = 0.0;
  for (std::size_t i = 1; i < spy.size(); ++i) {
    const double r = std::log(spy[i].close.to_double() / spy[i - 1].close.to_double());
    const double v = std::log(vix[i].close.to_double() / vix[i - 1].close.to_double());
    covariance += r * v;
    of_spy += r * r;
    of_vix += v * v;
    level += vix[i].close.to_double();
    implied += std::pow(vix[i - 1].close.to_double() / 100.0, 2);
    realized += r * r * 252.0;
  }
  const auto n = static_cast<double>(spy.size() - 1);
  EXPECT_LT(covariance / std::sqrt(of_spy * of_vix), -0.6);
  EXPECT_NEAR(level / n, 18.5, 4.0);
  EXPECT_NEAR(std::sqrt(of_spy / n * 252.0), 0.17, 0.05);
  EXPECT_GT(implied / realized, 1.1);
  EXPECT_LT(implied / realized, 1.7);
}

}  // namespace
}  // namespace aots::data
