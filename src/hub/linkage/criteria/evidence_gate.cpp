// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/criteria/evidence_gate.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "hub/linkage/review/sight.h"
#include "hub/sharing/facts.h"
#include "hub/sharing/sealed_words.h"

namespace concordat::hub::links {
namespace sql {

constexpr store::Sql newest_files =
    "SELECT s.feed, s.mapping, s.received_at FROM submission s WHERE s.state = 'accepted' AND s.number = (SELECT max(o.number) FROM submission o WHERE o.feed = s.feed AND o.state = 'accepted') "
    "ORDER BY s.feed";

}  // namespace sql

namespace {

/// Nothing of a record is told without these.
constexpr std::array<std::string_view, 3> evidence_bearers{"subject_role", "given_name", "family_name"};
/// What a file about nobody has no column for.
constexpr std::array<std::string_view, 2> name_columns{"family_name", "full_name"};

/// What the profile of a list says of its columns: by which of them a row is of a kind, and which are labels.
void read_profile(Hub const& hub, std::string_view id, EvidenceList& list) {
  auto const* profile = hub.profiles().find(id);
  if (profile == nullptr) return;
  auto const name = [&](std::size_t field) { return hub.catalogue().fields()[field].id; };
  if (profile->category && profile->category->field) list.kind_from = name(*profile->category->field);
  for (auto const& label : profile->labels) {
    for (auto const with : label.with) list.bound[name(label.field)].insert(name(with));
  }
}

/// Several kinds of evidence may stand in one list.
void name_once(std::vector<AskedList>& lists, EvidenceList const& list) {
  bool const there = std::ranges::any_of(lists, [&](AskedList const& one) { return one.agency_name == list.agency_name && one.list == list.title; });
  if (!there) lists.push_back({list.agency_name, list.title, list.up_to});
}

}  // namespace

bool may_tell(EvidenceSight const& sight, std::string const& field) { return sight.own || sight.fields.contains(field); }

bool may_tell(EvidenceSight const& sight, EvidenceList const& list, std::string const& field) {
  auto const bound = list.bound.find(field);
  return may_tell(sight, field) && (bound == list.bound.end() || std::ranges::all_of(bound->second, [&](auto const& with) { return may_tell(sight, with); }));
}

Result<EvidenceGate> EvidenceGate::read(Hub& hub, store::Transaction& transaction, Member const& member, HouseholdQuestion const& question) {
  EvidenceGate gate{hub, member, question};
  auto standing = Standing::read(hub, transaction);
  if (!standing) return fail(standing);
  gate.rules_ = std::move(standing->rules);
  gate.closed_ = std::move(standing->closed);
  if (auto done = gate.read_lists(transaction.connection()); !done) return fail(done);
  return gate;
}

Result<void> EvidenceGate::read_lists(store::Connection& connection) {
  auto const read = connection.query(sql::newest_files, [&](store::Row const& row) {
    auto const* feed = feed_numbered(*hub_, row.small(0));
    auto const mapping = Json::parse(row.string(1));
    if (feed == nullptr || !mapping) return;
    EvidenceList list{feed->number, feed->agency, {}, feed->title, row.string(2).substr(0, 10), {}, true, {}, {}};
    read_profile(*hub_, (*mapping)["profile"].string(), list);
    if (auto const* agency = hub_->agency(feed->agency)) list.agency_name = agency->name;
    for (auto const& column : (*mapping)["columns"].array()) {
      if (auto const* field = hub_->catalogue().field(column["field"].string())) list.fields.insert(field->id);
    }
    list.named = std::ranges::any_of(name_columns, [&](auto name) { return list.fields.contains(std::string{name}); });
    lists_.push_back(std::move(list));
  });
  if (!read) return fail(read);
  std::ranges::stable_sort(lists_, {}, [](EvidenceList const& one) { return std::tie(one.agency_name, one.title); });
  return {};
}

EvidenceList const* EvidenceGate::list(int feed) const {
  auto const found = std::ranges::find(lists_, feed, &EvidenceList::feed);
  return found == lists_.end() || !found->named ? nullptr : &*found;
}

/// What happened counts from its day, and that is told or nothing; where somebody stands counts from the file.
bool EvidenceGate::needs_day(catalogue::CriterionEvidence const& evidence) const {
  if (!evidence.events.empty()) return true;
  return std::ranges::any_of(evidence.fields, [&](auto const& id) {
    auto const* field = hub_->catalogue().field(id);
    return field != nullptr && (field->domain == "event" || field->domain == "justice");
  });
}

Result<EvidenceGate::Answer> EvidenceGate::ask(store::Transaction& transaction, catalogue::CriterionEvidence const& evidence, std::string const& discloser, std::string const& role) {
  auto key = discloser + "|" + role;
  for (auto const& field : evidence.fields) key += "|" + field;
  if (!evidence.events.empty()) key += "|events";
  if (auto const found = known_.find(key); found != known_.end()) return found->second;
  auto facts = facts_.find(discloser);
  if (facts == facts_.end()) {
    auto const subject = sharing::subject_of(*hub_, member_->agency, question_->matter);
    auto read = sharing::facts_about(*hub_, transaction, {subject, member_->agency, member_->id, question_->purpose, discloser}, *rules_);
    if (!read) return fail(read);
    facts_version_ = read->version;
    facts = facts_.emplace(discloser, std::move(*read)).first;
  }
  std::vector<std::string> ids{evidence_bearers.begin(), evidence_bearers.end()};
  ids.insert(ids.end(), evidence.fields.begin(), evidence.fields.end());
  ids.insert(ids.end(), statement_fields.begin(), statement_fields.end());
  std::vector<std::string> fields;
  for (auto const& id : ids) fields.push_back(dotted(*hub_, id));
  auto known_facts = facts->second;
  known_facts.person.role = role;
  auto const decision = rules_->decide(asked_by_reviewer(*member_, discloser, question_->purpose, std::move(fields), role), known_facts);
  Answer answer;
  for (auto const& id : ids) {
    auto const* permit = decision.permit(dotted(*hub_, id));
    if (permit == nullptr || permit->as != agreements::Transform::value) continue;
    answer.sight.fields.insert(id);
    answer.sight.dotted.insert(permit->field);
    answer.sight.rules.insert(permit->rule);
  }
  auto const given = [&](auto const& id) { return answer.sight.fields.contains(std::string{id}); };
  answer.sight.enough = std::ranges::all_of(evidence_bearers, given) && std::ranges::any_of(evidence.fields, given) && (!needs_day(evidence) || given("event_date"));
  if (answer.sight.fields.size() < ids.size()) answer.told = sharing::explain(*hub_, rules_->held(), decision, agreements::Telling::asker);
  return known_[key] = std::move(answer);
}

/// What tells the kind of an event is itself a field that somebody gives or does not.
bool EvidenceGate::fits(EvidenceList const& list, catalogue::CriterionEvidence const& evidence, EvidenceSight const& sight) {
  if (sight.own) return true;
  if (!sight.enough || (!evidence.events.empty() && !list.kind_from.empty() && !may_tell(sight, list.kind_from))) return false;
  return std::ranges::any_of(evidence.fields, [&](auto const& field) { return list.fields.contains(field) && may_tell(sight, list, field); });
}

/// Which columns of the list it is about.
std::string EvidenceGate::labels_of(catalogue::CriterionEvidence const& evidence, EvidenceList const& list) const {
  std::string all;
  for (auto const& field : evidence.fields) {
    auto const* known = hub_->catalogue().field(field);
    if (known != nullptr && list.fields.contains(field)) all += (all.empty() ? "" : ", ") + known->label;
  }
  return all;
}

Result<void> EvidenceGate::ask_lists(store::Transaction& transaction, catalogue::CriterionEvidence const& evidence, CriterionTold& told) {
  for (auto const& list : lists_) {
    if (std::ranges::none_of(evidence.fields, [&](auto const& field) { return list.fields.contains(field); })) continue;
    if (!list.named) {
      name_once(told.numbered, list);
      continue;
    }
    if (closed_.contains(list.feed)) {
      bool const there = std::ranges::any_of(told.withheld, [&](WithheldList const& one) { return one.agency_name == list.agency_name && one.list == list.title; });
      if (!there) told.withheld.push_back({list.agency_name, list.title, {}, true, Json{}, {}});
      continue;
    }
    if (list.agency == member_->agency) {
      name_once(told.asked, list);
      continue;
    }
    WithheldList kept{list.agency_name, list.title, {}, false, Json{}, labels_of(evidence, list)};
    for (auto const& role : evidence.roles) {
      auto const answer = ask(transaction, evidence, list.agency, role);
      if (!answer) return fail(answer);
      if (fits(list, evidence, answer->sight)) continue;
      if (kept.roles.empty()) kept.answer = answer->told;
      kept.roles.push_back(role);
    }
    if (kept.roles.size() < evidence.roles.size()) {
      asks_others_ = true;
      name_once(told.asked, list);
    }
    if (kept.roles.empty()) continue;
    if (kept.roles.size() == evidence.roles.size()) kept.roles.clear();
    told.withheld.push_back(std::move(kept));
  }
  return {};
}

Result<EvidenceSight> EvidenceGate::sight(store::Transaction& transaction, catalogue::CriterionEvidence const& evidence, RecordFacts const& record) {
  if (closed_.contains(record.feed)) return EvidenceSight{};
  auto const discloser = agency_of(*hub_, record.agency);
  if (discloser == member_->agency) return EvidenceSight{true, true, {}, {}, {}};
  auto answer = ask(transaction, evidence, discloser, record.role);
  if (!answer) return fail(answer);
  return std::move(answer->sight);
}

}  // namespace concordat::hub::links
