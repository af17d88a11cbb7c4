// SPDX-License-Identifier: Apache-2.0
// Whoever writes to the database past the hub is found by `ledger verify`, whichever row it was; what the hub itself does is not.
#include "hub/state_check/state_check.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/agreements/monitor.h"
#include "hub/hub_test_tools.h"
#include "hub/quarters/delivery.h"
#include "hub/release/ledger_desk.h"
#include "hub/retention.h"

namespace concordat::hub::proving {
namespace {

constexpr auto police = "isa.northshire.police@1";

class StateChecks : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    agree_on_figures();
    release_.emplace(release_of(csp_request()).id());
  }
  /// What is found of this, as "ENTRY ledger | database", or that it is something else.
  [[nodiscard]] std::string found(std::string_view of) {
    std::string all;
    for (auto const& one : differences()) {
      if (one.of == of) all += fmt::format("{} {} | {}\n", one.entry ? std::to_string(*one.entry) : "-", one.ledger, one.database);
    }
    return all;
  }
  void edit(store::Sql sql) { ASSERT_EQ(code_of(hub().database().execute(sql)), "fine"); }
  void change(AgreementChange what, std::string const& by) { ASSERT_EQ(code_of(change_agreement(hub(), police, what, by, "There is a reason")), "fine"); }
  [[nodiscard]] std::uint64_t last_entry() { return *hub().log().size() - 1; }

  std::optional<std::string> release_;
};
CONCORDAT_ON_BOTH_STORES(StateChecks);

TEST_P(StateChecks, FindNothingInWhatTheHubItselfDid) {
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
  change(AgreementChange::suspend, "greta");
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
  change(AgreementChange::resume, "paula");
  change(AgreementChange::resume, "greta");
  EXPECT_EQ(differences(), std::vector<StateDifference>{}) << "lifted";
  ASSERT_TRUE(assess_agreement(hub(), police, {AssessmentKind::equality, " EIA-1 ", clock_.today(), "strategic-lead"}, "paula"));
  ASSERT_TRUE(assess_agreement(hub(), police, {AssessmentKind::equality, "EIA-2", clock_.today(), "strategic-lead"}, "greta"));
  (void)release_of(csp_request("violence-map"));
  ASSERT_EQ(code_of(add(agreement_text({}))), "fine") << "once more";
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
  clock_.set(*parse_instant("2027-12-31T00:00:30Z"));
  ASSERT_FALSE(stop_check(hub())->empty()) << "both ran out";
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
  change(AgreementChange::end, "greta");
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
  clock_.set(*parse_instant("2034-01-01T00:00:00Z"));
  ASSERT_TRUE(run_retention(hub()));
  EXPECT_EQ(differences(), std::vector<StateDifference>{}) << "what retention deletes may be missed";
  for (auto const* year : {"2026", "2027", "2034"}) fs::remove(folder() / "keys" / fmt::format("openings-{}.key", year));
  open_it();
  EXPECT_EQ(differences(), std::vector<StateDifference>{}) << "and so may what entries committed to";
}

TEST_P(StateChecks, FindASuspensionThatWasUndone) {
  change(AgreementChange::suspend, "greta");
  auto const entry = last_entry();
  edit("DELETE FROM agreement_change WHERE step = 'suspend'");
  edit("UPDATE agreement SET state = 'active'");
  edit("DELETE FROM release_stop");
  edit("DELETE FROM agreement_stop");
  EXPECT_EQ(ask(csp_request()), "permit") << "the gate goes by the tables";
  auto const all = found(std::string{"agreement "} + police);
  EXPECT_NE(all.find(fmt::format("{} suspend, suspended, by northshire-csp | no such step\n", entry)), std::string::npos) << all;
  EXPECT_NE(all.find(fmt::format("{} suspend, suspended, by northshire-csp | nothing under it stands still\n", entry)), std::string::npos) << all;
  EXPECT_EQ(leaves().back().why, std::vector<std::string>{"ledger.state-differs"}) << "that it was found is an entry";
}

TEST_P(StateChecks, FindAPresentStateThatIsNotThatOfTheLastStep) {
  change(AgreementChange::end, "greta");
  auto const entry = last_entry();
  edit("UPDATE agreement SET state = 'active' WHERE id = 'isa.northshire.police'");
  EXPECT_EQ(found(std::string{"agreement "} + police), fmt::format("{} its last step leads to: ended | its present state is 'active'\n", entry));
}

