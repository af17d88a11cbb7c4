// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/table_file.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "protection/protected_table.h"
#include "render/about.h"

namespace concordat::cli {
namespace {

using protection::CellState;
using protection::TableShape;

bool names_total(std::string_view label) { return text::equal_ignoring_case(label, "total"); }

/// 2 before 10, and both before words.
bool before(std::string const& left, std::string const& right) {
  auto const key = [](std::string const& label) { return text::parse_integer(label); };
  auto const a = key(left);
  auto const b = key(right);
  if (a && b) return *a != *b ? *a < *b : left < right;
  return a.has_value() != b.has_value() ? a.has_value() : left < right;
}

/// The labels in order, and the place of each record's own.
struct Labels {
  std::vector<std::string> names;
  std::vector<std::uint32_t> of;
};

Tried<Labels> labels_of(Table const& table, std::string const& column) {
  auto const cells = table.texts(column);
  if (!cells) return stopped(cells);
  std::set<std::string, decltype(&before)> names{&before};
  for (std::size_t i = 0; i < cells->size(); ++i) {
    if ((*cells)[i].empty()) {
      return tl::unexpected{table.at(i, column, Problem{Fault::missing, "protect.blank", "A row says not where in the table it belongs.", "Fill the cell in, as 'not known' where it is not."})};
    }
    if (names_total((*cells)[i])) {
      return tl::unexpected{table.at(i, column, Problem{Fault::refused, "protect.total", "A row is named Total, so it would be counted twice.", "Leave totals out: they are worked out."})};
    }
    names.emplace((*cells)[i]);
  }
  Labels labels{{names.begin(), names.end()}, {}};
  for (auto const cell : *cells) labels.of.push_back(static_cast<std::uint32_t>(std::ranges::lower_bound(labels.names, std::string{cell}, &before) - labels.names.begin()));
  return labels;
}

Tried<void> read_groups(TableShape& shape, Table const& table, std::string const& column, Labels const& rows) {
  auto groups = labels_of(table, column);
  if (!groups) return stopped(groups);
  std::vector<std::optional<std::uint32_t>> of(shape.rows.size());
  for (std::size_t i = 0; i < rows.of.size(); ++i) {
    auto& one = of[rows.of[i]];
    if (one && *one != groups->of[i]) {
      return tl::unexpected{table.at(i, column, Problem{Fault::malformed, "protect.two-groups", "A row of the table is in two groups.", "Give every row one group, as an area has one ward."})};
    }
    one = groups->of[i];
  }
  for (auto const& one : of) shape.group_of.push_back(one.value_or(0));
  shape.groups = std::move(groups->names);
  return {};
}

std::vector<std::string> row_labels(TableShape const& shape) {
  auto labels = shape.rows;
  labels.insert(labels.end(), shape.groups.size() + 1, "Total");
  return labels;
}

std::string group_label(TableShape const& shape, std::size_t row) {
  if (row < shape.rows.size()) return shape.groups[shape.group_of[row]];
  return row < shape.total_row() ? shape.groups[row - shape.rows.size()] : "Total";
}

}  // namespace

Tried<protection::CountTable> read_counts(ProtectArguments const& arguments, Table const& table, std::vector<std::uint8_t> const& keys) {
  auto const rows = labels_of(table, row_column(arguments));
  if (!rows) return stopped(rows);
  auto const columns = labels_of(table, arguments.columns);
  if (!columns) return stopped(columns);
  TableShape shape{rows->names, columns->names};
  if (!arguments.group.empty()) {
    if (auto const done = read_groups(shape, table, arguments.group, *rows); !done) return stopped(done);
  }
  auto const told = [&](Result<protection::CountTable> made) -> Tried<protection::CountTable> {
    if (!made) return tl::unexpected{FileTrouble{arguments.in, made.error()}};
    return std::move(*made);
  };
  if (arguments.count.empty()) return told(protection::CountTable::of_records(std::move(shape), rows->of, columns->of, keys));
  auto const counts = table.whole(arguments.count);
  if (!counts) return stopped(counts);
  if (auto const fine = shape.check(); !fine) return tl::unexpected{FileTrouble{arguments.in, fine.error()}};
  std::vector<std::int64_t> inside(shape.rows.size() * shape.columns.size(), 0);
  for (std::size_t i = 0; i < counts->size(); ++i) {
    auto& cell = inside[rows->of[i] * shape.columns.size() + columns->of[i]];
    // two counts that overflow together are more than any table takes
    if (__builtin_add_overflow(cell, (*counts)[i], &cell)) cell = -1;
  }
  return told(protection::CountTable::of_counts(std::move(shape), inside));
}

std::string csv_of(protection::PublishedTable const& table, std::string const& row_heading, std::string const& group_heading) {
  auto const& shape = table.shape;
  std::string text;
  bool const grouped = !shape.groups.empty();
  if (grouped) {
    render::append_csv_cell(text, group_heading);
    text += ',';
  }
  render::append_csv_cell(text, row_heading);
  for (auto const& column : shape.columns) {
    text += ',';
    render::append_csv_cell(text, column);
  }
  text += ",Total\n";
  auto const labels = row_labels(shape);
  for (std::size_t row = 0; row < shape.height(); ++row) {
    if (grouped) {
      render::append_csv_cell(text, group_label(shape, row));
      text += ',';
    }
    render::append_csv_cell(text, labels[row]);
    for (std::size_t column = 0; column < shape.width(); ++column) text += "," + protection::text_of(table.cells[shape.at(row, column)]);
    text += '\n';
  }
  return text;
}

std::string PublishedFile::name(std::uint32_t cell) const {
  auto const& shape = table.shape;
  auto const row = cell / shape.width();
  auto const column = cell % shape.width();
  auto text = row_labels(shape)[row];
  if (!shape.groups.empty() && row >= shape.rows.size() && row < shape.total_row()) text = "Total of " + group_label(shape, row);
  return text + ", " + (column < shape.columns.size() ? shape.columns[column] : "Total");
}

bool PublishedFile::has_totals() const {
  auto const& shape = table.shape;
  for (std::size_t cell = 0; cell < in_file.size(); ++cell) {
    if (in_file[cell] != 0 && (cell / shape.width() >= shape.rows.size() || cell % shape.width() >= shape.columns.size())) return true;
  }
  return false;
}

namespace {

/// The rows of a published file, sorted into the places of a shape.
class PublishedReader {
 public:
  PublishedReader(ProtectArguments const& arguments, Table const& table) : arguments_{arguments}, table_{table} {}
  Tried<PublishedFile> read();

