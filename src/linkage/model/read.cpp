// SPDX-License-Identifier: Apache-2.0
#include "linkage/model/read.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace concordat::linkage {

using catalogue::MapReader;
using catalogue::Node;

std::optional<FieldIndex> Reading::field(std::string const& name, Node const& at) const {
  if (auto const found = model.field_named(name)) return found;
  std::vector<std::string> names;
  for (auto const& known : model.fields) names.push_back(known.name);
  error("linkage.no-such-field", at, fmt::format("there is no field '{}'", name),
        fmt::format("Use one of: {}.", catalogue::one_of(names)));
  return std::nullopt;
}

std::optional<KeyPart> Reading::key_part(std::string const& text, Node const& at) const {
  auto const dot = text.find('.');
  auto const index = field(text.substr(0, dot), at);
  if (!index) return std::nullopt;
  if (dot == std::string::npos) return KeyPart{*index, Part::whole};
  auto const part = part_named(text.substr(dot + 1));
  if (!part || !part_fits(*part, model.fields[*index].kind)) {
    error("linkage.no-such-part", at,
          fmt::format("a {} has no part '{}'", name_of(model.fields[*index].kind), text.substr(dot + 1)),
          "Use initial, sound, root or full_name of a name; sector, district or area of a postcode; year or month_day of a "
          "date; user of an e-mail address.");
    return std::nullopt;
  }
  return KeyPart{*index, *part};
}

std::vector<std::string> Reading::words(Node const& node) const {
  if (node.kind == Node::Kind::text) return {node.text};
  std::vector<std::string> found;
  if (node.kind == Node::Kind::list) {
    for (auto const& item : node.items) {
      if (item.kind != Node::Kind::text) {
        error("linkage.not-a-name", item, fmt::format("this is {}", catalogue::words_for(item.kind)), "Write a name.");
        return {};
      }
      found.push_back(item.text);
    }
  }
  if (found.empty()) {
    error("linkage.not-a-name", node, fmt::format("this is {}", catalogue::words_for(node.kind)),
          "Write a name, or a list of names.");
  }
  return found;
}

std::optional<double> Reading::fraction(Node const& node) const {
  std::optional<double> value;
  if (node.kind == Node::Kind::integer) value = static_cast<double>(node.integer) / 100;
  if (node.kind == Node::Kind::text) value = text::parse_decimal(node.text);
  if (!value || !(*value >= 0 && *value <= 1)) {
    error("linkage.not-a-fraction", node, "this is no fraction from 0 to 1",
          "Write hundredths as a whole number (92), or a decimal in quotes (\"0.925\").");
    return std::nullopt;
  }
  return value;
}

Rule read_rule(Reading const& reading, Node const& node) {
  Rule rule;
  if (node.kind == Node::Kind::list || node.kind == Node::Kind::text) {
    for (auto const& word : reading.words(node)) {
      if (auto const part = reading.key_part(word, node)) rule.key.push_back(*part);
    }
    return rule;
  }
  auto map = MapReader{node, reading.remarks, "the rule"};
  rule.name = map.text_or("name", "");
  auto const parts = [&](Node const* list, std::vector<KeyPart>& to) {
    if (list == nullptr) return;
    for (auto const& word : reading.words(*list)) {
      if (auto const part = reading.key_part(word, *list)) to.push_back(*part);
    }
  };
  parts(map.find("key"), rule.key);
  parts(map.find("split"), rule.split);
  if (auto const* const swapped = map.find("swapped")) {
    auto const names = reading.words(*swapped);
    auto const first = names.empty() ? std::nullopt : reading.field(names.front(), *swapped);
    auto const second = names.size() != 2 ? std::nullopt : reading.field(names.back(), *swapped);
    if (first && second && *first != *second && is_name(reading.model.fields[*first].kind) &&
        is_name(reading.model.fields[*second].kind)) {
      rule.swapped = {*first, *second};
    } else {
      reading.error("linkage.bad-swap", *swapped, "only two different names can be swapped", "Write two fields that hold names.");
    }
  }
  auto const most = map.integer_or("most", 0);
  if (most < 0 || most > 1'000'000'000) {
    reading.error("linkage.bad-guard", node, "the guard is no number of records", "Write how many records may share a key, or leave 'most' out.");
  } else {
    rule.most = static_cast<std::uint32_t>(most);
  }
  if (rule.key.empty() && !rule.swapped) {
    reading.error("linkage.no-key", node, "the rule has no key", "Name at least one field under key, or two under swapped.");
  }
  map.done();
  return rule;
}

