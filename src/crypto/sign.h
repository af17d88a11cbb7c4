// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures.
#pragma once

#include <array>
#include <cstddef>

#include "base/chance.h"
#include "crypto/hash.h"

namespace concordat::crypto {

using PublicKey = std::array<std::byte, 32>;
using Signature = std::array<std::byte, 64>;

class SigningKey {
 public:
  [[nodiscard]] static SigningKey generate(Chance& chance);
  /// The 32 bytes RFC 8032 calls the private key.
  [[nodiscard]] static SigningKey from_seed(SymmetricKey seed);
  [[nodiscard]] PublicKey const& public_key() const { return public_key_; }
  /// The same message always gives the same signature.
  [[nodiscard]] Signature sign(Bytes message) const;
  /// For the key file only.
  [[nodiscard]] SymmetricKey const& seed() const { return seed_; }

 private:
  SigningKey(SymmetricKey seed, Secret<std::array<std::byte, 64>> expanded, PublicKey public_key);
  SymmetricKey seed_;
  Secret<std::array<std::byte, 64>> expanded_;
  PublicKey public_key_;
};

/// False as well for a public key that is no point of the curve or has small order.
[[nodiscard]] bool verify(PublicKey const& key, Bytes message, Signature const& signature);

}  // namespace concordat::crypto
