// SPDX-License-Identifier: Apache-2.0
// The verbs on plain files, through the door that people use, and what each refuses.
#include "cli/protection/protect_verbs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/chance.h"
#include "base/file.h"
#include "cli/files/table.h"
#include "places/test_data.h"

namespace concordat::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using places::test::shared;

class ProtectVerbs : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("concordat-protect-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string path(std::string const& name) const { return (folder_ / name).string(); }
  std::string put(std::string const& name, std::string const& text) const {
    EXPECT_TRUE(write_file(path(name), text));
    return path(name);
  }
  [[nodiscard]] std::string got(std::string const& name) const { return read_file(path(name), 1 << 24).value_or(""); }
  [[nodiscard]] Tried<FileAnswer> run(std::string_view name, ProtectArguments arguments) const {
    auto const verbs = protect_verbs();
    auto const verb = std::ranges::find(verbs, name, &ProtectVerb::name);
    EXPECT_NE(verb, verbs.end()) << name;
    if (arguments.out.empty()) arguments.out = path("out.csv");
    std::filesystem::remove(arguments.out);
    return verb->run(arguments);
  }
  /// "fine", or the code; what is refused leaves nothing behind.
  [[nodiscard]] std::string code(std::string_view name, ProtectArguments const& arguments) const {
    auto const answer = run(name, arguments);
    if (answer) return "fine";
    EXPECT_FALSE(std::filesystem::exists(path("out.csv"))) << "a refused verb left a file";
    EXPECT_FALSE(answer.error().problem.remedy.view().empty());
    return std::string{answer.error().problem.code.view()};
  }
  [[nodiscard]] ProtectArguments table(std::string const& text, std::string const& profile) const {
    ProtectArguments a;
    a.in = put("in.csv", text);
    a.profile = profile;
    a.count = "count";
    return a;
  }

 private:
  std::filesystem::path folder_;
};

constexpr auto counts = "row,column,count\nnorth,knife,3\nnorth,other,12\nsouth,knife,9\nsouth,other,20\nwest,knife,30\nwest,other,8\n";

std::string people(std::size_t many) {
  SeededChance chance{4};
  std::string text = "id,age,area,method,note\n";
  for (std::size_t i = 0; i < many; ++i) {
    text += "p" + std::to_string(i) + "," + std::to_string(chance.below(80)) + ",E0" + std::to_string(chance.below(4)) + std::to_string(chance.below(5)) + "," +
            (chance.below(3) == 0 ? "blade" : "blunt") + "," + (chance.below(2) == 0 ? "yes" : "no") + "\n";
  }
  return text;
}

constexpr auto profile = R"(format: concordat-protection/1
name: to-partners
columns:
  - {column: id, role: drop}
  - {column: age, role: known, steps: [as-is, {bands: [0, 10, 20, 30, 40, 50, 60, 70]}, {bands: [0, 20, 40, 60]}, all]}
  - {column: area, role: known, steps: [as-is, {prefix: 3}, all]}
  - {column: method, role: sensitive}
  - {column: note, role: keep}
)";

