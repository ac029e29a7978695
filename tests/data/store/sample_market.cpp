#include "tests/data/store/sample_market.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <unistd.h>

#include "base/contract.hpp"
#include "base/hash.hpp"

namespace aots::data::testing {
namespace {

Timestamp random_time(Rng& rng, Date date) {
  return at_hour(date, 13) +
         std::chrono::microseconds(static_cast<std::int64_t>(rng.below(8ULL * 3600 * 1'000'000)));
}

Price random_price(Rng& rng) {
  return Price::from_micros(static_cast<std::int64_t>(rng.below(5'000'000'000)));
}

template <class Draw>
auto sometimes(Rng& rng, Draw draw) -> std::optional<decltype(draw())> {
  if (rng.below(4) == 0) return std::nullopt;
  return draw();
}

OptionQuote random_quote(Rng& rng, Price strike, Right right) {
  return {.strike = strike,
          .right = right,
          .bid = sometimes(rng, [&] { return random_price(rng); }),
          .ask = sometimes(rng, [&] { return random_price(rng); }),
          .bid_size = sometimes(rng, [&] { return static_cast<std::int32_t>(rng.below(5000)); }),
          .ask_size = sometimes(rng, [&] { return static_cast<std::int32_t>(rng.below(5000)); }),
          .volume = sometimes(rng, [&] { return static_cast<std::int64_t>(rng.below(1U << 20)); }),
          .open_interest =
              sometimes(rng, [&] { return static_cast<std::int64_t>(rng.below(1ULL << 40)); }),
          .vendor_iv = sometimes(rng, [&] { return rng.uniform(0.0, 3.0); }),
          .vendor_delta = sometimes(rng, [&] { return rng.uniform(-1.0, 1.0); })};
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "aots-store-XXXXXX").string();
  AOTS_EXPECTS(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Timestamp at_hour(Date date, int hour) {
  return Timestamp(date.time_since_epoch()) + std::chrono::hours(hour);
}

Price dollars(double value) { return Price::from_double(value); }

ChainBuilder::ChainBuilder(std::string_view symbol, Date session) {
  chain_.underlying = Symbol(std::string(symbol));
  chain_.session = session;
  chain_.event_time = at_hour(session, 20);
  chain_.known_time = at_hour(session, 20);
}

ChainBuilder& ChainBuilder::spot(double value) {
  chain_.spot = dollars(value);
  return *this;
}

ChainBuilder& ChainBuilder::origin(Origin origin) {
  chain_.origin = origin;
  return *this;
}

ChainBuilder& ChainBuilder::known_at(Timestamp time) {
  chain_.known_time = time;
  return *this;
}

ChainBuilder& ChainBuilder::quote(std::string_view root, Date expiry, double strike, Right right,
                                  double bid, double ask) {
  OptionQuote added;
  added.strike = dollars(strike);
  added.right = right;
  added.bid = dollars(bid);
  added.ask = dollars(ask);
  return quote(root, expiry, added);
}

ChainBuilder& ChainBuilder::quote(std::string_view root, Date expiry, OptionQuote quote) {
  for (auto& slice : chain_.expiries) {
    if (slice.root == root && slice.expiry == expiry) {
      slice.quotes.push_back(quote);
      return *this;
    }
  }
  auto& slice = chain_.expiries.emplace_back();
  slice.root = root;
  slice.expiry = expiry;
  slice.quotes.push_back(quote);
  return *this;
}

ChainBuilder& ChainBuilder::grid(Date expiry, int strikes) {
  const double day = static_cast<double>(day_of(chain_.session));
  for (int i = 0; i < strikes; ++i) {
    const double bid = 1.0 + 0.01 * day + 0.05 * i;
    for (const auto right : {Right::kCall, Right::kPut}) {
      quote(chain_.underlying.str(), expiry, 100.0 + i, right, bid, bid + 0.05);
    }
  }
  return *this;
}

OptionChain ChainBuilder::build() const {
  OptionChain chain = chain_;
  for (auto& slice : chain.expiries) {
    std::sort(slice.quotes.begin(), slice.quotes.end(), [](const auto& a, const auto& b) {
      return std::pair(a.strike, a.right) < std::pair(b.strike, b.right);
    });
  }
  std::sort(chain.expiries.begin(), chain.expiries.end(), [](const auto& a, const auto& b) {
    return std::pair(a.expiry, a.root) < std::pair(b.expiry, b.root);
  });
  return chain;
}

Provenance provenance(std::string_view kind, std::string_view symbol, Origin origin,
                      std::string_view file) {
  return {.kind = std::string(kind),
          .symbol = std::string(symbol),
          .source_file = std::string(file),
          .source_sha256 = sha256_hex(file),
          .origin = origin};
}

Bar bar(std::string_view symbol, Date date, double close, Origin origin) {
  return {.symbol = Symbol(std::string(symbol)),
          .date = date,
          .known_time = at_hour(date, 21),
          .open = dollars(close),
          .high = dollars(close + 1),
          .low = dollars(close - 1),
          .close = dollars(close),
          .volume = 1000,
          .origin = origin};
}

Bar random_bar(Rng& rng, std::string_view symbol, Date date) {
  return {.symbol = Symbol(std::string(symbol)),
          .date = date,
          .known_time = random_time(rng, date),
          .open = random_price(rng),
          .high = random_price(rng),
          .low = random_price(rng),
          .close = random_price(rng),
          .volume = sometimes(rng, [&] { return static_cast<std::int64_t>(rng.below(1U << 30)); }),
          .origin = Origin::kReal};
}

RateObservation random_rate(Rng& rng, std::string_view series, Date date) {
  return {.series = std::string(series),
          .date = date,
          .known_time = random_time(rng, date),
          .rate = rng.uniform(-0.01, 0.2),
          .origin = Origin::kReal};
}

Dividend random_dividend(Rng& rng, std::string_view symbol, Date date) {
  return {.symbol = Symbol(std::string(symbol)),
          .ex_date = date,
          .known_time = random_time(rng, date),
          .amount = rng.uniform(0.0, 5.0),
          .origin = Origin::kReal};
}

Split random_split(Rng& rng, std::string_view symbol, Date date) {
  return {.symbol = Symbol(std::string(symbol)),
          .ex_date = date,
          .known_time = random_time(rng, date),
          .ratio = rng.uniform(0.1, 20.0),
          .origin = Origin::kReal};
}

EarningsReport random_earnings(Rng& rng, std::string_view symbol, Date date) {
  const ReportTime times[] = {ReportTime::kBeforeOpen, ReportTime::kAfterClose,
                              ReportTime::kUnknown};
  return {.symbol = Symbol(std::string(symbol)),
          .report_date = date,
          .time = times[rng.below(3)],
          .known_time = random_time(rng, date),
          .origin = Origin::kReal};
}

FomcDecision random_fomc(Rng& rng, Date date) {
  return {.date = date, .scheduled = rng.below(2) == 0, .known_time = random_time(rng, date)};
}

OptionChain random_chain(Rng& rng, std::string_view symbol, Date session, int expiries,
                         int strikes) {
  ChainBuilder builder(symbol, session);
  const auto event_time = random_time(rng, session);
  builder.known_at(event_time);
  for (int e = 0; e < expiries; ++e) {
    const auto expiry = session + Days(static_cast<int>(rng.below(9)) * 7);
    const auto root = std::string(symbol) + (rng.below(2) == 0 ? "" : "_LONG_ROOT");
    OptionChain so_far = builder.build();
    if (so_far.find(root, expiry) != nullptr) continue;
    for (int s = 0; s < strikes; ++s) {
      const auto strike = Price::from_micros(kMicrosPerUnit * (s + 1) +
                                             static_cast<std::int64_t>(rng.below(999'999)));
      for (const auto right : {Right::kCall, Right::kPut}) {
        if (rng.below(5) != 0 || s == 0) {
          builder.quote(root, expiry, random_quote(rng, strike, right));
        }
      }
    }
  }
  OptionChain chain = builder.build();
  chain.event_time = event_time - std::chrono::minutes(static_cast<int>(rng.below(30)));
  chain.event_time_approximate = rng.below(2) == 0;
  chain.spot = sometimes(rng, [&] { return random_price(rng); });
  for (auto& slice : chain.expiries) slice.multiplier = rng.below(8) == 0 ? 10 : 100;
  return chain;
}

void delete_tapes(const Path& lake) { std::filesystem::remove_all(lake / "tapes"); }

std::vector<std::string> part_files(const Path& lake) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(lake / "parts", ignored)) {
    if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace aots::data::testing
