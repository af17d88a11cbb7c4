// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements_desk.h"

#include <algorithm>
#include <optional>

#include "agreements/check.h"
#include "base/file.h"
#include "crypto/encoding.h"
#include "hub/act.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql held = "SELECT document, signatures, state FROM agreement ORDER BY id, version";
constexpr store::Sql known = "SELECT sha256 FROM agreement WHERE id = ? AND version = ?";
constexpr store::Sql put =
    "INSERT INTO agreement (id, version, sha256, document, signatures, state, added_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON "
    "CONFLICT (id, version) DO UPDATE SET signatures = excluded.signatures";
constexpr store::Sql set_state = "UPDATE agreement SET state = ? WHERE id = ? AND version = ?";
constexpr store::Sql keys = "SELECT id, public_key FROM agency WHERE public_key IS NOT NULL";

}  // namespace sql

namespace {

constexpr std::uint64_t largest_agreement = std::uint64_t{1} << 20;

tl::unexpected<AgreementFailure> broken(Problem const& problem, Findings findings = {}) {
  return tl::unexpected<AgreementFailure>{{problem, std::move(findings)}};
}

Problem unusable() {
  return {Fault::malformed, "agreement.has-errors", "The agreement has errors and was not brought into force.",
          "Correct what is listed, sign the new version and add it again.", {}};
}

FixedText state_after(AgreementChange change) {
  switch (change) {
    case AgreementChange::suspend: return "suspended";
    case AgreementChange::resume: return "signed";
    case AgreementChange::end: return "ended";
  }
  return "suspended";
}

/// Why not; nothing where it may be done.
std::optional<Problem> why_not(HeldAgreement const* held, std::optional<Member> const& member) {
  bool lead = member && member->active && std::ranges::find(member->roles, "information-governance-lead") != member->roles.end();
  if (held != nullptr && lead) {
    lead = std::ranges::any_of(held->agreement.parties, [&](auto const& party) { return party.agency.text == member->agency; });
  }
  // Before anything is said of the agreement: who may not change it need not learn of it either.
  if (!lead) {
    return Problem{Fault::refused, "agreement.not-a-lead", "Only an information-governance lead of a party changes an agreement.",
                   "Let one of a party's leads do it, with --by; the partnership file says who has that role.", {}};
  }
  if (held == nullptr) {
    return Problem{Fault::not_found, "agreement.unknown", "This hub holds no agreement of that reference.",
                   "Write it as 'concordat agreement list' does: ID@VERSION.", {}};
  }
  if (held->ended) {
    return Problem{Fault::refused, "agreement.ended", "The agreement has been ended, and what was ended never comes back.",
                   "Have a new version signed and add it.", {}};
  }
  return std::nullopt;
}

}  // namespace

FixedText name_of(AgreementChange change) {
  switch (change) {
    case AgreementChange::suspend: return "suspend";
    case AgreementChange::resume: return "resume";
    case AgreementChange::end: return "end";
  }
  return "suspend";
}

Result<ChangedAgreement> change_agreement(Hub& hub, std::string const& reference, AgreementChange change,
                                          std::string const& member) {
  auto const asker = hub.member(member);
  if (!asker) return fail(asker);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  auto const today = hub.today(*transaction);
  if (!today) return fail(today);
  auto const all = held_agreements(hub, hub.database(), *today);
  if (!all) return fail(all);
  HeldAgreement const* held = nullptr;
  for (auto const& one : all->agreements) {
    if (one->agreement.reference() == reference) held = one.get();
  }
  auto const refused = why_not(held, *asker);
  Act act;
  act.event = refused ? ledger::Event::refuse : ledger::Event::agreement;
  if (refused) act.verdict = ledger::Verdict::refuse;
  if (refused) act.why = {std::string{refused->code.view()}};
  act.to = *asker ? (*asker)->agency : hub.partnership().id;
  act.member = *asker ? (*asker)->id : std::string{};
  if (held != nullptr) act.agreement = reference;
  act.fields = {std::string{name_of(change).view()}};
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (!refused) {
    auto const& agreement = held->agreement;
    auto const done = hub.database().execute(sql::set_state, state_after(change).view(), agreement.id.text, agreement.version);
    if (!done) return fail(done);
  }
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  if (refused) return tl::unexpected<Problem>{*refused};
  return ChangedAgreement{reference, state_after(change), receipt->index()};
}

