// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/chance.h"
#include "places/test_data.h"
#include "protection/suppress/suppress.h"

namespace concordat::protection {
namespace {

using places::test::read_rows;
constexpr auto reference = "data/geo-reference/";

std::int64_t whole(std::string const& cell) { return static_cast<std::int64_t>(text::parse_decimal(cell).value()); }

/// One of the reference tables: its true counts and its two patterns, cell by cell.
struct Reference {
  CountTable table;
  std::map<std::pair<std::string, std::string>, std::uint32_t> place;
  std::map<std::string, PublishedTable> pattern;
  std::size_t hidden_by_theirs = 0;
};

std::vector<std::string> names(std::vector<std::vector<std::string>> const& rows, std::size_t column, char first) {
  std::vector<std::string> found;
  for (auto const& row : rows) {
    if (row[column][0] == first && std::ranges::find(found, row[column]) == found.end()) found.push_back(row[column]);
  }
  std::ranges::sort(found);
  return found;
}

std::map<std::string, Reference> references() {
  std::map<std::string, std::vector<std::vector<std::string>>> by_table;
  for (auto const& row : read_rows(std::string{reference} + "supp_tables.csv")) by_table[row[0]].push_back(row);
  std::map<std::string, Reference> all;
  for (auto const& [name, rows] : by_table) {
    TableShape shape{names(rows, 1, 'R'), names(rows, 2, 'C'), names(rows, 1, 'W')};
    for (std::uint32_t row = 0; !shape.groups.empty() && row < shape.rows.size(); ++row) shape.group_of.push_back(row / 5);
    auto& one = all[name];
    auto labels = shape.rows;
    labels.insert(labels.end(), shape.groups.begin(), shape.groups.end());
    labels.emplace_back("Total");
    auto columns = shape.columns;
    columns.emplace_back("Total");
    for (std::size_t r = 0; r < labels.size(); ++r) {
      for (std::size_t c = 0; c < columns.size(); ++c) one.place[{labels[r], columns[c]}] = static_cast<std::uint32_t>(shape.at(r, c));
    }
    one.table.counts.resize(shape.size());
    for (auto const* pattern : {"primary_only", "full"}) one.pattern[pattern] = {shape, std::vector<ProtectedCell>(shape.size())};
    for (auto const& row : rows) {
      auto const cell = one.place.at({row[1], row[2]});
      one.table.counts[cell] = whole(row[3]);
      one.pattern["primary_only"].cells[cell] = row[5] == "1" ? ProtectedCell{CellState::suppressed, 0} : ProtectedCell{CellState::value, whole(row[3])};
      one.pattern["full"].cells[cell] = row[6] == "1" ? ProtectedCell{CellState::suppressed, 0} : ProtectedCell{CellState::value, whole(row[3])};
      one.hidden_by_theirs += row[6] == "1" ? 1 : 0;
    }
    one.table.shape = std::move(shape);
  }
  return all;
}

TEST(Audit, FindsTheReferenceBounds) {
  auto const all = references();
  if (all.empty()) GTEST_SKIP() << "the shared reference data are not here";
  std::size_t seen = 0;
  std::size_t known = 0;
  for (auto const& row : read_rows(std::string{reference} + "supp_bounds.csv")) {
    auto const& one = all.at(row[0]);
    auto const report = audit(one.pattern.at(row[3])).value();
    auto const found = std::ranges::find(report.bounds, one.place.at({row[1], row[2]}), &CellBounds::cell);
    ASSERT_NE(found, report.bounds.end());
    EXPECT_NEAR(static_cast<double>(found->low), text::parse_decimal(row[6]).value(), 1e-6) << row[0] << row[1] << row[2] << row[3];
    ASSERT_TRUE(found->high);
    EXPECT_NEAR(static_cast<double>(*found->high), text::parse_decimal(row[7]).value(), 1e-6) << row[0] << row[1] << row[2] << row[3];
    known += found->known() ? 1 : 0;
    ++seen;
  }
  EXPECT_EQ(known, 34U);
  std::printf("supp_bounds.csv: %zu cells, %zu of them known\n", seen, known);
  for (auto const& [name, one] : all) {
    EXPECT_FALSE(audit(one.pattern.at("primary_only"))->known().empty()) << name;
    EXPECT_TRUE(audit(one.pattern.at("full"))->known().empty()) << name;
  }
}

TEST(Suppress, HidesNoMoreThanTheReference) {
  auto const all = references();
  if (all.empty()) GTEST_SKIP() << "the shared reference data are not here";
  std::size_t theirs = 0, by_their_standard = 0, by_ours = 0;
  for (auto const& [name, one] : all) {
    auto const weak = suppress(one.table, {.width = 1}).value();
    auto const strong = suppress(one.table).value();
    for (auto const& bounds : strong.audit.bounds) {
      if (one.table.counts[bounds.cell] < 5) { EXPECT_FALSE(bounds.narrow()) << name << " cell " << bounds.cell; }
    }
    theirs += one.hidden_by_theirs;
    by_their_standard += weak.small + weak.besides;
    by_ours += strong.small + strong.besides;
    std::printf("table %s: reference %zu, ours %zu by its standard, %zu with intervals of 5\n", name.c_str(), one.hidden_by_theirs, weak.small + weak.besides, strong.small + strong.besides);
    EXPECT_LE(static_cast<double>(weak.small + weak.besides), 1.05 * static_cast<double>(one.hidden_by_theirs)) << name;
  }
  EXPECT_LE(by_their_standard, theirs);
  // the reference leaves 15 small counts in intervals of 3 or 4; to widen them takes cells
  EXPECT_LE(static_cast<double>(by_ours), 1.05 * static_cast<double>(theirs));
}

/// Every way to fill the hidden cells of a small table, one by one: what the audit must find.
class EveryWay {
 public:
  explicit EveryWay(PublishedTable const& table) : table_{table}, low_(table.cells.size(), 1000), high_(table.cells.size(), -1) {
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell) counts_.push_back(table.cells[cell].value);
    fill(0);
  }
  std::vector<std::int64_t> low() const { return low_; }
  std::vector<std::int64_t> high() const { return high_; }

