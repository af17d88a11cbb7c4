// SPDX-License-Identifier: Apache-2.0
// What is asked about agreements, and how each verb is written on the command line.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace concordat::cli::analysis {

struct Question {
  std::string verb = {};  ///< "who", "what", "diff", "overlap", "coverage", "calendar", "register", "print"
  std::vector<std::string> files = {};  ///< agreement files or folders; of diff: one or two
  std::string field = {};
  std::string form = {};
  std::string at = {};  ///< a date; empty: today, or, of files, whatever their term
  std::string agency = {};
  std::string role = {};
  int days = 90;
  std::string agency_keys = {};    ///< of print: folder of public keys that signatures are held against
  std::string used = {};           ///< of diff: a file of recorded sharings
  std::string format = "text";     ///< of print and register: text, html or json
  std::string out = {};            ///< of register: file to write
  std::string by = {};             ///< member who looks, where a hub is asked
};

/// Where what is written goes.
using Target = std::variant<std::string Question::*, std::vector<std::string> Question::*, int Question::*>;

struct OptionSpec {
  std::string name;  ///< "--form"; positional: "FIELD"
  std::string help;
  Target to;
  bool required = false;
  int at_most = 0;                        ///< values; 0: as many as come, where it is a list
  std::vector<std::string> choices = {};  ///< empty: anything
};

/// Whether a verb looks at a hub.
enum class Asks : unsigned char { files, files_or_hub, hub };

struct VerbSpec {
  std::string name;  ///< behind "agreement"
  std::string help;
  Asks asks = Asks::files_or_hub;
  std::vector<OptionSpec> options;
};
[[nodiscard]] std::vector<VerbSpec> verbs();

}  // namespace concordat::cli::analysis
