// SPDX-License-Identifier: Apache-2.0
// Decisions differ if and only if the request lies in the difference, on random pairs of small agreements, against a
// reading of them that shares no code with the comparison.
#include <gtest/gtest.h>

#include "agreements/analysis/testing.h"

namespace concordat::agreements::analysis {
namespace {

using namespace testing;

std::string told(std::vector<DocumentSpec> const& before, std::vector<DocumentSpec> const& after) {
  std::string out = "BEFORE\n";
  for (auto const& one : before) out += document_text(one);
  out += "AFTER\n";
  for (auto const& one : after) out += document_text(one);
  return out;
}

RuleSpec const& any_rule(Maker& maker, std::vector<DocumentSpec> const& documents) {
  return maker.one(maker.one(documents).rules);
}

/// Two documents and the same after a few edits, all with the same term.
struct Pair {
  std::vector<DocumentSpec> before, after;
  std::vector<Agreement> old_ones, new_ones;
  Difference difference;

  explicit Pair(Maker& maker) : before{maker.document(), maker.document()} {
    before[1].number = 2;
    after = before;
    for (auto edits = 1 + maker.below(3); edits > 0; --edits) maker.edit(after[maker.below(2)]);
    for (auto& document : after) document.until = 365;
    old_ones = made(before);
    new_ones = made(after);
    difference = compare(scope_of(old_ones), scope_of(new_ones));
  }
  [[nodiscard]] bool well_formed() const {
    return std::none_of(old_ones.begin(), old_ones.end(), [](auto const& one) { return one.id.text.empty(); }) &&
           std::none_of(new_ones.begin(), new_ones.end(), [](auto const& one) { return one.id.text.empty(); });
  }
};

TEST(DiffProperty, NoDecisionDiffersOutsideTheDifference) {
  auto maker = Maker{20261126};
  std::size_t differing = 0;
  for (auto count = 0; count < 2500; ++count) {
    auto const pair = Pair{maker};
    ASSERT_TRUE(pair.well_formed()) << told(pair.before, pair.after);
    for (auto tries = 0; tries < 40; ++tries) {
      auto const at = tries % 4 == 0 ? maker.point() : maker.edge_of(any_rule(maker, tries % 2 == 0 ? pair.before : pair.after));
      auto const new_answer = permits(pair.after, at);
      if (permits(pair.before, at) == new_answer) continue;
      ++differing;
      auto const* const change = pair.difference.at(at.cell);
      ASSERT_NE(change, nullptr) << told(pair.before, pair.after);
      EXPECT_TRUE(new_answer ? change->widens : change->narrows) << told(pair.before, pair.after);
    }
  }
  EXPECT_GT(differing, 5000U) << "the points should hit what changed";
}

/// Whether some request for the cell is decided otherwise, in the direction asked.
bool found_one(Maker& maker, Pair const& pair, Cell const& cell, bool wider) {
  auto const& giving = wider ? pair.after : pair.before;
  auto const& refusing = wider ? pair.before : pair.after;
  for (auto const& document : giving) {
    for (auto const& rule : document.rules) {
      if (!rule.disclosers.contains(cell.discloser) || !rule.recipients.contains(cell.recipient) || !rule.for_roles.contains(cell.role) ||
          !rule.for_purposes.contains(cell.purpose) || !rule.items.contains(cell.field)) {
        continue;
      }
      auto just_this = rule;
      just_this.items = {*rule.items.find(cell.field)};
      for (auto tries = 0; tries < 300; ++tries) {
        auto at = maker.edge_of(just_this);
        at.cell = cell;
        if (permits(giving, at) && !permits(refusing, at)) return true;
      }
    }
  }
  return false;
}

TEST(DiffProperty, SomeDecisionDiffersWhereverTheDifferenceSaysSo) {
  auto maker = Maker{20261127};
  for (auto count = 0; count < 1500; ++count) {
    auto const pair = Pair{maker};
    for (auto const& change : pair.difference.cells) {
      auto const& box = change.boxes.front();
      auto const cell = Cell{box.disclosers[0], box.recipients[0], box.roles[0], box.purposes[0], box.fields[0]};
      EXPECT_TRUE(!change.widens || found_one(maker, pair, cell, true)) << told(pair.before, pair.after);
      EXPECT_TRUE(!change.narrows || found_one(maker, pair, cell, false)) << told(pair.before, pair.after);
      if (HasFailure()) return;
    }
  }
}

TEST(DiffProperty, NothingDiffersFromItself) {
  auto maker = Maker{7};
  for (auto count = 0; count < 1000; ++count) {
    std::vector<DocumentSpec> documents{maker.document(), maker.document(), maker.document()};
    documents[1].number = 2;
    documents[2].number = 3;
    auto const one = made(documents);
    std::swap(documents[0], documents[2]);
    auto const other = made(documents);
    EXPECT_TRUE(compare(scope_of(one), scope_of(other)).empty()) << told(documents, documents);
  }
}

TEST(DiffProperty, TheOtherWayRoundWidensWhatNarrowed) {
  auto maker = Maker{8};
  for (auto count = 0; count < 1000; ++count) {
    std::vector<DocumentSpec> before{maker.document()};
    auto after = before;
    maker.edit(after[0]);
    auto const old_ones = made(before);
    auto const new_ones = made(after);
    auto const there = compare(scope_of(old_ones), scope_of(new_ones));
    auto const back = compare(scope_of(new_ones), scope_of(old_ones));
    std::size_t cells_there = 0;
    for (auto const& change : there.cells) {
      cells_there += change.cells();
      for (auto const& box : change.boxes) {
        auto const* const other = back.at({box.disclosers[0], box.recipients[0], box.roles[0], box.purposes[0], box.fields[0]});
        ASSERT_NE(other, nullptr) << told(before, after);
        EXPECT_EQ(change.widens, other->narrows) << told(before, after);
        EXPECT_EQ(change.narrows, other->widens) << told(before, after);
      }
    }
    std::size_t cells_back = 0;
    for (auto const& change : back.cells) cells_back += change.cells();
    EXPECT_EQ(cells_there, cells_back);
  }
}

TEST(DiffProperty, NoCellIsToldTwice) {
  auto maker = Maker{9};
  for (auto count = 0; count < 300; ++count) {
    std::vector<DocumentSpec> before{maker.document(), maker.document()};
    std::vector<DocumentSpec> after{maker.document(), maker.document()};
    auto const difference = compare(scope_of(made(before)), scope_of(made(after)));
    for (auto const& discloser : agencies) {
      for (auto const& recipient : agencies) {
        for (auto const& field : fields) {
          auto const cell = Cell{discloser, recipient, roles[0], purposes[0], field};
          auto times = 0;
          for (auto const& change : difference.cells) {
            for (auto const& box : change.boxes) times += box.contains(cell) ? 1 : 0;
          }
          EXPECT_LE(times, 1);
        }
      }
    }
  }
}

}  // namespace
}  // namespace concordat::agreements::analysis