 private:
  static constexpr std::int64_t most = 12;
  void fill(std::size_t inner) {
    auto const& shape = table_.shape;
    if (inner == shape.rows.size() * shape.columns.size()) return weigh();
    auto const cell = shape.at(inner / shape.columns.size(), inner % shape.columns.size());
    if (table_.cells[cell].state == CellState::value) return fill(inner + 1);
    for (std::int64_t count = 0; count <= most; ++count) {
      counts_[cell] = count;
      fill(inner + 1);
    }
  }
  void weigh() {
    auto const& shape = table_.shape;
    std::vector<std::int64_t> inside;
    for (std::size_t row = 0; row < shape.rows.size(); ++row) {
      for (std::size_t column = 0; column < shape.columns.size(); ++column) inside.push_back(counts_[shape.at(row, column)]);
    }
    auto const whole_table = CountTable::of_counts(shape, inside).value();
    for (std::size_t cell = 0; cell < table_.cells.size(); ++cell) {
      if (table_.cells[cell].state == CellState::value && table_.cells[cell].value != whole_table.counts[cell]) return;
    }
    for (std::size_t cell = 0; cell < table_.cells.size(); ++cell) {
      low_[cell] = std::min(low_[cell], whole_table.counts[cell]);
      high_[cell] = std::max(high_[cell], whole_table.counts[cell]);
    }
  }
  PublishedTable const& table_;
  std::vector<std::int64_t> counts_, low_, high_;
};

TEST(Audit, FindsWhatTryingEveryWayFinds) {
  SeededChance chance{3};
  std::size_t compared = 0;
  for (int round = 0; round < 40; ++round) {
    TableShape shape{{"a", "b", "c"}, {"x", "y"}};
    if (round % 2 == 0) {
      shape.groups = {"g", "h"};
      shape.group_of = {0, 0, 1};
    }
    std::vector<std::int64_t> inside;
    for (int i = 0; i < 6; ++i) inside.push_back(static_cast<std::int64_t>(chance.below(5)));
    auto const table = CountTable::of_counts(shape, inside).value();
    PublishedTable shown{shape, {}};
    int hidden = 0;
    for (std::size_t cell = 0; cell < table.counts.size(); ++cell) {
      // four inner cells at most, and now and then a total
      bool const inner = cell / shape.width() < 3 && cell % shape.width() < 2;
      bool const hide = inner ? chance.below(10) < 7 && hidden < 4 : chance.below(10) == 0;
      hidden += hide && inner ? 1 : 0;
      shown.cells.push_back(hide ? ProtectedCell{CellState::suppressed, 0} : ProtectedCell{CellState::value, table.counts[cell]});
    }
    auto const report = audit(shown).value();
    EveryWay const every{shown};
    for (auto const& bounds : report.bounds) {
      if (!bounds.high || *bounds.high > 10) continue;  // out of reach of the trying
      EXPECT_EQ(bounds.low, every.low()[bounds.cell]) << "round " << round << " cell " << bounds.cell;
      EXPECT_EQ(*bounds.high, every.high()[bounds.cell]) << "round " << round << " cell " << bounds.cell;
      ++compared;
    }
  }
  EXPECT_GT(compared, 60U);
}

TEST(Suppress, ProtectsEveryRandomTableOrRefuses) {
  SeededChance chance{5};
  int refused = 0;
  for (int round = 0; round < 80; ++round) {
    TableShape shape{std::vector<std::string>(4 + chance.below(8), "r"), std::vector<std::string>(2 + chance.below(5), "c")};
    if (round % 2 == 1) {
      shape.groups = {"g", "h"};
      for (std::size_t row = 0; row < shape.rows.size(); ++row) shape.group_of.push_back(static_cast<std::uint32_t>(row % 2));
    }
    std::vector<std::int64_t> inside;
    for (std::size_t i = 0; i < shape.rows.size() * shape.columns.size(); ++i) inside.push_back(static_cast<std::int64_t>(chance.below(1 + chance.below(20))));
    auto const table = CountTable::of_counts(shape, inside).value();
    auto const out = suppress(table, {.totals_may_hide = round % 4 != 3, .orders = 2});
    if (!out) {
      EXPECT_EQ(out.error().code.view(), "suppress.cannot");
      ++refused;
      continue;
    }
    auto const again = audit(out->table).value();
    for (auto const& bounds : again.bounds) {
      auto const count = table.counts[bounds.cell];
      EXPECT_TRUE(bounds.low <= count && (!bounds.high || count <= *bounds.high));
      if (count < 5) { EXPECT_FALSE(bounds.narrow()) << "round " << round; }
    }
    for (std::size_t cell = 0; cell < table.counts.size(); ++cell) {
      if (out->table.cells[cell].state == CellState::value) {
        EXPECT_EQ(out->table.cells[cell].value, table.counts[cell]);
        EXPECT_TRUE(table.counts[cell] == 0 || table.counts[cell] >= 5);
      } else {
        EXPECT_NE(table.counts[cell], 0) << "a zero was hidden";
        EXPECT_EQ(out->table.cells[cell].value, 0) << "a hidden count came out";
      }
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_LE(refused, 20);
}

/// Areas in groups of five, most counts small.
CountTable many_areas(std::size_t areas) {
  SeededChance chance{7};
  TableShape shape{std::vector<std::string>(areas, "r"), std::vector<std::string>(6, "c"), std::vector<std::string>(areas / 5, "g")};
  std::vector<std::int64_t> inside;
  for (std::size_t row = 0; row < areas; ++row) {
    shape.group_of.push_back(static_cast<std::uint32_t>(row / 5));
    for (int column = 0; column < 6; ++column) inside.push_back(static_cast<std::int64_t>(chance.below(1 + chance.below(30))));
  }
  return CountTable::of_counts(shape, inside).value();
}

TEST(Suppress, EndsOnATableOfAnySize) {
  auto const table = many_areas(400);
  std::set<std::string> stages;
  auto const whole = suppress(table, {.tell = [&](FixedText stage, std::size_t done, std::size_t all) {
                                stages.emplace(stage.view());
                                EXPECT_LE(done, all);
                              }}).value();
  EXPECT_TRUE(whole.tidied);
  EXPECT_THAT(stages, ::testing::IsSupersetOf({"hiding", "showing what need not be hidden", "adding up", "auditing"}));
  std::size_t refused = 0;
  std::size_t untidied = 0;
  for (std::uint64_t most_steps = 100; most_steps < 100'000'000; most_steps += most_steps / 4) {
    auto const out = suppress(table, {.most_steps = most_steps});
    if (!out) {
      EXPECT_EQ(out.error().code.view(), "suppress.too-large");
      EXPECT_EQ(untidied, 0U) << "with more steps less was done";
      ++refused;
      continue;
    }
    if (out->tidied) {
      EXPECT_EQ(out->besides, whole.besides);
      break;
    }
    ++untidied;
    EXPECT_GE(out->besides, whole.besides);
    for (auto const& bounds : out->audit.bounds) {
      if (table.counts[bounds.cell] < 5) { EXPECT_FALSE(bounds.narrow()) << "what is not gone through again is as safe"; }
    }
  }
  EXPECT_GT(refused, 0U);
  EXPECT_GT(untidied, 0U);
  Diligence little{10};
  EXPECT_EQ(audit(whole.table, little).error().code.view(), "audit.too-large");
}

TEST(Suppress, RefusesWhatCannotBeHidden) {
  auto const table = CountTable::of_counts({{"a"}, {"x"}}, std::vector<std::int64_t>{3}).value();
  auto const out = suppress(table);
  // its only cell and its totals are all hidden, and then nothing is known of them
  ASSERT_TRUE(out);
  EXPECT_EQ(out->small, 4U);
  EXPECT_FALSE(out->audit.bounds.front().high);
  auto const lonely = CountTable::of_counts({{"a", "b"}, {"x", "y"}}, std::vector<std::int64_t>{3, 12, 0, 20}).value();
  EXPECT_TRUE(suppress(lonely));
  EXPECT_EQ(suppress(lonely, {.totals_may_hide = false}).error().code.view(), "suppress.cannot");
}

TEST(Audit, RefusesWhatItCannotJudge) {
  TableShape const shape{{"a", "b"}, {"x", "y"}};
  PublishedTable table{shape, std::vector<ProtectedCell>(9, ProtectedCell{CellState::value, 1})};
  EXPECT_EQ(audit(table).error().code.view(), "audit.does-not-add-up");
  table.cells[3] = {CellState::not_available, 0};
  EXPECT_EQ(audit(table).error().code.view(), "audit.blank");
  table.cells.pop_back();
  EXPECT_EQ(audit(table).error().code.view(), "table.shape");
}

TEST(Audit, NamesTheFiguresThatGiveACellAway) {
  auto const table = CountTable::of_counts({{"a", "b"}, {"x", "y"}}, std::vector<std::int64_t>{3, 12, 9, 20}).value();
  PublishedTable shown{table.shape, {}};
  for (auto const count : table.counts) shown.cells.push_back(partner_cell(count));
  auto const known = audit(shown)->known();
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known.front().low, 3);
  EXPECT_THAT(witnesses(shown, known.front().cell), ::testing::UnorderedElementsAre(1U, 2U));
}

TEST(GroupDisclosure, FindsRowsThatAreAllOfOneKind) {
  auto const table = CountTable::of_counts({{"a", "b", "c", "d"}, {"knife", "other"}}, std::vector<std::int64_t>{7, 0, 7, 1, 10, 0, 0, 6}).value();
  std::vector<std::size_t> const knife{0};
  EXPECT_THAT(group_disclosures(table, knife), ::testing::ElementsAre(0U));
  EXPECT_TRUE(group_disclosures(table, {}).empty());
}

}  // namespace
}  // namespace concordat::protection
