// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/household/household.h"

namespace concordat::hub::links {
namespace {

Json json_of_home(HomeRecord const& record) {
  Json json;
  json.set("agency_name", record.agency_name).set("list", record.list).set("came", record.came).set("role", record.role);
  return json.set("from", record.from).set("to", record.to).set("looked_at", record.looked_at);
}

}  // namespace

Json to_json(Household const& household) {
  Json others{Json::Array{}};
  for (auto const& other : household.others) {
    Json evidence{Json::Array{}};
    for (auto const& one : other.evidence) {
      evidence.push(Json{}.set("agrees", one.agrees).set("said", one.said).set("here", json_of_home(one.here)).set("there", json_of_home(one.there)).set("days_given", one.days_given));
    }
    others.push(Json{}.set("name", other.name).set("may_be_same", other.may_be_same).set("evidence", std::move(evidence)));
  }
  Json crowds{Json::Array{}};
  for (auto const& one : household.crowds) crowds.push(Json{}.set("agrees", one.agrees).set("said", one.said));
  Json not_asked{Json::Array{}};
  for (auto const& one : household.not_asked) not_asked.push(Json{}.set("agency_name", one.agency_name).set("answer", one.answer));
  Json json;
  json.set("person", household.person).set("purpose", household.purpose).set("places", static_cast<std::uint64_t>(household.places)).set("others", std::move(others));
  return json.set("crowds", std::move(crowds)).set("not_asked", std::move(not_asked)).set("ledger_index", household.ledger_index);
}

}  // namespace concordat::hub::links
