// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/epoch.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "hub/log.h"
#include "ledger/rotation.h"
#include "ledger/signer_state.h"

namespace concordat::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view epoch_mark = "/epoch-";

/// Every key that may have signed the log as it was, today's last: that of the backup's manifest and, where folders of keys
/// tell of rotations of that very key, those before and after it.
Result<std::vector<ledger::VerifierKey>> keys_of(ledger::VerifierKey const& told, std::vector<fs::path> const& folders) {
  std::vector<ledger::VerifierKey> keys{told};
  for (auto const& folder : folders) {
    ledger::SignerFiles const files{folder};
    auto chain = ledger::read_vkeys(files.former_vkeys);
    if (!chain) return chain;
    auto const current = ledger::read_vkeys(files.vkey);
    if (!current) return current;
    chain->insert(chain->end(), current->begin(), current->end());
    std::erase_if(*chain, [&](auto const& one) { return one.name() != told.name(); });
    bool const linked = std::any_of(chain->begin(), chain->end(), [&](auto const& one) { return one.text() == told.text(); });
    if (linked && chain->size() > keys.size()) keys = std::move(*chain);
  }
  return keys;
}

Result<ledger::Checkpoint> open_note(std::string_view note, std::vector<ledger::VerifierKey> const& keys) {
  auto checkpoint = ledger::open_checkpoint(note, keys.back());
  for (auto key = keys.rbegin() + 1; !checkpoint && key != keys.rend(); ++key) checkpoint = ledger::open_checkpoint(note, *key);
  return checkpoint;
}

/// The checkpoint in `file`, which must be signed by one of the log's keys.
Result<std::string> signed_note(Result<std::string> note, std::vector<ledger::VerifierKey> const& keys) {
  if (!note) return note;
  if (open_note(*note, keys)) return note;
  return fail(Fault::integrity, "restore.other-signer", "The checkpoint is not one that this ledger's key signed.",
              "Name what belongs to this hub: the files of its own signer, or a checkpoint a partner kept of it.");
}

/// Whether the restored log holds all that the checkpoint covers, as it was.
Result<bool> continues(ledger::TreeHead const& old, ledger::LogStorage const& log, std::uint64_t size) {
  if (old.size > size) return false;
  auto const edge = ledger::Edge::load(log, old.size);
  if (!edge) return fail(edge);
  if (edge->head() == old) return true;
  return fail(Fault::integrity, "restore.other-history", "The backup's ledger is not the one that was signed: its entries differ.",
              "Do not use this backup: its database was rewritten, or it belongs to another hub. Keep it as evidence and take another.");
}

Result<void> copy_key_file(fs::path const& from, fs::path const& to, unsigned mode) {
  std::error_code error;
  if (fs::equivalent(from, to, error)) return {};
  auto bytes = read_file(from, ledger::largest_note);
  if (!bytes) return fail(bytes);
  Secret<std::string> const kept{std::move(*bytes)};
  return write_file(to, kept.expose(), {.mode = mode});
}

/// All of the signer that goes on, with what a rotation under way has beside its key.
Result<void> take_signer(fs::path const& from, fs::path const& keys) {
  for (auto const& [name, mode] : {std::pair{"signer.key", 0400U}, {"signer.state", 0600U}, {"signer.vkey", 0644U}}) {
    if (auto copied = copy_key_file(from / name, keys / name, mode); !copied) return copied;
  }
  for (auto const& [name, mode] : {std::pair{"signer.rotation", 0644U}, {"signer-former.vkeys", 0644U}, {"signer-next.key", 0400U},
                                   {"signer-retiring.key", 0400U}, {"signer-retired.key", 0400U}}) {
    auto const copied = copy_key_file(from / name, keys / name, mode);
    if (!copied && copied.error().fault != Fault::not_found) return copied;
  }
  return {};
}

}  // namespace

