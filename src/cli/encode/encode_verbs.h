// SPDX-License-Identifier: Apache-2.0
// The verbs of encoding as data: `cli` makes its options, help, manual page and completions of them, and prints what `run`
// answers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "cli/files/trouble.h"

namespace concordat::cli {

struct EncodeArguments {
  std::string in, second, out, log;
  std::string agreement, epoch, party;
  std::string key, with, a_key, b_key, identity;  ///< files
  std::string forename = "forename", surname = "surname", born = "date_of_birth", sex = "sex", postcode = "postcode";  ///< headings
  std::string officer, purpose, by, decision, contact, people, question;
  std::int64_t most = 0;  ///< 0: as many as may be
  std::string enclave, place, run_by, until, seal_to;
};

struct EncodeOption {
  std::string_view name;  ///< "--out", or "IN" for what stands without a name
  std::string_view help;
  std::variant<std::string EncodeArguments::*, std::int64_t EncodeArguments::*> to;
  bool required = false;
};

struct EncodeVerb {
  std::string_view name;
  std::string_view help;
  std::vector<EncodeOption> options;
  Tried<FileAnswer> (*run_at)(EncodeArguments const&, Clock const&);
  [[nodiscard]] std::string full() const { return "encode " + std::string{name}; }
};

[[nodiscard]] std::span<EncodeVerb const> encode_verbs();

}  // namespace concordat::cli
