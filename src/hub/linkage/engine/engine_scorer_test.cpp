// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/engine/engine_scorer.h"

#include "hub/linkage/identities.h"
#include "hub/linkage/marks.h"
#include "hub/linkage/own_numbers.h"
#include "hub/linkage/linkage_test_tools.h"

namespace concordat::hub::proving {
namespace {

class EngineScorer : public LinkageTest {
 protected:
  links::LinkReport link_now() {
    auto const report = links::link_what_changed(hub());
    EXPECT_EQ(code_of(report), "fine");
    return report ? *report : links::LinkReport{};
  }
  /// Whether the postcodes of two records agree, by the evidence that is kept.
  std::string postcodes_of(links::Record left, links::Record right) {
    auto const key = [&](links::Record record) { return (*links::facts_of(hub().database(), record))->key(); };
    auto const sealed = hub().database().query_one("SELECT sealed FROM link_pair WHERE left_record = ? AND right_record = ?", [](store::Row const& row) { return row.bytes(0); }, left, right);
    if (!sealed || !*sealed) return "no pair";
    auto const evidence = links::open_evidence(hub(), key(left), key(right), **sealed);
    if (!evidence) return code_of(evidence);
    for (auto const& level : evidence->levels) {
      if (level.comparison == "postcode") return std::string{links::name_of(level.agreement).view()};
    }
    return "not compared";
  }
};
CONCORDAT_ON_BOTH_STORES(EngineScorer);

TEST_P(EngineScorer, JoinsWhatIsClearAsksWhatIsNotAndLeavesTwinsTwo) {
  send("school-people", {{"s1", "Featherstone", "Elizabeth", "01/02/2010", "N15 4AA", "Victim", "9990000018"},
                         {"s2", "Marchbanks", "Ben", "03/04/2011", "N16 5BB"},
                         {"s3", "Okonkwo", "Ada", "05/06/2012", "N17 6DD"},
                         {"s4", "Okonkwo", "Chidi", "05/06/2012", "N17 6DD"}});
  send("csp-people", {{"c1", "Featherstone", "Beth", "01/02/2010", "N15 4AA", "Victim", "9990000018"},
                      {"c2", "Marchbanks", "Ben", "03/04/2011", "E1 1AA"},
                      {"c3", "Marchbank", "Ben", "04/03/2011", "N16 5BB"},
                      {"c4", "Okonkwo", "Ada", "05/06/2012", "N17 6DD"}});
  auto const report = link_now();
  EXPECT_EQ(report.records, 8U);
  EXPECT_EQ(persons(), "1+5 2 3+8 4 6 7") << queue();
  EXPECT_EQ(queue(), "2-6 weight, 2-7 weight") << "one name and birth date, and two towns";
  EXPECT_EQ(queue().find("4-8"), std::string::npos) << "twins: " << queue();
  EXPECT_TRUE(link_now().nothing_new);
}

TEST_P(EngineScorer, JoinsNobodyByACommonNameAndADateThatIsNone) {
  send("school-people", {{"s1", "Khan", "Mohammed", "01/01/2005", "N15 4AA"}, {"s2", "Smith", "John", "14/06/2005", "N15 4AA"}});
  send("csp-people", {{"c1", "Khan", "Mohammed", "01/01/2005", "LS1 1AA"}, {"c2", "Smith", "John", "14/06/2005", "LS1 1AA"}});
  link_now();
  EXPECT_EQ(persons(), "1 2 3 4") << queue();
}

TEST_P(EngineScorer, AsksAboutTwinsWhoseNamesAreAlike) {
  send("school-people", {{"s1", "Jones", "Tia", "05/06/2012", "N17 6DD"}, {"s2", "Bright", "Jayden", "07/08/2011", "N18 6DD"}});
  send("csp-people", {{"c1", "Jones", "Mia", "05/06/2012", "N17 6DD"}, {"c2", "Bright", "Hayden", "07/08/2011", "N18 6DD"}});
  link_now();
  EXPECT_EQ(persons(), "1 2 3 4") << queue();
  EXPECT_EQ(queue(), "1-3 conflict, 2-4 conflict");
}

TEST_P(EngineScorer, TellsWhatTooManyRecordsShare) {
  auto const scorer = links::make_scorer(hub());
  ASSERT_EQ(code_of(scorer), "fine");
  auto const processing = TestDesk::open();
  (*scorer)->begin();
  constexpr std::size_t sharers = 40;
  for (std::size_t i = 0; i < sharers + 3; ++i) {
    links::Traits one;
    one[static_cast<std::size_t>(Trait::given_name)] = fmt::format("Giv{}{}", static_cast<char>('a' + i % 26), static_cast<char>('a' + i / 26));
    one[static_cast<std::size_t>(Trait::family_name)] = fmt::format("Fam{}{}", static_cast<char>('a' + i / 26), static_cast<char>('a' + i % 26));
    one[static_cast<std::size_t>(Trait::phone)] = i < 3 ? fmt::format("0770090010{}", i) : std::string{"07700900001"};
    (*scorer)->add(Personal<links::Traits>{one}, processing);
  }
  ASSERT_EQ(code_of((*scorer)->compare()), "fine");
  auto const guarded = (*scorer)->guarded();
  ASSERT_EQ(guarded.size(), 1U);
  EXPECT_EQ(guarded.front().traits, std::vector<Trait>{Trait::phone});
  EXPECT_EQ(guarded.front().keys, 1U);
  auto told = guarded.front().sharers;
  std::ranges::sort(told);
  EXPECT_EQ(told.size(), sharers);
  EXPECT_EQ(told.front(), 3U);
  EXPECT_EQ(told.back(), sharers + 2);
}

TEST_P(EngineScorer, AFatherAndASonOfOneNameAreTwo) {
  send("school-people", {{"s1", "Featherstone", "Ezra", "05/06/2012", "N17 6DD"}});
  send("csp-people", {{"c1", "Featherstone", "Ezra", "17/03/1980", "N17 6DD"}});
  link_now();
  EXPECT_EQ(persons(), "1 2") << queue();
}

/// What the model makes of two records that share all of one home but what is changed.
int weight_of_two(links::Scorer& scorer, links::Traits const& one, links::Traits const& other) {
  auto const processing = TestDesk::open();
  scorer.begin();
  scorer.add(Personal<links::Traits>{one}, processing);
  scorer.add(Personal<links::Traits>{other}, processing);
  auto const pairs = scorer.compare();
  return !pairs || pairs->empty() ? -1'000'000 : pairs->front().weight;
}

links::Traits of_one_home(std::string given, std::string family, std::string born) {
  links::Traits one;
  one[static_cast<std::size_t>(Trait::given_name)] = std::move(given);
  one[static_cast<std::size_t>(Trait::family_name)] = std::move(family);
  one[static_cast<std::size_t>(Trait::date_of_birth)] = std::move(born);
  one[static_cast<std::size_t>(Trait::postcode)] = "N15 4AA";
  one[static_cast<std::size_t>(Trait::phone)] = "07700900001";
  one[static_cast<std::size_t>(Trait::email)] = "family@home.example";
  one[static_cast<std::size_t>(Trait::sex)] = "M";
  return one;
}

TEST_P(EngineScorer, AsksWhereAParentWithoutABirthDateMayBeTheChild) {
  auto scorer = links::make_scorer(hub());
  ASSERT_EQ(code_of(scorer), "fine");
  auto const join = (*scorer)->terms().join;
  auto child = of_one_home("Karl", "Featherstone", "2012-06-05");
  auto parent = of_one_home("Karl", "Featherstone", "");
  auto const weight = weight_of_two(**scorer, child, parent);
  EXPECT_LT(weight, join);
  EXPECT_GE(weight, (*scorer)->terms().review);
  child[static_cast<std::size_t>(Trait::nhs_number)] = parent[static_cast<std::size_t>(Trait::nhs_number)] = "9434765919";
  EXPECT_GE(weight_of_two(**scorer, child, parent), join) << "one number";
}

TEST_P(EngineScorer, TakesTheNumbersOfOnePoliceComputerForOnePieceOfEvidence) {
  auto scorer = links::make_scorer(hub());
  ASSERT_EQ(code_of(scorer), "fine");
  auto const with = [](std::string pnc, std::string cro) {
    auto one = of_one_home("Karl", "Featherstone", "2001-06-05");
    one[static_cast<std::size_t>(Trait::pnc_id)] = std::move(pnc);
    one[static_cast<std::size_t>(Trait::cro_number)] = std::move(cro);
    return one;
  };
  auto const both = weight_of_two(**scorer, with("2001/0000001A", "000001/01B"), with("2001/0000001A", "000001/01B"));
  auto const cro = weight_of_two(**scorer, with("", "000001/01B"), with("2001/0000001A", "000001/01B"));
  auto const none = weight_of_two(**scorer, with("2001/0000001A", ""), with("", "000001/01B"));
  EXPECT_EQ(cro, both) << "no more for the second number";
  EXPECT_GT(cro, none + 15'000);
  EXPECT_LT(weight_of_two(**scorer, with("", "000001/01B"), with("", "930002/02C")), none);
  auto one = with("", "000001/01B");
  auto other = with("", "930002/02C");
  EXPECT_TRUE(links::in_conflict(links::marks_of(one), links::marks_of(other))) << "people are asked";
}

TEST_P(EngineScorer, AHouseThatAgreesSaysMoreAndOneWrittenOtherwiseNothing) {
  auto scorer = links::make_scorer(hub());
  ASSERT_EQ(code_of(scorer), "fine");
  struct Lived {
    std::string postcode, address;
  };
  // birth dates that a slip tells apart, and no family name: who agrees in all that a home shares is weighed against the home
  auto const weight = [&](Lived const& one, Lived const& other) {
    links::Traits left;
    left[static_cast<std::size_t>(Trait::given_name)] = "Zephyrine";
    left[static_cast<std::size_t>(Trait::date_of_birth)] = "2010-02-01";
    auto right = left;
    right[static_cast<std::size_t>(Trait::date_of_birth)] = "2010-02-04";
    left[static_cast<std::size_t>(Trait::postcode)] = one.postcode;
    left[static_cast<std::size_t>(Trait::address)] = one.address;
    right[static_cast<std::size_t>(Trait::postcode)] = other.postcode;
    right[static_cast<std::size_t>(Trait::address)] = other.address;
    return weight_of_two(**scorer, left, right);
  };
  auto const unsaid = weight({"N15 4AA", ""}, {"N15 4AA", "14 High Road, London"});
  EXPECT_GT(unsaid, 0);
  EXPECT_GT(weight({"N15 4AA", "14 High Road, London"}, {"N15 4AA", "14, High Rd, Tottenham, London N15 4AA"}), unsaid + 1'000);
  EXPECT_EQ(weight({"N15 4AA", "14 High Road, London"}, {"N15 4AA", "Rose Cottage, London"}), unsaid);
  auto const house = weight({"N15 4AA", "14 High Road, London"}, {"N15 4AA", "14 High Road, London"});
  EXPECT_EQ(weight({"N15 4AA", "Flat 2, 14 High Road, London"}, {"N15 4AA", "flat 2, 14, High Rd, London"}), house);
  EXPECT_EQ(weight({"N15 4AA", "Flat 2, 14 High Road, London"}, {"N15 4AA", "Flat 3, 14 High Road, London"}), unsaid) << "neighbours in one block";
  EXPECT_EQ(weight({"N15 4AA", "Flat 2, 14 High Road, London"}, {"N15 4AA", "14 High Road, London"}), unsaid) << "perhaps neighbours";
  EXPECT_EQ(weight({"N15 4AA", "Flat 2, Rose House, 14 High Road, London"}, {"N15 4AA", "Flat 2, 14 High Road, London"}), house) << "the number is enough";
  EXPECT_EQ(weight({"", "14 High Road, London, N15 4AA"}, {"N15 4AA", ""}), unsaid) << "the postcode may stand in the address";
  EXPECT_LT(weight({"N15 4AA", "14 High Road, London"}, {"E1 1AA", "14 High Road, London"}), 0) << "a number without its postcode";
}

TEST_P(EngineScorer, TwoOfOneHouseStayTwo) {
  auto scorer = links::make_scorer(hub());
  ASSERT_EQ(code_of(scorer), "fine");
  for (auto const* const born : {"2012-06-05", "2014-01-02"}) {
    auto one = of_one_home("Ada", "Featherstone", "2012-06-05");
    auto other = of_one_home("Chidi", "Featherstone", born);
    for (auto* const record : {&one, &other}) (*record)[static_cast<std::size_t>(Trait::address)] = "14 High Road, London";
    EXPECT_LT(weight_of_two(**scorer, one, other), (*scorer)->terms().join) << born;
  }
}

TEST_P(EngineScorer, AnAgencysOwnNumberIsOneWithinItsListsAlone) {
  auto scorer = links::make_scorer(hub());
  ASSERT_EQ(code_of(scorer), "fine");
  auto const of = [](std::string given, int agency, std::string const& number) {
    links::Traits one;
    one[static_cast<std::size_t>(Trait::given_name)] = std::move(given);
    one[static_cast<std::size_t>(Trait::family_name)] = "Featherstone";
    one[static_cast<std::size_t>(Trait::own_numbers)] = links::own_person_numbers(agency, R"({"social_care_id": [")" + number + R"(", "raw"]})");
    return one;
  };
  auto const without = weight_of_two(**scorer, of("Amira", 1, ""), of("Amira", 1, ""));
  EXPECT_GT(weight_of_two(**scorer, of("Amira", 1, "L-77"), of("Amira", 1, "l77")), (*scorer)->terms().join);
  EXPECT_EQ(weight_of_two(**scorer, of("Amira", 1, "L-77"), of("Amira", 2, "L-77")), without) << "of two agencies";
  EXPECT_EQ(weight_of_two(**scorer, of("Amira", 1, "L-77"), of("Amira", 1, "L-78")), without) << "an agency may have somebody twice";
  EXPECT_NE(links::own_person_numbers(1, R"({"yjs_case_id": ["23", ""]})"), links::own_person_numbers(12, R"({"yjs_case_id": ["3", ""]})"));
  EXPECT_NE(links::own_person_numbers(1, R"({"yjs_case_id": ["3", ""]})"), links::own_person_numbers(1, R"({"social_care_id": ["3", ""]})"));
  EXPECT_EQ(links::own_person_numbers(1, R"({"tenancy_ref": ["3", ""], "source_record_id": ["3", ""], "local_case_ref": ["3", ""]})"), "") << "a home, a row, a case: not a person";
}

TEST_P(EngineScorer, JoinsNobodyByWhatIsNoOtherNameOrByANicknameAlone) {
  auto scorer = links::make_scorer(hub());
  ASSERT_EQ(code_of(scorer), "fine");
  auto const join = (*scorer)->terms().join;
  for (auto const* const alias : {"None known", "no alias", "Stormzy"}) {
    auto one = of_one_home("Leroy", "Rizenmond", "2005-02-03");
    auto other = of_one_home("Simon", "Palqisker", "2005-02-03");
    for (auto* const record : {&one, &other}) {
      (*record)[static_cast<std::size_t>(Trait::alias_names)] = alias;
      for (auto const trait : {Trait::postcode, Trait::phone, Trait::email}) (*record)[static_cast<std::size_t>(trait)].clear();
    }
    EXPECT_LT(weight_of_two(**scorer, one, other), join) << alias;
  }
}

TEST_P(EngineScorer, GivesPartsThatAddUp) {
  auto scorer = links::make_scorer(hub());
  ASSERT_EQ(code_of(scorer), "fine");
  auto const processing = TestDesk::open();
  links::Traits one;
  one[static_cast<std::size_t>(Trait::given_name)] = "Elizabeth";
  one[static_cast<std::size_t>(Trait::family_name)] = "Featherstone";
  one[static_cast<std::size_t>(Trait::date_of_birth)] = "2010-02-01";
  auto other = one;
  other[static_cast<std::size_t>(Trait::given_name)] = "Beth";
  (*scorer)->add(Personal<links::Traits>{one}, processing);
  (*scorer)->add(Personal<links::Traits>{other}, processing);
  auto const pairs = (*scorer)->compare();
  ASSERT_TRUE(pairs && pairs->size() == 1);
  auto const& evidence = pairs->front().evidence;
  int sum = evidence.prior + evidence.household;
  for (auto const& level : evidence.levels) sum += level.weight + level.frequency;
  EXPECT_EQ(sum, pairs->front().weight);
  EXPECT_EQ(evidence.levels.front().level, "nickname");
  EXPECT_EQ(evidence.levels.front().agreement, Agreement::nearly);
}

TEST_P(EngineScorer, NamesThatSomebodyGoesByAgreeAsWell) {
  auto const level_of_names = [&](std::string const& alias) {
    auto scorer = links::make_scorer(hub());
    EXPECT_EQ(code_of(scorer), "fine");
    auto const processing = TestDesk::open();
    links::Traits one;
    one[static_cast<std::size_t>(Trait::given_name)] = "Amira";
    one[static_cast<std::size_t>(Trait::family_name)] = "Featherstone";
    one[static_cast<std::size_t>(Trait::date_of_birth)] = "2010-02-01";
    one[static_cast<std::size_t>(Trait::postcode)] = "N15 4AA";
    one[static_cast<std::size_t>(Trait::phone)] = "07700900001";
    auto other = one;
    other[static_cast<std::size_t>(Trait::family_name)] = "Okonkwo";
    other[static_cast<std::size_t>(Trait::alias_names)] = alias;
    (*scorer)->add(Personal<links::Traits>{one}, processing);
    (*scorer)->add(Personal<links::Traits>{other}, processing);
    auto const pairs = (*scorer)->compare();
    if (!pairs || pairs->empty()) return std::string{"no pair"};
    std::string said;
    for (auto const& level : pairs->front().evidence.levels) {
      if (level.comparison == "family_name") said = level.level;
    }
    return said;
  };
  EXPECT_EQ(level_of_names("Amira FEATHERSTONE"), "exact");
  EXPECT_EQ(level_of_names("Ace née Featherston"), "near");
  EXPECT_NE(level_of_names("Ace"), "exact");
}

TEST_P(EngineScorer, AnAddressLeftBeforeTheOtherBeganSpeaksForNobody) {
  struct Lived {
    std::string postcode, from, to;
  };
  auto const postcodes = [&](Lived const& first, Lived const& second) {
    auto scorer = links::make_scorer(hub());
    EXPECT_EQ(code_of(scorer), "fine");
    auto const processing = TestDesk::open();
    for (auto const& lived : {first, second}) {
      links::Traits one;
      one[static_cast<std::size_t>(Trait::given_name)] = "Amira";
      one[static_cast<std::size_t>(Trait::family_name)] = "Featherstone";
      one[static_cast<std::size_t>(Trait::date_of_birth)] = "2010-02-01";
      one[static_cast<std::size_t>(Trait::postcode)] = lived.postcode;
      one[static_cast<std::size_t>(Trait::address_from)] = lived.from;
      one[static_cast<std::size_t>(Trait::address_to)] = lived.to;
      (*scorer)->add(Personal<links::Traits>{one}, processing);
    }
    auto const pairs = (*scorer)->compare();
    if (!pairs || pairs->empty()) return std::string{"no pair"};
    for (auto const& level : pairs->front().evidence.levels) {
      if (level.comparison == "postcode") return std::string{links::name_of(level.agreement).view()};
    }
    return std::string{"not compared"};
  };
  EXPECT_EQ(postcodes({"N15 4AA", {}, {}}, {"E1 1AA", {}, {}}), "differs");
  EXPECT_EQ(postcodes({"N15 4AA", "2015-01-01", "2020-05-31"}, {"E1 1AA", "2020-06-01", {}}), "unknown") << "one after the other";
  EXPECT_EQ(postcodes({"N15 4AA", "2015-01-01", "2021-05-31"}, {"E1 1AA", "2020-06-01", {}}), "differs") << "at one time";
  EXPECT_EQ(postcodes({"N15 4AA", "2015-01-01", "2020-05-31"}, {"N15 4AA", {}, {}}), "agrees");
}

TEST_P(EngineScorer, TakesTheDaysOfAnAddressFromTheListsThatGiveThem) {
  auto const heading = std::string{"Record ID,Surname,Forename,Date of Birth,Postcode,Role,Moved In,Moved Out\n"};
  ASSERT_EQ(code_of(submit("school-people", heading + "s1,Featherstone,Amira,01/02/2010,N15 4AA,Victim,01/01/2015,31/05/2020\n")), "fine");
  ASSERT_EQ(code_of(submit("csp-people", heading + "c1,Featherstone,Amira,01/02/2010,E1 1AA,Victim,01/06/2020,\n")), "fine");
  link_now();
  EXPECT_EQ(postcodes_of(1, 2), "unknown");
  ASSERT_EQ(code_of(submit("csp-people", heading + "c1,Featherstone,Amira,01/02/2010,E1 1AA,Victim,01/06/2019,\n")), "fine");
  link_now();
  EXPECT_EQ(postcodes_of(1, 3), "differs") << "in two places at one time";
}

TEST_P(EngineScorer, RefusesAModelThatComparesWhatIsNoTrait) {  // S72
  auto const folder_of_them = folder() / "definitions" / "linkage";
  auto const model = get(shipped_definitions() / "linkage" / "hub.yaml");
  auto const names = get(shipped_definitions() / "linkage" / "nicknames.yaml");
  fs::remove(folder_of_them);
  EXPECT_EQ(code_of(links::make_scorer(hub())), "link.model") << "nothing there";
  fs::create_directories(folder_of_them);
  put(folder_of_them / "nicknames.yaml", names);
  put(folder_of_them / "common_names.yaml", get(shipped_definitions() / "linkage" / "common_names.yaml"));
  put(folder_of_them / "hub.yaml", model);
  ASSERT_EQ(code_of(links::make_scorer(hub())), "fine");
  auto const version = (*links::make_scorer(hub()))->version();
  put(folder_of_them / "hub.yaml", replaced(model, "{field: email, kind: email, standard: true}", "{field: school_name, kind: email, standard: true}"));
  EXPECT_EQ(code_of(links::make_scorer(hub())), "link.model");
  put(folder_of_them / "hub.yaml", replaced(model, "m: \"0.75\"", "m: \"0.76\""));
  ASSERT_EQ(code_of(links::make_scorer(hub())), "fine");
  EXPECT_NE((*links::make_scorer(hub()))->version(), version) << "another number is another model";
}

}  // namespace
}  // namespace concordat::hub::proving
