// SPDX-License-Identifier: Apache-2.0
#include "ledger/commitment.h"

#include <array>

#include "crypto/encoding.h"

namespace concordat::ledger {
namespace {

// 0x00 and 0x01 mark leaves and nodes of the tree; a third value keeps commitments apart from both
constexpr std::array<std::byte, 1> commitment_prefix{std::byte{0x02}};

}  // namespace

Commitment commit(Salt const& salt, std::string_view value) {
  return crypto::sha256({commitment_prefix, salt, crypto::bytes_of(value)});
}

Opening new_opening(std::string value, Chance& chance) {
  Opening opening{.value = std::move(value)};
  chance.fill(opening.salt);
  return opening;
}

bool opens(Commitment const& commitment, Opening const& opening) {
  return crypto::equal_in_constant_time(commitment, commit(opening));
}

std::string actor_pseudonym(crypto::SymmetricKey const& agency_key, std::string_view user) {
  auto const mac = crypto::hmac_sha256(agency_key, crypto::bytes_of(user));
  return crypto::to_hex(crypto::Bytes{mac}.first(16));
}

}  // namespace concordat::ledger
