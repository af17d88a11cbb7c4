// SPDX-License-Identifier: Apache-2.0
#include "cli/progress/long_work.h"

#include <csignal>

#include <fmt/format.h>

namespace concordat::cli {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a signal has no other place to be heard
volatile std::sig_atomic_t interrupted = 0;

void hear(int) { interrupted = 1; }

}  // namespace

LongWork::LongWork(bool wanted) : line_{wanted} {
  interrupted = 0;
  struct sigaction action = {};
  action.sa_handler = hear;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  ::sigaction(SIGINT, &action, nullptr);
}

LongWork::~LongWork() { std::signal(SIGINT, SIG_DFL); }

bool LongWork::tell(std::string_view part, std::uint64_t done, std::uint64_t all) {
  if (interrupted != 0) return false;
  if (!line_.is_on()) return true;
  auto text = fmt::format("{}: {} % (Ctrl-C stops it)", part, all == 0 ? 100 : 100 * done / all);
  if (text != shown_) line_.show(text);
  shown_ = std::move(text);
  return true;
}

}  // namespace concordat::cli
