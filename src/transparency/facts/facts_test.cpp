// SPDX-License-Identifier: Apache-2.0
// The record follows the model: what is changed in the file of the model is another record.
#include "transparency/facts/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "places/spatial/hotspot.h"
#include "transparency/record.h"

namespace concordat::transparency {
namespace {

using ::testing::HasSubstr;

std::string definition(std::string const& name) { return read_file(std::string{CONCORDAT_SOURCE_DIR "/definitions/"} + name, 1 << 22).value_or(""); }

std::string changed(std::string text, std::string_view from, std::string_view to) {
  auto const at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string value_of(std::vector<Fact> const& facts, std::string_view group, std::string_view name) {
  auto const found = std::ranges::find_if(facts, [&](Fact const& fact) { return fact.group == group && fact.name == name; });
  return found == facts.end() ? "none" : found->value;
}

/// The record on linkage as it would be published with this model.
std::string record_with(std::string const& model) {
  auto facts = linkage_facts(model, definition("linkage/nicknames.yaml"), "hub.yaml");
  EXPECT_TRUE(facts) << sentence(facts.error().front());
  auto const note = read_note(definition("transparency/record-linkage.yaml"), "record-linkage.yaml", *facts);
  EXPECT_TRUE(note) << sentence(note.error().front());
  return json_of(*note, {}).pretty() + html_of(*note, {});
}

TEST(TransparencyFacts, TellOfTheModelWhatIsComparedAndFromWhereOnItJoins) {
  auto const facts = linkage_facts(definition("linkage/hub.yaml"), definition("linkage/nicknames.yaml"), "hub.yaml");
  ASSERT_TRUE(facts);
  EXPECT_EQ(value_of(*facts, "linkage", "join"), "99.9 %");
  EXPECT_EQ(value_of(*facts, "linkage", "keep"), "50 %");
  EXPECT_THAT(value_of(*facts, "linkage", "fields"), HasSubstr("given name, middle names, family name, date of birth"));
  EXPECT_THAT(value_of(*facts, "linkage", "given_name-levels"), HasSubstr("exact, nickname, near"));
  EXPECT_THAT(value_of(*facts, "linkage", "version"), ::testing::MatchesRegex("hub@[0-9a-f]+"));
}

TEST(TransparencyFacts, FollowTheModel) {
  auto const model = definition("linkage/hub.yaml");
  auto const before = record_with(model);
  EXPECT_THAT(before, HasSubstr("From 99.9 % on the model joins"));
  auto const after = record_with(changed(model, "join: \"0.999\"", "join: \"0.9995\""));
  EXPECT_THAT(after, HasSubstr("From 99.95 % on the model joins"));
  EXPECT_THAT(record_with(changed(model, "level: nickname", "level: short name")), HasSubstr("exact, short name, near"));
  EXPECT_NE(record_with(changed(model, "u: \"0.006\"", "u: \"0.007\"")), before) << "another number is another version of the model";
}

TEST(TransparencyFacts, OfAModelThatDoesNotLoadAreItsFindings) {
  auto const facts = linkage_facts(changed(definition("linkage/hub.yaml"), "kind: forename", "kind: ethnicity"), "", "hub.yaml");
  ASSERT_FALSE(facts);
  EXPECT_EQ(facts.error().front().code, "linkage.not-allowed");
}

TEST(TransparencyFacts, OfTheMethodsAreTheirOwnDefaults) {
  auto const facts = method_facts();
  EXPECT_EQ(value_of(facts, "hotspot", "resamples"), std::to_string(places::StabilityOptions{}.resamples));
  EXPECT_EQ(value_of(facts, "protection", "partner"), "4");
  std::set<std::pair<std::string, std::string>> names;
  for (auto const& fact : facts) {
    EXPECT_TRUE(names.emplace(fact.group, fact.name).second) << fact.group << "." << fact.name << " is told twice";
    EXPECT_FALSE(fact.label.empty() || fact.value.empty()) << fact.name;
  }
}

}  // namespace
}  // namespace concordat::transparency
