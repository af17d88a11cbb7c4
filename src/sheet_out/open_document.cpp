// SPDX-License-Identifier: Apache-2.0
#include "sheet_out/open_document.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "base/date.h"
#include "sheet_out/limits.h"

namespace concordat::sheet_out {
namespace {

constexpr std::string_view prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

constexpr std::string_view content_start =
    "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
    "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
    "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" office:version=\"1.3\">"
    "<office:automatic-styles><number:text-style style:name=\"as-typed\"><number:text-content/></number:text-style>"
    "<style:style style:name=\"words\" style:family=\"table-cell\" style:data-style-name=\"as-typed\"/>"
    "<style:style style:name=\"heading\" style:family=\"table-cell\" style:data-style-name=\"as-typed\"><style:text-properties fo:font-weight=\"bold\"/></style:style>"
    "<style:style style:name=\"wide\" style:family=\"table-column\"><style:table-column-properties style:column-width=\"4.5cm\"/></style:style>"
    "</office:automatic-styles><office:body><office:spreadsheet>";
constexpr std::string_view content_end = "</office:spreadsheet></office:body></office:document-content>\n";

constexpr std::string_view manifest =
    "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">"
    "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>"
    "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
    "<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>\n";

std::string meta(Instant at) {
  return fmt::format(
      "{}<office:document-meta xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" office:version=\"1.3\">"
      "<office:meta><meta:creation-date>{}</meta:creation-date></office:meta></office:document-meta>\n",
      prolog, format_instant(at).substr(0, 19));
}

/// For attributes and elements; a character that XML cannot hold becomes U+FFFD. In an element blanks beyond the first, tabs and line
/// ends are elements of their own: a reader may fold them otherwise.
class Writer {
 public:
  explicit Writer(std::string& out) : out_{out} {}

  void attribute(std::string_view text) {
    for (char const c : text) put(c);
  }
  void paragraphs(std::string_view text) {
    out_ += "<text:p>";
    std::size_t blanks = 0;
    bool start = true;
    auto const end_blanks = [&](bool at_end) {
      if (blanks == 0) return;
      // The one blank inside a paragraph that every reader keeps.
      bool const plain = !start && !at_end;
      if (plain) out_ += ' ';
      if (auto const more = blanks - (plain ? 1 : 0); more > 0) out_ += fmt::format("<text:s text:c=\"{}\"/>", more);
      blanks = 0;
      start = false;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
      char const c = text[i];
      if (c == ' ') {
        ++blanks;
        continue;
      }
      bool const line_end = c == '\n' || c == '\r';
      end_blanks(line_end);
      if (line_end) {
        if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
        out_ += "</text:p><text:p>";
        start = true;
      } else if (c == '\t') {
        out_ += "<text:tab/>";
        start = false;
      } else {
        put(c);
        start = false;
      }
    }
    end_blanks(true);
    out_ += "</text:p>";
  }

 private:
  void put(char c) {
    switch (c) {
      case '&': out_ += "&amp;"; return;
      case '<': out_ += "&lt;"; return;
      case '>': out_ += "&gt;"; return;
      case '"': out_ += "&quot;"; return;
      default: break;
    }
    auto const code = static_cast<unsigned char>(c);
    if (code < 0x20 && c != '\t' && c != '\n') out_ += "\xef\xbf\xbd";
    else out_ += c;
  }
  std::string& out_;
};

void append_row(std::string& out, std::span<std::string const> cells, std::string_view style) {
  out += "<table:table-row>";
  for (auto const& cell : cells) {
    if (cell.empty()) {
      out += "<table:table-cell/>";
      continue;
    }
    out += fmt::format("<table:table-cell table:style-name=\"{}\" office:value-type=\"string\">", style);
    Writer{out}.paragraphs(cell);
    out += "</table:table-cell>";
  }
  out += "</table:table-row>";
}

Result<std::string> content_of(std::span<Sheet const> sheets) {
  auto out = std::string{prolog} + std::string{content_start};
  for (auto const& sheet : sheets) {
    out += "<table:table table:name=\"";
    Writer{out}.attribute(sheet.name);
    out += fmt::format("\"><table:table-column table:style-name=\"wide\" table:number-columns-repeated=\"{}\" table:default-cell-style-name=\"words\"/>", std::max<std::size_t>(sheet.headings.size(), 1));
    out += "<table:table-header-rows>";
    append_row(out, sheet.headings, "heading");
    out += "</table:table-header-rows>";
    std::uint32_t before = 1;
    for (auto const& row : sheet.rows) {
      if (auto fits = check_row(before, row); !fits) return fail(fits);
      append_row(out, row, "words");
      ++before;
    }
    out += "</table:table>";
  }
  return out + std::string{content_end};
}

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    auto value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1U) != 0 ? (value >> 1U) ^ 0xEDB88320U : value >> 1U;
    table[i] = value;
  }
  return table;
}();

