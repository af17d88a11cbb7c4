// SPDX-License-Identifier: Apache-2.0
#include "ledger/witness/witness.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "crypto/key_file.h"
#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/cosignature.h"
#include "ledger/witness/sightings.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

/// Between processes; a thread of this one holds the mutex as well.
class FolderLock {
 public:
  explicit FolderLock(fs::path const& folder) : file_{::open((folder / "witness.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
    while (file_ >= 0 && ::flock(file_, LOCK_EX) != 0) {
      if (errno != EINTR) {
        ::close(std::exchange(file_, -1));
      }
    }
  }
  FolderLock(FolderLock const&) = delete;
  FolderLock& operator=(FolderLock const&) = delete;
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }
  [[nodiscard]] bool held() const { return file_ >= 0; }

 private:
  int file_;
};

WitnessReply says(int status, std::string_view why) { return {status, "text/plain; charset=utf-8", fmt::format("{}\n", why)}; }

WitnessReply cannot_remember() { return says(500, "the witness cannot read or write its state; nothing was cosigned"); }

WitnessReply own_size(Sighting const& last) { return {409, std::string{size_content_type}, fmt::format("{}\n", last.head.size)}; }

WitnessReply stopped_now() {
  return says(403, "two histories of this log were shown, of which this witness holds the proof (split-view); it cosigns nothing more of it");
}

bool is_reason(std::string_view reason) {
  bool const plain = std::all_of(reason.begin(), reason.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
  auto const words = text::split(reason, ' ');
  auto const said = std::count_if(words.begin(), words.end(), [](auto const word) { return !word.empty(); });
  return plain && text::is_utf8(reason) && said >= 3 && reason.size() <= 500;
}

}  // namespace

struct Witness::State {
  State(fs::path its_folder, std::vector<VerifierKey> its_logs, VerifierKey its_cosigner, crypto::SigningKey its_key)
      : folder{std::move(its_folder)}, seen{folder, std::move(its_logs)}, evidence{folder}, cosigner{std::move(its_cosigner)}, key{std::move(its_key)} {}

  fs::path folder;
  Sightings seen;
  Evidence evidence;
  VerifierKey cosigner;
  crypto::SigningKey key;
  std::mutex mutex;

