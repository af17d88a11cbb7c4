// SPDX-License-Identifier: Apache-2.0
#include "http/target.h"

#include <algorithm>

#include "base/text.h"
#include "http/form.h"

namespace concordat::http {
namespace {

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

bool is_plain(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_' || letter == '~';
}

bool is_forbidden_in_segment(char letter) {
  auto const code = static_cast<unsigned char>(letter);
  return code < 0x20 || code == 0x7f || letter == '/' || letter == '\\';
}

std::optional<std::string> decode_segment(std::string_view raw) {
  auto segment = percent_decode(raw, false);
  if (!segment || *segment == "." || *segment == ".." ||
      std::ranges::any_of(*segment, is_forbidden_in_segment) || !text::is_utf8(*segment))
    return std::nullopt;
  return segment;
}

bool read_path(std::string_view path, std::size_t most, Target& target) {
  if (path.empty() || path.front() != '/') return false;
  path.remove_prefix(1);
  target.path = "/";
  if (path.empty()) return true;
  for (;;) {
    auto const end = path.find('/');
    auto segment = decode_segment(path.substr(0, end));
    bool const last = end == std::string_view::npos;
    if (!segment || (segment->empty() && !last) || target.segments.size() == most) return false;
    if (!target.segments.empty()) target.path += '/';
    target.path += *segment;
    target.segments.push_back(std::move(*segment));
    if (last) return true;
    path.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    char const letter = text[at];
    if (letter == '%') {
      if (text.size() - at < 3) return std::nullopt;
      int const high = hex_digit(text[at + 1]);
      int const low = hex_digit(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      at += 2;
    } else {
      out += plus_is_space && letter == '+' ? ' ' : letter;
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (char const letter : text) {
    if (is_plain(letter)) {
      out += letter;
    } else {
      auto const code = static_cast<unsigned char>(letter);
      out += '%';
      out += digits[code >> 4U];
      out += digits[code & 0xfU];
    }
  }
  return out;
}

Result<Target> parse_target(std::string_view target, TargetLimits limits) {
  Target parsed;
  auto const mark = target.find('?');
  if (!read_path(target.substr(0, mark), limits.segments, parsed))
    return fail(Fault::not_found, "http.path", "There is no page at this address.", "Check the address.");
  if (mark == std::string_view::npos) return parsed;
  auto query = parse_form(target.substr(mark + 1), limits.values);
  if (!query && query.error().fault == Fault::too_large)
    return fail(Fault::malformed, "http.query-values", "The address asks for too many things at once.",
                "Send fewer names in the query.");
  if (!query)
    return fail(Fault::malformed, "http.query", "The query of the address is not encoded as it should be.",
                "Encode it as UTF-8, with each percent sign followed by two hexadecimal digits.");
  parsed.query = std::move(*query);
  return parsed;
}

}  // namespace concordat::http
