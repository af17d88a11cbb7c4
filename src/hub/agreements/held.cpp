// SPDX-License-Identifier: Apache-2.0
// The agreements a hub holds, read as they stand now or stood at an entry of the ledger.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "agreements/check.h"
#include "crypto/encoding.h"
#include "hub/agreements/agreements_desk.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql held = "SELECT document, signatures, state FROM agreement ORDER BY id, version";
constexpr store::Sql states = "SELECT id, version, state, ledger_index, step FROM agreement_change ORDER BY id, version, number";
constexpr store::Sql activated = "SELECT DISTINCT id, version FROM agreement_change WHERE state = 'active' OR step = 'adopt'";
constexpr store::Sql agreed = "SELECT DISTINCT id, version FROM agreement_change WHERE step = 'activate' AND state = 'active'";
constexpr store::Sql assessed = "SELECT id, version, ledger_index FROM agreement_assessment WHERE kind = 'eia'";
constexpr store::Sql keys = "SELECT id, public_key FROM agency WHERE public_key IS NOT NULL";

}  // namespace sql

Result<agreements::PublicKeys> public_keys(store::Connection& connection) {
  agreements::PublicKeys keys;
  auto read = connection.query(sql::keys, [&](store::Row const& row) {
    if (auto const key = crypto::hash_from_base64(row.text(1))) keys.emplace(row.string(0), *key);
  });
  if (!read) return fail(read);
  return keys;
}

namespace {

agreements::InForce as_held(HeldAgreement const& held) {
  return {.agreement = &held.agreement,
          .signatures = held.signatures,
          .waiting = held.waiting,
          .suspended = held.suspended,
          .ended = held.ended,
          .unsound = held.unsound,
          .assessed = held.assessed};
}

using Version = StoredAgreements::Version;
using Beside = StoredAgreements::Beside;

Result<Beside> beside_now(store::Connection& connection) {
  Beside now;
  auto read = connection.query(sql::assessed, [&](store::Row const& row) { now.assessed.emplace(row.string(0), row.integer(1)); });
  if (!read) return fail(read);
  read = connection.query(sql::agreed, [&](store::Row const& row) { now.agreed.emplace(row.string(0), row.integer(1)); });
  if (!read) return fail(read);
  read = connection.query(sql::activated, [&](store::Row const& row) { now.activated.emplace(row.string(0), row.integer(1)); });
  if (!read) return fail(read);
  return now;
}

Result<Beside> beside_at(store::Connection& connection, std::uint64_t index) {
  Beside then{.states = std::map<Version, LifeState>{}, .activated = {}, .assessed = {}, .agreed = {}};
  auto read = connection.query(sql::states, [&](store::Row const& row) {
    if (static_cast<std::uint64_t>(row.integer(3)) > index) return;
    Version const version{row.string(0), row.integer(1)};
    auto const state = life_state_named(row.text(2)).value_or(LifeState::suspended);
    then.states->insert_or_assign(version, state);
    if (row.text(4) == name_of(LifeStep::activate).view() && state == LifeState::active) then.agreed.insert(version);
    if (state == LifeState::active || row.text(4) == name_of(LifeStep::adopt).view()) then.activated.insert(version);
  });
  if (!read) return fail(read);
  read = connection.query(sql::assessed, [&](store::Row const& row) {
    if (static_cast<std::uint64_t>(row.integer(2)) <= index) then.assessed.emplace(row.string(0), row.integer(1));
  });
  if (!read) return fail(read);
  return then;
}

void put_state(HeldAgreement& one, std::string_view state) {
  auto const known = life_state_named(state);
  one.ended = known == LifeState::ended;
  bool const at_rest = known == LifeState::proposed || known == LifeState::signed_by_all;
  // Any word this program does not know rests the agreement like a suspension.
  one.suspended = !one.ended && !at_rest && known != LifeState::active;
}

/// A row that no longer holds an agreement: somebody or something changed it.
Problem unreadable() {
  return {Fault::malformed, "agreement.unreadable", "A stored agreement cannot be read, so nobody knows what it forbids: nothing is decided.",
          "Bring the database back from a backup; 'concordat ledger verify' says which agreement it is, and what else was changed.", {}};
}

/// Signatures are checked at each use: a row changed behind the hub's back permits nothing.
void put_signatures(HeldAgreement& one, agreements::Sidecar const& sidecar, agreements::PublicKeys const& keys) {
  auto verified = agreements::verify(one.agreement, sidecar, keys, "stored signatures");
  one.signatures = verified.state;
  one.signed_by = std::move(verified.valid);
  for (auto const& signature : sidecar.signatures) {
    if (std::ranges::find(one.signed_by, signature.agency) != one.signed_by.end()) one.signed_with.push_back(signature);
  }
  for (auto const& finding : verified.findings) one.misfits.push_back(finding.message);
}

/// Whether every party signed once, whether or not it still holds.
bool has_all_signatures(HeldAgreement const& one, agreements::Sidecar const& sidecar) {
  return std::ranges::all_of(one.agreement.parties, [&](agreements::Party const& party) {
    bool const must = party.discloses || party.receives;
    return !must || std::ranges::find(sidecar.signatures, party.agency.text, &agreements::Signature::agency) != sidecar.signatures.end();
  });
}

Result<StoredAgreements> stored(store::Connection& connection, Result<Beside> beside) {
  if (!beside) return fail(beside);
  auto keys = public_keys(connection);
  if (!keys) return fail(keys);
  StoredAgreements all{.rows = {}, .beside = std::move(*beside), .keys = std::move(*keys)};
  auto const read = connection.query(sql::held, [&](store::Row const& row) { all.rows.push_back({row.string(0), row.string(1), row.string(2)}); });
  if (!read) return fail(read);
  return all;
}

/// Nothing where it forbids nothing, or was not there then.
Result<std::unique_ptr<HeldAgreement>> held_of(Hub& hub, StoredAgreements const& all, StoredAgreements::Row const& row, Date today) {
  auto const& beside = all.beside;
  auto const document = Json::parse(row.document);
  auto loaded = document ? agreements::from_json(*document, "stored agreement") : agreements::Parsed{};
  // One that never was in force, or has been ended, forbids nothing.
  auto const known = life_state_named(row.state);
  bool const forbids = known != LifeState::proposed && known != LifeState::signed_by_all && known != LifeState::ended;
  if (!loaded.agreement && !forbids) return std::unique_ptr<HeldAgreement>{};
  if (!loaded.agreement) return tl::unexpected<Problem>{unreadable()};
  Version const version{loaded.agreement->id.text, loaded.agreement->version};
  auto const state = beside.states ? beside.states->find(version) : std::map<Version, LifeState>::const_iterator{};
  if (beside.states && state == beside.states->end()) return std::unique_ptr<HeldAgreement>{};
  auto one = std::make_unique<HeldAgreement>();
  one->agreement = std::move(*loaded.agreement);
  for (auto const& finding : agreements::check(one->agreement, hub.vocabulary(), today)) {
    if (finding.severity == Severity::error) one->misfits.push_back(finding.message);
  }
  one->fits = one->misfits.empty();
  auto const sidecar = agreements::read_sidecar(row.signatures).value_or(agreements::Sidecar{});
  put_signatures(*one, sidecar, all.keys);
  put_state(*one, beside.states ? name_of(state->second).view() : std::string_view{row.state});
  // Signatures that came later were not there then.
  bool const came_later = beside.states && state->second == LifeState::proposed && one->signatures == agreements::SignatureState::complete;
  if (came_later) one->signatures = agreements::SignatureState::proposed;
  one->waiting = !beside.activated.contains(version);
  bool const was_signed = beside.agreed.contains(version) || has_all_signatures(*one, sidecar);
  one->unsound = !one->waiting && was_signed && (!one->fits || one->signatures != agreements::SignatureState::complete);
  if (!one->unsound) one->misfits.clear();
  one->assessed = beside.assessed.contains(version);
  return one;
}

}  // namespace