TEST_P(StateChecks, FindAStepThatLedElsewhere) {
  change(AgreementChange::suspend, "greta");
  auto const entry = last_entry();
  edit("UPDATE agreement_change SET state = 'active' WHERE step = 'suspend'");
  edit("UPDATE agreement SET state = 'active' WHERE id = 'isa.northshire.police'");
  EXPECT_NE(found(std::string{"agreement "} + police).find(fmt::format("{} {}: suspend, suspended, by northshire-csp | suspend, active", entry, police)), std::string::npos);
}

TEST_P(StateChecks, FindAnActivationThatWasInvented) {
  Terms terms;
  terms.id = "isa.northshire.other";
  ASSERT_EQ(code_of(add(agreement_text(terms))), "fine");
  edit("INSERT INTO agreement_change (id, version, number, step, state, agency, member, at, ledger_index) VALUES ('isa.northshire.other', 1, 2, 'activate', 'active', "
       "'northshire-csp', 'greta', '2026-11-21T10:00:00Z', 0)");
  edit("UPDATE agreement SET state = 'active' WHERE id = 'isa.northshire.other'");
  EXPECT_NE(found("agreement isa.northshire.other@1").find("0 no step of an agreement | activate, active, by northshire-csp, for entry 0\n"), std::string::npos);
  // The entry of another agreement's activation serves no better.
  edit("UPDATE agreement_change SET ledger_index = (SELECT max(ledger_index) FROM agreement_change WHERE id = 'isa.northshire.police') WHERE id = 'isa.northshire.other' AND number = 2");
  EXPECT_NE(found("agreement isa.northshire.other@1").find(fmt::format("{}: activate, active", police)), std::string::npos);
  // Nor does what only an old hub had.
  edit("DELETE FROM agreement_change WHERE id = 'isa.northshire.other'");
  edit("INSERT INTO agreement_change (id, version, number, step, state, agency, member, at, ledger_index) VALUES ('isa.northshire.other', 1, 1, 'adopt', 'active', '', '', "
       "'2026-11-21T10:00:00Z', 0)");
  EXPECT_NE(found("agreement isa.northshire.other@1").find("- nothing of it from before steps were written down | adopt, active"), std::string::npos);
}

TEST_P(StateChecks, FindWhoIsSaidToHaveTakenAStep) {
  change(AgreementChange::suspend, "greta");
  edit("UPDATE agreement_change SET member = 'paula' WHERE step = 'suspend'");
  EXPECT_NE(found(std::string{"agreement "} + police).find("; and another member"), std::string::npos);
  edit("UPDATE agreement_change SET member = 'greta', agency = 'northshire-police' WHERE step = 'suspend'");
  EXPECT_NE(found(std::string{"agreement "} + police).find("; and another member"), std::string::npos) << "both sides must lift it: whose it was counts";
  edit("UPDATE agreement_change SET agency = 'northshire-csp' WHERE step = 'suspend'");
  EXPECT_EQ(found(std::string{"agreement "} + police), "");
}

TEST_P(StateChecks, FindAnotherDocument) {
  edit("UPDATE agreement SET document = replace(document, 'northshire-csp', 'northshire-cxp') WHERE id = 'isa.northshire.police'");
  EXPECT_NE(found(std::string{"agreement "} + police).find("its document is not the one of its SHA-256"), std::string::npos);
  edit("UPDATE agreement SET document = replace(document, 'northshire-cxp', 'northshire-csp'), sha256 = replace(sha256, substr(sha256, 1, 8), '00000000') WHERE id = 'isa.northshire.police'");
  EXPECT_NE(found(std::string{"agreement "} + police).find("a document of SHA-256 00000000"), std::string::npos);
  edit("DELETE FROM agreement_change WHERE id = 'isa.northshire.police'");
  EXPECT_NE(found(std::string{"agreement "} + police).find("- its last step leads to: no step at all | its present state is 'active'"), std::string::npos);
}

