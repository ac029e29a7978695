#include "base/result.hpp"

#include <memory>

#include <gtest/gtest.h>

namespace aots {
namespace {

Result<int> parse_positive(int number) {
  if (number <= 0) {
    return fail(ErrorCode::kData, "found {}, expected a positive number", number);
  }
  return number;
}

Result<int> sum(int a, int b, int& calls) {
  AOTS_TRY(first, parse_positive(a));
  ++calls;
  AOTS_TRY(second, parse_positive(b));
  ++calls;
  return first + second;
}

Status check_all(int a, int b, int& calls) {
  AOTS_CHECK_OK(parse_positive(a));
  ++calls;
  AOTS_CHECK_OK(parse_positive(b));
  ++calls;
  return {};
}

Result<std::unique_ptr<int>> boxed(int number) {
  AOTS_TRY(value, parse_positive(number));
  return std::make_unique<int>(value);
}

// The value is moved out of the temporary result, so it need not be copyable.
Result<int> unboxed(int number) {
  AOTS_TRY(box, boxed(number));
  const std::unique_ptr<int> taken = std::move(box);
  return *taken;
}

TEST(Try, BindsTheValuesOfResults) {
  int calls = 0;
  EXPECT_EQ(sum(2, 3, calls), 5);
  EXPECT_EQ(calls, 2);
}

TEST(Try, ReturnsTheFirstErrorAndRunsNothingAfterIt) {
  int calls = 0;
  const auto result = sum(-2, -3, calls);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error(), (Error{ErrorCode::kData, "found -2, expected a positive number"}));
  EXPECT_EQ(calls, 0);
}

TEST(Try, ReturnsALaterErrorToo) {
  int calls = 0;
  const auto result = sum(2, -3, calls);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message, "found -3, expected a positive number");
  EXPECT_EQ(calls, 1);
}

TEST(Try, PassesAnErrorOnThroughResultsOfOtherTypes) {
  const auto result = unboxed(0);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message, "found 0, expected a positive number");
}

TEST(Try, MovesValuesThatCannotBeCopied) { EXPECT_EQ(unboxed(4), 4); }

TEST(CheckOk, GoesOnWhereAllIsWellAndStopsAtAnError) {
  int calls = 0;
  EXPECT_TRUE(check_all(1, 2, calls).has_value());
  EXPECT_EQ(calls, 2);
  calls = 0;
  const auto status = check_all(1, 0, calls);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kData);
  EXPECT_EQ(calls, 1);
}

TEST(ErrorCode, DecidesTheExitCodeOfTheProgram) {
  EXPECT_EQ(exit_code(ErrorCode::kUsage), 2);
  EXPECT_EQ(exit_code(ErrorCode::kConfig), 2);
  EXPECT_EQ(exit_code(ErrorCode::kData), 3);
  EXPECT_EQ(exit_code(ErrorCode::kIo), 3);
  EXPECT_EQ(exit_code(ErrorCode::kService), 4);
  EXPECT_EQ(exit_code(ErrorCode::kInternal), 5);
  EXPECT_EQ(exit_code(ErrorCode::kInterrupted), 130);
}

TEST(ErrorCode, HasAName) {
  EXPECT_EQ(to_string(ErrorCode::kUsage), "usage");
  EXPECT_EQ(to_string(ErrorCode::kConfig), "config");
  EXPECT_EQ(to_string(ErrorCode::kData), "data");
  EXPECT_EQ(to_string(ErrorCode::kIo), "io");
  EXPECT_EQ(to_string(ErrorCode::kService), "service");
  EXPECT_EQ(to_string(ErrorCode::kInternal), "internal");
  EXPECT_EQ(to_string(ErrorCode::kInterrupted), "interrupted");
}

}  // namespace
}  // namespace aots
