// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/giving.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/disclosures/disclosures_test_tools.h"
#include "hub/keeping/keeping.h"

namespace concordat::hub::proving {
namespace {

using namespace disclosures;

using sharing::RequestState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Disclosures : public DisclosureTest {};
CONCORDAT_ON_BOTH_STORES(Disclosures);

TEST_P(Disclosures, AreOpenedInTheHubByWhoAskedAlone) {  // S15
  auto const request = given();
  EXPECT_EQ(*not_opened_yet(hub(), member("carla")), 1U);
  EXPECT_EQ(*not_opened_yet(hub(), member("chair")), 0U);
  auto const seen = open_given(hub(), member("carla"), request);
  ASSERT_EQ(code_of(seen), "fine");
  ASSERT_EQ(seen->items.array().size(), 3U);
  EXPECT_EQ(seen->items.array()[0]["value"].string(), "Ann Zebedee");
  EXPECT_EQ(seen->open_until, "2026-12-21") << "thirty days where none are said";
  EXPECT_TRUE(seen->withheld.empty());
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::access);
  EXPECT_THAT(leaf.fields, ElementsAre("disclosure", "person.name", "person.date_of_birth", "person.role_in_concern"));
  EXPECT_EQ(leaf.previous, request);
  for (auto const* who : {"chair", "greta", "audit-csp", "paul", "lead-police"}) {
    EXPECT_EQ(opened(request, who), "disclosure.unknown") << who;
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  }
  EXPECT_EQ(*not_opened_yet(hub(), member("carla")), 0U);
  EXPECT_EQ(told(request, "paul").openings.size(), 1U) << "who gave it sees that it was read";
}

TEST_P(Disclosures, BearTheReaderTheTimeAndTheirOwnId) {  // S16
  auto const request = given();
  auto const seen = open_given(hub(), member("carla"), request);
  ASSERT_EQ(code_of(seen), "fine");
  auto const mark = watermark(hub(), *seen);
  EXPECT_THAT(mark, HasSubstr("Opened by carla of "));
  EXPECT_THAT(mark, HasSubstr("on 2026-11-21 at 10:00 UTC"));
  EXPECT_THAT(mark, HasSubstr(told(request, "carla").id));
  EXPECT_EQ(to_json(hub(), *seen)["watermark"].string(), mark);
}

TEST_P(Disclosures, CarryHowEachItemMayBeHandled) {  // S13
  auto const request = given();
  auto const seen = open_given(hub(), member("carla"), request);
  ASSERT_EQ(code_of(seen), "fine");
  for (auto const& item : seen->items.array()) {
    EXPECT_EQ(item["onward"].string(), "none");
    EXPECT_THAT(item["rule"].string(), HasSubstr("#present-risk"));
    EXPECT_THAT(item["delete_words"].string(), HasSubstr("6 months"));
  }
}

TEST_P(Disclosures, HoldNothingButWhatIsPermittedInTheFormThatIsPermitted) {  // S14
  auto const request = asked_for();
  auto more = ann();
  more.values.push_back({"school.attendance_12w", "91"});
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, more)), "disclosure.not-permitted");
  EXPECT_THAT(leaves().back().why, ElementsAre("disclosure.not-permitted"));
  auto loose = ann();
  loose.values[1].text = "May 2010";
  auto const refused = give(hub(), member("paul"), request, loose);
  ASSERT_EQ(code_of(refused), "disclosure.value-form");
  EXPECT_EQ(refused.error().where.field, "person.date_of_birth");
  loose = ann();
  loose.values[2].text = "nominal";
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, loose)), "disclosure.value-form") << "no role that the definitions know";
  loose = ann();
  loose.values[0].text = "Ann 07700 900123";
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, loose)), "disclosure.value-form") << "a number is no name";
  loose = ann();
  loose.values[1].text = "2051-05-06";
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, loose)), "disclosure.value-form") << "nobody is born tomorrow";
  auto less = ann();
  less.values.pop_back();
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, less)), "disclosure.value-missing");
  auto empty = ann();
  for (auto& value : empty.values) value.text = " ";
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, empty)), "disclosure.nothing");
  EXPECT_EQ(sharing::find_request(hub(), member("paul"), request)->state, RequestState::waiting) << "none of these gave anything";
  EXPECT_EQ(number_of("SELECT count(*) FROM disclosure"), 0);
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, ann())), "fine");
}

TEST_P(Disclosures, NeverGiveANameWithoutTheRole) {
  auto const request = asked_for();
  auto nameless = ann();
  nameless.values[2].text = "";
  auto const refused = give(hub(), member("paul"), request, nameless);
  ASSERT_EQ(code_of(refused), "disclosure.role");
  EXPECT_EQ(refused.error().where.field, "person.role_in_concern");
  nameless.values[0].text = "";
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, nameless)), "fine") << "where no name is given there is nothing to stand beside";
}

