// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace concordat {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool ok() const { return number_ >= 0; }

 private:
  int number_;
};

tl::unexpected<Problem> last_problem() {
  return tl::unexpected<Problem>{file_problem(errno)};
}

Result<void> write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    auto const written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return last_problem();
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> fill(int descriptor, std::string_view bytes, WriteFileOptions const& options) {
  // mkstemp made it 0600; the mode is set exactly, whatever the umask
  if (::fchmod(descriptor, static_cast<mode_t>(options.mode)) != 0) return last_problem();
  if (auto written = write_all(descriptor, bytes); !written) return written;
  if (options.durable && ::fsync(descriptor) != 0) return last_problem();
  return {};
}

Result<void> put_in_place(std::string const& temporary, std::filesystem::path const& path,
                          Existing existing) {
  if (existing == Existing::refuse) {
    // link refuses an existing name, rename does not
    if (::link(temporary.c_str(), path.c_str()) != 0) return last_problem();
    ::unlink(temporary.c_str());
    return {};
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) return last_problem();
  return {};
}

}  // namespace

Problem file_problem(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {Fault::not_found, "file.not-found", "The file or its folder does not exist.",
              "Check the path and make the folder first."};
    case EEXIST:
      return {Fault::conflict, "file.exists", "The file exists already and is not replaced.",
              "Choose another name, or move the old file away."};
    case EACCES:
    case EPERM:
    case EROFS:
      return {Fault::refused, "file.refused", "The system does not allow this file to be opened or written.",
              "Check who owns the file and its folder, and their permissions."};
    case EISDIR:
    case EINVAL:
      return {Fault::malformed, "file.not-a-file", "This is not a regular file.", "Name a regular file."};
    case ENOSPC:
    case EDQUOT:
      return {Fault::exhausted, "file.disk-full", "The disk is full.", "Free some space and try again."};
    default:
      return {Fault::unavailable, "file.unavailable", "The file system gave an error.",
              "Look at the system's own log for the disk, then try again."};
  }
}

Result<std::string> read_file(std::filesystem::path const& path, std::uint64_t limit) {
  Descriptor const file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!file.ok()) return last_problem();
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return last_problem();
  if (!S_ISREG(status.st_mode)) return tl::unexpected<Problem>{file_problem(EISDIR)};
  auto const too_large = [] {
    return fail(Fault::too_large, "file.too-large", "The file is larger than it may be here.",
                "Check that this is the right file.");
  };
  if (static_cast<std::uint64_t>(status.st_size) > limit) return too_large();
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    auto const got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0) {
      if (errno == EINTR) continue;
      return last_problem();
    }
    if (got == 0) break;  // it shrank while we read
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

PendingFile::PendingFile(std::string temporary, std::filesystem::path path, WriteFileOptions options)
    : temporary_{std::move(temporary)}, path_{std::move(path)}, options_{options} {}

PendingFile::PendingFile(PendingFile&& other) noexcept
    : temporary_{std::exchange(other.temporary_, {})}, path_{std::move(other.path_)}, options_{other.options_} {}

PendingFile::~PendingFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<PendingFile> PendingFile::write(std::filesystem::path const& path, std::string_view bytes, WriteFileOptions options) {
  struct stat there{};
  bool const is_there = ::stat(path.c_str(), &there) == 0;
  if (is_there && !S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode)) {
    return fail(Fault::refused, "file.is-device", "This is a device or a pipe, and a file would take its place.", "Name a file that may be written.");
  }
  if (is_there && options.existing == Existing::refuse) return tl::unexpected<Problem>{file_problem(EEXIST)};
  std::string temporary = path.string() + ".XXXXXX";
  Descriptor const file{::mkostemp(temporary.data(), O_CLOEXEC)};
  if (!file.ok()) return last_problem();
  PendingFile pending{std::move(temporary), path, options};
  if (auto done = fill(file.get(), bytes, options); !done) return fail(done);
  return pending;
}

Result<void> PendingFile::place() {
  if (auto done = put_in_place(temporary_, path_, options_.existing); !done) return done;
  temporary_.clear();
  if (!options_.durable) return {};
  auto const parent = path_.parent_path();
  Descriptor const folder{::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder.ok() || ::fsync(folder.get()) != 0) return last_problem();
  return {};
}

Result<void> write_file(std::filesystem::path const& path, std::string_view bytes, WriteFileOptions options) {
  auto pending = PendingFile::write(path, bytes, options);
  if (!pending) return fail(pending);
  return pending->place();
}

}  // namespace concordat
