// SPDX-License-Identifier: Apache-2.0
#include "cli/analysis/question.h"

namespace concordat::cli::analysis {
namespace {

OptionSpec at() { return {"--at", "as of this date, as 2026-11-26 (default: today; of files, whatever their term)", &Question::at}; }

/// The options of its own, and which agreements are looked at.
VerbSpec about(std::string name, std::string help, std::vector<OptionSpec> options = {}) {
  options.push_back({"FILE", "agreement files or folders of them; without any, what is in force in the hub", &Question::files});
  options.push_back(at());
  return {std::move(name), std::move(help), Asks::files_or_hub, std::move(options)};
}

}  // namespace

std::vector<VerbSpec> verbs() {
  return {
      {"print", "the agreement in plain words, as it will be enforced; or one page for one role", Asks::files,
       {{"FILE", "agreement file", &Question::files, true, 1},
        {"--format", "text, or html with a style for the printer", &Question::format, false, 1, {"text", "html"}},
        {"--role", "one page for this role: what it may ask, and what it must never do", &Question::role},
        {"--agency", "agency of that role", &Question::agency},
        {"--agency-keys", "folder with public keys (*.pub): says which signatures fit", &Question::agency_keys}}},
      about("who", "who can see a field, for what, in which form and under which conditions; also where it can be passed on to",
            {{"FIELD", "field as agreements write it, or its beginning and a star: 'istv.*'", &Question::field, true},
             {"--form", "only who can have it in this form or a more identifying one", &Question::form}}),
      about("what", "everything one role of an agency could see, by who gives it",
            {{"AGENCY", "agency", &Question::agency, true}, {"ROLE", "role", &Question::role, true}}),
      {"diff", "what a new version allows that the old one did not, and the other way round; exit code 3 where it widens", Asks::files_or_hub,
       {{"FILE", "old and new, each a file or folder; only the new one: against what is in force in the hub", &Question::files, true, 2},
        {"--used", "file of recorded sharings, of which it tells those that stop", &Question::used},
        at()}},
      about("overlap", "where agreements get in each other's way: easier terms, conflicts, fields apart that come together, chains"),
      about("coverage", "fields that no agreement covers, and what feeds bring that no agreement needs"),
      about("calendar", "what ends, what is to be reviewed, and what lapses", {{"--days", "how many days ahead, 1 to 3660", &Question::days}}),
      {"register", "the public register of the hub's agreements: no keys, no names", Asks::hub,
       {{"--out", "file to write; without it to standard output", &Question::out},
        {"--format", "text, html or json", &Question::format, false, 1, {"text", "html", "json"}}}},
  };
}

}  // namespace concordat::cli::analysis
