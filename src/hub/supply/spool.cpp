// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/spool.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/encoding.h"
#include "crypto/hash.h"

namespace concordat::hub {
namespace {

constexpr std::size_t block = std::size_t{1} << 18;

auto unreadable() {
  return fail(Fault::unavailable, "file.unreadable", "The file could not be read to its end.",
              "Check that the disk or share it lies on is there, and submit it again.");
}

auto no_room() {
  return fail(Fault::exhausted, "file.spool-failed", "There is no room to set the incoming file down.",
              "Free space in the folder for temporary files, or submit the file by its name instead of through a pipe.");
}

bool write_all(int file, char const* bytes, std::size_t size) {
  while (size > 0) {
    auto const done = ::write(file, bytes, size);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes += done;
    size -= static_cast<std::size_t>(done);
  }
  return true;
}

}  // namespace

Result<std::string> content_hash(intake::FileDescriptor const& file) {
  crypto::Sha256 hash;
  std::vector<char> buffer(block);
  off_t at = 0;
  for (;;) {
    auto const got = ::pread(file.get(), buffer.data(), buffer.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable();
    if (got == 0) break;
    hash.update(std::string_view{buffer.data(), static_cast<std::size_t>(got)});
    at += got;
  }
  if (at == 0) {
    return fail(Fault::malformed, "file.empty", "The file is empty.", "Export it again, and look at it before sending.");
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return unreadable();
  return crypto::to_hex(hash.finish());
}

Result<Spool> Spool::make() {
  // In the folder that TMPDIR names, so that whoever runs the hub chooses the disk.
  std::error_code error;
  auto const folder = std::filesystem::temp_directory_path(error);
  if (!error) {
    intake::FileDescriptor unnamed{::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    if (unnamed) return Spool{std::move(unnamed)};
  }
  std::FILE* const made = std::tmpfile();
  if (made == nullptr) return no_room();
  intake::FileDescriptor copy{::fcntl(::fileno(made), F_DUPFD_CLOEXEC, 3)};
  std::fclose(made);
  if (!copy) return no_room();
  return Spool{std::move(copy)};
}

Result<void> Spool::add(std::string_view bytes) {
  if (!write_all(file_.get(), bytes.data(), bytes.size())) return no_room();
  size_ += bytes.size();
  return {};
}

Result<intake::FileDescriptor> Spool::finish() && {
  if (::lseek(file_.get(), 0, SEEK_SET) != 0) return unreadable();
  return std::move(file_);
}

Result<intake::FileDescriptor> spooled(intake::FileDescriptor const& file, std::uint64_t largest) {
  auto spool = Spool::make();
  if (!spool) return fail(spool);
  std::vector<char> buffer(block);
  for (;;) {
    auto const got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable();
    if (got == 0) break;
    if (spool->size() + static_cast<std::uint64_t>(got) > largest) {
      return fail(Fault::malformed, "file.pipe-too-long", "More came through the pipe than is taken: 4 GiB.",
                  "Look whether what writes to the pipe ever ends; a longer file is given by its name.");
    }
    if (auto added = spool->add({buffer.data(), static_cast<std::size_t>(got)}); !added) return fail(added);
  }
  return std::move(*spool).finish();
}

Result<intake::FileDescriptor> seekable(intake::FileDescriptor file, std::uint64_t largest) {
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return unreadable();
  if (S_ISREG(about.st_mode)) return file;
  if (S_ISBLK(about.st_mode) || (S_ISCHR(about.st_mode) && ::isatty(file.get()) == 0)) {
    return fail(Fault::malformed, "file.is-device", "This is a device, not a file.", "Give a file that a program exported.");
  }
  return spooled(file, largest);
}

Result<intake::FileDescriptor> reopen(intake::FileDescriptor const& file) {
  // Through /proc the copy has an offset of its own, which a plain dup would share.
  auto const name = "/proc/self/fd/" + std::to_string(file.get());
  intake::FileDescriptor again{::open(name.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!again) return unreadable();
  return again;
}

}  // namespace concordat::hub