 private:
  Tried<void> place_rows();
  Tried<void> fill(PublishedFile& file, std::string const& heading, std::size_t column);

  ProtectArguments const& arguments_;
  Table const& table_;
  std::string label_column_;
  std::vector<std::string> figures_;
  TableShape shape_;
  std::vector<std::size_t> row_of_;  ///< one a row of the file
};

Tried<void> PublishedReader::place_rows() {
  auto const labels = table_.texts(label_column_);
  if (!labels) return stopped(labels);
  std::vector<std::string_view> groups(labels->size());
  if (!arguments_.group.empty()) {
    auto read = table_.texts(arguments_.group);
    if (!read) return stopped(read);
    groups = std::move(*read);
  }
  std::map<std::string, std::uint32_t, std::less<>> group_numbers;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t i = 0; i < labels->size(); ++i) {
    if (!seen.emplace(groups[i], (*labels)[i]).second) {
      return tl::unexpected{table_.at(i, label_column_, Problem{Fault::malformed, "audit.twice", "A label stands twice.", "Give every row its own label, and name the column of groups with --group."})};
    }
    if (names_total((*labels)[i])) continue;
    shape_.rows.emplace_back((*labels)[i]);
    if (arguments_.group.empty()) continue;
    auto const [group, fresh] = group_numbers.emplace(groups[i], static_cast<std::uint32_t>(shape_.groups.size()));
    if (fresh) shape_.groups.emplace_back(groups[i]);
    shape_.group_of.push_back(group->second);
  }
  std::size_t next = 0;
  for (std::size_t i = 0; i < labels->size(); ++i) {
    if (!names_total((*labels)[i])) row_of_.push_back(next++);
    else if (auto const group = group_numbers.find(groups[i]); group != group_numbers.end()) row_of_.push_back(shape_.rows.size() + group->second);
    else row_of_.push_back(shape_.rows.size() + shape_.groups.size());
  }
  return {};
}

Tried<void> PublishedReader::fill(PublishedFile& file, std::string const& heading, std::size_t column) {
  auto const cells = table_.texts(heading);
  if (!cells) return stopped(cells);
  for (std::size_t i = 0; i < cells->size(); ++i) {
    auto const cell = shape_.at(row_of_[i], column);
    auto const count = text::parse_integer((*cells)[i]);
    if ((*cells)[i] != "*" && !(count && *count >= 0 && *count <= 1'000'000'000'000'000)) {
      return tl::unexpected{table_.at(i, heading, Problem{Fault::malformed, "audit.cell", "This is neither a count nor hidden.", "Give counts as whole numbers without separators, and * where a figure is hidden."})};
    }
    file.table.cells[cell] = count ? protection::ProtectedCell{CellState::value, *count} : protection::ProtectedCell{CellState::suppressed, 0};
    file.in_file[cell] = 1;
  }
  return {};
}

Tried<PublishedFile> PublishedReader::read() {
  std::vector<std::string> headings = table_.columns();
  std::erase(headings, arguments_.group);
  label_column_ = !arguments_.rows.empty() || headings.empty() ? arguments_.rows : headings.front();
  std::erase(headings, label_column_);
  if (auto const placed = place_rows(); !placed) return stopped(placed);
  for (auto const& heading : headings) {
    if (!names_total(heading)) shape_.columns.push_back(heading);
  }
  if (auto const fine = shape_.check(); !fine) return tl::unexpected{FileTrouble{arguments_.in, fine.error()}};
  PublishedFile file{{shape_, std::vector<protection::ProtectedCell>(shape_.size(), {CellState::suppressed, 0})}, std::vector<std::uint8_t>(shape_.size(), 0)};
  std::size_t next = 0;
  for (auto const& heading : headings) {
    auto const column = names_total(heading) ? shape_.total_column() : next++;
    if (auto const done = fill(file, heading, column); !done) return stopped(done);
  }
  return file;
}

}  // namespace

bool one_row_a_cell(Table const& table) {
  auto const headings = table.columns();
  if (headings.size() < 3 || headings.back() != "count") return false;
  auto const labels = *table.texts(headings[headings.size() - 2]);
  return std::ranges::any_of(labels, names_total);
}

Tried<std::map<std::string, std::vector<std::string>>> levels_named(std::string const& within) {
  std::map<std::string, std::vector<std::string>> levels;
  if (within.empty()) return levels;
  for (auto const chain : text::split(within, ',')) {
    auto const names = text::split(chain, ':');
    if (names.size() < 2 || std::ranges::any_of(names, [](auto name) { return text::trim(name).empty(); })) {
      return stopped(Problem{Fault::malformed, "protect.within", "--within does not say which columns gather a column of --by.", "Write a column and those that gather it with colons between, as area:ward:district."});
    }
    for (std::size_t i = 1; i < names.size(); ++i) levels[std::string{text::trim(names.front())}].emplace_back(text::trim(names[i]));
  }
  return levels;
}

Tried<PublishedFile> read_published(ProtectArguments const& arguments) {
  auto const table = Table::read(arguments.in, Totals::kept);
  if (!table) return stopped(table);
  if (one_row_a_cell(*table)) {
    return tl::unexpected{FileTrouble{arguments.in, Problem{Fault::malformed, "audit.one-row-a-cell", "This table has one row a cell, as protect table --by writes it, and such figures are never rounded.",
                                                           "Leave --rounded out: the table is audited as the exact figures that it has."}}};
  }
  return PublishedReader{arguments, *table}.read();
}

}  // namespace concordat::cli
