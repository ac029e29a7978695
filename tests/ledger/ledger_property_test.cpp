// Whatever a row holds, it reads back the same from both databases.
#include <bit>
#include <cmath>
#include <limits>

#include <rapidcheck.h>

#include "base/rng.hpp"
#include "tests/ledger/ledger_fixture.hpp"

namespace aots::ledger {
namespace {

// Values of every size and shape, the extremes among them; rows that no run would make.
class Values {
 public:
  explicit Values(std::uint64_t seed) : rng_(seed) {}

  bool coin() { return rng_.below(2) == 0; }

  std::int64_t integer() {
    constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    switch (rng_.below(6)) {
      case 0:
        return kLeast;
      case 1:
        return kMost;
      case 2:
        return 0;
      default:
        return std::bit_cast<std::int64_t>(rng_.next()) >> rng_.below(64);
    }
  }

  double real() {
    switch (rng_.below(8)) {
      case 0:
        return std::numeric_limits<double>::max();
      case 1:
        return -std::numeric_limits<double>::denorm_min();
      case 2:
        return -0.0;
      case 3:
        return 0.1 * static_cast<double>(rng_.below(1000));
      default: {
        const auto value = std::bit_cast<double>(rng_.next());
        return std::isfinite(value) ? value : 1.0 / 3.0;
      }
    }
  }

  template <class T>
  T decimal() {
    return T::from_micros(integer());
  }

  // To the microsecond, over the whole range of the type.
  Timestamp time() {
    const std::int64_t micros = (integer() / 1000) % 9'223'372'036'854'000;
    return Timestamp(std::chrono::microseconds(micros));
  }

  Date date() {
    return make_date(1, 1, 1) + Days(static_cast<int>(rng_.below(3'652'059)));  // to 9999-12-31
  }

  // Fewer code points than that, of every length, without NUL and surrogates.
  std::string text(std::uint64_t fewer_than = 12) {
    std::string text;
    for (std::uint64_t left = rng_.below(fewer_than); left > 0; --left) {
      const std::uint64_t plane = rng_.below(4);
      auto point = static_cast<std::uint32_t>(plane == 0   ? 1 + rng_.below(0x7f)
                                              : plane == 1 ? 0x80 + rng_.below(0x780)
                                              : plane == 2 ? 0x800 + rng_.below(0xd000)
                                                           : 0x10000 + rng_.below(0x100000));
      append(text, point);
    }
    return text;
  }

  // Of the length that symbols have.
  Symbol symbol() { return Symbol(text(4)); }

  std::string root() {
    std::string root = "A";
    for (std::uint64_t left = rng_.below(6); left > 0; --left) {
      root += "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[rng_.below(36)];
    }
    return root;
  }