std::uint32_t crc_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (char const c : bytes) crc = (crc >> 8U) ^ crc_table[(crc ^ static_cast<unsigned char>(c)) & 0xFFU];
  return ~crc;
}

/// An archive of parts as they are (ZIP, APPNOTE 6.3.10): nothing is packed, so that no packer need be trusted and the first bytes
/// tell readers the kind of the file.
class Archive {
 public:
  explicit Archive(Instant at) {
    auto const day = std::chrono::floor<std::chrono::days>(at);
    std::chrono::year_month_day const date{day};
    auto const minutes = static_cast<unsigned>(std::chrono::floor<std::chrono::minutes>(at - day).count());
    auto const year = std::clamp(static_cast<int>(date.year()), 1980, 2107) - 1980;
    time_ = (minutes / 60 << 11U) | (minutes % 60 << 5U);
    date_ = (static_cast<unsigned>(year) << 9U) | (static_cast<unsigned>(date.month()) << 5U) | static_cast<unsigned>(date.day());
  }
  void add(std::string_view name, std::string_view content) {
    auto const at = static_cast<std::uint32_t>(out_.size());
    std::string facts;  // what local header and directory say alike
    for (auto const two : {20U, 0U, 0U, time_, date_}) put(facts, two, 2);
    put(facts, crc_of(content), 4);
    put(facts, static_cast<std::uint32_t>(content.size()), 4);
    put(facts, static_cast<std::uint32_t>(content.size()), 4);
    put(facts, static_cast<std::uint32_t>(name.size()), 2);
    put(facts, 0, 2);
    out_ += std::string{"PK\x03\x04"} + facts;
    out_ += name;
    out_ += content;
    directory_ += "PK\x01\x02";
    put(directory_, 20, 2);
    directory_ += facts;
    for (auto const two : {0U, 0U, 0U}) put(directory_, two, 2);
    put(directory_, 0, 4);
    put(directory_, at, 4);
    directory_ += name;
    ++parts_;
  }
  [[nodiscard]] std::string finish() && {
    auto const at = static_cast<std::uint32_t>(out_.size());
    out_ += directory_;
    out_ += "PK\x05\x06";
    for (auto const two : {0U, 0U, parts_, parts_}) put(out_, two, 2);
    put(out_, static_cast<std::uint32_t>(directory_.size()), 4);
    put(out_, at, 4);
    put(out_, 0, 2);
    return std::move(out_);
  }

 private:
  static void put(std::string& to, std::uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(number >> (8U * static_cast<unsigned>(i)) & 0xFFU);
  }
  std::string out_;
  std::string directory_;
  std::uint32_t parts_ = 0;
  std::uint32_t time_ = 0;
  std::uint32_t date_ = 0;
};

constexpr std::size_t most_bytes = std::size_t{1} << 30;  // far below what the numbers of an archive hold

}  // namespace

Result<std::string> open_document(std::span<Sheet const> sheets, Instant at) {
  auto const content = content_of(sheets);
  if (!content) return fail(content);
  if (content->size() > most_bytes) return cannot_write();
  Archive archive{at};
  archive.add("mimetype", media_type_of(Format::ods).view());
  archive.add("META-INF/manifest.xml", std::string{prolog} + std::string{manifest});
  archive.add("content.xml", *content);
  archive.add("meta.xml", meta(at));
  return std::move(archive).finish();
}

}  // namespace concordat::sheet_out
