// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include <sys/resource.h>

#include "cli/office.h"
#include "cli/verbs.h"
#include "crypto/private_file.h"
#include "hub/log.h"
#include "ledger/errand.h"
#include "ledger/signer.h"

int main(int argc, char** argv) {
  using namespace concordat::cli;
  // A reader that goes away (a closed pipe) must be an error to handle, not an end without a word.
  std::signal(SIGPIPE, SIG_IGN);
  if (auto const* credentials = std::getenv("CREDENTIALS_DIRECTORY")) concordat::crypto::set_credentials_folder(credentials);
  if (argc >= 4 && std::string_view{argv[1]} == "signer" && std::string_view{argv[2]} == "--keys") {
    auto options = concordat::hub::signer_options(argv[3]);
    for (int at = 4; at + 1 < argc; at += 2) {
      if (std::string_view{argv[at]} != "--wait-ms") return concordat::ledger::run_errand(argv[3], argv[at], argv[at + 1]);
      options.lock_wait = std::chrono::milliseconds{std::atoll(argv[at + 1])};
    }
    // The server blocks the signals it waits for; a child would keep them blocked and outlive it.
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, nullptr);
    return concordat::ledger::run_signer(options);
  }
  // What a verb holds in memory, keys among it, never lies in a file that nobody asked for.
  rlimit const no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  auto const parsed = parse(argc, argv);
  auto exit = static_cast<int>(Exit::failed);
  try {
    exit = parsed.stop ? parsed.exit_code : static_cast<int>(run(parsed.arguments));
  } catch (std::system_error const&) {
    // A complaint that cannot be written (standard error is full or closed): the exit code is all that is left to say.
    return exit;
  }
  auto const unwritten = finish_answer();
  if (unwritten == 0) return exit;
  // Who closed the pipe ("| head") wants no more, no complaint either.
  if (unwritten != EPIPE) {
    std::fputs("The answer could not be written in whole: standard output is full or closed. What was done stands. [cli.no-output]\n",
               stderr);
  }
  return static_cast<int>(Exit::failed);
}
