// Simulated chains: as many contracts as promised, quotes without arbitrage, vols that come back.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "analytics/chain_view.hpp"
#include "calendar/expiry.hpp"
#include "data/source/synthetic/synthetic_market.hpp"
#include "variance_strip.hpp"

namespace aots::data {
namespace {

const calendar::ExchangeCalendar& exchange() {
  static const calendar::ExchangeCalendar kCalendar;
  return kCalendar;
}

SyntheticMarket simulate(std::vector<std::string> names, Date from, Date to,
                         std::uint64_t seed = 4) {
  SyntheticMarketOptions options{.symbols = {}, .from = from, .to = to, .seed = seed};
  for (std::string& name : names) options.symbols.emplace_back(std::move(name));
  auto market = SyntheticMarket::simulate(options, exchange());
  if (!market) throw std::runtime_error(market.error().message);
  return *std::move(market);
}

std::vector<OptionChain> all_chains(const SyntheticMarket& market, const char* name) {
  std::vector<OptionChain> result;
  const auto chains = market.chains(Symbol(name));
  while (auto chain = chains->next()) result.push_back(*std::move(chain));
  return result;
}

struct Side {
  double strike, bid, ask;
};

std::vector<Side> side_of(const ExpiryChain& expiry, Right right) {
  std::vector<Side> side;
  for (const OptionQuote& quote : expiry.quotes) {
    if (quote.right != right) continue;
    side.push_back({quote.strike.to_double(), quote.bid->to_double(), quote.ask->to_double()});
  }
  return side;
}

class ChainsOf : public ::testing::TestWithParam<const char*> {
 protected:
  static const std::vector<OptionChain>& chains() {
    static std::map<std::string, std::vector<OptionChain>> cache;
    auto [found, added] = cache.try_emplace(GetParam());
    if (added) {
      const auto market = simulate({GetParam()}, make_date(2021, 1, 4), make_date(2021, 4, 30));
      found->second = all_chains(market, GetParam());
    }
    return found->second;
  }
};

INSTANTIATE_TEST_SUITE_P(FundsAndStocks, ChainsOf,
                         ::testing::Values("SPY", "DIA", "NVDA", "GOOGL"));

TEST_P(ChainsOf, HoldAsManyContractsAsTheProfilePromises) {
  const int promised = find_symbol_profile(Symbol(GetParam()))->contracts_min;
  for (const OptionChain& chain : chains()) {
    EXPECT_GE(chain.quote_count(), promised) << to_string(chain.session);
    EXPECT_LE(chain.quote_count(), 4 * promised) << to_string(chain.session);
  }
}

TEST_P(ChainsOf, AreKnownAtTheCloseAndSynthetic) {
  EXPECT_EQ(chains().size(), 82U);
  for (const OptionChain& chain : chains()) {
    EXPECT_EQ(chain.event_time, exchange().close_time(chain.session));
    EXPECT_EQ(chain.known_time, chain.event_time);
    EXPECT_EQ(chain.origin, Origin::kSynthetic);
    EXPECT_FALSE(chain.event_time_approximate);
  }
}

TEST_P(ChainsOf, QuoteBothSidesOnTheTicksOfTheClass) {
  const auto option_class = calendar::option_class(GetParam());
  int zero_bids = 0;
  for (const OptionChain& chain : chains()) {
    for (const ExpiryChain& expiry : chain.expiries) {
      for (const OptionQuote& quote : expiry.quotes) {
        ASSERT_TRUE(quote.two_sided());
        ASSERT_LT(*quote.bid, *quote.ask);
        for (const Price price : {*quote.bid, *quote.ask}) {
          const Price tick = calendar::leg_tick(option_class, price);
          ASSERT_EQ(price.rounded_to(tick, Rounding::kNearest), price) << to_string(price);
        }
        ASSERT_GE(*quote.volume, 0);
        ASSERT_GE(*quote.open_interest, 0);
        ASSERT_GT(*quote.ask_size, 0);
        zero_bids += quote.bid->is_zero() ? 1 : 0;
      }
    }
  }
  EXPECT_GT(zero_bids, 0);
}

TEST_P(ChainsOf, KeepAContractFromItsListingToItsLastDay) {
  std::set<std::pair<Date, std::pair<Price, Right>>> before;
  for (const OptionChain& chain : chains()) {
    std::set<std::pair<Date, std::pair<Price, Right>>> now;
    for (const ExpiryChain& expiry : chain.expiries) {
      for (const OptionQuote& quote : expiry.quotes) {
        now.insert({expiry.expiry, {quote.strike, quote.right}});
      }
    }
    std::erase_if(before, [&](const auto& contract) { return contract.first < chain.session; });
    const bool split = std::string(GetParam()) == "NVDA" || std::string(GetParam()) == "GOOGL";
    const bool kept = std::ranges::includes(now, before);
    // The stock that splits has other strikes from the ex date on.
    EXPECT_TRUE(kept || (split && chain.session == chains()[41].session))
        << to_string(chain.session);
    before = std::move(now);
  }
}

// No trade at the quotes locks in a profit: buying at asks and selling at bids.
TEST_P(ChainsOf, OfferNoArbitrageAcrossStrikes) {
  for (std::size_t i = 0; i < chains().size(); i += 9) {
    const OptionChain& chain = chains()[i];
    for (const ExpiryChain& expiry : chain.expiries) {
      for (const Right right : {Right::kCall, Right::kPut}) {
        const auto side = side_of(expiry, right);
        for (std::size_t j = 0; j + 1 < side.size(); ++j) {
          const Side& low = side[j];
          const Side& high = side[j + 1];
          const double gap = high.strike - low.strike;
          const double cost = right == Right::kCall ? low.ask - high.bid : high.ask - low.bid;
          EXPECT_GE(cost, -1e-9) << "vertical " << low.strike;
          const double credit = right == Right::kCall ? low.bid - high.ask : high.bid - low.ask;
          EXPECT_LE(credit, gap + 1e-9) << "vertical " << low.strike;
          if (j + 2 >= side.size()) continue;
          const Side& top = side[j + 2];
          const double share = gap / (top.strike - low.strike);
          EXPECT_GE((1.0 - share) * low.ask + share * top.ask - high.bid, -1e-9)
              << "butterfly " << high.strike << " " << to_string(expiry.expiry);
        }
      }
    }
  }
}

TEST_P(ChainsOf, RespectPutCallParityWithinTheirSpreads) {
  for (std::size_t i = 0; i < chains().size(); i += 9) {
    const OptionChain& chain = chains()[i];
    for (const ExpiryChain& expiry : chain.expiries) {
      const auto calls = side_of(expiry, Right::kCall);
      const auto puts = side_of(expiry, Right::kPut);
      ASSERT_EQ(calls.size(), puts.size());
      // C - P falls by the discounted difference of strikes, so bounds from two strikes must
      // overlap.
      for (std::size_t j = 0; j + 1 < calls.size(); ++j) {
        const double most = calls[j].ask - puts[j].bid;
        const double least = calls[j + 1].bid - puts[j + 1].ask;
        const double gap = calls[j + 1].strike - calls[j].strike;
        EXPECT_GE(most - least, 0.85 * gap - 1e-9) << calls[j].strike;
      }
    }
  }
}

TEST_P(ChainsOf, CarryOpenInterestOnFromTradingTheDayBefore) {
  std::int64_t changed = 0;
  const OptionChain& first = chains()[10];
  const OptionChain& second = chains()[11];
  for (const ExpiryChain& expiry : first.expiries) {
    for (const OptionQuote& quote : expiry.quotes) {
      const ExpiryChain* later = second.find(expiry.root, expiry.expiry);
      if (later == nullptr) continue;
      const OptionQuote* next = later->find(quote.strike, quote.right);
      ASSERT_NE(next, nullptr);
      const std::int64_t change = *next->open_interest - *quote.open_interest;
      EXPECT_LE(std::abs(change), *quote.volume);
      changed += change != 0 ? 1 : 0;
    }
  }
  EXPECT_GT(changed, 100);
}

TEST_P(ChainsOf, LetTheirQuotesGiveBackTheVolTheyWereMadeFrom) {
  const auto market = simulate({GetParam()}, make_date(2021, 1, 4), make_date(2021, 4, 30));
  const BusinessTime time(exchange(), make_date(2021, 1, 3), make_date(2022, 7, 1));
  for (std::size_t i = 0; i < chains().size(); i += 9) {
    const OptionChain& chain = chains()[i];
    const auto surface = market.surface(Symbol(GetParam()), i);
    const analytics::ChainView view(chain, {.rate = market.days()[i].rate, .dividend_yield = {}},
                                    exchange());
    int seen = 0;
    for (std::size_t e = 0; e < view.expiry_count(); ++e) {
      const auto& expiry = view.expiry(e);
      if (!expiry.years || expiry.dte < 6) continue;
      const Date settlement =
          calendar::settlement_date(exchange(), expiry.option_class, expiry.chain->expiry);
      const Horizon horizon{.last_session = settlement,
                            .years = time.years_between_closes(chain.session, settlement)};
      const double model =
          std::sqrt(surface->total_variances(std::span(&horizon, 1)).front() / *expiry.years);
      const auto quoted = view.atm_iv(e);
      ASSERT_TRUE(quoted) << to_string(expiry.chain->expiry);
      EXPECT_NEAR(*quoted / model, 1.0, 0.03) << to_string(expiry.chain->expiry);
      ++seen;
    }
    EXPECT_GE(seen, 8);
    EXPECT_TRUE(view.iv30()) << to_string(chain.session);
  }
}

TEST(SyntheticChains, HoldTheVolatilityIndexOfTheirMarket) {
  const auto market = simulate({"SPY", "QQQ"}, make_date(2021, 1, 4), make_date(2021, 3, 31));
  for (const auto& [fund, index] : {std::pair("SPY", "VIX"), std::pair("QQQ", "VXN")}) {
    const auto chains = all_chains(market, fund);
    const auto closes = market.bars(Symbol(index));
    for (std::size_t i = 0; i < chains.size(); i += 5) {
      const analytics::ChainView view(
          chains[i], {.rate = market.days()[i].rate, .dividend_yield = {}}, exchange());
      const auto strip = test::strip_index(view);
      ASSERT_TRUE(strip) << to_string(chains[i].session);
      EXPECT_NEAR(*strip / closes[i].close.to_double(), 1.0, 0.05) << to_string(chains[i].session);
      EXPECT_LT(100.0 * *view.iv30(), closes[i].close.to_double());
    }
  }
}

TEST(SyntheticChains, RampUpIntoAReportAndCollapseAfterIt) {
  const auto market = simulate({"AAPL", "NFLX"}, make_date(2021, 1, 4), make_date(2021, 12, 31));
  const Symbol nflx("NFLX");
  const auto chains = all_chains(market, "NFLX");
  int reports = 0;
  for (const EarningsEvent& event : market.path(nflx).earnings()) {
    const auto after = std::ranges::find(chains, event.moves_on, &OptionChain::session);
    if (after == chains.end() || std::distance(chains.begin(), after) < 15) continue;
    const auto atm = [&](const OptionChain& chain, int days_min) {
      const analytics::ChainView view(chain, {.rate = 0.02, .dividend_yield = {}}, exchange());
      for (std::size_t e = 0; e < view.expiry_count(); ++e) {
        const int days = days_between(event.moves_on, view.expiry(e).chain->expiry);
        if (days >= days_min) return view.atm_iv(e).value_or(0.0);
      }
      return 0.0;
    };
    // The same expiry, at least four days after the move: a fortnight before, on the eve, after it.
    const double early = atm(*std::prev(after, 12), 4);
    const double eve = atm(*std::prev(after), 4);
    const double later = atm(*after, 4);
    EXPECT_GT(eve, 1.15 * early) << to_string(event.report_date);
    EXPECT_LT(later, 0.7 * eve) << to_string(event.report_date);
    ++reports;
  }
  EXPECT_GE(reports, 3);
}

TEST(SyntheticChains, QuoteNewStrikesInTheNewUnitsAfterASplit) {
  const auto market = simulate({"NVDA"}, make_date(2021, 1, 4), make_date(2021, 4, 30));
  const Date ex_date = market.splits(Symbol("NVDA")).front().ex_date;
  const auto chains = all_chains(market, "NVDA");
  const auto on = std::ranges::find(chains, ex_date, &OptionChain::session);
  ASSERT_NE(on, chains.end());
  const OptionChain& before = *std::prev(on);
  EXPECT_NEAR(on->spot->to_double() / before.spot->to_double(), 0.25, 0.05);
  int converted = 0;
  for (const ExpiryChain& expiry : before.expiries) {
    const ExpiryChain* later = on->find(expiry.root, expiry.expiry);
    if (later == nullptr) continue;
    for (const OptionQuote& quote : expiry.quotes) {
      const Price strike = Price::from_micros(quote.strike.micros() / 4)
                               .rounded_to(Price::from_micros(10'000), Rounding::kNearest);
      const OptionQuote* next = later->find(strike, quote.right);
      ASSERT_NE(next, nullptr) << to_string(quote.strike);
      // Four new contracts for each old one, but for what the day before traded.
      EXPECT_NEAR(static_cast<double>(*next->open_interest),
                  4.0 * static_cast<double>(*quote.open_interest),
                  4.0 * static_cast<double>(*quote.volume) + 4.0);
      ++converted;
    }
  }
  EXPECT_GT(converted, 300);
}

TEST(SyntheticChains, QuoteIntrinsicValueAtTheMomentOfExpiry) {
  const auto market = simulate({"SPY"}, make_date(2021, 1, 4), make_date(2021, 1, 29));
  int expiring = 0;
  for (const OptionChain& chain : all_chains(market, "SPY")) {
    for (const ExpiryChain& expiry : chain.expiries) {
      if (expiry.expiry != chain.session) continue;
      ++expiring;
      for (const OptionQuote& quote : expiry.quotes) {
        const double gain = quote.right == Right::kCall
                                ? chain.spot->to_double() - quote.strike.to_double()
                                : quote.strike.to_double() - chain.spot->to_double();
        EXPECT_LE(quote.bid->to_double(), std::max(0.0, gain) + 1e-9);
        EXPECT_GE(quote.ask->to_double(), std::max(0.0, gain) - 1e-9);
      }
    }
  }
  EXPECT_GE(expiring, 10);
}

}  // namespace
}  // namespace aots::data
