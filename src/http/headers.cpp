// SPDX-License-Identifier: Apache-2.0
#include "http/headers.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace concordat::http {
namespace {

bool is_token_character(char letter) {
  if ((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
      (letter >= '0' && letter <= '9'))
    return true;
  return std::string_view{"!#$%&'*+-.^_`|~"}.find(letter) != std::string_view::npos;
}

bool is_control(char letter) {
  auto const code = static_cast<unsigned char>(letter);
  return (code < 0x20 && letter != '\t') || code == 0x7f;
}

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t';
}

void require_valid(std::string_view name, std::string_view value) {
  if (!is_token(name)) throw std::invalid_argument{"a header name holds what no header name may hold"};
  if (!is_header_value(value))
    throw std::invalid_argument{"a header value holds what no header value may hold"};
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_character);
}

bool is_header_value(std::string_view text) {
  if (std::ranges::any_of(text, is_control)) return false;
  return text.empty() || (!is_blank(text.front()) && !is_blank(text.back()));
}

void Headers::add(std::string_view name, std::string_view value) {
  require_valid(name, value);
  lines_.push_back({std::string{name}, std::string{value}});
}

void Headers::set(std::string_view name, std::string_view value) {
  require_valid(name, value);
  remove(name);
  lines_.push_back({std::string{name}, std::string{value}});
}

void Headers::remove(std::string_view name) {
  std::erase_if(lines_, [&](NameValue const& line) { return text::equal_ignoring_case(line.name, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (auto const& line : lines_) {
    if (text::equal_ignoring_case(line.name, name)) return line.value;
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      lines_, [&](NameValue const& line) { return text::equal_ignoring_case(line.name, name); }));
}

std::optional<std::string_view> Values::find(std::string_view name) const {
  for (auto const& pair : pairs_) {
    if (pair.name == name) return pair.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Values::every(std::string_view name) const {
  std::vector<std::string_view> found;
  for (auto const& pair : pairs_) {
    if (pair.name == name) found.emplace_back(pair.value);
  }
  return found;
}

}  // namespace concordat::http
