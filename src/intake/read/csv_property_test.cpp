// SPDX-License-Identifier: Apache-2.0
// What must hold for every delimited file: what is written is read, wherever the blocks end and however it is
// encoded.
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <thread>

#include "base/chance.h"
#include "intake/read/csv_scanner.h"
#include "intake/read/decode.h"
#include "intake/read/read_testing.h"

namespace concordat::intake {
namespace {

using testing::Row;
using testing::Table;

struct Dialect {
  char delimiter;
  std::string_view line_end;
  Encoding encoding;
  bool mark;
};

/// Cells of letters, quotes, separators, line ends and letters beyond ASCII that all encodings here have.
std::string random_cell(SeededChance& chance, bool header) {
  static constexpr std::array<std::string_view, 16> pieces{
      "a",  "B",  "7",    " ",        "\"",           ",",        ";",   "|", "~",
      "\t", "\n", "\r\n", "\xc3\xab", "\xe2\x82\xac", "\xc2\xa3", "word"};
  if (header) return "column" + std::to_string(chance.next() % 1000000);
  std::string cell;
  for (auto left = chance.below(7); left > 0; --left) cell += pieces[chance.below(pieces.size())];
  return cell;
}

void append_point(std::string& out, std::uint32_t point, Encoding encoding) {
  if (encoding == Encoding::windows1252) {
    out += static_cast<char>(point == 0x20ac ? 0x80 : point);
    return;
  }
  char const low = static_cast<char>(point & 0xffU);
  char const high = static_cast<char>(point >> 8U);
  out += encoding == Encoding::utf16le ? low : high;
  out += encoding == Encoding::utf16le ? high : low;
}

std::string encode(std::string const& utf8, Dialect const& dialect) {
  if (dialect.encoding == Encoding::utf8) return (dialect.mark ? "\xef\xbb\xbf" : "") + utf8;
  std::string out;
  if (dialect.mark && dialect.encoding != Encoding::windows1252) append_point(out, 0xfeff, dialect.encoding);
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    auto const byte = static_cast<unsigned char>(utf8[i]);
    auto const next = [&utf8, i](std::size_t more) {
      return static_cast<unsigned char>(utf8[i + more]) & 0x3fU;
    };
    std::uint32_t point = byte;
    if (byte >= 0xe0) {
      point = ((byte & 0xfU) << 12U) | (next(1) << 6U) | next(2);
      i += 2;
    } else if (byte >= 0xc0) {
      point = ((byte & 0x1fU) << 6U) | next(1);
      i += 1;
    }
    append_point(out, point, dialect.encoding);
  }
  return out;
}

void append_row(std::string& out, std::vector<std::string> const& cells, Dialect const& dialect,
                SeededChance& chance) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += dialect.delimiter;
    bool const must = cells[i].find_first_of("\"\r\n") != std::string::npos ||
                      cells[i].find(dialect.delimiter) != std::string::npos;
    if (!must && chance.below(3) > 0) {
      out += cells[i];
      continue;
    }
    out += '"';
    for (char const c : cells[i]) out += c == '"' ? std::string{"\"\""} : std::string{c};
    out += '"';
  }
  out += dialect.line_end;
}

struct Written {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string bytes;
};

Written write_table(Dialect const& dialect, SeededChance& chance) {
  Written written;
  auto const width = 2 + chance.below(6);
  for (std::uint64_t i = 0; i < width; ++i)
    written.columns.push_back(random_cell(chance, true) + "x" + std::to_string(i));
  std::string text;
  append_row(text, written.columns, dialect, chance);
  for (auto rows = 1 + chance.below(12); rows > 0; --rows) {
    std::vector<std::string> cells{
        "k\xc3\xab"};  // keeps the row from being blank, and the file from being ASCII
    while (cells.size() < width) cells.push_back(random_cell(chance, false));
    append_row(text, cells, dialect, chance);
    written.rows.push_back(std::move(cells));
  }
  written.bytes = encode(text, dialect);
  return written;
}

void expect_same(Table const& table, Written const& written) {
  ASSERT_EQ(table.code(), "");
  ASSERT_EQ(table.head.columns, written.columns);
  ASSERT_EQ(table.rows.size(), written.rows.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    ASSERT_EQ(table.rows[i].cells, written.rows[i]);
    ASSERT_EQ(table.rows[i].row, i + 2);
    ASSERT_FALSE(table.rows[i].ragged);
  }
}

TEST(CsvProperty, WhatIsWrittenIsReadInEveryDialect) {
  SeededChance chance{1};
  for (char const delimiter : {',', ';', '|', '~', '\t'}) {
    for (std::string_view const line_end : {"\n", "\r\n", "\r"}) {
      for (auto const encoding :
           {Encoding::utf8, Encoding::utf16le, Encoding::utf16be, Encoding::windows1252}) {
        for (int turn = 0; turn < 12; ++turn) {
          Dialect const dialect{delimiter, line_end, encoding,
                                encoding != Encoding::windows1252 && turn % 2 == 0};
          auto const written = write_table(dialect, chance);
          ReadOptions options{
              .encoding = encoding, .delimiter = delimiter, .header_row = 1, .header_rows = 1};
          expect_same(testing::read(written.bytes, options), written);
          options.limits.block_bytes = 4 + chance.below(40);
          options.limits.sample_bytes = 1;
          expect_same(testing::read(written.bytes, options), written);
        }
      }
    }
  }
}