TEST_P(Disclosures, StayOpenForADayThatIsNotTooLong) {
  auto const request = asked_for();
  for (auto const* day : {"2026-11-20", "2027-02-20", "soon"}) {
    auto giving = ann();
    giving.open_until = day;
    EXPECT_EQ(code_of(give(hub(), member("paul"), request, giving)), "disclosure.until") << day;
  }
  auto giving = ann();
  giving.own_reference = std::string(201, 'x');
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, giving)), "disclosure.reference");
  giving = ann();
  giving.open_until = "2026-11-24";
  ASSERT_EQ(code_of(give(hub(), member("paul"), request, giving)), "fine");
  at("2026-11-24");
  EXPECT_EQ(opened(request), "fine") << "the last day counts";
  at("2026-11-25");
  EXPECT_EQ(opened(request), "disclosure.over");
  EXPECT_THAT(leaves().back().why, ElementsAre("disclosure.over"));
  EXPECT_EQ(told(request, "carla").state, "over");
}

TEST_P(Disclosures, TakenBackAreDestroyedAndTheRefusalIsLogged) {  // S15
  auto const request = given();
  EXPECT_EQ(code_of(take_back(hub(), member("paul"), request, "oops")), "reason.too-short");
  EXPECT_EQ(code_of(take_back(hub(), member("carla"), request, "It was about somebody else")), "disclosure.unknown");
  ASSERT_EQ(code_of(take_back(hub(), member("paul"), request, "It was about somebody else")), "fine");
  EXPECT_EQ(code_of(take_back(hub(), member("paul"), request, "It was about somebody else")), "disclosure.unknown") << "once";
  EXPECT_EQ(opened(request), "disclosure.taken-back");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_THAT(leaves().back().why, ElementsAre("disclosure.taken-back"));
  EXPECT_EQ(told(request, "carla").taken_back_words, "It was about somebody else") << "who got it learns why";
  EXPECT_EQ(number_of("SELECT count(*) FROM disclosure WHERE values_sealed IS NOT NULL"), 0);
  auto const told_of = notices(hub(), member("carla"));
  ASSERT_EQ(told_of->size(), 1U) << "who may have copied it is asked what became of that";
  EXPECT_EQ(told_of->front().kind, "taken-back");
  EXPECT_EQ(*notices_waiting(hub(), member("carla")), 1U);
  EXPECT_EQ(code_of(acknowledge(hub(), member("carla"), told_of->front().id, "own-copy-deleted")), "fine");
}

TEST_P(Disclosures, AreDecidedAnewEachTimeTheyAreOpened) {
  auto const request = given();
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 0 WHERE id = 'carla'"));
  EXPECT_EQ(opened(request), "sharing.not-a-member");
  ASSERT_TRUE(hub().database().execute("UPDATE member SET active = 1 WHERE id = 'carla'"));
  EXPECT_EQ(opened(request), "fine");
  auto closed = open_case();
  closed.answer = "closed";
  know("chair", closed);
  EXPECT_EQ(opened(request), "disclosure.no-longer-permitted");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
}

TEST_P(Disclosures, GivenElsewhereHoldNoValues) {
  auto const request = asked_for();
  auto giving = ann();
  giving.how = "verbally";
  EXPECT_EQ(code_of(give(hub(), member("paul"), request, giving)), "disclosure.how");
  giving.values.clear();
  ASSERT_EQ(code_of(give(hub(), member("paul"), request, giving)), "fine");
  EXPECT_EQ(told(request, "carla").state, "elsewhere");
  EXPECT_EQ(opened(request), "disclosure.unknown");
  EXPECT_EQ(code_of(take_back(hub(), member("paul"), request, "It was about somebody else")), "disclosure.unknown");
}

TEST_P(Disclosures, InTheHubAreGivenWithTheirValuesOnly) {
  auto const request = asked_for();
  EXPECT_EQ(code_of(sharing::give(hub(), member("paul"), request, {"in-hub"})), "request.words") << "nothing would have been given";
}

TEST_P(Disclosures, LeaveNothingReadableAfterTheirDayButCodesAndAgencies) {  // S31, S36
  auto const request = given();
  EXPECT_EQ(opened(request), "fine");
  at("2026-12-22");
  auto const report = run_keeping(hub());
  ASSERT_EQ(code_of(report), "fine");
  EXPECT_EQ(report->erased.at("given"), 1U);
  EXPECT_EQ(opened(request), "disclosure.over");
  EXPECT_EQ(number_of("SELECT count(*) FROM disclosure WHERE values_sealed IS NOT NULL"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM disclosure WHERE member = 'carla' AND mark IS NOT NULL"), 1) << "a correction still finds who got it";
  at("2028-11-22");
  ASSERT_EQ(code_of(run_keeping(hub())), "fine");
  EXPECT_EQ(number_of("SELECT count(*) FROM disclosure WHERE member = '' AND mark IS NULL AND erased_on IS NOT NULL"), 1);
  for (auto const& leaf : leaves()) EXPECT_THAT(*ledger::write_leaf(leaf), Not(HasSubstr("Zebedee")));
  EXPECT_EQ(number_of("SELECT count(*) FROM data_use WHERE recipient = 'northshire-csp'"), 1) << "that it was given is counted for ever";
}

}  // namespace
}  // namespace concordat::hub::proving
