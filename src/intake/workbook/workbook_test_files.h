// SPDX-License-Identifier: Apache-2.0
// Workbooks made in memory for tests and fuzzers, honest or not. Parts are stored, not packed, unless `pack` does it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::intake::testing {

struct Part {
  std::string name = {};
  std::string content = {};
  std::uint32_t claimed_size = 0;   ///< 0: the true one
  std::uint32_t attributes = 0;     ///< as Unix has them, in the upper half
  std::uint16_t flags = 0;
};

inline std::uint32_t crc32_of(std::string_view bytes) {
  static auto const table = [] {
    std::array<std::uint32_t, 256> made = {};
    for (std::uint32_t i = 0; i < made.size(); ++i) {
      auto value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xedb88320U : 0U);
      made[i] = value;
    }
    return made;
  }();
  std::uint32_t crc = ~0U;
  for (char const c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xffU] ^ (crc >> 8U);
  return ~crc;
}

class Zip {
 public:
  using Pack = std::function<std::string(std::string_view)>;
  explicit Zip(Pack pack = {}) : pack_{std::move(pack)} {}

  Zip& add(Part const& part) {
    auto const packed = pack_ ? pack_(part.content) : part.content;
    auto const size = part.claimed_size != 0 ? part.claimed_size : static_cast<std::uint32_t>(part.content.size());
    auto const facts = [&](std::string& out) {
      put(out, 20, 2), put(out, part.flags, 2), put(out, pack_ ? 8 : 0, 2), put(out, 0, 4);
      put(out, crc32_of(part.content), 4), put(out, static_cast<std::uint32_t>(packed.size()), 4), put(out, size, 4);
      put(out, static_cast<std::uint32_t>(part.name.size()), 2), put(out, 0, 2);
    };
    auto const at = static_cast<std::uint32_t>(bytes_.size());
    bytes_ += "PK\x03\x04";
    facts(bytes_);
    bytes_ += part.name + packed;
    directory_ += "PK\x01\x02";
    put(directory_, 20 | (3U << 8U), 2);
    facts(directory_);
    put(directory_, 0, 2), put(directory_, 0, 2), put(directory_, 0, 2), put(directory_, part.attributes, 4);
    put(directory_, at, 4);
    directory_ += part.name;
    ++count_;
    return *this;
  }
  [[nodiscard]] std::string bytes() const {
    std::string end = "PK\x05\x06";
    put(end, 0, 4), put(end, count_, 2), put(end, count_, 2);
    put(end, static_cast<std::uint32_t>(directory_.size()), 4), put(end, static_cast<std::uint32_t>(bytes_.size()), 4), put(end, 0, 2);
    return bytes_ + directory_ + end;
  }

 private:
  static void put(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xffU);
  }
  Pack pack_;
  std::string bytes_;
  std::string directory_;
  std::uint32_t count_ = 0;
};

inline std::string zip_of(std::vector<Part> const& parts) {
  Zip zip;
  for (auto const& part : parts) zip.add(part);
  return zip.bytes();
}

struct XlsxSheet {
  std::string name = {};
  std::string rows = {};   ///< what stands in <sheetData>
  std::string more = {};   ///< what stands behind it
  std::string state = {};
};

struct XlsxParts {
  std::vector<XlsxSheet> sheets = {};
  std::string strings = {};      ///< what stands in <sst>; empty: no such part
  std::string formats = {};      ///< numFmt elements
  std::string cell_formats = {}; ///< xf elements; empty: no styles part
  std::string book = {};         ///< workbookPr
  std::vector<Part> more = {};
  bool macros_declared = false;
};

