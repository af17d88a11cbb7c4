// SPDX-License-Identifier: Apache-2.0
#include "support/temporary_folder.h"

#include <cstdlib>

namespace concordat::test_support {

TemporaryFolder::TemporaryFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "concordat-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();  // no test can run without a folder
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace concordat::test_support
