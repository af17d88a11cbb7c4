// SPDX-License-Identifier: Apache-2.0
#include "pages/input.h"

#include <gtest/gtest.h>

#include <array>

namespace concordat::pages {
namespace {

std::vector<InputField> const asked{
    {.name = "purpose", .kind = InputKind::choice, .label = "a purpose", .required = true, .choices = {"plan", "study"}},
    {.name = "name", .label = "a name", .longest = 5},
    {.name = "count", .kind = InputKind::number, .label = "a count"},
    {.name = "sure", .kind = InputKind::flag, .label = "sure"},
    {.name = "field", .kind = InputKind::many, .label = "a field"}};

http::Values values(std::initializer_list<http::NameValue> pairs) {
  http::Values all;
  for (auto const& pair : pairs) all.add(pair.name, pair.value);
  return all;
}

std::string fault_of(http::Values const& given) {
  auto const input = read_input(asked, given);
  return input.faults.empty() ? "fine" : input.faults.front().field + ": " + input.faults.front().text;
}

TEST(Inputs, AreReadByNameAndKind) {
  auto const input = read_input(asked, values({{"purpose", "plan"}, {"name", "anna"}, {"count", "12"}, {"sure", "yes"}, {"field", "a"}, {"field", ""}, {"field", "c"}}));
  EXPECT_TRUE(input.faults.empty());
  EXPECT_FALSE(input.unknown_name);
  EXPECT_EQ(input.text("purpose"), "plan");
  EXPECT_EQ(input.number("count"), 12u);
  EXPECT_TRUE(input.flag("sure"));
  EXPECT_EQ(input.many("field"), (std::vector<std::string>{"a", "", "c"})) << "an empty one keeps its place";
}

TEST(Inputs, OfSeveralLinesAreTextAndNothingElse) {
  std::vector<InputField> const why{{.name = "why", .kind = InputKind::lines, .label = "why", .longest = 20}};
  EXPECT_EQ(read_input(why, values({{"why", "one\r\n\ttwo"}})).text("why"), "one\r\n\ttwo");
  EXPECT_EQ(read_input(why, values({{"why", "a\x1b[2J"}})).faults.front().text, "why holds something that is no text.");
  EXPECT_EQ(read_input(why, values({{"why", std::string(21, 'x')}})).faults.size(), 1u);
}

TEST(Inputs, OfOtherNamesRefuseTheWholeRequest) {
  EXPECT_TRUE(read_input(asked, values({{"purpose", "plan"}, {"role", "administrator"}})).unknown_name);
  EXPECT_TRUE(read_input(asked, values({{"purpose", "plan"}, {"__proto__", "x"}})).unknown_name);
  EXPECT_FALSE(read_input(asked, values({{"purpose", "plan"}, {"csrf", "x"}})).unknown_name);
}

TEST(Inputs, SayWhatToDoOfEachFault) {
  EXPECT_EQ(fault_of(values({})), "purpose: Choose a purpose.");
  EXPECT_EQ(fault_of(values({{"purpose", "other"}})), "purpose: Choose one of what is offered for a purpose.");
  EXPECT_EQ(fault_of(values({{"purpose", "plan"}, {"purpose", "study"}})), "purpose: a purpose was given more than once.");
  EXPECT_EQ(fault_of(values({{"purpose", "plan"}, {"name", "longer"}})), "name: a name must be at most 5 characters long.");
  EXPECT_EQ(fault_of(values({{"purpose", "plan"}, {"name", "a\nb"}})), "name: a name must be on one line.");
  EXPECT_EQ(fault_of(values({{"purpose", "plan"}, {"count", "many"}})), "count: a count must be a whole number.");
  EXPECT_EQ(fault_of(values({{"purpose", "plan"}, {"count", "-1"}})), "count: a count must be a whole number.");
  EXPECT_EQ(fault_of(values({{"purpose", "plan"}, {"sure", "on"}})), "sure: sure is either 'yes' or left out.");
}

TEST(Inputs, ThatAreFaultyAreNotThere) {
  auto const input = read_input(asked, values({{"purpose", "other"}, {"count", "x"}}));
  EXPECT_FALSE(input.has("purpose") && !input.text("purpose").empty());
  EXPECT_EQ(input.number("count", 7), 7u);
  EXPECT_EQ(input.faults.size(), 2u);
}

TEST(Inputs, AreDescribedFromTheSameDeclaration) {
  auto const schema = schema_of(asked);
  EXPECT_FALSE(schema["additionalProperties"].boolean());
  EXPECT_EQ(schema["properties"].object().size(), asked.size());
  EXPECT_EQ(schema["required"].array().size(), 1u);
  EXPECT_EQ(schema["properties"]["purpose"]["enum"].array().size(), 2u);
  EXPECT_EQ(schema["properties"]["count"]["type"].string(), "integer");
  EXPECT_EQ(schema["properties"]["field"]["type"].string(), "array");
}

}  // namespace
}  // namespace concordat::pages
