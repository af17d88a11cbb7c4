// SPDX-License-Identifier: Apache-2.0
#include "hub/release/release.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <atomic>
#include <thread>

#include "base/id.h"
#include "hub/hub_test_tools.h"
#include "hub/local_settings.h"
#include "hub/release/file_types.h"
#include "hub/release/reading.h"
#include "hub/release/tables.h"
#include "protection/rule.h"

namespace concordat::hub::proving {
namespace {

class Releases : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    agree_on_figures();
  }
};
CONCORDAT_ON_BOTH_STORES(Releases);

/// The cells of a released CSV below its heading row: all but the first columns, which name the row.
std::vector<std::string> figures_of(std::string_view csv, std::string_view heading, std::size_t named_by) {
  std::vector<std::string> all;
  bool inside = false;
  for (auto line : text::split(csv, '\n')) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!inside) {
      inside = line.find(heading) != std::string_view::npos;
      continue;
    }
    if (line.empty()) continue;
    auto const cells = text::split(line, ',');
    for (std::size_t i = named_by; i < cells.size(); ++i) all.emplace_back(cells[i]);
  }
  return all;
}

bool may_be_shown(std::string_view figure) {
  if (figure == "*" || figure == "n/a" || figure == "0") return true;
  auto const number = text::parse_integer(figure);
  return number && *number % 5 == 0;
}

TEST_P(Releases, LeaveWithTheirLeafAndEveryFileHasItsProof) {
  auto const picture = release_of(csp_request("violence-picture"));
  auto const leaf = leaves().at(picture.ledger_index());
  EXPECT_EQ(leaf.event, ledger::Event::disclose);
  EXPECT_EQ(leaf.verdict, ledger::Verdict::permit);
  EXPECT_EQ(leaf.to, "northshire-csp");
  EXPECT_EQ(leaf.fields.front(), "violence-picture");
  EXPECT_THAT(picture.rules(), ::testing::UnorderedElementsAre("isa.northshire.ed@1#figures", "isa.northshire.police@1#figures"));
  EXPECT_EQ(picture.period(), "2026-Q3; map 2026-Q3");
  ASSERT_GE(picture.files().size(), 8U);
  for (auto const& file : picture.files()) {
    auto const proof = prove_file(hub(), file.content);
    ASSERT_EQ(code_of(proof), "fine") << file.name;
    EXPECT_EQ(proof->name, file.name);
    EXPECT_EQ(proof->ledger_index, picture.ledger_index());
    auto changed = file.content;
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    EXPECT_EQ(code_of(prove_file(hub(), changed)), "release.file-unknown") << file.name;
    EXPECT_NE(file.content.find(std::to_string(picture.ledger_index())), std::string::npos) << file.name;
  }
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Releases, AFileChangedInTheDatabaseIsNotProved) {
  auto const table = release_of(csp_request());
  auto const forged = content_of(table, "violence-by-area.csv") + "forged\n";
  auto const hash = crypto::to_hex(crypto::sha256(forged));
  ASSERT_TRUE(hub().database().execute("UPDATE release_file SET content = ?, sha256 = ? WHERE name = 'violence-by-area.csv'",
                                       store::ByteView{crypto::bytes_of(forged)}, hash));
  EXPECT_EQ(code_of(prove_file(hub(), forged)), "release.file-not-in-ledger");
}

TEST_P(Releases, AFileChangedInTheDatabaseDoesNotLeaveAgain) {
  (void)release_of(csp_request());
  auto const forged = std::string{"Anna Aster, 1 Mill Street\n"};
  auto const asked_again = [&] { return code_of(release(hub(), {csp_request(), {}})); };
  auto const change = [&](std::string const& hash) {
    ASSERT_TRUE(hub().database().execute("UPDATE release_file SET content = ?, sha256 = ? WHERE name = 'violence-by-area.csv'",
                                         store::ByteView{crypto::bytes_of(forged)}, hash));
  };
  change(std::string(64, '0'));
  EXPECT_EQ(asked_again(), "release.file-not-in-ledger") << "the content alone";
  change(crypto::to_hex(crypto::sha256(forged)));
  EXPECT_EQ(asked_again(), "release.file-not-in-ledger") << "with its hash";
  ASSERT_TRUE(hub().database().execute("DELETE FROM release_file WHERE name = 'violence-by-area.csv'"));
  EXPECT_EQ(asked_again(), "release.file-not-in-ledger") << "nor without one of its files";
}

