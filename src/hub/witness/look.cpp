// SPDX-License-Identifier: Apache-2.0
#include "hub/witness/look.h"

#include "hub/act.h"
#include "hub/signing_key.h"

namespace concordat::hub {

Result<LedgerOverview> look_at_state(Hub& hub) {
  Act act;
  act.fields = {"ledger-status"};
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  LedgerOverview look;
  auto const size = hub.log().size();
  if (!size) return fail(size);
  look.size = *size;
  auto const key = hub.log().verifier();
  if (!key) return fail(key);
  look.vkey = key->text();
  auto rotation = running_rotation(hub);
  if (!rotation) return fail(rotation);
  look.rotation = std::move(*rotation);
  auto note = cosigned_note(hub);
  if (!note) return fail(note);
  look.checkpoint = std::move(*note).value_or(std::string{});
  auto state = witness_state(hub);
  if (!state) return fail(state);
  look.witnesses = std::move(*state);
  auto conflicts = ledger_conflicts(hub);
  if (!conflicts) return fail(conflicts);
  look.conflicts = std::move(*conflicts);
  return look;
}

Result<WitnessRound> ask_witnesses_by_hand(Hub& hub, AskWitness const& ask) {
  Act act;
  act.event = ledger::Event::admin;
  act.fields = {"witness-round"};
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return ask_witnesses(hub, ask, true);
}

}  // namespace concordat::hub
