// SPDX-License-Identifier: Apache-2.0
#include "cli/linkage/own_files.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/files/same_file.h"

namespace concordat::cli {
namespace {

struct Named {
  std::string option;
  std::string path;
};

}  // namespace

Findings files_that_clash(Arguments const& arguments) {
  auto const& asked = arguments.linkage;
  std::vector<Named> taken{{"--model", asked.model}};
  for (auto const& file : arguments.files) taken.push_back({"a file to read", file});
  Findings findings;
  auto const take = [&](std::string const& option, std::string const& path) {
    for (auto const& other : taken) {
      if (!name_one_file(path, other.path)) continue;
      findings.push_back({.code = "linkage.same-file", .file = path, .message = fmt::format("{} names the same file as {}", option, other.option),
                          .remedy = "Name a file of its own to write: nothing was written."});
      break;
    }
    if (!path.empty()) taken.push_back({option, path});
    return findings.empty();
  };
  for (auto const& [option, path] : {Named{"--pairs", asked.pairs}, Named{"--clusters", asked.clusters}}) {
    if (take(option, path) && !path.empty()) take(option + " (while it is written)", path + ".part");
  }
  for (auto const& [option, path] : {Named{"--report", asked.report}, Named{"--learned", asked.learned}, Named{"--picture", asked.picture}}) take(option, path);
  return findings;
}

}  // namespace concordat::cli
