// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/agreements_desk.h"

#include <algorithm>
#include <optional>

#include "agreements/check.h"
#include "base/file.h"
#include "crypto/encoding.h"
#include "hub/act.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql known = "SELECT sha256, signatures, state FROM agreement WHERE id = ? AND version = ?";
constexpr store::Sql earlier =
    "SELECT a.version, a.sha256, (SELECT count(*) FROM agreement_change c WHERE c.id = a.id AND c.version = a.version AND (c.state = "
    "'active' OR c.step = 'adopt')) FROM agreement a WHERE a.id = ? AND a.version < ? ORDER BY a.version";
constexpr store::Sql put =
    "INSERT INTO agreement (id, version, sha256, document, signatures, state, added_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql set_signatures = "UPDATE agreement SET signatures = ? WHERE id = ? AND version = ?";

}  // namespace sql

namespace {

constexpr std::uint64_t largest_agreement = std::uint64_t{1} << 20;

using Failure = tl::unexpected<AgreementFailure>;

Failure broken(Problem const& problem, Findings findings = {}) { return Failure{{problem, std::move(findings)}}; }

Problem unusable() {
  return {Fault::malformed, "agreement.has-errors", "The agreement has errors and was not brought into force.",
          "Correct what is listed, sign the new version and add it again.", {}};
}

/// The act of bringing something in, or of what is wrong with it.
Act act_of(Hub const& hub, Actor const& by) {
  Act act;
  act.event = ledger::Event::agreement;
  act.to = by.agency.empty() ? hub.partnership().id : by.agency;
  act.member = by.member;
  act.fields = {std::string{name_of(LifeStep::add).view()}};
  return act;
}

/// A refusal, once its leaf is written.
Failure turned_down(Hub& hub, Act act, Problem const& problem, Findings findings = {}) {
  auto const noted = record_alone(hub, refused(std::move(act), std::string{problem.code.view()}));
  return broken(noted ? problem : noted.error(), std::move(findings));
}

/// What is stored of a version.
struct Known {
  std::string sha256;
  agreements::Sidecar sidecar;
  LifeState state = LifeState::proposed;
};

struct Earlier {
  std::int64_t version = 0;
  std::string sha256;
  bool was_active = false;
};

/// Those that are there stay as long as they hold; of the others the new one counts.
agreements::Sidecar merged(agreements::Agreement const& agreement, agreements::Sidecar const& there, agreements::Sidecar const& brought,
                           agreements::PublicKeys const& keys) {
  auto all = there;
  auto const holds = [&](agreements::Sidecar const& of, std::string const& agency) {
    auto const valid = agreements::verify(agreement, of, keys, "signatures").valid;
    return std::ranges::find(valid, agency) != valid.end();
  };
  for (auto const& one : brought.signatures) {
    if (holds(there, one.agency) || !holds(brought, one.agency)) continue;
    std::erase_if(all.signatures, [&](agreements::Signature const& old) { return old.agency == one.agency; });
    all.signatures.push_back(one);
  }
  std::ranges::sort(all.signatures, {}, &agreements::Signature::agency);
  return all;
}

/// The bringing in of one version.
class Adding {
 public:
  Adding(Hub& hub, agreements::Agreement const& agreement, std::string const& name) : hub_{hub}, agreement_{agreement}, name_{name} {}
  tl::expected<AddedAgreement, AgreementFailure> run(agreements::Sidecar const& sidecar, Actor const& by) {
    auto added = attempt(sidecar, by);
    if (added || !is_refused_) return added;
    auto act = act_of(hub_, by);
    act.agreement = agreement_.reference();
    return turned_down(hub_, std::move(act), added.error().problem, std::move(added.error().findings));
  }

 private:
  /// One transaction; over when it returns.
  tl::expected<AddedAgreement, AgreementFailure> attempt(agreements::Sidecar const& sidecar, Actor const& by);
  Failure refuse(Problem const& problem, Findings findings = {}) {
    is_refused_ = true;
    return broken(problem, std::move(findings));
  }
  Result<std::optional<Known>> known();
  Result<std::optional<Problem>> wrong_predecessor();
  Result<AddedAgreement> write(std::optional<Known> const& known, agreements::Sidecar const& sidecar, agreements::SignatureState signatures, Actor const& by,
                               store::Transaction& transaction);

