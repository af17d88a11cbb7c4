// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "hub/linkage/criteria/criteria.h"

namespace concordat::hub::links {
namespace {

Json texts_of(std::vector<std::string> const& all) {
  Json list{Json::Array{}};
  for (auto const& one : all) list.push(one);
  return list;
}

Json pairs_of(std::vector<std::pair<std::string, std::string>> const& all) {
  Json list{Json::Array{}};
  for (auto const& [label, value] : all) list.push(Json{}.set("label", label).set("value", value));
  return list;
}

Json criterion_words(catalogue::Criterion const& criterion) {
  return Json{}.set("id", criterion.id).set("title", criterion.title).set("words", criterion.words).set("at_least", criterion.at_least).set("never_shows", criterion.never_shows);
}

Json criterion_json(CriterionTold const& told) {
  Json found{Json::Array{}};
  for (auto const& one : told.found) {
    Json json;
    json.set("whose", one.whose).set("agency_name", one.agency_name).set("list", one.list).set("on", one.on).set("on_is_of_file", one.on_is_of_file).set("role", one.role);
    found.push(json.set("says", pairs_of(one.says)).set("graded", pairs_of(one.graded)).set("counts_until", one.counts_until).set("looked_at", one.looked_at).set("not_known", one.not_known));
  }
  Json asked{Json::Array{}};
  for (auto const& one : told.asked) asked.push(Json{}.set("agency_name", one.agency_name).set("list", one.list).set("up_to", one.up_to));
  Json withheld{Json::Array{}};
  for (auto const& one : told.withheld) {
    withheld.push(Json{}.set("agency_name", one.agency_name).set("list", one.list).set("roles", texts_of(one.roles)).set("about", one.about).set("out_of_use", one.out_of_use).set("answer", one.answer));
  }
  Json numbered{Json::Array{}};
  for (auto const& one : told.numbered) numbered.push(Json{}.set("agency_name", one.agency_name).set("list", one.list).set("up_to", one.up_to));
  auto json = criterion_words(told.criterion);
  return json.set("state", told.state).set("found", std::move(found)).set("asked", std::move(asked)).set("withheld", std::move(withheld)).set("numbered", std::move(numbered));
}

Json head_of(catalogue::Programme const& programme) {
  Json json;
  json.set("id", programme.id).set("title", programme.title).set("source", programme.source).set("verified", programme.verified).set("note", programme.note);
  json.set("purposes", texts_of(programme.purposes)).set("judged_by", texts_of(programme.judged_by));
  auto const& lasts = programme.judgement_lasts;
  return json.set("judgement_lasts", fmt::format("P{}{}", lasts.months > 0 ? fmt::format("{}M", lasts.months) : "", lasts.days > 0 ? fmt::format("{}D", lasts.days) : "")).set("by_another_agency", programme.by_another_agency);
}

}  // namespace

Json to_json(catalogue::Programme const& programme) {
  Json criteria{Json::Array{}};
  for (auto const& one : programme.criteria) criteria.push(criterion_words(one));
  return head_of(programme).set("criteria", std::move(criteria));
}

Json to_json(CriteriaTold const& told) {
  Json criteria{Json::Array{}};
  for (auto const& one : told.criteria) criteria.push(criterion_json(one));
  Json not_asked{Json::Array{}};
  for (auto const& one : told.home_not_asked) not_asked.push(Json{}.set("agency_name", one.agency_name).set("answer", one.answer));
  Json judgements{Json::Array{}};
  for (auto const& one : told.judgements) judgements.push(to_json(one));
  Json json;
  json.set("person", told.person).set("programme", head_of(told.programme)).set("purpose", told.purpose).set("criteria", std::move(criteria)).set("home_not_asked", std::move(not_asked));
  return json.set("nameless", told.nameless).set("crowded", told.crowded).set("judgements", std::move(judgements)).set("ledger_index", told.ledger_index);
}

}  // namespace concordat::hub::links
