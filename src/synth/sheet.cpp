// SPDX-License-Identifier: Apache-2.0
#include "synth/sheet.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/file.h"

namespace concordat::synth {
namespace {

constexpr std::size_t flush_at = 1U << 16U;

/// The next code point of valid UTF-8; moves `at`.
char32_t next_point(std::string_view text, std::size_t& at) {
  auto const lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  auto const more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  auto point = static_cast<char32_t>(lead & (0x3FU >> static_cast<unsigned>(more)));
  for (int i = 0; i < more && at < text.size(); ++i) {
    point = (point << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3FU);
  }
  return point;
}

// The few letters beyond Latin-1 that our texts hold.
constexpr std::array<std::pair<char32_t, unsigned char>, 4> windows_letters{
    {{0x2019, 0x92}, {0x2018, 0x91}, {0x2013, 0x96}, {0x20AC, 0x80}}};

char windows_letter(char32_t point) {
  if (point < 0x80 || (point >= 0xA0 && point < 0x100)) return static_cast<char>(point);
  for (auto const& [from, to] : windows_letters) {
    if (from == point) return static_cast<char>(to);
  }
  return '?';
}

void append_encoded(std::string& out, std::string_view utf8, Encoding encoding) {
  if (encoding == Encoding::utf8 || encoding == Encoding::utf8_marked) {
    out += utf8;
    return;
  }
  for (std::size_t at = 0; at < utf8.size();) {
    auto const point = next_point(utf8, at);
    if (encoding == Encoding::windows_1252) {
      out.push_back(windows_letter(point));
    } else {
      // Every text here lies in the basic plane.
      out.push_back(static_cast<char>(point & 0xFFU));
      out.push_back(static_cast<char>((point >> 8U) & 0xFFU));
    }
  }
}

std::string_view mark_of(Encoding encoding) {
  if (encoding == Encoding::utf8_marked) return "\xEF\xBB\xBF";
  if (encoding == Encoding::utf16_little_marked) return "\xFF\xFE";
  return "";
}

}  // namespace

Sheet::Sheet(std::filesystem::path const& path, Style style)
    : style_{style}, pending_{mark_of(style.encoding)} {
  errno = 0;
  out_.open(path, std::ios::binary | std::ios::trunc);
  if (!out_) fault_ = errno == 0 ? EIO : errno;
}

void Sheet::cell(std::string_view text) {
  auto const plain = text.find_first_of("\"\r\n") == std::string_view::npos &&
                     text.find(style_.delimiter) == std::string_view::npos;
  if (plain) {
    line_ += text;
    return;
  }
  line_.push_back('"');
  for (auto const letter : text) {
    if (letter == '"') line_.push_back('"');
    line_.push_back(letter);
  }
  line_.push_back('"');
}

void Sheet::end_line() {
  line_ += style_.line_end;
  append_encoded(pending_, line_, style_.encoding);
  line_.clear();
  ++rows_;
  if (pending_.size() >= flush_at) flush();
}

void Sheet::row(std::span<std::string const> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line_.push_back(style_.delimiter);
    cell(cells[i]);
  }
  end_line();
}

void Sheet::row(std::initializer_list<std::string_view> cells) {
  row(std::span{cells.begin(), cells.size()});
}

void Sheet::row(std::span<std::string_view const> cells) {
  auto first = true;
  for (auto const text : cells) {
    if (!std::exchange(first, false)) line_.push_back(style_.delimiter);
    cell(text);
  }
  end_line();
}

void Sheet::line(std::string_view text) {
  line_ = text;
  end_line();
}

void Sheet::flush() {
  bytes_ += pending_.size();
  errno = 0;
  if (fault_ == 0 && !out_.write(pending_.data(), static_cast<std::streamsize>(pending_.size())).flush()) {
    fault_ = errno == 0 ? EIO : errno;
  }
  pending_.clear();
}

Result<std::uint64_t> Sheet::close() {
  flush();
  out_.close();
  if (fault_ == 0 && !out_) fault_ = EIO;
  if (fault_ != 0) return tl::unexpected<Problem>{file_problem(fault_)};
  return bytes_;
}

Truth::Truth(std::filesystem::path const& folder, std::uint32_t people)
    : links_{folder / "links.csv", {}}, errors_{folder / "errors.csv", {}}, met_(people, false) {
  links_.row({"person", "role", "file", "row", "event"});
  errors_.row({"file", "row", "column", "kind"});
}

void Truth::link(std::uint32_t person, std::string_view role, std::string_view file, std::uint64_t row,
                 std::uint64_t event) {
  met_[person] = true;
  links_.row(
      {std::to_string(person), role, file, std::to_string(row), event == 0 ? "" : std::to_string(event)});
}

void Truth::error(std::string_view file, std::uint64_t row, std::string_view column, std::string_view kind) {
  ++errors_by_kind_[std::string{kind}];
  errors_.row({file, std::to_string(row), column, kind});
}

Result<void> Truth::close() {
  if (auto closed = links_.close(); !closed) return fail(closed);
  if (auto closed = errors_.close(); !closed) return fail(closed);
  return {};
}

}  // namespace concordat::synth
