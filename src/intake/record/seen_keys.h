// SPDX-License-Identifier: Apache-2.0
// Which natural keys a file has shown so far, and with which content: 16 bytes a row.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace concordat::intake {

enum class KeySight : std::uint8_t { first, same_again, differs };

class SeenKeys {
 public:
  /// Both are hashes; 0 is taken for 1.
  KeySight see(std::uint64_t key, std::uint64_t content);
  /// The keys, ascending.
  [[nodiscard]] std::vector<std::uint64_t> sorted() const;
  [[nodiscard]] std::size_t size() const { return used_; }

 private:
  struct Entry {
    std::uint64_t key = 0;
    std::uint64_t content = 0;
  };
  void grow();
  std::vector<Entry> table_;
  std::size_t used_ = 0;
};

/// FNV-1a with a final mix: not for secrets, only to tell a repeated row from a changed one within a file.
[[nodiscard]] std::uint64_t content_hash(std::uint64_t so_far, std::string_view text);

}  // namespace concordat::intake
