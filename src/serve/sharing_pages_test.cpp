// SPDX-License-Identifier: Apache-2.0
// The pages of sharing over a hub; the same questions in process, by command line and over HTTP; and what the whole site
// gives out where the engine refuses everything: nothing.
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "hub/sharing/answers.h"
#include "hub/sharing/json_of.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using hub::proving::code_of;
using hub::proving::conference_text;
using hub::proving::ConferenceTerms;
using ::testing::HasSubstr;
using ::testing::Not;

class SharingPages : public proving::SiteTest {
 protected:
  void agree() {
    bring_into_force(conference_text());
    ConferenceTerms injury;
    injury.id = "isa.northshire.injury";
    injury.discloser = "northshire-general-ed";
    injury.discloser_kind = "nhs-provider";
    injury.gateway = "consent-and-duty-of-care";
    injury.purpose = "safeguard-child";
    injury.fields = {"health.assault_injury_band"};
    injury.conditions = "        consent: {from: subject-or-parent, for: this-purpose, not_older_than: P6M}\n";
    bring_into_force(conference_text(injury));
  }
};
CONCORDAT_ON_BOTH_STORES(SharingPages);

/// A row of tests/decisions.scenario.
struct Question {
  std::string from, to, role, purpose;
  std::vector<std::string> fields;
  std::vector<std::pair<std::string, std::string>> facts;
  std::string answer, clause;
  std::set<std::string> codes;
};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (auto const word : text::split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

std::vector<Question> questions() {
  std::vector<Question> all;
  auto const text = hub::proving::get(std::filesystem::path{CONCORDAT_SOURCE_DIR} / "tests/decisions.scenario");
  bool heading = true;
  for (auto const line : text::split(text, '\n')) {
    auto const trimmed = text::trim(line);
    if (!trimmed.starts_with("|") || std::exchange(heading, false)) continue;
    auto const cells = text::split(trimmed, '|');
    EXPECT_EQ(cells.size(), 11U) << line;
    if (cells.size() != 11) continue;
    auto const cell = [&](std::size_t at) { return std::string{text::trim(cells[at])}; };
    Question one{cell(1), cell(2), cell(3), cell(4), words_of(cell(5)), {}, cell(7), cell(8), {}};
    for (auto const& fact : words_of(cell(6))) one.facts.emplace_back(fact.substr(0, fact.find('=')), fact.substr(fact.find('=') + 1));
    for (auto const& code : words_of(cell(9))) one.codes.insert(code);
    all.push_back(std::move(one));
  }
  return all;
}

hub::sharing::MayIQuestion in_process(Question const& asked) {
  hub::sharing::MayIQuestion question;
  question.discloser = asked.from;
  question.recipient = asked.to;
  question.role = asked.role;
  question.purpose = asked.purpose;
  question.fields = asked.fields;
  for (auto const& [name, value] : asked.facts) {
    if (name == "subject_role") question.subject_role = value;
    else if (name == "case") question.in_case = value;
    else if (name == "band") question.band = value;
    else if (name == "necessary") question.necessary = value;
    else if (name == "originator") question.originator = value;
    else ADD_FAILURE() << name;
  }
  return question;
}

std::vector<std::string> by_command_line(Question const& asked) {
  std::vector<std::string> words{"may-i", "--by", "paul", "--agency", asked.from, "--to", asked.to, "--role", asked.role, "--purpose", asked.purpose};
  for (auto const& field : asked.fields) words.insert(words.end(), {"--field", field});
  for (auto const& [name, value] : asked.facts) words.insert(words.end(), {name == "subject_role" ? "--subject-role" : "--" + name, value});
  return words;
}

std::string over_http(Question const& asked) {
  auto fields = "&way=give&other=" + asked.to + "&role=" + asked.role + "&purpose=" + asked.purpose;
  for (auto const& field : asked.fields) fields += "&field=" + field;
  for (auto const& [name, value] : asked.facts) fields += "&" + (name == "case" ? std::string{"in_case"} : name) + "=" + value;
  return fields;
}

TEST_P(SharingPages, AnswerAsTheCommandLineAndTheLibraryDo) {
  agree();
  auto const all = questions();
  ASSERT_GE(all.size(), 10U);
  std::vector<Json> expected;
  for (auto const& one : all) {
    auto const answer = hub::sharing::may_i(hub(), member("paul"), in_process(one));
    ASSERT_EQ(code_of(answer), "fine");
    EXPECT_EQ(answer->answer["answer"].string(), one.answer) << one.purpose << ' ' << one.to << '\n' << answer->answer.pretty();
    std::set<std::string> codes;
    std::string clause;
    for (auto const& field : answer->answer["fields"].array()) {
      if (field["may"].string() == "yes") clause = field["rule"].string();
      else codes.insert(field["code"].string());
    }
    EXPECT_EQ(clause, one.clause);
    EXPECT_EQ(codes, one.codes) << answer->answer.pretty();
    expected.push_back(answer->answer);
  }
  hub_.reset();
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const said = Json::parse(run(by_command_line(all[i])));
    ASSERT_TRUE(said) << i;
    EXPECT_EQ((*said)["answer"], expected[i]) << i;
  }
  open_site();
  auto const token = sign_in("paul");
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const response = post("/may-i", token, over_http(all[i]), true);
    EXPECT_EQ(read(response)["answer"], expected[i]) << i;
  }
}