TEST_P(StateChecks, FindAnAssessmentThatWasChangedOrLeftOut) {
  ASSERT_TRUE(assess_agreement(hub(), police, {AssessmentKind::equality, "EIA-1", clock_.today(), "strategic-lead"}, "paula"));
  edit("UPDATE agreement_assessment SET owner = 'nobody'");
  EXPECT_NE(found(std::string{"agreement "} + police).find("committed to another assessment | eia EIA-1 of 2026-11-21, owned by nobody"), std::string::npos);
  edit("DELETE FROM agreement_assessment");
  EXPECT_NE(found(std::string{"agreement "} + police).find("assess, eia | no such assessment"), std::string::npos);
}

TEST_P(StateChecks, FindASignatureThatWasTakenAwayOrPutInAnothersPlace) {
  auto const name = std::string{"agreement "} + police;
  edit("UPDATE agreement SET signatures = replace(signatures, 'information-governance-lead', 'caldicott-guardian') WHERE id = 'isa.northshire.police'");
  EXPECT_NE(found(name).find("| other signatures"), std::string::npos) << "who is said to have signed is no signature's to say";
  auto const erase_openings = [&] {  // each look makes the key of the year again
    fs::remove(folder() / "keys" / "openings-2026.key");
    open_it();
  };
  erase_openings();
  EXPECT_EQ(found(name), "") << "once nothing says which they were, those that hold are fine";
  edit("UPDATE agreement SET signatures = replace(replace(signatures, '\"signature\":\"', '\"signature\":\"AA'), '\"signature\": \"', '\"signature\": \"AA') WHERE id = 'isa.northshire.police'");
  erase_openings();
  auto const forged = found(name);
  EXPECT_NE(forged.find("every party had signed | the signature of 'northshire-police' was not made with its key"), std::string::npos) << forged;
  edit("UPDATE agreement SET signatures = '{}' WHERE id = 'isa.northshire.police'");
  erase_openings();
  EXPECT_NE(found(name).find("every party had signed | its signatures cannot be read"), std::string::npos);
}

TEST_P(StateChecks, FindATimeANumberOrAReasonThatWasChanged) {
  auto const name = std::string{"agreement "} + police;
  ASSERT_TRUE(assess_agreement(hub(), police, {AssessmentKind::equality, "EIA-1", clock_.today(), "strategic-lead"}, "paula"));
  change(AgreementChange::suspend, "greta");
  ASSERT_EQ(differences(), std::vector<StateDifference>{});
  auto const finds = [&](store::Sql wrong, std::string_view of, std::string_view says, store::Sql right) {
    edit(wrong);
    auto const all = found(of);
    EXPECT_NE(all.find(says), std::string::npos) << wrong.view() << "\n" << all;
    edit(right);
    EXPECT_EQ(found(of), "") << right.view();
  };
  finds("UPDATE agreement_change SET at = replace(at, '2026', '2025') WHERE step = 'suspend'", name, ", at 2025-", "UPDATE agreement_change SET at = replace(at, '2025', '2026') WHERE step = 'suspend'");
  finds("UPDATE agreement_stop SET stopped_at = replace(stopped_at, '2026', '2025')", name, ", at 2025-", "UPDATE agreement_stop SET stopped_at = replace(stopped_at, '2025', '2026')");
  finds("UPDATE agreement_stop SET why = 'ended'", name, ": ended", "UPDATE agreement_stop SET why = 'suspended'");
  finds("UPDATE agreement_stop SET number = 7", name, "stop number 7", "UPDATE agreement_stop SET number = 1");
  finds("UPDATE agreement_assessment SET recorded_at = replace(recorded_at, '2026', '2025')", name, "recorded at 2025-", "UPDATE agreement_assessment SET recorded_at = replace(recorded_at, '2025', '2026')");
  finds("UPDATE agreement_assessment SET member = 'greta'", name, "by another member", "UPDATE agreement_assessment SET member = 'paula'");
  finds("UPDATE agreement_assessment SET reference = 'EIA'", name, "committed to another assessment", "UPDATE agreement_assessment SET reference = 'EIA-1'");
  finds("UPDATE release SET created_at = replace(created_at, '2026', '2025')", "release " + *release_, "made at 2025-", "UPDATE release SET created_at = replace(created_at, '2025', '2026')");
}

TEST_P(StateChecks, FindReleasesThatAreNumberedOtherwise) {
  change(AgreementChange::suspend, "greta");
  change(AgreementChange::resume, "paula");
  change(AgreementChange::resume, "greta");
  auto const later = release_of(csp_request("violence-map")).id();
  edit("UPDATE release SET number = number + 10");
  EXPECT_EQ(differences(), std::vector<StateDifference>{}) << "the order counts";
  edit("UPDATE release SET number = 5 WHERE number = (SELECT max(number) FROM release)");
  EXPECT_NE(found("release " + *release_).find("releases are numbered in the order of their entries"), std::string::npos) << later;
}

