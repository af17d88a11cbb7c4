// SPDX-License-Identifier: Apache-2.0
// Cosignatures as C2SP tlog-cosignature has them: Ed25519, "cosignature/v1", with the time at which they were made.
//
// What is signed is "cosignature/v1", a line "time N" (seconds since 1970), and the text of the checkpoint. The signature
// line of the note holds those seconds in eight big-endian bytes before the 64 of the signature.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "crypto/sign.h"
#include "ledger/note.h"

namespace concordat::ledger {

/// REQUIRES: `cosigner` is of KeyType::cosigner and was made from `key`. `text` is that of the note, with its last line end.
[[nodiscard]] NoteSignature cosign(std::string_view text, VerifierKey const& cosigner, crypto::SigningKey const& key, Instant at);

/// When this cosigner signed this very text; nothing where the signature is another's, or does not hold.
[[nodiscard]] std::optional<Instant> cosigned_at(std::string_view text, NoteSignature const& signature, VerifierKey const& cosigner);

/// The newest of its cosignatures in the note, and where it stands there.
struct FoundCosignature {
  NoteSignature signature;
  Instant at;
};
[[nodiscard]] std::optional<FoundCosignature> find_cosignature(SignedNote const& note, VerifierKey const& cosigner);

}  // namespace concordat::ledger