std::string const awkward =
    "\xef\xbb\xbf\"na\"\"me\",town,note\r\n\"O\"\"Neil, Zo\xc3\xab\",\"two\r\nlines\",\xe2\x82\xac"
    "5\r\n\r\n,,\r\n"
    "short,row\r\n\"a\"b,\"\"\"\",\xf0\x9f\x98\x80\rTotal,1,2\nSource: \xe2\x80\x9cpolice\xe2\x80\x9d, "
    "2020\n";

TEST(CsvProperty, BlocksMayEndAnywhere) {
  auto const whole = testing::read(awkward);
  ASSERT_EQ(whole.code(), "");
  ASSERT_EQ(whole.rows.size(), 7U);
  for (std::size_t block = 1; block <= awkward.size() + 1; ++block) {
    ReadOptions options;
    options.limits.block_bytes = block;
    options.limits.sample_bytes = 1;
    auto const split = testing::read(awkward, options);
    EXPECT_EQ(split.rows, whole.rows) << "block of " << block;
    EXPECT_EQ(split.head.columns, whole.head.columns);
  }
}

TEST(CsvProperty, APipeThatDribblesGivesTheSameRows) {
  auto const whole = testing::read(awkward);
  for (std::size_t cut = 0; cut <= awkward.size(); ++cut) {
    std::array<int, 2> ends = {};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    FileDescriptor out{ends[1]};
    std::thread writer{[&out, cut] {
      bool const first = ::write(out.get(), awkward.data(), cut) == static_cast<ssize_t>(cut);
      auto const rest = awkward.size() - cut;
      EXPECT_TRUE(first && ::write(out.get(), awkward.data() + cut, rest) == static_cast<ssize_t>(rest));
      out.close();
    }};
    ReadOptions options;
    options.limits.block_bytes = 16;
    options.limits.sample_bytes = 1;
    auto const table = testing::drain(open_in_process(FileDescriptor{ends[0]}, options));
    writer.join();
    EXPECT_EQ(table.rows, whole.rows) << "cut at " << cut;
    EXPECT_EQ(table.progress.bytes_total, 0U);
    EXPECT_EQ(table.progress.bytes_done, awkward.size());
  }
}

TEST(CsvProperty, VectorAndPortableMarksAgree) {
  SeededChance chance{2};
  static constexpr std::string_view letters{"ab,;\"\r\n\0\t~", 10};
  for (std::size_t size = 0; size < 300; ++size) {
    std::string text;
    for (std::size_t i = 0; i < size + 64; ++i) text += letters[chance.below(letters.size())];
    CsvMasks fast;
    CsvMasks slow;
    std::string_view const view = std::string_view{text}.substr(0, size);
    mark_csv(view, ';', fast);
    mark_csv_portably(view, ';', slow);
    EXPECT_EQ(fast.separators, slow.separators);
    EXPECT_EQ(fast.quotes, slow.quotes);
    EXPECT_EQ(fast.has_nul, slow.has_nul);
    EXPECT_EQ(fast.has_nul, view.find('\0') != std::string_view::npos);
    for (std::size_t i = 0; i < size; ++i) {
      bool const marked = (fast.separators[i / 64] >> (i % 64) & 1U) != 0;
      ASSERT_EQ(marked, text[i] == ';' || text[i] == '\r' || text[i] == '\n');
    }
  }
}

TEST(Utf8, PrefixAndSuffixAgreeWithTheValidator) {
  SeededChance chance{3};
  static constexpr std::array<unsigned char, 20> bytes{0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
                                                       0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed,
                                                       0xef, 0xf0, 0xf4, 0xf5, 0xff, 0x0a};
  for (int turn = 0; turn < 20000; ++turn) {
    std::string text;
    for (auto left = chance.below(9); left > 0; --left)
      text += static_cast<char>(bytes[chance.below(bytes.size())]);
    auto const prefix = valid_utf8_prefix(text);
    EXPECT_TRUE(is_valid_utf8(std::string_view{text}.substr(0, prefix)));
    EXPECT_EQ(prefix == text.size(), is_valid_utf8(text));
    EXPECT_LE(unfinished_utf8_suffix(text), 3U);
  }
  EXPECT_EQ(unfinished_utf8_suffix("a\xe2\x82"), 2U);
  EXPECT_EQ(unfinished_utf8_suffix("a\xe2\x82\xac"), 0U);
}

TEST(CsvProperty, AnyBytesGiveCleanCellsOrAProblem) {
  SeededChance chance{4};
  static constexpr std::string_view letters{"a1,\"\n\r;\t\0\xc3\xab\xff\xe2\x82 T", 17};
  for (int turn = 0; turn < 3000; ++turn) {
    std::string bytes;
    for (auto left = chance.below(120); left > 0; --left) bytes += letters[chance.below(letters.size())];
    auto const table = testing::read(bytes);
    std::uint64_t previous = 0;
    for (auto const& row : table.rows) {
      EXPECT_GT(row.row, previous);
      previous = row.row;
      for (auto const& cell : row.cells) {
        EXPECT_TRUE(is_valid_utf8(cell));
        EXPECT_EQ(cell.find('\0'), std::string::npos);
      }
    }
  }
}

}  // namespace
}  // namespace concordat::intake
