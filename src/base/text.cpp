// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <charconv>
#include <cmath>
#include <cstdlib>

#include <utf8proc.h>

namespace concordat::text {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

/// Length of the white space that `text` starts with: 0, 1, or 2 for a no-break space.
std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  char const c = text.front();
  if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f') return 1;
  return text.starts_with("\xc2\xa0") ? 2 : 0;
}

std::size_t trailing_space(std::string_view text) {
  if (text.empty()) return 0;
  if (leading_space(text.substr(text.size() - 1)) == 1) return 1;
  return text.ends_with("\xc2\xa0") ? 2 : 0;
}

}  // namespace

std::string_view trim(std::string_view text) {
  // nearly every cell begins and ends with a visible ASCII letter
  auto const visible = [](char c) { return static_cast<signed char>(c) > ' '; };
  if (text.empty() || (visible(text.front()) && visible(text.back()))) return text;
  while (auto const size = leading_space(text)) text.remove_prefix(size);
  while (auto const size = trailing_space(text)) text.remove_suffix(size);
  return text;
}

std::string ascii_lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = lower(c);
  return out;
}

std::string ascii_upper(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = upper(c);
  return out;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (lower(left[i]) != lower(right[i])) return false;
  }
  return true;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    auto const at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(std::vector<std::string> const& parts, std::string_view separator) {
  std::string out;
  for (auto const& part : parts) {
    if (&part != &parts.front()) out += separator;
    out += part;
  }
  return out;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  auto const* const end = text.data() + text.size();
  auto const [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<double> parse_decimal(std::string_view text) {
  double value = 0;
  auto const* const end = text.data() + text.size();
  auto const [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool opens_formula(std::string_view text) {
  if (text.empty()) return false;
  if (std::string_view{"=+-@"}.find(text.front()) != std::string_view::npos) return true;
  return text.starts_with("\xef\xbc\x9d") || text.starts_with("\xef\xbc\x8b") || text.starts_with("\xef\xbc\x8d") ||
         text.starts_with("\xef\xbc\xa0");
}

bool is_ascii(std::string_view text) {
  for (char const c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

bool is_utf8(std::string_view text) {
  auto const* at = reinterpret_cast<utf8proc_uint8_t const*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    if (*at < 0x80) {
      ++at, --left;
      continue;
    }
    utf8proc_int32_t point = 0;
    auto const used = utf8proc_iterate(at, left, &point);
    if (used <= 0) return false;
    at += used, left -= used;
  }
  return true;
}

std::string fold(std::string_view utf8) {
  utf8proc_uint8_t* mapped = nullptr;
  auto const options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                                      UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
  auto const size = utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(utf8.data()),
                                 static_cast<utf8proc_ssize_t>(utf8.size()), &mapped, options);
  if (size < 0) return ascii_lower(utf8);
  std::string out{reinterpret_cast<char*>(mapped), static_cast<std::size_t>(size)};
  std::free(mapped);  // NOLINT(cppcoreguidelines-no-malloc): utf8proc allocates with malloc
  return out;
}

bool is_mailbox(std::string_view text) {
  constexpr std::size_t longest = 254;
  constexpr std::size_t longest_local = 64;
  constexpr std::string_view signs = ".!#$%&'*+/=?^_`{|}~-";
  auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  auto const at = text.find('@');
  if (at == text.npos || at == 0 || at > longest_local || text.size() > longest) return false;
  auto const local = text.substr(0, at);
  if (local.front() == '-' || local.front() == '.' || local.back() == '.' || local.find("..") != local.npos) return false;
  for (char const c : local) {
    if (!plain(c) && signs.find(c) == signs.npos) return false;
  }
  auto const labels = split(text.substr(at + 1), '.');
  if (labels.size() < 2) return false;
  for (auto const label : labels) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    for (char const c : label) {
      if (!plain(c) && c != '-') return false;
    }
  }
  return true;
}

}  // namespace concordat::text
