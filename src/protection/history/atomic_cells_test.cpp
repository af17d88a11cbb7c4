// SPDX-License-Identifier: Apache-2.0
#include "protection/history/atomic_cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "protection/history/history.h"

namespace concordat::protection {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(CategoryHistory, KnowsWhatWasSplitMergedAndRenamed) {
  std::array<CodeChange, 2> const changes{CodeChange{{"blade", "knife"}, {"blade", "machete"}, {"bottle", "bottle"}, {"fist", "body part"}},
                                          CodeChange{{"knife", "knife"}, {"machete", "knife or machete"}, {"knife", "knife or machete"}, {"bottle", "other"}, {"body part", "other"}}};
  auto const history = CategoryHistory::from({"blade", "bottle", "fist"}, changes).value();
  EXPECT_THAT(history.of(0, "blade"), SizeIs(3)) << "called a knife throughout, a knife and then either, a machete and then either";
  EXPECT_THAT(history.of(1, "knife"), SizeIs(2));
  EXPECT_THAT(history.of(2, "other"), SizeIs(2)) << "bottles and fists were merged";
  EXPECT_EQ(history.of(0, "fist"), history.of(1, "body part")) << "renamed";
  EXPECT_THAT(history.of(2, "machete"), IsEmpty());
  EXPECT_THAT(history.of(7, "knife"), IsEmpty());
  EXPECT_THAT(history.called(history.of(0, "fist").front()), ElementsAre("fist", "body part", "other"));
  std::array<CodeChange, 1> const loses{CodeChange{{"blade", "knife"}}};
  EXPECT_EQ(CategoryHistory::from({"blade", "fist"}, loses).error().code.view(), "history.code-lost");
}

TEST(AtomicSpace, NumbersEachCellOnce) {
  AtomicSpace const space{3, 4, 2};
  EXPECT_EQ(space.size(), 24U);
  std::array<std::uint32_t, 2> const areas{0, 2};
  std::array<std::uint32_t, 1> const periods{3};
  std::array<std::uint32_t, 2> const categories{0, 1};
  EXPECT_THAT(space.cells(areas, periods, categories), ElementsAre(6, 7, 22, 23));
}

/// Counts of one area: blades, which became knives and machetes, and fists.
struct Recoded {
  CategoryHistory history = CategoryHistory::from({"blade", "fist"}, std::array<CodeChange, 1>{CodeChange{{"blade", "knife"}, {"blade", "machete"}, {"fist", "fist"}}}).value();
  std::vector<std::int64_t> counts = {11, 3, 20};
  [[nodiscard]] AtomicFigure exact(std::size_t list, std::string const& code) const {
    auto const cells = history.of(list, code);
    std::int64_t sum = 0;
    for (auto const cell : cells) sum += counts[cell];
    return AtomicFigure::exact(cells, sum);
  }
};

// Before the list changed: blades; after it: knives. The difference is the machetes, which no release names.
TEST(CategoryHistory, OfASplitCodeTellsByDifference) {
  Recoded const recoded;
  PastRelease const before{"old list", {"csp"}, {recoded.exact(0, "blade"), recoded.exact(0, "fist")}};
  auto const told = judge(recoded.counts, {before}, {"new list", {"csp"}, {recoded.exact(1, "knife"), recoded.exact(1, "fist")}}).value();
  ASSERT_EQ(told.breaches.size(), 1U);
  EXPECT_EQ(recoded.history.called(told.breaches.front().cell), (std::vector<std::string>{"blade", "machete"}));
  EXPECT_EQ(told.breaches.front().low, 3);
  // renamed alone tells nothing new
  EXPECT_TRUE(judge(recoded.counts, {before}, {"new list", {"csp"}, {recoded.exact(1, "fist")}})->safe());
}

TEST(CategoryHistory, OfAMergedCodeTellsByDifference) {
  auto const history = CategoryHistory::from({"blade", "blunt"}, std::array<CodeChange, 1>{CodeChange{{"blade", "weapon"}, {"blunt", "weapon"}}}).value();
  std::vector<std::int64_t> const counts{14, 2};
  PastRelease const before{"old list", {"csp"}, {AtomicFigure::exact(history.of(0, "blade"), 14)}};
  auto const told = judge(counts, {before}, {"new list", {"csp"}, {AtomicFigure::exact(history.of(1, "weapon"), 16)}}).value();
  ASSERT_EQ(told.breaches.size(), 1U);
  EXPECT_EQ(history.called(told.breaches.front().cell).front(), "blunt");
}

}  // namespace
}  // namespace concordat::protection