TEST_P(SharingPages, AskOneThingAPageAndCarryTheRestOn) {
  agree();
  open_site();
  auto const token = sign_in("paul");
  EXPECT_THAT(get("/may-i", token).text(), HasSubstr("name=\"way\""));
  auto const missing = post("/may-i", token, "&step=who&way=give");
  EXPECT_EQ(status(missing), 400);
  EXPECT_THAT(missing.text(), HasSubstr("Choose the other agency."));
  auto const who = std::string{"&way=give&other=northshire-csp&role=conference-member&purpose=serious_violence_prevention"};
  auto const what = post("/may-i", token, "&step=who" + who);
  EXPECT_THAT(what.text(), HasSubstr("intel.threat_to_life"));
  EXPECT_THAT(what.text(), HasSubstr("type=\"hidden\" name=\"other\" value=\"northshire-csp\""));
  auto const person = post("/may-i", token, "&step=what&field=intel.threat_to_life" + who);
  EXPECT_THAT(person.text(), HasSubstr("name=\"band\""));
  EXPECT_THAT(person.text(), HasSubstr("name=\"field\" value=\"intel.threat_to_life\""));
  auto const why = post("/may-i", token, "&step=person&field=intel.threat_to_life&in_case=yes&band=J3&subject_role=suspected" + who);
  EXPECT_THAT(why.text(), HasSubstr("name=\"necessary\""));
  auto const done = post("/may-i", token, "&step=why&field=intel.threat_to_life&in_case=yes&band=J3&subject_role=suspected&necessary=A+threat+was+made" + who);
  EXPECT_EQ(status(done), 303);
  auto const page = std::string{done.headers().find("location").value_or("")};
  auto const answer = get(page, token);
  EXPECT_EQ(status(answer), 200);
  EXPECT_THAT(answer.text(), HasSubstr("Yes, you may"));
  EXPECT_THAT(answer.text(), HasSubstr("isa.northshire.conference@1#present-risk"));
  EXPECT_THAT(answer.text(), HasSubstr("Crime and Disorder Act 1998"));
  EXPECT_EQ(status(get(page, sign_in("carla"))), 404);
  EXPECT_EQ(status(get(page, sign_in("audit-police"))), 200);
  EXPECT_THAT(get("/may-i/records", token).text(), HasSubstr(page));
}

