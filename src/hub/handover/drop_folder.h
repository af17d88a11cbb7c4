// SPDX-License-Identifier: Apache-2.0
// One folder of the drop, by its descriptor: no path is walked twice, and no link is followed.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "intake/read/file_descriptor.h"

namespace concordat::hub {

/// What tells whether a file is still the one it was.
struct FileState {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  Instant touched{};     ///< the later of the times of its content and of its name
  bool is_file = false;  ///< a regular one
  bool is_folder = false;
  bool operator==(FileState const&) const = default;
};

class DropFolder {
 public:
  /// "drop.no-folder".
  [[nodiscard]] static Result<DropFolder> open(std::filesystem::path const& path);
  /// A folder inside, made where it is not there. "drop.not-permitted", also where it is a link.
  [[nodiscard]] Result<DropFolder> inner(std::string const& name) const;

  /// Every name but "." and "..".
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::optional<FileState> state(std::string const& name) const;
  /// For reading; a link is not followed, and a pipe not waited for. Nothing where it cannot be opened.
  [[nodiscard]] intake::FileDescriptor open_file(std::string const& name) const;
  [[nodiscard]] static std::optional<FileState> state_of(intake::FileDescriptor const& file);
  /// Into a folder of the same disk, over what has that name there.
  [[nodiscard]] bool move(std::string const& name, DropFolder const& to, std::string const& as) const;
  /// The same, over nothing: where the name is taken, under a longer one.
  void move_back(std::string const& name, DropFolder const& to, std::string const& as) const;
  void remove(std::string const& name) const;
  /// Written beside and renamed, as write_file.
  [[nodiscard]] Result<void> write(std::string const& name, std::string_view text) const;
  /// Held as long as this object lives. False where another program has it; "drop.not-permitted".
  [[nodiscard]] Result<bool> lock();

 private:
  explicit DropFolder(intake::FileDescriptor folder) : folder_{std::move(folder)} {}
  intake::FileDescriptor folder_;
  intake::FileDescriptor lock_;
};

}  // namespace concordat::hub
