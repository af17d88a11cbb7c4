// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "agreements/read.h"
#include "base/text.h"
#include "hub/act.h"
#include "hub/agreements/change.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql put =
    "INSERT INTO agreement_assessment (id, version, kind, reference, approved, owner, member, recorded_at, ledger_index) VALUES (?, ?, ?, ?, ?, "
    "?, ?, ?, ?) ON CONFLICT (id, version, kind) DO UPDATE SET reference = excluded.reference, approved = excluded.approved, owner = "
    "excluded.owner, member = excluded.member, recorded_at = excluded.recorded_at, ledger_index = excluded.ledger_index";
constexpr store::Sql all = "SELECT kind, reference, approved, owner FROM agreement_assessment WHERE id = ? AND version = ? ORDER BY kind";

}  // namespace sql

namespace {

constexpr std::size_t longest_reference = 64;

std::optional<Problem> why_not(HeldAgreement const* held, std::optional<Member> const& member, NewAssessment const& assessment, Date today) {
  bool may = member && member->active && (member->has_role("information-governance-lead") || member->has_role("data-protection-officer"));
  if (held != nullptr && may) may = held->agreement.party(member->agency) != nullptr;
  if (!may) {
    return Problem{Fault::refused, "agreement.not-a-lead", "Only a lead or the data protection officer of a party records an assessment.",
                   "Let one of them do it, with --by; the partnership file says who has that role.", {}};
  }
  if (held == nullptr) {
    return unknown_agreement();
  }
  if (held->ended) {
    return ended_agreement();
  }
  auto const& reference = assessment.reference;
  if (text::trim(reference).empty() || reference.size() > longest_reference || !agreements::is_plain_id(assessment.owner) || assessment.approved > today) {
    return Problem{Fault::malformed, "agreement.assessment", "An assessment needs its reference, the day it was approved, and the post that owns it.",
                   "Give a reference of at most 64 characters, a day that is not in the future, and a post such as strategic-lead, never a name.", {}};
  }
  return std::nullopt;
}

}  // namespace

FixedText name_of(AssessmentKind kind) { return kind == AssessmentKind::equality ? FixedText{"eia"} : FixedText{"dpia"}; }

bool needs_assessments(agreements::Agreement const& agreement) {
  return std::ranges::any_of(agreement.rules, [](agreements::Rule const& rule) { return rule.form > agreements::Form::depersonalised; });
}

Result<std::vector<RecordedAssessment>> assessments_of(store::Connection& connection, agreements::Agreement const& agreement) {
  std::vector<RecordedAssessment> all;
  if (agreement.dpia) all.push_back({AssessmentKind::data_protection, *agreement.dpia, true});
  if (agreement.eia) all.push_back({AssessmentKind::equality, *agreement.eia, true});
  auto const read = connection.query(sql::all,
                                     [&](store::Row const& row) {
                                       auto const kind = row.text(0) == "eia" ? AssessmentKind::equality : AssessmentKind::data_protection;
                                       std::erase_if(all, [&](RecordedAssessment const& one) { return one.kind == kind; });
                                       all.push_back({kind, {row.string(1), parse_date(row.text(2)).value_or(Date{}), row.string(3)}, false});
                                     },
                                     agreement.id.text, agreement.version);
  if (!read) return fail(read);
  return all;
}

Result<std::uint64_t> assess_agreement(Hub& hub, std::string const& reference, NewAssessment const& assessment, std::string const& member) {
  auto const asker = hub.member(member);
  if (!asker) return fail(asker);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  if (auto turn = take_turn(hub.database()); !turn) return fail(turn);
  auto const today = hub.today(*transaction);
  if (!today) return fail(today);
  auto const all = held_agreements(hub, hub.database(), *today);
  if (!all) return fail(all);
  auto const* const held = all->find(reference);
  auto const problem = why_not(held, *asker, assessment, *today);
  Act act;
  act.event = ledger::Event::agreement;
  act.to = *asker ? (*asker)->agency : hub.partnership().id;
  act.member = *asker ? (*asker)->id : std::string{};
  if (held != nullptr) act.agreement = reference;
  act.fields = {"assess", std::string{name_of(assessment.kind).view()}};
  if (problem) act = refused(std::move(act), std::string{problem->code.view()});
  else act.detail.set("reference", assessment.reference).set("approved", format_date(assessment.approved)).set("owner", assessment.owner);
  auto const receipt = record(hub, *transaction, std::move(act));
  if (!receipt) return fail(receipt);
  if (!problem) {
    auto const& agreement = held->agreement;
    auto const now = format_instant(hub.clock().now());
    auto const index = static_cast<std::int64_t>(receipt->index());
    auto const put = hub.database().execute(sql::put, agreement.id.text, agreement.version, name_of(assessment.kind).view(), std::string{text::trim(assessment.reference)},
                                            format_date(assessment.approved), assessment.owner, (*asker)->id, now, index);
    if (!put) return fail(put);
    auto const changes = changes_of(hub.database(), agreement.id.text, agreement.version);
    if (!changes) return fail(changes);
    auto const noted = write_change(hub.database(), agreement, {LifeStep::assess, life_of(*changes).state, {(*asker)->id, (*asker)->agency}, now, receipt->index()});
    if (!noted) return fail(noted);
  }
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  if (problem) return tl::unexpected<Problem>{*problem};
  return receipt->index();
}

}  // namespace concordat::hub
