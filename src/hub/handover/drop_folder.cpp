// SPDX-License-Identifier: Apache-2.0
#include "hub/handover/drop_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include <fmt/format.h>

#include "base/file.h"

namespace concordat::hub {
namespace {

constexpr mode_t folder_mode = 0770;

Instant instant_of(timespec const& time) {
  return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000}};
}

FileState from(struct stat const& about) {
  return {static_cast<std::uint64_t>(about.st_dev), static_cast<std::uint64_t>(about.st_ino), static_cast<std::int64_t>(about.st_size),
          std::max(instant_of(about.st_mtim), instant_of(about.st_ctim)), S_ISREG(about.st_mode), S_ISDIR(about.st_mode)};
}

}  // namespace

Result<DropFolder> DropFolder::open(std::filesystem::path const& path) {
  intake::FileDescriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder) return DropFolder{std::move(folder)};
  return fail(Fault::missing, "drop.no-folder", "The drop folder is not there, or may not be read.",
              "Make it, give it to the account that runs the hub, and name it with --drop or under 'drop' in the server's file.");
}

Result<DropFolder> DropFolder::inner(std::string const& name) const {
  bool const made = ::mkdirat(folder_.get(), name.c_str(), folder_mode) == 0 || errno == EEXIST;
  intake::FileDescriptor folder{made ? ::openat(folder_.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1};
  if (folder) return DropFolder{std::move(folder)};
  return fail(Fault::unavailable, "drop.not-permitted", "A folder inside the drop folder cannot be made or opened, or is a link.",
              "Let the account that runs the hub write to the drop folder, and put no links in it.");
}

std::vector<std::string> DropFolder::names() const {
  std::vector<std::string> all;
  int const again = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const list = again < 0 ? nullptr : ::fdopendir(again);
  if (list == nullptr) {
    if (again >= 0) ::close(again);
    return all;
  }
  while (auto const* entry = ::readdir(list)) {
    std::string name{entry->d_name};
    if (name != "." && name != "..") all.push_back(std::move(name));
  }
  ::closedir(list);
  std::ranges::sort(all);
  return all;
}

std::optional<FileState> DropFolder::state(std::string const& name) const {
  struct stat about {};
  if (::fstatat(folder_.get(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return from(about);
}

intake::FileDescriptor DropFolder::open_file(std::string const& name) const {
  return intake::FileDescriptor{::openat(folder_.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
}

std::optional<FileState> DropFolder::state_of(intake::FileDescriptor const& file) {
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return std::nullopt;
  return from(about);
}

bool DropFolder::move(std::string const& name, DropFolder const& to, std::string const& as) const {
  return ::renameat(folder_.get(), name.c_str(), to.folder_.get(), as.c_str()) == 0;
}

void DropFolder::move_back(std::string const& name, DropFolder const& to, std::string const& as) const {
  for (auto const& free : {as, fmt::format("{}-{}", name, as)}) {
    if (::renameat2(folder_.get(), name.c_str(), to.folder_.get(), free.c_str(), RENAME_NOREPLACE) == 0) return;
  }
}

void DropFolder::remove(std::string const& name) const { (void)::unlinkat(folder_.get(), name.c_str(), 0); }

Result<void> DropFolder::write(std::string const& name, std::string_view text) const {
  return write_file(std::filesystem::path{fmt::format("/proc/self/fd/{}", folder_.get())} / name, text, {.mode = 0640});
}

Result<bool> DropFolder::lock() {
  lock_ = intake::FileDescriptor{::openat(folder_.get(), ".lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (lock_) return ::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0;
  return fail(Fault::unavailable, "drop.not-permitted", "Nothing can be written in the drop folder.",
              "Let the account that runs the hub write to it; a systemd unit that may write nowhere else needs ReadWritePaths for it.");
}

}  // namespace concordat::hub
