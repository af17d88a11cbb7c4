// SPDX-License-Identifier: Apache-2.0
#include "template/tree.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace concordat::page_template {
namespace {

/// How a node's operands are read. Letters: s string, n number, e expression, E expression or nothing, b statement,
/// B statement or nothing, t template, k 0 or 1, u a count, m a macro, F filter, T test. What follows a star is
/// repeated.
struct Rule {
  std::string_view name;
  Op op;
  bool expression;
  std::string_view operands;
};

constexpr std::array rules = {
    Rule{"seq", Op::seq, false, "*b"},          Rule{"text", Op::text, false, "s"},
    Rule{"out", Op::out, false, "e"},           Rule{"if", Op::if_, false, "eBB"},
    Rule{"for", Op::for_, false, "eBBs*s"},     Rule{"set", Op::set, false, "e*sk"},
    Rule{"define", Op::define, false, "smk"},   Rule{"import", Op::import, false, "tkks"},
    Rule{"from", Op::from, false, "tkk*ss"},    Rule{"block", Op::block, false, "sk"},
    Rule{"super", Op::super, false, "ss"},      Rule{"extends", Op::extends, false, "t"},
    Rule{"include", Op::include, false, "t"},   Rule{"macro", Op::macro, false, "Bku"},
    Rule{"string", Op::string, true, "s"},      Rule{"number", Op::number, true, "n"},
    Rule{"true", Op::true_, true, ""},          Rule{"false", Op::false_, true, ""},
    Rule{"null", Op::null, true, ""},           Rule{"name", Op::name, true, "s"},
    Rule{"local", Op::local, true, "s"},        Rule{"ctx", Op::ctx, true, "s"},
    Rule{"array", Op::array, true, "*e"},       Rule{"dict", Op::dict, true, "*se"},
    Rule{"named", Op::named, true, "*se"},      Rule{"choose", Op::choose, true, "eeE"},
    Rule{"get", Op::get, true, "ee"},           Rule{"call", Op::call, true, "e*e"},
    Rule{"filter", Op::filter, true, "Fe*e"},   Rule{"test", Op::test, true, "Te*e"},
    Rule{"closure", Op::closure, true, "m"},    Rule{"capture", Op::capture, true, "B"},
    Rule{"word", Op::word, true, "eE"},         Rule{"in", Op::in, true, "ee"},
    Rule{"and", Op::and_, true, "ee"},          Rule{"or", Op::or_, true, "ee"},
    Rule{"add", Op::add, true, "ee"},           Rule{"concat", Op::concat, true, "ee"},
    Rule{"sub", Op::sub, true, "ee"},           Rule{"mul", Op::mul, true, "ee"},
    Rule{"div", Op::div, true, "ee"},           Rule{"mod", Op::mod, true, "ee"},
    Rule{"floordiv", Op::floordiv, true, "ee"}, Rule{"pow", Op::pow, true, "ee"},
    Rule{"eq", Op::eq, true, "ee"},             Rule{"ne", Op::ne, true, "ee"},
    Rule{"same", Op::same, true, "ee"},         Rule{"differs", Op::differs, true, "ee"},
    Rule{"lt", Op::lt, true, "ee"},             Rule{"gt", Op::gt, true, "ee"},
    Rule{"le", Op::le, true, "ee"},             Rule{"ge", Op::ge, true, "ee"},
    Rule{"not", Op::not_, true, "e"},           Rule{"neg", Op::neg, true, "e"},
    Rule{"pos", Op::pos, true, "e"},
};

auto damaged() {
  return fail(Fault::malformed, "template.tree", "The file of compiled templates is damaged.",
              "Build the web part again.");
}

class Reader {
 public:
  Reader(Json const& json, Tree& tree) : json_{json}, tree_{tree} {}

  bool read() {
    return json_["format"] == Json{1} && read_strings() && read_numbers() && read_templates() && read_nodes() &&
           read_roots() && read_words();
  }

 private:
  bool read_strings() {
    for (auto const& text : json_["strings"].array()) {
      if (!text.is_string()) return false;
      places_.emplace(text.string(), static_cast<std::uint32_t>(tree_.strings.size()));
      tree_.strings.push_back(text.string());
    }
    auto const place = [this](std::string_view name) {
      auto const found = places_.find(name);
      return found == places_.end() ? nowhere : found->second;
    };
    tree_.loop_name = place("loop");
    tree_.caller_name = place("caller");
    return json_["strings"].is_array();
  }

  bool read_numbers() {
    for (auto const& number : json_["numbers"].array()) {
      if (!number.is_number()) return false;
      tree_.numbers.push_back(number.number());
    }
    return true;
  }

  bool read_templates() {
    for (auto const& one : json_["templates"].array()) {
      auto const number = static_cast<std::uint32_t>(tree_.templates.size());
      if (!tree_.by_name.emplace(one["name"].string(), number).second) return false;
      tree_.templates.push_back({one["name"].string()});
    }
    return true;
  }

  bool read_nodes() {
    auto const& list = json_["nodes"].array();
    if (list.empty()) return false;
    tree_.nodes.reserve(list.size());
    tree_.nodes.push_back({});
    return std::all_of(list.begin() + 1, list.end(), [this](Json const& node) { return read_node(node.array()); });
  }

