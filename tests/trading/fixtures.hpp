// Signals, chains and books for the tests of the trading rooms: SPY spreads with round numbers.
#pragma once

#include <string>

#include "domain/market.hpp"
#include "domain/trading.hpp"
#include "trading/portfolio/expiry.hpp"
#include "trading/portfolio/portfolio.hpp"
#include "trading/portfolio/shares.hpp"

namespace aots::testing {

inline Price dollars(const char* text) { return *Price::parse(text); }
inline Money money(const char* text) { return *Money::parse(text); }

inline const Date kSession = make_date(2019, 5, 1);
inline const Date kExpiry = make_date(2019, 5, 6);
inline const Timestamp kNow = *parse_timestamp("2019-05-01T20:00:00Z");

inline OptionContract contract(Right right, const char* strike, const char* root = "SPY") {
  OptionContract c;
  c.underlying = Symbol(std::string(root) == "SPXW" ? "SPX" : root);
  c.root = root;
  c.expiry = kExpiry;
  c.right = right;
  c.strike = dollars(strike);
  return c;
}

inline Greeks greeks(double delta, double gamma) {
  Greeks g;
  g.delta = delta;
  g.gamma = gamma;
  return g;
}

// A put credit spread 290/285 for 1.00: max risk 4.00 a share, 400 dollars a package.
inline Signal credit_spread(const char* symbol = "SPY") {
  Signal signal;
  signal.time = kNow;
  signal.session = kSession;
  signal.strategy = "iv_rank_sell";
  signal.action = "sell_put_credit_spread";
  signal.symbol = Symbol(symbol);
  signal.direction = Direction::kBullish;
  SignalLeg sold;
  sold.contract = contract(Right::kPut, "290", symbol);
  sold.side = Side::kSell;
  sold.greeks = greeks(-0.25, 0.02);
  SignalLeg bought;
  bought.contract = contract(Right::kPut, "285", symbol);
  bought.side = Side::kBuy;
  bought.greeks = greeks(-0.15, 0.015);
  signal.legs = {sold, bought};
  signal.net_price = dollars("1");
  signal.max_profit = dollars("1");
  signal.max_risk = dollars("4");
  signal.expiry = kExpiry;
  signal.dte = 5;
  signal.confidence = 0.9;
  signal.regime = Regime::kLowVol;
  signal.iv_rank = 0.9;
  return signal;
}

inline OptionQuote quote(Right right, const char* strike, const char* bid, const char* ask) {
  OptionQuote q;
  q.right = right;
  q.strike = dollars(strike);
  if (*bid != '\0') q.bid = dollars(bid);
  if (*ask != '\0') q.ask = dollars(ask);
  return q;
}

// The two puts of the spread; an empty text is an absent side.
inline OptionChain put_chain(const char* bid290, const char* ask290, const char* bid285,
                             const char* ask285) {
  OptionChain chain;
  chain.underlying = Symbol("SPY");
  chain.session = kSession;
  chain.event_time = chain.known_time = kNow;
  chain.spot = dollars("292");
  ExpiryChain slice;
  slice.root = "SPY";
  slice.expiry = kExpiry;
  slice.quotes = {quote(Right::kPut, "285", bid285, ask285),
                  quote(Right::kPut, "290", bid290, ask290)};
  chain.expiries = {slice};
  return chain;
}

// Both legs of the spread trade at the given prices: sold and bought back, or the reverse.
inline Fill spread_fill(PositionId position, OrderPurpose purpose, std::int64_t quantity,
                        const char* price290, const char* price285, const char* fees = "2.6") {
  const bool opening = purpose == OrderPurpose::kOpen;
  Fill fill;
  fill.id = FillId{opening ? 1 : 2};
  fill.order = OrderId{opening ? 1 : 2};
  fill.position = position;
  fill.time = kNow + std::chrono::milliseconds(opening ? 250 : 86'400'250);
  fill.quantity = quantity;
  LegFill a;
  a.contract = contract(Right::kPut, "290");
  a.side = opening ? Side::kSell : Side::kBuy;
  a.contracts = quantity;
  a.price = dollars(price290);
  LegFill b;
  b.contract = contract(Right::kPut, "285");
  b.side = opening ? Side::kBuy : Side::kSell;
  b.contracts = quantity;
  b.price = dollars(price285);
  fill.legs = {a, b};
  fill.net_price = opening ? a.price - b.price : b.price - a.price;
  fill.fees = money(fees);
  return fill;
}

// A book with 100,000 dollars and one open spread of two packages, sold for 1.00.
inline trading::Portfolio book_with_spread() {
  trading::Portfolio book(money("100000"));
  book.open_pending(PositionId{1}, credit_spread(), 2, money("800"));
  const Status booked = book.apply(spread_fill(PositionId{1}, OrderPurpose::kOpen, 2, "3", "2"),
                                   OrderPurpose::kOpen, "");
  if (!booked) throw std::runtime_error(booked.error().message);
  return book;
}

// Settles the spread at a print; delivered shares go at the same price, without costs.
inline void settle_book(trading::Portfolio& book, const char* print) {
  const Timestamp time = kNow + std::chrono::days(5);
  book.change(PositionId{1}, time, "expiry", [&](Position& position) {
    return trading::settle(position, {.group = {"SPY", kExpiry},
                                      .price = {dollars(print), false},
                                      .time = time,
                                      .shares_leave = true});
  });
  if (!trading::holds_shares(*book.find(PositionId{1}))) return;
  book.change(PositionId{1}, time, "expiry", [&](Position& position) {
    return trading::close_leaving_shares(position, dollars(print), {}, time);
  });
}

}  // namespace aots::testing
