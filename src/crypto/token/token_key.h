// SPDX-License-Identifier: Apache-2.0
// A signing key in a PKCS#11 token: it signs there and never leaves it. Only Ed25519 (CKM_EDDSA): the ledger's signed notes
// know no other kind a token has.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/personal.h"
#include "base/result.h"
#include "crypto/key_place.h"
#include "crypto/sign.h"

namespace concordat::crypto {

class TokenKey {
 public:
  /// `refused_pins` is a file beside the key where a PIN is written down that its token did not take, so that it is not tried
  /// again before it was changed (pin_tries.h). Loads the module, finds the token by its label, logs in, finds the key by its label, and has it sign something that its
  /// public half must prove. "token.module", "token.missing", "token.pin", "token.pin-locked", "token.key", "token.mechanism",
  /// "token.failed"
  [[nodiscard]] static Result<std::unique_ptr<TokenKey>> open(TokenPlace const& place, Secret<std::string> pin,
                                                              std::filesystem::path const& refused_pins = {});
  TokenKey(TokenKey const&) = delete;
  TokenKey& operator=(TokenKey const&) = delete;
  ~TokenKey();

  [[nodiscard]] PublicKey const& public_key() const;
  /// A token that was taken out and put back is logged in to again, once.
  [[nodiscard]] Result<Signature> sign(Bytes message);

 private:
  struct State;
  explicit TokenKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace concordat::crypto
