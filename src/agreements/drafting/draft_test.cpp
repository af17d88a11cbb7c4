// SPDX-License-Identifier: Apache-2.0
#include "agreements/drafting/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agreements/check.h"
#include "agreements/drafting/papers.h"
#include "agreements/testing.h"
#include "base/text.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::day;

std::string const folder = std::string{CONCORDAT_SOURCE_DIR} + "/definitions/agreements/templates";

Template shipped(std::string_view id) {
  for (auto& one : read_templates(folder)) {
    if (one.id == id) return std::move(one);
  }
  ADD_FAILURE() << "no template " << id;
  return {};
}

std::vector<std::string> codes(Findings const& findings) {
  std::vector<std::string> out;
  for (auto const& finding : findings) out.push_back(finding.code);
  return out;
}

std::vector<std::string> open(Draft const& draft) {
  std::vector<std::string> out;
  for (auto const& placeholder : draft.open) out.push_back(placeholder.name);
  return out;
}

class Drafting : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    loaded = new catalogue::LoadedCatalogue{catalogue::Catalogue::load(std::string{CONCORDAT_SOURCE_DIR} + "/definitions")};
    vocabulary = new Vocabulary{vocabulary_from(loaded->catalogue)};
  }
  static void TearDownTestSuite() {
    delete vocabulary;
    delete loaded;
  }
  /// Apart from what is still open, which the draft tells itself.
  static Findings findings_of(Draft const& draft) {
    auto findings = load(draft.text, "draft.yaml", *vocabulary, day("2026-12-02")).findings;
    std::erase_if(findings, [](Finding const& one) { return one.code == "placeholder"; });
    return findings;
  }
  static Agreement agreement_of(Draft const& draft) {
    auto parsed = load(draft.text, "draft.yaml", *vocabulary, day("2026-12-02"));
    for (auto const& finding : parsed.findings) {
      if (finding.severity == Severity::error) ADD_FAILURE() << sentence(finding);
    }
    return parsed.agreement ? std::move(*parsed.agreement) : Agreement{};
  }
  inline static catalogue::LoadedCatalogue* loaded = nullptr;
  inline static Vocabulary* vocabulary = nullptr;
};

TEST_F(Drafting, ListsTheTemplatesWithTheirFormAndWhatIsToBeFilledIn) {
  auto const all = read_templates(folder);
  EXPECT_EQ(all.size(), 16U);
  auto const one = shipped("ed-istv");
  EXPECT_EQ(one.title, "Emergency department assault data for violence prevention");
  EXPECT_EQ(one.form, "depersonalised");
  ASSERT_EQ(one.placeholders.size(), 7U);
  EXPECT_EQ(one.placeholders.front().name, "your-area");
  EXPECT_EQ(shipped("marac").form, "personalised");
  EXPECT_EQ(shipped("joint-operation").term, (Period{.months = 3, .days = 0}));
  EXPECT_TRUE(read_templates("/nowhere").empty());
  EXPECT_FALSE(read_template("x", "not: an agreement\n"));
  EXPECT_FALSE(read_template("x", "agreement: [\n"));
}

TEST_F(Drafting, FillsWhatIsGivenAndTellsWhatIsOpen) {
  auto const drafted = draft_from(shipped("ed-istv"), {.values = {{"your-police", "northshire-police"}, {"your-area", "northshire"}},
                                                       .from = day("2026-12-01")});
  ASSERT_TRUE(drafted.draft);
  auto const& draft = *drafted.draft;
  EXPECT_THAT(open(draft), ElementsAre("your-partnership", "your-hospital"));
  EXPECT_THAT(draft.text, HasSubstr("id: isa.northshire.ed-istv"));
  EXPECT_THAT(draft.text, HasSubstr("agency: northshire-police"));
  EXPECT_THAT(draft.text, HasSubstr("in_force: {from: \"2026-12-01\", until: \"2027-12-01\"}"));
  EXPECT_THAT(draft.text, HasSubstr("review_by: \"2027-06-01\""));
  EXPECT_THAT(draft.text, HasSubstr("# Never add a name"));  // the heading comment is kept
  EXPECT_THAT(draft.text, Not(HasSubstr("SPDX")));
  EXPECT_TRUE(findings_of(draft).empty());
  EXPECT_EQ(agreement_of(draft).status, Status::draft);
}

TEST_F(Drafting, ReviewsAShortTermHalfWay) {
  auto const drafted = draft_from(shipped("joint-operation"), {.from = day("2026-12-01")});
  ASSERT_TRUE(drafted.draft);
  EXPECT_THAT(drafted.draft->text, HasSubstr("until: \"2027-03-01\""));
  EXPECT_THAT(drafted.draft->text, HasSubstr("review_by: \"2027-01-15\""));
}

TEST_F(Drafting, LeavesAnAssessmentOutUntilItsReferenceIsGiven) {
  auto wish = DraftWish{.from = day("2026-12-01")};
  auto const without = draft_from(shipped("marac"), wish);
  ASSERT_TRUE(without.draft);
  EXPECT_THAT(codes(findings_of(*without.draft)), ElementsAre("no-dpia", "no-eia"));
  EXPECT_THAT(without.draft->text, HasSubstr("  # To fill in before anybody signs: dpia: {ref: \"your-dpia-reference\""));
  wish.values = {{"your-dpia-reference", "DPIA 2026/14"}, {"your-dpia-day", "2026-11-01"}, {"your-eia-reference", "EIA-3"}, {"your-eia-day", "2026-11-02"}};
  auto const with = draft_from(shipped("marac"), wish);
  ASSERT_TRUE(with.draft);
  EXPECT_TRUE(findings_of(*with.draft).empty());
  EXPECT_EQ(agreement_of(*with.draft).dpia->reference, "DPIA 2026/14");
}

