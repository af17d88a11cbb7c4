// SPDX-License-Identifier: Apache-2.0
#include "transparency/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transparency/transparency_test_tools.h"

namespace concordat::transparency {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

Publisher const publisher{"Northshire <Safer> Partnership", "Head of Analysis", "records@northshire.example", "concordat 0"};

Note small() { return read_note(test::small_note(), "small.yaml", test::small_facts()).value(); }

TEST(TransparencyRecord, HasTheSectionsOfTheStandardAndTheEightHeadings) {
  auto const json = json_of(small(), publisher);
  EXPECT_EQ(json["standard"].string(), "ATRS");
  EXPECT_EQ(json["tier_1"]["name"].string(), "A small method");
  EXPECT_EQ(json["tier_1"]["contact"].string(), publisher.contact);
  EXPECT_EQ(json["tier_2"]["owner_and_responsibility"]["senior_responsible_owner"].string(), publisher.owner);
  for (auto const& heading : atrs_headings()) {
    auto const& part = heading.section == "overview" ? json["tier_1"] : json["tier_2"][heading.section];
    EXPECT_FALSE(part[heading.key].string().empty()) << heading.key;
  }
  EXPECT_THAT(json["algo_care"].object(), SizeIs(8));
  for (auto const& heading : algo_care_headings()) EXPECT_FALSE(json["algo_care"][heading.key].string().empty()) << heading.key;
}

TEST(TransparencyRecord, SaysInEveryFormWhatIsRuledOutAndWhatIsNotKnown) {
  auto const note = small();
  for (auto const& text : {html_of(note, publisher), text_of(note, publisher), json_of(note, publisher).pretty()}) {
    EXPECT_THAT(text, HasSubstr("Ranking people"));
    EXPECT_THAT(text, HasSubstr("It may be wrong"));
    EXPECT_THAT(text, HasSubstr("from 95 % on"));
    EXPECT_THAT(text, HasSubstr("Head of Analysis"));
  }
  EXPECT_THAT(text_of(note, {}), HasSubstr("Not stated yet"));
  EXPECT_THAT(html_of(note, publisher), HasSubstr("What the publishing body still adds"));
}

TEST(TransparencyRecord, EscapesEverythingAndLoadsNothing) {
  auto note = small();
  std::string const attack = "</p><script src=//x.example/a.js></script>\"'&";
  note.title = attack;
  for (auto* const texts : {&note.atrs, &note.algo_care, &note.never, &note.limits}) {
    for (auto& text : *texts) text = attack;
  }
  note.facts.front() = {"sums", "join", attack, attack};
  Publisher const by{attack, attack, attack, attack};
  for (auto const& page : {html_of(note, by), index_of(std::vector{note}, by)}) {
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, HasSubstr("&lt;script"));
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  }
}

}  // namespace
}  // namespace concordat::transparency
