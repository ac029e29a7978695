#include "base/yaml.hpp"

#include <gtest/gtest.h>

namespace aots {
namespace {

std::string error_of(std::string_view text) {
  const auto document = parse_yaml(text, "x.yaml");
  return document ? "no error" : document.error().message;
}

TEST(ParseYaml, KeepsTheOrderAndTheLinesOfTheFile) {
  const auto document = parse_yaml("b: 1\na:\n  - x\n  - 'y'\n", "x.yaml");
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->kind, YamlKind::kMapping);
  ASSERT_EQ(document->entries.size(), 2U);
  EXPECT_EQ(document->entries[0].key, "b");
  EXPECT_EQ(document->entries[0].value.scalar, "1");
  EXPECT_EQ(document->entries[1].key, "a");
  EXPECT_EQ(document->entries[1].line, 2);
  const auto* list = document->find("a");
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->items.size(), 2U);
  EXPECT_FALSE(list->items[0].quoted);
  EXPECT_TRUE(list->items[1].quoted);
  EXPECT_EQ(list->items[1].line, 4);
  EXPECT_EQ(list->items[1].column, 5);
  EXPECT_EQ(document->find("c"), nullptr);
}

TEST(ParseYaml, TakesAnEmptyFileForNothing) {
  for (const auto* text : {"", "\n", "# a comment\n", "---\n"}) {
    const auto document = parse_yaml(text, "x.yaml");
    ASSERT_TRUE(document.has_value()) << text;
    EXPECT_EQ(document->kind, YamlKind::kNull) << text;
  }
}

TEST(ParseYaml, FollowsAliases) {
  const auto document = parse_yaml("a: &x {k: 1}\nb: *x\n", "x.yaml");
  ASSERT_TRUE(document.has_value());
  const auto* b = document->find("b");
  ASSERT_NE(b, nullptr);
  ASSERT_NE(b->find("k"), nullptr);
  EXPECT_EQ(b->find("k")->scalar, "1");
}

TEST(ParseYaml, SaysWhereTheTextIsNotYaml) {
  EXPECT_EQ(error_of("a: [1, 2\nb: 3\n"),
            "x.yaml:2:2: this is not YAML: end of sequence flow not found; correct the line");
}

TEST(ParseYaml, RefusesAKeyGivenTwice) {
  EXPECT_EQ(error_of("r:\n  a: 1\n  b: 2\n  a: 3\n"),
            "x.yaml:4:3: r.a: found a second time, expected once (first on line 2): remove one");
}

TEST(ParseYaml, RefusesKeysThatAreNoWords) {
  EXPECT_EQ(error_of("? [1, 2]\n: x\n"),
            "x.yaml:1:3: the document: found a list or a section as a key, expected a plain word");
}

TEST(ParseYaml, RefusesASecondDocument) {
  EXPECT_EQ(error_of("a: 1\n---\nb: 2\n"),
            "x.yaml:2: a second YAML document begins here, after '---' or after text that ends the "
            "first; keep one");
}

// yaml-cpp saw documents without end at such a comma, until the memory was full.
TEST(ParseYaml, RefusesTextThatNoDocumentConsumes) {
  EXPECT_NE(error_of("#\n,").find("a second YAML document begins here"), std::string::npos);
}

TEST(ParseYaml, RefusesDocumentsThatAreTooDeepOrTooLarge) {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_NE(error_of(deep).find("nested more than 64 levels deep"), std::string::npos);
  // Each line doubles the one before: thirty lines would be a thousand million nodes.
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 30; ++i) bomb += fmt::format("a{0}: &a{0} [*a{1}, *a{1}]\n", i, i - 1);
  EXPECT_NE(error_of(bomb).find("more than 100000 nodes"), std::string::npos);
}

TEST(ParseYaml, RefusesASectionThatHoldsItself) {
  EXPECT_NE(error_of("a: &x\n  b: *x\n").find("nested more than 64 levels deep"),
            std::string::npos);
}

TEST(ParseYaml, ListsProblemsForReadersThatReportThemAll) {
  std::vector<YamlProblem> problems;
  const auto document = parse_yaml("a: 1\na: 2\nb: 3\nb: 4\n", "x.yaml", problems);
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].path, "a");
  EXPECT_EQ(problems[1].line, 4);
  ASSERT_NE(document->find("a"), nullptr);
  EXPECT_EQ(document->find("a")->scalar, "1");
  EXPECT_EQ(document->entries.size(), 2U);
}

}  // namespace
}  // namespace aots
