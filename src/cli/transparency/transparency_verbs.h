// SPDX-License-Identifier: Apache-2.0
// The verbs of transparency as data: `cli` makes its options, help, manual page and completions of them, and prints what
// `run` answers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/files/trouble.h"

namespace concordat::cli {

struct TransparencyArguments {
  std::string definitions;  ///< folder of the program's definitions
  std::string name, out, organisation, owner, contact;
};

struct TransparencyOption {
  std::string_view name;  ///< "--out", or "NAME" for what stands without a name
  std::string_view help;
  std::variant<std::string TransparencyArguments::*> to;
  bool required = false;
};

struct TransparencyVerb {
  std::string_view name;
  std::string_view help;
  std::vector<TransparencyOption> options;
  Tried<FileAnswer> (*run)(TransparencyArguments const&);
  [[nodiscard]] std::string full() const { return "transparency " + std::string{name}; }
};

[[nodiscard]] std::span<TransparencyVerb const> transparency_verbs();

}  // namespace concordat::cli
