// SPDX-License-Identifier: Apache-2.0
#include "ledger/note_key.h"

#include <utility>

#include "crypto/encoding.h"
#include "crypto/key_place.h"
#include "crypto/token/token_key.h"
#include "ledger/note.h"

namespace concordat::ledger {
namespace {

class FileKey final : public NoteKey {
 public:
  explicit FileKey(crypto::SigningKey key) : key_{std::move(key)}, public_key_{key_.public_key()} {}
  [[nodiscard]] crypto::PublicKey const& public_key() const override { return public_key_; }
  [[nodiscard]] Result<crypto::Signature> sign(crypto::Bytes message) override { return key_.sign(message); }

 private:
  crypto::SigningKey key_;
  crypto::PublicKey public_key_;
};

class KeyInToken final : public NoteKey {
 public:
  explicit KeyInToken(std::unique_ptr<crypto::TokenKey> key) : key_{std::move(key)} {}
  [[nodiscard]] crypto::PublicKey const& public_key() const override { return key_->public_key(); }
  [[nodiscard]] Result<crypto::Signature> sign(crypto::Bytes message) override { return key_->sign(message); }

 private:
  std::unique_ptr<crypto::TokenKey> key_;
};

}  // namespace

Result<std::unique_ptr<NoteKey>> open_note_key(std::filesystem::path const& file) {
  auto place = crypto::read_key_place(file);
  if (!place) return fail(place);
  if (auto* key = std::get_if<crypto::SigningKey>(&place->at)) return std::make_unique<FileKey>(std::move(*key));
  auto const& token = std::get<crypto::TokenPlace>(place->at);
  auto pin = crypto::read_pin(token);
  if (!pin) return fail(pin);
  auto key = crypto::TokenKey::open(token, std::move(*pin), file.parent_path() / "signer.refused-pins");
  if (!key) return fail(key);
  return std::make_unique<KeyInToken>(std::move(*key));
}

Result<std::string> sign_checkpoint(TreeHead const& head, std::string_view origin, std::vector<NoteKey*> const& keys) {
  SignedNote note{.text = checkpoint_text({std::string{origin}, head}), .signatures = {}};
  for (auto* key : keys) {
    auto const verifier = VerifierKey::make(origin, key->public_key());
    if (!verifier) return fail(verifier);
    auto const signature = key->sign(crypto::bytes_of(note.text));
    if (!signature) return fail(signature);
    note.signatures.push_back({verifier->name(), verifier->key_hash(), std::string{crypto::text_of(*signature)}});
  }
  return write_note(note);
}

}  // namespace concordat::ledger