  Hub& hub_;
  agreements::Agreement const& agreement_;
  std::string const& name_;
  bool is_refused_ = false;  ///< rather than failed
};

Result<std::optional<Known>> Adding::known() {
  return hub_.database().query_one(sql::known,
                                   [](store::Row const& row) {
                                     Known known{row.string(0), {}, life_state_named(row.text(2)).value_or(LifeState::suspended)};
                                     if (auto sidecar = agreements::read_sidecar(row.text(1))) known.sidecar = std::move(*sidecar);
                                     return known;
                                   },
                                   agreement_.id.text, agreement_.version);
}

/// The one that is named must be there, and none that was ever active may lie between the two.
Result<std::optional<Problem>> Adding::wrong_predecessor() {
  std::vector<Earlier> all;
  auto const read = hub_.database().query(sql::earlier,
                                          [&](store::Row const& row) { all.push_back({row.integer(0), row.string(1), row.integer(2) > 0}); },
                                          agreement_.id.text, agreement_.version);
  if (!read) return fail(read);
  if (all.empty()) return std::optional<Problem>{};
  auto const& named = agreement_.replaces;
  auto const found = named ? std::ranges::find(all, named->version, &Earlier::version) : all.end();
  bool const passed_over = found != all.end() && std::any_of(found + 1, all.end(), [](Earlier const& one) { return one.was_active; });
  if (found != all.end() && found->sha256 == named->sha256 && !passed_over) return std::optional<Problem>{};
  return std::optional{Problem{Fault::refused, "agreement.replaces-other", "A later version must name the version it replaces, by number and by hash.",
                               "Write 'replaces: {version, sha256}' of the last version that was in force; 'concordat agreement check --json' has the hash.", {}}};
}

Result<AddedAgreement> Adding::write(std::optional<Known> const& known, agreements::Sidecar const& sidecar, agreements::SignatureState signatures, Actor const& by,
                                     store::Transaction& transaction) {
  auto const& id = agreement_.id.text;
  auto state = signatures == agreements::SignatureState::complete ? LifeState::signed_by_all : LifeState::proposed;
  if (known && known->state != LifeState::proposed && known->state != LifeState::signed_by_all) state = known->state;
  auto const now = format_instant(hub_.clock().now());
  auto const text = agreements::write_sidecar(sidecar);
  auto const put = known ? hub_.database().execute(sql::set_signatures, text, id, agreement_.version)
                         : hub_.database().execute(sql::put, id, agreement_.version, agreement_.sha256, agreement_.canonical, text, name_of(state).view(), now);
  if (!put) return fail(put);
  auto act = act_of(hub_, by);
  act.agreement = agreement_.reference();
  act.fields.emplace_back(name_of(state).view());
  act.bundle = crypto::hash_from_hex(agreement_.sha256);
  act.detail.set("sha256", agreement_.sha256).set("signatures", crypto::to_hex(crypto::sha256(text)));
  auto const receipt = record(hub_, transaction, std::move(act));
  if (!receipt) return fail(receipt);
  auto const noted = write_change(hub_.database(), agreement_, {LifeStep::add, state, by, now, receipt->index()});
  if (!noted) return fail(noted);
  auto const leads = leads_of(hub_, agreement_);
  if (!leads) return fail(leads);
  auto const people = people_of(hub_.database(), *leads);
  if (!people) return fail(people);
  return AddedAgreement{agreement_.reference(), signatures, state, known.has_value(), receipt->index(), too_few_leads(agreement_, *people, name_)};
}

tl::expected<AddedAgreement, AgreementFailure> Adding::attempt(agreements::Sidecar const& brought, Actor const& by) {
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return broken(transaction.error());
  if (auto turn = take_turn(hub_.database()); !turn) return broken(turn.error());
  auto const keys = public_keys(hub_.database());
  if (!keys) return broken(keys.error());
  auto const known = this->known();
  if (!known) return broken(known.error());
  if (*known && (*known)->sha256 != agreement_.sha256) {
    return refuse({Fault::conflict, "agreement.version-taken", "This version is there already with other words.",
                   "A version never changes: give the new text the next number.", {}});
  }
  auto const sidecar = *known ? merged(agreement_, (*known)->sidecar, brought, *keys) : brought;
  auto verified = agreements::verify(agreement_, sidecar, *keys, name_);
  // Of a version that is there, what is brought must at least be signatures of these words.
  bool const other_words = *known && brought.sha256 != agreement_.sha256;
  if (other_words || verified.state == agreements::SignatureState::draft || verified.state == agreements::SignatureState::unknown) {
    return refuse({Fault::refused, "agreement.unsigned", "A discloser's signature is missing or does not fit the document.",
                   "Let each agency that discloses sign this very version.", {}},
                  std::move(verified.findings));
  }
  if (!*known) {
    auto const wrong = wrong_predecessor();
    if (!wrong) return broken(wrong.error());
    if (*wrong) return refuse(**wrong);
  }
  auto added = write(*known, sidecar, verified.state, by, *transaction);
  if (!added) return broken(added.error());
  if (auto done = transaction->commit(); !done) return broken(done.error());
  if (auto done = hub_.log().sign_pending(); !done) return broken(done.error());
  return std::move(*added);
}

}  // namespace

