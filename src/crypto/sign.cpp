// SPDX-License-Identifier: Apache-2.0
#include "crypto/sign.h"

#include <sodium.h>

#include "crypto/seal.h"
#include "crypto/start.h"

namespace concordat::crypto {
namespace {

unsigned char const* raw(void const* bytes) {
  return static_cast<unsigned char const*>(bytes);
}
unsigned char* raw(void* bytes) {
  return static_cast<unsigned char*>(bytes);
}

}  // namespace

SigningKey::SigningKey(SymmetricKey seed, Secret<std::array<std::byte, 64>> expanded, PublicKey public_key)
    : seed_{std::move(seed)}, expanded_{std::move(expanded)}, public_key_{public_key} {}

SigningKey SigningKey::generate(Chance& chance) {
  return from_seed(generate_key(chance));
}

SigningKey SigningKey::from_seed(SymmetricKey seed) {
  start();
  PublicKey public_key{};
  std::array<std::byte, 64> expanded{};
  crypto_sign_seed_keypair(raw(public_key.data()), raw(expanded.data()), raw(seed.expose().data()));
  Secret<std::array<std::byte, 64>> secret{expanded};
  sodium_memzero(expanded.data(), expanded.size());
  return SigningKey{std::move(seed), std::move(secret), public_key};
}

Signature SigningKey::sign(Bytes message) const {
  Signature signature{};
  crypto_sign_detached(raw(signature.data()), nullptr, raw(message.data()), message.size(),
                       raw(expanded_.expose().data()));
  return signature;
}

bool verify(PublicKey const& key, Bytes message, Signature const& signature) {
  start();
  return crypto_sign_verify_detached(raw(signature.data()), raw(message.data()), message.size(),
                                     raw(key.data())) == 0;
}

}  // namespace concordat::crypto
