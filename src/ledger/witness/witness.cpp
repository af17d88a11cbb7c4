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
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/cosignature.h"

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

std::string hex_name(std::string_view text) { return crypto::to_hex(crypto::sha256(text)); }

WitnessReply says(int status, std::string_view why) { return {status, "text/plain; charset=utf-8", fmt::format("{}\n", why)}; }

WitnessReply cannot_remember() { return says(500, "the witness cannot read or write its state; nothing was cosigned"); }

Result<void> make_folder(fs::path const& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return tl::unexpected<Problem>{file_problem(failed.value())};
  fs::permissions(folder, fs::perms::owner_all, failed);
  if (failed) return tl::unexpected<Problem>{file_problem(failed.value())};
  return {};
}

}  // namespace

struct Witness::State {
  State(fs::path its_folder, std::vector<VerifierKey> its_logs, VerifierKey its_cosigner, crypto::SigningKey its_key)
      : folder{std::move(its_folder)}, logs{std::move(its_logs)}, cosigner{std::move(its_cosigner)}, key{std::move(its_key)} {}

  fs::path folder;
  std::vector<VerifierKey> logs;
  VerifierKey cosigner;
  crypto::SigningKey key;
  std::mutex mutex;

  [[nodiscard]] bool knows(std::string_view origin) const {
    for (auto const& log : logs) {
      if (log.name() == origin) return true;
    }
    return false;
  }
  /// The checkpoint, where one of its log's known keys signed it.
  [[nodiscard]] std::optional<Checkpoint> open(std::string_view note, std::string_view origin) const {
    for (auto const& log : logs) {
      if (log.name() != origin) continue;
      if (auto checkpoint = open_checkpoint(note, log)) return std::move(*checkpoint);
    }
    return std::nullopt;
  }
  [[nodiscard]] fs::path state_file(std::string_view origin) const { return folder / "state" / hex_name(origin); }
  /// Nothing: it cannot be told what was cosigned last, and so nothing may be cosigned.
  [[nodiscard]] std::optional<TreeHead> last(std::string_view origin) const {
    auto const note = read_file(state_file(origin), largest_note);
    if (!note && note.error().fault == Fault::not_found) return TreeHead{};
    if (!note) return std::nullopt;
    auto const checkpoint = open(*note, origin);
    if (!checkpoint) return std::nullopt;
    return checkpoint->head;
  }
  [[nodiscard]] fs::path known_file(std::string_view origin) const { return folder / "known" / hex_name(origin); }
  /// That something of this log was cosigned once, and nothing is left of it.
  [[nodiscard]] bool forgot(std::string_view origin) const {
    std::error_code error;
    return fs::exists(known_file(origin), error) && !fs::exists(state_file(origin), error);
  }
  /// On disk before the first cosignature is.
  [[nodiscard]] bool make_known(std::string_view origin) const {
    std::error_code error;
    if (fs::exists(known_file(origin), error)) return true;
    return make_folder(folder / "known") && write_file(known_file(origin), fmt::format("{}\n", origin), {.mode = 0600});
  }
  [[nodiscard]] WitnessReply answer(AddCheckpoint const& question, std::string_view text, Checkpoint const& checkpoint, Instant now);
};

Result<VerifierKey> create_witness(fs::path const& folder, std::string_view name, Chance& chance) {
  auto const key = crypto::SigningKey::generate(chance);
  auto cosigner = VerifierKey::make(name, key.public_key(), KeyType::cosigner);
  if (!cosigner) return cosigner;
  for (auto const& each : {folder, folder / "state", folder / "evidence"}) {
    if (auto made = make_folder(each); !made) return fail(made);
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

WitnessReply Witness::add_checkpoint(std::string_view body, Instant now) {
  auto const question = parse_add_checkpoint(body);
  auto const note = question ? parse_note(question->note) : Result<SignedNote>{SignedNote{}};
  auto const claimed = question && note ? parse_checkpoint(note->text) : Result<Checkpoint>{Checkpoint{}};
  if (!question || !note || !claimed) return says(400, "this is no add-checkpoint request");
  if (!state_->knows(claimed->origin)) return says(404, "this log is not known here");
  auto const checkpoint = state_->open(question->note, claimed->origin);
  if (!checkpoint) return says(403, "no known key of this log signed the checkpoint");
  if (question->old_size > checkpoint->head.size) return says(400, "the old size is beyond that of the checkpoint");
  std::lock_guard const turn{state_->mutex};
  FolderLock const lock{state_->folder};
  if (!lock.held()) return cannot_remember();
  auto const forgot = state_->forgot(checkpoint->origin);
  auto reply = state_->answer(*question, note->text, *checkpoint, now);
  if (forgot) reply.note = "state-lost";
  return reply;
}

WitnessReply Witness::last_checkpoint(std::string_view origin, Instant now) {
  if (!state_->knows(origin)) return says(404, "this log is not known here");
  std::lock_guard const turn{state_->mutex};
  FolderLock const lock{state_->folder};
  if (!lock.held()) return cannot_remember();
  auto note = read_file(state_->state_file(origin), largest_note);
  if (!note && note.error().fault == Fault::not_found) return says(404, "nothing was seen of this log");
  auto const parsed = note && state_->open(*note, origin) ? parse_note(*note) : Result<SignedNote>{SignedNote{}};
  if (!parsed || parsed->text.empty()) return cannot_remember();
  return {200, "text/plain; charset=utf-8", *note + signature_line(cosign(parsed->text, state_->cosigner, state_->key, now)) + "\n"};
}

std::vector<std::string> Witness::lost() const {
  std::vector<std::string> origins;
  for (auto const& log : state_->logs) {
    if (state_->forgot(log.name()) && std::find(origins.begin(), origins.end(), log.name()) == origins.end()) origins.push_back(log.name());
  }
  return origins;
}

WitnessReply Witness::State::answer(AddCheckpoint const& question, std::string_view text, Checkpoint const& checkpoint, Instant now) {
  auto const seen = last(checkpoint.origin);
  if (!seen) return cannot_remember();
  WitnessReply const mine{409, std::string{size_content_type}, fmt::format("{}\n", seen->size)};
  if (seen->size == checkpoint.head.size && seen->root != checkpoint.head.root) {
    // The log's own key signed two trees of one size: whoever asks, and with whatever old size.
    auto const kept = write_file(folder / "evidence" / hex_name(question.note), question.note, {.mode = 0600});
    return kept ? mine : cannot_remember();
  }
  if (question.old_size != seen->size) {
    auto other = mine;
    if (question.old_size > seen->size) other.note = "knows-less";
    return other;
  }
  if (!check_consistency(question.proof, *seen, checkpoint.head)) return says(422, "the consistency proof does not hold");
  if (checkpoint.head != *seen || checkpoint.head.size == 0) {
    if (!make_known(checkpoint.origin)) return cannot_remember();
    if (!write_file(state_file(checkpoint.origin), question.note, {.mode = 0600})) return cannot_remember();
  }
  return {200, "text/plain; charset=utf-8", signature_line(cosign(text, cosigner, key, now)) + "\n"};
}

}  // namespace concordat::ledger
