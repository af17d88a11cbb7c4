// SPDX-License-Identifier: Apache-2.0
#include "hub/act.h"

namespace concordat::hub {

Result<Receipt> record(Hub& hub, store::Transaction& transaction, Act act) {
  ledger::Leaf leaf;
  leaf.at = hub.clock().now();
  leaf.event = act.event;
  leaf.verdict = act.verdict;
  leaf.agreement = std::move(act.agreement);
  leaf.rules = std::move(act.rules);
  leaf.purpose = std::move(act.purpose);
  leaf.from = std::move(act.from);
  leaf.to = std::move(act.to);
  if (!act.member.empty()) leaf.actor = hub.actor(leaf.to, act.member);
  leaf.form = std::move(act.form);
  leaf.fields = std::move(act.fields);
  leaf.count = act.count;
  leaf.bundle = act.bundle;
  leaf.why = std::move(act.why);
  leaf.request = act.request.empty() ? uuid7(leaf.at, hub.chance()) : std::move(act.request);
  std::vector<ledger::Opening> openings;
  if (!act.detail.is_null()) {
    openings.push_back(ledger::new_opening(act.detail.canonical(), hub.chance()));
    leaf.detail = ledger::commit(openings.back());
  }
  return hub.log().append(transaction, leaf, openings);
}

Result<void> record_alone(Hub& hub, Act act) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (act.to.empty()) act.to = hub.partnership().id;
  auto receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return done;
  return hub.log().sign_pending();
}

}  // namespace concordat::hub
