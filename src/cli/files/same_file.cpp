// SPDX-License-Identifier: Apache-2.0
#include "cli/files/same_file.h"

#include <filesystem>

namespace concordat::cli {

bool name_one_file(std::string const& left, std::string const& right) {
  if (left.empty() || right.empty()) return false;
  std::error_code absent;
  if (std::filesystem::equivalent(left, right, absent)) return true;
  auto const a = std::filesystem::weakly_canonical(std::filesystem::absolute(left, absent), absent);
  auto const b = std::filesystem::weakly_canonical(std::filesystem::absolute(right, absent), absent);
  return !a.empty() && a == b;
}

}  // namespace concordat::cli