  [[nodiscard]] WitnessReply answer(AddCheckpoint const& question, Sighting shown, std::string_view origin, Instant now);
  [[nodiscard]] bool is_out_of_use(Sighting const& last, Sighting const& shown, std::string_view origin) const;
  [[nodiscard]] std::optional<WitnessReply> contradiction(Sighting const& last, Sighting const& shown, std::string_view origin, Instant now) const;
  [[nodiscard]] Result<bool> keep(SplitView const& split, std::string_view origin, std::string_view shown_by, Instant now) const;
};

Result<VerifierKey> create_witness(fs::path const& folder, std::string_view name, Chance& chance) {
  auto const key = crypto::SigningKey::generate(chance);
  auto cosigner = VerifierKey::make(name, key.public_key(), KeyType::cosigner);
  if (!cosigner) return cosigner;
  for (auto const& each : {folder, folder / "state", folder / "evidence"}) {
    if (auto made = make_private_folder(each); !made) return fail(made);
  }
  if (auto written = crypto::write_key_file(folder / "witness.key", key); !written) return fail(written);
  if (auto written = write_file(folder / "witness.vkey", cosigner->text() + "\n"); !written) return fail(written);
  return cosigner;
}

Witness::Witness(std::unique_ptr<State> state) : state_{std::move(state)} {}
Witness::~Witness() = default;

VerifierKey const& Witness::key() const { return state_->cosigner; }

Result<std::unique_ptr<Witness>> Witness::open(fs::path const& folder, std::vector<VerifierKey> logs) {
  auto key = crypto::read_signing_key(folder / "witness.key");
  if (!key) return fail(key);
  auto const line = read_file(folder / "witness.vkey", 4096);
  if (!line) return fail(line);
  auto cosigner = VerifierKey::parse(text::trim(*line), KeyType::cosigner);
  if (!cosigner) return fail(cosigner);
  if (cosigner->public_key() != key->public_key()) {
    return fail(Fault::integrity, "witness.other-key", "The witness's public key is not that of its private key.",
                "Put back the witness.vkey that was made with the key, or make a new pair in an empty folder.");
  }
  return std::unique_ptr<Witness>{new Witness{std::make_unique<State>(folder, std::move(logs), std::move(*cosigner), std::move(*key))}};
}

fs::path const& Witness::folder() const { return state_->folder; }
std::vector<VerifierKey> const& Witness::logs() const { return state_->seen.logs(); }
std::vector<std::string> Witness::origins() const { return state_->seen.origins(); }

WitnessReply Witness::add_checkpoint(std::string_view body, Instant now) {
  auto const question = parse_add_checkpoint(body);
  auto const note = question ? parse_note(question->note) : Result<SignedNote>{SignedNote{}};
  auto const claimed = question && note ? parse_checkpoint(note->text) : Result<Checkpoint>{Checkpoint{}};
  if (!question || !note || !claimed) return says(400, "this is no add-checkpoint request");
  if (!state_->seen.knows(claimed->origin)) return says(404, "this log is not known here");
  auto const shown = sighting_of(question->note, state_->seen.logs());
  if (!shown) return says(403, "no known key of this log signed the checkpoint");
  if (question->old_size > shown->head.size) return says(400, "the old size is beyond that of the checkpoint");
  std::lock_guard const turn{state_->mutex};
  FolderLock const lock{state_->folder};
  if (!lock.held()) return cannot_remember();
  auto const forgot = state_->seen.forgot(claimed->origin);
  auto reply = state_->answer(*question, *shown, claimed->origin, now);
  if (forgot && reply.note != "stopped") reply.note = "state-lost";
  return reply;
}

WitnessReply Witness::checkpoint(std::string_view log) const {
  auto const origin = state_->seen.origin_of(log);
  if (origin.empty()) return says(404, "this log is not known here");
  auto const last = state_->seen.last(origin);
  if (!last) return cannot_remember();
  return last->note.empty() ? says(404, "nothing was seen of this log") : WitnessReply{.body = last->note};
}

WitnessReply Witness::checkpoint(std::string_view log, std::string_view size) const {
  auto const origin = state_->seen.origin_of(log);
  auto const number = parse_size(size);
  auto const found = origin.empty() || !number ? std::nullopt : state_->seen.of_size(origin, *number);
  return found ? WitnessReply{.body = found->note} : says(404, "no checkpoint of this size is kept here");
}

WitnessReply Witness::split_view(std::string_view log) const {
  auto const origin = state_->seen.origin_of(log);
  auto const proofs = origin.empty() ? std::vector<KeptProof>{} : state_->evidence.of(origin, state_->seen.logs());
  if (proofs.empty()) return says(404, "no proof of two histories of this log is held here");
  auto const open = std::find_if(proofs.begin(), proofs.end(), [](auto const& one) { return !one.cleared; });
  return {.body = write_split_view((open == proofs.end() ? proofs.front() : *open).split)};
}

std::optional<Sighting> Witness::last(std::string_view origin) const {
  auto found = state_->seen.last(origin);
  if (found && found->note.empty()) return std::nullopt;
  return found;
}

std::optional<Sighting> Witness::of_size(std::string_view origin, std::uint64_t size) const { return state_->seen.of_size(origin, size); }

Result<bool> Witness::keep(SplitView const& split, std::string_view shown_by, Instant now) {
  auto const proven = check_split_view(split, state_->seen.logs());
  if (!proven) return fail(proven);
  std::lock_guard const turn{state_->mutex};
  FolderLock const lock{state_->folder};
  if (!lock.held()) return tl::unexpected<Problem>{file_problem(EIO)};
  return state_->keep(split, proven->origin, shown_by, now);
}

HeldEvidence Witness::evidence() const {
  HeldEvidence held;
  for (auto const& origin : origins()) state_->evidence.add_to(held, origin, state_->seen.logs());
  return held;
}

bool Witness::stopped(std::string_view origin) const {
  if (!origin.empty()) return state_->evidence.stops(origin);
  auto const all = origins();
  return std::any_of(all.begin(), all.end(), [&](auto const& one) { return state_->evidence.stops(one); });
}

Result<std::size_t> Witness::clear(std::string_view origin, std::string_view reason, bool anew, Instant now) {
  if (!is_reason(reason)) {
    return fail(Fault::missing, "witness.reason", "Nothing is cleared without a reason of three words or more.", "Say in one line of at most 500 characters what was found out, and by whom.");
  }
  std::lock_guard const turn{state_->mutex};
  FolderLock const lock{state_->folder};
  if (!lock.held()) return tl::unexpected<Problem>{file_problem(EIO)};
  std::size_t cleared = 0;
  for (auto const& id : state_->evidence.open_ids(origin)) {
    if (auto done = state_->evidence.clear(id, reason, now); !done) return fail(done);
    ++cleared;
  }
  if (cleared == 0) {
    return fail(Fault::not_found, "witness.nothing-to-clear", "This witness holds no proof against this log that was not cleared before.",
                "Look at what it holds with 'concordat witness status'.");
  }
  if (anew && !state_->seen.forget(origin)) return tl::unexpected<Problem>{file_problem(EIO)};
  return cleared;
}

std::vector<std::string> Witness::lost() const {
  auto all = origins();
  std::erase_if(all, [&](auto const& origin) { return !state_->seen.forgot(origin); });
  return all;
}

std::vector<std::string> Witness::unreadable() const {
  auto all = origins();
  std::erase_if(all, [&](auto const& origin) { return state_->seen.last(origin).has_value(); });
  return all;
}

Result<bool> Witness::State::keep(SplitView const& split, std::string_view origin, std::string_view shown_by, Instant now) const {
  if (evidence.holds(origin, id_of(split))) return false;
  if (auto kept = evidence.keep(origin, split, shown_by, now); !kept) return fail(kept);
  return true;
}

/// The log's own key signed another tree of a size that was cosigned here: the proof is on disk before the answer goes out.
std::optional<WitnessReply> Witness::State::contradiction(Sighting const& last, Sighting const& shown, std::string_view origin, Instant now) const {
  auto const known = last.head.size == shown.head.size ? std::optional{last} : seen.of_size(origin, shown.head.size);
  auto const split = known ? split_of_one_size({signed_part(known->note, seen.logs()), known->head}, shown) : std::nullopt;
  if (!split) return std::nullopt;
  auto const kept = keep(*split, origin, "add-checkpoint", now);
  if (!kept) return cannot_remember();
  auto reply = own_size(last);
  if (*kept) reply.note = "split-view";
  return reply;
}

/// A key that signed once and then no more, because another took its place: whoever signs with it alone now has stolen it. A
/// witness that was away while both signed sees a new key, which it never saw before, and goes on.
bool Witness::State::is_out_of_use(Sighting const& last, Sighting const& shown, std::string_view origin) const {
  auto const& now = shown.signers;
  auto const& before = last.signers;
  bool const in_common = std::any_of(now.begin(), now.end(), [&](std::size_t one) { return std::find(before.begin(), before.end(), one) != before.end(); });
  return !before.empty() && !in_common && seen.saw_signed_by(origin, now);
}

WitnessReply Witness::State::answer(AddCheckpoint const& question, Sighting shown, std::string_view origin, Instant now) {
  if (evidence.stops(origin)) {
    auto reply = stopped_now();
    reply.note = "stopped";
    return reply;
  }
  auto const last = seen.last(origin);
  if (!last) return cannot_remember();
  if (is_out_of_use(*last, shown, origin)) return says(403, "the key that signed this checkpoint was out of use by the newest that was cosigned");
  if (auto reply = contradiction(*last, shown, origin, now)) return *reply;
  if (question.old_size != last->head.size) {
    auto mine = own_size(*last);
    if (question.old_size > last->head.size) mine.note = "knows-less";
    return mine;
  }
  if (!check_consistency(question.proof, last->head, shown.head)) return says(422, "the consistency proof does not hold");
  auto const text = parse_note(shown.note)->text;
  auto const line = signature_line(cosign(text, cosigner, key, now)) + "\n";
  if (shown.head.size > 0) {
    shown.note += line;
    if (shown.note.size() > largest_note) return says(422, "the checkpoint is longer than this witness can keep");
    if (!seen.keep(origin, shown)) return cannot_remember();
  }
  return {200, "text/plain; charset=utf-8", line};
}

}  // namespace concordat::ledger
