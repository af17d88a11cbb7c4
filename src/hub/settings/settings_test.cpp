// SPDX-License-Identifier: Apache-2.0
// What a hub hides may be tightened by one lead and loosened by two of two agencies, never below what every hub hides.
#include "hub/settings/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "hub/hub_test_tools.h"
#include "hub/settings/changing.h"

namespace concordat::hub::proving {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Settings : public HubTest {
 protected:
  [[nodiscard]] Member member(std::string const& id) { return **hub().member(id); }
  [[nodiscard]] std::string set(std::string const& by, std::string const& name, std::int64_t value, SettingReason reason = SettingReason::attack) {
    return code_of(set_setting(hub(), member(by), name, value, reason));
  }
  [[nodiscard]] std::string confirm(std::string const& by, std::string const& name) { return code_of(confirm_setting(hub(), member(by), name)); }
  [[nodiscard]] std::string withdraw(std::string const& by, std::string const& name) { return code_of(withdraw_setting(hub(), member(by), name)); }
  [[nodiscard]] std::int64_t in_force(Setting setting) { return (*settings_in_force(hub().database()))[setting]; }
  [[nodiscard]] SettingView seen(std::string_view name, std::string const& by = "greta") {
    auto const all = see_settings(hub(), member(by));
    EXPECT_EQ(code_of(all), "fine");
    return *std::ranges::find_if(all->settings, [&](auto const& one) { return one.spec->name.view() == name; });
  }
  void pass(int days) { clock_.set(clock_.now() + std::chrono::days{days}); }
  void edit(store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine"); }
  /// Init with that line in the partnership file.
  [[nodiscard]] std::string with_group(std::string const& line) {
    put(folder() / "partnership.yaml", replaced(partnership(), "  synthetic: true\n", "  synthetic: true\n" + line));
    auto code = code_of(init());
    open_it();
    return code;
  }
  /// The smallest group that two leads agreed to and init has not read; 0 where there is none.
  [[nodiscard]] std::int64_t agreed() {
    auto const view = seen("smallest-group");
    return view.agreed ? view.agreed->value : 0;
  }
  /// A file with one, and a lower one that two leads agree to.
  void agree_to(std::int64_t of_file, std::int64_t lower) {
    ASSERT_EQ(with_group("  smallest_group: " + std::to_string(of_file) + "\n"), "fine");
    ASSERT_EQ(set("greta", "smallest-group", lower), "fine");
    ASSERT_EQ(confirm("paula", "smallest-group"), "fine");
    ASSERT_EQ(agreed(), lower);
  }
  /// map-support at 23, and its loosening to 13 proposed by the council's lead.
  void propose_loosening() {
    ASSERT_EQ(set("greta", "map-support", 23), "fine");
    ASSERT_EQ(set("greta", "map-support", 13, SettingReason::too_little), "fine");
  }
};
CONCORDAT_ON_BOTH_STORES(Settings);

TEST_P(Settings, AreWhatEveryHubHasUntilSomebodyTightensOne) {
  EXPECT_EQ(protection_settings().size(), setting_count);
  for (auto const& spec : protection_settings()) {
    EXPECT_EQ(&spec, &spec_of(spec.setting)) << spec.name.view() << ": the list is in the order of the settings";
    EXPECT_EQ(&spec, setting_named(spec.name.view()));
    EXPECT_TRUE(is_tighter(spec, spec.tightest, spec.floor)) << spec.name.view();
    EXPECT_EQ(in_force(spec.setting), spec.floor);
    EXPECT_FALSE(spec.means.empty() || spec.unit.empty() || spec.title.empty());
  }
  auto const settings = *settings_in_force(hub().database());
  EXPECT_EQ(settings.words(), "as in every hub");
  EXPECT_TRUE(settings.tightened().object().empty());
}

TEST_P(Settings, AreTightenedByOneLeadAtOnce) {
  auto const changed = set_setting(hub(), member("greta"), "map-support", 23, SettingReason::advice);
  ASSERT_EQ(code_of(changed), "fine");
  EXPECT_FALSE(changed->proposed);
  EXPECT_EQ(in_force(Setting::map_support), 23);
  auto const entry = leaves().at(changed->ledger_index);
  EXPECT_EQ(entry.event, ledger::Event::admin);
  EXPECT_THAT(entry.fields, ElementsAre("protection-setting", "map-support", "8", "23"));
  EXPECT_THAT(entry.why, ElementsAre("tightened", "advice"));
  EXPECT_EQ(set("paula", "map-classes", 3), "fine") << "fewer is tighter";
  EXPECT_EQ(in_force(Setting::map_classes), 3);
  EXPECT_EQ(settings_in_force(hub().database())->words(), "tighter than in every hub (there in brackets): map-support 23 reports (8), map-classes 3 classes (5)");
  open_it();
  EXPECT_EQ(in_force(Setting::map_support), 23) << "after a restart";
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Settings, AreLoosenedOnlyByTwoPeopleOfTwoAgencies) {
  propose_loosening();
  EXPECT_EQ(in_force(Setting::map_support), 23) << "one is not enough";
  EXPECT_EQ(seen("map-support").proposal->lapses, "2026-12-05");
  EXPECT_FALSE(seen("map-support").proposal->may_confirm) << "of the agency that proposed it";
  EXPECT_TRUE(seen("map-support", "paula").proposal->may_confirm);
  EXPECT_FALSE(seen("map-support", "anna").proposal->may_confirm) << "an analyst";
  EXPECT_THAT(*settings_to_answer(hub(), member("paula")), ElementsAre("map-support"));
  EXPECT_THAT(*settings_to_answer(hub(), member("greta")), IsEmpty());
  EXPECT_THAT(*settings_to_answer(hub(), member("bert")), IsEmpty()) << "an analyst";
  EXPECT_EQ(confirm("greta", "map-support"), "setting.second-person");
  EXPECT_THAT(leaves().back().why, ElementsAre("setting.second-person"));
  EXPECT_EQ(in_force(Setting::map_support), 23);
  auto const index = confirm_setting(hub(), member("paula"), "map-support");
  ASSERT_EQ(code_of(index), "fine");
  EXPECT_EQ(in_force(Setting::map_support), 13);
  EXPECT_EQ(index->value, 13);
  EXPECT_EQ(index->in_force, 13);
  EXPECT_FALSE(index->agreed) << "nothing is left to wait for";
  EXPECT_THAT(leaves().at(index->ledger_index).fields, ElementsAre("protection-setting", "map-support", "23", "13"));
  EXPECT_THAT(leaves().at(index->ledger_index).why, ElementsAre("loosening-confirmed"));
  EXPECT_EQ(confirm("edgar", "map-support"), "setting.no-proposal") << "answered";
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Settings, AreNotLoosenedByOnePersonInTwoPosts) {
  propose_loosening();
  one_account("greta", "paula");
  EXPECT_EQ(confirm("paula", "map-support"), "setting.second-person");
  EXPECT_EQ(in_force(Setting::map_support), 23);
}

TEST_P(Settings, AreNeverLooserThanInEveryHubWhoeverAgrees) {
  for (auto const& spec : protection_settings()) {
    auto const name = std::string{spec.name.view()};
    auto const looser = spec.floor + (spec.tighter == Tighter::more ? -1 : 1);
    EXPECT_EQ(set("greta", name, looser), "setting.too-loose") << name;
    EXPECT_THAT(leaves().back().why, ElementsAre("setting.too-loose"));
    EXPECT_EQ(set("greta", name, spec.tightest + (spec.tighter == Tighter::more ? 1 : -1)), "setting.too-tight") << name;
    EXPECT_EQ(set("greta", name, spec.floor), "setting.same") << name;
    EXPECT_EQ(in_force(spec.setting), spec.floor);
  }
  // Nor by whoever writes to the database.
  edit("INSERT INTO protection_step (ledger_index, setting, value_before, value, is_proposal, reason, said_by, said_for, said_at) "
       "VALUES (3, 'map-support', 8, 2, 0, 'attack', 'greta', 'northshire-csp', '2026-11-21T10:00:00.000Z')");
  EXPECT_EQ(in_force(Setting::map_support), 8);
  EXPECT_THAT(differences(), Not(IsEmpty()));
}

TEST_P(Settings, OfThePartnershipFileAreLoweredWithItOnlyWhereTwoLeadsAgreed) {
  EXPECT_EQ(with_group("  smallest_group: 18\n"), "fine") << "one person tightens";
  EXPECT_EQ(in_force(Setting::smallest_group), 18);
  EXPECT_EQ(seen("smallest-group").floor, 18);
  EXPECT_EQ(with_group("  smallest_group: 12\n"), "init.looser");
  EXPECT_EQ(with_group(""), "init.looser");
  EXPECT_EQ(set("greta", "smallest-group", 13), "fine");
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "init.looser") << "one alone";
  EXPECT_EQ(confirm("paula", "smallest-group"), "fine");
  EXPECT_EQ(in_force(Setting::smallest_group), 18) << "as long as the file says so";
  EXPECT_EQ(agreed(), 13);
  EXPECT_EQ(with_group(""), "init.looser") << "that is less than was agreed";
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "fine");
  EXPECT_EQ(in_force(Setting::smallest_group), 13);
  EXPECT_EQ(agreed(), 0);
  EXPECT_EQ(with_group(""), "init.looser");
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Settings, AgreedToBeLowerCountOnceForTheFileThatWasRead) {
  agree_to(18, 13);
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "fine");
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "fine") << "as it is";
  EXPECT_THAT(differences(), IsEmpty());
  EXPECT_EQ(with_group("  smallest_group: 18\n"), "fine") << "one person tightens";
  EXPECT_EQ(agreed(), 0);
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "init.looser") << "what two agreed to was for the file before";
  EXPECT_EQ(in_force(Setting::smallest_group), 18);
  EXPECT_THAT(differences(), IsEmpty());
  edit("UPDATE partnership SET group_changed_index = NULL");
  EXPECT_EQ(differences().size(), 1U) << "or it would count again";
}

