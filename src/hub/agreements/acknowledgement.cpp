// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/acknowledgement.h"

#include <algorithm>
#include <map>
#include <set>

#include "hub/act.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql put =
    "INSERT INTO agreement_acknowledgement (id, version, member, at, ledger_index) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id, version, "
    "member) DO NOTHING";
constexpr store::Sql all = "SELECT member FROM agreement_acknowledgement WHERE id = ? AND version = ?";

}  // namespace sql

namespace {

using Roles = std::map<std::string, std::set<std::string>, std::less<>>;

/// Agency -> roles in which its members get something under this agreement.
Roles named_roles(agreements::Agreement const& agreement) {
  Roles roles;
  for (auto const& rule : agreement.rules) {
    for (auto const& recipient : rule.recipients) {
      for (auto const& role : rule.recipient_roles) roles[recipient.text].insert(role.text);
    }
  }
  return roles;
}

bool is_asked(Roles const& roles, Member const& member) {
  auto const found = roles.find(member.agency);
  return found != roles.end() && std::ranges::any_of(member.roles, [&](std::string const& role) { return found->second.contains(role); });
}

std::optional<Problem> why_not(HeldAgreement const* held, std::optional<Member> const& member, bool in_force) {
  bool const known = member && member->active && held != nullptr && held->agreement.party(member->agency) != nullptr;
  if (!known) {
    return Problem{Fault::not_found, "agreement.unknown", "This hub holds no agreement of that reference to which you are party.",
                   "Write it as the page of agreements or 'concordat agreement list' does: ID@VERSION, and say who you are with --by.", {}};
  }
  if (!in_force) {
    return Problem{Fault::refused, "agreement.not-in-force", "Only an agreement that is in force is acknowledged.",
                   "Wait for its first day; the page of agreements, or 'concordat agreement list', shows how it stands.", {}};
  }
  if (!is_asked(named_roles(held->agreement), *member)) {
    return Problem{Fault::refused, "agreement.not-asked", "The agreement names no role that you have, so you are not asked to acknowledge it.",
                   "Nothing needs to be done.", {}};
  }
  return std::nullopt;
}

Result<std::set<std::string>> who_did(store::Connection& connection, agreements::Agreement const& agreement) {
  std::set<std::string> all;
  auto const read = connection.query(sql::all, [&](store::Row const& row) { all.insert(row.string(0)); }, agreement.id.text, agreement.version);
  if (!read) return fail(read);
  return all;
}

}  // namespace

Result<std::uint64_t> acknowledge_agreement(Hub& hub, std::string const& reference, std::string const& id) {
  auto const member = hub.member(id);
  if (!member) return fail(member);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const today = hub.today(*transaction);
  if (!today) return fail(today);
  auto const all = held_agreements(hub, hub.database(), *today);
  if (!all) return fail(all);
  auto const* const held = all->find(reference);
  bool const in_force = held != nullptr && all->standing_of(*held, *today) == agreements::Standing::in_force;
  auto const problem = why_not(held, *member, in_force);
  Act act;
  act.event = ledger::Event::agreement;
  act.to = *member ? (*member)->agency : hub.partnership().id;
  act.member = *member ? (*member)->id : std::string{};
  if (held != nullptr) act.agreement = reference;
  act.fields = {"acknowledge"};
  if (problem) act = refused(std::move(act), std::string{problem->code.view()});
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (!problem) {
    auto const put = hub.database().execute(sql::put, held->agreement.id.text, held->agreement.version, id, format_instant(hub.clock().now()),
                                            static_cast<std::int64_t>(receipt->index()));
    if (!put) return fail(put);
  }
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  if (problem) return tl::unexpected<Problem>{*problem};
  return receipt->index();
}

Result<Acknowledgements> acknowledgements_of(Hub& hub, std::string const& reference, Member const& member) {
  auto const held = held_agreements(hub, hub.database(), hub.clock().today());
  if (!held) return fail(held);
  auto const* const one = held->find(reference);
  if (one == nullptr) {
    return tl::unexpected<Problem>{unknown_agreement()};
  }
  if (one->agreement.party(member.agency) == nullptr) {
    return fail(Fault::refused, "agreement.parties-only", "Who has acknowledged an agreement shows to its parties only.", "Ask a lead of one of the parties.");
  }
  auto const did = who_did(hub.database(), one->agreement);
  if (!did) return fail(did);
  auto const roles = named_roles(one->agreement);
  Acknowledgements answer{.by_role = {}, .is_asked = is_asked(roles, member), .has_done = did->contains(member.id)};
  for (auto const& [agency, names] : roles) {
    bool const own = agency == member.agency;
    if (!own && !member.has_role("information-governance-lead")) continue;
    auto const members = hub.members_of(agency);
    if (!members) return fail(members);
    for (auto const& role : names) {
      Acknowledged row{agency, role};
      for (auto const& asked : *members) {
        if (std::ranges::find(asked.roles, role) == asked.roles.end()) continue;
        ++row.asked;
        if (did->contains(asked.id)) ++row.done;
        else if (own) row.missing.push_back(asked.id);
      }
      answer.by_role.push_back(std::move(row));
    }
  }
  return answer;
}

}  // namespace concordat::hub
