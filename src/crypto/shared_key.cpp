// SPDX-License-Identifier: Apache-2.0
#include "crypto/shared_key.h"

#include <sodium.h>

#include <string>

#include "crypto/start.h"

namespace concordat::crypto {
namespace {

unsigned char const* octets(Bytes bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libsodium speaks unsigned char
  return reinterpret_cast<unsigned char const*>(bytes.data());
}

}  // namespace

ExchangeKey exchange_key_of(SymmetricKey const& secret) {
  start();
  std::array<unsigned char, crypto_scalarmult_BYTES> made{};
  crypto_scalarmult_base(made.data(), octets(secret.expose()));
  ExchangeKey key{};
  for (std::size_t at = 0; at < key.size(); ++at) key[at] = std::byte{made[at]};
  return key;
}

Result<SymmetricKey> shared_secret(SymmetricKey const& mine, ExchangeKey const& theirs) {
  start();
  std::array<unsigned char, crypto_scalarmult_BYTES> made{};
  if (crypto_scalarmult(made.data(), octets(mine.expose()), octets(theirs)) != 0) {
    return fail(Fault::refused, "shared-key.weak", "With this public key everybody would share one secret.",
                "Ask the other party for the public key again, and compare its fingerprint by telephone.");
  }
  Hash bytes{};
  for (std::size_t at = 0; at < bytes.size(); ++at) bytes[at] = std::byte{made[at]};
  SymmetricKey secret{bytes};
  sodium_memzero(made.data(), made.size());
  sodium_memzero(bytes.data(), bytes.size());
  return secret;
}

SymmetricKey derive_key(Bytes secret, std::string_view salt, std::string_view info) {
  start();
  crypto_auth_hmacsha256_state state;
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> extracted{};
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> made{};
  crypto_auth_hmacsha256_init(&state, octets(bytes_of(salt)), salt.size());
  crypto_auth_hmacsha256_update(&state, octets(secret), secret.size());
  crypto_auth_hmacsha256_final(&state, extracted.data());
  unsigned char const block = 1;
  crypto_auth_hmacsha256_init(&state, extracted.data(), extracted.size());
  crypto_auth_hmacsha256_update(&state, octets(bytes_of(info)), info.size());
  crypto_auth_hmacsha256_update(&state, &block, 1);
  crypto_auth_hmacsha256_final(&state, made.data());
  Hash bytes{};
  for (std::size_t at = 0; at < bytes.size(); ++at) bytes[at] = std::byte{made[at]};
  SymmetricKey key{bytes};
  sodium_memzero(&state, sizeof state);
  sodium_memzero(extracted.data(), extracted.size());
  sodium_memzero(made.data(), made.size());
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

}  // namespace concordat::crypto
