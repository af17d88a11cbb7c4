// SPDX-License-Identifier: Apache-2.0
// What a witness saw of its logs, in its folder (witness.h). Inside this module only.
//
// Thread safety: none of its own; files are replaced whole, so that reading needs no turn.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/note.h"
#include "ledger/witness/split_view.h"
#include "ledger/witness/witness.h"

namespace concordat::ledger {

[[nodiscard]] Result<void> make_private_folder(std::filesystem::path const& folder);

class Sightings {
 public:
  /// Asked each minute, a witness looks back three days: as long as another may be away and still be compared with.
  static constexpr std::size_t usually_kept = 4096;
  /// Of each log at least `most_kept` checkpoints are kept, the newest, and a sixteenth more at most.
  Sightings(std::filesystem::path folder, std::vector<VerifierKey> logs, std::size_t most_kept = usually_kept)
      : folder_{std::move(folder)}, logs_{std::move(logs)}, most_kept_{most_kept} {}

  [[nodiscard]] std::vector<VerifierKey> const& logs() const { return logs_; }
  /// Each once, in their order.
  [[nodiscard]] std::vector<std::string> origins() const;
  [[nodiscard]] bool knows(std::string_view origin) const;
  /// The origin whose name in addresses this is; empty: none.
  [[nodiscard]] std::string origin_of(std::string_view name) const;
  /// The newest that was cosigned, with the cosignature; an empty note and an empty tree where there was none. Nothing: it
  /// cannot be told what was cosigned last, and so nothing may be cosigned.
  [[nodiscard]] std::optional<Sighting> last(std::string_view origin) const;
  /// The one cosigned of that size, where it is still kept.
  [[nodiscard]] std::optional<Sighting> of_size(std::string_view origin, std::uint64_t size) const;
  /// Makes it the newest. On disk before it returns; false where it cannot be.
  [[nodiscard]] bool keep(std::string_view origin, Sighting const& seen) const;
  /// Whether one of these keys signed a checkpoint that is still kept.
  [[nodiscard]] bool saw_signed_by(std::string_view origin, std::vector<std::size_t> const& keys) const;
  /// That something of this log was cosigned once, and nothing is left of it.
  [[nodiscard]] bool forgot(std::string_view origin) const;
  /// As if nothing of this log had been seen.
  [[nodiscard]] bool forget(std::string_view origin) const;

 private:
  [[nodiscard]] std::filesystem::path state_file(std::string_view origin) const { return folder_ / "state" / name_of_log(origin); }
  [[nodiscard]] std::filesystem::path known_file(std::string_view origin) const { return folder_ / "known" / name_of_log(origin); }
  [[nodiscard]] std::filesystem::path seen_folder(std::string_view origin) const { return folder_ / "seen" / name_of_log(origin); }
  /// What a kept note says, where a known key of that log signed it.
  [[nodiscard]] std::optional<Sighting> sighting(std::string note, std::string_view origin) const;
  [[nodiscard]] bool make_known(std::string_view origin) const;
  void keep_earlier(std::string_view origin, Sighting const& seen) const;

  std::filesystem::path folder_;
  std::vector<VerifierKey> logs_;
  std::size_t most_kept_;
};

}  // namespace concordat::ledger