TEST_P(Settings, AgreedToBeLowerAreNotOnceAFileRaisesThem) {
  agree_to(18, 13);
  EXPECT_EQ(with_group("  smallest_group: 23\n"), "fine");
  EXPECT_EQ(agreed(), 0);
  EXPECT_EQ(with_group("  smallest_group: 18\n"), "init.looser");
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "init.looser");
}

TEST_P(Settings, AgreedToBeLowerFromATightenedValueAreReadByInitAsWell) {
  EXPECT_EQ(with_group("  smallest_group: 18\n"), "fine");
  EXPECT_EQ(set("greta", "smallest-group", 33), "fine");
  EXPECT_TRUE(set_setting(hub(), member("greta"), "smallest-group", 13, SettingReason::agreed)->below_file);
  auto const confirmed = confirm_setting(hub(), member("paula"), "smallest-group");
  ASSERT_EQ(code_of(confirmed), "fine");
  EXPECT_EQ(confirmed->value, 13);
  EXPECT_EQ(confirmed->in_force, 18) << "as the file says";
  ASSERT_TRUE(confirmed->agreed) << "not in force yet";
  EXPECT_EQ(confirmed->agreed->lapses, "2026-12-05");
  EXPECT_EQ(in_force(Setting::smallest_group), 18);
  EXPECT_EQ(agreed(), 13);
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "fine");
  EXPECT_EQ(in_force(Setting::smallest_group), 13);
}