TEST_P(Releases, WhoseEntrysDetailReachedItsDayAreNotSaidToBeChanged) {
  (void)release_of(csp_request());
  ASSERT_TRUE(hub().database().execute("DELETE FROM ledger_opening"));
  fs::remove(folder() / "keys" / "openings-2026.key");
  EXPECT_EQ(code_of(release(hub(), {csp_request(), {}})), "ledger.opening-erased") << "as after six years";
}

TEST_P(Releases, AreServedAsWhatTheirNamesSay) {
  for (auto const* table : {"violence-picture", "violence-map", "violence-scan"}) {
    auto const fresh = release_of(csp_request(table));
    auto const again = release_of(csp_request(table));
    ASSERT_TRUE(again.served_again());
    ASSERT_EQ(again.files().size(), fresh.files().size());
    for (auto const& file : fresh.files()) {
      EXPECT_EQ(file.media_type, released_media_type(file.name)) << file.name;
      EXPECT_EQ(file_of(again.files(), file.name)->media_type, file.media_type) << file.name;
    }
  }
  EXPECT_EQ(released_media_type("records.csv"), "text/csv");
  EXPECT_EQ(released_media_type("records.csv.exe"), "application/octet-stream");
}

TEST_P(Releases, OneMadeForAnotherRequestDoesNotLeaveInItsPlace) {
  (void)release_of(csp_request("violence-picture"));
  (void)release_of(csp_request("violence-by-area"));
  auto& database = hub().database();
  auto const hash = database.query_one("SELECT request_hash FROM release WHERE table_name = 'violence-by-area'", [](store::Row const& row) { return row.string(0); });
  ASSERT_TRUE(hash && *hash);
  ASSERT_TRUE(database.execute("UPDATE release SET request_hash = ? WHERE table_name = 'violence-by-area'", std::string(64, '0')));
  ASSERT_TRUE(database.execute("UPDATE release SET request_hash = ? WHERE table_name = 'violence-picture'", **hash));
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-by-area"), {}})), "release.file-not-in-ledger");
}

TEST_P(Releases, AskingAgainServesTheSameBytesAndLateReportsChangeNothing) {
  auto const first = release_of(csp_request("violence-by-area"));
  clock_.set(*parse_instant("2026-11-22T10:00:00Z"));
  auto const again = release_of(csp_request("violence-by-area"));
  EXPECT_TRUE(again.served_again());
  EXPECT_EQ(again.id(), first.id());
  EXPECT_EQ(again.ledger_index(), first.ledger_index());
  ASSERT_EQ(again.files().size(), first.files().size());
  for (auto const& file : first.files()) EXPECT_EQ(content_of(again, file.name), file.content) << file.name;
  EXPECT_EQ(leaves().back().event, ledger::Event::access) << "the second look is written down too";
  take_in("police-incidents", std::string{police_header} + police_row("2026-07/1", "2026-07", 4, 3));
  EXPECT_EQ(release_of(csp_request("violence-by-area")).id(), first.id());
}

