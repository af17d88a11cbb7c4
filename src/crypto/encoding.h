// SPDX-License-Identifier: Apache-2.0
// Bytes as text and back. The decoders are strict: each value has one text, everything else is nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/hash.h"

namespace concordat::crypto {

/// Lower case.
[[nodiscard]] std::string to_hex(Bytes bytes);
void append_hex(std::string& out, Bytes bytes);
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text);

/// The usual alphabet with padding (RFC 4648 section 4); spare bits must be zero.
[[nodiscard]] std::string to_base64(Bytes bytes);
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

/// The alphabet for file names and links, without padding (RFC 4648 section 5).
[[nodiscard]] std::string to_base64url(Bytes bytes);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

/// Exactly 32 bytes, or nothing.
[[nodiscard]] std::optional<Hash> hash_from_hex(std::string_view text);
[[nodiscard]] std::optional<Hash> hash_from_base64(std::string_view text);
/// REQUIRES: 32 bytes.
[[nodiscard]] Hash hash_from_bytes(std::string_view bytes);

[[nodiscard]] inline std::string_view text_of(Bytes bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): char may look at any object
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

}  // namespace concordat::crypto
