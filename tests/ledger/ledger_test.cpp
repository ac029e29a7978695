// What a ledger keeps, on both databases.
#include "ledger/ledger.hpp"

#include <limits>

#include "tests/ledger/ledger_fixture.hpp"

namespace aots::ledger {
namespace {

AOTS_BOTH_DATABASES(LedgerTest);

TEST_P(LedgerTest, IsThereAfterItWasMade) {
  ASSERT_TRUE(place().open());
  auto again = place().open(OpenMode::kExisting);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->runs().value().empty());
}

TEST_P(LedgerTest, IsNotMadeByLooking) {
  const auto ledger = place().open(OpenMode::kExisting);
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().code,
            GetParam() == Backend::kSqlite ? ErrorCode::kIo : ErrorCode::kData);
  EXPECT_FALSE(place().open(OpenMode::kExisting));
}

TEST_P(LedgerTest, ReadsBackATradeWithAllThatBelongsToIt) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  auto ledger = place().open().value();
  const auto report = ledger.commit(unit);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->run, 1);
  EXPECT_EQ(report->inserted, kTradeRows + 1);  // and the run
  ASSERT_EQ(unit.entries().size(), static_cast<std::size_t>(kTradeRows));

  auto later = place().open(OpenMode::kExisting).value();
  const auto runs = later.runs().value();
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].run, unit.run);
  const auto put = [&](std::size_t kind, std::int64_t number) {
    return unit.entries().at({kind, number});
  };
  EXPECT_EQ(Entry(later.read<SignalEntry>(1).value().at(0)), put(0, 1));
  EXPECT_EQ(Entry(later.read<QuoteEntry>(1).value().at(1)), put(1, 102));
  EXPECT_EQ(Entry(later.read<TradeEntry>(1).value().at(0)), put(2, 1));
  EXPECT_EQ(Entry(later.read<LegEntry>(1).value().at(0)), put(3, 101));
  EXPECT_EQ(Entry(later.read<OrderEntry>(1).value().at(0)), put(4, 1));
  EXPECT_EQ(Entry(later.read<OrderLegEntry>(1).value().at(1)), put(5, 102));
  EXPECT_EQ(Entry(later.read<FillEntry>(1).value().at(0)), put(6, 1));
  EXPECT_EQ(Entry(later.read<FillLegEntry>(1).value().at(0)), put(7, 101));
}

TEST_P(LedgerTest, HasTheColumnsOfTheThreeFirstTables) {
  ASSERT_TRUE(place().open());
  place().tamper(
      "SELECT id, signal_id, symbol, strategy, action, entry_time, exit_time, quantity, "
      "entry_price,"
      " exit_price, pnl, pnl_pct, status, regime, metadata, created_at FROM trades");
  place().tamper(
      "SELECT id, trade_id, symbol, leg_type, option_type, strike, expiration, quantity, "
      "entry_price,"
      " current_price, delta, gamma, theta, vega, unrealized_pnl, status, updated_at FROM "
      "positions");
  place().tamper(
      "SELECT id, timestamp, symbol, strategy, action, confidence, regime, iv_rank, vix, features,"
      " model_predictions, executed, created_at FROM signals");
  EXPECT_TRUE(place().verify().sound());
}

ShareLotEntry sample_lot() {
  return {.trade = PositionId{1},
          .lot = 1,
          .symbol = Symbol("AAPL"),
          .side = Side::kSell,
          .shares = 300,
          .entry_price = Price::parse("187.43").value(),
          .opened_at = at("2019-05-17T20:15:00Z"),
          .current_price = Price::parse("188").value(),
          .exit_price = std::nullopt,
          .closed_at = std::nullopt,
          .unrealized_pnl = Money::parse("-171").value(),
          .status = "leaving",
          .leaving_reason = "expiry",
          .updated_at = at("2019-05-17T20:15:00Z")};
}

