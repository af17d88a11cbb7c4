// SPDX-License-Identifier: Apache-2.0
// A value while a template runs: what JavaScript would hold, in 16 bytes. Nothing of it is freed one by one: texts and
// lists live in the arena of one rendering, or in the tree or the context, which outlive it.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <string>
#include <string_view>

#include "base/json.h"

namespace concordat::page_template {

struct Value;
struct Macro;

enum class Kind : std::uint8_t {
  undefined, null, boolean, number, string, list, dict, json_list, json_dict, macro, loop, range,
};

struct List {
  Value const* items = nullptr;
  std::uint32_t size = 0;
};

struct Entry;

struct Dict {
  Entry const* entries = nullptr;
  std::uint32_t size = 0;
  bool named = false;  ///< the named arguments of a call
};

/// Where a loop stands; one for all its rounds, as in Nunjucks.
struct Loop {
  double index = 0;  ///< 0-based
  double length = 0;
};

struct Value {
  Kind kind = Kind::undefined;
  /// Output as it stands: markup of a macro, or text already escaped.
  bool safe = false;
  /// Made of the templates' own text and of what was escaped. Only such a text becomes `safe` by the filter of that
  /// name; any other is escaped instead.
  bool trusted = false;
  std::uint32_t size = 0;  ///< of a string, in bytes
  union {
    bool boolean;
    double number;
    char const* text;
    List const* list;
    Dict const* dict;
    Json const* json;
    Macro const* macro;
    Loop const* loop;
    std::uint64_t bits = 0;
  };

  [[nodiscard]] std::string_view view() const { return kind == Kind::string ? std::string_view{text, size} : ""; }
  [[nodiscard]] bool is_string() const { return kind == Kind::string; }
  [[nodiscard]] bool is_list() const { return kind == Kind::list || kind == Kind::json_list; }
  [[nodiscard]] bool is_dict() const { return kind == Kind::dict || kind == Kind::json_dict; }
  [[nodiscard]] bool missing() const { return kind == Kind::undefined || kind == Kind::null; }
};

struct Entry {
  std::string_view key;
  bool trusted_key = false;
  Value value;
};

[[nodiscard]] Value null_value();
[[nodiscard]] Value of(bool value);
[[nodiscard]] Value of(double value);
/// A view of text that outlives the rendering. Not safe, not trusted.
[[nodiscard]] Value text_value(std::string_view text);
[[nodiscard]] Value trusted_text(std::string_view text);
[[nodiscard]] Value safe_text(std::string_view text);
/// A view of `json`, whose texts count as data; with `trusted` as our own.
[[nodiscard]] Value of(Json const& json, bool trusted);

/// JavaScript's truth.
[[nodiscard]] bool truthy(Value const& value);
/// JavaScript's Number(value).
[[nodiscard]] double to_number(Value const& value);
/// As JavaScript writes a number.
[[nodiscard]] std::string number_text(double number);
/// JavaScript's === and ==.
[[nodiscard]] bool same(Value const& left, Value const& right);
[[nodiscard]] bool equal(Value const& left, Value const& right);
/// JavaScript's <; with a number that is none, false.
[[nodiscard]] bool less(Value const& left, Value const& right, bool or_equal);
/// The number of items of a list or entries of an object; 0 for all else.
[[nodiscard]] std::uint32_t size_of(Value const& value);
/// REQUIRES: a list and number < size_of.
[[nodiscard]] Value item(Value const& list, std::uint32_t number);
/// Whether an object has `key`; false for all else.
[[nodiscard]] bool has_member(Value const& value, std::string_view key);
/// value[key] as JavaScript has it for data: undefined where there is none.
[[nodiscard]] Value member(Value const& value, std::string_view key);
/// The position of a list's item that `key` names, or a number past the end.
[[nodiscard]] std::uint32_t list_position(std::string_view key);

}  // namespace concordat::page_template
