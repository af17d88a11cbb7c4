// SPDX-License-Identifier: Apache-2.0
#include "protection/history/published.h"

#include <gtest/gtest.h>

#include <array>

#include "protection/cells/perturbation.h"
#include "protection/history/history.h"

namespace concordat::protection {
namespace {

bool holds(KnownRange const& known, std::int64_t count) { return count >= known.low && (!known.high || count <= *known.high); }

TEST(PublishedValues, AreWhatTheRuleMakesThemOf) {
  for (auto const& [rule, smallest] : {std::pair{SmallNumberRule::nhs(), std::int64_t{8}}, {*SmallNumberRule::nhs().stricter(12), std::int64_t{12}}}) {
    for (std::int64_t count = 0; count <= 60; ++count) {
      auto const cell = rule.apply(static_cast<double>(count));
      Published const value = cell.state == CellState::value ? Published{cell.value} : std::nullopt;
      EXPECT_TRUE(holds(known_of_nhs(value, smallest), count)) << count;
    }
  }
  EXPECT_EQ(known_of_nhs(std::nullopt), (KnownRange{1, 7}));
  EXPECT_EQ(known_of_nhs(0), (KnownRange{0, 0}));
  EXPECT_EQ(known_of_nhs(10), (KnownRange{8, 12}));
  EXPECT_EQ(known_of_nhs(15), (KnownRange{13, 17}));
  EXPECT_EQ(known_of_ten_five(std::nullopt), (KnownRange{0, 9}));
  EXPECT_EQ(known_of_ten_five(10), (KnownRange{10, 12}));
  EXPECT_EQ(known_of_partner(14), (KnownRange{14, 14}));
  EXPECT_EQ(known_of_partner(std::nullopt), (KnownRange{0, std::nullopt})) << "small, or hidden beside a small one";
}

TEST(PublishedValues, OfTheCellKeyAreTheCountsThatAnyKeyMakesThemOf) {
  auto const& table = PerturbationTable::standard();
  for (std::int64_t count = 0; count <= 40; ++count) {
    for (int key = 0; key < 256; ++key) {
      auto const value = count + table.change(count, static_cast<std::uint8_t>(key));
      EXPECT_TRUE(holds(known_of_cell_key(value), count)) << count << ' ' << key;
      if (value < 8) {
        EXPECT_TRUE(holds(known_of_cell_key(std::nullopt, 8), count)) << count << ' ' << key;
      }
    }
  }
  EXPECT_EQ(known_of_cell_key(0), (KnownRange{0, 5}));
  EXPECT_EQ(known_of_cell_key(3), (KnownRange{1, 8})) << "nought stays nought, so a 3 is somebody";
  EXPECT_EQ(known_of_cell_key(20), (KnownRange{15, 25}));
  EXPECT_EQ(known_of_cell_key(1), KnownRange{}) << "never published: nothing is known by it";
  for (std::int64_t value : {0, 3, 4, 5, 6, 7, 8, 9, 10}) {
    auto const known = known_of_cell_key(value);
    EXPECT_GE(*known.high - known.low, 5) << value << ": by itself it must tell nobody a small count";
  }
}

// One table to partners under the small-number rule, of all sources together, and one of a source by itself for everybody.
TEST(PublishedValues, OfTwoRulesTellTogetherWhatNeitherTellsAlone) {
  std::vector<std::int64_t> const counts{4, 2};  // police, emergency department
  PastRelease const to_partner{"partner", {"csp"}, {figure_of({0, 1}, known_of_nhs(std::nullopt))}};
  PastRelease const for_all{"public", {}, {figure_of({0}, known_of_cell_key(9))}};
  EXPECT_TRUE(judge(counts, {}, to_partner)->safe());
  EXPECT_TRUE(judge(counts, {}, for_all)->safe());
  for (auto const& [first, second] : {std::pair{to_partner, for_all}, {for_all, to_partner}}) {
    auto const verdict = judge(counts, {first}, second).value();
    ASSERT_EQ(verdict.breaches.size(), 2U) << "4 to 7 of the police, at most 3 of the department";
    for (auto const& breach : verdict.breaches) EXPECT_EQ(breach.reader, "csp");
    EXPECT_EQ(verdict.breaches[0].low, 4);
    EXPECT_EQ(verdict.breaches[0].high, 7);
    EXPECT_EQ(verdict.breaches[1].low, 0);
    EXPECT_EQ(verdict.breaches[1].high, 3);
    bool partner = false;
    bool everybody = false;
    for (auto const& one : verdict.breaches[1].witness) (one.release == "partner" ? partner : everybody) = true;
    EXPECT_TRUE(partner && everybody) << "the difference of both";
  }
}

// A quarter that is closed anew: what is in both closings, what went, what came. Under the rounding rule alone no two figures tell how many
// came or went, for nobody can tell how many stayed.
TEST(PublishedValues, OfTwoClosingsTellNoSmallNumberOfWhatCameOrWent) {
  auto const rule = SmallNumberRule::nhs();
  auto const told = [&](std::int64_t count) {
    auto const cell = rule.apply(static_cast<double>(count));
    return known_of_nhs(cell.state == CellState::value ? Published{cell.value} : std::nullopt);
  };
  for (std::int64_t stayed = 0; stayed <= 12; ++stayed) {
    for (std::int64_t went = 0; went <= 6; ++went) {
      for (std::int64_t came = 0; came <= 6; ++came) {
        PastRelease const before{"first closing", {"csp"}, {figure_of({0, 1}, told(stayed + went))}};
        PastRelease const after{"second closing", {"csp"}, {figure_of({0, 2}, told(stayed + came))}};
        auto const verdict = judge({stayed, went, came}, {before}, after);
        ASSERT_TRUE(verdict) << verdict.error().code.view();
        EXPECT_TRUE(verdict->safe()) << stayed << ' ' << went << ' ' << came;
      }
    }
  }
}

}  // namespace
}  // namespace concordat::protection
