// SPDX-License-Identifier: Apache-2.0
// Shared editions on both stores: by the consent of every supplier, read through the gate, taken back, and held by the ledger.
#include "hub/edition_shares/edition_shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/hub_test_tools.h"
#include "hub/publishing/publishing.h"

namespace concordat::hub::proving {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SharedEditions : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    Terms police;
    police.role = "analyst, strategic-lead";
    auto ed = ed_terms();
    ed.role = police.role;
    bring_into_force(agreement_text(police));
    bring_into_force(agreement_text(ed));
  }
  [[nodiscard]] std::string partnership() const override {
    return replaced(std::string{partnership_yaml}, "    - {id: emil,",
                    "    - {id: lena, agency: northshire-csp, roles: [strategic-lead], trained: []}\n    - {id: piet, agency: northshire-police, roles: [strategic-lead, analyst], trained: []}\n    - {id: emil,");
  }
  [[nodiscard]] Member member(std::string const& id) { return **hub().member(id); }
  [[nodiscard]] Editor editor(std::string const& id, std::string role = "analyst") { return {member(id), std::move(role)}; }
  [[nodiscard]] Editor lena() { return editor("lena", "strategic-lead"); }
  [[nodiscard]] std::string drafted(std::string const& product = "hotspot-brief") {
    auto const id = open_edition(hub(), editor("anna"), {product, "violence-hotspot-analysis", {}});
    EXPECT_EQ(code_of(id), "fine");
    auto const edition = see_edition(hub(), editor("anna"), *id);
    for (auto const& section : edition->sections) {
      if (section.section.ask.empty()) continue;
      EXPECT_EQ(code_of(write_commentary(hub(), editor("anna"), *id, section.section.id, "The north end, on Friday nights.")), "fine");
    }
    return *id;
  }
  [[nodiscard]] std::string signed_one() {
    auto id = drafted();
    EXPECT_EQ(code_of(sign_off(hub(), lena(), id)), "fine");
    return id;
  }
  [[nodiscard]] std::string offered(std::vector<std::string> readers = {}) {
    auto const id = share_edition(hub(), lena(), signed_one(), std::move(readers));
    EXPECT_EQ(code_of(id), "fine");
    return id.value_or(std::string{});
  }
  [[nodiscard]] std::string shared(std::vector<std::string> readers = {}) {
    auto id = offered(std::move(readers));
    for (auto const* lead : {"edgar", "paula"}) EXPECT_EQ(code_of(answer_share(hub(), member(lead), id, true)), "fine") << lead;
    return id;
  }
  [[nodiscard]] std::string state(std::string const& id) {
    auto const share = find_share(hub(), member("lena"), id);
    return share ? std::string{name_of(share->state).view()} : code_of(share);
  }
  void run(store::Sql statement) { ASSERT_EQ(code_of(hub().database().execute(statement)), "fine"); }
};
CONCORDAT_ON_BOTH_STORES(SharedEditions);

TEST_P(SharedEditions, TellTheDepartmentWhatCameAsItWasSignedAndNothingThatItDoesNotShow) {  // M14
  auto const edition = drafted("ed-loop-return");
  ASSERT_EQ(code_of(sign_off(hub(), lena(), edition)), "fine");
  auto const id = share_edition(hub(), lena(), edition, {"northshire-general-ed"});
  ASSERT_EQ(code_of(id), "fine");
  for (auto const* lead : {"edgar", "paula"}) ASSERT_EQ(code_of(answer_share(hub(), member(lead), *id, true)), "fine") << lead;
  take_in("ed-istv", ed_month("2026-10", {{0, 9}}));
  auto const read = see_shared_edition(hub(), editor("cleo"), *id);
  ASSERT_EQ(code_of(read), "fine");
  auto const told = read->edition.told["deliveries"];
  EXPECT_EQ(told.canonical(), see_edition(hub(), editor("anna"), edition)->told["deliveries"].canonical());
  EXPECT_THAT(told.canonical(), HasSubstr("2026-10"));
  for (auto const& feed : told.array()) {
    EXPECT_EQ(feed["shows"].string(), "nothing") << "its own people read how complete it is on its page, and whoever shares this does not know it";
    EXPECT_EQ(feed["taken_in"].string(), "");
  }
}

