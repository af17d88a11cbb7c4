// SPDX-License-Identifier: Apache-2.0
// One line on the terminal of whoever waits, written anew in place and gone at the end; silent where nobody looks.
#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <string>

namespace concordat::cli {

class ScreenLine {
 public:
  explicit ScreenLine(bool wanted = true) : on_{wanted && ::isatty(STDERR_FILENO) == 1} {}
  ScreenLine(ScreenLine const&) = delete;
  ScreenLine& operator=(ScreenLine const&) = delete;
  ~ScreenLine() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
  }
  [[nodiscard]] bool is_on() const { return on_; }
  void show(std::string const& text) {
    if (!on_) return;
    shown_ = true;
    fmt::print(stderr, "\r\x1b[K{}", text);
    std::fflush(stderr);
  }

 private:
  bool on_;
  bool shown_ = false;
};

}  // namespace concordat::cli