TEST_P(Settings, AgreedToBeLowerLapse) {
  agree_to(18, 13);
  pass(days_an_agreed_group_waits - 1);
  EXPECT_EQ(agreed(), 13);
  pass(1);
  EXPECT_EQ(agreed(), 0);
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "init.looser");
  EXPECT_EQ(set("greta", "smallest-group", 18), "setting.same") << "there is nothing to take back";
}

TEST_P(Settings, AgreedToBeLowerAreTakenBackByOneLead) {
  agree_to(18, 13);
  EXPECT_EQ(withdraw("paula", "smallest-group"), "setting.no-proposal") << "it is confirmed";
  auto const taken_back = set_setting(hub(), member("paula"), "smallest-group", 18, SettingReason::mistake);
  ASSERT_EQ(code_of(taken_back), "fine") << "though that is what is in force";
  EXPECT_FALSE(taken_back->proposed);
  EXPECT_THAT(leaves().at(taken_back->ledger_index).fields, ElementsAre("protection-setting", "smallest-group", "13", "18"));
  EXPECT_EQ(agreed(), 0);
  EXPECT_EQ(set("paula", "smallest-group", 18), "setting.same");
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "init.looser");
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Settings, AgreedToBeLowerAreNotOnceALeadTightensThem) {
  put(folder() / "partnership.yaml", replaced(partnership(), "  synthetic: true\n", "  synthetic: true\n  smallest_group: 18\n"));
  ASSERT_EQ(code_of(init()), "fine");
  open_it();
  EXPECT_EQ(set("greta", "smallest-group", 13), "fine");
  EXPECT_EQ(confirm("paula", "smallest-group"), "fine");
  EXPECT_EQ(set("paula", "smallest-group", 23), "fine");
  put(folder() / "partnership.yaml", replaced(partnership(), "  synthetic: true\n", "  synthetic: true\n  smallest_group: 13\n"));
  EXPECT_EQ(code_of(init()), "init.looser");
}

