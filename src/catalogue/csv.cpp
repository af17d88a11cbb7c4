// SPDX-License-Identifier: Apache-2.0
#include "catalogue/csv.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace concordat::catalogue {
namespace {

/// Walks the text one row at a time, keeping the place.
class Walker {
 public:
  Walker(std::string_view text, std::string_view file) : text_{text}, file_{file} {}

  [[nodiscard]] bool at_end() const { return next_ >= text_.size(); }

  tl::expected<std::vector<CsvCell>, Finding> row() {
    auto cells = std::vector<CsvCell>{};
    while (true) {
      auto cell = text_.substr(next_).starts_with('"') ? quoted() : plain();
      if (!cell) return tl::unexpected<Finding>{std::move(cell.error())};
      cells.push_back(std::move(*cell));
      if (at_end()) return cells;
      auto const letter = take();
      if (letter == '\n') return cells;
      if (letter != ',') return wrong("after a closing quote there is more text", "Double the quotes inside the value.");
    }
  }

  [[nodiscard]] tl::unexpected<Finding> wrong(std::string_view message, std::string remedy) const {
    return tl::unexpected<Finding>{Finding{Severity::error, "csv-syntax", std::string{file_}, line_, column_,
                                           fmt::format("{}.", message), std::move(remedy)}};
  }

 private:
  char take() {
    auto const letter = text_[next_++];
    if (letter == '\n') {
      ++line_;
      column_ = 1;
    } else {
      ++column_;
    }
    return letter;
  }

  tl::expected<CsvCell, Finding> plain() {
    auto cell = CsvCell{{}, line_, column_};
    while (!at_end() && text_[next_] != ',' && text_[next_] != '\n') {
      if (text_[next_] == '"') return wrong("a quote stands inside a value", "Put the whole value in quotes.");
      cell.text += take();
    }
    return cell;
  }

  tl::expected<CsvCell, Finding> quoted() {
    auto cell = CsvCell{{}, line_, column_};
    take();
    while (true) {
      if (at_end()) {
        line_ = cell.line;
        column_ = cell.column;
        return wrong("a quote is opened here and never closed", "Close the quote.");
      }
      auto const letter = take();
      if (letter != '"') {
        cell.text += letter;
      } else if (!at_end() && text_[next_] == '"') {
        cell.text += take();
      } else {
        return cell;
      }
    }
  }

  std::string_view text_;
  std::string_view file_;
  std::size_t next_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

Finding finding_at(std::string_view file, CsvCell const& cell, std::string_view code, std::string message,
                   std::string remedy) {
  return Finding{Severity::error, std::string{code}, std::string{file}, cell.line, cell.column, std::move(message),
                 std::move(remedy)};
}

}  // namespace

tl::expected<CsvTable, Finding> read_csv(std::string_view text, std::string_view file,
                                         std::vector<std::string> const& columns) {
  auto unix_text = std::string{};
  if (text.find('\r') != std::string_view::npos) {
    std::copy_if(text.begin(), text.end(), std::back_inserter(unix_text), [](char letter) { return letter != '\r'; });
    text = unix_text;
  }
  auto walker = Walker{text, file};
  if (!text::is_utf8(text)) return walker.wrong("the file is not UTF-8", "Save it as UTF-8.");
  if (text.empty()) return walker.wrong("the file is empty", "Restore it.");
  auto header = walker.row();
  if (!header) return tl::unexpected<Finding>{std::move(header.error())};
  auto table = CsvTable{std::move(*header), {}};
  auto const given = table.header.size();
  for (std::size_t index = 0; index < columns.size() || index < given; ++index) {
    if (index < given && index < columns.size() && table.header[index].text == columns[index]) continue;
    return tl::unexpected<Finding>{finding_at(
        file, index < given ? table.header[index] : table.header.back(), "csv-header",
        fmt::format("column {} should be '{}'.", index + 1, index < columns.size() ? columns[index] : "absent"),
        fmt::format("The columns are: {}.", text::join(columns, ",")))};
  }
  while (!walker.at_end()) {
    auto row = walker.row();
    if (!row) return tl::unexpected<Finding>{std::move(row.error())};
    if (row->size() != columns.size()) {
      return tl::unexpected<Finding>{finding_at(
          file, row->front(), "csv-row-length",
          fmt::format("this row has {} values, but there are {} columns.", row->size(), columns.size()),
          "Put values that hold a comma in quotes, and leave no value out.")};
    }
    table.rows.push_back(std::move(*row));
  }
  return table;
}

}  // namespace concordat::catalogue
