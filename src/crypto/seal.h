// SPDX-License-Identifier: Apache-2.0
// XChaCha20-Poly1305 for values and for keys under keys.
//
// A sealed value is bound to its place (table, column, row, key version): moved to another row it does not
// open. Layout: one format byte, 24 bytes of nonce, the ciphertext, 16 bytes of tag.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/chance.h"
#include "base/result.h"
#include "crypto/hash.h"

namespace concordat::crypto {

/// `table` and `column` are names of ours and hold no '|'; `row` may be any text.
struct SealPlace {
  std::string_view table;
  std::string_view column;
  std::string_view row;
  std::uint32_t key_version = 0;
};

constexpr std::size_t seal_overhead = 1 + 24 + 16;
constexpr std::size_t wrapped_key_size = 32 + seal_overhead;

[[nodiscard]] SymmetricKey generate_key(Chance& chance);

[[nodiscard]] std::string seal(SymmetricKey const& key, Bytes plain, SealPlace const& place, Chance& chance);
/// The same, at the end of `out`: one buffer serves a million rows.
void seal_into(std::string& out, SymmetricKey const& key, Bytes plain, SealPlace const& place,
               Chance& chance);

/// Fault::integrity for a wrong key, a wrong place or a changed byte; the three cannot be told apart.
[[nodiscard]] Result<std::string> open(SymmetricKey const& key, std::string_view sealed,
                                       SealPlace const& place);

/// A key under another key: root wraps agency, agency wraps record or person.
[[nodiscard]] std::string wrap_key(SymmetricKey const& outer, SymmetricKey const& inner,
                                   SealPlace const& place, Chance& chance);
[[nodiscard]] Result<SymmetricKey> unwrap_key(SymmetricKey const& outer, std::string_view wrapped,
                                              SealPlace const& place);

}  // namespace concordat::crypto
