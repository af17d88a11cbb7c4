// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/split_view.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/witness/witness_test_tools.h"

namespace concordat::ledger {
namespace {

class SplitViews : public testing::Test {
 protected:
  /// One key, two histories that have `common` entries together.
  void fork(std::size_t common) {
    log_.grow(common);
    other_ = log_.fork();
  }
  [[nodiscard]] static Sighting seen(TestLog const& log) { return {log.note(), log.log.edge.head()}; }
  /// What the larger log shows of its first entries, as if the smaller note were of another history.
  [[nodiscard]] static SplitView held_up(Sighting const& smaller, TestLog const& larger) {
    TileHashes hashes{larger.log, larger.log.edge.size()};
    return {smaller.note, larger.note(), *tree_root(smaller.head.size, hashes), *prove_consistency(smaller.head.size, larger.log.edge.size(), hashes)};
  }
  [[nodiscard]] std::string checked(SplitView const& split) const {
    auto const proven = check_split_view(split, keys_);
    return proven ? "proven" : std::string{proven.error().code.view()};
  }

  SeededChance chance_{21};
  TestLog log_{chance_};
  TestLog other_{chance_};
  std::vector<VerifierKey> keys_{log_.verifier};
};

TEST_F(SplitViews, OfOneSizeAreTwoNotesAndNothingElse) {
  fork(5);
  log_.grow(9, "a");
  other_.grow(9, "b");
  auto const split = split_of_one_size(seen(log_), seen(other_));
  ASSERT_TRUE(split);
  EXPECT_EQ(checked(*split), "proven");
  EXPECT_EQ(id_of(*split), id_of(*split_of_one_size(seen(other_), seen(log_)))) << "one proof, whoever finds it";
  EXPECT_FALSE(split_of_one_size(seen(log_), seen(log_)));
  other_.grow(10, "b");
  EXPECT_FALSE(split_of_one_size(seen(log_), seen(other_)));
  TestLog stranger{chance_, "stranger.example/log"};
  stranger.grow(9, "s");
  EXPECT_FALSE(split_of_one_size(seen(log_), seen(stranger))) << "two logs";
}

// The invariant: whatever two states a log was in, a proof holds exactly where they are of two histories.
TEST_F(SplitViews, AreProvenExactlyWhereTwoHistoriesParted) {
  SeededChance draw{5};
  for (int times = 0; times < 100; ++times) {
    auto const common = draw.below(40);
    auto const smaller = 1 + draw.below(300);
    auto const larger = smaller + draw.below(300);
    log_.log = {};
    fork(common);
    log_.grow(std::max<std::size_t>(smaller, common), "a");
    other_.grow(std::max<std::size_t>(larger, common), "b");
    // log_ may have kept to what both have; then the other one continues it
    bool const parted = log_.log.edge.size() > common;
    if (log_.log.edge.size() > other_.log.edge.size()) continue;
    EXPECT_EQ(checked(held_up(seen(log_), other_)), parted ? "proven" : "split-view.not-proven") << common << " " << smaller << " " << larger;
  }
}

TEST_F(SplitViews, CannotBeMadeOfAnHonestLog) {
  log_.grow(20);
  auto const earlier = seen(log_);
  auto const at_twenty = log_.log;
  log_.grow(33);
  auto honest = held_up(earlier, log_);
  EXPECT_EQ(checked(honest), "split-view.not-proven") << "they go together";
  auto lying = honest;
  lying.root = leaf_hash("x");
  EXPECT_EQ(checked(lying), "split-view.not-proven") << "the proof is of another root";
  lying.proof.clear();
  EXPECT_EQ(checked(lying), "split-view.not-proven");
  std::swap(honest.smaller, honest.larger);
  EXPECT_EQ(checked(honest), "split-view.not-proven");
  TestLog impostor{chance_, log_.verifier.name()};
  impostor.grow(20, "impostor");
  lying = held_up(earlier, log_);
  lying.smaller = impostor.note();
  EXPECT_EQ(checked(lying), "split-view.not-proven") << "the same name under another key";
  lying.smaller = write_note({checkpoint_text({log_.verifier.name(), {20, leaf_hash("x")}}), parse_note(earlier.note)->signatures});
  EXPECT_EQ(checked(lying), "split-view.not-proven") << "a signature of something else";
  lying.smaller = sign_checkpoint({0, leaf_hash("x")}, log_.verifier, log_.key);
  lying.larger = sign_checkpoint({0, empty_root()}, log_.verifier, log_.key);
  lying.root = empty_root();
  lying.proof.clear();
  EXPECT_EQ(checked(lying), "split-view.not-proven") << "of nothing there is one history only";
}

TEST_F(SplitViews, OfTwoKeysOfOneLogAreProvenUnderBoth) {
  fork(3);
  log_.grow(8, "a");
  other_.key = crypto::SigningKey::generate(chance_);
  other_.verifier = *VerifierKey::make(log_.verifier.name(), other_.key.public_key());
  other_.grow(8, "b");
  auto const split = *split_of_one_size(seen(log_), seen(other_));
  EXPECT_EQ(checked(split), "split-view.not-proven") << "the second key is not known";
  keys_.push_back(other_.verifier);
  EXPECT_EQ(checked(split), "proven");
}

TEST_F(SplitViews, HaveOneSpelling) {
  fork(3);
  log_.grow(70, "a");
  other_.grow(700, "b");
  auto const text = write_split_view(held_up(seen(log_), other_));
  auto const parsed = parse_split_view(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(write_split_view(*parsed), text);
  EXPECT_EQ(checked(*parsed), "proven");
  EXPECT_EQ(signed_part(parsed->smaller, keys_), parsed->smaller);
  std::vector<std::string> const bad{"", "x", text.substr(1), text + "x", text + "\n", "concordat/split-view@v1\n", "concordat/split-view@v1\nroot x\n\n", text.substr(0, text.size() / 2), std::string(200'000, 'x')};
  for (auto const& each : bad) {
    auto const read = parse_split_view(each);
    ASSERT_FALSE(read) << each.substr(0, 60);
    EXPECT_EQ(read.error().code.view(), "split-view.malformed");
  }
  // No change of a byte makes another proof of it.
  for (std::size_t at = 0; at < text.size(); at += 3) {
    auto changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    auto const read = parse_split_view(changed);
    EXPECT_TRUE(!read || checked(*read) == "split-view.not-proven") << at;
  }
}

}  // namespace
}  // namespace concordat::ledger
