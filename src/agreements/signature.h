// SPDX-License-Identifier: Apache-2.0
// The sidecar FILE.sig: who signed which bytes of an agreement.
//
//   {"format": "concordat-signature/1", "agreement": id, "version": 4, "sha256": 64 hexadecimal digits,
//    "signatures": [{"agency", "role", "key_id", "signed_at", "signature" (base64)}]}
//
// What is signed is the SHA-256 of the document's RFC 8785 text, with Ed25519. Role and time are what the
// signer said; the signature covers the document, which names the agency as a party. Every party that
// discloses or receives must sign. While a discloser's signature is missing or wrong the agreement is a draft
// whatever its text says.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agreements/standing.h"
#include "agreements/document.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/sign.h"

namespace concordat::agreements {

struct Signature {
  std::string agency;
  std::string role;  ///< post of the person who signed: "information-governance-lead"
  std::string key_id;
  std::string signed_at;  ///< "2026-03-01T09:00:00.000Z"
  std::string signature;  ///< base64
};

struct Sidecar {
  std::string agreement = {};
  std::int64_t version = 0;
  std::string sha256 = {};
  std::vector<Signature> signatures = {};
};

/// "agreements.sidecar-malformed" where the text is not a sidecar; unknown keys are refused.
[[nodiscard]] Result<Sidecar> read_sidecar(std::string_view json);
[[nodiscard]] std::string write_sidecar(Sidecar const& sidecar);
/// "ed.yaml" -> "ed.yaml.sig"
[[nodiscard]] std::string sidecar_name(std::string_view agreement_file);

/// First 16 hexadecimal digits of the SHA-256 of the public key.
[[nodiscard]] std::string key_id_of(crypto::PublicKey const& key);

struct Signer {
  std::string agency;
  std::string role;
  Instant signed_at;
};

/// Adds this agency's signature, in place of an earlier one of the same agency. A sidecar for other bytes
/// starts anew. "agreements.not-a-party" where the agency neither discloses nor receives.
[[nodiscard]] Result<Sidecar> sign(Agreement const& agreement, Sidecar sidecar, Signer const& signer,
                                   crypto::SigningKey const& key);

/// An agency may have several keys over time.
using PublicKeys = std::multimap<std::string, crypto::PublicKey, std::less<>>;

struct Verification {
  SignatureState state = SignatureState::unknown;
  std::vector<std::string> valid = {};  ///< agencies
  Findings findings = {};  ///< codes: unsigned, wrong-key, other-bytes, stranger-signed, no-key, signed-twice
};

/// `file` is the sidecar's name, for the findings.
[[nodiscard]] Verification verify(Agreement const& agreement, Sidecar const& sidecar, PublicKeys const& keys,
                                  std::string_view file);

}  // namespace concordat::agreements
