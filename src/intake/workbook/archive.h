// SPDX-License-Identifier: Apache-2.0
// A zip archive as a stranger sends it: looked through before anything of it is unpacked.
//
// Invariants:
//   1. nothing is written anywhere; entries are read as streams.
//   2. an entry never gives more bytes than its directory says, and the directory's sum is within the limits.
//   3. entries that lead out of the archive, links, entries of one name and packed entries in a packing other than
//      deflate refuse the whole archive.
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "intake/read/file_descriptor.h"
#include "intake/read/read_fault.h"

struct zip;
struct zip_file;

namespace concordat::intake {

struct ArchiveLimits {
  std::uint64_t packed_bytes = std::uint64_t{50} << 20;
  std::uint64_t unpacked_bytes = std::uint64_t{500} << 20;
  std::uint64_t ratio = 100;
  std::uint64_t ratio_from_bytes = std::uint64_t{10} << 20;  ///< small parts of blank cells pack that well honestly
  std::uint64_t entries = 1000;
};

/// One part of the archive, unpacked as it is read.
class ArchiveEntry {
 public:
  ArchiveEntry(zip_file* opened, std::uint64_t size) : opened_{opened, &close}, size_{size} {}
  /// Up to `room` bytes; 0 at the end. "workbook.wrong-size", "workbook.damaged".
  [[nodiscard]] Result<std::size_t> read(char* to, std::size_t room);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint64_t done() const { return done_; }

 private:
  static void close(zip_file* opened);
  std::unique_ptr<zip_file, void (*)(zip_file*)> opened_;
  std::uint64_t size_;
  std::uint64_t done_ = 0;
};

class Archive {
 public:
  /// Takes over `file`, which must be seekable.
  [[nodiscard]] static Result<std::unique_ptr<Archive>> open(FileDescriptor file, ArchiveLimits const& limits);
  Archive(Archive const&) = delete;
  Archive& operator=(Archive const&) = delete;
  ~Archive();

  /// The entry's number; names are compared as spreadsheet programs do, without regard to case. -1 where there is none.
  [[nodiscard]] std::int64_t find(std::string_view name) const;
  [[nodiscard]] bool holds(std::string_view name) const { return find(name) >= 0; }
  /// "workbook.damaged" where there is no such entry.
  [[nodiscard]] Result<std::unique_ptr<ArchiveEntry>> open_entry(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> const& names() const { return names_; }
  [[nodiscard]] std::uint64_t packed_bytes() const { return packed_bytes_; }

 private:
  struct Bytes;
  explicit Archive(FileDescriptor file);
  [[nodiscard]] Result<void> begin(ArchiveLimits const& limits);
  [[nodiscard]] Result<void> look_through(ArchiveLimits const& limits);
  [[nodiscard]] Result<void> look_at(std::uint64_t index, ArchiveLimits const& limits);

  std::unique_ptr<Bytes> bytes_;
  zip* archive_ = nullptr;
  std::uint64_t packed_bytes_ = 0;
  std::uint64_t unpacked_bytes_ = 0;
  std::vector<std::string> names_;
  std::vector<std::uint64_t> sizes_;
};

}  // namespace concordat::intake
