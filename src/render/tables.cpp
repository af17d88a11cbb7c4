// SPDX-License-Identifier: Apache-2.0
#include "render/tables.h"

#include <numeric>

#include <fmt/format.h>

namespace concordat::render {
namespace {

using protection::CellState;
using protection::ProtectedTable;

void end_line(std::string& out) { out += "\r\n"; }

void about_rows(std::string& out, About const& about) {
  for (auto const& [label, text] : lines(about)) {
    append_csv_cell(out, label);
    out += ',';
    append_csv_cell(out, text);
    end_line(out);
  }
  append_csv_cell(out, "Signs");
  out += ',';
  append_csv_cell(out, "* hidden because the number is small; n/a not available in the data");
  end_line(out);
  end_line(out);
}

std::string cell_text(ProtectedTable const& table, std::size_t row, std::size_t column) {
  return table.cell(row, column).state == CellState::not_available ? "n/a" : table.text(row, column);
}

}  // namespace

std::string csv(ProtectedTable const& table, std::vector<std::string> const& codes, About const& about) {
  std::string out = "\xef\xbb\xbf";
  about_rows(out, about);
  auto const& labels = table.labels();
  bool const with_codes = codes.size() == table.rows();
  if (with_codes) out += "Code,";
  append_csv_cell(out, labels.row_heading);
  for (auto const& column : labels.columns) {
    out += ',';
    append_csv_cell(out, column);
  }
  if (table.has_totals()) out += ",Total";
  end_line(out);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (with_codes) {
      append_csv_cell(out, codes[row]);
      out += ',';
    }
    append_csv_cell(out, labels.rows[row]);
    for (std::size_t column = 0; column < table.columns(); ++column) out += ',' + cell_text(table, row, column);
    if (table.has_totals()) out += ',' + protection::text_of(table.row_total(row));
    end_line(out);
  }
  if (table.has_totals()) {
    out += with_codes ? ",Total" : "Total";
    for (std::size_t column = 0; column < table.columns(); ++column) {
      out += ',' + protection::text_of(table.column_total(column));
    }
    out += ',' + protection::text_of(table.grand_total());
    end_line(out);
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
      "<div class=\"scroll\" role=\"region\" aria-labelledby=\"{0}-caption\" tabindex=\"0\">\n<table id=\"{0}\">\n"
      "<caption id=\"{0}-caption\">{1}</caption>\n<thead><tr><th scope=\"col\">{2}</th>",
      options.id, escape_markup(labels.title), escape_markup(labels.row_heading));
  for (auto const& column : labels.columns) out += fmt::format("<th scope=\"col\">{}</th>", escape_markup(column));
  if (totals) out += "<th scope=\"col\">Total</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (auto const row : rows) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>", escape_markup(labels.rows[row]));
    for (std::size_t column = 0; column < table.columns(); ++column) {
      out += "<td>" + escape_markup(cell_text(table, row, column)) + "</td>";
    }
    if (totals) out += "<td>" + protection::text_of(table.row_total(row)) + "</td>";
    out += "</tr>\n";
  }
  out += "</tbody>\n</table>\n</div>\n";
  return out;
}

}  // namespace concordat::render