Result<Held> list_agreements(Hub& hub, std::string const& agency, std::string const& member) {
  auto held = held_agreements(hub, hub.database(), hub.clock().today());
  if (!held) return held;
  Act act;
  act.event = ledger::Event::access;
  act.to = agency;
  act.member = member;
  act.fields = {"agreements"};
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return held;
}

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
  return {&held.agreement, held.signatures, held.suspended, held.ended};
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

Result<Held> held_agreements(Hub& hub, store::Connection& connection, Date today) {
  auto const keys = public_keys(connection);
  if (!keys) return fail(keys);
  Held held;
  auto read = connection.query(sql::held, [&](store::Row const& row) -> Result<bool> {
    auto const document = Json::parse(row.text(0));
    if (!document) return fail(document);
    auto loaded = agreements::load_stored(*document, "stored agreement", hub.vocabulary(), today);
    auto const sidecar = agreements::read_sidecar(row.text(1));
    if (!loaded.agreement || !sidecar) return true;
    auto one = std::make_unique<HeldAgreement>();
    one->agreement = std::move(*loaded.agreement);
    // Signatures are checked at each use: a row changed behind the hub's back permits nothing.
    one->signatures = agreements::verify(one->agreement, *sidecar, *keys, "stored signatures").state;
    one->ended = row.text(2) == "ended";
    // Any word this program does not know rests the agreement like a suspension.
    one->suspended = row.text(2) != "signed" && !one->ended;
    held.agreements.push_back(std::move(one));
    return true;
  });
  if (!read) return fail(read);
  return held;
}

tl::expected<AddedAgreement, AgreementFailure> add_agreement(Hub& hub, std::string const& file) {
  auto const text = read_file(file, largest_agreement);
  if (!text) return broken(text.error());
  auto loaded = agreements::load(*text, file, hub.vocabulary(), hub.clock().today());
  if (!loaded.agreement) return broken(unusable(), std::move(loaded.findings));
  auto const& agreement = *loaded.agreement;
  auto const sidecar_name = agreements::sidecar_name(file);
  auto const sidecar_text = read_file(sidecar_name, largest_agreement);
  if (!sidecar_text) {
    return broken({Fault::refused, "agreement.unsigned", "The agreement has no signatures beside it.",
                   "Let each party sign it with 'concordat agreement sign'; the signatures go into FILE.sig.", {}});
  }
  auto const sidecar = agreements::read_sidecar(*sidecar_text);
  if (!sidecar) return broken(sidecar.error());
  auto const keys = public_keys(hub.database());
  if (!keys) return broken(keys.error());
  auto verified = agreements::verify(agreement, *sidecar, *keys, sidecar_name);
  if (verified.state == agreements::SignatureState::draft || verified.state == agreements::SignatureState::unknown) {
    return broken({Fault::refused, "agreement.unsigned", "A discloser's signature is missing or does not fit the document.",
                   "Let each agency that discloses sign this very version.", {}},
                  std::move(verified.findings));
  }
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return broken(transaction.error());
  auto const known = hub.database().query_one(sql::known, [](store::Row const& row) { return row.string(0); },
                                              agreement.id.text, agreement.version);
  if (!known) return broken(known.error());
  if (*known && **known != agreement.sha256) {
    return broken({Fault::conflict, "agreement.version-taken", "This version is there already with other words.",
                   "A version never changes: give the new text the next number.", {}});
  }
  auto put = hub.database().execute(sql::put, agreement.id.text, agreement.version, agreement.sha256, agreement.canonical,
                                    agreements::write_sidecar(*sidecar), "signed", format_instant(hub.clock().now()));
  if (!put) return broken(put.error());
  Act act;
  act.event = ledger::Event::agreement;
  act.to = hub.partnership().id;
  act.agreement = agreement.reference();
  act.detail.set("sha256", agreement.sha256);
  auto receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return broken(receipt.error());
  if (auto done = transaction->commit(); !done) return broken(done.error());
  if (auto done = hub.log().sign_pending(); !done) return broken(done.error());
  return AddedAgreement{agreement.reference(), verified.state, *known != std::nullopt, receipt->index()};
}

}  // namespace concordat::hub
