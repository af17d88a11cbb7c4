// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/queue.h"

#include "hub/linkage/review/review_test_tools.h"
#include "hub/linkage/review/sight.h"

namespace concordat::hub::proving {
namespace {

class LinkQueue : public ReviewTest {
 protected:
  void SetUp() override {
    ReviewTest::SetUp();
    if (IsSkipped()) return;
    send_look_alikes();
  }
  [[nodiscard]] std::string list(std::string_view who, links::Tab tab) {
    auto const rows = links::list_pairs(hub(), member(who), tab);
    if (!rows) return code_of(rows);
    std::string text;
    for (auto const& row : *rows) text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", row.id, row.state, row.decision.empty() ? "" : row.second_by_me ? " second" : " mine");
    return text;
  }
};
CONCORDAT_ON_BOTH_STORES(LinkQueue);

TEST_P(LinkQueue, HasATabForReviewAssignedAndResolved) {
  EXPECT_EQ(list("rita", links::Tab::review), "2 waiting, 1 waiting") << "the strongest first";
  EXPECT_EQ(list("ruth", links::Tab::review), "") << "no record is of the police";
  EXPECT_EQ(list("anna", links::Tab::review), "link.not-a-reviewer");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  ASSERT_EQ(code_of(links::assign_pair(hub(), member("rita"), 2, true)), "fine");
  EXPECT_EQ(list("rita", links::Tab::review), "1 waiting");
  EXPECT_EQ(list("rita", links::Tab::assigned), "2 waiting");
  EXPECT_EQ(list("rolf", links::Tab::assigned), "");
  decided("rita", 1, "not-same");
  decided("rita", 2, "link");
  EXPECT_EQ(list("rita", links::Tab::assigned), "2 waiting mine");
  EXPECT_EQ(list("rita", links::Tab::resolved), "1 resolved");
  auto const tasks = links::link_tasks(hub(), member("rita"));
  ASSERT_EQ(code_of(tasks), "fine");
  EXPECT_EQ(tasks->assigned, 1U);
  EXPECT_EQ(tasks->second, 0U);
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::access);
  EXPECT_EQ(leaf.fields, (std::vector<std::string>{"link-queue", "resolved"}));
}

TEST_P(LinkQueue, ShowsTheOtherCandidatesForARecordBesideOne) {
  EXPECT_TRUE(links::show_pair(hub(), member("rita"), pair_of(1, 3))->candidates.empty()) << "the only one";
  send("police-people", {{"p1", "Dill", "Dora", "07/08/2009", "N1 1ZZ"}});
  link();
  auto const pair = links::show_pair(hub(), member("rolf"), pair_of(1, 3));
  ASSERT_EQ(code_of(pair), "fine");
  std::vector<std::int64_t> ids;
  for (auto const& one : pair->candidates) ids.push_back(one.id);
  EXPECT_THAT(ids, ::testing::UnorderedElementsAre(pair_of(1, 3), pair_of(1, 5)));
  auto const seen_by_ruth = links::show_pair(hub(), member("ruth"), pair_of(1, 5));
  ASSERT_EQ(code_of(seen_by_ruth), "fine");
  for (auto const& one : seen_by_ruth->candidates) EXPECT_NE(one.id, pair_of(1, 3)) << "of these two she sees nothing";
}

TEST_P(LinkQueue, ShowsOfAnotherAgencyOnlyThatItAgrees) {  // S56
  auto const pair = links::show_pair(hub(), member("rita"), pair_of(1, 3));
  ASSERT_EQ(code_of(pair), "fine");
  EXPECT_EQ(pair->left.agency, "") << "that it holds a record of somebody is told by an agreement or not at all";
  EXPECT_EQ(pair->left.agency_name, "Another agency");
  EXPECT_EQ(pair->row.left_agency, "");
  EXPECT_FALSE(pair->row.right_agency.empty());
  EXPECT_TRUE(pair->left.role.empty() && pair->left.feed.empty() && pair->left.received.empty());
  EXPECT_FALSE(pair->left.why.empty());
  EXPECT_TRUE(pair->right.own);
  EXPECT_EQ(pair->right.role, "victim");
  for (auto const& row : pair->rows) {
    EXPECT_EQ(row.left, std::nullopt) << row.label;
    EXPECT_NE(row.right, std::nullopt) << row.label;
    EXPECT_FALSE(row.differs) << row.label;
  }
  std::string words;
  for (auto const& level : pair->levels) {
    EXPECT_EQ(level.level, "") << "a level can tell a value";
    EXPECT_TRUE(level.withheld && level.weight == 0) << "and so can its weight";
    words += level.words + "\n";
  }
  EXPECT_EQ(words, "Another agency's family name agrees.\nAnother agency's first name agrees.\nAnother agency's date of birth agrees.\nAnother agency's address differs.\n")
      << "nothing of what it does not know";
  EXPECT_EQ(pair->prior + pair->household + pair->withheld, pair->row.weight) << "the picture adds up";
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::access);
  EXPECT_EQ(leaf.subjects.size(), 2U);
  EXPECT_TRUE(leaf.rules.empty());
}

