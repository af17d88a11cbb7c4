// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/sight.h"

#include <algorithm>

#include "hub/lists/lists.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::links {
namespace {

Trait trait_at(std::size_t index) { return static_cast<Trait>(index); }

/// Of the rules that are for reviewers: the engine is asked about these.
std::set<std::string> purposes_for_reviewers(Held const& held) {
  std::set<std::string> purposes;
  for (auto const& one : held.agreements) {
    for (auto const& rule : one->agreement.rules) {
      if (!agreements::contains(rule.recipient_roles, reviewer_role)) continue;
      for (auto const& purpose : rule.purposes) purposes.insert(purpose.text);
    }
  }
  return purposes;
}

}  // namespace

std::string agency_of(Hub const& hub, int number) {
  auto const* agency = agency_numbered(hub, number);
  return agency == nullptr ? std::string{} : agency->id;
}

std::string dotted(Hub const& hub, std::string_view field) {
  auto const* known = hub.catalogue().field(field);
  return known == nullptr ? std::string{field} : known->dotted();
}

agreements::Request asked_by_reviewer(Member const& member, std::string const& discloser, std::string const& purpose, std::vector<std::string> fields, std::string const& role) {
  agreements::Request request;
  request.asker = member.agency;
  request.roles = {std::string{reviewer_role}};
  request.discloser = discloser;
  request.purpose = purpose;
  request.form = agreements::Form::personalised;
  request.fields = std::move(fields);
  request.subjects = 1;
  request.subject_role = role;
  request.necessity_stated = true;
  return request;
}

Result<Standing> Standing::read(Hub& hub, store::Transaction& transaction) {
  auto rules = sharing::StandingRules::read(hub, transaction);
  if (!rules) return fail(rules);
  auto closed = lists::out_of_use(hub);
  if (!closed) return fail(closed);
  return Standing{std::move(*rules), std::move(*closed)};
}

Sights::Sights(Hub& hub, Member const& member, std::unique_ptr<sharing::StandingRules> rules) : hub_{&hub}, member_{member}, rules_{std::move(rules)} {}

Result<Sights> Sights::read(Hub& hub, store::Transaction& transaction, Member const& member) {
  auto standing = Standing::read(hub, transaction);
  if (!standing) return fail(standing);
  Sights sights{hub, member, std::move(standing->rules)};
  sights.closed_ = std::move(standing->closed);
  auto const purposes = purposes_for_reviewers(sights.rules_->held());
  auto const subject = sharing::subject_of(hub, member.agency, review_matter);
  for (auto const& agency : hub.agencies()) {
    if (agency.id == member.agency) continue;
    for (auto const& purpose : purposes) {
      auto facts = sharing::facts_about(hub, transaction, {subject, member.agency, member.id, purpose, agency.id}, *sights.rules_);
      if (!facts) return fail(facts);
      sights.asks_.push_back({agency.id, purpose, std::move(*facts)});
    }
  }
  return sights;
}

Sight Sights::of(RecordFacts const& record) {
  bool const own = agency_of(*hub_, record.agency) == member_.agency;
  if (closed_.contains(record.feed)) return Sight{own, {}, false, true, {}};
  if (own) {
    Sight all{true, {}, true, false, {}};
    for (std::size_t i = 0; i < trait_count; ++i) all.traits.insert(trait_at(i));
    all.statements.insert(statement_fields.begin(), statement_fields.end());
    return all;
  }
  auto const key = std::pair{record.agency, record.role};
  auto const found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_[key] = ask(record);
}

agreements::Decision Sights::decide(Ask const& ask, RecordFacts const& record, std::vector<std::string> fields) const {
  auto facts = ask.facts;
  facts.person.role = record.role;
  return rules_->decide(asked_by_reviewer(member_, ask.discloser, ask.purpose, std::move(fields), record.role), facts);
}

Sight Sights::ask(RecordFacts const& record) const {
  Sight sight;
  std::set<std::string> rules;
  auto const role_field = dotted(*hub_, "subject_role");
  auto const discloser = agency_of(*hub_, record.agency);
  std::vector<std::string> fields;
  for (std::size_t i = 0; i < trait_count; ++i) fields.push_back(dotted(*hub_, field_of(trait_at(i))));
  fields.push_back(role_field);
  std::optional<agreements::Decision> nearest;
  for (auto const& ask : asks_) {
    if (ask.discloser != discloser) continue;
    auto decision = decide(ask, record, fields);
    for (auto const& permit : decision.permits) {
      if (permit.as != agreements::Transform::value) continue;
      rules.insert(permit.rule);
      if (permit.field == role_field) sight.role = true;
      for (std::size_t i = 0; i < trait_count; ++i) {
        if (fields[i] == permit.field) sight.traits.insert(trait_at(i));
      }
    }
    if (!nearest || decision.permits.size() > nearest->permits.size()) nearest = std::move(decision);
  }
  // A name never goes without the role of who bears it.
  if (!sight.role) sight.traits.clear();
  if (sight.nothing()) return sight;
  for (auto const& ask : asks_) {
    if (ask.discloser == discloser) ask_statements(ask, record, sight, rules);
  }
  tell_kept(*nearest, sight);
  sight.rules.assign(rules.begin(), rules.end());
  return sight;
}

void Sights::ask_statements(Ask const& ask, RecordFacts const& record, Sight& sight, std::set<std::string>& rules) const {
  std::vector<std::string> fields{dotted(*hub_, "subject_role")};
  for (auto const trait : sight.traits) fields.push_back(dotted(*hub_, field_of(trait)));
  for (auto const field : statement_fields) fields.push_back(dotted(*hub_, field));
  auto const decision = decide(ask, record, fields);
  auto const gives = [&](std::string_view field) {
    auto const* permit = decision.permit(dotted(*hub_, field));
    return permit != nullptr && permit->as == agreements::Transform::value ? permit : nullptr;
  };
  if (gives("subject_role") == nullptr) return;
  for (auto const field : statement_fields) {
    auto const* permit = gives(field);
    if (permit == nullptr) continue;
    sight.statements.emplace(field);
    rules.insert(permit->rule);
  }
}

void Sights::tell_kept(agreements::Decision const& decision, Sight& sight) const {
  for (auto const& refusal : decision.refusals) {
    bool const seen_otherwise = std::ranges::any_of(sight.traits, [&](Trait trait) { return dotted(*hub_, field_of(trait)) == refusal.field; });
    if (seen_otherwise) continue;
    auto const* field = hub_->catalogue().field(refusal.field);
    auto label = field == nullptr ? refusal.field : field->label;
    auto const code = std::string{agreements::name_of(refusal.code)};
    auto const same = std::ranges::find_if(sight.kept, [&](Kept const& one) { return one.code == code && one.why == refusal.why; });
    if (same != sight.kept.end()) {
      same->kinds.push_back(std::move(label));
      continue;
    }
    Kept kept{{std::move(label)}, code, refusal.why, {}};
    for (auto const& remedy : refusal.remedies) {
      auto const* agency = hub_->agency(remedy.who);
      kept.helps.emplace_back(agency == nullptr ? remedy.who : agency->name, remedy.act);
    }
    sight.kept.push_back(std::move(kept));
  }
}

}  // namespace concordat::hub::links
