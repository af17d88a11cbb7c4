// SPDX-License-Identifier: Apache-2.0
// JSON as a value, with RFC 8785 canonical bytes for what is signed and hashed.
//
// Not for hot paths: a stream of records writes through JsonText, a file of records is read by intake/read.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace concordat {

class Json {
 public:
  using Array = std::vector<Json>;
  using Object = std::map<std::string, Json, std::less<>>;

  Json() : value_{nullptr} {}
  Json(std::nullptr_t) : value_{nullptr} {}
  Json(bool value) : value_{value} {}
  Json(int value) : value_{static_cast<std::int64_t>(value)} {}
  Json(std::int64_t value) : value_{value} {}
  Json(std::uint64_t value) : value_{static_cast<std::int64_t>(value)} {}
  Json(double value) : value_{value} {}
  Json(char const* value) : value_{std::string{value}} {}
  Json(std::string_view value) : value_{std::string{value}} {}
  Json(std::string value) : value_{std::move(value)} {}
  Json(Array value) : value_{std::move(value)} {}
  Json(Object value) : value_{std::move(value)} {}

  /// One whole document. Refuses duplicate keys, numbers that lose precision and nesting over 64.
  [[nodiscard]] static Result<Json> parse(std::string_view text);

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  [[nodiscard]] bool is_object() const { return std::holds_alternative<Object>(value_); }
  [[nodiscard]] bool is_array() const { return std::holds_alternative<Array>(value_); }
  [[nodiscard]] bool is_string() const { return std::holds_alternative<std::string>(value_); }
  [[nodiscard]] bool is_integer() const { return std::holds_alternative<std::int64_t>(value_); }
  [[nodiscard]] bool is_number() const { return is_integer() || std::holds_alternative<double>(value_); }
  [[nodiscard]] bool is_bool() const { return std::holds_alternative<bool>(value_); }

  // These give a harmless default where the kind is another: null, "", 0, empty.
  [[nodiscard]] std::string const& string() const;
  [[nodiscard]] std::int64_t integer() const;
  [[nodiscard]] double number() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] Array const& array() const;
  [[nodiscard]] Object const& object() const;
  /// The member, or null where there is none.
  [[nodiscard]] Json const& operator[](std::string_view key) const;
  [[nodiscard]] bool contains(std::string_view key) const;

  /// Makes this an object if it is null.
  Json& set(std::string key, Json value);
  /// Makes this an array if it is null.
  Json& push(Json value);

  /// RFC 8785: keys in UTF-16 order, shortest numbers, no spaces.
  [[nodiscard]] std::string canonical() const;
  /// Two-space indentation, for people.
  [[nodiscard]] std::string pretty() const;

  [[nodiscard]] bool operator==(Json const& other) const;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> value_;
};

/// Appends `text` to `out` as a JSON string with quotes; line ends, controls and quotes escaped.
void append_json_string(std::string& out, std::string_view text);

}  // namespace concordat
