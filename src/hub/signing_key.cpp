// SPDX-License-Identifier: Apache-2.0
#include "hub/signing_key.h"

#include <algorithm>
#include <utility>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/key_file.h"
#include "crypto/key_place.h"
#include "crypto/private_file.h"
#include "hub/act.h"
#include "ledger/key_change.h"
#include "ledger/note_key.h"
#include "ledger/signer_protocol.h"
#include "ledger/state_lock.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql add_checkpoint =
    "INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (?, ?, ?) ON CONFLICT (size) DO NOTHING";

}  // namespace sql

namespace {

constexpr std::string_view epoch_mark = "/epoch-";
constexpr std::chrono::milliseconds lock_patience{10'000};

std::filesystem::path epoch_vkey_file(std::filesystem::path const& keys, int epoch) {
  return keys / ("signer-" + std::to_string(epoch) + ".vkey");
}

Result<void> check_held(ledger::StateLock const& lock) {
  if (auto const refusal = lock.refusal(ledger::Refusal::state)) return tl::unexpected<Problem>{ledger::problem_of(*refusal)};
  return {};
}

}  // namespace

int epoch_of(std::string_view origin) {
  auto const at = origin.rfind(epoch_mark);
  if (at == origin.npos) return 1;
  auto const number = text::parse_integer(origin.substr(at + epoch_mark.size()));
  return number && *number > 1 && *number < 1'000'000 ? static_cast<int>(*number) : 1;
}

Result<ledger::VerifierKey> create_ledger_keys(std::filesystem::path const& keys, std::string_view origin, Chance& chance) {
  ledger::SignerFiles const files{keys};
  auto verifier = ledger::create_signer(files.key, files.state, origin, chance);
  if (!verifier) return verifier;
  auto const written = write_file(files.vkey, verifier->text() + "\n", {.mode = 0644});
  if (!written) return fail(written);
  return verifier;
}

ledger::SignerOptions signer_options(std::filesystem::path const& keys) {
  ledger::SignerFiles const files{keys};
  return {.key_file = files.key, .state_file = files.state, .retiring_key_file = files.retiring_key};
}

Result<ledger::VerifierKey> Log::verifier() const {
  auto const line = read_file(ledger::SignerFiles{options_.keys}.vkey, 4096);
  if (!line) return fail(line);
  return ledger::VerifierKey::parse(text::trim(*line));
}

Result<std::vector<ledger::VerifierKey>> Log::former_verifiers() const {
  std::vector<ledger::VerifierKey> keys;
  for (int epoch = 1;; ++epoch) {
    auto const line = read_file(epoch_vkey_file(options_.keys, epoch), 4096);
    if (!line && line.error().fault == Fault::not_found) break;
    if (!line) return fail(line);
    auto key = ledger::VerifierKey::parse(text::trim(*line));
    if (!key) return fail(key);
    keys.push_back(std::move(*key));
  }
  auto exchanged = ledger::read_vkeys(ledger::SignerFiles{options_.keys}.former_vkeys);
  if (!exchanged) return exchanged;
  keys.insert(keys.end(), exchanged->begin(), exchanged->end());
  // of one epoch in the order in which they were used: those exchanged, then the one it ended with
  std::stable_sort(keys.begin(), keys.end(), [](auto const& left, auto const& right) { return epoch_of(left.name()) < epoch_of(right.name()); });
  return keys;
}

Result<ledger::VerifierKey> Log::key_of(std::string_view note) const {
  auto key = verifier();
  if (!key) return key;
  auto const opened = ledger::open_checkpoint(note, *key);
  if (opened) return key;
  auto const former = former_verifiers();
  if (!former) return fail(former);
  for (auto const& one : *former) {
    if (one.name() == key->name() && ledger::open_checkpoint(note, one)) return one;
  }
  return fail(opened);
}

Result<ledger::Checkpoint> Log::open(std::string_view note) const {
  auto const key = key_of(note);
  if (!key) return fail(key);
  return ledger::open_checkpoint(note, *key);
}

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
    auto const rotation = ledger::read_rotation(files);
    if (!rotation) return fail(rotation);
    if (*rotation) both_until_ = (*rotation)->until;
  }
  auto const published = verifier();
  if (!published) return fail(published);
  if (published->text() == signer_->verifier().text()) return {};
  return fail(Fault::integrity, "ledger.other-key", "The signer's key is not the one this hub published.",
              "Give the signer the keys folder that was made with this database.");
}

