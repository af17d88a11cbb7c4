// SPDX-License-Identifier: Apache-2.0
#include "http/server/body_pipe.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace concordat::http {

BodyPipe::BodyPipe(std::size_t capacity, std::optional<std::uint64_t> content_length,
                   std::function<void()> wake)
    : ring_(capacity), content_length_{content_length}, wake_{std::move(wake)} {}

Result<std::size_t> BodyPipe::read(std::span<char> room) {
  bool wake = false;
  std::size_t length = 0;
  {
    std::unique_lock lock{mutex_};
    if (!std::exchange(asked_for_, true) && std::exchange(writer_waits_, false)) {
      lock.unlock();
      wake_();
      lock.lock();
    }
    arrived_.wait(lock, [this] { return held_ > 0 || finished_ || problem_; });
    if (held_ == 0 && problem_) return tl::unexpected<Problem>{*problem_};
    length = std::min({room.size(), held_, ring_.size() - begin_});
    if (length > 0) std::memcpy(room.data(), ring_.data() + begin_, length);
    held_ -= length;
    begin_ = (begin_ + length) % ring_.size();
    // Only when half is free again, so that the two threads do not take turns byte by byte.
    if (held_ <= ring_.size() / 2) wake = std::exchange(writer_waits_, false);
  }
  if (wake) wake_();
  return length;
}

std::span<char> BodyPipe::room() {
  std::lock_guard const lock{mutex_};
  auto const end = (begin_ + held_) % ring_.size();
  auto const free = ring_.size() - held_;
  if (free == 0) writer_waits_ = true;
  return std::span{ring_}.subspan(end, std::min(free, ring_.size() - end));
}

void BodyPipe::commit(std::size_t bytes) {
  {
    std::lock_guard const lock{mutex_};
    held_ += bytes;
  }
  arrived_.notify_one();
}

bool BodyPipe::is_asked_for() {
  std::lock_guard const lock{mutex_};
  if (!asked_for_) writer_waits_ = true;
  return asked_for_;
}

void BodyPipe::finish() {
  {
    std::lock_guard const lock{mutex_};
    finished_ = true;
  }
  arrived_.notify_one();
}

void BodyPipe::fail(Problem problem) {
  {
    std::lock_guard const lock{mutex_};
    problem_ = std::move(problem);
  }
  arrived_.notify_one();
}

}  // namespace concordat::http
