// SPDX-License-Identifier: Apache-2.0
#include "template/js_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <optional>

namespace concordat::page_template::js {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; }

/// Spaces of more than one byte: U+00A0, U+1680, U+2000 to 200A, 2028, 2029, 202F, 205F, 3000, FEFF.
std::size_t wide_space_at(std::string_view text) {
  if (text.starts_with("\xc2\xa0")) return 2;
  if (text.size() < 3) return 0;
  auto const three = text.substr(0, 3);
  if (three == "\xe1\x9a\x80" || three == "\xe3\x80\x80" || three == "\xef\xbb\xbf" || three == "\xe2\x81\x9f") return 3;
  if (!three.starts_with("\xe2\x80")) return 0;
  auto const last = static_cast<unsigned char>(three[2]);
  return last <= 0x8a || last == 0xa8 || last == 0xa9 || last == 0xaf ? 3 : 0;
}

template <class Change>
std::string changed(std::string_view text, Change change) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    auto const read = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (read <= 0) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    std::array<utf8proc_uint8_t, 4> bytes{};
    auto const size = utf8proc_encode_char(change(code), bytes.data());
    out.append(bytes.begin(), bytes.begin() + size);
    text.remove_prefix(static_cast<std::size_t>(read));
  }
  return out;
}

bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool letter_or_digit(char c) { return letter(c) || (c >= '0' && c <= '9'); }

/// Bytes of the tag or comment at the beginning of `text`, or 0: </?([a-z][a-z0-9]*)\b[^>]*> or <!-- ... -->
std::size_t tag_at(std::string_view text) {
  if (text.starts_with("<!--")) {
    auto const end = text.find("-->", 4);
    if (end != std::string_view::npos) return end + 3;
  }
  std::size_t at = 1;
  if (text.size() > 1 && text[1] == '/') ++at;
  if (at >= text.size() || !letter(text[at])) return 0;
  while (at < text.size() && letter_or_digit(text[at])) ++at;
  if (at < text.size() && text[at] == '_') return 0;  // no end of word here
  auto const end = text.find('>', at);
  return end == std::string_view::npos ? 0 : end + 1;
}

std::optional<std::string_view> reference(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\\': return "&#92;";
    default: return std::nullopt;
  }
}

}  // namespace

std::size_t space_at(std::string_view text) {
  if (text.empty()) return 0;
  auto const c = static_cast<unsigned char>(text.front());
  if (c == ' ' || (c >= 9 && c <= 13)) return 1;
  return c < 0x80 ? 0 : wide_space_at(text);
}

std::string_view trim(std::string_view text) {
  while (auto const size = space_at(text)) text.remove_prefix(size);
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < 4 && continues(text[start])) --start;
    if (space_at(text.substr(start)) != text.size() - start) break;
    text = text.substr(0, start);
  }
  return text;
}

std::size_t length(std::string_view text) {
  std::size_t units = 0;
  for (char const c : text) {
    if (!continues(c)) units += static_cast<unsigned char>(c) >= 0xf0 ? 2 : 1;
  }
  return units;
}

std::string_view first_character(std::string_view text) {
  std::size_t size = 1;
  while (size < 4 && size < text.size() && continues(text[size])) ++size;
  return text.substr(0, size);
}

std::string_view character(std::string_view text, std::size_t number) {
  while (!text.empty()) {
    auto const first = first_character(text);
    auto const units = length(first);
    if (number < units) return first;
    number -= units;
    text.remove_prefix(first.size());
  }
  return {};
}

int compare(std::string_view left, std::string_view right) {
  // UTF-16 order is UTF-8 order but that U+E000 to U+FFFF come after what needs two units.
  auto const rank = [](char c) {
    auto const byte = static_cast<unsigned char>(c);
    return byte >= 0xf0 ? 0xee - 1 : byte >= 0xee ? byte + 8 : byte;
  };
  auto const [l, r] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  if (l == left.end() || r == right.end()) return (l != left.end()) - (r != right.end());
  auto const order = rank(*l) - rank(*r);
  return order != 0 ? order : static_cast<unsigned char>(*l) - static_cast<unsigned char>(*r);
}

std::string lower(std::string_view text) { return changed(text, utf8proc_tolower); }

std::string upper(std::string_view text) {
  constexpr std::string_view sharp_s = "\xc3\x9f";  // the one letter of western Europe whose capital is two
  std::string source{text};
  for (auto at = source.find(sharp_s); at != std::string::npos; at = source.find(sharp_s, at)) {
    source.replace(at, sharp_s.size(), "ss");
  }
  return changed(source, utf8proc_toupper);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kept = "-_.!~*'()";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (char const c : text) {
    if (letter_or_digit(c) || kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      auto const byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return out;
}

std::string without_tags(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    auto const size = text.front() == '<' ? tag_at(text) : 0;
    if (size == 0) out += text.front();
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

bool needs_escape(std::string_view text) { return text.find_first_of("&<>\"'\\") != std::string_view::npos; }

void append_escaped(std::string& out, std::string_view text) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (auto const written = reference(text[i])) {
      out.append(text, done, i - done);
      out += *written;
      done = i + 1;
    }
  }
  out.append(text, done, text.size() - done);
}

}  // namespace concordat::page_template::js
