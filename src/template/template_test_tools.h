// SPDX-License-Identifier: Apache-2.0
// For the tests of the renderer: JSON whose objects keep the order they were written in, as JavaScript's do.
#pragma once

#include <simdjson.h>

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "template/machine.h"
#include "template/templates.h"

namespace concordat::page_template::test {

/// Values that live as long as this object. Their texts count as our own, so that `safe` marks them.
class OrderedJson {
 public:
  explicit OrderedJson(bool trusted) : trusted_{trusted} {}

  Value parse(std::string_view text) {
    simdjson::dom::parser parser;
    return convert(parser.parse(text.data(), text.size()).value());
  }

  Value convert(simdjson::dom::element element) {
    using simdjson::dom::element_type;
    switch (element.type()) {
      case element_type::NULL_VALUE: return null_value();
      case element_type::BOOL: return of(bool{element});
      case element_type::INT64: return of(static_cast<double>(std::int64_t{element}));
      case element_type::UINT64: return of(static_cast<double>(std::uint64_t{element}));
      case element_type::DOUBLE: return of(double{element});
      case element_type::STRING: return text(std::string_view{element});
      case element_type::ARRAY: return list(simdjson::dom::array{element});
      case element_type::OBJECT: return dict(simdjson::dom::object{element});
    }
    return {};
  }

  Value dict(std::vector<Entry> entries) {
    auto const& kept = entries_.emplace_back(std::move(entries));
    Value value;
    value.kind = Kind::dict;
    value.dict = &dicts_.emplace_back(Dict{kept.data(), static_cast<std::uint32_t>(kept.size()), false});
    return value;
  }

 private:
  Value text(std::string_view bytes) {
    auto value = text_value(texts_.emplace_back(bytes));
    value.trusted = trusted_;
    return value;
  }

  Value list(simdjson::dom::array array) {
    std::vector<Value> items;
    for (auto const one : array) items.push_back(convert(one));
    auto const& kept = items_.emplace_back(std::move(items));
    Value value;
    value.kind = Kind::list;
    value.list = &lists_.emplace_back(List{kept.data(), static_cast<std::uint32_t>(kept.size())});
    return value;
  }

  Value dict(simdjson::dom::object object) {
    std::vector<Entry> entries;
    for (auto const field : object) {
      entries.push_back({texts_.emplace_back(field.key), trusted_, convert(field.value)});
    }
    return dict(std::move(entries));
  }

  bool trusted_;
  std::deque<std::string> texts_;
  std::deque<std::vector<Value>> items_;
  std::deque<std::vector<Entry>> entries_;
  std::deque<List> lists_;
  std::deque<Dict> dicts_;
};

/// The templates as this build compiled them; nothing where there is no node_modules.
inline std::optional<Templates> built_templates(std::string_view file = "templates.json") {
  auto const path = std::filesystem::path{CONCORDAT_BINARY_DIR "/web"} / file;
  if (!std::filesystem::exists(path)) return std::nullopt;
  auto templates = Templates::load(path);
  if (!templates) return std::nullopt;
  return std::move(*templates);
}

inline std::string rendered(Templates const& templates, std::string_view name, Value const& context) {
  auto const found = templates.tree().by_name.find(name);
  if (found == templates.tree().by_name.end()) return "no such template";
  auto html = Machine{templates.tree(), context, {}}.run(found->second);
  return html ? *html : sentence(html.error());
}

}  // namespace concordat::page_template::test