  OptionContract contract() {
    OptionContract contract;
    contract.underlying = symbol();
    contract.root = root();
    contract.expiry = make_date(2000, 1, 1) + Days(static_cast<int>(rng_.below(36'500)));
    contract.right = coin() ? Right::kCall : Right::kPut;
    contract.strike =
        Price::from_micros(static_cast<std::int64_t>(1 + rng_.below(99'999'999)) * 1000);
    contract.multiplier = integer();
    return contract;
  }

  Greeks greeks() { return {real(), real(), real(), real(), real()}; }

  JsonText json() {
    std::string number = fmt::format("{}", real());
    std::string quoted = "\"";
    for (const char c : text()) {
      if (c == '"' || c == '\\') quoted += '\\';
      if (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f') quoted += c;
    }
    quoted += '"';
    return {fmt::format("{{\"b\":[{},true,null],\"a\":{{\"\":{},\"i\":{}}}}}", number, quoted,
                        integer())};
  }

  template <class Make>
  auto maybe(Make make) -> std::optional<decltype(make())> {
    if (rng_.below(3) == 0) return std::nullopt;
    return make();
  }

  std::int64_t number() { return static_cast<std::int64_t>(1 + rng_.below(9'999'999)); }

 private:
  static void append(std::string& text, std::uint32_t point) {
    const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (point < 0x80) return put(point);
    if (point < 0x800) {
      put(0xc0 | point >> 6);
    } else if (point < 0x10000) {
      put(0xe0 | point >> 12);
      put(0x80 | (point >> 6 & 0x3f));
    } else {
      put(0xf0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3f));
      put(0x80 | (point >> 6 & 0x3f));
    }
    put(0x80 | (point & 0x3f));
  }

  Rng rng_;
};

SignalEntry any_signal(Values& any) {
  SignalEntry e;
  e.number = any.number();
  e.timestamp = any.time();
  e.symbol = any.symbol();
  e.strategy = any.text();
  e.action = any.text();
  e.confidence = any.real();
  e.regime = Regime::kIvExpansion;
  e.iv_rank = any.maybe([&] { return any.real(); });
  e.vix = any.maybe([&] { return any.real(); });
  e.features = any.json();
  e.model_predictions = any.maybe([&] { return any.json(); });
  e.executed = any.coin();
  e.observed = any.maybe([&] { return any.real(); });
  e.limit = any.maybe([&] { return any.real(); });
  return e;
}

TradeEntry any_trade(Values& any, std::int64_t signal) {
  TradeEntry e;
  e.trade = PositionId{any.number()};
  e.signal = any.maybe([&] { return signal; });
  e.symbol = any.symbol();
  e.entry_time = any.maybe([&] { return any.time(); });
  e.exit_time = any.maybe([&] { return any.time(); });
  e.quantity = any.integer();
  e.entry_price = any.maybe([&] { return any.decimal<Price>(); });
  e.exit_price = any.maybe([&] { return any.decimal<Price>(); });
  e.pnl = any.maybe([&] { return any.decimal<Money>(); });
  e.pnl_pct = any.maybe([&] { return any.real(); });
  e.status = PositionStatus::kNeverFilled;
  e.metadata = any.json();
  e.fees = any.decimal<Money>();
  e.exit_reason = any.text();
  return e;
}

LegEntry any_leg(Values& any, PositionId trade) {
  LegEntry e;
  e.trade = trade;
  e.leg = 99;
  e.contract = any.contract();
  e.side = any.coin() ? Side::kBuy : Side::kSell;
  e.quantity = any.integer();
  e.current_price = any.maybe([&] { return any.decimal<Price>(); });
  e.greeks = any.maybe([&] { return any.greeks(); });
  e.unrealized_pnl = any.maybe([&] { return any.decimal<Money>(); });
  e.status = any.text();
  e.updated_at = any.time();
  return e;
}

EquityEntry any_day(Values& any) {
  EquityEntry e;
  e.date = any.date();
  e.equity = any.decimal<Money>();
  e.drawdown = any.real();
  e.open_positions = any.integer();
  e.delta = any.real();
  e.margin = any.maybe([&] { return any.decimal<Money>(); });
  return e;
}

// JSON compares as a document, so what was put is brought to the ledger's spelling first.
template <class E>
void expect_back(Ledger& ledger, std::int64_t run, const E& put) {
  const auto rows = ledger.read<E>(run);
  RC_ASSERT(rows.has_value());
  RC_ASSERT(rows->size() == 1U);
  RC_ASSERT(rows->front() == put);
}

using LedgerPropertyTest = LedgerTest;
AOTS_BOTH_DATABASES(LedgerPropertyTest);

TEST_P(LedgerPropertyTest, LosesNothingOfAnyValue) {
  auto ledger = place().open().value();
  std::int64_t runs = 0;
  const bool held = rc::check([&](std::uint64_t seed) {
    Values any(seed);
    RunEntry run = sample_run(fmt::format("{{\"seed\":{},\"run\":{}}}", seed, ++runs));
    run.seed = any.integer();
    run.version = any.text();
    run.simulated_start = any.maybe([&] { return any.time(); });
    UnitOfWork unit(run);
    unit.time = any.time();
    SignalEntry signal = any_signal(any);
    TradeEntry trade = any_trade(any, signal.number);
    const LegEntry leg = any_leg(any, trade.trade);
    const EquityEntry day = any_day(any);
    unit.put(signal);
    unit.put(trade);
    unit.put(leg);
    unit.put(day);
    const auto report = ledger.commit(unit);
    if (!report) RC_FAIL(report.error().message);
    // A second commit finds nothing that differs, JSON included.
    const auto again = ledger.commit(unit, Rewrite::kNever);
    if (!again) RC_FAIL(again.error().message);
    RC_ASSERT(again->unchanged == 5);
    const auto signals = ledger.read<SignalEntry>(report->run).value();
    signal.features = signals.at(0).features;
    signal.model_predictions = signals.at(0).model_predictions;
    trade.metadata = ledger.read<TradeEntry>(report->run).value().at(0).metadata;
    expect_back(ledger, report->run, signal);
    expect_back(ledger, report->run, trade);
    expect_back(ledger, report->run, leg);
    expect_back(ledger, report->run, day);
    RC_ASSERT(ledger.runs()->back().run == run);
  });
  EXPECT_TRUE(held);
  EXPECT_TRUE(place().verify().sound());
}

TEST_P(LedgerPropertyTest, CutsTimesAtTheMicrosecond) {
  UnitOfWork unit(sample_run());
  const auto put = [&](std::int64_t number, const char* time) {
    unit.put(HeartbeatEntry{number, at(time), "engine", "ok", JsonText{}});
  };
  put(1, "2019-05-10T20:00:00.123456789Z");
  put(2, "1969-12-31T23:59:59.999999999Z");
  auto ledger = place().open().value();
  ASSERT_TRUE(ledger.commit(unit));
  const auto beats = ledger.read<HeartbeatEntry>(1).value();
  EXPECT_EQ(beats.at(0).time, at("2019-05-10T20:00:00.123456Z"));
  EXPECT_EQ(beats.at(1).time, at("1969-12-31T23:59:59.999999Z"));
}

}  // namespace
}  // namespace aots::ledger
