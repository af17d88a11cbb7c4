// SPDX-License-Identifier: Apache-2.0
#include "render/tables.h"

#include <fmt/format.h>

#include <numeric>

#include "render/csv_lines.h"
#include "render/maps.h"

namespace concordat::render {
namespace {

using protection::CellState;
using protection::ProtectedTable;

/// A table's own words say "not available"; 24 narrow columns of it would not fit a page.
std::string short_text(protection::ProtectedCell const& cell, std::string text) {
  return cell.state == CellState::not_available ? "n/a" : std::move(text);
}

std::string cell_text(ProtectedTable const& table, std::size_t row, std::size_t column) {
  return short_text(table.cell(row, column), table.text(row, column));
}

std::string total_text(protection::ProtectedCell const& cell) {
  return short_text(cell, protection::text_of(cell));
}

/// Under a table on the page: its signs where they occur, and its notes.
std::string html_notes(ProtectedTable const& table, std::vector<std::size_t> const& rows) {
  bool hidden = false;
  bool missing = false;
  for (auto const row : rows) {
    for (std::size_t column = 0; column < table.columns(); ++column) {
      hidden = hidden || table.cell(row, column).state == CellState::suppressed;
      missing = missing || table.cell(row, column).state == CellState::not_available;
    }
  }
  std::string out;
  if (hidden) out += "* hidden because the number is small. ";
  if (missing) out += "n/a: not available in the data. ";
  for (auto const& note : table.notes()) out += escape_markup(note.view()) + " ";
  return out.empty() ? out : "<p class=\"note\">" + out + "</p>\n";
}

std::string html_head(ProtectedTable const& table, bool totals) {
  std::string out =
      fmt::format("<thead><tr><th scope=\"col\">{}</th>", escape_markup(table.labels().row_heading));
  for (auto const& column : table.labels().columns) {
    out += fmt::format("<th scope=\"col\">{}</th>", escape_markup(column));
  }
  if (totals) out += "<th scope=\"col\">Total</th>";
  return out + "</tr></thead>\n";
}

}  // namespace

void end_csv_line(std::string& out) { out += "\r\n"; }

void append_csv_about(std::string& out, About const& about, std::vector<FixedText> const& notes) {
  for (auto const& [label, text] : lines(about)) {
    append_csv_cell(out, label);
    out += ',';
    append_csv_cell(out, text);
    end_csv_line(out);
  }
  for (auto const& note : notes) {
    out += "Note,";
    append_csv_cell(out, note.view());
    end_csv_line(out);
  }
}

std::string csv_head(About const& about, std::vector<FixedText> const& notes, protection::TableLabels const& labels, bool with_codes) {
  std::string out{byte_order_mark};
  append_csv_about(out, about, notes);
  out += "Signs,";
  append_csv_cell(out, csv_signs);
  end_csv_line(out);
  end_csv_line(out);
  if (with_codes) out += "Code,";
  append_csv_cell(out, labels.row_heading);
  for (auto const& column : labels.columns) {
    out += ',';
    append_csv_cell(out, column);
  }
  return out;
}

std::string csv_cells(protection::ClassedMap const& map, About const& about) {
  std::string out{byte_order_mark};
  append_csv_about(out, about, map.notes());
  end_csv_line(out);
  out += "West (m),South (m),Side (m),Class,Meaning";
  end_csv_line(out);
  for (std::size_t index = 0; index < map.classes().size(); ++index) {
    auto const number = map.classes()[index];
    if (number == 0) continue;
    auto const box = map.grid().cell_box(index);
    out += fmt::format("{:.0f},{:.0f},{:.0f},{},", box.west, box.south, map.grid().cell_size(), number);
    append_csv_cell(out, map.class_labels()[number - 1U]);
    end_csv_line(out);
  }
  return out;
}

std::string csv(ProtectedTable const& table, std::vector<std::string> const& codes, About const& about) {
  auto const& labels = table.labels();
  bool const with_codes = codes.size() == table.rows();
  auto out = csv_head(about, table.notes(), labels, with_codes);
  if (table.has_totals()) out += ",Total";
  end_csv_line(out);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (with_codes) {
      append_csv_cell(out, codes[row]);
      out += ',';
    }
    append_csv_cell(out, labels.rows[row]);
    for (std::size_t column = 0; column < table.columns(); ++column)
      out += ',' + cell_text(table, row, column);
    if (table.has_totals()) out += ',' + total_text(table.row_total(row));
    end_csv_line(out);
  }
  if (table.has_totals()) {
    out += with_codes ? ",Total" : "Total";
    for (std::size_t column = 0; column < table.columns(); ++column) {
      out += ',' + total_text(table.column_total(column));
    }
    out += ',' + total_text(table.grand_total());
    end_csv_line(out);
  }
  return out;
}

std::string html_table(ProtectedTable const& table, HtmlTableOptions const& options) {
  auto const& labels = table.labels();
  bool const totals = options.totals && table.has_totals();
  std::vector<std::size_t> rows = options.rows;
  if (rows.empty()) {
    rows.resize(table.rows());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
  }
  // A wide table scrolls inside its own box, which a keyboard can reach.
  std::string out = fmt::format(
      "<div class=\"scroll\" role=\"region\" aria-labelledby=\"{0}-caption\" tabindex=\"0\">\n<table "
      "id=\"{0}\">\n"
      "<caption id=\"{0}-caption\">{1}</caption>\n",
      escape_markup(options.id), escape_markup(labels.title));
  out += html_head(table, totals) + "<tbody>\n";
  for (auto const row : rows) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>", escape_markup(labels.rows[row]));
    for (std::size_t column = 0; column < table.columns(); ++column) {
      out += "<td>" + cell_text(table, row, column) + "</td>";
    }
    if (totals) out += "<td>" + total_text(table.row_total(row)) + "</td>";
    out += "</tr>\n";
  }
  out += "</tbody>\n";
  bool const whole = options.rows.empty();
  if (totals && whole) {
    out += "<tfoot><tr><th scope=\"row\">Total</th>";
    for (std::size_t column = 0; column < table.columns(); ++column) {
      out += "<td>" + total_text(table.column_total(column)) + "</td>";
    }
    out += "<td>" + total_text(table.grand_total()) + "</td></tr></tfoot>\n";
  }
  return out + "</table>\n</div>\n" + html_notes(table, rows);
}

}  // namespace concordat::render
