// SPDX-License-Identifier: Apache-2.0
// Keys in files: one line of text, mode 0400, written once.
//
//   concordat-key/1 symmetric <base64 of 32 bytes>
//   concordat-key/1 ed25519 <base64 of the 32-byte seed>
//   concordat-key/1 x25519 <base64 of 32 bytes>            (sealed_stream.h)
//
// Reading refuses a file that its group or others may read or write ("key-file.too-open"), that is not such a
// line ("key-file.malformed"), or that holds another kind of key ("key-file.wrong-kind"). Writing refuses an
// existing file.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

namespace concordat::crypto {

[[nodiscard]] Result<void> write_key_file(std::filesystem::path const& path, SymmetricKey const& key);
[[nodiscard]] Result<void> write_key_file(std::filesystem::path const& path, SigningKey const& key);
[[nodiscard]] Result<SymmetricKey> read_symmetric_key(std::filesystem::path const& path);
[[nodiscard]] Result<SigningKey> read_signing_key(std::filesystem::path const& path);

}  // namespace concordat::crypto
