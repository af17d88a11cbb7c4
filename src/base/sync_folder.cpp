// SPDX-License-Identifier: Apache-2.0
#include "base/sync_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"

namespace concordat {

Result<void> sync_folder(std::filesystem::path const& folder) {
  int const file = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return tl::unexpected<Problem>{file_problem(errno)};
  int const outcome = ::fsync(file);
  int const reason = errno;
  ::close(file);
  if (outcome != 0) return tl::unexpected<Problem>{file_problem(reason)};
  return {};
}

}  // namespace concordat
