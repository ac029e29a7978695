#include "domain/option_contract.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

OptionContract any_contract() {
  const auto length = *rc::gen::inRange<std::size_t>(1, 7);
  auto root = *rc::gen::container<std::string>(length, rc::gen::element('A', 'S', 'Z', '0', '9'));
  root[*rc::gen::inRange<std::size_t>(0, length)] = 'Q';
  OptionContract contract;
  contract.root = root;
  contract.expiry = make_date(2000, 1, 1) + Days{*rc::gen::inRange(0, 36'525)};
  contract.right = *rc::gen::element(Right::kCall, Right::kPut);
  contract.strike = Price::from_micros(*rc::gen::inRange<std::int64_t>(1, 100'000'000) * 1000);
  return contract;
}

OptionContract contract_of(const OccSymbol& symbol) {
  return {.underlying = Symbol(symbol.root),
          .root = symbol.root,
          .expiry = symbol.expiry,
          .right = symbol.right,
          .strike = symbol.strike};
}

bool names(const std::optional<OccSymbol>& symbol, const OptionContract& contract) {
  return symbol && symbol->root == contract.root && symbol->expiry == contract.expiry &&
         symbol->right == contract.right && symbol->strike == contract.strike;
}

RC_GTEST_PROP(OccSymbolProperty, ASymbolReadsBackInEverySpelling, ()) {
  const auto contract = any_contract();
  const auto text = contract.occ_symbol();
  auto padded = text;
  padded.insert(contract.root.size(), 6 - contract.root.size(), ' ');
  RC_ASSERT(padded.size() == 21U);
  RC_ASSERT(names(parse_occ_symbol(text), contract));
  RC_ASSERT(names(parse_occ_symbol(padded), contract));
  RC_ASSERT(names(parse_occ_symbol("O:" + text), contract));
}

RC_GTEST_PROP(OccSymbolProperty, ADamagedSymbolIsRefusedOrReadsAsWhatItSays, ()) {
  auto text = any_contract().occ_symbol();
  text[*rc::gen::inRange<std::size_t>(0, text.size())] =
      *rc::gen::element('0', '7', 'A', 'C', 'P', ' ', '-', '+', 'c', '.');
  const auto symbol = parse_occ_symbol(text);
  std::erase(text, ' ');
  const bool is_right = !symbol || contract_of(*symbol).occ_symbol() == text;
  RC_ASSERT(is_right);
}

}  // namespace
}  // namespace aots