TEST_P(SharingPages, AskAgainWithOtherAnswersAndSayWhatItWasBefore) {
  agree();
  open_site();
  auto const token = sign_in("paul");
  auto const asked = std::string{"&way=give&other=northshire-csp&role=conference-member&purpose=serious_violence_prevention&form=personalised&field=intel.threat_to_life&in_case=yes&subject_role=suspected&necessary=A+threat+was+made"};
  auto const first = std::string{post("/may-i", token, "&step=why&band=J1" + asked).headers().find("location").value_or("")};
  auto const page = get(first, token).text();
  EXPECT_THAT(page, HasSubstr("Rules that were looked at (1)"));
  EXPECT_THAT(page, HasSubstr("name=\"instead_of\" value=\"" + first.substr(std::string_view{"/may-i/records/"}.size())));
  EXPECT_THAT(page, HasSubstr("name=\"band\" value=\"J1\""));
  EXPECT_THAT(page, HasSubstr("name=\"step\" value=\"what\"")) << "what the person is said to be comes first of what can be changed";
  auto const again = "&instead_of=" + first.substr(std::string_view{"/may-i/records/"}.size());
  auto const person = post("/may-i", token, "&step=what&band=J1" + asked + again);
  EXPECT_THAT(person.text(), HasSubstr("name=\"instead_of\""));
  EXPECT_THAT(person.text(), HasSubstr("name=\"necessary\" value=\"A threat was made\"")) << "what was typed travels on";
  auto const second = std::string{post("/may-i", token, "&step=why&band=J3" + asked + again).headers().find("location").value_or("")};
  auto const changed = get(second, token).text();
  EXPECT_THAT(changed, HasSubstr("You asked this before with other answers"));
  EXPECT_THAT(changed, HasSubstr(first));
  EXPECT_THAT(get(first, sign_in("audit-police")).text(), Not(HasSubstr("name=\"instead_of\""))) << "an auditor reads, and does not ask";
}

TEST_P(SharingPages, AskAgainFromThePageOfWhatIsToBeChanged) {
  agree();
  open_site();
  auto const token = sign_in("paul");
  auto const again = [&](std::string const& asked) {
    auto const at = std::string{post("/may-i", token, "&step=why&way=give&other=northshire-csp&form=personalised&subject_role=suspected&band=J1&age=15" + asked).headers().find("location").value_or("")};
    return get(at, token).text();
  };
  auto const purpose = again("&role=conference-member&purpose=housing_homelessness&field=intel.threat_to_life");
  ASSERT_THAT(purpose, HasSubstr("instead_of"));
  EXPECT_THAT(purpose, Not(HasSubstr("name=\"step\""))) << "the purpose is said on the first page";
  auto const item = again("&role=conference-member&purpose=serious_violence_prevention&field=person.date_of_birth");
  EXPECT_THAT(item, HasSubstr("name=\"step\" value=\"who\"")) << "the item is chosen on the second";
  auto const first = post("/may-i", token, "&way=give&other=northshire-csp&role=conference-member&purpose=serious_violence_prevention&band=J1&age=15&field=intel.threat_to_life&necessary=A+threat+was+made").text();
  for (auto const* kept : {"name=\"band\" value=\"J1\"", "name=\"age\" value=\"15\"", "name=\"field\" value=\"intel.threat_to_life\"", "value=\"A threat was made\""}) {
    EXPECT_THAT(first, HasSubstr(kept)) << "answers of later pages travel on";
  }
  auto const second = post("/may-i", token, "&step=who&way=give&other=northshire-csp&role=conference-member&purpose=serious_violence_prevention&field=person.nhs_number").text();
  EXPECT_THAT(second, HasSubstr("value=\"person.nhs_number\"")) << "what is no box is typed, and not lost";
}

TEST_P(SharingPages, SaysAsWhatEachItemWouldComeAndWhatIsWrongBesideIt) {
  agree();
  open_site();
  auto const carla = sign_in("carla");
  EXPECT_THAT(get("/ask", carla).text(), HasSubstr("id=\"field-as\">Given: "));
  auto const own = post("/requests", carla, "&discloser=northshire-csp&purpose=serious_violence_prevention&field=intel.threat_to_life&reference=CSP%2F1&necessary=A+threat+was+made");
  EXPECT_EQ(status(own), 400);
  EXPECT_THAT(own.text(), HasSubstr("id=\"discloser-error\"")) << "the form again, with its answers";
  EXPECT_THAT(own.text(), HasSubstr("value=\"CSP/1\""));
  EXPECT_THAT(get("/", sign_in("paul")).text(), HasSubstr("Ask whether you may share, ask another agency")) << "a door on the start page";
}