TEST_P(Releases, AreOfAQuarterOfOnesChoiceOnlyWhereTheTableHasOne) {
  take_in("police-incidents", police_month("2026-04", {40, 0, 0, 0}));
  for (auto const* month : {"2026-05", "2026-06"}) take_in("police-incidents", police_month(month, {0, 0, 0, 0}) + police_row(std::string{month} + "/x", month, 0, 2));
  for (auto const* month : {"2026-04", "2026-05", "2026-06"}) take_in("ed-istv", ed_month(month, {{0, 1}}));
  auto const rates = release_of(csp_request("violence-rates"), "2026-Q2");
  EXPECT_EQ(rates.period(), "2026-Q2");
  EXPECT_NE(content_of(rates, "violence-rates.csv").find("A1,Square 1,45,1000"), std::string::npos) << content_of(rates, "violence-rates.csv");
  for (auto const* table : {"violence-by-area", "violence-by-hour", "violence-patterns", "violence-contrast", "violence-near-repeat", "violence-around", "violence-space-time"}) {
    EXPECT_EQ(code_of(release(hub(), {csp_request(table), "2026-Q2"})), "release.quarter-not-chosen") << table;
  }
}

TEST_P(Releases, ShowNoNumberButZeroStarOrAMultipleOfFive) {  // S72
  auto const table = release_of(csp_request("violence-by-area"));
  auto const figures = figures_of(content_of(table, "violence-by-area.csv"), "Code,Area", 2);
  for (auto const& figure : figures) EXPECT_TRUE(may_be_shown(figure)) << figure;
  // 23 a month, 3, 9 and none: 69, 9, 27 and 0
  EXPECT_THAT(figures, ::testing::ElementsAre("70", "70", "10", "10", "25", "25", "0", "0", "105", "105"));
  auto const week = release_of(csp_request("violence-by-hour"));
  auto const hours = figures_of(content_of(week, "violence-by-hour.csv"), "Day,", 1);
  EXPECT_GE(hours.size(), 7U * 24U) << content_of(week, "violence-by-hour.csv");
  for (auto const& figure : hours) EXPECT_TRUE(may_be_shown(figure)) << figure;
}

TEST_P(Releases, HideSmallNumbersInEveryAreaAndQuarter) {
  take_in("police-incidents", police_month("2026-06", {0, 3, 0, 0}));
  take_in("police-incidents", police_month("2026-05", {0, 2, 0, 7}));
  take_in("police-incidents", police_month("2026-04", {1, 2, 9, 0}));
  take_in("ed-istv", ed_month("2026-06", {{1, 1}, {3, 1}}));
  take_in("ed-istv", ed_month("2026-05", {{1, 1}}));
  take_in("ed-istv", ed_month("2026-04", {{2, 2}}));
  auto const table = release_of(csp_request("violence-by-area"));
  EXPECT_EQ(table.period(), "2026-Q2 to 2026-Q3");
  auto const csv = content_of(table, "violence-by-area.csv");
  auto const figures = figures_of(csv, "Code,Area", 2);
  for (auto const& figure : figures) EXPECT_TRUE(may_be_shown(figure)) << figure << '\n' << csv;
  // totals add up what is shown, so that nothing hidden comes back by subtraction
  EXPECT_THAT(figures, ::testing::ElementsAre("*", "70", "70", "10", "10", "20", "10", "25", "35", "10", "0", "10", "30", "105", "135")) << csv;
}

TEST_P(Releases, OfAPartnershipThatHidesMoreHideMoreAndNeverLess) {  // S42
  EXPECT_EQ(smallest_group_baseline, protection::SmallNumberRule::nhs_smallest) << "what no local setting may be below";
  auto const before = release_of(csp_request());
  put(folder() / "partnership.yaml", replaced(partnership(), "  synthetic: true\n", "  synthetic: true\n  smallest_group: 50\n"));
  ASSERT_EQ(code_of(init()), "fine");
  open_it();
  auto const after = release_of(csp_request());
  EXPECT_NE(after.id(), before.id()) << "what was drawn before is not served again";
  for (auto const& figure : figures_of(content_of(after, "violence-by-area.csv"), "Code,Area", 2)) {
    EXPECT_TRUE(figure == "0" || figure == "*" || figure == "n/a" || *text::parse_decimal(figure) >= 50) << figure;
  }
}

