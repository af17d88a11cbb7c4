// SPDX-License-Identifier: Apache-2.0
#include "intake/workbook/workbook_source.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "intake/workbook/ods_workbook.h"
#include "intake/workbook/sheet_head.h"
#include "intake/workbook/xlsx_workbook.h"

namespace concordat::intake {
namespace {

constexpr std::string_view compound_file = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Old binary Office files and encrypted workbooks are both compound files; the latter have a stream of this name.
Result<ReadFault> kind_of_compound_file(FileDescriptor const& file, ArchiveLimits const& limits) {
  constexpr std::string_view name{"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32};
  std::string window;
  std::array<char, 64 << 10> block = {};
  for (std::uint64_t at = 0; at < limits.packed_bytes;) {
    auto const got = ::pread(file.get(), block.data(), block.size(), static_cast<off_t>(at));
    if (got < 0) return fail(ReadFault::unreadable);
    if (got == 0) break;
    at += static_cast<std::uint64_t>(got);
    window.append(block.data(), static_cast<std::size_t>(got));
    if (window.find(name) != std::string::npos) return ReadFault::workbook_encrypted;
    window.erase(0, window.size() - std::min(window.size(), name.size()));
  }
  return ReadFault::is_xls;
}

std::string media_type(Archive const& archive) {
  if (!archive.holds("mimetype")) return {};
  auto const entry = archive.open_entry("mimetype");
  std::array<char, 128> text = {};
  auto const got = entry ? (*entry)->read(text.data(), text.size()) : Result<std::size_t>{0};
  return std::string{text.data(), got ? *got : 0};
}

Result<std::unique_ptr<Workbook>> open_book(Archive const& archive, ReadLimits const& limits) {
  if (archive.holds("word/document.xml") || archive.holds("ppt/presentation.xml")) return fail(ReadFault::is_document);
  auto const type = media_type(archive);
  if (type.find("opendocument.spreadsheet") != std::string::npos) return OdsWorkbook::open(archive, limits);
  if (type.find("opendocument") != std::string::npos) return fail(ReadFault::is_document);
  if (archive.holds("[Content_Types].xml")) return XlsxWorkbook::open(archive, limits);
  if (archive.holds("content.xml") && archive.holds("META-INF/manifest.xml")) return OdsWorkbook::open(archive, limits);
  return fail(ReadFault::is_zip);
}

/// A name, with or without regard to case, or a number from 1; the number of sheets where there is none.
std::size_t find_sheet(std::vector<SheetFact> const& sheets, std::string_view wanted) {
  auto const count = sheets.size();
  auto const by = [&](auto const& same) {
    return static_cast<std::size_t>(std::ranges::find_if(sheets, same) - sheets.begin());
  };
  auto const exact = by([&](SheetFact const& sheet) { return sheet.name == wanted; });
  if (exact < count) return exact;
  auto const loose = by([&](SheetFact const& sheet) {
    return text::equal_ignoring_case(text::trim(sheet.name), text::trim(wanted));
  });
  if (loose < count) return loose;
  auto const number = text::parse_integer(text::trim(wanted));
  return number && *number >= 1 && static_cast<std::size_t>(*number) <= count ? static_cast<std::size_t>(*number - 1) : count;
}

/// A template or a file of rows to correct, which the hub made: its second sheet explains the first, and may be longer.
bool is_of_ours(std::vector<SheetFact> const& sheets) {
  return sheets.size() == 2 && sheets[1].name == "Notes" && (sheets[0].name == "Rows" || sheets[0].name == "Rows to correct");
}

}  // namespace

Result<std::unique_ptr<RowSource>> WorkbookSource::open(FileDescriptor file, ReadOptions const& options,
                                                        ArchiveLimits const& archive_limits) {
  std::array<char, compound_file.size()> start = {};
  if (::pread(file.get(), start.data(), start.size(), 0) == static_cast<ssize_t>(start.size()) &&
      std::string_view{start.data(), start.size()} == compound_file) {
    auto const kind = kind_of_compound_file(file, archive_limits);
    return kind ? fail(*kind) : fail(kind);
  }
  auto archive = Archive::open(std::move(file), archive_limits);
  if (!archive) return fail(archive);
  auto book = open_book(**archive, options.limits);
  if (!book) return fail(book);
  std::unique_ptr<WorkbookSource> source{new WorkbookSource{std::move(*archive), std::move(*book), options.limits}};
  auto const sheet = source->choose(options);
  if (!sheet) return fail(sheet);
  if (auto const begun = source->begin(*sheet, options); !begun) return fail(begun);
  return source;
}

/// The sheet with most of a table in its first rows, those that are shown before those that are hidden; of several about
/// alike (one a month) the first.
Result<std::size_t> WorkbookSource::choose(ReadOptions const& options) {
  head_.sheets = book_->sheets();
  auto& sheets = head_.sheets;
  std::vector<std::size_t> weights(sheets.size());
  std::optional<Problem> first_problem;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    auto const rows = book_->first_rows(i, head_sample_rows);
    if (!rows && !first_problem) first_problem = rows.error();
    if (!rows) continue;
    auto const sample = sample_of(*rows, static_cast<std::uint32_t>(i + 1), limits_);
    if (!sample && !first_problem) first_problem = sample.error();
    if (sample) weights[i] = weight_of_table(*sample, options);
  }
  // A list of contents is hardly a table beside one.
  auto const heaviest = *std::ranges::max_element(weights);
  for (std::size_t i = 0; i < sheets.size(); ++i) sheets[i].holds_table = weights[i] > 0 && weights[i] * 10 >= heaviest;
  if (options.sheet.empty() && is_of_ours(sheets)) {
    sheets.back().holds_table = false;
    return std::size_t{0};
  }
  if (!options.sheet.empty()) {
    auto const named = find_sheet(sheets, options.sheet);
    if (named == sheets.size()) return fail(ReadFault::workbook_no_sheet);
    return named;
  }
  for (bool const hidden : {false, true}) {
    std::size_t most = 0;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      if (sheets[i].hidden == hidden) most = std::max(most, weights[i]);
    }
    for (std::size_t i = 0; i < sheets.size() && most > 0; ++i) {
      if (sheets[i].hidden == hidden && weights[i] * 5 >= most * 4) return i;
    }
  }
  if (first_problem) return tl::unexpected<Problem>{*first_problem};
  if (sheets.size() == 1) return std::size_t{0};  // its own Problem says more
  return fail(ReadFault::workbook_no_table);
}

