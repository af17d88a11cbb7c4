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

/// Writes beside the target and renames; on failure the target is as it was.
[[nodiscard]] Result<void> write_file(std::filesystem::path const& path, std::string_view bytes,
                                      WriteFileOptions options = {});

/// What the last failed system call on a file means, from errno.
[[nodiscard]] Problem file_problem(int error_number);

}  // namespace concordat
