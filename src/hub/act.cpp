// SPDX-License-Identifier: Apache-2.0
#include "hub/act.h"

#include <fmt/format.h>

namespace concordat::hub {

Entry entry_of(Act act, Instant at, Chance& chance) {
  Entry entry;
  auto& leaf = entry.leaf;
  leaf.at = at;
  leaf.event = act.event;
  leaf.verdict = act.verdict;
  leaf.agreement = std::move(act.agreement);
  leaf.rules = std::move(act.rules);
  leaf.purpose = std::move(act.purpose);
  leaf.from = std::move(act.from);
  leaf.to = std::move(act.to);
  leaf.form = std::move(act.form);
  leaf.fields = std::move(act.fields);
  leaf.count = act.count;
  leaf.bundle = act.bundle;
  leaf.facts = act.facts;
  leaf.why = std::move(act.why);
  leaf.request = act.request.empty() ? uuid7(at, chance) : std::move(act.request);
  for (auto const& person : act.people) {
    entry.openings.push_back(ledger::new_opening(fmt::format("record:{}", person.record), chance));
    leaf.subjects.push_back(ledger::commit(entry.openings.back()));
  }
  entry.people = std::move(act.people);
  leaf.previous = std::move(act.previous);
  if (!act.detail.is_null()) {
    entry.openings.push_back(ledger::new_opening(act.detail.canonical(), chance));
    leaf.detail = ledger::commit(entry.openings.back());
  }
  return entry;
}

namespace {

Entry entry_by_member(Hub& hub, Act act) {
  // A file is sent by somebody of the agency it comes from; all else is asked by somebody of the one it goes to, but for
  // those who answer.
  auto const& agency = act.event == ledger::Event::receive || act.member_gives ? act.from : act.to;
  auto const actor = act.member.empty() ? std::string{} : hub.actor(agency, act.member);
  auto entry = entry_of(std::move(act), hub.clock().now(), hub.chance());
  if (!actor.empty()) entry.leaf.actor = actor;
  return entry;
}

}  // namespace

Result<Receipt> record(Hub& hub, store::Transaction& transaction, Act act) {
  return hub.log().append(transaction, entry_by_member(hub, std::move(act)));
}

Act refused(Act act, std::string code) {
  act.event = ledger::Event::refuse;
  act.verdict = ledger::Verdict::refuse;
  act.why = {std::move(code)};
  return act;
}

Result<void> take_turn(store::Connection& connection) {
  if (connection.backend() == store::Backend::sqlite) return {};
  auto const turn = connection.query_integer("SELECT id FROM partnership WHERE id = 1 FOR UPDATE");
  if (!turn) return fail(turn);
  return {};
}

Result<void> record_alone(Hub& hub, Act act) {
  if (act.to.empty()) act.to = hub.partnership().id;
  if (auto* const queue = hub.options().leaves.get(); queue != nullptr && act.people.empty()) {
    auto const added = queue->add(entry_by_member(hub, std::move(act)));
    if (!added) return fail(added);
    return {};
  }
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return done;
  return hub.log().sign_pending();
}

tl::unexpected<Problem> turned_away(Hub& hub, Act act, Problem problem) {
  auto const noted = record_alone(hub, refused(std::move(act), std::string{problem.code.view()}));
  if (!noted) return tl::unexpected<Problem>{noted.error()};
  return tl::unexpected<Problem>{std::move(problem)};
}

Result<std::uint64_t> record_with(Hub& hub, Act act, std::function<Result<void>(store::Connection&, Act&, std::uint64_t)> const& change,
                                  std::vector<std::int64_t> const& keys) {
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const index = hub.log().next_index(*transaction);
  if (!index) return fail(index);
  if (auto changed = change(transaction->connection(), act, *index); !changed) return fail(changed);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (!keys.empty()) {
    auto const erased = hub.vault().erase(keys);
    if (!erased) return fail(erased);
  }
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return receipt->index();
}

}  // namespace concordat::hub