std::vector<agreements::InForce> Held::in_force() const {
  std::vector<agreements::InForce> all;
  for (auto const& held : agreements) all.push_back(as_held(*held));
  return all;
}

agreements::Standing Held::standing_of(HeldAgreement const& one, Date today) const {
  return agreements::standing_of(as_held(one), in_force(), today);
}

HeldAgreement const* Held::find(std::string_view reference) const {
  auto const found = std::ranges::find_if(agreements, [&](auto const& one) { return one->agreement.reference() == reference; });
  return found == agreements.end() ? nullptr : found->get();
}

Result<StoredAgreements> stored_agreements(store::Connection& connection) { return stored(connection, beside_now(connection)); }

Result<Held> held_agreements(Hub& hub, StoredAgreements const& stored, Date today) {
  Held held;
  for (auto const& row : stored.rows) {
    auto one = held_of(hub, stored, row, today);
    if (!one) return fail(one);
    if (*one) held.agreements.push_back(std::move(*one));
  }
  return held;
}

Result<Held> held_agreements(Hub& hub, store::Connection& connection, Date today) {
  auto const now = stored_agreements(connection);
  if (!now) return fail(now);
  return held_agreements(hub, *now, today);
}

Result<std::vector<UnsoundAgreement>> unsound_agreements(Hub& hub) {
  auto const today = hub.clock().today();
  auto const held = held_agreements(hub, hub.database(), today);
  if (!held) return fail(held);
  std::vector<UnsoundAgreement> all;
  for (auto const& one : held->agreements) {
    bool const runs = today < one->agreement.until && held->standing_of(*one, today) == agreements::Standing::unsound;
    if (runs) all.push_back({one->agreement.reference(), one->misfits});
  }
  return all;
}

Result<Held> held_agreements_at(Hub& hub, store::Connection& connection, Date today, std::uint64_t ledger_index) {
  auto const then = stored(connection, beside_at(connection, ledger_index));
  if (!then) return fail(then);
  return held_agreements(hub, *then, today);
}

}  // namespace concordat::hub
