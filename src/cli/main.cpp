// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include "cli/verbs.h"
#include "hub/log.h"
#include "ledger/signer.h"

int main(int argc, char** argv) {
  using namespace concordat::cli;
  // A reader that goes away (a closed pipe) must be an error to handle, not an end without a word.
  std::signal(SIGPIPE, SIG_IGN);
  if (argc == 4 && std::string_view{argv[1]} == "signer" && std::string_view{argv[2]} == "--keys") {
    return concordat::ledger::run_signer(concordat::hub::signer_options(argv[3]));
  }
  auto const parsed = parse(argc, argv);
  if (parsed.stop) return parsed.exit_code;
  return static_cast<int>(run(parsed.arguments));
}