TEST_P(SharingPages, TakeARequestToItsAnswer) {
  agree();
  open_site();
  auto const carla = sign_in("carla");
  auto const asked = post("/requests", carla, "&discloser=northshire-police&purpose=serious_violence_prevention&field=intel.threat_to_life&reference=CSP%2F1&necessary=A+threat+was+made", true);
  auto const made = read(asked);
  EXPECT_EQ(made["state"].string(), "refused") << "nothing is known yet";
  EXPECT_EQ(status(post("/requests", carla, "&discloser=northshire-police")), 400);
  EXPECT_EQ(status(get("/requests/" + made["id"].string(), carla)), 200);
  EXPECT_EQ(status(get("/requests/" + made["id"].string(), sign_in("nora"))), 404);
  EXPECT_EQ(status(get("/ask", carla)), 200);
  for (auto const* which : {"mine", "awaiting-me", "own-agency", "review-due", "escalated"}) EXPECT_EQ(status(get("/requests?which=" + std::string{which}, carla)), 200) << which;
  EXPECT_EQ(read(get("/requests?which=everything", carla, true))["code"].string(), "request.which");
  EXPECT_EQ(status(get("/refusals.csv", sign_in("greta"))), 200);
  EXPECT_EQ(read(get("/refusals.csv?from=soon", sign_in("greta"), true))["code"].string(), "refusals.days");
  EXPECT_THAT(get("/sharing", sign_in("paul")).text(), HasSubstr("Nothing waits for you."));
  EXPECT_EQ(status(post("/break-glass", carla, "&reference=CSP%2F1&danger=life&because=He+was+seen+with+a+knife+outside")), 303);
  auto const urgent = read(post("/requests", carla, "&discloser=northshire-police&purpose=serious_violence_prevention&field=intel.threat_to_life&reference=CSP%2F1&necessary=A+threat+was+made", true));
  ASSERT_EQ(urgent["state"].string(), "waiting") << urgent.pretty();
  EXPECT_THAT(get("/sharing", sign_in("paul")).text(), HasSubstr("Requests to your agency that need an answer"));
  EXPECT_THAT(get("/sharing", sign_in("greta")).text(), HasSubstr("Break-glass you were told of"));
  auto const paul = sign_in("paul");
  auto const path = "/requests/" + urgent["id"].string();
  EXPECT_THAT(get(path, paul).text(), HasSubstr(path + "/give"));
  EXPECT_THAT(get(path, paul).text(), HasSubstr("Asked under break-glass")) << "who is asked knows that it is urgent";
  EXPECT_THAT(get("/requests?which=awaiting-me", paul).text(), HasSubstr(">Break-glass</strong>"));
  EXPECT_EQ(get("/requests/" + made["id"].string(), carla).text().find("Asked under break-glass"), std::string::npos) << "the one before it was not";
  EXPECT_EQ(status(post(path + "/decline", paul, "&code=R10&because=A+source+is+behind+it&review_on=2026-01-01")), 400);
  EXPECT_EQ(status(post(path + "/decline", paul, "&code=R10&because=A+source+is+behind+it&review_on=2026-12-24")), 303);
  EXPECT_THAT(get(path, carla).text(), HasSubstr(path + "/appeal"));
  EXPECT_EQ(status(post(path + "/appeal", carla, "&because=The+danger+is+greater")), 303);
  auto const lead = sign_in("lead-police");
  auto const open_appeals = read(get("/appeals", lead, true));
  EXPECT_EQ(status(post("/appeals/" + open_appeals["appeals"].array().front()["id"].string(), lead, "&outcome=overturned&because=The+law+allows+it")), 303);
  EXPECT_EQ(status(post(path + "/give", paul, "&how=in-hub&item_1=intel.threat_to_life&value_1=%20")), 400);
  EXPECT_EQ(read(post(path + "/give", paul, "&how=in-hub&item_1=intel.threat_to_life&value_1=yes&until=soon", true))["code"].string(), "disclosure.until");
  EXPECT_EQ(status(post(path + "/give", paul, "&how=in-hub&item_1=person.name&value_1=Ann+Zebedee&item_2=intel.threat_to_life&value_2=yes")), 403) << "an item that was not permitted";
  EXPECT_EQ(status(post(path + "/give", paul, "&how=in-hub&item_1=intel.threat_to_life&value_1=yes%2C+real+and+near&own_reference=NSP-1")), 303);
  EXPECT_EQ(get(path, carla).text().find("real and near"), std::string::npos) << "the page of a request shows no value";
  auto const seen = post(path + "/open", carla, "");
  EXPECT_EQ(status(seen), 200);
  EXPECT_THAT(seen.text(), ::testing::AllOf(HasSubstr("yes, real and near"), HasSubstr("Opened by carla of ")));
  EXPECT_EQ(read(post(path + "/open", sign_in("greta"), "", true))["code"].string(), "disclosure.unknown");
  EXPECT_EQ(status(get("/correct?request=" + urgent["id"].string(), paul)), 200);
  EXPECT_EQ(status(get("/correct?request=" + urgent["id"].string(), carla)), 404) << "nothing of hers was given";
  EXPECT_EQ(status(post("/corrections", paul, "&own_reference=NSP-1&kind=corrected&because=It+was+somebody+else")), 400);
  EXPECT_EQ(status(post("/corrections", paul, "&own_reference=NSP-1&kind=corrected&field=intel.threat_to_life&field=person.name&value=no&because=It+was+somebody+else")), 400) << "one value, two items";
  EXPECT_EQ(status(post("/corrections", paul, "&own_reference=NSP-1&kind=corrected&field=intel.threat_to_life&value=no&because=It+was+somebody+else")), 303);
  EXPECT_THAT(get("/sharing", carla).text(), HasSubstr("Corrections of what was given to you"));
  EXPECT_THAT(get("/", carla).text(), HasSubstr("Corrections of what was given to you"));
  auto const notice = read(get("/corrections", carla, true))["notices"].array().front();
  EXPECT_TRUE(notice["may_answer"].boolean());
  EXPECT_EQ(status(post("/corrections/" + notice["id"].string(), carla, "&outcome=read")), 400);
  EXPECT_EQ(status(post("/corrections/" + notice["id"].string(), carla, "&outcome=own-copy-corrected")), 303);
  EXPECT_THAT(get("/corrections", paul).text(), HasSubstr("Our copy is corrected"));
  EXPECT_EQ(status(post(path + "/take-back", paul, "&because=no")), 400);
  EXPECT_EQ(status(post(path + "/take-back", paul, "&because=It+was+somebody+else")), 303);
  EXPECT_EQ(read(post(path + "/open", carla, "", true))["code"].string(), "disclosure.taken-back");
  EXPECT_THAT(get(path, carla).text(), HasSubstr("It was somebody else"));
  EXPECT_THAT(get("/uses", lead).text(), HasSubstr("intel.threat_to_life"));
  EXPECT_THAT(get("/refusals", lead).text(), HasSubstr("Appeals, overturned"));
}