Result<void> move_signer_aside(fs::path const& keys, int epoch) {
  if (auto gone = ledger::destroy_other_keys(ledger::SignerFiles{keys}); !gone) return gone;
  for (auto const* ending : {"key", "state", "vkey"}) {
    std::error_code error;
    auto const old = keys / fmt::format("signer.{}", ending);
    if (!fs::exists(old, error)) continue;
    fs::rename(old, keys / fmt::format("signer-{}.{}", epoch, ending), error);
    if (error) return tl::unexpected<Problem>{file_problem(error.value())};
  }
  return {};
}

namespace {

/// `keys_before`: of the epoch that is over, the one it ended with last.
Result<void> begin_epoch(std::vector<ledger::VerifierKey> const& keys_before, int next, fs::path const& keys, Chance& chance) {
  auto const& former = keys_before.back();
  for (auto key = keys_before.begin(); key + 1 != keys_before.end(); ++key) {
    if (auto kept = ledger::keep_former_key(ledger::SignerFiles{keys}, *key); !kept) return kept;
  }
  auto const kept = write_file(keys / fmt::format("signer-{}.vkey", next - 1), former.text() + "\n");
  if (!kept) return kept;
  auto origin = former.name();
  if (auto const at = origin.rfind(epoch_mark); epoch_of(origin) > 1) origin.resize(at);
  auto const made = create_ledger_keys(keys, fmt::format("{}{}{}", origin, epoch_mark, next), chance);
  if (!made) return fail(made);
  return {};
}

}  // namespace

Result<Epoch> settle_signer(FormerLog const& former, ledger::LogStorage const& log, std::uint64_t size, fs::path const& keys,
                            Chance& chance) {
  auto const verifier = ledger::VerifierKey::parse(former.vkey);
  if (!verifier) return fail(verifier);
  auto folders = std::vector{keys};
  if (!former.signer.empty()) folders.push_back(former.signer);
  auto const of_log = keys_of(*verifier, folders);
  if (!of_log) return fail(of_log);
  auto const newest = open_note(former.note, *of_log);
  if (!newest) return fail(newest);
  Epoch epoch{epoch_of(verifier->name()), false, former.note, std::nullopt};
  auto const known = [&](std::string const& note) -> Result<bool> {
    auto const checkpoint = open_note(note, *of_log);
    if (!checkpoint) return fail(checkpoint);
    auto const whole = continues(checkpoint->head, log, size);
    if (!whole) return fail(whole);
    if (checkpoint->head.size < newest->head.size) return *whole;  // the backup itself knows more
    auto const missing = *whole ? 0 : checkpoint->head.size - size;
    if (epoch.lost && missing < *epoch.lost) return *whole;
    epoch.lost = missing;
    epoch.last_note = note;
    return *whole;
  };
  bool told = false;  // by the signer what it signed last
  bool goes_on = false;
  if (!former.signer.empty()) {
    auto const state = signed_note(ledger::read_state(former.signer / "signer.state"), *of_log);
    if (!state) return fail(state);
    auto const whole = known(*state);
    if (!whole) return fail(whole);
    // a state from before the backup is a copy that forgot: the key signed more, and nobody knows how much
    told = open_note(*state, *of_log)->head.size >= newest->head.size;
    goes_on = told && *whole;
  }
  if (!former.checkpoint.empty()) {
    auto const note = signed_note(read_file(former.checkpoint, ledger::largest_note), *of_log);
    if (!note) return fail(note);
    auto const whole = known(*note);
    if (!whole) return fail(whole);
    if (*whole && !told) epoch.lost.reset();  // a partner may not have the newest
    goes_on = goes_on && *whole;
  }
  if (goes_on) {
    if (auto taken = take_signer(former.signer, keys); !taken) return fail(taken);
    return epoch;
  }
  epoch.is_new = true;
  ++epoch.number;
  if (auto begun = begin_epoch(*of_log, epoch.number, keys, chance); !begun) return fail(begun);
  return epoch;
}

}  // namespace concordat::hub
