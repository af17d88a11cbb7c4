// SPDX-License-Identifier: Apache-2.0
// A secret that two parties share without ever sending it: X25519 (RFC 7748), made into keys by HKDF (RFC 5869).
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "crypto/hash.h"

namespace concordat::crypto {

using ExchangeKey = std::array<std::byte, 32>;  ///< the public half

[[nodiscard]] ExchangeKey exchange_key_of(SymmetricKey const& secret);

/// The same for both: of mine and theirs, of theirs and mine. Never a key by itself: see derive_key. "shared-key.weak" for
/// a public half with which everybody would share one secret.
[[nodiscard]] Result<SymmetricKey> shared_secret(SymmetricKey const& mine, ExchangeKey const& theirs);

/// HKDF-SHA-256, one block of it. `salt` may be empty; `info` says what the key is for and who shares it.
[[nodiscard]] SymmetricKey derive_key(Bytes secret, std::string_view salt, std::string_view info);

}  // namespace concordat::crypto
