// SPDX-License-Identifier: Apache-2.0
#include "transparency/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/findings.h"
#include "transparency/transparency_test_tools.h"

namespace concordat::transparency {
namespace {

using test::small_facts;
using test::small_note;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string with(std::string_view from, std::string_view to) { return test_support::with(small_note(), from, to); }

std::vector<std::string> codes_of(std::string const& text) { return test_support::codes_of(read_note(text, "small.yaml", small_facts())); }

TEST(TransparencyNote, HoldsAnAnswerToEveryHeading) {
  auto const note = read_note(small_note(), "small.yaml", small_facts());
  ASSERT_TRUE(note) << sentence(note.error().front());
  EXPECT_THAT(note->atrs, SizeIs(atrs_headings().size()));
  EXPECT_THAT(note->algo_care, SizeIs(8));
  EXPECT_EQ(note->atrs.front(), "The answer to 1.2");
  EXPECT_THAT(note->facts, SizeIs(1));
}

TEST(TransparencyNote, TakesNumbersFromTheProgram) {
  auto const note = read_note(small_note(), "small.yaml", small_facts());
  ASSERT_TRUE(note);
  EXPECT_THAT(note->algo_care, Each(HasSubstr("from 95 % on")));
  EXPECT_THAT(codes_of(with("{sums.join}", "{sums.keep}")), ElementsAre("transparency.no-such-fact"));
  EXPECT_THAT(codes_of(with("facts: [sums]", "facts: [summs]")), ElementsAre("transparency.no-such-fact"));
  for (auto const* const bad : {"{sums.join", "sums.join}", "{{sums.join}}"}) EXPECT_THAT(codes_of(with("{sums.join}", bad)), ElementsAre("transparency.brace")) << bad;
}

// S46: a note with an empty or a missing heading is no note.
TEST(TransparencyNote, IsRefusedWhereAHeadingIsMissingOrEmpty) {
  auto const line = [](Heading const& heading) {
    return heading.section.empty() ? fmt::format("  {}: 'About {}, from {{sums.join}} on'\n", heading.key, heading.key)
                                   : fmt::format("    {}: The answer to {}\n", heading.key, heading.number);
  };
  std::vector<Heading> all{atrs_headings().begin(), atrs_headings().end()};
  all.insert(all.end(), algo_care_headings().begin(), algo_care_headings().end());
  for (auto const& heading : all) {
    auto const blank = fmt::format("{}{}: ' '\n", heading.section.empty() ? "  " : "    ", heading.key);
    EXPECT_THAT(codes_of(with(line(heading), blank)), Contains("empty-value")) << heading.key;
    EXPECT_FALSE(read_note(with(line(heading), ""), "small.yaml", small_facts())) << heading.key;
  }
}

TEST(TransparencyNote, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(codes_of(with("concordat-transparency/1", "concordat-transparency/2")), ElementsAre("transparency.format"));
  EXPECT_THAT(codes_of(with("title: A", "colour: red\ntitle: A")), ElementsAre("unknown-key"));
  EXPECT_THAT(codes_of(with("    benefits:", "    gains:")), Contains("unknown-key"));
  EXPECT_THAT(codes_of(with("  lawful:", "  legal:")), Contains("missing-key"));
  EXPECT_THAT(codes_of(with("name: small", "name: ../small")), ElementsAre("transparency.name"));
  EXPECT_THAT(codes_of(with("[Ranking people]", "[]")), ElementsAre("empty-value"));
  EXPECT_THAT(codes_of(with("[Ranking people]", "[Ranking people, Ranking people]")), ElementsAre("transparency.twice"));
  EXPECT_THAT(codes_of(with("[Ranking people]", "[7]")), ElementsAre("wrong-kind"));
  EXPECT_THAT(codes_of("- a list\n"), Contains("wrong-kind"));
}

}  // namespace
}  // namespace concordat::transparency