TEST_P(StateChecks, FindAHoldThatWasLetGoOrInvented) {
  change(AgreementChange::suspend, "greta");
  edit("DELETE FROM release_stop");
  EXPECT_NE(found("release " + *release_).find(fmt::format("it stands still with {} | it is served", police)), std::string::npos);
  change(AgreementChange::resume, "paula");
  change(AgreementChange::resume, "greta");
  ASSERT_EQ(differences(), std::vector<StateDifference>{});
  ASSERT_EQ(code_of(hub().database().execute("INSERT INTO release_stop (release, agreement, stopped_at) VALUES (?, 'isa.northshire.police@1', 'x')", *release_)), "fine");
  EXPECT_NE(found("release " + *release_).find("| it stands still"), std::string::npos);
  edit("DELETE FROM release_stop");
  clock_.set(*parse_instant("2027-12-31T00:00:30Z"));
  ASSERT_FALSE(stop_check(hub())->empty());
  edit("DELETE FROM release_stop");
  edit("DELETE FROM agreement_stop WHERE why = 'over'");
  EXPECT_NE(found(std::string{"agreement "} + police).find("stopped, by northshire | no such stop"), std::string::npos);
}

TEST_P(StateChecks, FindAReleaseThatWasTakenAwayChangedOrInvented) {
  auto const name = "release " + *release_;
  edit("UPDATE release SET purpose = 'another'");
  EXPECT_NE(found(name).find("violence-by-area to northshire-csp for violence-hotspot-analysis | violence-by-area to northshire-csp for another"), std::string::npos);
  edit("UPDATE release SET purpose = 'violence-hotspot-analysis'");
  auto const content = hub().database().query_one("SELECT content FROM release_file ORDER BY name LIMIT 1", [](store::Row const& row) { return row.bytes(0); });
  ASSERT_TRUE(content && *content);
  auto const put = [&](store::ByteView bytes) { return hub().database().execute("UPDATE release_file SET content = ? WHERE name = (SELECT min(name) FROM release_file)", bytes).has_value(); };
  ASSERT_TRUE(put(store::Bytes{std::byte{'x'}}));
  EXPECT_NE(found(name).find("committed to a release with other files"), std::string::npos) << "the bytes alone, with the hash of the true ones beside them";
  ASSERT_TRUE(put(**content));
  edit("UPDATE release_file SET sha256 = replace(sha256, substr(sha256, 1, 8), '00000000')");
  EXPECT_NE(found(name).find("committed to a release with other files"), std::string::npos);
  edit("UPDATE release SET leaf_index = 0");
  EXPECT_NE(found(name).find("0 no release | "), std::string::npos);
  edit("DELETE FROM release_file");
  edit("DELETE FROM data_use");
  edit("DELETE FROM release");
  auto const all = differences();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all.front().of.starts_with("release of entry "));
  EXPECT_EQ(all.front().database, "no such release");
}

TEST_P(StateChecks, FindASealedDetailThatIsNotWhatTheEntryCommittedTo) {
  auto const index = hub().database().query_integer("SELECT leaf_index FROM release");
  ASSERT_TRUE(index && *index);
  ASSERT_EQ(code_of(hub().database().execute(is_sqlite() ? store::Sql{"UPDATE ledger_opening SET sealed = x'00' WHERE leaf = ?"} : store::Sql{"UPDATE ledger_opening SET sealed = '\\x00' WHERE leaf = ?"}, **index)), "fine");
  EXPECT_NE(found("release " + *release_).find("committed to a release"), std::string::npos) << "ledger.state-detail";
}

