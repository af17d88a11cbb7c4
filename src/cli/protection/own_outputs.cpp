// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/own_outputs.h"

#include <utility>
#include <vector>

#include "cli/files/same_file.h"

namespace concordat::cli {
Tried<void> check_own_outputs(ProtectArguments const& arguments, bool profile_is_file) {
  std::vector<std::string> taken{arguments.in, arguments.points, arguments.residents, arguments.named, arguments.groups, profile_is_file ? arguments.profile : std::string{}};
  for (auto const& [option, path] : {std::pair{"--key-file", &arguments.key_file}, {"--budget", &arguments.budget}, {"--out", &arguments.out}, {"--report", &arguments.report}}) {
    for (auto const& other : taken) {
      if (!name_one_file(*path, other)) continue;
      return tl::unexpected{FileTrouble{*path, Problem{Fault::refused, "protect.same-file", "A file to write is one that is read, or another one to write.",
                                                       "Name a file of its own to write: nothing was written.", {.field = option}}}};
    }
    taken.push_back(*path);
  }
  return {};
}

}  // namespace concordat::cli
