// SPDX-License-Identifier: Apache-2.0
// A folder of the test's own, mode 0700, gone with its last file when the test ends.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace concordat::test_support {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;

  [[nodiscard]] std::filesystem::path const& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace concordat::test_support
