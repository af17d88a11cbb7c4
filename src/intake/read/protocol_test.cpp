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
    table.rows.push_back({view.row, view.kind, view.ragged, {view.cells.begin(), view.cells.end()}});
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

std::string const hello = frame(FrameType::hello, "CCRD\x01");
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
  EXPECT_EQ(hear(GetParam().bytes).code(), "intake.reader-died");
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
        Lie{"another_greeting", frame(FrameType::hello, "HELO\x01") + head + end_of_one},
        Lie{"another_version", frame(FrameType::hello, "CCRD\x02") + head + one_row + end_of_one},
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
        Lie{"three_header_rows", head_frame(numbers({0, 1, 3, 1, 1, ',', 2, 1, 'a', 1, 'b'}))},
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
        Lie{"cell_with_nul", rows_frame(numbers({0, 1, 5, 2, 0, 2, 1, 2}) + std::string{"x\0z", 3})},
        Lie{"number_without_end",
            rows_frame(numbers({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}))}),
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
