// SPDX-License-Identifier: Apache-2.0
#include "hub/ledger_entries.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "hub/act.h"
#include "hub/openings_key.h"
#include "hub/processing_desk.h"
#include "hub/signing_key.h"
#include "ledger/tree.h"

namespace concordat::hub {

Result<Json> detail_as_entered(Log& log, std::filesystem::path const& keys, std::uint64_t index, ledger::Leaf const& leaf) {
  auto const opening = log.opening(index, 0);
  if (!opening && opening.error().code.view() == "ledger.opening-erased") {
    // while the key of its year is there, somebody took away what it opens
    auto const key = openings_key_is_there(keys, leaf.at);
    if (!key) return fail(key);
    if (*key) return Json{};
  }
  if (!opening) return fail(opening);
  auto const& opened = opening->reveal(ProcessingDesk::open());
  if (!leaf.detail || !ledger::opens(*leaf.detail, opened)) return Json{};
  auto detail = Json::parse(opened.value);
  return detail ? std::move(*detail) : Json{};
}

namespace {

Result<void> note_look(Hub& hub, Member const& member, std::string what) {
  Act act;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {std::move(what)};
  return record_alone(hub, std::move(act));
}

Result<LedgerEntry> read_entry(Hub& hub, std::uint64_t index) {
  auto text = hub.log().entry(index);
  if (!text) return fail(text);
  auto leaf = ledger::read_leaf(*text);
  if (!leaf) return fail(leaf);
  return LedgerEntry{index, std::move(*text), std::move(*leaf)};
}

}  // namespace

Result<LedgerStatus> ledger_status(Hub& hub, Member const& member, EntriesWanted const& look) {
  if (auto done = note_look(hub, member, "ledger"); !done) return fail(done);
  LedgerStatus status;
  auto const size = hub.log().size();
  if (!size) return fail(size);
  status.size = *size;
  auto const note = hub.log().note();
  if (!note) return fail(note);
  status.checkpoint = note->value_or("");
  auto const verifier = hub.log().verifier();
  if (!verifier) return fail(verifier);
  status.verifier = verifier->text();
  auto rotation = running_rotation(hub);
  if (!rotation) return fail(rotation);
  status.rotation = std::move(*rotation);
  auto const end = std::min(look.before.value_or(*size), *size);
  for (auto index = end; index > 0 && status.newest.size() < look.most; --index) {
    auto entry = read_entry(hub, index - 1);
    if (!entry) return fail(entry);
    status.newest.push_back(std::move(*entry));
  }
  return status;
}

Result<ProvenEntry> ledger_entry(Hub& hub, Member const& member, std::uint64_t index) {
  if (auto done = note_look(hub, member, "ledger-entry"); !done) return fail(done);
  auto entry = read_entry(hub, index);
  if (!entry && entry.error().fault == Fault::not_found) {
    return fail(Fault::not_found, "ledger.no-such-entry", "The ledger has no entry of that number.",
                "Look at the ledger's newest entries.");
  }
  if (!entry) return fail(entry);
  auto const note = hub.log().note();
  if (!note) return fail(note);
  auto const checkpoint = hub.log().open(note->value_or(""));
  if (!checkpoint) return fail(checkpoint);
  ledger::TileHashes hashes{hub.log().storage(), checkpoint->head.size};
  auto const proof = ledger::prove_inclusion(index, checkpoint->head.size, hashes);
  if (!proof) return fail(proof);
  ProvenEntry proven{std::move(*entry), {}, {}, note->value_or(""), checkpoint->head.size, crypto::to_hex(checkpoint->head.root)};
  auto const leaf = ledger::leaf_hash(proven.entry.text);
  if (!ledger::check_inclusion(*proof, index, leaf, checkpoint->head)) {
    return fail(Fault::integrity, "ledger.entry-not-proven", "This entry is not what the checkpoint was signed over.",
                "Tell the partnership's lead: the database may have been changed. 'concordat ledger verify' says more.");
  }
  proven.leaf_hash = crypto::to_hex(leaf);
  for (auto const& hash : *proof) proven.proof.push_back(crypto::to_hex(hash));
  return proven;
}

}  // namespace concordat::hub