TEST_P(Settings, AreChangedByLeadsAlone) {
  for (auto const* other : {"anna", "emil", "bert"}) {
    EXPECT_EQ(set(other, "map-support", 23), "setting.not-yours") << other;
    EXPECT_THAT(leaves().back().why, ElementsAre("setting.not-yours"));
    EXPECT_EQ(confirm(other, "map-support"), "setting.not-yours") << other;
    EXPECT_EQ(withdraw(other, "map-support"), "setting.not-yours") << other;
  }
  EXPECT_EQ(set("greta", "luck", 20), "setting.unknown");
  for (auto const& [name, between] : {std::pair{"smallest-group", 9}, {"map-support", 12}, {"map-bandwidth", 501}, {"public-residents", 1001}}) EXPECT_EQ(set("greta", name, between), "setting.step") << name;
  EXPECT_EQ(confirm("greta", "luck"), "setting.unknown");
  EXPECT_EQ(confirm("greta", "map-support"), "setting.no-proposal");
  EXPECT_EQ(withdraw("greta", "map-support"), "setting.no-proposal");
  EXPECT_FALSE(see_settings(hub(), member("anna"))->may_set);
  EXPECT_THAT(leaves().back().fields, ElementsAre("protection-settings")) << "a look is written down";
}

TEST_P(Settings, WaitForNoAnswerOnceALooseningLapsedOrWasWithdrawnOvertakenOrLeftAlone) {
  propose_loosening();
  EXPECT_EQ(set("paula", "map-support", 18, SettingReason::agreed), "setting.proposed-already");
  pass(days_a_loosening_waits);
  EXPECT_EQ(confirm("paula", "map-support"), "setting.no-proposal") << "lapsed";
  EXPECT_EQ(set("greta", "map-support", 13), "fine") << "and stands in nobody's way";
  EXPECT_EQ(withdraw("paula", "map-support"), "fine");
  EXPECT_EQ(confirm("paula", "map-support"), "setting.no-proposal") << "withdrawn";
  EXPECT_EQ(set("greta", "map-support", 13), "fine");
  EXPECT_EQ(set("edgar", "map-support", 33), "fine") << "tightened meanwhile";
  EXPECT_EQ(confirm("paula", "map-support"), "setting.no-proposal") << "what was proposed would be a longer step than anybody saw";
  EXPECT_EQ(set("greta", "map-support", 13), "fine");
  edit("UPDATE member SET active = 0 WHERE id = 'greta'");
  EXPECT_EQ(confirm("paula", "map-support"), "setting.no-proposal") << "nobody is left who answers for it";
  edit("UPDATE member SET active = 1 WHERE id = 'greta'");
  EXPECT_EQ(in_force(Setting::map_support), 33);
  auto const steps = see_settings(hub(), member("anna"))->steps;
  EXPECT_EQ(steps.size(), 6U);
  EXPECT_EQ(steps.front().value, 13) << "newest first";
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Settings, AreFoundByVerifyWhereSomebodyChangedAStep) {
  propose_loosening();
  EXPECT_EQ(confirm("paula", "map-support"), "fine");
  ASSERT_THAT(differences(), IsEmpty());
  edit("UPDATE protection_step SET value = 18 WHERE is_proposal = 1");
  EXPECT_EQ(differences().size(), 2U) << "neither what was proposed nor what was confirmed";
  edit("UPDATE protection_step SET value = 13 WHERE is_proposal = 1");
  edit("UPDATE protection_step SET answered_by = 'edgar', answered_for = 'northshire-general-ed' WHERE is_proposal = 1");
  EXPECT_EQ(differences().size(), 1U);
  edit("UPDATE protection_step SET answer = NULL, answered_by = NULL, answered_for = NULL, answered_at = NULL, answer_index = NULL");
  auto const taken = differences();
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken.front().database, "no such row");
  edit("UPDATE protection_step SET reason = 'mistake' WHERE is_proposal = 0");
  EXPECT_EQ(differences().size(), 2U);
  edit("DELETE FROM protection_step");
  EXPECT_EQ(differences().size(), 3U) << "tightened, proposed, confirmed";
}

