// SPDX-License-Identifier: Apache-2.0
#include "catalogue/yaml_scalar.h"

#include <algorithm>

#include "base/text.h"

namespace concordat::catalogue {
namespace {

constexpr std::int64_t largest_exact = 9007199254740992;  // 2^53: JSON readers agree up to here
constexpr std::size_t longest_key = 64;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

}  // namespace

bool is_plain_key(std::string_view key) {
  if (key.empty() || key.size() > longest_key || key[0] < 'a' || key[0] > 'z') return false;
  return std::all_of(key.begin(), key.end(),
                     [](char letter) { return (letter >= 'a' && letter <= 'z') || is_digit(letter) || letter == '_'; });
}

std::optional<std::int64_t> plain_integer(std::string_view text) {
  auto const digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || digits.size() > 16 || !std::all_of(digits.begin(), digits.end(), is_digit)) return {};
  if (digits[0] == '0' && digits.size() > 1) return {};
  auto const value = text::parse_integer(text);
  if (!value || *value > largest_exact || *value < -largest_exact) return {};
  return value;
}

bool is_ambiguous(std::string_view text) {
  static constexpr std::string_view words[] = {"yes", "no", "on", "off", "y", "n", "~", "null", "", "true", "false"};
  for (auto const word : words) {
    if (text::equal_ignoring_case(text, word)) return true;
  }
  auto rest = text;
  if (rest.starts_with('+') || rest.starts_with('-')) rest.remove_prefix(1);
  if (rest.empty()) return true;
  if (std::string_view{"?:%@`"}.find(text[0]) != std::string_view::npos) return true;
  if (text::equal_ignoring_case(rest, ".inf") || text::equal_ignoring_case(rest, ".nan")) return true;
  if (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1])) return true;
  if (!is_digit(rest[0])) return false;
  auto const only = [&](std::string_view allowed) {
    return std::all_of(rest.begin(), rest.end(), [&](char letter) {
      return is_digit(letter) || allowed.find(letter) != std::string_view::npos;
    });
  };
  if (rest.size() > 2 && rest[0] == '0' && (rest[1] == 'x' || rest[1] == 'X')) return only("abcdefABCDEFxX_");
  if (rest.size() > 2 && rest[0] == '0' && (rest[1] == 'b' || rest[1] == 'B')) return only("bB_");
  return only("_.:eExXoO+-") && (rest.find_first_of("+-") == std::string_view::npos ||
                                   rest.find_first_of("eE") != std::string_view::npos);
}

std::optional<std::size_t> indent_of(std::string_view raw, bool alike) {
  auto indent = std::optional<std::size_t>{};
  for (auto const line : text::split(raw.substr(0, raw.rfind('\n')), '\n')) {
    auto const start = line.find_first_not_of(' ');
    auto const blank = start == std::string_view::npos || line[start] == '\r';
    if (blank && !indent) return {};  // a blank line first: counted by some, not by others
    if (blank) continue;
    if (indent && (start < *indent || (alike && start != *indent))) return {};
    if (!indent) indent = start;
  }
  return indent;
}

Opening opening_of(std::string_view before) {
  before = before.substr(0, before.find_last_not_of(" \r\n") + 1);
  auto line = before.substr(before.rfind('\n') + 1);
  if (auto const remark = line.find(" #"); remark != std::string_view::npos) line = line.substr(0, remark);
  line = line.substr(0, line.find_last_not_of(' ') + 1);
  auto const sign = line.find_last_not_of("0123456789+-");
  auto opening = Opening{};
  if (sign == std::string_view::npos) return opening;
  opening.figure = line.find_first_of("0123456789", sign) != std::string_view::npos;
  auto at = line.find_first_not_of(' ');
  while (at < sign && line[at] == '-' && line[at + 1] == ' ') {
    opening.parent = at;
    at = line.find_first_not_of(' ', at + 1);
  }
  if (at < sign) opening.parent = at;
  return opening;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char letter) {
    auto const byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 && letter != '\n' && letter != '\t') || byte == 0x7F;
  });
}

}  // namespace concordat::catalogue