TEST_F(Drafting, TakesAnAgencyOfThePartnershipWhereThereIsOneOfItsKindOnly) {
  auto const drafted = draft_from(shipped("cross-border"),
                                  {.from = day("2026-12-01"),
                                   .agencies = {{"police", {"northshire-police"}},
                                                {"youth-justice", {"north-yjs", "south-yjs"}},
                                                {"fire", {"northshire-fire"}}},
                                   .area = "northshire"});
  ASSERT_TRUE(drafted.draft);
  EXPECT_THAT(drafted.draft->text, HasSubstr("agency: northshire-police"));
  EXPECT_THAT(open(*drafted.draft), ::testing::Contains("your-neighbour-police"));
  EXPECT_THAT(open(*drafted.draft), Not(::testing::Contains("your-area")));
  EXPECT_THAT(drafted.draft->choices.at("your-youth-justice"), ElementsAre("north-yjs", "south-yjs"));
}

TEST_F(Drafting, RefusesWhatCannotStandThere) {
  auto const one = shipped("marac");
  auto const tried = [&](std::string const& name, std::string const& value) {
    return codes(draft_from(one, {.values = {{name, value}}, .from = day("2026-12-01")}).findings);
  };
  EXPECT_THAT(tried("your-polis", "x"), ElementsAre("unknown-placeholder"));
  for (auto const* const bad : {"", "two words", "x\n  status: signed", "northshire\", kind: police", "-x", "Northshire"}) {
    EXPECT_THAT(tried("your-police", bad), ElementsAre("bad-value")) << bad;
  }
  EXPECT_THAT(tried("your-dpia-reference", "a \"quoted\" one"), ElementsAre("bad-value"));
  EXPECT_THAT(tried("your-dpia-day", "1 May 2026"), ElementsAre("bad-value"));
  EXPECT_THAT(codes(draft_from(one, {.from = day("2026-12-01"), .until = day("2026-12-01")}).findings), ElementsAre("bad-term"));
  EXPECT_THAT(codes(draft_from(one, {.from = day("2026-12-01"), .until = day("2028-12-02")}).findings), ElementsAre("bad-term"));
}

TEST_F(Drafting, APlaceholderIsAWordOfItsOwn) {
  auto const made_from = read_template("t", "agreement:\n  title: not-your-own and your-x- and your-\n  parties: []\n  rules: []\n");
  ASSERT_TRUE(made_from);
  ASSERT_EQ(made_from->placeholders.size(), 1U);
  EXPECT_EQ(made_from->placeholders.front().name, "your-x");
}

TEST_F(Drafting, EachTemplateSaysWhatItIsFor) {
  auto const all = read_templates(folder);
  EXPECT_EQ(all.size(), 16U);
  for (auto const& one : all) {
    EXPECT_FALSE(one.title.empty()) << one.id;
    EXPECT_GT(one.summary.size(), 40U) << one.id;
  }
}

TEST_F(Drafting, PapersSayWhatTheAgreementSaysAndAreTheSameEachTime) {
  auto const agreement = agreement_of(*draft_from(shipped("violence-conference"), {.from = day("2026-12-01")}).draft);
  auto const papers = papers_for(agreement, loaded->catalogue);
  ASSERT_EQ(papers.size(), 3U);
  auto const& dpia = papers[0].text;
  EXPECT_THAT(dpia, HasSubstr("Full name as supplied, given as value (identifier)"));
  EXPECT_THAT(dpia, HasSubstr("allegations included?**\n  - From the agreement: yes: "));
  EXPECT_THAT(dpia, HasSubstr("children fall under it"));
  EXPECT_THAT(dpia, HasSubstr("Assessment on record: none yet"));
  EXPECT_THAT(dpia, HasSubstr("kept for 3 months from the closing of the case, then deleted"));
  EXPECT_THAT(dpia, HasSubstr("under a duty of confidence?**\n  - From the agreement: yes: your-childrens-services and your-hospital."));
  EXPECT_THAT(papers[1].text, HasSubstr("A victim is not a target"));
  EXPECT_THAT(papers[1].text, HasSubstr("Date of birth"));
  EXPECT_THAT(papers[2].text, HasSubstr("Police, Crime, Sentencing and Courts Act 2022, s.16"));
  for (auto const& rule : agreement.rules) {
    EXPECT_THAT(papers[0].text, HasSubstr("### " + rule.id.text));
    EXPECT_THAT(papers[2].text, HasSubstr("- " + rule.id.text + ": kept for "));
  }
  auto const again = papers_for(agreement, loaded->catalogue);
  for (std::size_t index = 0; index < papers.size(); ++index) EXPECT_EQ(papers[index].text, again[index].text);
}

TEST_F(Drafting, PapersSayWhereNoneIsNeededAndCannotBeBentByATitle) {
  auto agreement = agreement_of(*draft_from(shipped("ambulance"), {.from = day("2026-12-01")}).draft);
  agreement.title = "A | title\n# with <marks>";
  for (auto const& paper : papers_for(agreement, loaded->catalogue)) {
    EXPECT_THAT(paper.text, HasSubstr("Nothing in this agreement is about single people")) << paper.file_name;
    EXPECT_THAT(paper.text, HasSubstr("A \\| title \\# with \\<marks\\>"));
  }
}

}  // namespace
}  // namespace concordat::agreements