TEST_P(LedgerTest, ReadsBackTheSharesOfATradeAndBringsThemToTheirEnd) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  ShareLotEntry lot = sample_lot();
  unit.put(lot);
  auto ledger = place().open().value();
  const auto report = ledger.commit(unit);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(ledger.read<ShareLotEntry>(1).value(), std::vector{lot});
  lot.exit_price = Price::parse("188.01").value();
  lot.closed_at = lot.updated_at = at("2019-05-20T20:15:00Z");
  lot.unrealized_pnl.reset();
  lot.status = "closed";
  unit.clear();
  unit.put(lot);
  EXPECT_EQ(ledger.commit(unit).value().updated, 1);
  EXPECT_EQ(ledger.read<ShareLotEntry>(1).value(), std::vector{lot});
  EXPECT_TRUE(place().verify().sound());
}

TEST_P(LedgerTest, OfAnEarlierProgramIsBroughtToTheNewSchemaAndStaysSound) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  ASSERT_TRUE(place().open().value().commit(unit));
  place().tamper("DROP TABLE share_lots");
  place().tamper("DROP TABLE risk_checks");
  place().tamper("DELETE FROM schema_migrations WHERE version > 1");
  EXPECT_FALSE(place().open(OpenMode::kExisting));
  auto migrated = place().open();
  ASSERT_TRUE(migrated) << migrated.error().message;
  unit.clear();
  unit.put(sample_lot());
  unit.put(RiskChecksEntry{1, JsonText{R"([["max_drawdown",0.1,0.25,true]])"}});
  EXPECT_EQ(migrated->commit(unit).value().inserted, 2);
  EXPECT_EQ(migrated->read<TradeEntry>(1).value().size(), 1U);
  EXPECT_TRUE(place().verify().sound());
}

TEST_P(LedgerTest, WritesNothingASecondTime) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  auto ledger = place().open().value();
  ASSERT_TRUE(ledger.commit(unit));
  const auto again = ledger.commit(unit);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->inserted, 0);
  EXPECT_EQ(again->updated, 0);
  EXPECT_EQ(again->unchanged, kTradeRows + 1);
  EXPECT_EQ(place().verify().audit_rows, kTradeRows + 1);
}

TEST_P(LedgerTest, BringsATradeToItsNewState) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  auto ledger = place().open().value();
  ASSERT_TRUE(ledger.commit(unit));
  TradeEntry trade = ledger.read<TradeEntry>(1).value().at(0);
  trade.status = PositionStatus::kClosed;
  trade.exit_time = at("2019-05-15T19:30:00.000001Z");
  trade.exit_price = Price::parse("-0.4").value();
  trade.pnl = Money::parse("164.8").value();
  trade.pnl_pct = 164.8 / 750.0;
  unit.clear();
  unit.put(trade);
  const auto report = ledger.commit(unit);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->updated, 1);
  EXPECT_EQ(ledger.read<TradeEntry>(1).value().at(0), trade);
  const auto verified = place().verify();
  EXPECT_TRUE(verified.sound());
  EXPECT_EQ(verified.audit_rows, kTradeRows + 2);
}

TEST_P(LedgerTest, KeepsTheLastStateOfARowPutTwice) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  SignalEntry signal = std::get<SignalEntry>(unit.entries().at({0, 1}));
  signal.rule = "changed";
  unit.put(signal);
  EXPECT_EQ(unit.entries().size(), static_cast<std::size_t>(kTradeRows));
  auto ledger = place().open().value();
  ASSERT_TRUE(ledger.commit(unit));
  EXPECT_EQ(ledger.read<SignalEntry>(1).value().at(0).rule, "changed");
}

TEST_P(LedgerTest, RefusesAnotherFillUnderTheSameNumberAndAllThatCameWithIt) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  auto ledger = place().open().value();
  ASSERT_TRUE(ledger.commit(unit));
  FillEntry fill = ledger.read<FillEntry>(1).value().at(0);
  fill.fees = Money::parse("99").value();
  unit.clear();
  put_trade(unit, 2);
  unit.put(fill);
  const auto report = ledger.commit(unit);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kData);
  EXPECT_NE(report.error().message.find("fills 1000000001 (run 1, number 1)"), std::string::npos);
  EXPECT_NE(report.error().message.find("fees is 2.6 there and 99 here"), std::string::npos);
  EXPECT_EQ(ledger.read<TradeEntry>(1).value().size(), 1U);
  EXPECT_TRUE(place().verify().sound());
}