Result<void> Log::settle_rotation() {
  ledger::SignerFiles const files{options_.keys};
  if (!ledger::exchange_is_open(files)) return {};
  ledger::StateLock const lock{files.state, lock_patience};
  if (auto held = check_held(lock); !held) return held;
  if (!ledger::exchange_is_open(files)) return {};  // whoever was at it is done
  auto const rotation = ledger::read_rotation(files);
  if (!rotation) return fail(rotation);
  if (!*rotation) return ledger::forget_next_key(files);
  auto const told = entry((*rotation)->entry);
  if (!told && told.error().fault != Fault::not_found) return fail(told);
  auto const change = told ? ledger::key_change_in(*told) : std::nullopt;
  bool const in_ledger = change && change->new_key == (*rotation)->new_key.public_key();
  return in_ledger ? ledger::exchange_keys(files, **rotation) : ledger::forget_next_key(files);
}

Result<void> Log::stop_old_key() {
  if (!both_until_ || clock_.now() < *both_until_) return {};
  ledger::SignerFiles const files{options_.keys};
  {
    ledger::StateLock const lock{files.state, lock_patience};
    if (auto held = check_held(lock); !held) return held;
    if (auto const stopped = ledger::stop_retiring_key(files); !stopped) return fail(stopped);
  }
  signer_.reset();
  return ready();
}

/// The one that signs inside the transaction of the entry: what came before bears the old key's signature alone, so that this
/// entry is the first under the new one.
class KeyRotation {
 public:
  KeyRotation(Hub& hub, RotateOptions const& options) : hub_{hub}, log_{hub.log()}, options_{options}, files_{hub.options().keys} {}

  Result<KeyRotated> run() {
    if (auto fine = check_none_runs(); !fine) return fail(fine);
    if (auto fine = check_place(); !fine) return fail(fine);
    if (auto fine = log_.ready(); !fine) return fail(fine);
    if (auto fine = log_.sign_pending(); !fine) return fail(fine);
    if (auto done = exchange(); !done) return fail(done);
    log_.release_signer();
    if (auto fine = log_.sign_pending(); !fine) return fail(fine);
    tell("signed by both");
    return std::move(report_);
  }

 private:
  void tell(std::string_view step) const {
    if (options_.at) options_.at(step);
  }

  Result<void> check_none_runs() {
    auto const running = running_rotation(hub_);
    if (!running) return fail(running);
    if (!*running) return {};
    return fail(Fault::conflict, "rotation.not-over", "The key was exchanged less than 30 days ago: two keys sign the ledger already.",
                "Wait until the old one is gone; 'concordat ledger status' says when.");
  }

  /// A key that somebody put out of this machine's reach does not come back into its folder because nobody said where to.
  Result<void> check_place() {
    if (!options_.to.empty()) return {};
    auto const place = crypto::read_key_place(files_.key);
    if (!place) return fail(place);
    if (crypto::words_of(*place).empty()) return {};
    return fail(Fault::refused, "rotation.where", "The ledger's key lies in a token or a credential, and nothing says where the new one lies.",
                "Make the new one there and name the file that says so with --to; a key file of one's own may be named as well.");
  }

