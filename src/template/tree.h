// SPDX-License-Identifier: Apache-2.0
// The compiled templates: what web/build/compile-templates.mjs writes, checked.
//
// One list of nodes; a node's operands that are nodes stand before it, so there is no cycle. Names and texts are
// numbers of `strings`. Templates may name each other freely: includes are bounded when they run.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "template/names.h"

namespace concordat::page_template {

enum class Op : std::uint8_t {
  none, seq, text, out, if_, for_, set, define, import, from, block, super, extends, include, macro,
  string, number, true_, false_, null, name, local, ctx, array, dict, named, choose, get, call, filter, test,
  closure, capture, word, in, and_, or_, add, concat, sub, mul, div, mod, floordiv, pow,
  eq, ne, same, differs, lt, gt, le, ge, not_, neg, pos,
};

struct Node {
  Op op = Op::none;
  std::uint32_t line = 0;   ///< of the template's file, 1-based
  std::uint32_t first = 0;  ///< of its operands
  std::uint32_t count = 0;
};

constexpr std::uint32_t nowhere = 0xffffffff;

struct Template {
  std::string name;
  std::uint32_t root = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> blocks = {};  ///< name, node

  /// The node of a block, or nothing.
  [[nodiscard]] std::optional<std::uint32_t> block(std::uint32_t block_name) const;
};

using Words = std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>;

struct Tree {
  std::vector<std::string> strings;
  std::vector<double> numbers;
  std::vector<Node> nodes;
  std::vector<std::uint32_t> operands;
  std::vector<Template> templates;
  std::map<std::string, std::uint32_t, std::less<>> by_name;
  Words words;  ///< language to key to sentence
  std::uint32_t loop_name = nowhere;    ///< of "loop" in `strings`
  std::uint32_t caller_name = nowhere;  ///< of "caller"

  [[nodiscard]] std::span<std::uint32_t const> operands_of(Node const& node) const {
    return {operands.data() + node.first, node.count};
  }
};

/// Any bytes; what is not a whole tree is a Problem.
[[nodiscard]] Result<Tree> read_tree(std::string_view bytes);

}  // namespace concordat::page_template
