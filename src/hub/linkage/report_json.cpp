// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/report_json.h"

#include <algorithm>
#include <charconv>

#include "hub/act.h"
#include "hub/linkage/link_records.h"

namespace concordat::hub::links {
namespace {

struct Count {
  char const* name;
  std::uint64_t Changes::* value;
};
constexpr std::array counts{Count{"new_persons", &Changes::new_persons}, Count{"new_links", &Changes::new_links}, Count{"broken_links", &Changes::broken_links},
                            Count{"kept", &Changes::kept},               Count{"healed", &Changes::healed},       Count{"attention", &Changes::attention},
                            Count{"queued", &Changes::queued},           Count{"settled", &Changes::settled},     Count{"waiting", &Changes::waiting}};

Json to_json(AgencyLinks const& links) {
  Json json;
  json.set("records", links.records).set("new_links", links.new_links);
  return json.set("broken_links", links.broken_links).set("waiting", links.waiting);
}

}  // namespace

Json to_json(Changes const& changes) {
  Json json;
  for (auto const& count : counts) json.set(count.name, changes.*count.value);
  Json agencies{Json::Object{}};
  for (auto const& [number, links] : changes.by_agency) agencies.set(std::to_string(number), to_json(links));
  return json.set("by_agency", std::move(agencies));
}

Changes changes_in(Json const& json) {
  Changes changes;
  auto const number_of = [](Json const& value) { return static_cast<std::uint64_t>(value.integer()); };
  for (auto const& count : counts) changes.*count.value = number_of(json[count.name]);
  for (auto const& [name, one] : json["by_agency"].object()) {
    int number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    changes.by_agency[number] = {number_of(one["records"]), number_of(one["new_links"]), number_of(one["broken_links"]), number_of(one["waiting"])};
  }
  return changes;
}

Json to_json(Terms const& terms) {
  Json json;
  return json.set("join", terms.join).set("fracture", terms.fracture).set("review", terms.review).set("proposes_only", terms.proposes_only);
}

Terms terms_in(Json const& json) {
  auto const number_of = [&](char const* name) { return static_cast<int>(json[name].integer()); };
  return {number_of("join"), number_of("fracture"), number_of("review"), json["proposes_only"].boolean()};
}

Result<void> note_look_at_report(Hub& hub, Member const& member) {
  Act act;
  act.to = member.agency;
  act.member = member.id;
  act.fields = {"link-report"};
  return record_alone(hub, std::move(act));
}

Json to_json(Hub const& hub, LinkReport const& report) {
  Json json;
  json.set("id", report.id).set("at", report.at).set("whole", report.whole).set("nothing_new", report.nothing_new).set("model", report.model_version);
  json.set("records", report.records).set("pairs", report.pairs).set("seconds", report.seconds).set("ledger_index", report.ledger_index);
  for (auto const& count : counts) json.set(count.name, report.changes.*count.value);
  Json agencies{Json::Array{}};
  for (auto const& agency : hub.agencies()) {
    auto const found = report.changes.by_agency.find(agency.number);
    if (found == report.changes.by_agency.end()) continue;
    agencies.push(to_json(found->second).set("agency", agency.id).set("name", agency.name));
  }
  return json.set("by_agency", std::move(agencies));
}

}  // namespace concordat::hub::links