Result<void> WorkbookSource::begin(std::size_t sheet, ReadOptions const& options) {
  head_.sheet = static_cast<std::uint32_t>(sheet + 1);
  head_.format = book_->format();
  head_.encoding = Encoding::utf8;
  auto const note = [this](bool holds, Notice notice) {
    if (holds) head_.notices |= static_cast<std::uint32_t>(notice);
  };
  note(book_->has_macros(), Notice::macros);
  note(head_.sheets[sheet].hidden, Notice::hidden_sheet);
  for (std::size_t i = 0; i < head_.sheets.size(); ++i) note(i != sheet && head_.sheets[i].holds_table, Notice::other_tables);
  auto rows = book_->open(sheet);
  if (!rows) return fail(rows);
  rows_ = std::move(*rows);
  if (auto const read = read_ahead(); !read) return fail(read);
  auto const sample = sample_of({ahead_.begin(), ahead_.end()}, head_.sheet, limits_);
  if (!sample) return fail(sample);
  if (sample->rows.empty()) return fail(ReadFault::empty, {.sheet = head_.sheet});
  auto found = find_sheet_head(*sample, options);
  if (!found) {
    auto problem = found.error();
    problem.where.sheet = head_.sheet;
    if (options.header_row == 0) problem.where.row = sample->numbers.front();
    return tl::unexpected<Problem>{std::move(problem)};
  }
  head_.first_column = sample->first_column;
  head_.columns = std::move(found->columns);
  head_.header_rows = found->header_rows;
  if (found->header_rows > 0) head_.header_row = sample->numbers[found->preamble_rows];
  tail_.emplace(head_.columns.size());
  queue_preamble(found->preamble_rows);
  return {};
}

Result<void> WorkbookSource::read_ahead() {
  std::size_t bytes = 0;
  while (ahead_.size() < head_sample_rows && bytes < limits_.key_sample_bytes) {
    auto const row = rows_->next();
    if (!row) return fail(row);
    if (*row == nullptr) break;
    bytes += (*row)->text.size() + (*row)->cells.size() * sizeof(SheetCell);
    ahead_.push_back(**row);
  }
  return {};
}

/// Titles and remarks above the header go out first; the header itself has been read.
void WorkbookSource::queue_preamble(std::uint64_t rows) {
  for (std::uint64_t i = 0; i < rows + head_.header_rows && !ahead_.empty();) {
    auto const& row = ahead_.front();
    bool const gap = last_number_ > 0 && row.number > last_number_ + 1;
    if (gap) {
      if (i < rows) tail_->queue(last_number_ + 1, {}, RowKind::blank);
      last_number_ = row.number - 1;
    } else {
      if (i < rows && spread(row)) tail_->queue(row.number, cells_, is_blank(cells_) ? RowKind::blank : RowKind::preamble);
      last_number_ = row.number;
      ahead_.pop_front();
    }
    ++i;
  }
}