TEST_P(LedgerTest, RewritesNothingWhereThatIsAsked) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  auto ledger = place().open().value();
  ASSERT_TRUE(ledger.commit(unit, Rewrite::kNever));
  ASSERT_TRUE(ledger.commit(unit, Rewrite::kNever));
  TradeEntry trade = ledger.read<TradeEntry>(1).value().at(0);
  trade.exit_reason = "profit_target";
  unit.put(trade);
  const auto report = ledger.commit(unit, Rewrite::kNever);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kData);
  EXPECT_EQ(ledger.read<TradeEntry>(1).value().at(0).exit_reason, "");
}

TEST_P(LedgerTest, KeepsTheNumbersOfTwoRunsApart) {
  auto ledger = place().open().value();
  for (const char* manifest : {"{\"run\":1}", "{\"run\":2}"}) {
    UnitOfWork unit(sample_run(manifest));
    put_trade(unit, 1);
    put_trade(unit, 2);
    ASSERT_TRUE(ledger.commit(unit));
  }
  EXPECT_EQ(ledger.runs().value().size(), 2U);
  for (const std::int64_t run : {1, 2}) {
    const auto trades = ledger.read<TradeEntry>(run).value();
    ASSERT_EQ(trades.size(), 2U);
    EXPECT_EQ(trades[1].trade, PositionId{2});
    EXPECT_EQ(trades[1].signal, 2);
  }
  EXPECT_TRUE(place().verify().sound());
}

TEST_P(LedgerTest, TakesTurnsBetweenTwoWriters) {
  auto one = place().open().value();
  auto other = place().open().value();
  for (std::int64_t number = 1; number <= 6; ++number) {
    UnitOfWork unit(sample_run());
    put_trade(unit, number);
    const auto report = (number % 2 == 0 ? one : other).commit(unit);
    ASSERT_TRUE(report) << report.error().message;
  }
  EXPECT_EQ(one.read<TradeEntry>(1).value().size(), 6U);
  EXPECT_TRUE(place().verify().sound());
}

TEST_P(LedgerTest, KeepsDaysAndHeartbeatsAndNotes) {
  UnitOfWork unit(sample_run());
  unit.time = at("2019-05-10T20:15:00Z");
  EquityEntry day;
  day.date = make_date(2019, 5, 10);
  day.equity = Money::parse("100123.456789").value();
  day.drawdown = 1.0 / 3.0;
  day.vega = -1234.5;
  day.regime = Regime::kHighVol;
  RegimeEntry regime;
  regime.date = day.date;
  regime.regime = Regime::kHighVol;
  regime.previous = Regime::kNeutral;
  regime.vix = 25.3;
  const HeartbeatEntry beat{1, unit.time, "engine", "ok", JsonText{"{\"lag_ms\":3}"}};
  unit.put(day);
  unit.put(regime);
  unit.put(beat);
  unit.note({"operator", "pause", JsonText{"{\"why\":\"news\"}"}});
  auto ledger = place().open().value();
  const auto report = ledger.commit(unit);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(ledger.read<EquityEntry>(1).value().at(0), day);
  EXPECT_EQ(ledger.read<RegimeEntry>(1).value().at(0), regime);
  EXPECT_EQ(ledger.read<HeartbeatEntry>(1).value().at(0), beat);
  EXPECT_EQ(place().verify().audit_rows, 5);
  EXPECT_TRUE(place().verify().sound());
}

