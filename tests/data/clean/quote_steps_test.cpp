#include "data/clean/quote_steps.hpp"

#include <string>

#include <gtest/gtest.h>

#include "data/source/format.hpp"
#include "data/source/vendor_file.hpp"
#include "tests/analytics/chain_fixture.hpp"
#include "tests/data/vendor_fixture.hpp"

namespace aots::data {
namespace {

ChainDraft draft_of(const OptionChain& chain) {
  ChainDraft draft;
  draft.underlying = chain.underlying;
  draft.label = draft.session = chain.session;
  draft.spot = chain.spot;
  std::int64_t line = 1;
  for (const auto& slice : chain.expiries) {
    for (const auto& quote : slice.quotes) {
      ChainRow row;
      row.underlying = chain.underlying;
      row.label = chain.session;
      row.root = slice.root;
      row.expiry = slice.expiry;
      row.quote = quote;
      draft.rows.push_back({.record = row, .line = ++line, .raw = "raw"});
    }
  }
  return draft;
}

double skewed(double strike, double /*years*/) { return 0.18 - 0.25 * (strike / 2900.0 - 1.0); }

OptionChain sample_chain() {
  const test::ChainSpec spec;
  OptionChain chain = test::empty_chain(spec);
  test::add_expiry(chain, spec, "SPXW", make_date(2019, 6, 21), test::strikes(2400.0, 3300.0, 25.0),
                   skewed);
  return chain;
}

OptionQuote& put_at(OptionChain& chain, double strike) {
  for (auto& quote : chain.expiries.front().quotes) {
    if (quote.right == Right::kPut && quote.strike == Price::from_double(strike)) return quote;
  }
  throw std::out_of_range("no such strike in the test chain");
}

void multiply(OptionQuote& quote, double factor) {
  quote.bid = Price::from_double(quote.bid->to_double() * factor);
  quote.ask = Price::from_double(quote.ask->to_double() * factor);
}

StepReport judged(ChainDraft& draft) {
  StepReport report;
  QuoteOutlierStep(test::nyse()).apply(draft, report);
  return report;
}

TEST(QuoteOutlierStep, SetsAsideAQuoteThatItsNeighboursContradict) {
  auto chain = sample_chain();
  multiply(put_at(chain, 2600.0), 2.0);
  auto draft = draft_of(chain);
  const auto rows = draft.rows.size();
  const auto report = judged(draft);
  ASSERT_EQ(report.set_aside.size(), 1U);
  EXPECT_EQ(report.set_aside[0].rule, "smile_outlier");
  EXPECT_NE(report.set_aside[0].value.find("vol"), std::string::npos);
  EXPECT_EQ(draft.rows.size(), rows - 1);
  ASSERT_EQ(report.notes.size(), 1U);
}

TEST(QuoteOutlierStep, KeepsAChainOfOneSurface) {
  auto draft = draft_of(sample_chain());
  EXPECT_TRUE(judged(draft).set_aside.empty());
}

TEST(QuoteOutlierStep, KeepsAWideQuoteThatHoldsThePrice) {
  auto chain = sample_chain();
  auto& quote = put_at(chain, 2600.0);
  quote.ask = Price::from_double(quote.ask->to_double() * 4.0);
  auto draft = draft_of(chain);
  EXPECT_TRUE(judged(draft).set_aside.empty());
}

TEST(QuoteOutlierStep, KeepsCrossedQuotesAndQuotesWithoutABid) {
  auto chain = sample_chain();
  auto& crossed = put_at(chain, 2600.0);
  crossed.bid = Price::from_double(crossed.ask->to_double() * 3.0);
  put_at(chain, 2650.0).bid = Price::from_micros(0);
  auto draft = draft_of(chain);
  EXPECT_TRUE(judged(draft).set_aside.empty());
}

TEST(QuoteOutlierStep, KeepsTheLastStrikesOfAWing) {
  auto chain = sample_chain();
  for (const double strike : {2400.0, 2425.0, 2450.0, 2475.0}) {
    multiply(put_at(chain, strike), 3.0);
  }
  auto draft = draft_of(chain);
  EXPECT_TRUE(judged(draft).set_aside.empty());
}

TEST(QuoteOutlierStep, KeepsAMarketInPanic) {
  // Vols four times as high, spreads ten times as wide, a steep skew: large, and one surface.
  test::ChainSpec spec;
  spec.half_spread = 0.5;
  OptionChain chain = test::empty_chain(spec);
  test::add_expiry(chain, spec, "SPXW", make_date(2019, 6, 21), test::strikes(2000.0, 3300.0, 25.0),
                   [](double strike, double) { return 0.75 - 1.2 * (strike / 2900.0 - 1.0); });
  auto draft = draft_of(chain);
  EXPECT_TRUE(judged(draft).set_aside.empty());
}

struct Tally {
  std::size_t rows = 0;
  std::vector<RejectedRow> set_aside;
};

Tally recorded_tally(const std::filesystem::path& path) {
  Tally tally;
  const auto sample = read_sample(path);
  const auto file = read_vendor_file(path);
  if (!sample || !file) return tally;
  const auto* format = recognise(*sample, std::nullopt);
  if (format == nullptr) return tally;
  const auto name = path.string();
  auto parsed = format->parse({.text = file->text, .name = name});
  if (!parsed) return tally;
  ChainDraft draft;
  draft.rows = std::get<SourceRows<ChainRow>>(std::move(parsed->rows));
  draft.underlying = draft.rows.front().record.underlying;
  draft.label = draft.session = draft.rows.front().record.label;
  tally.rows = draft.rows.size();
  tally.set_aside = judged(draft).set_aside;
  return tally;
}

TEST(QuoteOutlierStep, TakesNextToNothingOutOfRecordedChains) {
  for (const std::string name :
       {"cboe_spx_2019/SPX_20190501.csv.gz", "cboe_spx_2019/SPX_20190613.csv.gz",
        "cboe_delayed_2026/SPY/2026-07-24.csv.gz"}) {
    const auto path = recorded("chains/" + name);
    REQUIRE_RECORDED(path);
    const auto tally = recorded_tally(path);
    ASSERT_GT(tally.rows, 10000U) << name;
    EXPECT_LT(static_cast<double>(tally.set_aside.size()), 0.001 * static_cast<double>(tally.rows))
        << name;
    for (const auto& row : tally.set_aside) {
      RecordProperty(name + ":" + std::to_string(row.line), row.value + " | " + row.bound);
    }
  }
}

}  // namespace
}  // namespace aots::data
