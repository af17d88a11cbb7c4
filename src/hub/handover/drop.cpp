// SPDX-License-Identifier: Apache-2.0
#include "hub/handover/drop.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/visible.h"
#include "hub/act.h"
#include "hub/handover/drop_folder.h"
#include "hub/handover/drop_note.h"
#include "hub/supply/spool.h"

namespace concordat::hub {

FixedText name_of(DropFate fate) {
  switch (fate) {
    case DropFate::taken_in: return "taken-in";
    case DropFate::seen_before: return "seen-before";
    case DropFate::failed: return "failed";
  }
  return "failed";
}

namespace {

constexpr std::size_t hash_shown = 16;
constexpr std::size_t longest_name = 200;  // bytes; a file system takes 255, and the hash and the note's ending are ours
constexpr std::array unfinished{".part", ".partial", ".tmp", ".filepart", ".crdownload", ".swp", "~"};

/// What every program that copies uses while it does, and what hides.
bool is_being_written(std::string_view name) {
  auto const low = text::ascii_lower(name);
  return low.starts_with('.') || std::ranges::any_of(unfinished, [&](char const* ending) { return low.ends_with(ending); });
}

Problem not_a_file() {
  return {Fault::malformed, "drop.not-a-file", "This is a link, a pipe or something else that is no file, and was not opened.",
          "Put the file itself into the folder.", {}};
}

/// Takes in what lies in the folder of one feed.
class FeedFolder {
 public:
  struct Places {
    DropFolder in;
    DropFolder done;
    DropFolder failed;
  };
  FeedFolder(Hub& hub, DropOptions const& options, Clock const& machine, Feed const& feed, Places places, CollectReport& report)
      : hub_{hub}, options_{options}, machine_{machine}, feed_{feed}, places_{std::move(places)}, report_{report} {}

  Result<void> run();

 private:
  struct Waiting {
    Instant touched;
    std::string name;
    auto operator<=>(Waiting const&) const = default;
  };
  std::vector<Waiting> ready();
  Result<void> take(std::string const& name);
  Result<void> refuse(std::string const& name);
  void submit(DroppedFile& file, intake::FileDescriptor copy);
  Result<void> put_away(DroppedFile& file, std::string const& hash, FileState const& as_read);
  void sweep();
  void wait(std::optional<Problem> why = {});