TEST_P(StateChecks, FindAReportOfAClosedQuarterThatWasAddedChangedOrTakenAway) {
  auto const quarter = [&] {
    std::string all;
    for (auto const& one : differences()) {
      if (one.of.starts_with("quarter ")) all += one.ledger + " | " + one.database + "\n";
    }
    return all;
  };
  ASSERT_EQ(quarter(), "");
  auto const of_police = number_of("SELECT min(id) FROM event");
  auto const of_hospital = number_of("SELECT max(id) FROM event");
  auto const finds = [&](store::Sql wrong, std::int64_t of, std::string_view says, store::Sql right, std::int64_t back) {
    ASSERT_EQ(code_of(hub().database().execute(wrong, of)), "fine") << wrong.view();
    EXPECT_EQ(quarter(), says) << wrong.view();
    ASSERT_EQ(code_of(hub().database().execute(right, back)), "fine") << right.view();
  };
  constexpr std::string_view police_differs = "the reports of police-incidents that were closed | others: some were added, changed or taken away\n";
  constexpr std::string_view hospital_differs = "the reports of ed-istv that were closed | others: some were added, changed or taken away\n";
  finds("UPDATE event SET month = month + 1 WHERE id = ?", of_police, police_differs, "UPDATE event SET month = month - 1 WHERE id = ?", of_police);
  EXPECT_EQ(quarter(), "");
  finds("UPDATE event SET is_current = 0 WHERE id = ?", of_hospital, hospital_differs, "UPDATE event SET is_current = 1 WHERE id = ?", of_hospital);
  EXPECT_EQ(quarter(), "");
  edit("UPDATE submission SET last_record = last_record + 1 WHERE number = (SELECT max(number) FROM submission)");
  EXPECT_EQ(quarter(), "") << "no report stands there yet";
  finds("INSERT INTO event (id, feed, category, month, starts, minutes, utc_offset, time_precision, easting, northing, place_accuracy, area_code, area_vintage, discovered, method, place_type, "
        "is_current) SELECT id + 1, feed, category, month, starts, minutes, utc_offset, time_precision, easting, northing, place_accuracy, area_code, area_vintage, discovered, method, "
        "place_type, is_current FROM event WHERE id = ?", of_hospital, hospital_differs, "DELETE FROM event WHERE id = ?", of_hospital + 1);
  EXPECT_EQ(quarter(), "");
  finds("DELETE FROM event WHERE id = ?", of_hospital, hospital_differs, "UPDATE closed_source SET salt = NULL WHERE 0 < ?", 1);
  EXPECT_NE(quarter().find("the reports of ed-istv that were closed | what they are recognised by was taken away"), std::string::npos);
}

TEST_P(StateChecks, FindAWayOfTakingAQuarterApartThatNoEntrySettled) {
  auto const ways = [&] {
    std::string all;
    for (auto const& one : differences()) {
      if (one.of.starts_with("parts by ") || one.of.starts_with("filter-settled")) all += one.ledger + " | " + one.database + "\n";
    }
    return all;
  };
  auto request = csp_request();
  request.part = "night";
  (void)release_of(request);
  ASSERT_EQ(number_of("SELECT count(*) FROM quarter_filter"), 1);
  EXPECT_EQ(ways(), "");
  edit("UPDATE quarter_filter SET way = 'weekday'");
  EXPECT_EQ(ways(), "other quarters, or another definition of the parts | settled\n");
  edit("UPDATE quarter_filter SET way = 'hour', quarter = quarter + 1");
  EXPECT_EQ(ways(), "other quarters, or another definition of the parts | settled\n");
  edit("UPDATE quarter_filter SET quarter = quarter - 1");
  EXPECT_EQ(ways(), "");
  edit("UPDATE quarter_filter SET ledger_index = 0");
  EXPECT_THAT(ways(), testing::HasSubstr("nothing of how reports are taken apart | settled")) << ways();
  edit("DELETE FROM quarter_filter");
  EXPECT_EQ(ways(), "1 quarters | no such row\n") << "it could be settled again, in another way";
}

