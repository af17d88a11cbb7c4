// SPDX-License-Identifier: Apache-2.0
// Who shares a home: evidence by records that may be seen, nobody by any other, and no affiliation from it.
#include "hub/linkage/household/household.h"

#include "hub/linkage/linkage_test_tools.h"
#include "hub/linkage/review/decisions.h"
#include "hub/lists/lists.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/uses.h"
#include "hub/state_check/state_check.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto before_items = R"(agreement:
  format: concordat-agreement/1
  id: isa.northshire.homes
  version: 1
  title: Who lives with a child
  summary: Reviewers learn who shares a home with a child, from records that say so.
  status: signed
  in_force: {from: "2026-05-01", until: "2027-05-01"}
  review_by: "2027-01-01"
  dpia: {ref: "DPIA-1", approved: "2026-04-02", owner: data-protection-officer}
  eia: {ref: "EIA-1", approved: "2026-04-02", owner: information-governance-lead}
  contact: {agency: northshire-csp, role: information-governance-lead}
  parties:
    - {agency: northshire-school, kind: school, acts_as: [discloser]}
    - {agency: northshire-csp, kind: local-authority, acts_as: [recipient]}
  purposes:
    - {id: prevent-serious-violence, because: "To keep children safe at home"}
  rules:
    - id: homes
      discloser: [northshire-school]
      recipient: [northshire-csp]
      recipient_roles: [linkage-reviewer]
      purposes: [prevent-serious-violence]
      gateway: cda1998-s115
      form: personalised
      items:
)";
constexpr auto after_items = R"(      conditions:
        decision_recorded: {by: caldicott-guardian, of: discloser, not_older_than: P1Y}
        necessity: {stated: true}
      retention: {keep_for: P1M, from: received, then: delete}
      onward: none
      why: Whoever helps a child must know who else is at home
)";

struct Lives {
  std::string id, family, given, born, address = "12 Mill Lane, Northshire", postcode = "N15 4AA", role = "Child at risk";
};

class LivesWith : public LinkageTest {
 protected:
  [[nodiscard]] std::string partnership() const override {
    return replaced(LinkageTest::partnership(), "  areas:\n",
                    "    - {id: csp-homes, agency: northshire-csp, title: \"Homes\", profile: housing, every: P1M, due_within: P15D, first_period: \"2026-07\"}\n  areas:\n");
  }
  void lives(std::string const& feed, std::vector<Lives> const& people) {
    std::string text = "Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role\n";
    for (auto const& one : people) text += fmt::format("{},{},{},{},\"{}\",{},{}\n", one.id, one.family, one.given, one.born, one.address, one.postcode, one.role);
    auto const tally = submit(feed, text);
    ASSERT_EQ(code_of(tally), "fine");
    ASSERT_EQ(tally->accepted, people.size()) << feed;
  }
  void SetUp() override {
    LinkageTest::SetUp();
    if (IsSkipped()) return;
    lives("csp-people", {{"c1", "Aster", "Anna", "01/02/2010"}, {"c2", "Aster", "Basil", "03/04/1980"}, {"c3", "Cobb", "Carl", "05/06/1990", "14 Mill Lane, Northshire"}});
    lives("school-people", {{"s1", "Dill", "Dora", "07/08/2008"}, {"s2", "Elder", "Ella", "09/10/2009", "Flat 1, 12 Mill Lane, Northshire"}});
    lives("police-people", {{"p1", "Canaria", "Zed", "11/12/1991"}});
    link();
  }
  [[nodiscard]] links::Person person_of(links::Record record) { return hub().database().query_integer("SELECT person FROM link WHERE source_record = ?", record)->value_or(0); }
  [[nodiscard]] static links::HouseholdQuestion about(links::Person person) { return {person, "prevent-serious-violence", "CSP/7", "She did not come home"}; }
  Result<links::Household> ask(std::string_view who, links::Record record) { return links::household(hub(), member(who), about(person_of(record))); }
  /// What the school lets reviewers of the partnership have, as its guardian decided about the matter.
  void agree(std::vector<std::string> const& fields, bool decided = true) {
    std::string text = before_items;
    for (auto const& field : fields) text += fmt::format("        - {{field: {}, as: value}}\n", field);
    bring_into_force(text + after_items);
    if (!decided) return;
    auto const asked = sharing::ask_agency(hub(), member("rita"), {"northshire-school", "linkage-reviewer", "prevent-serious-violence", {fields.front()}, "personalised", "at-risk-child", "CSP/7", "She did not come home"});
    ASSERT_EQ(code_of(asked), "fine");
    sharing::NewFact fact;
    fact.kind = "guardian";
    fact.request = asked->id;
    fact.word = "caldicott-guardian";
    ASSERT_EQ(code_of(sharing::record_fact(hub(), member("guard"), fact)), "fine");
  }
  static std::string names(links::Household const& household) {
    std::string text;
    for (auto const& one : household.others) text += one.name + ';';
    return text;
  }
};
CONCORDAT_ON_BOTH_STORES(LivesWith);