namespace {

/// What says that a record may have several values of the field.
void read_several(Reading const& reading, MapReader& map, Field& field) {
  field.several = map.boolean_or("several", false);
  field.separator = map.text_or("separator", "");
  if (auto const* const from = map.find("from")) field.from = reading.words(*from);
  if (auto const* const to = map.find("to")) field.to = reading.words(*to);
  auto const fits = [&](std::vector<std::string> const& days) { return days.empty() || days.size() == field.columns.size(); };
  if (!field.several && (!field.separator.empty() || !field.from.empty() || !field.to.empty())) {
    reading.error("linkage.not-several", map.node(), fmt::format("the field '{}' has one value, but says how several are told apart or dated", field.name),
                  "Write several: true, or leave separator, from and to out.");
  } else if (!fits(field.from) || !fits(field.to)) {
    reading.error("linkage.days-of-columns", map.node(), fmt::format("the field '{}' has not as many columns of days as of values", field.name),
                  "Name under from, and under to, one heading for each heading under column.");
  }
}

void read_field(Reading const& reading, Node const& node) {
  auto map = MapReader{node, reading.remarks, "the field"};
  if (!map.is_map()) return;
  Field field;
  field.name = map.text("field");
  if (auto const* const columns = map.find("column")) field.columns = reading.words(*columns);
  if (field.columns.empty()) field.columns = {field.name};
  auto const kind = kind_named(map.choice("kind", "linkage.not-allowed", kind_names()));
  field.standard = map.boolean_or("standard", false);
  field.optional = map.boolean_or("optional", false);
  read_several(reading, map, field);
  map.done();
  if (kind) field.kind = *kind;
  if (reading.model.field_named(field.name)) {
    reading.error("linkage.twice", node, fmt::format("the field '{}' is declared twice", field.name), "Give each field its own name.");
  }
  if (reading.model.fields.size() >= most_fields) {
    reading.error("linkage.too-many", node, "there are too many fields", fmt::format("Declare up to {}.", most_fields));
    return;
  }
  reading.model.fields.push_back(std::move(field));
}

void read_rules(Reading const& reading, Node const* list, std::vector<Rule>& to) {
  if (list == nullptr) return;
  for (auto const& item : list->items) {
    if (to.size() >= most_rules) {
      reading.error("linkage.too-many", item, "there are too many rules", fmt::format("Declare up to {}.", most_rules));
      return;
    }
    auto rule = read_rule(reading, item);
    if (rule.key.empty() && !rule.swapped) continue;  // has findings
    if (rule.key.size() > most_key_parts || rule.split.size() > most_key_parts) {
      reading.error("linkage.too-many", item, "the key has too many parts", fmt::format("Keep it within {}.", most_key_parts));
      continue;
    }
    if (rule.name.empty()) {
      for (auto const& part : rule.key) {
        if (!rule.name.empty()) rule.name += " + ";
        rule.name += reading.model.fields[part.field].name;
        if (part.part != Part::whole) rule.name += fmt::format(".{}", name_of(part.part));
      }
      if (rule.swapped) rule.name += rule.name.empty() ? "swapped names" : " + swapped names";
    }
    to.push_back(std::move(rule));
  }
}

void read_prior(Reading const& reading, Node const* node) {
  if (node == nullptr) return;
  auto map = MapReader{*node, reading.remarks, "the prior"};
  read_rules(reading, map.find("rules", Node::Kind::list), reading.model.prior.rules);
  if (auto const* const recall = map.find("recall")) {
    auto const value = reading.fraction(*recall);
    if (value && *value > 0) reading.model.prior.recall = *value;
  }
  if (auto const* const probability = map.find("probability")) reading.model.prior.probability = reading.fraction(*probability);
  if (auto const* const share = map.find("household_share")) reading.model.household_share = reading.fraction(*share);
  map.done();
}

/// A rule, or {key: ..., households: true}.
void read_sessions(Reading const& reading, Node const* list) {
  if (list == nullptr) return;
  for (auto const& item : list->items) {
    bool households = false;
    auto rule = item;
    if (item.kind == Node::Kind::map) {
      if (auto const* const flag = item.find("households")) {
        households = flag->kind == Node::Kind::boolean && flag->boolean;
        if (flag->kind != Node::Kind::boolean) reading.error("linkage.bad-learning", *flag, "households is true or false", "Write true, or leave it out.");
        std::erase_if(rule.entries, [](catalogue::Entry const& entry) { return entry.key == "households"; });
      }
    }
    std::vector<Rule> rules;
    Node one;
    one.kind = Node::Kind::list;
    one.items.push_back(std::move(rule));
    read_rules(reading, &one, rules);
    if (!rules.empty()) reading.model.sessions.push_back({std::move(rules.front()), households});
  }
}

void read_learning(Reading const& reading, Node const* node) {
  if (node == nullptr) return;
  auto map = MapReader{*node, reading.remarks, "the learning"};
  read_sessions(reading, map.find("sessions", Node::Kind::list));
  auto const pairs = map.integer_or("random_pairs", 10'000'000);
  auto const seed = map.integer_or("seed", 1);
  auto const most = map.integer_or("session_pairs", 0);
  if (pairs < 1000 || pairs > 10'000'000'000 || seed < 0 || most < 0) {
    reading.error("linkage.bad-learning", *node, "random_pairs, session_pairs or seed is out of range",
                  "Write 1,000 to 10,000,000,000 random pairs, and session pairs and a seed from 0 on.");
  } else {
    reading.model.session_pairs = static_cast<std::uint64_t>(most);
    reading.model.random_pairs = static_cast<std::uint64_t>(pairs);
    reading.model.seed = static_cast<std::uint64_t>(seed);
  }
  reading.model.households = map.boolean_or("households", false);
  map.done();
}

void read_thresholds(Reading const& reading, Node const* node) {
  if (node == nullptr) return;
  auto map = MapReader{*node, reading.remarks, "the thresholds"};
  auto const take = [&](char const* key, double& to) {
    auto const* const found = map.find(key);
    if (found == nullptr) return;
    if (auto const value = reading.fraction(*found)) to = *value;
  };
  take("keep", reading.model.keep);
  take("join", reading.model.join);
  reading.model.fracture = reading.model.join;
  take("fracture", reading.model.fracture);
  if (map.find("groups") != nullptr) {
    auto const groups = map.choice("groups", "linkage.groups", {"connected", "evidence", "collective"});
    reading.model.collective = groups == "collective";
    reading.model.by_evidence = reading.model.collective || groups == "evidence";
  }
  map.done();
  if (reading.model.keep > reading.model.fracture || reading.model.fracture > reading.model.join) {
    reading.error("linkage.thresholds", *node, "the thresholds are not in order",
                  "Let keep be at most fracture, and fracture at most join.");
  }
}

void read_borne_together(Reading const& reading, Node const* node) {
  if (node == nullptr) return;
  auto const names = reading.words(*node);
  auto const first = names.empty() ? std::nullopt : reading.field(names.front(), *node);
  auto const second = names.size() != 2 ? std::nullopt : reading.field(names.back(), *node);
  if (first && second && *first != *second) {
    reading.model.borne_together = {*first, *second};
  } else {
    reading.error("linkage.not-two", *node, "two different fields are borne together", "Write two fields of names, each with its own frequency.");
  }
}

}  // namespace

