// SPDX-License-Identifier: Apache-2.0
// The pages of what agreements allow, over a hub on both stores; and that they say what the command line says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "http/target.h"
#include "hub/agreements/change.h"
#include "hub/agreements/draft.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using hub::proving::code_of;
using hub::proving::replaced;

class AnalysisPages : public proving::SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    agree_on_figures();
    (void)release_of(hub::proving::csp_request("violence-by-area"));
  }
  /// Once more, with only its first field, and for longer.
  static std::string second_version() {
    hub::proving::Terms terms;
    terms.id = "isa.northshire.other";
    terms.fields = {"police.count_by_area_quarter"};
    terms.until = "2027-12-31";
    return hub::proving::agreement_text(terms);
  }
  Json page(std::string const& target, std::string const& who = "anna") {
    auto const response = get(target, sign_in(who), true);
    EXPECT_EQ(status(response), 200) << target << ' ' << response.text().substr(0, 300);
    return read(response);
  }
};
CONCORDAT_ON_BOTH_STORES(AnalysisPages);

TEST_P(AnalysisPages, WhoAndWhatSayWhatTheCommandsSay) {
  open_site();
  auto const who = page("/agreements/who?field=police.count_by_area_quarter");
  EXPECT_TRUE(who["asked"].boolean());
  ASSERT_EQ(who["cards"].array().size(), 1U);
  auto const& card = who["cards"].array().front();
  EXPECT_EQ(card["agency"].string(), "Northshire Community Safety Partnership");
  EXPECT_EQ(card["givers"].array().front().string(), "Northshire Police");
  EXPECT_EQ(card["rule"].string(), "isa.northshire.police@1#figures");
  auto const what = page("/agreements/what?agency=northshire-csp&role=analyst");
  EXPECT_EQ(what["cards"].array().size(), 2U) << "one a giver";
  EXPECT_EQ(what["cards"].array().front()["fields"].array().size(), 3U) << "fields on the same terms stand together";
  auto const html = get("/agreements/who?field=police.count_by_area_quarter", sign_in("anna")).text();
  EXPECT_THAT(html, HasSubstr("Who can see"));
  EXPECT_THAT(html, HasSubstr("groups under 5 are left out"));
  // The same by command line.
  auto const told = Json::parse(run({"agreement", "who", "police.count_by_area_quarter"}));
  ASSERT_TRUE(told);
  EXPECT_EQ((*told)["seen_by"], who["seen_by"]);
  auto const sees = Json::parse(run({"agreement", "what", "northshire-csp", "analyst"}));
  ASSERT_TRUE(sees);
  EXPECT_EQ((*sees)["sees"], what["sees"]);
}

TEST_P(AnalysisPages, SayWhatIsMissingOrUnknownBesideTheField) {
  open_site();
  auto const anna = sign_in("anna");
  auto const choices = page("/agreements/who")["choices"].array();
  EXPECT_EQ(choices.size(), 6U) << "what some agreement gives, and nothing else";
  EXPECT_THAT(get("/agreements/who?field=made.up", anna).text(), HasSubstr("The catalogue has no field of that name"));
  EXPECT_THAT(get("/agreements/who?field=person.family_name", anna).text(), HasSubstr("Nobody: no agreement in force gives it"));
  EXPECT_THAT(get("/agreements/who?field=istv.*&at=tomorrow", anna).text(), HasSubstr("Write the day as"));
  EXPECT_THAT(get("/agreements/who?field=police.count_by_area_quarter&at=2030-01-01", anna).text(), HasSubstr("No agreement is in force"));
  EXPECT_THAT(get("/agreements/what?agency=northshire-csp", anna).text(), HasSubstr("Choose both an agency and a role"));
  EXPECT_THAT(get("/agreements/what?agency=northshire-csp&role=mentor", anna).text(), HasSubstr("Nothing: no agreement in force"));
  EXPECT_EQ(status(get("/agreements/who?feld=x", anna)), 400) << "what was not asked for";
}