Problem unknown_agreement() {
  return {Fault::not_found, "agreement.unknown", "This hub holds no agreement of that reference.",
          "Write it as the page of agreements or 'concordat agreement list' does: ID@VERSION.", {}};
}

Problem ended_agreement() {
  return {Fault::refused, "agreement.ended", "The agreement has been ended, and what was ended never comes back.",
          "Have a new version signed and add it.", {}};
}

tl::expected<AddedAgreement, AgreementFailure> add_agreement(Hub& hub, agreements::Agreement const& agreement, agreements::Sidecar const& sidecar,
                                                             std::string const& name, Actor const& by) {
  return Adding{hub, agreement, name}.run(sidecar, by);
}

tl::expected<AddedAgreement, AgreementFailure> add_agreement(Hub& hub, std::string const& file) {
  auto const text = read_file(file, largest_agreement);
  if (!text) return broken(text.error());
  auto loaded = agreements::load(*text, file, hub.vocabulary(), hub.clock().today());
  if (!loaded.agreement) return turned_down(hub, act_of(hub, {}), unusable(), std::move(loaded.findings));
  auto act = act_of(hub, {});
  act.agreement = loaded.agreement->reference();
  auto const sidecar_name = agreements::sidecar_name(file);
  auto const sidecar_text = read_file(sidecar_name, largest_agreement);
  if (!sidecar_text) {
    return turned_down(hub, std::move(act), {Fault::refused, "agreement.unsigned", "The agreement has no signatures beside it.",
                                             "Let each party sign it with 'concordat agreement sign'; the signatures go into FILE.sig.", {}});
  }
  auto const sidecar = agreements::read_sidecar(*sidecar_text);
  if (!sidecar) return turned_down(hub, std::move(act), sidecar.error());
  return add_agreement(hub, *loaded.agreement, *sidecar, sidecar_name, {});
}

tl::expected<AddedAgreement, AgreementFailure> add_signatures(Hub& hub, std::string const& reference, std::string_view text, Actor const& by) {
  auto const sidecar = agreements::read_sidecar(text);
  if (!sidecar) return turned_down(hub, act_of(hub, by), sidecar.error());
  auto const held = held_agreements(hub, hub.database(), hub.clock().today());
  if (!held) return broken(held.error());
  auto const* const one = held->find(reference);
  if (one == nullptr) return turned_down(hub, act_of(hub, by), unknown_agreement());
  return add_agreement(hub, one->agreement, *sidecar, "the signatures", by);
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

}  // namespace concordat::hub