  Hub& hub_;
  DropOptions const& options_;
  Clock const& machine_;
  Feed const& feed_;
  Places places_;
  CollectReport& report_;
};

void FeedFolder::wait(std::optional<Problem> why) {
  ++report_.waiting;
  if (why) report_.trouble = std::move(why);
}

std::vector<FeedFolder::Waiting> FeedFolder::ready() {
  std::vector<Waiting> all;
  auto const latest = machine_.now() - options_.settle;
  for (auto const& name : places_.in.names()) {
    if (name == "done" || name == "failed" || is_being_written(name)) continue;
    auto const state = places_.in.state(name);
    if (!state) continue;
    if (state->is_folder) {
      report_.strangers.push_back(feed_.agency + "/" + feed_.id + "/" + name);
      continue;
    }
    // A time that lies ahead is no sign of work.
    if (state->touched > latest && state->touched <= machine_.now()) wait();
    else all.push_back({state->touched, name});
  }
  std::ranges::sort(all);  // a correction is put there after what it corrects
  return all;
}

void FeedFolder::submit(DroppedFile& file, intake::FileDescriptor copy) {
  SubmitRequest request;
  request.feed = feed_.id;
  request.file_name = file.name;
  auto tally = submit_file(hub_, request, std::move(copy), [this](SubmitProgress const&) { return !options_.go_on || options_.go_on(); });
  if (tally) {
    file.fate = tally->seen_before ? DropFate::seen_before : DropFate::taken_in;
    file.tally = std::move(*tally);
    return;
  }
  file.problem = tally.error().problem;
  file.findings = std::move(tally.error().findings);
}

Result<void> FeedFolder::put_away(DroppedFile& file, std::string const& hash, FileState const& as_read) {
  bool const failed = file.fate == DropFate::failed;
  auto const& to = failed ? places_.failed : places_.done;
  auto const as = hash.substr(0, hash_shown) + "-" + file.name.substr(0, longest_name);
  if (auto written = to.write(as + ".note.txt", drop_note(file, feed_, hub_.clock().now())); !written) return written;
  // What was put there under the same name in the meantime is another file: its turn comes.
  if (places_.in.state(file.name) == as_read) {
    if (!places_.in.move(file.name, to, as)) {
      return fail(Fault::unavailable, "drop.not-permitted", "A file of the drop folder was read and cannot be moved.",
                  "Let the account that runs the hub write to the folder; until then the file is met again and recognised.");
    }
    auto const moved = to.state(as);
    bool const the_same = moved && moved->device == as_read.device && moved->inode == as_read.inode;
    if (the_same) file.kept_as = std::string{failed ? "failed/" : "done/"} + as;
    else to.move_back(as, places_.in, file.name);
  }
  report_.files.push_back(std::move(file));
  return {};
}

Result<void> FeedFolder::refuse(std::string const& name) {
  auto const state = places_.in.state(name);
  if (!state) return {};
  DroppedFile file{feed_.agency, feed_.id, name, DropFate::failed, {}, not_a_file(), {}, {}};
  Act act;
  act.event = ledger::Event::receive;
  act.verdict = ledger::Verdict::refuse;
  act.from = feed_.agency;
  act.fields = {feed_.id};
  act.why = {"drop.not-a-file"};
  if (auto done = record_alone(hub_, std::move(act)); !done) return done;
  return put_away(file, fmt::format("{:016x}", state->inode), *state);
}

Result<void> FeedFolder::take(std::string const& name) {
  auto const found = places_.in.state(name);
  if (!found) return {};
  if (!found->is_file) return refuse(name);
  auto const file = places_.in.open_file(name);
  auto const before = file ? DropFolder::state_of(file) : std::nullopt;
  if (!before || *before != *found) {
    // Not ours to read, or another than a moment ago.
    wait(Problem{Fault::unavailable, "file.unreadable", "A file of the drop folder cannot be read.",
                 "Let the account that runs the hub read what is put there.", {}});
    return {};
  }
  auto copy = spooled(file, std::numeric_limits<std::uint64_t>::max());
  if (!copy) {
    wait(copy.error());
    return {};
  }
  if (DropFolder::state_of(file) != before || places_.in.state(name) != before) {
    wait();
    return {};
  }
  auto const hash = content_hash(*copy);
  DroppedFile dropped{feed_.agency, feed_.id, name, DropFate::failed, {}, {}, {}, {}};
  submit(dropped, std::move(*copy));
  if (dropped.problem && dropped.problem->fault == Fault::integrity) return tl::unexpected<Problem>{*dropped.problem};
  if (dropped.problem && passes(*dropped.problem)) {
    wait(dropped.problem);
    return {};
  }
  return put_away(dropped, hash ? *hash : std::string(hash_shown, '0'), *before);
}

void FeedFolder::sweep() {
  for (auto const& [folder, kept] : {std::pair{&places_.done, options_.kept_done}, std::pair{&places_.failed, options_.kept_failed}}) {
    auto const oldest = machine_.now() - kept;
    for (auto const& name : folder->names()) {
      auto const state = folder->state(name);
      if (state && !state->is_folder && state->touched < oldest) folder->remove(name);
    }
  }
}

Result<void> FeedFolder::run() {
  for (auto const& one : ready()) {
    if (options_.go_on && !options_.go_on()) return {};
    if (auto done = take(one.name); !done) return done;
  }
  sweep();
  return {};
}

Result<FeedFolder::Places> places_of(DropFolder const& root, Feed const& feed) {
  auto agency = root.inner(feed.agency);
  if (!agency) return fail(agency);
  auto in = agency->inner(feed.id);
  if (!in) return fail(in);
  auto done = in->inner("done");
  auto failed = in->inner("failed");
  if (!done) return fail(done);
  if (!failed) return fail(failed);
  return FeedFolder::Places{std::move(*in), std::move(*done), std::move(*failed)};
}

/// What lies where nothing is looked for: told, so that a slip in a name does not hide files for months.
void find_strangers(Hub const& hub, DropFolder const& root, CollectReport& report) {
  std::set<std::string> agencies;
  std::set<std::pair<std::string, std::string>> feeds;
  for (auto const& feed : hub.feeds()) {
    agencies.insert(feed.agency);
    feeds.emplace(feed.agency, feed.id);
  }
  for (auto const& name : root.names()) {
    if (name == ".lock") continue;
    if (!agencies.contains(name)) report.strangers.push_back(name);
  }
  for (auto const& agency : agencies) {
    auto const folder = root.inner(agency);
    if (!folder) continue;
    for (auto const& name : folder->names()) {
      if (!feeds.contains({agency, name})) report.strangers.push_back(agency + "/" + name);
    }
  }
}

}  // namespace

Result<CollectReport> collect(Hub& hub, DropOptions const& options, Clock const& machine) {
  auto root = DropFolder::open(options.folder);
  if (!root) return fail(root);
  auto const locked = root->lock();
  if (!locked) return fail(locked);
  if (!*locked) {
    return fail(Fault::locked, "drop.busy", "Another program is taking in this drop folder.", "Wait for it: nothing needs to be done twice.");
  }
  CollectReport report;
  for (auto const& feed : hub.feeds()) {
    if (options.go_on && !options.go_on()) break;
    auto places = places_of(*root, feed);
    // What one agency did to its folder holds up nobody else.
    if (!places) {
      report.trouble = places.error();
      continue;
    }
    FeedFolder folder{hub, options, machine, feed, std::move(*places), report};
    if (auto done = folder.run(); !done) {
      if (done.error().fault == Fault::integrity) return fail(done);
      report.trouble = done.error();
    }
  }
  find_strangers(hub, *root, report);
  return report;
}

}  // namespace concordat::hub
