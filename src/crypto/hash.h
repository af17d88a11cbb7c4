// SPDX-License-Identifier: Apache-2.0
// SHA-256, HMAC-SHA-256 and keyed BLAKE2b.
//
// Thread safety: every function from any thread; one Sha256 object from one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>

#include "base/personal.h"

namespace concordat::crypto {

using Bytes = std::span<std::byte const>;
using Hash = std::array<std::byte, 32>;
using SymmetricKey = Secret<std::array<std::byte, 32>>;

[[nodiscard]] inline Bytes bytes_of(std::string_view text) {
  return std::as_bytes(std::span{text});
}

[[nodiscard]] Hash sha256(Bytes message);
[[nodiscard]] inline Hash sha256(std::string_view message) {
  return sha256(bytes_of(message));
}
/// The hash of the parts put end to end.
[[nodiscard]] Hash sha256(std::initializer_list<Bytes> parts);

/// For what does not fit in memory.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();
  Sha256& update(Bytes part);
  Sha256& update(std::string_view part) { return update(bytes_of(part)); }
  /// The hash of everything since the start or the last finish; ready for the next message afterwards.
  [[nodiscard]] Hash finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Hash hmac_sha256(SymmetricKey const& key, Bytes message);

/// The same for many messages under one key, whose two blocks are hashed once: half the price of a short message.
class HmacSha256 {
 public:
  explicit HmacSha256(SymmetricKey const& key);
  HmacSha256(HmacSha256&&) noexcept;
  HmacSha256& operator=(HmacSha256&&) noexcept;
  ~HmacSha256();
  [[nodiscard]] Hash of(Bytes message) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The blind index: equal values of one agency meet, and nobody without the key can test a guess.
[[nodiscard]] Hash blind_index(SymmetricKey const& key, Bytes value);
/// Its first 64 bits, for natural keys: two of a million values collide with a chance of 3 in 100 million.
[[nodiscard]] std::uint64_t blind_index_64(SymmetricKey const& key, Bytes value);

/// Takes as long for a wrong first byte as for a wrong last one. Unequal lengths are unequal.
[[nodiscard]] bool equal_in_constant_time(Bytes left, Bytes right);

}  // namespace concordat::crypto
