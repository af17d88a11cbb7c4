// SPDX-License-Identifier: Apache-2.0
// The child's side.
#include "ledger/signer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>
#include <thread>
#include <utility>

#include "base/file.h"
#include "crypto/key_file.h"
#include "ledger/signer_protocol.h"

namespace concordat::ledger {
namespace {

constexpr std::chrono::milliseconds lock_pause{2};

/// Held while the state is read, compared and replaced. It lies beside the state file, which is a new one after each
/// signature, and goes with the process.
class StateLock {
 public:
  explicit StateLock(SignerOptions const& options)
      : file_{::open((options.state_file.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
    unwritable_ = file_ < 0 && (errno == EROFS || errno == EACCES || errno == ENOSPC || errno == EDQUOT);
    if (file_ < 0) return;
    auto const until = std::chrono::steady_clock::now() + options.lock_wait;
    while (!(held_ = ::flock(file_, LOCK_EX | LOCK_NB) == 0)) {
      busy_ = errno == EWOULDBLOCK || errno == EINTR;
      if (!busy_ || std::chrono::steady_clock::now() >= until) return;
      std::this_thread::sleep_for(lock_pause);
    }
  }
  StateLock(StateLock const&) = delete;
  StateLock& operator=(StateLock const&) = delete;
  ~StateLock() {
    if (file_ >= 0) ::close(file_);
  }
  /// Why it is not held: busy, a folder that takes no writing, or what the caller says of a file that is not there.
  [[nodiscard]] std::optional<Refusal> refusal(Refusal missing) const {
    if (held_) return std::nullopt;
    if (busy_) return Refusal::busy;
    return unwritable_ ? Refusal::storage : missing;
  }

 private:
  int file_;
  bool held_ = false;
  bool busy_ = false;
  bool unwritable_ = false;
};

/// The origin stands in the note; its signature says whether the note is this key's.
Result<std::pair<VerifierKey, TreeHead>> check_state(std::string const& note, crypto::SigningKey const& key) {
  auto const parsed = parse_note(note);
  if (!parsed) return fail(parsed);
  auto const claimed = parse_checkpoint(parsed->text);
  if (!claimed) return fail(claimed);
  auto const verifier = VerifierKey::make(claimed->origin, key.public_key());
  if (!verifier) return fail(verifier);
  auto const checkpoint = open_checkpoint(note, *verifier);
  if (!checkpoint) return fail(checkpoint);
  return std::pair{*verifier, checkpoint->head};
}

class Signer {
 public:
  Signer(SignerOptions const& options, crypto::SigningKey key) : options_{options}, key_{std::move(key)} {}

  /// Reads and checks the state. Before the first signature, and before each: another signer may have gone on.
  [[nodiscard]] std::optional<Refusal> take_state() {
    auto note = read_file(options_.state_file, largest_note);
    if (!note) return Refusal::state;
    auto const state = check_state(*note, key_);
    if (!state) return Refusal::state;
    verifier_ = state->first;
    last_ = state->second;
    note_ = std::move(*note);
    return std::nullopt;
  }

  [[nodiscard]] Frame ready() const { return {FrameKind::ready, verifier_->text() + "\n" + note_}; }

  [[nodiscard]] Frame answer(Frame const& frame) {
    auto const request = frame.kind == FrameKind::sign ? decode_request(frame.payload) : std::nullopt;
    if (!request) return refused(Refusal::malformed);
    StateLock const lock{options_};
    if (auto const refusal = lock.refusal(Refusal::storage)) return refused(*refusal);
    if (auto const refusal = take_state()) return refused(*refusal);
    if (request->head.size < last_.size) return refused(Refusal::shorter);
    if (request->old_size != last_.size) return refused(Refusal::stale);
    if (!check_consistency(request->proof, last_, request->head)) return refused(Refusal::rewritten);
    if (request->head != last_) {
      auto note = sign_checkpoint(request->head, *verifier_, key_);
      // durable before it is said: a signer that forgot could be asked to sign another history
      if (!write_file(options_.state_file, note, {.mode = 0600})) return refused(Refusal::storage);
      last_ = request->head;
      note_ = std::move(note);
    }
    return {FrameKind::signed_note, note_};
  }

  [[nodiscard]] static Frame refused(Refusal refusal) {
    return {FrameKind::refused, std::string(1, static_cast<char>(refusal))};
  }

 private:
  SignerOptions const& options_;
  crypto::SigningKey key_;
  std::optional<VerifierKey> verifier_;
  TreeHead last_;
  std::string note_;
};

int give_up(FrameChannel const& channel, Refusal refusal) {
  // where nobody listens any more there is nobody to tell
  auto const ignored = channel.send(Signer::refused(refusal));
  static_cast<void>(ignored);
  return 1;
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
  auto key = crypto::read_signing_key(options.key_file);
  if (!key) return give_up(channel, Refusal::key);
  Signer signer{options, std::move(*key)};
  {
    StateLock const lock{options};
    auto refusal = lock.refusal(Refusal::state);
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

}  // namespace concordat::ledger