TEST_P(LivesWith, TellsWhoSharesAnAddressWithTheRecordsThatSaySo) {
  auto const home = ask("rita", 1);
  ASSERT_EQ(code_of(home), "fine");
  EXPECT_EQ(names(*home), "Basil Aster;") << "next door and other agencies are not told";
  EXPECT_EQ(home->places, 1U);
  auto const& why = home->others.front().evidence;
  ASSERT_EQ(why.size(), 1U);
  EXPECT_EQ(why.front().agrees, "address");
  EXPECT_THAT(why.front().said, HasSubstr("12"));
  EXPECT_EQ(why.front().there.role, "at_risk_child");
  EXPECT_EQ(why.front().there.list, "People");
  EXPECT_EQ(why.front().there.came, "2026-11-21");
  EXPECT_FALSE(why.front().days_given);
  EXPECT_FALSE(why.front().there.looked_at);
  auto const text = links::to_json(*home).canonical();
  for (auto const* canary : {"Dora", "Dill", "Zed", "Canaria", "olice", "chool", "ffiliat", "score", "rank"}) EXPECT_THAT(text, Not(HasSubstr(canary)));
  EXPECT_EQ(text.find("\"person\""), text.rfind("\"person\"")) << "no number by which to go on";
  auto const leaf = leaves().back();
  EXPECT_EQ(leaf.event, ledger::Event::search);
  EXPECT_EQ(leaf.verdict, ledger::Verdict::permit);
  EXPECT_EQ(leaf.fields, std::vector<std::string>{"household"});
  EXPECT_EQ(leaf.count, 1U);
  EXPECT_EQ(leaf.subjects.size(), 2U);
}

TEST_P(LivesWith, IsTheSameWhicheverOfThemIsAskedAbout) {
  EXPECT_EQ(names(*ask("rita", 1)), "Basil Aster;");
  EXPECT_EQ(names(*ask("rita", 2)), "Anna Aster;");
  EXPECT_EQ(names(*ask("rita", 3)), "");
}

TEST_P(LivesWith, TellsOfAnotherAgencysRecordsOnlyWhatItsAgreementGives) {
  agree({"person.role_in_concern", "person.address_text", "person.postcode", "person.family_name", "person.given_name"});
  auto const home = ask("rita", 1);
  ASSERT_EQ(code_of(home), "fine");
  EXPECT_EQ(names(*home), "Basil Aster;Dora Dill;") << "the flat of that house is a home of its own";
  EXPECT_EQ(home->others.back().evidence.front().there.agency_name, hub().agency("northshire-school")->name);
  EXPECT_TRUE(home->not_asked.empty());
  EXPECT_THAT(links::to_json(*home).canonical(), Not(HasSubstr("Canaria"))) << "the police are party to nothing";
  auto const uses = sharing::uses_of_own_data(hub(), member("rolf"));
  ASSERT_EQ(code_of(uses), "fine");
  ASSERT_EQ(uses->size(), 1U);
  EXPECT_EQ(uses->front().kind, "household");
  EXPECT_EQ(uses->front().member, "rita");
  EXPECT_EQ(uses->front().rules, std::vector<std::string>{"isa.northshire.homes@1#homes"});
}

