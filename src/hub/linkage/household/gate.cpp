// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/household/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hub/linkage/review/sight.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::links {
namespace {

/// What is asked for, in one question: nothing is put beside a name that may not stand there. Never what describes people.
constexpr std::array<std::string_view, 10> asked_fields{"subject_role", "address_text", "postcode", "uprn", "address_type", "address_from", "address_to", "given_name", "family_name", "source_record_id"};

}  // namespace

bool acts_against_people(catalogue::Catalogue const& catalogue, std::string_view purpose) {
  constexpr int deepest = 8;  // a purpose may be part of one that is part of another
  auto const* one = catalogue.purpose(purpose);
  for (int depth = 0; one != nullptr && depth < deepest; ++depth) {
    if (one->enforcement || one->barred) return true;
    one = one->part_of.empty() ? nullptr : catalogue.purpose(one->part_of);
  }
  return one != nullptr;
}

bool helps_people(catalogue::Catalogue const& catalogue, std::string_view purpose) {
  auto const* one = catalogue.purpose(purpose);
  return one != nullptr && one->supports && !acts_against_people(catalogue, purpose);
}

Problem no_such_purpose() {
  return {Fault::malformed, "household.purpose", "There is no purpose of that name; whether an agreement serves one was not asked.", "The page of a household offers the purposes, and purposes.yaml in the folder of the definitions lists them.", {}};
}

Problem against_people() {
  return {Fault::refused, "household.enforcement", "Who lives with somebody is worked out for a purpose that protects or supports people, and for no other.",
          "Ask for a purpose of support or protection, where it truly is one; for any other, each agency looks in its own records.", {}};
}

Result<HomeGate> HomeGate::read(Hub& hub, store::Transaction& transaction, Member const& member, HouseholdQuestion const& question) {
  HomeGate gate{hub, member, question};
  auto standing = Standing::read(hub, transaction);
  if (!standing) return fail(standing);
  gate.rules_ = std::move(standing->rules);
  gate.closed_ = std::move(standing->closed);
  if (auto done = gate.ask_agencies(transaction); !done) return fail(done);
  return gate;
}

std::string HomeGate::stands_on() const {
  std::string text = fmt::format("{} {}", bundle(), facts_version_);
  for (auto const list : closed_) text += fmt::format(" list {}", list);
  for (auto const& [agency, facts] : facts_) text += fmt::format(" agency {}", agency);
  return text;
}

agreements::Request HomeGate::request_of(std::string const& discloser, std::string const& role) const {
  std::vector<std::string> fields;
  for (auto const field : asked_fields) fields.push_back(dotted(*hub_, field));
  return asked_by_reviewer(*member_, discloser, question_->purpose, std::move(fields), role);
}

/// Whether some agreement that the hub holds lets reviewers of the own agency have an address or a case reference of it.
bool HomeGate::names_for_this(std::string const& discloser) const {
  auto const address = dotted(*hub_, "address_text");
  auto const reference = dotted(*hub_, "source_record_id");
  for (auto const& held : rules_->held().agreements) {
    for (auto const& rule : held->agreement.rules) {
      if (!agreements::contains(rule.disclosers, discloser) || !agreements::contains(rule.recipients, member_->agency) || !agreements::contains(rule.recipient_roles, reviewer_role)) continue;
      if (std::ranges::any_of(rule.items, [&](auto const& item) { return item.field.text == address || item.field.text == reference; })) return true;
    }
  }
  return false;
}

/// Whoever it is about: nothing of it hangs on what anybody holds.
Result<void> HomeGate::ask_agencies(store::Transaction& transaction) {
  auto const subject = sharing::subject_of(*hub_, member_->agency, question_->matter);
  for (auto const& agency : hub_->agencies()) {
    if (agency.id == member_->agency || !names_for_this(agency.id)) continue;
    auto facts = sharing::facts_about(*hub_, transaction, {subject, member_->agency, member_->id, question_->purpose, agency.id}, *rules_);
    if (!facts) return fail(facts);
    facts_version_ = facts->version;
    auto const decision = rules_->decide(request_of(agency.id, {}), *facts);
    auto const gives = [&](std::string_view field) {
      auto const* permit = decision.permit(dotted(*hub_, field));
      return permit != nullptr && permit->as == agreements::Transform::value;
    };
    if (gives("address_text") || gives("source_record_id")) {
      facts_.emplace(agency.number, std::move(*facts));
    } else {
      not_asked_.push_back({agency.name, sharing::explain(*hub_, rules_->held(), decision, agreements::Telling::asker)});
    }
  }
  return {};
}

HomeSight const& HomeGate::of(RecordFacts const& record) {
  if (closed_.contains(record.feed)) return closed_sight_;
  auto const key = std::pair{record.agency, record.role};
  auto const found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_[key] = ask(record);
}

HomeSight HomeGate::ask(RecordFacts const& record) const {
  auto const discloser = agency_of(*hub_, record.agency);
  if (discloser == member_->agency) return {true, true, true, true, {}, {}};
  auto const known = facts_.find(record.agency);
  if (known == facts_.end()) return {};
  auto facts = known->second;
  facts.person.role = record.role;
  auto const decision = rules_->decide(request_of(discloser, record.role), facts);
  HomeSight sight;
  std::set<std::string_view> given;
  for (auto const field : asked_fields) {
    auto const* permit = decision.permit(dotted(*hub_, field));
    if (permit == nullptr || permit->as != agreements::Transform::value) continue;
    given.insert(field);
    sight.fields.insert(permit->field);
    sight.rules.insert(permit->rule);
  }
  // Neither a name nor a home goes without the role of whose it is.
  if (!given.contains("subject_role")) return {};
  sight.home = given.contains("address_text") && given.contains("postcode");
  sight.case_reference = given.contains("source_record_id");
  sight.name = given.contains("given_name") && given.contains("family_name");
  return sight;
}

}  // namespace concordat::hub::links