TEST_P(StateChecks, FindAMonthThatNobodySaidIsAllThere) {
  auto const months = [&] {
    std::string all;
    for (auto const& one : differences()) {
      if (one.of.starts_with("month")) all += one.of + " | " + one.ledger + " | " + one.database + "\n";
    }
    return all;
  };
  clock_.set(*parse_instant("2026-12-20T10:00:00Z"));
  take_in("police-incidents", police_month("2026-10", {22}));
  take_in("police-incidents", police_month("2026-11", {1}));
  ASSERT_EQ(code_of(say_whole(hub(), *hub().feed("police-incidents"), **hub().member("paula"), "2026-11", WholeReason::quiet_month)), "fine");
  EXPECT_EQ(months(), "");
  edit("UPDATE month_all_there SET month = month - 1");
  EXPECT_THAT(months(), testing::HasSubstr("month 2026-10 of police-incidents | month-all-there, police-incidents, 2026-11"));
  edit("UPDATE month_all_there SET month = month + 1, reason = 'fewer-send'");
  EXPECT_NE(months(), "");
  edit("UPDATE month_all_there SET reason = 'quiet-month', ledger_index = 0");
  EXPECT_THAT(months(), testing::HasSubstr("month 2026-11 of police-incidents | nothing of a month | all there, says paula"));
  edit("DELETE FROM month_all_there");
  EXPECT_THAT(months(), testing::HasSubstr("all there | no such row"));
}

TEST_P(StateChecks, FindAFileThatWasTakenAwayChangedOrInvented) {
  auto const files = [&] {
    std::string all;
    for (auto const& one : differences()) {
      if (one.of.starts_with("file ")) all += fmt::format("{}: {} | {}\n", one.of, one.ledger, one.database);
    }
    return all;
  };
  ASSERT_EQ(files(), "");
  edit("UPDATE submission SET state = 'failed' WHERE number = 1");
  EXPECT_EQ(files(), "file 1: taken in | it failed, and none of it counts\n");
  edit("UPDATE submission SET state = 'erased' WHERE number = 1");
  EXPECT_EQ(files(), "file 1: taken in, and not deleted since | it is erased\n");
  edit("UPDATE submission SET state = 'accepted', rows_read = rows_read + 1, rows_skipped = rows_skipped + 1 WHERE number = 1");
  EXPECT_EQ(files(), "file 1: rows read, accepted, set aside, skipped: 22, 22, 0, 0 | 23, 22, 0, 1\n");
  edit("UPDATE submission SET rows_read = rows_read - 1, rows_skipped = rows_skipped - 1, content_hash = replace(content_hash, substr(content_hash, 1, 8), '00000000') WHERE number = 1");
  EXPECT_NE(files().find("file 1: of SHA-256 "), std::string::npos);
  edit("UPDATE submission SET content_hash = (SELECT max(content_hash) FROM submission), received_at = '2026-10-21T10:00:00.000Z', delete_on = '2099-01-01' WHERE number = 1");
  auto const moved = files();
  EXPECT_NE(moved.find("came at 2026-11-21T10:00:00.000Z | came at 2026-10-21T10:00:00.000Z"), std::string::npos) << moved;
  EXPECT_NE(moved.find("deleted on 2029-11-21 | deleted on 2099-01-01"), std::string::npos) << moved;
  edit("UPDATE submission SET agency = 3 WHERE number = 1");
  EXPECT_NE(files().find("for police-incidents of northshire-police"), std::string::npos) << files();
  edit("UPDATE feed SET agency = 'northshire-school' WHERE id = 'police-incidents'");
  EXPECT_NE(files().find("of northshire-police, for police-incidents | of "), std::string::npos) << files();
  edit("UPDATE submission SET id = '00000000-0000-7000-8000-000000000000' WHERE number = 1");
  auto const both = files();
  EXPECT_NE(both.find(": taken in | no such file\n"), std::string::npos) << both;
  EXPECT_NE(both.find("file 1: no such file was taken in | it is accepted\n"), std::string::npos) << both;
}

TEST_P(StateChecks, FindAFileThatIsSaidToBeDeletedAndWasNot) {
  auto const erasure = [&](std::vector<std::string> fields, bool names_files) {
    Act act;
    act.event = ledger::Event::erase;
    act.fields = std::move(fields);
    act.detail.set("submissions", 0);
    if (names_files) act.detail.set("files", Json{Json::Array{}});
    ASSERT_EQ(code_of(record_alone(hub(), std::move(act))), "fine");
  };
  auto const entry = number_of("SELECT min(i) FROM ledger_leaf WHERE i > 0");
  ASSERT_EQ(leaves().at(static_cast<std::size_t>(entry)).event, ledger::Event::receive);
  auto const told = fmt::format("{} taken in, and not deleted since | it is erased\n", entry);
  edit("UPDATE submission SET state = 'erased' WHERE number = 1");
  erasure({"retention", "words"}, false);
  EXPECT_EQ(found("file 1"), told) << "only words reached their day";
  edit("UPDATE submission SET delete_on = '2026-11-20' WHERE number = 1");
  erasure({"retention", "words"}, false);
  EXPECT_EQ(found("file 1").substr(0, told.size()), told);
  EXPECT_EQ(found("file 1").substr(told.size()), fmt::format("{} deleted on 2029-11-21 | deleted on 2026-11-20\n", entry));
  erasure({"retention"}, true);
  EXPECT_EQ(found("file 1").substr(0, told.size()), told) << "only what was set aside reached its day";
  edit("UPDATE submission SET delete_on = '2026-11-22' WHERE number = 1");
  erasure({"retention"}, false);
  EXPECT_EQ(found("file 1").substr(0, told.size()), told) << "its day had not come";
  edit("UPDATE submission SET delete_on = '2026-11-21' WHERE number = 1");
  EXPECT_EQ(found("file 1"), "") << "entries of earlier hubs name no files";
}

