// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/narrowing.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

namespace concordat::hub {
namespace {

struct NamedCondition {
  std::string_view name;
  std::string_view key;
  std::string_view value;
};
constexpr std::array named_conditions{
    NamedCondition{"necessity", "necessity", R"({"stated":true})"},
    NamedCondition{"trained", "trained", R"({"course":"information-handling","not_older_than":"P12M"})"},
    NamedCondition{"case", "case", R"({"type":"gang-conference","state":"open","requester":"member","subject":"listed"})"},
    NamedCondition{"consent", "consent", R"({"from":"subject-or-parent","for":"this-purpose","not_older_than":"P6M"})"},
    NamedCondition{"office-hours", "time", R"({"from":"08:00","until":"18:00","days":["mon","tue","wed","thu","fri"]})"},
};

/// Form and condition that some items of a rule were narrowed to; both empty: as asked.
using Terms = std::pair<std::string, std::string>;
using Parts = std::map<Terms, Json::Array>;

FieldAnswer const* answer_to(std::span<FieldAnswer const> answers, std::string_view rule, std::string_view agency, std::string_view field) {
  auto const found = std::ranges::find_if(answers, [&](FieldAnswer const& one) { return one.rule == rule && one.agency == agency && one.field == field; });
  return found == answers.end() ? nullptr : &*found;
}

/// The items of a rule as one of its disclosers gives them.
Parts parts_of(Json const& rule, std::string const& agency, std::span<FieldAnswer const> answers) {
  Parts parts;
  for (auto const& item : rule["items"].array()) {
    auto const* const answer = answer_to(answers, rule["id"].string(), agency, item["field"].string());
    if (answer == nullptr || answer->verdict == DraftVerdict::accept) {
      parts[{}].push_back(item);
    } else if (answer->verdict == DraftVerdict::narrow) {
      auto narrower = item;
      if (!answer->transform.empty()) narrower.set("as", answer->transform);
      parts[{answer->form, answer->condition}].push_back(std::move(narrower));
    }
  }
  return parts;
}

/// Below pseudonymised, figures need a rule for small numbers.
void put_form(Json& rule, std::string const& form) {
  if (form.empty()) return;
  rule.set("form", form);
  bool const needs_control = form == "aggregate" || form == "depersonalised";
  if (needs_control && !rule.contains("disclosure_control")) {
    rule.set("disclosure_control", Json{}.set("profile", "nhs").set("min_group", 8).set("on_fail", "suppress"));
  }
}

void put_condition(Json& rule, std::string const& name) {
  for (auto const& one : named_conditions) {
    if (one.name != name || rule["conditions"].contains(one.key)) continue;
    auto conditions = rule["conditions"];
    rule.set("conditions", conditions.set(std::string{one.key}, *Json::parse(one.value)));
  }
}

/// The rules of the new document, and which came out of which.
class Rules {
 public:
  explicit Rules(Json::Array const& rules) {
    for (auto const& rule : rules) taken_.insert(rule["id"].string());
  }
  void add(Json const& rule, std::span<FieldAnswer const> answers);
  [[nodiscard]] Json::Array const& all() const { return rules_; }
  [[nodiscard]] std::vector<std::string> out_of(std::string const& id) const {
    auto const found = made_.find(id);
    return found == made_.end() ? std::vector<std::string>{} : found->second;
  }

 private:
  std::string new_id(std::string const& id);
  Json::Array rules_;
  std::set<std::string> taken_;
  std::map<std::string, std::vector<std::string>> made_;
};

std::string Rules::new_id(std::string const& id) {
  auto& made = made_[id];
  auto name = id;
  for (int number = 2; !made.empty() && !taken_.insert(name = fmt::format("{}-{}", id, number)).second;) ++number;
  made.push_back(name);
  return name;
}

void Rules::add(Json const& rule, std::span<FieldAnswer const> answers) {
  // Disclosers that say the same stay together, in the order of the draft.
  std::vector<std::pair<Parts, Json::Array>> groups;
  for (auto const& discloser : rule["discloser"].array()) {
    auto parts = parts_of(rule, discloser.string(), answers);
    auto const same = std::ranges::find(groups, parts, &std::pair<Parts, Json::Array>::first);
    if (same != groups.end()) same->second.push_back(discloser);
    else groups.emplace_back(std::move(parts), Json::Array{discloser});
  }
  for (auto const& [parts, disclosers] : groups) {
    for (auto const& [terms, items] : parts) {
      auto one = rule;
      one.set("id", new_id(rule["id"].string())).set("discloser", disclosers).set("items", items);
      put_form(one, terms.first);
      put_condition(one, terms.second);
      rules_.push_back(std::move(one));
    }
  }
}

/// Exceptions name rules: those that went are gone, those that were divided are named in full.
Json::Array with_new_rules(Json::Array const& groups, Rules const& rules) {
  Json::Array all;
  for (auto group : groups) {
    if (group["except_rules"].is_array()) {
      Json::Array names;
      for (auto const& old : group["except_rules"].array()) {
        for (auto const& name : rules.out_of(old.string())) names.emplace_back(name);
      }
      auto object = group.object();
      if (names.empty()) object.erase("except_rules");
      else object.insert_or_assign("except_rules", Json{std::move(names)});
      group = Json{std::move(object)};
    }
    all.push_back(std::move(group));
  }
  return all;
}

/// Nothing that YAML could take for a number, a date, a truth or a mark of its own.
bool is_plain_word(std::string_view text) {
  auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !letter(text.front())) return false;
  for (auto const* word : {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}) {
    if (std::ranges::equal(text, std::string_view{word}, [](char left, char right) { return (left | 0x20) == right; })) return false;
  }
  return std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; });
}

