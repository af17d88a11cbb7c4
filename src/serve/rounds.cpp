// SPDX-License-Identifier: Apache-2.0
#include "serve/rounds.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/date.h"
#include "hub/handover/drop.h"
#include "hub/timetable/chase.h"

namespace concordat::serve {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::hours chase_every{24};
constexpr std::chrono::minutes after_trouble{10};

/// Something that is done again and again. It answers what its line of the log says; null: nothing to say.
struct Round {
  std::string_view name;
  std::chrono::seconds every;
  std::function<Result<Json>(hub::Hub&)> run;
  Steady::time_point next = {};
};

Result<Json> remind(hub::Hub& hub, hub::MailRoute const& route) {
  auto const report = hub::chase(hub, route);
  if (!report) return fail(report);
  if (report->trouble) return tl::unexpected<Problem>{*report->trouble};
  if (report->written.empty() && report->delivered == 0) return Json{};
  Json line;
  return line.set("written", static_cast<std::uint64_t>(report->written.size())).set("delivered", report->delivered);
}

Result<Json> take_in(hub::Hub& hub, hub::DropOptions const& options) {
  auto const report = hub::collect(hub, options, SystemClock{});
  if (!report) return fail(report);
  if (report->trouble) return tl::unexpected<Problem>{*report->trouble};
  if (report->files.empty()) return Json{};
  auto const failed = std::ranges::count(report->files, hub::DropFate::failed, &hub::DroppedFile::fate);
  Json line;
  return line.set("files", static_cast<std::uint64_t>(report->files.size())).set("failed", static_cast<std::int64_t>(failed));
}

}  // namespace

struct Rounds::State {
  explicit State(Tools its_tools) : tools{std::move(its_tools)} {}

  Tools tools;
  std::vector<Round> rounds;
  std::mutex mutex;
  std::condition_variable something;
  bool stopping = false;  ///< touched with the mutex held
  std::thread thread;

  void plan();
  void run();
  void once(Round& round, hub::Hub& hub);
  void say(Round const& round, Json line);
};

void Rounds::State::plan() {
  if (tools.drop) rounds.push_back({"collect", tools.drop->every, [this](hub::Hub& hub) { return take_in(hub, tools.drop->options); }});
  if (tools.mail) rounds.push_back({"chase", chase_every, [this](hub::Hub& hub) { return remind(hub, *tools.mail); }});
}

void Rounds::State::say(Round const& round, Json line) {
  if (!tools.log || line.is_null()) return;
  tools.log(line.set("at", format_instant(tools.clock.now())).set("round", round.name).canonical());
}

void Rounds::State::once(Round& round, hub::Hub& hub) {
  auto done = round.run(hub);
  round.next = Steady::now() + (done ? round.every : std::min<std::chrono::seconds>(round.every, after_trouble));
  say(round, done ? std::move(*done) : Json{}.set("problem", done.error().code.view()));
}

void Rounds::State::run() {
  std::unique_lock lock{mutex};
  while (!stopping) {
    lock.unlock();
    std::unique_ptr<hub::Hub> hub;
    auto soonest = Steady::time_point::max();
    for (auto& round : rounds) {
      if (round.next <= Steady::now()) {
        // Opened anew each time: what init changed in the meantime counts.
        if (hub == nullptr) {
          if (auto opened = tools.open_hub()) hub = std::move(*opened);
        }
        if (hub != nullptr) once(round, *hub);
        else round.next = Steady::now() + std::min<std::chrono::seconds>(round.every, after_trouble);
      }
      soonest = std::min(soonest, round.next);
    }
    hub.reset();
    lock.lock();
    something.wait_until(lock, soonest, [&] { return stopping; });
  }
}

Rounds::Rounds(Tools tools) : state_{std::make_unique<State>(std::move(tools))} {
  state_->plan();
  if (!state_->rounds.empty()) state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

Rounds::~Rounds() {
  {
    std::lock_guard const lock{state_->mutex};
    state_->stopping = true;
  }
  state_->something.notify_all();
  if (state_->thread.joinable()) state_->thread.join();
}

}  // namespace concordat::serve