TEST_P(AnalysisPages, OverlapCoverageAndCalendarLookAtAllTogether) {
  bring_into_force(replaced(second_version(), "min_group: 5", "min_group: 9"));
  open_site();
  auto const overlaps = page("/agreements/overlap")["overlaps"].array();
  ASSERT_EQ(overlaps.size(), 1U);
  EXPECT_EQ(overlaps.front()["kind"].string(), "easier-wins");
  EXPECT_EQ(overlaps.front()["first_agreement"].string(), "isa.northshire.police@1") << "the easier one";
  EXPECT_EQ(status(get("/agreements/replay", sign_in("anna"))), 403) << "an analyst";
  EXPECT_THAT(get("/agreements/allow", sign_in("anna")).text(), Not(HasSubstr("/agreements/replay")));
  EXPECT_THAT(get("/agreements/allow", sign_in("greta")).text(), HasSubstr("/agreements/replay"));
  auto const again = page("/agreements/replay", "greta");
  EXPECT_EQ(again["same"].integer(), 0);
  EXPECT_TRUE(again["differing"].array().empty());
  EXPECT_THAT(get("/agreements/replay", sign_in("greta")).text(), HasSubstr("No request was decided under the agreements of today."));
  auto const coverage = page("/agreements/coverage");
  EXPECT_EQ(coverage["covered"].integer(), 6);
  auto const& feeds = coverage["feeds"].array();
  auto const people = std::ranges::find_if(feeds, [](Json const& one) { return one["feed"].string() == "school-people"; });
  ASSERT_NE(people, feeds.end());
  EXPECT_FALSE((*people)["not_needed"].array().empty()) << "nobody needs the names of pupils here";
  auto const calendar = page("/agreements/calendar?days=730");
  EXPECT_FALSE(calendar["entries"].array().empty());
  EXPECT_THAT(get("/agreements/calendar?days=30", sign_in("anna")).text(), HasSubstr("overdue")) << "the review of the first of January";
  EXPECT_EQ(status(get("/agreements/calendar?days=31", sign_in("anna"))), 400);
}

TEST_P(AnalysisPages, ADifferenceSaysWhatWidensAndWhichSharingsStop) {
  bring_into_force(replaced(second_version(), "keep_for: P3Y", "keep_for: P5Y"));
  open_site();
  std::string const way = "/agreements/diff?before=isa.northshire.police%401&after=isa.northshire.other%401";
  auto const model = page(way);
  EXPECT_TRUE(model["difference"]["widens"].boolean()) << "kept for longer";
  ASSERT_EQ(model["difference"]["changes"].array().size(), 2U);
  EXPECT_EQ(model["difference"]["changes"].array().front()["change"].string(), "eased");
  EXPECT_EQ(model["difference"]["changes"].array().back()["change"].string(), "removed");
  EXPECT_TRUE(model["cut_over"].array().empty()) << "what was used goes on";
  EXPECT_THAT(get(way, sign_in("anna")).text(), HasSubstr("Widened"));
  std::string const other = "/agreements/diff?before=isa.northshire.police%401&after=isa.northshire.ed%401";
  auto const cut = page(other)["cut_over"].array();
  ASSERT_EQ(cut.size(), 1U) << "the area figures were released";
  EXPECT_TRUE(cut.front()["stops"].boolean());
  EXPECT_TRUE(page(other, "hanna")["cut_over"].array().empty()) << "of the own agency only";
  EXPECT_THAT(get("/agreements/diff?after=isa.none%409", sign_in("anna")).text(), HasSubstr("Choose one of the versions"));
}

TEST_P(AnalysisPages, ADraftIsComparedByItsPartiesAlone) {
  open_site();
  auto lease = std::optional{hubs_->take()};
  auto const added = hub::add_draft(***lease, second_version(), "draft.yaml", "lead-police");
  ASSERT_EQ(code_of(added), "fine");
  lease.reset();
  std::string const way = "/agreements/diff?before=isa.northshire.police%401&after=draft%3A" + added->id;
  EXPECT_FALSE(page(way)["difference"]["widens"].boolean());
  auto const foreign = get(way, sign_in("hanna")).text();
  EXPECT_THAT(foreign, HasSubstr("Choose one of the versions"));
  EXPECT_THAT(foreign, Not(HasSubstr("Draft: ")));
}

