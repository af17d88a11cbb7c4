// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/life.h"

#include <algorithm>
#include <array>
#include <set>

namespace concordat::hub {
namespace sql {

constexpr store::Sql changes =
    "SELECT step, state, member, agency, at, ledger_index FROM agreement_change WHERE id = ? AND version = ? ORDER BY number";
constexpr store::Sql put =
    "INSERT INTO agreement_change (id, version, number, step, state, agency, member, at, ledger_index) VALUES (?, ?, (SELECT "
    "count(*) + 1 FROM agreement_change WHERE id = ? AND version = ?), ?, ?, ?, ?, ?, ?)";
constexpr store::Sql set_state = "UPDATE agreement SET state = ? WHERE id = ? AND version = ?";
constexpr store::Sql one_account =
    "SELECT count(*) FROM account_member a JOIN account_member b ON a.account = b.account WHERE a.member = ? AND b.member = ?";

}  // namespace sql

namespace {

constexpr std::array all_states{LifeState::proposed, LifeState::signed_by_all, LifeState::active, LifeState::suspended, LifeState::ended};
constexpr std::array all_steps{LifeStep::add,     LifeStep::adopt, LifeStep::assess, LifeStep::activate,
                               LifeStep::suspend, LifeStep::lift,  LifeStep::end};

void begin_suspension(Life& life, std::string const& agency) {
  if (std::ranges::find(life.suspended_by, agency) == life.suspended_by.end()) life.suspended_by.push_back(agency);
  life.lifts.clear();
}

void take(Life& life, LifeChange const& change) {
  life.state = change.state;
  switch (change.step) {
    case LifeStep::adopt: life.activated = true; break;
    case LifeStep::activate: life.activations.push_back(change.by); break;
    case LifeStep::suspend: begin_suspension(life, change.by.agency); break;
    case LifeStep::lift: life.lifts.push_back(change.by); break;
    case LifeStep::add:
    case LifeStep::assess:
    case LifeStep::end: break;
  }
  if (change.state == LifeState::active) life.activated = true;
  if (change.state != LifeState::suspended) {
    life.suspended_by.clear();
    life.lifts.clear();
  }
}

}  // namespace

FixedText name_of(LifeState state) {
  switch (state) {
    case LifeState::proposed: return "proposed";
    case LifeState::signed_by_all: return "signed";
    case LifeState::active: return "active";
    case LifeState::suspended: return "suspended";
    case LifeState::ended: return "ended";
  }
  return "suspended";
}

FixedText name_of(LifeStep step) {
  switch (step) {
    case LifeStep::add: return "add";
    case LifeStep::adopt: return "adopt";
    case LifeStep::assess: return "assess";
    case LifeStep::activate: return "activate";
    case LifeStep::suspend: return "suspend";
    case LifeStep::lift: return "lift";
    case LifeStep::end: return "end";
  }
  return "add";
}

std::optional<LifeState> life_state_named(std::string_view name) {
  auto const* const found = std::ranges::find_if(all_states, [&](LifeState state) { return name_of(state).view() == name; });
  return found == all_states.end() ? std::nullopt : std::optional{*found};
}

Life life_of(std::span<LifeChange const> changes) {
  Life life;
  for (auto const& change : changes) take(life, change);
  return life;
}

Result<std::vector<LifeChange>> changes_of(store::Connection& connection, std::string_view id, std::int64_t version,
                                           std::optional<std::uint64_t> up_to) {
  std::vector<LifeChange> all;
  auto const read = connection.query(sql::changes,
                                     [&](store::Row const& row) {
                                       LifeChange change;
                                       for (auto const step : all_steps) {
                                         if (name_of(step).view() == row.text(0)) change.step = step;
                                       }
                                       // A word this program does not know rests the agreement.
                                       change.state = life_state_named(row.text(1)).value_or(LifeState::suspended);
                                       change.by = {row.string(2), row.string(3)};
                                       change.at = row.string(4);
                                       change.ledger_index = static_cast<std::uint64_t>(row.integer(5));
                                       if (!up_to || change.ledger_index <= *up_to) all.push_back(std::move(change));
                                     },
                                     id, version);
  if (!read) return fail(read);
  return all;
}

Result<void> write_change(store::Connection& connection, agreements::Agreement const& agreement, LifeChange const& change) {
  auto const& id = agreement.id.text;
  auto const put = connection.execute(sql::put, id, agreement.version, id, agreement.version, name_of(change.step).view(), name_of(change.state).view(),
                                      change.by.agency, change.by.member, change.at, static_cast<std::int64_t>(change.ledger_index));
  if (!put) return fail(put);
  auto const set = connection.execute(sql::set_state, name_of(change.state).view(), id, agreement.version);
  if (!set) return fail(set);
  return {};
}

Result<std::vector<Actor>> leads_of(Hub& hub, agreements::Agreement const& agreement) {
  std::vector<Actor> leads;
  for (auto const& party : agreement.parties) {
    auto const members = hub.members_of(party.agency.text);
    if (!members) return fail(members);
    for (auto const& member : *members) {
      if (member.has_role("information-governance-lead")) leads.push_back({member.id, member.agency});
    }
  }
  return leads;
}

Findings too_few_leads(agreements::Agreement const& agreement, std::span<Actor const> leads, std::string const& file) {
  if (leads.size() > 1) return {};
  std::string others;
  for (auto const& party : agreement.parties) {
    if (leads.empty() || party.agency.text != leads.front().agency) others += (others.empty() ? "" : ", ") + party.agency.text;
  }
  Finding finding{.severity = Severity::warning, .code = "too-few-leads", .file = file};
  finding.message = leads.empty() ? "no party has an information-governance lead, so nobody could bring the agreement into force"
                                  : "only " + leads.front().member + " of " + leads.front().agency + " could bring the agreement into force, and it takes two people";
  finding.remedy = (leads.empty() ? "In the partnership file, give one person of each of two of these the role information-governance-lead: "
                                  : "In the partnership file, give one person of one of these the role information-governance-lead too: ") + others + ". Then 'concordat init'.";
  return {std::move(finding)};
}

Result<std::vector<Actor>> people_of(store::Connection& connection, std::span<Actor const> posts) {
  std::vector<Actor> people;
  for (auto const& post : posts) {
    bool known = false;
    for (auto const& one : people) {
      auto const same = same_person(connection, one.member, post.member);
      if (!same) return fail(same);
      known = known || *same;
    }
    if (!known) people.push_back(post);
  }
  return people;
}

Result<bool> same_person(store::Connection& connection, std::string_view one, std::string_view other) {
  if (one == other) return true;
  auto const shared = connection.query_integer(sql::one_account, one, other);
  if (!shared) return fail(shared);
  return shared->value_or(0) > 0;
}

bool is_activated_by(std::span<Actor const> yes, std::span<Actor const> leads) {
  std::set<std::string, std::less<>> with_a_lead;
  for (auto const& lead : leads) with_a_lead.insert(lead.agency);
  bool const two_parties = with_a_lead.size() > 1;
  for (auto const& one : yes) {
    for (auto const& other : yes) {
      if (one.member != other.member && (!two_parties || one.agency != other.agency)) return true;
    }
  }
  return false;
}

bool is_lifted_by(agreements::Agreement const& agreement, std::span<Actor const> yes, std::span<std::string const> suspended_by) {
  bool const by_all = std::ranges::all_of(suspended_by, [&](std::string const& agency) {
    return agency.empty() || std::ranges::find(yes, agency, &Actor::agency) != yes.end();
  });
  if (!by_all) return false;
  for (auto const& giver : yes) {
    for (auto const& taker : yes) {
      auto const* const gives = agreement.party(giver.agency);
      auto const* const takes = agreement.party(taker.agency);
      if (giver.agency != taker.agency && gives != nullptr && gives->discloses && takes != nullptr && takes->receives) return true;
    }
  }
  return false;
}

}  // namespace concordat::hub
