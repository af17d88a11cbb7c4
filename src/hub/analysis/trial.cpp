// SPDX-License-Identifier: Apache-2.0
#include "hub/analysis/trial.h"

#include <optional>
#include <set>

#include "agreements/engine/bundle.h"
#include "hub/act.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/sharing/people.h"
#include "hub/sharing/requests.h"
#include "hub/sharing/standing_rules.h"
#include "hub/sharing/uses.h"

namespace concordat::hub {
namespace {

using agreements::Bundle;

Problem not_yours() {
  return {Fault::refused, "trial.not-yours", "A version is tried on recorded questions by a lead of one of its parties.",
          "Let an information-governance lead of a party do it.", {}};
}

constexpr std::chrono::days long_after{36'500};

/// As if it were signed, assessed and in force on any day.
agreements::Agreement as_if_in_force(agreements::Agreement version, Date today) {
  version.status = agreements::Status::agreed;
  version.from = Date{};
  version.until = today + long_after;
  if (!version.dpia) version.dpia = agreements::Assessment{.reference = "trial", .approved = today, .owner = "trial"};
  return version;
}

class Trying {
 public:
  Trying(Hub& hub, Member const& member, Held const& held, agreements::Agreement const& version)
      : hub_{hub}, member_{member}, version_{as_if_in_force(version, hub.clock().today())}, today_set_{held.in_force()} {
    for (auto const& one : today_set_) {
      if (one.agreement->id.text != version_.id.text) then_set_.push_back(one);
    }
    then_set_.push_back({.agreement = &version_, .signatures = agreements::SignatureState::complete, .assessed = true});
    today_.emplace(Bundle::compile(today_set_, hub.statute(), hub.vocabulary()));
    then_.emplace(Bundle::compile(then_set_, hub.statute(), hub.vocabulary()));
  }

  void ask(sharing::RecordedQuestion const& question, bool release);
  Result<void> ask(sharing::DataUse const& use);
  /// Whose form nobody can tell any more counts as one about people.
  void cannot_ask(sharing::RecordedQuestions::Unreadable const& question) {
    if (!between_parties(question.asker, question.discloser)) return;
    ++people_.questions, ++people_.unknown;
    matters_.insert(question.matter);
  }
  [[nodiscard]] Trial result() &&;

 private:
  void ask_about_people(sharing::RecordedQuestion const& question);
  [[nodiscard]] bool between_parties(std::string_view asker, std::string_view discloser) const {
    return version_.party(asker) != nullptr && version_.party(discloser) != nullptr;
  }
  [[nodiscard]] TriedQuestion compare(sharing::RecordedQuestion const& question, agreements::Decision const& today, agreements::Decision const& then) const;

  Hub& hub_;
  Member const& member_;
  agreements::Agreement version_;
  std::vector<agreements::InForce> today_set_;
  std::vector<agreements::InForce> then_set_;
  std::optional<Bundle> today_;
  std::optional<Bundle> then_;
  Trial trial_ = {};
  TriedAboutPeople people_ = {};
  std::set<std::string> matters_ = {};  ///< that those are about: one asked about again and again would stand alone
};

bool is_about_people(agreements::Form form) { return form > agreements::Form::depersonalised; }

/// The tally that a decision belongs to.
template <class Tally>
void count(Tally& tally, agreements::Decision const& then) {
  ++tally.questions;
  ++(then.all_permitted() ? tally.would_allow : then.permits.empty() ? tally.would_refuse : tally.would_allow_part);
}

void Trying::ask_about_people(sharing::RecordedQuestion const& question) {
  if (!between_parties(question.request.asker, question.request.discloser)) return;
  count(people_, then_->decide(question.request, question.facts));
  matters_.insert(question.matter);
}

Trial Trying::result() && {
  if (matters_.size() >= fewest_about_people) trial_.people = people_, trial_.people.shown = true;
  return std::move(trial_);
}

TriedQuestion Trying::compare(sharing::RecordedQuestion const& question, agreements::Decision const& today, agreements::Decision const& then) const {
  auto const& request = question.request;
  TriedQuestion tried{agreements::moved(today, then)};
  tried.asked_at = question.asked_at;
  tried.asker = request.asker;
  tried.discloser = request.discloser;
  tried.purpose = sharing::known_purpose(hub_, request.purpose);
  tried.form = agreements::name_of(request.form);
  tried.today = agreements::name_of(today.outcome);
  tried.then = agreements::name_of(then.outcome);
  return tried;
}

void Trying::ask(sharing::RecordedQuestion const& question, bool release) {
  auto const& request = question.request;
  if (is_about_people(request.form)) return ask_about_people(question);
  auto const then = then_->decide(request, question.facts);
  auto tried = compare(question, today_->decide(request, question.facts), then);
  tried.release = release;
  if (!between_parties(request.asker, request.discloser)) {
    if (!tried.closed.empty()) ++trial_.elsewhere;
    return;
  }
  count(trial_, then);
  if (!tried.opened.empty()) ++trial_.opened;
  if (!tried.closed.empty()) ++trial_.closed;
  if (request.asker == member_.agency || request.discloser == member_.agency) trial_.own.push_back(std::move(tried));
}

/// The question behind a release, as the gate put it; the member as the hub knows them today.
Result<void> Trying::ask(sharing::DataUse const& use) {
  auto const instant = parse_instant(use.used_at);
  auto const form = agreements::form_from(use.form);
  auto const asker = hub_.member(use.member);
  if (!asker) return fail(asker);
  if (!instant || !form || !*asker) {
    if (!between_parties(use.recipient, use.discloser)) return {};
    ++trial_.questions;
    ++trial_.unknown;
    return {};
  }
  sharing::RecordedQuestion question;
  question.asked_at = use.used_at;
  auto& request = question.request;
  request.asker = use.recipient;
  request.roles = (*asker)->roles;
  request.discloser = use.discloser;
  request.purpose = use.purpose;
  request.form = *form;
  request.fields = use.fields;
  request.areas = {hub_.partnership().id};
  request.subjects = 0;
  request.necessity_stated = true;
  question.facts.today = std::chrono::floor<std::chrono::days>(*instant);
  question.facts.own_figures = true;
  question.facts.trained.emplace((*asker)->trained.begin(), (*asker)->trained.end());
  ask(question, true);
  return {};
}

Result<bool> is_lead_of_party(Hub& hub, Member const& member, agreements::Agreement const& version) {
  auto const known = hub.member(member.id);
  if (!known) return fail(known);
  return *known && (*known)->active && (*known)->agency == member.agency && (*known)->has_role("information-governance-lead") &&
         version.party(member.agency) != nullptr;
}

}  // namespace

Result<Trial> try_version(Hub& hub, Member const& member, agreements::Agreement const& version, Date since) {
  auto act = sharing::act_of(ledger::Event::access, member, "agreement-trial");
  act.agreement = version.reference();
  auto const may = is_lead_of_party(hub, member, version);
  if (!may) return fail(may);
  if (!*may) return turned_away(hub, std::move(act), not_yours());
  auto const held = held_agreements(hub, hub.database(), hub.clock().today());
  if (!held) return fail(held);
  auto const from = format_instant(Instant{since});
  auto const questions = sharing::recorded_questions(hub, hub.database(), from);
  if (!questions) return fail(questions);
  auto const releases = sharing::released_since(hub.database(), from);
  if (!releases) return fail(releases);
  Trying trying{hub, member, *held, version};
  for (auto const& question : questions->questions) trying.ask(question, false);
  for (auto const& use : *releases) {
    if (auto asked = trying.ask(use); !asked) return fail(asked);
  }
  for (auto const& question : questions->unreadable) trying.cannot_ask(question);
  if (auto noted = record_alone(hub, std::move(act)); !noted) return fail(noted);
  return std::move(trying).result();
}

}  // namespace concordat::hub
