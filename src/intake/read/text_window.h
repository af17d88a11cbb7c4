// SPDX-License-Identifier: Apache-2.0
// A bounded window on the text of a file, sliding forward.
//
// Invariants:
//   1. unread() is valid UTF-8 in whole characters.
//   2. at least `padding` readable bytes follow unread().
//   3. capacity never exceeds twice the longest record allowed, plus one block.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "intake/read/row_source.h"

namespace concordat::intake {

/// Where text comes from: a decoder over a file, or memory.
class TextFeed {
 public:
  TextFeed() = default;
  TextFeed(TextFeed const&) = delete;
  TextFeed& operator=(TextFeed const&) = delete;
  virtual ~TextFeed() = default;
  /// Puts whole characters of valid UTF-8 at `to`; 0 only at the end. REQUIRES: room >= 4.
  [[nodiscard]] virtual Result<std::size_t> fill(char* to, std::size_t room) = 0;
  /// Bytes of the file read so far, and in all.
  [[nodiscard]] virtual Progress progress() const { return {}; }
};

class MemoryFeed final : public TextFeed {
 public:
  explicit MemoryFeed(std::string_view text) : text_{text} {}
  [[nodiscard]] Result<std::size_t> fill(char* to, std::size_t room) override;

 private:
  std::string_view text_;
};

class TextWindow {
 public:
  static constexpr std::size_t padding = 64;

  TextWindow(std::unique_ptr<TextFeed> feed, ReadLimits const& limits);

  /// The text not yet consumed. Moves with every more().
  [[nodiscard]] std::string_view unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
  /// The same, for taking quotes out in place.
  [[nodiscard]] char* data() { return buffer_.get() + begin_; }
  [[nodiscard]] std::size_t readable() const { return capacity_ + padding - begin_; }
  /// Nothing follows unread().
  [[nodiscard]] bool ended() const { return ended_; }
  void consume(std::size_t bytes) { begin_ += bytes; }
  /// Adds up to one block to unread(); false where nothing follows.
  [[nodiscard]] Result<bool> more();
  /// Calls more() until unread() has `bytes`, or the file ends, or what follows is broken: whoever reads on
  /// from here meets that Problem again, and knows in which row.
  [[nodiscard]] Result<void> reach(std::size_t bytes);
  [[nodiscard]] Progress progress() const { return feed_->progress(); }

 private:
  std::unique_ptr<TextFeed> feed_;
  std::size_t block_bytes_;
  std::size_t largest_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool ended_ = false;
};

}  // namespace concordat::intake
