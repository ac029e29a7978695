#include "base/short_text.hpp"

#include <map>
#include <type_traits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

static_assert(std::is_trivially_copyable_v<ShortText>);
static_assert(sizeof(ShortText) == 16);
static_assert(ShortText("SPXW").size() == 4);

TEST(ShortText, ReadsBackAsTheTextThatItWasMadeOf) {
  const ShortText root = "SPXW";
  EXPECT_EQ(root.view(), "SPXW");
  EXPECT_EQ(std::string(root), "SPXW");
  EXPECT_EQ(fmt::format("[{:>6}]", root), "[  SPXW]");
  EXPECT_EQ("the root " + root, "the root SPXW");
  EXPECT_EQ(root + "_puts", "SPXW_puts");
  EXPECT_EQ(root.back(), 'W');
}

TEST(ShortText, IsEmptyByDefault) {
  EXPECT_TRUE(ShortText().empty());
  EXPECT_EQ(ShortText(), ShortText(""));
}

TEST(ShortText, HoldsFifteenCharactersAndNoMore) {
  const std::string longest(ShortText::kLengthMax, 'Z');
  EXPECT_TRUE(ShortText::fits(longest));
  EXPECT_EQ(ShortText(longest), longest);
  EXPECT_FALSE(ShortText::fits(longest + "Z"));
  EXPECT_DEATH(ShortText(longest + "Z"), "precondition");
}

TEST(ShortText, TellsATextFromOneThatGoesOn) {
  EXPECT_NE(ShortText("SPX"), ShortText("SPXW"));
  EXPECT_LT(ShortText("SPX"), ShortText("SPXW"));
  EXPECT_NE(ShortText(std::string_view("SPX\0", 4)), ShortText("SPX"));
}

// Long enough to reach into the second half, and with bytes that are negative as char.
rc::Gen<std::string> short_strings() {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, ShortText::kLengthMax + 1),
                         [](std::size_t size) {
                           return rc::gen::container<std::string>(
                               size, rc::gen::element('A', 'B', '\0', static_cast<char>(0xC3)));
                         });
}

RC_GTEST_PROP(ShortTextProperty, EqualsAndOrdersAsItsTextDoes, ()) {
  const std::string a = *short_strings();
  const std::string b = *short_strings();
  RC_ASSERT(ShortText(a).view() == a);
  RC_ASSERT((ShortText(a) == ShortText(b)) == (a == b));
  RC_ASSERT((ShortText(a) == b) == (a == b));
  RC_ASSERT((ShortText(a) <=> ShortText(b)) == (a <=> b));
  RC_ASSERT((ShortText(a) <=> b) == (a <=> b));
}

}  // namespace
}  // namespace aots
