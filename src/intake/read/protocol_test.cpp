// SPDX-License-Identifier: Apache-2.0
// The parent's side of the protocol against what a hostile child may send.
#include "intake/read/protocol.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/chance.h"
#include "intake/read/decode.h"
#include "intake/read/read_testing.h"

namespace concordat::intake {
namespace {

using ::testing::ElementsAre;

class MemoryBytes final : public ByteFeed {
 public:
  MemoryBytes(std::string_view bytes, std::size_t step) : bytes_{bytes}, step_{step} {}
  [[nodiscard]] std::size_t read(char* to, std::size_t room) override {
    auto const size = std::min({room, step_, bytes_.size()});
    bytes_.copy(to, size);
    bytes_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view bytes_;
  std::size_t step_;
};

testing::Table hear(std::string_view bytes, std::size_t step = 1 << 20) {
  testing::Table table;
  MemoryBytes feed{bytes, step};
  FrameReader reader{feed, {}};
  auto head = reader.open();
  if (!head) {
    table.problem = head.error();
    return table;
  }
  table.head = std::move(*head);
  for (;;) {
    auto const row = reader.next();
    if (!row) table.problem = row.error();
    if (!row || !*row) break;
    auto const& view = **row;
    table.rows.push_back({view.row, view.kind, view.ragged, {view.cells.begin(), view.cells.end()},
                          {view.remarks.begin(), view.remarks.end()}});
  }
  table.progress = reader.progress();
  return table;
}

std::string frame(FrameType type, std::string_view payload) {
  std::string out;
  for (unsigned shift = 0; shift < 32; shift += 8)
    out += static_cast<char>((payload.size() >> shift) & 0xffU);
  out += static_cast<char>(type);
  return out.append(payload);
}

std::string numbers(std::initializer_list<int> values) {
  std::string out;
  for (int const value : values) out += static_cast<char>(value);
  return out;
}

std::string const hello = frame(FrameType::hello, "CCRD\x02");
// sheet, header row, header rows, format, encoding, delimiter, columns
std::string const head = frame(FrameType::head, numbers({0, 1, 1, 1, 1, ',', 2}) +
                                                    "\x01"
                                                    "a"
                                                    "\x01"
                                                    "b");
// sheet, rows, length of the plan; number, kind, cells, lengths
std::string const one_row = frame(FrameType::rows, numbers({0, 1, 5, 2, 0, 2, 1, 2}) + "xyz");
std::string const end_of_one = frame(FrameType::end, numbers({1}));
std::string const good = hello + head + one_row + frame(FrameType::progress, numbers({9, 9})) + end_of_one;

TEST(Protocol, AWellFormedTalkIsHeard) {
  for (std::size_t const step : {1U, 3U, 1000U}) {
    auto const table = hear(good, step);
    EXPECT_EQ(table.code(), "");
    EXPECT_THAT(table.head.columns, ElementsAre("a", "b"));
    ASSERT_EQ(table.rows.size(), 1U);
    EXPECT_EQ(table.rows[0].row, 2U);
    EXPECT_THAT(table.rows[0].cells, ElementsAre("x", "yz"));
    EXPECT_EQ(table.progress.bytes_done, 9U);
  }
}

TEST(Protocol, CutAnywhereTheReaderDied) {
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_EQ(hear(std::string_view{good}.substr(0, size)).code(), "intake.reader-died") << size;
  }
}

TEST(Protocol, AProblemCrossesAsANumber) {
  auto const fault = static_cast<char>(ReadFault::unclosed_quote);
  auto const table = hear(hello + head + one_row + frame(FrameType::problem, numbers({fault, 0, 7, 3})));
  EXPECT_EQ(table.code(), "csv.unclosed-quote");
  EXPECT_EQ(table.problem->where.row, 7U);
  EXPECT_EQ(table.problem->where.column, 3U);
  EXPECT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(hear(hello + frame(FrameType::problem, numbers({4, 0, 0, 0}))).code(), "file.empty");
}

struct Lie {
  char const* name;
  std::string bytes;
};

class Lies : public ::testing::TestWithParam<Lie> {};

TEST_P(Lies, AreNotBelieved) {
  auto const table = hear(GetParam().bytes);
  EXPECT_EQ(table.code(), "intake.reader-died");
  for (auto const& row : table.rows) {
    for (auto const& cell : row.cells) EXPECT_TRUE(is_valid_utf8(cell)) << "given before it was known";
  }
}

std::string rows_frame(std::string const& payload) {
  return hello + head + frame(FrameType::rows, payload) + end_of_one;
}
std::string head_frame(std::string const& payload) {
  return hello + frame(FrameType::head, payload) + one_row + end_of_one;
}

INSTANTIATE_TEST_SUITE_P(
    Protocol, Lies,
    ::testing::Values(
        Lie{"nothing", ""}, Lie{"no_hello", head + one_row + end_of_one},
        Lie{"another_greeting", frame(FrameType::hello, "HELO\x02") + head + end_of_one},
        Lie{"another_version", frame(FrameType::hello, "CCRD\x01") + head + one_row + end_of_one},
        Lie{"no_head", hello + one_row + end_of_one},
        Lie{"two_heads", hello + head + head + one_row + end_of_one},
        Lie{"two_hellos", hello + head + hello + one_row + end_of_one},
        Lie{"unknown_type", hello + head + frame(static_cast<FrameType>(9), "") + end_of_one},
        Lie{"huge_frame", hello + head + "\xff\xff\xff\xff\x03"},
        Lie{"wrong_count_at_the_end", hello + head + one_row + frame(FrameType::end, numbers({2}))},
        Lie{"end_with_more_behind", hello + head + one_row + frame(FrameType::end, numbers({1, 0}))},
        Lie{"unknown_fault", hello + head + frame(FrameType::problem, numbers({127, 0, 0, 0}))},
        Lie{"fault_of_the_parent",
            hello + frame(FrameType::problem, numbers({static_cast<int>(ReadFault::reader_died), 0, 0, 0}))},
        Lie{"cut_problem", hello + head + frame(FrameType::problem, numbers({4, 0}))},
        Lie{"cut_progress", hello + head + one_row + frame(FrameType::progress, numbers({4})) + end_of_one},
        Lie{"no_columns", head_frame(numbers({0, 1, 1, 1, 1, ',', 0}))},
        Lie{"nameless_column", head_frame(numbers({0, 1, 1, 1, 1, ',', 2, 1, 'a', 0}))},
        Lie{"equal_columns", head_frame(numbers({0, 1, 1, 1, 1, ',', 2, 1, 'a', 1, 'a'}))},
        Lie{"column_not_utf8", head_frame(numbers({0, 1, 1, 1, 1, ',', 2, 1, 'a', 1, 0xe9}))},
        Lie{"column_with_nul", head_frame(numbers({0, 1, 1, 1, 1, ',', 2, 1, 'a', 1, 0}))},
        Lie{"unknown_format", head_frame(numbers({0, 1, 1, 99, 1, ',', 2, 1, 'a', 1, 'b'}))},
        Lie{"unknown_encoding", head_frame(numbers({0, 1, 1, 1, 99, ',', 2, 1, 'a', 1, 'b'}))},
        Lie{"five_header_rows", head_frame(numbers({0, 1, 5, 1, 1, ',', 2, 1, 'a', 1, 'b'}))},
        Lie{"too_many_columns", head_frame(numbers({0, 1, 1, 1, 1, ',', 0xff, 0x7f}))},
        Lie{"head_with_more_behind", head_frame(numbers({0, 1, 1, 1, 1, ',', 2, 1, 'a', 1, 'b', 0}))},
        Lie{"no_rows_in_a_frame", rows_frame(numbers({0, 0, 0}))},
        Lie{"plan_longer_than_the_frame", rows_frame(numbers({0, 1, 50, 2, 0, 2, 1, 2}) + "xyz")},
        Lie{"cell_longer_than_the_text", rows_frame(numbers({0, 1, 5, 2, 0, 2, 1, 9}) + "xyz")},
        Lie{"text_left_over", rows_frame(numbers({0, 1, 5, 2, 0, 2, 1, 1}) + "xyz")},
        Lie{"plan_left_over", rows_frame(numbers({0, 1, 6, 2, 0, 2, 1, 2, 0}) + "xyz")},
        Lie{"unknown_kind", rows_frame(numbers({0, 1, 5, 2, 9, 2, 1, 2}) + "xyz")},
        Lie{"row_zero", rows_frame(numbers({0, 1, 5, 0, 0, 2, 1, 2}) + "xyz")},
        Lie{"too_many_cells", rows_frame(numbers({0, 1, 4, 2, 0, 0xff, 0x7f}))},
        Lie{"more_rows_than_said", rows_frame(numbers({0, 2, 5, 2, 0, 2, 1, 2}) + "xyz")},
        Lie{"cells_not_utf8", rows_frame(numbers({0, 1, 5, 2, 0, 2, 1, 2}) + "x\xe9z")},
        Lie{"cell_ends_inside_a_letter", rows_frame(numbers({0, 1, 5, 2, 0, 2, 1, 1}) + "\xc3\xa9")},
        Lie{"row_ends_inside_a_letter", rows_frame(numbers({0, 2, 10, 2, 0, 2, 1, 1, 1, 0, 2, 1, 1}) + "x\xc3\xa9y")},
        Lie{"cell_with_nul", rows_frame(numbers({0, 1, 5, 2, 0, 2, 1, 2}) + std::string{"x\0z", 3})},
        Lie{"number_without_end",
            rows_frame(numbers({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}))}),
    [](auto const& lie) { return std::string{lie.param.name}; });

// first column, notices, sheets; name and facts of each
std::string const sheets = frame(FrameType::sheets, numbers({2, 5, 2, 1, 'S', 2, 1, 'T', 1}));
std::string const book_head = frame(FrameType::head, numbers({1, 1, 1, 6, 1, 0, 2, 1, 'a', 1, 'b'}));
// one row whose second cell is remarked on
std::string const remarked_row = frame(FrameType::rows, numbers({1, 1, 8, 2, 8, 2, 1, 2, 1, 1, 2}) + "xyz");

TEST(Protocol, AWorkbookSaysItsSheetsAndRemarks) {
  auto const table = hear(hello + book_head + sheets + remarked_row + end_of_one);
  EXPECT_EQ(table.code(), "");
  EXPECT_EQ(table.head.format, Format::xlsx);
  EXPECT_EQ(table.head.first_column, 2U);
  EXPECT_TRUE(table.head.has(Notice::macros) && table.head.has(Notice::hidden_sheet));
  EXPECT_FALSE(table.head.has(Notice::other_tables));
  ASSERT_EQ(table.head.sheets.size(), 2U);
  EXPECT_EQ(table.head.sheets[1].name, "T");
  EXPECT_TRUE(table.head.sheets[0].holds_table && table.head.sheets[1].hidden);
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_EQ(table.rows[0].remarks, (std::vector<CellRemark>{{1, Remark::error_value}}));
}

std::string book(std::string const& payload) {
  return hello + book_head + frame(FrameType::sheets, payload) + remarked_row + end_of_one;
}
std::string book_rows(std::string const& payload) {
  return hello + book_head + sheets + frame(FrameType::rows, payload) + end_of_one;
}

INSTANTIATE_TEST_SUITE_P(
    Workbook, Lies,
    ::testing::Values(
        Lie{"no_sheets_frame", hello + book_head + remarked_row + end_of_one},
        Lie{"sheets_of_a_text_file", hello + head + sheets + one_row + end_of_one},
        Lie{"no_sheet", book(numbers({1, 0, 0}))}, Lie{"column_zero", book(numbers({0, 0, 1, 1, 'S', 0}))},
        Lie{"unknown_notice", book(numbers({1, 8, 1, 1, 'S', 0}))},
        Lie{"unknown_fact", book(numbers({1, 0, 1, 1, 'S', 4}))},
        Lie{"sheet_name_not_utf8", book(numbers({1, 0, 1, 1, 0xe9, 0}))},
        Lie{"sheets_with_more_behind", book(numbers({1, 0, 1, 1, 'S', 0, 0}))},
        Lie{"fewer_sheets_than_the_head_says",
            hello + frame(FrameType::head, numbers({3, 1, 1, 6, 1, 0, 2, 1, 'a', 1, 'b'})) + sheets + end_of_one},
        Lie{"remark_on_no_cell", book_rows(numbers({1, 1, 8, 2, 8, 2, 1, 2, 1, 2, 2}) + "xyz")},
        Lie{"unknown_remark", book_rows(numbers({1, 1, 8, 2, 8, 2, 1, 2, 1, 1, 9}) + "xyz")},
        Lie{"no_remark_after_all", book_rows(numbers({1, 1, 6, 2, 8, 2, 1, 2, 0}) + "xyz")},
        Lie{"remarks_out_of_order", book_rows(numbers({1, 1, 10, 2, 8, 2, 1, 2, 2, 1, 0, 0, 0}) + "xyz")}),
    [](auto const& lie) { return std::string{lie.param.name}; });

TEST(Protocol, RaggedIsTheParentsOwnJudgement) {
  auto const table =
      hear(hello + head + frame(FrameType::rows, numbers({0, 1, 4, 2, 0, 1, 3}) + "xyz") + end_of_one);
  ASSERT_EQ(table.rows.size(), 1U);
  EXPECT_TRUE(table.rows[0].ragged);
}

TEST(Protocol, FlippedBitsNeverGiveAnUncleanCell) {
  SeededChance chance{6};
  for (int turn = 0; turn < 20000; ++turn) {
    auto bytes = good;
    for (auto flips = 1 + chance.below(3); flips > 0; --flips) {
      bytes[chance.below(bytes.size())] ^= static_cast<char>(1U << chance.below(8));
    }
    auto const table = hear(bytes);
    for (auto const& row : table.rows) {
      for (auto const& cell : row.cells)
        EXPECT_TRUE(is_valid_utf8(cell) && cell.find('\0') == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace concordat::intake