TEST_P(SharedEditions, AreReadByTheSuppliersOnceEachOfThemSaidYes) {  // M32
  auto const id = offered();
  auto const share = find_share(hub(), member("edgar"), id);
  ASSERT_EQ(code_of(share), "fine");
  EXPECT_THAT(share->readers, ElementsAre("northshire-general-ed", "northshire-police")) << "nobody was named: those whose reports it counts";
  EXPECT_EQ(share->needed, share->readers);
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("cleo"), id)), "share.not-shared") << "nobody said yes yet";
  auto const asked = see_shared_edition(hub(), editor("edgar", "information-governance-lead"), id);
  ASSERT_EQ(code_of(asked), "fine") << "who is asked reads the words";
  EXPECT_THAT(asked->edition.sections.front().words, HasSubstr("The north end"));
  for (auto const& figure : asked->edition.figures) EXPECT_TRUE(figure.files.empty() && figure.release.empty());
  auto const first = answer_share(hub(), member("edgar"), id, true);
  ASSERT_EQ(code_of(first), "fine");
  EXPECT_FALSE(first->is_shared);
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("cleo"), id)), "share.not-shared") << "the police have still to say so";
  EXPECT_EQ(code_of(answer_share(hub(), member("edgar"), id, true)), "share.not-open");
  auto const last = answer_share(hub(), member("paula"), id, true);
  ASSERT_EQ(code_of(last), "fine");
  EXPECT_TRUE(last->is_shared);
  EXPECT_EQ(leaves().at(last->ledger_index).fields, (std::vector<std::string>{"shared-edition", "hotspot-brief"}));
  auto const read = see_shared_edition(hub(), editor("piet"), id);
  ASSERT_EQ(code_of(read), "fine");
  EXPECT_THAT(read->edition.sections.front().words, HasSubstr("The north end"));
  EXPECT_THAT(differences(), IsEmpty());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(SharedEditions, GiveAReaderFiguresOfItsOwnThroughTheGate) {
  auto const id = shared({"northshire-police", "northshire-general-ed"});
  auto const own = see_edition(hub(), editor("anna"), find_share(hub(), member("lena"), id)->edition);
  ASSERT_EQ(code_of(own), "fine");
  EXPECT_THAT(suppliers_in(*own, "northshire-csp"), ElementsAre("northshire-general-ed", "northshire-police"));
  std::vector<std::string> releases;
  for (auto const& figure : own->figures) releases.push_back(figure.release);
  auto const read = see_shared_edition(hub(), editor("piet"), id);
  ASSERT_EQ(code_of(read), "fine");
  ASSERT_EQ(read->edition.figures.size(), own->figures.size());
  bool any_refused = false;
  for (auto const& figure : read->edition.figures) {
    if (!figure.release.empty()) { EXPECT_THAT(releases, Not(Contains(figure.release))) << "what was made for another agency is protected against what that one reported"; }
    any_refused = any_refused || !figure.refused.empty();
  }
  EXPECT_TRUE(any_refused) << "no agreement gives the police the department's counts: that is said, with its reasons, and nothing is shown";
  for (auto const& section : read->edition.sections) EXPECT_THAT(section.section.works, Not(Contains(catalogue::Work::changes)));
}

TEST_P(SharedEditions, TellNobodyElseAndSayWhyNot) {
  auto const id = shared({"northshire-police"});
  auto const refusal = see_shared_edition(hub(), editor("cleo"), id);
  EXPECT_EQ(code_of(refusal), "share.not-a-reader") << "a supplier that is not on the list";
  EXPECT_THAT(std::string{refusal.error().remedy.view()}, HasSubstr("share it with your agency"));
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"share.not-a-reader"});
  EXPECT_EQ(code_of(find_share(hub(), member("hanna"), id)), "share.unknown");
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("anna"), "none")), "share.unknown");
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("paula", "information-governance-lead"), id)), "edition.not-yours") << "who asks for no releases";
}

TEST_P(SharedEditions, AreSharedByTheSignerAloneAndOnce) {
  auto const draft = drafted();
  EXPECT_EQ(code_of(share_edition(hub(), lena(), draft, {})), "share.not-signed");
  ASSERT_EQ(code_of(sign_off(hub(), lena(), draft)), "fine");
  EXPECT_EQ(code_of(share_edition(hub(), editor("anna"), draft, {})), "share.not-the-signer");
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"share.not-the-signer"});
  EXPECT_EQ(code_of(share_edition(hub(), lena(), draft, {"nowhere"})), "share.no-such-agency");
  EXPECT_EQ(code_of(share_edition(hub(), lena(), draft, {"northshire-csp"})), "share.no-reader") << "its own agency";
  EXPECT_EQ(code_of(share_edition(hub(), lena(), draft, {"northshire-police"})), "fine");
  EXPECT_EQ(code_of(share_edition(hub(), lena(), draft, {})), "share.already");
  EXPECT_EQ(number_of("SELECT count(*) FROM edition_share"), 1);
}

TEST_P(SharedEditions, AreNotSharedWhereItIsNotKnownWhoseReportsTheyCount) {
  auto const id = signed_one();
  ASSERT_EQ(code_of(change_agreement(hub(), "isa.northshire.ed@1", AgreementChange::suspend, "greta", "For this test")), "fine");
  EXPECT_EQ(code_of(share_edition(hub(), lena(), id, {})), "share.figures-withheld");
}

