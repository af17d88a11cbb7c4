// SPDX-License-Identifier: Apache-2.0
#include "ledger/state_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace concordat::ledger {
namespace {

constexpr std::chrono::milliseconds lock_pause{2};

}  // namespace

StateLock::StateLock(std::filesystem::path const& state_file, std::chrono::milliseconds patience)
    : file_{::open((state_file.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
  unwritable_ = file_ < 0 && (errno == EROFS || errno == EACCES || errno == ENOSPC || errno == EDQUOT);
  if (file_ < 0) return;
  auto const until = std::chrono::steady_clock::now() + patience;
  while (!(held_ = ::flock(file_, LOCK_EX | LOCK_NB) == 0)) {
    busy_ = errno == EWOULDBLOCK || errno == EINTR;
    if (!busy_ || std::chrono::steady_clock::now() >= until) return;
    std::this_thread::sleep_for(lock_pause);
  }
}

StateLock::~StateLock() {
  if (file_ >= 0) ::close(file_);
}

std::optional<Refusal> StateLock::refusal(Refusal missing) const {
  if (held_) return std::nullopt;
  if (busy_) return Refusal::busy;
  return unwritable_ ? Refusal::storage : missing;
}

}  // namespace concordat::ledger