Result<SheetRow const*> WorkbookSource::next_row() {
  if (ahead_.empty()) return rows_->next();
  given_ = std::move(ahead_.front());
  ahead_.pop_front();
  return &given_;
}

/// A merged cell below the header is filled down; the empty cells under it hold its text.
void WorkbookSource::follow_merged(SheetRow const& row) {
  // What begins here first: it takes the place of a span whose text a cell would otherwise still look at.
  for (auto const& cell : row.cells) {
    if (cell.rows_spanned <= 1 || cell.column < head_.first_column) continue;
    auto const at = cell.column - head_.first_column;
    if (at >= head_.columns.size()) continue;
    if (spans_.size() <= at) spans_.resize(head_.columns.size());
    spans_[at] = {row.number + cell.rows_spanned - 1, std::string{row.text_of(cell)}};
  }
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    auto& span = spans_[i];
    if (span.last_row >= row.number && i < cells_.size() && cells_[i].empty()) cells_[i] = span.text;
  }
}

/// The cells of a row in their columns, at least as many as there are columns.
Result<void> WorkbookSource::spread(SheetRow const& row) {
  cells_.assign(head_.columns.size(), {});
  remarks_.clear();
  // What stands to the left of a table that began further right has no column: it makes the row too long.
  std::string_view stray;
  for (auto const& cell : row.cells) {
    if (cell.column < head_.first_column) {
      stray = row.text_of(cell);
      continue;
    }
    auto const at = cell.column - head_.first_column;
    if (at >= limits_.columns) {
      return fail(ReadFault::too_many_columns, {.sheet = head_.sheet, .row = row.number, .column = cell.column});
    }
    if (cells_.size() <= at) cells_.resize(at + 1);
    cells_[at] = row.text_of(cell);
    if (cell.remarked) remarks_.push_back({at, cell.remark});
  }
  // Beside the table, white space is nothing.
  while (cells_.size() > head_.columns.size() && is_blank(cells_.back()) &&
         (remarks_.empty() || remarks_.back().cell + 1 < cells_.size())) {
    cells_.pop_back();
  }
  if (!stray.empty()) cells_.push_back(stray);
  return {};
}

/// What was held back and is data after all gets its empty cells again.
RowView WorkbookSource::widened(RowView row) {
  if (row.kind != RowKind::data || row.cells.size() >= head_.columns.size()) return row;
  cells_.assign(row.cells.begin(), row.cells.end());
  cells_.resize(head_.columns.size());
  return row_of(row.row, cells_, row.kind, head_.columns.size(), row.remarks);
}

Result<std::optional<RowView>> WorkbookSource::next() {
  if (failed_) return tl::unexpected<Problem>{*failed_};
  auto row = advance();
  if (!row) failed_ = row.error();
  if (row && *row) {
    ++count_;
    (*row)->sheet = head_.sheet;
  }
  return row;
}

Result<std::optional<RowView>> WorkbookSource::advance() {
  for (;;) {
    if (tail_->ready()) return widened(*tail_->take());
    if (ended_) return std::nullopt;
    auto const row = waiting_ != nullptr ? Result<SheetRow const*>{waiting_} : next_row();
    if (!row) return fail(row);
    if (*row == nullptr) {
      ended_ = true;
      tail_->end();
      continue;
    }
    auto const& given = **row;
    if (waiting_ == nullptr && last_number_ > 0 && given.number > last_number_ + 1) {
      waiting_ = &given;
      auto const blank = last_number_ + 1;
      last_number_ = given.number - 1;
      if (tail_->holding()) {
        tail_->hold(blank, {});
        continue;
      }
      tail_->passed(RowKind::blank);
      return row_of(blank, {}, RowKind::blank, head_.columns.size());
    }
    waiting_ = nullptr;
    last_number_ = given.number;
    if (auto const done = spread(given); !done) return fail(done);
    follow_merged(given);
    if (!tail_->passes(cells_)) {
      // As a remark below a table stands in other files: alone, without the empty cells beside it.
      tail_->hold(given.number, is_remark(cells_) ? Cells{cells_}.first(1) : Cells{cells_}, remarks_);
      continue;
    }
    auto const kind = is_blank(cells_) && remarks_.empty() ? RowKind::blank : RowKind::data;
    tail_->passed(kind);
    return row_of(given.number, cells_, kind, head_.columns.size(), remarks_);
  }
}

Progress WorkbookSource::progress() const {
  // Of the unpacked part, told in bytes of the file, so that the two fit together.
  auto const total = rows_->bytes_total();
  auto const done = rows_->bytes_done();
  auto const packed = archive_->packed_bytes();
  return {total == 0 ? packed : packed * std::min(done, total) / total, packed, count_};
}

}  // namespace concordat::intake
