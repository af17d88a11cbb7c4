// SPDX-License-Identifier: Apache-2.0
// For tests: keys of parties, and an enclave that two of them declared.
#pragma once

#include <cstdint>
#include <string>

#include "base/chance.h"
#include "linkage/encoded/enclave.h"
#include "linkage/encoded/party.h"

namespace concordat::linkage::test {

inline crypto::SymmetricKey key_of(std::uint8_t first) {
  crypto::Hash bytes{};
  for (std::size_t at = 0; at < bytes.size(); ++at) bytes[at] = static_cast<std::byte>(first + at);
  return crypto::SymmetricKey{bytes};
}

template <class Made>
FixedText code_of(Result<Made> const& made) {
  return made ? FixedText{} : made.error().code;
}

/// The same for the same words, so that tests repeat.
inline PartyKey party_key(std::string const& party, std::string const& agreement = "ISA-014", std::string const& epoch = "2026-11") {
  std::uint64_t seed = 5;
  for (char const c : party + agreement + epoch) seed = seed * 31 + static_cast<unsigned char>(c);
  SeededChance chance{seed};
  return PartyKey::generate({agreement, epoch, party}, chance).value();
}

inline Declaration declaration(std::string const& agreement = "ISA-014", std::string const& epoch = "2026-11") {
  return Declaration::of({agreement, epoch, "Room 4, County Hall", "Northshire linkage unit", *parse_date("2026-12-31"), crypto::Recipient{key_of(9).expose()}}).value();
}

/// Declared as any other: both signed.
inline Enclave enclave() {
  auto const one = party_key("police");
  auto const other = party_key("housing");
  auto declared = declaration();
  (void)declared.sign(one);
  (void)declared.sign(other);
  return Enclave::open(declared, one.card(), other.card(), *parse_date("2026-11-28")).value();
}

}  // namespace concordat::linkage::test
