// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/corrections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/disclosures/disclosures_test_tools.h"
#include "hub/keeping/keeping.h"

namespace concordat::hub::proving {
namespace {

using namespace disclosures;

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Corrections : public DisclosureTest {
 protected:
  [[nodiscard]] static Correction born_later() {
    Correction correction;
    correction.reference = " nsp-77 ";
    correction.kind = "corrected";
    correction.fields = {"date_of_birth"};
    correction.because = "The passport says another day";
    correction.values = {{"person.date_of_birth", "2011-05-06"}};
    return correction;
  }
};
CONCORDAT_ON_BOTH_STORES(Corrections);

TEST_P(Corrections, ReachEveryPastRecipientAndStayOpenUntilTheyAnswer) {  // S20
  auto const first = given();
  auto const second = ask(who_is_it()).id;
  auto verbally = ann();
  verbally.how = "verbally";
  verbally.values.clear();
  ASSERT_EQ(code_of(give(hub(), member("paul"), second, verbally)), "fine");
  auto const done = correct(hub(), member("paul"), born_later());
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->notices.size(), 2U) << "whichever way they got it";
  EXPECT_THAT(done->recipients, ElementsAre("northshire-csp"));
  EXPECT_EQ(leaves().back().event, ledger::Event::disclose);
  EXPECT_THAT(leaves().back().fields, ElementsAre("correction", "corrected", "person.date_of_birth"));
  EXPECT_EQ(*notices_waiting(hub(), member("carla")), 2U);
  EXPECT_EQ(*notices_waiting(hub(), member("greta")), 2U) << "a lead sees what a colleague has not answered";
  EXPECT_EQ(*notices_waiting(hub(), member("chair")), 0U);
  EXPECT_EQ(value_of(first, "person.date_of_birth"), "2011-05-06");
  EXPECT_EQ(told(first, "carla").version, 2);
  auto const open = notices(hub(), member("carla"));
  ASSERT_EQ(open->size(), 2U);
  EXPECT_EQ(open->front().because, "The passport says another day");
  EXPECT_EQ(code_of(acknowledge(hub(), member("carla"), open->front().id, "read")), "notice.words");
  EXPECT_EQ(code_of(acknowledge(hub(), member("chair"), open->front().id, "no-copy-held")), "notice.unknown");
  EXPECT_EQ(code_of(acknowledge(hub(), member("paul"), open->front().id, "no-copy-held")), "notice.unknown") << "not by who corrected it";
  ASSERT_EQ(code_of(acknowledge(hub(), member("carla"), open->front().id, "own-copy-corrected")), "fine");
  EXPECT_EQ(leaves().back().event, ledger::Event::receive);
  EXPECT_EQ(code_of(acknowledge(hub(), member("carla"), open->front().id, "own-copy-corrected")), "notice.unknown") << "once";
  EXPECT_EQ(*notices_waiting(hub(), member("carla")), 1U);
  auto const seen = notices(hub(), member("paul"));
  ASSERT_EQ(seen->size(), 2U) << "who corrected it sees what became of it";
  EXPECT_EQ(seen->front().done, "own-copy-corrected");
  EXPECT_TRUE(seen->back().done.empty());
}

TEST_P(Corrections, WithoutAValueTakeTheItemOutOfWhatCanBeOpened) {
  auto const request = given();
  auto correction = born_later();
  correction.values.clear();
  ASSERT_EQ(code_of(correct(hub(), member("paul"), correction)), "fine");
  EXPECT_EQ(value_of(request, "person.date_of_birth"), "withheld") << "what is known to be wrong is not shown";
  EXPECT_EQ(value_of(request, "person.name"), "Ann Zebedee");
  EXPECT_THAT(open_given(hub(), member("carla"), request)->withheld, ElementsAre("person.date_of_birth")) << "and the reader sees that";
  correction.fields = {"person.name", "person.role_in_concern"};
  ASSERT_EQ(code_of(correct(hub(), member("paul"), correction)), "fine");
  EXPECT_EQ(opened(request), "disclosure.being-corrected");
  correction.fields = {"person.name", "person.role_in_concern", "person.date_of_birth"};
  correction.values = {{"person.name", "Anna Zebedee"}, {"person.role_in_concern", "witness"}, {"person.date_of_birth", "2011-05-06"}};
  ASSERT_EQ(code_of(correct(hub(), member("paul"), correction)), "fine");
  EXPECT_EQ(value_of(request, "person.name"), "Anna Zebedee") << "what was taken out comes back once it is right";
  EXPECT_EQ(value_of(request, "person.date_of_birth"), "2011-05-06");
}

TEST_P(Corrections, OfTheRoleTakeTheNameAwayUntilTheRoleIsKnown) {
  auto const request = given();
  auto correction = born_later();
  correction.kind = "role-changed";
  correction.fields = {"person.role_in_concern"};
  correction.values.clear();
  ASSERT_EQ(code_of(correct(hub(), member("paul"), correction)), "fine");
  EXPECT_EQ(value_of(request, "person.name"), "withheld");
  EXPECT_EQ(value_of(request, "person.date_of_birth"), "2010-05-06");
  correction.values = {{"person.role_in_concern", "witness"}};
  ASSERT_EQ(code_of(correct(hub(), member("paul"), correction)), "fine");
  EXPECT_EQ(value_of(request, "person.name"), "Ann Zebedee") << "beside the right role it stands again";
  correction.fields = {"person.name"};
  correction.values.clear();
  EXPECT_EQ(code_of(correct(hub(), member("paul"), correction)), "correction.role") << "the wrong role would stay";
}

TEST_P(Corrections, OfWhatNobodyCanOpenTakeNoValues) {
  auto const request = asked_for();
  auto verbally = ann();
  verbally.how = "verbally";
  verbally.values.clear();
  ASSERT_EQ(code_of(give(hub(), member("paul"), request, verbally)), "fine");
  EXPECT_EQ(code_of(correct(hub(), member("paul"), born_later())), "correction.nowhere");
  EXPECT_EQ(number_of("SELECT count(*) FROM disclosure_notice"), 0) << "nothing half done";
  auto correction = born_later();
  correction.values.clear();
  EXPECT_EQ(code_of(correct(hub(), member("paul"), correction)), "fine");
  EXPECT_EQ(notices(hub(), member("carla"))->front().reference, matter) << "the reader knows which child it is";
  EXPECT_TRUE(notices(hub(), member("paul"))->front().reference.empty()) << "which is not the police's to know here";
}

TEST_P(Corrections, OfOneRequestReachThatOneAlone) {
  auto const first = given();
  auto const second = ask(who_is_it()).id;
  ASSERT_EQ(code_of(give(hub(), member("paul"), second, ann())), "fine");
  auto correction = born_later();
  correction.reference.clear();
  correction.request = second;
  auto const done = correct(hub(), member("paul"), correction);
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_EQ(done->notices.size(), 1U);
  EXPECT_EQ(value_of(first, "person.date_of_birth"), "2010-05-06");
  EXPECT_EQ(value_of(second, "person.date_of_birth"), "2011-05-06");
}

TEST_P(Corrections, FollowWhatWasPassedOn) {
  auto terms = named();
  terms.onward = "with-discloser-agreement";
  auto const first = asked_for(terms);
  ASSERT_EQ(code_of(give(hub(), member("paul"), first, ann())), "fine");
  ConferenceTerms on = named();
  on.id = "isa.northshire.onward";
  on.discloser = "northshire-csp";
  on.discloser_kind = "local-authority";
  on.recipient = "northshire-school";
  on.recipient_kind = "school";
  on.gateway = "children-act-safeguarding";
  on.purpose = "safeguard-child";
  on.conditions = "        case: {type: gang-conference, state: open, requester: member, subject: listed}\n        necessity: {stated: true}\n";
  bring_into_force(conference_text(on));
  auto back = who_is_it();
  back.discloser = "northshire-csp";
  back.purpose = "safeguard-child";
  back.reference = "SCH/1";
  auto listed = open_case("nora");
  listed.reference = "SCH/1";
  know("hanna", listed);
  confirm_case("greta", back, "nora", listed);
  auto const second = ask(back, "nora");
  ASSERT_EQ(second.state, sharing::RequestState::waiting) << second.told.pretty();
  sharing::NewFact agreed;
  agreed.kind = "onward";
  agreed.request = first;
  agreed.word = "northshire-school";
  know("lead-police", agreed);
  auto passed_on = ann();
  passed_on.received_in = first;
  passed_on.own_reference.clear();
  ASSERT_EQ(code_of(give(hub(), member("greta"), second.id, passed_on)), "fine");
  auto const done = correct(hub(), member("paul"), born_later());
  ASSERT_EQ(code_of(done), "fine");
  EXPECT_THAT(done->recipients, ElementsAre("northshire-csp", "northshire-school"));
  EXPECT_EQ(*notices_waiting(hub(), member("nora")), 1U);
  auto const told_of = notices(hub(), member("nora"));
  ASSERT_EQ(told_of->size(), 1U);
  EXPECT_EQ(told_of->front().made_for, "northshire-csp") << "who gave it, and not whose it was";
  EXPECT_TRUE(told_of->front().because.empty());
  auto const seen_by_the_police = notices(hub(), member("paul"));
  for (auto const& one : *seen_by_the_police) EXPECT_NE(one.request, second.id) << "what went on between the two is not the police's";
  auto const seen = open_given(hub(), member("nora"), second.id);
  ASSERT_EQ(code_of(seen), "fine");
  EXPECT_EQ(seen->items.array().size(), 2U) << "what is wrong is out; what is right they hear from who passed it on";
  agreed.answer = "no";
  know("lead-police", agreed);
  EXPECT_EQ(code_of(open_given(hub(), member("nora"), second.id)), "disclosure.no-longer-permitted") << "it may not be passed on any more";
  agreed.answer = "yes";
  know("lead-police", agreed);
  ASSERT_EQ(code_of(take_back(hub(), member("paul"), first, "It was about somebody else")), "fine");
  EXPECT_EQ(code_of(open_given(hub(), member("nora"), second.id)), "disclosure.taken-back") << "wherever it went in the hub";
  EXPECT_EQ(*notices_waiting(hub(), member("nora")), 2U);
  auto const third = ask(back, "nora");
  auto again = ann();
  again.received_in = first;
  EXPECT_EQ(code_of(give(hub(), member("greta"), third.id, again)), "request.onward-barred") << "nor is it passed on now";
}

TEST_P(Corrections, SayWhatIsWrongWithThem) {
  auto const request = given();
  auto const code = [&](auto change) {
    auto correction = born_later();
    change(correction);
    return code_of(correct(hub(), member("paul"), correction));
  };
  EXPECT_EQ(code([](Correction& c) { c.kind = "mended"; }), "correction.words");
  EXPECT_EQ(code([&](Correction& c) { c.request = request; }), "correction.which") << "both";
  EXPECT_EQ(code([](Correction& c) { c.reference.clear(); }), "correction.which") << "neither";
  EXPECT_EQ(code([](Correction& c) { c.fields = {"person.shoe_size"}; }), "correction.words");
  EXPECT_EQ(code([](Correction& c) { c.kind = "deleted"; }), "correction.values") << "what is deleted has no value";
  EXPECT_EQ(code([](Correction& c) { c.values = {{"person.name", "Ann"}}; }), "correction.values") << "a value of another item";
  EXPECT_EQ(code([](Correction& c) { c.because = "wrong"; }), "reason.too-short");
  EXPECT_EQ(code([](Correction& c) { c.values[0].text = "soon"; }), "disclosure.value-form");
  EXPECT_EQ(code([](Correction& c) { c.reference = "NSP-78"; }), "correction.nobody");
  EXPECT_EQ(code_of(correct(hub(), member("carla"), born_later())), "correction.nobody") << "another agency's";
  EXPECT_EQ(code_of(correct(hub(), member("audit-police"), born_later())), "correction.nobody") << "who does not answer for the agency";
  EXPECT_EQ(number_of("SELECT count(*) FROM disclosure_notice"), 0);
  EXPECT_EQ(value_of(request, "person.date_of_birth"), "2010-05-06");
}

TEST_P(Corrections, KeepTheirWordsForAYearAfterTheAnswer) {
  (void)given();
  auto const done = correct(hub(), member("paul"), born_later());
  ASSERT_EQ(code_of(done), "fine");
  ASSERT_EQ(code_of(acknowledge(hub(), member("carla"), done->notices.front(), "own-copy-deleted")), "fine");
  at("2027-11-21");
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  auto const after = notices(hub(), member("paul"));
  ASSERT_EQ(after->size(), 1U) << "that it was answered stays";
  EXPECT_EQ(after->front().done, "own-copy-deleted");
  EXPECT_TRUE(after->front().because.empty());
}

}  // namespace
}  // namespace concordat::hub::proving
