// SPDX-License-Identifier: Apache-2.0
// Records of incidents by the shipped rules, through the door that people use; and texts kept back.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "base/date.h"
#include "base/file.h"
#include "cli/files/table.h"
#include "cli/protection/protect_verbs.h"
#include "protection/recipient/recipient_test_tools.h"

namespace concordat::cli {
namespace {

using protection::IncidentRow;
using ::testing::HasSubstr;
using ::testing::Not;

class IncidentRelease : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("concordat-incidents-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string at(std::string const& name) const { return (folder_ / name).string(); }
  std::string put(std::string const& name, std::string const& text) const {
    EXPECT_TRUE(write_file(at(name), text));
    return at(name);
  }
  [[nodiscard]] std::string got(std::string const& name) const { return read_file(at(name), 1 << 24).value_or(""); }
  [[nodiscard]] Tried<FileAnswer> run(std::string_view name, ProtectArguments arguments) const {
    if (arguments.out.empty()) arguments.out = at("out.csv");
    std::filesystem::remove(arguments.out);
    return std::ranges::find(protect_verbs(), name, &ProtectVerb::name)->run(arguments);
  }
  [[nodiscard]] std::string code_of(ProtectArguments const& arguments) const {
    auto const answer = run("rows", arguments);
    if (answer) return "fine";
    EXPECT_FALSE(std::filesystem::exists(at("out.csv"))) << "a refused verb left a file";
    EXPECT_FALSE(answer.error().problem.remedy.view().empty());
    return std::string{answer.error().problem.code.view()};
  }
  [[nodiscard]] ProtectArguments for_holder(std::string const& text, std::string const& holds = "yes") const {
    ProtectArguments a;
    a.in = put("in.csv", text);
    a.holds = holds;
    return a;
  }

 private:
  std::filesystem::path folder_;
};

constexpr auto head = "id,surname,place_kind,domestic,x,y,lsoa,msoa,la,households,incident_time,method,method_group,age,sex,note\n";

std::string csv_of(std::vector<IncidentRow> const& rows) {
  std::string text = head;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const& row = rows[i];
    auto const day = format_date(Date{std::chrono::days{*row.minutes / 1440}});
    text += fmt::format("pat-{:05},Zyxwvut{},{},{},{:.0f},{:.0f},{},{},{},{},{}T{:02}:{:02},{},{},{},{},hit by Quennell\n", i, i, name_of(row.sort), row.domestic ? "yes" : "no", *row.x, *row.y, row.area.lsoa, row.area.msoa,
                        row.area.la, *row.households, day, *row.minutes % 1440 / 60, *row.minutes % 60, row.method, name_of(row.group), *row.age, row.sex);
  }
  return text;
}

std::string points_csv() {
  std::string text = "id,x,y,addresses,lsoa,msoa,la\n";
  auto const points = protection::test::points_of_town();
  for (std::size_t i = 0; i < points.areas.size(); ++i) {
    auto const& point = points.table.points()[i];
    auto const& area = points.areas[i];
    text += fmt::format("{},{:.1f},{:.1f},{},{},{},{}\n", point.id, point.x, point.y, point.addresses, area.lsoa, area.msoa, area.la);
  }
  return text;
}

std::string residents_csv() {
  std::string text = "lsoa,msoa,la,residents\n";
  for (int square = 0; square < 100; ++square) {
    auto const area = protection::test::areas_of(square % 10 * 1000.0, square / 10 * 1000.0);
    text += fmt::format("{},{},{},1500\n", area.lsoa, area.msoa, area.la);
  }
  return text;
}

TEST_F(IncidentRelease, TellsAHolderOfNamedIncidentsLittle) {
  auto a = for_holder(csv_of(protection::test::incidents(450, 90)));
  a.report = at("report.html");
  a.residents = put("residents.csv", residents_csv());
  auto const answer = run("rows", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  auto const out = Table::read(at("out.csv")).value();
  EXPECT_EQ(out.columns(), (std::vector<std::string>{"record", "place", "period", "part_of_week", "hours", "method", "place_type"}));
  std::map<std::string, int> classes;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::string key;
    for (auto const* const column : {"place", "period", "part_of_week", "hours"}) key += std::string{out.texts(column)->at(i)} + "|";
    ++classes[key];
    ids.insert(std::string{out.texts("record")->at(i)});
    EXPECT_THAT((std::set<std::string_view>{"body-part", "weapon", "unknown"}), ::testing::Contains(out.texts("method")->at(i)));
  }
  for (auto const& [key, count] : classes) EXPECT_GE(count, 5) << key;
  EXPECT_EQ(ids.size(), out.size());
  EXPECT_THAT(answer->text, HasSubstr("Naming records from 1800 named incidents (made up"));
  EXPECT_THAT(answer->text, HasSubstr("(limit 1 %)"));
  EXPECT_THAT(answer->text, HasSubstr("population k): at least "));
  EXPECT_THAT(answer->text, Not(HasSubstr("Looser")));
  // nothing of the records is in anything that is written
  auto const all = got("out.csv") + got("report.html") + answer->text + answer->json.canonical();
  for (auto const* const hidden : {"pat-", "Zyxw", "Quennell", "T2", "E01", "female"}) EXPECT_THAT(all, Not(HasSubstr(hidden)));
}

TEST_F(IncidentRelease, GivesNewIdsAndAnotherOrderEachTime) {
  auto const a = for_holder(csv_of(protection::test::incidents(450, 90)));
  ASSERT_TRUE(run("rows", a));
  auto const first = Table::read(at("out.csv")).value();
  ASSERT_TRUE(run("rows", a));
  auto const second = Table::read(at("out.csv")).value();
  auto const ids = first.texts("record").value();
  std::set<std::string_view> const known(ids.begin(), ids.end());
  auto const later = second.texts("record").value();
  for (auto const id : later) EXPECT_FALSE(known.contains(id));
  EXPECT_NE(*first.texts("hours"), *second.texts("hours"));
}

TEST_F(IncidentRelease, TellsOthersMore) {
  auto a = for_holder(csv_of(protection::test::incidents(3000, 360)), "no");
  a.points = put("points.csv", points_csv());
  auto const answer = run("rows", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_THAT(got("out.csv"), HasSubstr("record,place,period,part_of_week,hours,age,sex,method,place_type\n"));
  EXPECT_THAT(answer->text, HasSubstr("not tried: the recipient holds none"));
  EXPECT_THAT(answer->text, HasSubstr("no table of residents was given"));
  EXPECT_THAT(answer->text, HasSubstr("public places by a point"));
  for (auto const* const hidden : {"pat-", "Zyxw", "Quennell"}) EXPECT_THAT(got("out.csv"), Not(HasSubstr(hidden)));
}

TEST_F(IncidentRelease, TriesWhatTheRecipientReallyHolds) {
  auto const rows = protection::test::incidents(450, 90);
  auto a = for_holder(csv_of(rows));
  a.named = put("named.csv", csv_of({rows.begin(), rows.begin() + 150}));
  auto const answer = run("rows", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_THAT(answer->text, HasSubstr("Naming records from 150 named incidents (the recipient's own, with ids)"));
  // without common ids every name that could be right is taken for right
  auto text = csv_of({rows.begin(), rows.begin() + 150});
  for (auto found = text.find("pat-"); found != std::string::npos; found = text.find("pat-")) text.replace(found, 4, "pol-");
  put("named.csv", text);
  auto const unsure = run("rows", a);
  if (unsure) {
    EXPECT_THAT(unsure->text, HasSubstr("every name that could be right taken for right"));
  } else {
    EXPECT_EQ(unsure.error().problem.code.view(), "recipient.named");
  }
}

TEST_F(IncidentRelease, TriesTheMadeUpIncidentsBesideTheRecipientsOwn) {
  auto const rows = protection::test::incidents(450, 90);
  auto a = for_holder(csv_of(rows));
  ASSERT_TRUE(run("rows", a));
  auto const shipped = Table::read(at("out.csv")).value();
  // one that happened elsewhere tells nothing of what else he holds
  auto other = rows.front();
  other.area = {"E01999", "E02999", "E0999"};
  a.named = put("named.csv", csv_of({other}));
  auto const answer = run("rows", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_THAT(answer->text, HasSubstr("Naming records from 1800 named incidents (made up"));
  EXPECT_THAT(answer->text, HasSubstr("Naming records from 1 named incidents (the recipient's own"));
  auto const out = Table::read(at("out.csv")).value();
  EXPECT_LE(out.size(), shipped.size());
  // for one who holds none nothing is made up, and what he is said to hold is tried
  a.holds = "no";
  auto const others = run("rows", a);
  if (others) {
    EXPECT_THAT(others->text, Not(HasSubstr("made up")));
  }
}

TEST_F(IncidentRelease, SaysWhereItIsLooserThanShipped) {
  auto a = for_holder(csv_of(protection::test::incidents(450, 90)));
  a.k = 3;
  EXPECT_THAT(run("rows", a)->text, HasSubstr("Looser than the shipped rules: k is 3 where it is 5"));
  a.k = 2;
  EXPECT_EQ(code_of(a), "protect.k");
  a = {};
  a.in = put("in.csv", "age,method\n1,a\n1,b\n1,a\n1,b\n");
  a.profile = put("profile.yaml", "format: concordat-protection/1\nname: x\nk: 3\nl: 1\nwithheld: 10\ncolumns:\n  - {column: age, role: known, steps: [as-is]}\n  - {column: method, role: sensitive}\n");
  EXPECT_THAT(run("rows", a)->text, HasSubstr("Looser than the shipped rules: k is 3 where it is 5 unless somebody says otherwise; l is 1 where it is 2; up to 10 in a hundred"));
}

TEST_F(IncidentRelease, RefusesWhatItCannotRead) {
  auto const good = csv_of(protection::test::incidents(450, 90));
  auto const with = [&](std::string const& from, std::string const& to, std::string const& holds = "yes") {
    auto text = good;
    text.replace(text.find(from), from.size(), to);
    return code_of(for_holder(text, holds));
  };
  EXPECT_EQ(with("id,surname", "id,team"), "protect.undeclared");
  EXPECT_EQ(with("place_kind", "place_sort"), "protect.undeclared");
  EXPECT_EQ(with(",la,", ",description,"), "table.no-column");
  EXPECT_EQ(with(",public,", ",pub,"), "incidents.place-kind");
  EXPECT_EQ(with(",no,", ",maybe,"), "incidents.yes-no");
  EXPECT_EQ(with(",body-part,", ",fist,"), "incidents.method-group");
  EXPECT_EQ(with(",10,body-part", ",hit by John,body-part"), "incidents.code");
  EXPECT_EQ(with("T2", "t?"), "incidents.time");
  EXPECT_EQ(with(",650,", ",many,"), "incidents.number");
  EXPECT_EQ(with("id", "id", "perhaps"), "protect.holds");
  auto a = for_holder(good);
  a.profile = at("profile.yaml");
  EXPECT_EQ(code_of(a), "protect.one-way");
  a = for_holder(good, "");
  EXPECT_EQ(code_of(a), "protect.one-way");
  a = for_holder(good, "no");
  a.points = put("points.csv", "id,x,y,addresses,la\n1,5,5,9,E1\n2,5,6,3,E1\n");
  auto const refused = run("rows", a);
  EXPECT_EQ(refused.error().problem.code.view(), "snap.few-addresses");
  EXPECT_EQ(refused.error().problem.where.row, 3U);
  a.points = put("points.csv", "id,easting,northing,addresses\n1,5,5,9\n");
  auto const others = run("rows", a);
  EXPECT_EQ(others.error().problem.code.view(), "snap.no-column");
  EXPECT_EQ(others.error().problem.where.field, "x");
  EXPECT_EQ(code_of(for_holder(csv_of(protection::test::incidents(4, 9)))), "generalise.cannot");
  std::string few;
  for (std::size_t many = 20; many <= 60; many += 5) few += code_of(for_holder(csv_of(protection::test::incidents(many, 30)), "no")) + " ";
  EXPECT_THAT(few, HasSubstr("protect.too-few"));
  EXPECT_THAT(few, Not(HasSubstr("protect.nearly-unique"))) << "its remedy speaks of a profile";
  auto dropped = good;
  dropped.replace(dropped.find("surname"), 7, "team");
  a = for_holder(dropped);
  a.drop = "team, other";
  EXPECT_EQ(code_of(a), "fine");
}

constexpr auto agreement_head =
    "agreement:\n  format: concordat-agreement/1\n  id: isa.testshire.ed\n  version: 4\n  title: Assaults\n  status: draft\n  in_force: {from: \"2026-04-01\", until: \"2027-04-01\"}\n  review_by: \"2027-01-15\"\n"
    "  parties:\n    - {agency: ed, kind: nhs-provider, acts_as: [discloser]}\n    - {agency: csp, kind: KIND, acts_as: [recipient]}\n"
    "  purposes:\n    - {id: violence-hotspot-analysis, because: \"To find where\"}\n  rules:\n";

/// An agreement whose rule "rows" says this in its disclosure control, with a recipient of this kind.
std::string agreement_saying(std::string const& said, std::string const& kind = "local-authority", std::string const& id = "isa.testshire.ed") {
  std::string text = agreement_head;
  text.replace(text.find("KIND"), 4, kind);
  text.replace(text.find("isa.testshire.ed"), 16, id);
  for (auto const& [rule, form] : {std::pair{"rows", "depersonalised"}, {"figures", "aggregate"}}) {
    text += fmt::format("    - id: {}\n      discloser: [ed]\n      recipient: [csp]\n      recipient_roles: [analyst]\n      purposes: [violence-hotspot-analysis]\n      gateway: not-personal-data\n      form: {}\n"
                        "      items: [{{field: istv.site_code, as: value}}]\n      disclosure_control: {{profile: istv-rows, min_group: 6, on_fail: suppress{}}}\n"
                        "      retention: {{keep_for: P3Y, from: received, then: delete}}\n      onward: none\n      why: To plan\n", rule, form, said);
  }
  return text;
}

TEST_F(IncidentRelease, GoesByWhatTheAgreementSaysOfItsRecipient) {
  ProtectArguments a;
  a.in = put("in.csv", csv_of(protection::test::incidents(3000, 360)));
  a.rule = "rows";
  auto const said = [&](std::string const& text) {
    a.agreement = put("agreement.yaml", text);
    auto const answer = run("rows", a);
    EXPECT_TRUE(answer) << answer.error().problem.title.view();
    return answer ? answer->text : std::string{};
  };
  auto const none = said(agreement_saying(", recipient_holds_named_incidents: false"));
  EXPECT_THAT(none, HasSubstr("Recipient: holds no named records"));
  EXPECT_THAT(none, HasSubstr("Agreement: isa.testshire.ed@4, rule rows, SHA-256 "));
  EXPECT_THAT(none, HasSubstr("at best one of ")) << "k";
  EXPECT_THAT(none, Not(HasSubstr("at best one of 5 "))) << "the agreement asks for groups of six";
  EXPECT_THAT(said(agreement_saying(", recipient_holds_named_incidents: true")), HasSubstr("Naming records from 12000 named incidents (made up"));
  auto const unsaid = said(agreement_saying(""));
  EXPECT_THAT(unsaid, HasSubstr("the agreement does not say, so it is taken to hold named incidents"));
  EXPECT_THAT(unsaid, HasSubstr("Naming records from 12000 named incidents"));
  EXPECT_THAT(said(agreement_saying(", recipient_holds_named_incidents: false", "police")), HasSubstr("Naming records from 12000 named incidents")) << "every force holds some";
  // what was signed is not talked away, either way
  a.holds = "no";
  EXPECT_EQ(code_of(a), "protect.agreement-says");
  a.holds = "yes";
  EXPECT_EQ(code_of(a), "fine");
  a.agreement = put("agreement.yaml", agreement_saying(", recipient_holds_named_incidents: false"));
  EXPECT_EQ(code_of(a), "protect.agreement-says");
  a.holds.clear();
  for (auto const* const rule : {"", "other"}) {
    a.rule = rule;
    EXPECT_EQ(code_of(a), "protect.rule");
  }
  a.rule = "figures";
  EXPECT_EQ(code_of(a), "protect.rule-form");
  a.rule = "rows";
  a.agreement = put("agreement.yaml", agreement_saying(", recipient_holds_names: true"));
  EXPECT_EQ(code_of(a), "protect.agreement");
  a.profile = at("profile.yaml");
  EXPECT_EQ(code_of(a), "protect.one-way");
}

TEST_F(IncidentRelease, HoldsAnEarlierReleaseWithOtherPointsAgainstThisOne) {
  // all on one evening, near the middle of their square, so that points are told
  auto rows = protection::test::incidents(4000, 300);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].minutes = protection::test::first_minute + 18 * 60;
    rows[i].sort = i < 3500 ? protection::PlaceSort::open : i < 3750 ? protection::PlaceSort::dwelling : protection::PlaceSort::hostel;
    rows[i].domestic = false;
    rows[i].x = std::floor(*rows[i].x / 1000) * 1000 + 500;
    rows[i].y = std::floor(*rows[i].y / 1000) * 1000 + 500;
  }
  auto const points = [](int shift) {
    std::string text = "id,x,y,addresses,lsoa,msoa,la\n";
    for (int i = 0; i < 100; ++i) {
      auto const area = protection::test::areas_of(i % 10 * 1000.0, i / 10 * 1000.0);
      text += fmt::format("{},{},{},40,{},{},{}\n", i + 1, i % 10 * 1000 + 500 + (i == 55 ? shift : 0), i / 10 * 1000 + 500, area.lsoa, area.msoa, area.la);
    }
    return text;
  };
  auto a = for_holder(csv_of(rows), "no");
  a.points = put("points.csv", points(0));
  ASSERT_TRUE(run("rows", a));
  ASSERT_THAT(got("out.csv"), HasSubstr(",point 56,"));
  a.earlier = put("earlier.csv", got("out.csv"));
  EXPECT_EQ(code_of(a), "protect.earlier") << "nobody said what its points were";
  a.earlier_points = put("earlier_points.csv", points(0));
  auto const same = run("rows", a);
  ASSERT_TRUE(same) << same.error().problem.title.view();
  EXPECT_THAT(same->text, HasSubstr("Putting places beside those of an earlier release with other points: nothing: none of its "));
  // point 56 is where another place is now
  a.points = put("points.csv", points(200));
  EXPECT_EQ(code_of(a), "recipient.points-changed");
  auto const refused = run("rows", a);
  ASSERT_FALSE(refused.error().findings.empty());
  EXPECT_LE(refused.error().findings.size(), 20U);
  EXPECT_THAT(refused.error().findings.front().message, HasSubstr("'point 56'"));
  // what the earlier release showed decides, not what it could have shown
  auto coarse = got("earlier.csv");
  for (auto at = coarse.find("point 56"); at != std::string::npos; at = coarse.find("point 56")) coarse.replace(at, 8, "E01055");
  put("earlier.csv", coarse);
  EXPECT_EQ(code_of(a), "fine");
  a.points.clear();
  EXPECT_EQ(code_of(a), "protect.earlier");
  a.points = at("points.csv");
  a.earlier = put("earlier.csv", "record,where\n1,x\n");
  EXPECT_EQ(code_of(a), "table.no-column");
}

TEST_F(IncidentRelease, GivesIdsThatLastUnderOneAgreementAndEpochAlone) {
  auto const rows = protection::test::incidents(450, 90);
  ProtectArguments a;
  a.in = put("in.csv", csv_of(rows));
  a.rule = "rows";
  a.id_key = at("ids.key");
  a.epoch = "2026-Q1";
  a.agreement = put("agreement.yaml", agreement_saying(""));
  auto const ids = [&] {
    auto const answer = run("rows", a);
    EXPECT_TRUE(answer) << answer.error().problem.title.view();
    auto const out = Table::read(at("out.csv")).value();
    auto const column = out.texts("record").value();
    return std::set<std::string>(column.begin(), column.end());
  };
  auto const shared = [](std::set<std::string> const& left, std::set<std::string> const& right) { return std::ranges::count_if(left, [&](auto const& id) { return right.contains(id); }); };
  auto const first = ids();
  EXPECT_GT(first.size(), 300U);
  for (auto const& id : first) EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(shared(first, ids()), static_cast<std::ptrdiff_t>(first.size())) << "the same records, the same ids";
  auto const longer = agreement_saying("");
  a.agreement = put("agreement.yaml", std::string{longer}.replace(longer.find("version: 4"), 10, "version: 5"));
  EXPECT_EQ(shared(first, ids()), static_cast<std::ptrdiff_t>(first.size())) << "a new version is the same agreement";
  a.agreement = put("agreement.yaml", agreement_saying("", "local-authority", "isa.testshire.fire"));
  EXPECT_EQ(shared(first, ids()), 0) << "two recipients could join their releases";
  a.agreement = put("agreement.yaml", agreement_saying(""));
  a.epoch = "2026-Q2";
  EXPECT_EQ(shared(first, ids()), 0);
  a.epoch = "2026-Q1";
  a.id_key = at("other.key");
  EXPECT_EQ(shared(first, ids()), 0) << "ids that anybody could work out from the records";
  auto const all = got("out.csv") + run("rows", a)->text;
  EXPECT_THAT(all, Not(HasSubstr("pat-")));
  EXPECT_THAT(all, HasSubstr("who stands out in none may stand out in several"));
  for (auto const* const epoch : {"", "the year 2026", "012345678901234567890123456789012"}) {
    a.epoch = epoch;
    EXPECT_EQ(code_of(a), "protect.epoch") << epoch;
  }
  a.epoch = "2026-Q1";
  a.agreement.clear();
  a.holds = "yes";
  EXPECT_EQ(code_of(a), "protect.id-agreement");
  a.holds.clear();
  a.agreement = put("agreement.yaml", agreement_saying(""));
  auto text = csv_of(rows);
  a.in = put("in.csv", text.replace(text.find("pat-00000"), 9, ""));
  EXPECT_EQ(code_of(a), "protect.no-id");
  a.id_key = put("in.csv", csv_of(rows));
  EXPECT_EQ(code_of(a), "protect.same-file");
}

TEST_F(IncidentRelease, KeepsBackTextsThatTellWhoSomebodyIs) {
  ProtectArguments a;
  a.in = put("in.csv", "place,note\n\"o/s Kings Head, Mill St\",fell\n\"Mill St, Quentin Zabrow\",fell\nHigh St,call 07700 900123\nHigh St,fell\n");
  a.columns = "place,note";
  a.report = at("report.json");
  auto const answer = run("texts", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_EQ(got("out.csv"), "place,note\n\"o/s Kings Head, Mill St\",fell\nHigh St,fell\n");
  EXPECT_THAT(answer->text, HasSubstr("Rows kept back: 2 of 4\nKept back: row 3: name\nKept back: row 4: telephone number\n"));
  auto const all = got("out.csv") + got("report.json") + answer->text + answer->json.canonical();
  for (auto const* const hidden : {"Zabrow", "Quentin", "07700", "900123"}) EXPECT_THAT(all, Not(HasSubstr(hidden)));
  a.columns = "remark";
  EXPECT_EQ(run("texts", a).error().problem.code.view(), "table.no-column");
}

TEST_F(IncidentRelease, KeepsBackTextsThatItCannotRead) {
  ProtectArguments a;
  a.in = put("in.csv", "id,note\n1,\u0418\u0432\u0430\u043d ran\n2,in pub\n3,\u738b\u4f1f\n");
  a.columns = "note";
  auto const answer = run("texts", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_EQ(got("out.csv"), "id,note\n2,in pub\n");
  EXPECT_THAT(answer->text, HasSubstr("row 2: other script"));
}

TEST_F(IncidentRelease, KeepsBackRowsOfOwnProfilesToo) {
  std::string text = "age,method\n";
  for (int i = 0; i < 30; ++i) text += fmt::format("{},{}\n", i % 3, i % 2 == 0 ? "blade" : "blunt");
  ProtectArguments a;
  a.in = put("in.csv", text + "1,hit by Quentin Zabrow\n");
  a.profile = put("profile.yaml", "format: concordat-protection/1\nname: x\ncolumns:\n  - {column: age, role: known, steps: [as-is, all]}\n  - {column: method, role: sensitive}\n");
  a.report = at("report.html");
  auto const answer = run("rows", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_THAT(answer->text, HasSubstr("row 32: name"));
  auto const all = got("out.csv") + got("report.html") + answer->text + answer->json.canonical();
  EXPECT_THAT(all, Not(HasSubstr("Zabrow")));
  a.in = put("in.csv", "age,method\n1,Quentin Zabrow\n");
  EXPECT_EQ(code_of(a), "protect.nothing-left");
}

}  // namespace
}  // namespace concordat::cli
