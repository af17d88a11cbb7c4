// SPDX-License-Identifier: Apache-2.0
#include "agreements/read.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/visible.h"

namespace concordat::agreements {
namespace {

void check_id(std::string_view text, Node const& at, Remarks remarks) {
  if (is_plain_id(text)) return;
  if (!text::is_ascii(text)) {
    remarks.error("homoglyph", at, "this id holds a letter that only looks like a plain one",
                  "Type the id again with the letters a to z, digits, '.', '_' and '-'.");
    return;
  }
  remarks.error("bad-id", at, fmt::format("'{}' is not an id", text),
                "Use the letters a to z, digits, '.', '_' and '-', with a letter or digit first and last.");
}

void check_pattern(std::string_view text, Node const& at, Remarks remarks) {
  if (text.ends_with(".*")) text.remove_suffix(2);
  check_id(text, at, remarks);
}

using CheckWord = void (*)(std::string_view, Node const&, Remarks);

Words read_words(Node const* list, std::string_view key, CheckWord check, Remarks remarks) {
  Words words;
  if (list == nullptr) return words;
  if (list->items.empty()) {
    remarks.error("empty-list", *list, fmt::format("'{}' is empty", key),
                  "Name at least one, or leave the key out.");
  }
  std::set<std::string_view> seen;
  for (auto const& item : list->items) {
    if (item.kind != Node::Kind::text) {
      remarks.error("wrong-kind", item, fmt::format("'{}' should hold texts only", key),
                    "Put the value in quotes.");
      continue;
    }
    check(item.text, item, remarks);
    if (!seen.insert(item.text).second) {
      remarks.error("named-twice", item, fmt::format("'{}' is named twice in '{}'", item.text, key),
                    "Keep one of the two.");
    }
    words.push_back({item.text, item.line, item.column});
  }
  return words;
}

Node const* list_under(MapReader& map, std::string_view key, Need need) {
  return need == Need::required ? map.need(key, Node::Kind::list) : map.find(key, Node::Kind::list);
}

}  // namespace

bool is_plain_id(std::string_view text) {
  auto const solid = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
  };
  auto const joint = [](char letter) { return letter == '.' || letter == '_' || letter == '-'; };
  auto const letter_fits = [&](char letter) {
    return solid(letter) || joint(letter) || (letter >= 'A' && letter <= 'Z');
  };
  if (text.empty() || text.size() > 120 || joint(text.front()) || joint(text.back())) return false;
  return std::all_of(text.begin(), text.end(), letter_fits);
}

Word read_id(MapReader& map, std::string_view key, Remarks remarks) {
  auto const* const node = map.need(key, Node::Kind::text);
  if (node == nullptr) return {};
  check_id(node->text, *node, remarks);
  return {node->text, node->line, node->column};
}

Words read_ids(MapReader& map, std::string_view key, Need need, Remarks remarks) {
  return read_words(list_under(map, key, need), key, &check_id, remarks);
}

Words read_patterns(MapReader& map, std::string_view key, Need need, Remarks remarks) {
  return read_words(list_under(map, key, need), key, &check_pattern, remarks);
}

std::string read_sentence(MapReader& map, std::string_view key, Remarks remarks) {
  auto sentence = map.text(key);
  // A signed page must not read otherwise than it is.
  if (hides_something(sentence)) {
    remarks.error("hidden-character", *map.node().find(key),
                  fmt::format("'{}' holds a character that hides or turns others", key),
                  "Type the sentence again in plain text.");
  }
  return sentence;
}

Word read_choice(MapReader& map, std::string_view key, std::string_view code,
                 std::vector<std::string> const& words) {
  auto const text = map.choice(key, code, words);
  auto const* const node = map.node().find(key);
  return node == nullptr ? Word{} : Word{text, node->line, node->column};
}

std::vector<std::string> read_choices(MapReader& map, std::string_view key,
                                      std::vector<std::string> const& words, Remarks remarks) {
  std::vector<std::string> out;
  auto const ignore = [](std::string_view, Node const&, Remarks) {};
  for (auto const& word : read_words(map.need(key, Node::Kind::list), key, ignore, remarks)) {
    if (std::find(words.begin(), words.end(), word.text) == words.end()) {
      remarks.error("unknown-word", word.line, word.column,
                    fmt::format("'{}' cannot hold '{}'", key, word.text),
                    fmt::format("Use {}.", catalogue::one_of(words)));
    }
    out.push_back(word.text);
  }
  return out;
}

Date read_date(MapReader& map, std::string_view key, Remarks remarks) {
  auto const* const node = map.need(key, Node::Kind::text);
  if (node == nullptr) return {};
  if (auto const date = parse_date(node->text)) return *date;
  remarks.error("bad-date", *node, fmt::format("'{}' is not a date", key),
                "Write year, month and day in quotes, as \"2026-04-01\".");
  return {};
}

Period read_period(MapReader& map, std::string_view key, Remarks remarks) {
  auto const* const node = map.need(key, Node::Kind::text);
  if (node == nullptr) return {};
  auto const period = parse_period(node->text);
  if (period && *period != Period{}) return *period;
  remarks.error("bad-period", *node, fmt::format("'{}' is not a length of time", key),
                "Write it as P3Y for three years, P6M for six months, P15D for fifteen days.");
  return {};
}

std::vector<std::string> owned(std::vector<std::string_view> const& names) {
  return {names.begin(), names.end()};
}

}  // namespace concordat::agreements