  bool read_node(Json::Array const& parts) {
    if (parts.size() < 2) return false;
    auto const rule = std::find_if(rules.begin(), rules.end(),
                                   [&](Rule const& one) { return one.name == parts[0].string(); });
    if (rule == rules.end()) return false;
    Node node{rule->op, static_cast<std::uint32_t>(parts[1].integer()),
              static_cast<std::uint32_t>(tree_.operands.size()), static_cast<std::uint32_t>(parts.size() - 2)};
    std::size_t letter = 0;
    for (std::size_t i = 2; i < parts.size(); ++i, ++letter) {
      if (letter == rule->operands.size()) {
        auto const star = rule->operands.find('*');
        if (node.op == Op::macro) return read_macro(node, parts);
        if (star == std::string_view::npos) return false;
        letter = star;
      }
      if (rule->operands[letter] == '*') ++letter;
      if (!read_operand(parts[i], rule->operands[letter])) return false;
    }
    bool const whole =
        letter == rule->operands.size() || rule->operands.substr(letter).starts_with('*');
    tree_.nodes.push_back(node);
    return whole && (node.op != Op::macro || tree_.operands.back() == 0);
  }

  /// After its count come the names of the arguments and then names with defaults.
  bool read_macro(Node const& node, Json::Array const& parts) {
    auto const names = tree_.operands.back();
    std::size_t const begin = 5;
    if (names > parts.size() - begin || (parts.size() - begin - names) % 2 != 0) return false;
    for (std::size_t i = begin; i < parts.size(); ++i) {
      bool const value = i >= begin + names && (i - begin - names) % 2 == 1;
      if (!read_operand(parts[i], value ? 'e' : 's')) return false;
    }
    tree_.nodes.push_back(node);
    return true;
  }

  bool read_operand(Json const& part, char letter) {
    if (!part.is_integer() || part.integer() < 0 || part.integer() >= nowhere) return false;
    auto value = static_cast<std::uint32_t>(part.integer());
    if (!fits(value, letter)) return false;
    if (letter == 'F') {
      auto const filter = filter_named(tree_.strings[value]);
      if (!filter) return false;
      value = static_cast<std::uint32_t>(*filter);
    } else if (letter == 'T') {
      auto const test = test_named(tree_.strings[value]);
      if (!test) return false;
      value = static_cast<std::uint32_t>(*test);
    }
    tree_.operands.push_back(value);
    return true;
  }

  bool fits(std::uint32_t value, char letter) const {
    switch (letter) {
      case 's': case 'F': case 'T': return value < tree_.strings.size();
      case 'n': return value < tree_.numbers.size();
      case 't': return value < tree_.templates.size();
      case 'k': return value < 2;
      case 'u': return value < 1000;
      case 'e': return is_node(value, true) && value != 0;
      case 'E': return value == 0 || is_node(value, true);
      case 'b': return is_node(value, false) && value != 0;
      case 'B': return value == 0 || is_node(value, false);
      case 'm': return value < tree_.nodes.size() && tree_.nodes[value].op == Op::macro;
      default: return false;
    }
  }

  bool is_node(std::uint32_t number, bool expression) const {
    if (number >= tree_.nodes.size()) return false;
    auto const op = tree_.nodes[number].op;
    return op != Op::none && op != Op::macro && (op >= Op::string) == expression;
  }

  bool read_roots() {
    std::size_t i = 0;
    for (auto const& one : json_["templates"].array()) {
      auto& made = tree_.templates[i++];
      auto const statement = [&](Json const& number) {
        return number.is_integer() && number.integer() > 0 && number.integer() < nowhere &&
               is_node(static_cast<std::uint32_t>(number.integer()), false);
      };
      if (!statement(one["root"])) return false;
      made.root = static_cast<std::uint32_t>(one["root"].integer());
      for (auto const& [name, node] : one["blocks"].object()) {
        auto const place = places_.find(name);
        if (place == places_.end() || !statement(node)) return false;
        made.blocks.emplace_back(place->second, static_cast<std::uint32_t>(node.integer()));
      }
    }
    return true;
  }

  bool read_words() {
    for (auto const& [language, sentences] : json_["words"].object()) {
      auto& words = tree_.words[language];
      for (auto const& [key, sentence] : sentences.object()) {
        if (!sentence.is_string()) return false;
        words.emplace(key, sentence.string());
      }
    }
    return true;
  }

  Json const& json_;
  Tree& tree_;
  std::map<std::string_view, std::uint32_t> places_;
};

}  // namespace

std::optional<std::uint32_t> Template::block(std::uint32_t block_name) const {
  for (auto const& [known, node] : blocks) {
    if (known == block_name) return node;
  }
  return std::nullopt;
}

Result<Tree> read_tree(std::string_view bytes) {
  auto const json = Json::parse(bytes);
  if (!json) return damaged();
  Tree tree;
  if (!Reader{*json, tree}.read()) return damaged();
  return tree;
}

}  // namespace concordat::page_template