TEST_P(StateChecks, FindWhatEntriesCommittedToGoneWhileItsKeyIsThere) {
  auto const index = number_of("SELECT min(i) FROM ledger_leaf WHERE i > 0");
  auto const name = fmt::format("file of entry {}", index);
  auto const told = fmt::format("{} commits to what came in | what lies sealed beside it is something else, or gone\n", index);
  EXPECT_EQ(found(name), "");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE ledger_opening SET key_ref = 'openings-1999' WHERE leaf = ?", index)), "fine");
  EXPECT_EQ(found(name), told) << "as if it were of a year that is over";
  ASSERT_EQ(code_of(hub().database().execute("DELETE FROM ledger_opening WHERE leaf = ?", index)), "fine");
  EXPECT_EQ(found(name), told);
  edit("DELETE FROM ledger_opening");
  EXPECT_NE(found("release " + *release_), "");
  fs::remove(folder() / "keys" / "openings-2026.key");
  EXPECT_EQ(differences(), std::vector<StateDifference>{}) << "it went with the key of its year";
}

TEST_P(StateChecks, TakeNoFileForChangedThatRetentionDeletedMeanwhile) {
  auto const report = hub().log().verify();
  ASSERT_TRUE(report && report->intact());
  clock_.set(*parse_instant("2034-01-01T00:00:00Z"));
  auto const deleted = run_retention(hub());
  ASSERT_TRUE(deleted && deleted->submissions == 6U);
  EXPECT_EQ(state_differences(hub(), report->size).value(), std::vector<StateDifference>{});
  EXPECT_EQ(differences(), std::vector<StateDifference>{});
}

TEST_P(StateChecks, FindCheckpointsThatWereTakenAway) {
  EXPECT_EQ(found("checkpoints"), "");
  edit("DELETE FROM ledger_checkpoint WHERE size < (SELECT max(size) FROM ledger_checkpoint)");
  auto const none = fmt::format("0 signed with the first entry and since | none below {} entries\n", number_of("SELECT max(size) FROM ledger_checkpoint"));
  EXPECT_EQ(found("checkpoints"), none);
  change(AgreementChange::suspend, "greta");
  EXPECT_EQ(found("checkpoints"), none) << "what is signed later heals nothing";
}

TEST_P(StateChecks, FindARowThatNamesAnEntryWhichWasNeverWritten) {
  change(AgreementChange::end, "greta");
  EXPECT_EQ(ask(csp_request()), "R01 ended");
  edit("INSERT INTO agreement_change (id, version, number, step, state, agency, member, at, ledger_index) VALUES ('isa.northshire.police', 1, 9, 'lift', 'active', 'northshire-csp', 'greta', "
       "'2026-11-21T10:00:00Z', 999999)");
  edit("UPDATE agreement SET state = 'active' WHERE id = 'isa.northshire.police'");
  EXPECT_NE(found("row of agreement_change.ledger_index").find("an entry 999999, which was never written"), std::string::npos);
}

