// SPDX-License-Identifier: Apache-2.0
#include "hub/signing_key.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/log_storage.h"
#include "hub/retention.h"
#include "ledger/errand.h"
#include "ledger/key_change.h"
#include "ledger/signer_protocol.h"
#include "ledger/signer_state.h"

namespace concordat::hub {
namespace {

constexpr std::chrono::milliseconds lock_patience{10'000};

Result<void> check_held(ledger::StateLock const& lock) {
  if (auto const refusal = lock.refusal(ledger::Refusal::state)) return tl::unexpected<Problem>{ledger::problem_of(*refusal)};
  return {};
}

}  // namespace

/// The one that may look into a Log for what is about its keys.
class KeyRotation {
 public:
  KeyRotation(Hub& hub, RotateOptions const& options) : hub_{hub}, log_{hub.log()}, options_{options}, files_{hub.options().keys} {}
  Result<KeyRotated> run();

  /// The exchange that is not over, by the ledger's own entry of it: what signer.rotation says counts only where it is the
  /// same. Nothing where no key is on its way in or out.
  static Result<std::optional<ledger::Rotation>> of(Log& log);
  static void note_down(Log& log);
  static Result<void> stop_old_key(Log& log, ClockIs clock);
  static ledger::SignerClientOptions const& signer_of(Log const& log) { return log.options_.signer; }

 private:
  void tell(std::string_view step) const {
    if (options_.at) options_.at(step);
  }
  Result<void> check_none_runs();
  static tl::unexpected<Problem> not_over();
  Result<void> check_again();
  Result<void> check_place();
  Result<void> exchange();
  Result<void> sign_what_is_there(store::Transaction& transaction);
  Result<ledger::Rotation> write_down(store::Transaction& transaction);
  Result<ledger::VerifierKey> put_new_key(ledger::VerifierKey const& old_key);
  static Result<void> is_there(std::filesystem::path const& file);