TEST_P(SharingPages, TakeFactsAboutAMatterAndSayWhatCounts) {
  agree();
  open_site();
  auto const carla = sign_in("carla");
  EXPECT_THAT(get("/sharing", carla).text(), HasSubstr("/facts"));
  EXPECT_THAT(get("/facts", carla).text(), HasSubstr("name=\"reference\""));
  EXPECT_EQ(status(post("/facts/matter", carla, "&reference=")), 400);
  EXPECT_THAT(post("/facts/matter", carla, "&reference=CSP%2F1").text(), HasSubstr("Nothing that you may know is on record"));
  EXPECT_THAT(post("/facts/form", carla, "&reference=CSP%2F1&kind=assessment").text(), ::testing::AllOf(HasSubstr("joint-assessment"), HasSubstr("It counts once"), HasSubstr("value=\"CSP/1\"")));
  EXPECT_EQ(status(post("/facts", carla, "&reference=CSP%2F1&kind=assessment&word=joint-assessment")), 400) << "no band";
  EXPECT_EQ(status(post("/facts", carla, "&reference=CSP%2F1&kind=assessment&word=hunch&number=3")), 400);
  auto const entered = post("/facts", carla, "&reference=CSP%2F1&kind=assessment&word=joint-assessment&number=3");
  EXPECT_EQ(status(entered), 200);
  EXPECT_THAT(entered.text(), ::testing::AllOf(HasSubstr("J3"), HasSubstr("It counts once"), Not(HasSubstr("which two agencies reach"))));
  EXPECT_EQ(status(post("/facts", carla, "&reference=CSP%2F1&kind=case&answer=open&word=gang-conference&members=carla")), 403) << "not by who sits in it";
  EXPECT_EQ(status(post("/facts", sign_in("chair"), "&reference=CSP%2F1&kind=case&answer=open&word=gang-conference&members=carla")), 200);
  EXPECT_EQ(status(post("/facts", carla, "&reference=CSP%2F1&kind=age&number=15&on=2030-01-01")), 400);
  auto const asked = read(post("/requests", carla, "&discloser=northshire-police&purpose=serious_violence_prevention&field=intel.threat_to_life&reference=CSP%2F1&necessary=A+threat+was+made", true));
  auto const about = "&request=" + asked["id"].string();
  EXPECT_EQ(status(post("/facts", sign_in("lead-police"), about + "&kind=case&answer=open&word=gang-conference&members=carla")), 200);
  EXPECT_EQ(status(post("/facts", sign_in("paul"), about + "&kind=assessment&word=joint-assessment&number=3")), 200);
  auto const known = get("/facts?request=" + asked["id"].string(), carla);
  EXPECT_THAT(known.text(), ::testing::AllOf(HasSubstr("Joint: J3 (joint-assessment)"), HasSubstr("and is open:")));
  EXPECT_EQ(status(get("/facts?request=" + asked["id"].string(), sign_in("nora"))), 404) << "no matter of theirs";
  auto const facts = read(get("/facts?request=" + asked["id"].string(), carla, true))["facts"];
  auto const own = std::ranges::find_if(facts.array(), [](Json const& fact) { return fact["mine"].boolean() && fact["kind"].string() == "assessment"; });
  ASSERT_NE(own, facts.array().end());
  EXPECT_THAT(post("/facts/" + (*own)["id"].string() + "/withdraw", carla, about).text(), ::testing::AllOf(HasSubstr("Withdrawn"), Not(HasSubstr("Joint: J3"))));
  EXPECT_EQ(status(post("/facts/" + (*own)["id"].string() + "/withdraw", carla, about)), 404) << "once";
}

