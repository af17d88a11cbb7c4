// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/giving.h"

#include "base/id.h"
#include "base/json_list.h"
#include "hub/act.h"
#include "hub/disclosures/packing.h"
#include "hub/disclosures/rows.h"
#include "hub/says_why.h"
#include "hub/sharing/people.h"
#include "hub/words_key.h"

namespace concordat::hub::disclosures {
namespace sql {

constexpr store::Sql take_back =
    "UPDATE disclosure SET values_sealed = NULL, taken_back_at = ?, taken_back_by = ?, taken_back_sealed = ?, taken_back_index = ? WHERE id = ? AND taken_back_at IS NULL AND values_sealed IS NOT NULL";

constexpr store::Sql put_taken_back =
    "INSERT INTO disclosure_notice (id, disclosure, kind, fields, made_for, made_by, made_at, words_sealed, leaf_index) VALUES (?, ?, 'taken-back', ?, ?, ?, ?, ?, ?)";

}  // namespace sql

Result<Given> give(Hub& hub, Member const& member, std::string const& request, Giving const& giving) {
  Packing packing{hub, giving};
  auto answered = sharing::give(hub, member, request, {giving.how, giving.received_in}, &packing);
  if (!answered) return fail(answered);
  return Given{std::move(*answered), packing.id(), packing.open_until()};
}

Result<std::uint64_t> take_back(Hub& hub, Member const& member, std::string const& request, std::string const& because) {
  if (!says_why(because) || !sharing::is_words(because)) return tl::unexpected<Problem>{no_reason()};
  auto const stored = stored_of_request(hub.database(), request);
  if (!stored) return fail(stored);
  Act act = sharing::act_of(ledger::Event::erase, member, "disclosure");
  auto const today = format_date(hub.clock().today());
  bool const may = *stored && (*stored)->discloser == member.agency && sharing::answers_requests(member) && (*stored)->can_open(today);
  if (!may) return sharing::turned_away(hub, std::move(act), unknown_disclosure());
  auto const& one = **stored;
  act.fields.emplace_back("taken-back");
  act.from = member.agency;
  act.to = one.recipient;
  act.member_gives = true;
  act.previous = request;
  auto const notice = uuid7(hub.clock().now(), hub.chance());
  act.detail = Json{}.set("disclosure", one.id).set("notice", notice);
  auto const told = sharing::seal_words(hub, spot_of_notice(notice, one.discloser), Json{}.set("because", because));
  if (!told) return fail(told);
  auto const row = taken_back_row(one.id);
  auto const words = sharing::seal_words(hub, {"disclosure", "taken_back_sealed", row, one.discloser}, Json{}.set("because", because));
  if (!words) return fail(words);
  auto const change = [&](store::Connection& connection, Act&, std::uint64_t index) -> Result<void> {
    auto const now = format_instant(hub.clock().now());
    auto const changed = connection.execute(sql::take_back, now, member.id, *words, index, one.id);
    if (!changed) return fail(changed);
    if (*changed != 1) return tl::unexpected<Problem>{unknown_disclosure()};
    // Who read it may have a copy, and says what became of it.
    auto const put = connection.execute(sql::put_taken_back, notice, one.id, list_of(one.fields).canonical(), one.discloser, member.id, now, *told, index);
    if (!put) return fail(put);
    return {};
  };
  return record_with(hub, std::move(act), change, {words_key(hub, "disclosure", one.id, one.discloser)});
}

}  // namespace concordat::hub::disclosures
