// SPDX-License-Identifier: Apache-2.0
// The Merkle tree of RFC 6962: leaf = SHA-256(0x00 || entry), node = SHA-256(0x01 || left || right).
//
// Proofs are made from any HashSource and checked with nothing but hashes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/hash.h"

namespace concordat::ledger {

using crypto::Hash;
using Proof = std::vector<Hash>;

[[nodiscard]] Hash leaf_hash(std::string_view entry);
[[nodiscard]] Hash node_hash(Hash const& left, Hash const& right);
/// SHA-256 of nothing.
[[nodiscard]] Hash empty_root();

/// Hashes of complete subtrees: number `index` of those over 2^height leaves.
class HashSource {
 public:
  virtual ~HashSource() = default;
  [[nodiscard]] virtual Result<Hash> subtree(unsigned height, std::uint64_t index) = 0;
};

[[nodiscard]] Result<Hash> tree_root(std::uint64_t size, HashSource& source);
/// REQUIRES: index < size.
[[nodiscard]] Result<Proof> prove_inclusion(std::uint64_t index, std::uint64_t size, HashSource& source);
/// REQUIRES: old_size <= new_size. Empty where they are equal or old_size is 0.
[[nodiscard]] Result<Proof> prove_consistency(std::uint64_t old_size, std::uint64_t new_size,
                                              HashSource& source);

struct TreeHead {
  std::uint64_t size = 0;
  Hash root = empty_root();
  bool operator==(TreeHead const&) const = default;
};

[[nodiscard]] bool check_inclusion(Proof const& proof, std::uint64_t index, Hash const& leaf,
                                   TreeHead const& head);
/// True where `later` is `earlier` with entries added and nothing else. A tree of size 0 goes before every
/// tree.
[[nodiscard]] bool check_consistency(Proof const& proof, TreeHead const& earlier, TreeHead const& later);

}  // namespace concordat::ledger
