// SPDX-License-Identifier: Apache-2.0
// Encoded records as a file that one party brings to another, or to an enclave
// (docs/formats/encoded-records.md).
//
// Holds no key, name or date; what it holds still tells who holds the key a great deal, so it travels sealed
// (crypto/sealed_stream.h), is compared, and is destroyed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "linkage/encoded/clk.h"
#include "linkage/encoded/tokens.h"

namespace concordat::linkage {

/// A token and the sender's own number of the record it is of.
struct TokenRow {
  std::uint32_t record = 0;
  KindToken token;
  [[nodiscard]] bool operator==(TokenRow const& other) const {
    return record == other.record && token.kind == other.token.kind && token.token == other.token.token;
  }
};

struct EncodedFile {
  crypto::Hash schema{};        ///< ClkSchema::fingerprint, or token_schema()
  std::uint64_t key_check = 0;  ///< LinkKey::check
  std::variant<std::vector<TokenRow>, std::vector<Filter>> records;
  [[nodiscard]] bool operator==(EncodedFile const&) const = default;
};

/// What stands for a schema where the records are tokens.
[[nodiscard]] crypto::Hash token_schema();

[[nodiscard]] std::string to_bytes(EncodedFile const& file);

/// Fails with "encoded.malformed", "encoded.version" for a later one, or "encoded.checksum". Reserves no
/// memory that the bytes do not account for.
[[nodiscard]] Result<EncodedFile> read_encoded(std::string_view bytes);

/// Whether comparing the two means anything: "encoded.other-kind", "encoded.other-schema",
/// "encoded.other-key".
[[nodiscard]] Result<void> comparable(EncodedFile const& left, EncodedFile const& right);

}  // namespace concordat::linkage