TEST_F(ProtectVerbs, HideWhatTotalsWouldGiveAway) {
  auto a = table(counts, "partner");
  a.report = path("report.html");
  auto const answer = run("table", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  auto const out = got("out.csv");
  EXPECT_THAT(out, HasSubstr("row,knife,other,Total\n"));
  EXPECT_THAT(out, HasSubstr("north,*,*,15\n"));
  EXPECT_THAT(out, HasSubstr("Total,42,40,82\n"));
  EXPECT_EQ(std::ranges::count(out, '*'), 4);
  EXPECT_THAT(got("report.html"), HasSubstr("What an attacker tried"));
  EXPECT_THAT(answer->text, HasSubstr("Cells hidden because they are small: 1\nCells hidden with them: 3\n"));
  EXPECT_THAT(answer->text, HasSubstr("follow exactly from the figures shown: 0 of 4"));
  ProtectArguments audit;
  audit.in = path("out.csv");
  audit.out = path("bounds.csv");
  audit.width = 5;
  EXPECT_FALSE(run("audit", audit)->refused);
}

TEST_F(ProtectVerbs, TellWhichCellFollowsFromWhich) {
  ProtectArguments a;
  a.in = put("published.csv", "area,knife,other,Total\nnorth,*,12,15\nsouth,9,20,29\nTotal,12,32,44\n");
  a.report = path("report.json");
  auto const answer = run("audit", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_TRUE(answer->refused);
  EXPECT_THAT(answer->text, HasSubstr("'north, knife' is 3 to 3: follows from 'north, other'; 'north, Total'"));
  EXPECT_EQ(got("out.csv"), "cell,low,high,known\n\"north, knife\",3,3,1\n");
  EXPECT_EQ(Json::parse(got("report.json"))->contains("attacks"), true);
  // without totals nothing follows
  a.in = put("published.csv", "area,knife,other\nnorth,*,12\nsouth,9,20\n");
  EXPECT_FALSE(run("audit", a)->refused);
  // nor where totals leave out what is hidden
  a.in = put("published.csv", "area,knife,other,Total\nnorth,*,15,15\nsouth,10,20,30\nTotal,10,35,45\n");
  auto const untold = run("audit", a);
  EXPECT_FALSE(untold->refused);
  EXPECT_THAT(untold->text, HasSubstr("leave out what is hidden"));
}

TEST_F(ProtectVerbs, GatherRowsInGroups) {
  auto a = table("ward,row,column,count\nw1,a,x,3\nw1,a,y,9\nw1,b,x,14\nw1,b,y,8\nw2,c,x,30\nw2,c,y,7\n", "partner");
  a.group = "ward";
  ASSERT_TRUE(run("table", a));
  EXPECT_THAT(got("out.csv"), HasSubstr("ward,row,x,y,Total\nw1,a,*,*,12\nw1,b,*,*,22\nw2,c,30,7,37\nw1,Total,17,17,34\n"));
  ProtectArguments audit;
  audit.in = path("again.csv");
  std::filesystem::copy_file(path("out.csv"), audit.in);
  audit.group = "ward";
  EXPECT_FALSE(run("audit", audit)->refused);
  a = table("ward,row,column,count\nw1,a,x,3\nw2,a,y,9\n", "partner");
  a.group = "ward";
  EXPECT_EQ(code("table", a), "protect.two-groups");
}

TEST_F(ProtectVerbs, RoundForTheHealthService) {
  ASSERT_TRUE(run("table", table(counts, "nhs")));
  EXPECT_THAT(got("out.csv"), HasSubstr("north,*,10,10\nsouth,10,20,30\nwest,30,10,40\nTotal,40,40,80\n"));
  ASSERT_TRUE(run("table", table(counts, "ten-five")));
  EXPECT_THAT(got("out.csv"), HasSubstr("north,*,10,10\nsouth,*,20,20\n"));
}

TEST_F(ProtectVerbs, ChangeTheSamePeopleAlwaysTheSame) {
  ProtectArguments a;
  a.in = put("in.csv", people(400));
  a.rows = "method";
  a.columns = "note";
  a.profile = "public";
  EXPECT_EQ(code("table", a), "protect.no-subject");
  a.subject = "other";
  EXPECT_EQ(code("table", a), "protect.no-key");
  a.key_file = path("key");
  ASSERT_TRUE(run("table", a));
  auto const first = got("out.csv");
  auto const again = run("table", a);
  EXPECT_EQ(got("out.csv"), first);
  EXPECT_THAT(again->text, Not(HasSubstr("Key: made")));
  std::filesystem::remove(path("key"));
  bool changed = false;
  for (int tried = 0; tried < 8 && !changed; ++tried, std::filesystem::remove(path("key"))) {
    ASSERT_TRUE(run("table", a));
    changed = got("out.csv") != first;
  }
  EXPECT_TRUE(changed) << "eight other keys gave the same figures";
  a.columns = "age";
  EXPECT_EQ(code("table", a), "table.too-thin");
  a.count = "age";
  EXPECT_EQ(code("table", a), "protect.public-counts");
  a.count.clear();
  a.in = put("in.csv", "id,method,note\n,a,b\nx,a,b\n");
  a.columns = "note";
  EXPECT_EQ(code("table", a), "protect.no-id");
}

TEST_F(ProtectVerbs, RefuseTablesThatTell) {
  EXPECT_EQ(code("table", table(counts, "police")), "protect.no-profile");
  auto a = table(counts, "partner");
  a.sensitive = "poison";
  EXPECT_EQ(code("table", a), "protect.no-sensitive");
  a = table("row,column,count\nnorth,knife,0\nsouth,knife,7\nsouth,other,0\nnorth,other,30\n", "partner");
  a.sensitive = "knife";
  EXPECT_EQ(code("table", a), "protect.group");
  EXPECT_EQ(run("table", a).error().problem.where.row, 3U);
  EXPECT_EQ(code("table", table("row,column,count\n,knife,3\n", "partner")), "protect.blank");
  EXPECT_EQ(code("table", table("row,column,count\nnorth,total,3\nsouth,knife,4\n", "partner")), "protect.total");
  EXPECT_EQ(code("table", table("row,column,count\nnorth,knife,-3\n", "partner")), "table.no-count");
  a = table(counts, "partner");
  a.report = path("report.pdf");
  EXPECT_EQ(code("table", a), "protect.report");
}

TEST_F(ProtectVerbs, RefuseWhatCannotBeAudited) {
  ProtectArguments a;
  auto const audited = [&](std::string const& text) {
    a.in = put("published.csv", text);
    return code("audit", a);
  };
  EXPECT_EQ(audited("area,x,y,Total\nn,c,2,3\n"), "audit.cell");
  EXPECT_EQ(audited("area,x,y,Total\nn,1,2,3\nn,1,2,3\n"), "audit.twice");
  EXPECT_EQ(audited("area,x,y,Total\nn,*,2,1\n"), "audit.does-not-add-up");
  a.width = 0;
  EXPECT_EQ(audited("area,x,y,Total\nn,*,2,3\n"), "audit.width");
}

TEST_F(ProtectVerbs, LetNobodyStandOutAmongRecords) {
  ProtectArguments a;
  a.in = put("in.csv", people(600));
  a.profile = put("profile.yaml", profile);
  a.report = path("report.html");
  auto const answer = run("rows", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  auto const out = Table::read(path("out.csv")).value();
  EXPECT_FALSE(out.has("id"));
  EXPECT_GE(out.size(), 588U);
  std::map<std::string, std::pair<int, std::map<std::string, int>>> classes;
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& one = classes[std::string{out.texts("age")->at(i)} + "|" + std::string{out.texts("area")->at(i)}];
    ++one.first;
    ++one.second[std::string{out.texts("method")->at(i)}];
  }
  for (auto const& [key, one] : classes) {
    EXPECT_GE(one.first, 5) << key;
    EXPECT_GE(one.second.size(), 2U) << key;
  }
  EXPECT_THAT(answer->text, HasSubstr("at best one of "));
  auto const first = got("out.csv");
  ASSERT_TRUE(run("rows", a));
  EXPECT_NE(got("out.csv"), first) << "the order of the records is not of chance";
}

TEST_F(ProtectVerbs, CountNoBlankAsASensitiveValueOfItsOwn) {
  ProtectArguments a;
  auto text = people(600);
  for (auto at = text.find("blunt"); at != std::string::npos; at = text.find("blunt")) text.replace(at, 5, " ");
  a.in = put("in.csv", text);
  a.profile = put("profile.yaml", profile);
  EXPECT_EQ(code("rows", a), "generalise.cannot") << "whoever is told of was hurt by a blade";
}

TEST_F(ProtectVerbs, LeaveSingleValuesBlankWhereTheProfileSaysSo) {
  ProtectArguments a;
  a.in = put("in.csv", people(600));
  std::string text = profile;
  text.replace(text.find("name: to-partners"), 17, "name: to-partners\nblank: 50");
  a.profile = put("profile.yaml", text);
  a.report = path("report.html");
  auto const answer = run("rows", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  auto const out = Table::read(path("out.csv")).value();
  std::map<std::string, std::pair<int, std::set<std::string>>> classes;
  std::size_t blank = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::string const age{out.texts("age")->at(i)}, area{out.texts("area")->at(i)};
    blank += (age.empty() ? 1U : 0U) + (area.empty() ? 1U : 0U);
    auto& one = classes[age + "|" + area];
    ++one.first;
    one.second.insert(std::string{out.texts("method")->at(i)});
  }
  EXPECT_GT(blank, 0U) << "the people of this test stand out as they are";
  EXPECT_LE(blank, out.size());
  for (auto const& [key, one] : classes) {
    EXPECT_GE(one.first, 5) << key;
    EXPECT_GE(one.second.size(), 2U) << key;
  }
  EXPECT_THAT(answer->text, HasSubstr("a blank counts as a value of its own"));
  EXPECT_THAT(answer->text, HasSubstr("stood alone by few columns"));
  EXPECT_THAT(got("report.html"), HasSubstr("of its values blank"));
  text.replace(text.find("blank: 50"), 9, "blank: 1");
  a.profile = put("profile.yaml", text);
  auto const refused = run("rows", a);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().problem.code.view(), "blank.too-many");
  ASSERT_EQ(refused.error().findings.size(), 3U) << "the whole, and each of two columns";
  EXPECT_THAT(refused.error().findings[0].message, HasSubstr("in a hundred of the values that others may know would be blank, and the profile allows 1."));
  EXPECT_THAT(refused.error().findings[1].message + refused.error().findings[2].message, HasSubstr("Column 'age' would be blank in "));
}

TEST_F(ProtectVerbs, HintAtAColumnThatIsBlankInEveryRecord) {
  ProtectArguments a;
  std::string rows = "age,code,method\n";
  for (int i = 0; i < 200; ++i) rows += fmt::format("{},c{},{}\n", i % 2 == 0 ? 15 : 40, i, i % 3 == 0 ? "knife" : "fist");
  a.in = put("in.csv", rows);
  std::string const text = "format: concordat-protection/1\nname: x\nblank: {}\ncolumns:\n  - {column: age, role: known, steps: [as-is]}\n"
                           "  - {column: code, role: known, steps: [as-is]}\n  - {column: method, role: sensitive}\n";
  auto const allowing = [&](std::string const& percent) { return put("profile.yaml", std::string{text}.replace(text.find("{}"), 2, percent)); };
  a.profile = allowing("20");
  auto const refused = run("rows", a);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().findings.back().message, "Column 'code' would be blank in every record.");
  a.profile = allowing("50");
  auto const done = run("rows", a);
  ASSERT_TRUE(done);
  EXPECT_THAT(done->text, HasSubstr("blank in every record"));
}