inline std::vector<Part> xlsx_parts(XlsxParts const& book) {
  std::string const types = book.macros_declared ? "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
                                                 : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
  std::string const kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  std::vector<Part> parts{{"[Content_Types].xml", "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"" + types +
                               "\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" "
                               "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"},
                          {"_rels/.rels", "<Relationships><Relationship Id=\"m\" Type=\"" + kinds + "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"}};
  std::string sheets;
  std::string relations;
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    auto const& sheet = book.sheets[i];
    auto const number = std::to_string(i + 1);
    sheets += "<sheet name=\"" + sheet.name + "\" sheetId=\"" + number + "\" r:id=\"s" + number + "\"" +
              (sheet.state.empty() ? "" : " state=\"" + sheet.state + "\"") + "/>";
    relations += "<Relationship Id=\"s" + number + "\" Type=\"" + kinds + "worksheet\" Target=\"worksheets/sheet" + number + ".xml\"/>";
    parts.push_back({"xl/worksheets/sheet" + number + ".xml",
                     "<worksheet><sheetData>" + sheet.rows + "</sheetData>" + sheet.more + "</worksheet>"});
  }
  if (!book.strings.empty()) {
    relations += "<Relationship Id=\"t\" Type=\"" + kinds + "sharedStrings\" Target=\"sharedStrings.xml\"/>";
    parts.push_back({"xl/sharedStrings.xml", "<sst>" + book.strings + "</sst>"});
  }
  if (!book.cell_formats.empty()) {
    relations += "<Relationship Id=\"f\" Type=\"" + kinds + "styles\" Target=\"/xl/styles.xml\"/>";
    parts.push_back({"xl/styles.xml", "<styleSheet><numFmts>" + book.formats + "</numFmts><cellXfs>" + book.cell_formats + "</cellXfs></styleSheet>"});
  }
  parts.push_back({"xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>"});
  parts.push_back({"xl/workbook.xml", "<workbook xmlns:r=\"r\">" + book.book + "<sheets>" + sheets + "</sheets></workbook>"});
  parts.insert(parts.end(), book.more.begin(), book.more.end());
  return parts;
}

inline std::string xlsx_of(XlsxParts const& book) { return zip_of(xlsx_parts(book)); }
/// One sheet, called "S".
inline std::string xlsx_of_rows(std::string const& rows) { return xlsx_of({.sheets = {{.name = "S", .rows = rows}}}); }

/// <c> with a text in it, or with a number.
inline std::string text_cell(std::string const& text) { return "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>"; }
inline std::string number_cell(std::string const& number) { return "<c><v>" + number + "</v></c>"; }
inline std::string text_row(std::vector<std::string> const& cells) {
  std::string row = "<row>";
  for (auto const& cell : cells) row += text_cell(cell);
  return row + "</row>";
}

/// `body`: what stands in office:spreadsheet; `styles`: in office:automatic-styles.
inline std::vector<Part> ods_parts(std::string const& body, std::string const& styles = {}, std::vector<Part> const& more = {}) {
  std::vector<Part> parts{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                          {"content.xml", "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                                          "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
                                          "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
                                          "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:calcext=\"c\"><office:automatic-styles>" +
                                              styles + "</office:automatic-styles><office:body><office:spreadsheet>" + body +
                                              "</office:spreadsheet></office:body></office:document-content>"}};
  parts.insert(parts.end(), more.begin(), more.end());
  return parts;
}
inline std::string ods_of(std::string const& body, std::string const& styles = {}, std::vector<Part> const& more = {}) {
  return zip_of(ods_parts(body, styles, more));
}
inline std::string ods_text(std::string const& text) {
  return "<table:table-cell office:value-type=\"string\"><text:p>" + text + "</text:p></table:table-cell>";
}
inline std::string ods_row(std::vector<std::string> const& texts) {
  std::string row = "<table:table-row>";
  for (auto const& text : texts) row += ods_text(text);
  return row + "</table:table-row>";
}
inline std::string ods_sheet(std::string const& name, std::string const& rows) {
  return "<table:table table:name=\"" + name + "\">" + rows + "</table:table>";
}

}  // namespace concordat::intake::testing
