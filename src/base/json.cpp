// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/text.h"

namespace concordat {
namespace {

constexpr int deepest = 64;
constexpr std::int64_t largest_exact = 9007199254740992;  // 2^53: beyond it RFC 8785 bytes would differ by reader

auto malformed(FixedText title, FixedText remedy) { return fail(Fault::malformed, "json", title, remedy); }

Result<Json> convert(simdjson::dom::element element, int depth) {
  using simdjson::dom::element_type;
  if (depth > deepest) return malformed("The JSON is nested too deep.", "Nest at most 64 levels.");
  switch (element.type()) {
    case element_type::OBJECT: {
      Json::Object object;
      for (auto const field : simdjson::dom::object{element}) {
        auto value = convert(field.value, depth + 1);
        if (!value) return value;
        if (!object.emplace(std::string{field.key}, std::move(*value)).second) {
          return malformed("A key appears twice in one JSON object.", "Keep one of the two.");
        }
      }
      return Json{std::move(object)};
    }
    case element_type::ARRAY: {
      Json::Array array;
      for (auto const item : simdjson::dom::array{element}) {
        auto value = convert(item, depth + 1);
        if (!value) return value;
        array.push_back(std::move(*value));
      }
      return Json{std::move(array)};
    }
    case element_type::INT64: {
      auto const value = std::int64_t{element};
      if (value > largest_exact || value < -largest_exact) break;
      return Json{value};
    }
    case element_type::UINT64: break;
    case element_type::DOUBLE: return Json{double{element}};
    case element_type::STRING: return Json{std::string_view{element}};
    case element_type::BOOL: return Json{bool{element}};
    case element_type::NULL_VALUE: return Json{};
  }
  return malformed("A JSON number is too large to be exact.", "Write it as text.");
}

/// ECMAScript Number::toString, as RFC 8785 section 3.2.2.3 asks.
std::string canonical_number(double value) {
  if (value == 0) return "0";
  char shortest[40] = {};  // zero-filled: atoi below needs an end
  auto const end = std::to_chars(shortest, shortest + sizeof shortest - 1, std::abs(value), std::chars_format::scientific);
  std::string_view const text{shortest, static_cast<std::size_t>(end.ptr - shortest)};
  auto const e = text.find('e');
  std::string digits{text.substr(0, 1)};
  if (e > 2) digits += text.substr(2, e - 2);
  int const point = std::atoi(text.data() + e + 1) + 1;  // decimal point stands after this many digits
  int const count = static_cast<int>(digits.size());
  std::string out = value < 0 ? "-" : "";
  if (point > 21 || point < -5) {
    out += digits.substr(0, 1);
    if (count > 1) out += "." + digits.substr(1);
    out += fmt::format("e{}{}", point > 0 ? "+" : "-", std::abs(point - 1));
  } else if (point <= 0) {
    out += "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  } else if (point >= count) {
    out += digits + std::string(static_cast<std::size_t>(point - count), '0');
  } else {
    out += digits.substr(0, static_cast<std::size_t>(point)) + "." + digits.substr(static_cast<std::size_t>(point));
  }
  return out;
}

/// UTF-16 code unit order equals UTF-8 byte order except that U+E000..U+FFFF sort after the surrogates.
bool utf16_less(std::string_view left, std::string_view right) {
  auto const rank = [](unsigned char c) -> int { return c >= 0xf0 ? 0xee - 1 : (c >= 0xee ? c + 8 : c); };
  auto const [l, r] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (r == right.end()) return false;
  if (l == left.end()) return true;
  auto const a = static_cast<unsigned char>(*l);
  auto const b = static_cast<unsigned char>(*r);
  if (a >= 0xf0 && b >= 0xf0) return a < b;
  return rank(a) < rank(b);
}

void write(std::string& out, Json const& json, int indent);

void new_line(std::string& out, int indent) {
  if (indent >= 0) out += '\n' + std::string(static_cast<std::size_t>(indent) * 2, ' ');
}

void write_object(std::string& out, Json::Object const& object, int indent) {
  std::vector<Json::Object::const_pointer> members;
  for (auto const& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](auto const* left, auto const* right) { return utf16_less(left->first, right->first); });
  int const inner = indent < 0 ? -1 : indent + 1;
  out += '{';
  for (auto const* member : members) {
    if (member != members.front()) out += ',';
    new_line(out, inner);
    append_json_string(out, member->first);
    out += indent < 0 ? ":" : ": ";
    write(out, member->second, inner);
  }
  if (!members.empty()) new_line(out, indent);
  out += '}';
}

void write(std::string& out, Json const& json, int indent) {
  if (json.is_null()) {
    out += "null";
  } else if (json.is_bool()) {
    out += json.boolean() ? "true" : "false";
  } else if (json.is_integer()) {
    out += std::to_string(json.integer());
  } else if (json.is_number()) {
    out += std::isfinite(json.number()) ? canonical_number(json.number()) : "null";
  } else if (json.is_string()) {
    append_json_string(out, json.string());
  } else if (json.is_object()) {
    write_object(out, json.object(), indent);
  } else {
    int const inner = indent < 0 ? -1 : indent + 1;
    out += '[';
    bool first = true;
    for (auto const& item : json.array()) {
      if (!first) out += ',';
      first = false;
      new_line(out, inner);
      write(out, item, inner);
    }
    if (!json.array().empty()) new_line(out, indent);
    out += ']';
  }
}

template <class T>
T const& get_or_empty(auto const& value) {
  static T const empty{};
  auto const* found = std::get_if<T>(&value);
  return found != nullptr ? *found : empty;
}

}  // namespace

Result<Json> Json::parse(std::string_view text) {
  if (!text::is_utf8(text)) return malformed("The JSON is not UTF-8 text.", "Save the file as UTF-8.");
  try {
    simdjson::dom::parser parser;
    auto const parsed = parser.parse(text.data(), text.size());
    if (parsed.error() != simdjson::SUCCESS) {
      return malformed("This is not one well-formed JSON document.", "Check brackets, quotes and commas.");
    }
    return convert(parsed.value_unsafe(), 0);
  } catch (simdjson::simdjson_error const&) {
    return malformed("This is not one well-formed JSON document.", "Check brackets, quotes and commas.");
  }
}

std::string const& Json::string() const { return get_or_empty<std::string>(value_); }
Json::Array const& Json::array() const { return get_or_empty<Array>(value_); }
Json::Object const& Json::object() const { return get_or_empty<Object>(value_); }
bool Json::boolean() const { return get_or_empty<bool>(value_); }
std::int64_t Json::integer() const { return get_or_empty<std::int64_t>(value_); }

double Json::number() const {
  return is_integer() ? static_cast<double>(integer()) : get_or_empty<double>(value_);
}

Json const& Json::operator[](std::string_view key) const {
  static Json const null;
  auto const found = object().find(key);
  return found == object().end() ? null : found->second;
}

bool Json::contains(std::string_view key) const { return object().find(key) != object().end(); }

Json& Json::set(std::string key, Json value) {
  if (is_null()) value_ = Object{};
  std::get<Object>(value_).insert_or_assign(std::move(key), std::move(value));
  return *this;
}

Json& Json::push(Json value) {
  if (is_null()) value_ = Array{};
  std::get<Array>(value_).push_back(std::move(value));
  return *this;
}

std::string Json::canonical() const {
  std::string out;
  write(out, *this, -1);
  return out;
}

std::string Json::pretty() const {
  std::string out;
  write(out, *this, 0);
  return out;
}

bool Json::operator==(Json const& other) const { return value_ == other.value_; }

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (char const c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

}  // namespace concordat
