// SPDX-License-Identifier: Apache-2.0
// How a leaf speaks about a person without naming one.
//
// A commitment is SHA-256(0x02 || salt of 32 bytes || value) with a fresh salt each time: two leaves about
// one person cannot be linked, and a guess cannot be tested, without the opening. Openings are sealed outside
// the tree and die with the person's key; the leaf, the tree and every proof stay.
#pragma once

#include <string>
#include <string_view>

#include "base/chance.h"
#include "crypto/hash.h"

namespace concordat::ledger {

using Commitment = crypto::Hash;
using Salt = crypto::Hash;

/// What proves a commitment. Personal: it is sealed wherever it is stored.
struct Opening {
  Salt salt = {};
  std::string value = {};
};

[[nodiscard]] Commitment commit(Salt const& salt, std::string_view value);
/// An opening with a fresh salt.
[[nodiscard]] Opening new_opening(std::string value, Chance& chance);
[[nodiscard]] inline Commitment commit(Opening const& opening) {
  return commit(opening.salt, opening.value);
}
[[nodiscard]] bool opens(Commitment const& commitment, Opening const& opening);

/// HMAC-SHA-256 under the agency's key of this year, cut to 16 bytes, as 32 hex digits: an auditor sees one
/// unnamed person's pattern within a year, and only the agency holds the map to its people.
[[nodiscard]] std::string actor_pseudonym(crypto::SymmetricKey const& agency_key, std::string_view user);

}  // namespace concordat::ledger
