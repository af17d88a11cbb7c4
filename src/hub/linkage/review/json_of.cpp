// SPDX-License-Identifier: Apache-2.0
#include "hub/linkage/review/json_of.h"

#include "base/json_list.h"
#include "hub/linkage/review/person_view.h"
#include "hub/linkage/review/side_by_side.h"

namespace concordat::hub::links {
namespace {

Json to_json(SideTold const& side) {
  Json json;
  json.set("agency", side.agency).set("agency_name", side.agency_name).set("feed", side.feed).set("received", side.received);
  return json.set("role", side.role).set("own", side.own).set("withheld", side.why).set("person", side.person);
}

Json labelled(std::vector<std::pair<std::string, std::string>> const& values) {
  Json list{Json::Array{}};
  for (auto const& [label, value] : values) list.push(Json{}.set("label", label).set("value", value));
  return list;
}

Json kept_of(std::vector<Kept> const& all) {
  Json list{Json::Array{}};
  for (auto const& one : all) {
    Json helps{Json::Array{}};
    for (auto const& [who, act] : one.helps) helps.push(Json{}.set("who", who).set("do", act));
    list.push(Json{}.set("kinds", list_of(one.kinds)).set("code", one.code).set("why", one.why).set("helps", std::move(helps)));
  }
  return list;
}

Json value_of(std::optional<std::string> const& value) { return value ? Json{*value} : Json{nullptr}; }

Json to_json(std::vector<TraitRow> const& all) {
  Json rows{Json::Array{}};
  for (auto const& row : all) {
    rows.push(Json{}.set("field", field_of(row.trait)).set("label", row.label).set("left", value_of(row.left)).set("right", value_of(row.right)).set("differs", row.differs)
                  .set("left_withheld", !row.left).set("right_withheld", !row.right));
  }
  return rows;
}

}  // namespace

Json to_json(PairRow const& row) {
  Json json;
  json.set("pair", row.id).set("bits", bits(row.weight)).set("state", row.state).set("why", row.why).set("judged", row.judged).set("outcome", row.outcome).set("queued_at", row.queued_at);
  json.set("assigned_to", row.assigned_to).set("decision", row.decision).set("decided_as", row.decided_as).set("second_by_me", row.second_by_me);
  return json.set("one_person", row.one_person).set("left_agency", row.left_agency).set("right_agency", row.right_agency);
}

Json to_json(PairTold const& pair) {
  auto json = to_json(pair.row);
  json.set("left", to_json(pair.left)).set("right", to_json(pair.right));
  Json levels{Json::Array{}};
  for (auto const& level : pair.levels) {
    Json one;
    one.set("comparison", level.comparison).set("label", level.label).set("agreement", level.agreement).set("level", level.level);
    one.set("words", level.words).set("withheld", level.withheld);
    levels.push(level.withheld ? std::move(one) : one.set("bits", bits(level.weight)));
  }
  Json candidates{Json::Array{}};
  for (auto const& one : pair.candidates) candidates.push(to_json(one));
  json.set("candidates", std::move(candidates)).set("rows", to_json(pair.rows)).set("levels", std::move(levels)).set("prior", bits(pair.prior)).set("household", bits(pair.household)).set("withheld_bits", bits(pair.withheld));
  json.set("conflict", pair.conflict).set("model", pair.model_version).set("impact", list_of(pair.impact)).set("rules", list_of(pair.rules));
  return json.set("ledger_index", pair.ledger_index);
}

Json to_json(SideBySide const& pair) {
  Json json;
  return json.set("left", to_json(pair.left)).set("right", to_json(pair.right)).set("rows", to_json(pair.rows)).set("rules", list_of(pair.rules));
}

Json to_json(Decided const& decided) {
  Json json;
  json.set("id", decided.id).set("kind", decided.kind).set("outcome", decided.outcome).set("state", decided.state);
  return json.set("impact", list_of(decided.impact)).set("ledger_index", decided.ledger_index);
}

Json to_json(DecisionTold const& decision) {
  auto json = to_json(decision.decided);
  json.set("pair", decision.pair).set("person", decision.person).set("other", decision.other).set("made_by", decision.made_by).set("made_at", decision.made_at);
  json.set("reason", decision.reason).set("second", decision.second).set("second_at", decision.second_at).set("second_reason", decision.second_reason);
  return json.set("undone_by", decision.undone_by).set("undone_at", decision.undone_at).set("undo_reason", decision.undo_reason).set("model", decision.model_version);
}

Json to_json(PersonTold const& person) {
  Json json;
  Json holders{Json::Array{}};
  for (auto const& one : person.holders) holders.push(Json{}.set("agency_name", one.agency_name).set("contact", one.contact).set("last_came", one.last_came));
  Json records{Json::Array{}};
  for (auto const& one : person.records) {
    auto record = to_json(one.side);
    record.set("happened", one.happened).set("expires", one.expires).set("statement", labelled(one.statement)).set("kept", kept_of(one.kept));
    record.set("record", one.record).set("values", labelled(one.values)).set("reason", one.reason).set("linked_by", one.linked_by).set("linked_at", one.linked_at);
    records.push(record.set("model", one.model_version).set("looked_at", one.looked_at));
  }
  Json decisions{Json::Array{}};
  for (auto const& one : person.decisions) decisions.push(to_json(one));
  Json events{Json::Array{}};
  for (auto const& one : person.events) events.push(Json{}.set("at", one.at).set("kind", one.kind).set("person", one.person).set("other", one.other));
  Json timeline{Json::Array{}};
  for (auto const& one : person.timeline) timeline.push(Json{}.set("on", one.on).set("kind", one.kind).set("record", one.record).set("agency_name", one.agency_name).set("role", one.role));
  json.set("timeline", std::move(timeline)).set("withheld_records", static_cast<std::uint64_t>(person.withheld));
  json.set("person", person.person).set("attention", person.attention).set("holders", std::move(holders)).set("records", std::move(records));
  return json.set("decisions", std::move(decisions)).set("events", std::move(events)).set("ledger_index", person.ledger_index);
}

}  // namespace concordat::hub::links
