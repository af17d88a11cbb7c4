// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/own_outputs.h"

#include <filesystem>
#include <utility>
#include <vector>

namespace concordat::cli {
namespace {

bool names_same_file(std::string const& left, std::string const& right) {
  if (left.empty() || right.empty()) return false;
  std::error_code absent;
  if (std::filesystem::equivalent(left, right, absent)) return true;
  auto const a = std::filesystem::weakly_canonical(std::filesystem::absolute(left, absent), absent);
  auto const b = std::filesystem::weakly_canonical(std::filesystem::absolute(right, absent), absent);
  return !a.empty() && a == b;
}

}  // namespace

Tried<void> check_own_outputs(ProtectArguments const& arguments, bool profile_is_file) {
  std::vector<std::string> taken{arguments.in, arguments.points, arguments.residents, arguments.named, profile_is_file ? arguments.profile : std::string{}};
  for (auto const& [option, path] : {std::pair{"--key-file", &arguments.key_file}, {"--budget", &arguments.budget}, {"--out", &arguments.out}, {"--report", &arguments.report}}) {
    for (auto const& other : taken) {
      if (!names_same_file(*path, other)) continue;
      return tl::unexpected{FileTrouble{*path, Problem{Fault::refused, "protect.same-file", "A file to write is one that is read, or another one to write.",
                                                       "Name a file of its own to write: nothing was written.", {.field = option}}}};
    }
    taken.push_back(*path);
  }
  return {};
}

}  // namespace concordat::cli
