// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "agreements/read.h"

namespace concordat::agreements {
namespace {

using namespace std::string_view_literals;

constexpr std::array condition_names{"area"sv,    "suppress_when"sv,    "trained"sv, "case"sv,
                                     "age"sv,     "necessity"sv,        "concern"sv, "handling"sv,
                                     "consent"sv, "decision_recorded"sv, "time"sv,   "approvals"sv};

std::vector<std::string> subject_roles() {
  return {"victim",        "witness",       "suspected", "charged",   "convicted",    "at-risk",
          "at_risk_child", "at_risk_adult", "family",    "associate", "professional", "unknown"};
}

std::vector<Item> read_items(MapReader& map, Remarks remarks) {
  std::vector<Item> items;
  auto const* const list = map.need("items", Node::Kind::list);
  if (list == nullptr) return items;
  if (list->items.empty())
    remarks.error("empty-list", *list, "'items' is empty", "Name the fields that are given.");
  std::set<std::string> seen;
  for (auto const& node : list->items) {
    auto entry = MapReader{node, remarks, "an item"};
    auto item = Item{.field = read_id(entry, "field", remarks)};
    auto const as = entry.choice("as", "unknown-transform", owned(transform_names()));
    item.as = transform_from(as).value_or(Transform::count);
    entry.done();
    if (!seen.insert(item.field.text).second) {
      remarks.error("named-twice", node, fmt::format("'{}' is given twice by one rule", item.field.text),
                    "Keep one of the two.");
    }
    items.push_back(std::move(item));
  }
  return items;
}

DisclosureControl read_control(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "disclosure_control"};
  DisclosureControl control;
  control.profile = read_id(map, "profile", remarks);
  auto const group = map.integer("min_group");
  if (group < 0 || group > 1'000'000) {
    remarks.error("out-of-range", node, "'min_group' is out of range", "Give a number of people or events.");
  }
  control.min_group = static_cast<int>(std::clamp<std::int64_t>(group, 0, 1'000'000));
  control.on_fail = map.choice("on_fail", "unknown-word", {"suppress", "refuse"}) == "refuse"
                        ? OnFail::refuse
                        : OnFail::suppress;
  constexpr auto holds = "recipient_holds_named_incidents"sv;
  if (node.kind == Node::Kind::map && node.find(holds) != nullptr) control.recipient_holds_named_incidents = map.boolean_or(holds, true);
  map.done();
  return control;
}

Retention read_retention(MapReader& rule, Remarks remarks) {
  Retention retention;
  auto const unbounded = [&](Node const& at, std::string_view what) {
    remarks.error("unbounded-retention", at, fmt::format("the rule does not say {}", what),
                  "Add retention: {keep_for: P1Y, from: received, then: delete}.");
  };
  auto const* const node = rule.find("retention", Node::Kind::map);
  if (node == nullptr) {
    if (rule.node().find("retention") == nullptr) unbounded(rule.node(), "how long its fields may be kept");
    return retention;
  }
  auto map = MapReader{*node, remarks, "retention"};
  if (map.find("keep_for") == nullptr) {
    unbounded(*node, "how long its fields may be kept");
  } else {
    retention.period = read_period(map, "keep_for", remarks);
    retention.keep_for = map.text_or("keep_for", "");
  }
  if (map.find("then") == nullptr) {
    unbounded(*node, "what happens to its fields afterwards");
  } else {
    retention.then = map.choice("then", "unknown-word", {"delete", "anonymise"});
  }
  retention.from =
      map.choice("from", "unknown-word", {"received", "released", "case-closed", "referral-closed"});
  map.done();
  return retention;
}

std::vector<Suppression> read_suppressions(MapReader& map, Remarks remarks) {
  std::vector<Suppression> out;
  auto const* const list = map.find("suppress_when", Node::Kind::list);
  if (list == nullptr) return out;
  for (auto const& node : list->items) {
    auto entry = MapReader{node, remarks, "suppress_when"};
    Suppression suppression;
    suppression.field = read_id(entry, "field", remarks);
    for (auto const& value : read_ids(entry, "is", Need::required, remarks))
      suppression.is.push_back(value.text);
    suppression.items = read_patterns(entry, "items", Need::required, remarks);
    entry.done();
    out.push_back(std::move(suppression));
  }
  return out;
}

void read_area(Node const& node, Conditions& conditions, Remarks remarks) {
  auto map = MapReader{node, remarks, "area"};
  conditions.incident_within = read_ids(map, "incident_within", Need::optional, remarks);
  conditions.subject_linked_to = read_ids(map, "subject_linked_to", Need::optional, remarks);
  map.done();
  if (map.is_map() && node.entries.empty()) {
    remarks.error("missing-key", node, "'area' names no area", "Add incident_within: [area].");
  }
}

CaseTerms read_case(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "case"};
  CaseTerms terms;
  terms.type = read_id(map, "type", remarks).text;
  terms.open = map.choice("state", "unknown-word", {"open"}) == "open";
  terms.requester_is_member = map.choice("requester", "unknown-word", {"member"}) == "member";
  terms.subject_is_listed = map.choice("subject", "unknown-word", {"listed"}) == "listed";
  map.done();
  return terms;
}

