// SPDX-License-Identifier: Apache-2.0
#include "hub/looks/look_desk.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "base/id.h"
#include "hub/records/stored_records.h"
#include "hub/release/patience.h"
#include "hub/release/watch.h"

namespace concordat::hub {

FixedText name_of(LookState state) {
  switch (state) {
    case LookState::waiting: return "waiting";
    case LookState::working: return "working";
    case LookState::done: return "done";
    case LookState::failed: return "failed";
    case LookState::stopped: return "cancelled";
  }
  return "failed";
}

namespace {

struct Look {
  LookView view;
  std::optional<Result<ReleaseAnswer>> answer;
  Instant touched{};
  std::atomic<bool> is_stopped{false};
  bool is_told = false;     ///< whoever asks the same again asks the gate anew
  bool is_written = false;  ///< its entry is being committed, or is

  /// Nothing leaves by being told twice that nothing leaves: a refusal is told as often as it is asked for, as long as the look is known.
  [[nodiscard]] bool is_refused() const { return answer && answer->has_value() && std::holds_alternative<Refusal>(**answer); }
};
using LookPointer = std::shared_ptr<Look>;

bool same_request(ReleaseRequest const& one, ReleaseRequest const& other) {
  auto const told = [](ReleaseRequest const& request) {
    auto const& gate = request.gate;
    return std::tie(gate.table, gate.recipient, gate.member, gate.role, gate.purpose, gate.part, request.quarter, request.records_of);
  };
  return told(one) == told(other);
}

bool is_of(ReleaseRequest const& request, Member const& member) { return request.gate.member == member.id && request.gate.recipient == member.agency; }

tl::unexpected<Problem> broken() {
  return fail(Fault::internal, "look.broken", "Something went wrong on our side with this look. Nothing of it was kept.", "Ask again; if it stays so, tell who runs the hub.");
}

}  // namespace

struct LookDesk::State {
  State(Tools its_tools, LookLimits its_limits) : tools{std::move(its_tools)}, limits{its_limits} {
    if (!tools.ask) tools.ask = [](Hub& hub, ReleaseRequest const& request) { return answer_request(hub, request); };
  }

  // All that follows, down to the threads, is touched with the mutex held.
  std::mutex mutex;
  std::condition_variable something;  ///< to do
  std::condition_variable changed;
  std::map<std::string, LookPointer> looks;
  std::deque<LookPointer> queue;
  bool stopping = false;
  std::uint64_t changes = 0;
  SystemChance chance;
  Tools tools;
  LookLimits limits;
  std::vector<std::thread> threads;

  void sweep();
  LookPointer own(Member const& member, std::string const& id);
  void put(Look& look, LookState state);
  bool is_fresh(Look const& look) const { return look.answer && tools.clock.now() - look.touched <= limits.handed_over_within; }
  bool told(Look& look, FixedText part, std::uint64_t done, std::uint64_t all);
  Result<ReleaseAnswer> work(Look& look, std::unique_ptr<Hub>& hub);
  void run();
};

namespace {

/// Of one look, on the thread that works it out.
class LookWatch final : public Watch {
 public:
  explicit LookWatch(std::function<bool(FixedText, std::uint64_t, std::uint64_t)> tell) : tell_{std::move(tell)} {}
  bool go_on(FixedText part, std::uint64_t done, std::uint64_t all) override { return tell_(part, done, all); }

