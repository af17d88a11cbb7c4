// SPDX-License-Identifier: Apache-2.0
#include "hub/equality/monitoring_rows.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace concordat::hub {
namespace {

constexpr std::array<std::string_view, 5> columns{"measure", "quarter", "characteristic", "group", "count"};
enum Column : std::size_t { in_measure, in_quarter, in_characteristic, in_group, in_count };
constexpr std::int64_t most_counted = 100'000'000;
constexpr std::uint64_t most_rows = 5'000;

constexpr FixedText see_words = "Use the words of definitions/equality.yaml, as docs/equality.md lists them.";

class FileReader {
 public:
  FileReader(intake::RowSource& source, EqualityWords const& words, Date today) : source_{source}, words_{words}, running_{Quarter::of(Month::of(today))} {}

  Result<MonitoringFile> read() {
    find_columns();
    if (!file_.faults.empty()) return std::move(file_);
    for (;;) {
      auto const row = source_.next();
      if (!row) return fail(row);
      if (!*row || full()) break;
      take(**row);
    }
    if (file_.rows.empty() && file_.faults.empty()) fault(0, 0, "", "equality.no-rows-in-file", "The file holds no row of counts.", "Write one row a measure, characteristic and group.");
    if (file_.faults.empty()) compare_totals();
    return std::move(file_);
  }

 private:
  [[nodiscard]] bool full() const { return file_.faults.size() >= most_monitoring_faults; }
  void fault(std::uint64_t row, std::size_t column, std::string_view field, FixedText code, FixedText title, FixedText remedy) {
    file_.faults.push_back({row, static_cast<std::uint32_t>(column), std::string{field}, code, title, remedy});
  }
  void fault_in(Column column, FixedText code, FixedText title, FixedText remedy) { fault(row_, at_[column] + 1, columns[column], code, title, remedy); }

  void find_columns() {
    auto const& head = source_.head();
    std::array<bool, columns.size()> found{};
    for (std::size_t i = 0; i < head.columns.size(); ++i) {
      auto const known = std::ranges::find(columns, text::ascii_lower(head.columns[i]));
      if (known == columns.end()) {
        fault(head.header_row, i + 1, "", "equality.column", "A column is none of the five of monitoring counts, which hold no name, number, birth date or place of anybody.",
              "Take the column out: measure, quarter, characteristic, group and count are all that may be sent.");
        continue;
      }
      auto const which = static_cast<std::size_t>(known - columns.begin());
      found[which] = true;
      at_[which] = i;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!found[i]) fault(head.header_row, 0, columns[i], "equality.column-missing", "A column is missing.", "Give the columns measure, quarter, characteristic, group and count.");
    }
  }

  void take(intake::RowView const& row) {
    if (row.kind == intake::RowKind::blank) return;
    row_ = row.row;
    if (row.kind != intake::RowKind::data || row.ragged) {
      return fault(row_, 0, "", "equality.row", "A row is no row of counts.", "Leave titles, totals and remarks out, and give each row its five cells.");
    }
    if (++taken_ > most_rows) return fault(row_, 0, "", "equality.too-many-rows", "The file has more rows than counts by group can have.", "Send counts, not one row for each person.");
    auto const cell = [&](Column column) { return std::string{text::trim(row.cells[at_[column]])}; };
    MonitoringRow const read{cell(in_measure), cell(in_characteristic), cell(in_group), text::parse_integer(cell(in_count)).value_or(-1)};
    auto const before = file_.faults.size();
    check_words(read);
    check_quarter(cell(in_quarter));
    if (read.count < 0 || read.count > most_counted) fault_in(in_count, "equality.count", "The count is no whole number.", "Write how many in digits, 0 where there were none.");
    if (file_.faults.size() > before) return;
    if (!seen_.emplace(read.measure, read.characteristic, read.group).second) {
      return fault_in(in_group, "equality.twice", "The same measure, characteristic and group were counted above.", "Add the counts up into one row.");
    }
    file_.rows.push_back(read);
    auto& total = totals_[{read.measure, read.characteristic}];
    total.count += read.count;
    total.rows.push_back(row_);
  }

