// SPDX-License-Identifier: Apache-2.0
// The engine decides as an independent reading of the documents does, and as an SMT solver does; and two versions are
// decided differently by the engine where, and only where, the comparison says so.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "agreements/analysis/engine_testing.h"
#include "agreements/analysis/smt_testing.h"
#include "agreements/engine/question_json.h"

namespace concordat::agreements::analysis {
namespace {

using namespace testing;
namespace fs = std::filesystem;

int const many = agreements::testing::cases_or(5'000);
constexpr auto points_each = 20;

std::string told(std::vector<DocumentSpec> const& documents) {
  std::string out;
  for (auto const& one : documents) out += document_text(one);
  return out;
}

std::vector<DocumentSpec> some_documents(Maker& maker) {
  std::vector<DocumentSpec> out;
  for (auto number = 1 + static_cast<int>(maker.below(3)); number > 0; --number) {
    out.push_back(maker.document());
    out.back().number = number;
    if (maker.seldom()) out.back().from = maker.number(5, 15);
    if (maker.seldom()) out.back().until = maker.number(6, 20);
  }
  return out;
}

/// Most near what some rule gives, the others anywhere; some on a day on which a document begins or ends.
Point some_point(Maker& maker, std::vector<DocumentSpec> const& documents) {
  auto out = maker.below(4) == 0 ? maker.point() : maker.edge_of(maker.one(maker.one(documents).rules));
  if (maker.seldom()) out.day = maker.number(4, 21);
  switch (maker.below(10)) {
    case 0: out.form = maker.number(0, 3); break;
    case 1: out.trained.reset(); break;
    case 2: out.within = maker.some(areas); break;
    case 3: out.cell.purpose = maker.one(purposes); break;
    case 4: out.consent_age += 3; break;
    case 5: out.code = maker.one(codes); break;
    default: break;
  }
  return out;
}

TEST(EngineOracle, TheEngineDecidesAsAnIndependentReadingDoes) {
  auto maker = Maker{20261130};
  std::size_t permitted = 0;
  std::size_t refused = 0;
  for (auto count = 0; count < many / points_each; ++count) {
    auto const documents = some_documents(maker);
    auto const engine = AskedEngine{documents};
    for (auto tries = 0; tries < points_each; ++tries) {
      auto const at = some_point(maker, documents);
      auto const expected = permits(documents, at);
      ASSERT_EQ(engine.permits(at), expected) << told(documents) << to_json(request_at(at), facts_at(at)).canonical();
      (expected ? permitted : refused) += 1;
    }
  }
  EXPECT_GT(permitted, static_cast<std::size_t>(many / 5)) << "the questions must not be hopeless";
  EXPECT_GT(refused, static_cast<std::size_t>(many / 5)) << "nor idle";
}

/// The point as assertions about every variable.
std::string smt_point(Point const& at) {
  std::string out;
  auto const set = [&](std::string const& name, std::string const& value) { out += fmt::format("(= {} {})", name, value); };
  auto const whole = [&](std::string const& name, std::optional<int> value) { set(name, value ? std::to_string(*value) : "(- 1)"); };
  auto const flag = [&](std::string const& name, bool value) { out += value ? " " + name + " " : fmt::format("(not {})", name); };
  auto const word = [&](std::string const& name, std::optional<std::string> const& value, std::vector<std::string> const& of) {
    set(name, value ? number_in(of, *value) : "(- 1)");
  };
  set("discloser", number_in(agencies, at.cell.discloser));
  set("recipient", number_in(agencies, at.cell.recipient));
  set("role", number_in(roles, at.cell.role));
  set("purpose", number_in(purposes, at.cell.purpose));
  set("field", number_in(smt_fields, at.cell.field));
  set("gateway", number_in(gateways, at.gateway));
  set("detail", number_in(transforms, at.as));
  set("from", number_in(kept_from, at.from));
  set("profile", number_in(profiles, at.profile));
  for (auto const& [name, value] : {std::pair{"form", at.form}, {"day", at.day}, {"band", at.band}, {"consentage", at.consent_age},
                                    {"group", at.group_accepted}, {"keep", at.keep_wanted}}) {
    whole(name, value);
  }
  for (auto const& [name, value] : {std::pair{"trained", at.trained}, {"concern", at.concern_age}, {"decision", at.decision}, {"age", at.age}, {"subjects", at.subjects}}) {
    whole(name, value);
  }
  word("linked", at.linked, areas);
  word("code", at.code, codes);
  word("consent", at.consent_of, people);
  word("casetype", at.case_type, testing::cases);
  word("subject", at.subject, subject_roles);
  word("joined", at.joined, smt_fields);
  flag("within", at.within.has_value());
  for (auto const& area : areas) flag(area, !at.within || at.within->contains(area));
  for (auto const* const value : {"home", "street"}) flag(value, at.left_out_accepted.contains(value));
  flag("necessity", at.necessity);
  flag("refuse", at.refuse_accepted);
  flag("anonymise", at.anonymise_wanted);
  flag("onward", at.onward_wanted);
  return out;
}

TEST(EngineOracle, TheEngineDecidesAsZ3Does) {
  if (std::system("z3 --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "z3 is not installed";
  auto maker = Maker{20261201};
  std::vector<bool> ours;
  std::vector<std::string> asked;
  auto const folder = fs::path{::testing::TempDir()};
  std::ofstream script{folder / "decisions.smt2"};
  script << smt_head();
  for (auto count = 0; count < 250; ++count) {
    auto const documents = some_documents(maker);
    auto const engine = AskedEngine{documents};
    std::string given, forbidden;
    script << "(push)\n";
    for (std::size_t place = 0; place < documents.size(); ++place) {
      script << smt_document(fmt::format("d{}", place), documents[place]);
      given += fmt::format(" (and d{0}-runs d{0}-gives)", place);
      forbidden += fmt::format(" (and d{0}-runs d{0}-forbids)", place);
    }
    script << fmt::format("(define-fun permitted () Bool (and (or false{}) (not (or false{}))))\n", given, forbidden);
    for (auto tries = 0; tries < points_each; ++tries) {
      auto const at = some_point(maker, documents);
      ours.push_back(engine.permits(at));
      asked.push_back(told(documents) + to_json(request_at(at), facts_at(at)).canonical());
      script << "(push)(assert (and permitted " << smt_point(at) << "))(check-sat)(pop)\n";
    }
    script << "(pop)\n";
  }
  script.close();
  ASSERT_EQ(std::system(fmt::format("z3 '{0}/decisions.smt2' > '{0}/decisions.txt'", folder.string()).c_str()), 0);
  std::ifstream answers{folder / "decisions.txt"};
  for (std::size_t index = 0; index < ours.size(); ++index) {
    std::string answer;
    ASSERT_TRUE(std::getline(answers, answer));
    ASSERT_TRUE(answer == "sat" || answer == "unsat") << answer;
    ASSERT_EQ(answer == "sat", ours[index]) << asked[index];
  }
  EXPECT_GT(std::count(ours.begin(), ours.end(), true), 1000) << "the questions must not be hopeless";
}

/// Two versions of two documents, the second after a few edits, and what the comparison says of them.
struct Versions {
  std::vector<DocumentSpec> before, after;
  Difference difference;

  explicit Versions(Maker& maker) : before{maker.document(), maker.document()} {
    before[1].number = 2;
    after = before;
    for (auto edits = 1 + maker.below(3); edits > 0; --edits) maker.edit(after[maker.below(2)]);
    for (auto& document : after) document.until = 365;
    auto const old_ones = made(before);
    auto const new_ones = made(after);
    difference = compare(scope_of(old_ones), scope_of(new_ones));
  }
};

TEST(EngineOracle, NoDecisionOfTheEngineDiffersOutsideTheDifference) {
  auto maker = Maker{20261202};
  std::size_t differing = 0;
  for (auto count = 0; count < many / points_each; ++count) {
    auto const versions = Versions{maker};
    auto const was = AskedEngine{versions.before};
    auto const is = AskedEngine{versions.after};
    for (auto tries = 0; tries < points_each; ++tries) {
      auto at = some_point(maker, tries % 2 == 0 ? versions.before : versions.after);
      at.day = 10;
      auto const* const change = versions.difference.at(at.cell);
      for (auto const& [old_answer, new_answer] : {std::pair{was.permits(at), is.permits(at)}, {was.permits_somehow(at), is.permits_somehow(at)}}) {
        if (old_answer == new_answer) continue;
        ++differing;
        ASSERT_NE(change, nullptr) << told(versions.before) << told(versions.after);
        ASSERT_TRUE(new_answer ? change->widens : change->narrows) << told(versions.before) << told(versions.after);
      }
    }
  }
  EXPECT_GT(differing, static_cast<std::size_t>(many / 50)) << "the questions should hit what changed";
}

/// Tries questions near the rules of `giving` for the cell until one is given by it and refused by the other.
bool found_one(Maker& maker, std::vector<DocumentSpec> const& giving, std::vector<DocumentSpec> const& refusing, Cell const& cell) {
  auto const gives = AskedEngine{giving};
  auto const refuses = AskedEngine{refusing};
  for (auto const& document : giving) {
    for (auto rule : document.rules) {
      auto const item = rule.items.find(cell.field);
      if (item == rule.items.end()) continue;
      rule.items = {*item};
      for (auto tries = 0; tries < 300; ++tries) {
        auto at = maker.edge_of(rule);
        at.cell = cell;
        if (gives.permits(at) && !refuses.permits(at)) return true;
      }
    }
  }
  return false;
}

TEST(EngineOracle, SomeDecisionOfTheEngineDiffersWhereverTheDifferenceSaysSo) {
  auto maker = Maker{20261203};
  auto looked = 0;
  for (auto count = 0; count < many / 100; ++count) {
    auto const versions = Versions{maker};
    for (auto const& change : versions.difference.cells) {
      auto const& box = change.boxes.front();
      auto const cell = Cell{box.disclosers[0], box.recipients[0], box.roles[0], box.purposes[0], box.fields[0]};
      ++looked;
      ASSERT_TRUE(!change.widens || found_one(maker, versions.after, versions.before, cell)) << told(versions.before) << told(versions.after);
      ASSERT_TRUE(!change.narrows || found_one(maker, versions.before, versions.after, cell)) << told(versions.before) << told(versions.after);
    }
  }
  EXPECT_GT(looked, many / 200);
}

}  // namespace
}  // namespace concordat::agreements::analysis