TEST_P(AnalysisPages, TheRegisterAndThePapersAreMadeOfWhatIsEnforced) {
  open_site();
  auto const anna = sign_in("anna");
  auto const entries = page("/agreements/register")["entries"].array();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries.back()["reference"].string(), "isa.northshire.police@1");
  auto const printed = Json::parse(run({"agreement", "register", "--format", "json"}));
  ASSERT_TRUE(printed);
  EXPECT_EQ(page("/agreements/register")["register"], *printed);
  auto const sheet = get("/agreements/register/print", anna);
  EXPECT_THAT(sheet.text(), HasSubstr("<style>"));
  ASSERT_TRUE(sheet.headers().find("content-security-policy"));
  EXPECT_THAT(std::string{*sheet.headers().find("content-security-policy")}, HasSubstr("sandbox"));
  auto const readers = page("/agreements/isa.northshire.police@1/papers")["readers"].array();
  ASSERT_EQ(readers.size(), 1U);
  EXPECT_TRUE(readers.front()["own"].boolean());
  auto const again = sign_in("anna");  // of more than three sessions one has ended, and of one moment it may be any
  auto const one_page = get(readers.front()["href"].string(), again);
  EXPECT_EQ(status(one_page), 200);
  EXPECT_THAT(one_page.text(), HasSubstr("What this means for"));
  EXPECT_THAT(get("/agreements/isa.northshire.police@1/print", again).text(), HasSubstr("Signatures"));
  EXPECT_EQ(read(get("/agreements/isa.northshire.police@1/print?agency=northshire-school&role=analyst", again, true))["code"].string(), "agreement.no-such-role");
  EXPECT_EQ(read(get("/agreements/isa.none@1/print", again, true))["code"].string(), "agreement.unknown");
  EXPECT_EQ(read(get("/agreements/isa.none@1/papers", again, true))["code"].string(), "agreement.unknown");
}

TEST_P(AnalysisPages, ALeadTriesAVersionOnTheQuestionsOfLate) {
  open_site();
  std::string const way = "/agreements/simulate?version=isa.northshire.police%401";
  auto const model = page(way, "lead-police");
  ASSERT_TRUE(model["asked"].boolean());
  EXPECT_EQ(model["trial"]["questions"].integer(), 1);
  EXPECT_EQ(model["trial"]["would_allow"].integer(), 1);
  EXPECT_THAT(get(way, sign_in("lead-police")).text(), HasSubstr("It would allow 1, allow 0 in part and refuse 0 of 1 questions between its parties."));
  EXPECT_EQ(read(get(way, sign_in("anna"), true))["code"].string(), "trial.not-yours");
  EXPECT_THAT(get("/agreements/simulate", sign_in("anna")).text(), HasSubstr("This is for an information-governance lead"));
  EXPECT_EQ(read(get(way, sign_in("hanna"), true))["code"].string(), "trial.not-yours") << "a lead, and of no party";
  EXPECT_THAT(get("/agreements/simulate", sign_in("hanna")).text(), HasSubstr("Your agency is party to no version"));
  EXPECT_THAT(get("/agreements/simulate?version=none", sign_in("lead-police")).text(), HasSubstr("Choose one of the versions"));
}

