// SPDX-License-Identifier: Apache-2.0
// Files as they come in: hashed, and, where they come by a pipe, first set down in an unnamed temporary file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "intake/read/file_descriptor.h"

namespace concordat::hub {

/// SHA-256 of the whole file in hexadecimal; the file stands at its start afterwards.
/// "file.unreadable", "file.empty".
[[nodiscard]] Result<std::string> content_hash(intake::FileDescriptor const& file);

/// A temporary file without a name, filled piece by piece: nothing of it stays when the program dies.
class Spool {
 public:
  /// "file.spool-failed" where there is no room, here and below.
  [[nodiscard]] static Result<Spool> make();
  [[nodiscard]] Result<void> add(std::string_view bytes);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Stands at its start.
  [[nodiscard]] Result<intake::FileDescriptor> finish() &&;

 private:
  explicit Spool(intake::FileDescriptor file) : file_{std::move(file)} {}
  intake::FileDescriptor file_;
  std::uint64_t size_ = 0;
};

/// The rest of a file as it is now, in a temporary file without a name. Errors as below.
[[nodiscard]] Result<intake::FileDescriptor> spooled(intake::FileDescriptor const& file, std::uint64_t largest);

/// A regular file is given back as it is. Anything else is copied to a temporary file that has no name, so that nothing
/// of it stays when the program dies. "file.spool-failed" where there is no room, "file.pipe-too-long" where more than
/// `largest` bytes come, "file.is-device".
constexpr std::uint64_t largest_piped = std::uint64_t{4} << 30;
[[nodiscard]] Result<intake::FileDescriptor> seekable(intake::FileDescriptor file, std::uint64_t largest = largest_piped);

/// The same file from its start, with a position of its own. "file.unreadable".
[[nodiscard]] Result<intake::FileDescriptor> reopen(intake::FileDescriptor const& file);

}  // namespace concordat::hub
