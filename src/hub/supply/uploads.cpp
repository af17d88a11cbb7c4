// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/uploads.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "base/id.h"
#include "hub/supply/remembered.h"
#include "hub/supply/spool.h"

namespace concordat::hub {

FixedText name_of(UploadState state) {
  switch (state) {
    case UploadState::waiting: return "waiting";
    case UploadState::checking: return "checking";
    case UploadState::to_map: return "to-map";
    case UploadState::checked: return "checked";
    case UploadState::sending: return "sending";
    case UploadState::done: return "done";
    case UploadState::failed: return "failed";
    case UploadState::cancelled: return "cancelled";
  }
  return "failed";
}

namespace {

bool is_over(UploadState state) {
  return state == UploadState::done || state == UploadState::failed || state == UploadState::cancelled;
}

struct Upload {
  NewUpload asked;
  UploadView view;
  intake::FileDescriptor file;
  Instant touched{};
  std::atomic<bool> cancelled{false};
  bool confirmed = false;  ///< its next turn is to be taken in
};
using UploadPointer = std::shared_ptr<Upload>;

constexpr std::chrono::minutes sweep_every{1};

tl::unexpected<Problem> unknown_upload() {
  return fail(Fault::not_found, "upload.unknown", "There is no such upload, or it was dropped because nobody went on with it.",
              "Choose the file again.");
}

tl::unexpected<Problem> not_now() {
  return fail(Fault::conflict, "upload.not-now", "That is not what comes next for this file.", "Look where the file stands, and go on from there.");
}

tl::unexpected<Problem> never_sent() {
  return fail(Fault::refused, "upload.private", "A private look is never sent.", "Open the feed it is for, and choose the file there.");
}

}  // namespace

struct UploadDesk::State {
  State(Tools its_tools, Options its_options) : tools{std::move(its_tools)}, options{its_options} {}

  // All that follows, down to the thread, is touched with the mutex held; of an upload that runs, its file by the thread
  // alone.
  std::mutex mutex;
  std::condition_variable something;
  std::map<std::string, UploadPointer> uploads;
  std::deque<UploadPointer> queue;
  bool stopping = false;
  std::uint64_t changes = 0;
  SystemChance chance;
  Tools tools;
  Options options;
  std::unique_ptr<Hub> hub;  ///< of the thread
  std::thread thread;

