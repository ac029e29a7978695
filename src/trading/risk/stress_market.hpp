// StressMarket: what a stress of a book needs beside the spots: of every underlying the moment of
// its last chain, the rate and the dividend yield as known then, and every option stressed once a
// chain.
//
// An option keeps the vol that the book knows of it, times the factors of the stress; time runs to
// its cut-off from the moment of the chain that marked it. The yield is the known one, else the one
// that the chain implies at the expiry nearest a year (analytics/forward_curve.hpp), else that of
// an earlier chain. Options on VIX are options on its futures, which rate and yield do not carry
// from its spot: their stress is unknown.
#pragma once

#include <map>
#include <optional>

#include "analytics/carry.hpp"
#include "analytics/chain_view.hpp"
#include "calendar/exchange_calendar.hpp"
#include "domain/option_contract.hpp"
#include "trading/risk/margin_stress.hpp"

namespace aots::trading {

class StressMarket {
 public:
  // The calendar must outlive it.
  explicit StressMarket(const calendar::ExchangeCalendar& calendar) : calendar_(calendar) {}

  // Takes a chain, with the rate and the yield that were known at it.
  void see(const analytics::ChainView& view, const analytics::CarryInputs& known);

  // One unit of a contract on the market of its underlying's last chain. Null where rate or yield
  // are not known, or the contract cannot be valued by them. Valid until the next call.
  const StressedOption* option(const OptionContract& contract, double vol, Price spot) const;

 private:
  struct Terms {
    Timestamp at;
    std::optional<double> rate, dividend_yield;
  };
  struct Kept {
    double vol = 0.0;
    Price spot;
    StressedOption option;
  };
  struct Underlying {
    Terms terms;
    std::map<OptionContract, Kept> options;
  };

  std::optional<StressedOption> reprice(const OptionContract& contract, double vol, Price spot,
                                        const Terms& terms) const;

  const calendar::ExchangeCalendar& calendar_;
  // What is kept saves work and changes no answer.
  mutable std::map<Symbol, Underlying> underlyings_;
};

}  // namespace aots::trading