  void check_words(MonitoringRow const& read) {
    if (!words_.has_measure(read.measure)) fault_in(in_measure, "equality.measure", "The measure is none that is monitored.", see_words);
    auto const* const of = words_.characteristic(read.characteristic);
    if (of == nullptr) return fault_in(in_characteristic, "equality.characteristic", "The characteristic is none that is monitored.", see_words);
    if (!EqualityWords::has_group(*of, read.group)) {
      fault_in(in_group, "equality.group", "The group is none of its characteristic.", "Use the words of definitions/equality.yaml; 'not-said' where no answer is known.");
    }
  }

  void check_quarter(std::string const& told) {
    auto const parsed = parse_quarter(told);
    if (!parsed) return fault_in(in_quarter, "equality.quarter", "The quarter is none.", "Write it as 2026-Q3.");
    if (*parsed >= running_) return fault_in(in_quarter, "equality.quarter-not-over", "The quarter is not over.", "Send its counts when it is.");
    if (file_.rows.empty()) file_.quarter = *parsed;
    else if (*parsed != file_.quarter) fault_in(in_quarter, "equality.quarters", "The file holds more than one quarter.", "Send one file a quarter.");
  }

  /// Everybody who was counted is in one group of each characteristic: where nothing is known, in 'not-said'.
  void compare_totals() {
    std::string_view of;
    std::string_view against;
    Total const* first = nullptr;
    for (auto const& [which, total] : totals_) {
      if (which.first != of) {
        of = which.first;
        against = which.second;
        first = &total;
      } else if (total.count != first->count) {
        fault(total.rows.front(), 0, "count", "equality.totals", "The groups of this characteristic add up to another number than those of another, for the same measure.",
              "Count everybody once in each characteristic: under 'not-said' where no answer is known.");
        file_.faults.back().about = fmt::format("{}: {} ({}) adds up to {} than {} ({}).", of, which.second, rows_words(total.rows), total.count < first->count ? "fewer" : "more", against,
                                                rows_words(first->rows));
      }
    }
  }

  struct Total {
    std::int64_t count = 0;
    std::vector<std::uint64_t> rows;  ///< as a spreadsheet numbers them
  };
  /// "row 4", "rows 2, 3, 4".
  static std::string rows_words(std::vector<std::uint64_t> const& rows) { return fmt::format("row{} {}", rows.size() == 1 ? "" : "s", fmt::join(rows, ", ")); }

  intake::RowSource& source_;
  EqualityWords const& words_;
  Quarter running_;
  MonitoringFile file_;
  std::array<std::size_t, columns.size()> at_{};
  std::uint64_t row_ = 0;
  std::uint64_t taken_ = 0;
  std::set<std::tuple<std::string, std::string, std::string>> seen_;
  std::map<std::pair<std::string, std::string>, Total> totals_;
};

}  // namespace

Result<MonitoringFile> read_monitoring(intake::RowSource& source, EqualityWords const& words, Date today) { return FileReader{source, words, today}.read(); }

Json sealed_form(std::vector<MonitoringRow> const& rows) {
  Json list{Json::Array{}};
  for (auto const& row : rows) list.push(Json::Array{row.measure, row.characteristic, row.group, row.count});
  return std::move(Json{}.set("rows", std::move(list)));
}

Result<std::vector<MonitoringRow>> rows_of(Json const& sealed) {
  std::vector<MonitoringRow> rows;
  for (auto const& one : sealed["rows"].array()) {
    auto const& cells = one.array();
    if (cells.size() != 4 || !cells[3].is_integer()) return fail(Fault::integrity, "equality.rows", "What is sealed as counts is something else.", "'concordat ledger verify' says what was changed.");
    rows.push_back({cells[0].string(), cells[1].string(), cells[2].string(), cells[3].integer()});
  }
  return rows;
}

}  // namespace concordat::hub
