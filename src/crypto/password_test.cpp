// SPDX-License-Identifier: Apache-2.0
#include "crypto/password.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>


namespace concordat::crypto {
namespace {

constexpr PasswordCost cheap{.passes = 1, .memory = 8192};

TEST(Passwords, FitTheirOwnHashAndNoOther) {
  SeededChance chance{1};
  auto const hash = hash_password("seventeen green bicycles", cheap, chance);
  ASSERT_TRUE(hash);
  EXPECT_TRUE(*password_matches(*hash, "seventeen green bicycles"));
  EXPECT_FALSE(*password_matches(*hash, "seventeen green bicycle"));
  EXPECT_FALSE(*password_matches(*hash, ""));
  EXPECT_EQ(hash->find("bicycles"), std::string::npos);
  EXPECT_NE(*hash, *hash_password("seventeen green bicycles", cheap, chance)) << "each has a salt of its own";
}

TEST(Passwords, CostWhatWasDecided) {
  SeededChance chance{1};
  auto const hash = hash_password("seventeen green bicycles", {}, chance);
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *hash;
  EXPECT_TRUE(*password_matches(*hash, "seventeen green bicycles"));
  EXPECT_FALSE(needs_new_hash(*hash, {}));
  EXPECT_TRUE(needs_new_hash(*hash_password("seventeen green bicycles", cheap, chance), {}));
}

TEST(Passwords, AreHashedAsTheReferenceDoes) {
  // From the test of the reference implementation, argon2id 1.3.
  std::string const known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  EXPECT_TRUE(*password_matches(known, "password"));
  EXPECT_FALSE(*password_matches(known, "Password"));
}

TEST(Passwords, OfNobodyCostTheSameAndFitNothing) {
  SeededChance chance{1};
  auto const nobody = hash_of_nobody({});
  auto const somebody = *hash_password("seventeen green bicycles", {}, chance);
  EXPECT_EQ(nobody.size(), somebody.size());
  EXPECT_EQ(nobody.substr(0, 31), somebody.substr(0, 31));
  EXPECT_FALSE(needs_new_hash(nobody, {}));
  EXPECT_FALSE(*password_matches(hash_of_nobody(cheap), ""));
  EXPECT_FALSE(*password_matches(hash_of_nobody(cheap), "seventeen green bicycles"));
}

TEST(Passwords, NeverFitWhatIsNoHash) {
  for (auto const* broken : {"", "$argon2id$", "plain", "$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8"}) {
    EXPECT_FALSE(*password_matches(broken, "plain")) << broken;
  }
}

TEST(Passwords, SayWhereThereIsNoMemory) {
  SeededChance chance{1};
  auto const hash = hash_password("seventeen green bicycles", {.passes = 1, .memory = std::size_t{1} << 41U}, chance);
  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, FixedText{"password.no-memory"});
}

TEST(HashingQueues, LetTwoInLetSomeWaitAndRefuseTheRest) {  // attack 114
  HashingQueue queue{2, 1};
  auto first = queue.enter();
  auto second = queue.enter();
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  std::thread third{[&] { EXPECT_TRUE(queue.enter()); }};
  while (queue.waiting() < 1) std::this_thread::yield();
  auto const fourth = queue.enter();
  ASSERT_FALSE(fourth);
  EXPECT_EQ(fourth.error().code, FixedText{"password.busy"});
  EXPECT_EQ(fourth.error().fault, Fault::locked);
  {
    auto const gone = std::move(*first);
  }
  third.join();
  EXPECT_EQ(queue.entered(), 3U);
  EXPECT_TRUE(queue.enter()) << "the place of the third is free again";
}

TEST(HashingQueues, NeverLetMoreInThanTheyHavePlacesFor) {
  HashingQueue queue{2, 64};
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        auto const place = queue.enter();
        ASSERT_TRUE(place);
        int const now = ++inside;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --inside;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(most, 2);
  EXPECT_EQ(queue.entered(), 800U);
}

}  // namespace
}  // namespace concordat::crypto
