// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"
#include "hub/act.h"
#include "hub/disclosures/giving.h"
#include "hub/disclosures/rows.h"
#include "hub/says_why.h"
#include "hub/sharing/people.h"
#include "hub/words_key.h"

namespace concordat::hub::disclosures {
namespace sql {

constexpr store::Sql take_back = "UPDATE disclosure SET values_sealed = NULL, taken_back_at = ?, taken_back_by = ?, taken_back_index = ? WHERE id = ? AND taken_back_at IS NULL";

}  // namespace sql

namespace {

/// One recipient: the row, and word of it, for they may have a copy.
Result<std::uint64_t> take_one_back(Hub& hub, store::Transaction& transaction, Member const& member, Stored const& one, std::string const& because) {
  auto const notice = uuid7(hub.clock().now(), hub.chance());
  Act act;
  act.event = ledger::Event::erase;
  act.fields = {"disclosure", "taken-back"};
  act.from = member.agency;
  act.to = one.recipient;
  act.member = member.id;
  act.member_gives = true;
  act.previous = one.request;
  act.detail = Json{}.set("disclosure", one.id).set("notice", notice);
  auto const receipt = record(hub, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  auto const changed = transaction.connection().execute(sql::take_back, format_instant(hub.clock().now()), member.id, receipt->index(), one.id);
  if (!changed) return fail(changed);
  if (auto put = put_notice(hub, transaction, member, one, {notice, "taken-back", one.fields, because}, receipt->index()); !put) return fail(put);
  return receipt->index();
}

}  // namespace

Result<std::uint64_t> take_back(Hub& hub, Member const& member, std::string const& request, std::string const& because) {
  if (!says_why(because) || !sharing::is_words(because)) return tl::unexpected<Problem>{no_reason()};
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  // What is opened or corrected at this moment is so before it or not at all.
  if (auto turn = take_turn(transaction->connection()); !turn) return fail(turn);
  auto stored = stored_of_request(transaction->connection(), request);
  if (!stored) return fail(stored);
  auto const today = format_date(hub.clock().today());
  if (!*stored || (*stored)->discloser != member.agency || !sharing::answers_requests(member) || !(*stored)->can_open(today)) {
    transaction->roll_back();
    return turned_away(hub, sharing::act_of(ledger::Event::erase, member, "disclosure"), unknown_disclosure());
  }
  std::vector<Stored> first;
  first.push_back(std::move(**stored));
  auto const all = with_passed_on(transaction->connection(), std::move(first));
  if (!all) return fail(all);
  std::uint64_t index = 0;
  std::vector<std::int64_t> keys;
  for (auto const& one : *all) {
    if (!one.taken_back_at.empty()) continue;
    auto const done = take_one_back(hub, *transaction, member, one, because);
    if (!done) return fail(done);
    if (one.request == request) index = *done;
    if (one.in_hub()) keys.push_back(words_key(hub, "disclosure", one.id, one.discloser));
  }
  // Last before the commit: a kill in between leaves values that nobody can read, never values whose key outlives them.
  if (auto gone = hub.vault().erase(keys); !gone) return fail(gone);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  return index;
}

}  // namespace concordat::hub::disclosures
