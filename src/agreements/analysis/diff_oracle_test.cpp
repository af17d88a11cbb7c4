// SPDX-License-Identifier: Apache-2.0
// The comparison against an SMT solver, and against an independent reading of the documents where it is present.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "agreements/analysis/smt_testing.h"

namespace concordat::agreements::analysis {
namespace {

using namespace testing;
namespace fs = std::filesystem;

bool gives_anything(Agreement const& agreement) {
  auto const all = compare({}, Scope{.agreements = {&agreement}});
  return !all.cells.empty();
}

struct Expected {
  bool widens = false, narrows = false, lifted = false, forbidden = false;
};

/// What the difference says of the four questions.
Expected answers(Difference const& difference, Agreement const& before, Agreement const& after) {
  Expected out;
  for (auto const& change : difference.cells) {
    out.widens |= change.widens;
    out.narrows |= change.narrows;
  }
  for (auto const& change : difference.terms) {
    out.widens |= change.widens && gives_anything(after);
    out.narrows |= change.narrows && gives_anything(before);
  }
  for (auto const& change : difference.clauses) {
    out.lifted |= change.kind == "prohibition" && change.widens;
    out.forbidden |= change.kind == "prohibition" && change.narrows;
  }
  return out;
}

TEST(DiffOracle, AgreesWithZ3OnAThousandEdits) {
  if (std::system("z3 --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "z3 is not installed";
  auto maker = Maker{20261128};
  std::vector<Expected> expected;
  std::vector<std::string> told;
  auto const folder = fs::path{::testing::TempDir()};
  std::ofstream script{folder / "edits.smt2"};
  script << smt_head();
  for (auto count = 0; count < 1000; ++count) {
    auto const before = maker.document();
    auto after = before;
    maker.edit(after);
    auto const old_one = made(before);
    auto const new_one = made(after);
    ASSERT_FALSE(old_one.id.text.empty() || new_one.id.text.empty()) << document_text(after);
    expected.push_back(answers(compare(Scope{.agreements = {&old_one}}, Scope{.agreements = {&new_one}}), old_one, new_one));
    told.push_back(document_text(before) + document_text(after));
    script << "(push)\n" << smt_document("old", before) << smt_document("new", after) << smt_beyond("new", "old") << smt_beyond("old", "new")
           << smt_forbidden_beyond("old", "new") << smt_forbidden_beyond("new", "old") << "(pop)\n";
  }
  script.close();
  auto const command = fmt::format("z3 '{0}/edits.smt2' > '{0}/edits.txt'", folder.string());
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream file{folder / "edits.txt"};
  std::size_t widened = 0;
  for (std::size_t index = 0; index < expected.size(); ++index) {
    for (auto const ours : {expected[index].widens, expected[index].narrows, expected[index].lifted, expected[index].forbidden}) {
      std::string answer;
      ASSERT_TRUE(std::getline(file, answer));
      ASSERT_TRUE(answer == "sat" || answer == "unsat") << answer;
      ASSERT_EQ(answer == "sat", ours) << "edit " << index << "\n" << told[index];
    }
    widened += expected[index].widens ? 1 : 0;
  }
  EXPECT_GT(widened, 200U) << "the edits should not all be idle";
}

constexpr std::string_view script = R"(
import json, sys
sys.path.insert(0, sys.argv[1])
import agree_oracle
for old, new in json.load(open(sys.argv[2])):
    old, new = (agree_oracle.cells(agree_oracle.strict(text, True)['agreement']) for text in (old, new))
    print(json.dumps(sorted({key[:5] for key in set(old) | set(new) if old.get(key) != new.get(key)})))
)";

/// One rule a discloser, so that no rule hides what another gives; terms the other reading does not look at stay.
DocumentSpec apart(Maker& maker) {
  DocumentSpec out;
  for (auto const& agency : agencies) {
    out.rules.push_back(maker.rule());
    out.rules.back().disclosers = {agency};
    out.rules.back().left_out.clear();
  }
  return out;
}

Set cells_of(Difference const& difference) {
  Set out;
  for (auto const& change : difference.cells) {
    for (auto const& box : change.boxes) {
      for (auto const& d : box.disclosers)
        for (auto const& c : box.recipients)
          for (auto const& o : box.roles)
            for (auto const& p : box.purposes)
              for (auto const& f : box.fields) out.insert(text::join({d, c, o, p, f}, " "));
    }
  }
  return out;
}

TEST(DiffOracle, AgreesWithTheIndependentReading) {
  auto const* const named = std::getenv("CONCORDAT_SHARED");
  auto const tools = (named != nullptr ? fs::path{named} : fs::path{CONCORDAT_SOURCE_DIR} / "../shared") / "tools";
  if (!fs::exists(tools / "agree_oracle.py")) GTEST_SKIP() << "the independent reading is not here";
  if (std::system("python3 -c 'import yaml' >/dev/null 2>&1") != 0) GTEST_SKIP() << "python3-yaml is not installed";
  auto maker = Maker{20261129};
  Json::Array pairs;
  std::vector<Set> ours;
  for (auto count = 0; count < 150; ++count) {
    auto const before = apart(maker);
    auto after = before;
    auto& rule = after.rules[maker.below(3)];
    switch (maker.below(4)) {
      case 0: rule.recipients = maker.some(agencies); break;
      case 1: rule.items = {{maker.one(fields), maker.one(transforms)}}; break;
      case 2: rule.form = maker.number(0, 3); break;
      default:
        do maker.change_condition(rule);
        while (!rule.left_out.empty() && (rule.left_out.clear(), true));
    }
    rule.min_group = before.rules[static_cast<std::size_t>(&rule - after.rules.data())].min_group;
    pairs.emplace_back(Json::Array{document_text(before), document_text(after)});
    auto const old_one = made(before);
    auto const new_one = made(after);
    ours.push_back(cells_of(compare(Scope{.agreements = {&old_one}}, Scope{.agreements = {&new_one}})));
  }
  auto const folder = fs::path{::testing::TempDir()};
  std::ofstream{folder / "diff_pairs.json"} << Json{std::move(pairs)}.canonical();
  std::ofstream{folder / "diff_oracle.py"} << script;
  ASSERT_EQ(std::system(fmt::format("python3 '{0}/diff_oracle.py' '{1}' '{0}/diff_pairs.json' > '{0}/diff_answers.txt'", folder.string(), tools.string()).c_str()), 0);
  std::ifstream answers{folder / "diff_answers.txt"};
  std::size_t changed = 0;
  for (auto const& mine : ours) {
    std::string line;
    ASSERT_TRUE(std::getline(answers, line));
    auto const theirs = Json::parse(line);
    ASSERT_TRUE(theirs) << line;
    Set cells;
    for (auto const& cell : theirs->array()) {
      std::vector<std::string> parts;
      for (auto const& part : cell.array()) parts.push_back(part.string());
      cells.insert(text::join(parts, " "));
    }
    EXPECT_EQ(mine, cells);
    changed += cells.empty() ? 0 : 1;
  }
  EXPECT_GT(changed, 50U);
}

}  // namespace
}  // namespace concordat::agreements::analysis