tl::expected<Model, Findings> read_model(std::string_view text, std::string_view file) {
  Findings findings;
  Model model;
  auto const document = catalogue::read_yaml(text, file);
  if (!document) return tl::unexpected{Findings{document.error()}};
  auto const reading = Reading{model, {file, findings}};
  auto map = MapReader{*document, reading.remarks, "the model"};
  (void)map.choice("format", "linkage.format", {"concordat-linkage/1"});
  model.name = map.text("name");
  model.title = map.text_or("title", "");
  if (auto const* const fields = map.need("fields", Node::Kind::list)) {
    for (auto const& item : fields->items) read_field(reading, item);
  }
  // what follows speaks of the fields: with one missing it would be one complaint after another
  if (has_errors(findings)) return tl::unexpected{std::move(findings)};
  read_rules(reading, map.need("candidates", Node::Kind::list), model.candidates);
  if (auto const* const list = map.need("comparisons", Node::Kind::list)) read_comparisons(reading, *list);
  read_borne_together(reading, map.find("borne_together"));
  read_prior(reading, map.need("prior", Node::Kind::map));
  read_learning(reading, map.find("learning", Node::Kind::map));
  read_thresholds(reading, map.find("thresholds", Node::Kind::map));
  map.done();
  if (has_errors(findings)) return tl::unexpected{std::move(findings)};
  return model;
}

}  // namespace concordat::linkage
