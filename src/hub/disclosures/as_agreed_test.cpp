// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/as_agreed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace concordat::hub::disclosures {
namespace {

using agreements::Transform;

catalogue::Field field(std::string type = "string") {
  catalogue::Field one;
  one.aliases = {"person.thing"};
  one.type = std::move(type);
  return one;
}

std::string cut(Transform transform, std::string_view typed, std::string type = "string") {
  auto const done = as_agreed(transform, field(std::move(type)), typed);
  return done ? *done : "refused";
}

TEST(AsAgreed, LeavesNoMoreOfAValueThanTheRuleLetsGo) {
  EXPECT_EQ(cut(Transform::day, "2026-03-04T22:15"), "2026-03-04");
  EXPECT_EQ(cut(Transform::day, "2026-03-04"), "2026-03-04");
  EXPECT_EQ(cut(Transform::day, "last Tuesday"), "refused");
  EXPECT_EQ(cut(Transform::hour, "2026-03-04 22:15"), "2026-03-04 22:00 to 22:59");
  EXPECT_EQ(cut(Transform::hour, "2026-03-04 24:15"), "refused");
  EXPECT_EQ(cut(Transform::hour, "2026-03-04"), "refused");
  EXPECT_EQ(cut(Transform::band, "67"), "60 to 69");
  EXPECT_EQ(cut(Transform::band, "J3"), "J3");
  EXPECT_EQ(cut(Transform::band, "2026-03-04"), "refused");
  EXPECT_EQ(cut(Transform::band, "Ann Example"), "refused");
  EXPECT_EQ(cut(Transform::band, "N15 4AB"), "refused");
  EXPECT_EQ(cut(Transform::band, "60 to 80"), "60 to 80");
  EXPECT_EQ(cut(Transform::band, "moderate"), "moderate");
  EXPECT_EQ(cut(Transform::yes_no, " Yes "), "yes");
  EXPECT_EQ(cut(Transform::yes_no, "yes, twice this week"), "refused");
  EXPECT_EQ(cut(Transform::count, "003"), "3");
  EXPECT_EQ(cut(Transform::count, "-3"), "refused");
  EXPECT_EQ(cut(Transform::code, "stab"), "stab");
  EXPECT_EQ(cut(Transform::code, "stabbed by Ann"), "refused");
  EXPECT_EQ(cut(Transform::cell, "451530, 304210"), "451500,304000 (500 m square)");
  EXPECT_EQ(cut(Transform::cell, "12 High Street"), "refused");
  EXPECT_EQ(cut(Transform::cell, "800000,1"), "refused");
  EXPECT_EQ(cut(Transform::summary, std::string(301, 'x')), "refused");
}

TEST(AsAgreed, HoldsAValueAsRecordedToItsType) {
  EXPECT_EQ(cut(Transform::value, "31/12/2010", "date"), "refused");
  EXPECT_EQ(cut(Transform::value, "2010-12-31", "date"), "2010-12-31");
  EXPECT_EQ(cut(Transform::value, "three", "integer"), "refused");
  EXPECT_EQ(cut(Transform::value, "no", "boolean"), "no");
  EXPECT_EQ(cut(Transform::value, "  Ann Example "), "Ann Example");
  EXPECT_EQ(cut(Transform::value, std::string(501, 'x')), "refused");
  EXPECT_EQ(cut(Transform::value, "\xff"), "refused");
  EXPECT_EQ(cut(Transform::value, "A\u202e" "B"), "refused") << "it would turn what stands beside it";
  EXPECT_EQ(cut(Transform::value, "A\x1b[2J"), "refused");
}

TEST(AsAgreed, LetsNothingGoAsGradedWithoutItsGrade) {
  EXPECT_EQ(cut(Transform::graded, "was seen with the group on 3 March (2B P)"), "was seen with the group on 3 March (2B P)");
  EXPECT_EQ(cut(Transform::graded, "was seen with the group (3e)"), "refused");
  EXPECT_EQ(cut(Transform::graded, "was seen with the group"), "refused");
  EXPECT_EQ(cut(Transform::graded, "(2B P)"), "refused") << "a grade of nothing";
  EXPECT_EQ(cut(Transform::graded, "was seen (4B)"), "refused");
}

TEST(AsAgreed, NamesTheItemInItsProblem) {
  auto const done = as_agreed(Transform::count, field(), "many");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code.view(), "disclosure.value-form");
  EXPECT_EQ(done.error().where.field, "person.thing");
}

TEST(AsAgreed, PutsOutNumbersAndWhatMayBeANameInsideASentence) {
  EXPECT_EQ(scrubbed("He was with Ann Example at 12 High Street. They left."), "He was with [taken out] at [taken out]. They left.");
  EXPECT_EQ(scrubbed("Mary hit him. Tom ran."), "[taken out] hit him. [taken out] ran.") << "a capital at the start of a sentence may be a name";
  EXPECT_EQ(scrubbed("seen with Mr. Smith"), "seen with [taken out]. [taken out]");
  EXPECT_EQ(scrubbed("write to ann@example.org or 07700900123"), "write to [taken out] or [taken out]");
  EXPECT_EQ(scrubbed("saw zo\xc3\xab there"), "saw [taken out] there") << "letters beyond ASCII may be capitals";
  EXPECT_EQ(scrubbed("nothing to take out"), "nothing to take out");
}

TEST(AsAgreed, NeverKeepsADigitOfScrubbedTextOrMoreOfATimeThanItsHour) {
  std::mt19937 chance{7};
  std::string const letters = "aB3 .@-:T/\n";
  for (int round = 0; round < 20'000; ++round) {
    std::string typed;
    for (std::size_t i = 0; i < 1 + chance() % 40; ++i) typed += letters[chance() % letters.size()];
    EXPECT_EQ(scrubbed(typed).find('3'), std::string::npos) << typed;
    auto const minute = std::to_string(10 + chance() % 50);
    auto const time = "2026-03-0" + std::to_string(1 + chance() % 9) + " 2" + std::to_string(chance() % 4) + ":" + minute + ":" + minute;
    EXPECT_TRUE(cut(Transform::hour, time).ends_with(":59") && cut(Transform::hour, time).size() == 25) << time;
    EXPECT_EQ(cut(Transform::day, time).size(), 10U);
  }
}

}  // namespace
}  // namespace concordat::hub::disclosures