TEST_F(ProtectVerbs, RefuseRecordsThatStandOut) {
  ProtectArguments a;
  a.in = put("in.csv", people(600));
  auto const with = [&](std::string const& from, std::string const& to) {
    std::string text = profile;
    text.replace(text.find(from), from.size(), to);
    a.profile = put("profile.yaml", text);
    return code("rows", a);
  };
  EXPECT_EQ(with("column: note, role: keep", "column: note, role: secret"), "protect.profile");
  EXPECT_EQ(with("  - {column: note, role: keep}\n", ""), "protect.undeclared");
  EXPECT_EQ(with("column: note, role: keep", "column: remark, role: keep"), "table.no-column");
  EXPECT_EQ(with("column: id, role: drop", "column: id, role: keep"), "protect.nearly-unique");
  EXPECT_EQ(with("{prefix: 3}", "month"), "protect.no-step-for");
  EXPECT_EQ(with("[as-is, {prefix: 3}, all]", "[all, as-is]"), "ladder.not-monotone");
  EXPECT_EQ(with("name: to-partners", "name: to-nobody\nk: 5000"), "generalise.cannot");
}

TEST_F(ProtectVerbs, KeepHiddenFiguresOutOfEverythingWritten) {
  // a figure that occurs nowhere else: its digits must not be in any output
  auto a = table("row,column,count\nn,x,3\nn,y,71717\ns,x,81818\ns,y,99999\nw,x,99999\nw,y,99999\n", "partner");
  a.report = path("report.html");
  auto const answer = run("table", a);
  ASSERT_TRUE(answer);
  auto const all = got("out.csv") + got("report.html") + answer->text + answer->json.canonical();
  EXPECT_THAT(all, Not(HasSubstr("71717")));
  EXPECT_THAT(all, Not(HasSubstr("n,3,")));
}

