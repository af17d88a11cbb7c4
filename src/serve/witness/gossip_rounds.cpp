// SPDX-License-Identifier: Apache-2.0
#include "serve/witness/gossip_rounds.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/chance.h"
#include "base/date.h"
#include "base/json.h"

namespace concordat::serve {
namespace {

Json about(ledger::Heard const& heard) {
  return Json{}.set("from", heard.from).set("log", heard.origin).set("gossip", ledger::name_of(heard.standing)).set("size", heard.size).set("since", format_instant(heard.since));
}

/// An hour, two hours, ... without a comparison: said once each.
bool just_worrying(ledger::Heard const& heard, Instant now, std::chrono::milliseconds round) {
  if (!ledger::is_worrying(heard, now)) return false;
  return (now - heard.since) % ledger::not_comparable_too_long < round;
}

}  // namespace

void tell_gossip(ledger::Witness const& witness, ledger::GossipReport const& report, Instant now, std::function<void(std::string_view)> const& log) {
  if (!log) return;
  auto const say = [&](Json line) { log(line.set("at", format_instant(now)).canonical()); };
  for (auto const& proof : witness.proofs()) {
    if (std::find(report.found.begin(), report.found.end(), proof.id) == report.found.end()) continue;
    say(Json{}.set("note", "split-view").set("log", proof.proven.origin).set("proof", proof.id).set("size", proof.proven.smaller.size));
  }
  for (auto const& problem : report.unkept) say(Json{}.set("note", "split-view").set("problem", problem.code.view()));
  for (auto const& heard : report.changed) say(about(heard));
}

struct GossipRounds::State {
  State(ledger::Witness& its_witness, GossipSetup its_setup, std::function<void(std::string_view)> its_log, Clock const& its_clock)
      : witness{its_witness}, setup{std::move(its_setup)}, log{std::move(its_log)}, clock{its_clock} {}

  ledger::Witness& witness;
  GossipSetup setup;
  std::function<void(std::string_view)> log;
  Clock const& clock;
  SystemChance chance = {};
  std::mutex mutex;
  std::condition_variable something;
  bool stopping = false;
  std::thread thread;

  void once() {
    auto const now = clock.now();
    auto const report = ledger::gossip(witness, setup.route, ask_peers_over_http(setup.patience), now);
    tell_gossip(witness, report, now, log);
    for (auto const& heard : report.heard) {
      if (log && just_worrying(heard, now, setup.every * 2)) log(about(heard).set("at", format_instant(now)).set("note", "not-comparable").canonical());
    }
  }

  [[nodiscard]] std::chrono::milliseconds pause() {
    std::array<std::byte, 1> drawn{};
    chance.fill(drawn);
    auto const part = std::to_integer<int>(drawn[0]) - 128;  // of 128
    return setup.every + setup.every / 5 * part / 128;
  }

  void run() {
    std::unique_lock lock{mutex};
    while (!stopping) {
      lock.unlock();
      once();
      lock.lock();
      something.wait_for(lock, pause(), [&] { return stopping; });
    }
  }
};

GossipRounds::GossipRounds(ledger::Witness& witness, GossipSetup setup, std::function<void(std::string_view)> log, Clock const& clock)
    : state_{std::make_unique<State>(witness, std::move(setup), std::move(log), clock)} {
  state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

GossipRounds::~GossipRounds() {
  {
    std::lock_guard const lock{state_->mutex};
    state_->stopping = true;
  }
  state_->something.notify_all();
  state_->thread.join();
}

}  // namespace concordat::serve