TEST_P(LivesWith, AsksForTheQuorumOfWitnessesBeforeAnythingOfAnothersIsShown) {
  agree({"person.role_in_concern", "person.address_text", "person.postcode"});
  auto with = options();
  with.before_people = [](Hub&) -> Result<void> { return fail(Fault::refused, "ledger.not-witnessed", "Not yet.", "Wait."); };
  open_it(with);
  EXPECT_EQ(code_of(ask("rita", 1)), "ledger.not-witnessed");
  EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  EXPECT_EQ(names(*ask("rolf", 4)), "") << "nobody gives the school anything: its own data only";
}

TEST_P(LivesWith, TellsNoPropertyNumberThatIsNotGiven) {
  auto const list = [](std::string_view id, std::string_view who, std::string_view number) {
    return fmt::format("Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role,UPRN\n{},{},08/08/1988,{},N18 1AA,Witness,100023336956\n", id, who, number);
  };
  ASSERT_EQ(code_of(submit("csp-people", list("u1", "Fern,Frank", "1 Low Road"))), "fine");
  ASSERT_EQ(code_of(submit("school-people", list("u2", "Gorse,Gina", "The Lodge"))), "fine");
  link();
  agree({"person.role_in_concern", "person.address_text", "person.postcode", "person.family_name", "person.given_name"});
  EXPECT_EQ(names(*ask("rita", 7)), "") << "only the number agrees, and it may not be told";
}

TEST_P(LivesWith, TellsAPropertyNumberWhereItIsGiven) {
  auto const list = [](std::string_view id, std::string_view who, std::string_view number) {
    return fmt::format("Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role,UPRN\n{},{},08/08/1988,{},N18 1AA,Witness,100023336956\n", id, who, number);
  };
  ASSERT_EQ(code_of(submit("csp-people", list("u1", "Fern,Frank", "1 Low Road"))), "fine");
  ASSERT_EQ(code_of(submit("school-people", list("u2", "Gorse,Gina", "The Lodge"))), "fine");
  link();
  agree({"person.role_in_concern", "person.address_text", "person.postcode", "person.uprn", "person.family_name", "person.given_name"});
  auto const home = ask("rita", 7);
  EXPECT_EQ(names(*home), "Gina Gorse;");
  EXPECT_EQ(home->others.front().evidence.front().agrees, "property-number");
}

TEST_P(LivesWith, TellsNoNameThatIsNotGiven) {
  agree({"person.role_in_concern", "person.address_text", "person.postcode"});
  auto const home = ask("rita", 1);
  ASSERT_EQ(code_of(home), "fine");
  EXPECT_EQ(names(*home), "Basil Aster;;");
  EXPECT_EQ(home->others.back().evidence.front().there.agency_name, hub().agency("northshire-school")->name);
  EXPECT_THAT(links::to_json(*home).canonical(), Not(HasSubstr("D")));
}

TEST_P(LivesWith, TellsNobodyWhoseAddressIsNotGiven) {
  agree({"person.role_in_concern", "record.source_record_id", "person.family_name", "person.given_name"});
  auto const home = ask("rita", 1);
  ASSERT_EQ(code_of(home), "fine");
  EXPECT_EQ(names(*home), "Basil Aster;");
  EXPECT_EQ(leaves().back().count, 1U);
  EXPECT_TRUE(sharing::uses_of_own_data(hub(), member("rolf"))->empty());
}

TEST_P(LivesWith, SaysAlikeOfEverybodyWhoCouldNotBeAsked) {
  agree({"person.role_in_concern", "person.address_text", "person.postcode"}, false);
  auto told = [&](links::Record record) {
    auto home = ask("rita", record);
    EXPECT_EQ(code_of(home), "fine");
    Json all{Json::Array{}};
    for (auto const& one : home->not_asked) all.push(Json{}.set("agency", one.agency_name).set("answer", one.answer));
    return all.canonical();
  };
  EXPECT_THAT(told(1), HasSubstr("R06"));
  EXPECT_EQ(told(1), told(3)) << "whether or not the school holds somebody of that home";
  EXPECT_EQ(leaves().back().verdict, ledger::Verdict::partial);
}

