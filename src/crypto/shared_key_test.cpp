// SPDX-License-Identifier: Apache-2.0
#include "crypto/shared_key.h"

#include <gtest/gtest.h>

#include "crypto/encoding.h"

namespace concordat::crypto {
namespace {

SymmetricKey secret_of(std::string_view hex) { return SymmetricKey{*hash_from_hex(hex)}; }

TEST(SharedKey, IsThatOfRfc7748) {
  auto const bob = secret_of("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  EXPECT_EQ(to_hex(exchange_key_of(bob)), "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  auto const alice = *hash_from_hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(to_hex(shared_secret(bob, alice)->expose()), "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
}

TEST(SharedKey, IsTheSameForBoth) {
  auto const one = secret_of(std::string(64, '1'));
  auto const other = secret_of(std::string(64, '7'));
  EXPECT_EQ(shared_secret(one, exchange_key_of(other))->expose(), shared_secret(other, exchange_key_of(one))->expose());
}

TEST(SharedKey, RefusesAKeyThatEverybodyWouldShare) {
  auto const mine = secret_of("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  EXPECT_EQ(shared_secret(mine, ExchangeKey{}).error().code, FixedText{"shared-key.weak"});
  ExchangeKey one{};
  one[0] = std::byte{1};
  EXPECT_EQ(shared_secret(mine, one).error().code, FixedText{"shared-key.weak"});
}

TEST(SharedKey, DerivesAsRfc5869Does) {
  // the third case of its appendix: no salt, no info
  std::string const secret(22, '\x0b');
  EXPECT_EQ(to_hex(derive_key(bytes_of(secret), "", "").expose()), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  // the first one
  std::string salt;
  for (char at = 0; at <= 0x0c; ++at) salt.push_back(at);
  EXPECT_EQ(to_hex(derive_key(bytes_of(secret), salt, "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9").expose()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

}  // namespace
}  // namespace concordat::crypto
