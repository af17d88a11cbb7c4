// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/change.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "hub/act.h"
#include "hub/agreements/monitor.h"
#include "hub/says_why.h"

namespace concordat::hub {
namespace {

constexpr std::size_t longest_reason = 2'000;

Problem not_a_lead() {
  return {Fault::refused, "agreement.not-a-lead", "Only an information-governance lead of a party changes an agreement.",
          "Let one of a party's leads do it, with --by; the partnership file says who has that role.", {}};
}

LifeStep step_of(AgreementChange change) {
  switch (change) {
    case AgreementChange::activate: return LifeStep::activate;
    case AgreementChange::suspend: return LifeStep::suspend;
    case AgreementChange::resume: return LifeStep::lift;
    case AgreementChange::end: return LifeStep::end;
  }
  return LifeStep::suspend;
}

/// What the step leads to, or why it may not be taken.
struct Outcome {
  std::optional<Problem> refused = {};
  LifeState state = LifeState::suspended;
  bool waits = false;
};

/// One step of one agreement, inside its transaction.
class Stepping {
 public:
  Stepping(Hub& hub, store::Transaction& transaction, Date today, AgreementChange change, std::string const& reason)
      : hub_{hub}, transaction_{transaction}, today_{today}, change_{change}, reason_{reason} {}

  Result<Outcome> judge(HeldAgreement const* held, std::optional<Member> const& member);
  Result<Receipt> write(HeldAgreement const* held, std::string const& reference, std::optional<Member> const& member, Outcome const& outcome);

 private:
  static Outcome suspend(HeldAgreement const& held);
  Result<Outcome> activate(HeldAgreement const& held, Actor const& by);
  Result<Outcome> lift(HeldAgreement const& held, Actor const& by);
  Result<std::optional<Problem>> not_to_be_activated(HeldAgreement const& held);
  Result<std::vector<Actor>> still_leads(std::span<Actor const> some, std::span<Actor const> leads, Actor const& by);