/// Every column that names an entry, by what such columns are called.
TEST_P(StateChecks, LookAtEveryColumnThatNamesAnEntry) {
  std::string const code = read_file(CONCORDAT_SOURCE_DIR "/src/hub/state_check/state_check_beyond.cpp", 1 << 20).value();
  for (auto const& file : fs::directory_iterator{CONCORDAT_SOURCE_DIR "/src/store/migrations/hub"}) {
    auto const text = read_file(file.path(), 1 << 20).value();
    std::string table;
    for (auto line : text::split(text, '\n')) {
      if (line.starts_with("CREATE TABLE ")) table = std::string{line.substr(13, line.find(' ', 13) - 13)};
      auto const word = text::trim(line).substr(0, text::trim(line).find(' '));
      bool const names = line.starts_with("  ") && (word == "leaf" || word.ends_with("_leaf") || word.ends_with("_index")) && line.find("bigint") != std::string_view::npos;
      if (!names || table.ends_with("_next") || table.starts_with("ledger_")) continue;
      EXPECT_NE(code.find(fmt::format("'{}.{}'", table, word)), std::string::npos) << table << '.' << word;
    }
  }
}

TEST_P(StateChecks, FindEachUseInAReleaseThatWasChanged) {
  auto const of = "uses in release " + *release_;
  auto const uses = hub().database().query_integer("SELECT count(*) FROM data_use");
  ASSERT_TRUE(uses && uses->value_or(0) > 0);
  edit("UPDATE data_use SET onward = 1");
  EXPECT_NE(found(of), "");
  edit("UPDATE data_use SET onward = 0");
  ASSERT_EQ(differences(), std::vector<StateDifference>{});
  edit("UPDATE data_use SET rules = '[]'");
  EXPECT_NE(found(of), "");
  edit("UPDATE data_use SET fields = '[]'");
  EXPECT_NE(found(of), "");
  edit("DELETE FROM data_use");
  auto const entry = hub().database().query_integer("SELECT leaf_index FROM release");
  ASSERT_TRUE(entry && *entry);
  EXPECT_EQ(found(fmt::format("uses of entry {}", **entry)), fmt::format("{} commits to uses of agencies' data | no such use\n", **entry));
}

TEST_P(StateChecks, FindAMemberWithAnotherRole) {
  edit("UPDATE member SET roles = '[\"information-governance-lead\"]' WHERE id = 'anna'");
  EXPECT_NE(found("member anna"), "");
  edit("UPDATE member SET roles = '[\"analyst\"]' WHERE id = 'anna'");
  ASSERT_EQ(differences(), std::vector<StateDifference>{});
  edit("UPDATE member SET agency = 'northshire-police' WHERE id = 'fritz'");
  EXPECT_NE(found("member fritz"), "");
  edit("UPDATE member SET agency = 'northshire-csp', training = '[{\"course\":\"information-handling\",\"on\":\"2026-06-01\"}]' WHERE id = 'fritz'");
  EXPECT_NE(found("member fritz"), "");
  edit("UPDATE member SET training = '[]', active = 0 WHERE id = 'fritz'");
  EXPECT_NE(found("member fritz"), "");
  edit("UPDATE member SET active = 1 WHERE id = 'fritz'");
  ASSERT_EQ(differences(), std::vector<StateDifference>{});
  edit("INSERT INTO member (id, agency, roles, training, active) VALUES ('mallory', 'northshire-csp', '[\"system-administrator\"]', '[]', 1)");
  EXPECT_EQ(found("member mallory"), "- not in the partnership file: may not ask | active of northshire-csp, [\"system-administrator\"]: []\n");
}

TEST_P(StateChecks, FindAnotherPartnershipFileBehindTheMembers) {
  auto const document = hub().database().query_one("SELECT document FROM partnership", [](store::Row const& row) { return row.string(0); });
  ASSERT_TRUE(document && *document);
  auto const other = replaced(**document, "\"id\":\"anna\",\"roles\":[\"analyst\"]", "\"id\":\"anna\",\"roles\":[\"information-governance-lead\"]");
  ASSERT_EQ(code_of(hub().database().execute("UPDATE partnership SET document = ?", other)), "fine");
  edit("UPDATE member SET roles = '[\"information-governance-lead\"]' WHERE id = 'anna'");
  EXPECT_NE(found("partnership file").find("another file was taken in | this is not it"), std::string::npos);
}

TEST_P(StateChecks, LeaveAloneWhatNoCheckpointCoversYet) {
  auto const report = hub().log().verify();
  ASSERT_TRUE(report && report->intact());
  change(AgreementChange::suspend, "greta");
  EXPECT_EQ(state_differences(hub(), report->size)->size(), 0U) << "what came while the ledger was verified";
}

}  // namespace
}  // namespace concordat::hub::proving
