// SPDX-License-Identifier: Apache-2.0
// Characters put in order: white space joined, invisible ones out, letters composed.
#include <utf8proc.h>

#include <cstdlib>

#include "base/text.h"
#include "intake/standardise/writing.h"

namespace concordat::intake::writing {
namespace {

struct CodePoint {
  utf8proc_int32_t value = 0;
  std::size_t size = 0;
};

CodePoint decode(std::string_view text) {
  utf8proc_int32_t value = 0;
  auto const size = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &value);
  return {value, size > 0 ? static_cast<std::size_t>(size) : 0};
}

bool is_wide_space(utf8proc_int32_t c) {
  return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
         c == 0x202f || c == 0x205f || c == 0x3000 || c == 0x85;
}

bool is_invisible(utf8proc_int32_t c) {
  return (c >= 0x80 && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x206f) ||
         c == 0xfeff;
}

/// The plain character for a typographic one, or 0.
char plain_for(utf8proc_int32_t c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201a:
    case 0x201b:
    case 0x2032:
    case 0x00b4:
    case 0x02bc:
      return '\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x2033:
      return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
      return '-';
    default:
      return 0;
  }
}

/// Writes tidied characters: a run of white space becomes one space, or one line end where lines are kept.
class TidyWriter {
 public:
  TidyWriter(Tidy options, Value& out) : options_{options}, out_{out} {}

  void space(bool plain) {
    if (!plain) mark(out_, Change::characters);
    if (waiting_ != 0) mark(out_, Change::spaces);
    if (waiting_ == 0) waiting_ = ' ';
  }
  void line_end(bool plain) {
    if (!options_.keep_lines) return space(false);
    if (!plain) mark(out_, Change::characters);
    if (waiting_ == ' ') mark(out_, Change::spaces);
    waiting_ = '\n';
    ++lines_;
  }
  void drop() { mark(out_, Change::characters); }
  void put(std::string_view bytes) {
    flush();
    out_.text.append(bytes);
  }

 private:
  void flush() {
    if (waiting_ == ' ' && !out_.text.empty()) out_.text.push_back(' ');
    if (waiting_ == '\n' && !out_.text.empty()) {
      if (lines_ > 2) mark(out_, Change::spaces);
      out_.text.append(lines_ > 1 ? 2 : 1, '\n');
    }
    waiting_ = 0;
    lines_ = 0;
  }
  Tidy options_;
  Value& out_;
  char waiting_ = 0;
  int lines_ = 0;
};

/// One character of the text to the writer; the size it took, 0 when it is no UTF-8.
std::size_t tidy_one(std::string_view text, Tidy options, TidyWriter& writer) {
  char const c = text.front();
  if (is_ascii(c)) {
    if (c == ' ') {
      writer.space(true);
    } else if (c == '\n') {
      writer.line_end(true);
    } else if (c == '\r') {
      bool const pair = text.size() > 1 && text[1] == '\n';
      writer.line_end(false);
      return pair ? 2 : 1;
    } else if (c == '\t' || c == '\v' || c == '\f') {
      writer.space(false);
    } else if (c < ' ' || c == 0x7f) {
      writer.drop();
    } else {
      writer.put(text.substr(0, 1));
    }
    return 1;
  }
  auto const point = decode(text);
  if (point.size == 0) return 0;
  char const plain = options.straight_quotes ? plain_for(point.value) : '\0';
  if (is_wide_space(point.value)) {
    writer.space(false);
  } else if (is_invisible(point.value)) {
    writer.drop();
  } else if (plain != 0) {
    writer.drop();
    writer.put(std::string_view{&plain, 1});
  } else {
    writer.put(text.substr(0, point.size));
  }
  return point.size;
}

}  // namespace

bool compose(std::string& text) {
  if (text::is_ascii(text)) return true;
  utf8proc_uint8_t* mapped = nullptr;
  auto const size = utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) return false;
  text.assign(reinterpret_cast<char*>(mapped), static_cast<std::size_t>(size));
  std::free(mapped);  // NOLINT(cppcoreguidelines-no-malloc): utf8proc allocates with malloc
  return true;
}

bool tidy(std::string_view trimmed, Tidy options, Value& out) {
  if (is_plain(trimmed)) {
    out.text.append(trimmed);
    return true;
  }
  TidyWriter writer{options, out};
  for (auto rest = trimmed; !rest.empty();) {
    auto const size = tidy_one(rest, options, writer);
    if (size == 0) {
      refuse(out, "text.not-utf8", "Save the file as UTF-8 and send it again.");
      return false;
    }
    rest.remove_prefix(size);
  }
  auto const before = out.text.size();
  auto const composed = out.text;
  if (!compose(out.text)) {
    refuse(out, "text.not-utf8", "Save the file as UTF-8 and send it again.");
    return false;
  }
  if (out.text.size() != before || out.text != composed) mark(out, Change::characters);
  if (out.text.find("\xef\xbf\xbd") != std::string::npos) {
    hold(out, "text.lost-characters", "Letters were lost when the file was saved; export it again as UTF-8.");
  }
  return true;
}

}  // namespace concordat::intake::writing