  Result<void> exchange() {
    auto transaction = store::Transaction::write(hub_.database());
    if (!transaction) return fail(transaction);
    if (auto signed_before = sign_what_is_there(*transaction); !signed_before) return signed_before;
    ledger::StateLock const lock{files_.state, lock_patience};
    if (auto held = check_held(lock); !held) return held;
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

  Result<void> sign_what_is_there(store::Transaction& transaction) {
    auto const head = log_.lock_head(transaction.connection());
    if (!head) return fail(head);
    auto const covered = log_.is_signed(head->size);
    if (!covered) return fail(covered);
    if (*covered) return {};
    auto const note = log_.sign(head->size);
    if (!note) return fail(note);
    if (!*note) return {};
    auto const added = hub_.database().execute(sql::add_checkpoint, (*note)->head.size, (*note)->note, format_instant(hub_.clock().now()));
    if (!added) return fail(added);
    return {};
  }

  /// The new key and what it is for in the folder, and the entry in the transaction.
  Result<ledger::Rotation> write_down(store::Transaction& transaction) {
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
    ledger::Rotation rotation{*old_key, *new_key, receipt->index(), hub_.clock().now() + both_keys_sign};
    if (auto written = ledger::write_rotation(files_, rotation); !written) return fail(written);
    tell("rotation written");
    report_ = {old_key->text(), new_key->text(), rotation.until, rotation.entry};
    return rotation;
  }

  Result<ledger::VerifierKey> put_new_key(ledger::VerifierKey const& old_key) {
    auto written = options_.to.empty() ? crypto::write_key_file(files_.next_key, crypto::SigningKey::generate(hub_.chance())) : copy_place();
    if (!written) return fail(written);
    auto const key = ledger::open_note_key(files_.next_key);
    if (!key) return fail(key);
    if ((*key)->public_key() == old_key.public_key()) {
      return fail(Fault::conflict, "rotation.same-key", "The new key is the one that signs already.", "Make another, and name the file that says where it lies.");
    }
    return ledger::VerifierKey::make(old_key.name(), (*key)->public_key());
  }

  Result<void> copy_place() {
    auto text = crypto::read_private_file(options_.to);
    if (!text) return fail(text);
    Secret<std::string> const kept{std::move(*text)};
    return write_file(files_.next_key, kept.expose(), {.mode = 0400, .existing = Existing::refuse});
  }

  Hub& hub_;
  Log& log_;
  RotateOptions const& options_;
  ledger::SignerFiles files_;
  KeyRotated report_;
};

Result<KeyRotated> rotate_signing_key(Hub& hub, RotateOptions const& options) {
  if (auto retired = retire_signing_key(hub); !retired) return fail(retired);
  return KeyRotation{hub, options}.run();
}

Result<std::optional<ledger::Rotation>> running_rotation(Hub& hub) {
  ledger::SignerFiles const files{hub.options().keys};
  if (ledger::exchange_is_open(files)) {
    if (auto settled = hub.log().ready(); !settled) return fail(settled);
  }
  return ledger::read_rotation(files);
}

namespace {

/// Whether there is a key that signs no more and is to be destroyed.
Result<bool> stop(Hub& hub, ledger::SignerFiles const& files) {
  hub.log().release_signer();  // whoever signs stops the old key when its day has come, by what the files say now
  if (auto signing = hub.log().ready(); !signing) return fail(signing);
  if (auto stopped = hub.log().stop_old_key(); !stopped) return fail(stopped);
  ledger::StateLock const lock{files.state, lock_patience};
  if (auto held = check_held(lock); !held) return fail(held);
  if (std::filesystem::exists(files.retired_key)) return true;
  bool const left_over = !std::filesystem::exists(files.retiring_key) && !ledger::exchange_is_open(files);
  if (auto over = left_over ? ledger::end_rotation(files) : Result<void>{}; !over) return fail(over);
  return false;
}

Result<std::uint64_t> record_act(Hub& hub, Act act) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return receipt->index();
}

}  // namespace

Result<std::optional<KeyRetired>> retire_signing_key(Hub& hub) {
  ledger::SignerFiles const files{hub.options().keys};
  auto const rotation = running_rotation(hub);
  if (!rotation) return fail(rotation);
  if (!*rotation) return std::nullopt;
  bool const running = std::filesystem::exists(files.retiring_key) && !std::filesystem::exists(files.retired_key);
  if (running && hub.clock().now() < (*rotation)->until) return std::nullopt;
  auto const stopped = stop(hub, files);
  if (!stopped) return fail(stopped);
  if (!*stopped) return std::nullopt;
  auto const place = crypto::read_key_place(files.retired_key);
  auto const still_in = place ? crypto::words_of(*place) : std::string{};  // nothing where a try before this one destroyed it
  if (auto gone = ledger::destroy_retired_key(files); !gone) return fail(gone);
  Act act;
  act.event = ledger::Event::admin;
  act.to = hub.partnership().id;
  act.fields = ledger::retired_words((*rotation)->old_key);
  auto const index = record_act(hub, std::move(act));
  if (!index) return fail(index);
  if (auto over = ledger::end_rotation(files); !over) return fail(over);
  return KeyRetired{(*rotation)->old_key.text(), still_in, *index};
}

}  // namespace concordat::hub
