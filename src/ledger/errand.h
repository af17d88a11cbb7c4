// SPDX-License-Identifier: Apache-2.0
// Errands: a child of the signer's command for one question about a key, so that the hub's process reads none. The arguments
// come after those of the command: "--place-of FILE", "--next-key FILE", "--begin=ORIGIN FILE".
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/sign.h"
#include "ledger/note.h"
#include "ledger/signer.h"

namespace concordat::ledger {

/// What the origin comes behind.
constexpr std::string_view begin_errand = "--begin=";

/// Where the private half of the key in this file lies, for people (crypto/key_place.h); empty: in the file, or the file is
/// empty. Problems as of SignerClient::start; "ledger.signer-key-malformed".
[[nodiscard]] Result<std::string> ask_place(SignerClientOptions const& options, std::filesystem::path const& file);
/// Makes signer-next.key of what `from` holds, or a new key where `from` is empty; its public half. The same problems, and those
/// of a token.
[[nodiscard]] Result<crypto::PublicKey> make_next_key(SignerClientOptions const& options, std::filesystem::path const& from);
/// All files of a signer that has none, for a log of that name: signer.key says what `from` says of where its key lies, the state
/// is that of an empty log, signer.vkey the public half, which is answered. Killed anywhere, it can be begun again: signer.key
/// comes last. The problems of make_next_key; "ledger.signer-key" where there is a signer.key already.
[[nodiscard]] Result<VerifierKey> begin_signer(SignerClientOptions const& options, std::filesystem::path const& from, std::string_view origin);
/// The child's main for one of them.
[[nodiscard]] int run_errand(std::filesystem::path const& keys, std::string_view errand, std::filesystem::path const& file);

}  // namespace concordat::ledger
