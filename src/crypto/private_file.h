// SPDX-License-Identifier: Apache-2.0
// Small files that nobody but their owner may read: keys, and what opens a token.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "base/result.h"

namespace concordat::crypto {

/// "key-file.too-open" where group or others may do anything with it; the problems of base/file.h.
[[nodiscard]] Result<std::string> read_private_file(std::filesystem::path const& path);

/// Overwrites what is in it, under every name that it has, and empties it; the file itself stays. Nothing to do where it is empty.
/// The problems of base/file.h.
[[nodiscard]] Result<void> overwrite_private_file(std::filesystem::path const& path);

/// Where systemd put this process's credentials: what the program's main read in $CREDENTIALS_DIRECTORY. Nowhere before it is
/// said. REQUIRES: before any other thread starts.
void set_credentials_folder(std::filesystem::path folder);

/// Its file in that folder; empty where there is no such folder.
[[nodiscard]] std::filesystem::path credential_file(std::string_view name);

/// A credential that systemd handed over, in that folder: of mode 0400 and the service's own, or root's with an
/// access list for the service, which shows as a group that may read. "key-place.no-credential", "key-file.too-open"
[[nodiscard]] Result<std::string> read_credential(std::string_view name);

}  // namespace concordat::crypto
