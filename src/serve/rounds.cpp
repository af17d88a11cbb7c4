// SPDX-License-Identifier: Apache-2.0
#include "serve/rounds.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/date.h"
#include "base/json_list.h"
#include "hub/agreements/monitor.h"
#include "hub/handover/drop.h"
#include "hub/linkage/engine/engine_scorer.h"
#include "hub/keeping/keeping.h"
#include "hub/log/tail.h"
#include "hub/notice/glass_notice.h"
#include "hub/timetable/chase.h"
#include "hub/timetable/outgoing.h"
#include "serve/witness_round.h"

namespace concordat::serve {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::hours chase_every{24};
constexpr std::chrono::hours forget_every{24};
constexpr std::chrono::hours ledger_every{1};
constexpr std::chrono::minutes after_trouble{10};
constexpr std::chrono::seconds witness_every{60};
constexpr std::chrono::seconds link_every{60};
constexpr std::chrono::seconds notices_every{10};  ///< who is told of a broken glass is told at once
/// What runs under an agreement that ends at midnight must stand still within a minute, a slow round included.
constexpr std::chrono::seconds stop_check_every{20};
constexpr std::string_view stop_check_name = "stop-check";
static_assert(stop_check_every * 2 < std::chrono::seconds{60});

/// Something that is done again and again. It answers what its line of the log says; null: nothing to say.
struct Round {
  std::string_view name;
  std::chrono::seconds every;
  std::function<Result<Json>(hub::Hub&)> run;
  Steady::time_point next = {};
};

Json with_trouble(Json line, std::optional<Problem> const& trouble) {
  if (trouble) line.set("problem", trouble->code.view());
  return line;
}

Result<Json> remind(hub::Hub& hub, hub::MailRoute const& route) {
  auto const report = hub::chase(hub, route);
  if (!report) return fail(report);
  if (report->written.empty() && report->reviews == 0 && report->delivered == 0 && report->without_contact.empty() && !report->trouble) return Json{};
  Json line;
  line.set("written", static_cast<std::uint64_t>(report->written.size())).set("delivered", report->delivered);
  line.set("waiting", report->waiting).set("without_contact", list_of(report->without_contact));
  return with_trouble(std::move(line), report->trouble);
}

/// What waits goes out, and overdue reviews of broken glass are reminded of.
Result<Json> tell(hub::Hub& hub, hub::MailRoute const& route) {
  auto const reviews = hub::remind_of_reviews(hub);
  if (!reviews) return fail(reviews);
  auto const out = hub::deliver_waiting(hub, route);
  if (!out) return fail(out);
  if (*reviews == 0 && out->delivered == 0 && !out->trouble) return Json{};
  Json line;
  line.set("reviews", *reviews).set("delivered", out->delivered).set("waiting", out->waiting);
  return with_trouble(std::move(line), out->trouble);
}

Result<Json> take_in(hub::Hub& hub, hub::DropOptions const& options) {
  auto const report = hub::collect(hub, options, SystemClock{});
  if (!report) return fail(report);
  if (report->files.empty() && report->strangers.empty() && !report->trouble) return Json{};
  auto const failed = std::ranges::count(report->files, hub::DropFate::failed, &hub::DroppedFile::fate);
  Json line;
  line.set("files", static_cast<std::uint64_t>(report->files.size())).set("failed", static_cast<std::int64_t>(failed));
  line.set("waiting", report->waiting).set("strangers", static_cast<std::uint64_t>(report->strangers.size()));
  return with_trouble(std::move(line), report->trouble);
}

/// What reached its day is deleted; a hub that only serves does it here.
Result<Json> forget(hub::Hub& hub) {
  auto const report = hub::run_round_by_itself(hub);
  if (!report) return fail(report);
  Json said;
  if (report->words.erased_in_all() > 0) said = to_json(report->words);
  auto const& records = report->records;
  if (!records.retired_key.empty()) said.set("retired_key", records.retired_key).set("retired_key_in", records.retired_key_in);
  return said;
}

/// Records that came or went since the last time, whoever brought them; cheap where nothing did. What is kept from one time to the next
/// is there from the start on.
/// `go_on` is asked now and then while records are opened.
Result<Json> link(hub::Hub& hub, hub::links::KeptRecords& kept, std::function<bool()> const& go_on) {
  auto const report = hub::links::link_what_changed(hub, &kept, [&](hub::links::LinkProgress const&) { return go_on(); });
  if (!report && report.error().code.view() == "link.cancelled") return Json{};  // the server stops
  if (!report) return fail(report);
  if (report->nothing_new) return Json{};
  auto const& changes = report->changes;
  return Json{}.set("records", report->records).set("new_links", changes.new_links).set("broken_links", changes.broken_links).set("waiting", changes.waiting);
}

/// At the start, and each hour: entries that a kill left without a signature, and rows that no entry wrote.
Result<Json> look_at_tail(hub::Hub& hub) {
  auto const tail = hub::sign_what_was_left(hub);
  if (!tail) return fail(tail);
  if (!*tail) return Json{};
  Json line;
  if (!(*tail)->continues) return line.set("size", (*tail)->size).set("strays", (*tail)->strays).set("problem", "ledger.head-differs");
  if ((*tail)->waiting > 0) line.set("signed_late", (*tail)->waiting);
  if ((*tail)->strays > 0) line.set("strays", (*tail)->strays).set("first_stray", (*tail)->stray.front().leaf).set("problem", "ledger.row-beyond");
  return line;
}

Result<Json> stop(hub::Hub& hub) {
  auto const report = hub::stop_check(hub);
  if (!report) return fail(report);
  if (report->empty()) return Json{};
  std::vector<std::string> stopped;
  for (auto const& one : report->stopped) stopped.push_back(one.reference);
  return Json{}.set("stopped", list_of(stopped)).set("running_again", list_of(report->running_again));
}

}  // namespace