  Hub& hub_;
  store::Transaction& transaction_;
  Date today_;
  AgreementChange change_;
  std::string const& reason_;
  Life life_ = {};
};

Outcome refuse(Problem problem) { return {.refused = std::move(problem)}; }

Result<Outcome> Stepping::judge(HeldAgreement const* held, std::optional<Member> const& member) {
  bool lead = member && member->active && member->has_role("information-governance-lead");
  if (held != nullptr && lead) lead = held->agreement.party(member->agency) != nullptr;
  // Before anything is said of the agreement: who may not change it need not learn of it either.
  if (!lead) return refuse(not_a_lead());
  if (held == nullptr) {
    return refuse(unknown_agreement());
  }
  if (held->ended) {
    return refuse(ended_agreement());
  }
  bool const stops = change_ == AgreementChange::suspend || change_ == AgreementChange::end;
  if ((stops && !says_why(reason_)) || reason_.size() > longest_reason) {
    return refuse({Fault::refused, "agreement.no-reason", "Suspending and ending an agreement needs a reason that the other parties can read, of three words or more.",
                   "Say in one or two sentences why, with --reason; name no person in it.", {}});
  }
  auto const changes = changes_of(transaction_.connection(), held->agreement.id.text, held->agreement.version);
  if (!changes) return fail(changes);
  life_ = life_of(*changes);
  if (change_ == AgreementChange::suspend) return suspend(*held);
  if (change_ == AgreementChange::end) return Outcome{.state = LifeState::ended};
  Actor const by{member->id, member->agency};
  return change_ == AgreementChange::activate ? activate(*held, by) : lift(*held, by);
}

Result<std::optional<Problem>> Stepping::not_to_be_activated(HeldAgreement const& held) {
  if (!held.waiting) {
    return std::optional{Problem{Fault::refused, "agreement.already-active", "The agreement has been activated already.",
                                 "The page of agreements, or 'concordat agreement list', shows how it stands; a suspended one is brought back with 'agreement resume'.", {}}};
  }
  if (held.signatures != agreements::SignatureState::complete) {
    return std::optional{Problem{Fault::refused, "agreement.not-signed", "Not every party has signed the agreement.",
                                 "Have the missing signatures made and add the file again; then activate it.", {}}};
  }
  if (!held.fits) {
    return std::optional{Problem{Fault::refused, "agreement.no-longer-fits", "A word of the agreement no longer fits the hub's definitions or agencies.",
                                 "'concordat agreement check FILE' says which; make and sign a new version.", {}}};
  }
  if (today_ >= held.agreement.until) {
    return std::optional{Problem{Fault::refused, "agreement.over", "The agreement's last day has passed.", "Have a new version signed and add it.", {}}};
  }
  auto const assessments = assessments_of(transaction_.connection(), held.agreement);
  if (!assessments) return fail(assessments);
  auto const whole = std::ranges::count_if(*assessments, &RecordedAssessment::is_whole);
  if (needs_assessments(held.agreement) && whole < 2) {
    return std::optional{Problem{Fault::refused, "agreement.needs-assessment",
                                 "It gives data about single people, and its data protection or equality impact assessment is not on record.",
                                 "Record each with its reference, date and owner: the page of the agreement, or 'concordat agreement assess'.", {}}};
  }
  return std::optional<Problem>{};
}

/// Those of them who are leads today and not the one who asks now, in whatever post.
Result<std::vector<Actor>> Stepping::still_leads(std::span<Actor const> some, std::span<Actor const> leads, Actor const& by) {
  std::vector<Actor> all;
  for (auto const& one : some) {
    if (std::ranges::find(leads, one) == leads.end()) continue;
    auto const same = same_person(transaction_.connection(), one.member, by.member);
    if (!same) return fail(same);
    if (!*same) all.push_back(one);
  }
  return all;
}

Result<Outcome> Stepping::activate(HeldAgreement const& held, Actor const& by) {
  auto problem = not_to_be_activated(held);
  if (!problem) return fail(problem);
  if (*problem) return refuse(std::move(**problem));
  auto const leads = leads_of(hub_, held.agreement);
  if (!leads) return fail(leads);
  auto yes = still_leads(life_.activations, *leads, by);
  if (!yes) return fail(yes);
  yes->push_back(by);
  if (is_activated_by(*yes, *leads)) return Outcome{.state = LifeState::active};
  // The first yes waits; one that adds nothing to those before it is refused.
  bool const is_first = std::ranges::none_of(life_.activations, [&](Actor const& one) { return std::ranges::find(*leads, one) != leads->end(); });
  if (!is_first) {
    return refuse({Fault::refused, "agreement.needs-second-person", "Two different people must activate an agreement, of two parties where two have a lead.",
                   "Let an information-governance lead of another party do it; where only one party has a lead, a second one of it.", {}});
  }
  return Outcome{.state = LifeState::signed_by_all, .waits = true};
}

Outcome Stepping::suspend(HeldAgreement const& held) {
  if (!held.waiting) return {.state = LifeState::suspended};
  return refuse({Fault::refused, "agreement.not-active", "Nobody has activated the agreement, so there is nothing to suspend.",
                 "Leave it as it is, or end it on the page of the agreement, or with 'concordat agreement end'.", {}});
}

Result<Outcome> Stepping::lift(HeldAgreement const& held, Actor const& by) {
  if (!held.suspended) {
    return refuse({Fault::refused, "agreement.not-suspended", "The agreement is not suspended.", "The page of agreements, or 'concordat agreement list', shows how it stands.", {}});
  }
  auto const leads = leads_of(hub_, held.agreement);
  if (!leads) return fail(leads);
  auto yes = still_leads(life_.lifts, *leads, by);
  if (!yes) return fail(yes);
  bool const repeats = std::ranges::any_of(life_.lifts, [&](Actor const& one) { return one.agency == by.agency && std::ranges::find(*leads, one) != leads->end(); });
  yes->push_back(by);
  if (is_lifted_by(held.agreement, *yes, life_.suspended_by)) return Outcome{.state = life_.activated ? LifeState::active : LifeState::signed_by_all};
  if (repeats) {
    return refuse({Fault::refused, "agreement.other-side-must-agree", "Only both sides together lift a suspension, and who suspended it must be among them.",
                   "Your agency's yes is recorded. Let a lead of the other side agree, and of each agency that suspended it.", {}});
  }
  return Outcome{.state = LifeState::suspended, .waits = true};
}

Result<Receipt> Stepping::write(HeldAgreement const* held, std::string const& reference, std::optional<Member> const& member, Outcome const& outcome) {
  Act act;
  act.event = outcome.refused ? ledger::Event::refuse : ledger::Event::agreement;
  if (outcome.refused) act.verdict = ledger::Verdict::refuse;
  if (outcome.refused) act.why = {std::string{outcome.refused->code.view()}};
  act.to = member ? member->agency : hub_.partnership().id;
  act.member = member ? member->id : std::string{};
  if (held != nullptr) act.agreement = reference;
  act.fields = {std::string{name_of(change_).view()}};
  if (!outcome.refused) act.fields.emplace_back(name_of(outcome.state).view());
  if (!outcome.refused && !text::trim(reason_).empty()) act.detail.set("reason", std::string{text::trim(reason_)});
  auto receipt = record(hub_, transaction_, std::move(act));
  if (!receipt || outcome.refused) return receipt;
  auto const now = format_instant(hub_.clock().now());
  auto const written = write_change(transaction_.connection(), held->agreement, {step_of(change_), outcome.state, {member->id, member->agency}, now, receipt->index()});
  if (!written) return fail(written);
  if (auto marked = mark_stops(hub_, transaction_, today_, held->agreement.id.text, receipt->index()); !marked) return fail(marked);
  return receipt;
}

}  // namespace

FixedText name_of(AgreementChange change) {
  switch (change) {
    case AgreementChange::activate: return "activate";
    case AgreementChange::suspend: return "suspend";
    case AgreementChange::resume: return "resume";
    case AgreementChange::end: return "end";
  }
  return "suspend";
}

Result<ChangedAgreement> change_agreement(Hub& hub, std::string const& reference, AgreementChange change, std::string const& member,
                                          std::string const& reason) {
  auto const asker = hub.member(member);
  if (!asker) return fail(asker);
  auto transaction = store::Transaction::write(hub.database());
  if (!transaction) return fail(transaction);
  // One at a time: the second of two who agree at the same moment must see the first.
  if (auto turn = take_turn(hub.database()); !turn) return fail(turn);
  auto const today = hub.today(*transaction);
  if (!today) return fail(today);
  auto const all = held_agreements(hub, hub.database(), *today);
  if (!all) return fail(all);
  auto const* const held = all->find(reference);
  Stepping stepping{hub, *transaction, *today, change, reason};
  auto const outcome = stepping.judge(held, *asker);
  if (!outcome) return fail(outcome);
  auto const receipt = stepping.write(held, reference, *asker, *outcome);
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub.log().sign_pending(); !done) return fail(done);
  if (outcome->refused) return tl::unexpected<Problem>{*outcome->refused};
  return ChangedAgreement{reference, outcome->state, outcome->waits, receipt->index()};
}

}  // namespace concordat::hub
