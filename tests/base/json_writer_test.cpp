#include "base/json_writer.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

namespace aots {
namespace {

TEST(JsonWriter, WritesNestedObjectsAndArraysWithCommasInTheirPlaces) {
  JsonWriter json;
  json.begin_object().field("event", "fill").field("quantity", 3).name("legs").begin_array();
  json.begin_object().field("bid", 1.25).field("ask", std::optional<double>()).end_object();
  json.begin_object().field("ends, here:", true).end_object().value(7).end_array();
  json.name("none").begin_array().end_array().name("empty").begin_object().end_object();
  json.end_object();
  EXPECT_EQ(json.take(), R"({"event":"fill","quantity":3,"legs":[{"bid":1.25,"ask":null},)"
                         R"({"ends, here:":true},7],"none":[],"empty":{}})");
}

TEST(JsonWriter, WritesNumbersThatAreNoneAsNull) {
  JsonWriter json;
  json.begin_array().value(std::nan("")).value(std::numeric_limits<double>::infinity());
  json.value(std::numeric_limits<std::int64_t>::min()).value(1e-300).end_array();
  EXPECT_EQ(json.take(), "[null,null,-9223372036854775808,1e-300]");
}

RC_GTEST_PROP(JsonWriterProperty, AnyTextReadsBackAsItself, ()) {
  auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  JsonWriter json;
  json.begin_object().field(text, text).end_object();
  const auto read = nlohmann::json::parse(json.take());
  RC_ASSERT(read.size() == 1U);
  RC_ASSERT(read.begin().key() == text);
  RC_ASSERT(read.begin().value() == text);
}

RC_GTEST_PROP(JsonWriterProperty, AnyNumberReadsBackAsItself, (double number)) {
  JsonWriter json;
  json.begin_array().value(number).end_array();
  RC_ASSERT(nlohmann::json::parse(json.take()).front().get<double>() == number);
}

}  // namespace
}  // namespace aots