TEST_P(Releases, ShowAMapCellOnlyWhereEightReportsLieNear) {
  // Seven reports lie at the middle of the fourth area, of seven days; an eighth comes, and the squares near it show.
  auto const squares_there = [&](Release const& map) {
    int all = 0;
    int there = 0;
    auto const csv = content_of(map, "violence-map.csv");
    for (auto const line : text::split(csv, '\n')) {
      auto const cells = text::split(line, ',');
      auto const west = cells.size() < 3 ? std::nullopt : text::parse_decimal(cells[0]);
      if (!west) continue;
      ++all;
      if (*west > corner_easting + 3 * area_side + 200) ++there;
    }
    EXPECT_GT(all, there) << "squares of the other areas\n" << csv;
    return there;
  };
  take_in("police-incidents", police_month("2026-06", {14, 2, 6, 7}));
  for (auto const* month : {"2026-04", "2026-05"}) take_in("police-incidents", police_month(month, {14, 2, 6, 0}));
  for (auto const* month : {"2026-04", "2026-05", "2026-06"}) take_in("ed-istv", ed_month(month, {{0, 9}}));
  EXPECT_EQ(squares_there(release_of(csp_request("violence-map"), "2026-Q2")), 0) << "seven";
}

TEST_P(Releases, ShowAMapCellWhereTheEighthReportIsOfAnotherDay) {
  auto const there = [&](std::string const& quarter) {
    int squares = 0;
    auto const map = release_of(csp_request("violence-map"), quarter);
    for (auto const line : text::split(content_of(map, "violence-map.csv"), '\n')) {
      auto const cells = text::split(line, ',');
      auto const west = cells.size() < 3 ? std::nullopt : text::parse_decimal(cells[0]);
      if (west && *west > corner_easting + 3 * area_side + 200) ++squares;
    }
    return squares;
  };
  // Eight victims of one brawl in one quarter; in the other the eighth was hurt on another night.
  auto const brawl = [](std::string_view month, int others) {
    auto text = police_month(month, {14, 2, 6, 0});
    for (int victim = 0; victim < 8; ++victim) text += police_row(fmt::format("{}/brawl{}", month, victim), month, victim < others ? 9 : 0, 3);
    return text;
  };
  for (auto const* month : {"2026-02", "2026-03", "2026-05", "2026-06"}) take_in("police-incidents", police_month(month, {14, 2, 6, 0}));
  take_in("police-incidents", brawl("2026-01", 0));
  take_in("police-incidents", brawl("2026-04", 1));
  for (auto const* month : {"2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"}) take_in("ed-istv", ed_month(month, {{0, 9}}));
  EXPECT_EQ(there("2026-Q1"), 0) << "one brawl";
  EXPECT_GT(there("2026-Q2"), 0) << "eight reports of two days";
}

TEST_P(Releases, OfAQuarterThatIsNotCompleteAreRefusedAndWrittenDown) {
  struct Case {
    std::string_view quarter;
    std::string_view code;
  };
  for (auto const& one : {Case{"2026-Q2", "release.quarter-incomplete"}, {"2026-Q4", "release.quarter-incomplete"},
                          {"third", "release.quarter-unknown"}, {"2026-Q5", "release.quarter-unknown"}}) {
    auto const before = *hub().log().size();
    EXPECT_EQ(code_of(release(hub(), {csp_request("violence-map"), std::string{one.quarter}})), one.code) << one.quarter;
    EXPECT_EQ(*hub().log().size(), before + 1) << one.quarter;
    EXPECT_EQ(leaves().back().event, ledger::Event::refuse);
  }
  EXPECT_EQ(release_of(csp_request("violence-map"), "2026-Q3").period(), "2026-Q3");
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 1);
}

TEST_P(Releases, WithAMonthMissingInBetweenAreRefused) {
  ASSERT_TRUE(hub().database().execute("DELETE FROM submission WHERE period_from = ? AND feed = 2", Month::of(2026, 8).index));
  EXPECT_EQ(code_of(release(hub(), {csp_request("violence-by-area"), {}})), "release.no-complete-quarter");
}

