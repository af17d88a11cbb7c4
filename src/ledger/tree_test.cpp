// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <bit>

#include "base/chance.h"
#include "crypto/encoding.h"
#include "ledger/memory_log.h"

namespace concordat::ledger {
namespace {

// The eight entries and roots that every implementation of RFC 6962 is tested with.
std::vector<std::string> rfc_entries() {
  std::vector<std::string> entries;
  for (auto const* hex :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
    entries.push_back(*crypto::from_hex(hex));
  }
  return entries;
}

constexpr std::string_view rfc_roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

/// The definition of RFC 6962 section 2.1, word by word: slow, and nothing in common with the code under
/// test.
Hash defined_root(std::vector<std::string> const& entries, std::size_t from, std::size_t to) {
  if (from == to) return crypto::sha256("");
  if (to - from == 1) return crypto::sha256(std::string(1, '\0') + entries[from]);
  auto const split = from + std::bit_floor(to - from - 1);
  auto const left = defined_root(entries, from, split);
  auto const right = defined_root(entries, split, to);
  return crypto::sha256("\x01" + std::string{crypto::text_of(left)} + std::string{crypto::text_of(right)});
}

std::vector<std::string> some_entries(std::size_t count) {
  std::vector<std::string> entries;
  for (std::size_t index = 0; index < count; ++index) entries.push_back(fmt::format("entry {}", index));
  return entries;
}

MemoryLog log_of(std::size_t count) {
  MemoryLog log;
  log.add(some_entries(count));
  return log;
}

TEST(Tree, HasTheRootsOfRfc6962) {
  auto const entries = rfc_entries();
  for (std::size_t size = 0; size <= 8; ++size) {
    MemoryLog log;
    log.add({entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(size)});
    EXPECT_EQ(crypto::to_hex(log.edge.root()), rfc_roots[size]) << size;
    TileHashes hashes{log, size};
    EXPECT_EQ(crypto::to_hex(*tree_root(size, hashes)), rfc_roots[size]) << size;
  }
}

TEST(Tree, GivesTheProofsOfRfc6962) {
  // from the tests of the reference implementation: the path of entry 5 in the tree of 8, and from 6 to 8
  // entries
  MemoryLog log;
  log.add(rfc_entries());
  TileHashes hashes{log, 8};
  auto const path = *prove_inclusion(5, 8, hashes);
  ASSERT_EQ(path.size(), 3U);
  EXPECT_EQ(crypto::to_hex(path[0]), "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
  EXPECT_EQ(crypto::to_hex(path[1]), "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
  EXPECT_EQ(crypto::to_hex(path[2]), "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
  auto const growth = *prove_consistency(6, 8, hashes);
  ASSERT_EQ(growth.size(), 3U);
  EXPECT_EQ(crypto::to_hex(growth[0]), "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a");
  EXPECT_EQ(crypto::to_hex(growth[1]), "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
  EXPECT_EQ(crypto::to_hex(growth[2]), "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
}

TEST(Tree, IsThatOfTheDefinitionAtEverySizeHoweverItGrew) {
  SeededChance chance{3};
  auto const entries = some_entries(600);
  MemoryLog log;
  while (log.stored.size() < entries.size()) {
    auto const from = log.stored.size();
    auto const to = std::min<std::size_t>(entries.size(), from + 1 + chance.below(9));
    log.add({entries.begin() + static_cast<std::ptrdiff_t>(from),
             entries.begin() + static_cast<std::ptrdiff_t>(to)});
    ASSERT_EQ(log.edge.root(), defined_root(entries, 0, to)) << to;
    auto const loaded = Edge::load(log, to);
    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded->root(), log.edge.root()) << to;
  }
}

TEST(Inclusion, IsProvedForEveryEntryOfEverySmallTree) {
  auto const log = log_of(70);
  for (std::uint64_t size = 1; size <= 70; ++size) {
    TileHashes hashes{log, size};
    TreeHead const head{size, *tree_root(size, hashes)};
    for (std::uint64_t index = 0; index < size; ++index) {
      auto const proof = *prove_inclusion(index, size, hashes);
      auto const leaf = leaf_hash(log.stored[index]);
      ASSERT_TRUE(check_inclusion(proof, index, leaf, head));
      ASSERT_FALSE(check_inclusion(proof, index, leaf_hash("another"), head));
      ASSERT_FALSE(check_inclusion(proof, index + 1, leaf, head));
      auto longer = proof;
      longer.push_back(leaf);
      ASSERT_FALSE(check_inclusion(longer, index, leaf, head));
      if (!proof.empty()) {
        auto shorter = proof;
        shorter.pop_back();
        ASSERT_FALSE(check_inclusion(shorter, index, leaf, head));
      }
    }
  }
}

TEST(Consistency, IsProvedBetweenAllSmallTreesAndForNoOther) {
  auto const log = log_of(40);
  for (std::uint64_t new_size = 0; new_size <= 40; ++new_size) {
    TileHashes hashes{log, new_size};
    TreeHead const later{new_size, *tree_root(new_size, hashes)};
    for (std::uint64_t old_size = 0; old_size <= new_size; ++old_size) {
      TileHashes old_hashes{log, old_size};
      TreeHead const earlier{old_size, *tree_root(old_size, old_hashes)};
      auto const proof = *prove_consistency(old_size, new_size, hashes);
      ASSERT_TRUE(check_consistency(proof, earlier, later)) << old_size << " " << new_size;
      auto forged = earlier;
      forged.root[7] ^= std::byte{1};
      ASSERT_FALSE(check_consistency(proof, forged, later));
      if (old_size == 0) continue;  // every tree continues the empty one
      forged = later;
      forged.root[7] ^= std::byte{1};
      ASSERT_FALSE(check_consistency(proof, earlier, forged));
      for (auto const& hash : proof) {
        auto changed = proof;
        changed[static_cast<std::size_t>(&hash - proof.data())][0] ^= std::byte{1};
        ASSERT_FALSE(check_consistency(changed, earlier, later));
      }
      auto longer = proof;
      longer.push_back(later.root);
      ASSERT_FALSE(check_consistency(longer, earlier, later));
    }
  }
}

TEST(Proofs, AreRefusedForWhatTheTreeDoesNotHave) {
  auto const log = log_of(3);
  TileHashes hashes{log, 3};
  EXPECT_EQ(prove_inclusion(3, 3, hashes).error().code.view(), "ledger.no-such-entry");
  EXPECT_EQ(prove_consistency(4, 3, hashes).error().code.view(), "ledger.log-shorter");
  EXPECT_EQ(hashes.subtree(2, 0).error().code.view(), "ledger.no-such-subtree");
  EXPECT_FALSE(check_consistency({}, {4, empty_root()}, {3, empty_root()}));
  EXPECT_FALSE(check_inclusion({}, 0, empty_root(), {0, empty_root()}));
}

}  // namespace
}  // namespace concordat::ledger
