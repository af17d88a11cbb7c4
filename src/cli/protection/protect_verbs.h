// SPDX-License-Identifier: Apache-2.0
// The verbs of protection as data: `cli` makes its options, help, manual page and completions of them, and prints what
// `run` answers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cli/files/trouble.h"

namespace concordat::cli {

struct ProtectArguments {
  std::string in, out, report, profile, key_file;
  std::string rows, columns = "column", group, count, id = "id", sensitive;
  std::string holds, points, residents, named, drop, agreement, rule, id_key, epoch, earlier, earlier_points, by, within, groups, subject, rounded, budget, categories, epsilon = "1";
  std::int64_t width = 1;
  std::int64_t k = 0;  ///< 0: as shipped
};

struct ProtectOption {
  std::string_view name;  ///< "--out", or "IN" for what stands without a name
  std::string_view help;
  std::variant<std::string ProtectArguments::*, std::int64_t ProtectArguments::*> to;
  bool required = false;
};

struct ProtectVerb {
  std::string_view name;
  std::string_view help;
  std::vector<ProtectOption> options;
  Tried<FileAnswer> (*run)(ProtectArguments const&);
  [[nodiscard]] std::string full() const { return "protect " + std::string{name}; }
};

[[nodiscard]] std::span<ProtectVerb const> protect_verbs();

}  // namespace concordat::cli
