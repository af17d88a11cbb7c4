// SPDX-License-Identifier: Apache-2.0
// Tables of several columns, areas too small for the public, and audits of rounded tables, through the door that people use.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/chance.h"
#include "base/file.h"
#include "base/lock_file.h"
#include "cli/protection/protect_verbs.h"

namespace concordat::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TableVerbs : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("concordat-shapes-" + std::to_string(::getpid()));
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
    arguments.out = at("out.csv");
    std::filesystem::remove(arguments.out);
    return std::ranges::find(protect_verbs(), name, &ProtectVerb::name)->run(arguments);
  }
  [[nodiscard]] std::string refusal(std::string_view name, ProtectArguments const& arguments) const {
    auto const answer = run(name, arguments);
    if (answer) return "fine";
    EXPECT_FALSE(std::filesystem::exists(at("out.csv"))) << "a refused verb left a file";
    EXPECT_FALSE(answer.error().problem.remedy.view().empty());
    return std::string{answer.error().problem.code.view()};
  }

 private:
  std::filesystem::path folder_;
};

/// Six areas in three wards in two districts, three methods, two sexes.
std::string assaults() {
  SeededChance chance{3};
  std::string text = "area,ward,district,method,sex,count\n";
  for (std::size_t area = 0; area < 6; ++area) {
    for (auto const* const method : {"body", "knife", "other"}) {
      for (auto const* const sex : {"f", "m"}) text += fmt::format("a{},w{},d{},{},{},{}\n", area, area / 2, area / 4, method, sex, area == 1 ? 71'713 : chance.below(1 + chance.below(40)));
    }
  }
  return text;
}

ProtectArguments by_three(std::string const& in) {
  ProtectArguments a;
  a.in = in;
  a.profile = "partner";
  a.by = "area, method,sex";
  a.within = "area:ward:district";
  a.count = "count";
  return a;
}

TEST_F(TableVerbs, HideInTablesOfThreeColumnsAndTwoLevels) {
  auto a = by_three(put("in.csv", assaults()));
  a.report = at("report.html");
  auto const answer = run("table", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  auto const out = got("out.csv");
  EXPECT_THAT(out, HasSubstr("area,method,sex,count\n"));
  EXPECT_THAT(out, HasSubstr("\nTotal,Total,Total,"));
  EXPECT_THAT(out, HasSubstr("\nw1,knife,Total,"));
  EXPECT_THAT(out, HasSubstr("\nd1,Total,m,"));
  for (auto const* const small : {",1\n", ",2\n", ",3\n", ",4\n"}) EXPECT_THAT(out, Not(HasSubstr(small)));
  EXPECT_THAT(answer->text, HasSubstr("none of them small"));
  EXPECT_GT(std::ranges::count(out, '*'), 0);
  // with records instead of counts, and one level
  a.count.clear();
  a.within = "area:ward";
  EXPECT_TRUE(run("table", a));
}

TEST_F(TableVerbs, RefuseTablesOfSeveralColumnsThatTell) {
  auto const text = assaults();
  auto a = by_three(put("in.csv", text));
  a.profile = "nhs";
  EXPECT_EQ(refusal("table", a), "protect.by-partner");
  for (auto const* const profile : {"noise", "public"}) {
    a.profile = profile;
    EXPECT_EQ(refusal("table", a), "protect.by-partner") << profile;
  }
  for (auto const* const within : {"ward", "area", "area:", ":ward", "area:ward,method", ","}) {
    a = by_three(a.in);
    a.within = within;
    EXPECT_EQ(refusal("table", a), "protect.within") << within;
  }
  a = by_three(a.in);
  a.by.clear();
  EXPECT_EQ(refusal("table", a), "protect.within") << "nothing that it could gather";
  for (auto const to : {&ProtectArguments::rows, &ProtectArguments::columns, &ProtectArguments::group}) {
    a = by_three(a.in);
    a.*to = "area";
    EXPECT_EQ(refusal("table", a), "protect.by-alone");
  }
  a = by_three(a.in);
  a.within = "ward:district";
  EXPECT_EQ(refusal("table", a), "protect.within");
  a.within = "area:method";
  EXPECT_EQ(refusal("table", a), "protect.two-groups");
  a.by = "area,place";
  a.within.clear();
  EXPECT_EQ(refusal("table", a), "table.no-column");
  a = by_three(put("in.csv", text + "a5,w2,d1,total,f,1\n"));
  EXPECT_EQ(refusal("table", a), "protect.total");
  a = by_three(put("in.csv", text + "a5,w2,d1,,f,1\n"));
  EXPECT_EQ(refusal("table", a), "protect.blank");
  a = by_three(put("in.csv", text + "a5,w2,d1,body,f,-1\n"));
  EXPECT_EQ(refusal("table", a), "table.no-count");
  a = by_three(put("in.csv", "area,ward,district,method,sex,count\na,a,d,x,f,9\n"));
  EXPECT_EQ(refusal("table", a), "protect.same-label");
  a = by_three(put("in.csv", "area,ward,district,method,sex,count\na,w,d,x,f,0\na,w,d,x,m,7\na,w,d,y,f,20\na,w,d,y,m,30\n"));
  a.sensitive = "m";
  EXPECT_EQ(refusal("table", a), "protect.group");
  a.sensitive = "x";
  EXPECT_EQ(refusal("table", a), "protect.no-sensitive");
  std::string many = "area,ward,district,method,sex,count\n";
  for (int i = 0; i < 2000; ++i) many += fmt::format("a{},w,d,m,f,9\n", i);
  EXPECT_EQ(refusal("table", by_three(put("in.csv", many))), "shape.too-large");
}

TEST_F(TableVerbs, LetOnlyLargeEnoughAreasBePublic) {
  std::string text = "id,row,column\n";
  for (int i = 0; i < 400; ++i) text += fmt::format("r{},{},{}\n", i, i % 2 == 0 ? "Castle" : "Mill", i % 3);
  ProtectArguments a;
  a.in = put("in.csv", text);
  a.profile = "public";
  a.key_file = at("key");
  a.subject = "violence";
  EXPECT_EQ(refusal("table", a), "protect.no-residents");
  a.residents = put("residents.csv", "area,residents\nCastle,1000\nMill,7000\nMill,499\n");
  auto const answer = run("table", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_THAT(answer->text, HasSubstr("each has 1000 residents or more"));
  a.subject = "sexual-or-domestic";
  auto const refused = run("table", a);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().problem.code.view(), "protect.small-area");
  EXPECT_EQ(refused.error().problem.where.row, 2U);
  put("residents.csv", "area,residents\nCastle,7500\nMill,7499\n");
  EXPECT_EQ(refusal("table", a), "protect.small-area");
  put("residents.csv", "area,residents\nCastle,7500\n");
  EXPECT_EQ(refusal("table", a), "protect.small-area") << "nobody knows how many live there";
  put("residents.csv", "area,residents\nCastle,7500\nMill,7500\n");
  EXPECT_EQ(refusal("table", a), "fine");
}

TEST_F(TableVerbs, SeeThroughRoundedTables) {
  ProtectArguments a;
  a.rounded = "nhs";
  // p: hidden and 10, total 10: 8 to 12 in all, of which 8 at least in y, so x is 4 at most
  a.in = put("published.csv", "area,x,y,Total\np,*,10,10\nq,20,15,35\nTotal,25,25,45\n");
  auto answer = run("audit", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_FALSE(answer->refused);
  EXPECT_EQ(got("out.csv"), "cell,low,high,known\n\"p, x\",1,4,0\n");
  EXPECT_THAT(answer->text, HasSubstr("narrower interval than the rule's own: 1"));
  EXPECT_THAT(answer->text, HasSubstr("'p, x' is 1 to 4: follows from the rounded figures around it; the rule alone says 1 to 7"));
  a.width = 5;
  EXPECT_TRUE(run("audit", a)->refused);
  // four that add up to 8 to 12 with three of 8 at the least cannot be
  a.width = 1;
  a.in = put("published.csv", "area,x,y,z,Total\np,10,10,*,10\n");
  EXPECT_EQ(refusal("audit", a), "shape.does-not-add-up");
  // a hidden one that is known to the last
  a.in = put("published.csv", "area,x,y,z,Total\np,10,0,*,*\nq,10,0,0,10\nTotal,20,0,*,20\n");
  EXPECT_EQ(refusal("audit", a), "shape.does-not-add-up");
  a.in = put("published.csv", "area,x,y,Total\np,*,15,15\nq,*,15,15\nr,15,*,15\nTotal,20,30,45\n");
  ASSERT_TRUE(run("audit", a));
  // totals of the figures shown tell nothing
  a.in = put("published.csv", "area,x,y,Total\np,*,10,10\nq,20,15,35\nTotal,20,25,45\n");
  answer = run("audit", a);
  ASSERT_TRUE(answer);
  EXPECT_THAT(answer->text, HasSubstr("leave out what is hidden"));
  EXPECT_EQ(got("out.csv"), "cell,low,high,known\n\"p, x\",1,7,0\n");
  a.in = put("published.csv", "area,x,y,Total\np,*,10,10\nq,20,15,35\nTotal,20,25,45\n");
  a.rounded = "public";
  EXPECT_EQ(refusal("audit", a), "audit.rounded");
  a.rounded = "ten-five";
  a.in = put("published.csv", "area,x,y\np,*,12\n");
  EXPECT_EQ(refusal("audit", a), "audit.not-rounded");
  a.in = put("published.csv", "area,x,y\np,*,10\n");
  ASSERT_TRUE(run("audit", a));
  EXPECT_EQ(got("out.csv"), "cell,low,high,known\n\"p, x\",0,9,0\n");
}

TEST_F(TableVerbs, CountNothingAsNarrowedWhereTotalsTellNothing) {
  for (auto const* const rule : {"nhs", "ten-five"}) {
    ProtectArguments a;
    a.in = put("in.csv", "row,column,count\nn,x,3\nn,y,4\ns,x,20\ns,y,31\n");
    a.profile = rule;
    a.count = "count";
    ASSERT_TRUE(run("table", a));
    ASSERT_THAT(got("out.csv"), HasSubstr("n,*,*,*\n"));
    ProtectArguments audit;
    audit.in = put("published.csv", got("out.csv"));
    audit.rounded = rule;
    auto const answer = run("audit", audit);
    ASSERT_TRUE(answer) << answer.error().problem.title.view();
    EXPECT_THAT(answer->text, HasSubstr("narrower interval than the rule's own: 0")) << rule;
    EXPECT_THAT(answer->text, HasSubstr("leave out what is hidden"));
    EXPECT_FALSE(answer->refused);
  }
}

TEST_F(TableVerbs, SayWhatAnAuditCannotSee) {
  ASSERT_TRUE(run("table", by_three(put("in.csv", assaults()))));
  ProtectArguments a;
  a.in = put("published.csv", got("out.csv"));
  a.rounded = "nhs";
  EXPECT_EQ(refusal("audit", a), "audit.one-row-a-cell");
  a.in = put("published.csv", "area,x,y\nn,*,10\ns,20,30\n");
  for (auto const* const rounded : {"", "nhs"}) {
    a.rounded = rounded;
    auto const answer = run("audit", a);
    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->text, HasSubstr("Totals: None was recognised"));
  }
}

TEST_F(TableVerbs, AuditTablesOfOneRowACell) {
  auto const records = put("in.csv", assaults());
  ASSERT_TRUE(run("table", by_three(records)));
  auto const published = got("out.csv");
  ProtectArguments a;
  a.in = put("published.csv", published);
  EXPECT_EQ(refusal("audit", a), "audit.groups") << "areas, wards and districts were added up as one";
  a.within = "area:ward:district";
  EXPECT_EQ(refusal("audit", a), "audit.groups") << "nobody said which area is in which ward";
  a.groups = records;
  auto answer = run("audit", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_FALSE(answer->refused) << answer->text;
  EXPECT_THAT(answer->text, HasSubstr("Of these, worked out exactly: 0"));
  EXPECT_EQ(std::ranges::count(got("out.csv"), '\n'), 1 + std::ranges::count(published, '*'));
  a.in = put("published.csv", "area,sex,count\na0,f,*\na0,m,9\na0,Total,11\na1,f,8\na1,m,7\na1,Total,15\nw0,f,*\nw0,m,16\nw0,Total,26\nTotal,f,*\nTotal,m,16\nTotal,Total,26\n");
  a.groups = put("groups.csv", "area,ward\na0,w0\na1,w0\na9,w9\n");
  a.within = "area:ward";
  answer = run("audit", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_TRUE(answer->refused);
  EXPECT_EQ(got("out.csv"), "cell,low,high,known\n\"a0, f\",2,2,1\n\"w0, f\",10,10,1\n\"Total, f\",10,10,1\n");
  EXPECT_THAT(answer->text, HasSubstr("'a0, f' is 2 to 2: follows from 'a0, m'; 'a0, Total'"));
  // two hidden in each line and column of a square: 0 to what the smallest leaves
  a = {};
  a.in = put("published.csv", "area,sex,count\nn,f,*\nn,m,*\nn,Total,4\ns,f,*\ns,m,*\ns,Total,30\nTotal,f,20\nTotal,m,14\nTotal,Total,34\n");
  answer = run("audit", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  EXPECT_FALSE(answer->refused);
  EXPECT_THAT(got("out.csv"), HasSubstr("\"n, f\",0,4,0\n"));
  a.width = 5;
  EXPECT_TRUE(run("audit", a)->refused);
}

TEST_F(TableVerbs, RefuseToAuditWhatTheyCannotPlace) {
  ProtectArguments a;
  a.within = "area:ward";
  a.groups = put("groups.csv", "area,ward\nn,w\ns,w\n");
  auto const with = [&](std::string const& rows) {
    a.in = put("published.csv", "area,sex,count\n" + rows);
    return refusal("audit", a);
  };
  EXPECT_EQ(with("n,f,9\nx,f,9\nTotal,Total,18\n"), "audit.no-group");
  EXPECT_EQ(with("n,f,9\nn,f,9\nTotal,Total,18\n"), "audit.twice");
  EXPECT_EQ(with("n,f,9.5\nTotal,Total,18\n"), "audit.cell");
  EXPECT_EQ(with("n,f,9\nTotal,Total,8\n"), "shape.does-not-add-up");
  a.groups = put("groups.csv", "area,ward\nn,w\nn,v\n");
  EXPECT_EQ(with("n,f,9\nTotal,Total,9\n"), "protect.two-groups");
  a.groups = put("groups.csv", "area,ward\nn,n\n");
  EXPECT_EQ(with("n,f,9\nTotal,Total,9\n"), "protect.same-label");
  a.within = "place:ward";
  EXPECT_EQ(with("n,f,9\nTotal,Total,9\n"), "protect.within");
  a.within = "area:ward";
  a.in = put("published.csv", "area,x,Total\nn,9,9\n");
  EXPECT_EQ(refusal("audit", a), "audit.within");
}

TEST_F(TableVerbs, DrawNoiseOnceForEachQuarter) {
  std::string text = "row,column\n";
  for (int i = 0; i < 300; ++i) text += fmt::format("2026-Q{},{}\n", i % 2 == 0 ? 1 : 3, i % 3 == 0 ? "knife" : "other");
  ProtectArguments a;
  a.in = put("in.csv", text);
  a.profile = "noise";
  EXPECT_EQ(refusal("table", a), "noise.missing");
  a.budget = at("budget.json");
  a.categories = "knife, other, poison";
  a.epsilon = "1/2";
  auto const answer = run("table", a);
  ASSERT_TRUE(answer) << answer.error().problem.title.view();
  auto const first = got("out.csv");
  EXPECT_THAT(first, HasSubstr("row,knife,other,poison\n2026-Q1,"));
  EXPECT_THAT(first, Not(HasSubstr(",0,"))) << "0 or less, not 0";
  EXPECT_THAT(first, HasSubstr("\n2026-Q2,")) << "a quarter without records is drawn like any other";
  EXPECT_TRUE(run("table", a));
  EXPECT_NE(got("out.csv"), first) << "nine figures drawn alike";
  EXPECT_EQ(refusal("table", a), "noise.spent");
  auto const spent = run("table", a);
  ASSERT_EQ(spent.error().findings.size(), 3U);
  EXPECT_EQ(spent.error().findings[2].message, "2026-Q3: nothing of epsilon 1 is left, and 1/2 was asked for");
  put("half.json", "{\"format\":\"concordat-noise/1\",\"spent\":{\"2026-Q2\":500}}\n");
  auto whole = a;
  whole.budget = at("half.json");
  whole.epsilon = "1";
  auto const half = run("table", whole);
  ASSERT_FALSE(half);
  ASSERT_EQ(half.error().findings.size(), 1U);
  EXPECT_EQ(half.error().findings[0].message, "2026-Q2: 0.500 of epsilon 1 is left, and 1 was asked for");
  EXPECT_EQ(got("budget.json"), "{\"format\":\"concordat-noise/1\",\"spent\":{\"2026-Q1\":1000,\"2026-Q2\":1000,\"2026-Q3\":1000}}\n");
  a.budget = at("other.json");
  a.epsilon = "2";
  EXPECT_EQ(refusal("table", a), "noise.epsilon");
  a.epsilon = "1";
  a.categories = "knife";
  EXPECT_EQ(refusal("table", a), "noise.category");
  a.categories = "knife,other";
  a.report = at("report.pdf");
  EXPECT_EQ(refusal("table", a), "protect.report");
  EXPECT_FALSE(std::filesystem::exists(a.budget)) << "what is refused costs nothing";
  a.report.clear();
  a.count = "row";
  EXPECT_EQ(refusal("table", a), "noise.counts");
  a.count.clear();
  a.budget = put("broken.json", "[]");
  EXPECT_EQ(refusal("table", a), "noise.ledger");
  a.budget = at("used.json");
  {
    LockFile const other{a.budget + ".lock"};
    EXPECT_EQ(refusal("table", a), "noise.in-use");
  }
  a.in = put("in.csv", "row,column\n2026-01,knife\n");
  EXPECT_EQ(refusal("table", a), "noise.quarter");
}

}  // namespace
}  // namespace concordat::cli