TEST_P(LinkQueue, ShowsWhatAnAgreementGivesReviewersAndNoMore) {
  agree_on_review();
  auto const pair = links::show_pair(hub(), member("rita"), pair_of(1, 3));
  ASSERT_EQ(code_of(pair), "fine");
  EXPECT_EQ(pair->left.role, "victim");
  EXPECT_EQ(pair->rules, (std::vector<std::string>{"isa.northshire.link-review@1#review"}));
  std::map<std::string, links::TraitRow> rows;
  for (auto const& row : pair->rows) rows[std::string{links::field_of(row.trait)}] = row;
  EXPECT_EQ(rows["family_name"].left, "Dill");
  EXPECT_FALSE(rows["family_name"].differs);
  EXPECT_EQ(rows["date_of_birth"].left, "2008-08-07");
  EXPECT_TRUE(rows["date_of_birth"].differs);
  EXPECT_EQ(rows["postcode"].left, std::nullopt) << "the agreement does not name it";
  EXPECT_EQ(rows["postcode"].right, "E9 9ZZ");
  EXPECT_EQ(pair->levels[3].words, "Another agency's address differs.");
  EXPECT_EQ(pair->levels[2].level, "nearly");
  EXPECT_EQ(leaves().back().rules, pair->rules);
  // The school has no such agreement about the partnership's records.
  auto const back = links::show_pair(hub(), member("rolf"), pair_of(1, 3));
  ASSERT_EQ(code_of(back), "fine");
  EXPECT_TRUE(back->right.role.empty());
}

TEST_P(LinkQueue, TellsWhoeverSeesNoRoleTheSameOfEveryPair) {
  auto const told = [&] {
    std::string text;
    auto const rows = links::list_pairs(hub(), member("rita"), links::Tab::review);
    EXPECT_EQ(code_of(rows), "fine");
    for (auto const& row : *rows) {
      auto const pair = links::show_pair(hub(), member("rita"), row.id);
      EXPECT_EQ(code_of(pair), "fine");
      text += fmt::format("{} {}: {} ", row.id, row.why, fmt::join(pair->impact, "+"));
    }
    return text;
  };
  EXPECT_EQ(told(), "2 something-you-may-not-see: something-you-may-not-see 1 something-you-may-not-see: something-you-may-not-see ");
  auto const rows = links::list_pairs(hub(), member("rita"), links::Tab::review);
  ASSERT_EQ(code_of(rows), "fine");
  for (auto const& row : *rows) EXPECT_LT(row.weight, scorer_.limits.join) << "a pair that would be joined but for a role reads as any other";
  agree_on_review();
  EXPECT_EQ(told(), "2 roles: roles 1 weight:  ");
}

TEST_P(LinkQueue, TellsNobodyWhetherAPairIsThere) {
  EXPECT_EQ(code_of(links::show_pair(hub(), member("ruth"), pair_of(1, 3))), "link.unknown");
  EXPECT_EQ(code_of(links::show_pair(hub(), member("rita"), 999)), "link.unknown");
  EXPECT_EQ(code_of(links::show_pair(hub(), member("anna"), pair_of(1, 3))), "link.not-a-reviewer");
  EXPECT_EQ(code_of(links::explain_records(hub(), member("rita"), 1, 4)), "link.unknown") << "nothing was found between them";
  EXPECT_EQ(code_of(links::explain_records(hub(), member("rita"), 3, 1)), "fine");
}

TEST_P(LinkQueue, AsksForTheQuorumOfWitnessesBeforeAnythingOfAnothersIsShown) {
  agree_on_review();
  auto with = options();
  with.before_people = [](Hub&) -> Result<void> { return fail(Fault::refused, "ledger.not-witnessed", "Not yet.", "Wait."); };
  open_it(with);
  EXPECT_EQ(code_of(links::show_pair(hub(), member("rita"), pair_of(1, 3))), "ledger.not-witnessed");
  EXPECT_EQ(code_of(links::show_pair(hub(), member("rolf"), pair_of(1, 3))), "fine") << "its own data only";
}

}  // namespace
}  // namespace concordat::hub::proving