TEST_P(Releases, AreNotMadeWithoutTheSigner) {
  auto with = options();
  with.signer = {"/nowhere/signer"};
  open_it(with);
  auto const leaves_then = number_of("SELECT count(*) FROM ledger_leaf");
  auto const answer = release(hub(), {csp_request(), {}});
  EXPECT_EQ(code_of(answer), "ledger.signer-unavailable");
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM release_file"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM refusal"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM ledger_leaf"), leaves_then);
  open_it();
  EXPECT_FALSE(release_of(csp_request()).served_again());
}

TEST_P(Releases, RefusalsAreLeavesWithCodesAndOurOwnWordsOnly) {
  struct Case {
    GateRequest request;
    std::string_view code;
  };
  std::vector<Case> const cases{
      {{"violence-by-area", "northshire-school", "dora", "analyst", "violence-hotspot-analysis"}, "R01"},
      {{"violence-by-area", "northshire-csp", "anna", "analyst", "Peter Canary"}, "R02"},
      {{"Peter Canary", "northshire-csp", "anna", "analyst", "violence-hotspot-analysis"}, "R04"},
      {{"violence-by-area", "Peter Canary", "anna", "analyst", "violence-hotspot-analysis"}, "R01"},
      {{"violence-by-area", "northshire-csp", "Peter Canary", "analyst", "violence-hotspot-analysis"}, "R16"},
      {{"violence-by-area", "northshire-csp", "anna", "Peter Canary", "violence-hotspot-analysis"}, "R16"},
  };
  for (auto const& one : cases) {
    auto const answer = release(hub(), {one.request, "Peter Canary"});
    ASSERT_EQ(code_of(answer), "fine");
    ASSERT_TRUE(std::holds_alternative<Refusal>(*answer));
    auto const& refusal = std::get<Refusal>(*answer);
    for (auto const& reason : refusal.reasons) {
      EXPECT_EQ(reason.code, one.code);
      EXPECT_FALSE(reason.reason.empty() || reason.why.empty() || reason.remedy.empty());
      EXPECT_EQ((reason.why + reason.remedy + reason.field + reason.source).find("Canary"), std::string::npos);
    }
    auto const leaf = leaves().at(refusal.ledger_index);
    EXPECT_EQ(leaf.event, ledger::Event::refuse);
    EXPECT_EQ(leaf.request, refusal.id);
    EXPECT_THAT(leaf.why, ::testing::ElementsAre(one.code));
    EXPECT_EQ(hub().log().entry(refusal.ledger_index)->find("Canary"), std::string::npos);
    auto const opening = hub().log().opening(refusal.ledger_index, 0);
    ASSERT_EQ(code_of(opening), "fine");
    auto const detail = Json::parse(opening->reveal(TestDesk::open()).value);
    ASSERT_TRUE(detail);
    auto const& withheld = (*detail)["withheld"].array();
    ASSERT_EQ(withheld.size(), refusal.reasons.size()) << "S12: each item withheld is on record";
    for (std::size_t i = 0; i < withheld.size(); ++i) {
      EXPECT_EQ(withheld[i]["field"].string(), refusal.reasons[i].field);
      EXPECT_EQ(withheld[i]["code"].string(), refusal.reasons[i].code);
    }
  }
  EXPECT_EQ(number_of("SELECT count(*) FROM refusal WHERE table_name LIKE '%Canary%' OR recipient LIKE '%Canary%' OR purpose LIKE '%Canary%'"), 0);
  EXPECT_EQ(number_of("SELECT count(*) FROM refusal"), static_cast<std::int64_t>(cases.size()));
}

