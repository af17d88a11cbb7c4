// SPDX-License-Identifier: Apache-2.0
#include "base/lock_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace concordat {

LockFile::LockFile(std::filesystem::path const& path)
    : file_{::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)},
      held_{file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0} {}

LockFile::~LockFile() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace concordat
