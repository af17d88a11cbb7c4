// SPDX-License-Identifier: Apache-2.0
#include "hub/disclosures/giving.h"

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
  act.detail = Json{}.set("disclosure", one.id);
  auto const row = taken_back_row(one.id);
  auto const words = sharing::seal_words(hub, {"disclosure", "taken_back_sealed", row, one.discloser}, Json{}.set("because", because));
  if (!words) return fail(words);
  auto const change = [&](store::Connection& connection, Act&, std::uint64_t index) -> Result<void> {
    auto const changed = connection.execute(sql::take_back, format_instant(hub.clock().now()), member.id, *words, index, one.id);
    if (!changed) return fail(changed);
    if (*changed != 1) return tl::unexpected<Problem>{unknown_disclosure()};
    return {};
  };
  return record_with(hub, std::move(act), change, {words_key(hub, "disclosure", one.id, one.discloser)});
}

}  // namespace concordat::hub::disclosures
