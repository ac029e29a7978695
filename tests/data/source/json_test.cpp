#include "data/source/json.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/source/json_rows.hpp"

namespace aots::data {
namespace {

using Texts = std::vector<std::string>;

TEST(JsonView, HandsOutWhatTheVendorWrote) {
  const JsonView view(R"( {"a": 1.50, "b": {"c": "x\"y", "d": null}, "e": [1, "2", {}] } )");
  EXPECT_EQ(view.find("a")->scalar(), "1.50");
  EXPECT_EQ(view.find("b.c")->scalar(), R"(x\"y)");
  EXPECT_EQ(view.find("b.d")->scalar(), "");
  EXPECT_TRUE(view.find("b.d")->is_null());
  EXPECT_EQ(view.find("e")->raw(), R"([1, "2", {}])");
  EXPECT_EQ(view.find("e")->items().size(), 3U);
  EXPECT_FALSE(view.find("b.c.z").has_value());
  EXPECT_FALSE(view.find("z").has_value());
}

TEST(JsonView, PassesOverBracesInsideStrings) {
  const JsonView view(R"({"a": "}]{[\\", "b": [{"c": "]"}, 2]})");
  EXPECT_EQ(view.find("b")->items().at(1).scalar(), "2");
}

TEST(JsonView, TakesEmptyContainers) {
  EXPECT_TRUE(JsonView("[]").items().empty());
  EXPECT_TRUE(JsonView("[ ]").items().empty());
  EXPECT_FALSE(JsonView("{ }").find("a").has_value());
  EXPECT_TRUE(JsonView("3").items().empty());
}

TEST(CheckJson, AcceptsADocumentWithAByteOrderMark) {
  EXPECT_TRUE(check_json("\xEF\xBB\xBF{\"a\":1}\n", "x.json").has_value());
}

TEST(CheckJson, RefusesWhatBreaksOffOrIsNone) {
  for (const auto* text :
       {"", "{\"a\":", "{\"a\":1}}", "[1,2", "{'a':1}", "<html>", "{\"a\":\"\xff\"}"}) {
    const auto status = check_json(text, "x.json");
    ASSERT_FALSE(status.has_value()) << text;
    EXPECT_EQ(status.error().code, ErrorCode::kData);
    EXPECT_NE(status.error().message.find("x.json"), std::string::npos);
  }
}

TEST(CheckJson, RefusesDeepNesting) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(check_json(nested(kJsonDepthMax - 2), "x").has_value());
  const auto status = check_json(nested(100'000), "x");
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().message.find("nested deeper than 64"), std::string::npos)
      << status.error().message;
}

// The scan stood still at a brace where a value should begin, and a damaged file hung the import.
TEST(JsonPaths, EndWhereNoValueBegins) {
  EXPECT_EQ(json_paths(R"({"a":[1,}],"b":2})"), (Texts{"a"}));
  EXPECT_TRUE(json_paths("[}").empty());
}

TEST(JsonPaths, ShowADocumentThatBreaksOff) {
  EXPECT_EQ(json_paths(R"({"header":{"n":1},"rows":[{"a":1,"b":"x"},{"a":2,"c":)"),
            (Texts{"header", "header.n", "rows", "rows[].a", "rows[].b", "rows[].c"}));
  EXPECT_EQ(json_paths(R"([{"a":[[1,2]]}])"), (Texts{"[].a"}));
  EXPECT_EQ(json_paths(R"({"a": "broken)"), (Texts{"a"}));
  EXPECT_TRUE(json_paths("").empty());
  EXPECT_TRUE(json_paths(std::string(100'000, '[')).empty());
}

TEST(JsonRows, ReadARecordAsARowOfNamedColumns) {
  constexpr std::array<std::string_view, 4> kColumns = {"a", "in.b", "in.deep.c", "d"};
  const auto columns = Columns::of(kColumns);
  const auto record = json_record(
      JsonView(R"({"d":4,"x":9,"in":{"b":"two","deep":{"c":3.0},"a":8},"a":null})"), 7, columns);
  EXPECT_EQ(record.line, 7);
  EXPECT_EQ(record.fields, (std::vector<std::string_view>{"", "two", "3.0", "4"}));
  EXPECT_TRUE(record.defect.empty());
  EXPECT_EQ(json_record(JsonView("5"), 1, columns).defect, "no_record");
}

}  // namespace
}  // namespace aots::data
