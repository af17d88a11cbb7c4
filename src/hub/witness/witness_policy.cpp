// SPDX-License-Identifier: Apache-2.0
// Which witnesses count for this hub.
#include <algorithm>
#include <set>

#include "hub/act.h"
#include "hub/witness/witness_rows.h"

namespace concordat::hub {
namespace {

Result<void> check_own_log(Hub& hub, ledger::WitnessPolicy const& policy) {
  auto const mine = hub.log().verifier();
  if (!mine) return fail(mine);
  auto const is_mine = [&](ledger::PolicyWitness const& witness) {
    return witness.key.public_key() == mine->public_key() || witness.key.name() == mine->name();
  };
  if (std::any_of(policy.witnesses().begin(), policy.witnesses().end(), is_mine)) {
    return fail(Fault::refused, "witness.own-key", "A witness of the policy has the ledger's own key or name.",
                "Nobody is their own witness: name keys that partner agencies made and hold.");
  }
  auto const& logs = policy.logs();
  auto const named = std::any_of(logs.begin(), logs.end(), [&](auto const& log) { return log.text() == mine->text(); });
  if (logs.empty() || named) return {};
  return fail(Fault::conflict, "witness.other-log", "The policy is for other ledgers, not for this one.",
              "Put this ledger's vkey line into it (log and the line of signer.vkey), or leave the log lines out.");
}

/// Those that are not the host's.
std::set<std::string, std::less<>> counted_names(ledger::WitnessPolicy const& policy, WitnessSetting const& setting) {
  std::set<std::string, std::less<>> names;
  for (auto const& witness : policy.witnesses()) names.insert(witness.name);
  for (auto const& own : setting.own) names.erase(own);
  return names;
}

Result<void> check_own(ledger::WitnessPolicy const& policy, WitnessSetting const& setting) {
  for (auto const& own : setting.own) {
    auto const& all = policy.witnesses();
    if (std::any_of(all.begin(), all.end(), [&](auto const& witness) { return witness.name == own; })) continue;
    return fail(Fault::unknown, "witness.unknown-own", "A witness that is said to be the host's own is not in the policy.",
                "Give the name that stands behind 'witness' in the policy.");
  }
  if (policy.is_quorum(counted_names(policy, setting))) return {};
  return fail(Fault::refused, "witness.out-of-reach", "Without the host's own witnesses the quorum of this policy can never be had.",
              "Name more witnesses of partner agencies, or ask for fewer of them.");
}

}  // namespace

Result<void> set_witness_policy(Hub& hub, WitnessSetting const& setting) {
  auto const policy = ledger::WitnessPolicy::parse(setting.policy);
  if (!policy) return fail(policy);
  if (auto fine = check_own_log(hub, *policy); !fine) return fine;
  if (auto fine = check_own(*policy, setting); !fine) return fine;
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (auto put = put_setting(hub.database(), setting, hub.clock().now()); !put) return put;
  Act act;
  act.event = ledger::Event::admin;
  act.to = hub.partnership().id;
  act.fields = {"witness-policy", setting.required ? "required" : "advisory"};
  act.bundle = crypto::sha256(setting.policy);
  auto receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return done;
  return hub.log().sign_pending();
}

Result<std::optional<WitnessSetting>> witness_setting(Hub& hub) {
  auto stored = read_setting(hub.database());
  if (!stored) return fail(stored);
  if (!*stored) return std::nullopt;
  return std::move((*stored)->setting);
}

}  // namespace concordat::hub
