// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/sight.h"

#include <algorithm>

#include "hub/lists/lists.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::links {
namespace {

std::string dotted(Hub const& hub, std::string_view field) {
  auto const* known = hub.catalogue().field(field);
  return known == nullptr ? std::string{field} : known->dotted();
}

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

Sights::Sights(Hub& hub, Member const& member, std::unique_ptr<sharing::StandingRules> rules) : hub_{&hub}, member_{member}, rules_{std::move(rules)} {}

Result<Sights> Sights::read(Hub& hub, store::Transaction& transaction, Member const& member) {
  auto rules = sharing::StandingRules::read(hub, transaction);
  if (!rules) return fail(rules);
  Sights sights{hub, member, std::move(*rules)};
  auto closed = lists::out_of_use(hub);
  if (!closed) return fail(closed);
  sights.closed_ = std::move(*closed);
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
    return all;
  }
  auto const key = std::pair{record.agency, record.role};
  auto const found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_[key] = ask(record);
}

Sight Sights::ask(RecordFacts const& record) const {
  Sight sight;
  std::set<std::string> rules;
  auto const role_field = dotted(*hub_, "subject_role");
  auto const discloser = agency_of(*hub_, record.agency);
  for (auto const& ask : asks_) {
    if (ask.discloser != discloser) continue;
    agreements::Request request;
    request.asker = member_.agency;
    request.roles = {std::string{reviewer_role}};
    request.discloser = discloser;
    request.purpose = ask.purpose;
    request.form = agreements::Form::personalised;
    for (std::size_t i = 0; i < trait_count; ++i) request.fields.push_back(dotted(*hub_, field_of(trait_at(i))));
    request.fields.push_back(role_field);
    request.subjects = 1;
    request.subject_role = record.role;
    request.necessity_stated = true;
    auto facts = ask.facts;
    facts.person.role = record.role;
    auto const decision = rules_->decide(request, facts);
    for (auto const& permit : decision.permits) {
      if (permit.as != agreements::Transform::value) continue;
      rules.insert(permit.rule);
      if (permit.field == role_field) sight.role = true;
      for (std::size_t i = 0; i < trait_count; ++i) {
        if (request.fields[i] == permit.field) sight.traits.insert(trait_at(i));
      }
    }
  }
  // A name never goes without the role of who bears it.
  if (!sight.role) sight.traits.clear();
  if (sight.traits.empty() && !sight.role) rules.clear();
  sight.rules.assign(rules.begin(), rules.end());
  return sight;
}

}  // namespace concordat::hub::links
