// SPDX-License-Identifier: Apache-2.0
#include "crypto/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/file.h"

namespace concordat::crypto {
namespace {

constexpr std::uint64_t largest_private_file = 4096;

tl::unexpected<Problem> no_credential() {
  return fail(Fault::missing, "key-place.no-credential", "The key lies in a systemd credential, and this process was given none of that name.",
              "Start the hub by its unit, with LoadCredential=NAME:FILE; a verb by hand by systemd-run with the same property.");
}

Result<std::string> read_closed(std::filesystem::path const& path, unsigned closed) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return tl::unexpected<Problem>{file_problem(errno)};
  if ((status.st_mode & closed) != 0) {
    return fail(Fault::refused, "key-file.too-open", "Others than its owner may use this key file.",
                "Run chmod 0400 on the key file; if somebody may have read it, make a new key.");
  }
  return read_file(path, largest_private_file);
}

std::filesystem::path& credentials_folder() {
  static std::filesystem::path folder;
  return folder;
}

}  // namespace

void set_credentials_folder(std::filesystem::path folder) { credentials_folder() = std::move(folder); }

Result<std::string> read_private_file(std::filesystem::path const& path) { return read_closed(path, 077U); }

std::filesystem::path credential_file(std::string_view name) {
  return credentials_folder().empty() ? std::filesystem::path{} : credentials_folder() / name;
}

Result<std::string> read_credential(std::string_view name) {
  auto const path = credential_file(name);
  struct stat status{};
  if (path.empty() || ::stat(path.c_str(), &status) != 0) return no_credential();
  // an access list's mask stands where the group's rights do; it is root's file, and no group's
  return read_closed(path, status.st_uid == 0 ? 037U : 077U);
}

Result<void> overwrite_private_file(std::filesystem::path const& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return tl::unexpected<Problem>{file_problem(errno)};
  if (status.st_size == 0) return {};
  ::chmod(file.c_str(), 0600);
  int const open = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (open < 0) return tl::unexpected<Problem>{file_problem(errno)};
  std::string const zeros(static_cast<std::size_t>(status.st_size), '\0');
  bool const gone = ::pwrite(open, zeros.data(), zeros.size(), 0) == static_cast<ssize_t>(zeros.size()) && ::fsync(open) == 0 &&
                    ::ftruncate(open, 0) == 0 && ::fsync(open) == 0;
  int const error = errno;
  ::close(open);
  if (!gone) return tl::unexpected<Problem>{file_problem(error)};
  return {};
}

}  // namespace concordat::crypto