TEST_P(Settings, AgreedToByRowsAloneAreNotReadByInit) {
  ASSERT_EQ(with_group("  smallest_group: 18\n"), "fine");
  edit("INSERT INTO protection_step (ledger_index, setting, value_before, value, is_proposal, reason, said_by, said_for, said_at, answer, answered_by, answered_for, answered_at, answer_index) VALUES "
       "(1000, 'smallest-group', 18, 13, 1, 'agreed', 'greta', 'northshire-csp', '2026-11-20T10:00:00.000Z', 'confirmed', 'paula', 'northshire-police', '2026-11-21T09:00:00.000Z', 1001)");
  EXPECT_EQ(agreed(), 13) << "by its row";
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "init.looser");
  edit("DELETE FROM protection_step");
  // Nor is it lowered by making what stood before lower.
  edit("UPDATE partnership SET document = replace(document, '\"smallest_group\":18', '\"smallest_group\":13')");
  EXPECT_EQ(with_group("  smallest_group: 13\n"), "init.file-differs");
  edit("UPDATE partnership SET document = replace(document, '\"smallest_group\":13', '\"smallest_group\":18')");
  EXPECT_EQ(with_group("  smallest_group: 23\n"), "fine");
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(Settings, ChangedByInitAreAmongTheStepsThatAreShown) {
  agree_to(18, 13);
  ASSERT_EQ(with_group("  smallest_group: 13\n"), "fine");
  auto const steps = see_settings(hub(), member("anna"))->steps;
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_TRUE(steps[0].of_file && steps[2].of_file && !steps[1].of_file) << "newest first";
  EXPECT_EQ(std::pair(steps[0].before, steps[0].value), std::pair(std::int64_t{18}, std::int64_t{13}));
  EXPECT_EQ(std::pair(steps[2].before, steps[2].value), std::pair(std::int64_t{8}, std::int64_t{18}));
  EXPECT_EQ(leaves().at(steps[0].said.ledger_index).fields, std::vector<std::string>{"init"});
  EXPECT_EQ(to_json(*see_settings(hub(), member("anna")))["steps"].array()[0]["step"].string(), "partnership-file");
}

TEST_P(Settings, AreToldToProgramsInWordsOfOurs) {
  propose_loosening();
  auto const json = to_json(*see_settings(hub(), member("paula")));
  EXPECT_TRUE(json["may_set"].boolean());
  auto const& support = json["settings"].array()[1];
  EXPECT_EQ(support["name"].string(), "map-support");
  EXPECT_EQ(support["value"].integer(), 23);
  EXPECT_EQ(support["default"].integer(), 8);
  EXPECT_EQ(support["tighter"].string(), "more");
  EXPECT_EQ(support["proposal"]["value"].integer(), 13);
  EXPECT_EQ(support["proposal"]["reason"].string(), "too-little");
  EXPECT_TRUE(support["proposal"]["may_confirm"].boolean());
  EXPECT_EQ(json["steps"].array().size(), 2U);
  for (auto const reason : all_setting_reasons) {
    EXPECT_EQ(setting_reason_named(name_of(reason).view()), reason);
    EXPECT_FALSE(words_of(reason).empty());
  }
  EXPECT_FALSE(setting_reason_named("because"));
  EXPECT_EQ(setting_names().size(), setting_count);
}

/// What leaves is made under the settings in force, and says so.
class SettingsOfReleases : public Settings {
 protected:
  void SetUp() override {
    Settings::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    agree_on_figures();
  }
  [[nodiscard]] std::string file(std::string const& table, std::string const& name) { return content_of(release_of(csp_request(table)), name); }
  /// The squares of a map, by where they lie, each with its class.
  [[nodiscard]] static std::map<std::string, std::string> squares_of(std::string_view csv) {
    std::map<std::string, std::string> squares;
    for (auto const line : text::split(csv, '\n')) {
      auto const cells = text::split(line.substr(0, line.find_last_not_of('\r') + 1), ',');
      if (cells.size() < 3 || !text::parse_decimal(cells[0])) continue;
      squares.emplace(std::string{cells[0]} + "," + std::string{cells[1]}, std::string{cells.back()});
    }
    EXPECT_FALSE(squares.empty()) << csv;
    return squares;
  }
};
CONCORDAT_ON_BOTH_STORES(SettingsOfReleases);

