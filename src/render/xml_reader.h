// SPDX-License-Identifier: Apache-2.0
// For tests: reads the XML that SVG and our HTML are written in, and refuses whatever is not well-formed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace concordat::render::test {

struct Element {
  std::string name = {};
  std::map<std::string, std::string> attributes = {};
  std::string text = {};  ///< its own, without that of its children
};

/// Elements in the order they open. `fault` says what is wrong with the text, or is empty.
class XmlReader {
 public:
  explicit XmlReader(std::string_view text) : rest_{text} {
    if (!text::is_utf8(text)) fault = "not UTF-8";
    while (fault.empty() && !rest_.empty()) rest_.front() == '<' ? tag() : content();
    if (fault.empty() && !open_.empty()) fault = "never closed: " + elements[open_.back()].name;
  }

  std::vector<Element> elements = {};
  std::string fault = {};

  [[nodiscard]] std::vector<Element> named(std::string_view name) const {
    std::vector<Element> found;
    for (auto const& element : elements) {
      if (element.name == name) found.push_back(element);
    }
    return found;
  }

 private:
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':';
  }
  bool take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  void skip_space() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n')) rest_.remove_prefix(1);
  }
  std::string name() {
    std::size_t length = 0;
    while (length < rest_.size() && is_name(rest_[length])) ++length;
    std::string found{rest_.substr(0, length)};
    rest_.remove_prefix(length);
    if (found.empty()) fault = "a name is missing before: " + std::string{rest_.substr(0, 20)};
    return found;
  }
  /// Up to `end`, with entities replaced.
  std::string characters(char end) {
    static std::map<std::string, std::string, std::less<>> const entities = {
        {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"#39", "'"}};
    std::string out;
    while (!rest_.empty() && rest_.front() != end) {
      char const c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '<' || (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r')) {
        fault = "a character that must not be there";
      }
      if (c != '&') {
        out += c;
        continue;
      }
      auto const semicolon = rest_.find(';');
      auto const entity = entities.find(rest_.substr(0, semicolon));
      if (semicolon == std::string_view::npos || entity == entities.end()) {
        fault = "an entity nobody knows";
        return out;
      }
      out += entity->second;
      rest_.remove_prefix(semicolon + 1);
    }
    return out;
  }
  void content() {
    auto const text = characters('<');
    if (!open_.empty()) {
      elements[open_.back()].text += text;
    } else if (!text::trim(text).empty()) {
      fault = "text outside every element";
    }
  }
  void tag() {
    rest_.remove_prefix(1);
    if (take("/")) {
      auto const closed = name();
      if (open_.empty() || elements[open_.back()].name != closed || !take(">"))
        fault = "closes what is not open: " + closed;
      if (!open_.empty()) open_.pop_back();
      return;
    }
    Element element{.name = name()};
    for (skip_space(); fault.empty() && !rest_.empty() && rest_.front() != '>' && rest_.front() != '/';
         skip_space()) {
      auto const attribute = name();
      if (!take("=\"")) fault = "an attribute without a value: " + attribute;
      auto const value = characters('"');
      if (!take("\"") || !element.attributes.emplace(attribute, value).second)
        fault = "attribute: " + attribute;
    }
    bool const alone = take("/");
    if (!take(">")) fault = "a tag without end: " + element.name;
    elements.push_back(std::move(element));
    if (!alone) open_.push_back(elements.size() - 1);
  }

  std::string_view rest_;
  std::vector<std::size_t> open_ = {};
};

}  // namespace concordat::render::test