TEST_P(LivesWith, IsNeverForAPurposeThatActsAgainstPeople) {
  for (auto const* purpose : {"law-enforcement", "enforcement-tasking", "offender-management", "benefit-fraud", "immigration-enforcement", "employment-vetting", "licensing", "research-statistics"}) {
    auto question = about(person_of(1));
    question.purpose = purpose;
    EXPECT_EQ(code_of(links::household(hub(), member("rita"), question)), "household.enforcement") << purpose;
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  }
  EXPECT_FALSE(links::acts_against_people(hub().catalogue(), "family-support"));
  EXPECT_FALSE(links::acts_against_people(hub().catalogue(), "nothing"));
}

TEST_P(LivesWith, IsForReviewersOfARecordOfTheirsAndCountedAsALook) {
  EXPECT_EQ(code_of(ask("anna", 1)), "link.not-a-reviewer");
  EXPECT_EQ(code_of(ask("ruth", 1)), "link.unknown") << "no record of the police is of this person";
  EXPECT_EQ(code_of(links::household(hub(), member("rita"), about(999))), "link.unknown");
  auto question = about(person_of(1));
  question.necessary = " ";
  EXPECT_EQ(code_of(links::household(hub(), member("rita"), question)), "household.words");
  question.necessary = "the children need support";
  question.purpose = "family-suport";
  EXPECT_EQ(code_of(links::household(hub(), member("rita"), question)), "household.purpose");
  EXPECT_EQ(hub().database().query_integer("SELECT count(*) FROM link_look")->value_or(-1), 0);
  std::vector<Lives> many;
  for (int i = 0; i < 11; ++i) many.push_back({fmt::format("m{}", i), std::string(static_cast<std::size_t>(4 + i), static_cast<char>('F' + i)), "Kim", fmt::format("{:02}/05/1999", i + 1), fmt::format("{} High Street", i + 1), "N1 1AA"});
  lives("csp-people", many);
  link();
  for (links::Record record = 7; record < 17; ++record) ASSERT_EQ(code_of(ask("rita", record)), "fine") << record;
  EXPECT_EQ(code_of(ask("rita", 7)), "fine") << "the same today";
  EXPECT_EQ(code_of(ask("rita", 17)), "link.looks-used-up");
  EXPECT_EQ(code_of(links::household(hub(), member("rita"), about(999))), "link.looks-used-up") << "alike whoever is there";
}

TEST_P(LivesWith, LetsOthersWriteWhileRecordsAreOpened) {
  agree({"person.role_in_concern", "person.address_text", "person.postcode", "person.family_name", "person.given_name"});
  auto with = options();
  std::string wrote;
  with.before_people = [&](Hub&) -> Result<void> {  // asked just before they are opened
    auto other = store::Connection::open(url());
    EXPECT_EQ(code_of(other), "fine");
    auto transaction = store::Transaction::write(*other);
    wrote = code_of(transaction);
    return {};
  };
  open_it(with);
  EXPECT_EQ(names(*ask("rita", 1)), "Basil Aster;Dora Dill;");
  EXPECT_EQ(wrote, "fine");
}

TEST_P(LivesWith, OpensAgainWhereAListLostItsOwnerMeanwhile) {
  agree({"person.role_in_concern", "person.address_text", "person.postcode", "person.family_name", "person.given_name"});
  auto with = options();
  bool first = true;
  with.before_people = [&](Hub& in) -> Result<void> {
    if (!std::exchange(first, false)) return {};
    auto other = store::Connection::open(url());
    EXPECT_EQ(code_of(other->execute("UPDATE list_owner SET member = NULL WHERE feed = ?", in.feed("school-people")->number)), "fine");
    return {};
  };
  open_it(with);
  EXPECT_EQ(names(*ask("rita", 1)), "Basil Aster;") << "nobody answers for the school's list any more";
}

