// SPDX-License-Identifier: Apache-2.0
// One program at a time, on one machine: a file that is locked as long as the object lives, and by a dead program no more.
#pragma once

#include <filesystem>

namespace concordat {

class LockFile {
 public:
  /// Makes the file where it is not there, for its owner alone. Does not wait.
  explicit LockFile(std::filesystem::path const& path);
  ~LockFile();
  LockFile(LockFile const&) = delete;
  LockFile& operator=(LockFile const&) = delete;
  /// False where another has it, or the file cannot be made.
  [[nodiscard]] bool held() const { return held_; }

 private:
  int file_;
  bool held_;
};

}  // namespace concordat
