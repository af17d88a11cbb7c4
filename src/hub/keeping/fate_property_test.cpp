// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/chance.h"
#include "hub/keeping/fate.h"

namespace concordat::hub {
namespace {

constexpr Date start{std::chrono::year{2026} / 11 / 21};

/// Any rule, item and day within what the definitions allow.
struct Any {
  catalogue::KeepingRule rule;
  Item item;
  Date today = {};
};

Any any(SeededChance& chance) {
  Any one;
  auto const number = [&](std::uint64_t bound) { return static_cast<int>(chance.below(bound)); };
  one.rule.keep_for = Period{.months = 1 + number(36)};
  if (number(2) == 0) one.rule.under_18 = Period{.months = 1 + number(static_cast<std::uint64_t>(one.rule.keep_for.months))};
  if (number(2) == 0) one.rule.held_at_most = Period{.months = 1 + number(24)};
  one.item.from = start + std::chrono::days{number(1000)};
  if (number(2) == 0) one.item.agreed = one.item.from + std::chrono::days{number(1500)};
  one.item.child = number(2) == 0;
  one.item.holds = static_cast<Holds>(number(6));
  one.today = start + std::chrono::days{number(3000)};
  return one;
}

TEST(Fates, AreNeverLaterForAChildOrByAnAgreement) {  // S31
  SeededChance chance{7};
  for (int i = 0; i < 20'000; ++i) {
    auto const one = any(chance);
    auto plain = one.item;
    plain.child = false;
    plain.agreed.reset();
    EXPECT_LE(due_day(one.item, one.rule), due_day(plain, one.rule));
    EXPECT_LE(due_day(one.item, one.rule), add(one.item.from, one.rule.keep_for));
    if (one.item.agreed) {
      EXPECT_LE(due_day(one.item, one.rule), *one.item.agreed);
    }
    if (one.item.child && one.rule.under_18) {
      EXPECT_LE(due_day(one.item, one.rule), add(one.item.from, *one.rule.under_18));
    }
  }
}

TEST(Fates, StayGoneAndNothingIsHeldForEver) {  // S31
  SeededChance chance{8};
  for (int i = 0; i < 20'000; ++i) {
    auto const one = any(chance);
    auto const fate = fate_of(one.item, one.rule, one.today);
    auto const last = add(due_day(one.item, one.rule), one.rule.held_at_most.value_or(Period{}));
    EXPECT_TRUE(one.today < last || fate.goes) << "past the stated limit";
    EXPECT_TRUE(one.today >= due_day(one.item, one.rule) || !fate.goes) << "before its day";
    if (fate.goes) {
      EXPECT_TRUE(fate_of(one.item, one.rule, one.today + std::chrono::days{1}).goes);
    } else {
      EXPECT_EQ(fate.kept_by != Holds::nothing, one.today >= due_day(one.item, one.rule)) << "the reason told is the true one";
    }
    auto loose = one.item;
    loose.holds = Holds::nothing;
    EXPECT_EQ(fate_of(loose, one.rule, one.today).goes, one.today >= due_day(one.item, one.rule)) << "what nothing holds goes on its day";
  }
}

}  // namespace
}  // namespace concordat::hub
