// SPDX-License-Identifier: Apache-2.0
#include "agreements/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agreements/read.h"
#include "catalogue/yaml.h"
#include "crypto/encoding.h"

namespace concordat::agreements {
namespace {

/// A stored document as the same tree that YAML gives, so that there is one reader. Nothing where JSON can
/// say what the profile cannot (null, fractions).
std::optional<Node> node_from(Json const& json) {
  Node node;
  if (json.is_string()) {
    node.text = json.string();
  } else if (json.is_integer()) {
    node.kind = Node::Kind::integer;
    node.integer = json.integer();
  } else if (json.is_bool()) {
    node.kind = Node::Kind::boolean;
    node.boolean = json.boolean();
  } else if (json.is_array()) {
    node.kind = Node::Kind::list;
    for (auto const& item : json.array()) {
      auto value = node_from(item);
      if (!value) return std::nullopt;
      node.items.push_back(std::move(*value));
    }
  } else if (json.is_object()) {
    node.kind = Node::Kind::map;
    for (auto const& [key, member] : json.object()) {
      auto value = node_from(member);
      if (!value) return std::nullopt;
      node.entries.push_back({key, 0, 0, std::move(*value)});
    }
  } else {
    return std::nullopt;
  }
  return node;
}

void read_term(MapReader& map, Agreement& agreement, Remarks remarks) {
  auto const* const node = map.need("in_force", Node::Kind::map);
  if (node == nullptr) return;
  agreement.term = {"in_force", node->line, node->column};
  auto term = MapReader{*node, remarks, "in_force"};
  agreement.from = read_date(term, "from", remarks);
  if (term.find("until") == nullptr) {
    remarks.error("unbounded-term", *node, "the agreement has no end",
                  "Add 'until', at most two years after 'from'.");
  } else {
    agreement.until = read_date(term, "until", remarks);
  }
  term.done();
}

void read_parties(MapReader& map, Agreement& agreement, Remarks remarks) {
  auto const* const list = map.need("parties", Node::Kind::list);
  if (list == nullptr) return;
  for (auto const& node : list->items) {
    auto entry = MapReader{node, remarks, "a party"};
    Party party;
    party.agency = read_id(entry, "agency", remarks);
    party.kind = read_id(entry, "kind", remarks);
    for (auto const& side : read_choices(entry, "acts_as", {"discloser", "recipient"}, remarks)) {
      (side == "discloser" ? party.discloses : party.receives) = true;
    }
    entry.done();
    agreement.parties.push_back(std::move(party));
  }
}

void read_purposes(MapReader& map, Agreement& agreement, Remarks remarks) {
  auto const* const list = map.need("purposes", Node::Kind::list);
  if (list == nullptr) return;
  for (auto const& node : list->items) {
    auto entry = MapReader{node, remarks, "a purpose"};
    auto const id = read_id(entry, "id", remarks);
    agreement.purposes.push_back({id, read_sentence(entry, "because", remarks)});
    entry.done();
  }
}

std::optional<Assessment> read_assessment(MapReader& map, std::string_view key, Remarks remarks) {
  auto const* const node = map.find(key);
  if (node == nullptr) return std::nullopt;
  auto entry = MapReader{*node, remarks, key};
  Assessment assessment;
  assessment.reference = read_sentence(entry, "ref", remarks);
  assessment.approved = read_date(entry, "approved", remarks);
  if (entry.find("owner") != nullptr) assessment.owner = read_id(entry, "owner", remarks).text;
  entry.done();
  return assessment;
}

void read_papers(MapReader& map, Agreement& agreement, Remarks remarks) {
  if (auto const* const node = map.find("replaces")) {
    auto entry = MapReader{*node, remarks, "replaces"};
    auto const version = entry.integer("version");
    auto const hash = entry.text("sha256");
    if (entry.is_map() && !hash.empty() && !crypto::hash_from_hex(hash)) {
      remarks.error("bad-hash", *node, "'sha256' is not 64 hexadecimal digits",
                    "Copy the hash that 'concordat agreement check' prints for the earlier version.");
    }
    agreement.replaces = Replaced{version, hash};
    entry.done();
  }
  agreement.dpia = read_assessment(map, "dpia", remarks);
  agreement.eia = read_assessment(map, "eia", remarks);
  if (auto const* const node = map.find("contact")) {
    auto entry = MapReader{*node, remarks, "contact"};
    auto const agency = read_id(entry, "agency", remarks);
    agreement.contact = Contact{agency, read_id(entry, "role", remarks)};
    entry.done();
  }
}

template <class T>
void read_list(MapReader& map, std::string_view key, Need need, std::vector<T>& out,
               T (*read)(Node const&, Remarks), Remarks remarks) {
  auto const* const list =
      need == Need::required ? map.need(key, Node::Kind::list) : map.find(key, Node::Kind::list);
  if (list == nullptr) return;
  if (list->items.empty()) {
    remarks.error("empty-list", *list, fmt::format("'{}' is empty", key),
                  "Name at least one, or leave the key out.");
  }
  for (auto const& node : list->items) out.push_back(read(node, remarks));
}

template <class Parts, class Name>
void refuse_twice(Parts const& parts, Name name, std::string_view what, Remarks remarks) {
  std::set<std::string_view> seen;
  for (auto const& part : parts) {
    Word const& id = name(part);
    if (id.text.empty() || seen.insert(id.text).second) continue;
    remarks.error("named-twice", id.line, id.column, fmt::format("{} '{}' is there twice", what, id.text),
                  "Give each its own id.");
  }
}

void refuse_repeats(Agreement const& agreement, Remarks remarks) {
  refuse_twice(
      agreement.parties, [](Party const& party) -> Word const& { return party.agency; }, "party", remarks);
  refuse_twice(
      agreement.purposes, [](Purpose const& purpose) -> Word const& { return purpose.id; }, "purpose",
      remarks);
  refuse_twice(agreement.rules, [](Rule const& rule) -> Word const& { return rule.id; }, "rule", remarks);
  refuse_twice(
      agreement.prohibitions, [](Prohibition const& one) -> Word const& { return one.id; }, "prohibition",
      remarks);
}

Agreement read_agreement(Node const& node, Remarks remarks) {
  Agreement agreement;
  auto map = MapReader{node, remarks, "the agreement"};
  if (!map.is_map()) return agreement;
  map.choice("format", "unknown-format", {"concordat-agreement/1"});
  agreement.id = read_id(map, "id", remarks);
  agreement.version = map.integer("version");
  if (auto const* const version = node.find("version"); version != nullptr && agreement.version < 1) {
    remarks.error("out-of-range", *version, "'version' starts at 1", "Number the versions 1, 2, 3.");
  }
  agreement.title = read_sentence(map, "title", remarks);
  if (map.find("summary") != nullptr) agreement.summary = read_sentence(map, "summary", remarks);
  agreement.status =
      status_from(map.choice("status", "unknown-status", owned(status_names()))).value_or(Status::draft);
  read_term(map, agreement, remarks);
  agreement.review_by = read_date(map, "review_by", remarks);
  if (auto const* const review = node.find("review_by")) {
    agreement.review = {"review_by", review->line, review->column};
  }
  read_papers(map, agreement, remarks);
  read_parties(map, agreement, remarks);
  read_purposes(map, agreement, remarks);
  read_list(map, "rules", Need::required, agreement.rules, &read_rule, remarks);
  read_list(map, "prohibitions", Need::optional, agreement.prohibitions, &read_prohibition, remarks);
  read_list(map, "never_together", Need::optional, agreement.never_together, &read_never_together, remarks);
  read_list(map, "must_go_together", Need::optional, agreement.must_go_together, &read_must_go_together,
            remarks);
  map.done();
  refuse_repeats(agreement, remarks);
  return agreement;
}

}  // namespace

bool contains(Words const& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [&](Word const& word) { return word.text == text; });
}

