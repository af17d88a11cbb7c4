// SPDX-License-Identifier: Apache-2.0
// Takes a map of a trusted document apart. Every key that nobody asked for is a finding, so nothing is skipped in
// silence: a mistyped key never means "no rule".
//
//   auto map = MapReader{node, {file, findings}, "party"};
//   auto const agency = map.text("agency");
//   auto const note = map.text_or("note", "");
//   map.done();
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalogue/yaml.h"

namespace concordat::catalogue {

/// Where remarks go, and under which file name.
struct Remarks {
  std::string_view file;
  Findings& findings;

  void error(std::string_view code, Node const& at, std::string const& message, std::string remedy) const;
  void error(std::string_view code, std::uint32_t line, std::uint32_t column, std::string const& message,
             std::string remedy) const;
};

/// "a, b or c"
[[nodiscard]] std::string one_of(std::vector<std::string> const& words);

/// REQUIRES: the node and the findings outlive the reader. Where the node is no map, that is a finding and every
/// value reads as missing without a further remark.
class MapReader {
 public:
  MapReader(Node const& node, Remarks remarks, std::string_view what);

  [[nodiscard]] bool is_map() const { return is_map_; }
  [[nodiscard]] Node const& node() const { return node_; }

  /// Any kind; a missing key is a finding for `need`, none for `find`.
  Node const* need(std::string_view key);
  Node const* find(std::string_view key);
  Node const* need(std::string_view key, Node::Kind kind);
  Node const* find(std::string_view key, Node::Kind kind);

  std::string text(std::string_view key);
  std::string text_or(std::string_view key, std::string_view otherwise);
  std::int64_t integer(std::string_view key);
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise);
  bool boolean_or(std::string_view key, bool otherwise);
  /// A list of texts; every other kind inside is a finding. Missing: empty, with a finding for `texts`.
  std::vector<std::string> texts(std::string_view key);
  std::vector<std::string> texts_or_none(std::string_view key);
  /// A text out of a closed list; anything else is a finding `code` that names the list.
  std::string choice(std::string_view key, std::string_view code, std::vector<std::string> const& words);

  /// Remarks on every key not asked for. Call it last.
  void done();

 private:
  Node const* look(std::string_view key, bool required);
  Node const* of_kind(Node const* node, std::string_view key, Node::Kind kind);
  std::vector<std::string> list_of(Node const* node, std::string_view key);

  Node const& node_;
  Remarks remarks_;
  std::string what_;
  bool is_map_;
  std::vector<std::string> asked_ = {};
};

}  // namespace concordat::catalogue
