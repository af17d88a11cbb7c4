// SPDX-License-Identifier: Apache-2.0
// The command line as a manual page and as completions for three shells, made from the command line itself, so that
// neither can be stale. `concordat help --man` and `concordat help --completion SHELL` print them at build time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.h"

namespace concordat::cli {

/// roff, for man(1), section 1.
[[nodiscard]] std::string manual_page(std::vector<VerbDescription> const& verbs);
/// `shell` is bash, zsh or fish; empty for any other.
[[nodiscard]] std::string completion(std::string_view shell, std::vector<VerbDescription> const& verbs);

/// What stands for an option's or positional's value: FOLDER, FILE, URL, ...
[[nodiscard]] std::string_view placeholder(OptionDescription const& option);

}  // namespace concordat::cli
