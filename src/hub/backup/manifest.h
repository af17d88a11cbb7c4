// SPDX-License-Identifier: Apache-2.0
// What a backup is: of which hub, of when, how large, how many rows. Lies in the open beside the sealed file, so that
// copies can be kept and checked by people who cannot open them; it holds no personal data. The sealed file begins with
// the same facts, where nobody can change them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/date.h"
#include "base/result.h"
#include "store/dump.h"

namespace concordat::hub {

/// Copies of keys live this long: what was erased by destroying its key is then erased in every copy.
constexpr Period key_backup_life{.months = 0, .days = 35};

struct Manifest {
  enum class Kind : std::uint8_t { hub, keys };

  Kind kind = Kind::hub;
  std::string id;           ///< of the run, UUID version 7; the two halves share it
  std::string partnership;
  Instant made_at{};
  int schema_number = 0;
  std::string schema_sha256;
  std::string sealed_to;    ///< name of the public key, 16 hexadecimal digits
  // kind hub
  std::uint64_t ledger_size = 0;  ///< entries
  std::string checkpoint;         ///< the newest signed note
  std::string vkey;               ///< the ledger's public key
  // kind keys
  std::optional<Date> delete_by;  ///< from this day on it may not exist
  // known when all is written: not inside the sealed file
  std::string file;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::vector<store::TableRows> tables;

  /// What stands at the beginning of the sealed file.
  [[nodiscard]] std::string inner() const;
  /// The manifest's text: RFC 8785 JSON and a line end.
  [[nodiscard]] std::string text() const;
  /// "backup.manifest" where it is none of ours.
  [[nodiscard]] static Result<Manifest> parse(std::string_view text);
};

/// "concordat-hub-20261125T220852Z", "concordat-keys-20261125T220852Z-delete-by-20261230": without the ending.
[[nodiscard]] std::string backup_name(Manifest const& manifest);
/// The day in the name of a file of a key backup; nothing for any other file.
[[nodiscard]] std::optional<Date> delete_by_of(std::string_view file_name);

/// The newest whole backup of a folder, or that of one manifest. "backup.none" where there is none; "backup.partial"
/// where the sealed file is missing, "backup.damaged" where it is not the one the manifest was written for.
struct FoundBackup {
  Manifest manifest;
  std::filesystem::path file;
};
[[nodiscard]] Result<FoundBackup> find_backup(std::filesystem::path const& place, Manifest::Kind kind);

}  // namespace concordat::hub
