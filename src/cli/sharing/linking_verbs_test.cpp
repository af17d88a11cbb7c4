// SPDX-License-Identifier: Apache-2.0
// The verbs of linkage over a hub, with the hub's own model: what they say in text is what they say in JSON.
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/sharing/sharing_verbs.h"
#include "hub/linkage/linkage_test_tools.h"

namespace concordat::cli {
namespace {

using hub::proving::code_of;
using ::testing::HasSubstr;
using ::testing::Not;

class LinkingVerbs : public hub::proving::LinkageTest {
 protected:
  void SetUp() override {
    LinkageTest::SetUp();
    if (IsSkipped()) return;
    send("school-people", {{"s1", "Featherstone", "Elizabeth"}, {"s2", "Marchbanks", "Ben", "03/04/2011", "N16 5BB"}});
    send("csp-people", {{"c1", "Featherstone", "Elizabeth", "01/02/2010", "N15 4AA", "Suspect"}, {"c2", "Marchbanks", "Ben", "03/04/2011", "N16 5BB"}});
  }
  [[nodiscard]] Result<Shown> run(std::string_view name, std::string_view who, SharingArguments const& arguments = {}) {
    auto const verbs = sharing_verbs();
    auto const verb = std::ranges::find(verbs, name, &SharingVerb::full);
    EXPECT_NE(verb, verbs.end()) << name;
    return run_verb(*verb, hub(), member(who), arguments);
  }
  [[nodiscard]] static SharingArguments about(std::string id, std::string outcome = {}) {
    SharingArguments a;
    a.id = std::move(id);
    a.outcome = std::move(outcome);
    a.because = "Seen in both files";
    return a;
  }
};
CONCORDAT_ON_BOTH_STORES(LinkingVerbs);

TEST_P(LinkingVerbs, LinkAndSayWhatChanged) {
  auto const linked = run("link", "anna");
  ASSERT_EQ(code_of(linked), "fine");
  EXPECT_EQ(linked->json["new_links"].integer(), 1);
  EXPECT_THAT(linked->text, HasSubstr("new links 1, broken links 0"));
  EXPECT_THAT(linked->text, HasSubstr("northshire-school: 2 records"));
  EXPECT_THAT(linked->text, Not(HasSubstr("Featherstone")));
  EXPECT_TRUE(run("link", "anna")->json["nothing_new"].boolean());
  SharingArguments whole;
  whole.whole = true;
  EXPECT_FALSE(run("link", "anna", whole)->json["nothing_new"].boolean());
  EXPECT_EQ(run("link report", "anna")->json.array().size(), 2U);
  EXPECT_EQ(code_of(run("link", "emil")), "request.no-right");
}

TEST_P(LinkingVerbs, TakeAPairFromTheQueueToItsUndoing) {
  ASSERT_EQ(code_of(run("link", "anna")), "fine");
  auto const queue = run("link queue", "rita");
  ASSERT_EQ(code_of(queue), "fine");
  ASSERT_EQ(queue->json.array().size(), 1U);
  auto const pair = std::to_string(queue->json.array().front()["pair"].integer());
  EXPECT_EQ(code_of(run("link queue", "anna")), "link.not-a-reviewer");
  SharingArguments nowhere;
  nowhere.which = "everything";
  EXPECT_EQ(code_of(run("link queue", "rita", nowhere)), "link.tab");
  auto const shown = run("link show", "rita", about(pair));
  ASSERT_EQ(code_of(shown), "fine");
  EXPECT_THAT(shown->text, HasSubstr("Another agency's family name agrees."));
  EXPECT_THAT(shown->text, HasSubstr("withheld"));
  EXPECT_THAT(shown->text, HasSubstr("may take two people: that hangs on records that you may not see"));
  auto both = about("3");
  both.other = "1";
  EXPECT_EQ(run("explain", "rita", both)->json["pair"], shown->json["pair"]);
  EXPECT_THAT(run("link assign", "rita", about(pair))->text, HasSubstr("rita works on it"));
  auto back = about(pair);
  back.away = true;
  EXPECT_THAT(run("link assign", "rita", back)->text, Not(HasSubstr("rita works on it")));
  auto const decided = run("link decide", "rita", about(pair, "link"));
  ASSERT_EQ(code_of(decided), "fine");
  EXPECT_THAT(decided->text, HasSubstr("waits for a second person (something-you-may-not-see)"));
  auto const id = decided->json["id"].string();
  auto const waits = run("link show", "rita", about(pair));
  EXPECT_THAT(waits->text, HasSubstr("decision " + id + ": link, waiting by rita"));
  EXPECT_EQ(waits->json["decisions"].array().size(), 1U);
  EXPECT_EQ(code_of(run("link second", "rolf", about(id, "perhaps"))), "link.answer");
  EXPECT_THAT(run("link second", "rolf", about(id, "agree"))->text, HasSubstr("done"));
  EXPECT_THAT(run("link undo", "rita", about(id))->text, HasSubstr("undone"));
  auto split = about(std::to_string(hub().database().query_integer("SELECT person FROM link WHERE source_record = 4")->value_or(0)));
  auto const person = run("link person", "rita", about(split.id));
  ASSERT_EQ(code_of(person), "fine");
  EXPECT_THAT(person->text, HasSubstr("Marchbanks"));
  EXPECT_THAT(person->text, HasSubstr("nobody has looked at it: not for enforcement"));
  EXPECT_EQ(code_of(run("link person", "anna", about(split.id))), "link.not-a-reviewer");
  auto home = split;
  home.purpose = "family-support";
  home.matter = "CSP/7";
  home.necessary = "She did not come home";
  auto const household = run("link household", "rita", home);
  ASSERT_EQ(code_of(household), "fine");
  EXPECT_THAT(household->text, HasSubstr("No record of this person that you may use gives a home"));
  EXPECT_THAT(household->text, HasSubstr("Not for enforcement"));
  home.purpose = "law-enforcement";
  EXPECT_EQ(code_of(run("link household", "rita", home)), "household.enforcement");
  split.records = {"4"};
  auto const parted = run("link split", "rita", split);
  EXPECT_THAT(parted->text, HasSubstr("not-same: done"));
  EXPECT_EQ(persons(), "1 2 3 4");
  auto merge = about(split.id);
  merge.other = "no number";
  EXPECT_EQ(code_of(run("link merge", "rita", merge)), "link.unknown");
}

TEST_P(LinkingVerbs, SayWhoAnswersForEachListAndTakeItOutOfUse) {  // S44
  EXPECT_THAT(run("lists", "greta")->text, HasSubstr("answered for by greta (information-governance-lead)"));
  auto list = about("csp-people");
  EXPECT_EQ(code_of(run("lists owner", "greta", list)), "list.words");
  list.away = true;
  EXPECT_THAT(run("lists owner", "greta", list)->text, HasSubstr("out of use until an owner is named"));
  EXPECT_THAT(run("lists", "greta")->text, HasSubstr("OUT OF USE: nobody answers for it"));
  list.away = false;
  list.word = "greta";
  EXPECT_THAT(run("lists owner", "greta", list)->text, HasSubstr("answered for by greta"));
}

TEST_P(LinkingVerbs, GiveAnAgencyItsDuplicates) {
  send("csp-people", {{"c9", "Marchbanks", "Ben", "03/04/2011", "N16 5BB"}});
  ASSERT_EQ(code_of(run("link", "anna")), "fine");
  auto const duplicates = run("link duplicates", "sam");
  ASSERT_EQ(code_of(duplicates), "fine");
  EXPECT_EQ(duplicates->json.array().size(), 1U);
  EXPECT_THAT(duplicates->text, HasSubstr("one person"));
  SharingArguments csv;
  csv.csv = true;
  EXPECT_THAT(run("link duplicates", "sam", csv)->text, HasSubstr("What to do"));
}

}  // namespace
}  // namespace concordat::cli