 private:
  std::function<bool(FixedText, std::uint64_t, std::uint64_t)> tell_;
};

}  // namespace

void LookDesk::State::sweep() {
  auto const now = tools.clock.now();
  std::erase_if(looks, [&](auto const& one) { return is_over(one.second->view.state) && one.second->touched < now - limits.kept; });
  // What nobody came for is no longer in memory: the stored release is.
  for (auto const& [id, look] : looks) {
    if (look->answer && !is_fresh(*look) && !look->is_refused()) look->answer.reset();
  }
}

LookPointer LookDesk::State::own(Member const& member, std::string const& id) {
  sweep();
  auto const found = looks.find(id);
  return found == looks.end() || !is_of(found->second->view.request, member) ? nullptr : found->second;
}

void LookDesk::State::put(Look& look, LookState state) {
  look.view.state = state;
  look.view.part = name_of(state);
  look.view.percent = is_over(state) ? 100 : 0;
  look.view.change = ++changes;
  look.touched = tools.clock.now();
  changed.notify_all();
}

bool LookDesk::State::told(Look& look, FixedText part, std::uint64_t done, std::uint64_t all) {
  if (look.is_stopped) return false;
  auto const percent = all == 0 ? 100 : static_cast<int>(100 * done / all);
  std::lock_guard const lock{mutex};
  if (look.is_stopped) return false;
  // From this answer on a stop comes too late, unless a busy database has all of it done anew.
  look.is_written = !stopping && part.view() == writing_the_entry.view();
  if (look.view.percent != percent || look.view.part.view() != part.view()) {
    look.view.part = part;
    look.view.percent = percent;
    look.view.change = ++changes;
  }
  return !stopping;
}

Result<ReleaseAnswer> LookDesk::State::work(Look& look, std::unique_ptr<Hub>& hub) {
  try {
    if (hub == nullptr || hub->database().is_lost()) {
      auto opened = tools.open_hub();
      if (!opened) return fail(opened);
      hub = std::move(*opened);
    }
    if (auto fresh = hub->refresh(); !fresh) return fail(fresh);
    LookWatch watch{[&](FixedText part, std::uint64_t done, std::uint64_t all) { return told(look, part, done, all); }};
    auto request = look.view.request;
    request.watch = &watch;
    return patiently([&] { return tools.ask(*hub, request); });
  } catch (std::exception const&) {
    return broken();
  }
}

void LookDesk::State::run() {
  std::unique_ptr<Hub> hub;
  std::unique_lock lock{mutex};
  for (;;) {
    something.wait(lock, [&] { return stopping || !queue.empty(); });
    if (stopping) return;
    auto const look = queue.front();
    queue.pop_front();
    if (is_over(look->view.state)) continue;
    put(*look, LookState::working);
    lock.unlock();
    auto answer = work(*look, hub);
    lock.lock();
    look->is_written = answer.has_value();
    bool const stopped = !answer && answer.error().fault == Fault::cancelled;
    if (!answer && !stopped) look->view.problem = answer.error();
    auto const state = answer ? LookState::done : stopped ? LookState::stopped : LookState::failed;
    if (!stopped) look->answer.emplace(std::move(answer));
    put(*look, state);
  }
}

LookDesk::LookDesk(Tools tools, LookLimits limits) : state_{std::make_unique<State>(std::move(tools), limits)} {
  for (std::size_t i = 0; i < limits.at_once; ++i) state_->threads.emplace_back([state = state_.get()] { state->run(); });
}

void LookDesk::end() {
  {
    std::lock_guard const lock{state_->mutex};
    state_->stopping = true;
    for (auto const& [id, look] : state_->looks) look->is_stopped = true;
  }
  state_->something.notify_all();
  state_->changed.notify_all();
}

LookDesk::~LookDesk() {
  end();
  for (auto& thread : state_->threads) thread.join();
}

Result<std::string> LookDesk::begin(ReleaseRequest const& request) {
  std::lock_guard const lock{state_->mutex};
  state_->sweep();
  std::size_t open = 0;
  std::size_t mine = 0;
  for (auto const& [id, look] : state_->looks) {
    bool const is_open = !is_over(look->view.state);
    if (same_request(look->view.request, request) && ((is_open && !look->is_stopped) || (state_->is_fresh(*look) && !look->is_told))) return id;
    open += is_open ? 1 : 0;
    mine += is_open && look->view.request.gate.member == request.gate.member ? 1 : 0;
  }
  if (mine >= state_->limits.most_of_one) {
    return fail(Fault::locked, "look.too-many-of-yours", "As many looks as one member may have at once are being worked out for you.", "Wait until one of them is done, or stop one on its page.");
  }
  if (open >= state_->limits.most || state_->stopping) {
    return fail(Fault::locked, "look.too-many", "As many looks as this hub works out at once are waiting already.", "Try again in a few minutes.");
  }
  auto look = std::make_shared<Look>();
  look->view.request = request;
  look->view.request.watch = nullptr;
  look->view.id = uuid7(state_->tools.clock.now(), state_->chance);
  state_->looks.emplace(look->view.id, look);
  state_->put(*look, LookState::waiting);
  state_->queue.push_back(look);
  state_->something.notify_one();
  return look->view.id;
}

bool LookDesk::wait(Member const& member, std::string const& id, std::chrono::milliseconds patience) {
  std::unique_lock lock{state_->mutex};
  auto const look = state_->own(member, id);
  if (look == nullptr) return true;
  return state_->changed.wait_for(lock, patience, [&] { return is_over(look->view.state) || state_->stopping; }) && is_over(look->view.state);
}

std::optional<Result<ReleaseAnswer>> LookDesk::take(Member const& member, std::string const& id) {
  std::lock_guard const lock{state_->mutex};
  auto const look = state_->own(member, id);
  if (look == nullptr || !look->answer) return std::nullopt;
  look->is_told = true;
  if (look->is_refused()) return std::optional<Result<ReleaseAnswer>>{ReleaseAnswer{std::get<Refusal>(**look->answer)}};
  return std::exchange(look->answer, std::nullopt);
}

std::optional<LookView> LookDesk::find(Member const& member, std::string const& id) {
  std::lock_guard const lock{state_->mutex};
  auto const look = state_->own(member, id);
  return look == nullptr ? std::nullopt : std::optional{look->view};
}

Result<void> LookDesk::stop(Member const& member, std::string const& id) {
  std::lock_guard const lock{state_->mutex};
  auto const look = state_->own(member, id);
  if (look == nullptr) return fail(Fault::not_found, "look.unknown", "There is no such look of yours, or it ended some time ago.", "Ask for it again.");
  if (look->is_written) {
    return fail(Fault::conflict, "look.too-late", "This look was worked out before it could be stopped, and its entry is being written, or is in the ledger.", "Go back to it: how it ended is shown there, to you and nobody else.");
  }
  if (is_over(look->view.state)) return {};
  look->is_stopped = true;
  if (look->view.state == LookState::waiting) state_->put(*look, LookState::stopped);
  return {};
}

}  // namespace concordat::hub
