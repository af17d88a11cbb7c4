// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"
#include "hub/linkage/quality/figures.h"
#include "hub/retention.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql set_closed = "UPDATE link_sample SET state = 'closed', closed_by = ?, closed_at = ?, figures = ? WHERE id = ?";

}  // namespace sql

namespace {

Result<JudgedPair> judged_pair(Hub& hub, store::Connection& connection, SamplePair pair) {
  JudgedPair told{std::move(pair), {}, {}, {}, false};
  told.outcome = settled(told.pair);
  for (auto const& [record, agency] : {std::pair{told.pair.left, &told.left_agency}, {told.pair.right, &told.right_agency}}) {
    auto const facts = facts_of(connection, record);
    if (!facts) return fail(facts);
    if (*facts) *agency = agency_of(hub, (*facts)->agency);
  }
  if (!told.outcome || *told.outcome == "cannot-tell") return told;
  auto const stored = pair_of(connection, told.pair.left, told.pair.right);
  if (!stored) return fail(stored);
  if (!*stored || (*stored)->state != "resolved") return told;
  auto const& decided = (*stored)->outcome;
  told.against_decision = (decided == "link" && *told.outcome == "not-same") || ((decided == "not-same" || decided == "twins") && *told.outcome == "same");
  return told;
}

/// Nothing where it can be closed.
std::optional<Problem> why_not(std::optional<Sample> const& sample) {
  if (!sample) return unknown_sample();
  return sample->state == "open" ? std::nullopt : std::optional{sample_over()};
}

}  // namespace

Result<Sample> close_sample(Hub& hub, Member const& member, std::string const& id) {
  auto act = sharing::act_of(ledger::Event::link, member, "sample-close");
  if (!is_reviewer(member)) return turned_away(hub, std::move(act), not_a_reviewer());
  auto const before = find_sample(hub.database(), id);
  if (!before) return fail(before);
  if (auto against = why_not(*before)) return turned_away(hub, std::move(act), std::move(*against));
  auto const names = sort_names(hub);  // before the transaction: it reads every record
  if (!names) return fail(names);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto& connection = transaction->connection();
  if (auto turn = take_turn(connection); !turn) return fail(turn);
  auto const turn_away = [&](Problem problem) {
    transaction->roll_back();
    return turned_away(hub, std::move(act), std::move(problem));
  };
  auto sample = find_sample(connection, id);
  if (!sample) return fail(sample);
  if (auto against = why_not(*sample)) return turn_away(std::move(*against));  // somebody may have closed it meanwhile
  auto pairs = pairs_of_sample(connection, id);
  if (!pairs) return fail(pairs);
  std::vector<JudgedPair> judged;
  for (auto& pair : *pairs) {
    auto one = judged_pair(hub, connection, std::move(pair));
    if (!one) return fail(one);
    judged.push_back(std::move(*one));
  }
  (*sample)->figures = told_figures(figures_of(**sample, judged, *names));
  (*sample)->state = "closed";
  (*sample)->closed_by = member.id;
  (*sample)->closed_at = format_instant(hub.clock().now());
  auto const done = connection.execute(sql::set_closed, member.id, (*sample)->closed_at, (*sample)->figures.canonical(), id);
  if (!done) return fail(done);
  if (auto forgotten = forget_who_judged(connection, format_date(hub.clock().today())); !forgotten) return fail(forgotten);
  act.previous = id;
  act.count = judged.size();
  act.detail.set("figures", (*sample)->figures);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  (*sample)->ledger_index = receipt->index();
  if (auto committed = transaction->commit(); !committed) return fail(committed);
  if (auto signed_now = hub.log().sign_pending(); !signed_now) return fail(signed_now);
  return std::move(**sample);
}

}  // namespace concordat::hub::links
