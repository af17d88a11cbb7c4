// SPDX-License-Identifier: Apache-2.0
#include "sheet_out/book.h"

#include <expat.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <array>
#include <map>

namespace concordat::sheet_out {
namespace {

Instant const noon = Instant{std::chrono::hours{24 * 20'000 + 12}};

/// Every part of the workbook by its name, as another program unpacks it.
std::map<std::string, std::string> parts_of(std::string const& bytes) {
  std::map<std::string, std::string> parts;
  zip_error_t error;
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  auto* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
  EXPECT_NE(archive, nullptr);
  if (archive == nullptr) return parts;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    auto* entry = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    std::string text;
    std::array<char, 4096> block{};
    for (zip_int64_t got = zip_fread(entry, block.data(), block.size()); got > 0; got = zip_fread(entry, block.data(), block.size())) {
      text.append(block.data(), static_cast<std::size_t>(got));
    }
    zip_fclose(entry);
    parts[zip_get_name(archive, static_cast<zip_uint64_t>(i), 0)] = text;
  }
  zip_close(archive);
  return parts;
}

struct Cells {
  std::vector<std::string> texts;
  std::vector<std::string> types;  ///< the attribute t of each cell that has a value
  bool formula = false;
  bool in_text = false;
};

/// The cells of a sheet, in their order.
Cells cells_of(std::string const& xml) {
  Cells cells;
  auto* parser = XML_ParserCreate(nullptr);
  XML_SetUserData(parser, &cells);
  XML_SetElementHandler(
      parser,
      [](void* user, char const* name, char const** attributes) {
        auto& to = *static_cast<Cells*>(user);
        std::string const element = name;
        if (element == "f") to.formula = true;
        if (element == "c") {
          for (; *attributes != nullptr; attributes += 2) {
            if (std::string{attributes[0]} == "t") to.types.emplace_back(attributes[1]);
          }
        }
        if (element == "t") {
          to.texts.emplace_back();
          to.in_text = true;
        }
      },
      [](void* user, char const* name) {
        if (std::string{name} == "t") static_cast<Cells*>(user)->in_text = false;
      });
  XML_SetCharacterDataHandler(parser, [](void* user, char const* text, int length) {
    auto& to = *static_cast<Cells*>(user);
    if (to.in_text) to.texts.back().append(text, static_cast<std::size_t>(length));
  });
  EXPECT_EQ(XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1), XML_STATUS_OK);
  XML_ParserFree(parser);
  return cells;
}

std::string book_of(std::vector<Column> const& columns, std::vector<std::vector<std::string>> const& rows) {
  auto book = Book::begin(noon);
  EXPECT_TRUE(book);
  EXPECT_TRUE(book->sheet("Rows", columns));
  for (auto const& row : rows) EXPECT_TRUE(book->row(row));
  auto bytes = std::move(*book).finish();
  EXPECT_TRUE(bytes);
  return bytes.value_or("");
}

TEST(Books, EveryCellIsAStringWhateverItLooksLike) {
  std::vector<std::string> const row{"=1+1", "+44 7700 900123", "-1", "@SUM(A1)", "\t=1", "0012", "31/01/2026", "1e5", "http://x.example", "TRUE", "<b>&\"'", " edge ", "\xef\xbc\x9d" "1", "caf\xc3\xa9"};
  auto const parts = parts_of(book_of(std::vector<Column>(row.size(), Column{.heading = "h"}), {row}));
  auto const cells = cells_of(parts.at("xl/worksheets/sheet1.xml"));
  EXPECT_FALSE(cells.formula);
  ASSERT_EQ(cells.texts.size(), 2 * row.size());
  for (std::size_t i = 0; i < row.size(); ++i) EXPECT_EQ(cells.texts[row.size() + i], row[i]);
  ASSERT_EQ(cells.types.size(), 2 * row.size());
  for (auto const& type : cells.types) EXPECT_EQ(type, "inlineStr");
  EXPECT_EQ(parts.count("xl/worksheets/_rels/sheet1.xml.rels"), 0U) << "an address is no link";
}

TEST(Books, DropDownsNameAListOfTheirOwn) {
  auto const parts = parts_of(book_of({{.heading = "Weapon", .choices = {"Knife", "None"}}, {.heading = "When", .hint = "As 31/01/2026"}, {.heading = "Place", .choices = {"Street"}}}, {{"Knife"}}));
  auto const& sheet = parts.at("xl/worksheets/sheet1.xml");
  EXPECT_NE(sheet.find("<formula1>Lists!$A$2:$A$3</formula1>"), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("<formula1>Lists!$B$2:$B$2</formula1>"), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("As 31/01/2026"), std::string::npos);
  auto const lists = cells_of(parts.at("xl/worksheets/sheet2.xml"));
  EXPECT_EQ(lists.texts, (std::vector<std::string>{"Weapon", "Place", "Knife", "Street", "None"}));
}

TEST(Books, AreTheSameBytesForTheSameContent) {
  EXPECT_EQ(book_of({{.heading = "a"}}, {{"1"}, {"2"}}), book_of({{.heading = "a"}}, {{"1"}, {"2"}}));
}

TEST(Books, RefuseWhatAWorkbookCannotHold) {
  auto book = Book::begin(noon);
  ASSERT_TRUE(book);
  ASSERT_TRUE(book->sheet("Rows", {{.heading = "a"}}));
  EXPECT_TRUE(book->row(std::vector<std::string>{std::string(longest_cell, 'x')}));
  auto const refused = book->row(std::vector<std::string>{std::string(longest_cell + 1, 'x')});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.view(), "sheet.cell-too-long");
  for (std::uint32_t i = 1; i < most_rows; ++i) ASSERT_TRUE(book->row(std::vector<std::string>{"x"})) << i;
  auto const full = book->row(std::vector<std::string>{"x"});
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code.view(), "sheet.too-many-rows");
}

TEST(Books, ThatAreNotFinishedLeaveNothing) {
  auto book = Book::begin(noon);
  ASSERT_TRUE(book);
  ASSERT_TRUE(book->sheet("Rows", {{.heading = "a"}}));
  auto const twice = book->sheet("Rows", {{.heading = "a"}});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code.view(), "sheet.cannot-write");
}

}  // namespace
}  // namespace concordat::sheet_out
