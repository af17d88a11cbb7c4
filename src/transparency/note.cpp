// SPDX-License-Identifier: Apache-2.0
#include "transparency/note.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "catalogue/decode.h"

namespace concordat::transparency {
namespace {

using catalogue::MapReader;
using catalogue::Node;

struct Reading {
  catalogue::Remarks remarks;
  std::span<Fact const> facts;

  /// The text of a node with every {fact} in its place; nothing blank passes.
  [[nodiscard]] std::string completed(Node const& node) const;
  [[nodiscard]] std::string value_of(std::string_view name, Node const& at) const;
};

std::string Reading::value_of(std::string_view name, Node const& at) const {
  for (auto const& fact : facts) {
    if (name == fmt::format("{}.{}", fact.group, fact.name)) return fact.value;
  }
  std::vector<std::string> known;
  for (auto const& fact : facts) known.push_back(fmt::format("{}.{}", fact.group, fact.name));
  remarks.error("transparency.no-such-fact", at, fmt::format("the program knows no '{}'", name),
                fmt::format("Write one of {} between the braces.", catalogue::one_of(known)));
  return {};
}

std::string Reading::completed(Node const& node) const {
  if (text::trim(node.text).empty()) {
    remarks.error("empty-value", node, "the text is blank", "Say it in a sentence; where it is not known, say that.");
    return {};
  }
  std::string out;
  std::string_view rest = text::trim(node.text);
  while (!rest.empty()) {
    auto const brace = rest.find_first_of("{}");
    out += rest.substr(0, brace);
    if (brace == std::string_view::npos) break;
    auto const end = rest[brace] == '{' ? rest.find_first_of("{}", brace + 1) : std::string_view::npos;
    if (end == std::string_view::npos || rest[end] != '}') {
      remarks.error("transparency.brace", node, "a brace stands alone", "Write {group.name} for what the program knows, and no brace elsewhere.");
      return {};
    }
    out += value_of(rest.substr(brace + 1, end - brace - 1), node);
    rest.remove_prefix(end + 1);
  }
  return out;
}

/// A text that must be there.
std::string needed(Reading const& reading, MapReader& map, std::string_view key) {
  auto const* const found = map.need(key, Node::Kind::text);
  return found == nullptr ? std::string{} : reading.completed(*found);
}

/// A list of texts, none of them twice, and at least so many.
std::vector<std::string> list_of(Reading const& reading, MapReader& map, std::string_view key, std::size_t least = 1) {
  std::vector<std::string> all;
  auto const* const list = map.need(key, Node::Kind::list);
  if (list == nullptr) return all;
  if (list->items.size() < least) reading.remarks.error("empty-value", *list, fmt::format("'{}' names nothing", key), "Name at least one.");
  for (auto const& item : list->items) {
    if (item.kind != Node::Kind::text) {
      reading.remarks.error("wrong-kind", item, fmt::format("'{}' holds {}", key, catalogue::words_for(item.kind)), "Put the text in quotes.");
      continue;
    }
    auto one = reading.completed(item);
    if (std::ranges::find(all, one) != all.end()) reading.remarks.error("transparency.twice", item, fmt::format("'{}' is named twice", one), "Name it once.");
    all.push_back(std::move(one));
  }
  return all;
}

/// A name becomes a file's name and part of an address.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && name.front() != '-' && std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

std::vector<std::string> read_atrs(Reading const& reading, MapReader& note) {
  std::vector<std::string> answers;
  auto const* const node = note.need("atrs", Node::Kind::map);
  if (node == nullptr) return answers;
  auto map = MapReader{*node, reading.remarks, "the record"};
  auto const headings = atrs_headings();
  for (std::size_t at = 0; at < headings.size();) {
    auto const section = headings[at].section;
    auto const* const part = map.need(section, Node::Kind::map);
    auto inner = part == nullptr ? std::optional<MapReader>{} : std::optional<MapReader>{std::in_place, *part, reading.remarks, section};
    for (; at < headings.size() && headings[at].section == section; ++at) answers.push_back(inner ? needed(reading, *inner, headings[at].key) : std::string{});
    if (inner) inner->done();
  }
  map.done();
  return answers;
}

std::vector<std::string> read_algo_care(Reading const& reading, MapReader& note) {
  std::vector<std::string> answers;
  auto const* const node = note.need("algo_care", Node::Kind::map);
  if (node == nullptr) return answers;
  auto map = MapReader{*node, reading.remarks, "the ALGO-CARE note"};
  for (auto const& heading : algo_care_headings()) answers.push_back(needed(reading, map, heading.key));
  map.done();
  return answers;
}

void read_covers(Reading const& reading, MapReader& note, Note& to) {
  auto const* const node = note.need("covers", Node::Kind::map);
  if (node == nullptr) return;
  auto map = MapReader{*node, reading.remarks, "'covers'"};
  to.modules = list_of(reading, map, "modules");
  to.verbs = list_of(reading, map, "verbs", 0);  // some methods have none yet
  map.done();
}

void read_facts(Reading const& reading, MapReader& note, Note& to) {
  auto const* const list = note.need("facts", Node::Kind::list);
  if (list == nullptr) return;
  std::vector<std::string> groups;
  for (auto const& fact : reading.facts) {
    if (groups.empty() || groups.back() != fact.group) groups.push_back(fact.group);
  }
  std::vector<std::string> wanted;
  for (auto const& item : list->items) {
    if (item.kind != Node::Kind::text || std::ranges::find(groups, item.text) == groups.end()) {
      reading.remarks.error("transparency.no-such-fact", item, "the program has no such group of facts", fmt::format("Use {}.", catalogue::one_of(groups)));
      continue;
    }
    wanted.push_back(item.text);
  }
  std::ranges::copy_if(reading.facts, std::back_inserter(to.facts), [&](Fact const& fact) { return std::ranges::find(wanted, fact.group) != wanted.end(); });
}

}  // namespace

tl::expected<Note, Findings> read_note(std::string_view text, std::string_view file, std::span<Fact const> facts) {
  auto const document = catalogue::read_yaml(text, file);
  if (!document) return tl::unexpected{Findings{document.error()}};
  Findings findings;
  Reading const reading{{file, findings}, facts};
  auto map = MapReader{*document, reading.remarks, "the note"};
  (void)map.choice("format", "transparency.format", {"concordat-transparency/1"});
  Note note;
  note.name = map.text("name");
  if (auto const* const name = map.find("name"); name != nullptr && !is_plain_name(note.name)) {
    reading.remarks.error("transparency.name", *name, "the name is not made of small letters and hyphens", "Write it as 'record-linkage', in up to 40 characters.");
  }
  note.title = needed(reading, map, "title");
  read_covers(reading, map, note);
  read_facts(reading, map, note);
  note.never = list_of(reading, map, "never");
  note.limits = list_of(reading, map, "limits");
  note.atrs = read_atrs(reading, map);
  note.algo_care = read_algo_care(reading, map);
  map.done();
  if (has_errors(findings)) return tl::unexpected{std::move(findings)};
  return note;
}

}  // namespace concordat::transparency
