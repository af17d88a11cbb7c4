// SPDX-License-Identifier: Apache-2.0
// The files of a hub's folder of keys inside a sealed backup of keys. Inside this module only.
//
// The signer's key and state are never among them: a copy of the state is older than the ledger as soon as the next
// entry is signed, and a signer that went by it would sign another history than the one outsiders hold.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/personal.h"
#include "base/result.h"
#include "store/dump.h"

namespace concordat::hub {

struct KeyFile {
  std::string name;
  Secret<std::string> bytes;
};

/// root.key, hub.key, openings-YEAR.key, and the ledger's public keys.
[[nodiscard]] Result<std::vector<KeyFile>> read_key_files(std::filesystem::path const& keys);
[[nodiscard]] Result<void> write_key_files(store::DumpSink& sink, std::vector<KeyFile> const& files);
/// "backup.malformed" for a name that is none of those above, so that nothing can be written outside the folder.
[[nodiscard]] Result<std::vector<KeyFile>> take_key_files(store::DumpSource& source);

/// A text behind its length in four bytes; at most 64 KiB.
[[nodiscard]] Result<void> write_prefixed(store::DumpSink& sink, std::string_view text);
[[nodiscard]] Result<std::string> take_prefixed(store::DumpSource& source);

/// Where backups of this hub wrote keys to.
[[nodiscard]] Result<std::vector<std::filesystem::path>> folders_of_key_backups(std::filesystem::path const& keys);

}  // namespace concordat::hub
