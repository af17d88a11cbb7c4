// SPDX-License-Identifier: Apache-2.0
// Work that takes long, on the command line: a line that says how far it is, and Ctrl-C or SIGTERM, which stop the work in good order.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/fixed_text.h"
#include "base/go_on.h"
#include "cli/progress/screen_line.h"

namespace concordat::cli {

/// While it lives, Ctrl-C or SIGTERM lets the work end at its next step: nothing half done is written, and the program says so. A second
/// one ends the program at once, after `ended_at_once` on standard error: what then may stand all the same. The line is `wanted` where
/// nobody asked for JSON or quiet.
/// Not more than one lives at a time.
class LongWork {
 public:
  explicit LongWork(bool wanted, FixedText ended_at_once = {});
  LongWork(LongWork const&) = delete;
  LongWork& operator=(LongWork const&) = delete;
  ~LongWork();

  /// Says how far that part is, and whether to go on.
  [[nodiscard]] bool tell(std::string_view part, std::uint64_t done, std::uint64_t all);
  /// The same for work that asks. REQUIRES: this and `part` outlive it.
  [[nodiscard]] GoOn go_on(std::string_view part) {
    return [this, part](std::uint64_t done, std::uint64_t all) { return tell(part, done, all); };
  }
  /// Whether somebody told it to stop, be it too late for the work to be told.
  [[nodiscard]] bool is_stopped() const;
  /// The line goes: what is printed from here on is the answer.
  void end_line() { line_.reset(); }

 private:
  std::optional<ScreenLine> line_;
  std::string shown_;
};

}  // namespace concordat::cli
