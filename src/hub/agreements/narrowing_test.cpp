// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/narrowing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "agreements/document.h"
#include "base/file.h"

namespace concordat::hub {
namespace {

using ::testing::ElementsAre;

constexpr auto two_owners = R"({"agreement":{"id":"isa.a","rules":[
  {"id":"r","discloser":["police","council"],"form":"personalised","conditions":{"necessity":{"stated":true}},"items":[{"field":"a.one","as":"value"},{"field":"a.two","as":"value"}]},
  {"id":"s","discloser":["police"],"form":"personalised","items":[{"field":"b.one","as":"value"}]}],
  "must_go_together":[{"items":["a.one"],"with":["a.two"],"except_rules":["s","r"]}]}})";

/// "r police,council personalised a.one:value,a.two:value [necessity]" for each rule.
std::vector<std::string> told(Json const& document) {
  std::vector<std::string> all;
  for (auto const& rule : document["agreement"]["rules"].array()) {
    auto text = rule["id"].string();
    for (auto const& one : rule["discloser"].array()) text += " " + one.string();
    text += " " + rule["form"].string();
    for (auto const& item : rule["items"].array()) text += " " + item["field"].string() + ":" + item["as"].string();
    for (auto const& [key, value] : rule["conditions"].object()) text += " [" + key + "]";
    if (rule.contains("disclosure_control")) text += " controlled";
    all.push_back(text);
  }
  return all;
}

std::vector<std::string> after(std::vector<FieldAnswer> const& answers) { return told(narrowed(*Json::parse(two_owners), answers)); }

TEST(Narrowing, LeavesADraftWithoutAnswersAsItIs) {
  EXPECT_EQ(narrowed(*Json::parse(two_owners), {}).canonical(), Json::parse(two_owners)->canonical());
  std::vector<FieldAnswer> const yes{{.rule = "r", .field = "a.one", .agency = "police"}};
  EXPECT_EQ(narrowed(*Json::parse(two_owners), yes).canonical(), Json::parse(two_owners)->canonical());
}

TEST(Narrowing, TakesOutWhatEveryOwnerRefusedAndTheRuleWithItsLastField) {
  EXPECT_THAT(after({{"s", "b.one", "police", DraftVerdict::refuse}}),
              ElementsAre("r police council personalised a.one:value a.two:value [necessity]"));
  EXPECT_THAT(after({{"r", "a.one", "police", DraftVerdict::refuse}, {"r", "a.one", "council", DraftVerdict::refuse}}),
              ElementsAre("r police council personalised a.two:value [necessity]", "s police personalised b.one:value"));
  std::vector<FieldAnswer> const nothing{{"s", "b.one", "police", DraftVerdict::refuse},  {"r", "a.one", "police", DraftVerdict::refuse},
                                         {"r", "a.two", "police", DraftVerdict::refuse},  {"r", "a.one", "council", DraftVerdict::refuse},
                                         {"r", "a.two", "council", DraftVerdict::refuse}};
  EXPECT_TRUE(narrowed(*Json::parse(two_owners), nothing).is_null());
}

TEST(Narrowing, GivesAnOwnerWhoSaysOtherwiseARuleOfItsOwn) {
  auto const rules = after({{"r", "a.one", "council", DraftVerdict::refuse}});
  EXPECT_THAT(rules, ElementsAre("r police personalised a.one:value a.two:value [necessity]", "r-2 council personalised a.two:value [necessity]",
                                 "s police personalised b.one:value"));
}

TEST(Narrowing, PutsALessIdentifyingFormAndAConditionInARuleOfTheirOwn) {
  EXPECT_THAT(after({{"s", "b.one", "police", DraftVerdict::narrow, "depersonalised", "band", ""}}),
              ElementsAre("r police council personalised a.one:value a.two:value [necessity]", "s police depersonalised b.one:band controlled"));
  EXPECT_THAT(after({{"r", "a.two", "police", DraftVerdict::narrow, "", "yes-no", "consent"}, {"r", "a.two", "council", DraftVerdict::narrow, "", "yes-no", "consent"}}),
              ElementsAre("r police council personalised a.one:value [necessity]", "r-2 police council personalised a.two:yes-no [consent] [necessity]",
                          "s police personalised b.one:value"));
  auto const document = narrowed(*Json::parse(two_owners), std::vector<FieldAnswer>{{"r", "a.two", "police", DraftVerdict::narrow, "", "band", ""},
                                                                                    {"s", "b.one", "police", DraftVerdict::refuse}});
  auto const& except = document["agreement"]["must_go_together"].array().front()["except_rules"];
  EXPECT_EQ(except.canonical(), R"(["r","r-2"])") << "exceptions follow the rules";
}

TEST(Narrowing, KeepsAConditionThatTheRuleHasAlready) {
  for (auto const name : narrowing_conditions()) {
    auto const rules = after({{"s", "b.one", "police", DraftVerdict::narrow, "", "", std::string{name}}});
    EXPECT_EQ(rules.back().ends_with("]"), true) << name;
  }
  EXPECT_THAT(after({{"r", "a.one", "police", DraftVerdict::narrow, "", "", "necessity"}})[1], "r-2 police personalised a.one:value [necessity]");
}

/// Every shipped agreement: what is written is read as the same document.
TEST(Narrowing, WritesYamlThatReadsAsTheSameDocument) {
  int read = 0;
  for (auto const& entry : std::filesystem::directory_iterator{std::filesystem::path{CONCORDAT_SOURCE_DIR} / "definitions/agreements"}) {
    if (entry.path().extension() != ".yaml") continue;
    auto const first = agreements::parse(*read_file(entry.path(), 1'000'000), "shipped");
    ASSERT_TRUE(first.agreement) << entry.path();
    auto const again = agreements::parse(to_yaml(*Json::parse(first.agreement->canonical)), "written");
    ASSERT_TRUE(again.agreement) << entry.path() << (again.findings.empty() ? "" : sentence(again.findings.front()));
    EXPECT_EQ(again.agreement->sha256, first.agreement->sha256) << entry.path();
    ++read;
  }
  EXPECT_GT(read, 3);
}

TEST(Narrowing, QuotesWhatYamlWouldTakeForSomethingElse) {
  auto const document = *Json::parse(R"({"a":{"no":"no","date":"2026-01-01","colon":"a: b","hash":"x # y","number":"12","plain":"isa.one","line":"a\nb","quote":"\"","list":["on",1,true],"empty":[]}})");
  auto const yaml = to_yaml(document);
  for (auto const* part : {"no: \"no\"", "date: \"2026-01-01\"", "colon: \"a: b\"", "plain: isa.one", "[\"on\", 1, true]"}) {
    EXPECT_NE(yaml.find(part), std::string::npos) << part << '\n' << yaml;
  }
}

}  // namespace
}  // namespace concordat::hub
