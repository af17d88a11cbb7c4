// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "agreements/engine/compiled.h"
#include "base/chance.h"

namespace concordat::agreements {
namespace {

/// As the definition reads: of all rules in their order, the nearest that does not ask for all that a nearer one asks.
Pattern slowly(Judgement const& room, std::vector<std::uint64_t> const& covered, std::vector<std::uint64_t> const& carried) {
  std::vector<std::tuple<bool, bool, bool, int, std::vector<Reason>, std::size_t>> order;
  std::vector<Reasons> unmet;
  for (std::uint32_t at = 0; at < room.candidates.size(); ++at) {
    auto reasons = room.candidates[at].unmet;
    auto const superseded = reasons.contains(Reason::superseded);
    if (!holds(covered.data(), at)) reasons.insert(Reason::field_not_covered);
    if (!holds(carried.data(), at)) reasons.insert(Reason::gateway);
    order.emplace_back(superseded, !holds(covered.data(), at), reasons.contains(Reason::purpose), reasons.size(), reasons.list(), at);
    unmet.push_back(reasons);
  }
  std::sort(order.begin(), order.end());
  Pattern out;
  for (auto const& one : order) {
    auto const at = std::get<5>(one);
    auto const needless = std::any_of(out.near.begin(), out.near.begin() + out.near_count, [&](NearRule const& kept) { return unmet[at].includes(kept.unmet); });
    if (needless) continue;
    out.near[out.near_count++] = {room.candidates[at].rule, unmet[at]};
    if (out.near_count == out.near.size()) break;
  }
  return out;
}

std::vector<std::pair<std::uint32_t, std::vector<Reason>>> list(Pattern const& pattern) {
  std::vector<std::pair<std::uint32_t, std::vector<Reason>>> out;
  for (std::size_t at = 0; at < pattern.near_count; ++at) out.emplace_back(pattern.near[at].rule, pattern.near[at].unmet.list());
  return out;
}

class Nearest : public ::testing::TestWithParam<LaneWidth> {};

TEST_P(Nearest, AgreesWithTheDefinitionForRandomRules) {
  SeededChance chance{44};
  std::vector<std::size_t> sizes{0, 1, 7, 8, 9, 63, 64, 65, 1023, 1024, 1025, 2500};
  for (auto more = 0; more < 300; ++more) sizes.push_back(1 + chance.below(20));
  for (auto const size : sizes) {
    Judgement room;
    auto const kinds = 1 + chance.below(5);  // few, so that many rules are as far as each other
    for (std::uint32_t at = 0; at < size; ++at) {
      Candidate one{.rule = at};
      for (auto reasons = chance.below(4); reasons > 0; --reasons) {
        one.unmet.insert(static_cast<Reason>(static_cast<unsigned>(Reason::draft) + chance.below(kinds * 5)));
      }
      // A candidate has these two by the field alone.
      one.unmet.remove({Reason::field_not_covered, Reason::gateway});
      room.candidates.push_back(one);
    }
    std::vector<std::uint64_t> covered(size / 64 + 1, 0), carried(size / 64 + 1, 0);
    for (std::size_t at = 0; at < size; ++at) {
      covered[at / 64] |= std::uint64_t{chance.below(2)} << (at % 64);
      carried[at / 64] |= std::uint64_t{chance.below(2)} << (at % 64);
    }
    measure_candidates(room);
    Pattern found;
    if (!find_nearest_as(GetParam(), room, covered.data(), carried.data(), found)) GTEST_SKIP() << "this processor has no such code";
    ASSERT_EQ(list(found), list(slowly(room, covered, carried))) << size << " rules";
    Pattern chosen;
    find_nearest(room, covered.data(), carried.data(), chosen);
    ASSERT_EQ(list(found), list(chosen));
  }
}

INSTANTIATE_TEST_SUITE_P(, Nearest, ::testing::Values(LaneWidth::plain, LaneWidth::avx2, LaneWidth::avx512));

TEST(NamesOfABundle, AreFoundWhateverTheirLengthAndNoOtherIs) {
  Names names;
  std::vector<std::string> all;
  for (std::size_t length = 0; length <= 60; ++length) {
    for (auto const fill : {'a', 'b'}) {
      all.emplace_back(length, fill);
      // Differs in one place that neither the first, the middle nor the last bytes need to hold.
      for (std::size_t place = 0; place < length; ++place) {
        all.emplace_back(length, fill).at(place) = 'x';
      }
    }
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  for (std::size_t at = 0; at < all.size(); at += 2) names.put(all[at], static_cast<std::uint32_t>(at));
  for (std::size_t at = 0; at < all.size(); ++at) EXPECT_EQ(names.find(all[at]), at % 2 == 0 ? at : nothing) << all[at];
}

}  // namespace
}  // namespace concordat::agreements
