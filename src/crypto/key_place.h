// SPDX-License-Identifier: Apache-2.0
// Where the private half of a signing key lies: in the file itself, or elsewhere, as the file says (mode 0400 all the same).
//
//   concordat-key/1 ed25519 <base64 of the 32-byte seed>       the key itself (key_file.h)
//
//   concordat-key/1 credential <name>                          such a file in $CREDENTIALS_DIRECTORY, from systemd
//
//   concordat-key/1 pkcs11                                     a key in a token
//   module /usr/lib/softhsm/libsofthsm2.so
//   token <label of the token>
//   key <label of the key>
//   pin-file /etc/concordat/token.pin                          mode 0400; or: pin-credential <name>
#pragma once

#include <filesystem>
#include <string>
#include <variant>

#include "base/result.h"
#include "crypto/sign.h"

namespace concordat::crypto {

struct TokenPlace {
  std::string module;  ///< the library that speaks PKCS#11, by its whole path
  std::string token;
  std::string key;
  std::string pin_file;        ///< or
  std::string pin_credential;  ///< the one that is not empty
};

struct KeyPlace {
  std::variant<SigningKey, TokenPlace> at;
};

/// The key, or where it lies. "key-place.malformed", "key-place.no-credential"; those of key_file.h
[[nodiscard]] Result<KeyPlace> read_key_place(std::filesystem::path const& file);
/// In words for whoever must destroy it there: "the file of the credential signer.key", "the key ledger of the token
/// concordat"; empty where the file itself is the key. Opens neither, which may be gone. "key-place.malformed"
[[nodiscard]] Result<std::string> place_in_words(std::filesystem::path const& file);
/// Without its line end. "key-place.no-pin"; "key-file.too-open", "key-place.no-credential"
[[nodiscard]] Result<Secret<std::string>> read_pin(TokenPlace const& place);

}  // namespace concordat::crypto
