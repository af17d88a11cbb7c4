// SPDX-License-Identifier: Apache-2.0
#include "base/visible.h"

#include <utf8proc.h>

#include <fmt/format.h>

namespace concordat {
namespace {

bool shows(utf8proc_int32_t point) {
  switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP: return false;
    default: return true;
  }
}

void append_number(std::string& out, utf8proc_int32_t point) {
  if (point < 0x10000) {
    out += fmt::format("\\u{:04X}", point);
  } else {
    // as JSON writes it: two halves
    out += fmt::format("\\u{:04X}\\u{:04X}", 0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF));
  }
}

std::string escaped(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto const byte = static_cast<unsigned char>(text.front());
    std::size_t used = 1;
    if ((byte >= 0x20 && byte < 0x7f) || (byte == '\n' && keep_lines)) {
      out += text.front();
    } else if (byte < 0x80) {
      append_number(out, byte);
    } else {
      utf8proc_int32_t point = 0;
      auto const size = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &point);
      used = size > 0 ? static_cast<std::size_t>(size) : 1;
      if (size > 0 && shows(point)) {
        out += text.substr(0, used);
      } else {
        append_number(out, size > 0 ? point : byte);
      }
    }
    text.remove_prefix(used);
  }
  return out;
}

}  // namespace

bool hides_something(std::string_view text) {
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    auto const size = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (size <= 0) return true;
    auto const unassigned = utf8proc_category(point) == UTF8PROC_CATEGORY_CN;
    if (point != '\n' && (!shows(point) || unassigned || utf8proc_get_property(point)->ignorable)) return true;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return false;
}

std::string visible(std::string_view text) { return escaped(text, false); }
std::string visible_lines(std::string_view text) { return escaped(text, true); }

}  // namespace concordat
