// SPDX-License-Identifier: Apache-2.0
// Encoded records as a file that one party brings to where two such files are compared
// (docs/formats/encoded-records.md).
//
// Holds no key, name or date, and says who made it for whom, under which agreement and epoch; its maker signs it. What it
// holds still tells who has the key a great deal: it is compared by somebody who has no key, and is destroyed.
//
// Tokens: for each kind a sorted set, filled up with random ones to one of few sizes. So neither the order of the records,
// nor how many there are, nor which tokens are of one record, nor how common anything is can be read from them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/chance.h"
#include "base/result.h"
#include "linkage/encoded/clk.h"
#include "linkage/encoded/party.h"
#include "linkage/encoded/tokens.h"

namespace concordat::linkage {

constexpr std::size_t token_kinds = 4;

/// By kind; each sorted, without doubles, all of one size.
using TokenSets = std::array<std::vector<Token>, token_kinds>;
using Filters = std::vector<Filter>;

struct EncodedFile {
  std::string agreement;
  std::string epoch;
  std::string from;  ///< the party that made it
  std::string with;  ///< the party whose file it may be compared with
  crypto::Hash schema{};        ///< ClkSchema::fingerprint, or token_schema()
  std::uint64_t key_check = 0;  ///< LinkKey::check
  std::variant<TokenSets, Filters> records;
  [[nodiscard]] bool operator==(EncodedFile const&) const = default;
};

/// What stands for a schema where the records are tokens.
[[nodiscard]] crypto::Hash token_schema();

/// 100, 200, 500, 1,000 and so on: the first that holds so many.
[[nodiscard]] std::size_t padded_size(std::size_t tokens);
[[nodiscard]] TokenSets padded(std::span<KindToken const> tokens, Chance& chance);
/// In an order of chance, which no record's place can be told from.
void shuffle(Filters& filters, Chance& chance);

/// Of the pair, between the party whose key this is and the other.
[[nodiscard]] std::string to_bytes(EncodedFile const& file, PartyKey const& maker);
[[nodiscard]] EncodedFile encoded_file(Pair const& pair, crypto::Hash const& schema, std::variant<TokenSets, Filters> records);

/// Fails with "encoded.malformed", "encoded.version" for another one, "encoded.signature" where it is not as the holder of
/// the card made it, or "encoded.other-card" where card and file name two parties, agreements or epochs. Reserves no memory
/// that the bytes do not account for.
[[nodiscard]] Result<EncodedFile> read_encoded(std::string_view bytes, PartyCard const& maker);

/// Whether comparing the two means anything: "encoded.other-kind", "encoded.other-schema", "encoded.other-parties",
/// "encoded.other-key".
[[nodiscard]] Result<void> comparable(EncodedFile const& left, EncodedFile const& right);

/// How many tokens of each kind both hold. For counting; which they are leaves this function in no way.
[[nodiscard]] std::array<std::size_t, token_kinds> common_tokens(TokenSets const& left, TokenSets const& right);

}  // namespace concordat::linkage
