// SPDX-License-Identifier: Apache-2.0
#include "cli/progress/long_work.h"

#include <csignal>

#include <unistd.h>

#include <fmt/format.h>

namespace concordat::cli {
namespace {

// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables): a signal has no other place to be heard
volatile std::sig_atomic_t interrupted = 0;
std::string_view last_words;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

constexpr int stops[] = {SIGINT, SIGTERM};

/// The first is heard at the next step of the work; the second ends the program as though nobody listened.
void hear(int signal) {
  if (interrupted == 0) {
    interrupted = 1;
    return;
  }
  // Whoever cannot be told (standard error is closed) is not told.
  if (!last_words.empty() && ::write(STDERR_FILENO, last_words.data(), last_words.size()) < 0) last_words = {};
  std::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

LongWork::LongWork(bool wanted, FixedText ended_at_once) : line_{std::in_place, wanted} {
  interrupted = 0;
  last_words = ended_at_once.view();
  struct sigaction action = {};
  action.sa_handler = hear;
  action.sa_flags = SA_RESTART;
  for (auto const stop : stops) sigaddset(&action.sa_mask, stop);
  for (auto const stop : stops) ::sigaction(stop, &action, nullptr);
}

LongWork::~LongWork() {
  for (auto const stop : stops) std::signal(stop, SIG_DFL);
}

bool LongWork::is_stopped() const { return interrupted != 0; }

bool LongWork::tell(std::string_view part, std::uint64_t done, std::uint64_t all) {
  if (interrupted != 0) return false;
  if (!line_ || !line_->is_on()) return true;
  auto text = fmt::format("{}: {} % (Ctrl-C stops it)", part, all == 0 ? 100 : 100 * done / all);
  if (text != shown_) line_->show(text);
  shown_ = std::move(text);
  return true;
}

}  // namespace concordat::cli