TEST_P(AnalysisPages, ADraftIsMadeOfATemplateAndBroughtBeforeItsParties) {
  open_site();
  auto const anna = sign_in("anna");
  EXPECT_EQ(page("/drafts/templates")["templates"].array().size(), 16U);
  EXPECT_EQ(read(get("/drafts/templates/none", anna, true))["code"].string(), "draft.no-template");
  auto const form = page("/drafts/templates/ed-istv");
  EXPECT_FALSE(form["summary"].string().empty());
  EXPECT_EQ(form["from"].string(), "2026-12-01") << "the first of next month";
  std::string fields = "&from=2027-01-01";
  for (auto const& place : form["places"].array()) {
    auto const& choices = place["agencies"].array();
    auto const value = place["value"].string().empty() && !choices.empty() ? choices.front()["id"].string() : place["value"].string();
    fields += "&name=" + place["name"].string() + "&value=" + value;
  }
  auto const made = read(post("/drafts/templates/ed-istv", anna, fields, true));
  EXPECT_THAT(made["document"].string(), HasSubstr("from: \"2027-01-01\""));
  EXPECT_THAT(made["document"].string(), HasSubstr("northshire-general-ed"));
  EXPECT_FALSE(made["may"]["bring"].boolean()) << "an analyst sends the file to a lead";
  auto const file = post("/drafts/templates/ed-istv", anna, fields + "&as=file");
  EXPECT_EQ(file.text(), made["document"].string());
  EXPECT_THAT(std::string{*file.headers().find("content-disposition")}, HasSubstr("ed-istv.yaml"));
  EXPECT_THAT(post("/drafts/templates/ed-istv", anna, "&until=2020-01-01").text(), HasSubstr("Give another last day"));
  EXPECT_THAT(post("/drafts/templates/ed-istv", anna, "&from=soon").text(), HasSubstr("Write the day as"));
  EXPECT_THAT(post("/drafts/templates/ed-istv", anna, "&name=your-hospital&value=Big+%22Hospital%22").text(), HasSubstr("govuk-error-summary"));
  EXPECT_THAT(post("/drafts/templates/ed-istv", anna, "&name=your-hospital").text(), HasSubstr("one value for each name"));
  EXPECT_THAT(post("/drafts/templates/ed-istv", anna, "&name=your-fortune&value=x").text(), HasSubstr("no such place"));
  // What is open is named, and the desk takes what is whole.
  auto const open = read(post("/drafts/templates/marac", anna, "", true));
  EXPECT_FALSE(open["whole"].boolean());
  EXPECT_FALSE(open["open"].array().empty());
  ASSERT_TRUE(made["whole"].boolean()) << made["findings"].pretty();
  auto const greta = stepped_up(sign_in("greta"), "greta");
  EXPECT_TRUE(read(post("/drafts/templates/ed-istv", greta, fields, true))["may"]["bring"].boolean());
  EXPECT_EQ(status(post("/drafts", greta, "&document=" + http::percent_encode(made["document"].string()))), 303);
  EXPECT_THAT(post("/drafts", greta, "&document=half+an+agreement").text(), HasSubstr("half an agreement")) << "what was typed is not lost";
}

TEST_P(AnalysisPages, AReleaseIsMarkedWhileAnAgreementItRestsOnStandsStill) {
  open_site();
  EXPECT_FALSE(page("/releases")["any_stopped"].boolean());
  EXPECT_THAT(get("/releases", sign_in("anna")).text(), Not(HasSubstr("Stopped")));
  {
    auto lease = hubs_->take();
    ASSERT_EQ(code_of(hub::change_agreement(**lease, "isa.northshire.police@1", hub::AgreementChange::suspend, "greta", "A breach was found")), "fine");
  }
  auto const releases = page("/releases")["releases"].array();
  ASSERT_EQ(releases.size(), 1U);
  EXPECT_TRUE(releases.front()["stopped"].boolean());
  EXPECT_THAT(get("/releases", sign_in("anna")).text(), HasSubstr("Stopped: an agreement that the release rests on"));
}

TEST_P(AnalysisPages, WithoutAnyAgreementEachPageSaysWhatToDo) {
  for (auto const* reference : {"isa.northshire.police@1", "isa.northshire.ed@1"}) {
    ASSERT_EQ(code_of(hub::change_agreement(hub(), reference, hub::AgreementChange::end, "greta", "It is over")), "fine");
  }
  open_site();
  auto const anna = sign_in("anna");
  for (auto const* path : {"/agreements/who", "/agreements/what", "/agreements/overlap", "/agreements/coverage", "/agreements/calendar"}) {
    EXPECT_THAT(get(path, anna).text(), HasSubstr("No agreement is in force, so nothing may be shared.")) << path;
  }
}

}  // namespace
}  // namespace concordat::serve
