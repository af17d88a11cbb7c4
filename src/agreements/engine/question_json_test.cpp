// SPDX-License-Identifier: Apache-2.0
#include "agreements/engine/question_json.h"

#include <gtest/gtest.h>

namespace concordat::agreements {
namespace {

OrFaults<Question> read(std::string_view json, KnownPeople const& people = {}) { return question_from(Json::parse(json).value(), people); }

/// The key of the first fault.
std::string fault(std::string_view json) {
  auto const read_one = read(json);
  return read_one.faults.empty() ? std::string{} : read_one.faults.front().key;
}

TEST(QuestionJson, ReadsTheShortForms) {
  KnownPeople people;
  people.people["u1"] = {"north", "analyst"};
  auto const question = read(R"({"user": "u1", "provider": "south", "field": "f", "purpose": "p", "form": "personalised",
    "consent": true, "inCase": true, "band": 3, "area": "hill", "now": 1767229200, "expect": "permit"})", people);
  ASSERT_TRUE(question.value);
  auto const& [request, facts, expect] = *question.value;
  EXPECT_EQ(request.asker, "north");
  EXPECT_EQ(request.roles, std::vector<std::string>{"analyst"});
  EXPECT_EQ(request.discloser, "south");
  EXPECT_EQ(request.fields, std::vector<std::string>{"f"});
  EXPECT_EQ(format_date(*facts.today), "2026-01-01");
  EXPECT_EQ(facts.minute, 60);
  EXPECT_EQ(facts.person.concerns->front().band, 3);
  EXPECT_TRUE(facts.person.cases->front().requester_is_member);
  EXPECT_EQ(facts.person.consents->front().purposes.front(), "p");
  EXPECT_EQ(expect, true);
}

TEST(QuestionJson, LeavesUnsaidWhatIsUnsaid) {
  auto const question = read(R"({"asker": "a", "discloser": "b", "purpose": "p", "fields": []})");
  ASSERT_TRUE(question.value);
  EXPECT_FALSE(question.value->facts.today);
  EXPECT_FALSE(question.value->facts.person.cases);
  EXPECT_FALSE(question.value->request.subjects);
  EXPECT_FALSE(question.value->expect);
}

TEST(QuestionJson, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(fault(R"({"Jane Doe": "red"})"), "");
  EXPECT_EQ(sentence_of(read(R"({"Jane Doe": "red"})").faults.front()).find("Jane"), std::string::npos);
  EXPECT_EQ(fault(R"({"form": "whole"})"), "form");
  EXPECT_EQ(fault(R"({"age": -1})"), "age");
  EXPECT_EQ(fault(R"({"today": "yesterday"})"), "today");
  EXPECT_EQ(fault(R"({"fields": [1]})"), "fields");
  EXPECT_EQ(fault(R"({"consent": "yes"})"), "consent");
  EXPECT_EQ(fault(R"({"cases": [{"type": "a", "mood": "good"}]})"), "cases");
  EXPECT_EQ(fault(R"({"trained": {"course": "long ago"}})"), "trained");
  EXPECT_EQ(fault(R"({"user": "nobody"})"), "user");
  EXPECT_EQ(fault(R"({"expect": "maybe"})"), "expect");
  EXPECT_EQ(fault("[]"), "");
  EXPECT_FALSE(read("[]").value);
}

TEST(QuestionJson, RefusesTwoWaysOfSayingOneThing) {
  EXPECT_EQ(fault(R"({"user": "u1", "asker": "home-office"})"), "user");
  EXPECT_EQ(fault(R"({"fields": ["f"], "field": "g"})"), "fields");
  EXPECT_EQ(fault(R"({"inCase": true, "cases": []})"), "inCase");
  EXPECT_EQ(fault(R"({"consent": true, "consents": []})"), "consent");
  EXPECT_EQ(fault(R"({"today": "2026-01-01", "now": 1767229200})"), "now");
  EXPECT_TRUE(read(R"({"asker": "a", "user": null})").value);
  Json many{Json::Array{}};
  for (auto field = 0; field < 1001; ++field) many.push("f");
  Json question{Json::Object{}};
  question.set("fields", std::move(many));
  EXPECT_EQ(question_from(question, {}).faults.front().key, "fields");
}

TEST(QuestionJson, RefusesAnAgencyOrAPersonTwice) {
  auto const twice = people_from(Json::parse(R"({"agencies": [{"id": "a", "kind": "police"}, {"id": "a", "kind": "council"}],
    "users": [{"id": "u", "agency": "a", "role": "r"}, {"id": "u", "agency": "a", "role": "s"}]})").value());
  ASSERT_EQ(twice.faults.size(), 2U);
  EXPECT_EQ(twice.faults[0].key, "agencies");
  EXPECT_EQ(twice.faults[1].key, "users");
}

TEST(QuestionJson, ReadsPeopleAndAgencies) {
  auto const known = people_from(Json::parse(R"({"agencies": [{"id": "a", "kind": "police"}], "users": [{"id": "u", "agency": "a", "role": "r"}], "areas": ["x"]})").value());
  ASSERT_TRUE(known.value);
  EXPECT_EQ(known.value->agencies.at("a"), "police");
  EXPECT_EQ(known.value->people.at("u").role, "r");
  EXPECT_FALSE(people_from(Json::parse(R"({"agencies": [{"id": 1}]})").value()).value);
}

}  // namespace
}  // namespace concordat::agreements