struct Rounds::State {
  explicit State(Tools its_tools) : tools{std::move(its_tools)} {}

  Tools tools;
  std::vector<Round> rounds;
  std::mutex mutex;
  std::condition_variable something;
  std::atomic<bool> stopping = false;  ///< set with the mutex held
  std::thread thread;

  void plan();
  void run();
  void once(Round& round, hub::Hub& hub);
  bool meanwhile();
  static void put_off(Round& round, bool good);
  void say(Round const& round, Json line);
};

void Rounds::State::plan() {
  rounds.push_back({"ledger", ledger_every, look_at_tail});
  rounds.push_back({stop_check_name, stop_check_every, stop});
  rounds.push_back({"retention", forget_every, forget});
  rounds.push_back({"link", link_every, [this, kept = std::make_shared<hub::links::KeptRecords>(tools.numbers)](hub::Hub& hub) {
                      return link(hub, *kept, [this] { return meanwhile(); });
                    }});
  if (tools.drop) {
    auto options = tools.drop->options;
    options.go_on = [this] { return !stopping.load(); };
    rounds.push_back({"collect", tools.drop->every, [options = std::move(options)](hub::Hub& hub) { return take_in(hub, options); }});
  }
  if (tools.witnesses) rounds.push_back({"witness", witness_every, [this](hub::Hub& hub) { return witness_round(hub, tools.witnesses); }});
  if (tools.mail) rounds.push_back({"notices", notices_every, [this](hub::Hub& hub) { return tell(hub, *tools.mail); }});
  if (tools.mail) rounds.push_back({"chase", chase_every, [this](hub::Hub& hub) { return remind(hub, *tools.mail); }});
}

void Rounds::State::say(Round const& round, Json line) {
  if (!tools.log || line.is_null()) return;
  tools.log(line.set("at", format_instant(tools.clock.now())).set("round", round.name).canonical());
}

void Rounds::State::once(Round& round, hub::Hub& hub) {
  put_off(round, false);
  try {
    auto done = round.run(hub);
    put_off(round, done.has_value());
    say(round, done ? std::move(*done) : Json{}.set("problem", done.error().code.view()));
  } catch (std::exception const&) {
    // The pages go on; the round is tried again.
    say(round, Json{}.set("problem", "round.broken"));
  }
}

/// A million records take a while to open: what must not wait so long is done in between. False: the server stops.
bool Rounds::State::meanwhile() {
  auto& check = *std::ranges::find(rounds, stop_check_name, &Round::name);
  if (check.next <= Steady::now()) {
    // not the hub of the round that runs, which is in the middle of a question
    if (auto hub = tools.open_hub()) once(check, **hub);
  }
  return !stopping.load();
}

void Rounds::State::put_off(Round& round, bool good) {
  round.next = Steady::now() + (good ? round.every : std::min<std::chrono::seconds>(round.every, after_trouble));
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
          auto opened = tools.open_hub();
          if (opened) hub = std::move(*opened);
          else say(round, Json{}.set("problem", opened.error().code.view()));
        }
        if (hub != nullptr) once(round, *hub);
        else put_off(round, false);
      }
      soonest = std::min(soonest, round.next);
    }
    hub.reset();
    lock.lock();
    something.wait_until(lock, soonest, [&] { return stopping.load(); });
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