  Hub& hub_;
  Log& log_;
  RotateOptions const& options_;
  ledger::SignerFiles files_;
  KeyRotated report_ = {};
};

Result<void> Log::ready() {
  if (signer_ && signer_->alive()) return {};
  signer_.reset();
  if (auto settled = settle_rotation(); !settled) return settled;
  auto started = ledger::SignerClient::start(options_.signer);
  if (!started) return fail(started);
  signer_ = std::move(*started);
  auto fine = check_key();
  if (!fine) signer_.reset();
  return fine;
}

Result<void> Log::check_key() {
  ledger::SignerFiles const files{options_.keys};
  both_until_.reset();
  if (std::filesystem::exists(files.retiring_key)) {
    auto const rotation = KeyRotation::of(*this);
    if (!rotation) return fail(rotation);
    if (*rotation) both_until_ = (*rotation)->until;
    KeyRotation::note_down(*this);
  }
  auto const published = verifier();
  if (!published) return fail(published);
  if (published->text() == signer_->verifier().text()) return {};
  return fail(Fault::integrity, "ledger.other-key", "The signer's key is not the one this hub published.",
              "Give the signer the keys folder that was made with this database.");
}

namespace {

std::optional<ledger::Rotation> rotation_of(std::string const& origin, std::optional<ledger::ToldExchange> const& told) {
  if (!told) return std::nullopt;
  auto const old_key = ledger::VerifierKey::make(origin, told->keys.old_key);
  auto const new_key = ledger::VerifierKey::make(origin, told->keys.new_key);
  if (!old_key || !new_key) return std::nullopt;
  return ledger::Rotation{*old_key, *new_key, told->entry, told->at + both_keys_sign};
}

/// Whether it is the exchange that the files are in the midst of. Until it is published the key of signer.vkey is its old one.
bool fits(ledger::Rotation const& rotation, ledger::VerifierKey const& published, ledger::SignerFiles const& files) {
  bool const is_new = rotation.new_key.text() == published.text();
  if (!ledger::exchange_is_open(files)) return is_new;
  return rotation.old_key.text() == published.text() || (is_new && std::filesystem::exists(files.retiring_key));
}

/// Nothing that a hub wrote: what the ledger says counts.
bool is_spoilt(Problem const& problem) { return problem.fault == Fault::malformed || problem.code.view() == "ledger.rotation-in-the-way"; }

bool same(ledger::Rotation const& one, ledger::Rotation const& other) {
  return one.old_key.text() == other.old_key.text() && one.new_key.text() == other.new_key.text() && one.entry == other.entry && one.until == other.until;
}

}  // namespace

Result<std::optional<ledger::Rotation>> KeyRotation::of(Log& log) {
  ledger::SignerFiles const files{log.options_.keys};
  if (!ledger::keys_are_exchanged(files)) return std::nullopt;
  auto const published = log.verifier();
  if (!published) return fail(published);
  auto const written = ledger::read_rotation(files);
  if (!written && !is_spoilt(written.error())) return fail(written);
  if (written && *written) {
    auto const entry = log.entry((*written)->entry);
    if (!entry && entry.error().fault != Fault::not_found) return fail(entry);
    auto told = entry ? rotation_of(published->name(), ledger::exchange_in((*written)->entry, *entry)) : std::nullopt;
    if (told && same(*told, **written) && fits(*told, *published, files)) return told;
  }
  // The file is only a note of what the ledger says; who changed it changed nothing.
  auto const size = log.size();
  if (!size) return fail(size);
  auto const newest = ledger::newest_exchange(log.storage(), *size);
  if (!newest) return fail(newest);
  auto told = rotation_of(published->name(), *newest);
  return told && fits(*told, *published, files) ? told : std::nullopt;
}

/// Writes the note anew where it does not say what the ledger says. It counts for nothing by itself: where the files are
/// another's at the moment, or take no writing, the next that needs the signer does it.
void KeyRotation::note_down(Log& log) {
  ledger::SignerFiles const files{log.options_.keys};
  auto const says = [&](ledger::Rotation const& told) {
    auto const written = ledger::read_rotation(files);
    return written && *written && same(**written, told);
  };
  auto const seen = of(log);
  if (!seen || !*seen || says(**seen)) return;
  ledger::StateLock const lock{files.state, lock_patience};
  if (!check_held(lock)) return;
  auto const told = of(log);
  if (!told || !*told || says(**told)) return;
  static_cast<void>(ledger::write_rotation(files, **told));
}

/// What an end without warning left: an exchange that the ledger tells of is done, any other is forgotten.
Result<void> Log::settle_rotation() {
  ledger::SignerFiles const files{options_.keys};
  if (!ledger::exchange_is_open(files) && !ledger::has_leftovers(files)) return {};
  ledger::StateLock const lock{files.state, lock_patience};
  if (auto held = check_held(lock); !held) return held;
  if (auto cleared = ledger::clear_leftovers(files); !cleared) return cleared;
  if (!ledger::exchange_is_open(files)) return {};  // whoever was at it is done
  auto const told = KeyRotation::of(*this);
  if (!told) return fail(told);
  return *told ? ledger::exchange_keys(files, **told) : ledger::forget_next_key(files);
}

Result<void> Log::stop_old_key() { return KeyRotation::stop_old_key(*this, ClockIs::unproved); }

Result<void> KeyRotation::stop_old_key(Log& log, ClockIs clock) {
  auto const now = log.clock_.now();
  if (!log.both_until_ || now < *log.both_until_) return {};
  auto const doubted = clock == ClockIs::right ? Result<bool>{false} : clock_is_doubted(log.database_, now);
  if (!doubted) return fail(doubted);
  if (*doubted) return {};
  ledger::SignerFiles const files{log.options_.keys};
  {
    ledger::StateLock const lock{files.state, lock_patience};
    if (auto held = check_held(lock); !held) return held;
    if (auto const stopped = ledger::stop_retiring_key(files); !stopped) return fail(stopped);
  }
  log.release_signer();
  return log.ready();
}

// Signs inside the transaction of the entry: what came before bears the old key's signature alone, so that this
/// entry is the first under the new one.
Result<KeyRotated> KeyRotation::run() {
  if (auto fine = check_none_runs(); !fine) return fail(fine);
  tell("looked");
  if (auto fine = check_place(); !fine) return fail(fine);
  if (auto fine = log_.ready(); !fine) return fail(fine);
  if (auto fine = log_.sign_pending(); !fine) return fail(fine);
  if (auto done = exchange(); !done) return fail(done);
  log_.release_signer();
  if (auto fine = log_.sign_pending(); !fine) return fail(fine);
  tell("signed by both");
  return std::move(report_);
}

Result<void> KeyRotation::check_none_runs() {
  auto const running = running_rotation(hub_);
  if (!running) return fail(running);
  if (!*running) return {};
  return not_over();
}

tl::unexpected<Problem> KeyRotation::not_over() {
  return fail(Fault::conflict, "rotation.not-over", "The key was exchanged less than 30 days ago: two keys sign the ledger already.",
              "Wait until the old one is gone; 'concordat ledger status' says when.");
}

/// The same once nobody else can begin: another exchange may have come between the first look and the lock.
Result<void> KeyRotation::check_again() {
  auto const running = KeyRotation::of(log_);
  if (!running) return fail(running);
  if (*running || ledger::exchange_is_open(files_)) return not_over();
  return {};
}

/// A key that somebody put out of this machine's reach does not come back into its folder because nobody said where to.
Result<void> KeyRotation::check_place() {
  auto place = ledger::ask_place(signer_of(log_), files_.key);
  if (!place) return fail(place);
  report_.old_lies_in = std::move(*place);
  if (!options_.to.empty() || report_.old_lies_in.empty()) return {};
  return fail(Fault::refused, "rotation.where", "The ledger's key lies in a token or a credential, and nothing says where the new one lies.",
              "Make the new one there and name the file that says so with --to; a key file of one's own may be named as well.");
}

Result<void> KeyRotation::exchange() {
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  if (auto signed_before = sign_what_is_there(*transaction); !signed_before) return signed_before;
  ledger::StateLock const lock{files_.state, lock_patience};
  if (auto held = check_held(lock); !held) return held;
  if (auto fine = check_again(); !fine) return fine;
  auto const rotation = write_down(*transaction);
  if (!rotation) {
    static_cast<void>(ledger::forget_next_key(files_));
    return fail(rotation);
  }
  // Where it cannot be told whether this is in, whoever needs the signer next looks.
  if (auto done = transaction->commit(); !done) return done;
  tell("entry committed");
  return ledger::exchange_keys(files_, *rotation, options_.at);
}

Result<void> KeyRotation::sign_what_is_there(store::Transaction& transaction) {
  auto const head = log_.lock_head(transaction.connection());
  if (!head) return fail(head);
  auto const covered = log_.is_signed(head->size);
  if (!covered) return fail(covered);
  if (*covered) return {};
  auto const note = log_.sign(head->size);
  if (!note) return fail(note);
  if (!*note) return {};
  return add_checkpoint(hub_.database(), (*note)->head.size, (*note)->note, hub_.clock().now());
}

/// The new key and what it is for in the folder, and the entry in the transaction.
Result<ledger::Rotation> KeyRotation::write_down(store::Transaction& transaction) {
  auto const old_key = log_.verifier();
  if (!old_key) return fail(old_key);
  auto const new_key = put_new_key(*old_key);
  if (!new_key) return fail(new_key);
  tell("new key written");
  Act act;
  act.event = ledger::Event::admin;
  act.to = hub_.partnership().id;
  act.fields = ledger::rotated_words(*old_key, *new_key);
  act.bundle = crypto::sha256(old_key->text() + "\n" + new_key->text() + "\n");
  auto const receipt = record(hub_, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  auto const entry = log_.entry(receipt->index());
  auto const leaf = entry ? ledger::read_leaf(*entry) : Result<ledger::Leaf>{fail(entry)};
  if (!leaf) return fail(leaf);
  ledger::Rotation rotation{*old_key, *new_key, receipt->index(), leaf->at + both_keys_sign};
  if (auto written = ledger::write_rotation(files_, rotation); !written) return fail(written);
  tell("rotation written");
  report_.old_vkey = old_key->text();
  report_.new_vkey = new_key->text();
  report_.until = rotation.until;
  report_.ledger_index = rotation.entry;
  return rotation;
}

Result<ledger::VerifierKey> KeyRotation::put_new_key(ledger::VerifierKey const& old_key) {
  if (auto const there = is_there(options_.to); !there) return fail(there);
  auto const key = ledger::make_next_key(signer_of(log_), options_.to);
  if (!key) return fail(key);
  if (*key == old_key.public_key()) {
    return fail(Fault::conflict, "rotation.same-key", "The new key is the one that signs already.", "Make another, and name the file that says where it lies.");
  }
  return ledger::VerifierKey::make(old_key.name(), *key);
}

/// The signer has one word for all that is wrong with a file.
Result<void> KeyRotation::is_there(std::filesystem::path const& file) {
  std::error_code error;
  if (file.empty() || std::filesystem::exists(file, error)) return {};
  return tl::unexpected<Problem>{file_problem(ENOENT)};
}

Result<KeyRotated> rotate_signing_key(Hub& hub, RotateOptions const& options) {
  if (auto retired = retire_signing_key(hub); !retired) return fail(retired);
  return KeyRotation{hub, options}.run();
}

Result<std::optional<ledger::Rotation>> running_rotation(Hub& hub) {
  ledger::SignerFiles const files{hub.options().keys};
  if (ledger::exchange_is_open(files)) {
    if (auto settled = hub.log().ready(); !settled) return fail(settled);
  }
  return KeyRotation::of(hub.log());
}

namespace {

/// Whether there is a key that signs no more and is to be destroyed.
Result<bool> stop(Hub& hub, ledger::SignerFiles const& files, ClockIs clock) {
  hub.log().release_signer();  // whoever signs stops the old key when its day has come, by what the files say now
  if (auto signing = hub.log().ready(); !signing) return fail(signing);
  if (auto stopped = KeyRotation::stop_old_key(hub.log(), clock); !stopped) return fail(stopped);
  ledger::StateLock const lock{files.state, lock_patience};
  if (auto held = check_held(lock); !held) return fail(held);
  return std::filesystem::exists(files.retired_key);
}

/// Once for each exchange: of two that end it at once, and after a kill, the entry that is there is the one.
Result<std::uint64_t> record_end(Hub& hub, ledger::Rotation const& rotation) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const next = hub.log().next_index(*transaction);
  if (!next) return fail(next);
  auto const told = ledger::entry_of_end(hub.log().storage(), *next, rotation);
  if (!told) return fail(told);
  if (*told) return **told;
  Act act;
  act.event = ledger::Event::admin;
  act.to = hub.partnership().id;
  act.fields = ledger::retired_words(rotation.old_key);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return fail(done);
  return receipt->index();
}

Result<void> end_files(ledger::SignerFiles const& files) {
  ledger::StateLock const lock{files.state, lock_patience};
  if (auto held = check_held(lock); !held) return held;
  // A place in a token is not the key, which is whoever runs the hub's to destroy; the file that named it goes.
  if (auto gone = ledger::destroy_retired_key(files); !gone) return gone;
  return ledger::end_rotation(files);
}

}  // namespace

Result<std::optional<KeyRetired>> retire_signing_key(Hub& hub, ClockIs clock) {
  ledger::SignerFiles const files{hub.options().keys};
  auto const rotation = running_rotation(hub);
  if (!rotation) return fail(rotation);
  if (!*rotation) return std::nullopt;
  bool const running = std::filesystem::exists(files.retiring_key) && !std::filesystem::exists(files.retired_key);
  if (running && hub.clock().now() < (*rotation)->until) return std::nullopt;
  if (running && clock != ClockIs::right) {
    auto const doubted = clock_is_doubted(hub.database(), hub.clock().now());
    if (!doubted) return fail(doubted);
    if (*doubted) return tl::unexpected<Problem>{clock_leapt()};
  }
  auto const stopped = stop(hub, files, clock);
  if (!stopped) return fail(stopped);
  if (!*stopped) return std::nullopt;
  auto const still_in = ledger::ask_place(KeyRotation::signer_of(hub.log()), files.retired_key);
  if (!still_in && !std::filesystem::exists(files.retired_key)) return std::nullopt;  // another was at it, and is done
  if (!still_in) return fail(still_in);
  // What names a token stays until the entry is there: with it gone, the next try would say that the key itself was destroyed.
  if (still_in->empty()) {
    if (auto gone = ledger::destroy_retired_key(files); !gone) return fail(gone);
  }
  auto const index = record_end(hub, **rotation);
  if (!index) return fail(index);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  if (auto over = end_files(files); !over) return fail(over);
  return KeyRetired{(*rotation)->old_key.text(), *still_in, *index};
}

}  // namespace concordat::hub