bool covers(std::string_view pattern, std::string_view field) {
  if (!pattern.ends_with(".*")) return pattern == field;
  pattern.remove_suffix(1);
  return field.size() > pattern.size() && field.starts_with(pattern);
}

bool covers_any(Words const& patterns, std::string_view field) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](Word const& word) { return covers(word.text, field); });
}

bool Conditions::has(std::string_view key) const {
  return std::any_of(written.begin(), written.end(), [&](auto const& entry) { return entry.first == key; });
}

Item const* Rule::item(std::string_view field) const {
  for (auto const& one : items) {
    if (one.field.text == field) return &one;
  }
  return nullptr;
}

Party const* Agreement::party(std::string_view agency) const {
  for (auto const& one : parties) {
    if (one.agency.text == agency) return &one;
  }
  return nullptr;
}

std::string_view Agreement::kind_of(std::string_view agency) const {
  auto const* const found = party(agency);
  return found == nullptr ? std::string_view{} : std::string_view{found->kind.text};
}

Rule const* Agreement::rule(std::string_view rule_id) const {
  for (auto const& one : rules) {
    if (one.id.text == rule_id) return &one;
  }
  return nullptr;
}

std::string Agreement::reference() const {
  return fmt::format("{}@{}", id.text, version);
}

Parsed parse(catalogue::Node const& document, std::string_view file) {
  Parsed parsed;
  auto const remarks = Remarks{file, parsed.findings};
  auto map = MapReader{document, remarks, "the document"};
  auto const* const node = map.need("agreement", Node::Kind::map);
  map.done();
  if (node == nullptr) return parsed;
  auto agreement = read_agreement(*node, remarks);
  if (has_errors(parsed.findings)) return parsed;
  agreement.file = file;
  agreement.canonical = catalogue::to_json(document).canonical();
  agreement.sha256 = crypto::to_hex(crypto::sha256(agreement.canonical));
  parsed.agreement = std::move(agreement);
  return parsed;
}

Parsed parse(std::string_view yaml, std::string_view file) {
  auto const document = catalogue::read_yaml(yaml, file);
  if (!document) return Parsed{.agreement = {}, .findings = {document.error()}};
  return parse(*document, file);
}

ParsedStatute parse_statute(std::string_view yaml, std::string_view file) {
  ParsedStatute statute;
  auto const document = catalogue::read_yaml(yaml, file);
  if (!document) {
    statute.findings.push_back(document.error());
    return statute;
  }
  auto const remarks = Remarks{file, statute.findings};
  auto map = MapReader{*document, remarks, "the document"};
  read_list(map, "prohibitions", Need::required, statute.prohibitions, &read_prohibition, remarks);
  map.done();
  if (map.is_map()) {
    refuse_twice(
        statute.prohibitions, [](Prohibition const& one) -> Word const& { return one.id; }, "prohibition", remarks);
  }
  return statute;
}

Parsed from_json(Json const& document, std::string_view file) {
  auto const node = node_from(document);
  if (node) return parse(*node, file);
  Parsed parsed;
  Remarks{file, parsed.findings}.error("wrong-kind", 0, 0,
                                       "the stored document holds an empty value or a fraction",
                                       "Load the agreement again from its file.");
  return parsed;
}

}  // namespace concordat::agreements
