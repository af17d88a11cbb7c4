// SPDX-License-Identifier: Apache-2.0
// The one YAML profile of every document we trust: definitions, mapping profiles, agreements.
//
// One document; no anchors, aliases, tags or merge keys; no key twice; keys are ASCII [a-z][a-z0-9_]{0,63}; scalars are
// only true, false, decimal integers (exact in JSON, so within 2^53) and text. A plain scalar that some YAML reader
// takes for something else (yes, ~, 12:30, 010, 1e3) is refused with the advice to quote it. What is read here means
// the same to every reader of the signed bytes.
//
// The input may be hostile: all limits hold while reading, before anything is built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/finding.h"
#include "base/json.h"

namespace concordat::catalogue {

struct YamlLimits {
  std::size_t bytes = 1024 * 1024;
  std::size_t events = 20'000;
  std::size_t depth = 12;
};

struct Entry;

/// One value of a document, with its place (1-based) for findings.
struct Node {
  enum class Kind : std::uint8_t { text, integer, boolean, list, map };

  Kind kind = Kind::text;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string text = {};          ///< kind text
  std::int64_t integer = 0;       ///< kind integer
  bool boolean = false;           ///< kind boolean
  std::vector<Node> items;        ///< kind list, in order
  std::vector<Entry> entries;     ///< kind map, in order; keys differ

  /// The value under `key`, or nullptr where this is no map or has no such key.
  [[nodiscard]] Node const* find(std::string_view key) const;
};

struct Entry {
  std::string key;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  Node value;
};

/// "text", "a whole number", "true or false", "a list", "a map": for messages.
[[nodiscard]] std::string_view words_for(Node::Kind kind);

/// Reads the one document in `text`. `file` is only named in the finding. Never throws, never prints.
[[nodiscard]] tl::expected<Node, Finding> read_yaml(std::string_view text, std::string_view file,
                                                    YamlLimits limits = {});

/// Reads a file from disk; not being readable is a finding too.
[[nodiscard]] tl::expected<Node, Finding> read_yaml_file(std::string const& path, YamlLimits limits = {});

/// The same document as JSON; `to_json(node).canonical()` are the bytes that are signed.
[[nodiscard]] Json to_json(Node const& node);

}  // namespace concordat::catalogue