AgeTerms read_age(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "age"};
  auto const from = map.integer("from");
  auto const to = map.integer("to");
  map.done();
  if (from < 0 || to > 130 || from > to) {
    remarks.error("out-of-range", node, "these ages cannot be",
                  "Give 'from' and 'to' between 0 and 130, in order.");
    return {};
  }
  return {static_cast<int>(from), static_cast<int>(to)};
}

ConcernTerms read_concern(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "concern"};
  ConcernTerms terms;
  terms.tool = read_id(map, "tool", remarks).text;
  auto const band = map.choice("band_at_least", "unknown-word", {"J0", "J1", "J2", "J3", "J4"});
  terms.band_at_least = band.empty() ? 4 : band[1] - '0';
  terms.not_older_than = read_period(map, "not_older_than", remarks);
  map.done();
  return terms;
}

ConsentTerms read_consent(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "consent"};
  ConsentTerms terms;
  terms.from = map.choice("from", "unknown-word", {"subject", "parent", "subject-or-parent"});
  terms.purpose = map.choice("for", "unknown-word", {"this-purpose"});
  terms.not_older_than = read_period(map, "not_older_than", remarks);
  map.done();
  return terms;
}

DecisionTerms read_decision(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "decision_recorded"};
  DecisionTerms terms;
  terms.place = read_id(map, "by", remarks);
  terms.by = terms.place.text;
  terms.of = map.choice("of", "unknown-word", {"discloser", "recipient"});
  terms.not_older_than = read_period(map, "not_older_than", remarks);
  map.done();
  return terms;
}

Training read_training(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "trained"};
  Training training;
  training.course = read_id(map, "course", remarks).text;
  training.not_older_than = read_period(map, "not_older_than", remarks);
  map.done();
  return training;
}

/// "08:30" as minutes of the day; "24:00" is the end of it.
int read_minute(MapReader& map, std::string_view key, Remarks remarks) {
  auto const* const node = map.need(key, Node::Kind::text);
  if (node == nullptr) return 0;
  auto const& text = node->text;
  auto const digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100; };
  if (text.size() == 5 && text[2] == ':') {
    auto const hour = digit(0) * 10 + digit(1);
    auto const minute = digit(3) * 10 + digit(4);
    if (minute < 60 && hour * 60 + minute <= 24 * 60) return hour * 60 + minute;
  }
  remarks.error("bad-time", *node, fmt::format("'{}' is not a time of day", key),
                "Write hours and minutes in quotes, as \"08:30\"; \"24:00\" is the end of the day.");
  return 0;
}

TimeTerms read_time(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "time"};
  TimeTerms terms;
  terms.from_minute = read_minute(map, "from", remarks);
  terms.until_minute = read_minute(map, "until", remarks);
  if (map.find("days") != nullptr) {
    terms.days = read_choices(map, "days", {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, remarks);
  }
  map.done();
  if (map.is_map() && node.find("from") != nullptr && node.find("until") != nullptr &&
      terms.from_minute >= terms.until_minute) {
    remarks.error("out-of-range", node, "'until' is not after 'from'",
                  "Give the hours of one day; for hours across midnight write two rules.");
  }
  return terms;
}

ApprovalTerms read_approvals(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "approvals"};
  ApprovalTerms terms;
  terms.place = {"approvals", node.line, node.column};
  auto const count = map.integer("at_least");
  for (auto const& role : read_ids(map, "roles", Need::required, remarks)) terms.roles.push_back(role.text);
  terms.of = map.choice("of", "unknown-word", {"discloser", "recipient"});
  terms.not_older_than = read_period(map, "not_older_than", remarks);
  map.done();
  if (count < 1 || count > 9) {
    remarks.error("out-of-range", node, "'at_least' is out of range", "Ask for one to nine people.");
    return terms;
  }
  terms.at_least = static_cast<int>(count);
  return terms;
}

void read_necessity(Node const& node, Conditions& conditions, Remarks remarks) {
  auto map = MapReader{node, remarks, "necessity"};
  auto const* const stated = map.need("stated", Node::Kind::boolean);
  conditions.necessity = true;
  if (stated != nullptr && !stated->boolean) {
    remarks.error("unknown-word", *stated, "'stated: false' would ask for nothing",
                  "Write 'stated: true', or leave the condition out.");
  }
  map.done();
}

void read_about_people(MapReader& map, Conditions& conditions, Remarks remarks) {
  if (auto const* const node = map.find("case")) conditions.case_terms = read_case(*node, remarks);
  if (auto const* const node = map.find("age")) conditions.age = read_age(*node, remarks);
  if (auto const* const node = map.find("concern")) conditions.concern = read_concern(*node, remarks);
  if (auto const* const node = map.find("consent")) conditions.consent = read_consent(*node, remarks);
  if (auto const* const node = map.find("decision_recorded")) {
    conditions.decision_recorded = read_decision(*node, remarks);
  }
  if (auto const* const node = map.find("handling")) {
    auto handling = MapReader{*node, remarks, "handling"};
    conditions.handling_codes = read_choices(handling, "codes", {"P", "C-with-condition"}, remarks);
    handling.done();
  }
}

}  // namespace