/// Prohibits every item of the catalogue for every purpose.
std::string refuse_all(catalogue::Catalogue const& catalogue) {
  std::set<std::string> domains;
  for (auto const& field : catalogue.fields()) domains.insert(field.dotted().substr(0, field.dotted().find('.')) + ".*");
  std::string items;
  for (auto const& domain : domains) items += (items.empty() ? "\"" : ", \"") + domain + "\"";
  return "prohibitions:\n  - id: nothing-leaves\n    items: [" + items + "]\n    purposes: any\n    why: \"Nothing leaves this hub\"\n";
}

TEST_P(SharingPages, GiveNothingOutWhereTheEngineRefusesEverything) {  // P17
  agree();
  agree_on_figures();
  take_in_a_quarter();
  auto const released = release_of(hub::proving::csp_request("violence-picture")).id();
  std::vector<std::string> const canaries{"Square 1", "High Street", "by the bridge", "2026-07/3"};
  auto const paths = [&] {
    std::vector<std::string> all{"/places?purpose=violence-hotspot-analysis", "/releases/" + released, "/releases/" + released + "/files/violence-by-area.csv", "/releases/" + released + "/files/report.html"};
    for (auto const* look : {"patterns", "hotspots", "change", "contrast", "near-repeat", "scan", "around", "space-time", "funnel", "signals", "forecast"}) all.push_back("/places/" + std::string{look} + "?purpose=violence-hotspot-analysis");
    for (auto const& route : site_->routes()) {
      if (route.method == http::Method::get && route.pattern.find(':') == std::string::npos && !route.pattern.ends_with("/events")) all.push_back(route.pattern);
    }
    for (auto const* feed : {"police-incidents", "ed-istv"}) all.push_back("/feeds/" + std::string{feed});
    for (auto const* more : {"/feeds/police-incidents/quality", "/feeds/police-incidents/quarantine", "/agreements/isa.northshire.police@1", "/ledger/entries/3"}) all.emplace_back(more);
    return all;
  };
  auto const found = [&](std::string const& who) {
    std::set<std::string> shown;
    auto const token = sign_in(who);
    for (auto const& path : paths()) {
      for (bool const json : {false, true}) {
        auto const response = get(path, token, json);
        for (auto const& canary : canaries) {
          if (response.text().find(canary) != std::string::npos) shown.insert(path);
        }
      }
    }
    return shown;
  };
  open_site();
  auto const permitted = found("anna");
  EXPECT_THAT(permitted, ::testing::Contains("/releases/" + released + "/files/report.html")) << "where the engine permits, the figures are there: this test can fail";
  EXPECT_THAT(permitted, ::testing::Contains("/places/contrast?purpose=violence-hotspot-analysis"));
  auto const statute = folder() / "definitions" / "statute.yaml";
  auto const everything = refuse_all(shelf().catalogue);
  std::filesystem::remove(statute);
  hub::proving::put(statute, everything);
  open_site();
  for (auto const* who : {"anna", "carla", "greta", "paul", "lead-police", "audit-csp", "strat-csp"}) EXPECT_EQ(found(who), std::set<std::string>{}) << who;
  EXPECT_EQ(status(get("/releases/" + released, sign_in("anna"))), 403);
  EXPECT_EQ(status(post("/releases", sign_in("anna"), "&table=violence-by-area&purpose=violence-hotspot-analysis")), 403);
  auto const urgent = read(post("/requests", sign_in("carla"), "&discloser=northshire-police&purpose=prevent-serious-violence&field=intel.threat_to_life&reference=C&necessary=A+threat+was+made", true));
  EXPECT_EQ(urgent["state"].string(), "refused");
  uploads_.reset();
  hubs_.reset();
  for (auto const& words : std::vector<std::vector<std::string>>{
           {"feeds", "--by", "anna"}, {"quality", "--feed", "police-incidents", "--by", "greta"}, {"quarantine", "--feed", "police-incidents", "--by", "anna"}, {"agreement", "list", "--by", "anna"},
           {"ledger", "verify"}, {"account", "list"}, {"uses", "--by", "greta"}, {"refusals", "--by", "greta"}, {"request", "list", "--by", "carla"}, {"may-i", "list", "--by", "carla"},
           {"break-glass", "list", "--by", "greta"}, {"audit-sample", "list", "--by", "greta"}, {"appeal", "list", "--by", "greta"}, {"fact", "list", "--matter", "C", "--by", "carla"},
           {"may-i", "--by", "paul", "--to", "northshire-csp", "--purpose", "prevent-serious-violence", "--field", "intel.threat_to_life"},
           {"release", "violence-by-area", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"patterns", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"hotspots", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"change", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"contrast", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"near-repeat", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"scan", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"around", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"space-time", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"funnel", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"signals", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"forecast", "--for", "northshire-csp", "--by", "anna", "--purpose", "violence-hotspot-analysis"},
           {"release", "violence-map", "--for", "northshire-police", "--by", "bert", "--purpose", "violence-hotspot-analysis"}}) {
    auto const said = run(words);
    EXPECT_TRUE(Json::parse(said)) << words.front() << said;
    for (auto const& canary : canaries) EXPECT_THAT(said, Not(HasSubstr(canary))) << words.front();
    EXPECT_THAT(said, Not(HasSubstr("\"answer\": \"yes\""))) << words.front();
  }
}

}  // namespace
}  // namespace concordat::serve
