// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/epoch.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "hub/log.h"

namespace concordat::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view epoch_mark = "/epoch-";

/// The checkpoint in `file`, which must be signed by the log's key.
Result<std::string> signed_note(fs::path const& file, ledger::VerifierKey const& verifier) {
  auto note = read_file(file, ledger::largest_note);
  if (!note) return fail(note);
  if (ledger::open_checkpoint(*note, verifier)) return note;
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

}  // namespace

Result<void> move_signer_aside(fs::path const& keys, int epoch) {
  for (auto const* ending : {"key", "state", "vkey"}) {
    std::error_code error;
    auto const old = keys / fmt::format("signer.{}", ending);
    if (!fs::exists(old, error)) continue;
    fs::rename(old, keys / fmt::format("signer-{}.{}", epoch, ending), error);
    if (error) return tl::unexpected<Problem>{file_problem(error.value())};
  }
  return {};
}

int epoch_of(std::string_view origin) {
  auto const at = origin.rfind(epoch_mark);
  if (at == origin.npos) return 1;
  auto const number = text::parse_integer(origin.substr(at + epoch_mark.size()));
  return number && *number > 1 && *number < 1'000'000 ? static_cast<int>(*number) : 1;
}

namespace {

Result<void> begin_epoch(ledger::VerifierKey const& former, int next, fs::path const& keys, Chance& chance) {
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
  auto const newest = ledger::open_checkpoint(former.note, *verifier);
  if (!newest) return fail(newest);
  Epoch epoch{epoch_of(verifier->name()), false, former.note, std::nullopt};
  auto const known = [&](std::string const& note) -> Result<bool> {
    auto const checkpoint = ledger::open_checkpoint(note, *verifier);
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
    auto const state = signed_note(former.signer / "signer.state", *verifier);
    if (!state) return fail(state);
    auto const whole = known(*state);
    if (!whole) return fail(whole);
    // a state from before the backup is a copy that forgot: the key signed more, and nobody knows how much
    told = ledger::open_checkpoint(*state, *verifier)->head.size >= newest->head.size;
    goes_on = told && *whole;
  }
  if (!former.checkpoint.empty()) {
    auto const note = signed_note(former.checkpoint, *verifier);
    if (!note) return fail(note);
    auto const whole = known(*note);
    if (!whole) return fail(whole);
    if (*whole && !told) epoch.lost.reset();  // a partner may not have the newest
    goes_on = goes_on && *whole;
  }
  if (goes_on) {
    for (auto const& [name, mode] : {std::pair{"signer.key", 0400U}, {"signer.state", 0600U}, {"signer.vkey", 0644U}}) {
      if (auto copied = copy_key_file(former.signer / name, keys / name, mode); !copied) return fail(copied);
    }
    return epoch;
  }
  epoch.is_new = true;
  ++epoch.number;
  if (auto begun = begin_epoch(*verifier, epoch.number, keys, chance); !begun) return fail(begun);
  return epoch;
}

}  // namespace concordat::hub
