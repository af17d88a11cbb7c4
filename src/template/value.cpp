// SPDX-License-Identifier: Apache-2.0
#include "template/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include "template/js_text.h"

namespace concordat::page_template {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double text_to_number(std::string_view text) {
  text = js::trim(text);
  if (text.empty()) return 0;
  bool const negative = text.front() == '-';
  if (text.front() == '-' || text.front() == '+') text.remove_prefix(1);
  if (text == "Infinity") return negative ? -HUGE_VAL : HUGE_VAL;
  bool const digit_first = !text.empty() && ((text.front() >= '0' && text.front() <= '9') || text.front() == '.');
  double number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (!digit_first || error != std::errc{} || end != text.data() + text.size()) return not_a_number;
  return negative ? -number : number;
}

/// A list or an object as text, as far as comparisons need it; long lists are never equal to a text.
bool is_object(Value const& value) {
  return value.kind >= Kind::list || (value.kind == Kind::string && value.safe);
}

Value member_of_text(Value const& value, std::string_view key) {
  if (key == "length") return of(static_cast<double>(js::length(value.view())));
  if (key == "val" && value.safe) {
    auto plain = value;
    plain.safe = false;
    return plain;
  }
  auto const place = list_position(key);
  if (value.safe || place == std::numeric_limits<std::uint32_t>::max()) return {};
  auto const character = js::character(value.view(), place);
  return character.empty() ? Value{} : text_value(character);
}

Value member_of_loop(Loop const& loop, std::string_view key) {
  if (key == "index") return of(loop.index + 1);
  if (key == "index0") return of(loop.index);
  if (key == "revindex") return of(loop.length - loop.index);
  if (key == "revindex0") return of(loop.length - loop.index - 1);
  if (key == "first") return of(loop.index == 0);
  if (key == "last") return of(loop.index == loop.length - 1);
  if (key == "length") return of(loop.length);
  return {};
}

}  // namespace

Value null_value() {
  Value value;
  value.kind = Kind::null;
  return value;
}

Value of(bool boolean) {
  Value value;
  value.kind = Kind::boolean;
  value.boolean = boolean;
  return value;
}

Value of(double number) {
  Value value;
  value.kind = Kind::number;
  value.number = number;
  return value;
}

Value text_value(std::string_view text) {
  Value value;
  value.kind = Kind::string;
  value.size = static_cast<std::uint32_t>(text.size());
  value.text = text.data();
  return value;
}

Value trusted_text(std::string_view text) {
  auto value = text_value(text);
  value.trusted = true;
  return value;
}

Value safe_text(std::string_view text) {
  auto value = trusted_text(text);
  value.safe = true;
  return value;
}

Value of(Json const& json, bool trusted) {
  if (json.is_null()) return null_value();
  if (json.is_bool()) return of(json.boolean());
  if (json.is_number()) return of(json.number());
  Value value;
  if (json.is_string()) {
    value = text_value(json.string());
  } else {
    value.kind = json.is_array() ? Kind::json_list : Kind::json_dict;
    value.json = &json;
  }
  value.trusted = trusted;
  return value;
}

bool truthy(Value const& value) {
  switch (value.kind) {
    case Kind::undefined:
    case Kind::null: return false;
    case Kind::boolean: return value.boolean;
    case Kind::number: return value.number != 0 && !std::isnan(value.number);
    case Kind::string: return value.size != 0 || value.safe;
    default: return true;
  }
}

double to_number(Value const& value) {
  switch (value.kind) {
    case Kind::null: return 0;
    case Kind::boolean: return value.boolean ? 1 : 0;
    case Kind::number: return value.number;
    case Kind::string: return text_to_number(value.view());
    case Kind::list:
    case Kind::json_list:
      return size_of(value) == 0 ? 0 : size_of(value) == 1 ? to_number(item(value, 0)) : not_a_number;
    default: return not_a_number;
  }
}

std::string number_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  return Json{number}.canonical();
}

bool same(Value const& left, Value const& right) {
  if (left.kind != right.kind) return false;
  switch (left.kind) {
    case Kind::undefined:
    case Kind::null: return true;
    case Kind::boolean: return left.boolean == right.boolean;
    case Kind::number: return left.number == right.number;
    case Kind::string:
      if (left.safe || right.safe) return left.safe == right.safe && left.text == right.text && left.size == right.size;
      return left.view() == right.view();
    default: return left.bits == right.bits;
  }
}

bool equal(Value const& left, Value const& right) {
  if (left.missing() || right.missing()) return left.missing() && right.missing();
  if (left.is_string() && right.is_string() && left.safe != right.safe) return left.view() == right.view();
  if (left.kind == right.kind) return same(left, right);
  if (left.kind >= Kind::list || right.kind >= Kind::list) {
    bool const lists = left.is_list() || right.is_list();
    return lists && !(is_object(left) && is_object(right)) && to_number(left) == to_number(right);
  }
  return to_number(left) == to_number(right);
}

bool less(Value const& left, Value const& right, bool or_equal) {
  if (left.is_string() && right.is_string()) {
    auto const order = js::compare(left.view(), right.view());
    return order < 0 || (or_equal && order == 0);
  }
  auto const a = to_number(left);
  auto const b = to_number(right);
  return or_equal ? a <= b : a < b;
}

std::uint32_t size_of(Value const& value) {
  switch (value.kind) {
    case Kind::list: return value.list->size;
    case Kind::dict: return value.dict->size;
    case Kind::json_list: return static_cast<std::uint32_t>(value.json->array().size());
    case Kind::json_dict: return static_cast<std::uint32_t>(value.json->object().size());
    default: return 0;
  }
}

Value item(Value const& list, std::uint32_t number) {
  if (list.kind == Kind::list) return list.list->items[number];
  return of(list.json->array()[number], list.trusted);
}

bool has_member(Value const& value, std::string_view key) {
  if (value.kind == Kind::json_dict) return value.json->contains(key);
  if (value.kind != Kind::dict) return false;
  auto const entries = std::span{value.dict->entries, value.dict->size};
  return std::any_of(entries.begin(), entries.end(), [&](Entry const& entry) { return entry.key == key; });
}

Value member(Value const& value, std::string_view key) {
  switch (value.kind) {
    case Kind::string: return member_of_text(value, key);
    case Kind::list:
    case Kind::json_list: {
      if (key == "length") return of(static_cast<double>(size_of(value)));
      auto const place = list_position(key);
      return place < size_of(value) ? item(value, place) : Value{};
    }
    case Kind::dict:
      for (std::uint32_t i = 0; i < value.dict->size; ++i) {
        if (value.dict->entries[i].key == key) return value.dict->entries[i].value;
      }
      return {};
    case Kind::json_dict: {
      auto const found = value.json->object().find(key);
      return found == value.json->object().end() ? Value{} : of(found->second, value.trusted);
    }
    case Kind::loop: return member_of_loop(*value.loop, key);
    default: return {};
  }
}

std::uint32_t list_position(std::string_view key) {
  constexpr auto none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t place = 0;
  auto const [end, error] = std::from_chars(key.data(), key.data() + key.size(), place);
  bool const plain = key.size() == 1 || (!key.empty() && key.front() != '0');
  return error == std::errc{} && end == key.data() + key.size() && plain ? place : none;
}

}  // namespace concordat::page_template
