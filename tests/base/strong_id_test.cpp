#include "base/strong_id.hpp"

#include <concepts>
#include <map>
#include <type_traits>

#include <gtest/gtest.h>

namespace aots {
namespace {

struct RowTag {};
struct ColumnTag {};
using RowId = StrongId<RowTag>;
using ColumnId = StrongId<ColumnTag>;
using RowName = StrongText<RowTag>;
using ColumnName = StrongText<ColumnTag>;

static_assert(!std::equality_comparable_with<RowId, ColumnId>);
static_assert(!std::is_convertible_v<RowId, ColumnId>);
static_assert(!std::equality_comparable_with<RowName, ColumnName>);
static_assert(!std::is_convertible_v<std::string, RowName>);

TEST(StrongId, OrdersByItsNumber) {
  EXPECT_LT(RowId{1}, RowId{2});
  EXPECT_EQ(RowId{3}, RowId{3});
  EXPECT_NE(RowId{3}, RowId{4});
}

TEST(StrongText, OrdersByItsTextAndServesAsAKey) {
  const std::map<RowName, int> rows = {{RowName("b"), 2}, {RowName("a"), 1}};
  EXPECT_EQ(rows.begin()->first.str(), "a");
  EXPECT_EQ(rows.at(RowName("b")), 2);
}

TEST(StrongText, IsEmptyByDefault) {
  EXPECT_TRUE(RowName().empty());
  EXPECT_FALSE(RowName("a").empty());
}

}  // namespace
}  // namespace aots
