// SPDX-License-Identifier: Apache-2.0
// Every different text once, under a number.
//
// Invariants: id 0 is the missing value (""); ids count up in the order of first appearance.
// Thread safety: reading from many threads while nobody adds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::linkage {

class Dictionary {
 public:
  Dictionary();

  /// The id of `text`, new where it was not seen. "" is 0. REQUIRES fewer than 2^32 ids and 2^32 bytes of text.
  std::uint32_t add(std::string_view text);
  /// The same for many, `stride` apart in `out`: several times as fast, for memory is asked ahead.
  void add_all(std::vector<std::string_view> const& texts, std::uint32_t* out, std::size_t stride);
  /// 0 where it is not there.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;

  [[nodiscard]] std::string_view text(std::uint32_t id) const {
    return std::string_view{bytes_}.substr(ends_[id], ends_[id + 1] - ends_[id]);
  }
  /// Ids in use, 0 counted.
  [[nodiscard]] std::size_t size() const { return ends_.size() - 1; }
  [[nodiscard]] std::size_t memory_bytes() const;
  [[nodiscard]] std::uint64_t fingerprint() const;
  /// Takes back the newest ids, down to `size`.
  void shrink(std::size_t size);
  /// Gives back the memory that only add() needs. Nothing can be found or added afterwards.
  void seal();

 private:
  [[nodiscard]] bool is(std::uint32_t id, std::string_view wanted) const;
  [[nodiscard]] std::uint32_t place(std::string_view text, std::uint64_t hash);
  void ask_ahead(std::size_t begin, std::size_t end) const;
  void grow();
  void close_gap(std::size_t gap);

  std::string bytes_;
  std::vector<std::uint32_t> ends_{0, 0};  ///< text i is from ends_[i] to ends_[i + 1]
  std::vector<std::uint64_t> slots_;       ///< upper half of the hash, id; 0: free
  std::vector<std::uint64_t> hashes_;      ///< scratch of add_all
};

/// The hash the dictionary uses; the same on every machine.
[[nodiscard]] std::uint64_t hash_bytes(std::string_view text);
/// Mixes numbers into one.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t x = seed ^ (value + 0x9e3779b97f4a7c15ULL);
  x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93ULL;
  x = (x ^ (x >> 29)) * 0xbf58476d1ce4e5b9ULL;
  return x ^ (x >> 32);
}

}  // namespace concordat::linkage
