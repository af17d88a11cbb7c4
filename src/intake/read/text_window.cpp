// SPDX-License-Identifier: Apache-2.0
#include "intake/read/text_window.h"

#include <algorithm>
#include <cstring>

#include "intake/read/read_fault.h"

namespace concordat::intake {

Result<std::size_t> MemoryFeed::fill(char* to, std::size_t room) {
  auto size = std::min(room, text_.size());
  while (size < text_.size() && (static_cast<unsigned char>(text_[size]) & 0xc0U) == 0x80) --size;
  std::memcpy(to, text_.data(), size);
  text_.remove_prefix(size);
  return size;
}

TextWindow::TextWindow(std::unique_ptr<TextFeed> feed, ReadLimits const& limits)
    : feed_{std::move(feed)},
      block_bytes_{std::max<std::size_t>(limits.block_bytes, 4)},
      largest_{std::max(limits.record_bytes, limits.key_sample_bytes) + limits.sample_bytes},
      buffer_{std::make_unique_for_overwrite<char[]>(padding)} {
  std::memset(buffer_.get(), 0, padding);
}

Result<bool> TextWindow::more() {
  if (ended_) return false;
  auto const kept = end_ - begin_;
  if (kept > largest_) return fail(ReadFault::row_too_long);
  if (capacity_ - kept < block_bytes_) {
    auto const capacity = std::max(capacity_ * 2, kept + block_bytes_);
    auto larger = std::make_unique_for_overwrite<char[]>(capacity + padding);
    std::memcpy(larger.get(), buffer_.get() + begin_, kept);
    buffer_ = std::move(larger);
    capacity_ = capacity;
  } else if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, kept);
  }
  begin_ = 0;
  end_ = kept;
  auto const added = feed_->fill(buffer_.get() + end_, block_bytes_);
  if (!added) return fail(added);
  end_ += *added;
  std::memset(buffer_.get() + end_, 0, padding);
  ended_ = *added == 0;
  return !ended_;
}

Result<void> TextWindow::reach(std::size_t bytes) {
  while (unread().size() < bytes && !ended_) {
    auto const added = more();
    if (!added && unread().empty()) return fail(added);
    if (!added) break;
  }
  return {};
}

}  // namespace concordat::intake
