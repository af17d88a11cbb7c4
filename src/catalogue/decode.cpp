// SPDX-License-Identifier: Apache-2.0
#include "catalogue/decode.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace concordat::catalogue {

void Remarks::error(std::string_view code, Node const& at, std::string const& message, std::string remedy) const {
  error(code, at.line, at.column, message, std::move(remedy));
}

void Remarks::error(std::string_view code, std::uint32_t line, std::uint32_t column, std::string const& message,
                    std::string remedy) const {
  findings.push_back(Finding{Severity::error, std::string{code}, std::string{file}, line, column,
                             message.ends_with('.') ? message : message + ".", std::move(remedy)});
}

std::string one_of(std::vector<std::string> const& words) {
  auto out = std::string{};
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) out += index + 1 == words.size() ? " or " : ", ";
    out += words[index];
  }
  return out;
}

MapReader::MapReader(Node const& node, Remarks remarks, std::string_view what)
    : node_{node}, remarks_{remarks}, what_{what}, is_map_{node.kind == Node::Kind::map} {
  if (!is_map_) {
    remarks_.error("wrong-kind", node, fmt::format("{} should be a map, but is {}", what_, words_for(node.kind)),
                   "Write it as keys and values.");
  }
}

Node const* MapReader::look(std::string_view key, bool required) {
  if (!is_map_) return nullptr;
  asked_.emplace_back(key);
  auto const* const found = node_.find(key);
  if (found == nullptr && required) {
    remarks_.error("missing-key", node_, fmt::format("{} has no '{}'", what_, key), fmt::format("Add '{}'.", key));
  }
  return found;
}

Node const* MapReader::of_kind(Node const* node, std::string_view key, Node::Kind kind) {
  if (node == nullptr || node->kind == kind) return node;
  remarks_.error("wrong-kind", *node,
                 fmt::format("'{}' of {} should be {}, but is {}", key, what_, words_for(kind), words_for(node->kind)),
                 kind == Node::Kind::text ? "Put the value in quotes." : "Write it in that form.");
  return nullptr;
}

Node const* MapReader::need(std::string_view key) { return look(key, true); }
Node const* MapReader::find(std::string_view key) { return look(key, false); }
Node const* MapReader::need(std::string_view key, Node::Kind kind) { return of_kind(look(key, true), key, kind); }
Node const* MapReader::find(std::string_view key, Node::Kind kind) { return of_kind(look(key, false), key, kind); }

std::string MapReader::text(std::string_view key) {
  auto const* const found = need(key, Node::Kind::text);
  if (found == nullptr) return {};
  if (found->text.empty()) {
    remarks_.error("empty-value", *found, fmt::format("'{}' of {} is empty", key, what_), "Write the value.");
  }
  return found->text;
}

std::string MapReader::text_or(std::string_view key, std::string_view otherwise) {
  auto const* const found = find(key, Node::Kind::text);
  return found == nullptr ? std::string{otherwise} : found->text;
}

std::int64_t MapReader::integer(std::string_view key) {
  auto const* const found = need(key, Node::Kind::integer);
  return found == nullptr ? 0 : found->integer;
}

std::int64_t MapReader::integer_or(std::string_view key, std::int64_t otherwise) {
  auto const* const found = find(key, Node::Kind::integer);
  return found == nullptr ? otherwise : found->integer;
}

bool MapReader::boolean_or(std::string_view key, bool otherwise) {
  auto const* const found = find(key, Node::Kind::boolean);
  return found == nullptr ? otherwise : found->boolean;
}

std::vector<std::string> MapReader::list_of(Node const* node, std::string_view key) {
  auto out = std::vector<std::string>{};
  if (of_kind(node, key, Node::Kind::list) == nullptr) return out;
  for (auto const& item : node->items) {
    if (of_kind(&item, key, Node::Kind::text) != nullptr) out.push_back(item.text);
  }
  return out;
}

std::vector<std::string> MapReader::texts(std::string_view key) { return list_of(need(key), key); }
std::vector<std::string> MapReader::texts_or_none(std::string_view key) { return list_of(find(key), key); }

std::string MapReader::choice(std::string_view key, std::string_view code, std::vector<std::string> const& words) {
  auto const* const found = need(key, Node::Kind::text);
  if (found == nullptr) return {};
  if (std::find(words.begin(), words.end(), found->text) != words.end()) return found->text;
  remarks_.error(code, *found, fmt::format("'{}' of {} cannot be '{}'", key, what_, found->text),
                 fmt::format("Use {}.", one_of(words)));
  return {};
}

void MapReader::done() {
  for (auto const& entry : node_.entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    auto known = asked_;
    std::sort(known.begin(), known.end());
    remarks_.error("unknown-key", entry.line, entry.column, fmt::format("{} has no key '{}'", what_, entry.key),
                   fmt::format("Use {}.", one_of(known)));
  }
}

}  // namespace concordat::catalogue