TEST_P(LedgerTest, RefusesWhatNeitherDatabaseCanHold) {
  auto ledger = place().open().value();
  const auto refused = [&](auto change) {
    UnitOfWork unit(sample_run());
    put_trade(unit, 1);
    change(unit);
    const auto report = ledger.commit(unit);
    return !report && report.error().code == ErrorCode::kData;
  };
  const auto trade = [](UnitOfWork& unit, auto change) {
    TradeEntry entry = std::get<TradeEntry>(unit.entries().at({2, 1}));
    change(entry);
    unit.put(entry);
  };
  EXPECT_TRUE(refused([&](UnitOfWork& unit) {
    trade(unit, [](TradeEntry& e) { e.confidence = std::numeric_limits<double>::quiet_NaN(); });
  }));
  EXPECT_TRUE(refused([&](UnitOfWork& unit) {
    trade(unit, [](TradeEntry& e) { e.exit_reason = std::string("a\0b", 3); });
  }));
  for (const char* text : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    EXPECT_TRUE(refused([&](UnitOfWork& unit) {
      trade(unit, [&](TradeEntry& e) { e.exit_reason = text; });
    })) << "bytes that are no UTF-8";
  }
  for (const char* json : {"{", "{\"a\":\"\\u0000\"}", "nan"}) {
    EXPECT_TRUE(refused([&](UnitOfWork& unit) {
      trade(unit, [&](TradeEntry& e) { e.metadata.text = json; });
    })) << json;
  }
  EXPECT_TRUE(
      refused([](UnitOfWork& unit) { unit.put(TradeEntry{.trade = PositionId{1'000'000'000}}); }));
  EXPECT_TRUE(refused([](UnitOfWork& unit) {
    unit.put(OrderLegEntry{OrderId{1}, 100, sample_contract(Right::kPut, "1"), Side::kBuy, 1});
  }));
  EXPECT_TRUE(refused([](UnitOfWork& unit) {
    unit.put(OrderLegEntry{OrderId{1}, 3, sample_contract(Right::kPut, "0.0001"), Side::kBuy, 1});
  }));
  EXPECT_TRUE(refused([](UnitOfWork& unit) { unit.note({"me", "x", JsonText{"{"}}); }));
  EXPECT_TRUE(refused([](UnitOfWork& unit) { unit.note({"\xff", "x", JsonText{}}); }));
  EXPECT_TRUE(ledger.runs().value().empty());
}

TEST_P(LedgerTest, RefusesAReferenceToARowThatIsNotThere) {
  UnitOfWork unit(sample_run());
  unit.put(FillEntry{FillId{1}, OrderId{5}, PositionId{6}, at("2019-05-10T20:00:00Z"), 1, Price(),
                     Money(), Money()});
  auto ledger = place().open().value();
  const auto report = ledger.commit(unit);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kData);
  EXPECT_TRUE(ledger.runs().value().empty());
}

TEST_P(LedgerTest, LeavesALedgerOfANewerProgramAlone) {
  ASSERT_TRUE(place().open());
  place().tamper("INSERT INTO schema_migrations (version, name) VALUES (999, 'of the future')");
  for (const OpenMode mode : {OpenMode::kCreate, OpenMode::kExisting}) {
    const auto ledger = place().open(mode);
    ASSERT_FALSE(ledger);
    EXPECT_EQ(ledger.error().code, ErrorCode::kData);
    EXPECT_NE(ledger.error().message.find("use a newer aots"), std::string::npos);
  }
}

TEST_P(LedgerTest, NamesAValueThatItCannotRead) {
  UnitOfWork unit(sample_run());
  put_trade(unit, 1);
  auto ledger = place().open().value();
  ASSERT_TRUE(ledger.commit(unit));
  place().tamper("UPDATE trades SET status = 'lost'");
  const auto trades = ledger.read<TradeEntry>(1);
  ASSERT_FALSE(trades);
  EXPECT_EQ(trades.error().code, ErrorCode::kData);
  EXPECT_NE(trades.error().message.find("column status of trades 1000000001"), std::string::npos);
}

// The chain depends on what was written and not on the database that keeps it.
TEST(LedgerChain, IsTheSameInBothDatabases) {
  if (postgres_is_left_out()) GTEST_SKIP() << "AOTS_SKIP_POSTGRES=1 leaves PostgreSQL out";
  std::vector<std::string> heads;
  for (const Backend backend : {Backend::kSqlite, Backend::kPostgresql}) {
    const Place place = Place::make(backend).value();
    UnitOfWork unit(sample_run());
    put_trade(unit, 1);
    ASSERT_TRUE(place.open().value().commit(unit));
    heads.push_back(place.verify().head);
  }
  EXPECT_EQ(heads[0].size(), 64U);
  EXPECT_EQ(heads[0], heads[1]);
}

}  // namespace
}  // namespace aots::ledger
