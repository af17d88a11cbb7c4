// SPDX-License-Identifier: Apache-2.0
// A private key that signs checkpoints, wherever it lies. Only the signer's process holds one.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/sign.h"
#include "ledger/tree.h"

namespace concordat::ledger {

class NoteKey {
 public:
  NoteKey() = default;
  NoteKey(NoteKey const&) = delete;
  NoteKey& operator=(NoteKey const&) = delete;
  virtual ~NoteKey() = default;
  [[nodiscard]] virtual crypto::PublicKey const& public_key() const = 0;
  [[nodiscard]] virtual Result<crypto::Signature> sign(crypto::Bytes message) = 0;
};

/// The key in this file of the signer, or where it says that it lies. Problems are those of crypto/key_place.h and
/// crypto/token/token_key.h.
[[nodiscard]] Result<std::unique_ptr<NoteKey>> open_note_key(std::filesystem::path const& file);

/// The signed checkpoint of `head`, one signature line for each key in their order.
[[nodiscard]] Result<std::string> sign_checkpoint(TreeHead const& head, std::string_view origin,
                                                  std::vector<NoteKey*> const& keys);

}  // namespace concordat::ledger
