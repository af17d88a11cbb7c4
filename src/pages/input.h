// SPDX-License-Identifier: Apache-2.0
// What a page takes: declared once, read strictly, and written into the description of the interface from the same
// declaration.
//
//   constexpr std::array asked{InputField{.name = "purpose", .kind = InputKind::choice, .choices = purposes}};
//   auto const input = read_input(asked, values);     // every fault at once, each with its field
//
// A name that is not declared refuses the whole request: nothing a caller adds is taken over in silence.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/fixed_text.h"
#include "base/json.h"
#include "http/headers.h"

namespace concordat::pages {

enum class InputKind : std::uint8_t {
  line,     ///< one line of text
  lines,    ///< several, with tabs if need be
  secret,   ///< the same, never shown again
  number,   ///< a whole number, 0 or more
  choice,   ///< one of `choices`
  flag,     ///< "yes" or absent
  many,     ///< any number of lines under one name
  file,     ///< the bytes of a file, in multipart/form-data
};

struct InputField {
  std::string name;
  InputKind kind = InputKind::line;
  std::string label = {};            ///< as the page calls it, for the error
  bool required = false;
  std::size_t longest = 200;         ///< characters of one value
  std::vector<std::string> choices = {};
};

struct InputFault {
  std::string field;
  std::string text;  ///< one sentence: what to do
};

/// What came in, by name; only declared names are there.
class Input {
 public:
  [[nodiscard]] std::string const& text(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const { return text(name) == "yes"; }
  [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t otherwise = 0) const;
  [[nodiscard]] std::vector<std::string> const& many(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return values_.contains(name); }

  std::vector<InputFault> faults;   ///< empty: everything may be used
  bool unknown_name = false;        ///< something that was not asked for came along

 private:
  friend Input read_input(std::span<InputField const>, http::Values const&);
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

/// `csrf` is allowed beside what is declared.
[[nodiscard]] Input read_input(std::span<InputField const> fields, http::Values const& values);

/// The schema of the fields, for the description of the interface (JSON Schema as OpenAPI 3.1 uses it).
[[nodiscard]] Json schema_of(std::span<InputField const> fields);

}  // namespace concordat::pages
