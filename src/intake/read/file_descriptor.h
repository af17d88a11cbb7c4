// SPDX-License-Identifier: Apache-2.0
// An open file of the operating system that closes itself.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"

namespace concordat::intake {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  /// Takes over `number` and closes it in the end. -1 means "none".
  explicit FileDescriptor(int number) : number_{number} {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  FileDescriptor(FileDescriptor const&) = delete;
  FileDescriptor& operator=(FileDescriptor const&) = delete;
  ~FileDescriptor() { close(); }

  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] explicit operator bool() const { return number_ >= 0; }
  /// Gives it away without closing.
  [[nodiscard]] int release() { return std::exchange(number_, -1); }
  void close() noexcept;

 private:
  int number_ = -1;
};

/// Opens a supplier's file for reading (close-on-exec). Problems file.not-found, file.not-permitted,
/// file.is-folder, file.unreadable; none of them names the file.
[[nodiscard]] Result<FileDescriptor> open_for_reading(std::string const& path);

}  // namespace concordat::intake