void put_value(std::string& out, Json const& value, int depth);

void put_scalar(std::string& out, Json const& value) {
  if (value.is_string() && !is_plain_word(value.string())) append_json_string(out, value.string());
  else if (value.is_string()) out += value.string();
  else out += value.canonical();
}

bool is_short(Json const& value) { return !value.is_object() && !(value.is_array() && std::ranges::any_of(value.array(), [](Json const& one) { return one.is_object(); })); }

void put_short(std::string& out, Json const& value) {
  if (!value.is_array()) return put_scalar(out, value);
  out += '[';
  for (std::size_t i = 0; i < value.array().size(); ++i) {
    if (i > 0) out += ", ";
    put_short(out, value.array()[i]);
  }
  out += ']';
}

/// id, title and the like first, as people write them; the rest by name.
std::vector<std::string> keys_in_order(Json::Object const& object) {
  constexpr std::array first{"format", "id", "version", "field", "agency", "title", "summary", "status", "in_force", "review_by", "replaces", "dpia",
                             "eia", "contact", "parties", "purposes", "rules", "discloser", "recipient", "recipient_roles", "gateway", "form", "items"};
  std::vector<std::string> keys;
  for (auto const* key : first) {
    if (object.contains(key)) keys.emplace_back(key);
  }
  for (auto const& [key, value] : object) {
    if (std::ranges::find(first, key) == first.end()) keys.push_back(key);
  }
  return keys;
}

void put_object(std::string& out, Json const& value, int depth, bool first_is_indented) {
  auto const indent = std::string(static_cast<std::size_t>(depth) * 2, ' ');
  for (auto const& key : keys_in_order(value.object())) {
    out += (first_is_indented ? std::string{} : indent) + key + ":";
    first_is_indented = false;
    put_value(out, value[key], depth);
  }
}

void put_value(std::string& out, Json const& value, int depth) {
  if (is_short(value)) {
    out += ' ';
    put_short(out, value);
    out += '\n';
  } else if (value.is_object()) {
    out += '\n';
    put_object(out, value, depth + 1, false);
  } else {
    out += '\n';
    auto const indent = std::string((static_cast<std::size_t>(depth) + 1) * 2, ' ');
    for (auto const& one : value.array()) {
      out += indent + "- ";
      put_object(out, one, depth + 2, true);
    }
  }
}

}  // namespace

FixedText name_of(DraftVerdict verdict) {
  switch (verdict) {
    case DraftVerdict::accept: return "accept";
    case DraftVerdict::narrow: return "narrow";
    case DraftVerdict::refuse: return "refuse";
  }
  return "refuse";
}

std::optional<DraftVerdict> draft_verdict_named(std::string_view name) {
  for (auto const verdict : {DraftVerdict::accept, DraftVerdict::narrow, DraftVerdict::refuse}) {
    if (name_of(verdict).view() == name) return verdict;
  }
  return std::nullopt;
}

std::vector<std::string_view> narrowing_conditions() {
  std::vector<std::string_view> names;
  for (auto const& one : named_conditions) names.push_back(one.name);
  return names;
}

Json narrowed(Json const& document, std::span<FieldAnswer const> answers) {
  auto agreement = document["agreement"];
  Rules rules{agreement["rules"].array()};
  for (auto const& rule : agreement["rules"].array()) rules.add(rule, answers);
  if (rules.all().empty()) return {};
  agreement.set("rules", rules.all());
  if (agreement.contains("must_go_together")) agreement.set("must_go_together", with_new_rules(agreement["must_go_together"].array(), rules));
  return Json{}.set("agreement", std::move(agreement));
}

std::string to_yaml(Json const& document) {
  std::string out;
  put_object(out, document, 0, false);
  return out;
}

}  // namespace concordat::hub