TEST_P(LivesWith, NamesEverybodyInTheLedgerHoweverMany) {  // S52
  std::vector<Lives> many;
  for (int i = 0; i < 5; ++i) {
    for (int person = 0; person < 9; ++person) many.push_back({fmt::format("w{}-{}", i, person), std::string(6, static_cast<char>('F' + person)), "Kim", fmt::format("{:02}/05/1999", person + 1), "1 High Street, Northshire", "N1 1AA"});
  }
  lives("csp-people", many);
  link();
  auto const home = ask("rita", 7);
  ASSERT_EQ(code_of(home), "fine");
  ASSERT_EQ(home->others.size(), 8U) << "five records of each of nine people";
  auto const all = leaves();
  std::size_t named = 0;
  for (auto const& leaf : all) {
    if (leaf.event != ledger::Event::search) continue;
    EXPECT_LE(leaf.subjects.size(), links::most_people);
    named += leaf.subjects.size();
  }
  EXPECT_EQ(named, 45U);
  EXPECT_EQ(all.back().fields, (std::vector<std::string>{"household", "more"}));
  EXPECT_EQ(all.back().previous, all[all.size() - 2].request);
  EXPECT_EQ(home->ledger_index + 2, all.size());
}

TEST_P(LivesWith, IsHeldAgainstTheLedgerBothWays) {
  agree({"person.role_in_concern", "person.address_text", "person.postcode", "person.family_name", "person.given_name"});
  ASSERT_EQ(code_of(ask("rita", 1)), "fine");
  ASSERT_EQ(code_of(ask("rita", 3)), "fine");
  auto const found = [&] {
    auto const differences = state_differences(hub(), leaves().size());
    EXPECT_EQ(code_of(differences), "fine");
    std::string all;
    for (auto const& one : *differences) all += fmt::format("{}: {} | {}\n", one.of, one.ledger, one.database);
    return all;
  };
  auto const edit = [&](store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine") << sql.view(); };
  EXPECT_EQ(found(), "");
  edit("UPDATE data_use SET recipient = 'northshire-police' WHERE kind = 'household'");
  EXPECT_THAT(found(), HasSubstr("use of northshire-school data in household"));
  edit("UPDATE data_use SET recipient = 'northshire-csp', leaf_index = leaf_index + 1 WHERE kind = 'household'");
  EXPECT_THAT(found(), HasSubstr("use of northshire-school data in household"));
  edit("DELETE FROM data_use WHERE kind = 'household'");
  EXPECT_THAT(found(), HasSubstr("of northshire-school | of "));
}

TEST_P(LivesWith, IsNothingOfAListThatNobodyAnswersFor) {  // S44
  agree({"person.role_in_concern", "person.address_text", "person.postcode", "person.family_name", "person.given_name"});
  ASSERT_EQ(code_of(lists::name_owner(hub(), member("hanna"), "school-people", "")), "fine");
  EXPECT_EQ(names(*ask("rita", 1)), "Basil Aster;");
}

TEST_P(LivesWith, TellsSinceWhenAndNobodyWhoHadLeftBefore) {
  auto const tally = submit("police-people",
                            "Record ID,Surname,Forename,Date of Birth,Address,Postcode,Role,Address Type,Moved In,Moved Out\n"
                            "d1,Fern,Frank,01/01/1950,5 Low Road,N16 5BB,Witness,Home,01/01/2020,\n"
                            "d2,Gorse,Gina,02/02/1970,5 Low Road,N16 5BB,Family,,01/02/2021,\n"
                            "d3,Hazel,Hugh,03/03/1960,5 Low Road,N16 5BB,Victim,,01/01/2010,31/12/2019\n"
                            "d4,Ivy,Ina,04/03/1961,5 Low Road,N16 5BB,Victim,Refuge,01/02/2021,\n");
  ASSERT_EQ(code_of(tally), "fine");
  ASSERT_EQ(tally->accepted, 4U);
  link();
  auto const home = ask("ruth", 7);
  ASSERT_EQ(code_of(home), "fine");
  EXPECT_EQ(names(*home), "Gina Gorse;");
  auto const& why = home->others.front().evidence.front();
  EXPECT_TRUE(why.days_given);
  EXPECT_EQ(why.here.from + ' ' + why.there.from + ' ' + why.there.to, "2020-01-01 2021-02-01 ");
}

TEST_P(LivesWith, TellsWhomARecordItselfNamesBesideThePerson) {
  auto const homes = submit("csp-homes",
                            "Case Ref,Surname,First Name,DOB,Role,Property Address,Postcode,Reported\n"
                            "H7,Fern,Frank,01/01/1950,Vulnerable tenant,3 Low Road,N16 5BB,03/10/2026\n"
                            "H7,Gorse,Gina,02/02/1970,Household member,,,03/10/2026\n"
                            "H8,Hazel,Hugh,03/03/1960,Household member,9 High Road,N16 5BC,03/10/2026\n");
  ASSERT_EQ(code_of(homes), "fine");
  ASSERT_EQ(homes->accepted, 3U);
  link();
  auto const home = ask("rita", 7);
  ASSERT_EQ(code_of(home), "fine");
  EXPECT_EQ(names(*home), "Gina Gorse;");
  auto const& why = home->others.front().evidence.front();
  EXPECT_EQ(why.agrees, "case");
  EXPECT_EQ(why.said, "H7");
  EXPECT_EQ(why.there.role, "family") << "as the record has it";
}

TEST_P(LivesWith, SaysWhereTheOtherMayBeThePersonThemselves) {
  lives("csp-people", {{"c4", "Fennel", "Fay", "01/02/2011", "5 Low Road", "N16 5BB"}, {"c5", "Fay", "Fennel", "11/12/1975", "5 Low Road", "N16 5BB"}, {"c6", "Fennel", "Fan", "01/03/2011", "5 Low Road", "N16 5BB"}});
  link();
  ASSERT_THAT(queue(), HasSubstr("7-9 ")) << "one letter of the forename and one of the birth date";
  auto const home = ask("rita", 7);
  ASSERT_EQ(code_of(home), "fine");
  std::string told;
  for (auto const& one : home->others) told += one.name + '=' + one.may_be_same + ';';
  EXPECT_EQ(told, "Fan Fennel=waiting;Fennel Fay=name;");
  EXPECT_THAT(links::to_json(*home).canonical(), HasSubstr("\"may_be_same\":\"waiting\""));
  EXPECT_EQ(ask("rita", 1)->others.front().may_be_same, "") << "Anna and Basil";
  // Decided, it is asked no more.
  auto const pair = hub().database().query_integer("SELECT id FROM link_pair WHERE left_record = 7 AND right_record = 9");
  ASSERT_TRUE(pair && *pair);
  ASSERT_EQ(code_of(links::decide_pair(hub(), member("rita"), **pair, "not-same", "Two children of one home, says the school")), "fine");
  auto const again = ask("rita", 7);
  ASSERT_EQ(code_of(again), "fine");
  ASSERT_EQ(again->others.size(), 2U);
  EXPECT_EQ(again->others.front().name + '=' + again->others.front().may_be_same, "Fan Fennel=");
}

// S03: from association alone comes no affiliation, neither stored nor proposed.
TEST_P(LivesWith, MakesNoAffiliationOfFiftyAssociatesOfOneConvictedPerson) {
  std::vector<Lives> network{{"n0", "Vetch", "Vic", "01/01/1990", "80 Hostel Road", "N17 1AA", "Convicted"}};
  for (int i = 0; i < 50; ++i) {
    network.push_back({fmt::format("n{}", i + 1), fmt::format("{}{}", static_cast<char>('A' + i % 26), std::string(static_cast<std::size_t>(5 + i / 26), static_cast<char>('a' + i % 26))), "Sam", fmt::format("{:02}/{:02}/1995", i % 28 + 1, i % 12 + 1), "80 Hostel Road",
                       "N17 1AA", "Associate"});
  }
  lives("csp-people", network);
  link();
  auto const home = ask("rita", 7);
  ASSERT_EQ(code_of(home), "fine");
  EXPECT_TRUE(home->others.empty()) << "fifty at one address are no household";
  ASSERT_EQ(home->crowds.size(), 1U);
  EXPECT_EQ(home->crowds.front().agrees, "address");
  EXPECT_EQ(hub().database().query_integer("SELECT count(*) FROM assertion")->value_or(-1), 0);
  EXPECT_EQ(hub().database().query_integer("SELECT count(*) FROM person_in_event p JOIN link l ON l.source_record = p.source_record WHERE l.person = ? AND p.role <> 'convicted'", person_of(7))->value_or(-1), 0)
      << "nobody took on the other's role";
  EXPECT_THAT(links::to_json(*home).canonical(), Not(HasSubstr("Sam")));
}

}  // namespace
}  // namespace concordat::hub::proving