Conditions read_conditions(Node const& node, Remarks remarks) {
  Conditions conditions;
  auto map = MapReader{node, remarks, "conditions"};
  if (!map.is_map()) return conditions;
  for (auto const& entry : node.entries) {
    if (std::find(condition_names.begin(), condition_names.end(), entry.key) == condition_names.end()) {
      remarks.error(
          "unknown-condition", entry.line, entry.column, fmt::format("no condition '{}' is known", entry.key),
          fmt::format("Use {}.", catalogue::one_of({condition_names.begin(), condition_names.end()})));
    }
    conditions.written.emplace_back(entry.key, catalogue::to_json(entry.value).canonical());
  }
  if (auto const* const area = map.find("area")) read_area(*area, conditions, remarks);
  if (auto const* const trained = map.find("trained")) conditions.trained = read_training(*trained, remarks);
  if (auto const* const necessity = map.find("necessity")) read_necessity(*necessity, conditions, remarks);
  conditions.suppress_when = read_suppressions(map, remarks);
  if (auto const* const time = map.find("time")) conditions.time = read_time(*time, remarks);
  if (auto const* const approvals = map.find("approvals")) {
    conditions.approvals = read_approvals(*approvals, remarks);
  }
  read_about_people(map, conditions, remarks);
  return conditions;
}

Rule read_rule(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "a rule"};
  Rule rule;
  if (!map.is_map()) return rule;
  rule.id = read_id(map, "id", remarks);
  rule.disclosers = read_ids(map, "discloser", Need::required, remarks);
  rule.recipients = read_ids(map, "recipient", Need::required, remarks);
  rule.recipient_roles = read_ids(map, "recipient_roles", Need::required, remarks);
  rule.purposes = read_ids(map, "purposes", Need::required, remarks);
  rule.gateway = read_id(map, "gateway", remarks);
  rule.form_word = read_choice(map, "form", "unknown-form", owned(form_names()));
  rule.form = form_from(rule.form_word.text).value_or(Form::aggregate);
  rule.items = read_items(map, remarks);
  if (auto const* const conditions = map.find("conditions"))
    rule.conditions = read_conditions(*conditions, remarks);
  if (auto const* const control = map.find("disclosure_control"))
    rule.control = read_control(*control, remarks);
  if (auto const* const plan = map.find("schedule")) {
    auto schedule = MapReader{*plan, remarks, "schedule"};
    rule.schedule =
        Schedule{read_period(schedule, "every", remarks), read_period(schedule, "due_within", remarks)};
    schedule.done();
  }
  rule.retention = read_retention(map, remarks);
  auto const onward = map.choice("onward", "unknown-word", {"none", "with-discloser-agreement"});
  rule.onward = onward == "with-discloser-agreement" ? Onward::with_discloser_agreement : Onward::none;
  rule.why = read_sentence(map, "why", remarks);
  map.done();
  return rule;
}

Prohibition read_prohibition(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "a prohibition"};
  Prohibition prohibition;
  prohibition.id = read_id(map, "id", remarks);
  auto const* const purposes = map.is_map() ? map.node().find("purposes") : nullptr;
  if (purposes != nullptr && purposes->kind == Node::Kind::text) {
    prohibition.any_purpose = map.choice("purposes", "unknown-word", {"any"}) == "any";
  } else {
    prohibition.purposes = read_ids(map, "purposes", Need::required, remarks);
  }
  prohibition.items = read_patterns(map, "items", Need::required, remarks);
  prohibition.combined_with = read_patterns(map, "combined_with", Need::optional, remarks);
  if (auto const* const bulk = map.find("bulk_over", Node::Kind::integer))
    prohibition.bulk_over = bulk->integer;
  if (map.find("when_subject_is") != nullptr) {
    prohibition.when_subject_is = read_choices(map, "when_subject_is", subject_roles(), remarks);
  }
  for (auto const& kind : read_ids(map, "recipient_kinds", Need::optional, remarks)) {
    prohibition.recipient_kinds.push_back(kind.text);
  }
  prohibition.why = read_sentence(map, "why", remarks);
  map.done();
  return prohibition;
}

NeverTogether read_never_together(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "never_together"};
  NeverTogether clause;
  clause.items = read_patterns(map, "items", Need::required, remarks);
  if (map.find("unless_form") != nullptr) {
    clause.unless_form = form_from(map.choice("unless_form", "unknown-form", owned(form_names())));
  }
  clause.why = read_sentence(map, "why", remarks);
  map.done();
  return clause;
}

MustGoTogether read_must_go_together(Node const& node, Remarks remarks) {
  auto map = MapReader{node, remarks, "must_go_together"};
  MustGoTogether clause;
  clause.items = read_patterns(map, "items", Need::required, remarks);
  clause.with = read_ids(map, "with", Need::required, remarks);
  clause.except_rules = read_ids(map, "except_rules", Need::optional, remarks);
  clause.why = read_sentence(map, "why", remarks);
  map.done();
  return clause;
}

}  // namespace concordat::agreements