TEST_P(Releases, ReadNothingOfAnybody) {  // S74
  // Everything about people is gone from the database, and every table comes out the same.
  take_in("school-people", std::string{people_header} + "1,Anna Aster,01/02/2010,Victim,,\n");
  std::map<std::string, std::string> before;
  for (auto const& table : release_tables()) {
    if (needs_earlier_quarters(table.kind)) continue;  // which are not here; looks_test.cpp
    auto const made = release_of(csp_request(std::string{table.id.view()}));
    for (auto const& file : made.files()) {
      if (file.name.ends_with(".csv")) before[std::string{table.id.view()} + file.name] = file.content.substr(file.content.find("\r\n\r\n"));
    }
  }
  ASSERT_FALSE(before.empty());
  // an open wound: were one of them read, the statement would fail
  for (auto const sql : {store::Sql{"UPDATE release SET request_hash = substr(id || id, 1, 64)"}, store::Sql{"DROP TABLE assertion"},
                         store::Sql{"DROP TABLE link"}, store::Sql{"DROP TABLE person_attention"}, store::Sql{"DROP TABLE person"}, store::Sql{"DROP TABLE person_in_event"},
                         store::Sql{"DROP TABLE source_record"}, store::Sql{"DROP TABLE source_key"}, store::Sql{"DELETE FROM quarantine"}}) {
    ASSERT_EQ(code_of(hub().database().execute(sql)), "fine") << sql.view();
  }
  open_it();
  for (auto const& table : release_tables()) {
    if (needs_earlier_quarters(table.kind)) continue;  // which are not here; looks_test.cpp
    auto const made = release_of(csp_request(std::string{table.id.view()}));
    EXPECT_FALSE(made.served_again());
    for (auto const& file : made.files()) {
      if (file.name.ends_with(".csv")) {
        EXPECT_EQ(file.content.substr(file.content.find("\r\n\r\n")), before[std::string{table.id.view()} + file.name]) << file.name;
      }
    }
  }
}

TEST_P(Releases, AreMadeWhileOthersRecordAllTheTime) {
  if (is_sqlite()) GTEST_SKIP() << "there is one writer at a time";
  std::atomic<bool> enough{false};
  std::thread busy{[&] {
    auto connection = open();
    SeededChance chance{2};
    Log log{connection, clock_, chance, {.signer = {}, .keys = options().keys}};
    while (!enough) {
      auto transaction = store::Transaction::write(connection);
      ledger::Leaf leaf;
      leaf.at = clock_.now();
      leaf.request = uuid7(clock_.now(), chance);
      if (transaction && log.append(*transaction, leaf)) (void)transaction->commit();
    }
  }};
  std::set<std::string> answers;
  for (int round = 0; round < 10; ++round) {
    ASSERT_TRUE(hub().database().execute("UPDATE release SET request_hash = substr(id || id, 1, 64)"));
    answers.insert(code_of(release(hub(), {csp_request("violence-picture"), {}})));
  }
  enough = true;
  busy.join();
  EXPECT_THAT(answers, ::testing::ElementsAre("fine"));
  EXPECT_EQ(number_of("SELECT count(*) FROM release"), 10);
  auto const again = release_of(csp_request("violence-picture"));
  EXPECT_TRUE(again.served_again());
  EXPECT_EQ(leaves()[again.ledger_index()].event, ledger::Event::disclose) << "the files name their own entry";
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

TEST_P(Releases, AreServedAgainAfterTheSignerDied) {
  (void)release_of(csp_request("violence-map"));
  // the signer this hub started is a child of this program, known by its keys folder
  for (auto const& process : fs::directory_iterator{"/proc"}) {
    std::error_code none;
    if (!fs::exists(process.path() / "cmdline", none)) continue;
    auto const file = ::open((process.path() / "cmdline").c_str(), O_RDONLY | O_CLOEXEC);
    std::array<char, 4096> words{};
    auto const got = ::read(file, words.data(), words.size());
    ::close(file);
    std::string_view const command{words.data(), got < 0 ? 0 : static_cast<std::size_t>(got)};
    if (command.find("signer") == std::string_view::npos || command.find((folder() / "keys").string()) == std::string_view::npos) continue;
    ::kill(std::atoi(process.path().filename().c_str()), SIGKILL);
  }
  EXPECT_TRUE(release_of(csp_request("violence-map")).served_again());
  EXPECT_EQ(verdict_of_the_ledger(), "intact");
}

}  // namespace
}  // namespace concordat::hub::proving
