// SPDX-License-Identifier: Apache-2.0
// The child's side.
#include "ledger/signer.h"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/sync_folder.h"
#include "crypto/encoding.h"
#include "crypto/key_file.h"
#include "crypto/key_place.h"
#include "crypto/private_file.h"
#include "ledger/errand.h"
#include "ledger/note_key.h"
#include "ledger/rotation.h"
#include "ledger/signer_protocol.h"
#include "ledger/signer_state.h"

namespace concordat::ledger {
namespace {

/// What a key file was when it was read: one that was exchanged is another.
struct FileMark {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  bool operator==(FileMark const&) const = default;
};

FileMark mark_of(std::filesystem::path const& file) {
  struct stat status{};
  if (file.empty() || ::stat(file.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

struct KeyMarks {
  FileMark key;
  FileMark retiring;
  bool operator==(KeyMarks const&) const = default;
};

KeyMarks marks_of(SignerOptions const& options) { return {mark_of(options.key_file), mark_of(options.retiring_key_file)}; }

/// The key, and for some days after a rotation the one before it, which signs as well.
struct Keys {
  KeyMarks marks = {};
  std::unique_ptr<NoteKey> key = {};
  std::unique_ptr<NoteKey> retiring = {};

  [[nodiscard]] std::vector<NoteKey*> all() const {
    std::vector<NoteKey*> both{key.get()};
    if (retiring) both.push_back(retiring.get());
    return both;
  }
};

Result<Keys> read_keys(SignerOptions const& options) {
  Keys keys{.marks = marks_of(options)};
  auto key = open_note_key(options.key_file);
  if (!key) return fail(key);
  keys.key = std::move(*key);
  if (keys.marks.retiring == FileMark{}) return keys;
  auto retiring = open_note_key(options.retiring_key_file);
  if (!retiring) return fail(retiring);
  // in the midst of an exchange both files are the same
  if ((*retiring)->public_key() != keys.key->public_key()) keys.retiring = std::move(*retiring);
  return keys;
}

class Signer {
 public:
  Signer(SignerOptions const& options, Keys keys) : options_{options}, keys_{std::move(keys)}, state_{options.state_file} {}

  /// Under the lock: as they are now, where they were exchanged since they were read.
  [[nodiscard]] std::optional<Refusal> take_keys() {
    if (keys_.marks == marks_of(options_)) return std::nullopt;
    auto keys = read_keys(options_);
    if (!keys) return refusal_of(keys.error());
    keys_ = std::move(*keys);
    return std::nullopt;
  }

  /// Reads and checks the state. Before the first signature, and before each: another signer may have gone on.
  /// The origin stands in the note; its signature says whether the note is this key's.
  [[nodiscard]] std::optional<Refusal> take_state() {
    auto note = state_.read();
    if (!note && (note.error().fault == Fault::unavailable || note.error().fault == Fault::exhausted)) return Refusal::storage;
    if (note && checked_ && *note == note_) return std::nullopt;
    checked_ = false;
    auto const parsed = note ? parse_note(*note) : Result<SignedNote>{fail(note)};
    auto const claimed = parsed ? parse_checkpoint(parsed->text) : Result<Checkpoint>{fail(parsed)};
    auto verifier = claimed ? VerifierKey::make(claimed->origin, keys_.key->public_key()) : Result<VerifierKey>{fail(claimed)};
    if (!verifier) return Refusal::state;
    verifier_ = *verifier;
    last_ = claimed->head;
    note_ = std::move(*note);
    checked_ = open_checkpoint(note_, *verifier_).has_value();
    if (checked_) return std::nullopt;
    return signed_by_retiring() ? sign_again() : Refusal::state;
  }

  [[nodiscard]] Frame ready() const { return {FrameKind::ready, verifier_->text() + "\n" + note_}; }

  [[nodiscard]] Frame answer(Frame const& frame) {
    auto const request = frame.kind == FrameKind::sign ? decode_request(frame.payload) : std::nullopt;
    if (!request) return refused(Refusal::malformed);
    StateLock const lock{options_.state_file, options_.lock_wait};
    if (auto const refusal = lock.refusal(Refusal::storage)) return refused(*refusal);
    // whose keys these were asks a new signer, which knows the others
    if (keys_.marks != marks_of(options_)) return refused(Refusal::stale);
    if (auto const refusal = take_state()) return refused(*refusal);
    if (request->head.size < last_.size) return refused(Refusal::shorter);
    if (request->old_size != last_.size) return refused(Refusal::stale);
    if (!check_consistency(request->proof, last_, request->head)) return refused(Refusal::rewritten);
    if (request->head != last_) {
      if (auto const refusal = sign(request->head)) return refused(*refusal);
    }
    return {FrameKind::signed_note, note_};
  }

  [[nodiscard]] static Frame refused(Refusal refusal) {
    return {FrameKind::refused, std::string(1, static_cast<char>(refusal))};
  }

 private:
  [[nodiscard]] std::optional<Refusal> sign(TreeHead const& head) {
    auto note = sign_checkpoint(head, verifier_->name(), keys_.all());
    if (!note) return refusal_of(note.error());
    // durable before it is said: a signer that forgot could be asked to sign another history
    if (!state_.write(*note)) return Refusal::storage;
    last_ = head;
    note_ = std::move(*note);
    checked_ = true;
    return std::nullopt;
  }

  /// After an exchange the state is the old key's: it is made both keys' before anything else, so that it still holds when
  /// the old key has gone.
  [[nodiscard]] std::optional<Refusal> sign_again() { return sign(last_); }

  [[nodiscard]] bool signed_by_retiring() const {
    if (!keys_.retiring) return false;
    auto const verifier = VerifierKey::make(verifier_->name(), keys_.retiring->public_key());
    return verifier && open_checkpoint(note_, *verifier);
  }

  SignerOptions const& options_;
  Keys keys_;
  StateFile state_;
  std::optional<VerifierKey> verifier_;
  TreeHead last_;
  std::string note_;
  bool checked_ = false;  ///< note_ is signed by the key, as this process saw or did itself
};

int give_up(FrameChannel const& channel, Refusal refusal) {
  // where nobody listens any more there is nobody to tell
  auto const ignored = channel.send(Signer::refused(refusal));
  static_cast<void>(ignored);
  return 1;
}

/// Empty where the file itself is the key, or what is left of one.
Result<std::string> place_of(std::filesystem::path const& file) {
  std::error_code error;
  if (std::filesystem::file_size(file, error) == 0 && !error) return std::string{};
  return crypto::place_in_words(file);
}

Result<void> copy_place(std::filesystem::path const& from, std::filesystem::path const& to) {
  auto text = crypto::read_private_file(from);
  if (!text) return fail(text);
  Secret<std::string> const kept{std::move(*text)};
  return write_file(to, kept.expose(), {.mode = 0400, .existing = Existing::refuse});
}

Result<std::string> begin(SignerFiles const& files, std::filesystem::path const& from, std::string_view origin) {
  std::error_code error;
  if (std::filesystem::exists(files.key, error)) return tl::unexpected<Problem>{problem_of(Refusal::key)};
  // a key that an earlier try left, which never signed anything
  if (std::filesystem::exists(files.first_key, error)) {
    if (auto gone = crypto::overwrite_private_file(files.first_key); !gone) return fail(gone);
    std::filesystem::remove(files.first_key, error);
  }
  if (auto copied = copy_place(from, files.first_key); !copied) return fail(copied);
  auto const key = open_note_key(files.first_key);
  if (!key) return fail(key);
  auto const verifier = VerifierKey::make(origin, (*key)->public_key());
  if (!verifier) return fail(verifier);
  auto const note = sign_checkpoint({}, origin, {key->get()});
  if (!note) return fail(note);
  if (auto kept = write_file(files.state, *note, {.mode = 0600}); !kept) return fail(kept);
  if (auto published = write_file(files.vkey, verifier->text() + "\n", {.mode = 0644}); !published) return fail(published);
  std::filesystem::rename(files.first_key, files.key, error);
  if (error) return tl::unexpected<Problem>{file_problem(error.value())};
  if (auto synced = sync_folder(files.key.parent_path()); !synced) return fail(synced);
  return verifier->text();
}

Result<std::string> next_key(std::filesystem::path const& next, std::filesystem::path const& from) {
  SystemChance chance;
  auto const written = from.empty() ? crypto::write_key_file(next, crypto::SigningKey::generate(chance)) : copy_place(from, next);
  if (!written) return fail(written);
  auto const key = open_note_key(next);
  if (!key) return fail(key);
  return crypto::to_base64((*key)->public_key());
}

}  // namespace

Result<VerifierKey> create_signer(std::filesystem::path const& key_file,
                                  std::filesystem::path const& state_file, std::string_view origin,
                                  Chance& chance) {
  auto const key = crypto::SigningKey::generate(chance);
  auto verifier = VerifierKey::make(origin, key.public_key());
  if (!verifier) return verifier;
  auto written = crypto::write_key_file(key_file, key);
  if (!written) return fail(written);
  auto const note = sign_checkpoint({}, *verifier, key);
  written = write_file(state_file, note, {.mode = 0600, .existing = Existing::refuse});
  if (!written) {
    ::unlink(key_file.c_str());  // made a moment ago and never used
    return fail(written);
  }
  return verifier;
}

int run_signer(SignerOptions const& options) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);  // an interrupted hub ends first, and our input with it
  ::prctl(PR_SET_DUMPABLE, 0);   // no core dump with the key in it
  FrameChannel channel{options.input, options.output};
  auto keys = read_keys(options);
  if (!keys) return give_up(channel, refusal_of(keys.error()));
  Signer signer{options, std::move(*keys)};
  {
    StateLock const lock{options.state_file, options.lock_wait};
    auto refusal = lock.refusal(Refusal::state);
    if (!refusal) refusal = signer.take_keys();
    if (!refusal) refusal = signer.take_state();
    if (refusal) return give_up(channel, *refusal);
  }
  if (!channel.send(signer.ready())) return 1;
  for (;;) {
    auto const frame = channel.receive(std::nullopt);
    if (!frame) return give_up(channel, Refusal::malformed);
    if (!*frame) return 0;
    if (!channel.send(signer.answer(**frame))) return 1;
  }
}

int run_errand(std::filesystem::path const& keys, std::string_view errand, std::filesystem::path const& file) {
  std::signal(SIGPIPE, SIG_IGN);
  ::prctl(PR_SET_DUMPABLE, 0);
  FrameChannel const channel{0, 1};
  SignerFiles const files{keys};
  auto const told = [&]() -> Result<std::string> {
    if (errand == "--place-of") return place_of(file);
    if (errand == "--next-key") return next_key(files.next_key, file);
    if (errand.starts_with(begin_errand)) return begin(files, file, errand.substr(begin_errand.size()));
    return tl::unexpected<Problem>{problem_of(Refusal::malformed)};
  }();
  if (!told) return give_up(channel, refusal_of(told.error()));
  return channel.send({FrameKind::told, *told}) ? 0 : 1;
}

}  // namespace concordat::ledger
