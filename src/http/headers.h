// SPDX-License-Identifier: Apache-2.0
// Header fields of a request or a response, and lists of names and values (query, form, route parameters).
//
// Invariant: a Headers holds valid names and values only. CR, LF, NUL and other controls cannot get in, so a
// response cannot be split by what a user typed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::http {

struct NameValue {
  std::string name;
  std::string value;
  bool operator==(NameValue const&) const = default;
};

/// A token of RFC 9110: letters, digits and !#$%&'*+-.^_`|~, at least one.
[[nodiscard]] bool is_token(std::string_view text);
/// No control character but a tab, and no space or tab at either end.
[[nodiscard]] bool is_header_value(std::string_view text);

/// In the order they came; names compare without regard to case.
class Headers {
 public:
  /// Adds one more line. REQUIRES: is_token(name), is_header_value(value); throws std::invalid_argument
  /// otherwise, with words that do not repeat either.
  void add(std::string_view name, std::string_view value);
  /// Puts one line in the place of all of that name. Requires the same.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  /// The first of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] std::vector<NameValue> const& all() const { return lines_; }

 private:
  std::vector<NameValue> lines_;
};

/// Decoded names and values in the order they came; names are case-sensitive.
class Values {
 public:
  void add(std::string name, std::string value) { pairs_.push_back({std::move(name), std::move(value)}); }
  /// The first of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// The first of that name, or "" where there is none.
  [[nodiscard]] std::string_view get(std::string_view name) const { return find(name).value_or(""); }
  [[nodiscard]] std::vector<std::string_view> every(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const { return every(name).size(); }
  [[nodiscard]] std::vector<NameValue> const& all() const { return pairs_; }
  [[nodiscard]] bool empty() const { return pairs_.empty(); }

 private:
  std::vector<NameValue> pairs_;
};

}  // namespace concordat::http
