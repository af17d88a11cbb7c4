// SPDX-License-Identifier: Apache-2.0
// Many files that are there together or not at all: written beside their folder, moved when the last of them is whole. On a full
// disk, or where anything else goes wrong on the way, the folder is as it was.
//
//   auto stage = StagedFolder::begin(out);
//   write_file(stage->path() / "report.html", ...);
//   stage->keep();                                 // else all of it is gone with `stage`
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace concordat {

class StagedFolder {
 public:
  /// Makes the folders above the target where they are missing. A program that is killed leaves a folder whose name holds
  /// ".part-" beside the target, or within a target that was there.
  [[nodiscard]] static Result<StagedFolder> begin(std::filesystem::path const& target);
  StagedFolder(StagedFolder&& other) noexcept;
  StagedFolder& operator=(StagedFolder&&) = delete;
  ~StagedFolder();

  /// Where to write to.
  [[nodiscard]] std::filesystem::path const& path() const { return stage_; }
  [[nodiscard]] std::filesystem::path const& target() const { return target_; }

  /// Moves everything to the target. One that was not there appears at once and whole. In one that was there each file takes the
  /// place of an earlier one of its name, in the order of their names and `last` after all others; where one cannot, those that
  /// are new go again.
  [[nodiscard]] Result<void> keep(std::string_view last = {});

 private:
  StagedFolder() = default;
  [[nodiscard]] Result<void> move_into_target(std::string_view last);
  void drop();

  std::filesystem::path target_;
  std::filesystem::path stage_;                ///< empty: nothing to drop
  std::vector<std::filesystem::path> made_;    ///< folders above the target that were missing, the topmost first
};

}  // namespace concordat
