#include "base/contract.hpp"

#include <gtest/gtest.h>

namespace aots {
namespace {

TEST(ContractDeathTest, ABrokenPreconditionSaysWhatAndWhere) {
  const int count = -1;
  EXPECT_DEATH(AOTS_EXPECTS(count >= 0),
               "contract_test.cpp:[0-9]+: precondition violated: count >= 0");
}

TEST(ContractDeathTest, ABrokenPostconditionSaysSo) {
  const bool sorted = false;
  EXPECT_DEATH(AOTS_ENSURES(sorted), "postcondition violated: sorted");
}

TEST(Contract, AKeptConditionIsEvaluatedOnceAndDoesNothing) {
  int evaluations = 0;
  AOTS_EXPECTS(++evaluations == 1);
  EXPECT_EQ(evaluations, 1);
}

TEST(Contract, TakesWhateverConvertsToBool) {
  const int value = 7;
  const int* pointer = &value;
  AOTS_EXPECTS(pointer);
  EXPECT_EQ(*pointer, 7);
}

}  // namespace
}  // namespace aots
