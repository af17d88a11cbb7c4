// SPDX-License-Identifier: Apache-2.0
// What a verb on plain files answers, and what went wrong with which file.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/finding.h"
#include "base/json.h"
#include "base/result.h"

namespace concordat::cli {

struct FileAnswer {
  Json json;
  std::string text;
  bool refused = false;  ///< what was asked was found wanting: exit code 3
};

/// What went wrong with which file. Never holds a value of the file.
struct FileTrouble {
  FileTrouble(Problem told) : problem{std::move(told)} {}
  FileTrouble(std::string file, Problem told) : about{std::move(file)}, problem{std::move(told)} {}
  FileTrouble(std::string file, Problem told, Findings found)
      : about{std::move(file)}, problem{std::move(told)}, findings{std::move(found)} {}
  std::string about = {};  ///< the file as it was named; empty where no file is at fault
  Problem problem;
  Findings findings = {};
};
template <class T>
using Tried = tl::expected<T, FileTrouble>;

/// Of a problem that no file is to blame for.
template <class T>
[[nodiscard]] tl::unexpected<FileTrouble> stopped(Result<T> const& failed) {
  return tl::unexpected{FileTrouble{failed.error()}};
}
template <class T>
[[nodiscard]] tl::unexpected<FileTrouble> stopped(Tried<T> const& failed) {
  return tl::unexpected{failed.error()};
}
[[nodiscard]] inline tl::unexpected<FileTrouble> stopped(Problem problem) {
  return tl::unexpected{FileTrouble{std::move(problem)}};
}

}  // namespace concordat::cli
