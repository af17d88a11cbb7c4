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
  FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)};
  if (!file) {
    if (errno == ENOENT || errno == ENOTDIR) return fail(ReadFault::not_found);
    if (errno == EACCES || errno == EPERM) return fail(ReadFault::not_permitted);
    return fail(ReadFault::unreadable);
  }
  struct stat facts = {};
  if (::fstat(file.get(), &facts) != 0) return fail(ReadFault::unreadable);
  if (S_ISDIR(facts.st_mode)) return fail(ReadFault::is_folder);
  return file;
}

}  // namespace concordat::intake
