// SPDX-License-Identifier: Apache-2.0
// Values that last as long as a rendering.
#include <algorithm>
#include <cstring>
#include <type_traits>

#include "template/machine.h"

namespace concordat::page_template {

static_assert(std::is_trivially_destructible_v<Value> && std::is_trivially_destructible_v<Entry>,
              "the arena frees without destroying");

Value Machine::keep(std::string_view text) {
  if (text.empty() || !afford(text.size())) return text_value("");
  auto* const bytes = static_cast<char*>(arena_.allocate(text.size(), 1));
  std::memcpy(bytes, text.data(), text.size());
  return text_value({bytes, text.size()});
}

Value Machine::keep_list(std::span<Value const> items) {
  Value value;
  value.kind = Kind::list;
  auto* const list = make<List>();
  value.list = list;
  if (items.empty() || !afford(items.size_bytes())) return value;
  auto* const copy = static_cast<Value*>(arena_.allocate(items.size_bytes(), alignof(Value)));
  std::uninitialized_copy(items.begin(), items.end(), copy);
  *list = {copy, static_cast<std::uint32_t>(items.size())};
  return value;
}

Value Machine::keep_dict(std::span<Entry const> entries, bool named) {
  Value value;
  value.kind = Kind::dict;
  auto* const dict = make<Dict>();
  dict->named = named;
  value.dict = dict;
  if (entries.empty() || !afford(entries.size_bytes())) return value;
  auto* const copy = static_cast<Entry*>(arena_.allocate(entries.size_bytes(), alignof(Entry)));
  std::uninitialized_copy(entries.begin(), entries.end(), copy);
  *dict = {copy, static_cast<std::uint32_t>(entries.size()), named};
  return value;
}

Value Machine::entries_of(Value const& dict) {
  if (dict.kind != Kind::json_dict) return dict;
  std::vector<Entry> entries;
  for (auto const& [key, member] : dict.json->object()) {
    entries.push_back({key, dict.trusted, of(member, dict.trusted)});
  }
  return keep_dict(entries);
}

std::string_view Machine::text_of(Value const& value) {
  switch (value.kind) {
    case Kind::undefined: return "undefined";
    case Kind::null: return "null";
    case Kind::boolean: return value.boolean ? "true" : "false";
    case Kind::number: return keep(number_text(value.number)).view();
    case Kind::string: return value.view();
    case Kind::list:
    case Kind::json_list: {
      std::string joined;
      Deeper const deeper{*this};
      if (depth_ > options_.limits.depth) return "";
      for (std::uint32_t i = 0; i < size_of(value) && afford(1); ++i) {
        auto const one = item(value, i);
        if (i > 0) joined += ',';
        if (!one.missing()) joined += text_of(one);
      }
      return keep(joined).view();
    }
    case Kind::dict:
    case Kind::json_dict:
    case Kind::loop: return "[object Object]";
    case Kind::macro:
    case Kind::range: return "";
  }
  return "";
}

bool Machine::trusted(Value const& value) {
  switch (value.kind) {
    case Kind::string: return value.trusted;
    case Kind::json_list: return value.trusted;
    case Kind::list: {
      auto const items = std::span{value.list->items, value.list->size};
      return std::all_of(items.begin(), items.end(), [](Value const& one) { return trusted(one); });
    }
    default: return true;
  }
}

}  // namespace concordat::page_template
