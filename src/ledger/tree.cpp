// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree.h"

#include <array>
#include <bit>

namespace concordat::ledger {
namespace {

constexpr std::array<std::byte, 1> leaf_prefix{std::byte{0x00}};
constexpr std::array<std::byte, 1> node_prefix{std::byte{0x01}};

/// Entries [from, to), where `from` is a multiple of the largest power of two below or equal to to - from.
struct Range {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  [[nodiscard]] std::uint64_t size() const { return to - from; }
  /// Where RFC 6962 splits it: the largest power of two smaller than the size.
  [[nodiscard]] std::uint64_t middle() const { return from + std::bit_floor(size() - 1); }
};

Result<Hash> root_of(Range range, HashSource& source) {
  // complete subtrees from the left, largest first; folded from the right
  std::vector<Hash> peaks;
  while (range.size() > 0) {
    auto const width = std::bit_floor(range.size());
    auto const height = static_cast<unsigned>(std::countr_zero(width));
    auto peak = source.subtree(height, range.from >> height);
    if (!peak) return peak;
    peaks.push_back(*peak);
    range.from += width;
  }
  auto root = peaks.back();
  peaks.pop_back();
  while (!peaks.empty()) {
    root = node_hash(peaks.back(), root);
    peaks.pop_back();
  }
  return root;
}

Result<Proof> roots_of(std::vector<Range> const& ranges, HashSource& source) {
  Proof proof;
  for (auto each = ranges.rbegin(); each != ranges.rend(); ++each) {
    auto root = root_of(*each, source);
    if (!root) return fail(root);
    proof.push_back(*root);
  }
  return proof;
}

/// Takes the hashes of a proof one by one.
class ProofReader {
 public:
  explicit ProofReader(Proof const& proof) : proof_{proof} {}
  [[nodiscard]] bool ended() const { return at_ == proof_.size(); }
  [[nodiscard]] Hash const& next() { return proof_[at_++]; }

 private:
  Proof const& proof_;
  std::size_t at_ = 0;
};

}  // namespace

Hash leaf_hash(std::string_view entry) {
  return crypto::sha256({leaf_prefix, crypto::bytes_of(entry)});
}

Hash node_hash(Hash const& left, Hash const& right) {
  return crypto::sha256({node_prefix, left, right});
}

Hash empty_root() {
  static Hash const root = crypto::sha256("");
  return root;
}

Result<Hash> tree_root(std::uint64_t size, HashSource& source) {
  if (size == 0) return empty_root();
  return root_of({0, size}, source);
}

Result<Proof> prove_inclusion(std::uint64_t index, std::uint64_t size, HashSource& source) {
  if (index >= size) {
    return fail(Fault::not_found, "ledger.no-such-entry", "The ledger has no entry of this number.",
                "Ask for a number below the size of the checkpoint.");
  }
  std::vector<Range> siblings;
  Range range{0, size};
  while (range.size() > 1) {
    auto const middle = range.middle();
    if (index < middle) {
      siblings.push_back({middle, range.to});
      range.to = middle;
    } else {
      siblings.push_back({range.from, middle});
      range.from = middle;
    }
  }
  return roots_of(siblings, source);
}

Result<Proof> prove_consistency(std::uint64_t old_size, std::uint64_t new_size, HashSource& source) {
  if (old_size > new_size) {
    return fail(Fault::refused, "ledger.log-shorter", "The ledger is shorter than it was.",
                "Restore the latest copy of the database; if there is none, start a new epoch of the log.");
  }
  if (old_size == 0 || old_size == new_size) return Proof{};
  std::vector<Range> siblings;
  Range range{0, new_size};
  while (range.to != old_size) {
    auto const middle = range.middle();
    if (old_size <= middle) {
      siblings.push_back({middle, range.to});
      range.to = middle;
    } else {
      siblings.push_back({range.from, middle});
      range.from = middle;
    }
  }
  // where the old tree is a whole subtree at the left, its root is known to the reader already
  if (range.from != 0) siblings.push_back(range);
  return roots_of(siblings, source);
}

// RFC 9162 section 2.1.3.2
bool check_inclusion(Proof const& proof, std::uint64_t index, Hash const& leaf, TreeHead const& head) {
  if (index >= head.size) return false;
  auto position = index;
  auto last = head.size - 1;
  auto root = leaf;
  for (auto const& sibling : proof) {
    if (last == 0) return false;
    if ((position & 1U) != 0 || position == last) {
      root = node_hash(sibling, root);
      while ((position & 1U) == 0 && position != 0) {
        position >>= 1U;
        last >>= 1U;
      }
    } else {
      root = node_hash(root, sibling);
    }
    position >>= 1U;
    last >>= 1U;
  }
  return last == 0 && root == head.root;
}

// RFC 9162 section 2.1.4.2
bool check_consistency(Proof const& proof, TreeHead const& earlier, TreeHead const& later) {
  if (earlier.size > later.size) return false;
  if (earlier.size == later.size) return proof.empty() && earlier.root == later.root;
  if (earlier.size == 0) return proof.empty() && earlier.root == empty_root();
  ProofReader reader{proof};
  auto position = earlier.size - 1;
  auto last = later.size - 1;
  while ((position & 1U) != 0) {
    position >>= 1U;
    last >>= 1U;
  }
  if (position != 0 && reader.ended()) return false;
  auto old_root = position == 0 ? earlier.root : reader.next();
  auto new_root = old_root;
  while (!reader.ended()) {
    if (last == 0) return false;
    auto const& sibling = reader.next();
    if ((position & 1U) != 0 || position == last) {
      old_root = node_hash(sibling, old_root);
      new_root = node_hash(sibling, new_root);
      while ((position & 1U) == 0 && position != 0) {
        position >>= 1U;
        last >>= 1U;
      }
    } else {
      new_root = node_hash(new_root, sibling);
    }
    position >>= 1U;
    last >>= 1U;
  }
  return last == 0 && old_root == earlier.root && new_root == later.root;
}

}  // namespace concordat::ledger
