// SPDX-License-Identifier: Apache-2.0
// Signed notes and checkpoints as C2SP publishes them, so that code that is not ours can check them.
//
// A checkpoint is three lines (origin, size, base64 of the root), an empty line, then one line a signature:
//   "\xe2\x80\x94 <name> <base64 of 4 bytes key hash and the signature>"
// A key is published as one line, the vkey: name+hash in 8 hex digits+base64(0x01 || public key).
// Parsing is strict and total: it never crashes, and what it accepts it would write again byte for byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/sign.h"
#include "ledger/tree.h"

namespace concordat::ledger {

constexpr std::size_t largest_note = 65536;

struct NoteSignature {
  std::string name;
  std::uint32_t key_hash = 0;
  std::string bytes;
};

struct SignedNote {
  std::string text;  ///< what is signed, with its last line end
  std::vector<NoteSignature> signatures;
};

[[nodiscard]] Result<SignedNote> parse_note(std::string_view note);
/// One line as it stands in a note, without its line end; nothing where it is none.
[[nodiscard]] std::optional<NoteSignature> parse_signature_line(std::string_view line);
[[nodiscard]] std::string signature_line(NoteSignature const& signature);
[[nodiscard]] std::string write_note(SignedNote const& note);

/// What a key signs: a log its checkpoints, a witness (ledger/witness) the checkpoints of others. Part of the key's hash,
/// so that neither is taken for the other. The values are those of C2SP signed-note.
enum class KeyType : std::uint8_t { log = 0x01, cosigner = 0x04 };

/// A key that signs logs, as others know it. The name is the log's origin; of a witness, its own name.
class VerifierKey {
 public:
  /// "ledger.vkey-malformed" for an empty name, a space or '+' in it.
  [[nodiscard]] static Result<VerifierKey> make(std::string_view name, crypto::PublicKey const& key,
                                                KeyType type = KeyType::log);
  /// Reads the vkey line; a hash that does not belong to name and key is refused, and so is another type.
  [[nodiscard]] static Result<VerifierKey> parse(std::string_view vkey, KeyType type = KeyType::log);
  [[nodiscard]] std::string const& name() const { return name_; }
  [[nodiscard]] std::uint32_t key_hash() const { return key_hash_; }
  [[nodiscard]] crypto::PublicKey const& public_key() const { return key_; }
  /// name+hash+base64
  [[nodiscard]] std::string text() const;

 private:
  VerifierKey(std::string_view name, crypto::PublicKey const& key, KeyType type);
  std::string name_;
  crypto::PublicKey key_;
  KeyType type_;
  std::uint32_t key_hash_;
};

struct Checkpoint {
  std::string origin;
  TreeHead head;
};

[[nodiscard]] std::string checkpoint_text(Checkpoint const& checkpoint);
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

/// REQUIRES: `verifier` was made from `key`.
[[nodiscard]] std::string sign_checkpoint(TreeHead const& head, VerifierKey const& verifier,
                                          crypto::SigningKey const& key);
/// The checkpoint in a note this key signed; "ledger.note-signature" otherwise.
[[nodiscard]] Result<Checkpoint> open_checkpoint(std::string_view note, VerifierKey const& verifier);

}  // namespace concordat::ledger