TEST_F(ProtectVerbs, NeverWriteOverWhatTheyRead) {
  ProtectArguments a;
  a.in = put("in.csv", people(50));
  a.profile = put("profile.yaml", profile);
  a.columns = "note";
  std::filesystem::create_symlink(a.in, path("link.csv"));
  std::filesystem::create_hard_link(a.in, path("hard.csv"));
  std::filesystem::create_directories(path("below"));
  auto const before = got("in.csv");
  auto const tried = [&](ProtectVerb const& verb, ProtectArguments const& with) {
    auto const answer = verb.run(with);
    EXPECT_FALSE(answer) << verb.name;
    if (!answer) {
      EXPECT_EQ(answer.error().problem.code.view(), "protect.same-file") << verb.name;
    }
    EXPECT_EQ(got("in.csv"), before) << verb.name;
  };
  for (auto const& verb : protect_verbs()) {
    for (auto const& name : {path("in.csv"), path("below/../in.csv"), path("link.csv"), path("hard.csv")}) {
      auto b = a;
      b.out = name;
      tried(verb, b);
      b.out = path("out.csv");
      b.report = name;
      tried(verb, b);
    }
    auto b = a;
    b.out = path("page.json");
    b.report = path("below/../page.json");
    tried(verb, b);
    b.report.clear();
    b.key_file = b.in;
    tried(verb, b);
    EXPECT_FALSE(std::filesystem::exists(path("page.json")));
    EXPECT_FALSE(std::filesystem::exists(path("out.csv")));
  }
  a.out = a.profile;
  tried(protect_verbs().front(), a);
}

TEST_F(ProtectVerbs, AuditTheReferencePatterns) {
  if (!std::filesystem::exists(shared("data/geo-reference/supp_tables.csv"))) GTEST_SKIP() << "the shared reference data are not here";
  std::map<std::string, std::map<std::string, std::map<std::string, std::vector<std::string>>>> tables;
  for (auto const& row : places::test::read_rows("data/geo-reference/supp_tables.csv")) tables[row[0]][row[1]][row[2]] = row;
  for (std::size_t const pattern : {5U, 6U}) {
    std::string text;
    for (auto const& [label, cells] : tables.at("1")) {
      if (text.empty()) {
        text = "row";
        for (auto const& [column, cell] : cells) text += "," + column;
        text += '\n';
      }
      text += label;
      for (auto const& [column, cell] : cells) text += "," + (cell[pattern] == "1" ? "*" : cell[3]);
      text += '\n';
    }
    ProtectArguments a;
    a.in = put("published.csv", text);
    EXPECT_EQ(run("audit", a)->refused, pattern == 5);
  }
}

}  // namespace
}  // namespace concordat::cli
