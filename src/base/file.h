// SPDX-License-Identifier: Apache-2.0
// Whole small files: read with a limit, written so that a reader sees the old bytes or the new ones, never a
// part.
//
// Problems name no path: the caller knows which file it asked for and may say so in a Finding.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace concordat {

/// REQUIRES: a regular file. Over `limit` bytes it is Fault::too_large; absent, Fault::not_found.
[[nodiscard]] Result<std::string> read_file(std::filesystem::path const& path, std::uint64_t limit);

enum class Existing : std::uint8_t { replace, refuse };

struct WriteFileOptions {
  unsigned mode = 0644;
  Existing existing = Existing::replace;
  bool durable = true;  ///< fsync the file and its folder; false only where the file can be made again
};

/// A file that is written and not yet there: beside its target until it is placed, gone where it never is.
class PendingFile {
 public:
  /// With Existing::refuse, a target that is there is refused at once, and again where it came meanwhile.
  [[nodiscard]] static Result<PendingFile> write(std::filesystem::path const& path, std::string_view bytes, WriteFileOptions options = {});
  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;
  PendingFile(PendingFile const&) = delete;
  PendingFile& operator=(PendingFile const&) = delete;
  ~PendingFile();
  /// Into its place, in one step. REQUIRES: once.
  [[nodiscard]] Result<void> place();

 private:
  PendingFile(std::string temporary, std::filesystem::path path, WriteFileOptions options);
  std::string temporary_;  ///< empty: placed
  std::filesystem::path path_;
  WriteFileOptions options_;
};

/// Writes beside the target and renames; on failure the target is as it was.
[[nodiscard]] Result<void> write_file(std::filesystem::path const& path, std::string_view bytes,
                                      WriteFileOptions options = {});

/// What the last failed system call on a file means, from errno.
[[nodiscard]] Problem file_problem(int error_number);

}  // namespace concordat
