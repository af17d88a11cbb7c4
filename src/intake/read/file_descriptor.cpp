// SPDX-License-Identifier: Apache-2.0
#include "intake/read/file_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "intake/read/read_fault.h"

namespace concordat::intake {

void FileDescriptor::close() noexcept {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Result<FileDescriptor> open_for_reading(std::string const& path) {
  // O_NONBLOCK for the opening only: a named pipe that nobody writes to is an empty file and not an endless wait.
  FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return fail(ReadFault::not_found);
    if (errno == EACCES || errno == EPERM) return fail(ReadFault::not_permitted);
    return fail(ReadFault::unreadable);
  }
  struct stat facts = {};
  if (::fstat(file.get(), &facts) != 0) return fail(ReadFault::unreadable);
  if (S_ISDIR(facts.st_mode)) return fail(ReadFault::is_folder);
  int const flags = ::fcntl(file.get(), F_GETFL);
  if (flags < 0 || ::fcntl(file.get(), F_SETFL, flags & ~O_NONBLOCK) != 0) return fail(ReadFault::unreadable);
  return file;
}

}  // namespace concordat::intake