TEST_P(SharedEditions, AreAgreedToByLeadsOfSuppliersAndNeverByOnePerson) {
  auto const id = offered();
  EXPECT_EQ(code_of(answer_share(hub(), member("greta"), id, true)), "share.not-yours") << "of the agency that shares it";
  EXPECT_EQ(code_of(answer_share(hub(), member("cleo"), id, true)), "share.not-yours") << "an analyst";
  EXPECT_EQ(code_of(answer_share(hub(), member("hanna"), id, true)), "share.unknown") << "none of its reports are counted";
  one_account("lena", "paula");
  EXPECT_EQ(code_of(answer_share(hub(), member("paula"), id, true)), "share.second-person");
  EXPECT_EQ(state(id), "offered");
}

TEST_P(SharedEditions, EndWithAReasonAndTellTheirReaders) {
  auto const id = shared({"northshire-police"});
  auto const told = number_of("SELECT count(*) FROM outbox WHERE kind = 'edition-share'");
  EXPECT_EQ(code_of(end_share(hub(), member("anna"), id, ShareEnd::wrong)), "share.not-yours") << "an analyst";
  auto const ended = end_share(hub(), member("lena"), id, ShareEnd::wrong);
  ASSERT_EQ(code_of(ended), "fine");
  EXPECT_EQ(leaves().at(*ended).event, ledger::Event::admin);
  EXPECT_EQ(state(id), "ended");
  EXPECT_EQ(find_share(hub(), member("piet"), id)->why, "wrong") << "who could read it finds out why not any more";
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("piet"), id)), "share.not-shared");
  EXPECT_EQ(code_of(end_share(hub(), member("lena"), id, ShareEnd::wrong)), "share.not-shared");
  EXPECT_GE(number_of("SELECT count(*) FROM outbox WHERE kind = 'edition-share'"), told);
  EXPECT_EQ(code_of(share_edition(hub(), lena(), find_share(hub(), member("lena"), id)->edition, {})), "fine") << "and shared anew with another list";
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(SharedEditions, EndWhereASupplierNoLongerAgrees) {
  auto const id = shared({"northshire-police"});
  EXPECT_EQ(code_of(end_share(hub(), member("edgar"), id, ShareEnd::agreement)), "fine");
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("piet"), id)), "share.not-shared");
}

TEST_P(SharedEditions, AreNotReadWhereTheyAreDeclinedOrWaitTooLong) {
  auto const declined = offered();
  ASSERT_EQ(code_of(answer_share(hub(), member("edgar"), declined, true)), "fine");
  ASSERT_EQ(code_of(answer_share(hub(), member("paula"), declined, false)), "fine");
  EXPECT_EQ(state(declined), "declined");
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("piet"), declined)), "share.unknown");
  auto const edition = find_share(hub(), member("lena"), declined)->edition;
  auto const late = share_edition(hub(), lena(), edition, {});
  ASSERT_EQ(code_of(late), "fine");
  clock_.set(clock_.now() + std::chrono::days{days_a_publication_waits} + std::chrono::hours{1});
  EXPECT_EQ(state(*late), "lapsed");
  EXPECT_EQ(code_of(answer_share(hub(), member("paula"), *late, true)), "share.unknown");
  EXPECT_EQ(edition_shares(hub(), member("lena"))->size(), 2U);
  EXPECT_EQ(edition_shares(hub(), member("hanna"))->size(), 0U);
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(SharedEditions, AreNotReadByWhomSomebodyWroteIntoTheDatabase) {
  auto const id = shared({"northshire-police"});
  run("UPDATE edition_share SET readers = '[\"northshire-council\",\"northshire-general-ed\",\"northshire-police\"]'");
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("cleo"), id)), "share.not-as-entered");
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("piet"), id)), "share.not-as-entered") << "nobody reads it until that is settled";
  EXPECT_THAT(differences(), Not(IsEmpty()));
  run("UPDATE edition_share SET readers = '[\"northshire-police\"]'");
  EXPECT_THAT(differences(), IsEmpty());
  run("DELETE FROM edition_share_answer WHERE agency = 'northshire-general-ed'");
  EXPECT_EQ(code_of(see_shared_edition(hub(), editor("piet"), id)), "share.not-as-entered") << "without the department's yes";
  EXPECT_THAT(differences(), Not(IsEmpty()));
}

TEST_P(SharedEditions, StayEndedWhateverTheDatabaseSays) {
  auto const id = shared({"northshire-police"});
  ASSERT_EQ(code_of(end_share(hub(), member("lena"), id, ShareEnd::superseded)), "fine");
  run("UPDATE edition_share SET state = 'shared', why = '', ended_by = '', ended_at = NULL, ended_leaf = NULL");
  EXPECT_THAT(differences(), Not(IsEmpty())) << "its end has an entry and no row";
}

TEST(SharesEnd, HaveWordsForPeople) {
  for (auto const why : {ShareEnd::wrong, ShareEnd::superseded, ShareEnd::agreement, ShareEnd::reader}) {
    EXPECT_EQ(share_end_named(name_of(why).view()), why);
    EXPECT_FALSE(words_of(why).view().empty());
  }
  EXPECT_FALSE(share_end_named("because"));
}

}  // namespace
}  // namespace concordat::hub::proving