  void sweep();
  UploadPointer own(UploadOwner const& owner, std::string const& id);
  void put(Upload& upload, UploadState state);
  void enqueue(UploadPointer const& upload);
  bool report(Upload& upload, SubmitProgress const& progress);
  void run();
  void check(Upload& upload);
  Result<void> have_hub();
  Result<std::string> recall(Upload const& upload, intake::Profile const& profile, intake::TableHead const& head);
  void take_in(Upload& upload);
  void end_badly(Upload& upload, Problem const& problem, Findings findings, UploadState state);
};

void UploadDesk::State::sweep() {
  auto const oldest = tools.clock.now() - options.kept;
  std::erase_if(uploads, [&](auto const& one) {
    auto const state = one.second->view.state;
    bool const busy = state == UploadState::waiting || state == UploadState::checking || state == UploadState::sending;
    return !busy && one.second->touched < oldest;
  });
}

UploadPointer UploadDesk::State::own(UploadOwner const& owner, std::string const& id) {
  sweep();
  auto const found = uploads.find(id);
  if (found == uploads.end() || found->second->asked.owner != owner) return nullptr;
  found->second->touched = tools.clock.now();
  return found->second;
}

void UploadDesk::State::put(Upload& upload, UploadState state) {
  upload.view.state = state;
  upload.view.stage = name_of(state);
  upload.view.change = ++changes;
  if (is_over(state)) upload.file.close();
}

void UploadDesk::State::enqueue(UploadPointer const& upload) {
  put(*upload, UploadState::waiting);
  upload->view.progress = {};
  upload->view.problem.reset();
  upload->view.findings.clear();
  queue.push_back(upload);
  something.notify_one();
}

bool UploadDesk::State::report(Upload& upload, SubmitProgress const& progress) {
  std::lock_guard const lock{mutex};
  upload.view.stage = progress.stage;
  upload.view.progress = progress.reading;
  upload.view.change = ++changes;
  return !stopping && !upload.cancelled;
}

void UploadDesk::State::end_badly(Upload& upload, Problem const& problem, Findings findings, UploadState state) {
  std::lock_guard const lock{mutex};
  upload.view.problem = problem;
  upload.view.findings = std::move(findings);
  put(upload, upload.cancelled || problem.fault == Fault::cancelled ? UploadState::cancelled : state);
}

void UploadDesk::State::check(Upload& upload) {
  auto file = reopen(upload.file);
  if (!file) return end_badly(upload, file.error(), {}, UploadState::failed);
  PreflightRequest request{upload.asked.profile, upload.view.mapping, "the mapping you confirmed", upload.asked.kind, true, upload.asked.sheet, {}};
  if (!upload.asked.feed.empty()) {
    request.recall = [&](intake::Profile const& profile, intake::TableHead const& head) { return recall(upload, profile, head); };
  }
  auto made = preflight(tools.shelf, request, std::move(*file), tools.reader, tools.clock,
                        [&](SubmitProgress const& progress) { return report(upload, progress); });
  if (!made) return end_badly(upload, made.error(), {}, UploadState::failed);
  std::lock_guard const lock{mutex};
  if (upload.cancelled) return put(upload, UploadState::cancelled);
  upload.view.report = std::make_shared<PreflightReport const>(std::move(*made));
  // Where a column would be left out that might be something, a person is asked once.
  bool const asks = !upload.view.report->readable || (upload.view.report->mapping.empty() && upload.view.report->left_out > 0);
  put(upload, asks ? UploadState::to_map : UploadState::checked);
}

Result<void> UploadDesk::State::have_hub() {
  if (hub == nullptr || hub->database().is_lost()) {
    auto opened = tools.open_hub();
    if (!opened) return fail(opened);
    hub = std::move(*opened);
  }
  return hub->refresh();
}

Result<std::string> UploadDesk::State::recall(Upload const& upload, intake::Profile const& profile, intake::TableHead const& head) {
  if (auto ready = have_hub(); !ready) return fail(ready);
  auto const* feed = hub->feed(upload.asked.feed);
  if (feed == nullptr) return std::string{};
  auto text = recall_mapping(*hub, *feed, profile, head.columns);
  if (!text) return fail(text);
  return text->value_or("");
}

void UploadDesk::State::take_in(Upload& upload) {
  if (auto ready = have_hub(); !ready) return end_badly(upload, ready.error(), {}, UploadState::checked);
  auto file = reopen(upload.file);
  if (!file) return end_badly(upload, file.error(), {}, UploadState::failed);
  SubmitRequest request;
  request.feed = upload.asked.feed;
  request.profile = upload.asked.profile;
  request.mapping = upload.view.mapping;
  request.mapping_name = "the mapping you confirmed";
  request.file_name = upload.asked.file_name;
  request.sheet = upload.asked.sheet;
  request.member = upload.asked.owner.member;
  auto tally = submit_file(*hub, request, std::move(*file),
                           [&](SubmitProgress const& progress) { return report(upload, progress); });
  // What passes may be tried again with the same file; the file stays.
  if (!tally) {
    auto const state = passes(tally.error().problem) ? UploadState::checked : UploadState::failed;
    return end_badly(upload, tally.error().problem, std::move(tally.error().findings), state);
  }
  std::lock_guard const lock{mutex};
  upload.view.tally = std::move(*tally);
  put(upload, UploadState::done);
}

void UploadDesk::State::run() {
  std::unique_lock lock{mutex};
  for (;;) {
    something.wait_for(lock, sweep_every, [&] { return stopping || !queue.empty(); });
    if (stopping) return;
    sweep();
    if (queue.empty()) continue;
    auto const upload = queue.front();
    queue.pop_front();
    if (upload->cancelled) continue;
    bool const sending = std::exchange(upload->confirmed, false);
    put(*upload, sending ? UploadState::sending : UploadState::checking);
    lock.unlock();
    try {
      sending ? take_in(*upload) : check(*upload);
    } catch (std::exception const&) {
      end_badly(*upload, {Fault::internal, "upload.broken", "Something went wrong on our side with this file. Nothing of it was kept.",
                          "Try again; if it stays so, tell who runs the hub.", {}}, {}, UploadState::failed);
    }
    lock.lock();
    upload->touched = tools.clock.now();
  }
}

UploadDesk::UploadDesk(Tools tools, Options options) : state_{std::make_unique<State>(std::move(tools), options)} {
  state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

UploadDesk::~UploadDesk() {
  {
    std::lock_guard const lock{state_->mutex};
    state_->stopping = true;
  }
  state_->something.notify_all();
  state_->thread.join();
}

Result<std::string> UploadDesk::begin(NewUpload const& upload, intake::FileDescriptor file) {
  if (upload.at_once && upload.feed.empty()) return never_sent();
  std::lock_guard const lock{state_->mutex};
  state_->sweep();
  if (auto const before = upload.id.empty() ? nullptr : state_->own(upload.owner, upload.id)) {
    // Sent again: one that could not be taken in for what passes is tried again, any other stands where it stands.
    if (upload.at_once && before->view.state == UploadState::checked) {
      before->confirmed = true;
      state_->enqueue(before);
    }
    return upload.id;
  }
  auto const open = [&](auto const& one) { return !is_over(one.second->view.state); };
  auto const mine = [&](auto const& one) { return open(one) && one.second->asked.owner == upload.owner; };
  if (static_cast<std::size_t>(std::ranges::count_if(state_->uploads, open)) >= state_->options.most_open ||
      static_cast<std::size_t>(std::ranges::count_if(state_->uploads, mine)) >= state_->options.most_of_one) {
    return fail(Fault::locked, "upload.too-many", "Too many files are waiting already.",
                "Finish or cancel one of yours, or try again in a few minutes.");
  }
  auto one = std::make_shared<Upload>();
  one->asked = upload;
  one->file = std::move(file);
  one->touched = state_->tools.clock.now();
  one->view.id = upload.id.empty() ? uuid7(one->touched, state_->chance) : upload.id;
  one->confirmed = upload.at_once;
  one->view.feed = upload.feed;
  one->view.file_name = upload.file_name;
  state_->uploads.emplace(one->view.id, one);
  state_->enqueue(one);
  return one->view.id;
}

std::optional<UploadView> UploadDesk::find(UploadOwner const& owner, std::string const& id) {
  std::lock_guard const lock{state_->mutex};
  auto const upload = state_->own(owner, id);
  return upload == nullptr ? std::nullopt : std::optional{upload->view};
}

std::vector<UploadView> UploadDesk::open_ones(UploadOwner const& owner) {
  std::lock_guard const lock{state_->mutex};
  state_->sweep();
  std::vector<UploadView> all;
  for (auto const& [id, upload] : state_->uploads) {
    if (upload->asked.owner == owner && !is_over(upload->view.state)) all.push_back(upload->view);
  }
  return all;
}

Result<void> UploadDesk::map(UploadOwner const& owner, std::string const& id, std::string mapping) {
  std::lock_guard const lock{state_->mutex};
  auto const upload = state_->own(owner, id);
  if (upload == nullptr) return unknown_upload();
  auto const state = upload->view.state;
  if (state != UploadState::to_map && state != UploadState::checked) return not_now();
  upload->view.mapping = std::move(mapping);
  if (upload->view.report != nullptr && upload->asked.profile.empty()) upload->asked.profile = upload->view.report->profile;
  state_->enqueue(upload);
  return {};
}

Result<void> UploadDesk::send(UploadOwner const& owner, std::string const& id) {
  std::lock_guard const lock{state_->mutex};
  auto const upload = state_->own(owner, id);
  if (upload == nullptr) return unknown_upload();
  if (upload->asked.feed.empty()) return never_sent();
  if (upload->view.state != UploadState::checked) return not_now();
  upload->confirmed = true;
  state_->enqueue(upload);
  return {};
}

Result<void> UploadDesk::cancel(UploadOwner const& owner, std::string const& id) {
  std::lock_guard const lock{state_->mutex};
  auto const upload = state_->own(owner, id);
  if (upload == nullptr) return unknown_upload();
  if (is_over(upload->view.state)) return {};
  upload->cancelled = true;
  bool const runs = upload->view.state == UploadState::checking || upload->view.state == UploadState::sending;
  if (!runs) state_->put(*upload, UploadState::cancelled);
  return {};
}

}  // namespace concordat::hub