TEST_P(SettingsOfReleases, HideMoreOnceASmallestGroupIsTightenedAndLeaveWhatLeftBeforeAsItWas) {
  auto const before = release_of(csp_request());
  auto const first = content_of(before, "violence-by-area.csv");
  EXPECT_THAT(first, HasSubstr("A2,Square 2,10,10"));
  EXPECT_THAT(first, HasSubstr("as in every hub"));
  ASSERT_EQ(set("greta", "smallest-group", 13), "fine");
  auto const tighter = release_of(csp_request());
  EXPECT_FALSE(tighter.served_again());
  EXPECT_THAT(content_of(tighter, "violence-by-area.csv"), HasSubstr("A2,Square 2,*,*"));
  EXPECT_THAT(content_of(tighter, "violence-by-area.csv"), HasSubstr("smallest-group 13 reports (8)"));
  auto const opened = reopen_release(hub(), member("anna"), "analyst", before.id());
  ASSERT_EQ(code_of(opened), "fine");
  EXPECT_EQ(content_of(std::get<Release>(*opened), "violence-by-area.csv"), first) << "what left before is not made anew";
  ASSERT_EQ(set("greta", "smallest-group", 8, SettingReason::too_little), "fine");
  EXPECT_EQ(release_of(csp_request()).id(), tighter.id()) << "proposed is not in force";
  ASSERT_EQ(confirm("paula", "smallest-group"), "fine");
  EXPECT_EQ(release_of(csp_request()).id(), before.id()) << "as it was under the same settings";
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_P(SettingsOfReleases, AreThoseThatTheLedgerHasAndNotThoseOfTheRows) {
  ASSERT_EQ(with_group("  smallest_group: 13\n"), "fine");
  ASSERT_EQ(set("greta", "smallest-group", 18), "fine");
  auto const asked = [&]() -> std::string {
    auto const answer = release(hub(), {csp_request(), {}});
    return answer ? "given" : std::string{answer.error().code.view()};
  };
  edit("UPDATE protection_step SET value = 23");
  EXPECT_EQ(asked(), "setting.entry-differs");
  edit("UPDATE protection_step SET value = 18");
  EXPECT_EQ(asked(), "given");
  edit("DELETE FROM protection_step");
  EXPECT_EQ(asked(), "setting.entry-differs") << "taken away, it would be as before";
  EXPECT_THAT(leaves().back().why, ElementsAre("R12"));
}

TEST_P(SettingsOfReleases, AreThoseOfTheFileThatInitRead) {
  ASSERT_EQ(with_group("  smallest_group: 13\n"), "fine");
  edit("UPDATE partnership SET document = replace(document, '\"smallest_group\":13', '\"smallest_group\":8')");
  EXPECT_EQ(code_of(release(hub(), {csp_request(), {}})), "setting.entry-differs");
  edit("UPDATE partnership SET document = replace(document, '\"smallest_group\":8', '\"smallest_group\":13')");
  EXPECT_EQ(code_of(release(hub(), {csp_request(), {}})), "fine");
}

TEST_P(SettingsOfReleases, DrawMapsByThem) {
  auto const usual = squares_of(file("violence-map", "violence-map.csv"));
  EXPECT_EQ(set("greta", "map-bandwidth", 1500), "fine");
  auto const wider = squares_of(file("violence-map", "violence-map.csv"));
  EXPECT_NE(wider, usual) << "smoothed farther";
  for (auto const& [square, of_class] : wider) EXPECT_TRUE(usual.contains(square)) << square << ": no square shows that did not before";
  EXPECT_EQ(wider.size(), usual.size());
  EXPECT_EQ(set("greta", "map-classes", 2), "fine");
  std::set<std::string> classes;
  for (auto const& [square, of_class] : squares_of(file("violence-map", "violence-map.csv"))) classes.insert(of_class);
  EXPECT_LE(classes.size(), 2U);
  EXPECT_THAT(file("violence-map", "violence-map.csv"), HasSubstr("two classes, each a half"));
  EXPECT_EQ(set("greta", "map-support", 33), "fine");
  auto const fewer = squares_of(file("violence-map", "violence-map.csv"));
  EXPECT_LT(fewer.size(), usual.size()) << "squares with fewer than thirty near are gone";
  for (auto const& [square, of_class] : fewer) EXPECT_TRUE(usual.contains(square));
  EXPECT_THAT(file("violence-hotspots", "violence-density.csv"), HasSubstr("map-support 33 reports (8), map-bandwidth 1500 metres (500), map-classes 2 classes (5)"));
}

}  // namespace
}  // namespace concordat::hub::proving
